/* json.c — the grammar of JSON over the tokens of json_scan.c: a state machine with its own stack.
 *
 *          ┌──────────────── ',' in an array ────────────────┐
 *          ▼                                                 │
 *   ──▶ VALUE ─── scalar, empty or finished container ──▶ AFTER ──▶ DONE (outermost)
 *        │ └───── '[' ─▶ FIRST_ITEM ─── as VALUE, or ']' ──▲ ▲ │
 *        └─────── '{' ─▶ FIRST_MEMBER ─ as MEMBER, or '}' ─┘ │ │
 *                  ┌──── MEMBER ─ key, ':', then as VALUE ───┘ │
 *                  └──────◀────── ',' in an object ────────────┘
 */
#include "data/json.h"

#include <string.h>

#include "base/hints.h"
#include "base/limits.h"
#include "data/json_scan.h"
#include "data/json_skip.h"
#include "data/keys.h"

typedef enum step {
    STEP_VALUE,
    STEP_FIRST_ITEM,
    STEP_FIRST_MEMBER,
    STEP_MEMBER,
    STEP_AFTER,
    STEP_DONE, /* this one and the next are final */
    STEP_FAULT
} step;

/* An open container. */
typedef struct frame {
    bool object;
    uint32_t index;     /* of the item that is being read */
    cl_key_set keys;    /* the last key is that of the member being read */
    cl_arena_mark mark; /* for `texts`: its memory is released with the container */
} frame;

typedef struct reader {
    cl_scan scan;
    const cl_sink *sink; /* NULL: only validate */
    const char *token;   /* the beginning of the token that is being read */
    /* Numbers that are too large, and arrays and objects that are too deep, are read as null. */
    bool foreign;
    bool in_value;  /* a fault lies in a value, not in the container around it */
    cl_arena texts; /* strings whose escapes were resolved */
    cl_keys keys;
    uint32_t depth;
    frame frames[CL_MAX_DEPTH];
} reader;

static step after(bool ok)
{
    return ok ? STEP_AFTER : STEP_FAULT;
}

/* Makes the value of a string without escapes. It has no byte that needs one. */
static cl_value as_it_stands(const cl_scan_text *text)
{
    cl_value value = cl_value_string(text->text, (uint32_t)text->length);
    value.plain = true;
    return value;
}

/* Resolves the escapes of a string into `texts`. False if memory runs out. */
static bool meaning(reader *r, const cl_scan_text *text, cl_value *value)
{
    char *copy = cl_arena_alloc(&r->texts, text->length);
    if (copy == NULL)
        return cl_error_memory(r->scan.error);
    *value = cl_value_string(copy, (uint32_t)cl_scan_unescape(text, copy));
    return true;
}

CL_APART static step read_escaped(reader *r, const cl_key *key, const cl_scan_text *text)
{
    if (r->sink == NULL)
        return STEP_AFTER;
    cl_value value;
    cl_arena_mark mark = cl_arena_here(&r->texts);
    bool ok = meaning(r, text, &value) && cl_tell_scalar(r->sink, key, &value, r->scan.error);
    cl_arena_undo(&r->texts, mark);
    return after(ok);
}

static inline step read_string(reader *r, const cl_key *key)
{
    cl_scan_text text;
    if (!cl_scan_string(&r->scan, &text))
        return STEP_FAULT;
    if (text.escaped)
        return read_escaped(r, key, &text);
    cl_value value = as_it_stands(&text);
    return after(cl_tell_scalar(r->sink, key, &value, r->scan.error));
}

/* Skips a value that is too deep in a foreign document, and reports it as null. */
static step pass_over(reader *r, const cl_key *key)
{
    const cl_value null = cl_value_null();
    return after(cl_json_skip(&r->scan) && cl_tell_scalar(r->sink, key, &null, r->scan.error));
}

/* Reads a number. In a foreign document, one that JSON_NUMBER refuses is null. */
static bool read_number(reader *r, cl_value *value)
{
    cl_error why, *error = r->scan.error;
    if (!r->foreign)
        return cl_scan_number(&r->scan, value);
    cl_error_init(&why);
    r->scan.error = &why;
    bool read = cl_scan_number(&r->scan, value);
    r->scan.error = error;
    if (read || why.code != CL_JSON_NUMBER) {
        if (!read && error != NULL)
            *error = why;
        return read;
    }
    r->scan.at = r->token;
    cl_json_skip_number(&r->scan);
    *value = cl_value_null();
    return true;
}

