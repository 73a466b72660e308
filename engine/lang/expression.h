/* expression.h — the expression tree.
 *
 * All nodes of an expression stand in one array; node 0 is the root and every node stands behind
 * its parent. A node is named by its index, and its place in the JSON text follows from its
 * parents. Expressions are immutable once read and may be shared between threads.
 */
#ifndef CL_LANG_EXPRESSION_H
#define CL_LANG_EXPRESSION_H

#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "data/instant.h"
#include "data/value.h"
#include "lang/operations.h"

#define CL_NO_NODE UINT32_MAX

typedef struct cl_node {
    cl_operation operation;
    uint32_t parent; /* CL_NO_NODE at the root */
    uint32_t step;   /* which operand or item of the parent */
    uint32_t first;  /* the node's children are kids[first] … kids[first + count - 1] */
    uint32_t count;
    cl_value literal; /* LITERAL: the value; VAR: the path as a string; PLUS_TIME: the amount;
                         EXTRACT: the index */
    cl_unit unit;     /* PLUS_TIME */
} cl_node;

typedef struct cl_expression {
    const cl_node *nodes;
    const uint32_t *kids;
    uint32_t count; /* 0: no expression, the format is at fault */
} cl_expression;

static inline uint32_t cl_expression_kid(const cl_expression *e, uint32_t node, uint32_t i)
{
    return e->kids[e->nodes[node].first + i];
}

/* Takes one fault of the format check. `at` is a JSON Pointer from the root of the expression; both
 * texts are valid during the call only. */
typedef void cl_format_report(void *self, cl_code code, const char *at, const char *message);

/* Checks the format of `logic` completely, in branches never taken too, and reports every fault to
 * `report` (may be NULL). When there is none, `expression` is the tree, in `arena`; it refers to the
 * strings of `logic`. Returns the number of faults, or -1 with `error` set when memory ran out or the
 * expression is larger than CL_MAX_NODES. Recursion is bounded by CL_MAX_DEPTH, which whoever read
 * `logic` has seen to. Specification "Introduction", "Literal values", "Operations". */
long cl_expression_read(const cl_value *logic, cl_arena *arena, cl_format_report *report,
                        void *self, cl_expression *expression, cl_error *error);

/* Appends the JSON Pointer from the root of the expression to the node. */
void cl_expression_place(const cl_expression *expression, uint32_t node, cl_buffer *out);

/* Appends the expression in the compact notation, on one line. Recursion is bounded by
 * CL_MAX_DEPTH. */
void cl_expression_write(const cl_expression *expression, cl_buffer *out);

/* The same for one node and what is below it. */
void cl_expression_write_node(const cl_expression *expression, uint32_t node, cl_buffer *out);

#endif
