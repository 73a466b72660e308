/* test_api_files.c — the public functions: rule sets from files and folders, and the tests of
 * rules. */
#include "certlogic.h"
#include "support_files.h"

#define RULE(id, country)                                                                          \
    "{'Identifier':'" id "','Type':'Acceptance','Country':'" country "','Version':'1.0.0',"        \
    "'SchemaVersion':'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0',"                        \
    "'CertificateType':'General','Description':[{'lang':'en','desc':'A rule.'}],"                  \
    "'ValidFrom':'2021-06-01','ValidTo':'2022-06-01','AffectedFields':['x'],"                      \
    "'Logic':{'in':[{'var':'payload.x'},{'var':'external.valueSets.a'}]}}"

/* ---- Rule sets ------------------------------------------------------------------------------- */

/* Returns the rules found at a path as "A B C", or "CODE: " and the message of the fault, without
 * the folder of the test. */
static const char *found_at(const char *path, const certlogic_load_options *options)
{
    certlogic_error error;
    certlogic_rules *rules = certlogic_rules_load(path, options, &error);
    if (rules == NULL) {
        ck_assert_ptr_null(certlogic_rules_load(path, options, NULL));
        const char *message = error.message;
        if (strncmp(message, test_folder, strlen(test_folder)) == 0)
            message += strlen(test_folder) + 1;
        return given_text("%s: %s", error.code, message);
    }
    const char *names = "";
    certlogic_rule rule;
    for (size_t i = 0; certlogic_rules_get(rules, i, NULL, &rule); i++)
        names = given_text("%s%s%s", names, i > 0 ? " " : "", rule.id);
    certlogic_rules_free(rules);
    return names;
}

START_TEST(the_shipped_rules_are_whole)
{
    const certlogic_load_options options = {.check = true};
    certlogic_error error;
    certlogic_finding finding;
    const char *path = given_text("%s/rules", top_srcdir());
    certlogic_rules *rules = certlogic_rules_load(path, &options, &error);
    ck_assert_msg(rules != NULL, "%s: %s", error.code, error.message);
    ck_assert_uint_gt(certlogic_rules_count(rules), 20);
    for (size_t i = 0; certlogic_rules_finding(rules, i, &finding); i++)
        ck_assert_int_ne(finding.severity, CERTLOGIC_ERROR);
    certlogic_rules_free(rules);
}
END_TEST

START_TEST(a_file_can_hold_a_rule_an_array_or_a_bundle)
{
    ck_assert_str_eq(found_at(put_file("a.json", RULE("A", "CZ")), NULL), "A");
    ck_assert_str_eq(
        found_at(put_file("b.json", "[" RULE("B", "CZ") "," RULE("A", "CZ") "]"), NULL), "A B");
    ck_assert_str_eq(
        found_at(put_file("c", "{'rules':[" RULE("C", "CZ") "],'valueSets':{}}"), NULL), "C");
    ck_assert_str_eq(found_at(put_file("d.json", "{'a':['1']}"), NULL), "");
}
END_TEST

START_TEST(a_folder_is_searched_for_rules_and_value_sets)
{
    put_file("CZ/A/rule.json", RULE("A", "CZ"));
    put_file("CZ/deep/er/B/rule.json", RULE("B", "CZ"));
    put_file("CZ/more.json", "[" RULE("C", "CZ") "]");
    put_file("value-sets.json", "{'a':['1']}");
    put_file("notes.txt", "no JSON");
    put_file("json", "no JSON");
    put_file(".json", "no JSON");
    put_file(".hidden.json", "no JSON");
    put_file(".git/rule.json", "no JSON");
    put_folder("empty");
    ck_assert_str_eq(found_at(path_of(""), NULL), "A B C");
    ck_assert_str_eq(found_at(given_text("%s/", path_of("CZ")), NULL), "A B C");
    ck_assert_str_eq(found_at(path_of("CZ/deep"), NULL), "B");
    ck_assert_str_eq(found_at(path_of("CZ/A"), NULL), "A");
    ck_assert_str_eq(found_at(path_of("empty"), NULL), "");
}
END_TEST

