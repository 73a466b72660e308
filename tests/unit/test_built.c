/* test_built.c — a payload, rules, an expression and data from a builder are treated as the same in
 * text: certificates, verdicts, findings, values and outcomes are equal, over the documents of the
 * project. What is told to a sink is what the text says. */
#include "api/api.h"
#include "support_certs.h"
#include "support_events.h"
#include "support_faults.h"

FAULTY(void *, malloc, (size_t size), (size), NULL)
FAULTY(void *, calloc, (size_t count, size_t size), (count, size), NULL)
FAULTY(void *, realloc, (void *block, size_t size), (block, size), NULL)

static certlogic_builder *builder, *other;
static certlogic_error error;

static void begin(void)
{
    builder = certlogic_builder_new(NULL);
    other = certlogic_builder_new(NULL);
    ck_assert(builder != NULL && other != NULL);
}

static void end(void)
{
    certlogic_builder_free(builder);
    certlogic_builder_free(other);
}

/* Gives a builder JSON written with ' for ". */
static void build(const char *json)
{
    const char *text = quoted(json);
    if (!build_json(builder, text, strlen(text), &error))
        ck_abort_msg("%s: %s", json, error.message);
}

static const char *kept(char *text)
{
    const char *copy = text != NULL ? given_text("%s", text) : NULL;
    certlogic_free(text);
    return copy;
}

/* The value of `other`, as JSON. */
static const char *told(void)
{
    cl_value value;
    ck_assert(cl_builder_value(&other->it, SIZE_MAX, &given.arena, &value, NULL));
    return text_of(&value);
}

/* A document of the library, without what a reader would change. */
static const char *plain(const char *json)
{
    const cl_value value = given_json(json);
    return text_of(&value);
}

/* ---- Certificates ---------------------------------------------------------------------------- */

enum { WAYS = 5 };
static certlogic_decoder *decoders[WAYS];
static certlogic_certificate *reused;
static size_t seen;

static void make_decoders(certlogic_trust *trust)
{
    const certlogic_decode_options ways[WAYS] = {
        {.input = CERTLOGIC_INPUT_JSON},
        {.input = CERTLOGIC_INPUT_JSON, .strict = true},
        {.input = CERTLOGIC_INPUT_JSON, .trust = trust},
        {.input = CERTLOGIC_INPUT_JSON, .trust = trust, .allow_unsigned = true},
        {.input = CERTLOGIC_INPUT_JSON, .no_trust = true, .clock = "2022-01-01"},
    };
    for (int i = 0; i < WAYS; i++) {
        decoders[i] = certlogic_decoder_new(&ways[i], &error);
        ck_assert_ptr_nonnull(decoders[i]);
    }
    reused = certlogic_decoder_read(decoders[0], "{}", 2, NULL);
    ck_assert_ptr_nonnull(reused);
}

static void free_decoders(void)
{
    for (int i = 0; i < WAYS; i++)
        certlogic_decoder_free(decoders[i]);
    certlogic_certificate_free(reused);
}

static void compare_certificates(const char *path, certlogic_decoder *decoder, const char *bytes,
                                 size_t length)
{
    const char *from_text, *from_events;
    certlogic_certificate *read = certlogic_decoder_read(decoder, bytes, length, &error);
    ck_assert_ptr_nonnull(read);
    ck_assert(certlogic_decoder_reread_built(decoder, builder, reused, &error));
    from_text = kept(certlogic_certificate_json(read));
    from_events = kept(certlogic_certificate_json(reused));
    ck_assert_msg(strcmp(from_text, from_events) == 0, "%s:\n%s\n%s", path, from_text, from_events);
    /* The same told to a sink. */
    const certlogic_sink sink = sink_to(other);
    certlogic_builder_reset(other);
    ck_assert(certlogic_certificate_events(reused, NULL, &sink, &error));
    ck_assert_str_eq(told(), plain(from_text));
    certlogic_builder_reset(other);
    bool decoded = certlogic_certificate_decoded(reused, NULL);
    ck_assert_int_eq(certlogic_certificate_payload_events(reused, &sink, &error), decoded);
    if (decoded)
        ck_assert_str_eq(told(), kept(certlogic_certificate_payload(read)));
    else
        ck_assert_str_eq(error.code, cl_code_name(reused->it->fault.code));
    certlogic_certificate_free(read);
}

