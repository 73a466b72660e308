/* notation.c — writes places of nodes, and expressions in the compact notation on one line.
 *
 *   var            payload.v.0.dt        var("odd path")        @ for the whole context
 *   if             if a then b else c
 *   plusTime       date(a) + 14 day
 *   ! and infix    not a     a and b     a in [b, c]     a < b < c
 *   others         dccDateOfBirth(a)     extractFromUVCI(a, 2)     reduce(a, b, c)
 *
 * An operand of an infix form or of `not` is put in parentheses if it is infix, `not`, `if` or
 * plusTime. So the notation needs no rules of precedence. The recursion of all functions is bounded
 * by the depth of the expression. */
#include <inttypes.h>
#include <string.h>

#include "data/writer.h"
#include "lang/expression.h"

void cl_expression_place(const cl_expression *expression, uint32_t node, cl_buffer *out)
{
    uint32_t path[CL_MAX_DEPTH + 1];
    uint32_t depth = 0;
    for (uint32_t n = node; expression->nodes[n].parent != CL_NO_NODE && depth <= CL_MAX_DEPTH;
         n = expression->nodes[n].parent)
        path[depth++] = n;
    while (depth > 0) {
        const cl_node *kid = &expression->nodes[path[--depth]];
        const char *name = cl_operation_row(expression->nodes[kid->parent].operation)->name;
        if (name[0] != '\0')
            cl_pointer_step(out, name, strlen(name));
        cl_pointer_index(out, kid->step);
    }
}

static void write_node(const cl_expression *e, uint32_t node, cl_buffer *out);

/* Returns true if a path can be written without quotes: letters, digits, '_', '-' and '.',
 * beginning with a letter or '_', and the whole path is not a word of the notation. */
static bool plain_path(const cl_value *path)
{
    static const char *const words[] = {"if",     "then",  "else",       "not",      "and",
                                        "in",     "date",  "true",       "false",    "var",
                                        "before", "after", "not-before", "not-after"};
    for (uint32_t i = 0; i < path->length; i++) {
        char c = path->text[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
        if (!letter && (i == 0 || !((c >= '0' && c <= '9') || c == '-' || c == '.')))
            return false;
    }
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strlen(words[i]) == path->length && memcmp(words[i], path->text, path->length) == 0)
            return false;
    }
    return path->length > 0;
}

static void write_var(const cl_value *path, cl_buffer *out)
{
    if (path->length == 0) {
        cl_buffer_putc(out, '@');
    } else if (plain_path(path)) {
        cl_buffer_add(out, path->text, path->length);
    } else {
        cl_buffer_puts(out, "var(");
        cl_write_value(out, path);
        cl_buffer_putc(out, ')');
    }
}

/* Writes an operand of an infix form or of `not`. */
static void write_operand(const cl_expression *e, uint32_t node, cl_buffer *out)
{
    cl_operation operation = e->nodes[node].operation;
    bool wrap = cl_operation_row(operation)->notation == CL_NOTATION_INFIX ||
                operation == CL_OP_IF || operation == CL_OP_PLUS_TIME || operation == CL_OP_NOT;
    if (wrap)
        cl_buffer_putc(out, '(');
    write_node(e, node, out);
    if (wrap)
        cl_buffer_putc(out, ')');
}

static void write_list(const cl_expression *e, const cl_node *n, cl_buffer *out)
{
    for (uint32_t i = 0; i < n->count; i++) {
        if (i > 0)
            cl_buffer_puts(out, ", ");
        write_node(e, e->kids[n->first + i], out);
    }
}

static void write_infix(const cl_expression *e, const cl_node *n, cl_buffer *out)
{
    for (uint32_t i = 0; i < n->count; i++) {
        if (i > 0)
            cl_buffer_printf(out, " %s ", cl_operation_row(n->operation)->name);
        write_operand(e, e->kids[n->first + i], out);
    }
}

static void write_if(const cl_expression *e, const cl_node *n, cl_buffer *out)
{
    static const char *const words[] = {"if ", " then ", " else "};
    for (uint32_t i = 0; i < n->count; i++) {
        cl_buffer_puts(out, words[i]);
        if (i < 2 && e->nodes[e->kids[n->first + i]].operation == CL_OP_IF)
            write_operand(e, e->kids[n->first + i], out);
        else
            write_node(e, e->kids[n->first + i], out);
    }
}

static void write_shift(const cl_expression *e, const cl_node *n, cl_buffer *out)
{
    uint64_t size = (uint64_t)n->literal.integer;
    bool back = n->literal.integer < 0;
    cl_buffer_puts(out, "date(");
    write_list(e, n, out);
    cl_buffer_printf(out, ") %c %" PRIu64 " %s", back ? '-' : '+', back ? 0 - size : size,
                     cl_unit_name(n->unit));
}

/* Writes an operation whose notation in the table is OWN. */
static void write_own(const cl_expression *e, const cl_node *n, cl_buffer *out)
{
    switch (n->operation) {
    case CL_OP_VAR:
        write_var(&n->literal, out);
        break;
    case CL_OP_ARRAY:
        cl_buffer_putc(out, '[');
        write_list(e, n, out);
        cl_buffer_putc(out, ']');
        break;
    case CL_OP_IF:
        write_if(e, n, out);
        break;
    case CL_OP_NOT:
        cl_buffer_puts(out, "not ");
        write_operand(e, e->kids[n->first], out);
        break;
    case CL_OP_PLUS_TIME:
        write_shift(e, n, out);
        break;
    case CL_OP_EXTRACT:
        cl_buffer_puts(out, "extractFromUVCI(");
        write_list(e, n, out);
        cl_buffer_printf(out, ", %" PRId64 ")", n->literal.integer);
        break;
    case CL_OP_LITERAL:
        cl_write_value(out, &n->literal);
        break;
    case CL_OP_AND:
    case CL_OP_EQUAL:
    case CL_OP_IN:
        CL_INTEGER_COMPARISONS(CL_CASE)
        CL_INSTANT_COMPARISONS(CL_CASE)
    case CL_OP_ADD:
    case CL_OP_DATE_OF_BIRTH:
    case CL_OP_REDUCE:
        break; /* write_node handles them */
    }
}

static void write_node(const cl_expression *e, uint32_t node, cl_buffer *out)
{
    const cl_node *n = &e->nodes[node];
    const cl_operation_info *row = cl_operation_row(n->operation);
    switch (row->notation) {
    case CL_NOTATION_INFIX:
        write_infix(e, n, out);
        break;
    case CL_NOTATION_CALL:
        cl_buffer_printf(out, "%s(", row->name);
        write_list(e, n, out);
        cl_buffer_putc(out, ')');
        break;
    case CL_NOTATION_OWN:
        write_own(e, n, out);
        break;
    }
}

void cl_expression_write(const cl_expression *expression, cl_buffer *out)
{
    if (expression->count > 0)
        write_node(expression, 0, out);
}

void cl_expression_write_node(const cl_expression *expression, uint32_t node, cl_buffer *out)
{
    write_node(expression, node, out);
}
