/* test_cose.c — COSE_Sign1: its forms, its headers, the place and message of every refusal, and the
 * signed bytes (RFC 9052, 4.4). */
#include "cert/cose.h"
#include "cert/signed_bytes.h"

#include "support_wire.h"

static bool read_as(const char *hex, cl_cose *cose, cl_error *error)
{
    cl_bytes wire = given_wire(hex);
    cl_error_init(error);
    return cl_cose_read(wire.at, wire.length, &given.arena, cose, error);
}

static cl_cose expect_read(const char *hex)
{
    cl_cose cose;
    cl_error error;
    ck_assert_msg(read_as(hex, &cose, &error), "%.200s: %s", hex, error.message);
    return cose;
}

static void expect_fault(const char *hex, const char *code, size_t offset, const char *message)
{
    cl_cose cose;
    cl_error error;
    ck_assert_msg(!read_as(hex, &cose, &error), "%.200s was read", hex);
    expect_wire_error(hex, &error, code, offset, message);
}

/* ---- The frame ------------------------------------------------------------------------------- */

START_TEST(forms_of_the_frame)
{
    static const char *const frames[] = {
        "84 43a10126 a10442abcd 43010203 41ff",
        "d2 84 43a10126 a10442abcd 43010203 41ff",
        "d812 84 43a10126 a10442abcd 43010203 41ff", /* tag 18 in a wider head */
        "d83d d2 84 43a10126 a10442abcd 43010203 41ff",
        "d9003d da00000012 84 43a10126 a10442abcd 43010203 41ff",
        "9804 43a10126 a10442abcd 5803010203 590001ff",
        "9f 43a10126 a10442abcd 43010203 41ff ff",
        "d2 9f 43a10126 bf0442abcdff 43010203 41ff ff",
        "84 5f41a1420126ff a1045f41ab41cdff 5f4101404102 4103ff 5f41ffff",
    };
    for (size_t i = 0; i < sizeof frames / sizeof *frames; i++) {
        cl_cose cose = expect_read(frames[i]);
        expect_bytes(&cose.protected_headers, "a10126");
        expect_bytes(&cose.kid, "abcd");
        expect_bytes(&cose.payload, "010203");
        expect_bytes(&cose.signature, "ff");
        ck_assert(cose.has_algorithm && cose.algorithm_protected);
        ck_assert_int_eq(cose.algorithm, -7);
    }
}
END_TEST

START_TEST(what_is_no_frame)
{
    static const char four[] = "COSE_Sign1 must be an array of four";
    static const char no_tag[] = "a tag that is not that of COSE_Sign1, 18";
    expect_fault("", "cbor", 0, "the CBOR ends where an item is expected");
    expect_fault("a0", "cose", 0, four);
    expect_fault("f6", "cose", 0, four);
    expect_fault("83 40 a0 40", "cose", 0, four);
    expect_fault("85 40 a0 40 40 40", "cose", 0, four);
    expect_fault("9f ff", "cose", 1, four);
    expect_fault("9f 40 ff", "cose", 2, four);
    expect_fault("9f 40 a0 ff", "cose", 3, four);
    expect_fault("9f 40 a0 40 ff", "cose", 4, four);
    expect_fault("9f 40 a0 40 40 40 ff", "cose", 5, four);
    expect_fault("9f 40 a0 40 40", "cose", 5, four);
    expect_fault("84 40 a0 40", "cbor", 0, "the CBOR ends before all that a head announces");
    expect_fault("84 40 a0 40 40 00", "cbor", 5,
                 "1 bytes more behind the end of COSE_Sign1; expected nothing");
    expect_fault("d1 84 40 a0 40 40", "cose", 0, no_tag);
    expect_fault("d8 62 84 40 a0 40 40", "cose", 0, no_tag);
    expect_fault("d2 d2 84 40 a0 40 40", "cose", 1, four);
    expect_fault("d8 3d 84 40 a0 40 40", "cose", 2,
                 "the tag of a CWT, 61, must be followed by tag 18");
    expect_fault("d8 3d d1 84 40 a0 40 40", "cose", 2, no_tag);
    expect_fault("d8 3d d8 3d d2 84 40 a0 40 40", "cose", 2, no_tag);
    expect_fault("d2 d8 3d 84 40 a0 40 40", "cose", 1, four);
}
END_TEST

