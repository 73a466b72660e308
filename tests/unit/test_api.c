/* test_api.c — the public functions: errors, rule sets from memory, expressions. test_api_files.c
 * has rule sets from files; test_api_judge.c has certificates and verdicts. */
#include "certlogic.h"
#include "support.h"

static certlogic_rules *rules; /* of the current test */

static void forget_rules(void)
{
    certlogic_rules_free(rules);
    rules = NULL;
}

#define RULE(members)                                                                              \
    "{'Type':'Acceptance','SchemaVersion':'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0',"   \
    "'ValidFrom':'2021-06-01T00:00:00Z','ValidTo':'2022-06-01T00:00:00Z'," members "}"
#define A                                                                                          \
    RULE("'Identifier':'A','Country':'CZ','Version':'1.0.0','CertificateType':'General',"          \
         "'Description':[{'lang':'en','desc':'A rule.'},{'lang':'cs','desc':'Pravidlo.'}],"        \
         "'AffectedFields':['v.0.dn'],'Logic':{'===':[{'var':'payload.v.0.dn'},1]}")
#define B                                                                                          \
    RULE("'Identifier':'B','Country':'CZ','Version':'2.1.0','CertificateType':'Test',"             \
         "'Region':'PHA','Logic':true")
#define C                                                                                          \
    RULE("'Identifier':'C','Country':'GR','Version':'1.0.0','CertificateType':'General',"          \
         "'Logic':false")
#define BROKEN                                                                                     \
    RULE("'Identifier':'X','Country':'CZ','Version':'1.0.0','CertificateType':'Test',"             \
         "'Logic':{'or':[]}")

/* Loads the rules of a document without a fault. */
static void take_rules(const char *document, const certlogic_load_options *options)
{
    certlogic_error error;
    const char *json = quoted(document);
    forget_rules();
    rules = certlogic_rules_parse(json, strlen(json), options, &error);
    ck_assert_msg(rules != NULL, "%s at %s: %s", error.code, error.at, error.message);
}

static void expect_refused(const char *document, const char *code, const char *at,
                           const char *message)
{
    certlogic_error error;
    const char *json = quoted(document);
    ck_assert_ptr_null(certlogic_rules_parse(json, strlen(json), NULL, &error));
    ck_assert_str_eq(error.code, code);
    ck_assert_str_eq(error.at, at);
    ck_assert_msg(strstr(error.message, message) != NULL, "%s", error.message);
    ck_assert_ptr_null(certlogic_rules_parse(json, strlen(json), NULL, NULL));
}

/* ---- Versions and freeing -------------------------------------------------------------------- */

START_TEST(the_library_says_its_versions)
{
    ck_assert_str_eq(certlogic_version(),
                     given_text("%d.%d.%d", CERTLOGIC_VERSION_MAJOR, CERTLOGIC_VERSION_MINOR,
                                CERTLOGIC_VERSION_PATCH));
    ck_assert_str_eq(certlogic_language_version(), "1.3.3");
}
END_TEST

START_TEST(null_can_be_freed)
{
    certlogic_free(NULL);
    certlogic_rules_free(NULL);
    certlogic_certificate_free(NULL);
    certlogic_evaluator_free(NULL);
    certlogic_expression_free(NULL);
}
END_TEST

/* ---- Rule sets ------------------------------------------------------------------------------- */

START_TEST(rules_are_described)
{
    certlogic_rule rule;
    take_rules("[" B "," A "," C "]", NULL);
    ck_assert_uint_eq(certlogic_rules_count(rules), 3);
    ck_assert(certlogic_rules_get(rules, 0, NULL, &rule));
    ck_assert_str_eq(rule.id, "A");
    ck_assert_str_eq(rule.version, "1.0.0");
    ck_assert_int_eq(rule.type, CERTLOGIC_ACCEPTANCE);
    ck_assert_int_eq(rule.certificate_type, CERTLOGIC_GENERAL);
    ck_assert_str_eq(rule.country, "CZ");
    ck_assert_ptr_null(rule.region);
    ck_assert_str_eq(rule.valid_from, "2021-06-01T00:00:00Z");
    ck_assert_str_eq(rule.valid_to, "2022-06-01T00:00:00Z");
    ck_assert_str_eq(rule.description, "A rule.");
    ck_assert_str_eq(rule.file, "");
    ck_assert(certlogic_rules_get(rules, 1, NULL, &rule));
    ck_assert_str_eq(rule.id, "B");
    ck_assert_str_eq(rule.region, "PHA");
    ck_assert_int_eq(rule.certificate_type, CERTLOGIC_TEST);
    ck_assert_str_eq(rule.description, "");
    ck_assert(certlogic_rules_get(rules, 2, NULL, &rule));
    ck_assert_str_eq(rule.country, "GR");
}
END_TEST

