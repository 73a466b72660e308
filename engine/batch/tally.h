/* tally.h — how many records ended which way: counts by certificate type, result, and who decided.
 *
 * One is kept in each block and one for the whole job. Not thread-safe.
 */
#ifndef CL_BATCH_TALLY_H
#define CL_BATCH_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

typedef struct cl_count {
    uint64_t count;
    uint32_t hash;
    uint8_t type;    /* of certificate; what the numbers mean is up to who counts */
    uint8_t result;  /* a verdict, or a pair of them */
    char *decided;   /* a rule, a step, or "" */
    uint32_t length; /* of `decided` */
} cl_count;

typedef struct cl_tally {
    cl_count *counts; /* in the order in which they first came */
    uint32_t count;
    uint32_t capacity;
    uint32_t *places; /* open addressing: index + 1; `mask` + 1 of them */
    uint32_t mask;
    cl_hash_key key;
} cl_tally;

void cl_tally_init(cl_tally *tally);
void cl_tally_free(cl_tally *tally);

/* Sets all counts to zero, and keeps the memory. */
void cl_tally_clear(cl_tally *tally);

/* Adds `more` records; `decided` may be NULL and is copied. False when memory runs out. */
bool cl_tally_add(cl_tally *tally, uint8_t type, uint8_t result, const char *decided,
                  uint64_t more);

/* Adds all of `from`. */
bool cl_tally_merge(cl_tally *tally, const cl_tally *from);

/* Sorts by type, result, and who decided, so that what is shown does not depend on threads. The tally
 * can then be read, but not added to. */
void cl_tally_sort(cl_tally *tally);

#endif