START_TEST(members_of_the_frame)
{
    expect_fault("84 a0 a0 40 40", "cose", 1, "the protected headers must be a byte string");
    expect_fault("84 41 80 a0 40 40", "cose", 2, "the protected headers must hold a map");
    expect_fault("84 42 a0 00 a0 40 40", "cbor", 3,
                 "1 bytes more behind the end of the protected headers");
    expect_fault("84 41 a1 a0 40 40", "cbor", 2, "before all that a head announces");
    expect_fault("84 40 40 40 40", "cose", 2, "the unprotected headers must be a map");
    expect_fault("84 40 a0 f6 40", "cose", 3,
                 "the payload must be a byte string; a detached one is not supported");
    expect_fault("84 40 a0 60 40", "cose", 3, "the payload must be a byte string");
    expect_fault("84 40 a0 40 f6", "cose", 4, "the signature must be a byte string");
    expect_fault("84 40 a0 5f 61 61 ff 40", "cbor", 4,
                 "a string in pieces with a piece that is no such string");
    /* In pieces the headers are not contiguous in the input. */
    expect_fault("84 5f 41 a1 42 01 40 ff a0 40 40", "cose", CL_NO_OFFSET,
                 "the header alg must be an integer or a text");
}
END_TEST

START_TEST(every_frame_that_is_cut_off_is_a_fault)
{
    cl_bytes whole = given_wire("d83d d2 84 43a10126 a10442abcd 43010203 41ff");
    for (size_t length = 0; length < whole.length; length++) {
        cl_cose cose;
        cl_error error;
        cl_error_init(&error);
        ck_assert(!cl_cose_read(whole.at, length, &given.arena, &cose, &error));
        ck_assert_int_eq(error.code, CL_CBOR);
        ck_assert_uint_le(error.offset, length);
    }
}
END_TEST

/* ---- Headers --------------------------------------------------------------------------------- */

START_TEST(algorithm_and_its_place)
{
    cl_cose cose = expect_read("84 40 a0 40 40");
    ck_assert(!cose.has_algorithm);
    ck_assert_ptr_null(cose.kid.at);
    cose = expect_read("84 40 a1 01 38 24 40 40");
    ck_assert(cose.has_algorithm && !cose.algorithm_protected);
    ck_assert_int_eq(cose.algorithm, -37);
    ck_assert_ptr_null(cose.algorithm_text.at);
    cose = expect_read("84 48 a1 01 65 4553323536 a0 40 40");
    ck_assert(cose.has_algorithm && cose.algorithm_protected);
    ck_assert_int_eq(cose.algorithm, 0);
    expect_bytes(&cose.algorithm_text, "4553323536");
    cose = expect_read("84 40 a1 01 7f 624553 63323536 ff 40 40");
    ck_assert(cose.has_algorithm && !cose.algorithm_protected);
    expect_bytes(&cose.algorithm_text, "4553323536");
    expect_fault("84 44 a1 01 61 ff a0 40 40", "cbor-utf8", 5, "text that is not valid UTF-8");
    static const char wrong[] = "the header alg must be an integer or a text";
    expect_fault("84 43 a1 01 40 a0 40 40", "cose", 4, wrong);
    expect_fault("84 43 a1 01 f6 a0 40 40", "cose", 4, wrong);
    expect_fault("84 45 a1 01 f9 4700 a0 40 40", "cose", 4, wrong);
    expect_fault("84 4b a1 01 1b ffffffffffffffff a0 40 40", "cose", 4, wrong);
    expect_fault("84 40 a1 01 40 40 40", "cose", 4, wrong);
}
END_TEST

START_TEST(kid_and_its_place)
{
    cl_cose cose = expect_read("84 44 a1 04 41 01 a1 04 41 02 40 40");
    expect_bytes(&cose.kid, "01");
    cose = expect_read("84 43 a1 01 26 a1 04 41 02 40 40");
    expect_bytes(&cose.kid, "02");
    cose = expect_read("84 43 a1 04 40 a1 04 41 02 40 40"); /* an empty kid is a kid */
    expect_bytes(&cose.kid, "");
    expect_fault("84 44 a1 04 61 01 a0 40 40", "cose", 4, "the header kid must be a byte string");
    expect_fault("84 40 a1 04 01 40 40", "cose", 4, "the header kid must be a byte string");
}
END_TEST

