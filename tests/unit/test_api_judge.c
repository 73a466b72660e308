/* test_api_judge.c — the public functions: certificates, evaluators, verdicts and their JSON, every
 * rule. */
#include <jansson.h>
#include <openssl/sha.h>

#include "certlogic.h"
#include "support_certs.h"

#define RULE(id, country, type, members)                                                           \
    "{'Identifier':'" id "','Type':'" type "','Country':'" country "','Version':'1.0.0',"          \
    "'SchemaVersion':'1.0.0','Engine':'CERTLOGIC','CertificateType':'General',"                    \
    "'ValidFrom':'2021-06-01','ValidTo':'2022-06-01'," members "}"

/* A passes on dn 1 and fails on other numbers. B is open on texts. C is for a later engine. D is an
 * invalidation rule. */
static const char document[] = "[" RULE(
    "A", "CZ", "Acceptance",
    "'EngineVersion':'1.0.0','Logic':{'===':[{'var':'payload.v.0.dn'},1]},"
    "'Description':[{'lang':'cs','desc':'P\xC5\x99"
    "esn\xC4\x9B \\u0022jedna\\u0022.'},"
    "{'lang':'en','desc':'Just one.'}]") "," //
    RULE("B", "CZ", "Acceptance",
         "'EngineVersion':'1.0.0','Region':'PHA',"
         "'Logic':{'<':[{'var':'payload.v.0.dn'},5]}") ","                    //
    RULE("C", "SK", "Acceptance", "'EngineVersion':'9.0.0','Logic':true") "," //
    RULE("D", "AT", "Invalidation",
         "'EngineVersion':'1.0.0',"
         "'Logic':{'!':[{'===':[{'var':'payload.v.0.dn'},3]}]}") "]";

static certlogic_rules *rules;
static certlogic_evaluator *evaluator;
static certlogic_certificate *certificate; /* the outcome that was requested last */

static void begin(void)
{
    certlogic_error error;
    const char *json = quoted(document);
    rules = certlogic_rules_parse(json, strlen(json), NULL, &error);
    ck_assert_msg(rules != NULL, "%s", error.message);
    evaluator = certlogic_evaluator_new(rules, &error);
    ck_assert_ptr_nonnull(evaluator);
    certificate = NULL;
}

static void end(void)
{
    certlogic_certificate_free(certificate);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
}

static const certlogic_certificate *read_certificate(const char *payload)
{
    const char *json = quoted(payload);
    certlogic_certificate_free(certificate);
    certificate = certlogic_certificate_read(json, strlen(json), NULL);
    ck_assert_ptr_nonnull(certificate);
    return certificate;
}

#define WITH_DN(dn) "{'ver':'1.3.0','v':[{'co':'AT','dn':" dn "}]}"

static certlogic_request usual(void)
{
    return (certlogic_request){.country = "CZ", .clock = "2022-01-15T13:00:00.5+01:00"};
}

static const certlogic_verdict *judge(const char *payload, certlogic_request request)
{
    certlogic_error error;
    const certlogic_verdict *verdict = certlogic_judge(evaluator, read_certificate(payload),
                                                       &request, &error);
    ck_assert_msg(verdict != NULL, "%s: %s", error.code, error.message);
    return verdict;
}

/* ---- Certificates ---------------------------------------------------------------------------- */

START_TEST(bytes_that_are_no_certificate_make_one_with_a_fault)
{
    certlogic_error error;
    ck_assert(!certlogic_certificate_decoded(read_certificate("{'v':"), &error));
    ck_assert_str_eq(error.code, "json");
    ck_assert_str_eq(error.at, "/v");
    ck_assert_uint_eq(error.offset, 5);
    ck_assert(!certlogic_certificate_decoded(certificate, NULL));
    ck_assert(!certlogic_certificate_decoded(read_certificate(""), NULL));
    /* Malformed, but decoded: judging reports what is wrong. */
    ck_assert(certlogic_certificate_decoded(read_certificate("{}"), &error));
    ck_assert(certlogic_certificate_decoded(read_certificate("7"), NULL));
    ck_assert(certlogic_certificate_decoded(read_certificate(WITH_DN("1")), NULL));
}
END_TEST

/* ---- Verdicts -------------------------------------------------------------------------------- */

