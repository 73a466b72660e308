/* cbor_head.c — reads heads of CBOR with libcbor's stream decoder, and writes them with its
 * encoder.
 *
 * libcbor calls one of the callbacks below with the head that it has read, and the callback fills a
 * cl_cbor_head. This file interprets the bits of a head itself only if libcbor cannot read it.
 *
 *        7 6 5   4 3 2 1 0
 *      ┌───────┬───────────┐
 *      │ major │   info    │  info 0–23: the argument itself; 24–27: 1, 2, 4, 8 bytes of it follow;
 *      └───────┴───────────┘  28–30: reserved; 31: indefinite, or the break
 */
#include "data/cbor_head.h"

#include <cbor.h>
#include <math.h>
#include <string.h>

#include "base/hints.h"

enum { INFO = 0x1F, INFO_ONE_BYTE = 24 };

/* The type of the lengths and counts that libcbor passes to callbacks. */
#if CBOR_MAJOR_VERSION == 0 && CBOR_MINOR_VERSION < 9
typedef size_t announced;
#else
typedef uint64_t announced;
#endif

/* ---- What libcbor calls ---------------------------------------------------------------------- */

static void fill(cl_cbor_head *head, cl_cbor_major major, uint64_t argument)
{
    head->major = major;
    head->argument = argument;
}

static void fill_indefinite(cl_cbor_head *head, cl_cbor_major major)
{
    fill(head, major, 0);
    head->indefinite = true;
}

static void fill_real(cl_cbor_head *head, double real)
{
    fill(head, CL_CBOR_SIMPLE, 0);
    head->real = real;
}

/* One callback for each kind of head, with the argument type that libcbor requires. */
#define ON(name, type, major)                                                                      \
    static void name(void *head, type argument)                                                    \
    {                                                                                              \
        fill(head, major, argument);                                                               \
    }
#define ON_STRING(name, major)                                                                     \
    static void name(void *head, cbor_data bytes, announced length)                                \
    {                                                                                              \
        (void)bytes;                                                                               \
        fill(head, major, length);                                                                 \
    }
#define ON_SIMPLE(name, value)                                                                     \
    static void name(void *head)                                                                   \
    {                                                                                              \
        fill(head, CL_CBOR_SIMPLE, value);                                                         \
    }
#define ON_INDEFINITE(name, major)                                                                 \
    static void name(void *head)                                                                   \
    {                                                                                              \
        fill_indefinite(head, major);                                                              \
    }
#define ON_REAL(name, type)                                                                        \
    static void name(void *head, type real)                                                        \
    {                                                                                              \
        fill_real(head, (double)real);                                                             \
    }

ON(on_uint8, uint8_t, CL_CBOR_UNSIGNED)
ON(on_uint16, uint16_t, CL_CBOR_UNSIGNED)
ON(on_uint32, uint32_t, CL_CBOR_UNSIGNED)
ON(on_uint64, uint64_t, CL_CBOR_UNSIGNED)
ON(on_negint8, uint8_t, CL_CBOR_NEGATIVE)
ON(on_negint16, uint16_t, CL_CBOR_NEGATIVE)
ON(on_negint32, uint32_t, CL_CBOR_NEGATIVE)
ON(on_negint64, uint64_t, CL_CBOR_NEGATIVE)
ON_STRING(on_bytes, CL_CBOR_BYTES)
ON_INDEFINITE(on_indefinite_bytes, CL_CBOR_BYTES)
ON_STRING(on_text, CL_CBOR_TEXT)
ON_INDEFINITE(on_indefinite_text, CL_CBOR_TEXT)
ON(on_array, announced, CL_CBOR_ARRAY)
ON_INDEFINITE(on_indefinite_array, CL_CBOR_ARRAY)
ON(on_map, announced, CL_CBOR_MAP)
ON_INDEFINITE(on_indefinite_map, CL_CBOR_MAP)
ON(on_tag, uint64_t, CL_CBOR_TAG)
ON_SIMPLE(on_null, CL_CBOR_NULL)
ON_SIMPLE(on_undefined, CL_CBOR_UNDEFINED)
ON_REAL(on_single, float)
ON_REAL(on_double, double)
ON_INDEFINITE(on_break, CL_CBOR_SIMPLE)

