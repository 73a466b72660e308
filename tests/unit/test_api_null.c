/* test_api_null.c — the public functions with NULL and 0 for every pointer and length: they report
 * an error or do nothing. */
#include "certlogic.h"
#include "support.h"

static const char rule_text[] =
    "{'Identifier':'GR-CZ-0001','Type':'Acceptance','Country':'CZ','Version':'1.0.0',"
    "'SchemaVersion':'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0',"
    "'CertificateType':'General','Description':[{'lang':'en','desc':'A rule.'}],"
    "'ValidFrom':'2021-06-01','ValidTo':'2022-06-01','AffectedFields':['x'],'Logic':true}";

static certlogic_error error;

/* Returns the code of the last error, and clears the error. */
static const char *code(void)
{
    const char *found = error.code != NULL ? error.code : "none";
    error.code = NULL;
    return found;
}

static certlogic_rules *a_rule(void)
{
    const char *json = quoted(rule_text);
    certlogic_rules *rules = certlogic_rules_parse(json, strlen(json), NULL, &error);
    ck_assert_msg(rules != NULL, "%s", error.message);
    return rules;
}

START_TEST(rule_sets)
{
    certlogic_rule rule;
    certlogic_finding finding;
    size_t indexes[1], count;
    const certlogic_query query = {.country = "CZ", .clock = "2022-01-01"}, nothing = {0};
    const char *paths[] = {NULL};
    ck_assert_ptr_null(certlogic_rules_parse(NULL, 0, NULL, &error));
    ck_assert_str_eq(code(), "json");
    ck_assert_ptr_null(certlogic_rules_parse(NULL, 7, NULL, NULL));
    ck_assert_ptr_null(certlogic_rules_load(NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_rules_load(NULL, NULL, NULL));
    ck_assert_ptr_null(certlogic_rules_load_all(NULL, 0, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_rules_load_all(paths, 1, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_is_rules(NULL, 0));
    ck_assert(!certlogic_is_rules(NULL, 5));
    certlogic_rules_free(NULL);
    certlogic_free(NULL);
    ck_assert_uint_eq(certlogic_rules_count(NULL), 0);
    ck_assert(!certlogic_rules_get(NULL, 0, NULL, &rule));
    ck_assert(!certlogic_rules_finding(NULL, 0, &finding));
    ck_assert_ptr_null(certlogic_rules_disassemble(NULL, NULL));
    ck_assert_ptr_null(certlogic_rules_canonical(NULL));
    ck_assert(!certlogic_rules_in_force(NULL, &query, indexes, &count, &error));
    ck_assert_str_eq(code(), "usage");

    certlogic_lost lost;
    ck_assert(!certlogic_rules_has_region(NULL, "CZ", "X"));
    ck_assert_uint_eq(certlogic_rules_lost_count(NULL), 0);
    ck_assert(!certlogic_rules_lost(NULL, 0, &lost));

    certlogic_rules *rules = a_rule();
    ck_assert(!certlogic_rules_lost(rules, 0, NULL));
    ck_assert(!certlogic_rules_has_region(rules, NULL, NULL));
    ck_assert(!certlogic_rules_get(rules, 0, NULL, NULL));
    ck_assert(!certlogic_rules_finding(rules, 0, NULL));
    ck_assert(!certlogic_rules_in_force(rules, NULL, indexes, &count, NULL));
    ck_assert(!certlogic_rules_in_force(rules, &query, NULL, &count, NULL));
    ck_assert(!certlogic_rules_in_force(rules, &query, indexes, NULL, NULL));
    ck_assert(!certlogic_rules_in_force(rules, &nothing, indexes, &count, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(certlogic_rules_in_force(rules, &query, indexes, &count, NULL));
    certlogic_rules_free(rules);
    ck_assert_ptr_null(certlogic_similar(NULL, paths, 1));
    ck_assert_ptr_null(certlogic_similar("word", NULL, 1));
    ck_assert_ptr_null(certlogic_similar("word", paths, 0));
}
END_TEST

START_TEST(signers)
{
    certlogic_signer signer;
    certlogic_finding finding;
    ck_assert_ptr_null(certlogic_trust_parse(NULL, 0, NULL, &error));
    ck_assert_str_ne(code(), "none");
    ck_assert_ptr_null(certlogic_trust_parse(NULL, 9, NULL, NULL));
    ck_assert_ptr_null(certlogic_trust_load(NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_trust_load_all(NULL, 0, NULL, NULL));
    certlogic_trust_free(NULL);
    ck_assert(!certlogic_trust_usable(NULL, NULL));
    ck_assert_uint_eq(certlogic_trust_count(NULL), 0);
    ck_assert(!certlogic_trust_get(NULL, 0, &signer));
    certlogic_validity validity;
    ck_assert(!certlogic_trust_validity(NULL, 0, "2022-01-01", &validity, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_trust_finding(NULL, 0, &finding, NULL, NULL));
    ck_assert_ptr_null(certlogic_trust_canonical(NULL));
}
END_TEST

START_TEST(certificates)
{
    certlogic_step_state step;
    certlogic_notice notice;
    certlogic_facts facts;
    certlogic_record record;
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    ck_assert_ptr_nonnull(decoder);
    certlogic_certificate *c = certlogic_decoder_read(decoder, NULL, 0, NULL);
    ck_assert_ptr_nonnull(c);
    ck_assert(!certlogic_certificate_decoded(c, NULL));
    ck_assert(certlogic_decoder_reread(decoder, NULL, 3, c, NULL));
    ck_assert(!certlogic_certificate_ok(c));
    ck_assert(certlogic_decoder_record(decoder, NULL, 0, c, &record, NULL));
    ck_assert(!certlogic_certificate_ok(c));
    ck_assert(!certlogic_decoder_record(decoder, NULL, 0, c, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_decoder_reread(decoder, NULL, 0, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_certificate_step(c, 0, NULL));
    ck_assert(!certlogic_certificate_notice(c, 0, NULL));
    certlogic_certificate_facts(c, NULL);
    certlogic_certificate_free(c);
    c = certlogic_certificate_read(NULL, 0, NULL);
    ck_assert_ptr_nonnull(c);
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);

    ck_assert_ptr_null(certlogic_decoder_read(NULL, "{}", 2, &error));
    ck_assert_str_eq(code(), "usage");
    certlogic_decoder_free(NULL);
    certlogic_certificate_free(NULL);
    ck_assert(!certlogic_certificate_decoded(NULL, NULL));
    ck_assert(!certlogic_certificate_ok(NULL));
    ck_assert(!certlogic_certificate_step(NULL, 0, &step));
    ck_assert(!certlogic_certificate_notice(NULL, 0, &notice));
    certlogic_certificate_type type;
    ck_assert(!certlogic_certificate_type_of(NULL, &type));
    ck_assert(!certlogic_certificate_type_of(c, NULL));
    ck_assert(!certlogic_certificate_signed(NULL));
    ck_assert_ptr_null(certlogic_certificate_payload(NULL));
    ck_assert_ptr_null(certlogic_certificate_json(NULL));
    ck_assert_ptr_null(certlogic_certificate_describe(NULL, NULL));
    ck_assert_ptr_null(certlogic_certificate_anonymous(NULL));
    certlogic_holder holder;
    certlogic_display display;
    char clock[25];
    ck_assert(!certlogic_certificate_holder(NULL, &holder));
    ck_assert(!certlogic_certificate_display(NULL, NULL, 0, &display));
    ck_assert(!certlogic_clock(NULL, clock, &error));
    ck_assert_str_eq(code(), "clock");
    ck_assert(!certlogic_clock("2022-01-01", NULL, &error));
    ck_assert_str_eq(code(), "usage");
    certlogic_certificate_facts(NULL, &facts);
}
END_TEST

START_TEST(judging)
{
    certlogic_step_state step;
    certlogic_judged judged;
    const certlogic_request request = {.country = "CZ", .clock = "2022-01-01"}, nothing = {0};
    const char *path;
    size_t length;
    ck_assert_ptr_null(certlogic_evaluator_new(NULL, &error));
    ck_assert_str_eq(code(), "usage");
    certlogic_evaluator_free(NULL);
    certlogic_rules *rules = a_rule();
    certlogic_certificate *c = certlogic_certificate_read("{}", 2, NULL);
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, NULL);
    ck_assert_ptr_null(certlogic_judge(NULL, c, &request, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_judge(evaluator, NULL, &request, NULL));
    ck_assert_ptr_null(certlogic_judge(evaluator, c, NULL, NULL));
    ck_assert_ptr_null(certlogic_judge(evaluator, c, &nothing, &error));
    ck_assert_str_eq(code(), "usage");
    const certlogic_verdict *verdict = certlogic_judge(evaluator, c, &request, NULL);
    ck_assert_ptr_nonnull(verdict);
    ck_assert(!certlogic_verdict_step(verdict, 0, NULL));
    ck_assert(!certlogic_verdict_rule(verdict, 0, NULL));
    ck_assert_ptr_null(certlogic_verdict_field(verdict, 0, 0, &path, &length));
    ck_assert_int_eq(certlogic_verdict_kind_of(NULL), CERTLOGIC_REJECTED);
    ck_assert_ptr_null(certlogic_verdict_decided_by(NULL));
    ck_assert(!certlogic_verdict_fault(NULL, NULL));
    ck_assert(!certlogic_verdict_step(NULL, 0, &step));
    ck_assert_uint_eq(certlogic_verdict_count(NULL), 0);
    ck_assert(!certlogic_verdict_rule(NULL, 0, &judged));
    ck_assert_ptr_null(certlogic_verdict_field(NULL, 0, 0, &path, &length));
    ck_assert_ptr_null(certlogic_verdict_json(NULL));
    certlogic_lost lost;
    ck_assert_uint_eq(certlogic_verdict_lost_count(NULL), 0);
    ck_assert(!certlogic_verdict_lost(NULL, 0, &lost));
    ck_assert(!certlogic_verdict_lost(verdict, 0, NULL));
    ck_assert(!certlogic_certificate_verified(NULL));
    ck_assert(!certlogic_every_rule(NULL, "{}", 2, NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_every_rule(evaluator, "{}", 2, NULL, NULL, NULL));
    certlogic_evaluator_free(evaluator);
    certlogic_certificate_free(c);
    certlogic_rules_free(rules);
}
END_TEST

START_TEST(expressions)
{
    ck_assert_ptr_null(certlogic_expression_parse(NULL, 0, &error));
    ck_assert_str_eq(code(), "json");
    certlogic_expression_free(NULL);
    ck_assert_ptr_null(certlogic_expression_evaluate(NULL, "{}", 2, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_expression_notation(NULL));
    ck_assert_ptr_null(certlogic_expression_disassemble(NULL));
    certlogic_expression *e = certlogic_expression_parse("1", 1, NULL);
    ck_assert_ptr_null(certlogic_expression_evaluate(e, NULL, 0, &error));
    ck_assert_str_eq(code(), "json");
    certlogic_expression_free(e);
    char *line = certlogic_evaluate_line(NULL, 0);
    ck_assert_ptr_nonnull(strstr(line, "\"error\""));
    certlogic_free(line);
    ck_assert(!certlogic_check_expression("1", 1, "file", NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_schema_load(NULL, 1, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_schema_load((const char *const[]){"a"}, 0, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_schema_load((const char *const[]){NULL}, 1, &error));
    ck_assert_str_eq(code(), "usage");
    certlogic_schema_free(NULL);
    ck_assert(!certlogic_schema_check(NULL, "1", 1, "file", NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
}
END_TEST

START_TEST(builders)
{
    certlogic_builder *builder = certlogic_builder_new(NULL);
    ck_assert_ptr_nonnull(builder);
    certlogic_builder_free(NULL);
    certlogic_builder_reset(NULL);
    ck_assert(!certlogic_builder_null(NULL, NULL));
    ck_assert(!certlogic_builder_boolean(NULL, true, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_integer(NULL, 1, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_real(NULL, 0.5, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_string(NULL, "x", 1, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_key(NULL, "x", 1, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_begin_array(NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_begin_object(NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_end(NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_builder_end(builder, NULL));
    ck_assert_ptr_null(certlogic_rules_parse_built(builder, NULL, NULL));
    certlogic_builder_free(builder);
}
END_TEST

START_TEST(values_of_builders)
{
    certlogic_builder *builder = certlogic_builder_new(NULL);
    ck_assert(certlogic_builder_integer(builder, 1, NULL));
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, NULL);
    certlogic_certificate *c = certlogic_decoder_read_built(decoder, builder, NULL);
    certlogic_expression *e = certlogic_expression_parse_built(builder, NULL);
    ck_assert(decoder != NULL && c != NULL && e != NULL);
    ck_assert_ptr_null(certlogic_rules_parse_built(NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_decoder_read_built(NULL, builder, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_decoder_read_built(decoder, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_decoder_reread_built(NULL, builder, c, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_decoder_reread_built(decoder, NULL, c, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_decoder_reread_built(decoder, builder, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_expression_parse_built(NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_expression_evaluate_built(NULL, builder, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_expression_evaluate_built(e, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_expression_evaluate_events(NULL, builder, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_expression_evaluate_events(e, NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(certlogic_expression_evaluate_events(e, builder, NULL, NULL));
    ck_assert(!certlogic_every_rule_built(NULL, builder, NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_certificate_payload_events(NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_certificate_events(NULL, NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_verdict_field_events(NULL, 0, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_verdict_events(NULL, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    certlogic_expression_free(e);
    certlogic_certificate_free(c);
    certlogic_decoder_free(decoder);
    certlogic_builder_free(builder);
}
END_TEST

START_TEST(issuing_and_testing)
{
    const certlogic_issue_options nothing = {0};
    certlogic_test_summary summary;
    ck_assert_ptr_null(certlogic_issue(NULL, 0, NULL, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert_ptr_null(certlogic_issue("{}", 2, &nothing, &error));
    ck_assert_str_ne(code(), "none");
    ck_assert(!certlogic_test_paths(NULL, 1, NULL, &summary, &error));
    ck_assert_str_eq(code(), "usage");
    ck_assert(!certlogic_test_paths(NULL, 0, NULL, NULL, NULL));
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("api_null");
    tcase_add_test(tests, rule_sets);
    tcase_add_test(tests, signers);
    tcase_add_test(tests, certificates);
    tcase_add_test(tests, judging);
    tcase_add_test(tests, expressions);
    tcase_add_test(tests, builders);
    tcase_add_test(tests, values_of_builders);
    tcase_add_test(tests, issuing_and_testing);
    return unit_run();
}
