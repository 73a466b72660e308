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

static const char *did(const char *in_method, const char *in_jwk)
{
    return given_text(
        "{\"verificationMethod\":[{\"id\":\"did:web:x#%s\"%s,\"publicKeyJwk\":{%s%s}}]}", kid,
        quoted(in_method), numbers, quoted(in_jwk));
}

/* exp and nbf are seconds since 1970; fractions make the validity shorter. */
START_TEST(validity_of_a_jwk)
{
    static const char *const wrong[] = {"'1640995200'", "null",          "true",          "[]",
                                        "1e300",        "1640995200000", "-1640995200000"};
    valid(jwk(",'exp':1640995200"), NULL, "2022-01-01T00:00:00Z");
    valid(jwk(",'nbf':1640995200.0015,'exp':1640995200.0015"), "2022-01-01T00:00:00.002Z",
          "2022-01-01T00:00:00.001Z");
    valid(jwk(",'nbf':0,'iat':'x'"), "1970-01-01", NULL);
    valid(did("", ",'exp':1640995200"), NULL, "2022-01-01T00:00:00Z");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        refused(jwk(given_text(",'exp':%s", wrong[i])), "/keys/0", CL_TRUST_ENTRY,
                "its exp must be a number of seconds since 1970");
        refused(jwk(given_text(",'nbf':%s", wrong[i])), "/keys/0", CL_TRUST_ENTRY,
                "its nbf must be a number of seconds since 1970");
    }
}
END_TEST

