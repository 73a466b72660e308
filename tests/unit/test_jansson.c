/* test_jansson.c — certlogic_jansson.h: what comes as json_t is treated as the same in text, over
 * the documents of the project; what goes as json_t says what the text says; what no text could say
 * is refused; and each allocation, of the library and of jansson, can fail. */
#include <jansson.h>
#include <math.h>

#if JANSSON_VERSION_HEX < 0x020e00
#include <stdio.h>

int main(void)
{
    puts("skipped: certlogic_jansson.h needs jansson 2.14");
    return 77;
}
#else

#include "api/api.h"
#include "certlogic_jansson.h"
#include "support_events.h"
#include "support_faults.h"

FAULTY(void *, malloc, (size_t size), (size), NULL)
FAULTY(void *, calloc, (size_t count, size_t size), (count, size), NULL)
FAULTY(void *, realloc, (void *block, size_t size), (block, size), NULL)

static certlogic_error error;
static size_t seen;

static const char *kept(char *text)
{
    const char *copy = text != NULL ? given_text("%s", text) : NULL;
    certlogic_free(text);
    return copy;
}

/* A json_t from JSON written with ' for ". */
static json_t *made(const char *json)
{
    const char *text = quoted(json);
    json_t *value = certlogic_jansson_read(text, strlen(text), &error);
    if (value == NULL)
        ck_abort_msg("%s: %s", json, error.message);
    return value;
}

static void expect_refused(const char *code, const char *at)
{
    ck_assert_str_eq(error.code, code);
    ck_assert_str_eq(error.at, at);
    ck_assert_str_ne(error.message, "");
}

/* ---- Values ---------------------------------------------------------------------------------- */

/* What both readers take is the same; what ours takes comes back to us as the same. */
static void see_value(const char *path, const char *bytes, size_t length)
{
    cl_value value, again;
    json_error_t why;
    json_t *ours = certlogic_jansson_read(bytes, length, &error);
    ck_assert_int_eq(ours != NULL, cl_json_value(bytes, length, &given.arena, &value, NULL));
    if (ours == NULL)
        return;
    json_t *theirs = json_loadb(bytes, length,
                                JSON_REJECT_DUPLICATES | JSON_DECODE_ANY | JSON_ALLOW_NUL, &why);
    if (theirs != NULL)
        ck_assert_msg(json_equal(ours, theirs), "%s", path);
    certlogic_builder *builder = certlogic_jansson_builder(ours, &error);
    ck_assert_msg(builder != NULL, "%s: %s", path, error.message);
    ck_assert(cl_builder_value(&builder->it, SIZE_MAX, &given.arena, &again, NULL));
    ck_assert_msg(cl_value_equal(&value, &again), "%s", path);
    certlogic_builder_free(builder);
    json_decref(theirs);
    json_decref(ours);
    seen++;
}

START_TEST(every_document_as_a_value)
{
    see_all_documents(see_value);
    ck_assert_uint_gt(seen, 1000);
}
END_TEST

START_TEST(numbers_and_texts_stay_what_they_are)
{
    static const char text[] = "{\"i\":9223372036854775807,\"r\":2.0,\"e\":1e22,\"k\\u0000\":"
                               "\"\\u0000x\",\"\":[null,true,false,[],{}]}";
    json_t *value = certlogic_jansson_read(text, strlen(text), &error);
    ck_assert_ptr_nonnull(value);
    ck_assert_int_eq(json_integer_value(json_object_get(value, "i")), INT64_MAX);
    ck_assert(json_is_real(json_object_get(value, "r")));
    ck_assert(json_is_real(json_object_get(value, "e")));
    const json_t *odd = json_object_getn(value, "k\0", 2);
    ck_assert_uint_eq(json_string_length(odd), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(value, "")), 5);
    json_decref(value);
    json_t *item = certlogic_jansson_read_cbor("\xA1\x61r\xF9\x40\x00", 6, &error);
    ck_assert(json_is_real(json_object_get(item, "r")));
    json_decref(item);
    ck_assert_ptr_null(certlogic_jansson_read_cbor("\xA1", 1, &error));
    expect_refused("cbor", "");
    ck_assert_ptr_null(certlogic_jansson_read("[1,2", 4, &error));
    expect_refused("json", "");
    ck_assert_ptr_null(certlogic_jansson_read("[{\"a\":1,\"a\":2}]", 15, NULL));
}
END_TEST