START_TEST(names)
{
    ck_assert_str_eq(certlogic_verdict_name(CERTLOGIC_ACCEPTED), "accepted");
    ck_assert_str_eq(certlogic_verdict_name(CERTLOGIC_REJECTED), "rejected");
    ck_assert_str_eq(certlogic_verdict_name(CERTLOGIC_OPEN), "open");
    ck_assert_str_eq(certlogic_outcome_name(CERTLOGIC_RULE_PASSED), "passed");
    ck_assert_str_eq(certlogic_outcome_name(CERTLOGIC_RULE_FAILED), "failed");
    ck_assert_str_eq(certlogic_outcome_name(CERTLOGIC_RULE_OPEN), "open");
}
END_TEST

START_TEST(an_accepted_certificate)
{
    certlogic_judged judged;
    const certlogic_verdict *verdict = judge(WITH_DN("1"), usual());
    ck_assert_int_eq(certlogic_verdict_kind_of(verdict), CERTLOGIC_ACCEPTED);
    ck_assert_ptr_null(certlogic_verdict_decided_by(verdict));
    ck_assert(!certlogic_verdict_fault(verdict, NULL));
    ck_assert_uint_eq(certlogic_verdict_count(verdict), 2);
    ck_assert(certlogic_verdict_rule(verdict, 0, &judged));
    ck_assert_str_eq(judged.rule.id, "A");
    ck_assert_str_eq(judged.rule.description, "Just one.");
    ck_assert_int_eq(judged.outcome, CERTLOGIC_RULE_PASSED);
    ck_assert_ptr_null(judged.code);
    ck_assert_uint_eq(judged.fields, 0);
    ck_assert(certlogic_verdict_rule(verdict, 1, &judged));
    ck_assert_str_eq(judged.rule.id, "D");
    ck_assert_int_eq(judged.rule.type, CERTLOGIC_INVALIDATION);
    ck_assert(!certlogic_verdict_rule(verdict, 2, &judged));
    ck_assert(!certlogic_verdict_rule(verdict, (size_t)-1, &judged));
}
END_TEST

START_TEST(a_rejected_and_an_open_one)
{
    certlogic_judged judged;
    const certlogic_verdict *verdict = judge(WITH_DN("2"), usual());
    ck_assert_int_eq(certlogic_verdict_kind_of(verdict), CERTLOGIC_REJECTED);
    ck_assert_str_eq(certlogic_verdict_decided_by(verdict), "A");
    certlogic_request request = usual();
    request.country = "SK";
    verdict = judge(WITH_DN("2"), request);
    ck_assert_int_eq(certlogic_verdict_kind_of(verdict), CERTLOGIC_OPEN);
    ck_assert_str_eq(certlogic_verdict_decided_by(verdict), "C");
    ck_assert(certlogic_verdict_rule(verdict, 0, &judged));
    ck_assert_str_eq(judged.code, "engine");
    ck_assert_str_eq(judged.at, "/EngineVersion");
    ck_assert_str_eq(judged.message, "the rule is written for a later EngineVersion than 1.3.3");
    request.strict = true;
    ck_assert_int_eq(certlogic_verdict_kind_of(judge(WITH_DN("2"), request)), CERTLOGIC_REJECTED);
    request.clock = "2030-01-01";
    request.allow_no_rules = true;
    ck_assert_int_eq(certlogic_verdict_kind_of(judge(WITH_DN("2"), request)), CERTLOGIC_ACCEPTED);
    request = usual();
    request.invalidation_when_true = true;
    verdict = judge(WITH_DN("1"), request);
    ck_assert_str_eq(certlogic_verdict_decided_by(verdict), "D");
}
END_TEST

START_TEST(a_certificate_with_a_fault_is_rejected)
{
    certlogic_error error;
    const certlogic_verdict *verdict = judge("{'v':[{},{}]}", usual());
    ck_assert_int_eq(certlogic_verdict_kind_of(verdict), CERTLOGIC_REJECTED);
    ck_assert_str_eq(certlogic_verdict_decided_by(verdict), "payload");
    ck_assert(certlogic_verdict_fault(verdict, &error));
    ck_assert_str_eq(error.code, "payload");
    ck_assert_str_eq(error.at, "/v");
    ck_assert_uint_eq(certlogic_verdict_count(verdict), 0);
    verdict = judge("{'v':[{'a':1,'a':2}]}", usual());
    ck_assert(certlogic_verdict_fault(verdict, NULL));
    ck_assert(certlogic_verdict_fault(verdict, &error));
    ck_assert_str_eq(error.code, "json-key");
    ck_assert_str_eq(error.at, "/v/0/a");
}
END_TEST

