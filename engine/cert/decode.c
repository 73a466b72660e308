/* decode.c — runs the steps of decoding. Each step passes its output to the next step, or records
 * its fault.
 *
 * This file knows the order of the steps. How base45, zlib, COSE, CWT and the payload are read is
 * in files of their own. */
#include "cert/decode.h"

#include <stdlib.h>
#include <string.h>

#include "cert/base45.h"
#include "cert/base64.h"
#include "cert/cose.h"
#include "cert/cwt.h"
#include "cert/mistaken.h"
#include "cert/inflate.h"
#include "cert/payload.h"
#include "cert/signature.h"
#include "cert/signed_bytes.h"
#include "data/cbor.h"
#include "data/json.h"
#include "data/text.h"

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

/* ---- Results of steps ------------------------------------------------------------------------ */

static bool done(cl_certificate *c, cl_step step)
{
    c->steps[step] = (cl_step_state){.result = CL_STEP_DONE};
    return true;
}

static void skipped(cl_certificate *c, cl_step step, const char *why)
{
    c->steps[step] = (cl_step_state){.result = CL_STEP_SKIPPED, .message = why};
}

/* Records that a step is done, or failed with the fault of the certificate. Returns `ok`. */
static bool settle(cl_certificate *c, cl_step step, bool ok)
{
    return ok ? done(c, step) : cl_certificate_fail(c, step);
}

/* Adds a notice about the envelope or the input. With `strict` it is a fault of the step instead. A
 * fault ends decoding and false is returned, except for the step `validity`, after which the
 * payload is still read. */
