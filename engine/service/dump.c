/* dump.c — extends trees of jansson, and writes them into a buffer. */
#include "service/dump.h"

#include "data/writer.h"

static int add(const char *bytes, size_t length, void *out)
{
    cl_buffer_add(out, bytes, length);
    return ((cl_buffer *)out)->failed ? -1 : 0;
}

bool cl_dump(const json_t *value, cl_buffer *out)
{
    cl_buffer text;
    cl_writer w = cl_writer_to(out);
    cl_buffer_init(&text);
    bool dumped = value != NULL && json_dump_callback(value, add, &text, JSON_COMPACT) == 0;
    if (dumped)
        cl_writer_json(&w, text.data, text.length);
    cl_buffer_free(&text);
    out->failed = out->failed || !dumped;
    return !out->failed;
}

json_t *cl_with(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new(object, name, value) == 0)
        return object;
    json_decref(object);
    return NULL;
}