static const char *refusal(certlogic_request request)
{
    certlogic_error error = {.code = "not set"};
    read_certificate(WITH_DN("1"));
    ck_assert_ptr_null(certlogic_judge(evaluator, certificate, &request, NULL));
    ck_assert_ptr_null(certlogic_judge(evaluator, certificate, &request, &error));
    ck_assert_uint_eq(error.offset, CERTLOGIC_NO_OFFSET);
    ck_assert_str_eq(error.at, "");
    return error.code;
}

#define REFUSAL(...) refusal((certlogic_request){__VA_ARGS__})

START_TEST(a_request_can_be_wrong)
{
    ck_assert_str_eq(REFUSAL(.country = "DE", .clock = "2022-01-15"), "country");
    ck_assert_str_eq(REFUSAL(.country = "CZ", .clock = "2022-01-32"), "clock");
    ck_assert_str_eq(REFUSAL(.country = "CZ", .clock = ""), "clock");
    ck_assert_str_eq(REFUSAL(.country = "CZ"), "clock");
    ck_assert_str_eq(REFUSAL(.clock = "2022-01-15"), "usage");
    ck_assert_str_eq(REFUSAL(.country = "C", .clock = "2022-01-15"), "usage");
    ck_assert_str_eq(REFUSAL(.country = "cZ", .clock = "2022-01-15"), "usage");
    ck_assert_str_eq(REFUSAL(.country = "CZE", .clock = "2022-01-15"), "usage");
    ck_assert_str_eq(
        REFUSAL(.country = "CZ", .clock = "2022-01-15", .language = "a-language-without-end"),
        "usage");
    /* The evaluator can be used as before. */
    ck_assert_int_eq(certlogic_verdict_kind_of(judge(WITH_DN("1"), usual())), CERTLOGIC_ACCEPTED);
}
END_TEST

START_TEST(fields_that_rules_read)
{
    certlogic_judged judged;
    certlogic_request request = usual();
    const char *path = NULL;
    size_t length = 0;
    request.fields = true;
    const certlogic_verdict *verdict = judge(WITH_DN("1.0"), request);
    ck_assert(certlogic_verdict_rule(verdict, 0, &judged));
    ck_assert_uint_eq(judged.fields, 1);
    char *value = certlogic_verdict_field(verdict, 0, 0, &path, &length);
    ck_assert_str_eq(value, "1");
    ck_assert_str_eq(given_text("%.*s", (int)length, path), "payload.v.0.dn");
    certlogic_free(value);
    ck_assert_ptr_null(certlogic_verdict_field(verdict, 0, 1, &path, &length));
    ck_assert_ptr_null(certlogic_verdict_field(verdict, 9, 0, &path, &length));
    verdict = judge("{'ver':'1.3.0','v':[{}]}", request);
    value = certlogic_verdict_field(verdict, 0, 0, &path, &length);
    ck_assert_str_eq(value, "null");
    certlogic_free(value);
}
END_TEST

/* Returns what the first rule read, as "path=value path=value". */
static const char *fields_of(const certlogic_verdict *verdict)
{
    const char *all = "", *path = NULL;
    size_t length = 0;
    char *value;
    for (size_t i = 0; (value = certlogic_verdict_field(verdict, 0, i, &path, &length)) != NULL;
         i++) {
        all = given_text("%s%s%.*s=%s", all, i > 0 ? " " : "", (int)length, path, value);
        certlogic_free(value);
    }
    return all;
}

/* An object or array with content is `true`; an empty one is shown. The holder is left out on
 * request. */
