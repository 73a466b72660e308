/* index.h — maps hashes to numbers of items, to find the items that may be equal to a given one.
 *
 * The caller keeps the items, hashes them with the key of the index, and compares them:
 *
 *     for (uint32_t at = CL_INDEX_BEGIN; (i = cl_index_next(&index, hash, &at)) != CL_NOT_INDEXED;)
 *         if (items[i] is equal to the given one) …
 *
 * The compiler of rules uses it. Not thread-safe.
 */
#ifndef CL_BASE_INDEX_H
#define CL_BASE_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"

#define CL_NOT_INDEXED UINT32_MAX
#define CL_INDEX_BEGIN UINT32_MAX

typedef struct cl_indexed {
    uint32_t hash;
    uint32_t number; /* the number of the item, plus 1; 0 in an empty place */
} cl_indexed;

typedef struct cl_index {
    cl_arena *arena;    /* holds the table */
    cl_indexed *places; /* open addressing, at most half full; size `mask` + 1, or NULL */
    uint32_t mask;
    uint32_t count;
    cl_hash_key key; /* for the hashes of the items */
} cl_index;

/* Makes an empty index with a new key. Allocates nothing. */
void cl_index_init(cl_index *index, cl_arena *arena);

/* Adds a number below UINT32_MAX - 1 under a hash. Several numbers may have one hash. False if
 * memory runs out; the index is then unchanged. */
bool cl_index_add(cl_index *index, uint32_t hash, uint32_t number);

/* Returns the next number under the hash, or CL_NOT_INDEXED. *at must be CL_INDEX_BEGIN at the
 * first call. The caller must not change *at between the calls, nor add numbers. */
uint32_t cl_index_next(const cl_index *index, uint32_t hash, uint32_t *at);

#endif
