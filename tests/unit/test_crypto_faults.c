/* test_crypto_faults.c — the k-th call of OpenSSL fails, for every k, while signers are loaded and
 * certificates are signed, verified and issued. There must be no crash, no signer that must not be
 * trusted, and no invalid signature accepted. A signer that is left out must be reported. */
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "cert/issue.h"
#include "certlogic.h"
#include "support_certs.h"
#include "support_faults.h"

/* ---- Calls of OpenSSL ------------------------------------------------------------------------ */

FAULTY(OSSL_LIB_CTX *, OSSL_LIB_CTX_new, (void), (), NULL)
FAULTY(EVP_MD *, EVP_MD_fetch, (OSSL_LIB_CTX * c, const char *a, const char *p), (c, a, p), NULL)
FAULTY(int, EVP_Digest,
       (const void *data, size_t count, unsigned char *md, unsigned int *size, const EVP_MD *type,
        ENGINE *engine),
       (data, count, md, size, type, engine), 0)
FAULTY(const char *, EVP_PKEY_get0_type_name, (const EVP_PKEY *key), (key), NULL)
FAULTY(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_pkey, (OSSL_LIB_CTX * c, EVP_PKEY *k, const char *p),
       (c, k, p), NULL)
FAULTY(EVP_PKEY_CTX *, EVP_PKEY_CTX_new_from_name, (OSSL_LIB_CTX * c, const char *n, const char *p),
       (c, n, p), NULL)
FAULTY(EVP_PKEY_CTX *, EVP_PKEY_CTX_dup, (const EVP_PKEY_CTX *c), (c), NULL)
FAULTY(int, EVP_PKEY_get_utf8_string_param,
       (const EVP_PKEY *key, const char *name, char *text, size_t room, size_t *size),
       (key, name, text, room, size), 0)
FAULTY(int, EVP_PKEY_get_bn_param, (const EVP_PKEY *key, const char *name, BIGNUM **number),
       (key, name, number), 0)
FAULTY(int, EVP_PKEY_verify_init, (EVP_PKEY_CTX * c), (c), 0)
FAULTY(int, EVP_PKEY_verify,
       (EVP_PKEY_CTX * c, const unsigned char *sig, size_t size, const unsigned char *tbs,
        size_t length),
       (c, sig, size, tbs, length), -1)
FAULTY(int, EVP_PKEY_sign_init, (EVP_PKEY_CTX * c), (c), 0)
/* A signature that the library gives in place of its own. */
static const unsigned char *odd_signature;
static size_t odd_length;

int __real_EVP_PKEY_sign(EVP_PKEY_CTX *c, unsigned char *sig, size_t *size,
                         const unsigned char *tbs, size_t length);
int __wrap_EVP_PKEY_sign(EVP_PKEY_CTX *c, unsigned char *sig, size_t *size,
                         const unsigned char *tbs, size_t length);

int __wrap_EVP_PKEY_sign(EVP_PKEY_CTX *c, unsigned char *sig, size_t *size,
                         const unsigned char *tbs, size_t length)
{
    if (faults_refuse("EVP_PKEY_sign"))
        return 0;
    if (odd_signature == NULL)
        return __real_EVP_PKEY_sign(c, sig, size, tbs, length);
    memcpy(sig, odd_signature, odd_length);
    *size = odd_length;
    return 1;
}
FAULTY(int, EVP_PKEY_eq, (const EVP_PKEY *a, const EVP_PKEY *b), (a, b), -2)
FAULTY(int, EVP_PKEY_fromdata_init, (EVP_PKEY_CTX * c), (c), 0)
FAULTY(int, EVP_PKEY_fromdata, (EVP_PKEY_CTX * c, EVP_PKEY **key, int selection, OSSL_PARAM *p),
       (c, key, selection, p), 0)
FAULTY(int, EVP_PKEY_CTX_set_rsa_padding, (EVP_PKEY_CTX * c, int mode), (c, mode), 0)
FAULTY(int, EVP_PKEY_CTX_set_signature_md, (EVP_PKEY_CTX * c, const EVP_MD *md), (c, md), 0)
FAULTY(int, EVP_PKEY_CTX_set_rsa_mgf1_md, (EVP_PKEY_CTX * c, const EVP_MD *md), (c, md), 0)
FAULTY(int, EVP_PKEY_CTX_set_rsa_pss_saltlen, (EVP_PKEY_CTX * c, int length), (c, length), 0)
FAULTY(OSSL_PARAM_BLD *, OSSL_PARAM_BLD_new, (void), (), NULL)
FAULTY(OSSL_PARAM *, OSSL_PARAM_BLD_to_param, (OSSL_PARAM_BLD * build), (build), NULL)
FAULTY(BIGNUM *, BN_bin2bn, (const unsigned char *bytes, int length, BIGNUM *into),
       (bytes, length, into), NULL)