START_TEST(fields_that_are_no_scalars)
{
    static const char logic[] =
        "{'and':[{'var':'payload.nam'},{'var':'payload.v.0'},{'var':'payload.v'},{'var':'payload.dob'},"
        "{'var':'payload.ver'},{'var':'payload.v.0.ci'},{'var':'payload.v.0.dn'},{'var':'payload.v.0.x'},"
        "{'var':'payload.v.0.x.y'},{'var':''},{'var':'external.countryCode'},{'var':'payload.nam.fn'},"
        "{'var':'payload.v.0.tg.a'},{'!':[{'var':'payload.ver.a'}]},{'!':[{'var':'payload.t.0'}]},"
        "{'var':'payload.t.0.tt'}]}";
    static const char payload[] =
        "{'ver':'1.3.0','nam':{'fn':'A'},'dob':'1979','v':[{'ci':'u','dn':2,"
        "'x':{'y':[7]},'tg':{'a':'A'}}]}";
    const char *json = quoted(given_text(
        "[" RULE("E", "CZ", "Acceptance", "'EngineVersion':'1.0.0','Logic':%s") "]", logic));
    certlogic_rules *own = certlogic_rules_parse(json, strlen(json), NULL, NULL);
    certlogic_evaluator *by = own != NULL ? certlogic_evaluator_new(own, NULL) : NULL;
    must(by != NULL);
    certlogic_request request = usual();
    request.fields = true;
    const certlogic_verdict *verdict = certlogic_judge(by, read_certificate(payload), &request,
                                                       NULL);
    must(verdict != NULL);
    ck_assert_str_eq(
        fields_of(verdict),
        "payload.nam=true payload.v.0=true payload.v=true payload.dob=\"1979\" "
        "payload.ver=\"1.3.0\" payload.v.0.ci=\"u\" payload.v.0.dn=2 payload.v.0.x=true "
        "payload.v.0.x.y=true =true external.countryCode=\"CZ\" payload.nam.fn=\"A\" "
        "payload.v.0.tg.a=\"A\" payload.ver.a=null payload.t.0=null payload.t.0.tt=null");
    request.no_holder = true;
    verdict = certlogic_judge(by, certificate, &request, NULL);
    must(verdict != NULL);
    ck_assert_str_eq(fields_of(verdict), "payload.v.0=true payload.v=true payload.ver=\"1.3.0\" "
                                         "payload.v.0.dn=2 =true external.countryCode=\"CZ\" "
                                         "payload.t.0=null payload.t.0.tt=null");
    char *text = certlogic_verdict_json(verdict);
    ck_assert_ptr_nonnull(strstr(text, "\"holder\":null"));
    certlogic_free(text);
    certlogic_evaluator_free(by);
    certlogic_rules_free(own);
}
END_TEST

/* The holder, the names of the codes, and what remains without the holder. */
START_TEST(a_certificate_for_people)
{
    static const char document_of_sets[] =
        "[{'valueSetId':'vaccines-covid-19-names','valueSetValues':{'M':{'display':'Medicine'},'N':{},"
        "'O':7}},{'valueSetId':'country-2-codes','valueSetValues':{'AT':{'display':'Austria'}}}]";
    const char *json = quoted(document_of_sets);
    certlogic_rules *sets = certlogic_rules_parse(json, strlen(json), NULL, NULL);
    must(sets != NULL);
    certlogic_holder holder;
    certlogic_display display;
    const char *long_name = given_text("%0330d", 0);
    read_certificate(given_text("{'ver':'1','dob':'1979','nam':{'fn':'%s','gnt':'G'},'extra':1,"
                                "'v':[{'mp':'M','co':'AT','ma':'X','ci':'u','dn':{'a':1}},]}",
                                long_name));
    ck_assert(!certlogic_certificate_holder(certificate, &holder));
    read_certificate(
        given_text("{'ver':'1','dob':'1979','nam':{'fn':'%s','gnt':'G','gn':7},'extra':1,"
                   "'v':[{'mp':'M','co':'AT','ma':'X','ci':'u','dn':{'a':1}}]}",
                   long_name));
    ck_assert(certlogic_certificate_holder(certificate, &holder));
    ck_assert_uint_eq(strlen(holder.surname), 320);
    ck_assert_str_eq(holder.forename, "");
    ck_assert_str_eq(holder.surname_standard, "");
    ck_assert_str_eq(holder.forename_standard, "G");
    ck_assert_str_eq(holder.birth, "1979");
    ck_assert(certlogic_certificate_display(certificate, sets, 0, &display));
    ck_assert_str_eq(display.path, "payload.v.0.mp");
    ck_assert_str_eq(display.code, "M");
    ck_assert_str_eq(display.name, "Medicine");
    ck_assert(certlogic_certificate_display(certificate, sets, 1, &display));
    ck_assert_str_eq(display.name, "Austria");
    ck_assert(!certlogic_certificate_display(certificate, sets, 2, &display));
    ck_assert(!certlogic_certificate_display(certificate, NULL, 0, &display));
    char *text = certlogic_certificate_anonymous(certificate);
    ck_assert_str_eq(text, quoted("{'ver':'1','v':[{'mp':'M','co':'AT','ma':'X'}]}"));
    certlogic_free(text);
    const certlogic_describe_options options = {.rules = sets, .no_holder = true};
    text = certlogic_certificate_describe(certificate, &options);
    ck_assert_ptr_nonnull(strstr(
        text, quoted(",'payload':{'ver':'1','v':[{'mp':'M','co':'AT','ma':'X'}]},'notices'")));
    ck_assert_ptr_nonnull(
        strstr(text, quoted("'holder':null,'display':{'payload.v.0.mp':'Medicine',"
                            "'payload.v.0.co':'Austria'}}")));
    certlogic_free(text);
    /* Codes without a name, and values that are no codes. */
    ck_assert(
        !certlogic_certificate_display(read_certificate("{'v':[{'mp':'N'}]}"), sets, 0, &display));
    ck_assert(
        !certlogic_certificate_display(read_certificate("{'v':[{'mp':'O'}]}"), sets, 0, &display));
    ck_assert(
        !certlogic_certificate_display(read_certificate("{'v':[{'mp':1}]}"), sets, 0, &display));
    ck_assert(
        !certlogic_certificate_display(read_certificate("{'t':[{'mp':'M'}]}"), sets, 0, &display));
    ck_assert(!certlogic_certificate_holder(read_certificate("{'nam':1}"), &holder));
    ck_assert(!certlogic_certificate_holder(read_certificate("[]"), &holder));
    text = certlogic_certificate_anonymous(read_certificate("[1]"));
    ck_assert_str_eq(text, "{}");
    certlogic_free(text);
    text = certlogic_certificate_anonymous(
        read_certificate("{'ver':['A'],'r':'A','t':['A',{'tt':'K'}]}"));
    ck_assert_str_eq(text, quoted("{'r':[],'t':[{},{'tt':'K'}]}"));
    certlogic_free(text);
    ck_assert_ptr_null(certlogic_certificate_anonymous(read_certificate("{")));
    certlogic_rules_free(sets);
}
END_TEST

