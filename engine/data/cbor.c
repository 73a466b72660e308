/* cbor.c — the cursor over CBOR: heads, strings, and passing over what nobody asks for.
 *
 *        7 6 5   4 3 2 1 0
 *      ┌───────┬───────────┐
 *      │ major │   info    │  info 0–23: the argument itself; 24–27: 1, 2, 4, 8 bytes of it follow;
 *      └───────┴───────────┘  28–30: reserved; 31: indefinite, or the break
 */
#include "data/cbor.h"

#include <string.h>

#include "base/limits.h"
#include "data/keys.h"

enum { BREAK = 0xFF, INFO_ONE_BYTE = 24, INFO_EIGHT_BYTES = 27, INFO_INDEFINITE = 31 };

static bool fault_at(const cl_cbor *cbor, const unsigned char *at, const char *message)
{
    cl_error_set(cbor->error, CL_CBOR, "%s", message);
    cl_error_offset(cbor->error, (size_t)(at - cbor->begin));
    return false;
}

cl_cbor cl_cbor_over(const unsigned char *bytes, size_t length, cl_error *error)
{
    static const unsigned char nothing[1];
    const unsigned char *begin = length > 0 ? bytes : nothing;
    return (cl_cbor){.begin = begin, .at = begin, .end = begin + length, .error = error};
}

/* What a head announces, against what is there. */
static bool is_there(const cl_cbor *cbor, const cl_cbor_head *head)
{
    size_t left = (size_t)(cbor->end - cbor->at);
    switch (head->major) {
    case CL_CBOR_BYTES:
    case CL_CBOR_TEXT:
    case CL_CBOR_ARRAY:
        return head->argument <= left;
    case CL_CBOR_MAP:
        return head->argument <= left / 2;
    case CL_CBOR_TAG:
        return left > 0;
    case CL_CBOR_UNSIGNED:
    case CL_CBOR_NEGATIVE:
    case CL_CBOR_SIMPLE:
        break;
    }
    return true;
}

bool cl_cbor_next(cl_cbor *cbor, cl_cbor_head *head)
{
    const unsigned char *first = cbor->at;
    if (first == cbor->end)
        return fault_at(cbor, first, "the CBOR ends where an item is expected");
    unsigned info = *first & 0x1F;
    head->major = (cl_cbor_major)(*first >> 5);
    head->width = 0;
    head->indefinite = false;
    head->argument = info;
    cbor->at = first + 1;
    if (info >= INFO_ONE_BYTE && info <= INFO_EIGHT_BYTES) {
        size_t width = (size_t)1 << (info - INFO_ONE_BYTE);
        if ((size_t)(cbor->end - cbor->at) < width)
            return fault_at(cbor, first, "the CBOR ends within a head");
        head->width = (uint8_t)width;
        head->argument = 0;
        for (size_t i = 0; i < width; i++)
            head->argument = head->argument << 8 | *cbor->at++;
        if (head->major == CL_CBOR_SIMPLE && width == 1 && head->argument < 32)
            return fault_at(cbor, first, "a simple value below 32 in two bytes");
    } else if (info == INFO_INDEFINITE) {
        if (*first == BREAK)
            return fault_at(cbor, first, "a break where an item is expected");
        if (head->major < CL_CBOR_BYTES || head->major > CL_CBOR_MAP)
            return fault_at(cbor, first, "an indefinite length where there can be none");
        head->indefinite = true;
        head->argument = 0;
    } else if (info >= INFO_ONE_BYTE) {
        return fault_at(cbor, first, "a head of a form that CBOR reserves");
    }
    if (!is_there(cbor, head))
        return fault_at(cbor, first, "the CBOR ends before all that a head announces");
    return true;
}

bool cl_cbor_break(cl_cbor *cbor)
{
    if (cbor->at == cbor->end || *cbor->at != BREAK)
        return false;
    cbor->at++;
    return true;
}

/* One piece of a string that comes in pieces: a definite string of the same major (RFC 8949, 3.2.3). */
static bool next_piece(cl_cbor *cbor, cl_cbor_major major, cl_cbor_head *piece)
{
    const unsigned char *first = cbor->at;
    if (!cl_cbor_next(cbor, piece))
        return false;
    if (piece->major != major || piece->indefinite)
        return fault_at(cbor, first, "a string in pieces with a piece that is no such string");
    return true;
}

bool cl_cbor_string(cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena,
                    const unsigned char **bytes, size_t *length)
{
    *bytes = cbor->at;
    *length = (size_t)head->argument;
    if (!head->indefinite) {
        cbor->at += *length;
        return true;
    }
    cl_cbor_head piece;
    cl_cbor ahead = *cbor;
    size_t total = 0;
    while (!cl_cbor_break(&ahead)) {
        if (!next_piece(&ahead, head->major, &piece))
            return false;
        ahead.at += piece.argument;
        total += (size_t)piece.argument;
    }
    unsigned char *joined = cl_arena_alloc(arena, total + 1);
    if (joined == NULL)
        return cl_error_memory(cbor->error);
    *bytes = joined;
    *length = total;
    while (!cl_cbor_break(cbor)) {
        cl_cbor_next(cbor, &piece);
        memcpy(joined, cbor->at, (size_t)piece.argument);
        joined += piece.argument;
        cbor->at += piece.argument;
    }
    return true;
}

/* A float of 16 bits (IEEE 754): 1 of sign, 5 of exponent, 10 of fraction, each moved to where a double
 * has it. */