static void on_boolean(void *head, bool value)
{
    fill(head, CL_CBOR_SIMPLE, value ? CL_CBOR_TRUE : CL_CBOR_FALSE);
}

static const struct cbor_callbacks callbacks = {
    .uint8 = on_uint8,
    .uint16 = on_uint16,
    .uint32 = on_uint32,
    .uint64 = on_uint64,
    .negint8 = on_negint8,
    .negint16 = on_negint16,
    .negint32 = on_negint32,
    .negint64 = on_negint64,
    .byte_string = on_bytes,
    .byte_string_start = on_indefinite_bytes,
    .string = on_text,
    .string_start = on_indefinite_text,
    .array_start = on_array,
    .indef_array_start = on_indefinite_array,
    .map_start = on_map,
    .indef_map_start = on_indefinite_map,
    .tag = on_tag,
    .float2 = on_single,
    .float4 = on_single,
    .float8 = on_double,
    .undefined = on_undefined,
    .null = on_null,
    .boolean = on_boolean,
    .indef_break = on_break,
};

/* ---- Reading --------------------------------------------------------------------------------- */

/* Reads the head of a string whose bytes are not all there: libcbor reports only that bytes are
 * missing. With the major type set to that of unsigned numbers, the same head is a number that
 * libcbor can read: the length. */
CL_APART static cl_cbor_found find_length(const unsigned char *bytes, size_t length,
                                          cl_cbor_head *head)
{
    unsigned char number[CL_CBOR_HEAD_SIZE] = {0};
    size_t there = length < sizeof number ? length : sizeof number;
    memcpy(number, bytes, there);
    cl_cbor_major major = (cl_cbor_major)(number[0] >> 5);
    number[0] &= INFO;
    struct cbor_decoder_result got = cbor_stream_decode(number, there, &callbacks, head);
    if (got.status != CBOR_DECODER_FINISHED)
        return CL_CBOR_SHORT;
    head->major = major;
    head->width = (uint8_t)(got.read - 1);
    return CL_CBOR_HEAD;
}

/* Reads two kinds of valid heads that libcbor refuses. Versions before 0.11 refuse the tags 6 to 20
 * in their shortest form, among them 18, COSE_Sign1. Every version refuses simple values without a
 * meaning. tests/unit/test_cbor_head fails if configure.ac requires a libcbor that reads those
 * tags. */
CL_APART static cl_cbor_found find_refused(const unsigned char *bytes, size_t length,
                                           cl_cbor_head *head)
{
    unsigned info = bytes[0] & INFO;
    head->major = (cl_cbor_major)(bytes[0] >> 5);
    head->width = 0;
    head->argument = info;
    if (head->major < CL_CBOR_TAG || info > INFO_ONE_BYTE)
        return CL_CBOR_NO_HEAD;
    if (info < INFO_ONE_BYTE)
        return CL_CBOR_HEAD;
    if (length < 2)
        return CL_CBOR_SHORT;
    head->width = 1;
    head->argument = bytes[1];
    return CL_CBOR_HEAD;
}

static inline cl_cbor_found find(const unsigned char *bytes, size_t length, cl_cbor_head *head)
{
    head->indefinite = false;
    struct cbor_decoder_result got = cbor_stream_decode(bytes, length, &callbacks, head);
    if (got.status == CBOR_DECODER_NEDATA)
        return find_length(bytes, length, head);
    if (got.status == CBOR_DECODER_ERROR)
        return find_refused(bytes, length, head);
    bool string = head->major == CL_CBOR_BYTES || head->major == CL_CBOR_TEXT;
    head->width = (uint8_t)(got.read - 1 - (string ? (size_t)head->argument : 0));
    /* libcbor truncates lengths and counts of eight bytes to a size_t. */
    if (sizeof(size_t) < sizeof(uint64_t) && head->width == 8 && head->major >= CL_CBOR_BYTES &&
        head->major <= CL_CBOR_MAP)
        return find_length(bytes, length, head);
    return CL_CBOR_HEAD;
}

