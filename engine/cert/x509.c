/* x509.c — reads certificates by OpenSSL. Each extension is read separately, because OpenSSL's
 * summary of all extensions is invalid if it cannot read one of them. */
#include "cert/x509.h"

#include <openssl/x509v3.h>
#include <stdlib.h>
#include <string.h>

#include "cert/crypto.h"
#include "cert/trust.h"
#include "data/text.h"

/* ---- Reading --------------------------------------------------------------------------------- */

/* Converts a time to milliseconds since 1970, UTC. OpenSSL computes the difference. */
static bool read_time(const ASN1_TIME *time, int64_t *ms)
{
    int days, seconds;
    ASN1_TIME *epoch = ASN1_TIME_set(NULL, 0);
    bool read = epoch != NULL && time != NULL && ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;
    ASN1_TIME_free(epoch);
    if (read)
        *ms = ((int64_t)days * 86400 + seconds) * 1000;
    return read;
}

/* Sets the country of the subject, in capitals. It stays "" if it is not two letters. */
static void read_country(cl_x509 *c)
{
    const X509_NAME *subject = X509_get_subject_name(c->it);
    int at = X509_NAME_get_index_by_NID(subject, NID_countryName, -1);
    if (at < 0)
        return;
    const ASN1_STRING *text = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at));
    const unsigned char *letters = ASN1_STRING_get0_data(text);
    if (ASN1_STRING_length(text) != 2)
        return;
    for (int i = 0; i < 2; i++) {
        bool small = letters[i] >= 'a' && letters[i] <= 'z';
        c->facts.country[i] = (char)(small ? letters[i] - 'a' + 'A' : letters[i]);
        if (c->facts.country[i] < 'A' || c->facts.country[i] > 'Z') {
            memset(c->facts.country, 0, sizeof c->facts.country);
            return;
        }
    }
}

/* Returns true if the extension is in DER. `content` is the extension as OpenSSL encodes it again,
 * of `size` bytes; this function frees it. */
static bool is_der(const X509_EXTENSION *extension, unsigned char *content, int size)
{
    const ASN1_OCTET_STRING *bytes = X509_EXTENSION_get_data(
        (X509_EXTENSION *)(uintptr_t)extension);
    bool same = content != NULL && size == ASN1_STRING_length(bytes) &&
                memcmp(content, ASN1_STRING_get0_data(bytes), (size_t)size) == 0;
    OPENSSL_free(content);
    return same;
}

/* X509_get_ext_d2i sets this if the certificate does not have the extension. Another negative number
 * means that it has the extension more than once. */
enum { MISSING = -1 };

/* Returns the content of an extension, or NULL. `*there` is true if the certificate has the
 * extension. If it has the extension but NULL is returned, the extension cannot be read, or occurs
 * twice. */
static void *extension_of(const cl_x509 *c, int nid, bool *there)
{
    int critical;
    void *content = X509_get_ext_d2i(c->it, nid, &critical, NULL);
    *there = critical != MISSING;
    return content;
}

static bool cannot_read(cl_error *error, const char *extension)
{
    return cl_error_set(error, CL_TRUST_ENTRY, "its extension %s cannot be read", extension);
}

static bool read_key_usage(cl_x509 *c, cl_error *error)
{
    enum { DIGITAL_SIGNATURE = 0, KEY_CERT_SIGN = 5 };
    ASN1_BIT_STRING *usage = extension_of(c, NID_key_usage, &c->facts.has_usage);
    if (usage == NULL)
        return !c->facts.has_usage || cannot_read(error, "keyUsage");
    c->facts.may_sign = ASN1_BIT_STRING_get_bit(usage, DIGITAL_SIGNATURE) == 1;
    c->facts.may_certify = ASN1_BIT_STRING_get_bit(usage, KEY_CERT_SIGN) == 1;
    ASN1_BIT_STRING_free(usage);
    return true;
}

/* Reads whether the certificate is a CA. Without basicConstraints keyUsage decides: a certificate
 * with keyCertSign is treated as a CA, though RFC 5280, section 4.2.1.9, requires basicConstraints
 * in a CA of version 3. Older versions have neither extension. */
static bool read_authority(cl_x509 *c, cl_error *error)
{
    bool has_constraints;
    BASIC_CONSTRAINTS *constraints = extension_of(c, NID_basic_constraints, &has_constraints);
    if (constraints == NULL) {
        c->facts.is_authority = c->facts.may_certify;
        return !has_constraints || cannot_read(error, "basicConstraints");
    }
    unsigned char *der = NULL;
    int size = i2d_BASIC_CONSTRAINTS(constraints, &der);
    int at = X509_get_ext_by_NID(c->it, NID_basic_constraints, -1);
    if (!is_der(X509_get_ext(c->it, at), der, size))
        c->facts.irregular = "basicConstraints";
    c->facts.is_constrained = c->facts.is_authority = constraints->ca != 0;
    BASIC_CONSTRAINTS_free(constraints);
    return true;
}

/* Reads the strength of the key and of the digest. OpenSSL gives it in bits of security: 128 for
 * SHA-256, 112 for RSA of 2048 bits. */
static void read_strength(cl_x509 *c)
{
    enum { SHA256_STRENGTH = 128, RSA_2048_STRENGTH = 112 };
    int digest, bits;
    EVP_PKEY *key = X509_get0_pubkey(c->it);
    c->facts.is_small = key == NULL || EVP_PKEY_get_security_bits(key) < RSA_2048_STRENGTH;
    if (X509_get_signature_info(c->it, &digest, NULL, &bits, NULL) == 1 && bits < SHA256_STRENGTH)
        c->facts.weak_digest = OBJ_nid2sn(digest);
}