/* A clock is one time. */
START_TEST(clocks_as_they_are_meant)
{
    static const char *const cases[][2] = {
        {"2022", "2022-12-31T00:00:00Z"},
        {"2022-02", "2022-02-28T00:00:00Z"},
        {"2022-01-15T13:00:00.999+01:00", "2022-01-15T12:00:00.999Z"},
        {"1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.500Z"},
    };
    char text[25];
    certlogic_error error;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert(certlogic_clock(cases[i][0], text, &error));
        ck_assert_str_eq(text, cases[i][1]);
    }
    ck_assert(!certlogic_clock("2022-13", text, &error));
    ck_assert_str_eq(error.code, "clock");
    ck_assert(!certlogic_clock(NULL, text, NULL));
}
END_TEST

START_TEST(regions_that_no_rule_has)
{
    certlogic_request request = usual();
    ck_assert(certlogic_rules_has_region(rules, "CZ", "PHA"));
    ck_assert(certlogic_rules_has_region(rules, "CZ", "CZ"));
    ck_assert(!certlogic_rules_has_region(rules, "CZ", "PH"));
    ck_assert(!certlogic_rules_has_region(rules, "SK", "PHA"));
    ck_assert(!certlogic_rules_has_region(rules, "Czechia", "PHA"));
    request.region = "PH";
    char *text = certlogic_verdict_json(judge(WITH_DN("1"), request));
    ck_assert_ptr_nonnull(strstr(
        text, quoted("'notices':[{'code':'region','at':'','message':'no rule of the country has "
                     "the region','region':'PH'}]")));
    certlogic_free(text);
    request.region = "PHA";
    text = certlogic_verdict_json(judge(WITH_DN("1"), request));
    ck_assert_ptr_nonnull(strstr(text, quoted("'notices':[]")));
    certlogic_free(text);
}
END_TEST

/* Returns a certificate of tests/certs, with its signature verified. */
static const certlogic_certificate *read_signed(const char *name)
{
    certlogic_trust *trust = certlogic_trust_load(given_text("%s/tests/certs/keys", top_srcdir()),
                                                  NULL, NULL);
    certlogic_decoder *decoder = certlogic_decoder_new(&(certlogic_decode_options){.trust = trust},
                                                       NULL);
    must(trust != NULL && decoder != NULL);
    size_t length;
    const char *text = given_certs_file(name, &length);
    certlogic_certificate_free(certificate);
    certificate = certlogic_decoder_read(decoder, text, length, NULL);
    certlogic_decoder_free(decoder);
    certlogic_trust_free(trust);
    must(certificate != NULL);
    ck_assert(certlogic_certificate_decoded(certificate, NULL));
    return certificate;
}

/* SEMANTICS, "Certificates": the kid is the SHA-256 of the signer's certificate, whose country
 * differs here from the issuer and from the entry. */
