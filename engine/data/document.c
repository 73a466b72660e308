/* document.c — documents that people write, read by jansson. The only file that sees jansson; what
 * it must bound (depth, size) or cannot tell (places, a NUL behind a number) our own reader has
 * judged before, so that both ways of reading accept the same documents and give equal values.
 */
#include "data/document.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "data/event.h"
#include "data/json.h"
#include "data/real.h"

/* Where an editor shows the byte: lines and characters counted from 1. */
static void find_line(const char *bytes, size_t offset, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

/* Puts line and column before the message. */
static void add_line(const char *bytes, cl_error *error)
{
    if (error->offset == CL_NO_OFFSET)
        return;
    size_t line, column;
    find_line(bytes, error->offset, &line, &column);
    cl_error located;
    cl_error_init(&located);
    cl_error_set(&located, error->code, "line %zu, column %zu: %s", line, column, error->message);
    memcpy(error->message, located.message, sizeof error->message);
}

static bool tell(const cl_sink *sink, cl_event_type type, const cl_value *value, cl_error *error)
{
    return sink->take(sink->self, type, value, error);
}

static bool convert(json_t *json, const cl_sink *sink, cl_error *error);

static bool convert_array(json_t *json, const cl_sink *sink, cl_error *error)
{
    if (!tell(sink, CL_EVENT_BEGIN_ARRAY, NULL, error))
        return false;
    size_t count = json_array_size(json);
    for (size_t i = 0; i < count; i++) {
        if (!convert(json_array_get(json, i), sink, error))
            return false;
    }
    return tell(sink, CL_EVENT_END_ARRAY, NULL, error);
}

static bool convert_object(json_t *json, const cl_sink *sink, cl_error *error)
{
    if (!tell(sink, CL_EVENT_BEGIN_OBJECT, NULL, error))
        return false;
    for (void *at = json_object_iter(json); at != NULL; at = json_object_iter_next(json, at)) {
        const char *name = json_object_iter_key(at);
        cl_value key = cl_value_string(name, (uint32_t)strlen(name));
        if (!tell(sink, CL_EVENT_KEY, &key, error) ||
            !convert(json_object_iter_value(at), sink, error))
            return false;
    }
    return tell(sink, CL_EVENT_END_OBJECT, NULL, error);
}

static bool convert_scalar(const json_t *json, cl_value *value)
{
    switch (json_typeof(json)) {
    case JSON_TRUE:
    case JSON_FALSE:
        *value = cl_value_boolean(json_is_true(json));
        return true;
    case JSON_INTEGER:
        *value = cl_value_integer(json_integer_value(json));
        return true;
    case JSON_REAL:
        return cl_real_value(json_real_value(json), value);
    case JSON_STRING:
        *value = cl_value_string(json_string_value(json), (uint32_t)json_string_length(json));
        return true;
    default:
        *value = cl_value_null();
        return true;
    }
}

/* Tells the sink what jansson read. As deep as the document, so at most CL_MAX_DEPTH. */
static bool convert(json_t *json, const cl_sink *sink, cl_error *error)
{
    if (json_is_array(json))
        return convert_array(json, sink, error);
    if (json_is_object(json))
        return convert_object(json, sink, error);
    cl_value value;
    if (!convert_scalar(json, &value))
        return cl_error_set(error, CL_JSON_NUMBER, "a number beyond the largest double");
    return tell(sink, CL_EVENT_SCALAR, &value, error);
}

static bool build(json_t *json, cl_arena *arena, cl_value *value, cl_error *error)
{
    cl_tree tree;
    cl_tree_init(&tree, arena);
    cl_sink sink = cl_tree_sink(&tree);
    bool ok = convert(json, &sink, error);
    if (ok)
        *value = tree.root;
    cl_tree_free(&tree);
    return ok;
}

static bool read_by_jansson(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                            cl_error *error)
{
    json_error_t why;
    json_t *json =
        json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
    if (json != NULL) {
        bool ok = build(json, arena, value, error);
        json_decref(json);
        return ok;
    }
    switch (json_error_code(&why)) {
    case json_error_null_byte_in_key:
        /* JSON allows "\u0000" in a key and jansson has no place for it. */
        return cl_json_value(bytes, length, arena, value, error);
    case json_error_unknown: /* what jansson says, or rather not, where malloc failed */
    case json_error_out_of_memory:
        return cl_error_memory(error);
    default: /* our reader has accepted it: one of the two is wrong */
        return cl_error_set(error, CL_JSON, "line %d, column %d: %s", why.line, why.column,
                            why.text);
    }
}

bool cl_document_read(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                      cl_error *error)
{
    if (length > CL_MAX_DOCUMENT)
        return cl_error_set(error, CL_LIMIT_SIZE, "a document of %zu bytes; expected at most %u",
                            length, CL_MAX_DOCUMENT);
    cl_error fault;
    cl_error_init(&fault);
    bool ok = cl_json_read(bytes, length, NULL, &fault);
    if (!ok)
        add_line(bytes, &fault);
    else
        ok = read_by_jansson(bytes, length, arena, value, &fault);
    if (!ok && error != NULL && error->code == CL_NONE)
        *error = fault;
    return ok;
}
