/* verdicts.h — a record becomes its verdict: what `certlogic batch` does. */
#ifndef CL_BATCH_VERDICTS_H
#define CL_BATCH_VERDICTS_H

#include "batch/batch.h"

/* Which certificate a record holds; the types of the tally. */
typedef enum cl_type { CL_TYPE_NONE, CL_TYPE_VACCINATION, CL_TYPE_TEST, CL_TYPE_RECOVERY } cl_type;

/* Added to the type of a record that is verified. */
enum { CL_TYPE_VERIFIED = 4 };

const char *cl_type_name(cl_type type);

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
