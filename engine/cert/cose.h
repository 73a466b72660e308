/* cose.h — COSE_Sign1 (RFC 9052, sections 4.2 and 4.4): the frame around a signed payload. */
#ifndef CL_CERT_COSE_H
#define CL_CERT_COSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

typedef struct cl_bytes {
    const unsigned char *at;
    size_t length;
} cl_bytes;

/* What a frame holds. Bytes stand in the input, or in the arena where they came in pieces. */
typedef struct cl_cose {
    cl_bytes protected_headers; /* as they were sent */
    bool protected_empty;       /* they hold no header: an empty map, or no map at all */
    cl_bytes payload;
    cl_bytes signature;
    /* Of the protected headers, else of the others; `at` is NULL where there is none. */
    cl_bytes kid;
    bool kid_twice; /* the other headers have one too, which does not count */
    bool has_algorithm;
    int64_t algorithm;       /* of the protected headers, else of the others; 0 for a text */
    cl_bytes algorithm_text; /* valid UTF-8; `at` is NULL for a number */
    bool algorithm_protected;
} cl_cose;

/* Reads a frame, all of `length` bytes: tagged 18, or 61(18(…)), or bare. False with COSE (another
 * shape, another tag, no payload, a header of another kind than RFC 9052, 3.1 gives it, a label in
 * both maps of headers, critical headers that we do not know), CBOR, CBOR_KEY, CBOR_UTF8,
 * LIMIT_DEPTH, or MEMORY. */
bool cl_cose_read(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cose *cose,
                  cl_error *error);

/* What a signature can be of: the protected headers in the form that RFC 9052, 4.4 prescribes, in
 * which those that are empty are an empty byte string; or as they were sent. They differ only for
 * an empty map that was sent as a map. */
typedef enum cl_cose_form { CL_COSE_PRESCRIBED, CL_COSE_AS_SENT } cl_cose_form;

/* Writes what the signature is of (RFC 9052, 4.4): ["Signature1", protected, h'', payload]. The failure to
 * grow stays in `out`. */
void cl_cose_signed_bytes(const cl_cose *cose, cl_cose_form form, cl_buffer *out);

#endif
