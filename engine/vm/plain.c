/* plain.c — emits code that computes values: the expression as written, operand after operand.
 *
 * Registers are a stack: the value of a node goes to register r, its operands to r, r+1, …
 * A node that is constant (m->constants) becomes one instruction. In plain code these are literals
 * and arrays of literals, in shared code all nodes that fold.c computes. */
#include <string.h>

#include "data/writer.h"
#include "vm/emitter.h"
#include "vm/path.h"

static void emit_constant(cl_emitter *m, uint32_t node, uint32_t r, const cl_value *value)
{
    cl_emit(m, node, CL_VM_CONSTANT, r, cl_emit_constant(m, value), 0, 0);
}

/* Emits a `var` in a reduce body, whose data context has two members: accumulator and current. */
static void emit_body_var(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    const char *path = m->e->nodes[node].literal.text;
    size_t length = m->e->nodes[node].literal.length;
    cl_fragment fragment;
    if (!cl_path_next(&path, &length, &fragment)) {
        cl_emit(m, node, CL_VM_CONTEXT, r, body->accumulator, body->current, 0);
        return;
    }
    cl_value rest = cl_value_string(path, (uint32_t)length);
    uint32_t from = CL_NONE_INDEX;
    if (cl_text_is(fragment.text, fragment.length, "accumulator"))
        from = body->accumulator;
    else if (cl_text_is(fragment.text, fragment.length, "current"))
        from = body->current;
    if (from == CL_NONE_INDEX) {
        cl_value nothing = cl_value_null();
        emit_constant(m, node, r, &nothing);
    } else if (length == 0) {
        cl_emit(m, node, CL_VM_MOVE, r, from, 0, 0);
    } else {
        uint32_t fragments = 0;
        while (cl_path_next(&path, &length, &fragment))
            fragments++;
        cl_emit(m, node, CL_VM_PATH, r, from, cl_emit_constant(m, &rest), fragments);
    }
}

/* Emits the operands of a node into registers r, r+1, … */
static void emit_operands(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    for (uint32_t i = 0; i < m->e->nodes[node].count; i++)
        cl_emit_value(m, cl_expression_kid(m->e, node, i), r + i, body);
}

static void emit_if(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    cl_vm_label otherwise, end;
    cl_label_init(&otherwise);
    cl_label_init(&end);
    uint32_t guard = cl_expression_kid(m->e, node, 0);
    cl_emit_value(m, guard, r, body);
    cl_emit_jump(m, guard, CL_VM_UNLESS, 0, r, 0, &otherwise);
    cl_emit_value(m, cl_expression_kid(m->e, node, 1), r, body);
    cl_emit_jump(m, node, CL_VM_JUMP, 0, 0, 0, &end);
    cl_label_bind(m, &otherwise);
    cl_emit_value(m, cl_expression_kid(m->e, node, 2), r, body);
    cl_label_bind(m, &end);
}

/* Emits `and`: operands in order, up to the first falsy one. The last operand too must be truthy or
 * falsy. */
static void emit_and(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    cl_vm_label end;
    cl_label_init(&end);
    uint32_t count = m->e->nodes[node].count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t kid = cl_expression_kid(m->e, node, i);
        cl_emit_value(m, kid, r, body);
        if (i + 1 < count)
            cl_emit_jump(m, kid, CL_VM_UNLESS, 0, r, 0, &end);
        else
            cl_emit(m, kid, CL_VM_TRUTH, 0, r, 0, 0);
    }
    cl_label_bind(m, &end);
}

/* Emits a reduce. r: the array; r+1: accumulator; r+2: number of items taken; r+3: current item. */
static void emit_reduce(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    cl_vm_label end;
    cl_label_init(&end);
    cl_body inner = {.accumulator = r + 1, .current = r + 3};
    cl_emit_value(m, cl_expression_kid(m->e, node, 0), r, body);
    cl_emit_value(m, cl_expression_kid(m->e, node, 2), r + 1, body);
    cl_emit(m, node, CL_VM_REDUCE, r, 0, 0, 0);
    uint32_t next = m->program->code_count;
    cl_emit_jump(m, node, CL_VM_NEXT, r, 0, 0, &end);
    cl_emit_value(m, cl_expression_kid(m->e, node, 1), r + 4, &inner);
    cl_emit(m, node, CL_VM_MOVE, r + 1, r + 4, 0, 0);
    cl_emit(m, node, CL_VM_LOOP, 0, 0, 0, next);
    cl_label_bind(m, &end);
    cl_emit(m, node, CL_VM_MOVE, r, r + 1, 0, 0);
}

