/* cbor_read.c — the event reader of CBOR: reports one item as events to a sink.
 *
 * Reads bytes only through cbor.h. The state is a stack of open containers. Each turn of the loop
 * either ends the innermost container, or reads its next item, with the key if it is a map.
 */
#include <string.h>

#include "base/limits.h"
#include "data/cbor.h"
#include "data/keys.h"
#include "data/text.h"

/* An open container. */
typedef struct frame {
    bool object;
    bool indefinite;
    bool begun;         /* an item of it has been read or is being read */
    uint32_t index;     /* of the item that is being read */
    uint64_t left;      /* items or members that remain, if definite */
    cl_key_set keys;    /* the last key is that of the member being read */
    cl_arena_mark mark; /* for `texts`: its memory is released with the container */
} frame;

typedef struct reader {
    cl_cbor cbor;
    const cl_sink *sink;        /* NULL: only validate */
    const unsigned char *token; /* the beginning of the item that is being read */
    cl_arena texts;             /* strings whose pieces were joined */
    cl_keys keys;
    uint32_t depth;
    bool in_key; /* a fault lies in the container, not in a member */
    frame frames[CL_MAX_DEPTH];
} reader;

static bool fault(const reader *r, cl_code code, const char *message)
{
    return cl_error_set(r->cbor.error, code, "%s", message);
}

/* Writes the JSON Pointer of the item that is being read, or of its container if a key is wrong. */
static void write_place(const reader *r, cl_buffer *pointer)
{
    uint32_t steps = r->in_key ? r->depth - 1 : r->depth;
    for (uint32_t i = 0; i < steps; i++) {
        const frame *open = &r->frames[i];
        if (!open->begun)
            break;
        cl_keys_step(&r->keys, open->object, open->index,
                     i + 1 < r->depth ? &r->frames[i + 1].keys : NULL, pointer);
    }
}

/* Adds place and offset to the fault, unless it has them. `key`: the duplicate key, which is added
 * to the place; else NULL. */
static void locate(const reader *r, const cl_key *key)
{
    if (r->cbor.error == NULL)
        return;
    cl_error_offset(r->cbor.error, (size_t)(r->token - r->cbor.begin));
    cl_buffer pointer;
    cl_buffer_init(&pointer);
    write_place(r, &pointer);
    if (key != NULL)
        cl_pointer_step(&pointer, key->text, key->length);
    cl_error_at_pointer(r->cbor.error, &pointer);
}

/* Reads a text string after its head. */
static bool read_text(reader *r, const cl_cbor_head *head, cl_value *value)
{
    const unsigned char *bytes;
    size_t length;
    if (!cl_cbor_text(&r->cbor, head, &r->texts, &bytes, &length))
        return false;
    *value = cl_value_string((const char *)bytes, (uint32_t)length);
    return true;
}

/* The fast path for nearly all items: a definite text of ASCII without escapes, whose head has one
 * or two bytes. False for any other item, without a fault and with the cursor unchanged. */
static bool read_usual_text(reader *r, cl_value *value)
{
    const unsigned char *at = r->cbor.at;
    size_t head, length;
    if (!cl_cbor_short_text(at, (size_t)(r->cbor.end - at), &head, &length) ||
        !cl_text_is_usual((const char *)at + head, length))
        return false;
    *value = cl_value_string((const char *)at + head, (uint32_t)length);
    value->plain = true;
    r->cbor.at = at + head + length;
    return true;
}

static bool open_container(reader *r, const cl_key *key, const cl_cbor_head *head)
{
    bool object = head->major == CL_CBOR_MAP;
    if (r->depth == CL_MAX_DEPTH)
        return cl_error_set(r->cbor.error, CL_LIMIT_DEPTH,
                            "arrays and maps nested deeper than %d; expected at most that",
                            CL_MAX_DEPTH);
    if (!cl_tell_begin(r->sink, key, object, r->cbor.error))
        return false;
    frame *top = &r->frames[r->depth++];
    top->object = object;
    top->indefinite = head->indefinite;
    top->begun = false;
    top->index = 0;
    top->left = head->argument;
    top->keys = cl_keys_open(&r->keys);
    top->mark = cl_arena_here(&r->texts);
    return true;
}

static bool close_container(reader *r)
{
    const frame *top = &r->frames[r->depth - 1];
    if (!cl_tell_end(r->sink, r->cbor.error))
        return false;
    cl_keys_close(&r->keys, &top->keys);
    cl_arena_undo(&r->texts, top->mark);
    r->depth--;
    return true;
}

static bool read_simple(reader *r, const cl_cbor_head *head, cl_value *value)
{
    if (head->width > 1) {
        if (!cl_cbor_number(head, value))
            return fault(r, CL_CBOR_NUMBER,
                         "a float that is no number of 64 bits; expected neither NaN nor infinity, "
                         "nor a whole number outside 64 bits");
        return true;
    }
    switch (head->argument) {
    case CL_CBOR_FALSE:
    case CL_CBOR_TRUE:
        *value = cl_value_boolean(head->argument == CL_CBOR_TRUE);
        return true;
    case CL_CBOR_NULL:
    case CL_CBOR_UNDEFINED:
        *value = cl_value_null();
        return true;
    default:
        return cl_error_set(r->cbor.error, CL_CBOR,
                            "simple value %u; expected false, true, null or undefined",
                            (unsigned)head->argument);
    }
}

