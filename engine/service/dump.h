/* dump.h — writes a tree of jansson as text. The verbs of the command use it too. */
#ifndef CL_SERVICE_DUMP_H
#define CL_SERVICE_DUMP_H

#include <jansson.h>

#include "base/buffer.h"

/* Appends a value on one line. json_dumps is not used: if its memory runs out at a key, it leaves
 * out the key and goes on.
 * Returns: false if `value` is NULL or memory ran out; `failed` of the buffer is then set. */
bool cl_dump(const json_t *value, cl_buffer *out);

#endif
