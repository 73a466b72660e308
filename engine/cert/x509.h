/* x509.h — the certificate of a signer or an authority (RFC 5280): what the trust store asks of it.
 *
 * The second half of the border to OpenSSL, beside signature.h. Knows no lists and no store.
 */
#ifndef CL_CERT_X509_H
#define CL_CERT_X509_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "cert/signature.h"

typedef struct cl_x509 cl_x509;

typedef struct cl_x509_facts {
    unsigned char fingerprint[CL_SHA256_SIZE]; /* SHA-256 of its DER */
    char country[3];                           /* of its subject, capital letters; or "" */
    int64_t not_before;                        /* milliseconds UTC */
    int64_t not_after;
    unsigned uses;       /* of enum cl_use */
    bool is_authority;   /* a CA: it says so, or may sign certificates */
    bool is_constrained; /* basicConstraints stand in it and say CA */
    bool has_usage;      /* keyUsage stands in it; without it all usages are allowed */
    bool may_sign;       /* keyUsage has digitalSignature */
    bool may_certify;    /* keyUsage has keyCertSign */
    bool is_small;       /* its key is weaker than RSA of 2048 bits */
    /* What the signature on it is by where that is less than SHA-256, or NULL. */
    const char *weak_digest;
    char critical[64];     /* a critical extension that nobody here knows, or "" */
    const char *irregular; /* what of its extensions is not DER, or NULL */
} cl_x509_facts;

/* Reads the certificate at `bytes`; `*size` is what it takes of `length`. Extensions that matter here are
 * read where OpenSSL can read them, DER or not. NULL with TRUST_ENTRY or MEMORY. */
cl_x509 *cl_x509_read(cl_crypto *crypto, const unsigned char *bytes, size_t length, size_t *size,
                      cl_error *error);
void cl_x509_free(cl_x509 *certificate);

const cl_x509_facts *cl_x509_facts_of(const cl_x509 *certificate);

/* Appends the subject on one line, for example "C = CZ, CN = …". */
void cl_x509_subject(const cl_x509 *certificate, cl_buffer *out);

/* Its public key. NULL with KEY or MEMORY. */
cl_signature_key *cl_x509_key(const cl_x509 *certificate, cl_error *error);

/* ---- Chains (x509_chain.c) ------------------------------------------------------------------- */

/* The order of names: of the subjects of two authorities, and of the issuer of a certificate and
 * the subject of an authority. Below 0, 0, above 0. */
int cl_x509_order(const cl_x509 *a, const cl_x509 *b);
int cl_x509_issuer_order(const cl_x509 *certificate, const cl_x509 *authority);

/* True when the key of `authority`, which may be the certificate itself, has signed the
 * certificate. */
bool cl_x509_signed_by(const cl_x509 *certificate, const cl_x509 *authority);

/* What is wrong with a signer's certificate whoever has issued it (RFC 5280, section 4.2): fault
 * `index` of at most CL_X509_FAULTS, by number, set as TRUST_WEAK, TRUST_USAGE or TRUST_EXTENSION;
 * false where it has that one. */
enum { CL_X509_FAULTS = 3 };
bool cl_x509_sound(const cl_x509 *certificate, int index, cl_error *error);

/* True when it may be an authority: a CA by its basicConstraints, its key usage has keyCertSign,
 * its key is as strong as RSA of 2048 bits, no unknown extension is critical. Else false with
 * TRUST_AUTHORITY, TRUST_USAGE, TRUST_WEAK or TRUST_EXTENSION. */
bool cl_x509_may_certify(const cl_x509 *certificate, cl_error *error);

/* True when the chain of a certificate is valid (RFC 5280, section 6.1) when the certificate begins
 * to be: above[0] has issued it, above[1] has issued that one, and so on; the last of `count` is
 * trusted. Otherwise false with TRUST_AUTHORITY, TRUST_WEAK, TRUST_USAGE, TRUST_EXTENSION or
 * MEMORY. */
bool cl_x509_chain(const cl_x509 *certificate, const cl_x509 *const *above, size_t count,
                   cl_error *error);

#endif
