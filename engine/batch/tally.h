/* tally.h — counts records by certificate type, result, and what decided.
 *
 * Each block has a tally, and the job has one. Not thread-safe. */
#ifndef CL_BATCH_TALLY_H
#define CL_BATCH_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"

typedef struct cl_count {
    uint64_t count;
    uint32_t hash;
    uint8_t type;    /* type of certificate; the judge defines the numbers */
    uint8_t result;  /* a verdict, or a pair of verdicts */
    char *decided;   /* a rule, a step, or "" */
    uint32_t length; /* length of `decided` */
} cl_count;

typedef struct cl_tally {
    cl_count *counts; /* in the order of their first record */
    uint32_t count;
    uint32_t capacity;
    uint32_t *places; /* open addressing: index + 1, or 0; `mask` + 1 places */
    uint32_t mask;
    cl_hash_key key;
} cl_tally;

void cl_tally_init(cl_tally *tally);
void cl_tally_free(cl_tally *tally);

/* Sets all counts to zero. Memory is kept. */
void cl_tally_clear(cl_tally *tally);

/* Adds `more` records to a count.
 * Returns: false if memory runs out.
 * Arguments: `decided` may be NULL; it is copied. */
bool cl_tally_add(cl_tally *tally, uint8_t type, uint8_t result, const char *decided,
                  uint64_t more);

/* Adds all counts of `from`. */
bool cl_tally_merge(cl_tally *tally, const cl_tally *from);

/* Sorts by type, result, and what decided, so that output does not depend on the number of threads.
 * Afterwards the tally can be read, but not added to. */
void cl_tally_sort(cl_tally *tally);

#endif