/* Emits `in` as a lookup in a set. Returns false, and emits nothing, unless the right side is a
 * constant array of at least WORTH_A_SET items. */
static bool emit_member(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    enum { WORTH_A_SET = 8 };
    uint32_t right = cl_expression_kid(m->e, node, 1);
    const cl_value *array = cl_constant(m, right);
    if (array == NULL || array->kind != CL_KIND_ARRAY || array->array->count < WORTH_A_SET)
        return false;
    cl_emit_value(m, cl_expression_kid(m->e, node, 0), r, body);
    cl_emit(m, node, CL_VM_MEMBER, r, r, cl_emit_set(m, array->array), 0);
    return true;
}

/* Emits an operation that evaluates all its operands. */
static void emit_strict(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    const cl_node *n = &m->e->nodes[node];
    if (n->operation == CL_OP_IN && emit_member(m, node, r, body))
        return;
    emit_operands(m, node, r, body);
    switch (n->operation) {
    case CL_OP_ARRAY:
        cl_emit(m, node, CL_VM_ARRAY, r, r, 0, n->count);
        break;
    case CL_OP_NOT:
        cl_emit(m, node, CL_VM_NOT, r, r, 0, 0);
        break;
    case CL_OP_EQUAL:
        cl_emit(m, node, CL_VM_EQUAL, r, r, r + 1, 0);
        break;
    case CL_OP_IN:
        cl_emit(m, node, CL_VM_IN, r, r, r + 1, 0);
        break;
    case CL_OP_ADD:
        cl_emit(m, node, CL_VM_ADD, r, r, r + 1, 0);
        break;
    case CL_OP_PLUS_TIME:
        cl_emit(m, node, CL_VM_PLUS_TIME, r, r, cl_emit_number(m, n->literal.integer),
                (uint32_t)n->unit);
        break;
    case CL_OP_DATE_OF_BIRTH:
        cl_emit(m, node, CL_VM_BIRTH, r, r, 0, 0);
        break;
    case CL_OP_EXTRACT:
        cl_emit(m, node, CL_VM_EXTRACT, r, r, cl_emit_number(m, n->literal.integer), 0);
        break;
#define COMPARE(id, ...)                                                                           \
    case CL_OP_##id:                                                                               \
        cl_emit(m, node, CL_VM_##id, r, r, 0, n->count);                                           \
        break;
        CL_INTEGER_COMPARISONS(COMPARE)
        CL_INSTANT_COMPARISONS(COMPARE)
#undef COMPARE
    case CL_OP_LITERAL:
    case CL_OP_VAR:
    case CL_OP_IF:
    case CL_OP_AND:
    case CL_OP_REDUCE:
        break; /* cl_emit_value handles them */
    }
}

void cl_emit_value(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body)
{
    const cl_node *n = &m->e->nodes[node];
    if (m->broken)
        return;
    if (m->constants[node] != NULL) {
        emit_constant(m, node, r, m->constants[node]);
        return;
    }
    switch (n->operation) {
    case CL_OP_VAR:
        if (body != NULL)
            emit_body_var(m, node, r, body);
        else
            cl_emit(m, node, CL_VM_SLOT, r, cl_plan_slot(m, &n->literal), 0, 0);
        break;
    case CL_OP_IF:
        emit_if(m, node, r, body);
        break;
    case CL_OP_AND:
        emit_and(m, node, r, body);
        break;
    case CL_OP_REDUCE:
        emit_reduce(m, node, r, body);
        break;
        CL_STRICT_OPERATIONS(CL_CASE)
        emit_strict(m, node, r, body);
        break;
    case CL_OP_LITERAL: /* always constant: handled above */
        break;
    }
}