START_TEST(tests_beside_a_rule_are_not_looked_into)
{
    put_file("A/rule.json", RULE("A", "CZ"));
    put_file("A/tests/test.json", "no JSON");
    put_file("VR-CZ-0001/VR-CZ-0001.json", RULE("VR-CZ-0001", "CZ"));
    put_file("VR-CZ-0001/tests/test.json", "no JSON");
    ck_assert_str_eq(found_at(path_of(""), NULL), "A VR-CZ-0001");
    ck_assert_str_eq(found_at(path_of("A/rule.json"), NULL), "A");
}
END_TEST

START_TEST(every_file_beside_a_rule_is_read)
{
    put_file("rule.json", RULE("A", "CZ"));
    put_file("other.json", RULE("B", "CZ"));
    put_file("deeper/rule.json", RULE("C", "CZ"));
    ck_assert_str_eq(found_at(path_of(""), NULL), "A B C");
}
END_TEST

START_TEST(tests_without_a_rule_beside_them_are_told_by_their_content)
{
    put_file("CZ/rules.json", "[]");
    put_file("tests/a.json", "{'name':'a','payload':{},'external':{},'expected':true}");
    put_file("tests/b.json", RULE("B", "CZ"));
    ck_assert_str_eq(found_at(path_of(""), NULL), "B");
}
END_TEST

START_TEST(faults_name_their_file_in_the_order_of_names)
{
    const certlogic_load_options options = {.keep_going = true};
    certlogic_finding finding;
    certlogic_rule rule;
    put_file("b/B/rule.json", "[1]");
    put_file("a.json", "{");
    put_file("c.json", RULE("C", "CZ"));
    ck_assert_str_eq(
        found_at(path_of(""), NULL),
        "json: a.json: line 1, column 2: expected a key or '}', found the end of the text");
    certlogic_rules *rules = certlogic_rules_load(path_of(""), &options, NULL);
    ck_assert_ptr_nonnull(rules);
    ck_assert(certlogic_rules_finding(rules, 0, &finding));
    ck_assert_str_eq(finding.file, path_of("a.json"));
    ck_assert(certlogic_rules_finding(rules, 1, &finding));
    ck_assert_str_eq(finding.file, path_of("b/B/rule.json"));
    ck_assert(!certlogic_rules_finding(rules, 2, &finding));
    ck_assert(certlogic_rules_get(rules, 0, NULL, &rule));
    ck_assert_str_eq(rule.file, path_of("c.json"));
    certlogic_rules_free(rules);
}
END_TEST

START_TEST(one_rule_in_two_files)
{
    put_file("b.json", RULE("A", "GR"));
    put_file("a.json", RULE("A", "EL"));
    ck_assert_str_eq(
        found_at(path_of(""), NULL),
        given_text("rule-duplicate: b.json: A version 1.0.0 of GR stands already in %s",
                   path_of("a.json")));
}
END_TEST

START_TEST(what_cannot_be_opened)
{
    ck_assert_str_eq(found_at(path_of("nothing"), NULL),
                     "io: nothing: cannot open: No such file or directory");
    put_file("file", RULE("A", "CZ"));
    ck_assert_str_eq(found_at(path_of("file/below"), NULL),
                     "io: file/below: cannot open: Not a directory");
    ck_assert_int_eq(symlink("nowhere", path_of("gone.json")), 0);
    ck_assert_str_eq(found_at(path_of(""), NULL),
                     "io: gone.json: cannot open: No such file or directory");
    ck_assert_int_eq(strncmp(found_at("", NULL), "io: ", 4), 0);
}
END_TEST

/* The outcome of A on {"x":"1"} shows which value sets are used. */
static const char *verdict_with(const certlogic_load_options *options)
{
    static const char payload[] = "{\"ver\":\"1.3.0\",\"v\":[{}],\"x\":\"1\"}";
    certlogic_rules *rules = certlogic_rules_load(path_of("rules"), options, NULL);
    ck_assert_ptr_nonnull(rules);
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, NULL);
    certlogic_certificate *c = certlogic_certificate_read(payload, sizeof payload - 1, NULL);
    const certlogic_request request = {.country = "CZ", .clock = "2022-01-15"};
    const certlogic_verdict *verdict = certlogic_judge(evaluator, c, &request, NULL);
    ck_assert_ptr_nonnull(verdict);
    const char *name = certlogic_verdict_name(certlogic_verdict_kind_of(verdict));
    certlogic_certificate_free(c);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
    return name;
}

