/* decode.c — runs the steps of decoding. Each step passes its output to the next step, or records
 * its fault.
 *
 * This file knows the forms of input, and the steps of the text of a QR code. The steps behind them
 * are in decode_cose.c and decode_payload.c. */
#include "cert/decode.h"

#include <stdlib.h>
#include <string.h>

#include "cert/base45.h"
#include "cert/decoding.h"
#include "cert/mistaken.h"
#include "data/cbor.h"
#include "data/json.h"
#include "data/text.h"

cl_decoder *cl_decoder_new(const cl_decode_options *options, cl_error *error)
{
    cl_decoder *d = calloc(1, sizeof *d);
    if (d == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    d->options = *options;
    if (options->most_inflated == 0 || options->most_inflated > CL_MAX_INFLATED)
        d->options.most_inflated = CL_MAX_INFLATED;
    cl_buffer_init(&d->message);
    cl_arena_init(&d->scratch, SIZE_MAX);
    cl_tree_init(&d->tree, NULL);
    d->inflater = cl_inflater_new(error);
    d->coded = malloc(cl_base45_size(CL_MAX_HC1));
    d->inflated = malloc(CL_MAX_INFLATED);
    if (d->inflater != NULL && d->coded != NULL && d->inflated != NULL)
        return d;
    cl_error_memory(error);
    cl_decoder_free(d);
    return NULL;
}

void cl_decoder_free(cl_decoder *d)
{
    if (d == NULL)
        return;
    cl_inflater_free(d->inflater);
    free(d->coded);
    free(d->inflated);
    cl_buffer_free(&d->message);
    cl_arena_free(&d->scratch);
    cl_tree_free(&d->tree);
    free(d);
}

bool cl_decoding_note(const cl_decoder *d, cl_certificate *c, cl_step step, cl_code code,
                      const char *message)
{
    if (!d->options.strict)
        return cl_certificate_note(c, code, "", message) || cl_error_memory(&c->fault);
    if (step == CL_STEP_VALIDITY) {
        c->steps[step] = (cl_step_state){.result = CL_STEP_FAULT, .code = code, .message = message};
        return true;
    }
    return cl_error_set(&c->fault, code, "%s", message);
}

/* ---- Text ------------------------------------------------------------------------------------ */

static bool begins_as_cose(unsigned char byte)
{
    return byte == 0xD2 || byte == 0xD8 || byte == 0x84 || byte == 0x9F;
}

static bool decode_text(cl_decoder *d, cl_certificate *c, const char *text, size_t length)
{
    static const char prefix[] = "HC1:";
    enum { PREFIX = sizeof prefix - 1 };
    size_t coded, size;
    /* Trimming removes no data. A space is in the base45 alphabet, but it cannot be the last
     * character, because the value of its group would be too large. */
    cl_text_trim(&text, &length);
    if (!cl_text_begins(text, length, prefix))
        return cl_decoding_settle(c, CL_STEP_PREFIX, cl_mistaken(text, length, &c->fault));
    cl_decoding_done(c, CL_STEP_PREFIX);
    if (length > CL_MAX_HC1) {
        cl_error_set(&c->fault, CL_LIMIT_SIZE,
                     "a text of %zu characters; expected at most %u, many times what a QR code "
                     "holds",
                     length, CL_MAX_HC1);
        return cl_certificate_fail(c, CL_STEP_BASE45);
    }
    if (!cl_decoding_settle(
            c, CL_STEP_BASE45,
            cl_base45_decode(text + PREFIX, length - PREFIX, d->coded, &coded, &c->fault)))
        return false;
    bool bare = coded > 0 && begins_as_cose(d->coded[0]); /* zlib begins with another byte */
    if (bare && d->options.allow_uncompressed) {
        cl_decoding_skipped(c, CL_STEP_INFLATE, "not compressed, which was allowed");
        return cl_decode_cose(d, c, d->coded, coded);
    }
    if (bare) {
        cl_error_set(&c->fault, CL_UNCOMPRESSED,
                     "COSE that is not compressed, which is read only where that is allowed");
        return cl_certificate_fail(c, CL_STEP_INFLATE);
    }
    return cl_decoding_settle(c, CL_STEP_INFLATE,
                              cl_inflate(d->inflater, d->coded, coded, d->inflated,
                                         d->options.most_inflated, &size, &c->fault)) &&
           cl_decode_cose(d, c, d->inflated, size);
}

/* ---- Input ----------------------------------------------------------------------------------- */

/* Returns true if the text has only characters of numbers. Such an input is treated as JSON. */
static bool is_number(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\0' || strchr("+-.0123456789Ee", text[i]) == NULL)
            return false;
    }
    return length > 0;
}