static void see_payload(const char *path, const char *bytes, size_t length)
{
    bool marked = length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0; /* text alone has marks */
    if (marked || !build_json(builder, bytes, length, NULL))
        return;
    for (int i = 0; i < WAYS; i++)
        compare_certificates(path, decoders[i], bytes, length);
    seen++;
}

START_TEST(every_document_as_a_payload)
{
    const char *keys = given_text("%s/tests/certs/keys", top_srcdir());
    certlogic_trust *trust = certlogic_trust_load(keys, NULL, &error);
    ck_assert_ptr_nonnull(trust);
    make_decoders(trust);
    see_all_documents(see_payload);
    ck_assert_uint_gt(seen, 1000);
    free_decoders();
    certlogic_trust_free(trust);
}
END_TEST

/* Real numbers that are whole, nulls, white space and what else is tolerated is noticed alike. */
START_TEST(deviations_are_noticed)
{
    static const char odd[] =
        "{'ver':' 1.3.0 ','nam':{'fnt':'a'},'dob':'1800','x':null,'t':null,'v':[{'dn':2.0,'sd':10,"
        "'dt':'2021','co':'CZ','odd':1e0,'mp':'\\u0000'}]}";
    make_decoders(NULL);
    build(odd);
    compare_certificates("odd", decoders[0], quoted(odd), strlen(odd));
    const char *json = kept(certlogic_certificate_json(reused));
    ck_assert_ptr_nonnull(strstr(json, "{\"code\":\"whole-float\",\"at\":\"/v/0/dn\""));
    compare_certificates("odd", decoders[1], quoted(odd), strlen(odd));
    free_decoders();
}
END_TEST

START_TEST(a_payload_is_not_signed)
{
    const char *keys = given_text("%s/tests/certs/keys", top_srcdir());
    certlogic_trust *trust = certlogic_trust_load(keys, NULL, &error);
    certlogic_decode_options options = {.trust = trust, .input = CERTLOGIC_INPUT_COSE};
    certlogic_step_state state;
    build("{'ver':'1.3.0','v':[{'co':'CZ'}]}");
    for (int allowed = 0; allowed < 2; allowed++) {
        options.allow_unsigned = allowed == 1;
        certlogic_decoder *decoder = certlogic_decoder_new(&options, NULL);
        certlogic_certificate *c = certlogic_decoder_read_built(decoder, builder, &error);
        ck_assert_int_eq(certlogic_certificate_decoded(c, &error), allowed);
        ck_assert_int_eq(certlogic_certificate_ok(c), allowed);
        ck_assert(!certlogic_certificate_verified(c) && !certlogic_certificate_signed(c));
        ck_assert(certlogic_certificate_step(c, CERTLOGIC_STEP_SIGNATURE, &state));
        ck_assert_int_eq(state.result, allowed ? CERTLOGIC_STEP_SKIPPED : CERTLOGIC_STEP_FAULT);
        if (!allowed)
            ck_assert_str_eq(error.code, "untrusted");
        certlogic_certificate_free(c);
        certlogic_decoder_free(decoder);
    }
    certlogic_trust_free(trust);
}
END_TEST

/* A builder that is not complete is an error, and the certificate then holds nothing. */
START_TEST(a_certificate_needs_a_complete_value)
{
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    build("{'ver':'1.3.0','v':[{'co':'CZ'}]}");
    certlogic_certificate *c = certlogic_decoder_read_built(decoder, builder, &error);
    ck_assert(certlogic_certificate_ok(c) && certlogic_certificate_decoded(c, NULL));
    certlogic_builder_reset(builder);
    ck_assert(certlogic_builder_begin_array(builder, NULL));
    ck_assert_ptr_null(certlogic_decoder_read_built(decoder, builder, NULL));
    ck_assert(!certlogic_decoder_reread_built(decoder, builder, c, &error));
    ck_assert_str_eq(error.code, "usage");
    ck_assert(!certlogic_certificate_decoded(c, &error));
    ck_assert_str_eq(error.code, "usage");
    ck_assert(!certlogic_certificate_payload_events(c, NULL, &error));
    ck_assert_str_eq(error.code, "usage");
    ck_assert(!certlogic_builder_integer(builder, 1, NULL) ||
              !certlogic_builder_key(builder, "k", 1, NULL));
    ck_assert(!certlogic_decoder_reread_built(decoder, builder, c, &error));
    ck_assert_str_eq(error.message, "a key outside of an object; expected a value");
    ck_assert_str_eq(error.at, "/1");
    build("{'ver':'1.3.0','v':[{'co':'SK'}]}");
    ck_assert(certlogic_decoder_reread_built(decoder, builder, c, &error));
    ck_assert(certlogic_certificate_ok(c));
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
}
END_TEST

