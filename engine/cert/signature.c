/* signature.c — contexts and keys, and verifying and signing by the algorithm of a key.
 *
 * The error messages of OpenSSL are discarded, because they describe its internals. Marks restore
 * its error queue. */
#include "cert/signature.h"

#include <openssl/core_names.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cert/base64.h"
#include "cert/crypto.h"

const char *cl_algorithm_name(cl_algorithm algorithm)
{
    switch (algorithm) {
    case CL_ALGORITHM_ES256:
        return "ES256";
    case CL_ALGORITHM_PS256:
        return "PS256";
    case CL_ALGORITHM_NONE:
        break;
    }
    return "none";
}

/* ---- Contexts -------------------------------------------------------------------------------- */

cl_crypto *cl_crypto_new(cl_error *error)
{
    cl_crypto *crypto = calloc(1, sizeof *crypto);
    if (crypto == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    atomic_init(&crypto->owners, 1);
    ERR_set_mark();
    crypto->library = OSSL_LIB_CTX_new();
    if (crypto->library != NULL)
        crypto->sha256 = EVP_MD_fetch(crypto->library, "SHA256", NULL);
    ERR_pop_to_mark();
    if (crypto->sha256 != NULL)
        return crypto;
    cl_crypto_free(crypto);
    cl_error_memory(error);
    return NULL;
}

cl_crypto *cl_crypto_share(cl_crypto *crypto)
{
    atomic_fetch_add(&crypto->owners, 1);
    return crypto;
}

void cl_crypto_free(cl_crypto *crypto)
{
    if (crypto == NULL || atomic_fetch_sub(&crypto->owners, 1) > 1)
        return;
    EVP_MD_free(crypto->sha256);
    OSSL_LIB_CTX_free(crypto->library);
    free(crypto);
}

bool cl_crypto_sha256(const cl_crypto *crypto, const unsigned char *bytes, size_t length,
                      unsigned char digest[CL_SHA256_SIZE], cl_error *error)
{
    ERR_set_mark();
    bool made = EVP_Digest(bytes, length, digest, NULL, crypto->sha256, NULL) == 1;
    ERR_pop_to_mark();
    return made || cl_error_memory(error);
}

/* ---- Keys ------------------------------------------------------------------------------------ */

/* Sets the name of the key for messages. The name has the exponent of RSA if that is at fault. */
static void name_key(cl_signature_key *key)
{
    char group[24] = "", exponent[CL_EXPONENT_TEXT];
    size_t length;
    if (!EVP_PKEY_is_a(key->pkey, "EC")) {
        const char *type = EVP_PKEY_get0_type_name(key->pkey);
        bool rsa = EVP_PKEY_is_a(key->pkey, "RSA") || EVP_PKEY_is_a(key->pkey, "RSA-PSS");
        bool fair = !rsa || cl_ps256_exponent(key->pkey, exponent);
        snprintf(key->name, sizeof key->name, "%.20s %d%s%s", type != NULL ? type : "unknown",
                 EVP_PKEY_get_bits(key->pkey), fair ? "" : ", exponent ", fair ? "" : exponent);
        return;
    }
    EVP_PKEY_get_utf8_string_param(key->pkey, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group,
                                   &length);
    snprintf(key->name, sizeof key->name, "%s",
             strcmp(group, "prime256v1") == 0  ? "P-256"
             : strcmp(group, "secp384r1") == 0 ? "P-384"
             : strcmp(group, "secp521r1") == 0 ? "P-521"
             : group[0] != '\0'                ? group
                                               : "EC");
}

/* Sets the algorithm that the key is for, and creates the context that each verification copies.
 * Copying is faster than creating a context, and a copy belongs to one thread. Returns false if
 * memory ran out. */
static bool ready_verifier(cl_signature_key *key)
{
    bool es256 = cl_es256_fits(key->pkey);
    if (!es256 && !cl_ps256_fits(key->pkey))
        return true;
    key->verifier = EVP_PKEY_CTX_new_from_pkey(key->crypto->library, key->pkey, NULL);
    if (key->verifier == NULL || EVP_PKEY_verify_init(key->verifier) != 1)
        return false;
    /* This fails for an RSA key that is restricted to other parameters (RFC 4055, section 1.2).
     * Such a key has no algorithm. */
    if (es256 || cl_ps256_ready(key->verifier, key->crypto->sha256)) {
        key->algorithm = es256 ? CL_ALGORITHM_ES256 : CL_ALGORITHM_PS256;
        return true;
    }
    EVP_PKEY_CTX_free(key->verifier);
    key->verifier = NULL;
    size_t length = strlen(key->name);
    snprintf(key->name + length, sizeof key->name - length, ", other parameters");
    return true;
}

cl_signature_key *cl_signature_key_wrap(cl_crypto *crypto, EVP_PKEY *pkey, bool is_private,
                                        cl_error *error)
{
    cl_signature_key *key = calloc(1, sizeof *key);
    if (key == NULL) {
        EVP_PKEY_free(pkey);
        cl_error_memory(error);
        return NULL;
    }
    key->crypto = cl_crypto_share(crypto);
    key->pkey = pkey;
    key->is_private = is_private;
    ERR_set_mark();
    name_key(key);
    bool ready = ready_verifier(key);
    ERR_pop_to_mark();
    if (ready)
        return key;
    cl_signature_key_free(key);
    cl_error_memory(error);
    return NULL;
}

void cl_signature_key_free(cl_signature_key *key)
{
    if (key == NULL)
        return;
    EVP_PKEY_CTX_free(key->verifier);
    EVP_PKEY_free(key->pkey);
    cl_crypto_free(key->crypto);
    free(key);
}

/* Makes a public key of `type` from the parameters in `build`. `build` may be NULL; it stays the
 * caller's. Returns NULL with KEY or MEMORY. */
static cl_signature_key *key_of(cl_crypto *crypto, const char *type, OSSL_PARAM_BLD *build,
                                cl_error *error)
{
    EVP_PKEY *pkey = NULL;
    OSSL_PARAM *parameters = build != NULL ? OSSL_PARAM_BLD_to_param(build) : NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(crypto->library, type, NULL);
    bool memory = parameters != NULL && context != NULL;
    bool made = memory && EVP_PKEY_fromdata_init(context) == 1 &&
                EVP_PKEY_fromdata(context, &pkey, EVP_PKEY_PUBLIC_KEY, parameters) == 1;
    EVP_PKEY_CTX_free(context);
    OSSL_PARAM_free(parameters);
    if (made)
        return cl_signature_key_wrap(crypto, pkey, false, error);
    EVP_PKEY_free(pkey);
    if (memory)
        cl_error_set(error, CL_KEY, "the numbers make no %s key", type);
    else
        cl_error_memory(error);
    return NULL;
}

static void drop_zeros(const unsigned char **bytes, size_t *length)
{
    while (*length > 0 && **bytes == 0) {
        ++*bytes;
        --*length;
    }
}

cl_signature_key *cl_signature_key_ec(cl_crypto *crypto, const unsigned char *x, size_t x_length,
                                      const unsigned char *y, size_t y_length, cl_error *error)
{
    enum { COORDINATE = 32 };
    unsigned char point[1 + 2 * COORDINATE] = {4}; /* 4: uncompressed (SEC 1, section 2.3.3) */
    drop_zeros(&x, &x_length);
    drop_zeros(&y, &y_length);
    if (x_length > COORDINATE || y_length > COORDINATE) {
        cl_error_set(error, CL_KEY, "a coordinate of P-256 must have 32 bytes, found %zu",
                     x_length > COORDINATE ? x_length : y_length);
        return NULL;
    }
    if (x_length > 0)
        memcpy(point + 1 + COORDINATE - x_length, x, x_length);
    if (y_length > 0)
        memcpy(point + 1 + 2 * COORDINATE - y_length, y, y_length);
    ERR_set_mark();
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    if (build != NULL) {
        OSSL_PARAM_BLD_push_utf8_string(build, OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
        OSSL_PARAM_BLD_push_octet_string(build, OSSL_PKEY_PARAM_PUB_KEY, point, sizeof point);
    }
    cl_signature_key *key = key_of(crypto, "EC", build, error);
    OSSL_PARAM_BLD_free(build);
    ERR_pop_to_mark();
    return key;
}

cl_signature_key *cl_signature_key_rsa(cl_crypto *crypto, const unsigned char *n, size_t n_length,
                                       const unsigned char *e, size_t e_length, cl_error *error)
{
    enum { LONGEST = CL_MAX_RSA_BITS / 8 };
    drop_zeros(&n, &n_length);
    drop_zeros(&e, &e_length);
    if (n_length == 0 || n_length > LONGEST || e_length == 0 || e_length > LONGEST) {
        cl_error_set(error, CL_KEY, "modulus and exponent of RSA must have 1 to %d bytes", LONGEST);
        return NULL;
    }
    ERR_set_mark();
    OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
    BIGNUM *modulus = BN_bin2bn(n, (int)n_length, NULL);
    BIGNUM *exponent = BN_bin2bn(e, (int)e_length, NULL);
    if (build != NULL && modulus != NULL && exponent != NULL) {
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, modulus);
        OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, exponent);
    }
    cl_signature_key *key = key_of(crypto, "RSA", build, error);
    OSSL_PARAM_BLD_free(build);
    BN_free(modulus);
    BN_free(exponent);
    ERR_pop_to_mark();
    return key;
}

