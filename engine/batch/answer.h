/* answer.h — judges one record by one rule set, and writes the members that every line of a job
 * has. Input: a decoded record and a request. Output: an answer, and JSON. It must not know what a
 * job does with answers. */
#ifndef CL_BATCH_ANSWER_H
#define CL_BATCH_ANSWER_H

#include "batch/decoded.h"
#include "batch/line.h"

/* What the fault of a record means for the job. */
typedef enum cl_fault_kind {
    CL_FAULT_NONE,
    CL_FAULT_BROKEN,    /* it cannot be read */
    CL_FAULT_UNTRUSTED, /* no trusted key has signed it */
    CL_FAULT_INVALID    /* whole and signed, but not valid at the clock */
} cl_fault_kind;

/* The result for a record. */
typedef struct cl_answer {
    certlogic_verdict_kind kind;
    /* NULL if nothing decided. It belongs to the rule set or is a constant, so it stays valid after
     * the next judging. */
    const char *decided_by;
    cl_fault_kind fault; /* if not NONE: `fault` of the decoded record describes it */
} cl_answer;

/* Judges a decoded record.
 * Returns: false with the error of certlogic_judge, unless the record is at fault: see
 *   cl_decoded_asks_wrongly. */
bool cl_answer_find(cl_decoded *decoded, certlogic_evaluator *evaluator,
                    const certlogic_request *request, cl_answer *answer, certlogic_error *error);

/* Begins a line with the members "n", "id"? and "verified", and returns its writer. */
cl_writer cl_answer_begin(cl_block *block, const cl_record *record, const cl_decoded *decoded);

/* Writes the members "verdict" and "decided_by". */
void cl_answer_write(cl_writer *w, const cl_answer *answer);

#endif
