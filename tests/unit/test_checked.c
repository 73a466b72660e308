/* test_checked.c — sums and products at the limits of their type. */
#include <check.h>
#include <stdlib.h>

#include "base/checked.h"
#include "support_main.h"

START_TEST(sizes_are_added_up_to_the_largest)
{
    size_t out = 7;
    ck_assert(cl_size_add(SIZE_MAX - 1, 1, &out) && out == SIZE_MAX);
    ck_assert(cl_size_add(0, SIZE_MAX, &out) && out == SIZE_MAX);
    out = 7;
    ck_assert(!cl_size_add(SIZE_MAX, 1, &out));
    ck_assert(!cl_size_add(1, SIZE_MAX, &out));
    ck_assert_uint_eq(out, 7);
}
END_TEST

START_TEST(sizes_are_multiplied_up_to_the_largest)
{
    size_t out = 7;
    ck_assert(cl_size_mul(0, SIZE_MAX, &out) && out == 0);
    ck_assert(cl_size_mul(SIZE_MAX, 0, &out) && out == 0);
    ck_assert(cl_size_mul(SIZE_MAX, 1, &out) && out == SIZE_MAX);
    ck_assert(cl_size_mul(SIZE_MAX / 2, 2, &out) && out == SIZE_MAX - 1);
    out = 7;
    ck_assert(!cl_size_mul(SIZE_MAX / 2 + 1, 2, &out));
    ck_assert(!cl_size_mul(2, SIZE_MAX / 2 + 1, &out));
    ck_assert_uint_eq(out, 7);
}
END_TEST

/* SEMANTICS, "Integers never wrap". */
START_TEST(integers_are_added_within_64_bits)
{
    int64_t out = 7;
    ck_assert(cl_int_add(INT64_MAX - 1, 1, &out) && out == INT64_MAX);
    ck_assert(cl_int_add(INT64_MIN + 1, -1, &out) && out == INT64_MIN);
    ck_assert(cl_int_add(INT64_MAX, INT64_MIN, &out) && out == -1);
    ck_assert(cl_int_add(INT64_MIN, 0, &out) && out == INT64_MIN);
    out = 7;
    ck_assert(!cl_int_add(INT64_MAX, 1, &out));
    ck_assert(!cl_int_add(1, INT64_MAX, &out));
    ck_assert(!cl_int_add(INT64_MIN, -1, &out));
    ck_assert(!cl_int_add(INT64_MIN, INT64_MIN, &out));
    ck_assert_int_eq(out, 7);
}
END_TEST

START_TEST(integers_are_scaled_within_64_bits)
{
    int64_t out = 7;
    ck_assert(cl_int_scale(INT64_MAX / 12, 12, &out) && out == INT64_MAX / 12 * 12);
    ck_assert(cl_int_scale(INT64_MIN / 12, 12, &out) && out == INT64_MIN / 12 * 12);
    ck_assert(cl_int_scale(INT64_MIN, 1, &out) && out == INT64_MIN);
    out = 7;
    ck_assert(!cl_int_scale(INT64_MAX / 12 + 1, 12, &out));
    ck_assert(!cl_int_scale(INT64_MIN / 12 - 1, 12, &out));
    ck_assert_int_eq(out, 7);
}
END_TEST

START_TEST(counts_saturate)
{
    ck_assert_uint_eq(cl_count_add(1, 2), 3);
    ck_assert_uint_eq(cl_count_add(UINT32_MAX, 0), UINT32_MAX);
    ck_assert_uint_eq(cl_count_add(UINT32_MAX - 1, 1), UINT32_MAX);
    ck_assert_uint_eq(cl_count_add(UINT32_MAX, UINT32_MAX), UINT32_MAX);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("checked");
    tcase_add_test(all, sizes_are_added_up_to_the_largest);
    tcase_add_test(all, sizes_are_multiplied_up_to_the_largest);
    tcase_add_test(all, integers_are_added_within_64_bits);
    tcase_add_test(all, integers_are_scaled_within_64_bits);
    tcase_add_test(all, counts_saturate);
    return unit_run();
}