/* Beyond 16 MiB the payload is a fault, as it is in text. */
START_TEST(a_payload_has_a_limit)
{
    char *text = calloc(1, CL_MAX_RECORD + 1);
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    certlogic_step_state state;
    ck_assert_ptr_nonnull(text);
    memset(text, 'x', CL_MAX_RECORD);
    for (size_t over = 0; over < 2; over++) {
        certlogic_builder_reset(builder);
        ck_assert(certlogic_builder_string(builder, text, CL_MAX_RECORD - 1 + over, NULL));
        certlogic_certificate *c = certlogic_decoder_read_built(decoder, builder, &error);
        ck_assert_ptr_nonnull(c);
        ck_assert(certlogic_certificate_step(c, CERTLOGIC_STEP_PAYLOAD, &state));
        ck_assert_int_eq(certlogic_certificate_decoded(c, &error), over == 0);
        if (over == 1)
            ck_assert_str_eq(state.code, "limit-size");
        certlogic_certificate_free(c);
    }
    certlogic_decoder_free(decoder);
    free(text);
}
END_TEST

static uint32_t depth, deepest;

static bool go_down(void *self, const char *key, size_t key_length)
{
    (void)self;
    (void)key;
    (void)key_length;
    depth++;
    deepest = depth > deepest ? depth : deepest;
    return true;
}

static bool go_up(void *self)
{
    (void)self;
    depth--;
    return true;
}

/* The deepest payload, in what describes its certificate. */
START_TEST(a_description_is_one_deeper)
{
    const certlogic_sink sink = {.begin_array = go_down, .begin_object = go_down, .end = go_up};
    build(given_nested("[", "", "]", CL_MAX_DEPTH));
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    certlogic_certificate *c = certlogic_decoder_read_built(decoder, builder, &error);
    ck_assert(certlogic_certificate_events(c, NULL, &sink, &error));
    ck_assert_uint_eq(deepest, CL_MAX_DEPTH + 1);
    ck_assert_uint_eq(depth, 0);
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
}
END_TEST

/* ---- Rules ----------------------------------------------------------------------------------- */

/* All that a set says of itself. */
static const char *described(const certlogic_rules *rules)
{
    cl_buffer out;
    certlogic_finding finding;
    certlogic_lost lost;
    cl_buffer_init(&out);
    for (size_t i = 0; certlogic_rules_finding(rules, i, &finding); i++)
        cl_buffer_printf(&out, "%s %s %s %s\n", finding.code,
                         certlogic_severity_name(finding.severity), finding.at, finding.message);
    for (size_t i = 0; certlogic_rules_lost(rules, i, &lost); i++)
        cl_buffer_printf(&out, "lost %s %s %s\n", lost.at, lost.code, lost.message);
    cl_buffer_puts(&out, kept(certlogic_rules_canonical(rules)));
    return given_taken(&out);
}

static void see_rules(const char *path, const char *bytes, size_t length)
{
    const certlogic_load_options options[] = {{.keep_going = true, .check = true},
                                              {.keep_going = false}};
    if (length > 100000 || !build_json(builder, bytes, length, NULL))
        return;
    for (int i = 0; i < 2; i++) {
        certlogic_error first = {.code = NULL}, second = {.code = NULL};
        certlogic_rules *read = certlogic_rules_parse(bytes, length, &options[i], &first);
        certlogic_rules *given_ones = certlogic_rules_parse_built(builder, &options[i], &second);
        ck_assert_int_eq(read == NULL, given_ones == NULL);
        if (read != NULL)
            ck_assert_msg(strcmp(described(read), described(given_ones)) == 0, "%s", path);
        else
            ck_assert_msg(strcmp(first.message, second.message) == 0 &&
                              strcmp(first.at, second.at) == 0 && first.code == second.code,
                          "%s: %s", path, second.message);
        certlogic_rules_free(read);
        certlogic_rules_free(given_ones);
    }
    seen++;
}

