/* document.h — documents that people write: rules, bundles, value sets, tests.
 *
 * The bytes are first checked by the event reader, which bounds depth and size and names every
 * fault with line and column; then jansson builds the tree, whose types stay in document.c.
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

#endif