/* RFC 9052, 3.1: a critical header is known, present, and protected. */
START_TEST(critical_headers)
{
    static const char unknown[] = "the header crit names headers that are not known here";
    static const char absent[] = "the header crit names a header that is not protected";
    static const char label[] = "a label that is neither an integer of 64 bits nor a text";
    expect_read("84 46 a2 01 26 02 81 01 a0 40 40");
    expect_read("84 46 a2 02 81 01 01 26 a0 40 40"); /* named before it occurs */
    expect_read("84 47 a2 01 26 02 81 1801 a0 40 40");
    expect_read("84 44 a1 02 81 02 a0 40 40");
    expect_read("84 4d a4 01 26 02 84 01 02 03 04 03 00 04 40 a0 40 40");
    expect_read("84 4a a3 01 26 04 40 02 9f 04 01 ff a0 40 40");
    expect_fault("84 44 a1 02 81 01 a0 40 40", "cose", 5, absent);
    expect_fault("84 47 a2 01 26 02 82 01 04 a1 04 40 40 40", "cose", 8, absent);
    expect_fault("84 46 a2 05 40 02 81 05 a0 40 40", "cose", 7, unknown);
    expect_fault("84 46 a2 00 00 02 81 00 a0 40 40", "cose", 7, unknown);
    expect_fault("84 44 a1 02 81 20 a0 40 40", "cose", 5, unknown);
    expect_fault("84 48 a2 02 81 61 78 61 78 00 a0 40 40", "cose", 5, unknown);
    expect_fault("84 49 a2 02 9f 04 18 21 ff 04 40 a0 40 40", "cose", 6, unknown);
    expect_fault("84 44 a1 02 81 40 a0 40 40", "cbor", 5, label);
    expect_fault("84 46 a1 02 81 81 01 01 a0 40 40", "cbor", 5, label);
    expect_fault("84 43 a1 02 01 a0 40 40", "cose", 4, "the header crit must be an array");
    expect_fault("84 43 a1 02 a0 a0 40 40", "cose", 4, "the header crit must be an array");
    expect_fault("84 43 a1 02 80 a0 40 40", "cose", 4, "the header crit must name a header");
    expect_fault("84 44 a1 02 9f ff a0 40 40", "cose", 4, "the header crit must name a header");
    static const char outside[] = "the header crit must be among the protected headers";
    expect_fault("84 40 a1 02 81 01 40 40", "cose", 4, outside);
    expect_fault("84 43 a1 01 26 a1 02 81 01 40 40", "cose", 7, outside);
    expect_fault("84 40 a1 1802 80 40 40", "cose", 5, outside);
}
END_TEST

/* RFC 9052, section 3: a label occurs once in both maps together, however it is encoded. */
START_TEST(headers_in_both_maps)
{
    static const char both[] = "a header that the protected headers have already";
    expect_fault("84 43 a1 01 26 a1 01 26 40 40", "cose", 6, both);
    expect_fault("84 43 a1 01 26 a2 04 40 01 38 24 40 40", "cose", 8, both);
    expect_fault("84 43 a1 01 26 a1 1801 26 40 40", "cose", 6, both);
    expect_fault("84 45 a1 19 0001 26 a1 01 26 40 40", "cose", 8, both);
    expect_fault("84 43 a1 03 00 a1 03 00 40 40", "cose", 6, both);
    expect_fault("84 44 a1 18 21 40 a1 18 21 40 40 40", "cose", 7, both);
    expect_fault("84 44 a1 61 61 00 a1 7f 61 61 ff 00 40 40", "cose", 7, both);
    expect_read("84 44 a1 61 31 00 a2 01 26 61 32 00 40 40");
    expect_read("84 43 a1 01 26 a1 20 00 40 40");
}
END_TEST

