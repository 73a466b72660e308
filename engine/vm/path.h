/* path.h — the paths of `var`, and the values that they read.
 *
 * SEMANTICS, "var": dots separate the fragments of a path. On an array a fragment of digits is an
 * index; on an object every fragment is a key. If a value on the way is missing, null or a scalar,
 * the result is missing (NULL here, null in the language).
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
    uint64_t index; /* as an index of an array; CL_NO_INDEX if it is not all digits or too large */
} cl_fragment;

/* Removes the first fragment from the front of a path and writes it; false if the path is empty. */
bool cl_path_next(const char **path, size_t *length, cl_fragment *fragment);

/* Returns the member or item of `value` that the fragment names, or NULL. */
const cl_value *cl_path_step(const cl_value *value, const cl_fragment *fragment);

/* Returns the value at `path` below `value`, or NULL. The empty path is `value` itself. */
const cl_value *cl_path_find(const cl_value *value, const char *path, size_t length);

#endif
