/* cose.h — reads COSE_Sign1, the frame around the claims (RFC 9052, section 4.2). Must not know
 * keys or claims. */
#ifndef CL_CERT_COSE_H
#define CL_CERT_COSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

/* The contents of a frame. The bytes are in the input, or in the arena if they came in pieces
 * (indefinite length). */
typedef struct cl_cose {
    cl_bytes protected_headers; /* as they were sent */
    bool protected_empty;       /* there is no protected header: an empty map, or no map */
    cl_bytes payload;           /* the COSE payload: a CWT */
    cl_bytes signature;
    /* From the protected headers, else from the unprotected ones. `at` is NULL if there is none. */
    cl_bytes kid;
    bool kid_twice; /* the unprotected headers have a kid too, which does not count */
    bool has_algorithm;
    /* From the protected headers, else from the unprotected ones. 0 if alg is a text. */
    int64_t algorithm;
    cl_bytes algorithm_text; /* valid UTF-8; `at` is NULL if alg is a number */
    bool algorithm_protected;
} cl_cose;

/* Reads a frame that takes all of `length` bytes: with tag 18, with tags 61 and 18, or without a
 * tag. Returns false with COSE (another structure, another tag, no payload, a header whose type
 * differs from RFC 9052, section 3.1, a label in both maps of headers, an unknown critical header),
 * CBOR, CBOR_KEY, CBOR_UTF8, LIMIT_DEPTH, or MEMORY. */
bool cl_cose_read(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cose *cose,
                  cl_error *error);

#endif