START_TEST(every_document_as_rules)
{
    see_all_documents(see_rules);
    ck_assert_uint_gt(seen, 1000);
}
END_TEST

/* ---- Verdicts -------------------------------------------------------------------------------- */

/* The shipped rules of a folder and the value sets, as one bundle. */
static cl_buffer bundle;

static void add_rule(const char *path, const char *bytes, size_t length)
{
    size_t size = strlen(path);
    if (size < 10 || strcmp(path + size - 10, "/rule.json") != 0 || bytes[0] != '{')
        return;
    cl_buffer_puts(&bundle, bundle.length > 20 ? "," : "");
    cl_buffer_add(&bundle, bytes, length);
}

static const char *shipped(void)
{
    size_t length;
    const char *sets = given_file(given_text("%s/rules/value-sets.json", top_srcdir()), &length);
    cl_buffer_init(&bundle);
    cl_buffer_puts(&bundle, "{\"rules\":[");
    see_below(given_text("%s/rules/CZ", top_srcdir()), add_rule);
    see_below(given_text("%s/rules/EU", top_srcdir()), add_rule);
    cl_buffer_puts(&bundle, "],\"valueSets\":");
    cl_buffer_add(&bundle, sets, length);
    cl_buffer_puts(&bundle, "}");
    return given_taken(&bundle);
}

static certlogic_evaluator *by_text, *by_events;

static void compare_verdicts(const certlogic_certificate *certificate,
                             const certlogic_certificate *same)
{
    static const char *const clocks[] = {"2021-07-01", "2022-01-15T12:00:00Z", "2023-01-01"};
    const certlogic_sink sink = sink_to(other);
    for (size_t i = 0; i < sizeof clocks / sizeof *clocks; i++) {
        const certlogic_request request = {.country = "CZ", .clock = clocks[i], .fields = true};
        const certlogic_verdict *a = certlogic_judge(by_text, certificate, &request, NULL);
        const certlogic_verdict *b = certlogic_judge(by_events, same, &request, NULL);
        ck_assert(a != NULL && b != NULL);
        const char *json = kept(certlogic_verdict_json(a));
        ck_assert_str_eq(json, kept(certlogic_verdict_json(b)));
        certlogic_builder_reset(other);
        ck_assert(certlogic_verdict_events(b, &sink, &error));
        ck_assert_str_eq(told(), plain(json));
        /* The fields of each rule, in the JSON of the verdict and as events. */
        const cl_value whole = given_json(json);
        const cl_array *rules = cl_value_member(&whole, "rules")->array;
        for (uint32_t rule = 0; rule < rules->count; rule++) {
            certlogic_builder_reset(other);
            ck_assert(certlogic_verdict_field_events(b, rule, &sink, &error));
            ck_assert_str_eq(told(), text_of(cl_value_member(&rules->items[rule], "fields")));
        }
        ck_assert(!certlogic_verdict_field_events(b, rules->count, &sink, &error));
        ck_assert_str_eq(error.code, "usage");
    }
}

static void judge_payload(const char *path, const char *bytes, size_t length)
{
    (void)path;
    if (!build_json(builder, bytes, length, NULL))
        return;
    certlogic_certificate *c = certlogic_decoder_read(decoders[0], bytes, length, NULL);
    ck_assert(certlogic_decoder_reread_built(decoders[0], builder, reused, NULL));
    ck_assert_ptr_nonnull(c);
    if (certlogic_certificate_decoded(c, NULL)) {
        compare_verdicts(c, reused);
        seen++;
    }
    certlogic_certificate_free(c);
}

START_TEST(verdicts_are_equal)
{
    const char *rules = shipped();
    make_decoders(NULL);
    build_json(builder, rules, strlen(rules), NULL);
    certlogic_rules *text = certlogic_rules_parse(rules, strlen(rules), NULL, &error);
    certlogic_rules *events = certlogic_rules_parse_built(builder, NULL, &error);
    ck_assert(text != NULL && events != NULL);
    ck_assert_uint_gt(certlogic_rules_count(events), 20);
    by_text = certlogic_evaluator_new(text, NULL);
    by_events = certlogic_evaluator_new(events, NULL);
    see_below(given_text("%s/tests/payloads", top_srcdir()), judge_payload);
    see_below(given_text("%s/tests/schema-cases", top_srcdir()), judge_payload);
    see_below(given_text("%s/tests/conformance/verdict", top_srcdir()), judge_payload);
    ck_assert_uint_gt(seen, 20);
    certlogic_evaluator_free(by_text);
    certlogic_evaluator_free(by_events);
    certlogic_rules_free(text);
    certlogic_rules_free(events);
    free_decoders();
}
END_TEST

