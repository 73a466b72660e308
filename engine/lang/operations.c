/* operations.c — makes the table of operations (operations.h) available at run time. */
#include "lang/operations.h"

#include <string.h>

#include "data/value.h"

enum {
    KINDS_B = CL_KIND_BIT(CL_KIND_BOOLEAN),
    KINDS_I = CL_KIND_BIT(CL_KIND_INTEGER),
    KINDS_D = CL_KIND_BIT(CL_KIND_DATETIME),
    KINDS_S = CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL),
    KINDS_A = CL_KIND_BIT(CL_KIND_ARRAY),
    KINDS_X = 0
};

static const cl_operation_info rows[CL_OPERATION_COUNT] = {
#define X(id, name, fewest, most, shape, notation, kinds, operands, relation, decision)            \
    {name,                                                                                         \
     fewest,                                                                                       \
     most,                                                                                         \
     CL_SHAPE_##shape,                                                                             \
     CL_NOTATION_##notation,                                                                       \
     KINDS_##kinds,                                                                                \
     CL_OPERANDS_##operands,                                                                       \
     CL_RELATION_##relation,                                                                       \
     decision},
    CL_OPERATIONS(X)
#undef X
};

const cl_operation_info *cl_operation_row(cl_operation operation)
{
    return &rows[operation];
}

bool cl_operation_find(const char *name, size_t length, cl_operation *operation)
{
    for (int i = 0; i < CL_OPERATION_COUNT; i++) {
        if (rows[i].shape != CL_SHAPE_NONE && strlen(rows[i].name) == length &&
            memcmp(rows[i].name, name, length) == 0) {
            *operation = (cl_operation)i;
            return true;
        }
    }
    return false;
}

bool cl_operation_compares_integers(cl_operation operation)
{
    return rows[operation].operands == CL_OPERANDS_ORDERED;
}

bool cl_operation_compares_instants(cl_operation operation)
{
    return rows[operation].operands == CL_OPERANDS_INSTANTS;
}
