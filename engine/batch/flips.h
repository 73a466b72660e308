/* flips.h — the judge of `certlogic diff`: judges a record by two rule sets and compares the
 * verdicts. */
#ifndef CL_BATCH_FLIPS_H
#define CL_BATCH_FLIPS_H

#include "batch/verdicts.h"

typedef struct cl_flips_plan {
    const certlogic_rules *old_rules, *new_rules;
    certlogic_request old_request, new_request;
    cl_reading reading;
    bool list; /* write a line for every certificate whose verdict changes */
} cl_flips_plan;

/* Returns: a judge for cl_batch_job. In its tally `old` and `verdict` are the verdicts by the old
 *   and the new rules. `decided` is the cause of a change: what decided the new verdict. If the new
 *   verdict is accepted, nothing decided it, and the cause is what decided the old verdict.
 * Arguments: `plan` must outlive the job. */
cl_batch_judge cl_flips(const cl_flips_plan *plan);

#endif
