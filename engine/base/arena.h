/* arena.h — memory that is given back all at once, with a cap in bytes and an undo.
 *
 * An arena hands out memory from chunks. cl_arena_reset keeps the chunks for the next round, so a
 * warm arena asks nothing of the heap. Not thread-safe: one owner at a time.
 */
#ifndef CL_BASE_ARENA_H
#define CL_BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cl_arena_chunk cl_arena_chunk;

typedef struct cl_arena {
    cl_arena_chunk *first;   /* all chunks, in the order in which they are filled */
    cl_arena_chunk *current; /* the one being filled; those behind it are empty */
    size_t used;             /* bytes handed out of `current` */
    size_t held;             /* bytes of all chunks together */
    size_t cap;              /* `held` never passes this */
} cl_arena;

/* A place to return to with cl_arena_undo. */
typedef struct cl_arena_mark {
    cl_arena_chunk *chunk;
    size_t used;
} cl_arena_mark;

/* Makes an empty arena that never holds more than `cap` bytes. Allocates nothing. */
void cl_arena_init(cl_arena *arena, size_t cap);

/* Gives everything back to the heap; the arena is empty and usable again. */
void cl_arena_free(cl_arena *arena);

/* Forgets all that was handed out, keeping the chunks. */
void cl_arena_reset(cl_arena *arena);

/* Sets `size` bytes aside now, so that they need not be asked for later. Returns 0 or -1. */
int cl_arena_reserve(cl_arena *arena, size_t size);

/* `size` bytes aligned for any object, not cleared; NULL when the heap or the cap is exhausted. */
void *cl_arena_alloc(cl_arena *arena, size_t size);

/* Room for `count` objects of `size` bytes, cleared; NULL also when the product overflows. */
void *cl_arena_array(cl_arena *arena, size_t count, size_t size);

/* A copy of `length` bytes with a NUL behind them. */
char *cl_arena_text(cl_arena *arena, const char *text, size_t length);

/* Where the arena stands now, and back to there: all that was handed out in between is gone. */
cl_arena_mark cl_arena_here(const cl_arena *arena);
void cl_arena_undo(cl_arena *arena, cl_arena_mark mark);

#endif
