/* document.h — reads documents that people write: rules, bundles, value sets, tests.
 *
 * The JSON reader of payloads reads them too, so the same bytes are the same value everywhere.
 * Faults also name the line and the column that an editor shows.
 */
#ifndef CL_DATA_DOCUMENT_H
#define CL_DATA_DOCUMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"

/* Reads a document of at most CL_MAX_DOCUMENT bytes into a value in `arena`. False with a code of
 * cl_json_read, or LIMIT_SIZE. Messages begin with "line L, column C: ". */
bool cl_document_read(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                      cl_error *error);

/* Reads a record of a stream, or data for an expression, of at most CL_MAX_RECORD bytes. Messages
 * have no line. False with a code of cl_json_read, or LIMIT_SIZE. */
bool cl_record_read(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                    cl_error *error);

/* Does the same as cl_document_read, but with the reader cl_json_foreign. */
bool cl_document_foreign(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                         cl_error *error);

#endif
