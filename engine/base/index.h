/* index.h — numbers of things by their hash, to find the things that may be equal to one.
 *
 * The things themselves stay with the caller, who hashes them under the key of the index and
 * compares them:
 *
 *     for (uint32_t at = CL_INDEX_BEGIN; (i = cl_index_next(&index, hash, &at)) != CL_NOT_INDEXED;)
 *         if (things[i] is the one that is looked for) …
 *
 * Used while rules are compiled. Not thread-safe.
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
    uint32_t number; /* from 1; 0 in an empty place */
} cl_indexed;

typedef struct cl_index {
    cl_arena *arena;    /* where the table lives */
    cl_indexed *places; /* open addressing, at most half full; size `mask` + 1, or NULL */
    uint32_t mask;
    uint32_t count;
    cl_hash_key key; /* for the hashes of what the index numbers */
} cl_index;

/* Makes an empty index with a new key. Allocates nothing. */
void cl_index_init(cl_index *index, cl_arena *arena);

/* Adds a number below UINT32_MAX - 1 under a hash, beside those that have it already. False when memory
 * ran out: the index is then as it was. */
bool cl_index_add(cl_index *index, uint32_t hash, uint32_t number);

/* The next number under the hash, or CL_NOT_INDEXED. *at is CL_INDEX_BEGIN at first and is not touched
 * in between; nothing may be added meanwhile. */
uint32_t cl_index_next(const cl_index *index, uint32_t hash, uint32_t *at);

#endif
