/* embedded.c — the schemas that the script `embed` writes to embedded.inc during the build. */
#include "schema/embedded.h"

#include "schema/embedded.inc"

_Static_assert(sizeof cl_schema_embedded / sizeof *cl_schema_embedded == CL_SCHEMA_COUNT,
               "embedded.h and local.mk name different schemas");

cl_schema *cl_schema_compile_embedded(cl_schema_name name, cl_error *error)
{
    cl_schema_source sources[CL_SCHEMA_COUNT];
    size_t count = 0;
    sources[count++] = cl_schema_embedded[name];
    /* Only these schemas refer to another one. */
    if (name == CL_SCHEMA_RULE)
        sources[count++] = cl_schema_embedded[CL_SCHEMA_EXPRESSION];
    else if (name == CL_SCHEMA_RULE_TEST)
        sources[count++] = cl_schema_embedded[CL_SCHEMA_VALUE_SETS];
    return cl_schema_compile(sources, count, CL_DRAFT_2020, error);
}
