/* test_decode_odd.c — envelopes that no issuer makes: headers, kids and issuers that are odd,
 * several keys with one kid, and several faults at once. Each is made here of bytes, or signed by a
 * key of tests/certs. */
#include "cert/decode.h"
#include "cert/encode.h"
#include "certlogic.h"
#include "support_certs.h"
#include "support_wire.h"

/* The kid of keys/es256.pem. */
#define KID "fea314b275aabaac"

static const certlogic_trust *trusted;

static certlogic_trust *given_trust(const char *name)
{
    certlogic_trust *trust = certlogic_trust_load(
        given_text("%s/tests/certs/%s", top_srcdir(), name), NULL, NULL);
    must(trust != NULL);
    return trust;
}

/* The step is a fault with this code and message, and no step behind it is done. */
static void expect_fault(const certlogic_decode_options *options, const void *bytes, size_t length,
                         certlogic_step step, const char *code, const char *message)
{
    certlogic_step_state state;
    certlogic_certificate *it = given_certificate(options, bytes, length);
    must(certlogic_certificate_step(it, step, &state));
    ck_assert_msg(state.result == CERTLOGIC_STEP_FAULT, "%s: no fault", message);
    ck_assert_str_eq(state.code, code);
    ck_assert_str_eq(state.message, message);
    for (int i = (int)step + 1; i < CERTLOGIC_STEPS; i++) {
        must(certlogic_certificate_step(it, (certlogic_step)i, &state));
        ck_assert_int_eq(state.result, CERTLOGIC_STEP_SKIPPED);
    }
    ck_assert(!certlogic_certificate_verified(it));
    certlogic_certificate_free(it);
}

static const char *first_notice(const certlogic_certificate *it)
{
    certlogic_notice notice;
    return certlogic_certificate_notice(it, 0, &notice) ? notice.code : "";
}

/* ---- Headers --------------------------------------------------------------------------------- */

/* Headers and signature, with an empty payload, by the keys of tests/certs/keys. */
START_TEST(headers_that_name_no_key)
{
    static const char zeros[] = "00000000000000000000000000000000";
    const char *longest = given_repeated("41", CL_MAX_KID);
    const struct {
        const char *frame, *code, *message;
    } rows[] = {
        {"844da201270448" KID "a04040", "algorithm",
         "the header alg is -8; expected the number -7 (ES256) or -37 (PS256)"},
        {"844da201240448" KID "a04040", "algorithm",
         "the header alg is -5; expected the number -7 (ES256) or -37 (PS256)"},
        {"8445a201260440a04040", "untrusted", "there is no kid that would name a key"},
        {given_text("845846a2012604584%s%sa04040", "0", longest), "untrusted",
         given_text("no trusted key has the kid %s==",
                    "QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB"
                    "QUFBQUFBQUFBQQ")},
        {given_text("845847a2012604584%s%s41a04040", "1", longest), "untrusted",
         "the kid has 65 bytes, and no kid of a trusted key has more than 64"},
        /* A signature without protected headers has one form only. */
        {given_text("8440a201260448" KID "405840%s%s%s%s", zeros, zeros, zeros, zeros), "signature",
         "the signature is not by this key"},
    };
    certlogic_trust *trust = given_trust("keys");
    const certlogic_decode_options options = {.trust = trust};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_bytes frame = given_wire(rows[i].frame);
        expect_fault(&options, frame.at, frame.length, CERTLOGIC_STEP_SIGNATURE, rows[i].code,
                     rows[i].message);
    }
    certlogic_trust_free(trust);
}
END_TEST

/* COSE of CL_MAX_INFLATED bytes, and of one byte more. */
START_TEST(frames_at_their_limit_and_beyond)
{
    static unsigned char frame[CL_MAX_INFLATED + 1] = {0x9F, 0x40, 0xA0, 0x40, 0x59, 0xFF, 0xF8};
    frame[CL_MAX_INFLATED - 1] = 0xFF;
    expect_fault(NULL, frame, CL_MAX_INFLATED, CERTLOGIC_STEP_CWT, "cbor",
                 "the CBOR ends where an item is expected");
    expect_fault(NULL, frame, CL_MAX_INFLATED + 1, CERTLOGIC_STEP_COSE, "limit-size",
                 "COSE of 65537 bytes; expected at most 65536");
}
END_TEST

/* ---- Keys ------------------------------------------------------------------------------------ */

