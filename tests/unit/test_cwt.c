/* test_cwt.c — the claims of a certificate and their maps: types, dates at their limits, the place
 * and message of every refusal; and that reading ahead, which saves a pass over the payload,
 * changes no result. */
#include "cert/cwt.h"

#include "cert/decode.h"
#include "data/cbor.h"
#include "data/instant.h"
#include "support_wire.h"

#define ISS "01 62 4154 "
#define EXP "04 1a 62000000 "
#define IAT "06 1a 61000000 "
#define DCC "390103 a1 01 a0 "

static bool read_as(const char *hex, cl_cwt *cwt, cl_error *error)
{
    cl_bytes wire = given_wire(hex);
    cl_error_init(error);
    return cl_cwt_read(wire.at, wire.length, &given.arena, cwt, error);
}

static cl_cwt expect_read(const char *hex)
{
    cl_cwt cwt;
    cl_error error;
    ck_assert_msg(read_as(hex, &cwt, &error), "%.200s: %s", hex, error.message);
    ck_assert(!cwt.payload_open);
    return cwt;
}

static void expect_fault(const char *hex, const char *code, size_t offset, const char *message)
{
    cl_cwt cwt;
    cl_error error;
    ck_assert_msg(!read_as(hex, &cwt, &error), "%.200s was read", hex);
    expect_wire_error(hex, &error, code, offset, message);
}

/* ---- Claims ---------------------------------------------------------------------------------- */

START_TEST(forms_of_the_claims)
{
    static const char *const claims[] = {
        "a4" ISS EXP IAT DCC,
        "a4" DCC IAT EXP ISS,
        "bf" ISS EXP IAT DCC "ff",
        "b804" EXP IAT ISS "390103 bf 01 a0 ff",
        "a4" ISS "1804 1b0000000062000000 06 c1 1a61000000 3a00000103 a2 02 80 01 a0",
        "a6" ISS "02 f6" EXP IAT DCC "61 78 82 c1 01 a1 40 41 ff",
        "a4 01 7f 61 41 61 54 ff" EXP IAT DCC,
    };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        cl_cwt cwt = expect_read(claims[i]);
        ck_assert_uint_eq(cwt.issuer_length, 2);
        must(memcmp(cwt.issuer, "AT", 2) == 0);
        ck_assert_int_eq(cwt.expires_at, INT64_C(1644167168000));
        ck_assert_int_eq(cwt.issued_at, INT64_C(1627389952000));
        expect_bytes(&cwt.payload, "a0");
    }
}
END_TEST

START_TEST(what_are_no_claims)
{
    expect_fault("", "cbor", 0, "the CBOR ends where an item is expected");
    expect_fault("80", "cwt", 0, "the claims must be a map");
    expect_fault("40", "cwt", 0, "the claims must be a map");
    expect_fault("c1 a0", "cwt", 0, "the claims must be a map");
    expect_fault("a3" EXP IAT DCC "00", "cbor", 19,
                 "1 bytes more behind the end of the claims; expected nothing");
    expect_fault("a3" EXP IAT "390103 a1 01 a1 00", "cbor", 18, "before all that a head announces");
    expect_fault("a3" EXP "40 00" DCC, "cbor", 7,
                 "a label that is neither an integer of 64 bits nor a text");
}
END_TEST

START_TEST(claims_that_are_missing)
{
    expect_fault("a0", "cwt", CL_NO_OFFSET, "claim -260, the certificate, is missing");
    expect_fault("a3" ISS EXP IAT, "cwt", CL_NO_OFFSET, "claim -260, the certificate, is missing");
    expect_fault("a3" ISS EXP DCC, "cwt", CL_NO_OFFSET, "iat, claim 6, is missing");
    expect_fault("a3" ISS IAT DCC, "cwt", CL_NO_OFFSET, "exp, claim 4, is missing");
    expect_fault("a1" DCC, "cwt", CL_NO_OFFSET, "iat, claim 6, is missing");
    cl_cwt cwt = expect_read("a3" EXP IAT DCC);
    ck_assert_ptr_null(cwt.issuer);
    ck_assert(cwt.not_before == CL_NO_MOMENT);
}
END_TEST

