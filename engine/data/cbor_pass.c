/* cbor_pass.c — skips items that the caller does not use, but refuses those with duplicate keys.
 *
 * Keys are compared by their meaning: each is rewritten in a canonical form, in which equal keys
 * have equal bytes. That form has the shortest head, strings in one piece, whole floats as
 * integers, and other floats with eight bytes. A key that has this form already is compared in
 * place.
 */
#include "data/cbor.h"

#include <string.h>

#include "base/limits.h"
#include "data/keys.h"

/* An open container that is being skipped. */
typedef struct passed {
    bool map;
    bool indefinite;
    bool key; /* the next item is a key */
    uint64_t left;
    cl_key_set keys;
} passed;

typedef struct passing {
    cl_cbor *cbor;
    cl_keys *keys;  /* NULL: neither keys nor UTF-8 are checked */
    cl_arena texts; /* keys that had to be rewritten */
    uint32_t depth;
    passed open[CL_MAX_DEPTH];
} passing;

static bool fault(const passing *p, const unsigned char *at, cl_code code, const char *message)
{
    cl_error_set(p->cbor->error, code, "%s", message);
    cl_error_offset(p->cbor->error, (size_t)(at - p->cbor->begin));
    return false;
}

static bool push(passing *p, const cl_cbor_head *head, const unsigned char *at)
{
    if (p->depth == CL_MAX_DEPTH) {
        cl_error_set(p->cbor->error, CL_LIMIT_DEPTH,
                     "arrays and maps nested deeper than %d; expected at most that", CL_MAX_DEPTH);
        cl_error_offset(p->cbor->error, (size_t)(at - p->cbor->begin));
        return false;
    }
    passed *top = &p->open[p->depth++];
    top->map = top->key = head->major == CL_CBOR_MAP;
    top->indefinite = head->indefinite;
    top->left = head->argument << top->map;
    if (p->keys != NULL)
        top->keys = cl_keys_open(p->keys);
    return true;
}

/* ---- Keys ------------------------------------------------------------------------------------ */

/* Writes a whole float as an integer, any other float with eight bytes. All NaN are equal. */
static size_t write_real(unsigned char *out, const cl_cbor_head *head)
{
    cl_value value;
    if (!cl_cbor_number(head, &value) || value.kind != CL_KIND_INTEGER)
        return cl_cbor_write_double(out, head->real);
    bool negative = value.integer < 0;
    return cl_cbor_write_head(out, negative ? CL_CBOR_NEGATIVE : CL_CBOR_UNSIGNED,
                              (uint64_t)(negative ? -1 - value.integer : value.integer));
}

/* True if no shorter head has this meaning. */
static bool is_shortest(const cl_cbor_head *head)
{
    unsigned char shortest[CL_CBOR_HEAD_SIZE];
    return cl_cbor_write_head(shortest, head->major, head->argument) == (size_t)head->width + 1;
}

/* Writes a key in canonical form. False with a fault of cl_cbor_string. */
static bool rewrite_key(passing *p, const cl_cbor_head *head, const unsigned char **bytes,
                        size_t *length)
{
    const unsigned char *text = NULL;
    size_t size = 0;
    bool string = head->major == CL_CBOR_BYTES || head->major == CL_CBOR_TEXT;
    if (string && !cl_cbor_string(p->cbor, head, &p->texts, &text, &size))
        return false;
    unsigned char *own = cl_arena_alloc(&p->texts, CL_CBOR_HEAD_SIZE + size);
    if (own == NULL)
        return cl_error_memory(p->cbor->error);
    if (head->major == CL_CBOR_SIMPLE)
        *length = write_real(own, head);
    else
        *length = cl_cbor_write_head(own, head->major, string ? size : head->argument);
    if (size > 0)
        memcpy(own + *length, text, size);
    *length += size;
    *bytes = own;
    return true;
}

/* Skips a key whose head was read and which began at `first`, and compares it with the keys before
 * it. */
