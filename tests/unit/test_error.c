/* test_error.c — error objects, the list of codes, JSON Pointers. */
#include <check.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "support_main.h"

START_TEST(the_first_fault_wins)
{
    cl_error error;
    cl_error_init(&error);
    ck_assert_int_eq(error.code, CL_NONE);
    ck_assert_uint_eq(error.offset, CL_NO_OFFSET);
    ck_assert(!cl_error_set(&error, CL_KIND, "first %d", 1));
    ck_assert(!cl_error_set(&error, CL_DATE, "second"));
    ck_assert(!cl_error_memory(&error));
    cl_error_at(&error, "/a");
    cl_error_at(&error, "/b");
    cl_error_offset(&error, 3);
    cl_error_offset(&error, 4);
    ck_assert_int_eq(error.code, CL_KIND);
    ck_assert_str_eq(error.message, "first 1");
    ck_assert_str_eq(error.at, "/a");
    ck_assert_uint_eq(error.offset, 3);
}
END_TEST

START_TEST(no_place_without_a_fault)
{
    cl_error error;
    cl_error_init(&error);
    cl_error_at(&error, "/a");
    cl_error_offset(&error, 3);
    ck_assert_str_eq(error.at, "");
    ck_assert_uint_eq(error.offset, CL_NO_OFFSET);
}
END_TEST

START_TEST(a_pointer_that_was_written_is_the_place)
{
    cl_error error;
    cl_buffer pointer;
    cl_error_init(&error);
    cl_error_set(&error, CL_KIND, "first");
    cl_buffer_init(&pointer);
    cl_pointer_step(&pointer, "a/b", 3);
    cl_error_at_pointer(&error, &pointer);
    ck_assert_int_eq(error.code, CL_KIND);
    ck_assert_str_eq(error.at, "/a~1b");
    ck_assert_ptr_null(pointer.data);
    cl_pointer_index(&pointer, 1);
    pointer.failed = true;
    cl_error_at_pointer(&error, &pointer);
    ck_assert_int_eq(error.code, CL_MEMORY);
    ck_assert_str_eq(error.at, "");
    ck_assert_ptr_null(pointer.data);
    cl_pointer_index(&pointer, 1);
    pointer.failed = true;
    cl_error_at_pointer(NULL, &pointer);
    ck_assert_ptr_null(pointer.data);
}
END_TEST

START_TEST(null_is_ignored)
{
    ck_assert(!cl_error_set(NULL, CL_KIND, "nobody reads this"));
    ck_assert(!cl_error_memory(NULL));
    cl_error_at(NULL, "/a");
    cl_error_offset(NULL, 1);
}
END_TEST

START_TEST(a_long_message_ends_in_an_ellipsis_between_characters)
{
    char text[2 * CL_MAX_MESSAGE];
    for (size_t shift = 0; shift < 4; shift++) {
        cl_error error;
        size_t length = shift;
        memset(text, 'x', shift);
        while (length + 4 < sizeof text) { /* U+1F600, four bytes each */
            memcpy(text + length, "\xF0\x9F\x98\x80", 4);
            length += 4;
        }
        text[length] = '\0';
        cl_error_init(&error);
        cl_error_set(&error, CL_KIND, "%s", text);
        size_t end = strlen(error.message);
        ck_assert_uint_lt(end, CL_MAX_MESSAGE);
        ck_assert_str_eq(error.message + end - 3, "\xE2\x80\xA6");
        ck_assert_uint_eq((end - 3 - shift) % 4, 0);
    }
    cl_error error;
    memset(text, 'x', sizeof text);
    text[CL_MAX_MESSAGE - 1] = '\0';
    cl_error_init(&error);
    cl_error_set(&error, CL_KIND, "%s", text);
    ck_assert_str_eq(error.message, text); /* the longest one that fits is not changed */
}
END_TEST

START_TEST(a_long_pointer_is_cut_at_a_whole_step)
{
    char pointer[3 * CL_MAX_POINTER];
    size_t length = 0;
    while (length + 10 < sizeof pointer) {
        memcpy(pointer + length, "/abcdefgh", 9);
        length += 9;
    }
    pointer[length] = '\0';
    cl_error error;
    cl_error_init(&error);
    cl_error_set(&error, CL_KIND, "deep");
    cl_error_at(&error, pointer);
    size_t end = strlen(error.at);
    ck_assert_uint_le(end, CL_MAX_POINTER);
    ck_assert_str_eq(error.at + end - 4, "/\xE2\x80\xA6");
    ck_assert_uint_eq((end - 4) % 9, 0);
    ck_assert_mem_eq(error.at, pointer, end - 4);

    pointer[CL_MAX_POINTER] = '\0';
    cl_error_init(&error);
    cl_error_set(&error, CL_KIND, "deep");
    cl_error_at(&error, pointer);
    ck_assert_str_eq(error.at, pointer);

    memset(pointer + 1, 'x', CL_MAX_POINTER); /* one step that is too long */
    pointer[CL_MAX_POINTER + 1] = '\0';
    cl_error_init(&error);
    cl_error_set(&error, CL_KIND, "deep");
    cl_error_at(&error, pointer);
    ck_assert_str_eq(error.at, "/\xE2\x80\xA6");
}
END_TEST

