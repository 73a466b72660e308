/* embedded.h — the schemas in schemas/, which the build copies into the library. */
#ifndef CL_SCHEMA_EMBEDDED_H
#define CL_SCHEMA_EMBEDDED_H

#include "schema/schema.h"

/* In the order in which the script `embed` lists them. */
typedef enum cl_schema_name {
    CL_SCHEMA_PAYLOAD,
    CL_SCHEMA_EXPRESSION,
    CL_SCHEMA_RULE,
    CL_SCHEMA_RULE_TEST,
    CL_SCHEMA_VALUE_SETS,
    CL_SCHEMA_COUNT
} cl_schema_name;

extern const cl_schema_source cl_schema_embedded[];

/* Compiles one of these schemas, with those that it refers to. NULL with MEMORY. */
cl_schema *cl_schema_compile_embedded(cl_schema_name name, cl_error *error);

#endif
