/* test_json.c — SEMANTICS, "JSON" and "Depth": what is read, what is refused, and with which place.
 *
 * With CORPUS in the environment the public minefield (CORPUS/vectors/json-minefield) is read too.
 * choices[] below has the expected results of the files on which RFC 8259 leaves a choice.
 */
#include <check.h>
#include <dirent.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "data/json.h"
#include "data/text.h"
#include "data/writer.h"
#include "support_main.h"

static cl_arena arena;
static cl_buffer out;

static void begin(void)
{
    cl_arena_init(&arena, SIZE_MAX);
    cl_buffer_init(&out);
}

static void end(void)
{
    cl_buffer_free(&out);
    cl_arena_free(&arena);
}

/* Reads a copy of the exact length, so that a sanitizer detects a read beyond its end. */
static bool read(const char *bytes, size_t length, cl_value *value, cl_error *error)
{
    char *copy = malloc(length > 0 ? length : 1);
    memcpy(copy, bytes, length);
    cl_error_init(error);
    bool ok = cl_json_value(copy, length, &arena, value, error);
    cl_error alone; /* without a sink the result is the same */
    cl_error_init(&alone);
    ck_assert_int_eq(cl_json_read(copy, length, NULL, &alone), ok);
    ck_assert_int_eq(alone.code, error->code);
    ck_assert_uint_eq(alone.offset, error->offset);
    ck_assert_str_eq(alone.at, error->at);
    ck_assert_str_eq(alone.message, error->message);
    ck_assert_int_eq(cl_json_read(copy, length, NULL, NULL), ok);
    free(copy);
    return ok;
}

typedef struct good {
    const char *json, *written;
} good;

static void check_good(const good *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        cl_value value;
        cl_error error;
        ck_assert_msg(read(cases[i].json, strlen(cases[i].json), &value, &error), "%s: %s",
                      cases[i].json, error.message);
        ck_assert_int_eq(error.code, CL_NONE);
        cl_buffer_clear(&out);
        cl_write_value(&out, &value);
        ck_assert_str_eq(cl_buffer_text(&out), cases[i].written);
    }
}

typedef struct bad {
    const char *json;
    cl_code code;
    size_t offset;
    const char *at, *message;
} bad;

static void check_one(const bad *c, size_t length)
{
    cl_value value;
    cl_error error;
    ck_assert_msg(!read(c->json, length, &value, &error), "%s", c->json);
    ck_assert_msg(error.code == c->code, "%s: %s", c->json, cl_code_name(error.code));
    ck_assert_msg(error.offset == c->offset, "%s: offset %zu", c->json, error.offset);
    ck_assert_msg(strcmp(error.at, c->at) == 0, "%s: at %s", c->json, error.at);
    ck_assert_msg(strcmp(error.message, c->message) == 0, "%s: %s", c->json, error.message);
}

static void check_bad(const bad *cases, size_t count)
{
    for (size_t i = 0; i < count; i++)
        check_one(&cases[i], strlen(cases[i].json));
}