/* ---- What is refused ------------------------------------------------------------------------- */

static void expect_no_builder(json_t *value, const char *code, const char *at)
{
    ck_assert_ptr_null(certlogic_jansson_builder(value, &error));
    expect_refused(code, at);
    ck_assert_ptr_null(certlogic_jansson_builder(value, NULL));
    json_decref(value);
}

START_TEST(what_no_text_could_say_is_refused)
{
    /* jansson makes no NaN itself. */
    static struct {
        json_t json;
        double value;
    } number = {.json = {.type = JSON_REAL, .refcount = (size_t)-1}};
    static const double odd[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        number.value = odd[i];
        ck_assert(json_is_real(&number.json));
        expect_no_builder(json_pack("{s:[i,o]}", "a", 1, &number.json), "json-number", "/a/1");
    }
    expect_no_builder(json_pack("[o]", json_stringn_nocheck("a\xFF", 2)), "json-utf8", "/0");
    json_t *object = json_object();
    ck_assert_int_eq(json_object_set_new_nocheck(object, "\xC0", json_null()), 0);
    expect_no_builder(object, "json-utf8", "");
    expect_no_builder(NULL, "usage", "");
}
END_TEST

START_TEST(depth_is_limited)
{
    json_t *value = json_array();
    for (int i = 1; i < CL_MAX_DEPTH; i++)
        value = json_pack("[o]", value);
    certlogic_builder *builder = certlogic_jansson_builder(value, &error);
    ck_assert_ptr_nonnull(builder);
    certlogic_builder_free(builder);
    /* As a payload it comes back, one deeper in what describes the certificate. */
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    certlogic_certificate *c = certlogic_jansson_certificate(decoder, value, &error);
    json_t *payload = certlogic_jansson_payload(c, &error);
    json_t *described = certlogic_jansson_describe(c, NULL, &error);
    ck_assert(json_equal(payload, value));
    ck_assert(json_equal(json_object_get(described, "payload"), value));
    json_decref(payload);
    json_decref(described);
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
    value = json_pack("{s:o}", "k", value);
    ck_assert_ptr_null(certlogic_jansson_builder(value, &error));
    ck_assert_str_eq(error.code, "limit-depth");
    ck_assert_int_eq(strncmp(error.at, "/k/0/0", 6), 0);
    json_decref(value);
    for (int i = 0; i < 3; i++)
        ck_assert_ptr_null(certlogic_jansson_read(given_nested("[", "", "]", 5000), 10000, &error));
    ck_assert_str_eq(error.code, "limit-depth");
}
END_TEST

START_TEST(a_value_in_itself_is_too_deep)
{
    json_t *outer = json_array(), *inner = json_object();
    ck_assert_int_eq(json_array_append_new(outer, inner), 0);
    ck_assert_int_eq(json_object_set(inner, "outer", outer), 0);
    ck_assert_ptr_null(certlogic_jansson_builder(outer, &error));
    ck_assert_str_eq(error.code, "limit-depth");
    json_object_clear(inner);
    json_decref(outer);
}
END_TEST

