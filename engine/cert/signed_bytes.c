/* signed_bytes.c — builds the bytes that the signature of COSE_Sign1 covers. */
#include "cert/signed_bytes.h"

#include <string.h>

#include "data/cbor_head.h"

static void add(cl_buffer *out, cl_cbor_major major, const void *bytes, size_t length)
{
    unsigned char head[CL_CBOR_HEAD_SIZE];
    cl_buffer_add(out, (const char *)head, cl_cbor_write_head(head, major, length));
    cl_buffer_add(out, bytes, length);
}

void cl_signed_bytes(cl_bytes protected_headers, cl_bytes payload, cl_buffer *out)
{
    static const char context[] = "Signature1";
    unsigned char head[CL_CBOR_HEAD_SIZE];
    cl_buffer_add(out, (const char *)head, cl_cbor_write_head(head, CL_CBOR_ARRAY, 4));
    add(out, CL_CBOR_TEXT, context, strlen(context));
    add(out, CL_CBOR_BYTES, protected_headers.at, protected_headers.length);
    add(out, CL_CBOR_BYTES, "", 0); /* external data */
    add(out, CL_CBOR_BYTES, payload.at, payload.length);
}

void cl_signed_bytes_of(const cl_cose *cose, cl_signed_form form, cl_buffer *out)
{
    static const cl_bytes none = {.at = (const unsigned char *)"", .length = 0};
    bool empty = cose->protected_empty && form == CL_SIGNED_PRESCRIBED;
    cl_signed_bytes(empty ? none : cose->protected_headers, cose->payload, out);
}