static step open_container(reader *r, const cl_key *key, bool object)
{
    if (r->depth == CL_MAX_DEPTH && r->foreign)
        return pass_over(r, key);
    if (r->depth == CL_MAX_DEPTH) {
        cl_error_set(r->scan.error, CL_LIMIT_DEPTH,
                     "arrays and objects nested deeper than %d; expected at most that",
                     CL_MAX_DEPTH);
        return STEP_FAULT;
    }
    if (!cl_tell_begin(r->sink, key, object, r->scan.error))
        return STEP_FAULT;
    frame *top = &r->frames[r->depth++];
    top->object = object;
    top->index = 0;
    top->keys = cl_keys_open(&r->keys);
    top->mark = cl_arena_here(&r->texts);
    r->scan.at++;
    return object ? STEP_FIRST_MEMBER : STEP_FIRST_ITEM;
}

static step close_container(reader *r)
{
    const frame *top = &r->frames[r->depth - 1];
    if (!cl_tell_end(r->sink, r->scan.error))
        return STEP_FAULT;
    cl_keys_close(&r->keys, &top->keys);
    cl_arena_undo(&r->texts, top->mark);
    r->depth--;
    r->scan.at++;
    return STEP_AFTER;
}

/* What the message expects if a value is missing; often there is a comma behind the last item. */
static const char *value_wanted(const reader *r)
{
    if (r->depth == 0)
        return "a value";
    const frame *top = &r->frames[r->depth - 1];
    if (top->object)
        return "a value after ':'";
    return top->index > 0 ? "a value after ','" : "a value or ']'";
}

/* Reads a value that is not a string. */
CL_APART static step read_other(reader *r, const cl_key *key)
{
    cl_value value;
    bool ok;
    switch (r->scan.at < r->scan.end ? *r->scan.at : '\0') {
    case '[':
        return open_container(r, key, false);
    case '{':
        return open_container(r, key, true);
    case 't':
    case 'f':
    case 'n':
        ok = cl_scan_literal(&r->scan, &value);
        break;
    case '-':
    case '0':
    case '1':
    case '2':
    case '3':
    case '4':
    case '5':
    case '6':
    case '7':
    case '8':
    case '9':
        ok = read_number(r, &value);
        break;
    default:
        ok = cl_scan_expected(&r->scan, value_wanted(r));
        break;
    }
    return after(ok && cl_tell_scalar(r->sink, key, &value, r->scan.error));
}

/* Reads the next token as the beginning of a value. `key` is the key of its member; NULL in an
 * array and for the document. */
static inline step read_value(reader *r, const cl_key *key)
{
    bool string = cl_scan_next_is(&r->scan, '"');
    r->token = r->scan.at;
    r->in_value = true;
    return string ? read_string(r, key) : read_other(r, key);
}

/* Writes the JSON Pointer of a fault: the current item or member of the innermost container. It is
 * the container itself if the fault is at a key or between two members. */
static void write_place(const reader *r, cl_buffer *pointer)
{
    uint32_t steps = r->in_value || r->depth == 0 ? r->depth : r->depth - 1;
    for (uint32_t i = 0; i < steps; i++) {
        const frame *open = &r->frames[i];
        cl_keys_step(&r->keys, open->object, open->index,
                     i + 1 < r->depth ? &r->frames[i + 1].keys : NULL, pointer);
    }
}

/* Adds place and offset to the fault, unless it has them. `key`: the duplicate key, which is added
 * to the place; else NULL. */
static void locate(const reader *r, const cl_key *key)
{
    if (r->scan.error == NULL)
        return;
    cl_error_offset(r->scan.error, (size_t)(r->token - r->scan.begin));
    cl_buffer pointer;
    cl_buffer_init(&pointer);
    write_place(r, &pointer);
    if (key != NULL)
        cl_pointer_step(&pointer, key->text, key->length);
    cl_error_at_pointer(r->scan.error, &pointer);
}