START_TEST(descriptions_come_in_the_language_asked)
{
    certlogic_rule rule;
    take_rules(A, NULL);
    ck_assert(certlogic_rules_get(rules, 0, "cs", &rule));
    ck_assert_str_eq(rule.description, "Pravidlo.");
    ck_assert(certlogic_rules_get(rules, 0, "de", &rule));
    ck_assert_str_eq(rule.description, "A rule.");
}
END_TEST

START_TEST(past_the_end_there_is_nothing)
{
    certlogic_rule rule;
    certlogic_finding finding;
    take_rules(A, NULL);
    ck_assert(!certlogic_rules_get(rules, 1, NULL, &rule));
    ck_assert(!certlogic_rules_get(rules, (size_t)-1, "en", &rule));
    ck_assert(!certlogic_rules_finding(rules, 0, &finding));
    take_rules("[]", NULL);
    ck_assert_uint_eq(certlogic_rules_count(rules), 0);
    ck_assert(!certlogic_rules_get(rules, 0, NULL, &rule));
}
END_TEST

START_TEST(a_set_with_a_fault_is_refused)
{
    expect_refused("", "json", "", "line 1, column 1: ");
    expect_refused("{", "json", "", "line 1, column 2: ");
    expect_refused("{'rules':[],'rules':[]}", "json-key", "/rules", "line 1, ");
    expect_refused("[9223372036854775808]", "json-number", "/0", "line 1, ");
    expect_refused("['\xC3']", "json-utf8", "/0", "line 1, ");
    expect_refused(given_nested("[", "", "]", 257), "limit-depth", given_repeated("/0", 256),
                   "256");
    expect_refused("{}", "document-kind", "", "neither Identifier nor Logic");
    expect_refused("[" A ",1]", "rule-metadata", "/1", "a rule must be an object");
    expect_refused("{'rules':[" A "," BROKEN "]}", "format-operation", "/rules/1/Logic",
                   "the language has no operation \"or\"" OR_HINT);
    expect_refused("[" A "," A "]", "rule-duplicate", "/1", "A version 1.0.0 of CZ");
    expect_refused("{'rules':[],'valueSets':{'a':1}}", "value-sets", "/valueSets/a", "");
}
END_TEST

/* Its message does not begin with a file. */
START_TEST(a_fault_of_a_document_in_memory)
{
    certlogic_error error;
    ck_assert_ptr_null(certlogic_rules_parse("1", 1, NULL, &error));
    ck_assert_str_eq(error.message, "a rule must be an object");
    ck_assert_uint_eq(error.offset, CERTLOGIC_NO_OFFSET);
}
END_TEST

START_TEST(keep_going_leaves_broken_rules_out)
{
    const certlogic_load_options options = {.keep_going = true};
    certlogic_finding finding;
    take_rules("[" A "," BROKEN "," C ",1]", &options);
    ck_assert_uint_eq(certlogic_rules_count(rules), 2);
    ck_assert(certlogic_rules_finding(rules, 0, &finding));
    ck_assert_str_eq(finding.code, "format-operation");
    ck_assert_int_eq(finding.severity, CERTLOGIC_ERROR);
    ck_assert_str_eq(finding.file, "");
    ck_assert_str_eq(finding.at, "/1/Logic");
    ck_assert_str_eq(finding.message, "the language has no operation \"or\"" OR_HINT);
    ck_assert_ptr_null(finding.fix);
    ck_assert(certlogic_rules_finding(rules, 1, &finding));
    ck_assert_str_eq(finding.at, "/3");
    ck_assert(!certlogic_rules_finding(rules, 2, &finding));
    take_rules("nonsense", &options);
    ck_assert_uint_eq(certlogic_rules_count(rules), 0);
    ck_assert(certlogic_rules_finding(rules, 0, &finding));
    ck_assert_str_eq(finding.code, "json");
}
END_TEST