FAULTY(EVP_PKEY *, d2i_PUBKEY_ex,
       (EVP_PKEY * *key, const unsigned char **at, long length, OSSL_LIB_CTX *c, const char *p),
       (key, at, length, c, p), NULL)
FAULTY(BIO *, BIO_new, (const BIO_METHOD *method), (method), NULL)
FAULTY(BIO *, BIO_new_mem_buf, (const void *bytes, int length), (bytes, length), NULL)
FAULTY(EVP_PKEY *, PEM_read_bio_PrivateKey_ex,
       (BIO * bio, EVP_PKEY **key, pem_password_cb *ask, void *self, OSSL_LIB_CTX *c,
        const char *p),
       (bio, key, ask, self, c, p), NULL)
FAULTY(ASN1_TIME *, ASN1_TIME_set, (ASN1_TIME * time, time_t t), (time, t), NULL)
FAULTY(int, ASN1_TIME_diff,
       (int *days, int *seconds, const ASN1_TIME *from, const ASN1_TIME *until),
       (days, seconds, from, until), 0)
FAULTY(X509 *, X509_new_ex, (OSSL_LIB_CTX * c, const char *p), (c, p), NULL)
FAULTY(X509 *, d2i_X509, (X509 * *it, const unsigned char **at, long length), (it, at, length),
       NULL)
FAULTY(EVP_PKEY *, X509_get0_pubkey, (const X509 *it), (it), NULL)
FAULTY(EVP_PKEY *, X509_get_pubkey, (X509 * it), (it), NULL)
FAULTY(int, X509_get_signature_info, (X509 * it, int *digest, int *key, int *bits, uint32_t *flags),
       (it, digest, key, bits, flags), 0)
FAULTY(int, X509_NAME_print_ex, (BIO * bio, const X509_NAME *name, int indent, unsigned long flags),
       (bio, name, indent, flags), -1)
FAULTY(int, X509_verify, (X509 * it, EVP_PKEY *key), (it, key), -1)
FAULTY(int, X509_verify_cert, (X509_STORE_CTX * c), (c), -1)
FAULTY(X509_STORE_CTX *, X509_STORE_CTX_new_ex, (OSSL_LIB_CTX * c, const char *p), (c, p), NULL)
FAULTY(int, X509_STORE_CTX_init,
       (X509_STORE_CTX * c, X509_STORE *store, X509 *it, STACK_OF(X509) * between),
       (c, store, it, between), 0)
FAULTY(OPENSSL_STACK *, OPENSSL_sk_new_null, (void), (), NULL)
FAULTY(int, OPENSSL_sk_push, (OPENSSL_STACK * stack, const void *item), (stack, item), 0)
FAULTY(int, i2d_BASIC_CONSTRAINTS, (const BASIC_CONSTRAINTS *it, unsigned char **out), (it, out),
       -1)

/* An extension that is present and cannot be read. */
void *__real_X509_get_ext_d2i(const X509 *it, int nid, int *critical, int *index);
void *__wrap_X509_get_ext_d2i(const X509 *it, int nid, int *critical, int *index);

void *__wrap_X509_get_ext_d2i(const X509 *it, int nid, int *critical, int *index)
{
    if (!faults_refuse("X509_get_ext_d2i"))
        return __real_X509_get_ext_d2i(it, nid, critical, index);
    *critical = 1;
    return NULL;
}

/* ---- Signers --------------------------------------------------------------------------------- */

static const char *authority;
static struct {
    const char *origin, *text;
    size_t signers; /* the number of signers if no call fails */
} lists[16];

static size_t count_of(const cl_trust *trust, const char *origin)
{
    size_t count = 0;
    const cl_signer *signer;
    for (size_t i = 0; (signer = cl_trust_at(trust, i)) != NULL; i++)
        count += strcmp(signer->origin, origin) == 0 &&
                 cl_signature_key_algorithm(signer->key) != CL_ALGORITHM_NONE;
    return count;
}

