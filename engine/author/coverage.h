/* coverage.h — records which results the decisions of an expression have.
 *
 * A decision is the condition of an `if`, an operand of `and`, and every comparison, `===`, `in`
 * and `!`, unless it is a literal. It is covered when it has been both true and false.
 */
#ifndef CL_AUTHOR_COVERAGE_H
#define CL_AUTHOR_COVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "lang/expression.h"
#include "vm/evaluator.h"

typedef struct cl_decision {
    uint32_t node;
    bool seen_true;
    bool seen_false;
} cl_decision;

typedef struct cl_coverage {
    const cl_expression *expression;
    uint32_t *decision_of; /* by node: index in `decisions`, or CL_NO_NODE */
    cl_decision *decisions;
    uint32_t count;
} cl_coverage;

/* Lists the decisions of an expression. None has a result yet.
 * Returns: false with MEMORY. */
bool cl_coverage_init(cl_coverage *coverage, const cl_expression *expression, cl_arena *arena,
                      cl_error *error);

/* Records the value of a node. A node that is no decision is ignored. */
void cl_coverage_note(cl_coverage *coverage, uint32_t node, const cl_value *value);

/* Returns: the number of results so far: at most two for each decision. */
uint32_t cl_coverage_taken(const cl_coverage *coverage);

#endif
