/* builder.c — a list of events that are checked as they come. */
#include "data/builder.h"

#include <stdlib.h>

#include "base/checked.h"
#include "base/hints.h"
#include "data/real.h"
#include "data/text.h"

void cl_builder_init(cl_builder *builder)
{
    cl_arena_init(&builder->texts, SIZE_MAX);
    cl_keys_init(&builder->keys);
    builder->events = NULL;
    builder->capacity = 0;
    builder->depth = 0;
    cl_builder_reset(builder);
}

void cl_builder_free(cl_builder *builder)
{
    free(builder->events);
    cl_keys_free(&builder->keys);
    cl_arena_free(&builder->texts);
}

void cl_builder_reset(cl_builder *builder)
{
    if (builder->depth > 0)
        cl_keys_close(&builder->keys, &builder->open[0].keys);
    cl_arena_reset(&builder->texts);
    cl_error_init(&builder->fault);
    builder->key.text = NULL;
    builder->count = 0;
    builder->size = 0;
    builder->depth = 0;
    builder->done = false;
}

/* ---- Faults ---------------------------------------------------------------------------------- */

/* Returns true if only a key, or the end of the object, can be given next. */
static inline bool needs_key(const cl_builder *b)
{
    return b->depth > 0 && b->open[b->depth - 1].object && b->key.text == NULL;
}

/* Writes the JSON Pointer of the value that can be given next. It is the innermost object itself if
 * a key must be given first. */
static void write_place(const cl_builder *b, cl_buffer *pointer)
{
    uint32_t steps = needs_key(b) ? b->depth - 1 : b->depth;
    for (uint32_t i = 0; i < steps; i++) {
        const cl_built_open *open = &b->open[i];
        cl_keys_step(&b->keys, open->object, open->index,
                     i + 1 < b->depth ? &b->open[i + 1].keys : NULL, pointer);
    }
}

/* Adds the place to the fault. `key`: a duplicate key, which is added to the place; else NULL.
 * Always returns false. */
static bool locate(cl_builder *b, const cl_key *key)
{
    cl_buffer pointer;
    cl_buffer_init(&pointer);
    write_place(b, &pointer);
    if (key != NULL)
        cl_pointer_step(&pointer, key->text, key->length);
    cl_error_at_pointer(&b->fault, &pointer);
    return false;
}

CL_APART static bool fail(cl_builder *b, cl_code code, const char *message)
{
    cl_error_set(&b->fault, code, "%s", message);
    return locate(b, NULL);
}

CL_APART static bool fail_memory(cl_builder *b)
{
    return cl_error_memory(&b->fault);
}

/* ---- Events ---------------------------------------------------------------------------------- */

/* The reason why no value can be given now. */
CL_APART static bool refuse_value(cl_builder *b)
{
    if (b->done)
        return fail(b, CL_USAGE, "an event behind the end of the value; expected none");
    return fail(b, CL_USAGE, "a value without a key in an object; expected a key");
}

/* True if a value can be given now. */
static inline bool takes_value(cl_builder *b)
{
    if (b->fault.code != CL_NONE)
        return false;
    return (!b->done && !needs_key(b)) || refuse_value(b);
}

CL_APART static bool grow(cl_builder *b)
{
    size_t larger = b->capacity == 0 ? 64 : b->capacity, bytes;
    cl_built *grown = NULL;
    if (cl_size_mul(larger, 2, &larger) && cl_size_mul(larger, sizeof *grown, &bytes))
        grown = realloc(b->events, bytes);
    if (grown == NULL)
        return fail_memory(b);
    b->events = grown;
    b->capacity = larger;
    return true;
}

CL_APART static bool refuse_size(cl_builder *b)
{
    cl_error_set(&b->fault, CL_LIMIT_SIZE, "a value of more than %u bytes; expected at most that",
                 CL_MAX_DOCUMENT);
    return locate(b, NULL);
}

/* Counts `length` bytes. False if the value becomes too large. */
static inline bool count(cl_builder *b, size_t length)
{
    if (length > CL_MAX_DOCUMENT - b->size)
        return refuse_size(b);
    b->size += length;
    return true;
}

/* Adds an event. For a value its key is used up. */
static inline bool add(cl_builder *b, cl_built_kind kind, const cl_value *value)
{
    if (!count(b, 1) || (b->count == b->capacity && !grow(b)))
        return false;
    cl_built *event = &b->events[b->count++];
    event->kind = kind;
    event->key = b->key;
    event->value = *value;
    b->key.text = NULL;
    return true;
}

/* Behind a complete value: the next item has the next index, and a value that is in no array or
 * object is the whole. */
static inline void pass(cl_builder *b)
{
    if (b->depth > 0)
        b->open[b->depth - 1].index++;
    else
        b->done = true;
}

static inline bool add_scalar(cl_builder *b, const cl_value *value)
{
    if (!add(b, CL_BUILT_SCALAR, value))
        return false;
    pass(b);
    return true;
}

bool cl_builder_scalar(cl_builder *builder, cl_value value)
{
    return takes_value(builder) && add_scalar(builder, &value);
}

bool cl_builder_real(cl_builder *builder, double real)
{
    cl_value value;
    if (!takes_value(builder))
        return false;
    if (!cl_real_value(real, &value))
        return fail(builder, CL_JSON_NUMBER, "NaN or an infinity; expected a finite number");
    value.written_real = value.kind == CL_KIND_INTEGER;
    return add_scalar(builder, &value);
}

/* Checks a text that is not plain ASCII. False with a fault if it is not valid UTF-8. */
CL_APART static bool check_text(cl_builder *b, const char *text, size_t length, bool *plain)
{
    if (cl_utf8_prefix(text, length) < length)
        return fail(b, CL_JSON_UTF8, "text that is not valid UTF-8; expected valid UTF-8");
    *plain = cl_text_is_plain(text, length);
    return true;
}