/* Resolves the escapes of a key. */
CL_APART static bool key_meaning(reader *r, const cl_scan_text *text, cl_key *key)
{
    cl_value value;
    if (!meaning(r, text, &value))
        return false;
    *key = cl_key_of(value.text, value.length);
    return true;
}

/* Sets the fault of a key that cl_keys_add has refused. */
CL_APART static bool refuse_key(reader *r, const cl_key *key, cl_key_result result)
{
    if (result == CL_KEY_NO_MEMORY)
        return cl_error_memory(r->scan.error);
    cl_error_set(r->scan.error, CL_JSON_KEY,
                 "a key that its object has already; expected each key once");
    locate(r, key);
    return false;
}

static const char after_comma[] = "a key after ','";

/* Reads a key, adds it to the keys of its object, and reads the colon behind it. */
static inline bool read_key(reader *r, const char *wanted)
{
    cl_scan_text text;
    cl_key key;
    bool string = cl_scan_next_is(&r->scan, '"');
    r->token = r->scan.at;
    r->in_value = false;
    if (!string)
        return cl_scan_expected(&r->scan, wanted);
    if (!cl_scan_key(&r->scan, &text, &key.mark))
        return false;
    key.text = text.text;
    key.length = (uint32_t)text.length;
    if (text.escaped && !key_meaning(r, &text, &key))
        return false;
    cl_key_result result = cl_keys_add(&r->keys, &r->frames[r->depth - 1].keys, &key);
    if (result != CL_KEY_NEW)
        return refuse_key(r, &key, result);
    if (!cl_scan_next_is(&r->scan, ':'))
        return cl_scan_expected(&r->scan, "':' after a key");
    r->scan.at++;
    return true;
}

/* Reads a member, and the members behind it as long as their values are scalars. */
static step read_members(reader *r, const char *wanted)
{
    for (;; wanted = after_comma) {
        if (!read_key(r, wanted))
            return STEP_FAULT;
        step next = read_value(r, cl_keys_last(&r->keys, NULL));
        if (next != STEP_AFTER)
            return next;
        if (!cl_scan_next_is(&r->scan, ','))
            return STEP_AFTER;
        r->scan.at++;
    }
}

static step read_after(reader *r)
{
    bool end = r->scan.at == r->scan.end;
    if (r->depth == 0) {
        if (end)
            return STEP_DONE;
        cl_scan_expected(&r->scan, "nothing after the document");
        return STEP_FAULT;
    }
    frame *top = &r->frames[r->depth - 1];
    char c = end ? '\0' : *r->scan.at;
    if (c == ',') {
        r->scan.at++;
        top->index++;
        return top->object ? STEP_MEMBER : STEP_VALUE;
    }
    if (c == (top->object ? '}' : ']'))
        return close_container(r);
    cl_scan_expected(&r->scan, top->object ? "',' or '}' after a member of an object"
                                           : "',' or ']' after an item of an array");
    return STEP_FAULT;
}

static step take_step(reader *r, step now)
{
    cl_scan_space(&r->scan);
    r->token = r->scan.at;
    r->in_value = false;
    char c = r->scan.at < r->scan.end ? *r->scan.at : '\0';
    switch (now) {
    case STEP_FIRST_ITEM:
        return c == ']' ? close_container(r) : read_value(r, NULL);
    case STEP_VALUE:
        return read_value(r, NULL);
    case STEP_FIRST_MEMBER:
        return c == '}' ? close_container(r) : read_members(r, "a key or '}'");
    case STEP_MEMBER:
        return read_members(r, after_comma);
    case STEP_AFTER:
        return read_after(r);
    case STEP_DONE:
    case STEP_FAULT:
        break;
    }
    return now;
}

static bool may_read(reader *r, size_t length)
{
    return length <= UINT32_MAX ||
           cl_error_set(r->scan.error, CL_LIMIT_SIZE,
                        "a document of %zu bytes; expected less than 4 GiB", length);
}

/* RFC 8259, 8.1 forbids a byte order mark and allows a reader to skip it. Offsets count its
 * bytes. */
