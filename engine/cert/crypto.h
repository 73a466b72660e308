/* crypto.h — what the few files that talk to OpenSSL share. No other file may include this one. */
#ifndef CL_CERT_CRYPTO_H
#define CL_CERT_CRYPTO_H

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdatomic.h>

#include "cert/signature.h"
#include "cert/x509.h"

/* Algorithms are fetched once: a fetch takes locks and compares names. */
struct cl_crypto {
    atomic_uint owners;
    OSSL_LIB_CTX *library; /* reads no configuration file, unlike OpenSSL's own default one */
    EVP_MD *sha256;
};

struct cl_signature_key {
    cl_crypto *crypto;
    EVP_PKEY *pkey;
    EVP_PKEY_CTX *verifier; /* ready to verify by `algorithm`; only ever copied. NULL for none */
    cl_algorithm algorithm;
    bool is_private;
    char name[32];
};

struct cl_x509 {
    cl_crypto *crypto;
    X509 *it;
    cl_x509_facts facts;
};

/* Makes our key of OpenSSL's, which it takes over, also when it fails. NULL with KEY or MEMORY. */
cl_signature_key *cl_signature_key_wrap(cl_crypto *crypto, EVP_PKEY *pkey, bool is_private,
                                        cl_error *error);

/* One algorithm, in a file of its own. `ready` makes a context fit to verify; `verify` and `sign` are those
 * of signature.h for a key that fits; `verifier` is a copy for this call alone. */
bool cl_es256_fits(EVP_PKEY *pkey);
bool cl_es256_verify(EVP_PKEY_CTX *verifier, const unsigned char digest[CL_SHA256_SIZE],
                     const unsigned char *signature, size_t length, cl_error *error);
bool cl_es256_sign(EVP_PKEY_CTX *signer, const unsigned char digest[CL_SHA256_SIZE],
                   cl_buffer *signature, cl_error *error);

bool cl_ps256_fits(EVP_PKEY *pkey);
bool cl_ps256_ready(EVP_PKEY_CTX *context, const EVP_MD *sha256);
bool cl_ps256_verify(EVP_PKEY_CTX *verifier, const unsigned char digest[CL_SHA256_SIZE],
                     const unsigned char *signature, size_t length, cl_error *error);
bool cl_ps256_sign(EVP_PKEY_CTX *signer, const unsigned char digest[CL_SHA256_SIZE],
                   cl_buffer *signature, cl_error *error);

#endif
