/* dump.c — extends trees of jansson, and writes them into a buffer. */
#include "service/dump.h"

static int add(const char *bytes, size_t length, void *out)
{
    cl_buffer_add(out, bytes, length);
    return ((cl_buffer *)out)->failed ? -1 : 0;
}

bool cl_dump(const json_t *value, cl_buffer *out)
{
    bool dumped = value != NULL && json_dump_callback(value, add, out, JSON_COMPACT) == 0;
    out->failed = out->failed || !dumped;
    return dumped;
}

json_t *cl_with(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) == 0)
        return object;
    json_decref(object);
    return NULL;
}
