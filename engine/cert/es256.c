/* es256.c — ECDSA with SHA-256 on P-256. A signature in COSE is r and s of 32 bytes each (RFC 9053,
 * section 2.1). A signature in OpenSSL is DER:
 *
 *     30 LEN  02 LEN r  02 LEN s
 *
 * DER has no leading zeros in r and s, except one zero byte if the highest bit is set. This file
 * converts between the two. The conversion is short, and its time is small beside verification.
 */
#include <openssl/core_names.h>
#include <string.h>

#include "cert/crypto.h"

enum { HALF = 32, LARGEST_INTEGER = 2 + 1 + HALF, LARGEST = 2 + 2 * LARGEST_INTEGER };

bool cl_es256_fits(EVP_PKEY *pkey)
{
    char group[32] = "";
    size_t length;
    return EVP_PKEY_is_a(pkey, "EC") &&
           EVP_PKEY_get_utf8_string_param(pkey, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group,
                                          &length) == 1 &&
           strcmp(group, "prime256v1") == 0;
}

/* Writes r or s as a DER INTEGER and returns its size in bytes. */
static size_t write_integer(const unsigned char half[HALF], unsigned char *out)
{
    size_t zeros = 0;
    while (zeros < HALF - 1 && half[zeros] == 0)
        zeros++;
    size_t size = 0, length = HALF - zeros;
    bool sign = (half[zeros] & 0x80) != 0;
    out[size++] = 0x02;
    out[size++] = (unsigned char)(length + sign);
    if (sign)
        out[size++] = 0;
    memcpy(out + size, half + zeros, length);
    return size + length;
}

bool cl_es256_verify(EVP_PKEY_CTX *verifier, const unsigned char digest[CL_SHA256_SIZE],
                     const unsigned char *signature, size_t length, cl_error *error)
{
    unsigned char der[LARGEST];
    if (length != (size_t)2 * HALF)
        return cl_error_set(error, CL_SIGNATURE,
                            "a signature by ES256 must have 64 bytes, found %zu", length);
    size_t size = 2;
    size += write_integer(signature, der + size);
    size += write_integer(signature + HALF, der + size);
    der[0] = 0x30;
    der[1] = (unsigned char)(size - 2);
    return EVP_PKEY_verify(verifier, der, size, digest, CL_SHA256_SIZE) == 1 ||
           cl_error_set(error, CL_SIGNATURE, "the signature is not by this key");
}

/* Reads the DER INTEGER at `*at` into r or s, and moves `*at` behind it. Returns false if there is
 * no such INTEGER. */
static bool read_integer(const unsigned char **at, const unsigned char *end,
                         unsigned char half[HALF])
{
    const unsigned char *from = *at;
    if (end - from < 3 || from[0] != 0x02 || end - from - 2 < from[1])
        return false;
    size_t length = from[1];
    from += 2;
    *at = from + length;
    while (length > HALF && *from == 0) {
        from++;
        length--;
    }
    if (length > HALF)
        return false;
    memset(half, 0, HALF - length);
    memcpy(half + HALF - length, from, length);
    return true;
}

bool cl_es256_sign(EVP_PKEY_CTX *signer, const unsigned char digest[CL_SHA256_SIZE],
                   cl_buffer *signature, cl_error *error)
{
    unsigned char der[LARGEST], halves[2 * HALF];
    size_t size = sizeof der;
    const unsigned char *at = der + 2;
    if (EVP_PKEY_sign(signer, der, &size, digest, CL_SHA256_SIZE) != 1 || size < 2 ||
        !read_integer(&at, der + size, halves) || !read_integer(&at, der + size, halves + HALF))
        return cl_error_set(error, CL_KEY, "the key could not sign");
    cl_buffer_add(signature, (const char *)halves, sizeof halves);
    return !signature->failed || cl_error_memory(error);
}