static bool is_named(const cl_trust *trust, const char *origin)
{
    const cl_trust_finding *finding;
    for (size_t i = 0; (finding = cl_trust_finding_at(trust, i)) != NULL; i++) {
        if (strcmp(finding->it.file, origin) == 0)
            return true;
    }
    return false;
}

/* Returns true if all signers were loaded. There are never more, and if some are missing they are
 * reported. */
static bool load(void)
{
    cl_error error;
    cl_error_init(&error);
    cl_trust *trust = cl_trust_new(&error);
    if (trust == NULL) {
        must(error.code == CL_MEMORY);
        return false;
    }
    bool loaded = authority == NULL ||
                  cl_trust_add_authorities(trust, "csca", authority, strlen(authority), &error);
    for (size_t i = 0; loaded && lists[i].text != NULL; i++)
        loaded = cl_trust_add(trust, lists[i].origin, lists[i].text, strlen(lists[i].text), &error);
    loaded = loaded && cl_trust_seal(trust, &error);
    must(loaded || error.code != CL_NONE);
    bool all = loaded;
    for (size_t i = 0; loaded && lists[i].text != NULL; i++) {
        size_t count = count_of(trust, lists[i].origin);
        ck_assert_msg(count <= lists[i].signers, "%s fails: %s has %zu signers", faults.name,
                      lists[i].origin, count);
        ck_assert_msg(count == lists[i].signers || is_named(trust, lists[i].origin) ||
                          is_named(trust, "csca"),
                      "%s fails: %s is not named", faults.name, lists[i].origin);
        all = all && count == lists[i].signers;
    }
    cl_trust_free(trust);
    return all;
}

START_TEST(signers_below_authorities)
{
    authority = given_text("%s%s%s%s%s", given_certs_file("csca/csca.pem", NULL),
                           given_certs_file("chain/csca/excluding.pem", NULL),
                           given_certs_file("chain/csca/root.pem", NULL),
                           given_certs_file("chain/csca/middle.pem", NULL),
                           given_certs_file("chain/csca/lowest.pem", NULL));
    memset(lists, 0, sizeof lists);
    lists[0].origin = "es256";
    lists[0].text = given_certs_file("keys/es256.pem", NULL);
    lists[0].signers = 1;
    lists[1].origin = "ps256";
    lists[1].text = given_certs_file("keys/ps256.pem", NULL);
    lists[1].signers = 1;
    lists[2].origin = "stranger";
    lists[2].text = given_certs_file("odd/stranger.pem", NULL);
    lists[3].origin = "chain";
    lists[3].text = given_certs_file("chain/signers/by-lowest.pem", NULL);
    lists[3].signers = 1;
    lists[4].origin = "excluded";
    lists[4].text = given_certs_file("chain/signers/by-excluding.pem", NULL);
    lists[5].origin = "MD5";
    lists[5].text = given_certs_file("chain/signers/md5.pem", NULL);
    ck_assert_uint_gt(faults_at_every_call(load, true), 100);
}
END_TEST

START_TEST(signers_of_other_forms)
{
    const char *ec = "\"kty\":\"EC\",\"crv\":\"P-256\","
                     "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
                     "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"";
    const char *rsa = given_text("\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"%0341dQ\"", 0);
    authority = NULL;
    memset(lists, 0, sizeof lists);
    lists[0].origin = "numbers";
    lists[0].text = given_text("{\"keys\":[{%s,\"kid\":\"AQID\"}]}", ec);
    lists[0].signers = 1;
    lists[1].origin = "certificate";
    lists[1].text = given_text("{\"keys\":[{\"kty\":\"RSA\",\"x5c\":[\"%s\"]}]}",
                               given_base64("keys/ps256.pem"));
    lists[1].signers = 1;
    lists[2].origin = "RSA";
    lists[2].text = given_text("{\"keys\":[{%s,\"kid\":\"AQIE\"}]}", rsa);
    lists[2].signers = 1;
    lists[3].origin = "gateway";
    lists[3].text = given_text("[{\"rawData\":\"%s\"}]", given_base64("keys/es256.pem"));
    lists[3].signers = 1;
    ck_assert_uint_gt(faults_at_every_call(load, true), 100);
}
END_TEST

/* ---- Signatures ------------------------------------------------------------------------------ */

static const char *private_key, *certificate;

