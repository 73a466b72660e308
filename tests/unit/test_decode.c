/* test_decode.c — decoding through the public functions: the result and code of each step, the
 * leniency of SEMANTICS and its strict counterpart, the envelope, signers, and certificates that
 * outlive their input. Certificates are issued here or made of bytes. */
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buffer.h"
#include "cert/encode.h"
#include "certlogic.h"
#include "support_certs.h"
#include "support_sanitized.h"

/* Returns the steps in one line: a letter each (d done, s skipped, F fault), and the code of the
 * first fault. */
static const char *steps_of(const certlogic_certificate *certificate)
{
    char letters[16] = "";
    const char *code = "";
    for (int i = 0; i < CERTLOGIC_STEPS; i++) {
        certlogic_step_state state;
        must(certlogic_certificate_step(certificate, (certlogic_step)i, &state));
        bool fault = state.result == CERTLOGIC_STEP_FAULT;
        letters[i] = fault ? 'F' : certlogic_step_result_name(state.result)[0];
        if (fault && code[0] == '\0')
            code = state.code;
    }
    return given_text("%s%s%s", letters, code[0] != '\0' ? " " : "", code);
}

static const char *notices_of(const certlogic_certificate *certificate)
{
    const char *all = "";
    certlogic_notice notice;
    for (size_t i = 0; certlogic_certificate_notice(certificate, i, &notice); i++)
        all = given_text("%s%s%s@%s", all, i > 0 ? " " : "", notice.code, notice.at);
    return all;
}

static void expect_steps(const certlogic_decode_options *options, const char *bytes, size_t length,
                         const char *steps)
{
    certlogic_certificate *certificate = given_certificate(options, bytes, length);
    const char *found = steps_of(certificate);
    ck_assert_msg(strcmp(found, steps) == 0, "%.60s: %s, not %s", bytes, found, steps);
    certlogic_certificate_free(certificate);
}

static certlogic_trust *given_trust(const char *name)
{
    certlogic_trust *trust = certlogic_trust_load(
        given_text("%s/tests/certs/%s", top_srcdir(), name), NULL, NULL);
    must(trust != NULL);
    return trust;
}

/* Memory that a sanitizer uses for itself is not measured. */
#ifdef SANITIZED
enum { PEAK_KIB = 65536 };
#else
enum { PEAK_KIB = 1024 };
#endif

/* ---- Inputs ---------------------------------------------------------------------------------- */

START_TEST(inputs_are_told_apart)
{
    expect_steps(NULL, "{\"v\":[{}]}", 10, "sssssssds");
    expect_steps(NULL, " \n{\"v\":[{}]}", 12, "sssssssds");
    expect_steps(NULL, "[]", 2, "sssssssds");
    static const char *const words[] = {"null", "true", "false", "-1.5e3", "\"HC1:\""};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        expect_steps(NULL, words[i], strlen(words[i]), "sssssssds");
    expect_steps(NULL, "nul", 3, "Fssssssss prefix");
    expect_steps(NULL, "1\0", 2, "Fssssssss prefix");
    expect_steps(NULL, "{\"v\":", 5, "sssssssFs json");
    expect_steps(NULL, "\xA1\x61v\x81\xA0", 5, "sssssssds");
    expect_steps(NULL, "\xA1\x61v\x81\xA0\0", 6, "sssssssFs cbor");
    expect_steps(NULL, "\xD2\x84\x40\xA0\x40\x40", 6, "sssdsFsss cbor");
    expect_steps(NULL, "\x84\x40\xA0\xF6\x40", 5, "sssFsssss cose");
    expect_steps(NULL, "", 0, "Fssssssss empty");
    expect_steps(NULL, " \t\r\n\v\f ", 7, "Fssssssss empty");
    expect_steps(NULL, "HC2:6BF", 7, "Fssssssss foreign");
    expect_steps(NULL, "HC1:", 4, "ddFssssss inflate-cut");
    expect_steps(NULL, "HC1:bb8", 7, "dFsssssss base45");
    expect_steps(NULL, "  HC1:BB8\n", 10, "ddFssssss inflate");
    certlogic_decode_options json = {.input = CERTLOGIC_INPUT_JSON};
    expect_steps(&json, "HC1:", 4, "sssssssFs json");
    certlogic_decode_options text = {.input = CERTLOGIC_INPUT_TEXT};
    expect_steps(&text, "{}", 2, "Fssssssss prefix");
}
END_TEST

