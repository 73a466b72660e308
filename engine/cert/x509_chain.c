/* x509_chain.c — checks whether a certificate may sign, and whether a chain is valid (RFC 5280,
 * sections 4.2 and 6.1), by OpenSSL.
 *
 * OpenSSL gets one chain at a time, and searches for no other. trust_authority.c selects the chains
 * if several authorities have one name. The result of OpenSSL is a number and a depth in the chain,
 * which this file converts to a message. */
#include <openssl/x509v3.h>
#include <stdio.h>

#include "cert/crypto.h"

/* The security level of OpenSSL at which every key and signature must have 112 bits of security,
 * the strength of RSA of 2048 bits. */
enum { AUTH_LEVEL = 2 };

int cl_x509_order(const cl_x509 *a, const cl_x509 *b)
{
    return X509_NAME_cmp(X509_get_subject_name(a->it), X509_get_subject_name(b->it));
}

int cl_x509_issuer_order(const cl_x509 *certificate, const cl_x509 *authority)
{
    return X509_NAME_cmp(X509_get_issuer_name(certificate->it),
                         X509_get_subject_name(authority->it));
}

bool cl_x509_signed_by(const cl_x509 *certificate, const cl_x509 *authority)
{
    ERR_set_mark();
    EVP_PKEY *key = X509_get0_pubkey(authority->it);
    bool is = key != NULL && X509_verify(certificate->it, key) == 1;
    ERR_pop_to_mark();
    return is;
}

/* ---- One certificate ------------------------------------------------------------------------- */

static bool knows_extensions(const cl_x509_facts *facts, cl_error *error)
{
    return facts->critical[0] == '\0' ||
           cl_error_set(error, CL_TRUST_EXTENSION,
                        "its extension %s is critical, and nobody here knows it", facts->critical);
}

bool cl_x509_sound(const cl_x509 *certificate, int index, cl_error *error)
{
    const cl_x509_facts *facts = &certificate->facts;
    switch (index) {
    case 0:
        return facts->weak_digest == NULL ||
               cl_error_set(error, CL_TRUST_WEAK,
                            "the signature on it is by %s; at least SHA-256 is asked",
                            facts->weak_digest);
    case 1:
        return !facts->has_usage || facts->may_sign ||
               cl_error_set(error, CL_TRUST_USAGE,
                            "its keyUsage does not have digitalSignature: it may not sign");
    case 2:
        return !facts->other_uses ||
               cl_error_set(error, CL_TRUST_USAGE,
                            "its extKeyUsage has only other uses than certificates of health");
    default:
        return knows_extensions(facts, error);
    }
}

bool cl_x509_may_certify(const cl_x509 *certificate, cl_error *error)
{
    const cl_x509_facts *facts = &certificate->facts;
    if (!facts->is_constrained)
        return cl_error_set(error, CL_TRUST_AUTHORITY,
                            "no CA certificate: it can vouch for nobody");
    if (facts->has_usage && !facts->may_certify)
        return cl_error_set(error, CL_TRUST_USAGE,
                            "its keyUsage does not have keyCertSign: it can vouch for nobody");
    if (facts->is_small)
        return cl_error_set(error, CL_TRUST_WEAK,
                            "its key is weaker than RSA of 2048 bits: it can vouch for nobody");
    return knows_extensions(facts, error);
}

/* ---- Chains ---------------------------------------------------------------------------------- */