static bool pass_key(passing *p, const cl_cbor_head *head, const unsigned char *first)
{
    const unsigned char *bytes = first;
    size_t length = 0;
    bool real = head->major == CL_CBOR_SIMPLE && head->width > 1;
    if (head->major == CL_CBOR_ARRAY || head->major == CL_CBOR_MAP || head->major == CL_CBOR_TAG)
        return fault(p, first, CL_CBOR_KEY,
                     "a key that is an array, a map or tagged; expected a number, a text or bytes");
    if (head->major == CL_CBOR_TEXT && !cl_cbor_check_text(p->cbor, head))
        return false;
    if (real || head->indefinite || !is_shortest(head)) {
        if (!rewrite_key(p, head, &bytes, &length))
            return false;
    } else {
        if (head->major == CL_CBOR_BYTES || head->major == CL_CBOR_TEXT)
            p->cbor->at += head->argument;
        length = (size_t)(p->cbor->at - first);
    }
    if (length > UINT32_MAX)
        return cl_error_memory(p->cbor->error);
    const cl_key key = cl_key_of((const char *)bytes, (uint32_t)length);
    switch (cl_keys_add(p->keys, &p->open[p->depth - 1].keys, &key)) {
    case CL_KEY_NEW:
        return true;
    case CL_KEY_TWICE:
        return fault(p, first, CL_CBOR_KEY,
                     "a key that its map has already; expected each key once");
    case CL_KEY_NO_MEMORY:
        break;
    }
    return cl_error_memory(p->cbor->error);
}

/* ---- Items ----------------------------------------------------------------------------------- */

/* Counts an item that has ended in the innermost container. In a map it was a key or a value. */
static void passed_item(passing *p)
{
    if (p->depth == 0)
        return;
    passed *top = &p->open[p->depth - 1];
    if (!top->indefinite)
        top->left--;
    if (top->map)
        top->key = !top->key;
}

/* Skips the bytes of a string, with all its pieces. */
static bool pass_string(passing *p, const cl_cbor_head *head)
{
    cl_cbor_head piece;
    if (p->keys != NULL && head->major == CL_CBOR_TEXT && !cl_cbor_check_text(p->cbor, head))
        return false;
    p->cbor->at += head->argument;
    while (head->indefinite && !cl_cbor_break(p->cbor)) {
        if (!cl_cbor_piece(p->cbor, head->major, &piece))
            return false;
        p->cbor->at += piece.argument;
    }
    return true;
}

static bool pass_head(passing *p)
{
    const unsigned char *first = p->cbor->at;
    cl_cbor_head head;
    bool key = p->keys != NULL && p->depth > 0 && p->open[p->depth - 1].key;
    do {
        if (!cl_cbor_next(p->cbor, &head))
            return false;
    } while (head.major == CL_CBOR_TAG && !key);
    if (!key && (head.major == CL_CBOR_ARRAY || head.major == CL_CBOR_MAP))
        return push(p, &head, first);
    bool string = head.major == CL_CBOR_BYTES || head.major == CL_CBOR_TEXT;
    if (key ? !pass_key(p, &head, first) : string && !pass_string(p, &head))
        return false;
    passed_item(p);
    return true;
}

/* True if the innermost container ends here. The cursor then is behind its break. */
static bool ends(passing *p)
{
    const passed *top = &p->open[p->depth - 1];
    if (!top->indefinite)
        return top->left == 0;
    /* A break after a key is not accepted here. Reading the value reports it as a fault. */
    return (!top->map || top->key) && cl_cbor_break(p->cbor);
}

static bool pass_all(passing *p)
{
    if (!pass_head(p))
        return false;
    while (p->depth > 0) {
        if (!ends(p)) {
            if (!pass_head(p))
                return false;
            continue;
        }
        p->depth--;
        if (p->keys != NULL)
            cl_keys_close(p->keys, &p->open[p->depth].keys);
        passed_item(p);
    }
    return true;
}

static bool pass(cl_cbor *cbor, cl_keys *keys)
{
    passing p;
    p.cbor = cbor;
    p.keys = keys;
    p.depth = 0;
    cl_arena_init(&p.texts, SIZE_MAX);
    bool ok = pass_all(&p);
    cl_arena_free(&p.texts);
    return ok;
}

bool cl_cbor_pass(cl_cbor *cbor)
{
    cl_keys keys;
    cl_keys_init(&keys);
    bool ok = pass(cbor, &keys);
    cl_keys_free(&keys);
    return ok;
}

bool cl_cbor_skim(cl_cbor *cbor)
{
    return pass(cbor, NULL);
}
