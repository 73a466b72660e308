/* expression.h — the expression tree. Input: the `Logic` of a rule as a value. Output: a tree, or
 * every fault of the format with its place.
 *
 * One array contains all nodes of an expression. Node 0 is the root, and a parent has a lower index
 * than its children. The index identifies a node; its parents determine its place. An expression is
 * immutable and may be shared between threads. It does not know how it is evaluated.
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
    uint32_t step;   /* index of the operand or item of the parent */
    uint32_t first;  /* the node's children are kids[first] … kids[first + count - 1] */
    uint32_t count;
    /* LITERAL: the value. VAR: the path, a string. PLUS_TIME: the amount. EXTRACT: the index. */
    cl_value literal;
    cl_unit unit; /* of PLUS_TIME */
} cl_node;

typedef struct cl_expression {
    const cl_node *nodes;
    const uint32_t *kids;
    uint32_t count; /* of nodes; 0: no expression, or its format has faults */
} cl_expression;

/* Returns child number `i` of a node. */
static inline uint32_t cl_expression_kid(const cl_expression *e, uint32_t node, uint32_t i)
{
    return e->kids[e->nodes[node].first + i];
}

/* Receives one fault of the format check. `at` is a JSON Pointer from the root of the expression.
 * Both texts are valid only during the call. */
typedef void cl_format_report(void *self, cl_code code, const char *at, const char *message);

/* Checks the format of all of `logic` and calls `report` (may be NULL) for every fault. If there is
 * none, *expression is the tree: its arrays are in `arena`, its strings are those of `logic`.
 *
 * Returns the number of faults, or -1 with MEMORY, or LIMIT_SIZE for more than CL_MAX_NODES nodes.
 * The recursion is bounded by the depth of `logic`, which the caller must have limited to
 * CL_MAX_DEPTH. Specification "Introduction", "Literal values", "Operations". */
long cl_expression_read(const cl_value *logic, cl_arena *arena, cl_format_report *report,
                        void *self, cl_expression *expression, cl_error *error);

/* Appends the place of a node: the JSON Pointer from the root of the expression. */
void cl_expression_place(const cl_expression *expression, uint32_t node, cl_buffer *out);

/* Appends the expression in the compact notation (notation.c), on one line. */
void cl_expression_write(const cl_expression *expression, cl_buffer *out);

/* The same for one node and its children. */
void cl_expression_write_node(const cl_expression *expression, uint32_t node, cl_buffer *out);

#endif
