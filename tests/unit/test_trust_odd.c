/* test_trust_odd.c — unusual signers: certificates made here, with unusual countries and
 * extensions, and lists of every form when the store is full. */
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "support_certs.h"

/* ---- Certificates made here -------------------------------------------------------------------- */

typedef struct odd {
    const char *country; /* of the subject, as it is there; NULL: none */
    int nid;             /* of an extension, 0: none */
    const char *der;     /* its bytes, which may be invalid DER */
    int length;
    const char *taken; /* the country of the signer, or NULL if there is none */
    const char *said;  /* why it was left out */
} odd;

static void add_extension(X509 *it, const odd *row)
{
    ASN1_OCTET_STRING *bytes = ASN1_OCTET_STRING_new();
    must(ASN1_OCTET_STRING_set(bytes, (const unsigned char *)row->der, row->length) == 1);
    X509_EXTENSION *extension = X509_EXTENSION_create_by_NID(NULL, row->nid, 0, bytes);
    must(extension != NULL && X509_add_ext(it, extension, -1) == 1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(bytes);
}

/* Returns the certificate in PEM, signed by the key of tests/certs/private/es256.key. */
static const char *made(const odd *row)
{
    const char *pem = given_certs_file("private/es256.key", NULL);
    BIO *in = BIO_new_mem_buf(pem, -1), *out = BIO_new(BIO_s_mem());
    EVP_PKEY *key = PEM_read_bio_PrivateKey(in, NULL, NULL, NULL);
    X509 *it = X509_new();
    must(key != NULL && it != NULL);
    X509_NAME *name = X509_get_subject_name(it);
    must(X509_set_version(it, 2) == 1 && ASN1_INTEGER_set(X509_get_serialNumber(it), 1) == 1);
    must(ASN1_TIME_set_string(X509_getm_notBefore(it), "20210101000000Z") == 1);
    must(ASN1_TIME_set_string(X509_getm_notAfter(it), "20310101000000Z") == 1);
    must(row->country == NULL ||
         X509_NAME_add_entry_by_NID(name, NID_countryName, V_ASN1_PRINTABLESTRING,
                                    (const unsigned char *)row->country, -1, -1, 0) == 1);
    must(X509_set_issuer_name(it, name) == 1 && X509_set_pubkey(it, key) == 1);
    if (row->nid != 0)
        add_extension(it, row);
    must(X509_sign(it, key, EVP_sha256()) > 0 && PEM_write_bio_X509(out, it) == 1);
    char *text;
    long length = BIO_get_mem_data(out, &text);
    const char *kept = cl_arena_text(&given.arena, text, (size_t)length);
    must(kept != NULL);
    X509_free(it);
    EVP_PKEY_free(key);
    BIO_free(in);
    BIO_free(out);
    return kept;
}

START_TEST(countries_and_extensions)
{
    static const odd rows[] = {
        {.country = "CZ", .taken = "CZ"},
        {.country = "cz", .taken = "CZ"},
        {.country = "aZ", .taken = "AZ"},
        {.country = "C1", .taken = ""},
        {.country = "c{", .taken = ""},
        {.country = "{c", .taken = ""},
        {.country = "C", .taken = ""},
        {.country = "CZE", .taken = ""},
        {.taken = ""},
        {"CZ", NID_key_usage, "\x05\x00", 2, NULL, "its extension keyUsage cannot be read"},
        {"CZ", NID_basic_constraints, "\x05\x00", 2, NULL,
         "its extension basicConstraints cannot be read"},
        {"CZ", NID_ext_key_usage, "\x05\x00", 2, NULL, "its extension extKeyUsage cannot be read"},
        /* serverAuth is no usage for certificates, so all types may be signed */
        {"CZ", NID_ext_key_usage, "\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01", 12, "CZ",
         NULL},
        {"CZ", NID_authority_key_identifier, "\x05\x00", 2, "CZ", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_error error;
        cl_error_init(&error);
        const char *pem = made(&rows[i]);
        cl_trust *trust = cl_trust_new(&error);
        must(trust != NULL && cl_trust_add(trust, "list", pem, strlen(pem), &error) &&
             cl_trust_seal(trust, &error));
        const cl_signer *signer = cl_trust_at(trust, 0);
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        if (rows[i].taken != NULL) {
            ck_assert_msg(signer != NULL, "row %zu", i);
            ck_assert_str_eq(signer->country, rows[i].taken);
            ck_assert_uint_eq(signer->uses, 0);
        } else {
            ck_assert_msg(signer == NULL && finding != NULL, "row %zu", i);
            ck_assert_int_eq(finding->it.code, CL_TRUST_ENTRY);
            ck_assert_str_eq(finding->it.at, "certificate 1");
            ck_assert_ptr_nonnull(strstr(finding->it.message, rows[i].said));
        }
        cl_trust_free(trust);
    }
}
END_TEST

/* ---- A full store ------------------------------------------------------------------------------ */

static void refused(cl_trust *trust, const char *list, size_t length)
{
    cl_error error;
    cl_error_init(&error);
    size_t before = cl_trust_count(trust);
    ck_assert_msg(!cl_trust_add(trust, "list", list, length, &error), "%.60s", list);
    ck_assert_msg(error.code == CL_LIMIT_SIZE, "%.60s: %s", list, error.message);
    ck_assert_uint_eq(cl_trust_count(trust), before);
}

/* No form of list adds another entry. */
START_TEST(a_full_store_takes_no_list)
{
    static const char *const lists[] = {
        "{\"keys\":[1]}",
        "{\"kty\":\"EC\",\"x\":\"\",\"y\":\"\"}",
        "{\"verificationMethod\":[1]}",
        "{\"podpisoveCertifikaty\":[1]}",
        "{\"certificates\":[1]}",
        "{\"certs\":[1]}",
        "{\"dsc_trust_list\":{\"SE\":{\"keys\":[1]}}}",
        "{\"eu_keys\":{\"AQID\":[1]}}",
        "{\"certificatesDCC\":{\"AQID\":\"\"}}",
        "{\"CZ\":[1]}",
        "{\"AQIDBAUGBwg=\":[1]}",
        "\xA1\x61\x63\x81\xA0",
        "-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n",
    };
    cl_error error;
    cl_buffer all;
    cl_error_init(&error);
    cl_buffer_init(&all);
    cl_buffer_puts(&all, "[1");
    for (unsigned i = 1; i < CL_MAX_SIGNERS; i++)
        cl_buffer_puts(&all, ",1");
    cl_buffer_puts(&all, "]");
    cl_trust *trust = cl_trust_new(&error);
    must(trust != NULL && cl_trust_add(trust, "all", cl_buffer_text(&all), all.length, &error));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        refused(trust, lists[i], strlen(lists[i]));
    size_t length;
    const unsigned char *der = given_decoded(given_base64("keys/es256.pem"), &length);
    refused(trust, (const char *)der, length);
    cl_buffer_free(&all);
    cl_trust_free(trust);
}
END_TEST

/* ---- Forms that are broken --------------------------------------------------------------------- */

/* A list in CBOR that is invalid, and the reason for which it is refused. */
START_TEST(lists_in_cbor_that_are_none)
{
    static const struct {
        const char *bytes;
        size_t length;
        cl_code code;
    } rows[] = {
        {"\xA1\x01\x81", 3, CL_TRUST_LIST},                 /* a key that is no text */
        {"\xA1\x61\x63\xA0", 4, CL_TRUST_LIST},             /* c is no array */
        {"\xA1\x61\x63\x81\x01", 5, CL_TRUST_LIST},         /* an entry is no map */
        {"\xA1\x61\x64\x01", 4, CL_TRUST_LIST},             /* no c */
        {"\xA1\x62\x63\x63\x80", 5, CL_TRUST_LIST},         /* only cc */
        {"\xA2\x61\x63\x80\x61\x63\x80", 7, CL_CBOR_KEY},   /* c twice */
        {"\xA1\x61\x63\x81\xA1\x01\x01", 7, CL_TRUST_LIST}, /* a key of an entry is no text */
        {"\xA1\x61\x63\x81", 4, CL_CBOR},                   /* cut */
        {"\xA1\x61\x63", 3, CL_CBOR},
        {"\xA1\x61", 2, CL_CBOR},
        {"\xA1", 1, CL_CBOR},
        {"\xA1\x61\x63\x81\xA1\x61", 6, CL_CBOR},
        {"\xA1\x61\x63\x81\xA1", 5, CL_CBOR},
        {"\xA1\x61\x63\x80\x00", 5, CL_CBOR},                        /* more bytes after it */
        {"\xA3\x61x\x01\x61x\x01\x61\x63\x80", 10, CL_CBOR_KEY},     /* another key twice */
        {"\xA1\x61\x63\x81\xA2\x61x\x01\x61x\x01", 11, CL_CBOR_KEY}, /* in an entry */
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_trust *trust = cl_trust_new(&error);
        must(trust != NULL);
        ck_assert_msg(!cl_trust_add(trust, "list", rows[i].bytes, rows[i].length, &error), "%zu",
                      i);
        ck_assert_msg(error.code == rows[i].code, "%zu: %s %s", i, cl_code_name(error.code),
                      error.message);
        cl_trust_free(trust);
    }
}
END_TEST

/* The kid of a method of a DID document, from the fragment of its id. */
START_TEST(fragments_of_did_documents)
{
    static const struct {
        const char *id;
        size_t length; /* of the kid; 0: none */
    } rows[] = {
        {"did:web:x#AQID", 3},      {"did:web:x#AQI%3d", 2}, {"did:web:x#AQI%3D", 2},
        {"did:web:x#%41QID", 3},    {"did:web:x#AQI%3", 0},  {"did:web:x#AQI%G0", 0},
        {"did:web:x#AQI%0G", 0},    {"did:web:x#AQI%/0", 0}, {"did:web:x#AQI%`0", 0},
        {"did:web:x#AQI%:0", 0},    {"did:web:x", 0},        {"did:web:x#", 0},
        {"did:web:x#AQI%a0AQI", 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_error error;
        cl_error_init(&error);
        const char *list = given_text(
            "{\"verificationMethod\":[{\"id\":\"%s\",\"publicKeyJwk\":{\"kty\":\"EC\",\"crv\":"
            "\"P-256\",\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
            "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"}}]}",
            rows[i].id);
        cl_trust *trust = cl_trust_new(&error);
        must(trust != NULL && cl_trust_add(trust, "list", list, strlen(list), &error) &&
             cl_trust_seal(trust, &error));
        const cl_signer *signer = cl_trust_at(trust, 0);
        ck_assert_msg((signer != NULL) == (rows[i].length > 0), "%s", rows[i].id);
        ck_assert(signer == NULL || signer->kid.length == rows[i].length);
        cl_trust_free(trust);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("trust odd");
    tcase_add_test(tests, countries_and_extensions);
    tcase_add_test(tests, a_full_store_takes_no_list);
    tcase_add_test(tests, lists_in_cbor_that_are_none);
    tcase_add_test(tests, fragments_of_did_documents);
    return unit_run();
}
