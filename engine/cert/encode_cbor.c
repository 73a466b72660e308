/* encode_cbor.c — values as CBOR (RFC 8949), in core deterministic encoding. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cert/encode.h"
#include "data/instant.h"

static void put(cl_buffer *out, uint64_t number, unsigned bytes)
{
    while (bytes-- > 0)
        cl_buffer_putc(out, (char)(unsigned char)(number >> 8 * bytes));
}

void cl_encode_head(cl_buffer *out, unsigned major, uint64_t argument)
{
    unsigned type = major << 5;
    unsigned log = argument <= 0xFF ? 0 : argument <= 0xFFFF ? 1 : argument <= 0xFFFFFFFF ? 2 : 3;
    if (argument < 24) {
        put(out, type | argument, 1);
        return;
    }
    put(out, type | (24 + log), 1);
    put(out, argument, 1U << log);
}

void cl_encode_integer(cl_buffer *out, int64_t integer)
{
    if (integer >= 0)
        cl_encode_head(out, CL_CBOR_UNSIGNED, (uint64_t)integer);
    else
        cl_encode_head(out, CL_CBOR_NEGATIVE, (uint64_t)(-1 - integer));
}

void cl_encode_bytes(cl_buffer *out, const void *bytes, size_t length)
{
    cl_encode_head(out, CL_CBOR_BYTES, length);
    cl_buffer_add(out, bytes, length);
}

void cl_encode_text(cl_buffer *out, const char *text, size_t length)
{
    cl_encode_head(out, CL_CBOR_TEXT, length);
    cl_buffer_add(out, text, length);
}

/* A float of 16 bits with the same value, or -1. Its own layout is s eeeee ffffffffff; `bits` are those of
 * the float of 32 bits, s eeeeeeee fffffffffffffffffffffff. Subnormals stay 32 bits long. */
static int half_of(uint32_t bits)
{
    uint32_t exponent = bits >> 23 & 0xFF, fraction = bits & 0x7FFFFF;
    if (exponent < 127 - 14 || exponent > 127 + 15 || (fraction & 0x1FFF) != 0)
        return -1;
    return (int)((bits >> 16 & 0x8000) | (exponent - 127 + 15) << 10 | fraction >> 13);
}

static void write_real(cl_buffer *out, double real)
{
    uint64_t whole;
    uint32_t bits;
    float single = (float)real;
    memcpy(&whole, &real, sizeof whole);
    memcpy(&bits, &single, sizeof bits);
    int half = half_of(bits);
    bool narrow = isfinite(single) && (double)single == real;
    unsigned log = narrow && half >= 0 ? 1 : narrow ? 2 : 3;
    put(out, (unsigned)CL_CBOR_SIMPLE << 5 | (24 + log), 1);
    put(out, log == 1 ? (uint64_t)half : log == 2 ? bits : whole, 1U << log);
}

static bool write_value(cl_buffer *out, const cl_value *value);

/* A key as it will be written decides where it stands: shorter ones first, then by bytes, which for text is
 * the order of the encoded bytes. */
static int by_key(const void *a, const void *b)
{
    const cl_member *one = *(const cl_member *const *)a, *other = *(const cl_member *const *)b;
    if (one->length != other->length)
        return one->length < other->length ? -1 : 1;
    return memcmp(one->key, other->key, one->length);
}

static bool write_object(cl_buffer *out, const cl_object *object)
{
    const cl_member **members = malloc((object->count + (size_t)1) * sizeof *members);
    bool written = members != NULL;
    for (uint32_t i = 0; written && i < object->count; i++)
        members[i] = &object->members[i];
    if (written && object->count > 1)
        qsort(members, object->count, sizeof *members, by_key);
    cl_encode_head(out, CL_CBOR_MAP, object->count);
    for (uint32_t i = 0; written && i < object->count; i++) {
        cl_encode_text(out, members[i]->key, members[i]->length);
        written = write_value(out, &members[i]->value);
    }
    free(members);
    return written;
}

static bool write_value(cl_buffer *out, const cl_value *value)
{
    enum { FALSE = 20, TRUE = 21, NOTHING = 22 };
    char instant[CL_INSTANT_TEXT];
    bool written = true;
    switch ((cl_kind)value->kind) {
    case CL_KIND_NULL:
    case CL_KIND_COUNT:
        cl_encode_head(out, CL_CBOR_SIMPLE, NOTHING);
        break;
    case CL_KIND_BOOLEAN:
        cl_encode_head(out, CL_CBOR_SIMPLE, value->boolean ? TRUE : FALSE);
        break;
    case CL_KIND_INTEGER:
        cl_encode_integer(out, value->integer);
        break;
    case CL_KIND_REAL:
        write_real(out, value->real);
        break;
    case CL_KIND_STRING:
        cl_encode_text(out, value->text, value->length);
        break;
    case CL_KIND_DATETIME:
        cl_instant_write(value->instant, instant);
        cl_encode_text(out, instant, sizeof instant);
        break;
    case CL_KIND_ARRAY:
        cl_encode_head(out, CL_CBOR_ARRAY, value->array->count);
        for (uint32_t i = 0; written && i < value->array->count; i++)
            written = write_value(out, &value->array->items[i]);
        break;
    case CL_KIND_OBJECT:
        written = write_object(out, value->object);
        break;
    }
    return written;
}

bool cl_encode_value(cl_buffer *out, const cl_value *value, cl_error *error)
{
    return (write_value(out, value) && !out->failed) || cl_error_memory(error);
}