static bool note(const cl_decoder *d, cl_certificate *c, cl_step step, cl_code code,
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

/* ---- Payload --------------------------------------------------------------------------------- */

/* Makes the step `validity` a fault if the extended key usage of the signer names types, but not
 * the type of the entry (SEMANTICS, "Signers", Types). */
static void check_usage(cl_certificate *c)
{
    static const unsigned uses[] = {[CL_ENTRY_VACCINATION] = CL_USE_VACCINATION,
                                    [CL_ENTRY_TEST] = CL_USE_TEST,
                                    [CL_ENTRY_RECOVERY] = CL_USE_RECOVERY};
    const cl_envelope *e = &c->envelope;
    if (!e->verified || e->signer_uses == 0 || (e->signer_uses & uses[c->entry]) != 0 ||
        c->steps[CL_STEP_VALIDITY].result == CL_STEP_FAULT)
        return;
    c->steps[CL_STEP_VALIDITY] = (cl_step_state){
        .result = CL_STEP_FAULT,
        .code = CL_KEY_USAGE,
        .message = "the signer's certificate does not allow it to sign this type of certificate"};
}

static bool check_schema(cl_decoder *d, cl_certificate *c)
{
    if (d->options.schema == NULL) {
        skipped(c, CL_STEP_SCHEMA, "only with --strict is a payload held to its schema");
        return true;
    }
    return settle(c, CL_STEP_SCHEMA,
                  d->options.schema(d->options.schema_self, &c->payload, &c->fault));
}

/* Adds the notice for a payload without exactly one entry. Decoding accepts such a payload; every
 * verdict rejects it. */
static bool note_malformed(cl_certificate *c)
{
    skipped(c, CL_STEP_SCHEMA, "the payload is none of a certificate");
    if (cl_certificate_note(c, CL_PAYLOAD, c->fault.at, c->fault.message))
        return true;
    cl_error_init(&c->fault);
    return cl_error_memory(&c->fault);
}

/* Parses the payload into d->tree. Its bytes are copied into the arena of the certificate first, so
 * that strings of the tree can point into the copy. */
static bool read_tree(cl_decoder *d, cl_certificate *c, bool json, const unsigned char *bytes,
                      size_t length)
{
    const char *copy = cl_arena_text(&c->arena, (const char *)bytes, length);
    if (copy == NULL)
        return cl_error_memory(&c->fault);
    d->tree.arena = &c->arena;
    cl_tree_reset(&d->tree);
    cl_tree_borrow(&d->tree, copy, length);
    cl_sink tree = cl_tree_sink(&d->tree);
    cl_sink sink = cl_payload_sink_begin(&d->leniency, &tree, c, &d->message, d->options.strict);
    return json ? cl_json_read(copy, length, &sink, &c->fault)
                : cl_cbor_read((const unsigned char *)copy, length, &sink, &c->fault);
}

static bool read_payload(cl_decoder *d, cl_certificate *c, bool json, const unsigned char *bytes,
                         size_t length)
{
    if (!read_tree(d, c, json, bytes, length))
        return cl_certificate_fail(c, CL_STEP_PAYLOAD);
    c->payload = d->tree.root;
    cl_certificate_look(c);
    if (!c->whole && d->options.strict)
        return cl_certificate_fail(c, CL_STEP_PAYLOAD);
    if (!c->whole)
        return note_malformed(c);
    check_usage(c);
    return check_schema(d, c);
}

/* ---- Envelope -------------------------------------------------------------------------------- */

static void trust_signer(cl_certificate *c, const cl_signer *signer)
{
    cl_envelope *e = &c->envelope;
    e->verified = true;
    memcpy(e->signer_country, signer->country, sizeof e->signer_country);
    e->signer_from = signer->not_before;
    e->signer_until = signer->not_after;
    e->signer_uses = signer->uses;
}

/* Verifies one form of the signed bytes with each of the signers. If none of them succeeds, sets
 * `*unlike` to SIGNATURE if a key has the algorithm of the certificate, else to ALGORITHM; or to
 * MEMORY. */
static bool try_form(cl_decoder *d, cl_certificate *c, const cl_cose *cose, cl_signed_form form,
                     const cl_signer *const *signers, size_t count, cl_error *unlike)
{
    cl_buffer_clear(&d->message);
    cl_signed_bytes_of(cose, form, &d->message);
    if (d->message.failed)
        return cl_error_memory(unlike);
    for (size_t i = 0; i < count; i++) {
        cl_error error;
        cl_error_init(&error);
        if (cl_signature_verify(signers[i]->key, (cl_algorithm)cose->algorithm,
                                (const unsigned char *)d->message.data, d->message.length,
                                cose->signature.at, cose->signature.length, &error)) {
            trust_signer(c, signers[i]);
            return true;
        }
        if (error.code == CL_MEMORY)
            return cl_error_memory(unlike);
        if (error.code != CL_ALGORITHM || unlike->code == CL_NONE)
            *unlike = error;
    }
    return false;
}

/* Verifies the signature. Empty protected headers are signed as an empty byte string (RFC 9052,
 * section 4.4), even if they were sent as an empty map. Some issuers sign the empty map, so that
 * form is accepted too. Both forms mean the same. */
static bool try_signers(cl_decoder *d, cl_certificate *c, const cl_cose *cose,
                        const cl_signer *const *signers, size_t count)
{
    cl_error unlike;
    cl_error_init(&unlike);
    if (try_form(d, c, cose, CL_SIGNED_PRESCRIBED, signers, count, &unlike))
        return true;
    bool another = unlike.code != CL_MEMORY && cose->protected_empty &&
                   cose->protected_headers.length > 0;
    return (another && try_form(d, c, cose, CL_SIGNED_AS_SENT, signers, count, &unlike)) ||
           cl_error_set(&c->fault, unlike.code, "%s", unlike.message);
}

/* Checks that alg is a known algorithm. cl_signature_verify checks that it fits the key. */
static bool check_algorithm(cl_certificate *c, const cl_cose *cose)
{
    static const char expected[] = "expected the number -7 (ES256) or -37 (PS256)";
    if (!cose->has_algorithm)
        return cl_error_set(&c->fault, CL_ALGORITHM, "there is no header alg");
    if (c->envelope.algorithm_text != NULL)
        return cl_error_set(&c->fault, CL_ALGORITHM,
                            "the header alg is the text \"%s\", and COSE has only numbers for "
                            "algorithms; %s",
                            c->envelope.algorithm_text, expected);
    return cose->algorithm == CL_ALGORITHM_ES256 || cose->algorithm == CL_ALGORITHM_PS256 ||
           cl_error_set(&c->fault, CL_ALGORITHM, "the header alg is %lld; %s",
                        (long long)cose->algorithm, expected);
}

/* Sets the fault of a kid that no trusted key has. If an entry with the kid was left out, the
 * message contains the reason. Always returns false. */
static bool no_signer(const cl_decoder *d, cl_certificate *c, const cl_bytes *kid)
{
    const cl_trust_finding *why = cl_trust_left_out(d->options.trust, kid->at, kid->length);
    if (kid->length > CL_MAX_KID)
        return cl_error_set(&c->fault, CL_UNTRUSTED,
                            "the kid has %zu bytes, and no kid of a trusted key has more than %d",
                            kid->length, CL_MAX_KID);
    if (why == NULL)
        return cl_error_set(&c->fault, CL_UNTRUSTED, "no trusted key has the kid %s",
                            c->envelope.kid_text);
    return cl_error_set(&c->fault, CL_UNTRUSTED, "the signer with the kid %s was left out: %s [%s]",
                        c->envelope.kid_text, why->it.message, cl_code_name(why->it.code));
}

static bool check_signature(cl_decoder *d, cl_certificate *c, const cl_cose *cose)
{
    size_t count = 0;
    if (cose->kid.at == NULL || cose->kid.length == 0)
        return cl_error_set(&c->fault, CL_UNTRUSTED, "there is no kid that would name a key");
    const cl_signer *const *signers = cl_trust_find(d->options.trust, cose->kid.at,
                                                    cose->kid.length, &count);
    if (count == 0)
        return no_signer(d, c, &cose->kid);
    return check_algorithm(c, cose) && try_signers(d, c, cose, signers, count);
}

static bool read_signature(cl_decoder *d, cl_certificate *c, const cl_cose *cose)
{
    if (d->options.trust != NULL)
        return settle(c, CL_STEP_SIGNATURE, check_signature(d, c, cose));
    skipped(c, CL_STEP_SIGNATURE,
            d->options.no_trust ? "unverified: not checked, as was asked"
                                : "unverified: there are no trusted keys to check it with");
    return true;
}

/* Copies the kid into the envelope. Returns false if memory ran out. */
static bool keep_kid(cl_decoder *d, cl_certificate *c, const cl_bytes *kid)
{
    cl_envelope *e = &c->envelope;
    if (kid->length > sizeof e->kid || kid->length == 0)
        return true;
    memcpy(e->kid, kid->at, kid->length);
    e->kid_length = kid->length;
    cl_buffer_clear(&d->message);
    cl_base64_encode(kid->at, kid->length, &d->message);
    if (d->message.failed)
        return false;
    e->kid_text = cl_arena_text(&c->arena, d->message.data, d->message.length);
    return e->kid_text != NULL;
}

/* Copies the algorithm into the envelope. A text is used in messages only, so its first characters
 * are enough. Returns false if memory ran out. */
static bool keep_algorithm(cl_certificate *c, const cl_cose *cose)
{
    enum { SHOWN = 23 };
    cl_envelope *e = &c->envelope;
    const char *text = (const char *)cose->algorithm_text.at;
    e->has_algorithm = cose->has_algorithm;
    e->algorithm = cose->algorithm;
    if (text == NULL)
        return true;
    size_t length = cose->algorithm_text.length;
    e->algorithm_text = cl_arena_text(&c->arena, text,
                                      cl_utf8_prefix(text, length < SHOWN ? length : SHOWN));
    return e->algorithm_text != NULL;
}

static bool note_headers(cl_decoder *d, cl_certificate *c, const cl_cose *cose)
{
    if (cose->has_algorithm && !cose->algorithm_protected &&
        !note(d, c, CL_STEP_COSE, CL_ALG_UNPROTECTED,
              "alg stands only in the unprotected headers, which the signature does not cover"))
        return false;
    return !cose->kid_twice ||
           note(d, c, CL_STEP_COSE, CL_KID_TWICE,
                "kid stands in the unprotected headers too, where it does not count");
}

static bool read_cose(cl_decoder *d, cl_certificate *c, const unsigned char *bytes, size_t length,
                      cl_cose *cose)
{
    cl_envelope *e = &c->envelope;
    if (length > CL_MAX_INFLATED)
        return cl_error_set(&c->fault, CL_LIMIT_SIZE, "COSE of %zu bytes; expected at most %u",
                            length, CL_MAX_INFLATED);
    if (!cl_cose_read(bytes, length, &d->scratch, cose, &c->fault))
        return false;
    e->present = true;
    if (!keep_kid(d, c, &cose->kid))
        return cl_error_memory(&c->fault);
    if (!keep_algorithm(c, cose))
        return cl_error_memory(&c->fault);
    return note_headers(d, c, cose);
}

static bool is_greece(const char country[2])
{
    return memcmp(country, "GR", 2) == 0 || memcmp(country, "EL", 2) == 0;
}

/* Returns true if the issuer is the country of the signer, two letters. GR and EL are both
 * Greece. */
static bool same_country(const char *issuer, size_t length, const char country[2])
{
    return length == 2 &&
           (memcmp(issuer, country, 2) == 0 || (is_greece(issuer) && is_greece(country)));
}

/* Compares the claims with the signer. Differences are notices (SEMANTICS, "Certificates",
 * Validity). */
static bool compare_signer(cl_decoder *d, cl_certificate *c)
{
    const cl_envelope *e = &c->envelope;
    if (!e->verified)
        return true;
    if (e->expires_at > e->signer_until && !note(d, c, CL_STEP_VALIDITY, CL_SIGNER_EXPIRY,
                                                 "it expires after the signer's own certificate"))
        return false;
    if (e->issuer != NULL && e->signer_country[0] != '\0' &&
        !same_country(e->issuer, e->issuer_length, e->signer_country))
        return note(d, c, CL_STEP_VALIDITY, CL_ISSUER_COUNTRY,
                    "the issuer is not the country of the key that signed");
    return true;
}

static bool read_claims(cl_decoder *d, cl_certificate *c, const cl_cose *cose, bool ahead,
                        cl_cwt *cwt)
{
    cl_envelope *e = &c->envelope;
    if (!(ahead ? cl_cwt_read_ahead : cl_cwt_read)(cose->payload.at, cose->payload.length,
                                                   &d->scratch, cwt, &c->fault))
        return false;
    if (cwt->issuer != NULL) {
        e->issuer = cl_arena_text(&c->arena, cwt->issuer, cwt->issuer_length);
        e->issuer_length = (uint32_t)cwt->issuer_length;
        if (e->issuer == NULL)
            return cl_error_memory(&c->fault);
    }
    e->dated = true;
    e->issued_at = cwt->issued_at;
    e->expires_at = cwt->expires_at;
    e->not_before = cwt->not_before;
    return true;
}

/* Decodes claims and payload. With `ahead` the payload is parsed by the fast path of
 * cl_cwt_read_ahead. If the fast path fails, its fault may be the wrong one: `*again` is set, and
 * the caller must decode again without `ahead`. */
static bool decode_claims(cl_decoder *d, cl_certificate *c, const cl_cose *cose, bool ahead,
                          bool *again)
{
    cl_cwt cwt;
    *again = false;
    if (!settle(c, CL_STEP_CWT, read_claims(d, c, cose, ahead, &cwt)))
        return false;
    skipped(c, CL_STEP_VALIDITY, "no moment was asked about");
    bool agrees = compare_signer(d, c);
    if (!agrees)
        cl_certificate_fail(c, CL_STEP_VALIDITY);
    bool ok = agrees && read_payload(d, c, false, cwt.payload.at, cwt.payload.length);
    *again = cwt.payload_open && !c->decoded && c->fault.code != CL_MEMORY;
    if (agrees && d->options.has_clock)
        c->steps[CL_STEP_VALIDITY] = cl_certificate_validity(c, d->options.clock);
    return ok;
}

/* The state of a certificate before decode_claims. undo_claims restores it after the payload could
 * not be decoded, and resets the claims, the steps and the fault. */
typedef struct before_claims {
    cl_notice *notices;
    uint32_t notice_count, notice_capacity;
    cl_arena_mark mark;
} before_claims;

static before_claims now(const cl_certificate *c)
{
    return (before_claims){.notices = c->notices,
                           .notice_count = c->notice_count,
                           .notice_capacity = c->notice_capacity,
                           .mark = cl_arena_here(&c->arena)};
}

static void undo_claims(cl_certificate *c, const before_claims *before)
{
    cl_envelope *e = &c->envelope;
    e->issuer = NULL;
    e->issuer_length = 0;
    e->dated = false;
    e->issued_at = e->expires_at = e->not_before = 0;
    c->notices = before->notices;
    c->notice_count = before->notice_count;
    c->notice_capacity = before->notice_capacity;
    cl_arena_undo(&c->arena, before->mark);
    for (int step = CL_STEP_CWT; step < CL_STEP_COUNT; step++)
        c->steps[step] = (cl_step_state){.result = CL_STEP_SKIPPED};
    c->fault_step = CL_STEP_PAYLOAD;
    cl_error_init(&c->fault);
}

static bool decode_cose(cl_decoder *d, cl_certificate *c, const unsigned char *bytes, size_t length)
{
    cl_cose cose;
    bool again;
    if (!settle(c, CL_STEP_COSE, read_cose(d, c, bytes, length, &cose)) ||
        !read_signature(d, c, &cose))
        return false;
    before_claims before = now(c);
    bool ok = decode_claims(d, c, &cose, true, &again);
    if (again) {
        undo_claims(c, &before);
        ok = decode_claims(d, c, &cose, false, &again);
    }
    return ok;
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
    if (length < PREFIX || memcmp(text, prefix, PREFIX) != 0)
        return settle(c, CL_STEP_PREFIX, cl_foreign(text, length, &c->fault));
    done(c, CL_STEP_PREFIX);
    if (length > CL_MAX_HC1) {
        cl_error_set(&c->fault, CL_LIMIT_SIZE,
                     "a text of %zu characters; expected at most %u, many times what a QR code "
                     "holds",
                     length, CL_MAX_HC1);
        return cl_certificate_fail(c, CL_STEP_BASE45);
    }
    if (!settle(c, CL_STEP_BASE45,
                cl_base45_decode(text + PREFIX, length - PREFIX, d->coded, &coded, &c->fault)))
        return false;
    bool bare = coded > 0 && begins_as_cose(d->coded[0]); /* zlib begins with another byte */
    if (bare && d->options.allow_uncompressed) {
        skipped(c, CL_STEP_INFLATE, "not compressed, which was allowed");
        return decode_cose(d, c, d->coded, coded);
    }
    if (bare) {
        cl_error_set(&c->fault, CL_UNCOMPRESSED,
                     "COSE that is not compressed, which is read only where that is allowed");
        return cl_certificate_fail(c, CL_STEP_INFLATE);
    }
    return settle(c, CL_STEP_INFLATE,
                  cl_inflate(d->inflater, d->coded, coded, d->inflated, d->options.most_inflated,
                             &size, &c->fault)) &&
           decode_cose(d, c, d->inflated, size);
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

/* Decodes a payload without envelope. With a trust store it is untrusted, and its content is not
 * decoded, unless the options allow unsigned payloads. Bytes that are not JSON or CBOR are a fault
 * of the step `payload`. */
static bool decode_unsigned(cl_decoder *d, cl_certificate *c, bool json, const unsigned char *bytes,
                            size_t length)
{
    if (d->options.trust == NULL)
        return read_payload(d, c, json, bytes, length);
    if (d->options.allow_unsigned) {
        skipped(c, CL_STEP_SIGNATURE, "unverified: a payload without signature, which was allowed");
        return read_payload(d, c, json, bytes, length);
    }
    if (!(json ? cl_json_read((const char *)bytes, length, NULL, &c->fault)
               : cl_cbor_read(bytes, length, NULL, &c->fault)))
        return cl_certificate_fail(c, CL_STEP_PAYLOAD);
    cl_error_set(&c->fault, CL_UNTRUSTED,
                 "a payload without signature; expected one that a trusted key has signed");
    return cl_certificate_fail(c, CL_STEP_SIGNATURE);
}

/* Adds the notice of a byte order mark before the input. With `strict` it is a fault of the first
 * step that applies to the input. */
static bool note_mark(cl_decoder *d, cl_certificate *c, cl_input input)
{
    cl_step first = input == CL_INPUT_TEXT   ? CL_STEP_PREFIX
                    : input == CL_INPUT_COSE ? CL_STEP_COSE
                                             : CL_STEP_PAYLOAD;
    return note(d, c, first, CL_BYTE_ORDER_MARK, CL_MARK_MESSAGE) || cl_certificate_fail(c, first);
}

bool cl_decoder_read(cl_decoder *d, cl_input input, const char *bytes, size_t length,
                     cl_certificate *c, cl_error *error)
{
    bool marked = cl_text_skip_bom(&bytes, &length);
    const unsigned char *raw = (const unsigned char *)bytes;
    cl_certificate_reset(c);
    cl_arena_reset(&d->scratch);
    if (length > CL_MAX_RECORD) {
        cl_error_set(&c->fault, CL_LIMIT_SIZE, "%zu bytes; expected at most %u", length,
                     CL_MAX_RECORD);
        cl_certificate_fail(c, CL_STEP_PAYLOAD);
        return true;
    }
    if (input == CL_INPUT_AUTO)
        input = input_of(bytes, length);
    if (marked && !note_mark(d, c, input))
        return c->fault.code != CL_MEMORY || cl_error_memory(error);
    if (input == CL_INPUT_JSON || input == CL_INPUT_CBOR)
        decode_unsigned(d, c, input == CL_INPUT_JSON, raw, length);
    else if (input == CL_INPUT_COSE)
        decode_cose(d, c, raw, length);
    else
        decode_text(d, c, bytes, length);
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
