/* encode.h — encodes a payload to the text of a QR code, one function for each step: CBOR, CWT,
 * COSE_Sign1, zlib and Base45. For issue.c, the bench and the tests; no decoding file includes it.
 *
 * Every step appends to a buffer. The output depends on the arguments alone, except a signature,
 * which contains random data. If memory runs out, `failed` of the buffer is set.
 */
#ifndef CL_CERT_ENCODE_H
#define CL_CERT_ENCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "cert/signature.h"
#include "data/cbor_head.h"
#include "data/value.h"

/* ---- CBOR (RFC 8949) ---- */

/* Appends the head of an item: its major type and its argument, in the fewest bytes. */
void cl_encode_head(cl_buffer *out, cl_cbor_major major, uint64_t argument);
void cl_encode_integer(cl_buffer *out, int64_t integer);
void cl_encode_bytes(cl_buffer *out, const void *bytes, size_t length);
void cl_encode_text(cl_buffer *out, const char *text, size_t length);

/* Appends a value in core deterministic encoding (section 4.2.1): shortest forms, keys sorted by
 * their encoded bytes. A date-time is written as text. Recursion is bounded by CL_MAX_DEPTH.
 * Returns false with MEMORY. */
bool cl_encode_value(cl_buffer *out, const cl_value *value, cl_error *error);

/* ---- CWT (RFC 8392) and COSE (RFC 9052) ---- */

typedef struct cl_encode_claims {
    const char *issuer; /* two letters */
    int64_t issued;     /* seconds since 1970 */
    int64_t expires;    /* seconds since 1970 */
} cl_encode_claims;

/* Appends the claims 1, 4, 6 and -260. Claim -260 is a map with the payload as member 1. Returns
 * false with MEMORY. */
bool cl_encode_cwt(cl_buffer *out, const cl_encode_claims *claims, const cl_value *payload,
                   cl_error *error);

/* Appends a map of COSE headers: {1: algorithm, 4: kid}. The algorithm is omitted if it is
 * CL_ALGORITHM_NONE, the kid if `length` is 0. */
void cl_encode_header(cl_buffer *out, cl_algorithm algorithm, const unsigned char *kid,
                      size_t length);

/* Appends COSE_Sign1 without a tag: the headers, which cl_encode_header makes, the content, and the
 * signature. Errors as cl_signature_sign. */
bool cl_encode_sign1(cl_buffer *out, cl_bytes protected_header, cl_bytes unprotected_header,
                     cl_bytes content, const cl_signature_key *key, cl_algorithm algorithm,
                     cl_error *error);

/* ---- Text ---- */

/* Appends the bytes compressed as zlib (RFC 1950), at the highest level. Returns false with
 * MEMORY. */
bool cl_encode_zlib(cl_buffer *out, const char *bytes, size_t length, cl_error *error);

/* Appends the bytes as base45 (RFC 9285). */
void cl_encode_base45(cl_buffer *out, const char *bytes, size_t length);

#endif
