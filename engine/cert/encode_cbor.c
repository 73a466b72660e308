/* encode_cbor.c — encodes values as CBOR (RFC 8949), in core deterministic encoding. */
#include <cbor.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "cert/encode.h"
#include "data/instant.h"

void cl_encode_head(cl_buffer *out, cl_cbor_major major, uint64_t argument)
{
    unsigned char head[CL_CBOR_HEAD_SIZE];
    cl_buffer_add(out, (const char *)head, cl_cbor_write_head(head, major, argument));
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

/* Returns true if a float of 16 bits has the same value: an exponent of 5 bits, a fraction of 10
 * bits. Returns false for subnormals, because libcbor before 0.10 loses their fraction. */
static bool fits_half(float single)
{
    uint32_t bits;
    memcpy(&bits, &single, sizeof bits);
    uint32_t exponent = bits >> 23 & 0xFF;
    return exponent >= 127 - 14 && exponent <= 127 + 15 && (bits & 0x1FFF) == 0;
}

/* Writes a float in the smallest width that keeps its value. The width is chosen here because
 * cbor_encode_half changes values that do not fit 16 bits. */
static void write_real(cl_buffer *out, double real)
{
    unsigned char item[CL_CBOR_HEAD_SIZE];
    float single = (float)real;
    size_t size;
    if (!isfinite(single) || (double)single != real)
        size = cbor_encode_double(real, item, sizeof item);
    else if (!fits_half(single))
        size = cbor_encode_single(single, item, sizeof item);
    else
        size = cbor_encode_half(single, item, sizeof item);
    cl_buffer_add(out, (const char *)item, size);
}

static bool write_value(cl_buffer *out, const cl_value *value);

/* Orders keys by length, then by bytes. For text this is the order of the encoded bytes. */
static int by_key(const void *a, const void *b)
{
    const cl_member *one = a, *other = b;
    if (one->length != other->length)
        return one->length < other->length ? -1 : 1;
    return memcmp(one->key, other->key, one->length);
}

static bool write_object(cl_buffer *out, const cl_object *object)
{
    cl_member *members = malloc((object->count + (size_t)1) * sizeof *members);
    bool written = members != NULL;
    for (uint32_t i = 0; written && i < object->count; i++)
        members[i] = cl_object_member(object, i);
    if (written && object->count > 1)
        qsort(members, object->count, sizeof *members, by_key);
    cl_encode_head(out, CL_CBOR_MAP, object->count);
    for (uint32_t i = 0; written && i < object->count; i++) {
        cl_encode_text(out, members[i].key, members[i].length);
        written = write_value(out, &members[i].value);
    }
    free(members);
    return written;
}

static bool write_value(cl_buffer *out, const cl_value *value)
{
    char instant[CL_INSTANT_TEXT];
    bool written = true;
    switch ((cl_kind)value->kind) {
    case CL_KIND_NULL:
    case CL_KIND_COUNT:
        cl_encode_head(out, CL_CBOR_SIMPLE, CL_CBOR_NULL);
        break;
    case CL_KIND_BOOLEAN:
        cl_encode_head(out, CL_CBOR_SIMPLE, value->boolean ? CL_CBOR_TRUE : CL_CBOR_FALSE);
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
