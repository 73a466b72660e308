/* schema.h — JSON Schema, compiled once and run often: the interface of this folder.
 *
 * Supports all of draft-07, and 2020-12 except keywords that depend on annotations: compiling
 * refuses `$dynamicRef` and `unevaluated…`. `format` is checked for "date" and "date-time" (RFC
 * 3339); any other format is only an annotation. The `$schema` of a schema selects the draft.
 *
 * A compiled schema is immutable and may be shared between threads.
 */
#ifndef CL_SCHEMA_SCHEMA_H
#define CL_SCHEMA_SCHEMA_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "data/value.h"

typedef struct cl_schema cl_schema;

typedef enum cl_schema_draft {
    CL_DRAFT_7 = 1,
    CL_DRAFT_2020 = 2 /* 2020-12 */
} cl_schema_draft;

/* A schema document. */
typedef struct cl_schema_source {
    const char *uri; /* the base of its references; "" if it has no URI */
    const char *bytes;
    size_t length;
} cl_schema_source;

/* Compiles the first document. References may lead to the others, by `uri` or by `$id`; nothing is
 * fetched. `usual` is the draft of a document without `$schema`. The bytes are not needed
 * afterwards. NULL with SCHEMA_BROKEN (`at` is the place in the document that the message names), a
 * code of cl_document_read, LIMIT_DEPTH, LIMIT_SIZE or MEMORY. */
cl_schema *cl_schema_compile(const cl_schema_source *sources, size_t count, cl_schema_draft usual,
                             cl_error *error);
void cl_schema_free(cl_schema *schema);

/* A fault of an instance. The texts are valid only during the call of the report function. Messages
 * contain names of members, lengths and parts of the schema, but never texts of the instance, which
 * may be personal. */
typedef struct cl_schema_finding {
    const char *keyword; /* the stable code: "required"; "false" if the schema is false */
    const char *at;      /* JSON Pointer into the instance */
    /* The member of `at` that is missing or must not be there, `length` bytes; or NULL. */
    const char *member;
    size_t length;
    const char *place;   /* the keyword in the schema: URI, #, JSON Pointer */
    const char *message; /* what is wrong and what is expected */
} cl_schema_finding;

/* Appends the place of a finding, which is that of the missing or unknown member if there is one,
 * and its text: the keyword and the message. */
void cl_schema_finding_write(const cl_schema_finding *finding, cl_buffer *at, cl_buffer *text);

/* Receives one finding. Returns false to stop the validation. */
typedef bool cl_schema_report(void *self, const cl_schema_finding *finding);

/* Returns 1 if the value is valid; 0 if it is not, or if `report` asked to stop; -1 with BUDGET,
 * LIMIT_PATTERN or MEMORY. Findings go to `report` in a fixed order. If `report` is NULL, the first
 * fault ends the validation. Faults below `not`, `if`, `contains`, `anyOf` and `oneOf` are not
 * reported. All memory comes from `scratch` and is released at the end. */
int cl_schema_validate(const cl_schema *schema, const cl_value *value, cl_arena *scratch,
                       cl_schema_report *report, void *self, cl_error *error);

#endif