static double half(uint64_t bits)
{
    uint64_t exponent = bits >> 10 & 0x1F, fraction = bits & 0x3FF;
    double real;
    if (exponent == 0) {
        real = (double)fraction / 16777216; /* 2^24 */
    } else {
        uint64_t moved = (exponent == 31 ? 0x7FF : exponent + 1023 - 15) << 52 | fraction << 42;
        memcpy(&real, &moved, sizeof real);
    }
    return (bits & 0x8000) != 0 ? -real : real;
}

static double real_of(const cl_cbor_head *head)
{
    if (head->width == 2)
        return half(head->argument);
    if (head->width == 4) {
        uint32_t bits = (uint32_t)head->argument;
        float single;
        memcpy(&single, &bits, sizeof single);
        return (double)single;
    }
    double real;
    memcpy(&real, &head->argument, sizeof real);
    return real;
}

bool cl_cbor_number(const cl_cbor_head *head, cl_value *value)
{
    if (head->major == CL_CBOR_SIMPLE) {
        if (head->width < 2 || !cl_value_real(real_of(head), value))
            return false;
        if (value->kind == CL_KIND_INTEGER)
            value->length = CL_WHOLE_REAL;
        return true;
    }
    if (head->major > CL_CBOR_NEGATIVE || head->argument > INT64_MAX)
        return false;
    int64_t integer = (int64_t)head->argument;
    *value = cl_value_integer(head->major == CL_CBOR_NEGATIVE ? -1 - integer : integer);
    return true;
}

bool cl_cbor_done(cl_cbor *cbor, const char *what)
{
    if (cbor->at == cbor->end)
        return true;
    cl_error_set(cbor->error, CL_CBOR, "%zu bytes more behind the end of %s; expected nothing",
                 (size_t)(cbor->end - cbor->at), what);
    cl_error_offset(cbor->error, (size_t)(cbor->at - cbor->begin));
    return false;
}

/* ---- Passing over ------------------------------------------------------------------------------ */

/* A container that is open while it is passed over. */
typedef struct passed {
    bool map;
    bool indefinite;
    bool key; /* what comes next is, or what is open above is, a key */
    uint64_t left;
    const unsigned char *key_at;
    cl_key_set keys;
} passed;

typedef struct passing {
    cl_cbor *cbor;
    cl_keys *keys; /* NULL: equal keys do not matter */
    uint32_t depth;
    passed open[CL_MAX_DEPTH];
} passing;

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
    top->key_at = p->cbor->at;
    if (p->keys != NULL)
        top->keys = cl_keys_open(p->keys);
    return true;
}

/* A whole item ended within the innermost container: where that is a map, it was a key or a value. */
static bool passed_item(passing *p)
{
    if (p->depth == 0)
        return true;
    passed *top = &p->open[p->depth - 1];
    if (!top->indefinite)
        top->left--;
    if (!top->map)
        return true;
    if (top->key && p->keys != NULL) {
        size_t length = (size_t)(p->cbor->at - top->key_at);
        if (length > UINT32_MAX)
            return cl_error_memory(p->cbor->error);
        const cl_key key = cl_key_of((const char *)top->key_at, (uint32_t)length);
        switch (cl_keys_add(p->keys, &top->keys, &key)) {
        case CL_KEY_NEW:
            break;
        case CL_KEY_TWICE:
            cl_error_set(p->cbor->error, CL_CBOR_KEY,
                         "a key that its map has already; expected each key once");
            cl_error_offset(p->cbor->error, (size_t)(top->key_at - p->cbor->begin));
            return false;
        case CL_KEY_NO_MEMORY:
            return cl_error_memory(p->cbor->error);
        }
    }
    top->key = !top->key;
    top->key_at = p->cbor->at;
    return true;
}

/* Passes over a string with all its pieces. */
static bool pass_string(cl_cbor *cbor, const cl_cbor_head *head)
{
    cl_cbor_head piece;
    cbor->at += head->argument;
    while (head->indefinite && !cl_cbor_break(cbor)) {
        if (!next_piece(cbor, head->major, &piece))
            return false;
        cbor->at += piece.argument;
    }
    return true;
}

static bool pass_head(passing *p)
{
    const unsigned char *first = p->cbor->at;
    cl_cbor_head head;
    do {
        if (!cl_cbor_next(p->cbor, &head))
            return false;
    } while (head.major == CL_CBOR_TAG);
    if (head.major == CL_CBOR_ARRAY || head.major == CL_CBOR_MAP)
        return push(p, &head, first);
    if ((head.major == CL_CBOR_BYTES || head.major == CL_CBOR_TEXT) && !pass_string(p->cbor, &head))
        return false;
    return passed_item(p);
}

/* True when the innermost container ends here; its break is behind the cursor then. */
static bool ends(passing *p)
{
    const passed *top = &p->open[p->depth - 1];
    if (!top->indefinite)
        return top->left == 0;
    /* A break in the place of a value is left to be refused as an item. */
    return (!top->map || top->key) && cl_cbor_break(p->cbor);
}

static bool pass(cl_cbor *cbor, cl_keys *keys)
{
    passing p;
    p.cbor = cbor;
    p.keys = keys;
    p.depth = 0;
    if (!pass_head(&p))
        return false;
    while (p.depth > 0) {
        if (!ends(&p)) {
            if (!pass_head(&p))
                return false;
            continue;
        }
        p.depth--;
        if (keys != NULL)
            cl_keys_close(keys, &p.open[p.depth].keys);
        if (!passed_item(&p))
            return false;
    }
    return true;
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
