/* digest.c — computes digests. Only this file of the folder uses OpenSSL. */
#include "batch/digest.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cl_digest {
    OSSL_LIB_CTX *library; /* reads no configuration file, unlike OpenSSL's default context */
    EVP_MD *sha256;
    EVP_MD_CTX *running;
    EVP_MD_CTX *shown; /* finalized copy of `running`, which continues */
    bool failed;
};

cl_digest *cl_digest_new(void)
{
    cl_digest *d = calloc(1, sizeof *d);
    if (d == NULL)
        return NULL;
    d->library = OSSL_LIB_CTX_new();
    d->sha256 = d->library != NULL ? EVP_MD_fetch(d->library, "SHA256", NULL) : NULL;
    d->running = EVP_MD_CTX_new();
    d->shown = EVP_MD_CTX_new();
    if (d->sha256 != NULL && d->running != NULL && d->shown != NULL &&
        EVP_DigestInit_ex2(d->running, d->sha256, NULL) == 1)
        return d;
    cl_digest_free(d);
    return NULL;
}

void cl_digest_free(cl_digest *digest)
{
    if (digest == NULL)
        return;
    EVP_MD_CTX_free(digest->shown);
    EVP_MD_CTX_free(digest->running);
    EVP_MD_free(digest->sha256);
    OSSL_LIB_CTX_free(digest->library);
    free(digest);
}

void cl_digest_add(cl_digest *digest, const void *bytes, size_t length)
{
    digest->failed = digest->failed || EVP_DigestUpdate(digest->running, bytes, length) != 1;
}

void cl_digest_number(cl_digest *digest, uint64_t number)
{
    unsigned char bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (unsigned char)(number >> (8 * i));
    cl_digest_add(digest, bytes, sizeof bytes);
}

void cl_digest_word(cl_digest *digest, const char *text)
{
    cl_digest_number(digest, text != NULL);
    if (text != NULL)
        cl_digest_add(digest, text, strlen(text) + 1);
}

bool cl_digest_show(const cl_digest *digest, char text[CL_DIGEST_TEXT])
{
    enum { SHA256 = (CL_DIGEST_TEXT - 1) / 2 };
    unsigned char bytes[EVP_MAX_MD_SIZE];
    text[0] = '\0';
    if (digest->failed || EVP_MD_CTX_copy_ex(digest->shown, digest->running) != 1 ||
        EVP_DigestFinal_ex(digest->shown, bytes, NULL) != 1)
        return false;
    for (size_t i = 0; i < SHA256; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
    return true;
}
