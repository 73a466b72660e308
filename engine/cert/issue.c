/* issue.c — issues one certificate. The signer's certificate is read by the trust store, so that
 * only certificates that a trust store accepts can sign. */
#include "cert/issue.h"

#include <string.h>

#include "cert/encode.h"
#include "cert/trust.h"

/* The outputs of the steps. */
typedef struct steps {
    cl_buffer header, cwt, cose, zlib;
} steps;

static const int64_t year_ms = INT64_C(365) * 86400 * 1000;

/* Converts milliseconds to seconds, rounded down. */
static int64_t seconds(int64_t ms)
{
    return ms / 1000 - (ms % 1000 < 0);
}

static bool fill_claims(const cl_issue *issue, const cl_signer *signer, cl_encode_claims *claims,
                        cl_error *error)
{
    int64_t expires = issue->issued + year_ms;
    if (expires > signer->not_after)
        expires = signer->not_after;
    if (issue->expires != NULL)
        expires = *issue->expires;
    claims->issuer = issue->country != NULL ? issue->country : signer->country;
    claims->issued = seconds(issue->issued);
    claims->expires = seconds(expires);
    if (claims->issuer[0] == '\0')
        return cl_error_set(error, CL_COUNTRY,
                            "the certificate names no country: the issuer must be given");
    return claims->expires >= claims->issued ||
           cl_error_set(error, CL_CLOCK, "it would expire before it is issued");
}

static bool write_text(const cl_issue *issue, const cl_signer *signer, const cl_signature_key *key,
                       const cl_value *payload, steps *s, cl_buffer *out, cl_error *error)
{
    enum { COSE_SIGN1 = 18 };
    cl_encode_claims claims;
    cl_algorithm algorithm = issue->algorithm != CL_ALGORITHM_NONE ? issue->algorithm
                                                                   : signer->algorithm;
    static const unsigned char no_header[] = {CL_CBOR_MAP << 5};
    cl_bytes unprotected = {.at = no_header, .length = sizeof no_header};
    if (!fill_claims(issue, signer, &claims, error))
        return false;
    cl_encode_header(&s->header, algorithm, signer->kid.bytes, signer->kid.length);
    cl_encode_head(&s->cose, CL_CBOR_TAG, COSE_SIGN1);
    if (!cl_encode_cwt(&s->cwt, &claims, payload, error) ||
        !cl_encode_sign1(&s->cose, cl_buffer_bytes(&s->header), unprotected,
                         cl_buffer_bytes(&s->cwt), key, algorithm, error) ||
        !cl_encode_zlib(&s->zlib, s->cose.data, s->cose.length, error))
        return false;
    cl_buffer_puts(out, "HC1:");
    cl_encode_base45(out, s->zlib.data, s->zlib.length);
    return !(out->failed || s->header.failed) || cl_error_memory(error);
}

static bool issue_with(const cl_issue *issue, const cl_signer *signer, const cl_signature_key *key,
                       const cl_value *payload, cl_buffer *out, cl_error *error)
{
    steps s;
    if (!cl_signature_key_equal(signer->key, key))
        return cl_error_set(error, CL_KEY, "the key is not the one of the certificate");
    if (signer->algorithm == CL_ALGORITHM_NONE)
        return cl_error_set(error, CL_ALGORITHM,
                            "a key of %s signs no certificate; expected a key of P-256 (ES256), or "
                            "RSA of %d to %d bits (PS256)",
                            cl_signature_key_name(key), CL_MIN_RSA_BITS, CL_MAX_RSA_BITS);
    cl_buffer_init(&s.header);
    cl_buffer_init(&s.cwt);
    cl_buffer_init(&s.cose);
    cl_buffer_init(&s.zlib);
    bool written = write_text(issue, signer, key, payload, &s, out, error);
    cl_buffer_free(&s.header);
    cl_buffer_free(&s.cwt);
    cl_buffer_free(&s.cose);
    cl_buffer_free(&s.zlib);
    return written;
}

/* Returns the signer if the store has exactly one, else NULL with the reason. */
static const cl_signer *signer_of(const cl_trust *trust, cl_error *error)
{
    const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
    if (cl_trust_count(trust) == 1)
        return cl_trust_at(trust, 0);
    if (cl_trust_count(trust) > 1)
        cl_error_set(error, CL_TRUST_LIST, "one certificate is wanted, found %zu",
                     cl_trust_count(trust));
    else if (finding != NULL)
        cl_error_set(error, finding->it.code, "%s", finding->it.message);
    else
        cl_error_set(error, CL_TRUST_LIST, "there is no certificate in it");
    return NULL;
}

bool cl_issue_certificate(const cl_issue *issue, const cl_value *payload, cl_buffer *out,
                          cl_error *error)
{
    cl_crypto *crypto = cl_crypto_new(error);
    cl_trust *trust = crypto != NULL ? cl_trust_new_in(crypto, error) : NULL;
    cl_signature_key *key = NULL;
    const cl_signer *signer = NULL;
    if (trust != NULL &&
        cl_trust_add(trust, "", issue->certificate, issue->certificate_length, error))
        signer = signer_of(trust, error);
    if (signer != NULL)
        key = cl_signature_key_private(crypto, issue->key, issue->key_length, error);
    bool issued = key != NULL && issue_with(issue, signer, key, payload, out, error);
    cl_signature_key_free(key);
    cl_trust_free(trust);
    cl_crypto_free(crypto);
    return issued;
}
