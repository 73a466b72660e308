/* test_signed.c — the C interface, too, accepts nothing under trust that no trusted key has signed:
 * every form of input, read as every kind of input, by every function that reads. */
#include "cert/base45.h"
#include "cert/encode.h"
#include "cert/inflate.h"
#include "certlogic.h"
#include "support_certs.h"

typedef struct form {
    const char *name;
    const char *bytes;
    size_t length;
    bool trusted;           /* signed by a trusted key */
    bool without_signature; /* a payload that no envelope signs */
    bool record;
} form;

enum { MOST = 32 };

static form forms[MOST];
static size_t form_count;

static void add(const char *name, const char *bytes, size_t length, const char *signer, bool record)
{
    must(form_count < MOST);
    forms[form_count++] = (form){.name = given_text("%s, %s", name, signer),
                                 .bytes = bytes,
                                 .length = length,
                                 .trusted = strcmp(signer, "right") == 0,
                                 .without_signature = strcmp(signer, "none") == 0,
                                 .record = record};
}

/* Records around a certificate in JSON. */
static void add_records(const char *json, const char *signer)
{
    static const char *const around[] = {
        "{\"id\":1,\"payload\":%s}",
        "{\"payload\":%s,\"external\":{\"issuerCountryCode\":\"DE\"}}",
        "{\"note\":\"x\",\"id\":\"a\",\"payload\":%s}",
        " \n{\"note\":{},\"payload\":%s}",
    };
    for (size_t i = 0; i < sizeof around / sizeof *around; i++) {
        char *text = cl_arena_alloc(&given.arena, strlen(around[i]) + strlen(json) + 1);
        must(text != NULL);
        const char *at = strstr(around[i], "%s");
        sprintf(text, "%.*s%s%s", (int)(at - around[i]), around[i], json, at + 2);
        add("record", text, strlen(text), signer, true);
    }
}

static void add_signed(const char *file, const char *signer)
{
    cl_error error;
    size_t length, size;
    static unsigned char coded[65536];
    unsigned char *cose = cl_arena_alloc(&given.arena, CL_MAX_INFLATED);
    const char *text = given_certs_file(file, &length);
    while (length > 0 && text[length - 1] == '\n')
        length--;
    add("text", text, length, signer, false);
    cl_inflater *inflater = cl_inflater_new(&error);
    must(inflater != NULL && cose != NULL);
    must(cl_base45_decode(text + 4, length - 4, coded, &size, &error));
    must(cl_inflate(inflater, coded, size, cose, CL_MAX_INFLATED, &size, &error));
    cl_inflater_free(inflater);
    add("COSE", (const char *)cose, size, signer, false);
    add_records(given_text("\"%.*s\"", (int)length, text), signer);
}

static void make_forms(void)
{
    static const char payload[] =
        "{\"ver\":\"1.3.0\",\"dob\":\"1979\",\"v\":[{\"co\":\"CZ\",\"dn\":2}]}";
    form_count = 0;
    add_signed("good-vaccination.txt", "right");
    add_signed("bad-stranger.txt", "stranger");
    add_signed("bad-tampered.txt", "tampered");
    add("JSON", payload, strlen(payload), "none", false);
    cl_value value = given_json(payload);
    cl_buffer cbor;
    cl_buffer_init(&cbor);
    must(cl_encode_value(&cbor, &value, NULL));
    size_t length = cbor.length;
    const char *bytes = cl_arena_text(&given.arena, cbor.data, length);
    cl_buffer_free(&cbor);
    add("CBOR", bytes, length, "none", false);
    add_records(payload, "none");
}

static certlogic_evaluator *evaluator;

static bool is_accepted(const certlogic_certificate *certificate)
{
    const certlogic_request request = {.country = "CZ", .clock = "2022-01-15"};
    const certlogic_verdict *verdict = certlogic_judge(evaluator, certificate, &request, NULL);
    must(verdict != NULL);
    return certlogic_verdict_kind_of(verdict) == CERTLOGIC_ACCEPTED;
}

/* Checks what is accepted of a form that is read in one of the three ways. */
static void offer(const form *f, certlogic_decoder *decoder,
                  const certlogic_decode_options *options, int way)
{
    certlogic_record record;
    certlogic_certificate *certificate = certlogic_decoder_read(decoder, f->bytes, f->length, NULL);
    must(certificate != NULL);
    if (way == 1)
        must(certlogic_decoder_reread(decoder, f->bytes, f->length, certificate, NULL));
    if (way == 2)
        must(certlogic_decoder_record(decoder, f->bytes, f->length, certificate, &record, NULL));
    bool accepted = is_accepted(certificate);
    bool verified = certlogic_certificate_verified(certificate);
    bool admitted = options->allow_unsigned && f->without_signature;
    ck_assert_msg(!accepted || verified || admitted, "%s: accepted, input %d, way %d", f->name,
                  (int)options->input, way);
    ck_assert_msg(!verified || f->trusted, "%s: verified, input %d, way %d", f->name,
                  (int)options->input, way);
    if (options->input == CERTLOGIC_INPUT_AUTO && (way == 2 || !f->record))
        ck_assert_msg(accepted == (f->trusted || admitted), "%s: %d, way %d", f->name, accepted,
                      way);
    certlogic_certificate_free(certificate);
}

START_TEST(nothing_without_signatureis_accepted_under_trust)
{
    static const char rule[] =
        "[{'Identifier':'A','Type':'Acceptance','Country':'CZ','Version':'1.0.0','SchemaVersion':'1.0.0',"
        "'Engine':'CERTLOGIC','EngineVersion':'1.0.0','CertificateType':'General',"
        "'ValidFrom':'2021-06-01','ValidTo':'2023-06-01','Logic':true}]";
    const char *json = quoted(rule), *top = getenv("top_srcdir");
    certlogic_rules *rules = certlogic_rules_parse(json, strlen(json), NULL, NULL);
    certlogic_trust *trust = certlogic_trust_load(
        given_text("%s/tests/certs/keys", top != NULL ? top : "."), NULL, NULL);
    must(rules != NULL && trust != NULL);
    evaluator = certlogic_evaluator_new(rules, NULL);
    must(evaluator != NULL);
    make_forms();
    for (int input = CERTLOGIC_INPUT_AUTO; input <= CERTLOGIC_INPUT_COSE; input++) {
        for (int bits = 0; bits < 8; bits++) {
            const certlogic_decode_options options = {.trust = trust,
                                                      .input = (certlogic_input)input,
                                                      .allow_unsigned = (bits & 1) != 0,
                                                      .external_from_input = (bits & 2) != 0,
                                                      .allow_uncompressed = (bits & 4) != 0};
            certlogic_decoder *decoder = certlogic_decoder_new(&options, NULL);
            must(decoder != NULL);
            for (size_t i = 0; i < form_count; i++) {
                for (int way = 0; way < 3; way++)
                    offer(&forms[i], decoder, &options, way);
            }
            certlogic_decoder_free(decoder);
        }
    }
    certlogic_evaluator_free(evaluator);
    certlogic_trust_free(trust);
    certlogic_rules_free(rules);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("signed");
    tcase_add_test(tests, nothing_without_signatureis_accepted_under_trust);
    return unit_run();
}
