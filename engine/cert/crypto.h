/* crypto.h — what signature.c, es256.c, ps256.c, x509.c and x509_chain.c share. No other file may
 * include it, because it shows the types of OpenSSL. */
#ifndef CL_CERT_CRYPTO_H
#define CL_CERT_CRYPTO_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdatomic.h>

#include "cert/signature.h"
#include "cert/x509.h"

struct cl_crypto {
    atomic_uint owners;
    OSSL_LIB_CTX *library; /* reads no configuration file, unlike OpenSSL's default context */
    EVP_MD *sha256;        /* fetched once, because a fetch takes locks and compares names */
};

struct cl_signature_key {
    cl_crypto *crypto;
    EVP_PKEY *pkey;
    /* Initialised to verify by `algorithm`. Each verification copies it and uses the copy. NULL if
     * `algorithm` is NONE. */
    EVP_PKEY_CTX *verifier;
    cl_algorithm algorithm;
    bool is_private;
    char name[64];
};

struct cl_x509 {
    cl_crypto *crypto;
    X509 *it;
    cl_x509_facts facts;
};

/* Makes a key from OpenSSL's `pkey` and takes ownership of it, also on failure. Returns NULL with
 * MEMORY. */
cl_signature_key *cl_signature_key_wrap(cl_crypto *crypto, EVP_PKEY *pkey, bool is_private,
                                        cl_error *error);

/* The algorithms, one file each: es256.c and ps256.c.
 *   fits    returns true if the key is one for the algorithm
 *   ready   sets the parameters of a context before it verifies or signs; false if they are refused
 *   verify  as cl_signature_verify, but the input is the digest, and the key must fit;
 *           `verifier` is a copy for this call
 *   sign    as cl_signature_sign, but the input is the digest, and the key must fit */
bool cl_es256_fits(EVP_PKEY *pkey);
bool cl_es256_verify(EVP_PKEY_CTX *verifier, const unsigned char digest[CL_SHA256_SIZE],
                     const unsigned char *signature, size_t length, cl_error *error);
bool cl_es256_sign(EVP_PKEY_CTX *signer, const unsigned char digest[CL_SHA256_SIZE],
                   cl_buffer *signature, cl_error *error);

bool cl_ps256_fits(EVP_PKEY *pkey);

/* Returns true if the public exponent of an RSA key is odd, at least 3, and has at most
 * CL_MAX_EXPONENT_BITS bits. Writes the exponent, or "of N bits" if it has more bits. */
enum { CL_EXPONENT_TEXT = 24 };
bool cl_ps256_exponent(EVP_PKEY *pkey, char text[CL_EXPONENT_TEXT]);

bool cl_ps256_ready(EVP_PKEY_CTX *context, const EVP_MD *sha256);
bool cl_ps256_verify(EVP_PKEY_CTX *verifier, const unsigned char digest[CL_SHA256_SIZE],
                     const unsigned char *signature, size_t length, cl_error *error);
bool cl_ps256_sign(EVP_PKEY_CTX *signer, const unsigned char digest[CL_SHA256_SIZE],
                   cl_buffer *signature, cl_error *error);

#endif
