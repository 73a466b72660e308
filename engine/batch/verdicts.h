/* verdicts.h — the judge of `certlogic batch`: turns a record into its verdict. */
#ifndef CL_BATCH_VERDICTS_H
#define CL_BATCH_VERDICTS_H

#include "batch/batch.h"

/* Counts the verified records of a tally. Then merges the counts of verified and other records, so
 * that `verified` is false in every key, and sorts the tally: see cl_tally_sort.
 * Returns: false if memory runs out. */
bool cl_verified_apart(cl_tally *tally, uint64_t *verified);

/* How records are read. All judges share it. */
typedef struct cl_reading {
    certlogic_decode_options options;
} cl_reading;

typedef struct cl_verdicts_plan {
    const certlogic_rules *rules;
    certlogic_request request;
    cl_reading reading;
    /* Bits, 1 << certlogic_verdict_kind: the verdicts that get a line. */
    unsigned only;
} cl_verdicts_plan;

/* Returns: a judge for cl_batch_job. The plan must outlive the job. */
cl_batch_judge cl_verdicts(const cl_verdicts_plan *plan);

#endif
