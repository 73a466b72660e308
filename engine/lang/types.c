/* types.c — infers kinds from the leaves to the root. Children have higher indexes than their
 * parents, so one pass from the last node to the first handles every operand before its
 * operation. */
#include "lang/types.h"

#include <string.h>

enum {
    BOOLEAN = CL_KIND_BIT(CL_KIND_BOOLEAN),
    NULL_OR_ARRAY = CL_KIND_BIT(CL_KIND_NULL) | CL_KIND_BIT(CL_KIND_ARRAY),
    PLAIN = CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_INTEGER) |
            CL_KIND_BIT(CL_KIND_BOOLEAN) | CL_KIND_BIT(CL_KIND_NULL)
};

/* Returns true if `path` matches the path of a row, in which `*` matches one fragment. */
static bool matches(const char *row, const char *path, size_t length)
{
    size_t i = 0;
    while (*row != '\0') {
        if (*row == '*') {
            while (i < length && path[i] != '.')
                i++;
            row++;
        } else if (i < length && path[i] == *row) {
            i++;
            row++;
        } else {
            return false;
        }
    }
    return i == length;
}

static unsigned path_kinds(const cl_value *path, const cl_shape_table *shapes)
{
    for (size_t i = 0; shapes != NULL && i < shapes->count; i++) {
        if (matches(shapes->rows[i].path, path->text, path->length))
            return shapes->rows[i].kinds;
    }
    return CL_KINDS_ANY;
}

/* Returns true if a node is in the body of a reduce; a `var` there does not read the data
 * context. */
static bool in_body(const cl_expression *e, uint32_t node)
{
    while (e->nodes[node].parent != CL_NO_NODE) {
        const cl_node *n = &e->nodes[node];
        if (e->nodes[n->parent].operation == CL_OP_REDUCE && n->step == 1)
            return true;
        node = n->parent;
    }
    return false;
}

/* Returns the kinds of an operation whose row has none. */
static unsigned dependent_kinds(const cl_expression *e, uint32_t node, const unsigned *kinds,
                                const cl_shape_table *shapes)
{
    const cl_node *n = &e->nodes[node];
    unsigned set = 0;
    switch (n->operation) {
    case CL_OP_LITERAL:
        return CL_KIND_BIT(n->literal.kind);
    case CL_OP_VAR:
        return in_body(e, node) ? CL_KINDS_ANY : path_kinds(&n->literal, shapes);
    case CL_OP_IF:
        return kinds[cl_expression_kid(e, node, 1)] | kinds[cl_expression_kid(e, node, 2)];
    case CL_OP_REDUCE: /* the initial value, or the value of the body */
        return kinds[cl_expression_kid(e, node, 2)] | kinds[cl_expression_kid(e, node, 1)];
    case CL_OP_AND:
        for (uint32_t i = 0; i < n->count; i++)
            set |= kinds[cl_expression_kid(e, node, i)];
        return set;
        CL_STRICT_OPERATIONS(CL_CASE)
        break; /* their rows have the kinds */
    }
    return CL_KINDS_ANY;
}

void cl_types_infer(const cl_expression *expression, const cl_shape_table *shapes, unsigned *kinds)
{
    for (uint32_t node = expression->count; node-- > 0;) {
        unsigned set = cl_operation_row(expression->nodes[node].operation)->kinds;
        kinds[node] = set != 0 ? set : dependent_kinds(expression, node, kinds, shapes);
    }
}

typedef struct checker {
    const cl_expression *e;
    const unsigned *kinds;
    cl_types_report *report;
    void *self;
} checker;

/* Warns of an operand of === or `in` that can be something other than a string, integer, boolean or
 * null. If its kinds are not known, it can be anything. */
static void expect_plain(const checker *c, uint32_t node)
{
    unsigned set = c->kinds[node];
    if ((set & ~(unsigned)PLAIN) != 0)
        c->report(c->self, node,
                  "this can be something else than a string, integer, boolean or null; other "
                  "engines compare arrays, objects and date-times by identity, or not at all");
}

