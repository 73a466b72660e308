/* coverage.c — finds the decisions of an expression and records their results. */
#include "author/coverage.h"

static bool is_decision(const cl_expression *e, uint32_t node)
{
    const cl_node *n = &e->nodes[node];
    if (n->operation == CL_OP_LITERAL || n->operation == CL_OP_ARRAY)
        return false;
    if (cl_operation_row(n->operation)->decision)
        return true;
    if (n->parent == CL_NO_NODE)
        return false;
    cl_operation parent = e->nodes[n->parent].operation;
    return parent == CL_OP_AND || (parent == CL_OP_IF && n->step == 0);
}

bool cl_coverage_init(cl_coverage *coverage, const cl_expression *expression, cl_arena *arena,
                      cl_error *error)
{
    *coverage = (cl_coverage){.expression = expression};
    coverage->decision_of = cl_arena_array(arena, (size_t)expression->count + 1, sizeof(uint32_t));
    coverage->decisions = cl_arena_array(arena, (size_t)expression->count + 1,
                                         sizeof *coverage->decisions);
    if (coverage->decision_of == NULL || coverage->decisions == NULL)
        return cl_error_memory(error);
    for (uint32_t node = 0; node < expression->count; node++) {
        coverage->decision_of[node] = CL_NO_NODE;
        if (!is_decision(expression, node))
            continue;
        coverage->decision_of[node] = coverage->count;
        coverage->decisions[coverage->count++] = (cl_decision){.node = node};
    }
    return true;
}

void cl_coverage_note(cl_coverage *coverage, uint32_t node, const cl_value *value)
{
    uint32_t number = coverage->decision_of[node];
    if (number == CL_NO_NODE)
        return;
    cl_truth truth = cl_value_truth(value);
    if (truth == CL_TRUTHY)
        coverage->decisions[number].seen_true = true;
    if (truth == CL_FALSY)
        coverage->decisions[number].seen_false = true;
}

uint32_t cl_coverage_taken(const cl_coverage *coverage)
{
    uint32_t taken = 0;
    for (uint32_t i = 0; i < coverage->count; i++)
        taken += coverage->decisions[i].seen_true + coverage->decisions[i].seen_false;
    return taken;
}
