/* json.h — reads JSON: an event reader, and by means of it values, and members as they are written.
 *
 * Accepts one document by RFC 8259 in valid UTF-8. Refuses duplicate keys. Skips one byte order
 * mark in front (SEMANTICS, "JSON"). A number without fraction and exponent is an integer and must
 * fit 64 bits. Any other number is read as a double, which becomes an integer if it is whole and
 * fits 64 bits (real.h explains `1E22`). The reader is iterative: depth takes memory, not stack,
 * and CL_MAX_DEPTH bounds it.
 */
#ifndef CL_DATA_JSON_H
#define CL_DATA_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/event.h"
#include "data/text.h"
#include "data/value.h"

/* Reads one document of `length` bytes and reports it to `sink` (NULL: only validates).
 *
 * Returns false with JSON, JSON_UTF8, JSON_KEY, JSON_NUMBER, LIMIT_DEPTH, LIMIT_SIZE (4 GiB) or
 * MEMORY, or with the fault that the sink has set. `error->offset` is the byte offset of the fault.
 * `error->at` is a JSON Pointer: to the item or member whose value is wrong; to the array or object
 * if a key, a separator or the end is wrong; to the member whose key is a duplicate. `error` may be
 * NULL.
 */
bool cl_json_read(const char *bytes, size_t length, const cl_sink *sink, cl_error *error);

/* Reads one document, as cl_json_read without a sink, and finds members of the object that it is.
 * values[i] becomes the value of the member names[i], of `count` names, as it is written in
 * `bytes`. Its `at` is NULL if there is no such member. */
bool cl_json_find(const char *bytes, size_t length, const char *const *names, size_t count,
                  cl_text *values, cl_error *error);

/* Reads one document into a value in `arena`. */
bool cl_json_value(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                   cl_error *error);

/* Reads a document of a foreign format, of which only a part is used. A number that cl_json_value
 * refuses with JSON_NUMBER, and an array or object beyond CL_MAX_DEPTH, is read as null. Refuses
 * all else that cl_json_value refuses, duplicate keys included. */
bool cl_json_foreign(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                     cl_error *error);

#endif