/* The notice for each form, its fault with `strict`, and bytes that are no byte order mark. */
START_TEST(one_byte_order_mark_before_a_certificate)
{
#define MARK "\xEF\xBB\xBF"
    static const struct {
        const char *bytes;
        size_t length;
        const char *steps, *strict;
    } inputs[] = {
        {MARK "{\"v\":[{}]}", 13, "sssssssds", "sssssssFs byte-order-mark"},
        {MARK " {\"v\":[{}]}", 14, "sssssssds", "sssssssFs byte-order-mark"},
        {MARK "\xA1\x61v\x81\xA0", 8, "sssssssds", "sssssssFs byte-order-mark"},
        {MARK "\x84\x40\xA0\x40\x40", 8, "sssdsFsss cbor", "sssFsssss byte-order-mark"},
        {MARK "\n HC1:bb8", 12, "dFsssssss base45", "Fssssssss byte-order-mark"},
        {MARK, 3, "Fssssssss empty", "Fssssssss byte-order-mark"},
    };
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++) {
        certlogic_certificate *c = given_certificate(NULL, inputs[i].bytes, inputs[i].length);
        ck_assert_str_eq(steps_of(c), inputs[i].steps);
        certlogic_notice notice;
        must(certlogic_certificate_notice(c, 0, &notice));
        ck_assert_str_eq(notice.code, "byte-order-mark");
        ck_assert_str_eq(notice.at, "");
        ck_assert_str_eq(notice.message, "a byte order mark before the certificate");
        certlogic_certificate_free(c);
        certlogic_decode_options strict = {.strict = true};
        expect_steps(&strict, inputs[i].bytes, inputs[i].length, inputs[i].strict);
    }
    expect_steps(NULL, MARK MARK "{}", 8, "Fssssssss prefix");
    expect_steps(NULL, " " MARK "{}", 6, "Fssssssss prefix");
    expect_steps(NULL, "HC1:" MARK, 7, "dFsssssss base45");
    expect_steps(NULL, "\xEF\xBB", 2, "Fssssssss prefix");
#undef MARK
}
END_TEST

/* The same before a record: its members are found, and there is one notice. */
START_TEST(one_byte_order_mark_before_a_record)
{
    static const char *const records[] = {
        "\xEF\xBB\xBF{\"id\":7,\"payload\":{\"v\":[{}]}}",
        "\xEF\xBB\xBF {\"x\":0,\"payload\":{\"v\":[{}]},\"id\":7}",
    };
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    must(decoder != NULL);
    certlogic_certificate *c = certlogic_decoder_read(decoder, "{}", 2, NULL);
    must(c != NULL);
    for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
        certlogic_record record;
        must(certlogic_decoder_record(decoder, records[i], strlen(records[i]), c, &record, NULL));
        ck_assert_str_eq(steps_of(c), "sssssssds");
        ck_assert_str_eq(notices_of(c), "byte-order-mark@");
        ck_assert_uint_eq(record.id_length, 1);
        ck_assert_int_eq(record.id[0], '7');
    }
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
}
END_TEST

/* With `strict` the mark is a fault, as before a payload alone; the id is still known. */
START_TEST(a_byte_order_mark_before_a_record_with_strict)
{
    const char *records[] = {"\xEF\xBB\xBF{\"id\":7,\"payload\":{\"v\":[{}]}}",
                             "\xEF\xBB\xBF{\"v\":[{}]}"};
    certlogic_decoder *decoder = certlogic_decoder_new(&(certlogic_decode_options){.strict = true},
                                                       NULL);
    must(decoder != NULL);
    certlogic_certificate *c = certlogic_decoder_read(decoder, "{}", 2, NULL);
    must(c != NULL);
    for (int i = 0; i < 2; i++) {
        certlogic_record record;
        certlogic_error error;
        must(certlogic_decoder_record(decoder, records[i], strlen(records[i]), c, &record, NULL));
        ck_assert_str_eq(steps_of(c), "sssssssFs byte-order-mark");
        ck_assert(!certlogic_certificate_decoded(c, &error));
        ck_assert_str_eq(error.code, "byte-order-mark");
        ck_assert_str_eq(error.at, "");
        ck_assert_uint_eq(record.id_length, i == 0 ? 1 : 0);
    }
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
}
END_TEST

/* The members of a record are found in every spelling and order, and between others. The fourth id
 * is in a member of another member. */
START_TEST(members_of_a_record)
{
    static const struct {
        const char *record, *id;
        bool external;
    } cases[] = {
        {"{\"id\":\"a\\\"b\",\"payload\":{\"v\":[{}]}}", "\"a\\\"b\"", false},
        {"{ \"payload\" : {\"v\":[{}]} , \"id\" : -12 }", "-12", false},
        {"{\"x\":[{},[]],\"\\u0070ayl\\u006Fad\":{\"v\":[{}]},\"\\u0069d\":0,\"external\":{}}", "0",
         true},
        {"{\"payload\":{\"v\":[{}]},\"x\":{\"id\":7,\"external\":{}}}", NULL, false},
        {"{\"payload\":{\"v\":[{}]},\"id\\u0000\":7,\"i\":1,\"idd\":2}", NULL, false},
    };
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    must(decoder != NULL);
    certlogic_certificate *c = certlogic_decoder_read(decoder, "{}", 2, NULL);
    must(c != NULL);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *bytes = cases[i].record;
        certlogic_record record;
        must(certlogic_decoder_record(decoder, bytes, strlen(bytes), c, &record, NULL));
        ck_assert_msg(strcmp(steps_of(c), "sssssssds") == 0, "%s: %s", bytes, steps_of(c));
        ck_assert_int_eq(record.external, cases[i].external);
        ck_assert_int_eq(record.id != NULL, cases[i].id != NULL);
        if (record.id == NULL)
            continue;
        ck_assert_uint_eq(record.id_length, strlen(cases[i].id));
        ck_assert_mem_eq(record.id, cases[i].id, record.id_length);
        ck_assert_msg(record.id > bytes && record.id < bytes + strlen(bytes), "%s", bytes);
    }
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
}
END_TEST

