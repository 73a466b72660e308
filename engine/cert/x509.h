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
    unsigned uses;         /* of enum cl_use */
    bool is_authority;     /* a CA: it says so, or may sign certificates */
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

/* True when the subject of `authority` is the issuer of `certificate`. */
bool cl_x509_names(const cl_x509 *authority, const cl_x509 *certificate);

/* True when `authority` has signed `certificate` and was valid when that one began to be. Otherwise false with
 * TRUST_AUTHORITY. */
bool cl_x509_vouches(const cl_x509 *authority, const cl_x509 *certificate, cl_error *error);

#endif