/* The types that RFC 9052, 3.1 requires of the other headers; at most one initialization vector. */
START_TEST(headers_of_the_wrong_kind)
{
    static const char content[] = "the header content type must be a number or a text";
    static const char vector[] = "the headers IV and Partial IV must be byte strings";
    static const char two[] = "both IV and Partial IV; expected one";
    expect_read("84 44 a1 03 18 3d a0 40 40");
    expect_read("84 44 a1 03 61 61 a1 05 40 40 40");
    expect_fault("84 43 a1 03 f6 a0 40 40", "cose", 4, content);
    expect_fault("84 40 a1 03 40 40 40", "cose", 4, content);
    expect_fault("84 44 a1 03 61 ff a0 40 40", "cbor-utf8", 5, "UTF-8");
    expect_fault("84 43 a1 05 00 a0 40 40", "cose", 4, vector);
    expect_fault("84 40 a1 06 60 40 40", "cose", 4, vector);
    expect_fault("84 45 a2 05 40 06 40 a0 40 40", "cose", 6, two);
    expect_fault("84 43 a1 06 40 a1 05 40 40 40", "cose", 7, two);
    expect_read("84 43 a1 06 40 a0 40 40");
    static const char reserved[] = "a head that CBOR does not have";
    expect_fault("84 43 a1 01 1c a0 40 40", "cbor", 4, reserved);
    expect_fault("84 43 a1 02 1c a0 40 40", "cbor", 4, reserved);
    expect_fault("84 43 a1 03 1c a0 40 40", "cbor", 4, reserved);
    expect_fault("84 43 a1 04 1c a0 40 40", "cbor", 4, reserved);
    expect_fault("84 45 a1 02 82 01 1c a0 40 40", "cbor", 6, reserved);
    expect_fault("84 40 a1 03", "cbor", 0, "");
    expect_fault("84 42 a1 03 a0 40 40", "cbor", 2, "");
}
END_TEST

START_TEST(headers_that_nobody_asks_for)
{
    cl_cose cose = expect_read("84 40 a4 03 00 61 61 81 a0 18 63 c1 01 39 0103 7f ff 40 40");
    ck_assert(!cose.has_algorithm);
    expect_fault("84 40 a1 18 63 a2 01 01 01 01 40 40", "cbor-key", 8,
                 "a key that its map has already; expected each key once");
    expect_fault("84 40 a1 18 63 a2 01 01 1801 01 40 40", "cbor-key", 8,
                 "a key that its map has already; expected each key once");
    static const char label[] = "a label that is neither an integer of 64 bits nor a text";
    expect_fault("84 40 a1 40 00 40 40", "cbor", 3, label);
    expect_fault("84 40 a1 f6 00 40 40", "cbor", 3, label);
    expect_fault("84 40 a1 f93c00 00 40 40", "cbor", 3, label);
    expect_fault("84 40 a1 1b8000000000000000 00 40 40", "cbor", 3, label);
    expect_fault("84 40 a1 3b7fffffffffffffff 00 40 40", "cbor", 3, label);
    expect_read("84 40 a2 1b7fffffffffffffff 00 3b7ffffffffffffffe 00 40 40");
}
END_TEST

START_TEST(labels_that_stand_twice)
{
    static const char twice[] = "a label that its map has already; expected each label once";
    expect_fault("84 45 a2 01 26 01 26 a0 40 40", "cbor-key", 5, twice);
    expect_fault("84 46 a2 01 26 18 01 26 a0 40 40", "cbor-key", 5, twice);
    expect_fault("84 40 a2 04 40 04 40 40 40", "cbor-key", 5, twice);
    expect_fault("84 40 a2 61 61 00 61 61 00 40 40", "cbor-key", 6, twice);
    expect_fault("84 40 a2 61 61 00 7f 61 61 ff 00 40 40", "cbor-key", 6, twice);
    expect_fault("84 40 bf 09 00 09 00 ff 40 40", "cbor-key", 5, twice);
    expect_read("84 40 a3 60 00 61 61 00 62 61 61 00 40 40");
    expect_fault("84 40 a1 61 ff 00 40 40", "cbor-utf8", 4, "text that is not valid UTF-8");
}
END_TEST

START_TEST(labels_up_to_their_limit)
{
    for (int most = 0; most < 2; most++) {
        const char *labels = "";
        unsigned count = CL_MAX_CLAIMS + (unsigned)most;
        for (unsigned i = 0; i < count; i++)
            labels = given_text("%s 19%04x 00", labels, 256 + i);
        const char *definite = given_text("84 40 b8 %02x %s 40 40", count, labels);
        const char *indefinite = given_text("84 40 bf %s ff 40 40", labels);
        if (most == 0) {
            expect_read(definite);
            expect_read(indefinite);
            continue;
        }
        static const char more[] = "more than 64 members in a map of labels";
        expect_fault(definite, "cbor", 4 + 4 * CL_MAX_CLAIMS, more);
        expect_fault(indefinite, "cbor", 3 + 4 * CL_MAX_CLAIMS, more);
    }
}
END_TEST

