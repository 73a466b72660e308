/* test_batch_split.c — records are found wherever the window ends: every input is cut in two at
 * every byte, and passed byte by byte, and gives the same records at the same places. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "batch/split.h"
#include "support_main.h"

enum { MOST = 64 };

typedef struct found {
    char text[1024]; /* "record@offset+length ", "large@offset ", "broken@offset what" */
} found;

static void add(found *f, const char *what, size_t offset)
{
    size_t at = strlen(f->text);
    ck_assert_uint_lt(at + 40, sizeof f->text);
    snprintf(f->text + at, sizeof f->text - at, "%s@%zu ", what, offset);
}

static void add_record(found *f, size_t offset, size_t length)
{
    size_t at = strlen(f->text);
    ck_assert_uint_lt(at + 60, sizeof f->text);
    snprintf(f->text + at, sizeof f->text - at, "record@%zu+%zu ", offset, length);
}

/* Does the work of a reader, with a window that grows by the pieces that `cut` ends; 0 means pieces
 * of one byte. */
static void split(cl_format format, const char *bytes, size_t length, size_t cut, found *f)
{
    cl_splitter s;
    size_t from = 0; /* of the window */
    size_t to = 0;
    f->text[0] = '\0';
    cl_splitter_begin(&s, format, MOST, true);
    for (;;) {
        bool last = to == length;
        size_t begin = 0;
        size_t size = 0;
        size_t used = 0;
        cl_split state = CL_SPLIT_MORE;
        if (s.passing) {
            if (cl_splitter_pass(&s, bytes + from, to - from, last, &used) && s.what != NULL) {
                add(f, "broken", from + used);
                return;
            }
            from += used;
            if (!s.passing)
                continue;
        } else {
            state = cl_splitter_next(&s, bytes + from, to - from, last, &begin, &size, &used);
            if (state == CL_SPLIT_RECORD)
                add_record(f, from + begin, size);
            from += used;
            if (state == CL_SPLIT_LARGE) {
                add(f, "large", from);
                s.passing = true;
            }
            if (state == CL_SPLIT_BROKEN) {
                add(f, "broken", from);
                ck_assert_ptr_nonnull(s.what);
                ck_assert_int_eq(cl_splitter_next(&s, "", 0, true, &begin, &size, &used),
                                 CL_SPLIT_MORE); /* and it is reported once */
                return;
            }
        }
        if (state == CL_SPLIT_MORE && last)
            return;
        if (state == CL_SPLIT_MORE)
            to = cut > to ? cut : cut == 0 ? to + 1 : length;
    }
}

static void everywhere(cl_format format, const char *bytes, size_t length, const char *expected)
{
    found f;
    split(format, bytes, length, length, &f);
    ck_assert_str_eq(f.text, expected);
    for (size_t cut = 0; cut < length; cut++) {
        split(format, bytes, length, cut, &f);
        ck_assert_msg(strcmp(f.text, expected) == 0, "cut at %zu: %s", cut, f.text);
    }
}

#define TEXT(format, text, expected) everywhere(format, text, strlen(text), expected)
#define ITEMS(bytes, expected)       everywhere(CL_FORMAT_CBOR, bytes, sizeof bytes - 1, expected)

START_TEST(lines_end_with_either_line_end_or_the_input)
{
    TEXT(CL_FORMAT_LINES, "{\"a\":1}\n[]\r\nxyz", "record@0+7 record@8+2 record@12+3 ");
    TEXT(CL_FORMAT_LINES, "", "");
    TEXT(CL_FORMAT_LINES, "\n", "");
    TEXT(CL_FORMAT_NDJSON, "a\n", "record@0+1 ");
    TEXT(CL_FORMAT_HC1, "a", "record@0+1 ");
}
END_TEST

START_TEST(empty_lines_are_no_records)
{
    TEXT(CL_FORMAT_LINES, "\n\r\n  \t\na\n\n b \n\n", "record@7+1 record@11+1 ");
    TEXT(CL_FORMAT_LINES, "   ", "");
}
END_TEST

