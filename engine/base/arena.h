/* arena.h — memory that is released all at once, with a maximum in bytes and an undo.
 *
 * An arena allocates from chunks. cl_arena_reset keeps the chunks, so later allocations need no
 * heap. Not thread-safe: one thread at a time may use an arena.
 */
#ifndef CL_BASE_ARENA_H
#define CL_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cl_arena_chunk cl_arena_chunk;

typedef struct cl_arena {
    cl_arena_chunk *first;   /* all chunks, in the order in which they are filled */
    cl_arena_chunk *current; /* the chunk that is being filled; those behind it are empty */
    size_t used;             /* bytes allocated in `current` */
    size_t held;             /* bytes of all chunks together */
    size_t cap;              /* the maximum of `held` */
} cl_arena;

/* A state of the arena, to which cl_arena_undo returns. */
typedef struct cl_arena_mark {
    cl_arena_chunk *chunk;
    size_t used;
} cl_arena_mark;

/* Makes an empty arena that never holds more than `cap` bytes. Allocates nothing. */
void cl_arena_init(cl_arena *arena, size_t cap);

/* Returns all chunks to the heap. The arena is then empty and usable again. */
void cl_arena_free(cl_arena *arena);

/* Releases all allocations and keeps the chunks. */
void cl_arena_reset(cl_arena *arena);

/* Adds a chunk of at least `size` bytes now, so that later allocations need no heap. Returns 0; -1
 * if the heap or the cap is exhausted. */
int cl_arena_reserve(cl_arena *arena, size_t size);

/* Allocates `size` bytes, aligned for any object and not cleared. NULL if the heap or the cap is
 * exhausted. */
void *cl_arena_alloc(cl_arena *arena, size_t size);

/* Allocates `count` objects of `size` bytes, cleared. NULL also if the product overflows. */
void *cl_arena_array(cl_arena *arena, size_t count, size_t size);

/* Makes room for one more item in an array to which items are appended.
 * Returns: the array: `items`, if `count` is below `*capacity`; otherwise a new one with twice the
 *   room, at least for CL_GROW_FIRST items, that has the old items and is cleared behind them. The
 *   old array stays valid. NULL as cl_arena_array; `*capacity` is then unchanged.
 * Arguments: `items` may be NULL if `*capacity` is 0. `count` and `*capacity` count items of `size`
 *   bytes. */
void *cl_arena_grow(cl_arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t size);

/* Copies `length` bytes and adds a NUL. NULL as cl_arena_alloc. */
char *cl_arena_text(cl_arena *arena, const char *text, size_t length);

/* cl_arena_here returns the current state. cl_arena_undo returns to it: all later allocations are
 * released. */
cl_arena_mark cl_arena_here(const cl_arena *arena);
void cl_arena_undo(cl_arena *arena, cl_arena_mark mark);

#endif