START_TEST(check_makes_warnings_too)
{
    const certlogic_load_options options = {.check = true};
    certlogic_finding finding;
    take_rules("[" A "," B "]", &options);
    ck_assert(certlogic_rules_finding(rules, 0, &finding));
    ck_assert_str_eq(finding.code, "description");
    ck_assert_int_eq(finding.severity, CERTLOGIC_WARNING);
    ck_assert_str_eq(finding.at, "/1/Description");
    for (size_t i = 1; certlogic_rules_finding(rules, i, &finding); i++) {
        ck_assert_str_eq(finding.code, "schema"); /* members that gateways require in addition */
        ck_assert_int_eq(finding.severity, CERTLOGIC_WARNING);
        ck_assert_str_ne(finding.at, "/1/Description");
    }
    take_rules(RULE("'Identifier':'A','Country':'CZ','Version':'1.0.0','CertificateType':'Test',"
                    "'Description':[{'lang':'en','desc':'x'}],'Logic':{'!':[{'var':'payload.t'}]}"),
               &options);
    ck_assert(certlogic_rules_finding(rules, 0, &finding));
    ck_assert_str_eq(finding.code, "affected-fields");
    ck_assert_str_eq(finding.fix, "\"t\"");
}
END_TEST

/* ---- Which rules are in force ---------------------------------------------------------------- */

static const char *in_force(const certlogic_query *query)
{
    size_t indexes[8], count = 99;
    certlogic_error error;
    const char *names = "";
    ck_assert_uint_le(certlogic_rules_count(rules), 8);
    if (!certlogic_rules_in_force(rules, query, indexes, &count, &error)) {
        ck_assert(!certlogic_rules_in_force(rules, query, indexes, &count, NULL));
        return error.code;
    }
    for (size_t i = 0; i < count; i++) {
        certlogic_rule rule;
        ck_assert(certlogic_rules_get(rules, indexes[i], NULL, &rule));
        names = given_text("%s%s", names, rule.id);
    }
    return names;
}

#define ASK(...)     in_force(&(certlogic_query){.country = "CZ", .clock = "2022-01-15", __VA_ARGS__})
#define ASK_ALL(...) in_force(&(certlogic_query){__VA_ARGS__})

START_TEST(rules_in_force)
{
    take_rules("[" B "," A "," C "]", NULL);
    ck_assert_str_eq(ASK(.region = NULL), "A");
    ck_assert_str_eq(ASK(.region = "PHA"), "AB");
    ck_assert_str_eq(ASK(.type = CERTLOGIC_ACCEPTANCE, .region = "PHA"), "AB");
    ck_assert_str_eq(ASK(.type = CERTLOGIC_INVALIDATION), "");
    ck_assert_str_eq(ASK(.region = "PHA", .certificate_type = CERTLOGIC_TEST), "AB");
    ck_assert_str_eq(ASK(.region = "PHA", .certificate_type = CERTLOGIC_RECOVERY), "A");
    ck_assert_str_eq(ASK(.region = "PHA", .certificate_type = CERTLOGIC_VACCINATION), "A");
    ck_assert_str_eq(ASK_ALL(.country = "EL", .clock = "2021-06-01"), "C");
    ck_assert_str_eq(ASK_ALL(.country = "GR", .clock = "2021-05-31T23:59:59.999Z"), "");
}
END_TEST

START_TEST(a_query_can_be_wrong)
{
    take_rules("[" A "]", NULL);
    ck_assert_str_eq(ASK_ALL(.country = "SK", .clock = "2022-01-15"), "country");
    ck_assert_str_eq(ASK_ALL(.country = "CZ", .clock = "2022-13-15"), "clock");
    ck_assert_str_eq(ASK_ALL(.country = "CZ", .clock = "now"), "clock");
    ck_assert_str_eq(ASK_ALL(.country = "CZ"), "clock");
    ck_assert_str_eq(ASK_ALL(.country = "cz", .clock = "2022-01-15"), "usage");
    ck_assert_str_eq(ASK_ALL(.country = "CZE", .clock = "2022-01-15"), "usage");
    ck_assert_str_eq(ASK_ALL(.country = "", .clock = "2022-01-15"), "usage");
    ck_assert_str_eq(ASK_ALL(.clock = "2022-01-15"), "usage");
    ck_assert_str_eq(ASK(.type = CERTLOGIC_ANY_TYPE), "usage");
    ck_assert_str_eq(ASK(.type = (certlogic_rule_type)-1), "usage");
    ck_assert_str_eq(ASK(.certificate_type = (certlogic_certificate_type)4), "usage");
}
END_TEST