/* A key of another algorithm does not hide that a key of this algorithm has not signed. */
START_TEST(keys_of_two_algorithms_with_one_kid)
{
    static const char ec[] = "{'kid':'/qMUsnWquqw=','kty':'EC','crv':'P-256',"
                             "'x':'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',"
                             "'y':'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU'}";
    unsigned char n[256] = {0x80};
    n[255] = 1;
    const char *rsa = given_text("{'kid':'/qMUsnWquqw=','kty':'RSA','n':'%s','e':'AQAB'}",
                                 given_encoded(n, sizeof n));
    const struct {
        const char *keys, *code, *message;
    } rows[] = {
        {given_text("%s,%s", ec, rsa), "signature", "the signature is not by this key"},
        {given_text("%s,%s", rsa, ec), "signature", "the signature is not by this key"},
        {rsa, "algorithm", "ES256 is not for a key of RSA 2048"},
    };
    size_t length;
    const char *text = given_certs_file("good-vaccination.txt", &length);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *list = quoted(given_text("{'keys':[%s]}", rows[i].keys));
        certlogic_trust *trust = certlogic_trust_parse(list, strlen(list), NULL, NULL);
        must(trust != NULL);
        const certlogic_decode_options options = {.trust = trust};
        expect_fault(&options, text, length, CERTLOGIC_STEP_SIGNATURE, rows[i].code,
                     rows[i].message);
        certlogic_trust_free(trust);
    }
}
END_TEST

/* ---- Issuers --------------------------------------------------------------------------------- */

/* A frame signed by keys/es256.pem, whose claims are these bytes. */
static const char *signed_frame(const char *claims, size_t length, size_t *size)
{
    cl_error error;
    cl_buffer header, frame;
    cl_error_init(&error);
    cl_buffer_init(&header);
    cl_buffer_init(&frame);
    cl_crypto *crypto = cl_crypto_new(&error);
    must(crypto != NULL);
    cl_signature_key *key = given_private(crypto, "es256");
    cl_bytes kid = given_wire(KID);
    cl_encode_header(&header, CL_ALGORITHM_ES256, kid.at, kid.length);
    const cl_bytes protected_header = {.at = (unsigned char *)header.data, .length = header.length};
    const cl_bytes content = {.at = (const unsigned char *)claims, .length = length};
    must(cl_encode_sign1(&frame, protected_header, given_wire("a0"), content, key,
                         CL_ALGORITHM_ES256, &error));
    const char *kept = cl_arena_text(&given.arena, frame.data, frame.length);
    must(kept != NULL);
    *size = frame.length;
    cl_buffer_free(&header);
    cl_buffer_free(&frame);
    cl_signature_key_free(key);
    cl_crypto_free(crypto);
    return kept;
}

/* The claims: a text as issuer, or none; dates in December 2021; a recovery without members. */
static const char *given_claims(const char *issuer, size_t *length)
{
    static const char rest[] =
        "\x04\x1A\x63\x9F\x00\x00\x06\x1A\x61\xC0\x00\x00\x39\x01\x03\xA1\x01"
        "\xA1\x61r\x81\xA0";
    size_t size = issuer != NULL ? strlen(issuer) : 0;
    const char *first = issuer != NULL ? given_text("\xA4\x01%c%s", (char)(0x60 + size), issuer)
                                       : "\xA3";
    size_t before = strlen(first);
    char *claims = cl_arena_alloc(&given.arena, before + sizeof rest);
    must(claims != NULL);
    memcpy(claims, first, before);
    memcpy(claims + before, rest, sizeof rest - 1);
    *length = before + sizeof rest - 1;
    return claims;
}

static void expect_issuer(const char *issuer, const char *notice)
{
    size_t length, size;
    const char *claims = given_claims(issuer, &length);
    const char *frame = signed_frame(claims, length, &size);
    const certlogic_decode_options options = {.trust = trusted};
    certlogic_certificate *it = given_certificate(&options, frame, size);
    ck_assert_msg(certlogic_certificate_verified(it), "%s", issuer != NULL ? issuer : "none");
    ck_assert_str_eq(first_notice(it), notice);
    certlogic_certificate_free(it);
}

/* The signer is of CZ. Anything else is another country; no issuer is none. */
START_TEST(issuers_that_are_no_country_of_the_signer)
{
    certlogic_trust *trust = given_trust("keys");
    trusted = trust;
    expect_issuer("CZ", "");
    expect_issuer(NULL, "");
    expect_issuer("", "issuer-country");
    expect_issuer("C", "issuer-country");
    expect_issuer("CZE", "issuer-country");
    expect_issuer("GR", "issuer-country");
    expect_issuer("EL", "issuer-country");
    expect_issuer("cz", "issuer-country");
    certlogic_trust_free(trust);
}
END_TEST

/* The point of a certificate, as a JWK with its kid and without country. */
static const char *jwk_of(const char *name)
{
    static const unsigned char head[] = {0x42, 0x00,
                                         0x04}; /* a bit string of 65 bytes that is a point */
    size_t size;
    const unsigned char *der = given_decoded(given_base64(name), &size);
    const unsigned char *point = NULL;
    for (size_t i = 0; point == NULL && i + 67 <= size; i++) {
        if (memcmp(der + i, head, sizeof head) == 0)
            point = der + i + sizeof head;
    }
    must(point != NULL);
    return quoted(given_text("{'kid':'/qMUsnWquqw=','kty':'EC','crv':'P-256','x':'%s','y':'%s'}",
                             given_encoded(point, 32), given_encoded(point + 32, 32)));
}