cl_cbor_found cl_cbor_find_head(const unsigned char *bytes, size_t length, cl_cbor_head *head)
{
    return find(bytes, length, head);
}

/* ---- The cursor ------------------------------------------------------------------------------ */

cl_cbor cl_cbor_over(const unsigned char *bytes, size_t length, cl_error *error)
{
    static const unsigned char nothing[1];
    const unsigned char *begin = length > 0 ? bytes : nothing;
    return (cl_cbor){.begin = begin, .at = begin, .end = begin + length, .error = error};
}

/* True if an item can begin with this head and `left` bytes follow the head. Counts are compared
 * with bytes, because an item has at least one byte. */
static bool begins_item(const cl_cbor_head *head, size_t left)
{
    switch (head->major) {
    case CL_CBOR_BYTES:
    case CL_CBOR_TEXT:
    case CL_CBOR_ARRAY:
        return head->argument <= left;
    case CL_CBOR_MAP:
        return head->argument <= left / 2;
    case CL_CBOR_TAG:
        return left > 0;
    case CL_CBOR_SIMPLE:
        return !head->indefinite && (head->width != 1 || head->argument >= 32);
    case CL_CBOR_UNSIGNED:
    case CL_CBOR_NEGATIVE:
        break;
    }
    return true;
}

/* Sets the fault that there is no item at the cursor. `found` and `head` are what was read
 * there. */
CL_APART static bool no_item(const cl_cbor *cbor, cl_cbor_found found, const cl_cbor_head *head)
{
    const char *why = "the CBOR ends before all that a head announces";
    if (cbor->at == cbor->end)
        why = "the CBOR ends where an item is expected";
    else if (found == CL_CBOR_SHORT)
        why = "the CBOR ends within a head";
    else if (found == CL_CBOR_NO_HEAD)
        why = "a head that CBOR does not have";
    else if (cl_cbor_is_break(head))
        why = "a break where an item is expected";
    else if (head->major == CL_CBOR_SIMPLE)
        why = "a simple value below 32 in two bytes";
    cl_error_set(cbor->error, CL_CBOR, "%s", why);
    cl_error_offset(cbor->error, (size_t)(cbor->at - cbor->begin));
    return false;
}

bool cl_cbor_next(cl_cbor *cbor, cl_cbor_head *head)
{
    size_t left = (size_t)(cbor->end - cbor->at);
    cl_cbor_found found = find(cbor->at, left, head);
    if (found != CL_CBOR_HEAD || !begins_item(head, left - 1 - head->width))
        return no_item(cbor, found, head);
    cbor->at += 1 + head->width;
    return true;
}

bool cl_cbor_break(cl_cbor *cbor)
{
    cl_cbor_head head;
    if (find(cbor->at, (size_t)(cbor->end - cbor->at), &head) != CL_CBOR_HEAD ||
        !cl_cbor_is_break(&head))
        return false;
    cbor->at++;
    return true;
}

/* ---- Writing --------------------------------------------------------------------------------- */

size_t cl_cbor_write_head(unsigned char *out, cl_cbor_major major, uint64_t argument)
{
    size_t size = cbor_encode_uint(argument, out, CL_CBOR_HEAD_SIZE);
    out[0] = (unsigned char)(out[0] | (unsigned)major << 5);
    return size;
}

size_t cl_cbor_write_double(unsigned char *out, double real)
{
    return cbor_encode_double(isnan(real) ? (double)NAN : real, out, CL_CBOR_HEAD_SIZE);
}
