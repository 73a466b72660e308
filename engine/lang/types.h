/* types.h — infers which kinds the value of an expression can have, and warns of likely errors.
 *
 * The caller's shape table has the kinds of the values that `var` reads. A `*` in its paths matches
 * one fragment. A value whose path is not in the table can have any kind; it causes a warning
 * only as an operand of === or `in`. This code does not know the data context itself.
 */
#ifndef CL_LANG_TYPES_H
#define CL_LANG_TYPES_H

#include <stddef.h>

#include "lang/expression.h"

typedef struct cl_shape_row {
    const char *path; /* "payload.v.*" */
    unsigned kinds;   /* CL_KIND_BITs; the null bit is set if the value can be missing */
} cl_shape_row;

typedef struct cl_shape_table {
    const cl_shape_row *rows;
    size_t count;
} cl_shape_table;

/* Writes the kinds of each node to `kinds`, an array of expression->count items: a set of
 * CL_KIND_BITs, or CL_KINDS_ANY if they are not known. `shapes` may be NULL. */
void cl_types_infer(const cl_expression *expression, const cl_shape_table *shapes, unsigned *kinds);

/* Receives one warning about a node. `message` is static. */
typedef void cl_types_report(void *self, uint32_t node, const char *message);

/* Reports expressions that can be an error, or differ from other engines, for data that the shape
 * table allows:
 *
 * - operands of === and items of `in` that can be something other than a string, integer, boolean
 *   or null (SEMANTICS, "Equality");
 * - operands that never have a kind that the operation requires;
 * - if `rule` is set, a root that can be something other than a boolean.
 *
 * Returns false if memory ran out. */
bool cl_types_check(const cl_expression *expression, const cl_shape_table *shapes, bool rule,
                    cl_arena *scratch, cl_types_report *report, void *self);

#endif
