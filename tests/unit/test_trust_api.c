/* test_trust_api.c — signers and issuing through certlogic.h: files and folders, what is reported
 * of a signer, every error of certlogic_issue. */
#include "certlogic.h"
#include "support_certs.h"
#include "support_files.h"

static certlogic_error error;

static const char *certs(const char *name)
{
    const char *top = getenv("top_srcdir");
    return given_text("%s/tests/certs/%s", top != NULL ? top : ".", name);
}

static void end(void)
{
    remove_folder();
    given_end();
}

/* ---- Signers --------------------------------------------------------------------------------- */

START_TEST(a_folder)
{
    certlogic_signer signer;
    certlogic_finding finding;
    certlogic_trust *trust = certlogic_trust_load(certs("keys"), NULL, &error);
    ck_assert_ptr_nonnull(trust);
    ck_assert_uint_eq(certlogic_trust_count(trust), 5);
    ck_assert(certlogic_trust_get(trust, 0, &signer));
    ck_assert_uint_eq(strlen(signer.kid), 12);
    ck_assert_ptr_null(signer.listed_kid);
    ck_assert_str_eq(signer.country, "CZ");
    ck_assert_str_eq(signer.not_before, "2021-06-01T00:00:00Z");
    ck_assert_str_eq(signer.not_after, "2041-06-01T00:00:00Z");
    ck_assert(signer.vaccination && signer.test && signer.recovery);
    ck_assert_int_eq(signer.algorithm, CERTLOGIC_ES256);
    ck_assert_str_eq(signer.key, "P-256");
    ck_assert_str_eq(signer.subject, "C = CZ, O = certlogic TEST, CN = TEST es256");
    ck_assert_str_eq(signer.file, certs("keys/es256.pem"));
    ck_assert_str_eq(signer.at, "certificate 1");
    ck_assert(certlogic_trust_get(trust, 3, &signer));
    ck_assert(!signer.vaccination && signer.test && !signer.recovery);
    ck_assert(!certlogic_trust_get(trust, 5, &signer));
    ck_assert(!certlogic_trust_finding(trust, 0, &finding, NULL, NULL));
    certlogic_trust_free(trust);
    certlogic_trust_free(NULL);
}
END_TEST

START_TEST(states)
{
    static const struct {
        const char *clock;
        certlogic_validity validity;
    } clocks[] = {
        {"2021-05-31T23:59:59.999Z", CERTLOGIC_NOT_YET_VALID},
        {"2021-06-01T00:00:00Z", CERTLOGIC_VALID},
        {"2021-12-31T00:00:00Z", CERTLOGIC_VALID},
        {"2021-12-31T00:00:00.001Z", CERTLOGIC_EXPIRED},
    };
    certlogic_trust *trust = certlogic_trust_load(certs("odd/expired.pem"), NULL, &error);
    ck_assert_ptr_nonnull(trust);
    certlogic_validity validity;
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        ck_assert(certlogic_trust_validity(trust, 0, clocks[i].clock, &validity, &error));
        ck_assert_int_eq(validity, clocks[i].validity);
    }
    ck_assert(!certlogic_trust_validity(trust, 0, "now", &validity, &error));
    ck_assert_str_eq(error.code, "clock");
    ck_assert(!certlogic_trust_validity(trust, 1, "2021-06-01", &validity, &error));
    ck_assert_str_eq(error.code, "usage");
    ck_assert_str_eq(error.message, "there is no signer 1");
    certlogic_trust_free(trust);
}
END_TEST

START_TEST(a_list_in_memory)
{
    certlogic_signer signer;
    certlogic_finding finding;
    certlogic_subject about;
    const char *list = quoted("{'keys':[1,{'kid':'AQIDBAUGBwg','kty':'EC','crv':'P-256',"
                              "'x':'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',"
                              "'y':'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU'}]}");
    certlogic_trust *trust = certlogic_trust_parse(list, strlen(list), NULL, &error);
    ck_assert_ptr_nonnull(trust);
    ck_assert(certlogic_trust_get(trust, 0, &signer));
    ck_assert_str_eq(signer.kid, "AQIDBAUGBwg=");
    ck_assert_str_eq(signer.country, "");
    ck_assert_ptr_null(signer.not_before);
    ck_assert_ptr_null(signer.not_after);
    ck_assert_str_eq(signer.file, "");
    certlogic_validity validity;
    ck_assert(certlogic_trust_validity(trust, 0, "0000", &validity, &error));
    ck_assert_int_eq(validity, CERTLOGIC_VALID);
    ck_assert(certlogic_trust_finding(trust, 0, &finding, &about, NULL));
    ck_assert_int_eq(about, CERTLOGIC_SUBJECT_LEFT_OUT);
    ck_assert_str_eq(finding.code, "trust-entry");
    ck_assert_int_eq(finding.severity, CERTLOGIC_ERROR);
    ck_assert_str_eq(finding.at, "/keys/0");
    ck_assert_ptr_null(finding.fix);
    certlogic_trust_free(trust);
}
END_TEST

