/* test_trust_odd.c — unusual signers: certificates made here, with unusual countries and
 * extensions, and lists of every form when the store is full. */
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "support_certs.h"

/* ---- Certificates made here ------------------------------------------------------------------ */

typedef struct odd {
    const char *country; /* of the subject, as it is there; NULL: none */
    int nid;             /* of an extension, 0: none */
    const char *der;     /* its bytes, which may be invalid DER */
    int length;
    const char *taken; /* the country of the signer, or NULL if there is none */
    const char *said;  /* why it was left out */
    int critical;      /* whether the extension is */
} odd;

static void add_extension(X509 *it, const odd *row)
{
    ASN1_OCTET_STRING *bytes = ASN1_OCTET_STRING_new();
    must(ASN1_OCTET_STRING_set(bytes, (const unsigned char *)row->der, row->length) == 1);
    X509_EXTENSION *extension = X509_EXTENSION_create_by_NID(NULL, row->nid, row->critical, bytes);
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

/* Returns the Base64 between the lines of PEM, without line ends. */
static const char *base64_of(const char *pem)
{
    const char *from = strchr(pem, '\n'), *end = strstr(pem, "-----END");
    cl_buffer lines;
    must(from != NULL && end != NULL);
    cl_buffer_init(&lines);
    for (; from < end; from++) {
        if (*from != '\n')
            cl_buffer_putc(&lines, *from);
    }
    return given_taken(&lines);
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
        {"CZ", NID_key_usage, "\x05\x00", 2, NULL, "its extension keyUsage cannot be read", 0},
        {"CZ", NID_basic_constraints, "\x05\x00", 2, NULL,
         "its extension basicConstraints cannot be read", 0},
        {"CZ", NID_ext_key_usage, "\x05\x00", 2, NULL, "its extension extKeyUsage cannot be read",
         0},
        /* serverAuth is no usage for certificates, so all types may be signed */
        {"CZ", NID_ext_key_usage, "\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01", 12, "CZ",
         NULL, 0},
        {"CZ", NID_authority_key_identifier, "\x05\x00", 2, "CZ", NULL, 0},
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

/* The country that a list gives counts where the certificate has none. */
START_TEST(countries_of_lists)
{
    static const struct {
        const char *listed, *taken;
    } rows[] = {{"CZ", "CZ"}, {"cz", "CZ"}, {"CZE", ""}, {"C", ""},
                {"C{", ""},   {"1Z", ""},   {"C1", ""},  {"", ""}};
    const char *pem = made(&(odd){.country = NULL});
    const char *base64 = base64_of(pem);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_trust *trust = cl_trust_new(&error);
        const char *list = given_text("[{\"rawData\":\"%s\",\"country\":\"%s\"}]", base64,
                                      rows[i].listed);
        must(trust != NULL && cl_trust_add(trust, "list", list, strlen(list), &error));
        ck_assert_uint_eq(cl_trust_count(trust), 1);
        ck_assert_str_eq(cl_trust_at(trust, 0)->country, rows[i].taken);
        cl_trust_free(trust);
    }
}
END_TEST

/* ---- Authorities of one name ----------------------------------------------------------------- */

typedef struct named {
    EVP_PKEY *key;
    X509 *it;
    unsigned char fingerprint[CL_SHA256_SIZE];
} named;

/* A certificate of the key, signed by `issuer`; NULL: by itself, and it is an authority. It has the
 * extension, if that is not NULL. */
static X509 *signed_by(EVP_PKEY *key, const named *issuer, long serial, const char *from,
                       const char *until, const odd *extension)
{
    static const odd authority = {
        .nid = NID_basic_constraints, .der = "\x30\x03\x01\x01\xFF", .length = 5};
    X509 *it = X509_new();
    must(it != NULL && X509_set_version(it, 2) == 1);
    must(ASN1_INTEGER_set(X509_get_serialNumber(it), serial) == 1);
    must(ASN1_TIME_set_string(X509_getm_notBefore(it), from) == 1);
    must(ASN1_TIME_set_string(X509_getm_notAfter(it), until) == 1);
    X509_NAME *name = X509_get_subject_name(it);
    must(X509_NAME_add_entry_by_txt(
             name, "CN", MBSTRING_ASC,
             (const unsigned char *)(issuer != NULL ? "signer" : "authority"), -1, -1, 0) == 1);
    if (issuer != NULL)
        name = X509_get_subject_name(issuer->it);
    else
        add_extension(it, &authority);
    if (extension != NULL)
        add_extension(it, extension);
    must(X509_set_issuer_name(it, name) == 1 && X509_set_pubkey(it, key) == 1);
    must(X509_sign(it, issuer != NULL ? issuer->key : key, EVP_sha256()) > 0);
    return it;
}

static named given_authority(long serial, const char *until)
{
    named one = {.key = EVP_EC_gen("P-256")};
    must(one.key != NULL);
    one.it = signed_by(one.key, NULL, serial, "20200101000000Z", until, NULL);
    must(X509_digest(one.it, EVP_sha256(), one.fingerprint, NULL) == 1);
    return one;
}

static void free_authority(named *one)
{
    X509_free(one->it);
    EVP_PKEY_free(one->key);
}

static int by_fingerprint(const void *a, const void *b)
{
    return memcmp(((const named *)a)->fingerprint, ((const named *)b)->fingerprint, CL_SHA256_SIZE);
}

static const char *pem_of(X509 *it)
{
    char *text;
    BIO *out = BIO_new(BIO_s_mem());
    must(out != NULL && PEM_write_bio_X509(out, it) == 1);
    long length = BIO_get_mem_data(out, &text);
    const char *kept = cl_arena_text(&given.arena, text, (size_t)length);
    must(kept != NULL);
    BIO_free(out);
    return kept;
}

/* A signer by authority `by` is taken, or left out for `why`. */
static void expect_signer(const named *authorities, size_t count, size_t by, const char *until,
                          const char *why)
{
    cl_error error;
    cl_error_init(&error);
    cl_trust *trust = cl_trust_new(&error);
    must(trust != NULL);
    for (size_t i = 0; i < count; i++) {
        const char *pem = pem_of(authorities[i].it);
        must(cl_trust_add_authorities(trust, "csca", pem, strlen(pem), &error));
    }
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *it = signed_by(key, &authorities[by], 1, "20220101000000Z", until, NULL);
    const char *pem = pem_of(it);
    must(cl_trust_add(trust, "signer", pem, strlen(pem), &error) && cl_trust_seal(trust, &error));
    const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
    ck_assert_uint_eq(cl_trust_count(trust), why == NULL ? 1 : 0);
    ck_assert_msg((finding == NULL) == (why == NULL), "%s",
                  finding != NULL ? finding->it.message : "no finding");
    if (why != NULL) {
        ck_assert_int_eq(finding->it.code, CL_TRUST_AUTHORITY);
        ck_assert_str_eq(finding->it.at, "certificate 1");
        ck_assert_str_eq(finding->it.message, why);
    }
    X509_free(it);
    EVP_PKEY_free(key);
    cl_trust_free(trust);
}

/* CL_MAX_CANDIDATES authorities of one name are tried, in the order of their fingerprints. */
START_TEST(many_authorities_of_one_name)
{
    enum { MANY = CL_MAX_CANDIDATES + 1 };
    named authorities[MANY];
    for (size_t i = 0; i < MANY; i++)
        authorities[i] = given_authority((long)i, "20300101000000Z");
    qsort(authorities, MANY, sizeof *authorities, by_fingerprint);
    expect_signer(authorities, MANY, 0, "20250101000000Z", NULL);
    expect_signer(authorities, MANY, CL_MAX_CANDIDATES - 1, "20250101000000Z", NULL);
    expect_signer(authorities, MANY, CL_MAX_CANDIDATES, "20250101000000Z",
                  "it is not signed by the key of its issuer");
    for (size_t i = 0; i < MANY; i++)
        free_authority(&authorities[i]);
}
END_TEST

/* The reason is that of the authority whose key signed, whether it is tried first or last. */
START_TEST(the_reason_of_the_authority_that_signed)
{
    static const char ended[] = "its authority CN = authority was not valid when it was issued";
    for (int last = 0; last < 2; last++) {
        named two[2] = {given_authority(1, "20300101000000Z"),
                        given_authority(2, "20210101000000Z")};
        for (long serial = 3; (by_fingerprint(&two[0], &two[1]) < 0) != (last == 1); serial++) {
            free_authority(&two[1]);
            two[1] = given_authority(serial, "20210101000000Z");
        }
        expect_signer(two, 2, 0, "20250101000000Z", NULL);
        expect_signer(two, 2, 1, "20250101000000Z", ended);
        free_authority(&two[0]);
        free_authority(&two[1]);
    }
}
END_TEST

/* A chain is checked at the notBefore of the signer, so no signer is valid for less than a second.
 */
START_TEST(a_signer_that_ends_before_it_begins)
{
    named one = given_authority(1, "20300101000000Z");
    expect_signer(&one, 1, 0, "20220101000001Z", NULL);
    expect_signer(&one, 1, 0, "20220101000000Z", "it was not valid when it was issued");
    expect_signer(&one, 1, 0, "20211231235959Z", "it was not valid when it was issued");
    free_authority(&one);
}
END_TEST

/* ---- Extended key usages --------------------------------------------------------------------- */

static cl_trust *trust_of(const odd *usage, bool asked)
{
    cl_error error;
    cl_error_init(&error);
    named authority = given_authority(1, "20300101000000Z");
    cl_trust *trust = cl_trust_new(&error);
    EVP_PKEY *key = EVP_EC_gen("P-256");
    must(trust != NULL && key != NULL);
    X509 *it = signed_by(key, &authority, 1, "20220101000000Z", "20250101000000Z", usage);
    const char *csca = pem_of(authority.it), *pem = pem_of(it);
    must(!asked || cl_trust_add_authorities(trust, "csca", csca, strlen(csca), &error));
    must(cl_trust_add(trust, "signer", pem, strlen(pem), &error) && cl_trust_seal(trust, &error));
    X509_free(it);
    EVP_PKEY_free(key);
    free_authority(&authority);
    return trust;
}

/* Usages that are of no type of certificate: a warning, or left out if authorities are asked or the
 * extension is critical. */
START_TEST(usages_that_are_no_types)
{
    static const char noncritical[] =
        "its extKeyUsage has only other uses than certificates of health";
    static const char critical[] =
        "its critical extKeyUsage has only other uses than certificates of health";
    static const struct {
        odd usage;
        unsigned uses;
        const char *said;
        bool taken, taken_by_authority;
    } rows[] = {
        {{.der = "\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01", .length = 12},
         .said = noncritical,
         .taken = true},
        {{.der = "\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01", .length = 12, .critical = 1},
         .said = critical},
        /* 1.3.6.1.4.1.1847.2021.1.4, of the same arc */
        {{.der = "\x30\x0D\x06\x0B\x2B\x06\x01\x04\x01\x8E\x37\x8F\x65\x01\x04", .length = 15},
         .said = noncritical,
         .taken = true},
        /* anyExtendedKeyUsage */
        {{.der = "\x30\x06\x06\x04\x55\x1D\x25\x00", .length = 8, .critical = 1},
         .taken = true,
         .taken_by_authority = true},
        /* anyExtendedKeyUsage and serverAuth */
        {{.der = "\x30\x10\x06\x04\x55\x1D\x25\x00"
                 "\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01",
          .length = 18},
         .taken = true,
         .taken_by_authority = true},
        /* serverAuth and tests */
        {{.der = "\x30\x17\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01"
                 "\x06\x0B\x2B\x06\x01\x04\x01\x8E\x37\x8F\x65\x01\x01",
          .length = 25,
          .critical = 1},
         .uses = CL_USE_TEST,
         .taken = true,
         .taken_by_authority = true},
        /* no usage at all */
        {{.der = "\x30\x00", .length = 2, .critical = 1},
         .taken = true,
         .taken_by_authority = true},
    };
    for (size_t i = 0; i < 2 * (sizeof rows / sizeof *rows); i++) {
        bool asked = i % 2 == 1;
        odd usage = rows[i / 2].usage;
        usage.nid = NID_ext_key_usage;
        cl_trust *trust = trust_of(&usage, asked);
        const cl_signer *signer = cl_trust_at(trust, 0);
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        bool taken = asked ? rows[i / 2].taken_by_authority : rows[i / 2].taken;
        ck_assert_msg((signer != NULL) == taken, "%zu", i);
        ck_assert(signer == NULL || signer->uses == rows[i / 2].uses);
        ck_assert_msg((finding != NULL) == (rows[i / 2].said != NULL), "%zu", i);
        if (finding != NULL) {
            ck_assert_int_eq(finding->it.code, CL_TRUST_USAGE);
            ck_assert_int_eq(finding->it.severity, taken ? CL_SEVERITY_WARNING : CL_SEVERITY_ERROR);
            ck_assert_uint_eq(finding->signer, taken ? 0 : CL_NO_SIGNER);
            ck_assert_str_eq(finding->it.message, rows[i / 2].said);
        }
        cl_trust_free(trust);
    }
}
END_TEST

/* A list may repeat the usages of a certificate; it may not have other ones that are no types. */
START_TEST(usages_that_a_list_repeats)
{
    static const odd usage = {.nid = NID_ext_key_usage,
                              .der = "\x30\x0A\x06\x08\x2B\x06\x01\x05\x05\x07\x03\x01",
                              .length = 12};
    static const char *const messages[] = {
        "its extKeyUsage has only other uses than certificates of health",
        "its list has it for other uses than certificates of health"};
    for (int without = 0; without < 2; without++) {
        cl_error error;
        cl_error_init(&error);
        const char *base64 = base64_of(made(without ? &(odd){.country = "CZ"} : &usage));
        const char *list = given_text("[{\"rawData\":\"%s\",\"eku\":[\"1.3.6.1.5.5.7.3.1\"]}]",
                                      base64);
        cl_trust *trust = cl_trust_new(&error);
        must(trust != NULL && cl_trust_add(trust, "list", list, strlen(list), &error));
        ck_assert_uint_eq(cl_trust_count(trust), without ? 0 : 1);
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        ck_assert_str_eq(finding->it.message, messages[without]);
        ck_assert_int_eq(finding->it.code, CL_TRUST_USAGE);
        ck_assert_ptr_null(cl_trust_finding_at(trust, 1));
        cl_trust_free(trust);
    }
}
END_TEST

/* ---- A full store ---------------------------------------------------------------------------- */

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
        "{\"dsc_trust_list\":{\"SE\":1}}",
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

/* ---- Forms that are broken ------------------------------------------------------------------- */

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

/* A country of the Swedish list that is no set of keys is named. */
START_TEST(countries_of_the_swedish_list)
{
    static const char *const countries[] = {"1", "[]", "{\"keys\":1}", "{\"keys\":{}}"};
    for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_trust *trust = cl_trust_new(&error);
        const char *list = given_text(
            "{\"dsc_trust_list\":{\"SE\":{\"keys\":[]},\"NO\":{\"eku\":{}},\"a/b\":%s}}",
            countries[i]);
        must(trust != NULL && cl_trust_add(trust, "list", list, strlen(list), &error));
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        ck_assert_msg(finding != NULL, "%s", countries[i]);
        ck_assert_int_eq(finding->it.code, CL_TRUST_ENTRY);
        ck_assert_str_eq(finding->it.at, "/dsc_trust_list/a~1b");
        ck_assert_str_eq(finding->it.message, "a country must be an object, and its keys an array");
        ck_assert_ptr_null(cl_trust_finding_at(trust, 1));
        cl_trust_free(trust);
    }
}
END_TEST