/* Builds `n` bytes of a line, and the text around it. */
static char *long_line(size_t n)
{
    char *text = calloc(1, n + 5);
    ck_assert_ptr_nonnull(text);
    strcpy(text, "a\n");
    memset(text + 2, 'x', n);
    strcpy(text + 2 + n, "\nb");
    return text;
}

START_TEST(a_line_at_the_limit_is_a_record_and_a_longer_one_is_passed_over)
{
    char *text = long_line(MOST);
    TEXT(CL_FORMAT_LINES, text, "record@0+1 record@2+64 record@67+1 ");
    free(text);
    text = long_line(MOST + 1);
    TEXT(CL_FORMAT_LINES, text, "record@0+1 large@2 record@68+1 ");
    text[strlen(text) - 2] = '\0'; /* and if it is the last line */
    TEXT(CL_FORMAT_LINES, text, "record@0+1 large@2 ");
    free(text);
    text = long_line(MOST * 3);
    TEXT(CL_FORMAT_LINES, text, "record@0+1 large@2 record@195+1 ");
    free(text);
}
END_TEST

START_TEST(an_array_of_records_is_its_records)
{
    TEXT(CL_FORMAT_LINES, "[{\"a\":1},{\"b\":[{}]}]", "record@1+7 record@9+10 ");
    TEXT(CL_FORMAT_NDJSON, "\n [\n  {\n    \"a\": 1\n  },\n  {}\n]\n", "record@6+16 record@26+2 ");
    TEXT(CL_FORMAT_LINES, "[]", "");
    TEXT(CL_FORMAT_LINES, "[ ]\n[{}]\r\n{} ", "record@5+2 record@10+2 ");
    /* Brackets, quotes and commas in strings end nothing. */
    TEXT(CL_FORMAT_LINES, "[{\"]}\\\\\":\"\\\",[\"},\"a,b\"]", "record@1+15 record@17+5 ");
    TEXT(CL_FORMAT_LINES, "[[1],\t\"HC1:\"\r]", "record@1+3 record@6+6 ");
    TEXT(CL_FORMAT_LINES, "[1,null ,true]", "record@1+1 record@3+4 record@9+4 ");
    /* What follows is no array of records. */
    TEXT(CL_FORMAT_LINES, "{}\n[{},\n", "record@0+2 record@3+4 ");
    TEXT(CL_FORMAT_HC1, "[{}]", "record@0+4 ");
}
END_TEST

START_TEST(objects_of_several_lines_are_records)
{
    TEXT(CL_FORMAT_LINES, "\n{\n \"a\": {\n }\n}\n{\r\n}\n", "record@1+14 record@16+4 ");
    TEXT(CL_FORMAT_LINES, "{ \r\n}{}", "record@0+5 record@5+2 ");
    TEXT(CL_FORMAT_LINES, "{ \"a\":\n1}", "record@0+6 record@7+2 "); /* these are lines */
}
END_TEST

START_TEST(json_that_breaks_off_is_broken)
{
    TEXT(CL_FORMAT_LINES, "[", "broken@1 ");
    TEXT(CL_FORMAT_LINES, "[{}", "record@1+2 broken@3 ");
    TEXT(CL_FORMAT_LINES, "[{},", "record@1+2 broken@4 ");
    TEXT(CL_FORMAT_LINES, "[{},{\"", "record@1+2 broken@4 ");
    TEXT(CL_FORMAT_LINES, "{\n", "broken@0 ");
    TEXT(CL_FORMAT_LINES, "[{}{}]", "record@1+2 broken@3 ");
    TEXT(CL_FORMAT_LINES, "[{},]", "record@1+2 broken@4 ");
    TEXT(CL_FORMAT_LINES, "[,{}]", "broken@1 ");
    TEXT(CL_FORMAT_LINES, "[{}]x", "record@1+2 broken@4 ");
    TEXT(CL_FORMAT_LINES, "[1", "broken@1 ");
}
END_TEST

/* An element of `n` bytes, followed by another one. */
static char *long_element(size_t n)
{
    char *text = calloc(1, n + 6);
    ck_assert_ptr_nonnull(text);
    strcpy(text, "[\"");
    memset(text + 2, 'x', n - 2);
    strcpy(text + n, "\",1]");
    return text;
}