/* Finds the first critical extension that OpenSSL does not support. */
static void read_critical(cl_x509 *c)
{
    for (int i = 0; i < X509_get_ext_count(c->it); i++) {
        X509_EXTENSION *extension = X509_get_ext(c->it, i);
        if (!X509_EXTENSION_get_critical(extension) || X509_supported_extension(extension))
            continue;
        OBJ_obj2txt(c->facts.critical, sizeof c->facts.critical,
                    X509_EXTENSION_get_object(extension), 1);
        return;
    }
}

unsigned cl_x509_use(const char *oid, size_t length)
{
    static const struct {
        const char *oid;
        unsigned use;
    } uses[] = {
        {"1.3.6.1.4.1.1847.2021.1.1", CL_USE_TEST},
        {"1.3.6.1.4.1.1847.2021.1.2", CL_USE_VACCINATION},
        {"1.3.6.1.4.1.1847.2021.1.3", CL_USE_RECOVERY},
        {"1.3.6.1.4.1.0.1847.2021.1.1", CL_USE_TEST},
        {"1.3.6.1.4.1.0.1847.2021.1.2", CL_USE_VACCINATION},
        {"1.3.6.1.4.1.0.1847.2021.1.3", CL_USE_RECOVERY},
    };
    for (size_t i = 0; i < sizeof uses / sizeof *uses; i++) {
        if (cl_text_is(oid, length, uses[i].oid))
            return uses[i].use;
    }
    return 0;
}

static bool read_uses(cl_x509 *c, cl_error *error)
{
    int critical;
    bool any = false;
    EXTENDED_KEY_USAGE *usage = X509_get_ext_d2i(c->it, NID_ext_key_usage, &critical, NULL);
    if (usage == NULL)
        return critical == MISSING || cannot_read(error, "extKeyUsage");
    for (int i = 0; i < sk_ASN1_OBJECT_num(usage); i++) {
        char oid[64] = "";
        OBJ_obj2txt(oid, sizeof oid, sk_ASN1_OBJECT_value(usage, i), 1);
        c->facts.uses |= cl_x509_use(oid, strlen(oid));
        any = any || strcmp(oid, CL_X509_ANY_USE) == 0;
    }
    c->facts.other_uses = c->facts.uses == 0 && !any && sk_ASN1_OBJECT_num(usage) > 0;
    c->facts.must_use = critical == 1;
    EXTENDED_KEY_USAGE_free(usage);
    return true;
}

static bool read_facts(cl_x509 *c, const unsigned char *bytes, size_t size, cl_error *error)
{
    if (!cl_crypto_sha256(c->crypto, bytes, size, c->facts.fingerprint, error))
        return false;
    if (!read_time(X509_get0_notBefore(c->it), &c->facts.not_before) ||
        !read_time(X509_get0_notAfter(c->it), &c->facts.not_after))
        return cl_error_set(error, CL_TRUST_ENTRY, "its validity is no pair of date-times");
    read_country(c);
    if (!read_key_usage(c, error) || !read_authority(c, error) || !read_uses(c, error))
        return false;
    read_strength(c);
    read_critical(c);
    if (c->facts.irregular == NULL && (X509_get_extension_flags(c->it) & EXFLAG_INVALID) != 0)
        c->facts.irregular = "one that is not needed here";
    return true;
}

cl_x509 *cl_x509_read(cl_crypto *crypto, const unsigned char *bytes, size_t length, size_t *size,
                      cl_error *error)
{
    const unsigned char *end = bytes;
    cl_x509 *c = calloc(1, sizeof *c);
    if (c == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    c->crypto = cl_crypto_share(crypto);
    ERR_set_mark();
    c->it = X509_new_ex(crypto->library, NULL);
    bool read = c->it != NULL || cl_error_memory(error);
    if (read && (length > CL_MAX_DOCUMENT || d2i_X509(&c->it, &end, (long)length) == NULL))
        read = cl_error_set(error, CL_TRUST_ENTRY, "the bytes are no X.509 certificate in DER");
    *size = (size_t)(end - bytes);
    read = read && read_facts(c, bytes, *size, error);
    ERR_pop_to_mark();
    if (read)
        return c;
    cl_x509_free(c);
    return NULL;
}

void cl_x509_free(cl_x509 *certificate)
{
    if (certificate == NULL)
        return;
    X509_free(certificate->it);
    cl_crypto_free(certificate->crypto);
    free(certificate);
}

const cl_x509_facts *cl_x509_facts_of(const cl_x509 *certificate)
{
    return &certificate->facts;
}

void cl_x509_subject(const cl_x509 *certificate, cl_buffer *out)
{
    char *text = NULL;
    ERR_set_mark();
    BIO *bio = BIO_new(BIO_s_mem());
    /* UTF-8 is written unchanged. Control characters and invalid UTF-8 are escaped. */
    unsigned long form = XN_FLAG_ONELINE & ~(unsigned long)ASN1_STRFLGS_ESC_MSB;
    if (bio != NULL &&
        X509_NAME_print_ex(bio, X509_get_subject_name(certificate->it), 0, form) >= 0) {
        long length = BIO_get_mem_data(bio, &text);
        cl_buffer_add(out, text, length > 0 ? (size_t)length : 0);
    }
    BIO_free(bio);
    ERR_pop_to_mark();
}

cl_signature_key *cl_x509_key(const cl_x509 *certificate, cl_error *error)
{
    ERR_set_mark();
    EVP_PKEY *pkey = X509_get_pubkey(certificate->it);
    ERR_pop_to_mark();
    if (pkey != NULL)
        return cl_signature_key_wrap(certificate->crypto, pkey, false, error);
    cl_error_set(error, CL_KEY, "its public key cannot be read");
    return NULL;
}
