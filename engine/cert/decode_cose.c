/* decode_cose.c — the steps `cose`, `signature`, `cwt` and `validity` of decoding: the envelope
 * around a payload. cose.c and cwt.c read it, signature.c verifies it; this file knows their order.
 */
#include <string.h>

#include "cert/base64.h"
#include "cert/cose.h"
#include "cert/cwt.h"
#include "cert/decoding.h"
#include "cert/signature.h"
#include "cert/signed_bytes.h"
#include "data/text.h"

/* ---- Signature ------------------------------------------------------------------------------- */

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
        return cl_decoding_settle(c, CL_STEP_SIGNATURE, check_signature(d, c, cose));
    cl_decoding_skipped(c, CL_STEP_SIGNATURE,
                        d->options.no_trust
                            ? "unverified: not checked, as was asked"
                            : "unverified: there are no trusted keys to check it with");
    return true;
}

/* ---- Headers --------------------------------------------------------------------------------- */

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
        !cl_decoding_note(
            d, c, CL_STEP_COSE, CL_ALG_UNPROTECTED,
            "alg stands only in the unprotected headers, which the signature does not cover"))
        return false;
    return !cose->kid_twice ||
           cl_decoding_note(d, c, CL_STEP_COSE, CL_KID_TWICE,
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
    if (e->expires_at > e->signer_until &&
        !cl_decoding_note(d, c, CL_STEP_VALIDITY, CL_SIGNER_EXPIRY,
                          "it expires after the signer's own certificate"))
        return false;
    if (e->issuer != NULL && e->signer_country[0] != '\0' &&
        !same_country(e->issuer, e->issuer_length, e->signer_country))
        return cl_decoding_note(d, c, CL_STEP_VALIDITY, CL_ISSUER_COUNTRY,
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
    if (!cl_decoding_settle(c, CL_STEP_CWT, read_claims(d, c, cose, ahead, &cwt)))
        return false;
    cl_decoding_skipped(c, CL_STEP_VALIDITY, "no moment was asked about");
    bool agrees = compare_signer(d, c);
    if (!agrees)
        cl_certificate_fail(c, CL_STEP_VALIDITY);
    bool ok = agrees && cl_decode_payload(d, c, false, cwt.payload.at, cwt.payload.length);
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

bool cl_decode_cose(cl_decoder *d, cl_certificate *c, const unsigned char *bytes, size_t length)
{
    cl_cose cose;
    bool again;
    if (!cl_decoding_settle(c, CL_STEP_COSE, read_cose(d, c, bytes, length, &cose)) ||
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