START_TEST(programs_are_listed)
{
    take_rules("[" A "," B "]", NULL);
    char *all = certlogic_rules_disassemble(rules, NULL);
    char *again = certlogic_rules_disassemble(rules, NULL);
    char *one = certlogic_rules_disassemble(rules, "A");
    char *none = certlogic_rules_disassemble(rules, "no such rule");
    ck_assert(all != NULL && again != NULL && one != NULL && none != NULL);
    ck_assert_str_eq(all, again);
    ck_assert_ptr_nonnull(strstr(all, "payload.v.0.dn"));
    ck_assert_ptr_nonnull(strstr(one, "; A /===/0"));
    ck_assert_uint_lt(strlen(one), strlen(all));
    ck_assert_str_eq(none, "");
    certlogic_free(all);
    certlogic_free(again);
    certlogic_free(one);
    certlogic_free(none);
    take_rules("[]", NULL);
    all = certlogic_rules_disassemble(rules, NULL);
    ck_assert_ptr_nonnull(all);
    certlogic_free(all);
}
END_TEST

/* ---- Expressions ----------------------------------------------------------------------------- */

/* Returns the value on the data as JSON, or "CODE AT" of the fault. */
static const char *evaluation(const char *json, const char *data)
{
    certlogic_error error;
    const char *logic = quoted(json), *context = quoted(data), *text;
    certlogic_expression *e = certlogic_expression_parse(logic, strlen(logic), &error);
    if (e == NULL) {
        ck_assert_ptr_null(certlogic_expression_parse(logic, strlen(logic), NULL));
        return given_text("%s %s", error.code, error.at);
    }
    for (int i = 0; i < 2; i++) { /* it can be evaluated any number of times */
        char *value = certlogic_expression_evaluate(e, context, strlen(context), &error);
        text = value != NULL ? given_text("%s", value) : given_text("%s %s", error.code, error.at);
        if (value == NULL)
            ck_assert_ptr_null(certlogic_expression_evaluate(e, context, strlen(context), NULL));
        certlogic_free(value);
    }
    certlogic_expression_free(e);
    return text;
}

START_TEST(expressions_are_evaluated)
{
    ck_assert_str_eq(evaluation("{'var':'a.0'}", "{'a':[{'b':1.0}]}"), "{\"b\":1}");
    ck_assert_str_eq(evaluation("{'plusTime':['2021-06-01',1,'hour']}", "null"),
                     "\"2021-06-01T01:00:00.000Z\"");
    ck_assert_str_eq(evaluation("{'+':[1,{'var':'x'}]}", "{'x':2}"), "3");
    ck_assert_str_eq(evaluation("[{'var':''}]", "0.5"), "[0.5]");
}
END_TEST

START_TEST(faults_of_expressions_data_and_evaluation)
{
    ck_assert_str_eq(evaluation("{", "1"), "json ");
    ck_assert_str_eq(evaluation("{'a':1,'a':1}", "1"), "json-key /a");
    ck_assert_str_eq(evaluation("{'if':[1,2,null]}", "1"), "format-expression /if/2");
    ck_assert_str_eq(evaluation("{'if':[1]}", "1"), "format-operands /if");
    ck_assert_str_eq(evaluation("true", "{"), "json ");
    ck_assert_str_eq(evaluation("true", ""), "json ");
    ck_assert_str_eq(evaluation("true", given_nested("[", "", "]", 257)),
                     given_text("limit-depth %s", given_repeated("/0", 256)));
    ck_assert_str_eq(evaluation("{'+':[1,{'var':'x'}]}", "{}"), "kind /+/1");
    ck_assert_str_eq(evaluation("{'!':[{'plusTime':['2021',0,'day']}]}", "1"), "truthiness /!/0");
    ck_assert_str_eq(evaluation("{'plusTime':['2021-02-30',0,'day']}", "1"), "date /plusTime/0");
    ck_assert_str_eq(evaluation("{'plusTime':['9999',1,'year']}", "1"), "date-range ");
    ck_assert_str_eq(evaluation("{'+':[9223372036854775807,1]}", "1"), "overflow ");
}
END_TEST

START_TEST(expressions_are_shown)
{
    const char *json = quoted("{'if':[{'var':'a'},{'===':[{'var':'b'},'x']},false]}");
    certlogic_expression *e = certlogic_expression_parse(json, strlen(json), NULL);
    ck_assert_ptr_nonnull(e);
    char *notation = certlogic_expression_notation(e);
    ck_assert_str_eq(notation, "if a then b === \"x\" else false");
    char *listing = certlogic_expression_disassemble(e);
    ck_assert_ptr_nonnull(strstr(listing, "; expression /if/1/===/0"));
    ck_assert_ptr_nonnull(strstr(listing, "shared code"));
    certlogic_free(notation);
    certlogic_free(listing);
    certlogic_expression_free(e);
}
END_TEST

