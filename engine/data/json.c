/* json.c — the grammar of JSON over json_scan.c's words, as a machine with a stack of its own.
 *
 *          ┌────────────── ',' in an array ──────────────┐
 *          ▼                                             │
 *   ──▶ VALUE ── scalar, empty or finished container ─▶ AFTER ──▶ DONE (outermost)
 *        │  ▲ └── '[' ─▶ FIRST_ITEM ── as VALUE, or ']' ─▲ │
 *        │  └── ':' ── KEY ◀──────── ',' in an object ───┼─┘
 *        └───── '{' ─▶ FIRST_KEY ──── as KEY, or '}' ────┘
 */
#include "data/json.h"

#include <string.h>

#include "base/limits.h"
#include "data/json_scan.h"
#include "data/keys.h"

typedef enum step {
    STEP_VALUE,
    STEP_FIRST_ITEM,
    STEP_FIRST_KEY,
    STEP_KEY,
    STEP_AFTER,
    STEP_DONE,
    STEP_FAULT
} step;

/* A container that is still open. */
typedef struct frame {
    bool object;
    uint32_t index;     /* of the item being read */
    cl_key_set keys;    /* the last one is that of the member being read */
    cl_arena_mark mark; /* what the container needed of `texts` goes with it */
} frame;

typedef struct reader {
    cl_scan scan;
    const cl_sink *sink; /* NULL: nobody listens */
    const char *token;   /* where the word begins that is being read */
    cl_arena texts;      /* strings that had escapes */
    cl_keys keys;
    uint32_t depth;
    frame frames[CL_MAX_DEPTH];
} reader;

static bool tell(reader *r, cl_event_type type, const cl_value *value)
{
    return r->sink == NULL || r->sink->take(r->sink->self, type, value, r->scan.error);
}

static step after(bool ok)
{
    return ok ? STEP_AFTER : STEP_FAULT;
}

/* A string without escapes; what would need one cannot stand in it. */
static cl_value as_it_stands(const cl_scan_text *text)
{
    cl_value value = cl_value_string(text->text, (uint32_t)text->length);
    value.plain = true;
    return value;
}

/* The meaning of a string that was read; false when memory ran out. */
static bool meaning(reader *r, const cl_scan_text *text, cl_value *value)
{
    if (!text->escaped) {
        *value = as_it_stands(text);
        return true;
    }
    char *copy = cl_arena_alloc(&r->texts, text->length);
    if (copy == NULL)
        return cl_error_memory(r->scan.error);
    *value = cl_value_string(copy, (uint32_t)cl_scan_unescape(text, copy));
    return true;
}

static step read_string(reader *r)
{
    cl_scan_text text;
    cl_value value;
    if (!cl_scan_string(&r->scan, &text))
        return STEP_FAULT;
    if (r->sink == NULL)
        return STEP_AFTER;
    if (!text.escaped) {
        value = as_it_stands(&text);
        return after(tell(r, CL_EVENT_SCALAR, &value));
    }
    cl_arena_mark mark = cl_arena_here(&r->texts);
    bool ok = meaning(r, &text, &value) && tell(r, CL_EVENT_SCALAR, &value);
    cl_arena_undo(&r->texts, mark);
    return after(ok);
}

static step open_container(reader *r, bool object)
{
    if (r->depth == CL_MAX_DEPTH) {
        cl_error_set(r->scan.error, CL_LIMIT_DEPTH,
                     "arrays and objects nested deeper than %d; expected at most that",
                     CL_MAX_DEPTH);
        return STEP_FAULT;
    }
    if (!tell(r, object ? CL_EVENT_BEGIN_OBJECT : CL_EVENT_BEGIN_ARRAY, NULL))
        return STEP_FAULT;
    frame *top = &r->frames[r->depth++];
    top->object = object;
    top->index = 0;
    top->keys = cl_keys_open(&r->keys);
    top->mark = cl_arena_here(&r->texts);
    r->scan.at++;
    return object ? STEP_FIRST_KEY : STEP_FIRST_ITEM;
}

static step close_container(reader *r)
{
    const frame *top = &r->frames[r->depth - 1];
    if (!tell(r, top->object ? CL_EVENT_END_OBJECT : CL_EVENT_END_ARRAY, NULL))
        return STEP_FAULT;
    cl_keys_close(&r->keys, &top->keys);
    cl_arena_undo(&r->texts, top->mark);
    r->depth--;
    r->scan.at++;
    return STEP_AFTER;
}

/* What to say where a value is missing: mostly somebody left a comma at the end of an array. */
static const char *value_wanted(const reader *r)
{
    if (r->depth == 0)
        return "a value";
    const frame *top = &r->frames[r->depth - 1];
    if (top->object)
        return "a value after ':'";
    return top->index > 0 ? "a value after ','" : "a value or ']'";
}

static step read_value(reader *r)
{
    cl_value value;
    bool ok;
    switch (r->scan.at < r->scan.end ? *r->scan.at : '\0') {
    case '"':
        return read_string(r);
    case '[':
        return open_container(r, false);
    case '{':
        return open_container(r, true);
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
        ok = cl_scan_number(&r->scan, &value);
        break;
    default:
        ok = cl_scan_expected(&r->scan, value_wanted(r));
        break;
    }
    return after(ok && tell(r, CL_EVENT_SCALAR, &value));
}

