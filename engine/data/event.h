/* event.h — what a reader tells a sink, and the sink that builds a tree.
 *
 * Every reader (JSON, CBOR) walks its input once, validates all of it, and
 * tells a sink what it finds. The same reader serves every sink, so all sinks see the same faults
 * for the same bytes.
 */
#ifndef CL_DATA_EVENT_H
#define CL_DATA_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "data/value.h"

/* Stands in `value->length` of an integer that was written as a real: 2.0, or a float of CBOR. */
enum { CL_WHOLE_REAL = 1 };

/* Takes what a reader finds: a scalar (null, boolean, integer, real, string), the beginning and the end of an
 * array or object. `key` is that of the member whose value comes or begins, NULL elsewhere. Text is valid
 * during the call only, that of a key until its object ends. False stops the reader: the sink has then set
 * `error`. */
typedef struct cl_sink {
    bool (*scalar)(void *self, const cl_key *key, const cl_value *value, cl_error *error);
    bool (*begin)(void *self, const cl_key *key, bool object, cl_error *error);
    bool (*end)(void *self, cl_error *error);
    void *self;
} cl_sink;

/* What readers tell a sink, or nobody where it is NULL. */
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

/* A container that is being built. */
typedef struct cl_tree_open {
    uint32_t from; /* the container's first entry on its stack */
    bool object;
} cl_tree_open;

/* Builds one value from events. Strings are copied into `arena`, unless they stand where they last as long;
 * items and members of containers that are still open wait on two stacks, which keep their memory over a
 * reset. */
typedef struct cl_tree {
    cl_arena *arena;     /* where the value lives */
    const char *lasting; /* bytes that live as long, `lasting_length` of them */
    size_t lasting_length;
    cl_value root; /* the value, once `done` */
    bool done;
    uint32_t depth;
    cl_value *items; /* of open arrays; the last one may be on its way */
    size_t item_count, item_capacity;
    cl_member *members; /* of open objects, the same */
    size_t member_count, member_capacity;
    cl_tree_open open[CL_MAX_DEPTH];
} cl_tree;

void cl_tree_init(cl_tree *tree, cl_arena *arena);
void cl_tree_free(cl_tree *tree);

/* Ready for the next value, which will live in the same arena and copy every string. */
void cl_tree_reset(cl_tree *tree);

/* Strings in these bytes need not be copied until the next reset: they live as long as the arena. */
void cl_tree_borrow(cl_tree *tree, const char *bytes, size_t length);

cl_sink cl_tree_sink(cl_tree *tree);

#endif