static void hear_outcome(void *self, const certlogic_rule *rule, certlogic_outcome outcome,
                         const certlogic_error *why)
{
    cl_buffer_printf(self, "%s %s %s %s\n", rule->id, certlogic_outcome_name(outcome),
                     why != NULL ? why->code : "", why != NULL ? why->message : "");
}

START_TEST(every_rule_as_written)
{
    static const char data[] = "{'payload':{'v':[{'dn':1,'sd':2,'dt':'2021-12-01','mp':'x'}]},"
                               "'external':{'validationClock':'2022-01-01T00:00:00Z'}}";
    const char *rules = shipped(), *text = quoted(data);
    certlogic_rules *set = certlogic_rules_parse(rules, strlen(rules), NULL, &error);
    certlogic_evaluator *evaluator = certlogic_evaluator_new(set, NULL);
    cl_buffer first, second;
    cl_buffer_init(&first);
    cl_buffer_init(&second);
    build(data);
    ck_assert(certlogic_every_rule(evaluator, text, strlen(text), hear_outcome, &first, &error));
    ck_assert(certlogic_every_rule_built(evaluator, builder, hear_outcome, &second, &error));
    ck_assert_str_eq(given_taken(&first), given_taken(&second));
    certlogic_builder_reset(builder);
    ck_assert(!certlogic_every_rule_built(evaluator, builder, hear_outcome, &second, &error));
    ck_assert_str_eq(error.code, "usage");
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(set);
}
END_TEST

/* ---- Expressions ----------------------------------------------------------------------------- */

static void compare_expression(const char *logic, const char *data)
{
    const char *json = quoted(logic), *text = quoted(data);
    certlogic_error first = {.code = NULL}, second = {.code = NULL};
    build(logic);
    certlogic_expression *read = certlogic_expression_parse(json, strlen(json), &first);
    certlogic_expression *given_one = certlogic_expression_parse_built(builder, &second);
    ck_assert_int_eq(read == NULL, given_one == NULL);
    if (read != NULL) {
        const certlogic_sink sink = sink_to(other);
        build(data);
        certlogic_builder_reset(other);
        const char *value = kept(certlogic_expression_evaluate(read, text, strlen(text), &first));
        const char *same = kept(certlogic_expression_evaluate_built(given_one, builder, &second));
        bool reported = certlogic_expression_evaluate_events(given_one, builder, &sink, &error);
        ck_assert_pstr_eq(value, same);
        ck_assert_int_eq(reported, value != NULL);
        if (reported)
            ck_assert_str_eq(told(), plain(value));
        else
            ck_assert_str_eq(error.message, first.message);
    }
    if (first.code != NULL || second.code != NULL) {
        ck_assert_str_eq(first.code, second.code);
        ck_assert_str_eq(first.at, second.at);
        ck_assert_str_eq(first.message, second.message);
    }
    certlogic_expression_free(read);
    certlogic_expression_free(given_one);
}

