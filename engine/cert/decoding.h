/* decoding.h — what the files of the decoder share: its working memory, and how the result of a
 * step is recorded. Only for decode.c, decode_cose.c and decode_payload.c. */
#ifndef CL_CERT_DECODING_H
#define CL_CERT_DECODING_H

#include "cert/decode.h"
#include "cert/inflate.h"
#include "cert/payload.h"
#include "data/event.h"

struct cl_decoder {
    cl_decode_options options;
    cl_inflater *inflater;
    unsigned char *coded;    /* output of base45; cl_base45_size(CL_MAX_HC1) bytes */
    unsigned char *inflated; /* output of zlib; CL_MAX_INFLATED bytes */
    cl_buffer message;       /* the signed bytes, the kid in Base64, or a place */
    cl_arena scratch;        /* strings that came in pieces */
    cl_tree tree;
    cl_payload_sink leniency;
};

/* ---- Results of steps ------------------------------------------------------------------------ */

static inline bool cl_decoding_done(cl_certificate *c, cl_step step)
{
    c->steps[step] = (cl_step_state){.result = CL_STEP_DONE};
    return true;
}

static inline void cl_decoding_skipped(cl_certificate *c, cl_step step, const char *why)
{
    c->steps[step] = (cl_step_state){.result = CL_STEP_SKIPPED, .message = why};
}

/* Records that a step is done, or failed with the fault of the certificate. Returns `ok`. */
static inline bool cl_decoding_settle(cl_certificate *c, cl_step step, bool ok)
{
    return ok ? cl_decoding_done(c, step) : cl_certificate_fail(c, step);
}

/* Adds a notice about the envelope or the input. With `strict` it is a fault of the step instead. A
 * fault ends decoding and false is returned, except for the step `validity`, after which the
 * payload is still read. */
bool cl_decoding_note(const cl_decoder *decoder, cl_certificate *certificate, cl_step step,
                      cl_code code, const char *message);

/* ---- Steps ----------------------------------------------------------------------------------- */

/* Does the steps from `cose` to `schema`: decodes COSE_Sign1 of `length` bytes. Returns false after
 * a fault that ends decoding. */
bool cl_decode_cose(cl_decoder *decoder, cl_certificate *certificate, const unsigned char *bytes,
                    size_t length);

/* Does the steps `payload` and `schema`: decodes a payload in JSON, else in CBOR. Returns false
 * after a fault that ends decoding. */
bool cl_decode_payload(cl_decoder *decoder, cl_certificate *certificate, bool json,
                       const unsigned char *bytes, size_t length);

/* Does the same with the value of a builder, which is complete. */
bool cl_decode_built(cl_decoder *decoder, cl_certificate *certificate, const cl_builder *builder);

#endif