/* The messages for OpenSSL's results. tell() puts the subject of the sentence before each. */
static const struct {
    int answer;
    cl_code code;
    const char *what;
} answers[] = {
    {X509_V_ERR_CERT_NOT_YET_VALID, CL_TRUST_AUTHORITY, "was not valid when it was issued"},
    {X509_V_ERR_CERT_HAS_EXPIRED, CL_TRUST_AUTHORITY, "was not valid when it was issued"},
    {X509_V_ERR_CA_MD_TOO_WEAK, CL_TRUST_WEAK, "is signed by a digest below SHA-256"},
    {X509_V_ERR_EE_KEY_TOO_SMALL, CL_TRUST_WEAK, "has a key weaker than RSA of 2048 bits"},
    {X509_V_ERR_CA_KEY_TOO_SMALL, CL_TRUST_WEAK, "has a key weaker than RSA of 2048 bits"},
    {X509_V_ERR_INVALID_CA, CL_TRUST_AUTHORITY, "is no CA"},
    {X509_V_ERR_KEYUSAGE_NO_CERTSIGN, CL_TRUST_USAGE, "may not sign certificates"},
    {X509_V_ERR_PATH_LENGTH_EXCEEDED, CL_TRUST_EXTENSION,
     "allows fewer authorities below it (pathLenConstraint)"},
    {X509_V_ERR_PERMITTED_VIOLATION, CL_TRUST_EXTENSION,
     "has a name that an authority above does not permit (nameConstraints)"},
    {X509_V_ERR_EXCLUDED_VIOLATION, CL_TRUST_EXTENSION,
     "has a name that an authority above excludes (nameConstraints)"},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION, CL_TRUST_EXTENSION,
     "has a critical extension that nobody here knows"},
    {X509_V_ERR_NO_EXPLICIT_POLICY, CL_TRUST_EXTENSION,
     "lacks a policy that an authority above asks for (policyConstraints)"},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE, CL_TRUST_AUTHORITY,
     "is not signed by the key of its issuer"},
    {X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY, CL_TRUST_AUTHORITY,
     "names another issuer (authorityKeyIdentifier), or has extensions that cannot be read"},
};

/* Sets the fault for OpenSSL's result `answer`. `about` is the certificate at fault. With `itself`
 * it is the certificate that was checked, and the message begins with "it". */
static void tell(const cl_x509 *about, bool itself, int answer, cl_error *error)
{
    cl_code code = CL_TRUST_AUTHORITY;
    const char *what = X509_verify_cert_error_string(answer);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        if (answers[i].answer == answer) {
            code = answers[i].code;
            what = answers[i].what;
        }
    }
    if (itself) {
        cl_error_set(error, code, "it %s", what);
        return;
    }
    cl_buffer name;
    cl_buffer_init(&name);
    cl_x509_subject(about, &name);
    cl_error_set(error, code, "its authority %.200s %s", cl_buffer_text(&name), what);
    cl_buffer_free(&name);
}

/* Verifies the chain at the notBefore of the certificate. Returns X509_V_OK if the chain is valid,
 * else the error of OpenSSL. Sets `*depth` to the position of the certificate at fault: 0 is
 * `certificate`. Returns -1 if memory ran out. */
static int ask(const cl_x509 *certificate, STACK_OF(X509) * between, STACK_OF(X509) * trusted,
               int *depth)
{
    int answer = -1;
    X509_STORE_CTX *context = X509_STORE_CTX_new_ex(certificate->crypto->library, NULL);
    if (context != NULL && X509_STORE_CTX_init(context, NULL, certificate->it, between) == 1) {
        X509_VERIFY_PARAM *asked = X509_STORE_CTX_get0_param(context);
        X509_STORE_CTX_set0_trusted_stack(context, trusted);
        X509_VERIFY_PARAM_set_time(asked, (time_t)(certificate->facts.not_before / 1000));
        X509_VERIFY_PARAM_set_auth_level(asked, AUTH_LEVEL);
        X509_VERIFY_PARAM_set_flags(asked, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_POLICY_CHECK);
        int valid = X509_verify_cert(context);
        answer = X509_STORE_CTX_get_error(context);
        *depth = X509_STORE_CTX_get_error_depth(context);
        if (valid == 1)
            answer = X509_V_OK;
        else if (answer == X509_V_OK || answer == X509_V_ERR_OUT_OF_MEM)
            answer = -1;
    }
    X509_STORE_CTX_free(context);
    return answer;
}

bool cl_x509_chain(const cl_x509 *certificate, const cl_x509 *const *above, size_t count,
                   cl_error *error)
{
    int depth = 0, answer = -1;
    ERR_set_mark();
    STACK_OF(X509) *between = sk_X509_new_null(), *trusted = sk_X509_new_null();
    bool filled = between != NULL && trusted != NULL;
    for (size_t i = 0; filled && i < count; i++)
        filled = sk_X509_push(i + 1 < count ? between : trusted, above[i]->it) > 0;
    if (filled)
        answer = ask(certificate, between, trusted, &depth);
    sk_X509_free(between);
    sk_X509_free(trusted);
    ERR_pop_to_mark();
    if (answer == X509_V_OK)
        return true;
    if (answer < 0)
        return cl_error_memory(error);
    bool itself = depth <= 0 || (size_t)depth > count;
    tell(itself ? certificate : above[depth - 1], itself, answer, error);
    return false;
}