/* Copies a text that is valid UTF-8. NULL with a fault. `*plain`: no byte needs an escape in JSON.
 */
static inline const char *take_text(cl_builder *b, const char *text, size_t length, bool *plain)
{
    *plain = cl_text_is_usual(text, length);
    if ((!*plain && !check_text(b, text, length, plain)) || !count(b, length))
        return NULL;
    const char *copy = cl_arena_text(&b->texts, text, length);
    if (copy == NULL)
        fail_memory(b);
    return copy;
}

bool cl_builder_string(cl_builder *builder, const char *text, size_t length)
{
    bool plain;
    if (!takes_value(builder))
        return false;
    const char *copy = take_text(builder, text, length, &plain);
    if (copy == NULL)
        return false;
    cl_value value = cl_value_string(copy, (uint32_t)length);
    value.plain = plain;
    return add_scalar(builder, &value);
}

CL_APART static bool refuse_key(cl_builder *b)
{
    if (b->done)
        return refuse_value(b);
    if (b->key.text != NULL)
        return fail(b, CL_USAGE, "a key behind a key; expected the value of the member");
    return fail(b, CL_USAGE, "a key outside of an object; expected a value");
}

bool cl_builder_key(cl_builder *builder, const char *text, size_t length)
{
    bool plain;
    if (builder->fault.code != CL_NONE)
        return false;
    if (builder->depth == 0 || !builder->open[builder->depth - 1].object ||
        builder->key.text != NULL)
        return refuse_key(builder);
    const char *copy = take_text(builder, text, length, &plain);
    if (copy == NULL)
        return false;
    cl_key key = cl_key_of(copy, (uint32_t)length);
    switch (cl_keys_add(&builder->keys, &builder->open[builder->depth - 1].keys, &key)) {
    case CL_KEY_NEW:
        builder->key = key;
        return true;
    case CL_KEY_TWICE:
        cl_error_set(&builder->fault, CL_JSON_KEY,
                     "a key that its object has already; expected each key once");
        return locate(builder, &key);
    case CL_KEY_NO_MEMORY:
        break;
    }
    return fail_memory(builder);
}

CL_APART static bool refuse_depth(cl_builder *b)
{
    cl_error_set(&b->fault, CL_LIMIT_DEPTH,
                 "arrays and objects nested deeper than %d; expected at most that", CL_MAX_DEPTH);
    return locate(b, NULL);
}

bool cl_builder_begin(cl_builder *builder, bool object)
{
    static const cl_value none = {.kind = CL_KIND_NULL};
    if (!takes_value(builder))
        return false;
    if (builder->depth == CL_MAX_DEPTH)
        return refuse_depth(builder);
    if (!add(builder, object ? CL_BUILT_OBJECT : CL_BUILT_ARRAY, &none))
        return false;
    builder->open[builder->depth++] = (cl_built_open){.object = object,
                                                      .keys = cl_keys_open(&builder->keys)};
    return true;
}

bool cl_builder_end(cl_builder *builder)
{
    static const cl_value none = {.kind = CL_KIND_NULL};
    if (builder->fault.code != CL_NONE)
        return false;
    if (builder->depth == 0)
        return fail(builder, CL_USAGE, "an end outside of arrays and objects; expected none");
    if (builder->key.text != NULL)
        return fail(builder, CL_USAGE,
                    "the end of an object behind a key; expected the value of the member");
    if (!add(builder, CL_BUILT_END, &none))
        return false;
    cl_keys_close(&builder->keys, &builder->open[--builder->depth].keys);
    pass(builder);
    return true;
}

/* ---- The value ------------------------------------------------------------------------------- */

bool cl_builder_complete(const cl_builder *builder, cl_error *error)
{
    const cl_error *fault = &builder->fault;
    if (fault->code != CL_NONE) {
        cl_error_set(error, fault->code, "%s", fault->message);
        cl_error_at(error, fault->at);
        return false;
    }
    if (builder->done)
        return true;
    if (builder->depth == 0)
        return cl_error_set(error, CL_USAGE, "there is no value; expected the events of one");
    return cl_error_set(error, CL_USAGE,
                        "a value that is not complete; expected the end of %u arrays and objects",
                        (unsigned)builder->depth);
}

static bool report(const cl_built *event, const cl_sink *sink, cl_error *error)
{
    const cl_key *key = event->key.text != NULL ? &event->key : NULL;
    switch (event->kind) {
    case CL_BUILT_SCALAR:
        return cl_tell_scalar(sink, key, &event->value, error);
    case CL_BUILT_ARRAY:
    case CL_BUILT_OBJECT:
        return cl_tell_begin(sink, key, event->kind == CL_BUILT_OBJECT, error);
    case CL_BUILT_END:
        break;
    }
    return cl_tell_end(sink, error);
}

bool cl_builder_report(const cl_builder *builder, const cl_sink *sink, cl_error *error)
{
    bool ok = cl_builder_complete(builder, error);
    for (size_t i = 0; ok && i < builder->count; i++)
        ok = report(&builder->events[i], sink, error);
    return ok;
}

bool cl_builder_value(const cl_builder *builder, size_t most, cl_arena *arena, cl_value *value,
                      cl_error *error)
{
    if (builder->size > most)
        return cl_error_set(error, CL_LIMIT_SIZE, "a value of %zu bytes; expected at most %zu",
                            builder->size, most);
    cl_tree tree;
    cl_tree_init(&tree, arena);
    cl_sink sink = cl_tree_sink(&tree);
    bool ok = cl_builder_report(builder, &sink, error);
    if (ok)
        *value = tree.root;
    cl_tree_free(&tree);
    return ok;
}