START_TEST(another_kid_is_told)
{
    certlogic_signer signer;
    certlogic_finding finding;
    certlogic_subject about;
    size_t signer_index;
    const char *list = quoted(
        given_text("{'CZ':[{'kid':'AQID','rawData':'%s'}]}", given_base64("keys/es256.pem")));
    certlogic_trust *trust = certlogic_trust_parse(list, strlen(list), NULL, &error);
    ck_assert_ptr_nonnull(trust);
    ck_assert(certlogic_trust_get(trust, 0, &signer));
    ck_assert_str_eq(signer.listed_kid, "AQID");
    ck_assert(certlogic_trust_finding(trust, 0, &finding, &about, &signer_index));
    ck_assert_int_eq(about, CERTLOGIC_SUBJECT_SIGNER);
    ck_assert_uint_eq(signer_index, 0);
    ck_assert_str_eq(finding.code, "trust-kid");
    certlogic_trust_free(trust);
}
END_TEST

START_TEST(authorities)
{
    const certlogic_trust_options one = {.csca = certs("csca/csca.pem")};
    const certlogic_trust_options both = {.csca = certs("csca")};
    const certlogic_trust_options none = {.csca = certs("no such folder")};
    ck_assert_ptr_null(certlogic_trust_load(certs("odd/stranger.pem"), &one, &error));
    ck_assert_str_eq(error.code, "trust-empty");
    certlogic_trust *trust = certlogic_trust_load(certs("odd/stranger.pem"), &both, &error);
    ck_assert_uint_eq(certlogic_trust_count(trust), 1);
    certlogic_trust_free(trust);
    ck_assert_ptr_null(certlogic_trust_load(certs("keys"), &none, &error));
    ck_assert_str_eq(error.code, "io");
}
END_TEST

START_TEST(several_paths_make_one_list)
{
    char *paths[] = {strdup(certs("odd/stranger.pem")), strdup(certs("keys/es256.pem"))};
    char *csca[] = {strdup(certs("csca/csca.pem")), strdup(certs("csca/other-csca.pem"))};
    const char *const *both = (const char *const *)paths;
    certlogic_trust_options options = {.csca_list = (const char *const *)csca};
    for (size_t count = 0; count <= 2; count++) {
        options.csca_count = count; /* stranger.pem is signed by the second one */
        certlogic_trust *trust = certlogic_trust_load_all(both, 2, &options, &error);
        ck_assert_uint_eq(certlogic_trust_count(trust), count == 1 ? 1 : 2);
        certlogic_trust_free(trust);
    }
    free(paths[1]);
    paths[1] = strdup("no such file");
    ck_assert_ptr_null(certlogic_trust_load_all(both, 2, NULL, &error));
    ck_assert_str_eq(error.code, "io");
    options = (certlogic_trust_options){.csca_list = &both[1], .csca_count = 1};
    ck_assert_ptr_null(certlogic_trust_load_all(both, 1, &options, &error));
    ck_assert_str_eq(error.code, "io");
    ck_assert_ptr_null(certlogic_trust_load_all(NULL, 1, NULL, &error));
    ck_assert_str_eq(error.code, "usage");
    for (int i = 0; i < 2; i++) {
        free(paths[i]);
        free(csca[i]);
    }
}
END_TEST

