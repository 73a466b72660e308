/* test_intern.c — strings become numbers in the order in which they are added. */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "support_main.h"

START_TEST(numbers_come_in_the_order_of_arrival)
{
    cl_arena arena;
    cl_intern table;
    cl_arena_init(&arena, SIZE_MAX);
    cl_intern_init(&table, &arena);
    ck_assert_uint_eq(cl_intern_find(&table, "a", 1), CL_NOT_INTERNED);
    ck_assert_uint_eq(cl_intern_add(&table, "a", 1), 0);
    ck_assert_uint_eq(cl_intern_add(&table, "", 0), 1);
    ck_assert_uint_eq(cl_intern_add(&table, "ab", 2), 2);
    ck_assert_uint_eq(cl_intern_add(&table, "a", 1), 0);
    ck_assert_uint_eq(cl_intern_add(&table, NULL, 0), 1);
    ck_assert_uint_eq(cl_intern_find(&table, "ab", 2), 2);
    ck_assert_uint_eq(cl_intern_find(&table, "abc", 3), CL_NOT_INTERNED);
    ck_assert_uint_eq(table.count, 3);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(bytes_decide_a_nul_too)
{
    cl_arena arena;
    cl_intern table;
    cl_arena_init(&arena, SIZE_MAX);
    cl_intern_init(&table, &arena);
    ck_assert_uint_eq(cl_intern_add(&table, "a\0b", 3), 0);
    ck_assert_uint_eq(cl_intern_add(&table, "a\0c", 3), 1);
    ck_assert_uint_eq(cl_intern_add(&table, "a", 1), 2);
    ck_assert_uint_eq(cl_intern_find(&table, "a\0c", 3), 1);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(many_strings_keep_their_numbers)
{
    enum { MANY = 50000 };
    static char texts[MANY][12];
    cl_arena arena;
    cl_intern table;
    cl_arena_init(&arena, SIZE_MAX);
    cl_intern_init(&table, &arena);
    for (uint32_t i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "%x", i * 2654435761u);
        ck_assert_uint_eq(cl_intern_add(&table, texts[i], strlen(texts[i])), i);
    }
    for (uint32_t i = 0; i < MANY; i++) {
        ck_assert_uint_eq(cl_intern_find(&table, texts[i], strlen(texts[i])), i);
        ck_assert_ptr_eq(table.entries[i].text, texts[i]);
    }
    ck_assert_uint_eq(cl_intern_find(&table, "not there", 9), CL_NOT_INTERNED);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(memory_that_runs_out_leaves_the_table_whole)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    for (size_t cap = 0; cap < 20000; cap += 500) {
        cl_arena arena;
        cl_intern table;
        cl_arena_init(&arena, cap);
        cl_intern_init(&table, &arena);
        uint32_t known = 0;
        while (known < sizeof letters - 1 &&
               cl_intern_add(&table, letters + known, 1) != CL_NOT_INTERNED)
            known++;
        ck_assert_uint_eq(table.count, known);
        for (uint32_t i = 0; i < sizeof letters - 1; i++)
            ck_assert_uint_eq(cl_intern_find(&table, letters + i, 1),
                              i < known ? i : CL_NOT_INTERNED);
        cl_arena_free(&arena);
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_case("intern");
    tcase_add_test(all, numbers_come_in_the_order_of_arrival);
    tcase_add_test(all, bytes_decide_a_nul_too);
    tcase_add_test(all, many_strings_keep_their_numbers);
    tcase_add_test(all, memory_that_runs_out_leaves_the_table_whole);
    return unit_run();
}