START_TEST(signers_without_a_country)
{
    const char *list = jwk_of("keys/es256.pem");
    certlogic_trust *trust = certlogic_trust_parse(list, strlen(list), NULL, NULL);
    must(trust != NULL);
    trusted = trust;
    expect_issuer("CZ", "");
    expect_issuer("CZE", "");
    certlogic_trust_free(trust);
}
END_TEST

/* ---- Several faults -------------------------------------------------------------------------- */

/* With `strict` the first fault of the step `validity` stays: the issuer is another country, and
 * the signer may not sign vaccinations. */
START_TEST(a_stranger_who_may_not_sign)
{
    size_t payload_length, key_length, certificate_length;
    const char *key = given_certs_file("private/test-only.key", &key_length);
    const char *certificate = given_certs_file("keys/test-only.pem", &certificate_length);
    const char *payload = given_file(given_text("%s/tests/payloads/vaccination.json", top_srcdir()),
                                     &payload_length);
    certlogic_trust *trust = given_trust("keys");
    for (int strict = 0; strict < 2; strict++) {
        const certlogic_issue_options how = {.key = key,
                                             .key_length = key_length,
                                             .certificate = certificate,
                                             .certificate_length = certificate_length,
                                             .country = "AT",
                                             .issued = "2021-12-20",
                                             .expires = "2022-12-20"};
        char *text = certlogic_issue(payload, payload_length, &how, NULL);
        must(text != NULL);
        const certlogic_decode_options options = {.trust = trust, .strict = strict == 1};
        certlogic_certificate *it = given_certificate(&options, text, strlen(text));
        certlogic_step_state state;
        must(certlogic_certificate_step(it, CERTLOGIC_STEP_VALIDITY, &state));
        ck_assert_int_eq(state.result, CERTLOGIC_STEP_FAULT);
        ck_assert_str_eq(state.code, strict == 1 ? "issuer-country" : "key-usage");
        ck_assert_str_eq(first_notice(it), strict == 1 ? "" : "issuer-country");
        certlogic_certificate_free(it);
        certlogic_free(text);
    }
    certlogic_trust_free(trust);
}
END_TEST

/* The notice that a payload is malformed is the last, and has no room behind CL_MAX_NOTICES others.
 */
START_TEST(a_malformed_payload_with_many_notices)
{
    for (size_t others = CL_MAX_NOTICES - 1; others <= CL_MAX_NOTICES; others++) {
        const char *items = given_repeated("2.0,", others - 2);
        const char *payload = given_text("{\"v\":[{},{}],\"x\":[%s2.0]}", items);
        certlogic_certificate *it = given_certificate(NULL, payload, strlen(payload));
        certlogic_notice notice = {.code = ""};
        size_t count = 0;
        while (certlogic_certificate_notice(it, count, &notice))
            count++;
        ck_assert_uint_eq(count, CL_MAX_NOTICES);
        must(certlogic_certificate_notice(it, count - 1, &notice));
        ck_assert_str_eq(notice.code, others < CL_MAX_NOTICES ? "payload" : "whole-float");

        certlogic_certificate_free(it);
    }
}
END_TEST

/* A decoder may have no schema. */
START_TEST(strict_without_a_schema)
{
    cl_error error;
    cl_error_init(&error);
    const cl_decode_options options = {.strict = true};
    cl_decoder *decoder = cl_decoder_new(&options, &error);
    cl_certificate *it = cl_certificate_new(&error);
    must(decoder != NULL && it != NULL);
    must(cl_decoder_read(decoder, CL_INPUT_AUTO, "{\"v\":[{}]}", 10, it, &error));
    ck_assert(it->decoded && it->whole);
    ck_assert_int_eq(it->steps[CL_STEP_PAYLOAD].result, CL_STEP_DONE);
    ck_assert_int_eq(it->steps[CL_STEP_SCHEMA].result, CL_STEP_SKIPPED);
    cl_certificate_free(it);
    cl_decoder_free(decoder);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("decode odd");
    tcase_add_test(tests, headers_that_name_no_key);
    tcase_add_test(tests, frames_at_their_limit_and_beyond);
    tcase_add_test(tests, keys_of_two_algorithms_with_one_kid);
    tcase_add_test(tests, issuers_that_are_no_country_of_the_signer);
    tcase_add_test(tests, signers_without_a_country);
    tcase_add_test(tests, a_stranger_who_may_not_sign);
    tcase_add_test(tests, a_malformed_payload_with_many_notices);
    tcase_add_test(tests, strict_without_a_schema);
    return unit_run();
}
