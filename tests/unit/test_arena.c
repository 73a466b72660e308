/* test_arena.c — the arena: alignment, cap, undo, reset. */
#include <check.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/grow.h"
#include "support_main.h"

START_TEST(memory_is_aligned_and_apart)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    unsigned char *blocks[200];
    for (size_t i = 0; i < 200; i++) {
        blocks[i] = cl_arena_alloc(&arena, i);
        ck_assert_ptr_nonnull(blocks[i]);
        ck_assert_uint_eq((uintptr_t)blocks[i] % alignof(max_align_t), 0);
        memset(blocks[i], (int)i, i);
    }
    for (size_t i = 0; i < 200; i++) {
        for (size_t j = 0; j < i; j++)
            ck_assert_uint_eq(blocks[i][j], i);
    }
    cl_arena_free(&arena);
}
END_TEST

START_TEST(nothing_is_held_before_the_first_use_and_after_free)
{
    cl_arena arena;
    cl_arena_init(&arena, 100000);
    ck_assert_uint_eq(arena.held, 0);
    ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 1));
    ck_assert_uint_gt(arena.held, 0);
    cl_arena_free(&arena);
    ck_assert_uint_eq(arena.held, 0);
    ck_assert_uint_eq(arena.cap, 100000);
    ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 1));
    cl_arena_free(&arena);
}
END_TEST

START_TEST(the_cap_is_never_passed)
{
    for (size_t cap = 0; cap < 20000; cap += 333) {
        cl_arena arena;
        cl_arena_init(&arena, cap);
        size_t got = 0;
        while (cl_arena_alloc(&arena, 48) != NULL)
            got += 48;
        ck_assert_uint_le(arena.held, cap);
        ck_assert_uint_le(got, cap);
        /* A refused request leaves the arena unchanged. */
        ck_assert_ptr_null(cl_arena_alloc(&arena, cap + 1));
        cl_arena_reset(&arena);
        if (got > 0)
            ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 48));
        cl_arena_free(&arena);
    }
}
END_TEST

START_TEST(sizes_that_overflow_are_refused)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    ck_assert_ptr_null(cl_arena_alloc(&arena, SIZE_MAX));
    ck_assert_ptr_null(cl_arena_array(&arena, SIZE_MAX / 2 + 1, 2));
    ck_assert_ptr_null(cl_arena_text(&arena, "", SIZE_MAX));
    ck_assert_int_eq(cl_arena_reserve(&arena, SIZE_MAX), -1);
    ck_assert_uint_eq(arena.held, 0);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(reset_keeps_the_chunks)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    for (size_t i = 0; i < 1000; i++)
        ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 100));
    size_t held = arena.held;
    for (int round = 0; round < 3; round++) {
        cl_arena_reset(&arena);
        for (size_t i = 0; i < 1000; i++)
            ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 100));
        ck_assert_uint_eq(arena.held, held);
    }
    cl_arena_free(&arena);
}
END_TEST

START_TEST(undo_goes_back_over_chunks)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    cl_arena_mark empty = cl_arena_here(&arena);
    char *kept = cl_arena_text(&arena, "kept", 4);
    cl_arena_mark mark = cl_arena_here(&arena);
    char *next = cl_arena_alloc(&arena, 16);
    ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 100000));
    size_t held = arena.held;
    cl_arena_undo(&arena, mark);
    ck_assert_str_eq(kept, "kept");
    ck_assert_ptr_eq(cl_arena_alloc(&arena, 16), next);
    ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 100000));
    ck_assert_uint_eq(arena.held, held);
    cl_arena_undo(&arena, empty);
    ck_assert_ptr_eq(cl_arena_alloc(&arena, 5), kept);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(a_large_block_is_put_before_smaller_chunks)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 4096));
    ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 4096));
    cl_arena_reset(&arena);
    char *large = cl_arena_alloc(&arena, 50000);
    ck_assert_ptr_nonnull(large);
    memset(large, 1, 50000);
    size_t held = arena.held;
    ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 4096)); /* the second of the small ones */
    ck_assert_uint_eq(arena.held, held);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(reserve_is_enough_for_what_was_asked)
{
    cl_arena arena;
    cl_arena_init(&arena, 65536);
    ck_assert_int_eq(cl_arena_reserve(&arena, 65536), 0);
    size_t held = arena.held;
    for (size_t i = 0; i < 65536 / 16; i++)
        ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 16));
    ck_assert_uint_eq(arena.held, held);
    ck_assert_ptr_null(cl_arena_alloc(&arena, 1));
    ck_assert_int_eq(cl_arena_reserve(&arena, 1), -1);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(arrays_are_cleared_and_texts_end_in_nul)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    memset(cl_arena_alloc(&arena, 400), 0xFF, 400);
    cl_arena_reset(&arena);
    const uint32_t *numbers = cl_arena_array(&arena, 100, sizeof *numbers);
    for (size_t i = 0; i < 100; i++)
        ck_assert_uint_eq(numbers[i], 0);
    const char *text = cl_arena_text(&arena, "a\0b", 3);
    ck_assert_mem_eq(text, "a\0b\0", 4);
    ck_assert_str_eq(cl_arena_text(&arena, NULL, 0), "");
    cl_arena_free(&arena);
}
END_TEST