START_TEST(scalars_and_containers_are_read)
{
    static const good cases[] = {
        {"null", "null"},
        {"true", "true"},
        {"false", "false"},
        {"0", "0"},
        {"\"\"", "\"\""},
        {"[]", "[]"},
        {"{}", "{}"},
        {" \t\r\n[ \n] \t\r\n", "[]"},
        {"{ \"a\" : [ 1 , { } , [ ] ] , \"b\" : null }", "{\"a\":[1,{},[]],\"b\":null}"},
        {"[[[]],[{}],{\"\":{\"\":[]}}]", "[[[]],[{}],{\"\":{\"\":[]}}]"},
        {"[true,false,null,\"x\",1]", "[true,false,null,\"x\",1]"},
        {"{\"a\":{\"a\":{\"a\":1}}}", "{\"a\":{\"a\":{\"a\":1}}}"}, /* one key each */
    };
    check_good(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

/* SEMANTICS, "Kinds" and "Whole numbers are integers". */
START_TEST(numbers_are_read)
{
    static const good cases[] = {
        {"-0", "0"},
        {"-0.0", "0"},
        {"0e0", "0"},
        {"0E+1", "0"},
        {"1.0", "1"},
        {"1.50", "1.5"},
        {"-1.5e1", "-15"},
        {"20e1", "200"},
        {"1E-2", "0.01"},
        {"123456789", "123456789"},
        {"9223372036854775807", "9223372036854775807"},
        {"-9223372036854775808", "-9223372036854775808"},
        {"-9223372036854775808.0", "-9223372036854775808"},
        {"9007199254740993", "9007199254740993"}, /* not by way of a double */
        {"0.1", "0.1"},
        {"1e-400", "0"},
        {"5e-324", "5e-324"},
        {"0.30000000000000004", "0.30000000000000004"},
        /* Whole, but written outside 64 bits: a real, see real.h. */
        {"1E22", "1e+22"},
        {"9223372036854775808.0", "9.223372036854776e+18"},
        {"1.7976931348623157e308", "1.7976931348623157e+308"},
        {"[1,-1,1.5,-1.5]", "[1,-1,1.5,-1.5]"},
    };
    check_good(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

START_TEST(strings_are_read)
{
    static const good cases[] = {
        {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"\\\"\\\\/\\b\\f\\n\\r\\t\""},
        {"\"\\u0041\\u00e9\\u20AC\"", "\"A\xC3\xA9\xE2\x82\xAC\""},
        {"\"\\uD83D\\uDE00\"", "\"\xF0\x9F\x98\x80\""},
        {"\"\\ud800\\udc00\\uDBFF\\uDFFF\"", "\"\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\""},
        {"\"\\uD7FF\\uE000\\uFFFF\"", "\"\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\""},
        {"\"\\u0000\\u001f\\u007f\\u0080\\u07FF\\u0800\"",
         "\"\\u0000\\u001f\x7F\xC2\x80\xDF\xBF\xE0\xA0\x80\""},
        {"\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF\"",
         "\"\xC2\x80\xDF\xBF\xE0\xA0\x80\xED\x9F\xBF\xEE\x80\x80\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"
         "\""},
        {"\"\xEF\xBB\xBF\"", "\"\xEF\xBB\xBF\""}, /* the mark inside is a character */
        {"\"\x7F\"", "\"\x7F\""},
        {"\"1234567\"", "\"1234567\""},
        {"\"12345678\"", "\"12345678\""},
        {"\"1234567\xC3\xA9"
         "1234567\"",
         "\"1234567\xC3\xA9"
         "1234567\""},
        {"\"\\\\u0041\"", "\"\\\\u0041\""},
        {"{\"\\u0061\":1,\"\\ud83d\\ude00\\n\":2}", "{\"a\":1,\"\xF0\x9F\x98\x80\\n\":2}"},
    };
    check_good(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

START_TEST(faults_of_the_grammar)
{
    static const bad cases[] = {
        {"", CL_JSON, 0, "", "expected a value, found the end of the text"},
        {"  ", CL_JSON, 2, "", "expected a value, found the end of the text"},
        {"]", CL_JSON, 0, "", "expected a value, found ']'"},
        {",", CL_JSON, 0, "", "expected a value, found ','"},
        {"'a'", CL_JSON, 0, "", "expected a value, found '''"},
        {"\xC3\xA9", CL_JSON, 0, "", "expected a value, found the character U+00E9"},
        {"\x01", CL_JSON, 0, "", "expected a value, found the character U+0001"},
        {"\x0C[]", CL_JSON, 0, "", "expected a value, found the character U+000C"},
        {"\xC2\xA0[]", CL_JSON, 0, "", "expected a value, found the character U+00A0"},
        {"[] []", CL_JSON, 3, "", "expected nothing after the document, found '['"},
        {"1,", CL_JSON, 1, "", "expected nothing after the document, found ','"},
        {"{}}", CL_JSON, 2, "", "expected nothing after the document, found '}'"},
        {"\"a\"x", CL_JSON, 3, "", "expected nothing after the document, found 'x'"},
        {"[", CL_JSON, 1, "/0", "expected a value or ']', found the end of the text"},
        {"[,", CL_JSON, 1, "/0", "expected a value or ']', found ','"},
        {"[1", CL_JSON, 2, "",
         "expected ',' or ']' after an item of an array, found the end of the text"},
        {"[1,]", CL_JSON, 3, "/1", "expected a value after ',', found ']'"},
        {"[1,,2]", CL_JSON, 3, "/1", "expected a value after ',', found ','"},
        {"[1 2]", CL_JSON, 3, "", "expected ',' or ']' after an item of an array, found '2'"},
        {"[1}", CL_JSON, 2, "", "expected ',' or ']' after an item of an array, found '}'"},
        {"{\"a\":[1,2,3}", CL_JSON, 11, "/a",
         "expected ',' or ']' after an item of an array, found '}'"},
        {"{\"a\":[0,1,2,x]}", CL_JSON, 12, "/a/3", "expected a value after ',', found 'x'"},
        {"{", CL_JSON, 1, "", "expected a key or '}', found the end of the text"},
        {"{1:2}", CL_JSON, 1, "", "expected a key or '}', found '1'"},
        {"{a:2}", CL_JSON, 1, "", "expected a key or '}', found 'a'"},
        {"{,}", CL_JSON, 1, "", "expected a key or '}', found ','"},
        {"{]", CL_JSON, 1, "", "expected a key or '}', found ']'"},
        {"{\"a\"", CL_JSON, 4, "", "expected ':' after a key, found the end of the text"},
        {"{\"a\",1}", CL_JSON, 4, "", "expected ':' after a key, found ','"},
        {"{\"a\":}", CL_JSON, 5, "/a", "expected a value after ':', found '}'"},
        {"{\"a\"::1}", CL_JSON, 5, "/a", "expected a value after ':', found ':'"},
        {"{\"a\":1", CL_JSON, 6, "",
         "expected ',' or '}' after a member of an object, found the end of the text"},
        {"{\"a\":1]", CL_JSON, 6, "", "expected ',' or '}' after a member of an object, found ']'"},
        {"{\"a\":1 \"b\":2}", CL_JSON, 7, "",
         "expected ',' or '}' after a member of an object, found '\"'"},
        {"{\"a\":1,}", CL_JSON, 7, "", "expected a key after ',', found '}'"},
        {"{\"a\":1,,}", CL_JSON, 7, "", "expected a key after ',', found ','"},
        {"{\"a/b\":{\"~\":[[0],[?]]}}", CL_JSON, 18, "/a~1b/~0/1/0",
         "expected a value or ']', found '?'"},
        {"{\"a\":{\"b\":1},\"c\":{\"d\":2 3}}", CL_JSON, 24, "/c",
         "expected ',' or '}' after a member of an object, found '3'"},
        {"[[1],[2],[3 /* */]]", CL_JSON, 12, "/2",
         "expected ',' or ']' after an item of an array, found '/'"},
        {"{\"\\u0061\\n\":[?]}", CL_JSON, 13, "/a\n/0", "expected a value or ']', found '?'"},
    };
    check_bad(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

START_TEST(faults_of_literals)
{
    static const char *const words[] = {"t", "tru", "True", "nul", "nULL", "fals", "falsy", "n"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        bool unknown = words[i][0] == 'T';
        const bad one = {words[i], CL_JSON, 0, "",
                         unknown ? "expected a value, found 'T'"
                                 : "an unknown word; expected true, false or null"};
        check_one(&one, strlen(words[i]));
    }
    static const bad cases[] = {
        {"[nan]", CL_JSON, 1, "/0", "an unknown word; expected true, false or null"},
        {"NaN", CL_JSON, 0, "", "expected a value, found 'N'"},
        {"Infinity", CL_JSON, 0, "", "expected a value, found 'I'"},
        {"-Infinity", CL_JSON, 1, "", "expected a digit after '-', found 'I'"},
        {"truex", CL_JSON, 4, "", "expected nothing after the document, found 'x'"},
        {"[nullnull]", CL_JSON, 5, "", "expected ',' or ']' after an item of an array, found 'n'"},
    };
    check_bad(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

START_TEST(faults_of_numbers)
{
    static const char range[] =
        "an integer outside 64 bits; expected -9223372036854775808 to 9223372036854775807";
    static const char huge[] = "a number beyond the largest double; expected less than 1.8e308";
    static const bad cases[] = {
        {"-", CL_JSON, 1, "", "expected a digit after '-', found the end of the text"},
        {"--1", CL_JSON, 1, "", "expected a digit after '-', found '-'"},
        {"+1", CL_JSON, 0, "", "expected a value, found '+'"},
        {".5", CL_JSON, 0, "", "expected a value, found '.'"},
        {"-.5", CL_JSON, 1, "", "expected a digit after '-', found '.'"},
        {"01", CL_JSON, 1, "", "expected a number without a leading 0, found '1'"},
        {"-00", CL_JSON, 2, "", "expected a number without a leading 0, found '0'"},
        {"00.5", CL_JSON, 1, "", "expected a number without a leading 0, found '0'"},
        {"1.", CL_JSON, 2, "",
         "expected a digit after the point of a number, found the end of the text"},
        {"[1.]", CL_JSON, 3, "/0", "expected a digit after the point of a number, found ']'"},
        {"1.e5", CL_JSON, 2, "", "expected a digit after the point of a number, found 'e'"},
        {"1.2.3", CL_JSON, 3, "", "expected nothing after the document, found '.'"},
        {"1e", CL_JSON, 2, "",
         "expected a digit in the exponent of a number, found the end of the text"},
        {"1e+", CL_JSON, 3, "",
         "expected a digit in the exponent of a number, found the end of the text"},
        {"1E-a", CL_JSON, 3, "", "expected a digit in the exponent of a number, found 'a'"},
        {"1e5.5", CL_JSON, 3, "", "expected nothing after the document, found '.'"},
        {"1e5e5", CL_JSON, 3, "", "expected nothing after the document, found 'e'"},
        {"0x1F", CL_JSON, 1, "", "expected nothing after the document, found 'x'"},
        {"1_000", CL_JSON, 1, "", "expected nothing after the document, found '_'"},
        {"[0,9223372036854775808]", CL_JSON_NUMBER, 3, "/1", range},
        {"{\"a\":-9223372036854775809}", CL_JSON_NUMBER, 5, "/a", range},
        {"18446744073709551616", CL_JSON_NUMBER, 0, "", range},
        {"18446744073709551617", CL_JSON_NUMBER, 0, "", range}, /* 1 if 64 bits wrapped */
        {"-100000000000000000000000", CL_JSON_NUMBER, 0, "", range},
        {"1e309", CL_JSON_NUMBER, 0, "", huge},
        {"[-1.8e308]", CL_JSON_NUMBER, 1, "/0", huge},
        {"1e99999999999999999999", CL_JSON_NUMBER, 0, "", huge},
    };
    check_bad(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

START_TEST(faults_of_strings)
{
    static const char escape[] = "expected one of \" \\ / b f n r t u after a backslash, found ";
    static const char four[] = "expected four hexadecimal digits after \\u, found ";
    char message[CL_MAX_MESSAGE];
    static const struct {
        const char *json;
        size_t offset;
        const char *prefix, *found;
    } escapes[] = {
        {"\"\\x\"", 2, escape, "'x'"},
        {"\"\\0\"", 2, escape, "'0'"},
        {"\"\\'\"", 2, escape, "'''"},
        {"\"\\U0041\"", 2, escape, "'U'"},
        {"\"\\\n\"", 2, escape, "the character U+000A"},
        {"\"\\\xC3\xA9\"", 2, escape, "the character U+00E9"},
        {"\"\\", 2, escape, "the end of the text"},
        {"\"\\u\"", 3, four, "'\"'"},
        {"\"\\u123\"", 6, four, "'\"'"},
        {"\"\\u12g4\"", 5, four, "'g'"},
        {"\"\\u+123\"", 3, four, "'+'"},
        {"\"\\u 123\"", 3, four, "' '"},
        {"\"\\u00", 5, four, "the end of the text"},
        {"\"\\u", 3, four, "the end of the text"},
    };
    for (size_t i = 0; i < sizeof escapes / sizeof escapes[0]; i++) {
        snprintf(message, sizeof message, "%s%s", escapes[i].prefix, escapes[i].found);
        const bad one = {escapes[i].json, CL_JSON, escapes[i].offset, "", message};
        check_one(&one, strlen(one.json));
    }
    static const bad cases[] = {
        {"\"", CL_JSON, 1, "", "expected '\"' at the end of a string, found the end of the text"},
        {"\"abc\\\"", CL_JSON, 6, "",
         "expected '\"' at the end of a string, found the end of the text"},
        {"[\"abc]", CL_JSON, 6, "/0",
         "expected '\"' at the end of a string, found the end of the text"},
        {"{\"abc:1}", CL_JSON, 8, "",
         "expected '\"' at the end of a string, found the end of the text"},
        {"\"a\nb\"", CL_JSON, 2, "",
         "expected control characters in a string to be escaped, found the character U+000A"},
        {"[\"12345678\t\"]", CL_JSON, 10, "/0",
         "expected control characters in a string to be escaped, found the character U+0009"},
        {"{\"a\":\"\x1F\"}", CL_JSON, 6, "/a",
         "expected control characters in a string to be escaped, found the character U+001F"},
    };
    check_bad(cases, sizeof cases / sizeof cases[0]);
    /* Every control character, at every position of a word. */
    for (char c = 1; c < 0x20; c++) {
        for (size_t place = 1; place <= 17; place++) {
            char json[20];
            memset(json, 'x', sizeof json);
            json[0] = json[18] = '"';
            json[place] = c;
            cl_value value;
            cl_error error;
            ck_assert(!read(json, 19, &value, &error));
            ck_assert_int_eq(error.code, CL_JSON);
            ck_assert_uint_eq(error.offset, place);
        }
    }
}
END_TEST

/* SEMANTICS, "Strings": valid UTF-8. */
START_TEST(faults_of_utf8)
{
    static const char *const sequences[] = {"\x80",
                                            "\xBF",
                                            "\xC0\x80",
                                            "\xC0\xAF",
                                            "\xC1\xBF", /* continuation, overlong */
                                            "\xE0\x80\x80",
                                            "\xE0\x9F\xBF",
                                            "\xF0\x80\x80\x80",
                                            "\xF0\x8F\xBF\xBF",
                                            "\xED\xA0\x80",
                                            "\xED\xBF\xBF",
                                            "\xED\xA0\x80\xED\xB0\x80", /* surrogates */
                                            "\xF4\x90\x80\x80",
                                            "\xF5\x80\x80\x80",
                                            "\xF8\x88\x80\x80\x80",
                                            "\xFE",
                                            "\xFF",
                                            "\xC3",
                                            "\xE2\x82",
                                            "\xE2",
                                            "\xF0\x9F\x98",
                                            "\xF0\x9F",
                                            "\xF0", /* cut off */
                                            "\xC3(",
                                            "\xE2\x82(",
                                            "\xE2(\x82",
                                            "\xF0\x9F\x98(",
                                            "\xF0(\x9F\x98"};
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        for (size_t before = 0; before <= 9; before++) {
            char json[40], message[CL_MAX_MESSAGE];
            snprintf(json, sizeof json, "\"%.*s%s\"", (int)before, "xxxxxxxxx", sequences[i]);
            snprintf(message, sizeof message,
                     "expected UTF-8 in a string, found the byte 0x%02X, which is not UTF-8",
                     (unsigned char)sequences[i][0]);
            const bad one = {json, CL_JSON_UTF8, before + 1, "", message};
            check_one(&one, strlen(json));
            const bad cut = {json, CL_JSON_UTF8, before + 1, "", message};
            check_one(&cut, strlen(json) - 1);
        }
    }
    static const char first[] =
        "the first half of a surrogate pair (\\uD800 to \\uDBFF) without the second";
    static const char second[] =
        "the second half of a surrogate pair (\\uDC00 to \\uDFFF) without the first";
    static const bad cases[] = {
        {"\"\\uD800\"", CL_JSON_UTF8, 1, "", first},
        {"\"ab\\uDBFFx\"", CL_JSON_UTF8, 3, "", first},
        {"\"\\uD800\\n\"", CL_JSON_UTF8, 1, "", first},
        {"\"\\uD800\\u0041\"", CL_JSON_UTF8, 1, "", first},
        {"\"\\uD800\\uD800\\uDC00\"", CL_JSON_UTF8, 1, "", first},
        {"\"\\uD800\\uDC0\"", CL_JSON_UTF8, 1, "", first},
        {"\"\\uD800", CL_JSON_UTF8, 1, "", first},
        {"[\"\\uDC00\"]", CL_JSON_UTF8, 2, "/0", second},
        {"{\"\\uDFFF\":1}", CL_JSON_UTF8, 2, "", second},
        {"\"\\uDE00\\uD83D\"", CL_JSON_UTF8, 1, "", second},
        {"\xFF\xFE[", CL_JSON_UTF8, 0, "",
         "expected a value, found the byte 0xFF, which is not UTF-8"},
        {"[1\xE9]", CL_JSON_UTF8, 2, "",
         "expected ',' or ']' after an item of an array, found the byte 0xE9, which is not UTF-8"},
    };
    check_bad(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

/* Every sequence of up to three bytes, and of four at the limits, compared with the plain rule:
 * decode it, and check that the code point has that length. */
START_TEST(utf8_is_judged_as_decoding_says)
{
    cl_error error;
    for (uint32_t a = 0x80; a <= 0xFF; a++) {
        for (uint32_t b = 0; b <= 0xFF; b++) {
            for (uint32_t c = 0x7F; c <= 0xC0; c++) {
                uint32_t lengths[] = {a >= 0xC0 && a < 0xE0 ? 2u : a >= 0xE0 && a < 0xF0 ? 3u : 4u};
                char json[6] = {'"', (char)a, (char)b, (char)c, (char)c, '"'};
                uint32_t point = 0;
                bool valid = a >= 0xC0 && a < 0xF8 && (b & 0xC0) == 0x80;
                if (lengths[0] == 2) {
                    json[3] = '"';
                    point = (a & 0x1F) << 6 | (b & 0x3F);
                    valid = valid && point >= 0x80;
                } else if (lengths[0] == 3) {
                    json[4] = '"';
                    point = (a & 0x0F) << 12 | (b & 0x3F) << 6 | (c & 0x3F);
                    valid = valid && (c & 0xC0) == 0x80 && point >= 0x800 &&
                            !(point >= 0xD800 && point <= 0xDFFF);
                } else {
                    point = (a & 0x07) << 18 | (b & 0x3F) << 12 | (c & 0x3F) << 6 | (c & 0x3F);
                    valid = valid && (c & 0xC0) == 0x80 && point >= 0x10000 && point <= 0x10FFFF;
                }
                cl_error_init(&error);
                bool ok = cl_json_read(json, lengths[0] + 2, NULL, &error);
                size_t prefix = cl_utf8_prefix(json, lengths[0] + 2);
                if (ok != valid || (!ok && error.code != CL_JSON_UTF8) ||
                    prefix != (valid ? lengths[0] + 2 : 1))
                    ck_abort_msg("%02X %02X %02X", a, b, c);
            }
        }
    }
}
END_TEST

/* The results of cl_utf8_prefix for longer text, at every position of a word. */
START_TEST(a_prefix_of_utf8_ends_at_the_first_fault)
{
    char text[40];
    for (size_t length = 0; length <= 30; length++) {
        memset(text, 'x', sizeof text);
        ck_assert_uint_eq(cl_utf8_prefix(text, length), length);
        for (size_t place = 0; place < length; place++) {
            memset(text, 'x', sizeof text);
            text[place] = (char)0xFF;
            ck_assert_uint_eq(cl_utf8_prefix(text, length), place);
            memcpy(text + place, "\xF0\x9F\x98\x80", 4);
            ck_assert_uint_eq(cl_utf8_prefix(text, length), place + 4 <= length ? length : place);
        }
    }
}
END_TEST

/* A raw NUL is refused at every position, also after a number, where jansson ignores it. */
START_TEST(a_raw_nul_is_refused_everywhere)
{
    static const bad cases[] = {
        {"\0", CL_JSON, 0, "", "expected a value, found the character U+0000"},
        {"1\0", CL_JSON, 1, "", "expected nothing after the document, found the character U+0000"},
        {"[]\0", CL_JSON, 2, "", "expected nothing after the document, found the character U+0000"},
        {"[\0]", CL_JSON, 1, "/0", "expected a value or ']', found the character U+0000"},
        {"[1\0]", CL_JSON, 2, "",
         "expected ',' or ']' after an item of an array, found the character U+0000"},
        {"\"\0\"", CL_JSON, 1, "",
         "expected control characters in a string to be escaped, found the character U+0000"},
        {"\"\\\0\"", CL_JSON, 2, "",
         "expected one of \" \\ / b f n r t u after a backslash, found the character U+0000"},
        {"{\0}", CL_JSON, 1, "", "expected a key or '}', found the character U+0000"},
    };
    static const size_t lengths[] = {1, 2, 3, 3, 4, 3, 4, 3};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        check_one(&cases[i], lengths[i]);
}
END_TEST

/* RFC 8259, section 8.1, leaves the choice: one byte order mark is ignored, and counts in
 * offsets. */
START_TEST(one_byte_order_mark_is_passed_over)
{
    static const char *const marked[] = {"\xEF\xBB\xBF{}", "\xEF\xBB\xBF \n[1]",
                                         ("\xEF\xBB\xBF"
                                          "7")};
    for (size_t i = 0; i < sizeof marked / sizeof marked[0]; i++)
        ck_assert_msg(cl_json_read(marked[i], strlen(marked[i]), NULL, NULL), "%s", marked[i]);
    static const char again[] = "expected a value, found the character U+FEFF";
    static const bad cases[] = {
        {"\xEF\xBB\xBF", CL_JSON, 3, "", "expected a value, found the end of the text"},
        {"\xEF\xBB\xBF[,]", CL_JSON, 4, "/0", "expected a value or ']', found ','"},
        {"\xEF\xBB\xBF\xEF\xBB\xBF{}", CL_JSON, 3, "", again},
        {" \xEF\xBB\xBF{}", CL_JSON, 1, "", again},
        {"{}\xEF\xBB\xBF", CL_JSON, 2, "",
         "expected nothing after the document, found the character U+FEFF"},
        {"\xEF\xBB{}", CL_JSON_UTF8, 0, "",
         "expected a value, found the byte 0xEF, which is not UTF-8"}};
    check_bad(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

/* Duplicate keys are refused: keys are compared by their meaning, not by their spelling. */
START_TEST(faults_of_keys)
{
    static const char twice[] = "a key that its object has already; expected each key once";
    static const bad cases[] = {
        {"{\"a\":1,\"a\":1}", CL_JSON_KEY, 7, "/a", twice},
        {"{\"a\":1,\"b\":2,\"a\":3}", CL_JSON_KEY, 13, "/a", twice},
        {"{\"\":1,\"\":1}", CL_JSON_KEY, 6, "/", twice},
        {"{\"a\":1,\"\\u0061\":1}", CL_JSON_KEY, 7, "/a", twice},
        {"{\"\\u0061\":1,\"a\":1}", CL_JSON_KEY, 12, "/a", twice},
        {"{\"\\u00e9\":1,\"\xC3\xA9\":1}", CL_JSON_KEY, 12, "/\xC3\xA9", twice},
        {"{\"\\ud83d\\ude00\":1,\"\xF0\x9F\x98\x80\":1}", CL_JSON_KEY, 18, "/\xF0\x9F\x98\x80",
         twice},
        {"{\"/\":1,\"\\/\":1}", CL_JSON_KEY, 7, "/~1", twice},
        {"[0,{\"a\":{\"b\":1,\"b\":2}}]", CL_JSON_KEY, 15, "/1/a/b", twice},
        {"{\"a\":{\"a\":1},\"b\":2,\"a\":3}", CL_JSON_KEY, 19, "/a", twice},
        /* the first fault in the text is reported, whatever follows */
        {"{\"a\":1,\"a\":?", CL_JSON_KEY, 7, "/a", twice},
        {"{\"a\":1,\"b\":?,\"a\":1", CL_JSON, 11, "/b", "expected a value after ':', found '?'"},
    };
    check_bad(cases, sizeof cases / sizeof cases[0]);
    static const good apart[] = {
        {"{\"a\":1,\"A\":2,\"a \":3,\"\":4}", "{\"a\":1,\"A\":2,\"a \":3,\"\":4}"},
        {"{\"a\":1,\"a\\u0000\":2,\"a\\u0000\\u0000\":3}",
         "{\"a\":1,\"a\\u0000\":2,\"a\\u0000\\u0000\":3}"},
        {"{\"\xC3\xA9\":1,\"e\xCC\x81\":2}", "{\"\xC3\xA9\":1,\"e\xCC\x81\":2}"},
        {"[{\"a\":1},{\"a\":1}]", "[{\"a\":1},{\"a\":1}]"},
        {"{\"b\":{\"a\":1,\"c\":2},\"a\":{\"b\":1}}", "{\"b\":{\"a\":1,\"c\":2},\"a\":{\"b\":1}}"},
    };
    check_good(apart, sizeof apart / sizeof apart[0]);
}
END_TEST

/* The spelling of key number i. 0: plain numbers; 1: long common beginnings; 2: each a prefix of
 * the next; 3: one bit apart and with NULs. */
static int spell(char *text, int shape, uint32_t i)
{
    switch (shape) {
    case 0:
        return sprintf(text, "%u", i);
    case 1:
        return sprintf(text, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa%08x", i);
    case 2:
        memset(text, 'a', i);
        return (int)i;
    default:
        return sprintf(text, "%c%s%c", (char)('`' + i % 31), (i / 31) % 2 ? "\\u0000" : "x",
                       (char)('`' + i / 62 % 31));
    }
}

/* A duplicate key is found in objects of every size, wherever the first key is, also inside of
 * other open objects; and none is found if there is none. */
START_TEST(duplicates_are_found_in_objects_of_every_size)
{
    static const uint32_t counts[] = {1, 2, 15, 16, 17, 18, 31, 32, 33, 40, 64, 65, 200};
    static char json[60000];
    for (int shape = 0; shape < 4; shape++) {
        for (size_t c = 0; c < sizeof counts / sizeof counts[0]; c++) {
            for (uint32_t again = 0; again <= counts[c]; again++) {
                size_t length = (size_t)sprintf(json, "{\"outer\":1,\"inner\":{");
                for (uint32_t i = 0; i < counts[c]; i++) {
                    json[length++] = '"';
                    length += (size_t)spell(json + length, shape, i);
                    length += (size_t)sprintf(json + length, "\":{\"1\":0},");
                }
                size_t offset = length;
                json[length++] = '"';
                length += (size_t)spell(json + length, shape, again);
                length += (size_t)sprintf(json + length, "\":null}}");
                cl_error error;
                cl_error_init(&error);
                bool ok = cl_json_read(json, length, NULL, &error);
                if (ok != (again == counts[c]) ||
                    (!ok && (error.code != CL_JSON_KEY || error.offset != offset)))
                    ck_abort_msg("shape %d, %u keys, again %u: %s at %zu", shape, counts[c], again,
                                 error.message, error.offset);
            }
        }
    }
}
END_TEST

/* Random small alphabets, so that keys are equal by chance; compared with a comparison of all
 * pairs. */
START_TEST(random_keys_are_judged_as_comparing_all_pairs_says)
{
    uint64_t state = 88172645463325252u;
    for (int round = 0; round < 4000; round++) {
        char keys[60][8], json[2000];
        size_t length = 1, count = 1 + (size_t)round % 60, second = 0;
        json[0] = '{';
        for (size_t i = 0; i < count; i++) {
            size_t size = 0;
            do {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                if (state % 5 != 0 && size < 7)
                    keys[i][size++] = "ab\x7F\xC3"[state / 5 % 3];
            } while (state % 5 != 0 && size < 7);
            keys[i][size] = '\0';
            for (size_t j = 0; j < i && second == 0; j++) {
                if (strcmp(keys[i], keys[j]) == 0)
                    second = length + (i > 0 ? 1 : 0);
            }
            length += (size_t)sprintf(json + length, "%s\"%s\":%zu", i > 0 ? "," : "", keys[i], i);
        }
        json[length++] = '}';
        cl_error error;
        cl_error_init(&error);
        bool ok = cl_json_read(json, length, NULL, &error);
        ck_assert_msg(ok == (second == 0), "%.*s", (int)length, json);
        if (!ok)
            ck_assert_uint_eq(error.offset, second);
    }
}
END_TEST

/* A large object is read in well under a second, even if every key has the same beginning. */
START_TEST(a_hundred_thousand_keys)
{
    size_t capacity = 100000 * 80 + 100;
    char *json = malloc(capacity);
    for (int shape = 0; shape < 2; shape++) {
        size_t length = 1;
        json[0] = '{';
        for (uint32_t i = 0; i < 100000; i++) {
            json[length++] = '"';
            length += (size_t)spell(json + length, shape, i);
            length += (size_t)sprintf(json + length, "\":%u,", i);
        }
        json[length - 1] = '}';
        cl_value value;
        cl_error error;
        ck_assert(read(json, length, &value, &error));
        ck_assert_uint_eq(value.object->count, 100000);
        char key[100];
        for (uint32_t i = 0; i < 100000; i += 777) {
            size_t size = (size_t)spell(key, shape, i);
            ck_assert_int_eq(cl_object_find(value.object, key, size)->integer, i);
        }
        json[length - 1] = ',';
        size_t offset = length;
        json[length++] = '"';
        length += (size_t)spell(json + length, shape, 54321);
        length += (size_t)sprintf(json + length, "\":0}");
        ck_assert(!read(json, length, &value, &error));
        ck_assert_int_eq(error.code, CL_JSON_KEY);
        ck_assert_uint_eq(error.offset, offset);
        cl_arena_reset(&arena);
    }
    free(json);
}
END_TEST

/* The input of the threads with the small stack. */
static void read_deep(void)
{
    static const struct {
        size_t depth;
        bool ok;
    } cases[] = {{1, true}, {255, true}, {256, true}, {257, false}, {100000, false}};
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int kind = 0; kind < 3; kind++) { /* arrays, objects, or both alternately */
            size_t length = 0;
            char *json = malloc(cases[i].depth * 6 + 1);
            for (size_t j = 0; j < cases[i].depth; j++) {
                bool object = kind == 1 || (kind == 2 && j % 2 == 1);
                bool last = j + 1 == cases[i].depth;
                memcpy(json + length, object ? "{\"a\":" : "[    ", 5);
                length += object && !last ? 5 : 1;
            }
            for (size_t j = cases[i].depth; j-- > 0;)
                json[length++] = kind == 1 || (kind == 2 && j % 2 == 1) ? '}' : ']';
            cl_arena own;
            cl_arena_init(&own, SIZE_MAX);
            cl_value value;
            cl_error error;
            cl_error_init(&error);
            bool ok = cl_json_value(json, length, &own, &value, &error);
            ck_assert_msg(ok == cases[i].ok, "depth %zu: %s", cases[i].depth, error.message);
            if (ok) {
                ck_assert_uint_eq(cl_value_size(&value).depth, cases[i].depth);
                ck_assert(cl_value_equal(&value, &value));
                cl_buffer text;
                cl_buffer_init(&text);
                cl_write_value(&text, &value);
                ck_assert_uint_eq(text.length, length);
                cl_buffer_free(&text);
            } else {
                ck_assert_int_eq(error.code, CL_LIMIT_DEPTH);
                ck_assert_uint_eq(error.offset, kind == 0   ? 256
                                                : kind == 1 ? 256 * 5
                                                            : 128 * 5 + 128);
                ck_assert_mem_eq(error.at, kind == 0 ? "/0/0" : kind == 1 ? "/a/a" : "/0/a", 4);
                ck_assert_uint_eq(strlen(error.at), 512);
                ck_assert_str_eq(
                    error.message,
                    "arrays and objects nested deeper than 256; expected at most that");
            }
            cl_arena_free(&own);
            free(json);
        }
    }
}

static void *on_small_stack(void *nothing)
{
    read_deep();
    return nothing;
}

/* "Depth": 256 is read, 257 is LIMIT_DEPTH, and 100,000 takes no more, all on a stack of 256
 * KiB. */
START_TEST(depth_is_bounded_on_a_small_stack)
{
    pthread_attr_t attributes;
    pthread_t thread;
    ck_assert_int_eq(pthread_attr_init(&attributes), 0);
    ck_assert_int_eq(pthread_attr_setstacksize(&attributes, 256 * 1024), 0);
    ck_assert_int_eq(pthread_create(&thread, &attributes, on_small_stack, NULL), 0);
    ck_assert_int_eq(pthread_join(thread, NULL), 0);
    pthread_attr_destroy(&attributes);
}
END_TEST

START_TEST(opening_brackets_without_end_cost_nothing)
{
    size_t length = 100000;
    char *json = malloc(length);
    memset(json, '[', length);
    cl_error error;
    cl_error_init(&error);
    ck_assert(!cl_json_read(json, length, NULL, &error));
    ck_assert_int_eq(error.code, CL_LIMIT_DEPTH);
    ck_assert_uint_eq(error.offset, 256);
    free(json);
}
END_TEST

/* A long place is cut after a whole step. */
START_TEST(a_place_of_long_keys_is_cut)
{
    char json[2000 * 4 + 100];
    size_t length = 0;
    for (int i = 0; i < 4; i++) {
        json[length++] = '{';
        json[length++] = '"';
        memset(json + length, 'a' + i, 1500);
        length += 1500;
        json[length++] = '"';
        json[length++] = ':';
    }
    cl_error error;
    cl_error_init(&error);
    ck_assert(!cl_json_read(json, length, NULL, &error));
    ck_assert_uint_eq(strlen(error.at), 2 * 1501 + 4);
    ck_assert_str_eq(error.at + 2 * 1501, "/\xE2\x80\xA6");
}
END_TEST

/* A sink that records its events and stops at event number `stop`. */
typedef struct witness {
    cl_buffer *told;
    int stop;
} witness;

/* Records an event that follows a key or nothing. Returns false if the sink stops. */
static bool hear(witness *w, const cl_key *key, cl_error *error)
{
    if (w->stop-- == 0)
        return cl_error_set(error, CL_BUDGET, "enough");
    if (key == NULL)
        return true;
    ck_assert_uint_eq(key->mark, cl_key_mark(key->text, key->length));
    cl_write_string(w->told, key->text, key->length);
    cl_buffer_putc(w->told, ':');
    return true;
}

static bool hear_scalar(void *self, const cl_key *key, const cl_value *value, cl_error *error)
{
    witness *w = self;
    if (!hear(w, key, error))
        return false;
    cl_write_value(w->told, value);
    cl_buffer_putc(w->told, ' ');
    return true;
}

static bool hear_begin(void *self, const cl_key *key, bool object, cl_error *error)
{
    witness *w = self;
    if (!hear(w, key, error))
        return false;
    cl_buffer_puts(w->told, object ? "{ " : "[ ");
    return true;
}

static bool hear_end(void *self, cl_error *error)
{
    witness *w = self;
    if (!hear(w, NULL, error))
        return false;
    cl_buffer_puts(w->told, "end ");
    return true;
}

static cl_sink witness_sink(witness *w)
{
    return (cl_sink){.scalar = hear_scalar, .begin = hear_begin, .end = hear_end, .self = w};
}

START_TEST(events_come_in_the_order_of_the_text)
{
    static const char json[] = "{\"a\": [1, \"\\u0041\", {}], \"b\\n\": null, \"c\": [[]]}";
    witness w = {.told = &out, .stop = 1000};
    cl_sink sink = witness_sink(&w);
    cl_error error;
    cl_error_init(&error);
    ck_assert(cl_json_read(json, strlen(json), &sink, &error));
    ck_assert_str_eq(cl_buffer_text(&out), "{ \"a\":[ 1 \"A\" { end end \"b\\n\":null "
                                           "\"c\":[ [ end end end ");
}
END_TEST

START_TEST(a_sink_stops_the_reader_at_a_place)
{
    static const char json[] = "{\"a\": [1, \"\\u0041\", {}], \"b\": ?";
    static const struct {
        const char *at;
        size_t offset;
    } stops[] = {{"", 0},      {"/a", 6},    {"/a/0", 7}, {"/a/1", 10},
                 {"/a/2", 20}, {"/a/2", 21}, {"/a", 22}};
    for (size_t i = 0; i < sizeof stops / sizeof stops[0]; i++) {
        witness w = {.told = &out, .stop = (int)i};
        cl_sink sink = witness_sink(&w);
        cl_error error;
        cl_error_init(&error);
        ck_assert(!cl_json_read(json, strlen(json), &sink, &error));
        ck_assert_int_eq(error.code, CL_BUDGET);
        ck_assert_str_eq(error.message, "enough");
        ck_assert_str_eq(error.at, stops[i].at);
        ck_assert_uint_eq(error.offset, stops[i].offset);
    }
    /* The error object may be missing. */
    witness w = {.told = &out, .stop = 3};
    cl_sink sink = witness_sink(&w);
    ck_assert(!cl_json_read(json, strlen(json), &sink, NULL));
}
END_TEST

/* The content of a value is in the arena, not in the text from which it was read. */
START_TEST(values_outlive_their_text)
{
    char json[] = "{\"key\":[\"text\",\"\\u0041bc\"]}";
    cl_value value;
    cl_error error;
    cl_error_init(&error);
    ck_assert(cl_json_value(json, strlen(json), &arena, &value, &error));
    memset(json, '#', sizeof json - 1);
    cl_write_value(&out, &value);
    ck_assert_str_eq(cl_buffer_text(&out), "{\"key\":[\"text\",\"Abc\"]}");
}
END_TEST

/* A tree can be used again and again. */
/* A document of others: a value that is too deep is null, if its grammar is right. */
START_TEST(what_is_too_deep_in_a_document_of_others)
{
    static const char *const passed[] = {
        "[]",
        "{}",
        "[ ]",
        "[1,-2.5e+3,1E-7,0,true,false,null,\"a\\n\"]",
        "[1e999,123456789012345678901234567890,-1E+999]",
        "{\"a\":[{}],\"b\":{},\"a\":[[1],[]]}", /* keys are not compared */
        "[ [ 1 , 2 ] , { \"a\" : 3 } ]",
    };
    static const struct {
        const char *json, *message;
        size_t offset;
    } refused[] = {
        {"[", "expected a value", 1},
        {"[1", "expected ',' or the end of an array or object", 2},
        {"[1 2]", "expected ',' or the end of an array or object", 3},
        {"[1}", "expected ',' or the end of an array or object", 2},
        {"{\"a\":1]", "expected ',' or the end of an array or object", 6},
        {"[1,]", "expected a value", 3},
        {"[x]", "expected a value", 1},
        {"[tru]", "an unknown word; expected true, false or null", 1},
        {"[-]", "expected a digit after '-'", 2},
        {"[1.]", "expected a digit after the point of a number", 3},
        {"[\"a]", "expected '\"' at the end of a string", 4},
        {"{1:2}", "expected a key", 1},
        {"{\"a\" 1}", "expected ':' after a key", 5},
        {"{\"a\":}", "expected a value", 5},
        {"{\"a\":1,}", "expected a key", 7},
        {"{\"\\x\":1}", "after a backslash, found 'x'", 3},
        {"{\"a", "expected '\"' at the end of a string", 3},
        {"{", "expected a key", 1},
    };
    char text[2 * CL_MAX_DEPTH + 128];
    memset(text, '[', CL_MAX_DEPTH);
    for (size_t i = 0; i < sizeof passed / sizeof *passed; i++) {
        cl_value value;
        size_t length = strlen(passed[i]);
        memcpy(text + CL_MAX_DEPTH, passed[i], length);
        memset(text + CL_MAX_DEPTH + length, ']', CL_MAX_DEPTH);
        ck_assert_msg(cl_json_foreign(text, 2 * CL_MAX_DEPTH + length, &arena, &value, NULL), "%s",
                      passed[i]);
        for (int depth = 0; depth < CL_MAX_DEPTH; depth++) {
            ck_assert_int_eq(value.kind, CL_KIND_ARRAY);
            ck_assert_uint_eq(value.array->count, 1);
            value = value.array->items[0];
        }
        ck_assert_int_eq(value.kind, CL_KIND_NULL);
    }
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        cl_value value;
        cl_error error;
        size_t length = strlen(refused[i].json);
        cl_error_init(&error);
        memcpy(text + CL_MAX_DEPTH, refused[i].json, length);
        ck_assert_msg(!cl_json_foreign(text, CL_MAX_DEPTH + length, &arena, &value, &error), "%s",
                      refused[i].json);
        ck_assert_int_eq(error.code, CL_JSON);
        ck_assert_msg(strstr(error.message, refused[i].message) != NULL, "%s: %s", refused[i].json,
                      error.message);
        ck_assert_msg(error.offset == CL_MAX_DEPTH + refused[i].offset, "%s: byte %zu",
                      refused[i].json, error.offset - CL_MAX_DEPTH);
        ck_assert(!cl_json_foreign(text, CL_MAX_DEPTH + length, &arena, &value, NULL));
    }
}
END_TEST

/* Lengths from 4 GiB on are refused before the text is read. */
START_TEST(a_document_of_4_gib)
{
    cl_error error;
    cl_error_init(&error);
    ck_assert(!cl_json_read("null", (size_t)UINT32_MAX + 1, NULL, &error));
    ck_assert_int_eq(error.code, CL_LIMIT_SIZE);
    ck_assert_ptr_nonnull(
        strstr(error.message, "a document of 4294967296 bytes; expected less than 4 GiB"));
}
END_TEST

START_TEST(a_tree_is_reset)
{
    cl_tree tree;
    cl_tree_init(&tree, &arena);
    cl_sink sink = cl_tree_sink(&tree);
    static const char *const texts[] = {"[1,{\"a\":2}]", "[1,{\"a\":[?", "{\"b\":[]}", "7"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cl_tree_reset(&tree);
        ck_assert(!tree.done);
        bool ok = cl_json_read(texts[i], strlen(texts[i]), &sink, NULL);
        ck_assert_int_eq(ok, i != 1);
        ck_assert_int_eq(tree.done, ok);
        if (!ok)
            continue;
        cl_buffer_clear(&out);
        cl_write_value(&out, &tree.root);
        ck_assert_str_eq(cl_buffer_text(&out), texts[i]);
    }
    cl_tree_free(&tree);
}
END_TEST

/* Strings that are contiguous in text that lasts are not copied; all others are. */
START_TEST(a_tree_borrows_what_lasts)
{
    static const char lasts[] = "a long key, a text";
    char gone[] = "another key";
    cl_tree tree;
    cl_tree_init(&tree, &arena);
    cl_tree_borrow(&tree, lasts, sizeof lasts - 1);
    cl_sink sink = cl_tree_sink(&tree);
    const cl_key inside = cl_key_of(lasts, 10), outside = cl_key_of(gone, 11);
    const cl_value whole = cl_value_string(lasts, sizeof lasts - 1);
    const cl_value beyond = cl_value_string(lasts + 12, 7), none = cl_value_string(gone, 0);
    ck_assert(sink.begin(sink.self, NULL, true, NULL));
    ck_assert(sink.scalar(sink.self, &inside, &whole, NULL));
    ck_assert(sink.scalar(sink.self, &outside, &beyond, NULL)); /* including the NUL after it */
    const cl_key empty = cl_key_of("", 0);
    ck_assert(sink.scalar(sink.self, &empty, &none, NULL));
    ck_assert(sink.end(sink.self, NULL));
    memset(gone, '#', sizeof gone);
    const cl_object *object = tree.root.object;
    ck_assert_ptr_eq(cl_object_member(object, 0).key, lasts);
    ck_assert_ptr_eq(object->values[0].text, lasts);
    ck_assert_int_eq(memcmp(cl_object_member(object, 1).key, "another key", 11), 0);
    ck_assert_ptr_ne(object->values[1].text, lasts + 12);
    ck_assert_int_eq(memcmp(object->values[1].text, "a text", 7), 0);
    ck_assert_uint_eq(object->values[2].length, 0);
    cl_tree_reset(&tree); /* no text lasts now */
    ck_assert(sink.scalar(sink.self, NULL, &whole, NULL));
    ck_assert_ptr_ne(tree.root.text, lasts);
    cl_tree_free(&tree);
}
END_TEST

/* The tree limits the depth itself, whichever reader sends the events. */
START_TEST(a_tree_refuses_what_is_too_deep)
{
    cl_tree tree;
    cl_tree_init(&tree, &arena);
    cl_sink sink = cl_tree_sink(&tree);
    cl_error error;
    cl_error_init(&error);
    for (int i = 0; i < CL_MAX_DEPTH; i++)
        ck_assert(sink.begin(sink.self, NULL, false, &error));
    ck_assert(!sink.begin(sink.self, NULL, true, &error));
    ck_assert_int_eq(error.code, CL_LIMIT_DEPTH);
    cl_tree_free(&tree);
}
END_TEST

/* Running out of memory is an error that is returned. The cap of the arena causes it. */
START_TEST(memory_that_runs_out_is_an_error)
{
    static char json[20000];
    size_t length = (size_t)sprintf(json, "[\"a string\",[[[]]],{");
    for (int i = 0; i < 100; i++)
        length += (size_t)sprintf(json + length, "\"key \\u0041 %d\":[%d,\"text %d\"],", i, i, i);
    length += (size_t)sprintf(json + length, "\"last\":0}]");
    int read_in_full = 0, refused = 0;
    for (size_t cap = 0; cap < 60000; cap += 512) {
        cl_arena small;
        cl_arena_init(&small, cap);
        cl_value value;
        cl_error error;
        cl_error_init(&error);
        if (cl_json_value(json, length, &small, &value, &error)) {
            read_in_full++;
            ck_assert_uint_eq(value.array->items[2].object->count, 101);
        } else {
            refused++;
            ck_assert_int_eq(error.code, CL_MEMORY);
            ck_assert_uint_lt(error.offset, length);
        }
        cl_arena_free(&small);
    }
    ck_assert_int_gt(refused, 10);
    ck_assert_int_gt(read_in_full, 10);
}
END_TEST

/* The first fault of an error object is kept. */
START_TEST(an_error_that_is_set_stays)
{
    cl_error error;
    cl_error_init(&error);
    cl_error_set(&error, CL_KIND, "before");
    ck_assert(!cl_json_read("[", 1, NULL, &error));
    ck_assert_int_eq(error.code, CL_KIND);
    ck_assert_str_eq(error.message, "before");
}
END_TEST

START_TEST(no_bytes_are_no_document)
{
    cl_error error;
    cl_error_init(&error);
    ck_assert(!cl_json_read(NULL, 0, NULL, &error));
    ck_assert_int_eq(error.code, CL_JSON);
    ck_assert_uint_eq(error.offset, 0);
}
END_TEST

/* A document that is cut at any position is refused, and no reader reads beyond its end. */
START_TEST(every_cut_of_a_document_is_refused)
{
    static const char json[] = "{\"a\\u00e9\": [1.5e3, -12, \"\xF0\x9F\x98\x80\\ud83d\\ude00\"], "
                               "\"b\": {\"c\": [true, null]}}";
    for (size_t length = 0; length < sizeof json - 1; length++) {
        cl_value value;
        cl_error error;
        ck_assert_msg(!read(json, length, &value, &error), "%.*s", (int)length, json);
        ck_assert_uint_le(error.offset, length);
    }
}
END_TEST

/* RFC 8259 leaves these choices. Reasons: I-JSON (RFC 7493) and SEMANTICS require valid UTF-8
 * and complete surrogate pairs; numbers that neither a double nor 64 bits hold would change
 * silently. */
static const struct {
    const char *name;
    bool read;
    cl_code code;
} choices[] = {
    {"i_number_double_huge_neg_exp.json", true, CL_NONE}, /* closer to 0 than any double: 0 */
    {"i_number_huge_exp.json", false, CL_JSON_NUMBER},
    {"i_number_neg_int_huge_exp.json", false, CL_JSON_NUMBER},
    {"i_number_pos_double_huge_exp.json", false, CL_JSON_NUMBER},
    {"i_number_real_neg_overflow.json", false, CL_JSON_NUMBER},
    {"i_number_real_pos_overflow.json", false, CL_JSON_NUMBER},
    {"i_number_real_underflow.json", true, CL_NONE},
    {"i_number_too_big_neg_int.json", false, CL_JSON_NUMBER},
    {"i_number_too_big_pos_int.json", false, CL_JSON_NUMBER},
    {"i_number_very_big_negative_int.json", false, CL_JSON_NUMBER},
    {"i_object_key_lone_2nd_surrogate.json", false, CL_JSON_UTF8},
    {"i_string_1st_surrogate_but_2nd_missing.json", false, CL_JSON_UTF8},
    {"i_string_1st_valid_surrogate_2nd_invalid.json", false, CL_JSON_UTF8},
    {"i_string_UTF-16LE_with_BOM.json", false, CL_JSON_UTF8},
    {"i_string_UTF-8_invalid_sequence.json", false, CL_JSON_UTF8},
    {"i_string_UTF8_surrogate_U+D800.json", false, CL_JSON_UTF8},
    {"i_string_incomplete_surrogate_and_escape_valid.json", false, CL_JSON_UTF8},
    {"i_string_incomplete_surrogate_pair.json", false, CL_JSON_UTF8},
    {"i_string_incomplete_surrogates_escape_valid.json", false, CL_JSON_UTF8},
    {"i_string_invalid_lonely_surrogate.json", false, CL_JSON_UTF8},
    {"i_string_invalid_surrogate.json", false, CL_JSON_UTF8},
    {"i_string_invalid_utf-8.json", false, CL_JSON_UTF8},
    {"i_string_inverted_surrogates_U+1D11E.json", false, CL_JSON_UTF8},
    {"i_string_iso_latin_1.json", false, CL_JSON_UTF8},
    {"i_string_lone_second_surrogate.json", false, CL_JSON_UTF8},
    {"i_string_lone_utf8_continuation_byte.json", false, CL_JSON_UTF8},
    {"i_string_not_in_unicode_range.json", false, CL_JSON_UTF8},
    {"i_string_overlong_sequence_2_bytes.json", false, CL_JSON_UTF8},
    {"i_string_overlong_sequence_6_bytes.json", false, CL_JSON_UTF8},
    {"i_string_overlong_sequence_6_bytes_null.json", false, CL_JSON_UTF8},
    {"i_string_truncated-utf-8.json", false, CL_JSON_UTF8},
    {"i_string_utf16BE_no_BOM.json", false, CL_JSON}, /* begins with a NUL */
    {"i_string_utf16LE_no_BOM.json", false, CL_JSON},
    {"i_structure_500_nested_arrays.json", false, CL_LIMIT_DEPTH},
    {"i_structure_UTF-8_BOM_empty_object.json", true, CL_NONE}, /* one byte order mark is ignored */
};

enum { CHOICES = sizeof choices / sizeof choices[0] };

typedef struct counts {
    int y, y_read, n, n_refused, i, i_chosen;
} counts;

static void judge(const char *name, bool ok, cl_code code, counts *count)
{
    if (name[0] == 'y') {
        count->y++;
        count->y_read += ok;
        bool twice = strcmp(name, "y_object_duplicated_key.json") == 0 ||
                     strcmp(name, "y_object_duplicated_key_and_value.json") == 0;
        ck_assert_msg(ok == !twice && code == (twice ? CL_JSON_KEY : CL_NONE), "%s", name);
    } else if (name[0] == 'n') {
        count->n++;
        count->n_refused += !ok;
        ck_assert_msg(!ok && code != CL_NONE, "%s", name);
    } else if (name[0] == 'i') {
        count->i++;
        for (size_t i = 0; i < CHOICES; i++) {
            if (strcmp(name, choices[i].name) != 0)
                continue;
            count->i_chosen++;
            ck_assert_msg(ok == choices[i].read && code == choices[i].code, "%s: %s", name,
                          cl_code_name(code));
        }
    }
}

static void read_corpus_file(const char *folder, const char *name, counts *count)
{
    static char path[4096], bytes[1 << 20];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    size_t length = fread(bytes, 1, sizeof bytes, file);
    ck_assert_uint_lt(length, sizeof bytes);
    fclose(file);
    cl_value value;
    cl_error error;
    bool ok = read(bytes, length, &value, &error);
    judge(name, ok, error.code, count);
}

/* SEMANTICS, "JSON": every n_ file is refused; every y_ file is read, except the two with duplicate
 * keys. */
START_TEST(the_public_minefield)
{
    const char *corpus = getenv("CORPUS");
    if (corpus == NULL || corpus[0] == '\0') {
        printf("minefield: not run, CORPUS is not set\n");
        return;
    }
    static char folder[4000];
    snprintf(folder, sizeof folder, "%s/vectors/json-minefield/test_parsing", corpus);
    DIR *directory = opendir(folder);
    ck_assert_msg(directory != NULL, "%s cannot be opened", folder);
    counts count = {0};
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] != '.')
            read_corpus_file(folder, entry->d_name, &count);
    }
    closedir(directory);
    printf("minefield: y_ %d of %d read, n_ %d of %d refused, i_ %d of %d as chosen\n",
           count.y_read, count.y, count.n_refused, count.n, count.i_chosen, count.i);
    ck_assert_int_eq(count.y, 95);
    ck_assert_int_eq(count.y_read, 93);
    ck_assert_int_eq(count.n, 188);
    ck_assert_int_eq(count.n_refused, 188);
    ck_assert_int_eq(count.i, CHOICES);
    ck_assert_int_eq(count.i_chosen, CHOICES);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("json");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, begin, end);
    tcase_add_test(all, scalars_and_containers_are_read);
    tcase_add_test(all, numbers_are_read);
    tcase_add_test(all, strings_are_read);
    tcase_add_test(all, faults_of_the_grammar);
    tcase_add_test(all, faults_of_literals);
    tcase_add_test(all, faults_of_numbers);
    tcase_add_test(all, faults_of_strings);
    tcase_add_test(all, faults_of_utf8);
    tcase_add_test(all, utf8_is_judged_as_decoding_says);
    tcase_add_test(all, a_prefix_of_utf8_ends_at_the_first_fault);
    tcase_add_test(all, a_raw_nul_is_refused_everywhere);
    tcase_add_test(all, one_byte_order_mark_is_passed_over);
    tcase_add_test(all, faults_of_keys);
    tcase_add_test(all, duplicates_are_found_in_objects_of_every_size);
    tcase_add_test(all, random_keys_are_judged_as_comparing_all_pairs_says);
    tcase_add_test(all, a_hundred_thousand_keys);
    tcase_add_test(all, depth_is_bounded_on_a_small_stack);
    tcase_add_test(all, opening_brackets_without_end_cost_nothing);
    tcase_add_test(all, a_place_of_long_keys_is_cut);
    tcase_add_test(all, events_come_in_the_order_of_the_text);
    tcase_add_test(all, a_sink_stops_the_reader_at_a_place);
    tcase_add_test(all, values_outlive_their_text);
    tcase_add_test(all, what_is_too_deep_in_a_document_of_others);
    tcase_add_test(all, a_document_of_4_gib);
    tcase_add_test(all, a_tree_is_reset);
    tcase_add_test(all, a_tree_borrows_what_lasts);
    tcase_add_test(all, a_tree_refuses_what_is_too_deep);
    tcase_add_test(all, memory_that_runs_out_is_an_error);
    tcase_add_test(all, an_error_that_is_set_stays);
    tcase_add_test(all, no_bytes_are_no_document);
    tcase_add_test(all, every_cut_of_a_document_is_refused);
    tcase_add_test(all, the_public_minefield);
    return unit_run();
}