static void pass_mark(reader *r)
{
    size_t length = (size_t)(r->scan.end - r->scan.at);
    cl_text_skip_bom(&r->scan.at, &length);
    r->token = r->scan.at;
}

/* Reads a document. The caller has set `sink` and `foreign` of the reader. */
static bool read_json(reader *r, const char *bytes, size_t length, cl_error *error)
{
    r->scan.begin = r->scan.at = r->token = length > 0 ? bytes : "";
    r->scan.end = r->scan.begin + length;
    r->scan.error = error;
    r->depth = 0;
    r->in_value = false;
    cl_arena_init(&r->texts, SIZE_MAX);
    cl_keys_init(&r->keys);
    pass_mark(r);
    step next = may_read(r, length) ? STEP_VALUE : STEP_FAULT;
    while (next < STEP_DONE)
        next = take_step(r, next);
    if (next == STEP_FAULT)
        locate(r, NULL);
    cl_keys_free(&r->keys);
    cl_arena_free(&r->texts);
    return next == STEP_DONE;
}

bool cl_json_read(const char *bytes, size_t length, const cl_sink *sink, cl_error *error)
{
    reader r;
    r.sink = sink;
    r.foreign = false;
    return read_json(&r, bytes, length, error);
}

static bool read_value_of(const char *bytes, size_t length, bool foreign, cl_arena *arena,
                          cl_value *value, cl_error *error)
{
    cl_tree tree;
    cl_tree_init(&tree, arena);
    cl_sink sink = cl_tree_sink(&tree);
    reader r;
    r.sink = &sink;
    r.foreign = foreign;
    bool ok = read_json(&r, bytes, length, error);
    if (ok)
        *value = tree.root;
    cl_tree_free(&tree);
    return ok;
}

bool cl_json_value(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                   cl_error *error)
{
    return read_value_of(bytes, length, false, arena, value, error);
}

bool cl_json_foreign(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                     cl_error *error)
{
    return read_value_of(bytes, length, true, arena, value, error);
}

/* ---- Members as they are written ------------------------------------------------------------- */

/* A sink that notes where the values of some members of the document begin and end. */
typedef struct finder {
    const reader *reader;
    const char *const *names;
    cl_text *values;
    size_t count;
    cl_text *open; /* of a wanted array or object that is being read; else NULL */
} finder;

/* Returns where the value of a member of the document goes; NULL if it is not wanted. */
static cl_text *place_of(const finder *f, const cl_key *key)
{
    for (size_t i = 0; f->reader->depth == 1 && key != NULL && i < f->count; i++) {
        if (cl_text_is(key->text, key->length, f->names[i]))
            return &f->values[i];
    }
    return NULL;
}

static bool find_scalar(void *self, const cl_key *key, const cl_value *value, cl_error *error)
{
    finder *f = self;
    cl_text *place = place_of(f, key);
    const char *token = f->reader->token;
    if (place != NULL)
        *place = (cl_text){.at = token, .length = (size_t)(f->reader->scan.at - token)};
    (void)value;
    (void)error;
    return true;
}

static bool find_begin(void *self, const cl_key *key, bool object, cl_error *error)
{
    finder *f = self;
    cl_text *place = place_of(f, key);
    if (place != NULL) {
        place->at = f->reader->token;
        f->open = place;
    }
    (void)object;
    (void)error;
    return true;
}

static bool find_end(void *self, cl_error *error)
{
    finder *f = self;
    if (f->reader->depth == 2 && f->open != NULL) {
        f->open->length = (size_t)(f->reader->scan.at + 1 - f->open->at);
        f->open = NULL;
    }
    (void)error;
    return true;
}

bool cl_json_find(const char *bytes, size_t length, const char *const *names, size_t count,
                  cl_text *values, cl_error *error)
{
    reader r;
    finder f = {.reader = &r, .names = names, .values = values, .count = count};
    cl_sink sink = {.scalar = find_scalar, .begin = find_begin, .end = find_end, .self = &f};
    r.sink = &sink;
    r.foreign = false;
    for (size_t i = 0; i < count; i++)
        values[i] = (cl_text){.at = NULL};
    return read_json(&r, bytes, length, error);
}