/* Whichever call fails, the function that made the call reports it. */
static bool sign(cl_signature_key *key, cl_buffer *signature)
{
    cl_error error;
    cl_error_init(&error);
    bool done = cl_signature_sign(key, cl_signature_key_algorithm(key),
                                  (const unsigned char *)"message", 7, signature, &error);
    must(done || error.code == CL_MEMORY || error.code == CL_KEY || error.code == CL_ALGORITHM);
    return done;
}

static bool verify(cl_signature_key *key, const char *message, const cl_buffer *signature)
{
    cl_error error;
    cl_error_init(&error);
    bool good = cl_signature_verify(
        key, cl_signature_key_algorithm(key), (const unsigned char *)message, strlen(message),
        (const unsigned char *)signature->data, signature->length, &error);
    must(good || error.code == CL_MEMORY || error.code == CL_SIGNATURE);
    return good;
}

/* A signed message verifies or is an error; an unsigned one never verifies. */
static bool sign_and_verify(void)
{
    cl_error error;
    cl_error_init(&error);
    cl_crypto *crypto = cl_crypto_new(&error);
    must(crypto != NULL || error.code == CL_MEMORY);
    cl_signature_key *key = crypto != NULL ? cl_signature_key_private(crypto, private_key,
                                                                      strlen(private_key), &error)
                                           : NULL;
    must(key != NULL || error.code == CL_MEMORY || error.code == CL_KEY);
    cl_buffer signature;
    cl_buffer_init(&signature);
    bool done = key != NULL && sign(key, &signature);
    if (done) {
        done = verify(key, "message", &signature);
        must(!verify(key, "massage", &signature));
        must(cl_signature_key_equal(key, key) || faults.armed);
    }
    cl_buffer_free(&signature);
    cl_signature_key_free(key);
    cl_crypto_free(crypto);
    return done;
}

/* The same for a whole certificate. */
static bool issue(void)
{
    cl_error error;
    cl_buffer out;
    cl_error_init(&error);
    cl_buffer_init(&out);
    bool done = given_issued("{\"ver\":\"1.3.0\",\"v\":[{\"dn\":1,\"co\":\"CZ\"}]}", private_key,
                             certificate, &out, &error);
    must(done ? strncmp(cl_buffer_text(&out), "HC1:", 4) == 0 : error.code != CL_NONE);
    cl_buffer_free(&out);
    return done;
}

START_TEST(signatures_by_es256)
{
    private_key = given_certs_file("private/es256.key", NULL);
    certificate = given_certs_file("keys/es256.pem", NULL);
    ck_assert_uint_gt(faults_at_every_call(sign_and_verify, true), 20);
    ck_assert_uint_gt(faults_at_every_call(issue, true), 20);
}
END_TEST

START_TEST(signatures_by_ps256)
{
    private_key = given_certs_file("private/ps256.key", NULL);
    certificate = given_certs_file("keys/ps256.pem", NULL);
    ck_assert_uint_gt(faults_at_every_call(sign_and_verify, true), 20);
    ck_assert_uint_gt(faults_at_every_call(issue, true), 20);
}
END_TEST

static const certlogic_trust *trusted;
static const char *envelope;
static bool is_good;

/* A certificate is verified only if it is good. If not every call of OpenSSL succeeds, decoding
 * fails with MEMORY, or the step `signature` is a fault. */
static bool decode(void)
{
    certlogic_error error;
    certlogic_step_state state;
    certlogic_decode_options options = {.trust = trusted};
    certlogic_decoder *decoder = certlogic_decoder_new(&options, &error);
    must(decoder != NULL);
    certlogic_certificate *it = certlogic_decoder_read(decoder, envelope, strlen(envelope), &error);
    bool verified = it != NULL && certlogic_certificate_verified(it);
    must(it != NULL || strcmp(error.code, "memory") == 0);
    must(!verified || is_good);
    must(it == NULL || certlogic_certificate_step(it, CERTLOGIC_STEP_SIGNATURE, &state));
    if (it != NULL && !verified)
        must(state.result == CERTLOGIC_STEP_FAULT && strcmp(state.code, "signature") == 0);
    certlogic_certificate_free(it);
    certlogic_decoder_free(decoder);
    return verified == is_good && it != NULL;
}

