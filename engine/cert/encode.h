/* encode.h — from a payload to the text of a QR code, one step a function: CBOR, CWT, COSE_Sign1, zlib and
 * Base45. For `certlogic issue` and for the tests; nothing that decodes may include it.
 *
 * Every step appends to a buffer, and what it appends depends on its arguments alone, but for the signature,
 * into which OpenSSL puts random bytes.
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

/* The head of an item: its major type and its argument, in as few bytes as there can be. */
void cl_encode_head(cl_buffer *out, cl_cbor_major major, uint64_t argument);
void cl_encode_integer(cl_buffer *out, int64_t integer);
void cl_encode_bytes(cl_buffer *out, const void *bytes, size_t length);
void cl_encode_text(cl_buffer *out, const char *text, size_t length);

/* A value in core deterministic encoding (section 4.2.1): shortest forms, keys by their bytes; a date-time as
 * text. Recursion is bounded by CL_MAX_DEPTH. False with MEMORY. */
bool cl_encode_value(cl_buffer *out, const cl_value *value, cl_error *error);

/* ---- CWT (RFC 8392) and COSE (RFC 9052) ---- */

/* Seconds since 1970. */
typedef struct cl_encode_claims {
    const char *issuer; /* two letters */
    int64_t issued;
    int64_t expires;
} cl_encode_claims;

/* The claims 1, 4, 6 and -260, which has the payload as its member 1. */
bool cl_encode_cwt(cl_buffer *out, const cl_encode_claims *claims, const cl_value *payload,
                   cl_error *error);

/* A header of COSE: {1: algorithm, 4: kid}; each is left out where it is CL_ALGORITHM_NONE or empty. */
void cl_encode_header(cl_buffer *out, cl_algorithm algorithm, const unsigned char *kid,
                      size_t length);

typedef struct cl_encode_span {
    const char *data;
    size_t length;
} cl_encode_span;

/* COSE_Sign1 without a tag: the headers as cl_encode_header makes them, the content, and the signature over
 * them. Errors as cl_signature_sign. */
bool cl_encode_sign1(cl_buffer *out, cl_encode_span protected_header,
                     cl_encode_span unprotected_header, cl_encode_span content,
                     const cl_signature_key *key, cl_algorithm algorithm, cl_error *error);

/* ---- Text ---- */

/* zlib (RFC 1950) at its smallest. */
bool cl_encode_zlib(cl_buffer *out, const char *bytes, size_t length, cl_error *error);

/* Base45 (RFC 9285). */
void cl_encode_base45(cl_buffer *out, const char *bytes, size_t length);

#endif
