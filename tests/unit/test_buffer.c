/* test_buffer.c — the growing buffer, and that it remembers a failure. */
#include <check.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/cut.h"
#include "support_main.h"

START_TEST(an_empty_buffer_is_an_empty_text)
{
    cl_buffer buffer;
    cl_buffer_init(&buffer);
    ck_assert_str_eq(cl_buffer_text(&buffer), "");
    cl_buffer_clear(&buffer);
    cl_buffer_add(&buffer, NULL, 0);
    ck_assert_str_eq(cl_buffer_text(&buffer), "");
    ck_assert_uint_eq(buffer.length, 0);
    cl_buffer_free(&buffer);
    cl_buffer_free(&buffer);
}
END_TEST

START_TEST(text_is_added_in_every_way)
{
    cl_buffer buffer;
    cl_buffer_init(&buffer);
    cl_buffer_puts(&buffer, "one");
    cl_buffer_putc(&buffer, ',');
    cl_buffer_add(&buffer, "two, three", 3);
    cl_buffer_printf(&buffer, " %d %s", 3, "four");
    ck_assert_str_eq(cl_buffer_text(&buffer), "one,two 3 four");
    ck_assert_uint_eq(buffer.length, 14);
    cl_buffer_clear(&buffer);
    ck_assert_str_eq(cl_buffer_text(&buffer), "");
    cl_buffer_puts(&buffer, "again");
    ck_assert_str_eq(cl_buffer_text(&buffer), "again");
    cl_buffer_free(&buffer);
}
END_TEST

START_TEST(a_nul_is_a_byte_like_others)
{
    cl_buffer buffer;
    cl_buffer_init(&buffer);
    cl_buffer_add(&buffer, "a\0b", 3);
    ck_assert_uint_eq(buffer.length, 3);
    ck_assert_mem_eq(buffer.data, "a\0b\0", 4);
    cl_buffer_free(&buffer);
}
END_TEST

START_TEST(a_long_text_is_cut_between_characters)
{
    static const struct {
        const char *text;
        size_t most;
        const char *cut;
    } rows[] = {{"abc", 3, "abc"},
                {"abcd", 3, "abc" CL_ELLIPSIS},
                {"abcd", 0, CL_ELLIPSIS},
                {"a\xC4\x8D"
                 "b",
                 2, "a" CL_ELLIPSIS},
                {"a\xC4\x8D"
                 "b",
                 3, "a\xC4\x8D" CL_ELLIPSIS},
                {"\x80\x80\x80", 2, CL_ELLIPSIS}}; /* no UTF-8 */
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_buffer buffer;
        cl_buffer_init(&buffer);
        cl_buffer_puts(&buffer, "before ");
        cl_buffer_puts(&buffer, rows[i].text);
        cl_buffer_cut(&buffer, 7, rows[i].most);
        ck_assert_str_eq(cl_buffer_text(&buffer) + 7, rows[i].cut);
        ck_assert_mem_eq(buffer.data, "before ", 7);
        buffer.failed = true;
        size_t length = buffer.length;
        cl_buffer_cut(&buffer, 0, 1); /* nothing is done after memory ran out */
        ck_assert_uint_eq(buffer.length, length);
        cl_buffer_free(&buffer);
    }
    ck_assert_uint_eq(cl_cut_pointer("/a/b", 4, 4), 4);
    ck_assert_uint_eq(cl_cut_pointer("/a/bc", 5, 4), 2);
    ck_assert_uint_eq(cl_cut_pointer("/abcde", 6, 4), 0);
    ck_assert_uint_eq(cl_cut_pointer("abcdef", 6, 4), 0);
}
END_TEST

START_TEST(it_grows_byte_by_byte_and_in_leaps)
{
    cl_buffer buffer;
    cl_buffer_init(&buffer);
    for (int i = 0; i < 100000; i++) {
        cl_buffer_putc(&buffer, (char)('a' + i % 26));
        ck_assert(buffer.capacity > buffer.length);
    }
    for (int i = 0; i < 100000; i++)
        ck_assert_int_eq(buffer.data[i], 'a' + i % 26);
    cl_buffer_printf(&buffer, "%200000d", 1);
    ck_assert_uint_eq(buffer.length, 300000);
    ck_assert_int_eq(buffer.data[300000], '\0');
    cl_buffer_free(&buffer);
}
END_TEST

START_TEST(failure_is_remembered_until_clear)
{
    cl_buffer buffer;
    cl_buffer_init(&buffer);
    cl_buffer_puts(&buffer, "kept");
    ck_assert(!cl_buffer_reserve(&buffer, SIZE_MAX));
    ck_assert(buffer.failed);
    ck_assert(!cl_buffer_reserve(&buffer, 1));
    cl_buffer_puts(&buffer, "lost");
    cl_buffer_printf(&buffer, "%d", 1);
    ck_assert_str_eq(cl_buffer_text(&buffer), "kept");
    cl_buffer_clear(&buffer);
    ck_assert(!buffer.failed);
    ck_assert(!cl_buffer_reserve(&buffer, SIZE_MAX - 1));
    cl_buffer_clear(&buffer);
    ck_assert(!cl_buffer_reserve(&buffer, SIZE_MAX / 2 + 2));
    cl_buffer_clear(&buffer);
    cl_buffer_puts(&buffer, "well again");
    ck_assert_str_eq(cl_buffer_text(&buffer), "well again");
    cl_buffer_free(&buffer);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("buffer");
    tcase_add_test(all, an_empty_buffer_is_an_empty_text);
    tcase_add_test(all, text_is_added_in_every_way);
    tcase_add_test(all, a_nul_is_a_byte_like_others);
    tcase_add_test(all, a_long_text_is_cut_between_characters);
    tcase_add_test(all, it_grows_byte_by_byte_and_in_leaps);
    tcase_add_test(all, failure_is_remembered_until_clear);
    return unit_run();
}
