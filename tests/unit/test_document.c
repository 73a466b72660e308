/* test_document.c — documents that people write: places as editors show them, limits, and that
 * jansson and our own reader accept the same bytes and give equal values. */
#include <check.h>
#include <dirent.h>
#include <jansson.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "data/document.h"
#include "data/json.h"
#include "data/writer.h"
#include "support_main.h"

static cl_arena arena;
static cl_buffer out, other;

static void begin(void)
{
    cl_arena_init(&arena, SIZE_MAX);
    cl_buffer_init(&out);
    cl_buffer_init(&other);
}

static void end(void)
{
    cl_buffer_free(&out);
    cl_buffer_free(&other);
    cl_arena_free(&arena);
}

/* Reads the bytes with both readers and compares all results. */
static bool read_both(const char *bytes, size_t length)
{
    cl_value by_jansson = cl_value_null(), by_us = cl_value_null();
    cl_error first, second;
    cl_error_init(&first);
    cl_error_init(&second);
    bool ok = cl_document_read(bytes, length, &arena, &by_jansson, &first);
    ck_assert_msg(cl_json_value(bytes, length, &arena, &by_us, &second) == ok, "%.*s: %s %s",
                  (int)length, bytes, first.message, second.message);
    ck_assert_int_eq(first.code, second.code);
    ck_assert_uint_eq(first.offset, second.offset);
    ck_assert_str_eq(first.at, second.at);
    if (!ok) {
        const char *behind = strstr(first.message, second.message);
        ck_assert(behind != NULL && strncmp(first.message, "line ", 5) == 0);
        return false;
    }
    ck_assert(cl_value_equal(&by_jansson, &by_us));
    cl_buffer_clear(&out);
    cl_buffer_clear(&other);
    cl_write_value(&out, &by_jansson);
    cl_write_value(&other, &by_us);
    ck_assert_str_eq(cl_buffer_text(&out), cl_buffer_text(&other)); /* the order of members too */
    return true;
}

static const char *const good[] = {
    "null",
    "true",
    "false",
    "0",
    "-0",
    "-0.0",
    "1.0",
    "1.5",
    "-1.5e-3",
    "0.1",
    "1E22",
    "1e-400",
    "5e-324",
    "2.2250738585072011e-308",
    "9223372036854775807",
    "-9223372036854775808",
    "1e18",
    "1e19",
    "123456789012345678901234567890.0",
    "0.30000000000000004",
    "[0.1,0.2,0.3]",
    "\"\"",
    "\"a\"",
    "\"\\u0000\"",
    "\"\\ud83d\\ude00\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\xF0\x9F\x98\x80\xE2\x82\xAC\xC3\xA9\"",
    "\"\xEF\xBF\xBF\xF4\x8F\xBF\xBF\"",
    "[]",
    "{}",
    "[[[[]]]]",
    " [ 1 , 2 ] ",
    "\r\n\t{ }",
    "{\"a\":{\"b\":{\"c\":[{}]}}}",
    "{\"z\":1,\"y\":2,\"x\":3,\"w\":4}",
    "{\"\":1}",
    "{\"\\u0061\":1}",
    "{\"a\\u0000b\":1,\"c\":[1.0,{\"\\u0000\":null}]}",
    ("{\"00\":0,\"01\":1,\"02\":2,\"03\":3,\"04\":4,\"05\":5,\"06\":6,\"07\":7,\"08\":8,\"09\":9,"
     "\"10\":0,\"11\":1,\"12\":2,\"13\":3,\"14\":4,\"15\":5,\"16\":6,\"17\":7,\"18\":8,\"19\":9}"),
    "{\"if\":[{\"var\":\"payload.v.0\"},{\"===\":[{\"var\":\"payload.v.0.dn\"},2]},true]}"};

static const char *const bad[] = {"",
                                  " ",
                                  "[",
                                  "]",
                                  "{",
                                  "[1,]",
                                  "{\"a\":1,}",
                                  "{\"a\" 1}",
                                  "[1 2]",
                                  "nul",
                                  "01",
                                  "1.",
                                  "1e",
                                  "+1",
                                  "\"",
                                  "\"\n\"",
                                  "\"\\x\"",
                                  "\"\\ud800\"",
                                  "\"\\udc00\\ud800\"",
                                  "\"\xC0\x80\"",
                                  "\"\xFF\"",
                                  "{\"a\":1,\"a\":1}",
                                  "{\"a\":1,\"\\u0061\":1}",
                                  "9223372036854775808",
                                  "-9223372036854775809",
                                  "1e309",
                                  "-1e309",
                                  "[] []",
                                  "1 1",
                                  "// x",
                                  "'a'",
                                  "{a:1}",
                                  "NaN",
                                  "Infinity"};

