/* decode.h — decodes bytes to a certificate, in steps that each have a result.
 *
 *   text ─prefix─base45─inflate─▶ COSE ─cose─signature─cwt─▶ payload ─payload─schema─▶ certificate
 *
 * The signature is checked before the payload is parsed. The first fault ends decoding, except one
 * of the step `validity`. A decoder belongs to one thread. It keeps its buffers between
 * certificates, so that decoding allocates little memory. Must not know rules, files, or the
 * current time: the caller passes the clock.
 */
#ifndef CL_CERT_DECODE_H
#define CL_CERT_DECODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "cert/certificate.h"
#include "cert/trust.h"
#include "data/builder.h"

/* The form of the input. AUTO decides by the first byte: `{`, `[`, `"`, or a number or word of JSON
 * alone is JSON; a CBOR map is a payload; a CBOR array or tag is COSE; anything else is text. */
typedef enum cl_input {
    CL_INPUT_AUTO,
    CL_INPUT_TEXT, /* HC1:… */
    CL_INPUT_JSON, /* a payload in JSON */
    CL_INPUT_CBOR, /* a payload in CBOR */
    CL_INPUT_COSE
} cl_input;

/* Checks a payload against a schema. Returns false with SCHEMA and the place, or with MEMORY. It is
 * called for a payload that is decoded. */
typedef bool cl_payload_check(void *self, const cl_value *payload, cl_error *error);

typedef struct cl_decode_options {
    /* Sealed; must outlive the decoder. NULL: signatures are not checked. */
    const cl_trust *trust;
    /* The caller asked for no check of signatures. It changes only a message. */
    bool no_trust;
    /* With `trust`: a payload without envelope is read, not refused. */
    bool allow_unsigned;
    /* Every notice is a fault. */
    bool strict;
    /* Base45 text may hold COSE that is not compressed. */
    bool allow_uncompressed;
    /* Bytes that a text may inflate to. 0 or more than CL_MAX_INFLATED means CL_MAX_INFLATED. */
    size_t most_inflated;
    /* True: the step `validity` is done at `clock` (milliseconds since 1970, UTC). False: it is
     * skipped, and cl_certificate_validity gives its result later. */
    bool has_clock;
    int64_t clock;
    cl_payload_check *schema; /* NULL: the step `schema` is skipped */
    void *schema_self;        /* the first argument of `schema` */
} cl_decode_options;

typedef struct cl_decoder cl_decoder;

/* Creates a decoder and copies the options. Returns NULL with MEMORY. */
cl_decoder *cl_decoder_new(const cl_decode_options *options, cl_error *error);
void cl_decoder_free(cl_decoder *decoder);

/* Decodes `length` bytes into `certificate`, whose former content is discarded and whose memory is
 * used again. Returns false only with MEMORY. If the bytes are no certificate, it returns true, and
 * `fault_step` and `fault` of the certificate are the reason. */
bool cl_decoder_read(cl_decoder *decoder, cl_input input, const char *bytes, size_t length,
                     cl_certificate *certificate, cl_error *error);

/* Decodes a payload without envelope from the value of a builder. Returns false with MEMORY, or if
 * the value is not complete, with the fault of cl_builder_complete; `certificate` is then as it
 * was. */
bool cl_decoder_read_built(cl_decoder *decoder, const cl_builder *builder,
                           cl_certificate *certificate, cl_error *error);

/* Adds the notice of a byte order mark before the object around a payload. With `strict` the mark
 * is the fault of the certificate, as before a payload (SEMANTICS, "Byte order mark"). Returns
 * false only with MEMORY. */
bool cl_decoder_note_mark(cl_decoder *decoder, cl_certificate *certificate, cl_error *error);

#endif
