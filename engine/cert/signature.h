/* signature.h — signatures: the one border of the house to a crypto library (OpenSSL 3).
 *
 * No type of OpenSSL stands here. x509.h beside it is the same border for certificates; signature.c
 * (keys), es256.c, ps256.c and x509*.c are all that include openssl/.
 *
 * Nothing of OpenSSL that is global is set: each owner of keys has a context of its own, which reads
 * no configuration file, and the queue of errors of the calling thread is left as it was found.
 *
 * Threads: a key is immutable and may be used by any number of threads at once.
 */
#ifndef CL_CERT_SIGNATURE_H
#define CL_CERT_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "base/error.h"

/* The algorithms of the certificates, by their numbers in COSE (RFC 9053, sections 2.1 and 2.3). */
typedef enum cl_algorithm {
    CL_ALGORITHM_NONE = 0, /* of a key that can check none of the others */
    CL_ALGORITHM_ES256 = -7,
    CL_ALGORITHM_PS256 = -37
} cl_algorithm;

/* "ES256", "PS256", or "none". */
const char *cl_algorithm_name(cl_algorithm algorithm);

enum { CL_SHA256_SIZE = 32 };

/* A context: what keys of one owner share. Counted: keys hold it, so its maker may let it go first. */
typedef struct cl_crypto cl_crypto;

/* NULL with MEMORY. */
cl_crypto *cl_crypto_new(cl_error *error);
void cl_crypto_free(cl_crypto *crypto);

/* Another owner of the same context. */
cl_crypto *cl_crypto_share(cl_crypto *crypto);

/* SHA-256 (FIPS 180-4). False with MEMORY. */
bool cl_crypto_sha256(const cl_crypto *crypto, const unsigned char *bytes, size_t length,
                      unsigned char digest[CL_SHA256_SIZE], cl_error *error);

/* A public key, or a private one, which can do all that its public half can. */
typedef struct cl_signature_key cl_signature_key;

/* Makes a key of P-256 from the coordinates of its point, or one of RSA from modulus and exponent, as they
 * stand in a JWK (RFC 7518, section 6): big-endian; zero bytes before them are dropped, too short ones are
 * filled up. NULL with KEY (no point of the curve, no key) or MEMORY. */
cl_signature_key *cl_signature_key_ec(cl_crypto *crypto, const unsigned char *x, size_t x_length,
                                      const unsigned char *y, size_t y_length, cl_error *error);
cl_signature_key *cl_signature_key_rsa(cl_crypto *crypto, const unsigned char *n, size_t n_length,
                                       const unsigned char *e, size_t e_length, cl_error *error);

/* Reads a public key as SubjectPublicKeyInfo in DER (RFC 5280, section 4.1), with nothing behind.
 * NULL with KEY or MEMORY. */
cl_signature_key *cl_signature_key_public(cl_crypto *crypto, const unsigned char *der,
                                          size_t length, cl_error *error);

/* Reads a private key for issuing: PEM, PKCS#8 or the older forms, not encrypted. NULL with KEY or
 * MEMORY. */
cl_signature_key *cl_signature_key_private(cl_crypto *crypto, const char *pem, size_t length,
                                           cl_error *error);

void cl_signature_key_free(cl_signature_key *key);

/* The one algorithm that the key fits: ES256 for P-256, PS256 for RSA of CL_MIN_RSA_BITS to CL_MAX_RSA_BITS,
 * else none. */
cl_algorithm cl_signature_key_algorithm(const cl_signature_key *key);

/* What kind of key it is, for messages: "P-256", "P-384", "RSA 1024". */
const char *cl_signature_key_name(const cl_signature_key *key);

/* True when both are the same public key. */
bool cl_signature_key_equal(const cl_signature_key *a, const cl_signature_key *b);

/* True when `signature` is the one of `message` by this key: ES256 as r and s of 32 bytes each (RFC 9053,
 * section 2.1), PS256 with MGF1 of SHA-256 and a salt of 32 bytes (RFC 8230, section 2). Else false with
 * ALGORITHM (the key is not one for `algorithm`), SIGNATURE (it is not), or MEMORY. */
bool cl_signature_verify(const cl_signature_key *key, cl_algorithm algorithm,
                         const unsigned char *message, size_t length,
                         const unsigned char *signature, size_t signature_length, cl_error *error);

/* Signs with a private key and appends the signature in the same form. False with ALGORITHM, KEY (it
 * is not private), or MEMORY. */
bool cl_signature_sign(const cl_signature_key *key, cl_algorithm algorithm,
                       const unsigned char *message, size_t length, cl_buffer *signature,
                       cl_error *error);

#endif