START_TEST(rules_read_the_envelope_of_a_signed_certificate)
{
    size_t size;
    unsigned char digest[SHA256_DIGEST_LENGTH];
    const unsigned char *der = given_decoded(given_base64("keys/es256.pem"), &size);
    must(SHA256(der, size, digest) != NULL);
    const char *json = quoted(
        given_text("[" RULE("E", "CZ", "Acceptance",
                            "'EngineVersion':'1.0.0','Logic':{'and':["
                            "{'===':[{'var':'external.kid'},'%s']},"
                            "{'===':[{'var':'external.exp'},'2022-12-20T08:00:00Z']},"
                            "{'===':[{'var':'external.iat'},'2021-12-20T08:00:00Z']},"
                            "{'after':[{'plusTime':[{'var':'external.exp'},0,'day']},"
                            "{'plusTime':[{'var':'external.iat'},364,'day']}]},"
                            "{'===':[{'var':'external.issuerCountryCode'},'AT']}]}") "]",
                   given_encoded(digest, 8)));
    certlogic_rules *own = certlogic_rules_parse(json, strlen(json), NULL, NULL);
    must(own != NULL);
    certlogic_evaluator *by = certlogic_evaluator_new(own, NULL);
    must(by != NULL);
    certlogic_request request = usual();
    request.fields = true;
    const certlogic_verdict *verdict = certlogic_judge(by, read_signed("good-issuer-country.txt"),
                                                       &request, NULL);
    must(verdict != NULL);
    ck_assert_int_eq(certlogic_verdict_kind_of(verdict), CERTLOGIC_ACCEPTED);
    ck_assert_str_eq(fields_of(verdict),
                     given_text("external.kid=\"%s\" external.exp=\"2022-12-20T08:00:00Z\" "
                                "external.iat=\"2021-12-20T08:00:00Z\" "
                                "external.issuerCountryCode=\"AT\"",
                                given_encoded(digest, 8)));
    /* The same signer and dates with another issuer; and a payload without envelope. */
    verdict = certlogic_judge(by, read_signed("good-vaccination.txt"), &request, NULL);
    must(verdict != NULL);
    ck_assert_int_eq(certlogic_verdict_kind_of(verdict), CERTLOGIC_REJECTED);
    ck_assert_ptr_nonnull(strstr(fields_of(verdict), " external.issuerCountryCode=\"CZ\""));
    verdict = certlogic_judge(by, read_certificate(WITH_DN("1")), &request, NULL);
    must(verdict != NULL);
    ck_assert_int_eq(certlogic_verdict_kind_of(verdict), CERTLOGIC_REJECTED);
    ck_assert_str_eq(fields_of(verdict), "external.kid=null");
    certlogic_evaluator_free(by);
    certlogic_rules_free(own);
}
END_TEST

