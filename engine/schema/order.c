/* order.c — finds chains of subschemas that apply one another to the same value. A chain that
 * returns to its start would never end, so it is refused. Without such chains every validation
 * ends, because each loop proceeds to a part of the value. */
#include "base/limits.h"
#include "schema/compiled.h"

enum { UNKNOWN = 0, BEING_ASKED = UINT32_MAX };

static bool visit(cl_schema *schema, uint32_t number, uint32_t depth, cl_error *error);

/* Visits a node that `node` applies to the same value, and updates the length of the chain. */
static bool ask(cl_schema *schema, uint32_t node, uint32_t other, uint32_t depth, uint32_t *chain,
                cl_error *error)
{
    if (other == CL_NO_NODE)
        return true;
    if (schema->nodes[other].chain == BEING_ASKED)
        return cl_schema_refuse(schema, node, NULL, error,
                                "the schema asks itself about the same value, without end");
    bool known = schema->nodes[other].chain != UNKNOWN;
    if (!known && depth + 1 < CL_MAX_DEPTH && !visit(schema, other, depth + 1, error))
        return false;
    if (*chain < schema->nodes[other].chain + 1)
        *chain = schema->nodes[other].chain + 1;
    return ((known || depth + 1 < CL_MAX_DEPTH) && *chain <= CL_MAX_DEPTH) ||
           cl_error_set(error, CL_LIMIT_DEPTH,
                        "a chain of more than %d subschemas about the same value", CL_MAX_DEPTH);
}

static bool visit(cl_schema *schema, uint32_t number, uint32_t depth, cl_error *error)
{
    uint32_t chain = 1;
    const cl_schema_node *node = &schema->nodes[number];
    schema->nodes[number].chain = BEING_ASKED;
    for (uint32_t i = 0; i < node->check_count; i++) {
        const cl_schema_check *check = &node->checks[i];
        bool good = true;
        switch ((cl_keyword)check->keyword) {
        case CL_KEY_REF:
        case CL_KEY_NOT:
            good = ask(schema, number, check->node, depth, &chain, error);
            break;
        case CL_KEY_IF:
            for (int b = 0; good && b < 3; b++)
                good = ask(schema, number, check->branches[b], depth, &chain, error);
            break;
        case CL_KEY_ALL_OF:
        case CL_KEY_ANY_OF:
        case CL_KEY_ONE_OF:
            for (uint32_t n = 0; good && n < check->count; n++)
                good = ask(schema, number, check->nodes[n], depth, &chain, error);
            break;
        case CL_KEY_DEPENDENCIES:
        case CL_KEY_DEPENDENT_SCHEMAS:
            for (uint32_t n = 0; good && n < check->count; n++)
                good = ask(schema, number, check->dependencies[n].node, depth, &chain, error);
            break;
            CL_ASSERTING_KEYWORDS(CL_KEYWORD_CASE)
            CL_APPLYING_TO_PARTS(CL_KEYWORD_CASE)
            CL_UNCHECKED_KEYWORDS(CL_KEYWORD_CASE)
        case CL_KEYWORD_COUNT:
            break;
        }
        if (!good)
            return false;
    }
    schema->nodes[number].chain = chain;
    return true;
}

bool cl_schema_order(cl_schema *schema, cl_error *error)
{
    for (uint32_t i = 0; i < schema->count; i++) {
        if (schema->nodes[i].chain == UNKNOWN && !visit(schema, i, 0, error))
            return false;
    }
    /* A node that only has a $ref is replaced by its target. This loop ends, because there are no
     * endless chains. */
    for (uint32_t i = 0; i < schema->count; i++) {
        uint32_t to = i;
        while (schema->nodes[to].check_count == 1 &&
               schema->nodes[to].checks[0].keyword == CL_KEY_REF)
            to = schema->nodes[to].checks[0].node;
        schema->nodes[i].forward = to;
    }
    return true;
}