/* The JSON Pointer of the value being read. `inside`: the fault lies in the item or member that the
 * innermost container is at; else in that container itself, at a key or between two members. */
static void write_place(const reader *r, bool inside, cl_buffer *pointer)
{
    uint32_t steps = inside || r->depth == 0 ? r->depth : r->depth - 1;
    for (uint32_t i = 0; i < steps; i++) {
        const frame *open = &r->frames[i];
        if (!open->object) {
            cl_pointer_index(pointer, open->index);
            continue;
        }
        uint32_t keys = i + 1 < r->depth ? r->frames[i + 1].keys.from : r->keys.count;
        const cl_key *key = &r->keys.stack[keys - 1];
        cl_pointer_step(pointer, key->text, key->length);
    }
}

/* Adds place and offset to the fault, unless they are known. `key`: of a member that is no member,
 * or NULL. */
static void locate(const reader *r, bool inside, const cl_value *key)
{
    if (r->scan.error == NULL)
        return;
    cl_error_offset(r->scan.error, (size_t)(r->token - r->scan.begin));
    cl_buffer pointer;
    cl_buffer_init(&pointer);
    write_place(r, inside, &pointer);
    if (key != NULL)
        cl_pointer_step(&pointer, key->text, key->length);
    if (pointer.failed) { /* better no fault but this than one with a wrong place */
        cl_error_init(r->scan.error);
        cl_error_memory(r->scan.error);
    } else {
        cl_error_at(r->scan.error, cl_buffer_text(&pointer));
    }
    cl_buffer_free(&pointer);
}

static bool add_key(reader *r, const cl_value *key)
{
    frame *top = &r->frames[r->depth - 1];
    switch (cl_keys_add(&r->keys, &top->keys, key->text, key->length)) {
    case CL_KEY_NEW:
        return true;
    case CL_KEY_TWICE:
        cl_error_set(r->scan.error, CL_JSON_KEY,
                     "a key that its object has already; expected each key once");
        locate(r, false, key);
        return false;
    case CL_KEY_NO_MEMORY:
        break;
    }
    return cl_error_memory(r->scan.error);
}

static step read_key(reader *r, const char *wanted)
{
    cl_scan_text text;
    cl_value key;
    if (r->scan.at == r->scan.end || *r->scan.at != '"') {
        cl_scan_expected(&r->scan, wanted);
        return STEP_FAULT;
    }
    if (!cl_scan_string(&r->scan, &text) || !meaning(r, &text, &key) || !add_key(r, &key) ||
        !tell(r, CL_EVENT_KEY, &key))
        return STEP_FAULT;
    cl_scan_space(&r->scan);
    if (r->scan.at == r->scan.end || *r->scan.at != ':') {
        cl_scan_expected(&r->scan, "':' after a key");
        return STEP_FAULT;
    }
    r->scan.at++;
    return STEP_VALUE;
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
        return top->object ? STEP_KEY : STEP_VALUE;
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
    char c = r->scan.at < r->scan.end ? *r->scan.at : '\0';
    switch (now) {
    case STEP_FIRST_ITEM:
        return c == ']' ? close_container(r) : read_value(r);
    case STEP_VALUE:
        return read_value(r);
    case STEP_FIRST_KEY:
        return c == '}' ? close_container(r) : read_key(r, "a key or '}'");
    case STEP_KEY:
        return read_key(r, "a key after ','");
    case STEP_AFTER:
        return read_after(r);
    case STEP_DONE:
    case STEP_FAULT:
        break;
    }
    return now;
}

/* Refuses what no reading is needed for. RFC 8259, 8.1 forbids the mark and lets a reader pass over
 * it; we refuse, because the same bytes must mean the same to every reader that may be next. */
static bool may_read(reader *r, size_t length)
{
    if (length >= 3 && memcmp(r->scan.begin, "\xEF\xBB\xBF", 3) == 0)
        return cl_error_set(r->scan.error, CL_JSON,
                            "a byte order mark before the document; expected a file without it");
    if (length > UINT32_MAX)
        return cl_error_set(r->scan.error, CL_LIMIT_SIZE,
                            "a document of %zu bytes; expected less than 4 GiB", length);
    return true;
}

bool cl_json_read(const char *bytes, size_t length, const cl_sink *sink, cl_error *error)
{
    reader r;
    r.scan.begin = r.scan.at = r.token = length > 0 ? bytes : "";
    r.scan.end = r.scan.begin + length;
    r.scan.error = error;
    r.sink = sink;
    r.depth = 0;
    cl_arena_init(&r.texts, SIZE_MAX);
    cl_keys_init(&r.keys);
    step now = may_read(&r, length) ? STEP_VALUE : STEP_FAULT, next = now;
    while (next != STEP_DONE && next != STEP_FAULT) {
        now = next;
        next = take_step(&r, now);
    }
    if (next == STEP_FAULT)
        locate(&r, now == STEP_VALUE || now == STEP_FIRST_ITEM, NULL);
    cl_keys_free(&r.keys);
    cl_arena_free(&r.texts);
    return next == STEP_DONE;
}

bool cl_json_value(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                   cl_error *error)
{
    cl_tree tree;
    cl_tree_init(&tree, arena);
    cl_sink sink = cl_tree_sink(&tree);
    bool ok = cl_json_read(bytes, length, &sink, error);
    if (ok)
        *value = tree.root;
    cl_tree_free(&tree);
    return ok;
}