/* The names are public: lower case, words joined by '-', no duplicates. */
START_TEST(codes_have_names_and_meanings)
{
    for (int code = 0; code < CL_CODE_COUNT; code++) {
        const char *name = cl_code_name((cl_code)code);
        ck_assert_uint_gt(strlen(name), 0);
        ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz-0123456789"), strlen(name));
        ck_assert_uint_gt(strlen(cl_code_meaning((cl_code)code)), 0);
        for (int other = 0; other < code; other++)
            ck_assert_str_ne(name, cl_code_name((cl_code)other));
    }
    ck_assert_str_eq(cl_code_name(CL_NONE), "none");
    ck_assert_str_eq(cl_code_name(CL_LIMIT_DEPTH), "limit-depth");
    ck_assert_str_eq(cl_code_name(CL_CODE_COUNT), "unknown");
    ck_assert_str_eq(cl_code_meaning((cl_code)-1), "unknown code");
}
END_TEST

START_TEST(pointers_escape_tilde_and_slash)
{
    cl_buffer pointer;
    cl_buffer_init(&pointer);
    cl_pointer_step(&pointer, "a/b~c", 5);
    cl_pointer_index(&pointer, 12);
    cl_pointer_step(&pointer, "", 0);
    cl_pointer_step(&pointer, "~1", 2);
    ck_assert_str_eq(cl_buffer_text(&pointer), "/a~1b~0c/12//~01");
    cl_buffer_free(&pointer);
}
END_TEST

/* Neither a long step nor many steps; the place that is shown is that of the whole pointer. */
START_TEST(a_pointer_grows_no_further_than_it_is_shown)
{
    static char step[64 * 1024];
    static const char filling[] = {'x', '~', '/'};
    for (size_t i = 0; i < sizeof filling; i++) {
        cl_buffer pointer;
        char place[CL_MAX_POINTER + 1];
        memset(step, filling[i], sizeof step);
        cl_buffer_init(&pointer);
        cl_pointer_step(&pointer, "first", 5);
        cl_pointer_step(&pointer, step, sizeof step);
        ck_assert_uint_gt(pointer.length, CL_MAX_POINTER);
        ck_assert_uint_le(pointer.length, CL_MAX_POINTER + 2);
        size_t length = pointer.length;
        cl_pointer_step(&pointer, "second", 6);
        cl_pointer_index(&pointer, 7);
        ck_assert_uint_eq(pointer.length, length);
        cl_pointer_cut(place, cl_buffer_text(&pointer));
        ck_assert_str_eq(place, "/first/\xE2\x80\xA6");
        cl_buffer_free(&pointer);
    }
}
END_TEST

START_TEST(a_pointer_of_the_longest_that_is_shown_is_whole)
{
    static char step[CL_MAX_POINTER];
    char place[CL_MAX_POINTER + 1];
    for (size_t more = 0; more < 2; more++) {
        cl_buffer pointer;
        cl_buffer_init(&pointer);
        memset(step, 'x', sizeof step);
        cl_pointer_step(&pointer, step, CL_MAX_POINTER - 1 + more);
        cl_pointer_cut(place, cl_buffer_text(&pointer));
        ck_assert_uint_eq(pointer.length, CL_MAX_POINTER + more);
        if (more == 0)
            ck_assert_str_eq(place, cl_buffer_text(&pointer));
        else
            ck_assert_str_eq(place, "/\xE2\x80\xA6");
        cl_buffer_free(&pointer);
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_case("error");
    tcase_add_test(all, the_first_fault_wins);
    tcase_add_test(all, no_place_without_a_fault);
    tcase_add_test(all, a_pointer_that_was_written_is_the_place);
    tcase_add_test(all, null_is_ignored);
    tcase_add_test(all, a_long_message_ends_in_an_ellipsis_between_characters);
    tcase_add_test(all, a_long_pointer_is_cut_at_a_whole_step);
    tcase_add_test(all, codes_have_names_and_meanings);
    tcase_add_test(all, pointers_escape_tilde_and_slash);
    tcase_add_test(all, a_pointer_grows_no_further_than_it_is_shown);
    tcase_add_test(all, a_pointer_of_the_longest_that_is_shown_is_whole);
    return unit_run();
}
