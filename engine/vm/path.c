/* path.c — splits paths and follows them. */
#include "vm/path.h"

#include <string.h>

static uint64_t index_of(const char *text, size_t length)
{
    uint64_t index = 0;
    for (size_t i = 0; i < length; i++) {
        if (text[i] < '0' || text[i] > '9' || index > UINT32_MAX)
            return CL_NO_INDEX;
        index = index * 10 + (uint64_t)(text[i] - '0');
    }
    return length > 0 ? index : CL_NO_INDEX;
}

bool cl_path_next(const char **path, size_t *length, cl_fragment *fragment)
{
    if (*length == 0)
        return false;
    const char *point = memchr(*path, '.', *length);
    size_t taken = point != NULL ? (size_t)(point - *path) : *length;
    *fragment = (cl_fragment){.text = *path, .length = taken, .index = index_of(*path, taken)};
    taken += point != NULL;
    *path += taken;
    *length -= taken;
    return true;
}

const cl_value *cl_path_step(const cl_value *value, const cl_fragment *fragment)
{
    const cl_value *found = NULL;
    if (value->kind == CL_KIND_OBJECT)
        found = cl_object_find(value->object, fragment->text, fragment->length);
    else if (value->kind == CL_KIND_ARRAY && fragment->index != CL_NO_INDEX)
        found = cl_array_at(value->array, fragment->index);
    return found;
}

const cl_value *cl_path_find(const cl_value *value, const char *path, size_t length)
{
    cl_fragment fragment;
    while (value != NULL && cl_path_next(&path, &length, &fragment))
        value = cl_path_step(value, &fragment);
    return value;
}