START_TEST(texts_at_their_limit_and_beyond)
{
    const char *longest = given_text("HC1:%s", given_repeated("0", CL_MAX_HC1 - 4));
    expect_steps(NULL, longest, CL_MAX_HC1, "dFsssssss base45");
    longest = given_text("HC1:%s", given_repeated("0", CL_MAX_HC1 - 3));
    expect_steps(NULL, longest, CL_MAX_HC1 + 1, "dFsssssss limit-size");
}
END_TEST

/* The text inflates to some hundred bytes. */
START_TEST(texts_that_inflate_beyond_what_is_asked_for)
{
    size_t length;
    const char *text = given_certs_file("good-vaccination.txt", &length);
    expect_steps(&(certlogic_decode_options){.most_inflated = 64}, text, length,
                 "ddFssssss inflate-size");
    expect_steps(&(certlogic_decode_options){.most_inflated = SIZE_MAX}, text, length,
                 "dddds"
                 "dsds");
}
END_TEST

START_TEST(what_is_not_compressed)
{
    size_t length;
    const char *bare = given_certs_file("unsupported-uncompressed.txt", &length);
    expect_steps(NULL, bare, length, "ddFssssss uncompressed");
    certlogic_decode_options allowed = {.allow_uncompressed = true};
    expect_steps(&allowed, bare, length, "ddsdsdsds");
    bare = given_certs_file("good-vaccination.txt", &length);
    expect_steps(&allowed, bare, length,
                 "dddds"
                 "dsds");
}
END_TEST

/* ---- Trust ----------------------------------------------------------------------------------- */

START_TEST(certificates_of_the_tests)
{
    static const struct {
        const char *name, *steps;
    } files[] = {
        {"good-vaccination", "dddddddds"},
        {"good-test", "dddddddds"},
        {"good-recovery", "dddddddds"},
        {"good-ps256", "dddddddds"},
        {"good-vaccination-only", "dddddddds"},
        {"good-test-only", "dddddddds"},
        {"good-recovery-only", "dddddddds"},
        {"good-untagged", "dddddddds"},
        {"good-tag-61", "dddddddds"},
        {"good-indefinite", "dddddddds"},
        {"good-white-space", "dddddddds"},
        {"good-kid-unprotected", "dddddddds"},
        {"good-fractional-claims", "dddddddds"},
        {"bad-no-kid", "ddddFssss untrusted"},
        {"bad-unknown-kid", "ddddFssss untrusted"},
        {"bad-ca-as-signer", "ddddFssss untrusted"},
        {"bad-no-alg", "ddddFssss algorithm"},
        {"bad-algorithm", "ddddFssss algorithm"},
        {"bad-tampered", "ddddFssss signature"},
        {"bad-wrong-key", "ddddFssss signature"},
        {"bad-no-exp", "dddddFsss cwt"},
        {"bad-iat-text", "dddddFsss cwt"},
        {"bad-no-health", "dddddFsss cwt"},
        {"bad-trailing", "dddddFsss cbor"},
        {"bad-tag-17", "dddFsssss cose"},
        {"bad-expired", "ddddddFds expired"},
        {"bad-not-yet-valid", "ddddddFds not-yet-valid"},
        {"bad-use", "ddddddFds key-usage"},
        {"bad-key-twice", "ddddddd"
                          "Fs cbor-key"},
        {"bad-utf-8", "dddddddFs cbor-utf8"},
    };
    certlogic_trust *trust = given_trust("keys");
    certlogic_decode_options options = {.trust = trust, .clock = "2022-01-15T12:00:00Z"};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t length;
        const char *text = given_certs_file(given_text("%s.txt", files[i].name), &length);
        certlogic_certificate *certificate = given_certificate(&options, text, length);
        const char *steps = steps_of(certificate);
        ck_assert_msg(strcmp(steps, files[i].steps) == 0, "%s: %s", files[i].name, steps);
        certlogic_certificate_free(certificate);
    }
    certlogic_trust_free(trust);
}
END_TEST