START_TEST(descriptions_in_the_language_asked)
{
    certlogic_judged judged;
    certlogic_request request = usual();
    request.language = "cs";
    ck_assert(certlogic_verdict_rule(judge(WITH_DN("1"), request), 0, &judged));
    ck_assert_str_eq(judged.rule.description, "P\xC5\x99"
                                              "esn\xC4\x9B \"jedna\".");
    request.language = "de";
    ck_assert(certlogic_verdict_rule(judge(WITH_DN("1"), request), 0, &judged));
    ck_assert_str_eq(judged.rule.description, "Just one.");
}
END_TEST

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Returns the verdict as a document, for comparison with a text with ' instead of ". */
static void expect_json(const certlogic_verdict *verdict, const char *expected)
{
    json_error_t error;
    char *text = certlogic_verdict_json(verdict);
    ck_assert_ptr_nonnull(text);
    ck_assert_ptr_null(strchr(text, '\n'));
    json_t *got = json_loads(text, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(got != NULL, "%s: %s", error.text, text);
    json_t *wanted = json_loads(quoted(expected), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(wanted != NULL, "%s", error.text);
    ck_assert_msg(json_equal(got, wanted), "%s\nnot\n%s", text, quoted(expected));
    json_decref(got);
    json_decref(wanted);
    certlogic_free(text);
}

#define STEP(name, result) "{'step':'" name "','result':'" result "'}"
#define ENVELOPE_SKIPPED                                                                           \
    STEP("prefix", "skipped")                                                                      \
    "," STEP("base45", "skipped") "," STEP("inflate", "skipped") "," STEP("cose", "skipped")
#define SIGNED_SKIPPED                                                                             \
    STEP("signature", "skipped") "," STEP("cwt", "skipped") "," STEP("validity", "skipped")
#define SCHEMA_SKIPPED(why) "{'step':'schema','result':'skipped','message':'" why "'}"
#define STEPS_AND(payload, why)                                                                    \
    "[" ENVELOPE_SKIPPED "," SIGNED_SKIPPED "," payload "," SCHEMA_SKIPPED(why) "]"
#define STEPS(payload)                                                                             \
    STEPS_AND(payload, "no schema was asked for; --strict asks for that of the library")
#define COMMON                                                                                     \
    "'verified':false,'revocation':'not-checked','clock':'2022-01-15T12:00:00.500Z','notices':[]," \
    "'kid':null,'alg':null,'issuer':null,'issued_at':null,'expires_at':null,'holder':null,'display':{},"
#define RULE_A(outcome, fields)                                                                        \
    "{'id':'A','version':'1.0.0','type':'Acceptance','certificate_type':'General','outcome':'" outcome \
    "','description':'Just one.','fields':" fields "}"
#define RULE_D                                                                                     \
    "{'id':'D','version':'1.0.0','type':'Invalidation','certificate_type':'General',"              \
    "'outcome':'passed','description':'','fields':"

START_TEST(json_of_an_accepted_certificate)
{
    expect_json(judge(WITH_DN("1"), usual()),
                "{'verdict':'accepted','country':'CZ','decided_by':null,'rules_applied':2," COMMON
                "'rules':[" RULE_A("passed", "{}") "," RULE_D "{}}],"
                                                   "'steps':" STEPS(STEP("payload", "done")) "}");
}
END_TEST

START_TEST(json_with_fields)
{
    certlogic_request request = usual();
    request.fields = true;
    expect_json(judge(WITH_DN("2"), request),
                "{'verdict':'rejected','country':'CZ','decided_by':'A','rules_applied':2," COMMON
                "'rules':[" RULE_A("failed", "{'payload.v.0.dn':2}") "," //
                RULE_D "{'payload.v.0.dn':2}}],'steps':" STEPS(STEP("payload", "done")) "}");
}
END_TEST

START_TEST(json_of_an_open_rule)
{
    certlogic_request request = usual();
    request.region = "PHA";
    const certlogic_verdict *verdict = judge("{'ver':'1.3.0','v':[{'dn':'x'}]}", request);
    certlogic_judged judged;
    ck_assert(certlogic_verdict_rule(verdict, 1, &judged));
    expect_json(
        verdict,
        given_text("{'verdict':'rejected','country':'CZ','decided_by':'A',"
                   "'rules_applied':2," COMMON "'rules':[" RULE_A(
                       "failed",
                       "{}") ","
                             "{'id':'B','version':'1.0.0','type':'Acceptance',"
                             "'certificate_type':'General','outcome':'open','error':{'code':'kind',"
                             "'at':'/Logic/</0','message':'%s'},'description':'','fields':{}}],"
                             "'steps':" STEPS(STEP("payload", "done")) "}",
                   judged.message));
}
END_TEST

START_TEST(json_of_a_certificate_with_a_fault)
{
    certlogic_error error;
    const certlogic_verdict *verdict = judge("{'v':[]}", usual());
    ck_assert(certlogic_verdict_fault(verdict, &error));
    expect_json(
        verdict,
        given_text("{'verdict':'rejected','country':'CZ','decided_by':'payload',"
                   "'rules_applied':0," COMMON "'rules':[],'steps':" STEPS_AND(
                       "{'step':'payload','result':'fault','code':'payload','message':'%s'}",
                       "the payload is none of a certificate") "}",
                   error.message));
}
END_TEST

/* The order of the members matters for people: the verdict comes first. */
START_TEST(json_begins_with_the_verdict)
{
    static const char begin_of[] = "{\"verdict\":\"accepted\",\"verified\":false,\"revocation\":"
                                   "\"not-checked\",\"clock\":";
    char *text = certlogic_verdict_json(judge(WITH_DN("1"), usual()));
    ck_assert_int_eq(strncmp(text, begin_of, sizeof begin_of - 1), 0);
    certlogic_free(text);
}
END_TEST

/* ---- Every rule ------------------------------------------------------------------------------ */

static void note_outcome(void *self, const certlogic_rule *rule, certlogic_outcome outcome,
                         const certlogic_error *error)
{
    ck_assert((error != NULL) == (outcome == CERTLOGIC_RULE_OPEN));
    cl_buffer_printf(self, "%s %s%s%s%s%s\n", rule->id, certlogic_outcome_name(outcome),
                     error != NULL ? " " : "", error != NULL ? error->code : "",
                     error != NULL ? " " : "", error != NULL ? error->at : "");
}

static const char *every_rule(const char *data)
{
    cl_buffer out;
    certlogic_error error;
    const char *json = quoted(data);
    cl_buffer_init(&out);
    if (!certlogic_every_rule(evaluator, json, strlen(json), note_outcome, &out, &error)) {
        ck_assert(!certlogic_every_rule(evaluator, json, strlen(json), note_outcome, &out, NULL));
        ck_assert_str_eq(cl_buffer_text(&out), "");
        return given_text("%s %s", error.code, error.at);
    }
    return given_taken(&out);
}

START_TEST(every_rule_on_data_as_written)
{
    static const char all[] = "D passed\nA passed\nB passed\nC open engine /EngineVersion\n";
    ck_assert_str_eq(every_rule("{'payload':{'v':[{'dn':1}]}}"), all);
    ck_assert_str_eq(every_rule("{'payload':{'v':[{'dn':3},{}],'t':[{}]},'external':{}}"),
                     "D failed\nA failed\nB passed\nC open engine /EngineVersion\n");
    ck_assert_str_eq(every_rule("{}"),
                     "D passed\nA failed\nB open kind /Logic/</0\nC open engine /EngineVersion\n");
    ck_assert_str_eq(every_rule("7"),
                     "D passed\nA failed\nB open kind /Logic/</0\nC open engine /EngineVersion\n");
    ck_assert_str_eq(every_rule("{'payload':"), "json /payload");
    ck_assert_str_eq(every_rule(""), "json ");
    ck_assert_str_eq(every_rule("{'payload':{'v':[{'dn':1}]}}"), all);
}
END_TEST

START_TEST(the_verdict_outlives_every_rule)
{
    certlogic_request request = usual();
    request.fields = true;
    const certlogic_verdict *verdict = judge(WITH_DN("2"), request);
    char *before = certlogic_verdict_json(verdict);
    every_rule("{'payload':{'v':[{'dn':'a longer text than before'}]}}");
    char *after = certlogic_verdict_json(verdict);
    ck_assert_str_eq(before, after);
    certlogic_free(before);
    certlogic_free(after);
}
END_TEST

START_TEST(many_certificates_by_one_evaluator_in_any_order)
{
    static const struct {
        const char *payload;
        certlogic_verdict_kind kind;
    } cases[] = {{WITH_DN("1"), CERTLOGIC_ACCEPTED},      {WITH_DN("2"), CERTLOGIC_REJECTED},
                 {WITH_DN("3"), CERTLOGIC_REJECTED},      {"{'v':[{'dn':1}]}", CERTLOGIC_OPEN},
                 {"{'ver':'1.3.0'}", CERTLOGIC_REJECTED}, {"x", CERTLOGIC_REJECTED}};
    for (unsigned i = 0, at = 0; i < 200; i++, at = (at * 5 + i) % 6)
        ck_assert_int_eq(certlogic_verdict_kind_of(judge(cases[at].payload, usual())),
                         cases[at].kind);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("api judge");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_test(tests, bytes_that_are_no_certificate_make_one_with_a_fault);
    tcase_add_test(tests, names);
    tcase_add_test(tests, an_accepted_certificate);
    tcase_add_test(tests, a_rejected_and_an_open_one);
    tcase_add_test(tests, a_certificate_with_a_fault_is_rejected);
    tcase_add_test(tests, a_request_can_be_wrong);
    tcase_add_test(tests, fields_that_rules_read);
    tcase_add_test(tests, fields_that_are_no_scalars);
    tcase_add_test(tests, rules_read_the_envelope_of_a_signed_certificate);
    tcase_add_test(tests, descriptions_in_the_language_asked);
    tcase_add_test(tests, json_of_an_accepted_certificate);
    tcase_add_test(tests, json_with_fields);
    tcase_add_test(tests, a_certificate_for_people);
    tcase_add_test(tests, clocks_as_they_are_meant);
    tcase_add_test(tests, regions_that_no_rule_has);
    tcase_add_test(tests, json_of_an_open_rule);
    tcase_add_test(tests, json_of_a_certificate_with_a_fault);
    tcase_add_test(tests, json_begins_with_the_verdict);
    tcase_add_test(tests, every_rule_on_data_as_written);
    tcase_add_test(tests, the_verdict_outlives_every_rule);
    tcase_add_test(tests, many_certificates_by_one_evaluator_in_any_order);
    return unit_run();
}