/* Files with other endings are ignored. Folders are read at any depth. */
START_TEST(files_of_a_folder)
{
    put_file("keys/README.md", "no list");
    put_file("keys/a/b/list.json", "[]");
    put_file("keys/c.pem", given_certs_file("keys/es256.pem", NULL));
    certlogic_trust *trust = certlogic_trust_load(path_of("keys"), NULL, &error);
    ck_assert_msg(trust != NULL, "%s", error.message);
    ck_assert_uint_eq(certlogic_trust_count(trust), 1);
    certlogic_trust_free(trust);

    /* A file that is no list is left out and reported in a folder, and refused if it is given. */
    certlogic_finding finding;
    certlogic_subject about;
    put_file("keys/d.json", "{'keys':[1,]}");
    trust = certlogic_trust_load(path_of("keys"), NULL, &error);
    ck_assert_uint_eq(certlogic_trust_count(trust), 1);
    ck_assert(certlogic_trust_finding(trust, 0, &finding, &about, NULL));
    ck_assert_int_eq(about, CERTLOGIC_SUBJECT_LEFT_OUT);
    ck_assert_str_eq(finding.file, path_of("keys/d.json"));
    ck_assert_str_eq(finding.at, "/keys/1");
    ck_assert_str_eq(finding.code, "json");
    ck_assert_str_eq(finding.message, "line 1, column 12: expected a value after ',', found ']'");
    certlogic_trust_free(trust);
    ck_assert_ptr_null(certlogic_trust_load(path_of("keys/d.json"), NULL, &error));
    ck_assert_str_eq(error.code, "json");
    ck_assert_str_eq(error.at, "/keys/1");
    ck_assert_uint_eq(error.offset, 11);
    ck_assert_ptr_null(certlogic_trust_load(path_of("not there"), NULL, NULL));
}
END_TEST

/* A list without a usable entry is an error, in whatever way it is loaded. */
START_TEST(nobody_to_trust)
{
    static const char *const lists[] = {"[]", "{\"keys\":[]}", "[1]", "{\"CZ\":[{}]}"};
    const certlogic_trust_options list_only = {.list_only = true};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        size_t length = strlen(lists[i]);
        ck_assert_ptr_null(certlogic_trust_parse(lists[i], length, NULL, &error));
        ck_assert_str_eq(error.code, "trust-empty");
        certlogic_trust *trust = certlogic_trust_parse(lists[i], length, &list_only, &error);
        ck_assert_ptr_nonnull(trust);
        ck_assert(!certlogic_trust_usable(trust, &error));
        ck_assert_str_eq(error.code, "trust-empty");
        certlogic_trust_free(trust);
    }
    ck_assert_ptr_null(certlogic_trust_load(certs("odd/p384.pem"), NULL, &error));
    ck_assert_str_eq(error.code, "trust-empty");
    ck_assert_str_eq(
        error.message,
        given_text("there is no signer that can be used; for example %s certificate 1: "
                   "its key is P-384: certificates are signed with P-256, or RSA of "
                   "2048 to 8192 bits with an odd exponent of at least 3 and at most 64 bits",
                   certs("odd/p384.pem")));
    ck_assert_ptr_null(certlogic_trust_parse(NULL, 0, NULL, &error));
    ck_assert_str_eq(error.code, "trust-list");
    ck_assert_ptr_null(certlogic_trust_load(NULL, NULL, &error));
    ck_assert_str_eq(error.code, "usage");
}
END_TEST

/* The depth of folders has the same limit as for rules. */
START_TEST(deep_folders)
{
    const char *deep = given_repeated("d/", 32);
    put_file(given_text("keys/%sc.pem", deep), given_certs_file("keys/es256.pem", NULL));
    certlogic_trust *trust = certlogic_trust_load(path_of("keys"), NULL, &error);
    ck_assert_msg(trust != NULL, "%s", error.message);
    ck_assert_uint_eq(certlogic_trust_count(trust), 1);
    certlogic_trust_free(trust);
    put_file(given_text("keys/%sd/c.pem", deep), "");
    ck_assert_ptr_null(certlogic_trust_load(path_of("keys"), NULL, &error));
    ck_assert_str_eq(error.code, "limit-size");
}
END_TEST

/* ---- Issuing --------------------------------------------------------------------------------- */

/* Valid options; `key` and `certificate` are files of tests/certs. */
static certlogic_issue_options usual(const char *key, const char *certificate)
{
    certlogic_issue_options options = {.issued = "2021-12-20T08:00:00Z"};
    options.key = given_certs_file(key, &options.key_length);
    options.certificate = given_certs_file(certificate, &options.certificate_length);
    return options;
}