static cl_input input_of(const char *bytes, size_t length)
{
    unsigned char first = length > 0 ? (unsigned char)bytes[0] : 0;
    if (begins_as_cose(first))
        return CL_INPUT_COSE;
    if (first >= 0xA0 && first <= 0xBF)
        return CL_INPUT_CBOR;
    cl_text_trim(&bytes, &length);
    first = length > 0 ? (unsigned char)bytes[0] : 0;
    if (is_number(bytes, length) || first == '{' || first == '[' || first == '"' ||
        cl_text_begins(bytes, length, "null") || cl_text_begins(bytes, length, "true") ||
        cl_text_begins(bytes, length, "false"))
        return CL_INPUT_JSON;
    return CL_INPUT_TEXT;
}

/* Returns true if a payload without envelope is decoded. With a trust store it is untrusted, and
 * its content is not decoded, unless the options allow unsigned payloads. */
static bool takes_unsigned(const cl_decoder *d, cl_certificate *c)
{
    if (d->options.trust != NULL && d->options.allow_unsigned)
        cl_decoding_skipped(c, CL_STEP_SIGNATURE,
                            "unverified: a payload without signature, which was allowed");
    return d->options.trust == NULL || d->options.allow_unsigned;
}

static bool refuse_unsigned(cl_certificate *c)
{
    cl_error_set(&c->fault, CL_UNTRUSTED,
                 "a payload without signature; expected one that a trusted key has signed");
    return cl_certificate_fail(c, CL_STEP_SIGNATURE);
}

/* Decodes a payload without envelope. Bytes that are not JSON or CBOR are a fault of the step
 * `payload`, whether or not the payload is decoded. */
static bool decode_unsigned(cl_decoder *d, cl_certificate *c, bool json, const unsigned char *bytes,
                            size_t length)
{
    if (takes_unsigned(d, c))
        return cl_decode_payload(d, c, json, bytes, length);
    if (!(json ? cl_json_read((const char *)bytes, length, NULL, &c->fault)
               : cl_cbor_read(bytes, length, NULL, &c->fault)))
        return cl_certificate_fail(c, CL_STEP_PAYLOAD);
    return refuse_unsigned(c);
}

/* Adds the notice of a byte order mark before the input. With `strict` it is a fault of the first
 * step that applies to the input. */
static bool note_mark(cl_decoder *d, cl_certificate *c, cl_input input)
{
    cl_step first = input == CL_INPUT_TEXT   ? CL_STEP_PREFIX
                    : input == CL_INPUT_COSE ? CL_STEP_COSE
                                             : CL_STEP_PAYLOAD;
    return cl_decoding_note(d, c, first, CL_BYTE_ORDER_MARK, CL_MARK_MESSAGE) ||
           cl_certificate_fail(c, first);
}

/* Empties the certificate for an input of `length` bytes. Returns false if those are too many. */
static bool begin(cl_decoder *d, cl_certificate *c, size_t length)
{
    cl_certificate_reset(c);
    cl_arena_reset(&d->scratch);
    if (length <= CL_MAX_RECORD)
        return true;
    cl_error_set(&c->fault, CL_LIMIT_SIZE, "%zu bytes; expected at most %u", length, CL_MAX_RECORD);
    return cl_certificate_fail(c, CL_STEP_PAYLOAD);
}

bool cl_decoder_read(cl_decoder *d, cl_input input, const char *bytes, size_t length,
                     cl_certificate *c, cl_error *error)
{
    bool marked = cl_text_skip_bom(&bytes, &length);
    const unsigned char *raw = (const unsigned char *)bytes;
    if (!begin(d, c, length))
        return true;
    if (input == CL_INPUT_AUTO)
        input = input_of(bytes, length);
    if (marked && !note_mark(d, c, input))
        return c->fault.code != CL_MEMORY || cl_error_memory(error);
    if (input == CL_INPUT_JSON || input == CL_INPUT_CBOR)
        decode_unsigned(d, c, input == CL_INPUT_JSON, raw, length);
    else if (input == CL_INPUT_COSE)
        cl_decode_cose(d, c, raw, length);
    else
        decode_text(d, c, bytes, length);
    return c->fault.code != CL_MEMORY || cl_error_memory(error);
}

bool cl_decoder_read_built(cl_decoder *d, const cl_builder *builder, cl_certificate *c,
                           cl_error *error)
{
    if (!cl_builder_complete(builder, error))
        return false;
    if (!begin(d, c, builder->size))
        return true;
    if (takes_unsigned(d, c))
        cl_decode_built(d, c, builder);
    else
        refuse_unsigned(c);
    return c->fault.code != CL_MEMORY || cl_error_memory(error);
}

bool cl_decoder_note_mark(cl_decoder *d, cl_certificate *c, cl_error *error)
{
    if (!d->options.strict)
        return cl_certificate_note(c, CL_BYTE_ORDER_MARK, "", CL_MARK_MESSAGE) ||
               cl_error_memory(error);
    cl_certificate_reset(c);
    note_mark(d, c, CL_INPUT_JSON);
    return c->fault.code != CL_MEMORY || cl_error_memory(error);
}
