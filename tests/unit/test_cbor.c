/* test_cbor.c — the readers of CBOR: what is read, and the place and message of every refusal. */
#include "data/cbor.h"
#include "../second_opinion.h"
#include "random_rules.h"
#include "support.h"

static unsigned char wire[4096];

/* Returns the bytes of hexadecimal digits; spaces between them are ignored. */
static size_t bytes_of(const char *hex)
{
    size_t length = 0;
    int high = -1;
    for (; *hex != '\0'; hex++) {
        if (*hex == ' ')
            continue;
        int digit = *hex <= '9' ? *hex - '0' : *hex - 'a' + 10;
        if (high >= 0) {
            must(length < sizeof wire);
            wire[length++] = (unsigned char)(high * 16 + digit);
        }
        high = high < 0 ? digit : -1;
    }
    return length;
}

static bool read_as(const char *hex, cl_value *value, cl_error *error)
{
    cl_tree tree;
    size_t length = bytes_of(hex);
    cl_tree_init(&tree, &given.arena);
    cl_sink sink = cl_tree_sink(&tree);
    cl_error_init(error);
    bool ok = cl_cbor_read(wire, length, &sink, error);
    *value = tree.root;
    cl_tree_free(&tree);
    ck_assert_int_eq(ok, cl_cbor_read(wire, length, NULL, NULL));
    return ok;
}

static void expect_json(const char *hex, const char *json)
{
    cl_value value;
    cl_error error;
    ck_assert_msg(read_as(hex, &value, &error), "%s: %s", hex, error.message);
    ck_assert_str_eq(text_of(&value), json);
}

static void expect_fault(const char *hex, const char *code, const char *at, size_t offset,
                         const char *message)
{
    cl_value value;
    cl_error error;
    ck_assert_msg(!read_as(hex, &value, &error), "%s was read", hex);
    ck_assert_msg(strcmp(cl_code_name(error.code), code) == 0, "%s: %s %s", hex,
                  cl_code_name(error.code), error.message);
    ck_assert_msg(strcmp(error.at, at) == 0, "%s: at '%s'", hex, error.at);
    ck_assert_msg(error.offset == offset, "%s: byte %zu", hex, error.offset);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s: %s", hex, error.message);
}

