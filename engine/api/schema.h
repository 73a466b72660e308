/* schema.h — where the public face asks the schemas that ship with the library. */
#ifndef CL_API_SCHEMA_H
#define CL_API_SCHEMA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "rule/finding.h"
#include "rule/ruleset.h"
#include "schema/embedded.h"

/* The schema of payloads, compiled, for whoever judges many; cl_schema_free ends it. Immutable: threads
 * may share it. NULL with MEMORY. */
cl_schema *cl_api_payload_schema(cl_error *error);

/* The step `schema` of `--strict`: true when the payload is valid by schemas/dcc-payload-1.3. Else false
 * with SCHEMA: `at` is the place in the payload (of a member that is missing or unknown, its own), the
 * message begins with the keyword; or with BUDGET, LIMIT_PATTERN or MEMORY, when that cannot be told.
 * `schema` may be NULL: then it is compiled for this call, which takes a hundred times as long as the
 * validation. Memory is `scratch`'s, and is handed back. */
bool cl_api_schema_payload(const cl_schema *schema, const cl_value *payload, cl_arena *scratch,
                           cl_error *error);

#endif