START_TEST(null_is_usage)
{
    certlogic_builder *builder = certlogic_builder_new(NULL);
    json_t *value = json_object();
    ck_assert(!certlogic_jansson_build(NULL, value, &error));
    expect_refused("usage", "");
    ck_assert(!certlogic_jansson_build(builder, NULL, NULL));
    ck_assert_ptr_null(certlogic_jansson_rules(NULL, NULL, NULL, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_rules(NULL, value, NULL, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_certificate(NULL, value, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_expression(NULL, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_evaluate(NULL, value, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_payload(NULL, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_describe(NULL, NULL, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_verdict(NULL, &error));
    expect_refused("usage", "");
    ck_assert_ptr_null(certlogic_jansson_fields(NULL, 0, &error));
    expect_refused("usage", "");
    ck_assert(!certlogic_jansson_every_rule(NULL, value, NULL, NULL, &error));
    expect_refused("usage", "");
    json_decref(value);
    certlogic_builder_free(builder);
}
END_TEST

/* ---- Certificates and verdicts --------------------------------------------------------------- */

static certlogic_decoder *lenient, *strict;

static void compare_certificates(const char *path, certlogic_decoder *decoder, const char *bytes,
                                 size_t length, const json_t *payload)
{
    certlogic_certificate *read = certlogic_decoder_read(decoder, bytes, length, NULL);
    certlogic_certificate *held = certlogic_jansson_certificate(decoder, payload, &error);
    ck_assert_msg(read != NULL && held != NULL, "%s: %s", path, error.message);
    const char *text = kept(certlogic_certificate_json(read));
    ck_assert_msg(strcmp(text, kept(certlogic_certificate_json(held))) == 0, "%s", path);
    json_t *described = certlogic_jansson_describe(held, NULL, &error);
    json_t *expected = certlogic_jansson_read(text, strlen(text), NULL);
    ck_assert_msg(json_equal(described, expected), "%s", path);
    json_t *again = certlogic_jansson_payload(held, &error);
    if (certlogic_certificate_decoded(held, NULL))
        ck_assert(json_equal(again, json_object_get(expected, "payload")));
    else
        ck_assert_ptr_null(again);
    json_decref(again);
    json_decref(expected);
    json_decref(described);
    certlogic_certificate_free(read);
    certlogic_certificate_free(held);
}

static void see_payload(const char *path, const char *bytes, size_t length)
{
    bool marked = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0; /* text alone has marks */
    json_t *payload = marked ? NULL : certlogic_jansson_read(bytes, length, NULL);
    if (payload == NULL)
        return;
    compare_certificates(path, lenient, bytes, length, payload);
    compare_certificates(path, strict, bytes, length, payload);
    json_decref(payload);
    seen++;
}

static void make_decoders(void)
{
    const certlogic_decode_options usual = {.input = CERTLOGIC_INPUT_JSON},
                                   held = {.input = CERTLOGIC_INPUT_JSON, .strict = true};
    lenient = certlogic_decoder_new(&usual, NULL);
    strict = certlogic_decoder_new(&held, NULL);
    ck_assert(lenient != NULL && strict != NULL);
}

static void free_decoders(void)
{
    certlogic_decoder_free(lenient);
    certlogic_decoder_free(strict);
}

START_TEST(every_document_as_a_payload)
{
    make_decoders();
    see_all_documents(see_payload);
    ck_assert_uint_gt(seen, 1000);
    free_decoders();
}
END_TEST

static certlogic_evaluator *by_text, *by_value;

static void judge_payload(const char *path, const char *bytes, size_t length)
{
    static const char *const clocks[] = {"2021-07-01", "2022-01-15T12:00:00Z", "2023-01-01"};
    json_t *payload = certlogic_jansson_read(bytes, length, NULL);
    certlogic_certificate *read = certlogic_decoder_read(lenient, bytes, length, NULL);
    certlogic_certificate *held = payload != NULL
                                      ? certlogic_jansson_certificate(lenient, payload, NULL)
                                      : NULL;
    for (size_t i = 0; held != NULL && i < sizeof clocks / sizeof *clocks; i++) {
        const certlogic_request request = {.country = "CZ", .clock = clocks[i], .fields = true};
        const certlogic_verdict *first = certlogic_judge(by_text, read, &request, NULL);
        const certlogic_verdict *second = certlogic_judge(by_value, held, &request, NULL);
        const char *text = kept(certlogic_verdict_json(first));
        ck_assert_msg(strcmp(text, kept(certlogic_verdict_json(second))) == 0, "%s", path);
        json_t *verdict = certlogic_jansson_verdict(second, &error);
        json_t *expected = certlogic_jansson_read(text, strlen(text), NULL);
        ck_assert(json_equal(verdict, expected));
        const json_t *rules = json_object_get(verdict, "rules");
        for (size_t rule = 0; rule < json_array_size(rules); rule++) {
            json_t *fields = certlogic_jansson_fields(second, rule, &error);
            ck_assert(json_equal(fields, json_object_get(json_array_get(rules, rule), "fields")));
            json_decref(fields);
        }
        ck_assert_ptr_null(certlogic_jansson_fields(second, json_array_size(rules), &error));
        json_decref(expected);
        json_decref(verdict);
        seen++;
    }
    certlogic_certificate_free(held);
    certlogic_certificate_free(read);
    json_decref(payload);
}

/* The shipped rules, as an array. */
static json_t *shipped;

static void add_rule(const char *path, const char *bytes, size_t length)
{
    size_t size = strlen(path);
    if (size > 10 && strcmp(path + size - 10, "/rule.json") == 0 && bytes[0] == '{')
        json_array_append_new(shipped, certlogic_jansson_read(bytes, length, NULL));
}

START_TEST(verdicts_are_equal)
{
    size_t length;
    const certlogic_load_options with = {
        .value_sets = given_text("%s/rules/value-sets.json", top_srcdir())};
    const char *sets = given_file(with.value_sets, &length);
    json_t *value_sets = certlogic_jansson_read(sets, length, &error);
    shipped = json_array();
    see_below(given_text("%s/rules", top_srcdir()), add_rule);
    ck_assert_uint_gt(json_array_size(shipped), 20);
    char *text = json_dumps(shipped, JSON_COMPACT);
    certlogic_rules *read = certlogic_rules_parse(text, strlen(text), &with, &error);
    certlogic_rules *held = certlogic_jansson_rules(shipped, value_sets, NULL, &error);
    ck_assert_msg(read != NULL && held != NULL, "%s", error.message);
    ck_assert_str_eq(kept(certlogic_rules_canonical(read)), kept(certlogic_rules_canonical(held)));
    by_text = certlogic_evaluator_new(read, NULL);
    by_value = certlogic_evaluator_new(held, NULL);
    make_decoders();
    see_below(given_text("%s/tests/payloads", top_srcdir()), judge_payload);
    see_below(given_text("%s/tests/schema-cases", top_srcdir()), judge_payload);
    ck_assert_uint_gt(seen, 60);
    free_decoders();
    certlogic_evaluator_free(by_text);
    certlogic_evaluator_free(by_value);
    certlogic_rules_free(read);
    certlogic_rules_free(held);
    free(text);
    json_decref(value_sets);
    json_decref(shipped);
}
END_TEST

static const char rule_text[] =
    "{'Identifier':'GR-CZ-0001','Type':'Acceptance','Country':'CZ','Version':'1.0.0',"
    "'SchemaVersion':'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0',"
    "'CertificateType':'General','Description':[{'lang':'en','desc':'A rule.'}],"
    "'ValidFrom':'2021-06-01','ValidTo':'2022-06-01','AffectedFields':['v.0.mp'],"
    "'Logic':{'in':[{'var':'payload.v.0.mp'},{'var':'external.valueSets.a'}]}}";

static void hear_outcome(void *self, const certlogic_rule *rule, certlogic_outcome outcome,
                         const certlogic_error *why)
{
    *(certlogic_outcome *)self = outcome;
    ck_assert_str_eq(rule->id, "GR-CZ-0001");
    ck_assert_ptr_null(why);
}

START_TEST(rules_may_be_one_an_array_or_a_bundle)
{
    json_t *rule = made(rule_text), *sets = made("{'a':['x']}");
    json_t *bundle = json_pack("{s:[O],s:O}", "rules", rule, "valueSets", sets);
    json_t *array = json_pack("[O]", rule);
    certlogic_rules *rules[] = {certlogic_jansson_rules(rule, sets, NULL, &error),
                                certlogic_jansson_rules(array, sets, NULL, &error),
                                certlogic_jansson_rules(bundle, NULL, NULL, &error),
                                certlogic_jansson_rules(array, NULL, NULL, &error)};
    for (int i = 0; i < 4; i++)
        ck_assert_ptr_nonnull(rules[i]);
    const char *canonical = kept(certlogic_rules_canonical(rules[0]));
    for (int i = 1; i < 4; i++)
        ck_assert_int_eq(strcmp(canonical, kept(certlogic_rules_canonical(rules[i]))) == 0, i < 3);
    certlogic_outcome outcome;
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules[0], NULL);
    json_t *data = made("{'payload':{'v':[{'mp':'y'}]},'external':{'valueSets':{'a':['y']}}}");
    ck_assert(certlogic_jansson_every_rule(evaluator, data, hear_outcome, &outcome, &error));
    ck_assert_int_eq(outcome, CERTLOGIC_RULE_PASSED);
    certlogic_evaluator_free(evaluator);
    for (int i = 0; i < 4; i++)
        certlogic_rules_free(rules[i]);
    json_object_del(rule, "Logic");
    ck_assert_ptr_null(certlogic_jansson_rules(rule, NULL, NULL, &error));
    expect_refused("rule-metadata", "/Logic");
    json_decref(data);
    json_decref(array);
    json_decref(bundle);
    json_decref(sets);
    json_decref(rule);
}
END_TEST

START_TEST(expressions)
{
    json_t *logic = made("{'plusTime':[{'var':'d'},1,'day']}"), *data = made("{'d':'2021-06-01'}");
    certlogic_expression *e = certlogic_jansson_expression(logic, &error);
    json_t *value = certlogic_jansson_evaluate(e, data, &error);
    ck_assert_str_eq(json_string_value(value), "2021-06-02T00:00:00.000Z");
    json_decref(value);
    json_object_set_new(data, "d", json_integer(1));
    ck_assert_ptr_null(certlogic_jansson_evaluate(e, data, &error));
    expect_refused("kind", "/plusTime/0");
    certlogic_expression_free(e);
    json_decref(logic);
    logic = made("{'or':[1]}");
    ck_assert_ptr_null(certlogic_jansson_expression(logic, &error));
    ck_assert_str_eq(error.code, "format-operation");
    json_decref(logic);
    json_decref(data);
}
END_TEST

/* ---- Memory that runs out -------------------------------------------------------------------- */

static long live; /* blocks that jansson holds */

static void *jansson_malloc(size_t size)
{
    void *block = faults_refuse("jansson") ? NULL : malloc(size);
    live += block != NULL;
    return block;
}

static void jansson_free(void *block)
{
    live -= block != NULL;
    free(block);
}

static const char payload_text[] =
    "{\"ver\":\"1.3.0\",\"nam\":{\"fn\":\"x\"},\"v\":[{\"mp\":\"x\",\"dn\":2.0,\"is\":null}]}";

static bool judge_all(json_t *rule, json_t *payload, certlogic_error *why)
{
    const certlogic_request request = {.country = "CZ", .clock = "2022-01-15", .fields = true};
    json_t *described = NULL, *verdict = NULL, *fields = NULL, *value = NULL;
    certlogic_rules *rules = certlogic_jansson_rules(rule, NULL, NULL, why);
    certlogic_evaluator *evaluator = rules != NULL ? certlogic_evaluator_new(rules, why) : NULL;
    certlogic_decoder *decoder = evaluator != NULL ? certlogic_decoder_new(NULL, why) : NULL;
    certlogic_certificate *c = decoder != NULL
                                   ? certlogic_jansson_certificate(decoder, payload, why)
                                   : NULL;
    const certlogic_verdict *v = c != NULL ? certlogic_judge(evaluator, c, &request, why) : NULL;
    if (v != NULL)
        described = certlogic_jansson_describe(c, NULL, why);
    if (described != NULL)
        verdict = certlogic_jansson_verdict(v, why);
    if (verdict != NULL)
        fields = certlogic_jansson_fields(v, 0, why);
    if (fields != NULL) {
        must(json_object_size(fields) > 0);
        value = certlogic_jansson_payload(c, why);
    }
    bool ok = value != NULL;
    json_decref(value);
    json_decref(fields);
    json_decref(verdict);
    json_decref(described);
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
    return ok;
}

static const char *rule_json;

static bool read_and_judge(void)
{
    certlogic_error why = {.code = "none"};
    json_t *rule = certlogic_jansson_read(rule_json, strlen(rule_json), &why);
    json_t *payload = rule != NULL
                          ? certlogic_jansson_read(payload_text, strlen(payload_text), &why)
                          : NULL;
    bool ok = payload != NULL && judge_all(rule, payload, &why);
    if (!ok && strcmp(why.code, "memory") != 0)
        ck_abort_msg("%s: %s", why.code, why.message);
    json_decref(rule);
    json_decref(payload);
    must(live == 0);
    return ok;
}

START_TEST(memory_runs_out_at_any_request)
{
    rule_json = quoted(rule_text);
    json_set_alloc_funcs(jansson_malloc, jansson_free);
    ck_assert_uint_gt(faults_at_every_call(read_and_judge, false), 500);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("jansson");
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, every_document_as_a_value);
    tcase_add_test(tests, numbers_and_texts_stay_what_they_are);
    tcase_add_test(tests, what_no_text_could_say_is_refused);
    tcase_add_test(tests, depth_is_limited);
    tcase_add_test(tests, a_value_in_itself_is_too_deep);
    tcase_add_test(tests, null_is_usage);
    tcase_add_test(tests, every_document_as_a_payload);
    tcase_add_test(tests, verdicts_are_equal);
    tcase_add_test(tests, rules_may_be_one_an_array_or_a_bundle);
    tcase_add_test(tests, expressions);
    tcase_add_test(tests, memory_runs_out_at_any_request);
    return unit_run();
}
#endif
