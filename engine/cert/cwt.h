/* cwt.h — reads the claims of a certificate (CWT, RFC 8392) and finds the payload in them. Must not
 * know the members of the payload. */
#ifndef CL_CERT_CWT_H
#define CL_CERT_CWT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "cert/cose.h"
#include "data/value.h"

typedef struct cl_cwt {
    const char *issuer; /* claim 1, valid UTF-8; NULL if there is none */
    size_t issuer_length;
    int64_t issued_at;  /* claim 6, milliseconds since 1970 (UTC), rounded up */
    int64_t expires_at; /* claim 4, milliseconds since 1970 (UTC), rounded down */
    int64_t not_before; /* claim 5, as claim 6; CL_NO_MOMENT if there is none */
    cl_bytes payload;   /* claim -260, member 1: a well-formed CBOR map; its content is unchecked */
    /* True: even the form of the map is unchecked, and `payload` contains all bytes up to the end
     * of the claims. The map is the payload only if it takes all these bytes. */
    bool payload_open;
} cl_cwt;

/* Reads claims that take all of `length` bytes. Texts in `cwt` are in the input or in `arena`.
 * Returns false with CWT (a claim missing or of the wrong type; a date outside the years 0000 to
 * 9999), CBOR, CBOR_KEY (a label twice in one map), CBOR_UTF8, LIMIT_DEPTH, or MEMORY. */
bool cl_cwt_read(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cwt *cwt,
                 cl_error *error);

/* The fast path of cl_cwt_read, for a caller that parses the payload next. If the payload is the
 * last item of the claims, this function does not check it and sets `cwt->payload_open`. If parsing
 * the payload then fails, the caller must call cl_cwt_read for the authoritative error, because the
 * fault may be one of the claims. The fast path saves a pass over the payload: 7,300 instructions a
 * text, 16 % of a job that checks no signatures and 0.8 % of one that does (2,000 texts of
 * bench/generate, counted by callgrind). */
bool cl_cwt_read_ahead(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cwt *cwt,
                       cl_error *error);

/* Converts a NumericDate, an integer or real number of seconds since 1970 in UTC, to milliseconds,
 * rounded up or down. Returns false outside the years 0000 to 9999. */
bool cl_cwt_instant(const cl_value *seconds, bool up, int64_t *instant);

#endif
