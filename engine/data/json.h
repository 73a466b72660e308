/* json.h — reading JSON: the event reader, and values through it.
 *
 * RFC 8259, valid UTF-8, duplicate keys refused, one document; one byte order mark before it is
 * passed over (SEMANTICS, "JSON"). A number without fraction and exponent is an integer and must
 * fit 64 bits; any other is a double, and an integer where that is whole and fits (real.h says what
 * becomes of `1E22`). Iterative: depth costs memory, not stack, and is bounded by CL_MAX_DEPTH.
 */
#ifndef CL_DATA_JSON_H
#define CL_DATA_JSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/event.h"
#include "data/value.h"

/* Reads one document from `length` bytes and tells `sink` (NULL: only validate). On a fault returns
 * false with code JSON, JSON_UTF8, JSON_KEY, JSON_NUMBER, LIMIT_DEPTH, LIMIT_SIZE (4 GiB) or
 * MEMORY, or what the sink has set. `error->offset` is the byte at which it shows, and `error->at`
 * the JSON Pointer of the value in which it lies: of the item or member whose value is wrong; of
 * the array or object where a key, a separator or the end is; of the member that stands twice.
 * `error` may be NULL. */
bool cl_json_read(const char *bytes, size_t length, const cl_sink *sink, cl_error *error);

/* Reads one document into a value that lives in `arena`. */
bool cl_json_value(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                   cl_error *error);

/* The same for a document of others, of which we use a part: a number outside our limits, and an
 * array or object beyond CL_MAX_DEPTH, is read as null. All else is refused as above, a key twice
 * too. */
bool cl_json_foreign(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                     cl_error *error);

#endif
