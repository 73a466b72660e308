/* document.h — documents that people write: rules, bundles, value sets, tests.
 *
 * Read by the same reader as payloads, so that the same bytes are the same value everywhere; faults
 * are named by line and column too, as an editor shows them.
 */
#ifndef CL_DATA_DOCUMENT_H
#define CL_DATA_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"

/* Reads a document of at most CL_MAX_DOCUMENT bytes into a value that lives in `arena`. Codes as
 * cl_json_read, and LIMIT_SIZE; messages begin with "line L, column C: ". */
bool cl_document_read(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                      cl_error *error);

/* Reads a record of a stream, or data beside an expression: at most CL_MAX_RECORD bytes, places
 * without lines. Codes as cl_json_read, and LIMIT_SIZE. */
bool cl_record_read(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                    cl_error *error);

/* The same by cl_json_foreign. */
bool cl_document_foreign(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                         cl_error *error);

#endif