START_TEST(claims_that_stand_twice)
{
    static const char twice[] = "a label that its map has already; expected each label once";
    expect_fault("a4" EXP IAT EXP DCC, "cbor-key", 13, twice);
    expect_fault("a4" EXP IAT "1804 00" DCC, "cbor-key", 13, twice);
    expect_fault("a4" EXP IAT DCC DCC, "cbor-key", 19, twice);
    expect_fault("a3" EXP IAT "390103 a2 01 a0 01 a0", "cbor-key", 19, twice);
    expect_fault("bf" ISS ISS "ff", "cbor-key", 5, twice);
    expect_fault("a5" EXP IAT "05 00 1805 00" DCC, "cbor-key", 15, twice);
    static const char within[] = "a key that its map has already; expected each key once";
    expect_fault("a4" EXP IAT "07 a2 01 00 1801 00" DCC, "cbor-key", 17, within);
    expect_fault("a3" EXP IAT "390103 a2 01 a0 02 a2 6161 00 7f6161ff 00", "cbor-key", 24, within);
}
END_TEST

START_TEST(claims_up_to_their_limit)
{
    for (unsigned more = 0; more < 2; more++) {
        const char *labels = "";
        for (unsigned i = 3; i < CL_MAX_CLAIMS + more; i++)
            labels = given_text("%s 19%04x 00", labels, 256 + i);
        const char *claims = given_text("b8 %02x %s %s", CL_MAX_CLAIMS + more, EXP IAT DCC, labels);
        if (more == 0)
            expect_read(claims);
        else
            expect_fault(claims, "cbor", 2 + 18 + 4 * (CL_MAX_CLAIMS - 3),
                         "more than 64 members in a map of labels");
    }
}
END_TEST

START_TEST(issuer)
{
    cl_cwt cwt = expect_read("a4 01 60" EXP IAT DCC);
    ck_assert_ptr_nonnull(cwt.issuer);
    ck_assert_uint_eq(cwt.issuer_length, 0);
    static const char text[] = "iss, claim 1, must be a text";
    expect_fault("a4 01 42 4154" EXP IAT DCC, "cwt", 2, text);
    expect_fault("a4 01 00" EXP IAT DCC, "cwt", 2, text);
    expect_fault("a4 01 f6" EXP IAT DCC, "cwt", 2, text);
    expect_fault("a4 01 61 ff" EXP IAT DCC, "cbor-utf8", 3, "text that is not valid UTF-8");
    expect_fault("a4 01 7f 61c3 61a9 ff" EXP IAT DCC, "cbor-utf8", 4,
                 "a piece that is not valid UTF-8");
}
END_TEST

START_TEST(the_claim_of_the_certificate)
{
    expect_fault("a3" EXP IAT "390103 80", "cwt", 16, "claim -260 must be a map");
    expect_fault("a3" EXP IAT "390103 a0", "cwt", 16, "claim -260 has no member 1, the payload");
    expect_fault("a3" EXP IAT "390103 a1 02 a0", "cwt", 16, "claim -260 has no member 1");
    expect_fault("a3" EXP IAT "390103 a1 01 80", "cwt", 18,
                 "the payload, member 1 of claim -260, must be a map");
    expect_fault("a3" EXP IAT "390103 a1 01 c1 a0", "cwt", 18, "must be a map");
    expect_fault("a3" EXP IAT "390103 a1 01 a1 61 61 ff", "cbor", 21,
                 "a break where an item is expected");
    /* Only the form of the payload is checked here, not keys, types and UTF-8. */
    cl_cwt cwt = expect_read("a3" EXP IAT "390103 a1 01 a2 61ff 40 61ff f97e00");
    expect_bytes(&cwt.payload, "a2 61ff 40 61ff f97e00");
}
END_TEST

/* ---- Dates ----------------------------------------------------------------------------------- */

static void expect_dates(const char *date, int64_t expires, int64_t issued)
{
    cl_cwt cwt = expect_read(given_text("a4 04 %s 06 %s 1805 %s " DCC, date, date, date));
    ck_assert_msg(cwt.expires_at == expires, "%s: exp %lld", date, (long long)cwt.expires_at);
    ck_assert_msg(cwt.issued_at == issued, "%s: iat %lld", date, (long long)cwt.issued_at);
    ck_assert_msg(cwt.not_before == issued, "%s: nbf %lld", date, (long long)cwt.not_before);
}