START_TEST(validity_of_a_method)
{
    static const char at[] = "/verificationMethod/0/publicKeyJwk";
    valid(did("", ""), NULL, NULL);
    valid(did(",'expires':'2022-01-01T00:00:00Z'", ""), NULL, "2022-01-01T00:00:00Z");
    valid(did(",'expires':'2022-01-01T00:00:00Z'", ",'exp':0"), NULL, "1970-01-01");
    refused(did(",'expires':'never'", ""), at, CL_TRUST_ENTRY, "its expires must be a date-time");
    refused(did(",'expires':null", ""), at, CL_TRUST_ENTRY, "its expires must be a date-time");
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
START_TEST(limits_of_an_authority)
{
    static const char limited[] = "its list limits its validity, so it can vouch for nobody";
    static const char traffic[] = "its certificateType is for traffic with the gateway";
    static const struct {
        const char *members, *message; /* NULL: it vouches */
        cl_code code;
    } rows[] = {
        {"", NULL, CL_NONE},
        {",'certificateType':'CSCA'", NULL, CL_NONE},
        {",'notAfter':'2041-01-01'", limited, CL_TRUST_AUTHORITY},
        {",'notBefore':'2021-01-01'", limited, CL_TRUST_AUTHORITY},
        {",'notAfter':1", "its notAfter must be a date-time", CL_TRUST_ENTRY},
        {",'revoked':true", "its list has revoked it", CL_TRUST_INACTIVE},
        {",'certificateType':'UPLOAD'", traffic, CL_TRUST_CA},
    };
    const char *signer = given_certs_file("keys/es256.pem", NULL);
    for (size_t i = 0; i < 2 * (sizeof rows / sizeof *rows); i++) {
        const char *message = rows[i / 2].message, *members = quoted(rows[i / 2].members);
        const char *base64 = given_base64("csca/csca.pem");
        const char *list = i % 2 == 0
                               ? given_text("{\"keys\":[{\"x5c\":[\"%s\"]%s}]}", base64, members)
                               : given_text("[{\"rawData\":\"%s\"%s}]", base64, members);
        cl_error error;
        cl_error_init(&error);
        cl_trust_free(trust);
        trust = cl_trust_new(&error);
        must(trust != NULL && cl_trust_add_authorities(trust, "csca", list, strlen(list), &error) &&
             cl_trust_add(trust, "signer", signer, strlen(signer), &error));
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        ck_assert_msg(cl_trust_count(trust) == (message == NULL ? 1 : 0), "%s", list);
        ck_assert_msg((finding != NULL) == (message != NULL), "%s", list);
        if (message != NULL) {
            ck_assert_str_eq(finding->it.message, message);
            ck_assert_int_eq(finding->it.code, rows[i / 2].code);
        }
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
        {",'subject':'c=FR'", "FR"},
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

/* ---- Types ----------------------------------------------------------------------------------- */

/* A country of the Swedish list with an eku, and a key or a certificate. */
static const char *swedish_eku(const char *key, const char *eku)
{
    return given_text("{\"dsc_trust_list\":{\"CZ\":{\"keys\":[%s],\"eku\":%s}}}", key, quoted(eku));
}

static void of_uses(const char *list, unsigned uses)
{
    const cl_signer *signer = signer_of(list);
    ck_assert_msg(signer->uses == uses, "%s: %u", list, signer->uses);
}

#define TEST_OID     "'1.3.6.1.4.1.1847.2021.1.1'"
#define VACCINE_OID  "'1.3.6.1.4.1.0.1847.2021.1.2'"
#define RECOVERY_OID "'1.3.6.1.4.1.1847.2021.1.3'"
#define SERVER_OID   "'1.3.6.1.5.5.7.3.1'"
#define ANY_OID      "'2.5.29.37.0'"

/* The usages in the key, and in the map of its country. */
START_TEST(usages_of_keys)
{
    static const struct {
        const char *usages;
        unsigned uses;
        cl_code code; /* NONE: it is a signer */
    } rows[] = {
        {"[]", 0, CL_NONE},
        {"[" TEST_OID "]", CL_USE_TEST, CL_NONE},
        {"[" VACCINE_OID "," RECOVERY_OID "]", CL_USE_VACCINATION | CL_USE_RECOVERY, CL_NONE},
        {"[" SERVER_OID "," TEST_OID "]", CL_USE_TEST, CL_NONE},
        {"[" ANY_OID "]", 0, CL_NONE},
        {"[" ANY_OID "," TEST_OID "]", CL_USE_TEST, CL_NONE},
        {"[" SERVER_OID "]", 0, CL_TRUST_USAGE},
        {"['1.3.6.1.4.1.1847.2021.1.4']", 0, CL_TRUST_USAGE},
        {"['1.3.6.1.4.1.1847.2021.1.10']", 0, CL_TRUST_USAGE},
        {"['']", 0, CL_TRUST_USAGE},
        {"[1]", 0, CL_TRUST_ENTRY},
        {"[" TEST_OID ",null]", 0, CL_TRUST_ENTRY},
        {TEST_OID, 0, CL_TRUST_ENTRY},
        {"null", 0, CL_TRUST_ENTRY},
        {"{}", 0, CL_TRUST_ENTRY},
    };
    const char *key = given_text("{\"kid\":\"%s\",%s}", kid, numbers);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *in_key = jwk(given_text(",'eku':%s", rows[i].usages));
        const char *in_map = swedish_eku(key, given_text("{'%s':%s}", kid, rows[i].usages));
        const char *message = rows[i].code == CL_TRUST_USAGE
                                  ? "its list has it for other uses than certificates of health"
                                  : "its eku must be an array of object identifiers";
        if (rows[i].code == CL_NONE) {
            of_uses(in_key, rows[i].uses);
            of_uses(in_map, rows[i].uses);
        } else {
            refused(in_key, "/keys/0", rows[i].code, message);
            refused(in_map, "/dsc_trust_list/CZ/keys/0", rows[i].code, message);
        }
    }
}
END_TEST

/* The types in the Dutch list are letters. No letter is no limit; only unknown ones leave it out. */
START_TEST(letters_of_the_dutch_list)
{
    static const char at[] = "/AQIDBAUGBwg=";
    static const char *const unknown[] = {"['x']", "['tt']", "['T']",    "['']",
                                          "[1]",   "[null]", "['x','y']"};
    static const char *const wrong[] = {"'t'", "null", "1", "{}", "true"};
    of_uses(french(",'keyUsage':[]"), 0);
    of_uses(french(",'keyUsage':['t']"), CL_USE_TEST);
    of_uses(french(",'keyUsage':['v','r']"), CL_USE_VACCINATION | CL_USE_RECOVERY);
    of_uses(french(",'keyUsage':['t','tt',1,'x']"), CL_USE_TEST);
    of_uses(french(",'keyUsage':['t','v'],'eku':[" TEST_OID "]"), CL_USE_TEST);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        refused(french(given_text(",'keyUsage':%s", unknown[i])), at, CL_TRUST_USAGE,
                "its list has it for other uses than certificates of health");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(french(given_text(",'keyUsage':%s", wrong[i])), at, CL_TRUST_ENTRY,
                "its keyUsage must be an array of letters");
}
END_TEST

START_TEST(usages_of_a_country)
{
    static const char at[] = "/dsc_trust_list/CZ/keys/0";
    static const char *const broken[] = {
        "1", "null", "[]", "{'#':[]}", "{'AQIDBAUGBwg':[]}", "{'AQIDBAUGBwg=':[],'__8=':[]}"};
    const char *key = given_text("{\"kid\":\"%s\",%s}", kid, numbers);
    const char *unpadded = given_text("{\"kid\":\"AQIDBAUGBwg\",%s}", numbers);
    of_uses(swedish_eku(key, "{}"), 0);
    of_uses(swedish_eku(key, "{'AQIDBAUGBwk=':[" TEST_OID "]}"), 0);
    of_uses(swedish_eku(unpadded, "{'AQIDBAUGBwg=':[" TEST_OID "]}"), CL_USE_TEST);
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++)
        refused(swedish_eku(key, broken[i]), at, CL_TRUST_ENTRY,
                "the eku of its country must be an object with kids as Base64");
    /* the key itself has usages too */
    const char *both = quoted(given_text("{'kid':'%s',%s,'eku':[" TEST_OID "]}", kid, numbers));
    of_uses(swedish_eku(both, "{'AQIDBAUGBwg=':[" TEST_OID "," VACCINE_OID "]}"), CL_USE_TEST);
    refused(swedish_eku(both, "{'AQIDBAUGBwg=':[" VACCINE_OID "]}"), at, CL_TRUST_USAGE,
            "its list limits it to types that exclude each other");
}
END_TEST

/* A certificate is found in the map by its own kid, and both must allow a type. */
START_TEST(usages_beside_a_certificate)
{
    static const struct {
        const char *file, *usages;
        unsigned uses;
        const char *message; /* NULL: it is a signer */
    } rows[] = {
        {"keys/es256.pem", "[" TEST_OID "]", CL_USE_TEST, NULL},
        {"keys/test-only.pem", "[]", CL_USE_TEST, NULL},
        {"keys/test-only.pem", "[" TEST_OID "," VACCINE_OID "]", CL_USE_TEST, NULL},
        {"keys/test-only.pem", "[" VACCINE_OID "]", 0,
         "its certificate and its list limit it to types that exclude each other"},
        {"keys/es256.pem", "[" SERVER_OID "]", 0,
         "its list has it for other uses than certificates of health"},
        {"keys/es256.pem", "1", 0, "its eku must be an array of object identifiers"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *base64 = given_base64(rows[i].file);
        load(given_text("[{\"rawData\":\"%s\"}]", base64));
        const cl_kid own = cl_trust_at(trust, 0)->kid;
        const char *eku = given_text("{'%s':%s}", given_encoded(own.bytes, own.length),
                                     rows[i].usages);
        const char *list = swedish_eku(given_text("{\"x5c\":[\"%s\"]}", base64), eku);
        if (rows[i].message == NULL) {
            of_uses(list, rows[i].uses);
            continue;
        }
        load(list);
        const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
        ck_assert_msg(cl_trust_count(trust) == 0 && finding != NULL, "%s", list);
        ck_assert_str_eq(finding->it.message, rows[i].message);
        ck_assert_ptr_eq(cl_trust_left_out(trust, own.bytes, own.length), finding);
    }
}
END_TEST

/* ---- Whether it is a signer ------------------------------------------------------------------ */

static const char *gateway(const char *members)
{
    return given_text("{\"podpisoveCertifikaty\":[{\"kid\":\"%s\",\"rawData\":\"%s\"%s}]}", kid,
                      given_base64("keys/es256.pem"), quoted(members));
}

/* One warning: the list has another kid than that of the certificate. */
static void taken(const char *list)
{
    load(list);
    ck_assert_msg(cl_trust_count(trust) == 1, "%s: %s", list,
                  cl_trust_finding_at(trust, 0)->it.message);
    ck_assert_int_eq(cl_trust_finding_at(trust, 0)->it.code, CL_TRUST_KID);
    ck_assert_ptr_null(cl_trust_finding_at(trust, 1));
}

START_TEST(active_in_the_czech_list)
{
    static const char *const wrong[] = {"'false'", "'true'", "0", "1", "null", "[]", "{}"};
    static const char at[] = "/podpisoveCertifikaty/0";
    taken(gateway(""));
    taken(gateway(",'aktivni':true"));
    left_out(gateway(",'aktivni':false"), at, CL_TRUST_INACTIVE, CL_SEVERITY_WARNING,
             "aktivni is false: its list does not trust it any more");
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        refused(gateway(given_text(",'aktivni':%s", wrong[i])), at, CL_TRUST_ENTRY,
                "its aktivni must be true or false");
}
END_TEST

START_TEST(revoked_keys)
{
    static const char *const members[] = {
        "true", "'2021-06-01T00:00:00Z'", "'2999-01-01'", "{'revoked_at':1}", "0", "[]", "''"};
    static const char message[] = "its list has revoked it";
    valid(jwk(",'revoked':false"), NULL, NULL);
    valid(jwk(",'revoked':null"), NULL, NULL);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const char *member = given_text(",'revoked':%s", members[i]);
        left_out(jwk(member), "/keys/0", CL_TRUST_INACTIVE, CL_SEVERITY_WARNING, message);
        left_out(did(member, ""), "/verificationMethod/0/publicKeyJwk", CL_TRUST_INACTIVE,
                 CL_SEVERITY_WARNING, message);
    }
}
END_TEST

/* The first reason counts. An entry with a certificate is found by both of its kids. */
START_TEST(reasons_to_leave_an_entry_out)
{
    refused(jwk(",'revoked':true,'exp':'x'"), "/keys/0", CL_TRUST_ENTRY,
            "its exp must be a number of seconds since 1970");
    refused(jwk(",'use':'enc','revoked':true"), "/keys/0", CL_TRUST_USAGE,
            "its use is not sig: it is not for signatures");
    const char *certificate = given_base64("keys/es256.pem");
    load(given_text("[{\"rawData\":\"%s\"}]", certificate));
    const cl_kid own = cl_trust_at(trust, 0)->kid;
    left_out(given_text("{\"%s\":{\"publicKeyPem\":\"%s\",\"revoked\":true}}", kid, certificate),
             "/AQIDBAUGBwg=", CL_TRUST_INACTIVE, CL_SEVERITY_WARNING, "its list has revoked it");
    ck_assert_ptr_eq(cl_trust_left_out(trust, own.bytes, own.length),
                     cl_trust_finding_at(trust, 0));
    /* the certificate cannot be read either */
    left_out(given_text("[{\"kid\":\"%s\",\"rawData\":1,\"aktivni\":false}]", kid), "/0",
             CL_TRUST_INACTIVE, CL_SEVERITY_WARNING,
             "aktivni is false: its list does not trust it any more");
}
END_TEST

/* Mirrors of the Italian list have null for a kid whose key could not be fetched. */
START_TEST(kids_without_a_key)
{
    load(given_text("{\"AQIDBAUGBwg=\":null,\"AQIDBAUGBwk=\":{\"publicKeyPem\":\"%s\"}}", point));
    const cl_trust_finding *finding = cl_trust_finding_at(trust, 0);
    ck_assert_uint_eq(cl_trust_count(trust), 1);
    ck_assert_int_eq(finding->it.code, CL_TRUST_ENTRY);
    ck_assert_str_eq(finding->it.at, "/AQIDBAUGBwg=");
    ck_assert_str_eq(finding->it.message, "a key must be an object with kty");
    ck_assert_ptr_null(cl_trust_finding_at(trust, 1));
}
END_TEST

/* Only DSC is for signing certificates; a list without types has only such entries. */
START_TEST(types_of_entries)
{
    static const char *const unknown[] = {"'TRUSTANCHOR'", "'DSC '", "'DSCA'", "''",
                                          "null",          "1",      "['DSC']"};
    static const char at[] = "/podpisoveCertifikaty/0";
    taken(gateway(",'certificateType':'DSC'"));
    taken(gateway(",'certificateType':'dsc'"));
    valid(jwk(",'certificateType':'DSC'"), NULL, NULL);
    left_out(gateway(",'certificateType':'CSCA'"), at, CL_TRUST_CA, CL_SEVERITY_NOTE,
             "its certificateType is CSCA, which never is a signer");
    left_out(gateway(",'certificateType':'UPLOAD'"), at, CL_TRUST_CA, CL_SEVERITY_NOTE,
             "its certificateType is for traffic with the gateway");
    left_out(french(",'certificateType':'Authentication'"), "/AQIDBAUGBwg=", CL_TRUST_CA,
             CL_SEVERITY_NOTE, "its certificateType is for traffic with the gateway");
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        const char *member = given_text(",'certificateType':%s", unknown[i]);
        refused(gateway(member), at, CL_TRUST_USAGE, "its certificateType is neither DSC nor CSCA");
        refused(jwk(member), "/keys/0", CL_TRUST_USAGE,
                "its certificateType is neither DSC nor CSCA");
    }
}
END_TEST