/* SEMANTICS, "Signers". The signer of good-beyond-signer ended on 2022-01-01. */
START_TEST(signers)
{
    size_t length;
    certlogic_trust *trust = given_trust("odd");
    certlogic_decode_options options = {.trust = trust, .clock = "2021-12-25"};
    const char *text = given_certs_file("good-beyond-signer.txt", &length);
    certlogic_certificate *certificate = given_certificate(&options, text, length);
    ck_assert_str_eq(steps_of(certificate), "dddddddds");
    ck_assert_str_eq(notices_of(certificate), "signer-expiry@");
    certlogic_certificate_free(certificate);
    options.clock = "2022-01-15T12:00:00Z";
    expect_steps(&options, text, length, "ddddddFds signer-validity");
    options.clock = "2021-12-25";
    options.strict = true;
    expect_steps(&options, text, length, "ddddddFdd signer-expiry");
    certlogic_trust_free(trust);

    trust = given_trust("keys");
    options = (certlogic_decode_options){.trust = trust};
    text = given_certs_file("good-issuer-country.txt", &length);
    certificate = given_certificate(&options, text, length);
    ck_assert_str_eq(steps_of(certificate), "ddddddsds");
    ck_assert_str_eq(notices_of(certificate), "issuer-country@");
    certlogic_facts facts;
    certlogic_certificate_facts(certificate, &facts);
    ck_assert_str_eq(facts.country, "AT");
    certlogic_certificate_free(certificate);
    options.strict = true;
    expect_steps(&options, text, length, "ddddddFdd issuer-country");
    text = given_certs_file("good-alg-unprotected.txt", &length);
    expect_steps(&options, text, length, "dddFsssss alg-unprotected");
    certlogic_trust_free(trust);
}
END_TEST

/* Returns a text issued by the signer of tests/certs/greece, in the name of a country. */
static char *issued_by_greece(const char *country)
{
    size_t key_length, certificate_length, payload_length;
    const char *key = given_certs_file("private/greece.key", &key_length);
    const char *certificate = given_certs_file("greece/greece.pem", &certificate_length);
    const char *payload = given_certs_file("payloads/recovery.json", &payload_length);
    certlogic_issue_options options = {.key = key,
                                       .key_length = key_length,
                                       .certificate = certificate,
                                       .certificate_length = certificate_length,
                                       .country = country,
                                       .issued = "2021-12-20",
                                       .expires = "2022-12-20"};
    char *text = certlogic_issue(payload, payload_length, &options, NULL);
    must(text != NULL);
    return text;
}

/* GR and EL are one country. A signer of another country than the issuer is a notice. */
START_TEST(two_codes_of_one_country)
{
    static const struct {
        const char *country, *notices;
    } issuers[] = {{"GR", ""}, {"EL", ""}, {NULL, ""}, {"EE", "issuer-country@"}};
    certlogic_trust *trust = given_trust("greece");
    for (size_t i = 0; i < sizeof issuers / sizeof *issuers; i++) {
        certlogic_decode_options options = {.trust = trust};
        char *text = issued_by_greece(issuers[i].country);
        certlogic_certificate *certificate = given_certificate(&options, text, strlen(text));
        ck_assert_str_eq(steps_of(certificate), "ddddddsds");
        ck_assert_str_eq(notices_of(certificate), issuers[i].notices);
        certlogic_certificate_free(certificate);
        certlogic_free(text);
    }
    certlogic_trust_free(trust);
}
END_TEST

