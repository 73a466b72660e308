/* event.h — the events that a reader reports to a sink, the sink that builds a value, and the way
 * from a value back to events.
 *
 * A reader (JSON, CBOR) walks its input once, validates all of it, and reports each value to a
 * sink. All sinks use the same reader, so all report the same faults for the same bytes.
 */
#ifndef CL_DATA_EVENT_H
#define CL_DATA_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "data/value.h"

/* Receives events: a scalar (null, boolean, integer, real or string), and the begin and the end of
 * an array or object. `key` is the key of the member whose value this is; NULL outside of an
 * object. The text of a value is valid only during the call, the text of a key until its object
 * ends. A function that returns false stops the reader, and has set `error`. */
typedef struct cl_sink {
    bool (*scalar)(void *self, const cl_key *key, const cl_value *value, cl_error *error);
    bool (*begin)(void *self, const cl_key *key, bool object, cl_error *error);
    bool (*end)(void *self, cl_error *error);
    void *self;
} cl_sink;

/* Calls the function of a sink. Returns true if `sink` is NULL. */
static inline bool cl_tell_scalar(const cl_sink *sink, const cl_key *key, const cl_value *value,
                                  cl_error *error)
{
    return sink == NULL || sink->scalar(sink->self, key, value, error);
}

static inline bool cl_tell_begin(const cl_sink *sink, const cl_key *key, bool object,
                                 cl_error *error)
{
    return sink == NULL || sink->begin(sink->self, key, object, error);
}

static inline bool cl_tell_end(const cl_sink *sink, cl_error *error)
{
    return sink == NULL || sink->end(sink->self, error);
}

/* A container that is not complete yet. */
typedef struct cl_tree_open {
    uint32_t from; /* index of its first entry on its stack */
    bool object;
} cl_tree_open;

/* Builds one value from events. Strings are copied into `arena`, unless they are part of `lasting`.
 * Items and members of open containers are kept on two stacks, whose memory a reset keeps. */
typedef struct cl_tree {
    cl_arena *arena; /* holds the value */
    /* `lasting_length` bytes that live as long as the arena */
    const char *lasting;
    size_t lasting_length;
    cl_value root; /* the value, if `done` */
    bool done;
    uint32_t depth;
    /* Items of open arrays. The last one may be a container that is not complete yet. */
    cl_value *items;
    size_t item_count, item_capacity;
    /* Members of open objects; the same holds for the last one. */
    cl_member *members;
    size_t member_count, member_capacity;
    cl_tree_open open[CL_MAX_DEPTH];
} cl_tree;

void cl_tree_init(cl_tree *tree, cl_arena *arena);
void cl_tree_free(cl_tree *tree);

/* Prepares for the next value in the same arena, and forgets the bytes of cl_tree_borrow. */
void cl_tree_reset(cl_tree *tree);

/* Strings inside these bytes are not copied until the next reset. The bytes must live as long as
 * the arena. */
void cl_tree_borrow(cl_tree *tree, const char *bytes, size_t length);

cl_sink cl_tree_sink(cl_tree *tree);

/* Reports a value to a sink. `key` is the key of the member whose value it is, or NULL. A date-time
 * is reported as its text. CL_MAX_DEPTH bounds the recursion. False with the fault that the sink
 * has set. */
bool cl_value_report(const cl_key *key, const cl_value *value, const cl_sink *sink,
                     cl_error *error);

#endif