/* Reads the head behind a tag. A tagged date is read as its text or number, because rules compare
 * the text. */
static bool read_tag(reader *r, cl_cbor_head *head)
{
    uint64_t tag = head->argument;
    if (tag > 1)
        return cl_error_set(r->cbor.error, CL_CBOR,
                            "tag %llu; expected none but those of dates, 0 and 1",
                            (unsigned long long)tag);
    if (!cl_cbor_next(&r->cbor, head))
        return false;
    bool number = head->major <= CL_CBOR_NEGATIVE ||
                  (head->major == CL_CBOR_SIMPLE && head->width > 1);
    if (tag == 0 ? head->major != CL_CBOR_TEXT : !number)
        return fault(r, CL_CBOR,
                     "the tag of a date on something else; expected text in tag 0, a "
                     "number in tag 1");
    return true;
}

/* Reads the item at the cursor. `key` is the key of its member; NULL in an array and for the
 * whole. */
static bool read_item(reader *r, const cl_key *key)
{
    cl_cbor_head head;
    cl_value value;
    r->token = r->cbor.at;
    if (read_usual_text(r, &value))
        return cl_tell_scalar(r->sink, key, &value, r->cbor.error);
    if (!cl_cbor_next(&r->cbor, &head) || (head.major == CL_CBOR_TAG && !read_tag(r, &head)))
        return false;
    switch (head.major) {
    case CL_CBOR_UNSIGNED:
    case CL_CBOR_NEGATIVE:
        if (!cl_cbor_number(&head, &value))
            return fault(r, CL_CBOR_NUMBER,
                         "an integer outside 64 bits; expected -9223372036854775808 to "
                         "9223372036854775807");
        break;
    case CL_CBOR_TEXT: {
        cl_arena_mark mark = cl_arena_here(&r->texts);
        if (!read_text(r, &head, &value) || !cl_tell_scalar(r->sink, key, &value, r->cbor.error))
            return false;
        if (head.indefinite)
            cl_arena_undo(&r->texts, mark);
        return true;
    }
    case CL_CBOR_ARRAY:
    case CL_CBOR_MAP:
        return open_container(r, key, &head);
    case CL_CBOR_SIMPLE:
        if (!read_simple(r, &head, &value))
            return false;
        break;
    case CL_CBOR_BYTES:
    case CL_CBOR_TAG:
        return fault(r, CL_CBOR, "a byte string in a payload; expected what JSON can say");
    }
    return cl_tell_scalar(r->sink, key, &value, r->cbor.error);
}

static bool read_key_text(reader *r, cl_value *key)
{
    cl_cbor_head head;
    if (!cl_cbor_next(&r->cbor, &head))
        return false;
    if (head.major != CL_CBOR_TEXT)
        return fault(r, CL_CBOR_KEY, "a key that is no text; expected text keys in a payload");
    return read_text(r, &head, key);
}

static bool read_key(reader *r)
{
    frame *top = &r->frames[r->depth - 1];
    cl_value text;
    r->token = r->cbor.at;
    if (!read_usual_text(r, &text) && !read_key_text(r, &text))
        return false;
    cl_key key = cl_key_of(text.text, text.length);
    switch (cl_keys_add(&r->keys, &top->keys, &key)) {
    case CL_KEY_NEW:
        return true;
    case CL_KEY_TWICE:
        fault(r, CL_CBOR_KEY, "a key that its map has already; expected each key once");
        locate(r, &key);
        return false;
    case CL_KEY_NO_MEMORY:
        break;
    }
    return cl_error_memory(r->cbor.error);
}

/* True if the innermost container ends here. The cursor then is behind its break. */
static bool ends(reader *r)
{
    const frame *top = &r->frames[r->depth - 1];
    return top->indefinite ? cl_cbor_break(&r->cbor) : top->left == 0;
}

/* Reads the next item of the innermost container, with its key if that is a map. */
static bool read_next(reader *r)
{
    frame *top = &r->frames[r->depth - 1];
    if (!top->object && top->begun)
        top->index++;
    if (!top->indefinite)
        top->left--;
    r->in_key = top->object;
    if (top->object && !read_key(r))
        return false;
    r->in_key = false;
    top->begun = true;
    return read_item(r, top->object ? cl_keys_last(&r->keys, NULL) : NULL);
}

static bool read_all(reader *r)
{
    if (!read_item(r, NULL))
        return false;
    while (r->depth > 0) {
        if (!(ends(r) ? close_container(r) : read_next(r)))
            return false;
    }
    r->token = r->cbor.at;
    return cl_cbor_done(&r->cbor, "the payload");
}

bool cl_cbor_read(const unsigned char *bytes, size_t length, const cl_sink *sink, cl_error *error)
{
    reader r;
    if (length > UINT32_MAX)
        return cl_error_set(error, CL_LIMIT_SIZE,
                            "a document of %zu bytes; expected less than 4 GiB", length);
    r.cbor = cl_cbor_over(bytes, length, error);
    r.token = r.cbor.at;
    r.sink = sink;
    r.depth = 0;
    r.in_key = false;
    cl_arena_init(&r.texts, SIZE_MAX);
    cl_keys_init(&r.keys);
    bool ok = read_all(&r);
    if (!ok)
        locate(&r, NULL);
    cl_keys_free(&r.keys);
    cl_arena_free(&r.texts);
    return ok;
}