START_TEST(decoding)
{
    static const char *const good[] = {"good-vaccination", "good-ps256", "good-empty-map-as-sent"};
    certlogic_trust *store = certlogic_trust_load(given_text("%s/tests/certs/keys", top_srcdir()),
                                                  NULL, NULL);
    must(store != NULL);
    trusted = store;
    is_good = true;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        envelope = given_certs_file(given_text("%s.txt", good[i]), NULL);
        ck_assert_uint_gt(faults_at_every_call(decode, true), 3);
    }
    is_good = false;
    envelope = given_certs_file("bad-tampered.txt", NULL);
    ck_assert_uint_gt(faults_at_every_call(decode, true), 1);
    certlogic_trust_free(store);
}
END_TEST

/* A signature that is not the DER of two numbers is refused. Zeros at the beginning of a number do
 * not count. */
START_TEST(signatures_that_are_no_der)
{
#define NINE "\x01\x01\x01\x01\x01\x01\x01\x01\x01"
    static const struct {
        const char *der;
        size_t length;
        bool good;
    } rows[] = {
        {"\x30\x06\x02\x01\x05\x02\x01\x07", 8, true},
        {"\x30\x08\x02\x03\x00\x00\x05\x02\x01\x07", 10, true},
        {"", 0, false},
        {"\x30", 1, false},
        {"\x30\x00", 2, false},
        {"\x30\x02\x02\x00", 4, false},
        {"\x30\x06\x03\x01\x05\x02\x01\x07", 8, false}, /* r is no INTEGER */
        {"\x30\x06\x02\x01\x05\x04\x01\x07", 8, false}, /* s is none */
        {"\x30\x03\x02\x01\x05", 5, false},             /* no s */
        {"\x30\x06\x02\x01\x05\x02\x02\x07", 8, false}, /* s is cut */
        {"\x30\x06\x02\x7F\x05\x02\x01\x07", 8, false}, /* r is cut */
        {"\x30\x26\x02\x21" NINE NINE NINE "\x01\x01\x01\x01\x01\x01\x02\x01\x07", 40,
         false}, /* r of 33 bytes */
    };
    cl_error error;
    cl_error_init(&error);
    private_key = given_certs_file("private/es256.key", NULL);
    cl_crypto *crypto = cl_crypto_new(&error);
    must(crypto != NULL);
    cl_signature_key *key = given_private(crypto, "es256");
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_buffer signature;
        cl_buffer_init(&signature);
        cl_error_init(&error);
        odd_signature = (const unsigned char *)rows[i].der;
        odd_length = rows[i].length;
        bool done = cl_signature_sign(key, CL_ALGORITHM_ES256, (const unsigned char *)"m", 1,
                                      &signature, &error);
        odd_signature = NULL;
        ck_assert_msg(done == rows[i].good, "row %zu", i);
        ck_assert_uint_eq(signature.length, done ? 64 : 0);
        if (done) {
            ck_assert_int_eq(signature.data[31], 5);
            ck_assert_int_eq(signature.data[63], 7);
        } else {
            ck_assert_int_eq(error.code, CL_KEY);
            ck_assert_str_eq(error.message, "the key could not sign");
        }
        cl_buffer_free(&signature);
    }
    cl_signature_key_free(key);
    cl_crypto_free(crypto);
#undef NINE
}
END_TEST

/* A key in DER, as in some lists. */
static bool read_public(void)
{
    cl_error error;
    cl_error_init(&error);
    cl_crypto *crypto = cl_crypto_new(&error);
    size_t length;
    const unsigned char *der = given_decoded(
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li"
        "/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==",
        &length);
    cl_signature_key *key = crypto != NULL ? cl_signature_key_public(crypto, der, length, &error)
                                           : NULL;
    must(key != NULL || error.code == CL_MEMORY || error.code == CL_KEY);
    bool done = key != NULL && cl_signature_key_algorithm(key) == CL_ALGORITHM_ES256;
    cl_signature_key_free(key);
    cl_crypto_free(crypto);
    return done;
}

START_TEST(public_keys)
{
    ck_assert_uint_gt(faults_at_every_call(read_public, true), 5);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("crypto faults");
    tcase_add_test(tests, signers_below_authorities);
    tcase_add_test(tests, signers_of_other_forms);
    tcase_add_test(tests, signatures_by_es256);
    tcase_add_test(tests, signatures_by_ps256);
    tcase_add_test(tests, decoding);
    tcase_add_test(tests, signatures_that_are_no_der);
    tcase_add_test(tests, public_keys);
    return unit_run();
}