START_TEST(dates)
{
    expect_dates("00", 0, 0);
    expect_dates("20", -1000, -1000);
    expect_dates("f9 3e00", 1500, 1500);
    expect_dates("fa 47c35000", 100000000, 100000000);
    expect_dates("c1 f9 3e00", 1500, 1500);
    expect_dates("c1 1a 61000000", INT64_C(1627389952000), INT64_C(1627389952000));
    /* Fractions of a millisecond shorten the validity: exp is rounded down, iat up. */
    expect_dates("fb 3ff001a36e2eb1c4", 1000, 1001); /* 1.0004 */
    expect_dates("fb bff001a36e2eb1c4", -1001, -1000);
    expect_dates("1b 0000003afff4417f", CL_INSTANT_MAX / 1000 * 1000, CL_INSTANT_MAX / 1000 * 1000);
    expect_dates("fb 424d7ffa20bfffdf", CL_INSTANT_MAX, CL_INSTANT_MAX);
    expect_dates("3b 0000000e79747bff", CL_INSTANT_MIN, CL_INSTANT_MIN);
}
END_TEST

static void expect_no_date(const char *date, const char *exp, const char *nbf, const char *iat)
{
    expect_fault(given_text("a3 04 %s " IAT DCC, date), "cwt", 2, exp);
    expect_fault(given_text("a4 05 %s " EXP IAT DCC, date), "cwt", 2, nbf);
    expect_fault(given_text("a3 06 %s " EXP DCC, date), "cwt", 2, iat);
}

START_TEST(what_is_no_date)
{
    static const char *const others[] = {
        "62 3130", /* text */
        "40",
        "80",
        "a0",
        "f6", /* null */
        "f5",
        "f97e00",             /* NaN */
        "f97c00",             /* infinity */
        "1b8000000000000000", /* beyond 64 bits */
        "c0 00",
        "c2 41 01", /* other tags */
        "c1 62 3130",
        "c1 c1 00",
    };
    static const char years[] = "iat, nbf and exp must lie in the years 0000 to 9999, in seconds";
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_no_date(others[i], "exp, claim 4, must be a number",
                       "nbf, claim 5, must be a number", "iat, claim 6, must be a number");
    expect_no_date("1b 0000003afff44180", years, years, years); /* 10000-01-01 */
    expect_no_date("fb 424d7ffa20c00000", years, years, years);
    expect_no_date("fb 424d7ffa20bffff0", years, years, years); /* half a millisecond before */
    expect_no_date("3b 0000000e79747c00", years, years, years); /* a second before 0000 */
    expect_no_date("fb c22cf2e8f8000083", years, years, years);
    expect_no_date("1b 7fffffffffffffff", years, years, years);
    expect_no_date("1b 0000017e5c3e4c00", years, years,
                   years); /* milliseconds instead of seconds */
}
END_TEST

/* ---- Reading ahead --------------------------------------------------------------------------- */

static bool same_error(const cl_error *a, const cl_error *b)
{
    return a->code == b->code && a->offset == b->offset && strcmp(a->at, b->at) == 0 &&
           strcmp(a->message, b->message) == 0;
}

/* Compares the results of a decoder with those of each of the two readers. */
static void expect_same(cl_decoder *decoder, cl_certificate *c, const cl_bytes *claims)
{
    cl_arena_mark mark = cl_arena_here(&given.arena);
    unsigned char frame[256] = {0x84, 0x40, 0xA0, 0x58, (unsigned char)claims->length};
    cl_cwt cwt;
    cl_error error;
    must(claims->length < 200);
    memcpy(frame + 5, claims->at, claims->length);
    frame[5 + claims->length] = 0x40;
    must(cl_decoder_read(decoder, CL_INPUT_COSE, (const char *)frame, claims->length + 6, c, NULL));
    cl_error_init(&error);
    bool read = cl_cwt_read(claims->at, claims->length, &given.arena, &cwt, &error);
    cl_step step = CL_STEP_CWT;
    if (read) {
        step = CL_STEP_PAYLOAD;
        read = cl_cbor_read(cwt.payload.at, cwt.payload.length, NULL, &error);
    }
    if (read) {
        must(c->decoded && c->envelope.dated);
        must(c->envelope.expires_at == cwt.expires_at && c->envelope.issued_at == cwt.issued_at);
    } else {
        must(!c->decoded && c->fault_step == step && same_error(&c->fault, &error));
        must(c->steps[step].result == CL_STEP_FAULT && c->steps[step].code == error.code);
        must(c->envelope.dated == (step == CL_STEP_PAYLOAD));
        must(step == CL_STEP_CWT || c->steps[CL_STEP_CWT].result == CL_STEP_DONE);
        must(step == CL_STEP_PAYLOAD || c->steps[CL_STEP_PAYLOAD].result == CL_STEP_SKIPPED);
        must(step == CL_STEP_PAYLOAD || c->notice_count == 0);
    }
    cl_arena_undo(&given.arena, mark);
}

