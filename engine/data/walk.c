/* walk.c — reports a value to a sink, with the events of a reader. */
#include "data/event.h"
#include "data/instant.h"

static bool report_array(const cl_array *array, const cl_sink *sink, cl_error *error)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < array->count; i++)
        ok = cl_value_report(NULL, &array->items[i], sink, error);
    return ok;
}

static bool report_object(const cl_object *object, const cl_sink *sink, cl_error *error)
{
    bool ok = true;
    for (uint32_t i = 0; ok && i < object->count; i++) {
        const cl_member member = cl_object_member(object, i);
        const cl_key key = {.text = member.key, .length = member.length, .mark = member.mark};
        ok = cl_value_report(&key, &member.value, sink, error);
    }
    return ok;
}

static bool report_instant(const cl_key *key, int64_t instant, const cl_sink *sink, cl_error *error)
{
    char text[CL_INSTANT_TEXT];
    cl_instant_write(instant, text);
    const cl_value string = cl_value_string(text, sizeof text);
    return cl_tell_scalar(sink, key, &string, error);
}

bool cl_value_report(const cl_key *key, const cl_value *value, const cl_sink *sink, cl_error *error)
{
    switch ((cl_kind)value->kind) {
    case CL_KIND_ARRAY:
        return cl_tell_begin(sink, key, false, error) && report_array(value->array, sink, error) &&
               cl_tell_end(sink, error);
    case CL_KIND_OBJECT:
        return cl_tell_begin(sink, key, true, error) && report_object(value->object, sink, error) &&
               cl_tell_end(sink, error);
    case CL_KIND_DATETIME:
        return report_instant(key, value->instant, sink, error);
    case CL_KIND_NULL:
    case CL_KIND_BOOLEAN:
    case CL_KIND_INTEGER:
    case CL_KIND_REAL:
    case CL_KIND_STRING:
    case CL_KIND_COUNT:
        break;
    }
    return cl_tell_scalar(sink, key, value, error);
}
