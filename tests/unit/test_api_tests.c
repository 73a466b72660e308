/* test_api_tests.c — certlogic_test_paths: which files are tests, what is reported of them, and in
 * which order. test_suite tests the forms of tests; test_tester tests how one is run. */
#include "certlogic.h"
#include "support_files.h"

#define ORDER                                                                                       \
    "; strings have no order, and dates are compared with before, after, not-before or not-after, " \
    "each of them in plusTime"

#define RULE(id, logic)                                                                            \
    "{'Identifier':'" id "','Type':'Acceptance','Country':'CZ','Version':'1.0.0',"                 \
    "'SchemaVersion':'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0',"                        \
    "'CertificateType':'General','Description':[{'lang':'en','desc':'A rule.'}],"                  \
    "'ValidFrom':'2021-06-01','ValidTo':'2022-06-01','AffectedFields':['x'],'Logic':" logic "}"

#define TEST(name, payload, expected)                                                              \
    "{'name':'" name "','payload':" payload ",'expected':" expected "}"

static const char suite[] =
    "{'name':'s','cases':[{'name':'c','certLogicExpression':{'var':'a'},'assertions':["
    "{'data':{'a':1},'expected':1,'message':'first'},{'data':{},'expected':1,'message':'none'},"
    "{'directive':'skip','message':'later'}]}]}";

typedef struct told {
    cl_buffer out;
    size_t tests, decisions;
} told;

static void note_test(void *self, const certlogic_test *test)
{
    told *t = self;
    bool failed = test->result == CERTLOGIC_TEST_FAILED;
    size_t above = strlen(test_folder);
    ck_assert_int_eq(test->expected != NULL, failed);
    ck_assert_int_eq(test->got != NULL, failed);
    ck_assert_int_eq(test->trace != NULL, failed);
    bool below = strncmp(test->name, test_folder, above) == 0;
    cl_buffer_printf(&t->out, "%s %s", certlogic_test_result_name(test->result),
                     test->name + (below ? above + 1 : 0));
    if (failed)
        cl_buffer_printf(&t->out, " [%s]", test->got);
    cl_buffer_putc(&t->out, '\n');
    t->tests++;
}

static void note_decision(void *self, const certlogic_decision *d)
{
    told *t = self;
    cl_buffer_printf(&t->out, "%s %s %s%s%s\n", d->rule, d->at, d->text,
                     d->seen_true ? " true" : "", d->seen_false ? " false" : "");
    t->decisions++;
}

/* Returns what is reported of the tests at some paths, followed by the counts. */
static const char *told_of(const char *const *paths, size_t count, const char *filter)
{
    told t = {.tests = 0};
    certlogic_error error;
    certlogic_test_summary s;
    cl_buffer_init(&t.out);
    const certlogic_test_options options = {
        .filter = filter, .report = note_test, .decision = note_decision, .self = &t};
    if (!certlogic_test_paths(paths, count, &options, &s, &error))
        cl_buffer_printf(&t.out, "%s: %s\n", error.code, error.message);
    ck_assert_uint_eq(s.passed + s.failed + s.skipped, t.tests);
    cl_buffer_printf(&t.out, "%zu %zu %zu, %zu/%zu", s.passed, s.failed, s.skipped, s.ways_taken,
                     s.ways);
    return given_taken(&t.out);
}

static const char *told_at(const char *name, const char *filter)
{
    const char *path = path_of(name);
    return told_of(&path, 1, filter);
}

static void put_rule(void)
{
    put_file("A/rule.json",
             RULE("A", "{'if':[{'var':'payload.x'},{'<':[{'var':'payload.x'},2]},true]}"));
    put_file("A/tests/1.json", TEST("less", "{'x':1}", "true"));
    put_file("A/tests/2.json", TEST("fault", "{'x':'y'}", "true"));
}

static const char rule_told[] =
    "passed A: less\n"
    "failed A: fault [error kind at /if/1/</0: integers to compare expected, found a string" ORDER
    "]\n"
    "A /if/0 payload.x true\n"
    "A /if/1 payload.x < 2 true\n"
    "1 1 0, 2/4";

START_TEST(a_rule_by_its_folder_or_by_its_file)
{
    put_rule();
    put_file("other/rule.json", RULE("B", "true")); /* beside it, so it is ignored */
    ck_assert_str_eq(told_at("A", NULL), rule_told);
    ck_assert_str_eq(told_at("A/", NULL), rule_told);
    ck_assert_str_eq(told_at("A/rule.json", NULL), rule_told);
    char before[4096];
    ck_assert_ptr_nonnull(getcwd(before, sizeof before));
    ck_assert_int_eq(chdir(path_of("A")), 0);
    const char *name = "rule.json";
    const char *here = told_of(&name, 1, NULL);
    ck_assert_int_eq(chdir(before), 0);
    ck_assert_str_eq(here, rule_told);
    /* A rule without tests is no fault, but the results of its decisions are missing. */
    put_file("C/rule.json", RULE("C", "{'!':[{'var':'payload.x'}]}"));
    ck_assert_str_eq(told_at("C/rule.json", NULL), "C  not payload.x\n0 0 0, 0/2");
}
END_TEST

