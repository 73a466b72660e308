/* fold.c — finds the constant nodes of an expression and computes their values.
 *
 * Nodes are processed from the last to the first, so operands come before their operations. A node
 * whose computation faults is not constant; it faults at run time, if it is reached. `reduce` is
 * never constant: its iterations count against the rule's budget. In its body only literals and
 * arrays of literals are constant, because values that a body builds count against the working
 * memory. */
#include <string.h>

#include "vm/emitter.h"
#include "vm/operate.h"
#include "vm/path.h"

typedef struct folder {
    cl_emitter *m;
    const cl_expression *e;
    const cl_value **values;
    bool *in_body; /* per node: it is in the body of a reduce, where var is relative */
} folder;

/* Returns the value of an operand, or NULL if it is not constant or exceeds the budget of one
 * value. A constant over the budget is a fault when it is reached, so it must not be folded
 * further. */
static const cl_value *operand(const folder *f, uint32_t node, uint32_t i)
{
    const cl_value *value = f->values[cl_expression_kid(f->e, node, i)];
    cl_fault fault;
    return value != NULL && cl_operate_budget(value, &fault) ? value : NULL;
}

/* Returns an array of the operands' values, or NULL if one of them is not constant or memory ran
 * out. */
static cl_value *gather(folder *f, uint32_t node)
{
    uint32_t count = f->e->nodes[node].count;
    for (uint32_t i = 0; i < count; i++) {
        if (operand(f, node, i) == NULL)
            return NULL;
    }
    cl_value *operands = cl_arena_array(&f->m->scratch, count + 1, sizeof *operands);
    for (uint32_t i = 0; operands != NULL && i < count; i++)
        operands[i] = *operand(f, node, i);
    if (operands == NULL) {
        f->m->broken = true;
        cl_error_memory(f->m->error);
    }
    return operands;
}

static bool fold_array(folder *f, uint32_t node, const cl_value *items, cl_value *result)
{
    const cl_array *array = cl_array_make(&f->m->program->arena, items, f->e->nodes[node].count);
    if (array == NULL) {
        f->m->broken = true;
        return cl_error_memory(f->m->error);
    }
    *result = (cl_value){.array = array, .kind = CL_KIND_ARRAY};
    return true;
}

/* Folds an operation that evaluates all its operands; false if it is not constant. */
static bool fold_strict(folder *f, uint32_t node, cl_value *result)
{
    const cl_node *n = &f->e->nodes[node];
    cl_relation relation = cl_operation_row(n->operation)->relation;
    cl_fault fault;
    int64_t unpaid = 0; /* ignored: the plain code computes this value too and counts its work */
    cl_value *v = gather(f, node);
    if (v == NULL)
        return false;
    switch (n->operation) {
    case CL_OP_ARRAY:
        return fold_array(f, node, v, result);
    case CL_OP_NOT:
        return cl_operate_not(&v[0], result, &fault);
    case CL_OP_EQUAL:
        *result = cl_value_boolean(cl_value_equal(&v[0], &v[1]));
        return true;
    case CL_OP_IN:
        return cl_operate_in(&v[0], &v[1], &unpaid, result, &fault);
    case CL_OP_ADD:
        return cl_operate_add(&v[0], &v[1], result, &fault);
    case CL_OP_PLUS_TIME:
        return cl_operate_plus_time(&v[0], n->literal.integer, n->unit, result, &fault);
    case CL_OP_DATE_OF_BIRTH:
        return cl_operate_birth(&v[0], result, &fault);
    case CL_OP_EXTRACT:
        return cl_operate_extract(&v[0], n->literal.integer, result, &fault);
        CL_INTEGER_COMPARISONS(CL_CASE)
        return cl_operate_compare(v, n->count, CL_KIND_INTEGER, relation, result, &fault);
        CL_INSTANT_COMPARISONS(CL_CASE)
        return cl_operate_compare(v, n->count, CL_KIND_DATETIME, relation, result, &fault);
    case CL_OP_LITERAL:
    case CL_OP_VAR:
    case CL_OP_IF:
    case CL_OP_AND:
    case CL_OP_REDUCE:
        break; /* fold_node handles them */
    }
    return false;
}

static bool fold_if(folder *f, uint32_t node, cl_value *result)
{
    const cl_value *guard = operand(f, node, 0);
    bool truth;
    cl_fault fault;
    if (guard == NULL || !cl_operate_truth(guard, &truth, &fault))
        return false;
    const cl_value *branch = operand(f, node, truth ? 1 : 2);
    if (branch != NULL)
        *result = *branch;
    return branch != NULL;
}

static bool fold_and(folder *f, uint32_t node, cl_value *result)
{
    bool truth = true;
    for (uint32_t i = 0; truth && i < f->e->nodes[node].count; i++) {
        const cl_value *value = operand(f, node, i);
        cl_fault fault;
        if (value == NULL || !cl_operate_truth(value, &truth, &fault))
            return false;
        *result = *value;
    }
    return true;
}

/* Folds a path below external.valueSets if the compiler's options have the value sets. */
static bool fold_var(folder *f, uint32_t node, cl_value *result)
{
    static const char prefix[] = "external.valueSets.";
    const cl_value *path = &f->e->nodes[node].literal;
    const cl_value *sets = f->m->options->value_sets;
    size_t length = sizeof prefix - 1;
    if (sets == NULL || f->in_body[node] || path->length <= length ||
        memcmp(path->text, prefix, length) != 0)
        return false;
    const cl_value *found = cl_path_find(sets, path->text + length, path->length - length);
    *result = found != NULL ? *found : cl_value_null();
    return true;
}

static bool fold_node(folder *f, uint32_t node, bool literals, cl_value *result)
{
    const cl_node *n = &f->e->nodes[node];
    if (literals && n->operation != CL_OP_LITERAL)
        return n->operation == CL_OP_ARRAY && fold_strict(f, node, result);
    switch (n->operation) {
    case CL_OP_LITERAL:
        *result = n->literal;
        return true;
    case CL_OP_VAR:
        return fold_var(f, node, result);
    case CL_OP_IF:
        return fold_if(f, node, result);
    case CL_OP_AND:
        return fold_and(f, node, result);
        CL_STRICT_OPERATIONS(CL_CASE)
        return fold_strict(f, node, result);
    case CL_OP_REDUCE:
        break;
    }
    return false;
}

const cl_value **cl_fold(cl_emitter *m, const cl_expression *e, bool literals)
{
    folder f = {.m = m, .e = e};
    f.values = cl_arena_array(&m->scratch, e->count, sizeof *f.values);
    f.in_body = cl_arena_array(&m->scratch, e->count, sizeof *f.in_body);
    cl_value *store = cl_arena_array(&m->scratch, e->count, sizeof *store);
    if (f.values == NULL || f.in_body == NULL || store == NULL) {
        m->broken = true;
        cl_error_memory(m->error);
        return NULL;
    }
    for (uint32_t node = 1; node < e->count; node++) {
        const cl_node *n = &e->nodes[node];
        bool body = e->nodes[n->parent].operation == CL_OP_REDUCE && n->step == 1;
        f.in_body[node] = body || f.in_body[n->parent];
    }
    for (uint32_t node = e->count; node-- > 0 && !m->broken;) {
        if (fold_node(&f, node, literals || f.in_body[node], &store[node]))
            f.values[node] = &store[node];
    }
    return f.values;
}

const cl_value *cl_constant(const cl_emitter *m, uint32_t node)
{
    const cl_value *value = m->constants[node];
    cl_fault fault;
    return value != NULL && cl_operate_budget(value, &fault) ? value : NULL;
}