/* Replaces every byte of some claims by every other byte, and cuts the claims at every position.
 * The payload has a null group, whose notice comes before a fault can occur. */
START_TEST(reading_ahead_changes_no_answer)
{
#define PAYLOAD "a3 61 72 f6 61 76 81 a2 62 646e f93c00 62 7364 c1 02 63 766572 7f 61 31 61 2e ff"
    static const char *const all[] = {
        "a4" ISS EXP IAT "390103 a1 01" PAYLOAD,
        "a3" EXP IAT "390103 a1 01 bf 61 72 f6 61 76 9f a0 ff ff",
        "bf" EXP IAT "390103 a1 01" PAYLOAD "ff",
        "a3" EXP "390103 a1 01" PAYLOAD IAT,
        "a3" EXP IAT "390103 a2 01" PAYLOAD "02 80",
    };
    cl_decoder *decoder = cl_decoder_new(&(cl_decode_options){.no_trust = true}, NULL);
    cl_certificate *certificate = cl_certificate_new(NULL);
    must(decoder != NULL && certificate != NULL);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        cl_bytes claims = given_wire(all[i]);
        unsigned char *bytes = cl_arena_alloc(&given.arena, claims.length);
        must(bytes != NULL);
        memcpy(bytes, claims.at, claims.length);
        expect_same(decoder, certificate, &claims);
        ck_assert(certificate->decoded);
        ck_assert_uint_ge(certificate->notice_count, 1);
        for (size_t at = 0; at < claims.length; at++) {
            for (int byte = 0; byte < 256; byte++) {
                bytes[at] = (unsigned char)byte;
                expect_same(decoder, certificate, &(cl_bytes){bytes, claims.length});
            }
            bytes[at] = claims.at[at];
            expect_same(decoder, certificate, &(cl_bytes){bytes, at});
        }
    }
    cl_decoder_free(decoder);
    cl_certificate_free(certificate);
}
END_TEST

/* Only if nothing can follow. */
START_TEST(when_the_payload_is_left_open)
{
    static const struct {
        const char *hex;
        bool open;
    } claims[] = {
        {"a4" ISS EXP IAT DCC, true},
        {"a3" EXP IAT DCC, true},
        {"a3" EXP DCC IAT, false},
        {"bf" EXP IAT DCC "ff", false},
        {"a3" EXP IAT "390103 bf 01 a0 ff", false},
        {"a3" EXP IAT "390103 a2 01 a0 02 00", false},
        {"a3" EXP IAT "390103 a2 02 00 01 a0", true},
    };
    for (size_t i = 0; i < sizeof claims / sizeof *claims; i++) {
        cl_cwt cwt;
        cl_bytes wire = given_wire(claims[i].hex);
        must(cl_cwt_read_ahead(wire.at, wire.length, &given.arena, &cwt, NULL));
        ck_assert_msg(cwt.payload_open == claims[i].open, "%s", claims[i].hex);
        expect_bytes(&cwt.payload, "a0");
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("cwt");
    tcase_add_test(tests, forms_of_the_claims);
    tcase_add_test(tests, what_are_no_claims);
    tcase_add_test(tests, claims_that_are_missing);
    tcase_add_test(tests, claims_that_stand_twice);
    tcase_add_test(tests, claims_up_to_their_limit);
    tcase_add_test(tests, issuer);
    tcase_add_test(tests, the_claim_of_the_certificate);
    tcase_add_test(tests, dates);
    tcase_add_test(tests, what_is_no_date);
    tcase_add_test(tests, reading_ahead_changes_no_answer);
    tcase_add_test(tests, when_the_payload_is_left_open);
    return unit_run();
}