/* Warns of a node that never has one of the allowed kinds. */
static void expect(const checker *c, uint32_t node, unsigned allowed, const char *message)
{
    if (c->kinds[node] != CL_KINDS_ANY && (c->kinds[node] & allowed) == 0)
        c->report(c->self, node, message);
}

/* Returns the warning for an operand of < > <= >= that is never an integer. */
static const char *order_message(unsigned kinds)
{
    const unsigned dates = CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_DATETIME);
    return (kinds & dates) != 0
               ? "this is never an integer, as it must be; dates are compared with before, after, "
                 "not-before or not-after, each of them in plusTime"
               : "this is never an integer, as it must be";
}

static void check_operand(const checker *c, cl_operands operands, uint32_t number, uint32_t kid)
{
    static const char never_integer[] = "this is never an integer, as it must be";
    static const char no_truth[] = "this is a date-time, which is neither true nor false";
    const unsigned truth = ~(unsigned)CL_KIND_BIT(CL_KIND_DATETIME);
    switch (operands) {
    case CL_OPERANDS_ANY:
        break;
    case CL_OPERANDS_INTEGERS:
        expect(c, kid, CL_KIND_BIT(CL_KIND_INTEGER), never_integer);
        break;
    case CL_OPERANDS_ORDERED:
        expect(c, kid, CL_KIND_BIT(CL_KIND_INTEGER), order_message(c->kinds[kid]));
        break;
    case CL_OPERANDS_INSTANTS:
        expect(c, kid, CL_KIND_BIT(CL_KIND_DATETIME),
               "this is never a date-time, as it must be; wrap it in plusTime");
        break;
    case CL_OPERANDS_TEXT:
        expect(c, kid, CL_KIND_BIT(CL_KIND_STRING), "this is never a string, as it must be");
        break;
    case CL_OPERANDS_TRUTH:
        expect(c, kid, truth, no_truth);
        break;
    case CL_OPERANDS_CONDITION:
        if (number == 0)
            expect(c, kid, truth, no_truth);
        break;
    case CL_OPERANDS_EQUAL:
        expect_plain(c, kid);
        break;
    case CL_OPERANDS_MEMBER:
        if (number == 0)
            expect_plain(c, kid);
        else
            expect(c, kid, CL_KIND_BIT(CL_KIND_ARRAY), "this is never an array, as it must be");
        break;
    case CL_OPERANDS_LIST:
        if (number == 0)
            expect(c, kid, NULL_OR_ARRAY, "this is never an array or null, as it must be");
        break;
    }
}

static void check_operands(const checker *c, uint32_t node)
{
    const cl_node *n = &c->e->nodes[node];
    cl_operands operands = cl_operation_row(n->operation)->operands;
    for (uint32_t i = 0; i < n->count; i++)
        check_operand(c, operands, i, cl_expression_kid(c->e, node, i));
}

/* Checks the items of an array on the right of `in`, which are compared like operands of ===. */
static void check_items(const checker *c, uint32_t node)
{
    const cl_node *n = &c->e->nodes[node];
    if (n->operation != CL_OP_ARRAY || n->parent == CL_NO_NODE ||
        c->e->nodes[n->parent].operation != CL_OP_IN || n->step != 1)
        return;
    for (uint32_t i = 0; i < n->count; i++)
        expect_plain(c, cl_expression_kid(c->e, node, i));
}

bool cl_types_check(const cl_expression *expression, const cl_shape_table *shapes, bool rule,
                    cl_arena *scratch, cl_types_report *report, void *self)
{
    unsigned *kinds = cl_arena_array(scratch, expression->count, sizeof *kinds);
    if (kinds == NULL)
        return false;
    cl_types_infer(expression, shapes, kinds);
    checker c = {.e = expression, .kinds = kinds, .report = report, .self = self};
    for (uint32_t node = 0; node < expression->count; node++) {
        check_operands(&c, node);
        check_items(&c, node);
    }
    if (rule && expression->count > 0 && kinds[0] != CL_KINDS_ANY &&
        (kinds[0] & ~(unsigned)BOOLEAN) != 0)
        report(self, 0, "a rule must evaluate to a boolean; this can be something else");
    return true;
}
