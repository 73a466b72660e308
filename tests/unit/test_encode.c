/* test_encode.c — the output of `issue`: CBOR, headers, claims, zlib, Base45. */
#include <libdeflate.h>

#include "cert/encode.h"
#include "support.h"

static cl_error error;

static void begin(void)
{
    given_begin();
    cl_error_init(&error);
}

/* Returns the bytes of a buffer as hexadecimal digits, and frees the buffer. */
static const char *hex(cl_buffer *buffer)
{
    char *text = cl_arena_alloc(&given.arena, 2 * buffer->length + 1);
    must(text != NULL && !buffer->failed);
    text[0] = '\0';
    for (size_t i = 0; i < buffer->length; i++)
        snprintf(text + 2 * i, 3, "%02x", (unsigned char)buffer->data[i]);
    cl_buffer_free(buffer);
    return text;
}

static void writes(const char *json, const char *expected)
{
    cl_buffer out;
    cl_value value = given_json(quoted(json));
    cl_buffer_init(&out);
    ck_assert(cl_encode_value(&out, &value, &error));
    ck_assert_str_eq(hex(&out), expected);
}

/* The bytes are those of RFC 8949, appendix A, if it has the value. */
START_TEST(values)
{
    writes("0", "00");
    writes("23", "17");
    writes("24", "1818");
    writes("255", "18ff");
    writes("256", "190100");
    writes("65536", "1a00010000");
    writes("1000000000000", "1b000000e8d4a51000");
    writes("9223372036854775807", "1b7fffffffffffffff");
    writes("-1", "20");
    writes("-1000", "3903e7");
    writes("-9223372036854775808", "3b7fffffffffffffff");
    writes("1.5", "f93e00");
    writes("-4.5", "f9c480");
    writes("3.4028234663852886e+38", "fa7f7fffff");
    writes("0.00006103515625", "f90400");
    writes("0.000030517578125", "fa38000000");
    writes("1.1", "fb3ff199999999999a");
    writes("1.0e+300", "fb7e37e43c8800759c");
    writes("65504.5", "fa477fe080");
    writes("1.0", "01");
    writes("null", "f6");
    writes("true", "f5");
    writes("false", "f4");
    writes("''", "60");
    writes("'IETF'", "6449455446");
    writes("'\\u00fc'", "62c3bc");
    writes("[]", "80");
    writes("[1,[2,3],[4,5]]", "8301820203820405");
    writes("{}", "a0");
    writes("{'a':1,'b':[2,3]}", "a26161016162820203");
}
END_TEST

/* RFC 8949, section 4.2.1: the order of keys is that of their bytes, shorter ones first. */
START_TEST(keys_in_order)
{
    writes("{'b':1,'aa':2,'a':3,'':4}", "a4600461610361620162616102");
    writes("{'\\u00fc':1,'z':2}", "a2617a0262c3bc01");
}
END_TEST

START_TEST(deep_values)
{
    cl_buffer out;
    const char *json = given_nested("[", "", "]", CL_MAX_DEPTH);
    cl_value value = given_json(json);
    cl_buffer_init(&out);
    ck_assert(cl_encode_value(&out, &value, &error));
    ck_assert_uint_eq(out.length, CL_MAX_DEPTH);
    cl_buffer_free(&out);
}
END_TEST

START_TEST(header_of_cose)
{
    static const struct {
        cl_algorithm algorithm;
        const char *kid, *expected;
    } headers[] = {
        {CL_ALGORITHM_ES256, "abcdefgh", "a20126044861626364656667 68"},
        {CL_ALGORITHM_PS256, "", "a1013824"},
        {CL_ALGORITHM_NONE, "k", "a104416b"},
        {CL_ALGORITHM_NONE, "", "a0"},
    };
    for (size_t i = 0; i < sizeof headers / sizeof *headers; i++) {
        cl_buffer out;
        char expected[64];
        size_t length = 0;
        cl_buffer_init(&out);
        cl_encode_header(&out, headers[i].algorithm, (const unsigned char *)headers[i].kid,
                         strlen(headers[i].kid));
        for (const char *c = headers[i].expected; *c != '\0'; c++) {
            if (*c != ' ')
                expected[length++] = *c;
        }
        expected[length] = '\0';
        ck_assert_str_eq(hex(&out), expected);
    }
}
END_TEST

START_TEST(claims)
{
    cl_buffer out;
    cl_value payload = given_json("{\"ver\":1}");
    cl_encode_claims said = {.issuer = "CZ", .issued = 1639987200, .expires = -1};
    cl_buffer_init(&out);
    ck_assert(cl_encode_cwt(&out, &said, &payload, &error));
    ck_assert_str_eq(hex(&out), "a40162435a0420061a61c03800390103a101a16376657201");
}
END_TEST

/* RFC 9285, sections 4.3 and 4.4. */
START_TEST(base45)
{
    static const struct {
        const char *bytes, *text;
    } pairs[] = {
        {"", ""},
        {"AB", "BB8"},
        {"Hello!!", "%69 VD92EX0"},
        {"base-45", "UJCLQE7W581"},
        {"ietf!", "QED8WEX0"},
        {"\xff\xff", "FGW"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cl_buffer out;
        cl_buffer_init(&out);
        cl_encode_base45(&out, pairs[i].bytes, strlen(pairs[i].bytes));
        ck_assert_str_eq(given_taken(&out), pairs[i].text);
    }
}
END_TEST

START_TEST(zlib)
{
    const char *text = given_repeated("certificate ", 1000);
    char back[12000];
    size_t size;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_buffer_puts(&out, "before");
    ck_assert(cl_encode_zlib(&out, text, strlen(text), &error));
    ck_assert_uint_lt(out.length, 200);
    ck_assert_mem_eq(out.data, "before\x78", 7);
    struct libdeflate_decompressor *inflate = libdeflate_alloc_decompressor();
    ck_assert_ptr_nonnull(inflate);
    ck_assert_int_eq(
        libdeflate_zlib_decompress(inflate, out.data + 6, out.length - 6, back, sizeof back, &size),
        LIBDEFLATE_SUCCESS);
    ck_assert_uint_eq(size, strlen(text));
    ck_assert_mem_eq(back, text, size);
    libdeflate_free_decompressor(inflate);
    cl_buffer_free(&out);
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("encode");
    tcase_add_checked_fixture(tests, begin, given_end);
    tcase_add_test(tests, values);
    tcase_add_test(tests, keys_in_order);
    tcase_add_test(tests, deep_values);
    tcase_add_test(tests, header_of_cose);
    tcase_add_test(tests, claims);
    tcase_add_test(tests, base45);
    tcase_add_test(tests, zlib);
    return unit_run();
}