/* Claims and headers that few envelopes have. */
START_TEST(headers_and_claims_that_are_rare)
{
    static const struct {
        const char *name, *clock, *steps, *notices;
    } files[] = {
        {"good-kid-twice", NULL, "ddddddsds", "kid-twice@"},
        {"good-empty-map", NULL, "ddddddsds", "alg-unprotected@"},
        {"good-empty-map-as-sent", NULL, "ddddddsds", "alg-unprotected@"},
        {"good-not-before", "2021-12-20T08:00:00.499Z", "ddddddFds not-yet-valid", ""},
        {"good-not-before", "2021-12-20T08:00:00.500Z", "dddddddds", ""},
        {"bad-not-before", "2022-02-01T07:59:59.999Z", "ddddddFds not-yet-valid", ""},
        {"bad-not-before", "2022-02-01T08:00:00Z", "dddddddds", ""},
        {"bad-alg-text", NULL, "ddddFssss algorithm", ""},
        {"bad-crit-unprotected", NULL, "dddFsssss cose", ""},
    };
    certlogic_trust *trust = given_trust("keys");
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        size_t length;
        certlogic_decode_options options = {.trust = trust, .clock = files[i].clock};
        const char *text = given_certs_file(given_text("%s.txt", files[i].name), &length);
        certlogic_certificate *c = given_certificate(&options, text, length);
        certlogic_facts facts;
        certlogic_certificate_facts(c, &facts);
        ck_assert_msg(strcmp(steps_of(c), files[i].steps) == 0, "%s: %s", files[i].name,
                      steps_of(c));
        ck_assert_str_eq(notices_of(c), files[i].notices);
        const char *from = strcmp(files[i].name, "bad-not-before") == 0    ? "2022-02-01T08:00:00Z"
                           : strcmp(files[i].name, "good-not-before") == 0 ? "2021-12-20T08:00:00Z"
                                                                           : "";
        ck_assert_str_eq(facts.not_before, from);
        ck_assert_str_eq(facts.alg, i == 8 ? "" : "ES256");
        certlogic_certificate_free(c);
    }
    certlogic_trust_free(trust);
    /* An issuer that does not fit is cut between characters. */
    static const char long_issuer[] =
        "\x84\x40\xA0\x58\x64\xA4\x01\x78\x52"
        "1234567890123456789012345678901234567890123456789012345678901234567890123456789"
        "\xC4\x8D!"
        "\x04\x1A\x62\0\0\0\x06\x00\x39\x01\x03\xA1\x01\xA0\x40";
    certlogic_certificate *issued = given_certificate(NULL, long_issuer, sizeof long_issuer - 1);
    certlogic_facts facts;
    certlogic_certificate_facts(issued, &facts);
    ck_assert_str_eq(steps_of(issued), "sssdsdsds");
    ck_assert_uint_eq(strlen(facts.issuer), 79);
    certlogic_certificate_free(issued);
    /* If alg is a text, its first whole characters are shown. */
    static const char frame[] = "\x84\x58\x1D\xA1\x01\x78\x19"
                                "12345678901234567890\xC4\x8D\xC4\x8D\x61\xA0\x40\x40";
    certlogic_certificate *c = given_certificate(NULL, frame, sizeof frame - 1);
    certlogic_certificate_facts(c, &facts);
    ck_assert_str_eq(facts.alg, "12345678901234567890\xC4\x8D");
    certlogic_certificate_free(c);
}
END_TEST

/* A certificate refers neither to the trust store nor to the bytes it was read from. */
START_TEST(a_certificate_stands_alone)
{
    size_t length;
    certlogic_facts facts;
    certlogic_trust *trust = given_trust("keys");
    certlogic_decode_options options = {.trust = trust};
    const char *text = given_certs_file("good-vaccination.txt", &length);
    char *copy = malloc(length);
    must(copy != NULL);
    memcpy(copy, text, length);
    certlogic_certificate *certificate = given_certificate(&options, copy, length);
    memset(copy, 'x', length);
    free(copy);
    certlogic_trust_free(trust);
    certlogic_certificate_facts(certificate, &facts);
    ck_assert(facts.enveloped && facts.verified);
    ck_assert_str_eq(facts.alg, "ES256");
    ck_assert_str_eq(facts.issuer, "CZ");
    ck_assert_str_eq(facts.country, "CZ");
    ck_assert_str_eq(facts.issued_at, "2021-12-20T08:00:00Z");
    ck_assert_str_eq(facts.expires_at, "2022-12-20T08:00:00Z");
    char *json = certlogic_certificate_json(certificate);
    ck_assert_ptr_nonnull(strstr(json, "\"ok\":true,\"verified\":true,\"revocation\":"
                                       "\"not-checked\""));
    certlogic_free(json);
    certlogic_certificate_free(certificate);
}
END_TEST

/* If the payload was read, the step gives the reason why the schema was not checked. */
static void expect_schema_skipped(const char *payload, const char *why)
{
    certlogic_step_state step;
    certlogic_certificate *certificate = given_certificate(NULL, payload, strlen(payload));
    must(certlogic_certificate_step(certificate, CERTLOGIC_STEP_SCHEMA, &step));
    ck_assert_int_eq(step.result, CERTLOGIC_STEP_SKIPPED);
    ck_assert_pstr_eq(step.message, why);
    certlogic_certificate_free(certificate);
}

/* `strict` also checks the schema of payloads. */
START_TEST(the_schema)
{
    size_t length;
    certlogic_trust *trust = given_trust("keys");
    certlogic_decode_options options = {.trust = trust, .clock = "2022-01-15", .strict = true};
    const char *text = given_certs_file("good-vaccination.txt", &length);
    expect_steps(&options, text, length, "ddddddddd");
    const char *payload = quoted(
        "{'ver':'1.3.0','nam':{'fnt':'A'},'dob':'1979-04-14',"
        "'r':[{'tg':'840539006','co':'CZ','is':'x','ci':'URN:UVCI:01:CZ:1',"
        "'fr':'2021-12-01','df':'2021-12-12'}]}");
    expect_steps(&options, payload, strlen(payload), "ssssFssss untrusted");
    options.allow_unsigned = true;
    certlogic_certificate *certificate = given_certificate(&options, payload, strlen(payload));
    certlogic_step_state step;
    ck_assert_str_eq(steps_of(certificate), "sssssssdF schema");
    ck_assert(!certlogic_certificate_ok(certificate));
    must(certlogic_certificate_step(certificate, CERTLOGIC_STEP_SCHEMA, &step));
    ck_assert_str_eq(step.message, "required: lacks the member \"du\"");
    ck_assert_str_eq(step.at, "/r/0/du");
    must(certlogic_certificate_step(certificate, CERTLOGIC_STEP_PAYLOAD, &step));
    ck_assert_ptr_null(step.at);
    certlogic_certificate_free(certificate);
    expect_schema_skipped(payload,
                          "no schema was asked for; --strict asks for that of the library");
    expect_schema_skipped("{\"v\":[]}", "the payload is none of a certificate");
    expect_schema_skipped("{\"v\":", NULL); /* the step before gives the reason */
    certlogic_trust_free(trust);
}
END_TEST