cl_signature_key *cl_signature_key_public(cl_crypto *crypto, const unsigned char *der,
                                          size_t length, cl_error *error)
{
    const unsigned char *end = der;
    EVP_PKEY *pkey = NULL;
    ERR_set_mark();
    if (length <= CL_MAX_DOCUMENT)
        pkey = d2i_PUBKEY_ex(NULL, &end, (long)length, crypto->library, NULL);
    ERR_pop_to_mark();
    if (pkey != NULL && end == der + length)
        return cl_signature_key_wrap(crypto, pkey, false, error);
    EVP_PKEY_free(pkey);
    cl_error_set(error, CL_KEY, "the bytes are no public key in DER");
    return NULL;
}

/* Refuses an encrypted key. Without this callback OpenSSL would ask for a password at the
 * terminal. */
static int no_password(char *buffer, int size, int writing, void *self)
{
    (void)buffer, (void)size, (void)writing, (void)self;
    return -1;
}

cl_signature_key *cl_signature_key_private(cl_crypto *crypto, const char *pem, size_t length,
                                           cl_error *error)
{
    EVP_PKEY *pkey = NULL;
    ERR_set_mark();
    BIO *bio = length <= CL_MAX_DOCUMENT ? BIO_new_mem_buf(pem, (int)length) : NULL;
    if (bio != NULL)
        pkey = PEM_read_bio_PrivateKey_ex(bio, NULL, no_password, NULL, crypto->library, NULL);
    BIO_free(bio);
    ERR_pop_to_mark();
    if (pkey != NULL)
        return cl_signature_key_wrap(crypto, pkey, true, error);
    cl_error_set(error, CL_KEY, "this is no private key in PEM, or it is encrypted");
    return NULL;
}

