/* path.h — paths of `var`, and what they read.
 *
 * SEMANTICS, "var": fragments split at points; a fragment of digits indexes an array, on an object
 * every fragment is a key; anything missing, null or scalar on the way gives null.
 */
#ifndef CL_VM_PATH_H
#define CL_VM_PATH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "data/value.h"

#define CL_NO_INDEX UINT64_MAX

typedef struct cl_fragment {
    const char *text;
    size_t length;
    uint64_t index; /* what it means on an array; CL_NO_INDEX when it is not all digits, or larger
                       than any array */
} cl_fragment;

/* Takes the next fragment off the front of a path; false when nothing is left. */
bool cl_path_next(const char **path, size_t *length, cl_fragment *fragment);

/* One fragment down from `value`: what lies there, or NULL. */
const cl_value *cl_path_step(const cl_value *value, const cl_fragment *fragment);

/* What lies at `path` below `value`, or NULL. The empty path is `value` itself. */
const cl_value *cl_path_find(const cl_value *value, const char *path, size_t length);

#endif
