/* dump.c — writes a tree of jansson into a buffer. */
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
