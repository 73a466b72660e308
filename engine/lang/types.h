/* types.h — which kinds an expression can have, without data.
 *
 * The kinds of what `var` reads come from a shape table that the caller hands in: paths with the
 * kinds that stand there, `*` for any one fragment. Paths that the table does not know can be
 * anything: that is worth a word where it matters (===), and is no fault elsewhere.
 */
#ifndef CL_LANG_TYPES_H
#define CL_LANG_TYPES_H

#include <stddef.h>

#include "lang/expression.h"

typedef struct cl_shape_row {
    const char *path; /* "payload.v.*" */
    unsigned kinds;   /* CL_KIND_BITs; with the null bit where it can be missing */
} cl_shape_row;

typedef struct cl_shape_table {
    const cl_shape_row *rows;
    size_t count;
} cl_shape_table;

/* The kinds of each node, into `kinds` (expression->count of them): a set of CL_KIND_BITs, or
 * CL_KINDS_ANY where nothing is known. `shapes` may be NULL. */
void cl_types_infer(const cl_expression *expression, const cl_shape_table *shapes, unsigned *kinds);

/* A thing that a policy author should look at: the node and what is to be said of it. */
typedef void cl_types_report(void *self, uint32_t node, const char *message);

/* Reports where a certificate that the shape table allows would meet an error or a surprise:
 * operands of === and items of `in` that can be anything but string, integer, boolean or null
 * (SEMANTICS, "==="), operands that can never be of the kind that the operation asks for, and a
 * root that can be anything but a boolean when `rule` is set. Returns false when memory ran out. */
bool cl_types_check(const cl_expression *expression, const cl_shape_table *shapes, bool rule,
                    cl_arena *scratch, cl_types_report *report, void *self);

#endif
