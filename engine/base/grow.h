/* grow.h — arrays of the heap to which items are appended. Input: an array, and how many items it
 * has and has room for. Output: the array with room for one more. For arrays of an arena:
 * cl_arena_grow. */
#ifndef CL_BASE_GROW_H
#define CL_BASE_GROW_H

#include <stddef.h>

/* Items for which an array has room when it gets its first one. */
enum { CL_GROW_FIRST = 16 };

/* Makes room for one more item.
 * Returns: the array, which takes the place of `items`: the same, if `count` is below `*capacity`;
 *   otherwise one with twice the room. NULL if memory runs out; `items` and `*capacity` are then
 *   unchanged.
 * Arguments: `items` is NULL or from malloc, and the caller frees what is returned. `count` and
 *   `*capacity` count items of `size` bytes. */
void *cl_grow(void *items, size_t count, size_t *capacity, size_t size);

#endif
