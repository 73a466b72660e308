/* schema.h — JSON Schema, compiled once, run often: the face of this room.
 *
 * Draft-07 whole, and of 2020-12 all but annotations that steer others: `$dynamicRef` and
 * `unevaluated…` are refused when compiling, never overlooked. `format` asserts "date" and
 * "date-time" (RFC 3339); any other is a remark. A schema's own `$schema` says which draft it is.
 *
 * A compiled schema is immutable and may be shared between threads.
 */
#ifndef CL_SCHEMA_SCHEMA_H
#define CL_SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"

typedef struct cl_schema cl_schema;

typedef enum cl_schema_draft {
    CL_DRAFT_7 = 1,
    CL_DRAFT_2020 = 2 /* 2020-12 */
} cl_schema_draft;

/* A schema document. */
typedef struct cl_schema_source {
    const char *uri; /* from where it comes, the base of its references; "" for nowhere */
    const char *bytes;
    size_t length;
} cl_schema_source;

/* Compiles the first document; the others are those to which references may lead, by `uri` or by
 * `$id`. Nothing is fetched. `usual` is the draft of a document without `$schema`. The bytes are not
 * needed afterwards. NULL with SCHEMA_BROKEN (`at` is the place in the document that the message
 * names), a code of cl_document_read, LIMIT_DEPTH, LIMIT_SIZE or MEMORY. */
cl_schema *cl_schema_compile(const cl_schema_source *sources, size_t count, cl_schema_draft usual,
                             cl_error *error);
void cl_schema_free(cl_schema *schema);

/* What is wrong with an instance. The texts live during the call of the report only. Messages quote
 * names of members, lengths and the schema, never texts of the instance, which may be personal. */
typedef struct cl_schema_finding {
    const char *keyword; /* the stable code: "required"; "false" for a schema that is false */
    const char *at;      /* JSON Pointer into the instance */
    const char *member;  /* below `at`: the member that is missing or must not be there, or NULL; */
    size_t length;       /* bytes of it */
    const char *place;   /* the keyword in the schema: URI, #, JSON Pointer */
    const char *message; /* what is wrong and what would be right */
} cl_schema_finding;

/* Takes one finding; false when that is enough. */
typedef bool cl_schema_report(void *self, const cl_schema_finding *finding);

/* 1 when the value is valid, 0 when it is not, -1 when that cannot be told: BUDGET, LIMIT_PATTERN or
 * MEMORY. Findings go to `report` in a fixed order; with NULL the first ends it. What stands below
 * `not`, `if`, `contains`, `anyOf` and `oneOf` is asked, not reported. All memory is `scratch`'s, and is
 * handed back to it. */
int cl_schema_validate(const cl_schema *schema, const cl_value *value, cl_arena *scratch,
                       cl_schema_report *report, void *self, cl_error *error);

#endif