START_TEST(an_element_at_the_limit_is_a_record_and_a_longer_one_is_passed_over)
{
    char *text = long_element(MOST);
    TEXT(CL_FORMAT_LINES, text, "record@1+64 record@66+1 ");
    free(text);
    text = long_element(MOST + 1);
    TEXT(CL_FORMAT_LINES, text, "large@1 record@67+1 ");
    text[MOST + 1] = 'x'; /* and does not end */
    TEXT(CL_FORMAT_LINES, text, "large@1 broken@69 ");
    free(text);
    text = long_element(MOST * 3);
    TEXT(CL_FORMAT_LINES, text, "large@1 record@194+1 ");
    free(text);
}
END_TEST

START_TEST(items_of_every_kind_end_where_they_end)
{
    ITEMS("\xA0\xA0", "record@0+1 record@1+1 ");
    ITEMS("\xA1\x61v\x81\x01\xA0", "record@0+5 record@5+1 ");
    ITEMS("\xD2\x84\x41x\xA0\x42yz\x40\x01", "record@0+9 record@9+1 ");
    ITEMS("\xBF\x61"
          "a\x9F\x01\x7F\x61x\x60\xFF\xFF\xFF\xA0",
          "record@0+12 record@12+1 ");
    ITEMS("\x5F\x41\xFF\xFF", "record@0+4 ");
    ITEMS("\x18\xFF\x19\x01\x02\x1A\x01\x02\x03\x04\x1B\x01\x02\x03\x04\x05\x06\x07\x08",
          "record@0+2 record@2+3 record@5+5 record@10+9 ");
    ITEMS("\xF4\xF6\xF8\x20\xF9\x3C\x00\xFA\x01\x02\x03\x04\xFB\x01\x02\x03\x04\x05\x06\x07\x08",
          "record@0+1 record@1+1 record@2+2 record@4+3 record@7+5 record@12+9 ");
    ITEMS("\x80\x82\x80\x80\xC1\xC0\x60", "record@0+1 record@1+3 record@4+3 ");
    ITEMS("\x98\x02\x01\x02\xB8\x01\x01\x02", "record@0+4 record@4+4 ");
}
END_TEST

START_TEST(what_is_not_well_formed_ends_the_splitting_at_its_item)
{
    ITEMS("\xA0\xFF", "record@0+1 broken@1 ");                  /* a break alone */
    ITEMS("\xA0\x1C", "record@0+1 broken@1 ");                  /* reserved */
    ITEMS("\x1F", "broken@0 ");                                 /* an indefinite integer */
    ITEMS("\xDF\x00", "broken@0 ");                             /* an indefinite tag */
    ITEMS("\x5F\x61x\xFF", "broken@0 ");                        /* a text among byte strings */
    ITEMS("\x7F\x7F\x60\xFF\xFF", "broken@0 ");                 /* indefinite in indefinite */
    ITEMS("\xBF\x01\xFF", "broken@0 ");                         /* half a pair */
    ITEMS("\x82\x01\xFF", "broken@0 ");                         /* a break in a definite array */
    ITEMS("\xBB\x80\x00\x00\x00\x00\x00\x00\x00", "broken@0 "); /* more pairs than can be counted */
}
END_TEST

START_TEST(an_item_that_the_input_cuts_off_is_broken)
{
    static const char whole[] = "\xD2\x84\x41x\xA0\x42yz\x40";
    for (size_t n = 1; n < sizeof whole - 1; n++)
        everywhere(CL_FORMAT_CBOR, whole, n, "broken@0 ");
}
END_TEST

