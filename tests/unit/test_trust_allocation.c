/* test_trust_allocation.c — memory runs out at the k-th request of the engine, for every k, while
 * signers are loaded and looked up and certificates are verified and issued. There must be no
 * crash, no leak, and no wrong result.
 *
 * Only requests of code that is linked statically fail, which is the engine. test_signature tests
 * errors of OpenSSL. A sanitizer finds leaks in general; this program counts those of the engine's
 * own requests.
 */
#include <libdeflate.h>

#include "cert/issue.h"
#include "certlogic.h"
#include "support_certs.h"
#include "support_faults.h"

/* ---- Requests for memory --------------------------------------------------------------------- */

FAULTY(void *, malloc, (size_t size), (size), NULL)
FAULTY(void *, calloc, (size_t count, size_t size), (count, size), NULL)
FAULTY(void *, realloc, (void *block, size_t size), (block, size), NULL)

/* libdeflate makes requests of its own. */
FAULTY(struct libdeflate_compressor *, libdeflate_alloc_compressor, (int level), (level), NULL)
FAULTY(struct libdeflate_decompressor *, libdeflate_alloc_decompressor, (void), (), NULL)

/* An arena usually has free memory, so requests to arenas fail separately too. */
FAULTY(void *, cl_arena_alloc, (cl_arena * arena, size_t size), (arena, size), NULL)
FAULTY(void *, cl_arena_array, (cl_arena * arena, size_t count, size_t size), (arena, count, size),
       NULL)
FAULTY(char *, cl_arena_text, (cl_arena * arena, const char *text, size_t length),
       (arena, text, length), NULL)

/* Runs `work` with a failing request at every position, until no request fails. `work` returns
 * false if memory ran out. */
static void at_every_request(bool (*work)(void))
{
    faults.error = ENOMEM;
    ck_assert_uint_gt(faults_at_every_call(work, false), 10);
}

/* ---- Work ------------------------------------------------------------------------------------ */

static const char *lists[16];
static size_t lengths[16]; /* 0 for a text */
static const char *authority, *payload_text, *private_key, *certificate;

/* Returns false only for MEMORY: every other fault is a wrong result. */
static bool memory(const cl_error *error)
{
    if (error->code != CL_MEMORY)
        ck_abort_msg("%s [%s]", error->message, cl_code_name(error->code));
    return false;
}

static bool verify_by(const cl_trust *trust, cl_error *error)
{
    static const unsigned char message[] = "message", signature[64] = {0};
    const cl_signer *signer = cl_trust_at(trust, 0);
    size_t count;
    const cl_signer *const *candidates = cl_trust_find(trust, signer->kid.bytes, signer->kid.length,
                                                       &count);
    must(count == 1 && candidates[0] == signer);
    must(!cl_signature_verify(signer->key, CL_ALGORITHM_ES256, message, sizeof message, signature,
                              sizeof signature, error));
    must(error->code == CL_SIGNATURE);
    return true;
}

static bool load(void)
{
    cl_error error;
    cl_error_init(&error);
    cl_trust *trust = cl_trust_new(&error);
    if (trust == NULL)
        return memory(&error);
    bool loaded = authority == NULL ||
                  cl_trust_add_authorities(trust, "csca", authority, strlen(authority), &error);
    for (size_t i = 0; loaded && lists[i] != NULL; i++) {
        size_t before = cl_trust_count(trust);
        loaded = cl_trust_add(trust, "list", lists[i],
                              lengths[i] > 0 ? lengths[i] : strlen(lists[i]), &error);
        must(loaded || cl_trust_count(trust) == before);
    }
    loaded = loaded && cl_trust_seal(trust, &error);
    bool done = loaded ? verify_by(trust, &error) : memory(&error);
    cl_trust_free(trust);
    return done;
}

static const certlogic_trust *trusted;
static const char *envelope;
static size_t envelope_length;

/* Writes the result of decoding: each step, and each notice. */
static const char *told(const certlogic_certificate *it, char *text, size_t room)
{
    certlogic_step_state state;
    certlogic_notice notice;
    size_t length = 0;
    for (int i = 0; i < CERTLOGIC_STEPS; i++) {
        must(certlogic_certificate_step(it, (certlogic_step)i, &state));
        length += (size_t)snprintf(text + length, room - length, "%s %s\n",
                                   certlogic_step_result_name(state.result),
                                   state.code != NULL ? state.code : "-");
    }
    for (size_t i = 0; certlogic_certificate_notice(it, i, &notice); i++)
        length += (size_t)snprintf(text + length, room - length, "%s\n", notice.code);
    must(length < room);
    return text;
}

static bool also_strict;