START_TEST(expressions_and_data)
{
    static const char *const cases[][2] = {
        {"{'+':[{'var':'a'},1]}", "{'a':2.0}"},
        {"{'var':'a'}", "{'a':{'b':[1,2.5,null,'x\\u0000',{}]}}"},
        {"{'plusTime':[{'var':'d'},1,'day']}", "{'d':'2021-06-01'}"},
        {"[{'plusTime':[{'var':'d'},1,'day']}]", "{'d':'2021-06-01'}"},
        {"{'<':[{'var':'a'},1]}", "{'a':'x'}"},
        {"{'Logic':{'<':[{'var':'a'},1]},'Identifier':'x'}", "{'a':'x'}"},
        {"{'or':[1,2]}", "{}"},
        {"{'+':[9223372036854775807,{'var':'a'}]}", "{'a':1}"},
        {"{'reduce':[{'var':'l'},{'+':[{'var':'accumulator'},{'var':'current'}]},0]}",
         "{'l':[1,2,3]}"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        compare_expression(cases[i][0], cases[i][1]);
    certlogic_builder_reset(builder);
    ck_assert_ptr_null(certlogic_expression_parse_built(builder, &error));
    ck_assert_str_eq(error.code, "usage");
}
END_TEST

static bool refuse_null(void *self, const char *key, size_t key_length)
{
    (void)self;
    (void)key;
    return key_length == 99;
}

/* What stops a value that is told is the sink. */
START_TEST(a_sink_stops_a_value)
{
    const certlogic_sink sink = {.null = refuse_null};
    build("{'var':''}");
    certlogic_expression *e = certlogic_expression_parse_built(builder, NULL);
    build("[1,{'a':null}]");
    ck_assert(!certlogic_expression_evaluate_events(e, builder, &sink, &error));
    ck_assert_str_eq(error.code, "stopped");
    ck_assert_uint_eq(error.offset, CERTLOGIC_NO_OFFSET);
    ck_assert(certlogic_expression_evaluate_events(e, builder, NULL, &error));
    certlogic_expression_free(e);
    build("[null]");
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    certlogic_certificate *c = certlogic_decoder_read_built(decoder, builder, NULL);
    ck_assert(!certlogic_certificate_payload_events(c, &sink, &error));
    ck_assert_str_eq(error.code, "stopped");
    ck_assert(!certlogic_certificate_events(c, NULL, &sink, &error));
    ck_assert_str_eq(error.code, "stopped");
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
}
END_TEST

/* ---- Memory that runs out -------------------------------------------------------------------- */

static const char *rules_text;

/* Rules, a certificate and its verdict from builders, all told to sinks. */
static bool build_and_judge(void)
{
    static const char payload[] = "{\"ver\":\"1.3.0\",\"v\":[{\"co\":\"CZ\",\"dn\":2.0,\"sd\":2}]}";
    const certlogic_request request = {.country = "CZ", .clock = "2022-01-15", .fields = true};
    certlogic_error why = {.code = ""};
    const certlogic_sink sink = sink_to(other);
    bool ok = build_json(builder, rules_text, strlen(rules_text), &why);
    certlogic_rules *rules = ok ? certlogic_rules_parse_built(builder, NULL, &why) : NULL;
    certlogic_evaluator *evaluator = rules != NULL ? certlogic_evaluator_new(rules, &why) : NULL;
    certlogic_decoder *decoder = evaluator != NULL ? certlogic_decoder_new(NULL, &why) : NULL;
    ok = decoder != NULL && build_json(builder, payload, strlen(payload), &why);
    certlogic_certificate *c = ok ? certlogic_decoder_read_built(decoder, builder, &why) : NULL;
    const certlogic_verdict *v = c != NULL ? certlogic_judge(evaluator, c, &request, &why) : NULL;
    certlogic_builder_reset(other);
    ok = v != NULL && certlogic_verdict_events(v, &sink, &why);
    certlogic_builder_reset(other);
    ok = ok && certlogic_certificate_events(c, NULL, &sink, &why);
    must(ok || strcmp(why.code, "memory") == 0 || strcmp(why.code, "stopped") == 0);
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
    return ok;
}

START_TEST(memory_runs_out_at_any_request)
{
    size_t length;
    rules_text = given_file(given_text("%s/rules/CZ/VR-CZ-0001/rule.json", top_srcdir()), &length);
    ck_assert_uint_gt(faults_at_every_call(build_and_judge, false), 50);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("built");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, every_document_as_a_payload);
    tcase_add_test(tests, deviations_are_noticed);
    tcase_add_test(tests, a_payload_is_not_signed);
    tcase_add_test(tests, a_certificate_needs_a_complete_value);
    tcase_add_test(tests, a_payload_has_a_limit);
    tcase_add_test(tests, a_description_is_one_deeper);
    tcase_add_test(tests, every_document_as_rules);
    tcase_add_test(tests, verdicts_are_equal);
    tcase_add_test(tests, every_rule_as_written);
    tcase_add_test(tests, expressions_and_data);
    tcase_add_test(tests, a_sink_stops_a_value);
    tcase_add_test(tests, memory_runs_out_at_any_request);
    return unit_run();
}
