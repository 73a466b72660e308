/* flips.h — a record is judged twice and its two verdicts are compared: what `certlogic diff` does. */
#ifndef CL_BATCH_FLIPS_H
#define CL_BATCH_FLIPS_H

#include "batch/verdicts.h"

/* Results of the tally: old * CL_VERDICTS + new. Decided by: the rule that is responsible for a change,
 * see cl_flips. */
enum { CL_VERDICTS = 3 };

typedef struct cl_flips_plan {
    const certlogic_rules *old_rules, *new_rules;
    certlogic_request old_request, new_request;
    cl_reading reading;
    bool list; /* a line for every certificate whose verdict changes */
} cl_flips_plan;

/* A judge for cl_batch_job. Responsible for a change is what decides the new verdict; where that is
 * accepted, which nothing decides, what decided the old one. */
cl_batch_judge cl_flips(const cl_flips_plan *plan);

#endif
