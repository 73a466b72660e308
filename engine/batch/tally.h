/* tally.h — counts records by certificate type, verification, verdicts, and what decided.
 *
 * Each block has a tally, and the job has one. Not thread-safe. */
#ifndef CL_BATCH_TALLY_H
#define CL_BATCH_TALLY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/hash.h"
#include "certlogic.h"

/* What the records of one count have in common. */
typedef struct cl_tally_key {
    certlogic_certificate_type type; /* CERTLOGIC_GENERAL: the record has no type */
    bool verified;                   /* a trusted key has signed the certificate */
    certlogic_verdict_kind old;      /* the verdict to compare with; if there is none: `verdict` */
    certlogic_verdict_kind verdict;
    const char *decided; /* a rule, a step, or "" */
} cl_tally_key;

typedef struct cl_count {
    cl_tally_key key;
    char *decided; /* owned; `key.decided` is this text */
    uint32_t hash;
    uint64_t count;
} cl_count;

/* More than the usual number of counts. */
enum { CL_TALLY_RECENT = 128 };

typedef struct cl_tally {
    cl_count *counts; /* in the order of their first record */
    uint32_t count;
    uint32_t capacity;
    uint32_t *places; /* open addressing: index + 1, or 0; `mask` + 1 places */
    uint32_t mask;
    cl_hash_key key;
    /* Index + 1, or 0: counts that were added to. A key that is found here needs no hash. */
    uint32_t recent[CL_TALLY_RECENT];
} cl_tally;

void cl_tally_init(cl_tally *tally);
void cl_tally_free(cl_tally *tally);

/* Sets all counts to zero. Memory is kept. */
void cl_tally_clear(cl_tally *tally);

/* Adds `more` records to a count.
 * Returns: false if memory runs out.
 * Arguments: `decided` of the key is copied; NULL means "". */
bool cl_tally_add(cl_tally *tally, const cl_tally_key *key, uint64_t more);

/* Adds all counts of `from`. */
bool cl_tally_merge(cl_tally *tally, const cl_tally *from);

/* Sorts by type, old verdict, verdict, what decided, and verification, so that output does not
 * depend on the number of threads. Afterwards the tally can be read, but not added to. */
void cl_tally_sort(cl_tally *tally);

#endif