/* Items of the heap and of an arena, and where they have to move. */
START_TEST(arrays_grow_as_items_are_appended)
{
    enum { ITEMS = 100 };
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    size_t capacity = 0;
    uint32_t arena_capacity = 0;
    uint32_t *heap = NULL, *items = NULL;
    for (uint32_t i = 0; i < ITEMS; i++) {
        uint32_t *was_heap = heap, *was = items;
        bool full = i == 0 || i == 16 || i == 32 || i == 64;
        heap = cl_grow(heap, i, &capacity, sizeof *heap);
        items = cl_arena_grow(&arena, items, i, &arena_capacity, sizeof *items);
        ck_assert(heap != NULL && items != NULL);
        ck_assert(full ? items != was : heap == was_heap && items == was);
        ck_assert_uint_eq(capacity, i < 16 ? 16 : i < 32 ? 32 : i < 64 ? 64 : 128);
        ck_assert_uint_eq(arena_capacity, capacity);
        for (uint32_t k = i; k < arena_capacity; k++)
            ck_assert_uint_eq(items[k], 0);
        ck_assert(i == 0 || !full || was[i - 1] == i); /* the old array is left as it was */
        heap[i] = items[i] = i + 1;
    }
    for (uint32_t i = 0; i < ITEMS; i++)
        ck_assert(heap[i] == i + 1 && items[i] == i + 1);
    free(heap);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(arrays_that_cannot_grow_stay_as_they_are)
{
    static const size_t capacities[] = {SIZE_MAX / 2 + 1, SIZE_MAX / 4};
    cl_arena arena;
    char item = 'x';
    for (size_t i = 0; i < sizeof capacities / sizeof *capacities; i++) {
        size_t capacity = capacities[i];
        ck_assert_ptr_null(cl_grow(&item, capacity, &capacity, 7));
        ck_assert_uint_eq(capacity, capacities[i]);
    }
    cl_arena_init(&arena, 4096);
    uint32_t capacity = UINT32_MAX / 2 + 1;
    ck_assert_ptr_null(cl_arena_grow(&arena, &item, capacity, &capacity, 1));
    ck_assert_uint_eq(capacity, UINT32_MAX / 2 + 1);
    capacity = 3000;
    ck_assert_ptr_null(cl_arena_grow(&arena, &item, capacity, &capacity, 1)); /* beyond the cap */
    ck_assert_uint_eq(capacity, 3000);
    ck_assert_int_eq(item, 'x');
    cl_arena_free(&arena);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("arena");
    tcase_add_test(all, memory_is_aligned_and_apart);
    tcase_add_test(all, nothing_is_held_before_the_first_use_and_after_free);
    tcase_add_test(all, the_cap_is_never_passed);
    tcase_add_test(all, sizes_that_overflow_are_refused);
    tcase_add_test(all, reset_keeps_the_chunks);
    tcase_add_test(all, undo_goes_back_over_chunks);
    tcase_add_test(all, a_large_block_is_put_before_smaller_chunks);
    tcase_add_test(all, reserve_is_enough_for_what_was_asked);
    tcase_add_test(all, arrays_are_cleared_and_texts_end_in_nul);
    tcase_add_test(all, arrays_grow_as_items_are_appended);
    tcase_add_test(all, arrays_that_cannot_grow_stay_as_they_are);
    return unit_run();
}
