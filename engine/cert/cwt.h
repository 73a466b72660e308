/* cwt.h — the claims of a certificate (RFC 8392), and the payload among them. */
#ifndef CL_CERT_CWT_H
#define CL_CERT_CWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "cert/cose.h"

typedef struct cl_cwt {
    const char *issuer; /* claim 1, valid UTF-8; NULL where there is none */
    size_t issuer_length;
    int64_t issued_at;  /* claim 6, milliseconds UTC, rounded up */
    int64_t expires_at; /* claim 4, milliseconds UTC, rounded down */
    int64_t not_before; /* claim 5, as claim 6; CL_NO_MOMENT where there is none */
    cl_bytes payload;   /* claim -260, member 1: a CBOR map; only its form is checked */
    /* true: the form of the payload is not checked either. It is a payload only if it ends where the
     * claims end. */
    bool payload_open;
} cl_cwt;

/* Reads the claims, all of `length` bytes. False with CWT (a claim missing, twice, of the wrong kind; a
 * date outside the years 0000 to 9999), CBOR, CBOR_KEY, CBOR_UTF8, LIMIT_DEPTH, or MEMORY. */
bool cl_cwt_read(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cwt *cwt,
                 cl_error *error);

/* The fast path of cl_cwt_read, for a caller that parses the payload next. A payload that ends the
 * claims is not checked, and `cwt->payload_open` is set. If parsing it fails, call cl_cwt_read for the
 * authoritative error, because the bytes at the end may belong to no payload. */
bool cl_cwt_read_ahead(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cwt *cwt,
                       cl_error *error);

#endif
