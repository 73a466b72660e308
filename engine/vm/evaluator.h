/* evaluator.h — runs a program on data. One thread owns an evaluator; the program it runs may be
 * shared. An evaluator is reused from certificate to certificate and asks nothing of the heap while
 * it evaluates, except beyond CL_WORKING_MEMORY for what a reduce builds. */
#ifndef CL_VM_EVALUATOR_H
#define CL_VM_EVALUATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "data/value.h"
#include "vm/program.h"

typedef struct cl_evaluator cl_evaluator;

/* An evaluator for `program`, which must outlive it; NULL with MEMORY. */
cl_evaluator *cl_evaluator_new(const cl_program *program, cl_error *error);
void cl_evaluator_free(cl_evaluator *evaluator);

/* Binds the data context: any value, whose members `payload` and `external` are like any other. The
 * data must stay valid until something else is bound. Values computed before are gone. */
void cl_evaluator_bind(cl_evaluator *evaluator, const cl_value *context);

/* Binds the two members of the data context one by one, so that `external` need not be looked at
 * again for every certificate: first the external, which unbinds the payload, then one payload after
 * another. Return false with MEMORY. */
bool cl_evaluator_bind_external(cl_evaluator *evaluator, const cl_value *external, cl_error *error);
bool cl_evaluator_bind_payload(cl_evaluator *evaluator, const cl_value *payload, cl_error *error);

typedef enum cl_outcome { CL_PASSED, CL_FAILED, CL_OPEN } cl_outcome;

/* Judges all rules of a section in shared code. */
void cl_evaluator_run_section(cl_evaluator *evaluator, uint32_t section);

/* The outcome of a rule whose section was run. For an open one, `error` (may be NULL) says why, with
 * the place in the rule's expression. */
cl_outcome cl_evaluator_outcome(cl_evaluator *evaluator, uint32_t rule, cl_error *error);

/* Evaluates one rule by its plain code. The value is valid until something is bound or the rule is
 * evaluated again. On a fault returns false with code, place and message in `error` (may be NULL). */
bool cl_evaluator_run_rule(cl_evaluator *evaluator, uint32_t rule, cl_value *value,
                           cl_error *error);

/* Sets what a rule may spend from now on, for tests of what happens when it is spent: both at most
 * what an evaluator has from the beginning, CL_MAX_WORK and CL_MAX_ITERATIONS. */
void cl_evaluator_limit(cl_evaluator *evaluator, int64_t work, uint64_t iterations);

/* The units of work that the last call of cl_evaluator_run_rule took, whether it faulted or not. */
int64_t cl_evaluator_spent(const cl_evaluator *evaluator);

/* The value that a slot has in the bound context; NULL where it is missing. */
const cl_value *cl_evaluator_slot(const cl_evaluator *evaluator, uint32_t slot);

/* Is told of every instruction of plain code that has computed a value, and of every one that asks a
 * value for its truth. */
typedef void cl_trace(void *self, const cl_program *program, uint32_t at, const cl_value *result);

/* Sets the observer of run_rule, NULL for none. */
void cl_evaluator_trace(cl_evaluator *evaluator, cl_trace *trace, void *self);

#endif