/* If signers are given, a payload that no signer has signed is untrusted. Bytes that are not JSON
 * or CBOR are undecodable. */
START_TEST(payloads_without_envelope)
{
    static const struct {
        const char *bytes;
        size_t length;
        const char *refused, *allowed;
    } cases[] = {
        {"{\"v\":[{}]}", 10, "ssssFssss untrusted", "sssssssds"},
        {" {}", 3, "ssssFssss untrusted", "sssssssds"},
        {"[7]", 3, "ssssFssss untrusted", "sssssssds"},
        {"null", 4, "ssssFssss untrusted", "sssssssds"},
        {"\xA0", 1, "ssssFssss untrusted", "sssssssds"},
        {"\xA1\x61v\x81\xA0", 5, "ssssFssss untrusted", "sssssssds"},
        {"{\"v\":", 5, "sssssssFs json", "sssssssFs json"},
        {"{\"v\":1,\"v\":1}", 13, "sssssssFs json-key", "sssssssFs json-key"},
        {"\xA1\x61v", 3, "sssssssFs cbor", "sssssssFs cbor"},
    };
    certlogic_trust *trust = given_trust("keys");
    certlogic_decode_options options = {.trust = trust};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        options.allow_unsigned = false;
        expect_steps(&options, cases[i].bytes, cases[i].length, cases[i].refused);
        options.allow_unsigned = true;
        expect_steps(&options, cases[i].bytes, cases[i].length, cases[i].allowed);
        expect_steps(NULL, cases[i].bytes, cases[i].length, cases[i].allowed);
    }
    certlogic_certificate *certificate = given_certificate(&options, "{\"v\":[{}]}", 10);
    certlogic_step_state step;
    must(certlogic_certificate_step(certificate, CERTLOGIC_STEP_SIGNATURE, &step));
    ck_assert_str_eq(step.message, "unverified: a payload without signature, which was allowed");
    ck_assert(!certlogic_certificate_verified(certificate));
    certlogic_certificate_free(certificate);
    certlogic_trust_free(trust);
}
END_TEST

/* ---- Leniency -------------------------------------------------------------------------------- */

/* A payload as JSON, and the same as CBOR: notices, values and strictness are the same. */
static void expect_lenient(const char *json, const char *kept, const char *notices)
{
    json = quoted(json);
    cl_value value = given_json(json);
    cl_buffer cbor;
    cl_buffer_init(&cbor);
    must(cl_encode_value(&cbor, &value, NULL));
    const char *inputs[] = {json, cbor.data};
    size_t lengths[] = {strlen(json), cbor.length};
    for (int i = 0; i < 2; i++) {
        certlogic_certificate *certificate = given_certificate(NULL, inputs[i], lengths[i]);
        ck_assert_str_eq(steps_of(certificate), "sssssssds");
        if (i == 0) /* the encoder sorts keys, and writes 2.0 as 2 */
            ck_assert_str_eq(notices_of(certificate), notices);
        char *payload = certlogic_certificate_payload(certificate);
        if (i == 0)
            ck_assert_str_eq(payload, quoted(kept));
        certlogic_free(payload);
        certlogic_certificate_free(certificate);
    }
    cl_buffer_free(&cbor);
    certlogic_decode_options strict = {.strict = true};
    certlogic_certificate *certificate = given_certificate(&strict, json, strlen(json));
    const char *first = given_text("%.*s", (int)strcspn(notices, "@"), notices);
    ck_assert_str_eq(steps_of(certificate), notices[0] != '\0'
                                                ? given_text("sssssssFs %s", first)
                                                : "sssssssdF schema"); /* it is a fragment */
    certlogic_error error = {.code = ""};
    if (notices[0] != '\0' && !certlogic_certificate_decoded(certificate, &error)) {
        const char *at = strchr(notices, '@') + 1;
        ck_assert_str_eq(error.at, given_text("%.*s", (int)strcspn(at, " "), at));
    }
    certlogic_certificate_free(certificate);
}