START_TEST(paths_come_in_their_order_and_names_in_theirs)
{
    put_rule();
    put_file("z/b.json", "{'name':'b','cases':[]}");
    put_file("z/a.json", suite);
    put_file("z/deep/er/suite.json",
             "{'cases':[{'certLogicExpression':1,'assertions':[{'expected':1,'message':'d'}]}]}");
    put_file("z/notes.txt", "no test");
    put_file("z/.hidden.json", "no test");
    const char *paths[] = {path_of("z"), path_of("A"), path_of("z/a.json")};
    ck_assert_str_eq(told_of(paths, 3, "s: c: first"), "passed s: c: first\n"
                                                       "A /if/0 payload.x\n"
                                                       "A /if/1 payload.x < 2\n"
                                                       "passed s: c: first\n2 0 0, 0/4");
    ck_assert_str_eq(told_of(paths, 1, NULL),
                     "passed s: c: first\nfailed s: c: none [null]\nskipped s: c: later\n"
                     "passed d\n2 1 1, 0/0");
    ck_assert_str_eq(told_of(paths, 0, NULL), "0 0 0, 0/0");
}
END_TEST

START_TEST(a_filter_asks_names_and_files)
{
    put_rule();
    put_file("suite.json", suite);
    put_file("broken.json", "{");
    ck_assert_str_eq(told_at("suite.json", "first"), "passed s: c: first\n1 0 0, 0/0");
    ck_assert_str_eq(told_at("suite.json", "later"), "skipped s: c: later\n0 0 1, 0/0");
    ck_assert_str_eq(
        told_at("suite.json", "suite.json"),
        "passed s: c: first\nfailed s: c: none [null]\nskipped s: c: later\n1 1 1, 0/0");
    ck_assert_str_eq(
        told_at("suite.json", ""),
        "passed s: c: first\nfailed s: c: none [null]\nskipped s: c: later\n1 1 1, 0/0");
    ck_assert_str_eq(told_at("suite.json", "ONE"), "0 0 0, 0/0");
    ck_assert_str_eq(told_at("broken.json", "first"), "0 0 0, 0/0");
    ck_assert_ptr_nonnull(strstr(told_at("broken.json", "broken"), "0 1 0, 0/0"));
    /* Only tests that were run count as results of decisions. */
    ck_assert_str_eq(told_at("A", "less"), "passed A: less\nA /if/0 payload.x true\n"
                                           "A /if/1 payload.x < 2 true\n1 0 0, 2/4");
}
END_TEST

START_TEST(what_cannot_be_read_has_failed_and_the_others_are_run)
{
    put_rule();
    put_file("A/tests/0.json", "{'name'");
    put_file("A/tests/3.json", "[]");
    put_file("B/rule.json", RULE("B", "{'or':[1]}"));
    put_file("B/tests/1.json", TEST("not asked", "{}", "true"));
    put_file("C/rule.json", "7");
    put_file("suite.json", "{'cases':[{'certLogicExpression':1,'assertions':[{'expected':1},{}]},"
                           "{'assertions':1}]}");
    put_file("word.json", "'word'");
    put_file("sets.json", "{'a':['1']}");
    ck_assert_str_eq(
        told_at("", NULL),
        "failed A/tests/0.json [error json: line 1, column 8: expected ':' after a key, found "
        "the end of the text]\n"
        "passed A: less\n"
        "failed A: fault [error kind at /if/1/</0: integers to compare expected, found a string" ORDER
        "]\n"
        "failed A/tests/3.json [error test: a rule's test must be an object with a member "
        "expected]\n"
        "A /if/0 payload.x true\n"
        "A /if/1 payload.x < 2 true\n"
        "failed B/rule.json [error format-operation at /Logic: the language has no operation "
        "\"or\"" OR_HINT "]\n"
        "failed C/rule.json [error rule-metadata: a rule must be an object]\n"
        "passed \n"
        "failed suite.json [error test at /cases/0/assertions/1: an assertion must say what is "
        "expected]\n"
        "failed word.json [error test: neither a suite with cases nor a folder's rule.json]\n"
        "2 7 0, 2/4");
}
END_TEST

START_TEST(a_session_ends_where_a_path_cannot_be_opened)
{
    put_rule();
    const char *paths[] = {path_of("A"), path_of("nothing"), path_of("A")};
    ck_assert_str_eq(told_of(paths, 3, NULL),
                     given_text("%.*sio: %s: cannot open: No such file or directory\n1 1 0, 2/4",
                                (int)(strlen(rule_told) - strlen("1 1 0, 2/4")), rule_told,
                                path_of("nothing")));
    put_file("D/rule.json", RULE("D", "true"));
    put_file("D/tests", "no folder");
    ck_assert_str_eq(
        told_at("D", NULL),
        given_text("io: %s: cannot open: Not a directory\n0 0 0, 0/0", path_of("D/tests")));
}
END_TEST

START_TEST(folders_nest_to_a_limit)
{
    enum { DEEPEST = 32 }; /* CL_DEEPEST_FOLDER of api/io.h */
    const char *deepest = given_repeated("d/", DEEPEST);
    put_file(given_text("%ssuite.json", deepest), suite);
    ck_assert_str_eq(told_at("", "first"), "passed s: c: first\n1 0 0, 0/0");
    put_file(given_text("%sd/suite.json", deepest), suite);
    const char *said = told_at("", "first");
    ck_assert_int_eq(strncmp(said, "limit-size: ", 12), 0);
    ck_assert_ptr_nonnull(strstr(said, "folders deeper than 32 are refused\n0 0 0, 0/0"));
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("api tests");
    tcase_add_checked_fixture(tests, NULL, remove_folder);
    tcase_add_test(tests, a_rule_by_its_folder_or_by_its_file);
    tcase_add_test(tests, paths_come_in_their_order_and_names_in_theirs);
    tcase_add_test(tests, a_filter_asks_names_and_files);
    tcase_add_test(tests, what_cannot_be_read_has_failed_and_the_others_are_run);
    tcase_add_test(tests, a_session_ends_where_a_path_cannot_be_opened);
    tcase_add_test(tests, folders_nest_to_a_limit);
    return unit_run();
}