/* Decodes without `strict`, and on request also with it. The result is always the same. */
static bool decode(void)
{
    static char right[2][2048];
    char found[2048];
    bool done = true;
    for (int strict = 0; done && strict <= also_strict; strict++) {
        certlogic_error error;
        certlogic_decode_options options = {
            .trust = trusted, .clock = "2022-01-15", .strict = strict == 1};
        certlogic_decoder *decoder = certlogic_decoder_new(&options, &error);
        certlogic_certificate *it = decoder != NULL
                                        ? certlogic_decoder_read(decoder, envelope, envelope_length,
                                                                 &error)
                                        : NULL;
        done = it != NULL;
        must(done || strcmp(error.code, "memory") == 0);
        if (done && !faults.armed)
            told(it, right[strict], sizeof right[strict]);
        if (done)
            must(strcmp(told(it, found, sizeof found), right[strict]) == 0);
        certlogic_certificate_free(it);
        certlogic_decoder_free(decoder);
    }
    return done;
}

static bool issue(void)
{
    cl_error error;
    cl_buffer out;
    cl_error_init(&error);
    cl_buffer_init(&out);
    bool issued = given_issued(payload_text, private_key, certificate, &out, &error);
    bool done = issued ? strncmp(cl_buffer_text(&out), "HC1:", 4) == 0 : memory(&error);
    cl_buffer_free(&out);
    return done;
}

START_TEST(loading_and_verifying)
{
    const char *base64 = given_base64("keys/es256.pem");
    authority = given_certs_file("csca/csca.pem", NULL);
    lists[0] = given_certs_file("keys/es256.pem", NULL);
    lists[1] = given_text("[{\"rawData\":\"%s\",\"kid\":\"AQID\"},{\"rawData\":\"AA==\"},1]",
                          base64);
    lists[2] = given_text("{\"CZ\":[{\"rawData\":\"%s\"}]}", given_base64("odd/p384.pem"));
    lists[3] = given_text("{\"keys\":[{\"kty\":\"EC\",\"x5c\":[\"%s\"]},{\"kty\":\"EC\"}]}",
                          base64);
    lists[4] = given_text(
        "{\"verificationMethod\":[{\"id\":\"#AQID\",\"publicKeyJwk\":{\"x5c\":[\"%s\"]}}]}",
        base64);
    lists[5] = NULL;
    at_every_request(load);
}
END_TEST

/* The forms of single countries, and authorities above one another. */
START_TEST(loading_other_forms)
{
    const char *base64 = given_base64("keys/es256.pem"), *other = given_base64("keys/ps256.pem");
    const char *jwk = "\"kty\":\"EC\",\"crv\":\"P-256\","
                      "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY\","
                      "\"y\":\"T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU\"";
    const char *json = given_text("{\"keys\":[{%s}]}", jwk);
    authority = given_text("%s%s%s%s%s%s%s", given_certs_file("csca/csca.pem", NULL),
                           given_certs_file("chain/csca/root.pem", NULL),
                           given_certs_file("chain/csca/middle.pem", NULL),
                           given_certs_file("chain/csca/lowest.pem", NULL),
                           given_certs_file("chain/csca/below-none.pem", NULL),
                           given_certs_file("chain/csca/root-of-none.pem", NULL),
                           given_certs_file("chain/csca/no-ca.pem", NULL));
    lists[0] = (const char *)given_decoded(base64, &lengths[0]);
    lists[1] = given_text(
        "\xEF\xBB\xBF{\"proof\":{},\"podpisoveCertifikaty\":[{\"rawData\":\"%s\","
        "\"aktivni\":false},{\"rawData\":\"%s\",\"certificateType\":\"UPLOAD\"},1]}",
        other, base64);
    lists[2] = given_text("AA.%s.AA", given_encoded((const unsigned char *)json, strlen(json)));
    lists[3] = given_text("AAAA\n{\"certificates\":[{\"kid\":\"AQID\",\"rawData\":\"%s\"}]}",
                          other);
    lists[4] = given_text(
        "{\"AQIDBAUGBwg=\":{%s},\"AQIDBAUGBwk=\":[{%s},{\"publicKeyPem\":\"#\"}]}", jwk, jwk);
    lists[5] = given_text("{\"dsc_trust_list\":{\"SE\":{\"keys\":[{\"kid\":\"AQID\",%s},1],"
                          "\"eku\":{\"AQID\":[\"1.3.6.1.4.1.1847.2021.1.1\"]}}}}",
                          jwk);
    lists[6] = given_text("{\"eu_keys\":{\"AQID\":[{\"subjectPk\":\"%s\"}],\"#\":{}}}", other);
    lists[7] = given_certs_file("chain/signers/by-lowest.pem", NULL);
    lists[8] = given_certs_file("chain/signers/by-no-ca.pem", NULL);
    lists[9] = given_certs_file("private/es256.key", NULL);
    lists[10] = given_text("{%s}", jwk);
    lists[11] = NULL;
    at_every_request(load);
}
END_TEST

