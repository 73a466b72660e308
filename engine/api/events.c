/* events.c — reads JSON and CBOR, and reports values, to sinks of the caller. */
#include "api/api.h"
#include "data/cbor.h"
#include "data/json.h"

/* ---- From our events to those of the caller -------------------------------------------------- */

static bool go_on(bool told, cl_error *error)
{
    return told || cl_error_set(error, CL_STOPPED, "the sink of the caller has stopped");
}

static bool tell_integer(const certlogic_sink *to, const char *key, size_t length,
                         const cl_value *value)
{
    if (value->written_real)
        return to->real == NULL || to->real(to->self, key, length, (double)value->integer);
    return to->integer == NULL || to->integer(to->self, key, length, value->integer);
}

/* Calls the function of the caller's sink for a scalar. Returns what that returns. */
static bool tell(const certlogic_sink *to, const char *key, size_t length, const cl_value *value)
{
    switch ((cl_kind)value->kind) {
    case CL_KIND_BOOLEAN:
        return to->boolean == NULL || to->boolean(to->self, key, length, value->boolean);
    case CL_KIND_INTEGER:
        return tell_integer(to, key, length, value);
    case CL_KIND_REAL:
        return to->real == NULL || to->real(to->self, key, length, value->real);
    case CL_KIND_STRING:
        return to->string == NULL || to->string(to->self, key, length, value->text, value->length);
    case CL_KIND_NULL:
    case CL_KIND_ARRAY:
    case CL_KIND_OBJECT:
    case CL_KIND_DATETIME:
    case CL_KIND_COUNT:
        break;
    }
    return to->null == NULL || to->null(to->self, key, length);
}

/* The key of a value outside of an object. */
static const cl_key outside = {.text = NULL};

static bool take_scalar(void *self, const cl_key *key, const cl_value *value, cl_error *error)
{
    const cl_api_outlet *outlet = self;
    const cl_key *own = key != NULL ? key : &outside;
    return go_on(tell(outlet->to, own->text, own->length, value), error);
}

static bool take_begin(void *self, const cl_key *key, bool object, cl_error *error)
{
    const cl_api_outlet *outlet = self;
    const certlogic_sink *to = outlet->to;
    const cl_key *own = key != NULL ? key : &outside;
    bool (*begin)(void *, const char *, size_t) = object ? to->begin_object : to->begin_array;
    return go_on(begin == NULL || begin(to->self, own->text, own->length), error);
}

static bool take_end(void *self, cl_error *error)
{
    const cl_api_outlet *outlet = self;
    return go_on(outlet->to->end == NULL || outlet->to->end(outlet->to->self), error);
}

void cl_api_open(cl_api_outlet *outlet, const certlogic_sink *to)
{
    static const certlogic_sink none = {.self = NULL};
    outlet->to = to != NULL ? to : &none;
    outlet->sink = (cl_sink){
        .scalar = take_scalar, .begin = take_begin, .end = take_end, .self = outlet};
    cl_error_init(&outlet->fault);
}

cl_writer cl_api_writer(cl_api_outlet *outlet, const certlogic_sink *to)
{
    cl_api_open(outlet, to);
    return cl_writer_to_sink(&outlet->sink, &outlet->fault);
}

/* ---- Reading --------------------------------------------------------------------------------- */

bool certlogic_read_json(const char *bytes, size_t length, const certlogic_sink *sink,
                         certlogic_error *error)
{
    bytes = cl_api_bytes(bytes, &length);
    cl_api_outlet outlet;
    cl_api_open(&outlet, sink);
    return cl_json_read(bytes, length, &outlet.sink, &outlet.fault) ||
           cl_api_failed(&outlet.fault, error);
}

bool certlogic_read_cbor(const char *bytes, size_t length, const certlogic_sink *sink,
                         certlogic_error *error)
{
    bytes = cl_api_bytes(bytes, &length);
    cl_api_outlet outlet;
    cl_api_open(&outlet, sink);
    return cl_cbor_read((const unsigned char *)bytes, length, &outlet.sink, &outlet.fault) ||
           cl_api_failed(&outlet.fault, error);
}
