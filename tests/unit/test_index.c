/* test_index.c — numbers by hash: every number that was added is found, and no other. */
#include "base/index.h"
#include "support.h"

static cl_index made(void)
{
    cl_index index;
    cl_index_init(&index, &given.arena);
    return index;
}

/* Returns the numbers under a hash as a sum of bits; checks that none occurs twice. */
static uint64_t found_under(const cl_index *index, uint32_t hash)
{
    uint64_t bits = 0;
    uint32_t number;
    for (uint32_t at = CL_INDEX_BEGIN;
         (number = cl_index_next(index, hash, &at)) != CL_NOT_INDEXED;) {
        ck_assert_uint_lt(number, 64);
        ck_assert_uint_eq(bits >> number & 1, 0);
        bits |= (uint64_t)1 << number;
    }
    return bits;
}

START_TEST(an_empty_index_holds_nothing)
{
    cl_index index = made();
    ck_assert_uint_eq(found_under(&index, 0), 0);
    ck_assert_uint_eq(found_under(&index, UINT32_MAX), 0);
}
END_TEST

START_TEST(numbers_of_one_hash_stand_together)
{
    cl_index index = made();
    for (uint32_t i = 0; i < 60; i++)
        ck_assert(cl_index_add(&index, i % 3 == 0 ? 7 : i % 3 == 1 ? 7 + (1u << 31) : 0, i));
    ck_assert_uint_eq(found_under(&index, 7), UINT64_C(0x249249249249249));
    ck_assert_uint_eq(found_under(&index, 7 + (1u << 31)), UINT64_C(0x492492492492492));
    ck_assert_uint_eq(found_under(&index, 0), UINT64_C(0x924924924924924));
    ck_assert_uint_eq(found_under(&index, 8), 0);
}
END_TEST

static uint32_t hash_of(const cl_index *index, uint32_t number)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &index->key);
    cl_hasher_word(&hasher, number);
    return cl_hasher_end(&hasher);
}

START_TEST(many_numbers_are_all_found)
{
    enum { MANY = 50000 };
    cl_index index = made();
    for (uint32_t i = 0; i < MANY; i++)
        must(cl_index_add(&index, hash_of(&index, i), i));
    for (uint32_t i = 0; i < MANY; i++) {
        uint32_t at = CL_INDEX_BEGIN;
        uint32_t number = cl_index_next(&index, hash_of(&index, i), &at);
        while (number != i && number != CL_NOT_INDEXED)
            number = cl_index_next(&index, hash_of(&index, i), &at);
        must(number == i);
    }
    ck_assert_uint_eq(index.count, MANY);
}
END_TEST

START_TEST(memory_that_runs_out_leaves_the_index_whole)
{
    bool refused = false;
    for (size_t cap = 0; cap < 4000; cap += 100) {
        cl_arena arena;
        cl_index index;
        uint32_t added = 0;
        cl_arena_init(&arena, cap);
        cl_index_init(&index, &arena);
        while (added < 64 && cl_index_add(&index, added % 2, added))
            added++;
        refused |= added < 64;
        uint64_t all = added == 64 ? UINT64_MAX : ((uint64_t)1 << added) - 1;
        ck_assert_uint_eq(found_under(&index, 0), all & UINT64_C(0x5555555555555555));
        ck_assert_uint_eq(found_under(&index, 1), all & UINT64_C(0xAAAAAAAAAAAAAAAA));
        cl_arena_free(&arena);
    }
    ck_assert(refused);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("index");
    tcase_add_test(tests, an_empty_index_holds_nothing);
    tcase_add_test(tests, numbers_of_one_hash_stand_together);
    tcase_add_test(tests, many_numbers_are_all_found);
    tcase_add_test(tests, memory_that_runs_out_leaves_the_index_whole);
    return unit_run();
}
