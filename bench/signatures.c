/* signatures.c — times verification by cert/signature.h, compared with OpenSSL's EVP alone, on the
 * same key, message and signature, in the same run. `make bench-signatures` runs it.
 *
 *   signatures [--rounds N] [--out FILE] TESTS/CERTS
 */
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cert/signature.h"
#include "harness.h"

/* A certificate of 390 bytes has a Sig_structure of about 350. */
enum { MESSAGE = 350, TIMES = 200 };

typedef struct signed_text {
    unsigned char message[MESSAGE];
    cl_algorithm algorithm;
    cl_signature_key *key;
    cl_buffer signature; /* in the form of certificates */
    EVP_PKEY *pkey;
    unsigned char der[512]; /* in OpenSSL's form */
    size_t der_length;
} signed_text;

static uint64_t by_us(void *context)
{
    const signed_text *t = context;
    uint64_t good = 0;
    for (int i = 0; i < TIMES; i++)
        good += cl_signature_verify(t->key, t->algorithm, t->message, sizeof t->message,
                                    (const unsigned char *)t->signature.data, t->signature.length,
                                    NULL);
    return good;
}

static int set_pss(EVP_PKEY_CTX *context)
{
    return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(context, CL_SHA256_SIZE) == 1;
}

/* Verifies with the usual four calls of OpenSSL. */
static uint64_t by_evp(void *context)
{
    const signed_text *t = context;
    uint64_t good = 0;
    for (int i = 0; i < TIMES; i++) {
        EVP_PKEY_CTX *parameters;
        EVP_MD_CTX *digest = EVP_MD_CTX_new();
        if (EVP_DigestVerifyInit_ex(digest, &parameters, "SHA256", NULL, NULL, t->pkey, NULL) !=
                1 ||
            (t->algorithm == CL_ALGORITHM_PS256 && !set_pss(parameters)))
            bench_fail("OpenSSL cannot verify");
        good += EVP_DigestVerify(digest, t->der, t->der_length, t->message, sizeof t->message) == 1;
        EVP_MD_CTX_free(digest);
    }
    return good;
}

static char *read_text(const char *folder, const char *name, size_t *length)
{
    static char bytes[8192];
    char path[4096];
    snprintf(path, sizeof path, "%s/private/%s.key", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        bench_fail("cannot open %s", path);
    *length = fread(bytes, 1, sizeof bytes - 1, file);
    bytes[*length] = '\0';
    fclose(file);
    return bytes;
}

static void sign_by_evp(signed_text *t)
{
    EVP_PKEY_CTX *parameters;
    EVP_MD_CTX *digest = EVP_MD_CTX_new();
    t->der_length = sizeof t->der;
    if (EVP_DigestSignInit_ex(digest, &parameters, "SHA256", NULL, NULL, t->pkey, NULL) != 1 ||
        (t->algorithm == CL_ALGORITHM_PS256 && !set_pss(parameters)) ||
        EVP_DigestSign(digest, t->der, &t->der_length, t->message, sizeof t->message) != 1)
        bench_fail("OpenSSL cannot sign");
    EVP_MD_CTX_free(digest);
}

static void make_text(signed_text *t, cl_crypto *crypto, const char *folder, const char *name)
{
    size_t length;
    char *pem = read_text(folder, name, &length);
    cl_error error;
    cl_error_init(&error);
    memset(t->message, 'm', sizeof t->message);
    cl_buffer_init(&t->signature);
    t->key = cl_signature_key_private(crypto, pem, length, &error);
    if (t->key == NULL)
        bench_fail("%s: %s", name, error.message);
    t->algorithm = cl_signature_key_algorithm(t->key);
    if (!cl_signature_sign(t->key, t->algorithm, t->message, sizeof t->message, &t->signature,
                           &error))
        bench_fail("%s: %s", name, error.message);
    BIO *bio = BIO_new_mem_buf(pem, (int)length);
    t->pkey = PEM_read_bio_PrivateKey(bio, NULL, NULL, NULL);
    BIO_free(bio);
    sign_by_evp(t);
}

static void free_text(signed_text *t)
{
    cl_signature_key_free(t->key);
    cl_buffer_free(&t->signature);
    EVP_PKEY_free(t->pkey);
}

int main(int argc, char **argv)
{
    static signed_text es256, ps256;
    static bench_report report;
    const bench_arguments a = bench_read_arguments(
        argc, argv, 15, "signatures [--rounds N] [--out FILE] TESTS/CERTS");
    cl_crypto *crypto = cl_crypto_new(NULL);
    if (crypto == NULL)
        bench_fail("memory ran out");
    make_text(&es256, crypto, a.folder, "es256");
    make_text(&ps256, crypto, a.folder, "ps256");
    const bench_contender contenders[] = {
        {"ES256 through signature.h", by_us, &es256, TIMES},
        {"ES256, EVP alone", by_evp, &es256, TIMES},
    };
    const bench_contender others[] = {
        {"PS256 (2048) through signature.h", by_us, &ps256, TIMES},
        {"PS256 (2048), EVP alone", by_evp, &ps256, TIMES},
    };
    bench_run(&report, contenders, 2, a.rounds, TIMES, "ns per signature");
    bench_run(&report, others, 2, a.rounds, TIMES, "ns per signature");
    bench_print(&report, NULL);
    for (size_t i = 0; i < report.count; i += 2)
        printf("%s: %.3f of EVP alone (minima), %.3f (medians)\n", report.results[i].name,
               report.results[i].minimum / report.results[i + 1].minimum,
               report.results[i].median / report.results[i + 1].median);
    int code = a.out != NULL ? bench_save(&report, a.out) : 0;
    free_text(&es256);
    free_text(&ps256);
    cl_crypto_free(crypto);
    return code == 0 ? 0 : 1;
}
