/* test_trust_limits.c — what a list says about a signer besides its key: validity, revocation,
 * types, country. A limit that cannot be read leaves the signer out. */
#include "data/instant.h"
#include "support_certs.h"

static cl_trust *trust;

static void end(void)
{
    cl_trust_free(trust);
    given_end();
}

/* The public key of tests/certs/keys/es256.pem is not needed: any point of P-256 will do. */
static const char point[] = "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg"
                            "9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q==";
static const char numbers[] = "\"kty\":\"EC\",\"crv\":\"P-256\","
                              "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
                              "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"";
static const char kid[] = "AQIDBAUGBwg=";

/* The lists with one entry, which has the members. Where ' is written, the list has ". */
static const char *french(const char *members)
{
    return given_text("{\"%s\":{\"publicKeyPem\":\"%s\"%s}}", kid, point, quoted(members));
}

static const char *jwk(const char *members)
{
    return given_text("{\"keys\":[{\"kid\":\"%s\",%s%s}]}", kid, numbers, quoted(members));
}

static const char *jwk_of_certificate(const char *members)
{
    return given_text("{\"keys\":[{\"kty\":\"EC\",\"x5c\":[\"%s\"]%s}]}",
                      given_base64("keys/es256.pem"), quoted(members));
}

/* Loads a list into a new store. */
static void load(const char *list)
{
    cl_error error;
    cl_error_init(&error);
    cl_trust_free(trust);
    trust = cl_trust_new(&error);
    must(trust != NULL);
    if (!cl_trust_add(trust, "list", list, strlen(list), &error) || !cl_trust_seal(trust, &error))
        ck_abort_msg("%s: %s", list, error.message);
}

/* The only signer of the list, about which there is no finding. */
static const cl_signer *signer_of(const char *list)
{
    load(list);
    const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
    ck_assert_msg(finding == NULL, "%s: %s", list, finding != NULL ? finding->it.message : "");
    ck_assert_uint_eq(cl_trust_count(trust), 1);
    return cl_trust_at(trust, 0);
}

/* The only entry of the list is left out, and is found by the kid. */
static void left_out(const char *list, const char *at, cl_code code, cl_severity severity,
                     const char *message)
{
    load(list);
    const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
    ck_assert_msg(cl_trust_count(trust) == 0 && finding != NULL, "%s", list);
    ck_assert_str_eq(finding->it.message, message);
    ck_assert_str_eq(cl_code_name(finding->it.code), cl_code_name(code));
    ck_assert_int_eq(finding->it.severity, severity);
    ck_assert_str_eq(finding->it.at, at);
    ck_assert_ptr_null(cl_trust_finding_at(trust, 1));
    ck_assert_ptr_eq(cl_trust_left_out(trust, (const unsigned char *)"\1\2\3\4\5\6\7\x8", 8),
                     finding);
}

static void refused(const char *list, const char *at, cl_code code, const char *message)
{
    left_out(list, at, code, CL_SEVERITY_ERROR, message);
}

static int64_t instant(const char *text)
{
    int64_t instant;
    must(cl_instant_parse(text, strlen(text), &instant) == CL_INSTANT_OK);
    return instant;
}

/* ---- Validity -------------------------------------------------------------------------------- */

static void valid(const char *list, const char *from, const char *until)
{
    const cl_signer *signer = signer_of(list);
    ck_assert_msg(signer->not_before == (from != NULL ? instant(from) : CL_ALWAYS_FROM), "%s",
                  list);
    ck_assert_msg(signer->not_after == (until != NULL ? instant(until) : CL_ALWAYS_UNTIL), "%s",
                  list);
}

START_TEST(validity_in_the_french_list)
{
    static const char *const wrong[] = {
        "''",        "'soon'", "'2021'", "'2021-06'", "'2021-02-30'", "'2021-06-01T25:00:00Z'",
        "'UNKNOWN'", "1",      "null",   "true",      "[]",           "{}",
        "'2021-6-1'"};
    valid(french(""), NULL, NULL);
    valid(french(",'notAfter':'2021-12-31T22:00:00.000Z'"), NULL, "2021-12-31T22:00:00Z");
    valid(french(",'notBefore':'2021-06-01T02:00:00+02:00'"), "2021-06-01", NULL);
    valid(french(",'notBefore':'2020-01-01','notAfter':'2030-01-01'"), "2020-01-01", "2030-01-01");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refused(french(given_text(",'notAfter':%s", wrong[i])), "/AQIDBAUGBwg=", CL_TRUST_ENTRY,
                "its notAfter must be a date-time");
        refused(french(given_text(",'notBefore':%s", wrong[i])), "/AQIDBAUGBwg=", CL_TRUST_ENTRY,
                "its notBefore must be a date-time");
    }
}
END_TEST