START_TEST(both_readers_accept_the_same_and_give_equal_values)
{
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        ck_assert_msg(read_both(good[i], strlen(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        ck_assert_msg(!read_both(bad[i], strlen(bad[i])), "%s", bad[i]);
    ck_assert(!read_both("1\0", 2)); /* jansson alone would accept it */
    ck_assert(!read_both("[1\0]", 4));
    ck_assert(!read_both("\"\0\"", 3));
}
END_TEST

/* Returns jansson's result for the bytes. */
static bool jansson_reads(const char *bytes, size_t length, json_error_t *why)
{
    json_t *json = json_loadb(bytes, length,
                              JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, why);
    json_decref(json);
    return json != NULL;
}

/* Documents with a few bytes changed, read by two readers that share no code. The known
 * differences: jansson refuses a NUL in a key, and ignores one after a number. */
START_TEST(mutated_documents_are_judged_alike)
{
    static const char bytes[] =
        "{}[]:,\"\\u0019aAfdD8C.eE+- \n\t/truefalsnull\xC3\xA9\xED\xA0\x80\xF0\x00";
    uint64_t state = 88172645463325252u;
    int accepted = 0, refused = 0;
    for (int round = 0; round < 200000; round++) {
        char text[512];
        const char *from = good[(size_t)round % (sizeof good / sizeof good[0])];
        size_t length = strlen(from);
        memcpy(text, from, length);
        for (uint64_t changes = 1 + state % 3; changes > 0 && length > 0; changes--) {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            size_t place = (size_t)(state >> 8) % length;
            char byte = bytes[(state >> 40) % (sizeof bytes - 1)];
            if (state % 3 == 0) {
                text[place] = byte;
            } else if (state % 3 == 1) {
                memmove(text + place, text + place + 1, length - place - 1);
                length--;
            } else {
                memmove(text + place + 1, text + place, length - place);
                text[place] = byte;
                length++;
            }
        }
        json_error_t why;
        cl_error error;
        cl_error_init(&error);
        bool theirs = jansson_reads(text, length, &why);
        bool ours = cl_json_read(text, length, NULL, &error);
        bool known = (ours && json_error_code(&why) == json_error_null_byte_in_key) ||
                     (!ours && memchr(text, '\0', length) != NULL);
        if (theirs != ours && !known)
            ck_abort_msg("%.*s: %s / %s", (int)length, text, error.message, why.text);
        if (round % 20 == 0)
            ck_assert_int_eq(read_both(text, length), ours);
        if (round % 1000 == 0)
            cl_arena_reset(&arena);
        accepted += ours;
        refused += !ours;
    }
    ck_assert_int_gt(accepted, 20000);
    ck_assert_int_gt(refused, 20000);
}
END_TEST

START_TEST(faults_have_line_and_column)
{
    static const struct {
        const char *text, *message;
        size_t offset;
    } cases[] = {
        {"", "line 1, column 1: expected a value, found the end of the text", 0},
        {"[1,\n 2,\n  x]", "line 3, column 3: expected a value after ',', found 'x'", 10},
        {"[\r\n?", "line 2, column 1: expected a value or ']', found '?'", 3},
        {"\xEF\xBB\xBF[?", "line 1, column 2: expected a value or ']', found '?'", 4},
        {"\n\n", "line 3, column 1: expected a value, found the end of the text", 2},
        {"[\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\" ?", /* characters, not bytes */
         "line 1, column 8: expected ',' or ']' after an item of an array, found '?'", 13},
        {"{\"\xC3\xA9\":1,\n\t\"\xC3\xA9\":2}",
         "line 2, column 2: a key that its object has already; expected each key once", 10},
        {"[\"\xC3\xA9\n\"]",
         "line 1, column 4: expected control characters in a string to be "
         "escaped, found the character U+000A",
         4},
        {"\"\xC3\xA9\xFF\"",
         "line 1, column 3: expected UTF-8 in a string, found the byte 0xFF, "
         "which is not UTF-8",
         3},
        {"[1,99999999999999999999]",
         "line 1, column 4: an integer outside 64 bits; expected -9223372036854775808 to "
         "9223372036854775807",
         3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cl_value value;
        cl_error error;
        cl_error_init(&error);
        ck_assert(!cl_document_read(cases[i].text, strlen(cases[i].text), &arena, &value, &error));
        ck_assert_str_eq(error.message, cases[i].message);
        ck_assert_uint_eq(error.offset, cases[i].offset);
    }
}
END_TEST

START_TEST(a_document_may_have_64_mib)
{
    size_t length = CL_MAX_DOCUMENT + 1;
    char *text = malloc(length);
    memset(text, ' ', length);
    text[0] = '7';
    cl_value value;
    cl_error error;
    cl_error_init(&error);
    ck_assert(cl_document_read(text, CL_MAX_DOCUMENT, &arena, &value, &error));
    ck_assert_int_eq(value.integer, 7);
    ck_assert(!cl_document_read(text, CL_MAX_DOCUMENT + 1, &arena, &value, &error));
    ck_assert_int_eq(error.code, CL_LIMIT_SIZE);
    ck_assert_str_eq(error.message, "a document of 67108865 bytes; expected at most 67108864");
    free(text);
}
END_TEST

/* SEMANTICS, "Depth". */
START_TEST(depth_is_bounded)
{
    char text[2 * (CL_MAX_DEPTH + 1)];
    for (size_t depth = CL_MAX_DEPTH; depth <= CL_MAX_DEPTH + 1; depth++) {
        memset(text, '[', depth);
        memset(text + depth, ']', depth);
        cl_value value;
        cl_error error;
        cl_error_init(&error);
        bool ok = cl_document_read(text, 2 * depth, &arena, &value, &error);
        ck_assert_int_eq(ok, depth == CL_MAX_DEPTH);
        ck_assert_int_eq(error.code, ok ? CL_NONE : CL_LIMIT_DEPTH);
    }
}
END_TEST

START_TEST(memory_that_runs_out_is_an_error)
{
    static char text[20000];
    size_t length = (size_t)sprintf(text, "[");
    for (int i = 0; i < 100; i++)
        length += (size_t)sprintf(text + length, "{\"key %d\":[%d,\"text %d\"]},", i, i, i);
    length += (size_t)sprintf(text + length, "null]");
    int done = 0, refused = 0;
    for (size_t cap = 0; cap < 60000; cap += 1024) {
        cl_arena small;
        cl_arena_init(&small, cap);
        cl_value value;
        cl_error error;
        cl_error_init(&error);
        if (cl_document_read(text, length, &small, &value, &error)) {
            done++;
            ck_assert_uint_eq(value.array->count, 101);
        } else {
            refused++;
            ck_assert_int_eq(error.code, CL_MEMORY);
        }
        cl_arena_free(&small);
    }
    ck_assert_int_gt(done, 5);
    ck_assert_int_gt(refused, 5);
}
END_TEST

START_TEST(an_error_object_is_not_needed_and_the_first_fault_stays)
{
    cl_value value;
    ck_assert(cl_document_read("[]", 2, &arena, &value, NULL));
    ck_assert(!cl_document_read("[", 1, &arena, &value, NULL));
    cl_error error;
    cl_error_init(&error);
    cl_error_set(&error, CL_KIND, "before");
    ck_assert(!cl_document_read("[", 1, &arena, &value, &error));
    ck_assert_str_eq(error.message, "before");
    ck_assert(!cl_document_read(NULL, 0, &arena, &value, NULL));
}
END_TEST

/* Reads all files of the public minefield with both readers; test_json checks their verdicts. */
START_TEST(the_public_minefield_in_both_ways)
{
    const char *corpus = getenv("CORPUS");
    if (corpus == NULL || corpus[0] == '\0')
        return;
    static char folder[4000], path[4400], bytes[1 << 20];
    snprintf(folder, sizeof folder, "%s/vectors/json-minefield/test_parsing", corpus);
    DIR *directory = opendir(folder);
    ck_assert_msg(directory != NULL, "%s cannot be opened", folder);
    const struct dirent *entry;
    while ((entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.')
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        FILE *file = fopen(path, "rb");
        ck_assert_msg(file != NULL, "%s", path);
        size_t length = fread(bytes, 1, sizeof bytes, file);
        fclose(file);
        read_both(bytes, length);
    }
    closedir(directory);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("document");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, begin, end);
    tcase_add_test(all, both_readers_accept_the_same_and_give_equal_values);
    tcase_add_test(all, mutated_documents_are_judged_alike);
    tcase_add_test(all, faults_have_line_and_column);
    tcase_add_test(all, a_document_may_have_64_mib);
    tcase_add_test(all, depth_is_bounded);
    tcase_add_test(all, memory_that_runs_out_is_an_error);
    tcase_add_test(all, an_error_object_is_not_needed_and_the_first_fault_stays);
    tcase_add_test(all, the_public_minefield_in_both_ways);
    return unit_run();
}