START_TEST(leniency)
{
    expect_lenient("{'ver':'1.3.0','v':[{'dn':1,'sd':9}]}", "{'ver':'1.3.0','v':[{'dn':1,'sd':9}]}",
                   "");
    expect_lenient("{'ver':' 1.3.0','v':[{'mp':'x\\t\\n','ma':' ','tg':' a b '}]}",
                   "{'ver':'1.3.0','v':[{'mp':'x','ma':'','tg':'a b'}]}",
                   "trimmed@/ver trimmed@/v/0/mp trimmed@/v/0/ma trimmed@/v/0/tg");
    expect_lenient("{'v':null,'t':[{}],'r':null}", "{'t':[{}]}", "null-group@/v null-group@/r");
    expect_lenient("{'nam':null,'v':[{'mp':null}],'dob':''}", "{'v':[{}],'dob':''}",
                   "null-member@/nam null-member@/v/0/mp");
    expect_lenient("{'v':[{'dn':2.0,'sd':2e0}]}", "{'v':[{'dn':2,'sd':2}]}",
                   "whole-float@/v/0/dn whole-float@/v/0/sd");
    expect_lenient("{'v':[{'dn':0,'sd':10}]}", "{'v':[{'dn':0,'sd':10}]}",
                   "dose-range@/v/0/dn dose-range@/v/0/sd");
    expect_lenient("{'nam':{'fnt':'NOVAK<A','gnt':'Jan','fn':'Nov\xC3\xA1k'},'t':[{}]}",
                   "{'nam':{'fnt':'NOVAK<A','gnt':'Jan','fn':'Nov\xC3\xA1k'},'t':[{}]}",
                   "name-pattern@/nam/gnt");
    expect_lenient("{'x':[null,{'dn':99}],'nam':{'y':1},'r':[{'dn':0}]}",
                   "{'x':[null,{'dn':99}],'nam':{'y':1},'r':[{'dn':0}]}",
                   "unknown-member@/x unknown-member@/nam/y unknown-member@/r/0/dn");
}
END_TEST

START_TEST(forms_of_dates)
{
    static const struct {
        const char *member, *value;
        bool good;
    } dates[] = {
        {"dob", "", true},
        {"dob", "1979", true},
        {"dob", "1979-04", true},
        {"dob", "2009-04-14", true},
        {"dob", "1879-04-14", false},
        {"dob", "1979-04-1", false},
        {"dob", "1979-04-14T00:00:00", false},
        {"dt", "2021-10-01", true},
        {"dt", "2021-10", false},
        {"dt", "2021-10-01T00:00:00", false},
        {"sc", "2021-10-01T09:00:00Z", true},
        {"sc", "2021-10-01T09:00:00.125+02:00", true},
        {"sc", "2021-10-01T09:00:00+0200", true},
        {"sc", "2021-10-01T09:00:00-02", true},
        {"sc", "2021-10-01T09:00:00-02:00", true},
        {"sc", "2021-10-01T09:00:00.5+02", true},
        {"sc", "2021-10-01T09:00:00+2", false},
        {"sc", "2021-10-01T09:00:00+02:", false},
        {"sc", "2021-10-01T09:00:00+02:0", false},
        {"sc", "2021-10-01T09:00:00+020", false},
        {"sc", "2021-10-01T09:00:00+02000", false},
        {"sc", "2021-10-01T09:00:00+02-00", false},
        {"sc", "2021-10-01T09:00:00+0x00", false},
        {"sc", "2021-10-01T09:00:00 0200", false},
        {"sc", "2021-10-01T09:00:00z", false},
        {"sc", "2021-10-01T09:00:00Z0", false},
        {"sc", "2021-10-01T09:00:00", false},
        {"sc", "2021-10-01T09:00:00.Z", false},
        {"sc", "2021-10-01", false},
        {"du", "2021-10-01", true},
        {"du", "2021-1-01", false},
        {"fr", "", false},
        {"df", "next day", false},
    };
    for (size_t i = 0; i < sizeof dates / sizeof *dates; i++) {
        const char *member = dates[i].member;
        char group = member[0] == 's' ? 't' : member[1] == 't' ? 'v' : 'r';
        bool birth = strcmp(member, "dob") == 0;
        const char *json = birth
                               ? given_text("{'dob':'%s','v':[{}]}", dates[i].value)
                               : given_text("{'%c':[{'%s':'%s'}]}", group, member, dates[i].value);
        const char *at = birth ? "/dob" : given_text("/%c/0/%s", group, member);
        expect_lenient(json, json, dates[i].good ? "" : given_text("date-pattern@%s", at));
    }
}
END_TEST