/* ---- The signed bytes ------------------------------------------------------------------------ */

static void expect_signed(const char *protected_head, size_t protected_length, const char *head,
                          size_t length)
{
    const char *protected_bytes = given_repeated("p", protected_length);
    const char *payload = given_repeated("x", length);
    cl_cose cose = {
        .protected_headers = {(const unsigned char *)protected_bytes, protected_length},
        .payload = {(const unsigned char *)payload, length},
    };
    cl_buffer wanted, found;
    cl_buffer_init(&wanted);
    cl_buffer_init(&found);
    const char *pieces[] = {"84 6a 5369676e617475726531", protected_head, "40", head};
    for (size_t i = 0; i < 4; i++) {
        cl_bytes piece = given_wire(pieces[i]);
        cl_buffer_add(&wanted, (const char *)piece.at, piece.length);
        if (i == 1)
            cl_buffer_add(&wanted, protected_bytes, protected_length);
    }
    cl_buffer_add(&wanted, payload, length);
    cl_signed_bytes_of(&cose, CL_SIGNED_PRESCRIBED, &found);
    must(!wanted.failed && !found.failed);
    ck_assert_uint_eq(found.length, wanted.length);
    ck_assert_msg(memcmp(found.data, wanted.data, wanted.length) == 0, "%zu bytes", length);
    cl_buffer_free(&wanted);
    cl_buffer_free(&found);
}

START_TEST(signed_bytes_at_the_borders_of_heads)
{
    expect_signed("40", 0, "40", 0);
    expect_signed("43", 3, "57", 23);
    expect_signed("43", 3, "58 18", 24);
    expect_signed("57", 23, "58 ff", 255);
    expect_signed("58 18", 24, "59 0100", 256);
    expect_signed("58 ff", 255, "59 ffff", 65535);
    expect_signed("59 0100", 256, "5a 00010000", 65536);
}
END_TEST

static void expect_forms(const char *hex, const char *prescribed, const char *as_sent)
{
    cl_cose cose = expect_read(hex);
    for (int sent = 0; sent < 2; sent++) {
        cl_buffer found;
        cl_buffer_init(&found);
        cl_signed_bytes_of(&cose, sent ? CL_SIGNED_AS_SENT : CL_SIGNED_PRESCRIBED, &found);
        must(!found.failed);
        cl_bytes bytes = {(const unsigned char *)found.data, found.length};
        expect_bytes(&bytes, given_text("84 6a 5369676e617475726531 %s 40 41aa",
                                        sent ? as_sent : prescribed));
        cl_buffer_free(&found);
    }
}

/* Headers are signed as they were sent. If there are none, an empty byte string is signed. */
START_TEST(headers_are_signed_as_they_stand)
{
    expect_forms("84 5f 42 b801 42 1801 41 26 ff a0 41 aa 40", "45 b801180126", "45 b801180126");
    expect_forms("84 40 a0 41 aa 40", "40", "40");
    expect_forms("84 41 a0 a0 41 aa 40", "40", "41 a0");
    expect_forms("84 42 b800 a0 41 aa 40", "40", "42 b800");
    expect_forms("84 42 bfff a0 41 aa 40", "40", "42 bfff");
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("cose");
    tcase_add_test(tests, forms_of_the_frame);
    tcase_add_test(tests, what_is_no_frame);
    tcase_add_test(tests, members_of_the_frame);
    tcase_add_test(tests, every_frame_that_is_cut_off_is_a_fault);
    tcase_add_test(tests, algorithm_and_its_place);
    tcase_add_test(tests, kid_and_its_place);
    tcase_add_test(tests, critical_headers);
    tcase_add_test(tests, headers_in_both_maps);
    tcase_add_test(tests, headers_of_the_wrong_kind);
    tcase_add_test(tests, headers_that_nobody_asks_for);
    tcase_add_test(tests, labels_that_stand_twice);
    tcase_add_test(tests, labels_up_to_their_limit);
    tcase_add_test(tests, signed_bytes_at_the_borders_of_heads);
    tcase_add_test(tests, headers_are_signed_as_they_stand);
    return unit_run();
}
