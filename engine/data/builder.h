/* builder.h — keeps one value that a program gives as events, and reports it to sinks.
 *
 * A program can give events in a wrong order and with wrong contents. The builder refuses all that
 * a reader refuses, with the same codes and places, so its value is one that a reader could have
 * reported. The order of events and the memory of the builder are its own: the events are kept as
 * they came, so that a sink behind it sees what a reader would have shown it. */
#ifndef CL_DATA_BUILDER_H
#define CL_DATA_BUILDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "data/event.h"
#include "data/keys.h"
#include "data/value.h"

typedef enum cl_built_kind {
    CL_BUILT_SCALAR,
    CL_BUILT_ARRAY, /* the beginning of an array or object */
    CL_BUILT_OBJECT,
    CL_BUILT_END
} cl_built_kind;

/* One event. Its texts are in the arena of the builder. */
typedef struct cl_built {
    cl_built_kind kind;
    cl_key key;     /* its `text` is NULL outside of an object */
    cl_value value; /* of a scalar */
} cl_built;

/* An array or object that is not complete yet. */
typedef struct cl_built_open {
    bool object;
    uint32_t index;  /* of the next item of an array */
    cl_key_set keys; /* the last key is that of the member that is given last or next */
} cl_built_open;

typedef struct cl_builder {
    cl_arena texts;
    cl_built *events;
    size_t count, capacity;
    /* Bytes of keys and strings, and one for each event; the JSON text has as many at least. */
    size_t size;
    cl_keys keys;
    cl_key key;     /* the key of the next member; its `text` is NULL if none was given */
    bool done;      /* the value is complete */
    cl_error fault; /* the first fault; nothing is added behind it */
    uint32_t depth;
    cl_built_open open[CL_MAX_DEPTH];
} cl_builder;

/* A builder must not be moved. cl_builder_reset forgets value and fault, and keeps the memory. */
void cl_builder_init(cl_builder *builder);
void cl_builder_free(cl_builder *builder);
void cl_builder_reset(cl_builder *builder);

/* Each adds one event. False with a fault in `fault`: USAGE for an event that cannot stand here,
 * JSON_KEY, JSON_UTF8, JSON_NUMBER, LIMIT_DEPTH, LIMIT_SIZE (CL_MAX_DOCUMENT) or MEMORY; else that
 * of an earlier event. Texts are copied. cl_builder_scalar takes null, a boolean or an integer. */
bool cl_builder_scalar(cl_builder *builder, cl_value value);
bool cl_builder_real(cl_builder *builder, double real);
bool cl_builder_string(cl_builder *builder, const char *text, size_t length);
bool cl_builder_key(cl_builder *builder, const char *text, size_t length);
bool cl_builder_begin(cl_builder *builder, bool object);
bool cl_builder_end(cl_builder *builder);

/* Checks that the value is complete. False with the fault of the builder, or with USAGE. */
bool cl_builder_complete(const cl_builder *builder, cl_error *error);

/* Reports the value to a sink. False as cl_builder_complete, or with the fault that the sink has
 * set. Any number of threads may do so at a time. */
bool cl_builder_report(const cl_builder *builder, const cl_sink *sink, cl_error *error);

/* Makes the value in `arena`. False as cl_builder_report, or with LIMIT_SIZE if its `size` is more
 * than `most`. */
bool cl_builder_value(const cl_builder *builder, size_t most, cl_arena *arena, cl_value *value,
                      cl_error *error);

#endif