START_TEST(an_item_at_the_limit_is_a_record_and_a_larger_one_is_passed_over)
{
    char item[MOST + 8] = "\xA0\x58";
    item[2] = MOST - 2; /* a head of two bytes */
    item[1 + MOST] = '\x01';
    everywhere(CL_FORMAT_CBOR, item, MOST + 2, "record@0+1 record@1+64 record@65+1 ");
    item[2] = MOST - 1;
    item[2 + MOST] = '\x01';
    everywhere(CL_FORMAT_CBOR, item, MOST + 3, "record@0+1 large@1 record@66+1 ");
    /* Cut off, or broken beyond the limit: no later record can be found. */
    everywhere(CL_FORMAT_CBOR, item, MOST + 1, "record@0+1 broken@1 ");
    char large[3 * MOST] = "\x58\xA0"; /* a string of 160 bytes */
    everywhere(CL_FORMAT_CBOR, large, 162, "large@0 ");
    everywhere(CL_FORMAT_CBOR, large, 161, "large@0 broken@161 ");
    memcpy(large, "\x82\x58\x3B",
           3); /* an array of a string and an integer whose head is cut by the limit */
    large[3 + 0x3B] = 0x1B;
    everywhere(CL_FORMAT_CBOR, large, 72, "large@0 record@71+1 ");
}
END_TEST

START_TEST(a_large_item_that_is_broken_is_told_once_as_each)
{
    char item[3 * MOST];
    memset(item, 0x01, sizeof item);
    item[0] = (char)0x98; /* an array of 150 */
    item[1] = (char)150;
    item[100] = (char)0xFF;
    everywhere(CL_FORMAT_CBOR, item, sizeof item, "large@0 broken@100 ");
    item[100] = 0x01;
    item[40] = (char)0xFF; /* within the limit */
    everywhere(CL_FORMAT_CBOR, item, sizeof item, "broken@0 ");
}
END_TEST

START_TEST(depth_has_an_end)
{
    enum { DEPTH = CL_ITEM_DEPTH };
    static unsigned char deep[DEPTH + 2];
    cl_item *item = malloc(sizeof *item);
    const char *what = NULL;
    size_t used;
    ck_assert_ptr_nonnull(item);
    memset(deep, 0x81, sizeof deep);
    deep[DEPTH] = 0x01;
    cl_item_begin(item);
    ck_assert_int_eq(cl_item_take(item, deep, sizeof deep, &used, &what), CL_ITEM_WHOLE);
    ck_assert_uint_eq(used, DEPTH + 1);
    deep[DEPTH] = 0x81;
    cl_item_begin(item);
    ck_assert_int_eq(cl_item_take(item, deep, sizeof deep, &used, &what), CL_ITEM_BROKEN);
    ck_assert_str_eq(what, "CBOR nested so deeply that its end cannot be found");
    free(item);
}
END_TEST

START_TEST(the_first_byte_tells_the_format)
{
    for (unsigned first = 0; first < 256; first++) {
        bool cbor = first >= 0x80 && first < 0xDC; /* arrays, maps, tags */
        ck_assert_int_eq(cl_format_tell((unsigned char)first),
                         cbor ? CL_FORMAT_CBOR : CL_FORMAT_LINES);
    }
}
END_TEST

int main(void)
{
    TCase *tcase = unit_case("batch_split");
    tcase_add_test(tcase, lines_end_with_either_line_end_or_the_input);
    tcase_add_test(tcase, empty_lines_are_no_records);
    tcase_add_test(tcase, a_line_at_the_limit_is_a_record_and_a_longer_one_is_passed_over);
    tcase_add_test(tcase, an_array_of_records_is_its_records);
    tcase_add_test(tcase, objects_of_several_lines_are_records);
    tcase_add_test(tcase, json_that_breaks_off_is_broken);
    tcase_add_test(tcase, an_element_at_the_limit_is_a_record_and_a_longer_one_is_passed_over);
    tcase_add_test(tcase, items_of_every_kind_end_where_they_end);
    tcase_add_test(tcase, what_is_not_well_formed_ends_the_splitting_at_its_item);
    tcase_add_test(tcase, an_item_that_the_input_cuts_off_is_broken);
    tcase_add_test(tcase, an_item_at_the_limit_is_a_record_and_a_larger_one_is_passed_over);
    tcase_add_test(tcase, a_large_item_that_is_broken_is_told_once_as_each);
    tcase_add_test(tcase, depth_has_an_end);
    tcase_add_test(tcase, the_first_byte_tells_the_format);
    return unit_run();
}