cl_algorithm cl_signature_key_algorithm(const cl_signature_key *key)
{
    return key->algorithm;
}

const char *cl_signature_key_name(const cl_signature_key *key)
{
    return key->name;
}

void cl_signature_key_write(const cl_signature_key *key, cl_buffer *out)
{
    unsigned char *der = NULL;
    ERR_set_mark();
    int length = i2d_PUBKEY(key->pkey, &der);
    ERR_pop_to_mark();
    if (length > 0)
        cl_base64_encode(der, (size_t)length, out);
    else
        out->failed = true;
    OPENSSL_free(der);
}

bool cl_signature_key_equal(const cl_signature_key *a, const cl_signature_key *b)
{
    ERR_set_mark();
    bool equal = EVP_PKEY_eq(a->pkey, b->pkey) == 1;
    ERR_pop_to_mark();
    return equal;
}

/* ---- Signatures ------------------------------------------------------------------------------ */

static bool check_algorithm(const cl_signature_key *key, cl_algorithm algorithm, cl_error *error)
{
    return (algorithm != CL_ALGORITHM_NONE && key->algorithm == algorithm) ||
           cl_error_set(error, CL_ALGORITHM, "%s is not for a key of %s",
                        cl_algorithm_name(algorithm), key->name);
}

static bool verify(const cl_signature_key *key, const unsigned char *message, size_t length,
                   const unsigned char *signature, size_t signature_length, cl_error *error)
{
    unsigned char digest[CL_SHA256_SIZE];
    if (!cl_crypto_sha256(key->crypto, message, length, digest, error))
        return false;
    EVP_PKEY_CTX *verifier = EVP_PKEY_CTX_dup(key->verifier);
    if (verifier == NULL)
        return cl_error_memory(error);
    bool good = key->algorithm == CL_ALGORITHM_ES256
                    ? cl_es256_verify(verifier, digest, signature, signature_length, error)
                    : cl_ps256_verify(verifier, digest, signature, signature_length, error);
    EVP_PKEY_CTX_free(verifier);
    return good;
}

bool cl_signature_verify(const cl_signature_key *key, cl_algorithm algorithm,
                         const unsigned char *message, size_t length,
                         const unsigned char *signature, size_t signature_length, cl_error *error)
{
    if (!check_algorithm(key, algorithm, error))
        return false;
    ERR_set_mark();
    bool good = verify(key, message, length, signature, signature_length, error);
    ERR_pop_to_mark();
    return good;
}

static bool sign(const cl_signature_key *key, const unsigned char *message, size_t length,
                 cl_buffer *signature, cl_error *error)
{
    unsigned char digest[CL_SHA256_SIZE];
    if (!cl_crypto_sha256(key->crypto, message, length, digest, error))
        return false;
    EVP_PKEY_CTX *signer = EVP_PKEY_CTX_new_from_pkey(key->crypto->library, key->pkey, NULL);
    if (signer == NULL)
        return cl_error_memory(error);
    bool done = EVP_PKEY_sign_init(signer) == 1 ||
                cl_error_set(error, CL_KEY, "the key cannot sign");
    if (done && key->algorithm == CL_ALGORITHM_ES256)
        done = cl_es256_sign(signer, digest, signature, error);
    else if (done)
        done = (cl_ps256_ready(signer, key->crypto->sha256) ||
                cl_error_set(error, CL_KEY, "the key cannot sign by PS256")) &&
               cl_ps256_sign(signer, digest, signature, error);
    EVP_PKEY_CTX_free(signer);
    return done;
}

bool cl_signature_sign(const cl_signature_key *key, cl_algorithm algorithm,
                       const unsigned char *message, size_t length, cl_buffer *signature,
                       cl_error *error)
{
    if (!check_algorithm(key, algorithm, error))
        return false;
    if (!key->is_private)
        return cl_error_set(error, CL_KEY, "a public key cannot sign");
    ERR_set_mark();
    bool done = sign(key, message, length, signature, error);
    ERR_pop_to_mark();
    return done;
}