START_TEST(notices_at_their_limit_and_beyond)
{
    const char *many = given_text("{\"v\":[{}]%s}", given_repeated(",\"x\":[null,2.0]", 1));
    for (int count = 64; count <= 65; count++) {
        const char *items = given_repeated("2.0,", (size_t)count - 2);
        many = given_text("{\"v\":[{}],\"x\":[%s2.0]}", items);
        certlogic_certificate *certificate = given_certificate(NULL, many, strlen(many));
        certlogic_notice notice;
        ck_assert(certlogic_certificate_notice(certificate, 63, &notice));
        ck_assert(!certlogic_certificate_notice(certificate, 64, &notice));
        certlogic_certificate_free(certificate);
    }
}
END_TEST

/* A payload that decodes but has not exactly one entry is a notice here and a fault with strict;
 * every verdict rejects it. */
START_TEST(malformed_payloads)
{
    certlogic_certificate *certificate = given_certificate(NULL, "{\"v\":[{},{}]}", 13);
    ck_assert_str_eq(steps_of(certificate), "sssssssds");
    ck_assert_str_eq(notices_of(certificate), "payload@/v");
    certlogic_certificate_free(certificate);
    certlogic_decode_options strict = {.strict = true};
    expect_steps(&strict, "{\"v\":[{},{}]}", 13, "sssssssFs payload");
}
END_TEST

/* ---- What refusing costs --------------------------------------------------------------------- */

/* Returns the text of so many zeros. Another process makes it, because its memory is not
 * measured. */
static size_t bomb_of(size_t zeros, char *text, size_t room)
{
    int ends[2];
    size_t length = 0;
    ssize_t got;
    must(pipe(ends) == 0);
    pid_t maker = fork();
    must(maker >= 0);
    if (maker == 0) {
        cl_buffer packed, coded;
        cl_buffer_init(&packed);
        cl_buffer_init(&coded);
        char *bytes = calloc(zeros, 1);
        bool made = bytes != NULL && cl_encode_zlib(&packed, bytes, zeros, NULL);
        cl_buffer_puts(&coded, "HC1:");
        cl_encode_base45(&coded, packed.data, packed.length);
        made = made && write(ends[1], coded.data, coded.length) == (ssize_t)coded.length;
        _exit(made ? 0 : 1);
    }
    close(ends[1]);
    while ((got = read(ends[0], text + length, room - length)) > 0)
        length += (size_t)got;
    close(ends[0]);
    must(waitpid(maker, NULL, 0) == maker);
    return length;
}

static long peak(void)
{
    struct rusage usage;
    must(getrusage(RUSAGE_SELF, &usage) == 0);
    return usage.ru_maxrss; /* KiB */
}

/* A bomb of 16 MiB, one that fills a QR code, and a head that announces 2^60 items: each is refused
 * with less than a mebibyte of memory, including the decoder. */
START_TEST(refusing_is_cheap)
{
    static char text[CL_MAX_HC1];
    static const char announced[] = "\xD2\x9B\x10\0\0\0\0\0\0\0\x40";
    memset(text, 'x', sizeof text); /* its pages are mapped before the measurement */
    size_t length = bomb_of((size_t)16 << 20, text, sizeof text);
    ck_assert_uint_gt(length, 10000);
    long before = peak();
    expect_steps(NULL, text, length, "ddFssssss inflate-size");
    length = bomb_of((size_t)2740 << 10, text, sizeof text);
    ck_assert_uint_gt(length, 3000);
    ck_assert_uint_lt(length, 4297);
    expect_steps(NULL, text, length, "ddFssssss inflate-size");
    expect_steps(NULL, announced, sizeof announced - 1, "sssFsssss cbor");
    expect_steps(NULL, "\xBB\x10\0\0\0\0\0\0\0\x60", 10, "sssssssFs cbor");
    ck_assert_msg(peak() - before <= PEAK_KIB, "%ld KiB", peak() - before);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("decode");
    tcase_add_test(tests, inputs_are_told_apart);
    tcase_add_test(tests, one_byte_order_mark_before_a_certificate);
    tcase_add_test(tests, one_byte_order_mark_before_a_record);
    tcase_add_test(tests, a_byte_order_mark_before_a_record_with_strict);
    tcase_add_test(tests, members_of_a_record);
    tcase_add_test(tests, texts_at_their_limit_and_beyond);
    tcase_add_test(tests, texts_that_inflate_beyond_what_is_asked_for);
    tcase_add_test(tests, what_is_not_compressed);
    tcase_add_test(tests, certificates_of_the_tests);
    tcase_add_test(tests, signers);
    tcase_add_test(tests, two_codes_of_one_country);
    tcase_add_test(tests, headers_and_claims_that_are_rare);
    tcase_add_test(tests, a_certificate_stands_alone);
    tcase_add_test(tests, the_schema);
    tcase_add_test(tests, payloads_without_envelope);
    tcase_add_test(tests, leniency);
    tcase_add_test(tests, forms_of_dates);
    tcase_add_test(tests, notices_at_their_limit_and_beyond);
    tcase_add_test(tests, malformed_payloads);
    tcase_add_test(tests, refusing_is_cheap);
    return unit_run();
}