static void expect_line(const char *line, const char *expected)
{
    const char *json = quoted(line);
    char *text = certlogic_evaluate_line(json, strlen(json));
    ck_assert_ptr_nonnull(text);
    ck_assert_msg(strncmp(text, quoted(expected), strlen(expected)) == 0, "%s: %s", line, text);
    ck_assert_ptr_null(strchr(text, '\n'));
    certlogic_free(text);
}

START_TEST(a_line_of_a_stream)
{
    expect_line("{'expr':{'var':'a'},'data':{'a':[1]}}", "{'value':[1]}");
    expect_line("{'data':{'a':[1]},'expr':{'var':'a'},'more':1}", "{'value':[1]}");
    expect_line("{'expr':{'var':''}}", "{'value':{}}");
    expect_line("{'expr':{'plusTime':['2021-06-01',0,'day']}}",
                "{'value':'2021-06-01T00:00:00.000Z'}");
    expect_line("{'expr':{'+':[1,true]}}", "{'error':{'code':'kind','at':'/+/1','message':'");
    expect_line("{'expr':null}", "{'error':{'code':'format-expression','at':'','message':'");
    expect_line("{'expr':{'or':[]}}", "{'error':{'code':'format-operation','at':'','message':'");
    expect_line("{'data':1}", "{'error':{'code':'usage','at':'','message':'");
    expect_line("[]", "{'error':{'code':'usage','at':'','message':'");
    expect_line("{'expr':", "{'error':{'code':'json','at':'/expr','message':'");
    expect_line("", "{'error':{'code':'json','at':'','message':'");
}
END_TEST

/* ---- Checking -------------------------------------------------------------------------------- */

static void note_finding(void *self, const certlogic_finding *finding)
{
    cl_buffer *out = self;
    ck_assert_str_eq(finding->file, "here");
    ck_assert_ptr_null(finding->fix);
    cl_buffer_printf(out, "%s %s %s\n", finding->code, certlogic_severity_name(finding->severity),
                     finding->at);
}

static void expect_findings(const char *json, const char *findings)
{
    cl_buffer out;
    certlogic_error error;
    cl_buffer_init(&out);
    ck_assert(
        certlogic_check_expression(quoted(json), strlen(json), "here", note_finding, &out, &error));
    ck_assert_str_eq(cl_buffer_text(&out), findings);
    cl_buffer_free(&out);
}

START_TEST(checking_reports_every_fault)
{
    expect_findings("{'var':'a'}", "");
    expect_findings("{'if':[{'or':[]},null,{'===':[1]}]}", "format-operation error /if/0\n"
                                                           "format-expression error /if/1\n"
                                                           "format-operands error /if/2/===\n");
    expect_findings("{'if':", "json error /if\n");
    expect_findings(given_nested("[", "", "]", 257),
                    given_text("limit-depth error %s\n", given_repeated("/0", 256)));
}
END_TEST

START_TEST(checking_warns_where_the_format_is_whole)
{
    expect_findings("{'<':['a',{'===':[[1],1]}]}", "types warning /</0\n"
                                                   "types warning /</1\n"
                                                   "types warning /</1/===/0\n");
    expect_findings("1", ""); /* only a rule must be a boolean */
    expect_findings("{'<':['a',null]}", "format-expression error /</1\n");
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("api");
    tcase_add_checked_fixture(tests, NULL, forget_rules);
    tcase_add_test(tests, the_library_says_its_versions);
    tcase_add_test(tests, null_can_be_freed);
    tcase_add_test(tests, rules_are_described);
    tcase_add_test(tests, descriptions_come_in_the_language_asked);
    tcase_add_test(tests, past_the_end_there_is_nothing);
    tcase_add_test(tests, a_set_with_a_fault_is_refused);
    tcase_add_test(tests, a_fault_of_a_document_in_memory);
    tcase_add_test(tests, keep_going_leaves_broken_rules_out);
    tcase_add_test(tests, check_makes_warnings_too);
    tcase_add_test(tests, rules_in_force);
    tcase_add_test(tests, a_query_can_be_wrong);
    tcase_add_test(tests, programs_are_listed);
    tcase_add_test(tests, expressions_are_evaluated);
    tcase_add_test(tests, faults_of_expressions_data_and_evaluation);
    tcase_add_test(tests, expressions_are_shown);
    tcase_add_test(tests, a_line_of_a_stream);
    tcase_add_test(tests, checking_reports_every_fault);
    tcase_add_test(tests, checking_warns_where_the_format_is_whole);
    return unit_run();
}
