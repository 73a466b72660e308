/* signature.h — keys, and verifying and making signatures. Hides OpenSSL 3.
 *
 * This header contains no type of OpenSSL. x509.h does the same for certificates. In this folder
 * only signature.c, es256.c, ps256.c, x509*.c and their crypto.h include openssl/.
 *
 * No global state of OpenSSL changes: each owner of keys has a context of its own, which reads no
 * configuration file, and the error queue of the calling thread is restored.
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
    CL_ALGORITHM_NONE = 0, /* of a key that can verify by none of the others */
    CL_ALGORITHM_ES256 = -7,
    CL_ALGORITHM_PS256 = -37
} cl_algorithm;

/* Returns "ES256", "PS256", or "none". */
const char *cl_algorithm_name(cl_algorithm algorithm);

enum { CL_SHA256_SIZE = 32 };

/* A context that the keys and certificates of one owner share. It is reference-counted: each key
 * and each certificate holds a reference, so the owner may free its own reference first. */
typedef struct cl_crypto cl_crypto;

/* Creates a context. Returns NULL with MEMORY. */
cl_crypto *cl_crypto_new(cl_error *error);
void cl_crypto_free(cl_crypto *crypto);

/* Adds a reference to the context and returns it. Release it by cl_crypto_free. */
cl_crypto *cl_crypto_share(cl_crypto *crypto);

/* Computes SHA-256 (FIPS 180-4) of `length` bytes. Returns false with MEMORY. */
bool cl_crypto_sha256(const cl_crypto *crypto, const unsigned char *bytes, size_t length,
                      unsigned char digest[CL_SHA256_SIZE], cl_error *error);

/* A public key, or a private key, which includes its public key. */
typedef struct cl_signature_key cl_signature_key;

/* Make a public key from the numbers of a JWK (RFC 7518, section 6): of P-256 from the coordinates
 * of its point, or of RSA from modulus and exponent. The numbers are big-endian. Leading zero bytes
 * are ignored, and may be missing. Return NULL with KEY (not a point on the curve, not a key) or
 * MEMORY. */
cl_signature_key *cl_signature_key_ec(cl_crypto *crypto, const unsigned char *x, size_t x_length,
                                      const unsigned char *y, size_t y_length, cl_error *error);
cl_signature_key *cl_signature_key_rsa(cl_crypto *crypto, const unsigned char *n, size_t n_length,
                                       const unsigned char *e, size_t e_length, cl_error *error);

/* Reads a public key: SubjectPublicKeyInfo in DER (RFC 5280, section 4.1) that takes all of
 * `length` bytes. Returns NULL with KEY or MEMORY. */
cl_signature_key *cl_signature_key_public(cl_crypto *crypto, const unsigned char *der,
                                          size_t length, cl_error *error);

/* Reads a private key in PEM: PKCS#8 or an older form, not encrypted. Returns NULL with KEY or
 * MEMORY. */
cl_signature_key *cl_signature_key_private(cl_crypto *crypto, const char *pem, size_t length,
                                           cl_error *error);

void cl_signature_key_free(cl_signature_key *key);

/* Returns the algorithm that the key is for: ES256 for P-256, PS256 for RSA of CL_MIN_RSA_BITS to
 * CL_MAX_RSA_BITS with an acceptable exponent and parameters, else NONE. */
cl_algorithm cl_signature_key_algorithm(const cl_signature_key *key);

/* Returns the type of the key, for messages: "P-256", "P-384", "RSA 1024". */
const char *cl_signature_key_name(const cl_signature_key *key);

/* Appends the public key (SubjectPublicKeyInfo in DER, RFC 5280) as Base64. If memory runs out,
 * `out->failed` is set. */
void cl_signature_key_write(const cl_signature_key *key, cl_buffer *out);

/* Returns true if both have the same public key. */
bool cl_signature_key_equal(const cl_signature_key *a, const cl_signature_key *b);

/* Verifies the signature of `message`. An ES256 signature is r and s of 32 bytes each (RFC 9053,
 * section 2.1). A PS256 signature uses MGF1 with SHA-256 and a salt of 32 bytes (RFC 8230, section
 * 2). Returns false with ALGORITHM (the key is not one for `algorithm`), SIGNATURE (the signature
 * is not by this key), or MEMORY. */
bool cl_signature_verify(const cl_signature_key *key, cl_algorithm algorithm,
                         const unsigned char *message, size_t length,
                         const unsigned char *signature, size_t signature_length, cl_error *error);

/* Signs `message` and appends the signature, in the same form, to `signature`. Returns false with
 * ALGORITHM, KEY (the key is not private, or cannot sign), or MEMORY. */
bool cl_signature_sign(const cl_signature_key *key, cl_algorithm algorithm,
                       const unsigned char *message, size_t length, cl_buffer *signature,
                       cl_error *error);

#endif