/* RFC 8949, appendix A, as far as JSON can represent the values. */
START_TEST(what_json_can_say)
{
    static const struct {
        const char *hex, *json;
    } values[] = {
        {"00", "0"},
        {"17", "23"},
        {"1818", "24"},
        {"1903e8", "1000"},
        {"1a000f4240", "1000000"},
        {"1b000000e8d4a51000", "1000000000000"},
        {"1b7fffffffffffffff", "9223372036854775807"},
        {"20", "-1"},
        {"3903e7", "-1000"},
        {"3b7fffffffffffffff", "-9223372036854775808"},
        {"1b0000000000000001", "1"}, /* wider than necessary */
        {"f90000", "0"},
        {"f98000", "0"},
        {"f93c00", "1"},
        {"fb3ff199999999999a", "1.1"},
        {"f93e00", "1.5"},
        {"f97bff", "65504"},
        {"fa47c35000", "100000"},
        {"fa3fa00000", "1.25"},
        {"f90400", "0.00006103515625"},
        {"f9c400", "-4"},
        {"fbc010666666666666", "-4.1"},
        {"f4", "false"},
        {"f5", "true"},
        {"f6", "null"},
        {"f7", "null"}, /* undefined */
        {"c0 74 323031332d30332d32315432303a30343a30305a", "\"2013-03-21T20:04:00Z\""},
        {"c1 1a 514b67b0", "1363896240"},
        {"c1 fb 41d452d9ec200000", "1363896240.5"},
        {"60", "\"\""},
        {"6161", "\"a\""},
        {"62 c3bc", "\"\xC3\xBC\""},
        {"64 f0908591", "\"\xF0\x90\x85\x91\""},
        {"80", "[]"},
        {"83 01 02 03", "[1,2,3]"},
        {"a0", "{}"},
        {"a2 61 61 01 61 62 82 02 03", "{\"a\":1,\"b\":[2,3]}"},
        {"7f 65 7374726561 64 6d696e67 ff", "\"streaming\""},
        {"7f ff", "\"\""},
        {"9f ff", "[]"},
        {"9f 01 82 02 03 9f 04 05 ff ff", "[1,[2,3],[4,5]]"},
        {"bf 61 61 01 61 62 9f 02 03 ff ff", "{\"a\":1,\"b\":[2,3]}"},
        {"bf 7f 61 61 61 62 ff 01 ff", "{\"ab\":1}"},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        expect_json(values[i].hex, values[i].json);
}
END_TEST

START_TEST(what_ends_early)
{
    expect_fault("", "cbor", "", 0, "ends where an item is expected");
    expect_fault("18", "cbor", "", 0, "ends within a head");
    expect_fault("1b00", "cbor", "", 0, "ends within a head");
    expect_fault("61", "cbor", "", 0, "before all that a head announces");
    expect_fault("82 01", "cbor", "", 0, "before all that a head announces");
    expect_fault("9f 01", "cbor", "/1", 2, "ends where an item is expected");
    expect_fault("a1 61 61", "cbor", "/a", 3, "ends where an item is expected");
    expect_fault("bf 61 61 01", "cbor", "", 4, "ends where an item is expected");
    expect_fault("c0", "cbor", "", 0, "before all that a head announces");
    expect_fault("7f 61 61", "cbor", "", 3, "ends where an item is expected");
}
END_TEST

/* The size that a head announces is compared with the available bytes, and no memory is allocated
 * for it. */
START_TEST(what_is_announced)
{
    expect_fault("9b 1000000000000000", "cbor", "", 0, "before all that a head announces");
    expect_fault("bb 1000000000000000", "cbor", "", 0, "before all that a head announces");
    expect_fault("7b 8000000000000000", "cbor", "", 0, "before all that a head announces");
    expect_fault("9b ffffffffffffffff 00", "cbor", "", 0, "before all that a head announces");
    expect_fault("a2 61 61 01", "cbor", "", 0, "before all that a head announces");
}
END_TEST

START_TEST(what_is_not_well_formed)
{
    expect_fault("ff", "cbor", "", 0, "a break where an item is expected");
    expect_fault("82 01 ff", "cbor", "/1", 2, "a break where an item is expected");
    expect_fault("bf 61 61 ff", "cbor", "/a", 3, "a break where an item is expected");
    expect_fault("1c", "cbor", "", 0, "a head that CBOR does not have");
    expect_fault("fe", "cbor", "", 0, "a head that CBOR does not have");
    expect_fault("1f", "cbor", "", 0, "a head that CBOR does not have");
    expect_fault("df 00", "cbor", "", 0, "a head that CBOR does not have");
    expect_fault("f8 18", "cbor", "", 0, "a simple value below 32 in two bytes");
    expect_fault("7f 41 61 ff", "cbor", "", 1, "a piece that is no such string");
    expect_fault("7f 7f ff ff", "cbor", "", 1, "a piece that is no such string");
    expect_fault("00 00", "cbor", "", 1, "1 bytes more behind the end of the payload");
}
END_TEST

START_TEST(what_json_does_not_know)
{
    expect_fault("81 41 00", "cbor", "/0", 1, "a byte string in a payload");
    expect_fault("e0", "cbor", "", 0, "simple value 0; expected false, true, null");
    expect_fault("f8 ff", "cbor", "", 0, "simple value 255");
    expect_fault("c2 41 01", "cbor", "", 0, "tag 2; expected none but those of dates");
    expect_fault("d8 2a 00", "cbor", "", 0, "tag 42");
    expect_fault("c0 00", "cbor", "", 0, "the tag of a date on something else");
    expect_fault("c1 60", "cbor", "", 0, "the tag of a date on something else");
    expect_fault("c1 f6", "cbor", "", 0, "the tag of a date on something else");
    expect_fault("c0 c0 60", "cbor", "", 0, "the tag of a date on something else");
    expect_fault("a1 01 01", "cbor-key", "", 1, "a key that is no text");
    expect_fault("a1 c0 60 01", "cbor-key", "", 1, "a key that is no text");
}
END_TEST

START_TEST(numbers_beyond_64_bits)
{
    static const char outside[] = "an integer outside 64 bits";
    static const char no_number[] = "a float that is no number of 64 bits";
    expect_fault("1b8000000000000000", "cbor-number", "", 0, outside);
    expect_fault("3b8000000000000000", "cbor-number", "", 0, outside);
    expect_fault("81 f97e00", "cbor-number", "/0", 1, no_number);
    expect_fault("f97c00", "cbor-number", "", 0, no_number);
    expect_fault("fa7fc00000", "cbor-number", "", 0, no_number);
    expect_fault("fbfff0000000000000", "cbor-number", "", 0, no_number);
    expect_fault("fb43e0000000000000", "cbor-number", "", 0, no_number); /* 2^63 */
}
END_TEST

START_TEST(text_is_utf_8)
{
    expect_fault("82 00 62 c328", "cbor-utf8", "/1", 3, "not valid UTF-8");
    expect_fault("63 eda080", "cbor-utf8", "", 1, "not valid UTF-8");
    expect_fault("a1 61 ff 00", "cbor-utf8", "", 2, "not valid UTF-8");
    expect_fault("7f 61 c3 61 a9 ff", "cbor-utf8", "", 2, "a piece that is not valid UTF-8");
}
END_TEST

START_TEST(keys_stand_once)
{
    static const char twice[] = "a key that its map has already";
    expect_fault("a2 6161 01 6161 02", "cbor-key", "/a", 4, twice);
    expect_fault("a1 6176 81 a2 6161 01 7f 6161 ff 02", "cbor-key", "/v/0/a", 8, twice);
    expect_fault("bf 60 01 60 02 ff", "cbor-key", "/", 3, twice);
    expect_json("a2 6161 a1 6161 01 6162 a1 6161 02", "{\"a\":{\"a\":1},\"b\":{\"a\":2}}");
}
END_TEST

START_TEST(depth_at_its_limit_and_beyond)
{
    const char *deep = given_repeated("81", CL_MAX_DEPTH - 1);
    cl_value value;
    cl_error error;
    ck_assert(read_as(given_text("%s80", deep), &value, &error));
    ck_assert_uint_eq(cl_value_size(&value).depth, CL_MAX_DEPTH);
    ck_assert(!read_as(given_text("%s8180", deep), &value, &error));
    ck_assert_int_eq(error.code, CL_LIMIT_DEPTH);
    ck_assert_uint_eq(error.offset, CL_MAX_DEPTH);
    cl_cbor cbor = cl_cbor_over(wire, bytes_of(given_text("%s80", deep)), NULL);
    ck_assert(cl_cbor_pass(&cbor));
    cl_error_init(&error);
    cbor = cl_cbor_over(wire, bytes_of(given_text("%s8180", deep)), &error);
    ck_assert(!cl_cbor_pass(&cbor));
    ck_assert_int_eq(error.code, CL_LIMIT_DEPTH);
}
END_TEST

static bool mark_scalar(void *self, const cl_key *key, const cl_value *value, cl_error *error)
{
    (void)key;
    (void)error;
    *(int *)self = *(int *)self * 10 + (value->written_real ? 2 : 1);
    return true;
}

static bool mark_begin(void *self, const cl_key *key, bool object, cl_error *error)
{
    (void)self;
    (void)key;
    (void)object;
    (void)error;
    return true;
}

static bool mark_end(void *self, cl_error *error)
{
    (void)self;
    (void)error;
    return true;
}

/* Both readers report of an integer whether it was written as a real. */
START_TEST(whole_reals_are_marked)
{
    int seen = 0;
    cl_sink sink = {.scalar = mark_scalar, .begin = mark_begin, .end = mark_end, .self = &seen};
    size_t length = bytes_of("84 01 f93c00 20 fb4000000000000000");
    ck_assert(cl_cbor_read(wire, length, &sink, NULL));
    ck_assert_int_eq(seen, 1212);
    seen = 0;
    ck_assert(cl_json_read("[1,1.0,-1,2e0]", 14, &sink, NULL));
    ck_assert_int_eq(seen, 1212);
}
END_TEST

/* Any valid item can be skipped. Equal keys are equal however they are encoded. */
START_TEST(passing_over)
{
    static const struct {
        const char *hex, *code; /* NULL: it can be skipped */
    } items[] = {
        {"00", NULL},
        {"c2 49 010000000000000000", NULL},
        {"d9d9f7 a2 01 02 41ff 9f ff", NULL},
        {"5f 41 00 42 0000 ff", NULL},
        {"f8 ff", NULL},
        {"a4 01 00 20 00 6101 00 4101 00", NULL}, /* kinds of keys differ */
        {"a2 f4 00 f8ff 00", NULL},
        {"a2 f93e00 00 f93e01 00", NULL},
        {"a3 60 00 40 00 f6 00", NULL},
        {"82 6161 7f 6161 62c3a9 ff", NULL},
        {"bf 01 02 03 bf ff ff", NULL},
        {"a2 01 00 01 00", "cbor-key"},
        {"a2 01 00 1801 00", "cbor-key"}, /* heads that are longer than necessary */
        {"a2 1b0000000000000001 00 190001 00", "cbor-key"},
        {"a2 20 00 3800 00", "cbor-key"},
        {"a2 1818 00 190018 00", "cbor-key"},
        {"a2 18ff 00 1a000000ff 00", "cbor-key"},
        {"a2 190100 00 1a00000100 00", "cbor-key"},
        {"a2 1a00010000 00 1b0000000000010000 00", "cbor-key"},
        {"a2 1a000f4240 00 fa49742400 00", "cbor-key"},                 /* a million */
        {"a2 1b0000000100000000 00 fb41f0000000000000 00", "cbor-key"}, /* 2^32 */
        {"a2 190100 00 1a00000101 00", NULL},
        {"a2 1a00010000 00 1b0000000100010000 00", NULL},
        {"a2 6161 00 780161 00", "cbor-key"},
        {"a2 4161 00 590001 61 00", "cbor-key"},
        {"a2 6161 00 7f 6161 ff 00", "cbor-key"}, /* strings in pieces */
        {"a2 7f 60 626162 ff 00 7f 6161 6162 ff 00", "cbor-key"},
        {"a2 40 00 5f ff 00", "cbor-key"},
        {"bf 5f 4161 4162 ff 00 426162 00 ff", "cbor-key"},
        {"a2 f93e00 00 fa3fc00000 00", "cbor-key"}, /* 1.5 */
        {"a2 fb3ff8000000000000 00 f93e00 00", "cbor-key"},
        {"a2 01 00 f93c00 00", "cbor-key"}, /* a whole float is an integer */
        {"a2 20 00 fbbff0000000000000 00", "cbor-key"},
        {"a2 f97e00 00 fa7fc00001 00", "cbor-key"},  /* NaN */
        {"a2 f97c00 00 fa7f800000 00", "cbor-key"},  /* infinity */
        {"81 a1 6178 a2 05 00 1805 00", "cbor-key"}, /* in a deep container */
        {"a1 80 01", "cbor-key"},                    /* keys that cannot be compared */
        {"a1 a0 01", "cbor-key"},
        {"a1 c1 01 01", "cbor-key"},
        {"61 ff", "cbor-utf8"},
        {"a1 61ff 00", "cbor-utf8"},
        {"7f 61c3 61a9 ff", "cbor-utf8"},
        {"a1 7f 61c3 61a9 ff 00", "cbor-utf8"},
        {"a1 7f 01 ff 00", "cbor"},
        {"a1 5f 6161 ff 00", "cbor"},
        {"81 bf 6161 00 6161 00 ff", "cbor-key"},
        {"bf 01 ff", "cbor"},
        {"82 00", "cbor"},
        {"5f 61 61 ff", "cbor"},
    };
    for (size_t i = 0; i < sizeof items / sizeof *items; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_cbor cbor = cl_cbor_over(wire, bytes_of(items[i].hex), &error);
        bool passed = cl_cbor_pass(&cbor);
        ck_assert_msg(passed == (items[i].code == NULL), "%s: %s", items[i].hex, error.message);
        if (passed)
            ck_assert_ptr_eq(cbor.at, cbor.end);
        else
            ck_assert_str_eq(cl_code_name(error.code), items[i].code);
        cl_error_init(&error);
        cbor = cl_cbor_over(wire, bytes_of(items[i].hex), &error);
        bool keys = items[i].code != NULL && strncmp(items[i].code, "cbor-", 5) == 0;
        ck_assert_int_eq(cl_cbor_skim(&cbor), passed || keys);
    }
}
END_TEST

static void expect_agreement(const unsigned char *bytes, size_t length)
{
    /* Bytes in a separate copy, so that a sanitizer detects a read beyond them. */
    unsigned char *own = malloc(length + 1);
    must(own != NULL);
    memcpy(own, bytes, length);
    bool agree = second_opinion_agrees(own, length);
    free(own);
    for (size_t i = 0; !agree && i < length; i++)
        fprintf(stderr, "%02x%s", bytes[i], i + 1 < length ? " " : "\n");
    must(agree);
}

/* Every input of one byte and of two. */
/* Lengths from 4 GiB on are refused before a byte is read. */
START_TEST(a_document_of_4_gib)
{
    cl_error error;
    cl_error_init(&error);
    ck_assert(!cl_cbor_read(wire, (size_t)UINT32_MAX + 1, NULL, &error));
    ck_assert_int_eq(error.code, CL_LIMIT_SIZE);
    ck_assert_str_eq(error.message, "a document of 4294967296 bytes; expected less than 4 GiB");
}
END_TEST

START_TEST(second_opinion_on_short_inputs)
{
    for (unsigned i = 0; i < 0x10000; i++) {
        const unsigned char bytes[] = {(unsigned char)(i >> 8), (unsigned char)i};
        expect_agreement(bytes, 1 + (i & 0xFF) % 2);
        expect_agreement(bytes, 2);
    }
}
END_TEST

/* Returns random bytes of which most begin an item. */
START_TEST(second_opinion_on_random_inputs)
{
    static const unsigned char heads[] = {
        0x00, 0x17, 0x18, 0x19, 0x1B, 0x20, 0x38, 0x40, 0x41, 0x58, 0x5F, 0x60, 0x61,
        0x62, 0x78, 0x7F, 0x80, 0x81, 0x82, 0x98, 0x9F, 0xA0, 0xA1, 0xB8, 0xBF, 0xC0,
        0xC1, 0xD2, 0xD8, 0xE0, 0xF4, 0xF6, 0xF7, 0xF8, 0xF9, 0xFA, 0xFF, 0xFF, 0xFF};
    for (uint64_t i = 0; i < 100000; i++) {
        unsigned char bytes[24];
        random_source source = random_of(11, i);
        size_t length = 3 + random_next(&source) % (sizeof bytes - 2);
        for (size_t j = 0; j < length; j++) {
            uint64_t drawn = random_next(&source) >> 16;
            bytes[j] = drawn % 8 == 0 ? (unsigned char)(drawn >> 3)
                                      : heads[(drawn >> 3) % sizeof heads];
        }
        expect_agreement(bytes, length);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("cbor");
    tcase_add_test(tests, what_json_can_say);
    tcase_add_test(tests, what_ends_early);
    tcase_add_test(tests, what_is_announced);
    tcase_add_test(tests, what_is_not_well_formed);
    tcase_add_test(tests, what_json_does_not_know);
    tcase_add_test(tests, numbers_beyond_64_bits);
    tcase_add_test(tests, text_is_utf_8);
    tcase_add_test(tests, keys_stand_once);
    tcase_add_test(tests, depth_at_its_limit_and_beyond);
    tcase_add_test(tests, whole_reals_are_marked);
    tcase_add_test(tests, passing_over);
    tcase_add_test(tests, a_document_of_4_gib);
    tcase_add_test(tests, second_opinion_on_short_inputs);
    tcase_add_test(tests, second_opinion_on_random_inputs);
    return unit_run();
}