/* Loads two lists, in both orders one after the other, and gives the signers with the kid. */
static const cl_signer *const *signers_of(const char *first, const char *second, size_t *count)
{
    static const unsigned char bytes[] = {1, 2, 3, 4, 5, 6, 7, 8};
    cl_error error;
    cl_error_init(&error);
    cl_trust_free(trust);
    trust = cl_trust_new(&error);
    must(trust != NULL && cl_trust_add(trust, "first", first, strlen(first), &error) &&
         cl_trust_add(trust, "second", second, strlen(second), &error) &&
         cl_trust_seal(trust, &error));
    return cl_trust_find(trust, bytes, sizeof bytes, count);
}

/* Entries with one key limit it together, in any order. A revocation is about the key. */
START_TEST(entries_with_one_key)
{
    static const struct {
        const char *limit;
        size_t count;
        bool valid; /* at the beginning of 2022 */
        unsigned uses;
    } rows[] = {
        {"", 1, true, 0},
        {",'notAfter':'2021-12-31T00:00:00Z'", 1, false, 0},
        {",'notBefore':'2022-02-01T00:00:00Z'", 1, false, 0},
        {",'eku':['1.3.6.1.4.1.1847.2021.1.1']", 1, true, CL_USE_TEST},
        {",'revoked':true", 0, false, 0},
    };
    int64_t then;
    must(cl_instant_parse("2022-01-01", 10, &then) == CL_INSTANT_OK);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *limited = french(rows[i].limit), *free = french("");
        for (int order = 0; order < 2; order++) {
            size_t count;
            const cl_signer *const *found = signers_of(order == 0 ? limited : free,
                                                       order == 0 ? free : limited, &count);
            ck_assert_msg(count == rows[i].count, "row %zu: %zu signers", i, count);
            if (count == 0) {
                cl_error error;
                cl_error_init(&error);
                ck_assert(!cl_trust_usable(trust, &error));
                continue;
            }
            ck_assert_msg((found[0]->not_before <= then && then <= found[0]->not_after) ==
                              rows[i].valid,
                          "row %zu", i);
            ck_assert_uint_eq(found[0]->uses, rows[i].uses);
        }
    }
    size_t count;
    const cl_signer *const *found = signers_of(french(",'eku':['1.3.6.1.4.1.1847.2021.1.1']"),
                                               french(",'eku':['1.3.6.1.4.1.1847.2021.1.2']"),
                                               &count);
    ck_assert_uint_eq(count, 1);
    ck_assert_int_lt(found[0]->not_after, found[0]->not_before);
    signers_of(french(",'revoked':true"), french(""), &count);
    ck_assert_str_eq(cl_trust_finding_at(trust, 1)->it.message,
                     "another entry with its kid is not trusted any more: first /AQIDBAUGBwg=");
}
END_TEST

int main(void)
{
    TCase *tests = unit_case("trust limits");
    tcase_add_checked_fixture(tests, given_begin, end);
    tcase_add_test(tests, validity_in_the_french_list);
    tcase_add_test(tests, validity_of_a_jwk);
    tcase_add_test(tests, validity_of_a_method);
    tcase_add_test(tests, validity_beside_a_certificate);
    tcase_add_test(tests, limits_of_an_authority);
    tcase_add_test(tests, countries_of_keys);
    tcase_add_test(tests, usages_of_keys);
    tcase_add_test(tests, letters_of_the_dutch_list);
    tcase_add_test(tests, usages_of_a_country);
    tcase_add_test(tests, usages_beside_a_certificate);
    tcase_add_test(tests, active_in_the_czech_list);
    tcase_add_test(tests, revoked_keys);
    tcase_add_test(tests, reasons_to_leave_an_entry_out);
    tcase_add_test(tests, kids_without_a_key);
    tcase_add_test(tests, types_of_entries);
    tcase_add_test(tests, entries_with_one_key);
    return unit_run();
}