START_TEST(several_paths_make_one_set)
{
    certlogic_error error;
    certlogic_finding finding;
    const char *paths[] = {put_file("one/a.json", RULE("A", "CZ")),
                           put_file("two.json", RULE("B", "CZ")), NULL};
    certlogic_rules *rules = certlogic_rules_load_all(paths, 2, NULL, &error);
    ck_assert_msg(rules != NULL, "%s: %s", error.code, error.message);
    ck_assert_uint_eq(certlogic_rules_count(rules), 2);
    certlogic_rules_free(rules);
    rules = certlogic_rules_load_all(paths, 0, NULL, &error);
    ck_assert_uint_eq(certlogic_rules_count(rules), 0);
    certlogic_rules_free(rules);

    paths[2] = put_file("three.json", RULE("A", "CZ"));
    ck_assert_ptr_null(certlogic_rules_load_all(paths, 3, NULL, &error));
    ck_assert_str_eq(error.code, "rule-duplicate");
    const certlogic_load_options keep = {.keep_going = true};
    rules = certlogic_rules_load_all(paths, 3, &keep, &error);
    ck_assert_uint_eq(certlogic_rules_count(rules), 2);
    ck_assert(certlogic_rules_finding(rules, 0, &finding));
    ck_assert_str_eq(finding.code, "rule-duplicate");
    ck_assert_str_eq(finding.file, paths[2]);
    certlogic_rules_free(rules);

    paths[1] = path_of("missing.json");
    ck_assert_ptr_null(certlogic_rules_load_all(paths, 2, &keep, &error));
    ck_assert_str_eq(error.code, "io");
    ck_assert_ptr_null(certlogic_rules_load_all(NULL, 1, NULL, &error));
    ck_assert_str_eq(error.code, "usage");
}
END_TEST

/* Of two sets with one name the later one counts. Sets of the list come after `value_sets`. */
START_TEST(several_files_of_value_sets_add_up)
{
    put_file("rules/rules.json", "{'rules':[" RULE("A", "CZ") "],'valueSets':{'a':['2']}}");
    const char *with = put_file("with.json", "{'a':['1']}");
    const char *without = put_file("without.json", "{'a':['2'],'b':['1']}");
    const char *const ways[][2] = {{without, with}, {with, without}};
    for (int i = 0; i < 2; i++) {
        const certlogic_load_options list = {.value_sets_list = ways[i], .value_sets_count = 2};
        const certlogic_load_options both = {
            .value_sets = ways[i][0], .value_sets_list = &ways[i][1], .value_sets_count = 1};
        const char *expected = i == 0 ? "accepted" : "rejected";
        ck_assert_str_eq(verdict_with(&list), expected);
        ck_assert_str_eq(verdict_with(&both), expected);
    }
    const char *missing = path_of("missing.json");
    const certlogic_load_options options = {.value_sets_list = &missing, .value_sets_count = 1};
    ck_assert_str_eq(found_at(path_of("rules"), &options),
                     "io: missing.json: cannot open: No such file or directory");
}
END_TEST

START_TEST(a_file_of_value_sets_replaces_those_of_the_rules)
{
    put_file("rules/rules.json", "{'rules':[" RULE("A", "CZ") "],'valueSets':{'a':['2']}}");
    certlogic_load_options options = {.value_sets = put_file("sets.json", "{'a':['1','3']}")};
    ck_assert_str_eq(verdict_with(NULL), "rejected");
    ck_assert_str_eq(verdict_with(&options), "accepted");
    put_file(
        "rules/z.json",
        "{'a':['2']}"); /* independent of value sets that come with the rules, and of the order */
    ck_assert_str_eq(verdict_with(&options), "accepted");
    options.value_sets = put_file("other.json", "{'b':['1']}");
    ck_assert_str_eq(verdict_with(&options), "rejected");
    options.value_sets = put_file("faulty.json", "{'a':'1'}");
    ck_assert_str_eq(found_at(path_of("rules"), &options),
                     "value-sets: faulty.json: a value set must be an array of codes, or an object "
                     "with valueSetValues");
    options.value_sets = path_of("missing.json");
    ck_assert_str_eq(found_at(path_of("rules"), &options),
                     "io: missing.json: cannot open: No such file or directory");
    options.keep_going = true;
    ck_assert_str_eq(found_at(path_of("rules"), &options),
                     "io: missing.json: cannot open: No such file or directory");
}
END_TEST

/* ---- Tests of rules -------------------------------------------------------------------------- */