/* Signers with findings, where no authority is asked. */
START_TEST(loading_signers_that_are_odd)
{
    const char *base64 = given_base64("keys/es256.pem");
    authority = NULL;
    lists[0] = given_certs_file("keys/es256.pem", NULL);
    lists[1] = given_certs_file("odd/p384.pem", NULL);
    lists[2] = given_certs_file("extensions/lax.pem", NULL);
    lists[3] = given_certs_file("extensions/broken.pem", NULL);
    lists[4] = given_certs_file("chain/signers/md5.pem", NULL);
    lists[5] = given_certs_file("odd/ca-as-signer.pem", NULL);
    lists[6] = given_text(
        "{\"dsc_trust_list\":{\"SE\":{\"keys\":[{\"kid\":\"AQID\",\"x5c\":[\"%s\"]},1],"
        "\"eku\":{\"AQID\":[],\"#\":1}},\"NO\":1,\"DK\":{\"keys\":[{\"kid\":"
        "\"AQID\",\"x5c\":[\"%s\"]}],\"eku\":{\"AQID\":[\"1.2\"]}}}}",
        base64, base64);
    lists[7] = given_text("{\"keys\":[{\"use\":\"enc\",\"x5c\":[\"%s\"]},{\"kty\":\"EC\","
                          "\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\",\"x5c\":[\"%s\"]}]}",
                          base64, base64);
    lists[8] = given_text("[{\"rawData\":\"%s\",\"certificateType\":\"CSCA\"}]", base64);
    lists[9] = given_text("{\"AQIDBAUGBwg=\":[{\"publicKeyPem\":\"AAAA\"}]}");
    lists[10] = NULL;
    at_every_request(load);
}
END_TEST

/* Forms in which lists are wrapped, and the list in CBOR. */
START_TEST(loading_lists_that_are_wrapped)
{
    const char *base64 = given_base64("keys/es256.pem"), *other = given_base64("keys/ps256.pem");
    const char *dutch = given_text("{\"eu_keys\":{\"AQID\":[{\"subjectPk\":\"%s\"}]}}", other);
    size_t size;
    const unsigned char *der = given_decoded(base64, &size);
    authority = given_certs_file("csca/csca.pem", NULL);
    lists[0] = given_certs_file("keys/es256.pem", NULL);
    char *cbor = cl_arena_alloc(&given.arena, size + 32);
    must(cbor != NULL && size > 255);
    memcpy(cbor, "\xA1\x61\x63\x82\xA1\x61\x69\x41\x00\xA2\x61\x69\x43\x01\x02\x03\x61\x63\x59",
           19);
    cbor[19] = (char)(size >> 8);
    cbor[20] = (char)(size & 255);
    memcpy(cbor + 21, der, size);
    lists[1] = cbor;
    lengths[1] = size + 21;
    lists[2] = given_text("{\"signature\":\"AA==\",\"payload\":\"%s\"}",
                          given_encoded((const unsigned char *)dutch, strlen(dutch)));
    lists[3] = given_text(
        "{\"proof\":{},\"verificationMethod\":[\"#x\",{},{\"id\":\"did:web:x#%%41QID\","
        "\"publicKeyJwk\":{\"kty\":\"EC\",\"x5c\":[\"%s\"]}}]}",
        other);
    lists[4] = given_text("{\"certs\":[{\"keyId\":\"AQID\",\"alg\":\"ES256\",\"crv\":\"P-256\","
                          "\"x\":\"axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY=\","
                          "\"y\":\"T+NC4v4af5uO5+tKfA+eFivOM1drMV7Oy7ZAaDe/UfU=\"},1,{}]}");
    lists[5] = NULL;
    at_every_request(load);
    lengths[1] = 0;
}
END_TEST

START_TEST(decoding)
{
    static const struct {
        const char *folder, *name;
    } files[] = {{"keys", "good-issuer-country"},    {"keys", "good-kid-twice"},
                 {"keys", "good-empty-map-as-sent"}, {"keys", "bad-two-entries"},
                 {"keys", "bad-alg-text"},           {"keys", "bad-stranger"},
                 {"odd", "good-beyond-signer"}};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        certlogic_trust *store = certlogic_trust_load(
            given_text("%s/tests/certs/%s", top_srcdir(), files[i].folder), NULL, NULL);
        must(store != NULL);
        trusted = store;
        envelope = given_text("\xEF\xBB\xBF%s",
                              given_certs_file(given_text("%s.txt", files[i].name), NULL));
        envelope_length = strlen(envelope);
        also_strict = i < 2; /* making the schema takes most of the requests */
        at_every_request(decode);
        certlogic_trust_free(store);
    }
}
END_TEST

START_TEST(issuing)
{
    payload_text =
        "{\"ver\":\"1.3.0\",\"v\":[{\"dn\":1,\"co\":\"CZ\"}],\"nam\":{\"a\":[1.5,null,true]}}";
    private_key = given_certs_file("private/es256.key", NULL);
    certificate = given_certs_file("keys/es256.pem", NULL);
    at_every_request(issue);
    private_key = given_certs_file("private/ps256.key", NULL);
    certificate = given_certs_file("keys/ps256.pem", NULL);
    at_every_request(issue);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("trust allocation");
    tcase_add_test(tests, loading_and_verifying);
    tcase_add_test(tests, loading_other_forms);
    tcase_add_test(tests, loading_signers_that_are_odd);
    tcase_add_test(tests, loading_lists_that_are_wrapped);
    tcase_add_test(tests, decoding);
    tcase_add_test(tests, issuing);
    return unit_run();
}
