/* decode.h — from bytes to a certificate: the pipeline with a named result per step.
 *
 *   text ─prefix─base45─inflate─▶ COSE ─cose─signature─cwt─▶ payload ─payload─schema─▶ certificate
 *
 * The signature is checked before the payload is interpreted; the first fault ends the chain. A decoder
 * belongs to one thread and is reused: it keeps what decoding needs, so that thousands of certificates a
 * second ask little of the heap.
 */
#ifndef CL_CERT_DECODE_H
#define CL_CERT_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cert/certificate.h"
#include "cert/trust.h"

/* What the bytes are. AUTO tells by the first of them: `{`, `[`, `"` JSON; a CBOR map a payload; a CBOR
 * array or tag COSE; all else text. */
typedef enum cl_input {
    CL_INPUT_AUTO,
    CL_INPUT_TEXT, /* HC1:… */
    CL_INPUT_JSON, /* a payload */
    CL_INPUT_CBOR, /* a payload */
    CL_INPUT_COSE
} cl_input;

/* Checks a payload against its schema: false with SCHEMA and the place, or MEMORY. Called for what is
 * decoded, where `strict` is set and there is a check. */
typedef bool cl_schema_check(void *self, const cl_value *payload, cl_error *error);

typedef struct cl_decode_options {
    const cl_trust *trust;   /* sealed; outlives the decoder. NULL: signatures are not checked */
    bool no_trust;           /* that is what was asked for: only the message differs */
    bool allow_unsigned;     /* with `trust`: a payload without envelope is read all the same */
    bool strict;             /* every notice is a fault */
    bool allow_uncompressed; /* bare COSE in base45 is read too */
    size_t most_inflated;    /* bytes that a text may inflate to; 0: CL_MAX_INFLATED, the most */
    bool has_clock; /* the step `validity` is decided here, at `clock`; else when judging */
    int64_t clock;
    cl_schema_check *schema; /* NULL: the step is skipped */
    void *schema_self;
} cl_decode_options;

typedef struct cl_decoder cl_decoder;

/* NULL with MEMORY. */
cl_decoder *cl_decoder_new(const cl_decode_options *options, cl_error *error);
void cl_decoder_free(cl_decoder *decoder);

/* Decodes into `certificate`, whatever it held before; its memory is used again. Returns false only with
 * MEMORY: bytes that are no certificate make one whose `fault_step` and `fault` say why. */
bool cl_decoder_read(cl_decoder *decoder, cl_input input, const char *bytes, size_t length,
                     cl_certificate *certificate, cl_error *error);

#endif
