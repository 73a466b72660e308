/* verdicts.h — a record becomes its verdict: what `certlogic batch` does. */
#ifndef CL_BATCH_VERDICTS_H
#define CL_BATCH_VERDICTS_H

#include "batch/batch.h"

/* The type of a tally is a certlogic_certificate_type, CERTLOGIC_GENERAL for none; this is added to
 * that of a record that is verified. */
enum { CL_TYPE_VERIFIED = 4 };

/* How many records of a tally are verified. Then counts them by type alone, and sorts: see
 * cl_tally_sort. False when memory runs out. */
bool cl_verified_apart(cl_tally *tally, uint64_t *verified);

/* How records are read; shared by all that judge them. */
typedef struct cl_reading {
    certlogic_decode_options options;
} cl_reading;

typedef struct cl_verdicts_plan {
    const certlogic_rules *rules;
    certlogic_request request;
    cl_reading reading;
    unsigned only; /* bits of certlogic_verdict_kind: the verdicts that get a line */
} cl_verdicts_plan;

/* A judge for cl_batch_job; the plan must outlive the job. */
cl_batch_judge cl_verdicts(const cl_verdicts_plan *plan);

#endif
