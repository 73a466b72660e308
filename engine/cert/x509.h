/* x509.h — reads the X.509 certificate of a signer or an authority (RFC 5280), and checks chains.
 *
 * Like signature.h it hides OpenSSL. Must not know lists or the trust store.
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
    unsigned char fingerprint[CL_SHA256_SIZE]; /* SHA-256 of the DER */
    char country[3];                           /* of the subject, in capitals; or "" */
    int64_t not_before;                        /* milliseconds since 1970, UTC */
    int64_t not_after;
    unsigned uses;       /* bits of enum cl_use */
    bool other_uses;     /* it has extended key usages, but none of enum cl_use and not any usage */
    bool must_use;       /* its extended key usage is critical */
    bool is_authority;   /* a CA by basicConstraints, or without them by keyCertSign */
    bool is_constrained; /* it has basicConstraints with CA true */
    bool has_usage;      /* it has keyUsage; without keyUsage all usages are allowed */
    bool may_sign;       /* keyUsage has digitalSignature */
    bool may_certify;    /* keyUsage has keyCertSign */
    bool is_small;       /* its key is weaker than RSA of 2048 bits */
    /* The digest of its signature if it is weaker than SHA-256, else NULL. */
    const char *weak_digest;
    char critical[64];     /* the OID of an unknown critical extension, or "" */
    const char *irregular; /* the name of an extension that is not in DER, or NULL */
} cl_x509_facts;

/* Reads the certificate at `bytes` and sets `*size` to its length in bytes, which may be less than
 * `length`. Needed extensions that are not in DER are accepted if OpenSSL can read them. Returns
 * NULL with TRUST_ENTRY or MEMORY. */
cl_x509 *cl_x509_read(cl_crypto *crypto, const unsigned char *bytes, size_t length, size_t *size,
                      cl_error *error);
void cl_x509_free(cl_x509 *certificate);

const cl_x509_facts *cl_x509_facts_of(const cl_x509 *certificate);

/* Returns the type of certificate (enum cl_use) that an extended key usage is for; 0 for any other
 * usage. `oid` is its object identifier in digits and dots. */
unsigned cl_x509_use(const char *oid, size_t length);

/* The extended key usage that stands for all usages (RFC 5280, section 4.2.1.12). */
#define CL_X509_ANY_USE "2.5.29.37.0"

/* Appends the subject to `out` in one line, for example "C = CZ, CN = …". */
void cl_x509_subject(const cl_x509 *certificate, cl_buffer *out);

/* Returns the public key of the certificate, which the caller frees. NULL with KEY or MEMORY. */
cl_signature_key *cl_x509_key(const cl_x509 *certificate, cl_error *error);

/* ---- Chains (x509_chain.c) ------------------------------------------------------------------- */

/* Compare names. The first compares the subjects of two certificates. The second compares the
 * issuer of a certificate with the subject of an authority. Return less than 0, 0, or more
 * than 0. */
int cl_x509_order(const cl_x509 *a, const cl_x509 *b);
int cl_x509_issuer_order(const cl_x509 *certificate, const cl_x509 *authority);

/* Returns true if the certificate is signed by the key of `authority`. Both may be the same
 * certificate. */
bool cl_x509_signed_by(const cl_x509 *certificate, const cl_x509 *authority);

/* Checks a signer's certificate without its chain (RFC 5280, section 4.2). `index` is the number of
 * the check, 0 to CL_X509_FAULTS - 1. Returns false if the check fails, with TRUST_WEAK,
 * TRUST_USAGE or TRUST_EXTENSION. */
enum { CL_X509_FAULTS = 4 };
bool cl_x509_sound(const cl_x509 *certificate, int index, cl_error *error);

/* Returns true if the certificate can be an authority: basicConstraints has CA, keyUsage (if there
 * is one) has keyCertSign, the key is at least as strong as RSA of 2048 bits, and no unknown
 * extension is critical. Else returns false with TRUST_AUTHORITY, TRUST_USAGE, TRUST_WEAK or
 * TRUST_EXTENSION. */
bool cl_x509_may_certify(const cl_x509 *certificate, cl_error *error);

/* Returns true if the chain of a certificate is valid (RFC 5280, section 6.1) at the notBefore of
 * the certificate. above[0] is the issuer of the certificate, above[1] the issuer of above[0], and
 * so on. The last of the `count` authorities is trusted. Else returns false with TRUST_AUTHORITY,
 * TRUST_WEAK, TRUST_USAGE, TRUST_EXTENSION or MEMORY. */
bool cl_x509_chain(const cl_x509 *certificate, const cl_x509 *const *above, size_t count,
                   cl_error *error);

#endif
