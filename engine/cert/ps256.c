/* ps256.c — RSASSA-PSS with SHA-256, MGF1 with SHA-256, and a salt of 32 bytes (RFC 8230, section
 * 2). */
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>
#include <stdio.h>

#include "base/limits.h"
#include "cert/crypto.h"

/* OpenSSL accepts any exponent, but with 1 anyone could forge signatures, and a long exponent makes
 * verification slow. */
bool cl_ps256_exponent(EVP_PKEY *pkey, char text[CL_EXPONENT_TEXT])
{
    BIGNUM *e = NULL;
    bool read = EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &e) == 1;
    int bits = read ? BN_num_bits(e) : 0;
    bool fair = read && BN_is_odd(e) && !BN_is_one(e) && bits <= CL_MAX_EXPONENT_BITS;
    char *digits = read && bits <= CL_MAX_EXPONENT_BITS ? BN_bn2dec(e) : NULL;
    if (digits != NULL)
        snprintf(text, CL_EXPONENT_TEXT, "%s", digits);
    else
        snprintf(text, CL_EXPONENT_TEXT, "of %d bits", bits);
    OPENSSL_free(digits);
    BN_free(e);
    return fair;
}

bool cl_ps256_fits(EVP_PKEY *pkey)
{
    char exponent[CL_EXPONENT_TEXT];
    int bits = EVP_PKEY_get_bits(pkey);
    return (EVP_PKEY_is_a(pkey, "RSA") || EVP_PKEY_is_a(pkey, "RSA-PSS")) &&
           bits >= CL_MIN_RSA_BITS && bits <= CL_MAX_RSA_BITS && cl_ps256_exponent(pkey, exponent);
}

bool cl_ps256_ready(EVP_PKEY_CTX *context, const EVP_MD *sha256)
{
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_signature_md(context, sha256) == 1 &&
           EVP_PKEY_CTX_set_rsa_mgf1_md(context, sha256) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, CL_SHA256_SIZE) == 1;
}

bool cl_ps256_verify(EVP_PKEY_CTX *verifier, const unsigned char digest[CL_SHA256_SIZE],
                     const unsigned char *signature, size_t length, cl_error *error)
{
    return EVP_PKEY_verify(verifier, signature, length, digest, CL_SHA256_SIZE) == 1 ||
           cl_error_set(error, CL_SIGNATURE, "the signature is not by this key");
}

bool cl_ps256_sign(EVP_PKEY_CTX *signer, const unsigned char digest[CL_SHA256_SIZE],
                   cl_buffer *signature, cl_error *error)
{
    size_t size = CL_MAX_RSA_BITS / 8;
    if (!cl_buffer_reserve(signature, size))
        return cl_error_memory(error);
    if (EVP_PKEY_sign(signer, (unsigned char *)signature->data + signature->length, &size, digest,
                      CL_SHA256_SIZE) != 1)
        return cl_error_set(error, CL_KEY, "the key could not sign");
    signature->length += size;
    signature->data[signature->length] = '\0';
    return true;
}
