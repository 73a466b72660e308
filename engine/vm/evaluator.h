/* evaluator.h — runs a program on data. Input: a program, then the data context. Output: outcomes
 * and values of rules.
 *
 * One thread uses an evaluator; several evaluators may share a program. An evaluator evaluates any
 * number of certificates. It allocates no heap memory during evaluation, unless the values that a
 * rule builds take more than CL_WORKING_MEMORY bytes. */
#ifndef CL_VM_EVALUATOR_H
#define CL_VM_EVALUATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "data/value.h"
#include "vm/program.h"

typedef struct cl_evaluator cl_evaluator;

/* Returns an evaluator for `program`, which must outlive it, or NULL with MEMORY. */
cl_evaluator *cl_evaluator_new(const cl_program *program, cl_error *error);
void cl_evaluator_free(cl_evaluator *evaluator);

/* Binds the data context, which is any value; `payload` and `external` have no special meaning
 * here. The data must stay valid until other data is bound. Invalidates the values of rules. */
void cl_evaluator_bind(cl_evaluator *evaluator, const cl_value *context);

/* Each of these functions binds one member of the data context, so that `external` is read once for
 * many certificates. Call bind_external first, which unbinds the payload. Then call bind_payload
 * for each certificate. The data must stay valid while it is bound. Return false with MEMORY. */
bool cl_evaluator_bind_external(cl_evaluator *evaluator, const cl_value *external, cl_error *error);
bool cl_evaluator_bind_payload(cl_evaluator *evaluator, const cl_value *payload, cl_error *error);

typedef enum cl_outcome { CL_PASSED, CL_FAILED, CL_OPEN } cl_outcome;

/* Runs the shared code of a section. Call it before cl_evaluator_outcome. */
void cl_evaluator_run_section(cl_evaluator *evaluator, uint32_t section);

/* Returns the outcome of a rule whose section was run. If it is open, `error` (may be NULL) has the
 * reason, with the place in the rule's expression. */
cl_outcome cl_evaluator_outcome(cl_evaluator *evaluator, uint32_t rule, cl_error *error);

/* Evaluates one rule with its plain code. *value is valid until data is bound or the evaluator runs
 * again. On a fault returns false with code, place and message in `error` (may be NULL). */
bool cl_evaluator_run_rule(cl_evaluator *evaluator, uint32_t rule, cl_value *value,
                           cl_error *error);

/* For tests: sets the budget of a rule for all later calls, in units of work and in iterations of
 * reduce. The limits must not exceed the initial ones, CL_MAX_WORK and CL_MAX_ITERATIONS. */
void cl_evaluator_limit(cl_evaluator *evaluator, int64_t work, uint64_t iterations);

/* Returns the units of work of the last call of cl_evaluator_run_rule, also if it faulted. */
int64_t cl_evaluator_spent(const cl_evaluator *evaluator);

/* Returns the value of a slot in the bound context, or NULL if it is missing. */
const cl_value *cl_evaluator_slot(const cl_evaluator *evaluator, uint32_t slot);

/* An observer. It is called for each instruction of plain code, at index `at`, that computed a
 * value or tested the truth of a value; `result` is that value. It is not called for MOVE and NEXT,
 * which copy a value. */
typedef void cl_trace(void *self, const cl_program *program, uint32_t at, const cl_value *result);

/* Sets the observer of plain code; NULL for none. */
void cl_evaluator_trace(cl_evaluator *evaluator, cl_trace *trace, void *self);

#endif
