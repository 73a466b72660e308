/* dump.h — extends trees of jansson, and writes them as text. The verbs of the command use it
 * too. */
#ifndef CL_SERVICE_DUMP_H
#define CL_SERVICE_DUMP_H

#include <jansson.h>

#include "base/buffer.h"

/* Appends a value on one line, without characters that can steer a terminal (data/escape.h).
 * json_dumps is not used: if its memory runs out at a key, it leaves
 * out the key and goes on.
 * Returns: false if `value` is NULL or memory ran out; `failed` of the buffer is then set. */
bool cl_dump(const json_t *value, cl_buffer *out);

/* Adds a member to an object, and takes over one reference to each. json_pack is not used for values
 * that exist: it leaks them if memory runs out.
 * Returns: the object; NULL if `object` or `value` is NULL or memory ran out, and both are given
 *   back. */
json_t *cl_with(json_t *object, const char *name, json_t *value);

#endif