/* A list can shorten the validity of a certificate, not lengthen it. */
START_TEST(validity_beside_a_certificate)
{
    valid(jwk_of_certificate(",'notBefore':'2021-07-01','notAfter':'2022-07-01'"), "2021-07-01",
          "2022-07-01");
    valid(jwk_of_certificate(",'notBefore':'2020-07-01','notAfter':'2052-07-01'"), "2021-06-01",
          "2041-06-01");
    valid(jwk(",'notAfter':'2022-07-01'"), NULL, "2022-07-01");
    valid(given_text("[{\"rawData\":\"%s\",\"notAfter\":\"2022-07-01\"}]",
                     given_base64("keys/es256.pem")),
          "2021-06-01", "2022-07-01");
}
END_TEST

/* Chains do not apply the limits of lists, so an authority with a limit cannot vouch. */
START_TEST(validity_of_an_authority)
{
    static const char *const members[] = {"", ",'notAfter':'2041-01-01'",
                                          ",'notBefore':'2021-01-01'", ",'notAfter':1"};
    static const char *const messages[] = {
        NULL, "its list limits its validity, so it can vouch for nobody",
        "its list limits its validity, so it can vouch for nobody",
        "its notAfter must be a date-time"};
    const char *signer = given_certs_file("keys/es256.pem", NULL);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_trust_free(trust);
        trust = cl_trust_new(&error);
        const char *list = given_text("{\"keys\":[{\"x5c\":[\"%s\"]%s}]}",
                                      given_base64("csca/csca.pem"), quoted(members[i]));
        must(cl_trust_add_authorities(trust, "csca", list, strlen(list), &error) &&
             cl_trust_add(trust, "signer", signer, strlen(signer), &error));
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        ck_assert_uint_eq(cl_trust_count(trust), i == 0 ? 1 : 0);
        ck_assert_msg((finding != NULL) == (messages[i] != NULL), "%s", members[i]);
        ck_assert(finding == NULL || strcmp(finding->it.message, messages[i]) == 0);
    }
}
END_TEST

/* ---- Country --------------------------------------------------------------------------------- */

static const char *swedish(const char *country, const char *members)
{
    return given_text("{\"dsc_trust_list\":{\"%s\":{\"keys\":[{\"kid\":\"%s\",%s%s}]}}}", country,
                      kid, numbers, quoted(members));
}

static void of_country(const char *list, const char *country)
{
    const cl_signer *signer = signer_of(list);
    ck_assert_msg(strcmp(signer->country, country) == 0, "%s: %s", list, signer->country);
}

START_TEST(countries_of_keys)
{
    static const struct {
        const char *members, *country;
    } rows[] = {
        {"", ""},
        {",'subject':'C=FR, O=x, CN=y'", "FR"},
        {",'subject':'CN=y,O=x,C=fr'", "FR"},
        {",'subject':'CN = y, C = FR'", "FR"},
        {",'subject':'CN=y+C=FR;O=x'", "FR"},
        {",'subject':'UNKNOWN'", ""},
        {",'subject':'C=FRA, C=FR'", ""},
        {",'subject':'C=FR, C=DE'", "FR"},
        {",'subject':'C='", ""},
        {",'subject':'=FR'", ""},
        {",'subject':'DC=FR, X=FR'", ""},
        {",'subject':'O=\\\"x, C=DE\\\", C=FR'", "FR"},
        {",'subject':'O=x\\\\, C=DE, C=FR'", "FR"},
        {",'subject':'O=x\\\\'", ""},
        {",'subject':''", ""},
        {",'subject':1", ""},
        {",'ian':'NL'", "NL"},
        {",'ian':'NLD'", ""},
        {",'country':'AT','subject':'C=FR','ian':'NL'", "AT"},
        {",'country':'Austria','subject':'UNKNOWN','ian':'NL'", "NL"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        of_country(french(rows[i].members), rows[i].country);
        of_country(jwk(rows[i].members), rows[i].country);
    }
    /* the country of the list around a key, and of the certificate */
    of_country(swedish("FR", ""), "FR");
    of_country(swedish("FR", ",'country':'AT'"), "FR");
    of_country(swedish("France", ""), "");
    of_country(jwk_of_certificate(",'country':'AT'"), "CZ");
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("trust limits");
    tcase_add_checked_fixture(tests, given_begin, end);
    tcase_add_test(tests, validity_in_the_french_list);
    tcase_add_test(tests, validity_beside_a_certificate);
    tcase_add_test(tests, validity_of_an_authority);
    tcase_add_test(tests, countries_of_keys);
    return unit_run();
}