/* The key of an entry in PEM that has no end is none. */
START_TEST(entries_of_national_lists)
{
    static const struct {
        const char *member, *message;
    } rows[] = {
        {"\"publicKeyPem\":\"-----BEGIN PUBLIC KEY-----\"",
         "its key is neither a certificate nor a public key in DER"},
        {"\"publicKeyPem\":\"-----BEGIN PUBLIC KEY-----\\n-----END\"",
         "its key is neither a certificate nor a public key in DER"},
        {"\"publicKeyPem\":\"-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END \"",
         "its key is neither a certificate nor a public key in DER"},
        {"\"publicKeyPem\":\"\u010d\"", "its key is neither Base64 nor PEM"},
        {"\"kid\":\"#\",\"publicKeyPem\":\"AAAA\"", "its kid must be Base64 of 1 to 64 bytes"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_trust *trust = cl_trust_new(&error);
        const char *list = given_text("{\"AQIDBAUGBwg=\":[{%s}]}", rows[i].member);
        must(trust != NULL && cl_trust_add(trust, "list", list, strlen(list), &error));
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        ck_assert_msg(cl_trust_count(trust) == 0 && finding != NULL, "%s", list);
        ck_assert_int_eq(finding->it.code, CL_TRUST_ENTRY);
        ck_assert_str_eq(finding->it.at, "/AQIDBAUGBwg=/0");
        ck_assert_str_eq(finding->it.message, rows[i].message);
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
    tcase_add_test(tests, countries_of_lists);
    tcase_add_test(tests, many_authorities_of_one_name);
    tcase_add_test(tests, the_reason_of_the_authority_that_signed);
    tcase_add_test(tests, a_signer_that_ends_before_it_begins);
    tcase_add_test(tests, usages_that_are_no_types);
    tcase_add_test(tests, usages_that_a_list_repeats);
    tcase_add_test(tests, a_full_store_takes_no_list);
    tcase_add_test(tests, lists_in_cbor_that_are_none);
    tcase_add_test(tests, countries_of_the_swedish_list);
    tcase_add_test(tests, entries_of_national_lists);
    tcase_add_test(tests, fragments_of_did_documents);
    return unit_run();
}