static void note_test(void *self, const certlogic_test *test)
{
    cl_buffer *out = self;
    cl_buffer_printf(out, "%s %s", certlogic_test_result_name(test->result), test->name);
    if (test->expected != NULL)
        cl_buffer_printf(out, " expected %s got %.40s", test->expected, test->got);
    cl_buffer_putc(out, '\n');
    ck_assert((test->trace != NULL) == (test->result == CERTLOGIC_TEST_FAILED));
}

static void note_decision(void *self, const certlogic_decision *decision)
{
    cl_buffer_printf(self, "%s %s %s:%s%s\n", decision->rule, decision->at, decision->text,
                     decision->seen_true ? " true" : "", decision->seen_false ? " false" : "");
}

/* Returns the results of the tests at a path below the folder of the test. */
static const char *tested_at(const char *name, const char *filter, certlogic_test_summary *summary)
{
    cl_buffer out;
    certlogic_error error;
    cl_buffer_init(&out);
    certlogic_test_options options = {
        .filter = filter, .report = note_test, .decision = note_decision, .self = &out};
    const char *path = path_of(name);
    ck_assert_msg(certlogic_test_paths(&path, 1, &options, summary, &error), "%s", error.message);
    certlogic_test_summary quiet;
    options.report = NULL;
    options.decision = NULL;
    ck_assert(certlogic_test_paths(&path, 1, &options, &quiet, NULL));
    ck_assert_int_eq(memcmp(summary, &quiet, sizeof quiet), 0);
    return given_taken(&out);
}

#define TEST(name, x, more, expected)                                                              \
    "{'name':'" name "','payload':{'x':" x "},'external':{" more "'valueSets':{'a':['1']}},"       \
    "'expected':" expected "}"

START_TEST(the_tests_of_a_rule)
{
    certlogic_test_summary summary;
    put_file("A/rule.json", RULE("A", "CZ"));
    put_file("A/tests/1.json", TEST("in", "'1'", "", "true"));
    put_file("A/tests/2.json", TEST("wrong", "'1'", "", "false"));
    put_file("A/tests/3.json", "{'name':'later','directive':'skip'}");
    put_file("A/tests/4.json", TEST("clock", "'1'", "'validationClock':'2022-06-01',", "true"));
    put_file("A/tests/5.txt", "no test");
    ck_assert_str_eq(tested_at("", NULL, &summary),
                     "passed A: in\n"
                     "failed A: wrong expected false got true\n"
                     "skipped A: later\n"
                     "failed A: clock expected true got error test: the clock lies outside the r\n"
                     "A  payload.x in external.valueSets.a: true\n");
    ck_assert_uint_eq(summary.passed, 1);
    ck_assert_uint_eq(summary.failed, 2);
    ck_assert_uint_eq(summary.skipped, 1);
    ck_assert_uint_eq(summary.ways, 2);
    ck_assert_uint_eq(summary.ways_taken, 1);
    ck_assert_int_eq(strncmp(tested_at("", "late", &summary), "skipped A: later\n", 17), 0);
    ck_assert_uint_eq(summary.passed + summary.failed, 0);
}
END_TEST

START_TEST(a_suite_of_expressions)
{
    certlogic_test_summary summary;
    put_file("suite.json",
             "{'name':'s','cases':[{'name':'c','certLogicExpression':{'var':'a'},'assertions':["
             "{'data':{'a':1},'expected':1},{'data':{},'expected':1,'message':'no a'},"
             "{'certLogicExpression':{'or':[]},'data':{},'expected':1}]},"
             "{'name':'d','directive':'skip','assertions':[{'certLogicExpression':1}]}]}");
    ck_assert_str_eq(tested_at("suite.json", NULL, &summary),
                     "passed s: c\n"
                     "failed s: c: no a expected 1 got null\n"
                     "failed s: c expected 1 got error format-operation: the language has\n"
                     "skipped s: d\n");
    ck_assert_uint_eq(summary.ways, 0);
    ck_assert_str_eq(tested_at("suite.json", "no a", &summary),
                     "failed s: c: no a expected 1 got null\n");
    ck_assert_str_eq(tested_at("suite.json", "s: d", &summary), "skipped s: d\n");
    ck_assert_uint_eq(summary.passed + summary.failed, 0);
}
END_TEST