static void fails(const char *payload, const certlogic_issue_options *options, const char *code,
                  const char *message)
{
    ck_assert_ptr_null(certlogic_issue(payload, strlen(payload), options, &error));
    ck_assert_str_eq(error.message, message);
    ck_assert_str_eq(error.code, code);
}

START_TEST(issued)
{
    certlogic_issue_options options = usual("private/ps256.key", "keys/ps256.pem");
    options.expires = "2022-12-20T08:00:00Z";
    options.algorithm = CERTLOGIC_PS256;
    options.country = "AT";
    char *text = certlogic_issue("{}", 2, &options, &error);
    ck_assert_ptr_nonnull(text);
    ck_assert(strncmp(text, "HC1:", 4) == 0);
    ck_assert_uint_eq(strspn(text, "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"), strlen(text));
    certlogic_free(text);
    ck_assert_ptr_null(certlogic_issue("[", 1, &options, NULL));
}
END_TEST

START_TEST(issuing_fails)
{
    const certlogic_issue_options right = usual("private/es256.key", "keys/es256.pem");
    certlogic_issue_options wrong = right;
    fails("[]", &right, "payload", "a payload must be an object");
    fails("{", &right, "json",
          "line 1, column 2: expected a key or '}', found the end of the text");

    wrong.algorithm = (certlogic_algorithm)3;
    fails("{}", &wrong, "usage", "the algorithm must be ES256 or PS256");
    wrong.algorithm = CERTLOGIC_PS256;
    fails("{}", &wrong, "algorithm", "PS256 is not for a key of P-256");
    wrong = right;
    wrong.country = "cz";
    fails("{}", &wrong, "usage", "the country must be two capital letters, for example CZ");
    wrong = right;
    wrong.issued = NULL;
    fails("{}", &wrong, "clock", "the clock must be a date-time, for example 2022-01-15T12:00:00Z");
    wrong = right;
    wrong.expires = "tomorrow";
    fails("{}", &wrong, "clock", "the clock must be a date-time, for example 2022-01-15T12:00:00Z");
    wrong.expires = "2021-12-20T07:59:59Z";
    fails("{}", &wrong, "clock", "it would expire before it is issued");
    wrong.expires = NULL;
    wrong.issued = "2041-06-02T00:00:00Z";
    fails("{}", &wrong, "clock", "it would expire before it is issued");
}
END_TEST

START_TEST(issuing_by_wrong_keys)
{
    static const struct {
        const char *key, *certificate, *code, *message;
    } pairs[] = {
        {"private/es256.key", "odd/stranger.pem", "key",
         "the key is not the one of the certificate"},
        {"keys/es256.pem", "keys/es256.pem", "key",
         "this is no private key in PEM, or it is encrypted"},
        {"private/csca.key", "csca/csca.pem", "trust-ca", "a CA certificate is never a signer"},
        {"private/p384.key", "odd/p384.pem", "algorithm",
         "a key of P-384 signs no certificate; expected a key of P-256 (ES256), or RSA of 2048 to "
         "8192 bits (PS256)"},
        {"private/es256.key", "private/es256.key", "trust-entry", "there is no certificate in it"},
        {"private/es256.key", "good-test.txt", "trust-list",
         "this is no list of signers: neither PEM nor DER nor JSON nor CBOR"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        certlogic_issue_options options = usual(pairs[i].key, pairs[i].certificate);
        fails("{}", &options, pairs[i].code, pairs[i].message);
    }
    certlogic_issue_options options = usual("private/es256.key", "keys/es256.pem");
    options.certificate = given_text("%s%s", options.certificate,
                                     given_certs_file("keys/ps256.pem", NULL));
    options.certificate_length = strlen(options.certificate);
    fails("{}", &options, "trust-list", "one certificate is wanted, found 2");
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("trust api");
    tcase_add_checked_fixture(tests, given_begin, end);
    tcase_add_test(tests, a_folder);
    tcase_add_test(tests, states);
    tcase_add_test(tests, a_list_in_memory);
    tcase_add_test(tests, another_kid_is_told);
    tcase_add_test(tests, authorities);
    tcase_add_test(tests, several_paths_make_one_list);
    tcase_add_test(tests, files_of_a_folder);
    tcase_add_test(tests, nobody_to_trust);
    tcase_add_test(tests, deep_folders);
    tcase_add_test(tests, issued);
    tcase_add_test(tests, issuing_fails);
    tcase_add_test(tests, issuing_by_wrong_keys);
    return unit_run();
}