START_TEST(what_cannot_be_read_is_a_test_that_failed)
{
    certlogic_test_summary summary;
    put_file("A/rule.json", RULE("A", "CZ"));
    put_file("A/tests/1.json", "{");
    put_file("A/tests/2.json", "{'payload':{}}");
    put_file("B/rule.json", "{");
    put_folder("B/tests");
    put_file("C/rule.json", RULE("C", "cz"));
    put_folder("C/tests");
    put_file("suite.json", "{'cases':[{'assertions':[{'expected':1}]}]}");
    put_file("value-sets.json", "{'a':['1']}"); /* there is no test, and none is expected */
    put_file("other.json", "7");
    tested_at("", NULL, &summary);
    ck_assert_uint_eq(summary.passed, 0);
    ck_assert_uint_eq(summary.failed, 6);
    tested_at("", "other.json", &summary);
    ck_assert_uint_eq(summary.failed, 1);
}
END_TEST

/* Tests use rules as they are written, also rules for another engine. */
START_TEST(the_tests_of_a_rule_for_another_engine)
{
    certlogic_test_summary summary;
    put_file("A/rule.json",
             "{'Identifier':'A','Type':'Acceptance','Country':'CZ','Version':'1.0.0',"
             "'SchemaVersion':'1.0.0','Engine':'OTHER','EngineVersion':'1.0.0',"
             "'CertificateType':'General','ValidFrom':'2021-06-01','ValidTo':'2022-06-01',"
             "'Logic':{'if':[{'var':'payload.x'},{'===':[{'var':'payload.x'},1]},true]}}");
    put_file("A/tests/1.json", "{'name':'t','payload':{'x':1},'expected':true}");
    ck_assert_str_eq(tested_at("A", NULL, &summary), "passed A: t\n");
    ck_assert_uint_eq(summary.passed, 1);
    ck_assert_uint_eq(summary.ways, 0);
}
END_TEST

START_TEST(a_rule_without_tests_is_no_fault)
{
    certlogic_test_summary summary;
    put_file("A/rule.json", RULE("A", "CZ"));
    put_file("B/rule.json", RULE("B", "CZ"));
    put_file("B/tests/1.json", TEST("in", "'1'", "", "true"));
    tested_at("", NULL, &summary);
    ck_assert_uint_eq(summary.passed, 1);
    ck_assert_uint_eq(summary.failed, 0);
    ck_assert_uint_eq(summary.ways, 4);
}
END_TEST

START_TEST(paths_that_are_not_there)
{
    certlogic_test_summary summary;
    certlogic_error error;
    const char *paths[] = {path_of(""), path_of("nothing")};
    ck_assert(certlogic_test_paths(paths, 1, NULL, &summary, &error));
    ck_assert_uint_eq(summary.passed + summary.failed + summary.skipped, 0);
    ck_assert(!certlogic_test_paths(paths, 2, NULL, &summary, &error));
    ck_assert_str_eq(error.code, "io");
    ck_assert(!certlogic_test_paths(paths, 2, NULL, &summary, NULL));
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("api files");
    tcase_add_checked_fixture(tests, NULL, remove_folder);
    tcase_add_test(tests, the_shipped_rules_are_whole);
    tcase_add_test(tests, a_file_can_hold_a_rule_an_array_or_a_bundle);
    tcase_add_test(tests, a_folder_is_searched_for_rules_and_value_sets);
    tcase_add_test(tests, tests_beside_a_rule_are_not_looked_into);
    tcase_add_test(tests, every_file_beside_a_rule_is_read);
    tcase_add_test(tests, tests_without_a_rule_beside_them_are_told_by_their_content);
    tcase_add_test(tests, faults_name_their_file_in_the_order_of_names);
    tcase_add_test(tests, one_rule_in_two_files);
    tcase_add_test(tests, what_cannot_be_opened);
    tcase_add_test(tests, several_paths_make_one_set);
    tcase_add_test(tests, several_files_of_value_sets_add_up);
    tcase_add_test(tests, a_file_of_value_sets_replaces_those_of_the_rules);
    tcase_add_test(tests, the_tests_of_a_rule);
    tcase_add_test(tests, a_suite_of_expressions);
    tcase_add_test(tests, what_cannot_be_read_is_a_test_that_failed);
    tcase_add_test(tests, the_tests_of_a_rule_for_another_engine);
    tcase_add_test(tests, a_rule_without_tests_is_no_fault);
    tcase_add_test(tests, paths_that_are_not_there);
    return unit_run();
}
