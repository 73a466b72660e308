/* test_suite.c — the forms of tests, and every fault in them. */
#include "author/suite.h"
#include "data/document.h"
#include "schema/embedded.h"
#include "support.h"

/* The tests that were passed to `take`, one a line. */
typedef struct taken {
    cl_buffer out;
    size_t count;
    size_t stop; /* `take` refuses test number `stop`; 0 for none */
} taken;

static bool take(void *self, const cl_test *test, cl_error *error)
{
    taken *t = self;
    if (++t->count == t->stop) {
        cl_error_set(error, CL_IO, "stopped");
        return false;
    }
    cl_buffer_printf(&t->out, "%s%s|", test->skip ? "skip " : "", test->name);
    if (test->logic != NULL)
        cl_write_value(&t->out, test->logic);
    cl_buffer_putc(&t->out, '|');
    cl_write_value(&t->out, &test->data);
    cl_buffer_putc(&t->out, '|');
    cl_write_value(&t->out, &test->expected);
    cl_buffer_putc(&t->out, '\n');
    ck_assert_str_eq(test->file, "a file");
    return true;
}

/* Returns the tests of a suite as lines; a refusal is added as "CODE at PLACE: MESSAGE". */
static const char *suite_of(const char *json, size_t stop)
{
    cl_value document = given_json(quoted(json));
    taken t = {.stop = stop};
    cl_error error;
    cl_error_init(&error);
    cl_buffer_init(&t.out);
    ck_assert(cl_suite_recognise(&document));
    if (!cl_suite_read(&document, "a file", &given.arena, take, &t, &error))
        cl_buffer_printf(&t.out, "%s at %s: %s", cl_code_name(error.code), error.at, error.message);
    else
        ck_assert_int_eq(error.code, CL_NONE);
    return given_taken(&t.out);
}

/* The subject of all rule tests here, with a Logic and value sets, which may be NULL. */
static cl_subject a_subject(const cl_value *logic, const cl_value *value_sets)
{
    return (cl_subject){.rule = {.id = "VR-XX-0001"}, .logic = logic, .value_sets = value_sets};
}

static const char *rule_test_with(const char *json, const cl_value *value_sets)
{
    const cl_subject subject = a_subject(given_value("{\"var\":\"\"}"), value_sets);
    cl_value document = given_json(quoted(json));
    taken t = {.stop = 0};
    cl_error error;
    cl_error_init(&error);
    cl_buffer_init(&t.out);
    if (!cl_suite_check_rule_test(&document, &error) ||
        !cl_suite_read_rule_test(&document, "a file", &subject, &given.arena, take, &t, &error))
        cl_buffer_printf(&t.out, "%s at %s: %s", cl_code_name(error.code), error.at, error.message);
    ck_assert_uint_le(t.count, 1);
    return given_taken(&t.out);
}

static const char *rule_test_of(const char *json)
{
    return rule_test_with(json, NULL);
}

/* ---- Suites ---------------------------------------------------------------------------------- */

START_TEST(a_suite_is_an_object_with_an_array_of_cases)
{
    static const char *const others[] = {"{}",     "{'cases':1}", "{'cases':{}}", "{'cases':null}",
                                         "[]",     "['cases']",   "'cases'",      "1",
                                         "null",   "true",        "{'Cases':[]}", "{'case':[]}",
                                         "{'':[]}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        cl_value document = given_json(quoted(others[i]));
        ck_assert_msg(!cl_suite_recognise(&document), "%s", others[i]);
    }
    ck_assert_str_eq(suite_of("{'cases':[]}", 0), "");
    ck_assert_str_eq(suite_of("{'cases':[{'assertions':[]}]}", 0), "");
}
END_TEST

START_TEST(names_are_joined_of_those_that_there_are)
{
    ck_assert_str_eq(suite_of("{'name':'s','cases':[{'name':'c','certLogicExpression':1,"
                              "'assertions':[{'message':'m','data':2,'expected':3}]}]}",
                              0),
                     "s: c: m|1|2|3\n");
    ck_assert_str_eq(suite_of("{'cases':[{'name':'c','certLogicExpression':1,"
                              "'assertions':[{'data':2,'expected':3}]}]}",
                              0),
                     "c|1|2|3\n");
    ck_assert_str_eq(suite_of("{'name':'s','cases':[{'certLogicExpression':1,"
                              "'assertions':[{'message':'m','data':2,'expected':3}]}]}",
                              0),
                     "s: m|1|2|3\n");
    ck_assert_str_eq(suite_of("{'name':1,'cases':[{'name':'','certLogicExpression':1,"
                              "'assertions':[{'message':['m'],'data':2,'expected':3}]}]}",
                              0),
                     "|1|2|3\n");
}
END_TEST

START_TEST(the_assertions_expression_goes_before_the_cases)
{
    ck_assert_str_eq(
        suite_of("{'cases':[{'certLogicExpression':1,'assertions':["
                 "{'data':{},'expected':1},{'certLogicExpression':2,'expected':null}]},"
                 "{'assertions':[{'certLogicExpression':null,'expected':false}]}]}",
                 0),
        "|1|{}|1\n|2|null|null\n|null|null|false\n");
}
END_TEST

START_TEST(skip_is_said_at_every_level)
{
    ck_assert_str_eq(suite_of("{'cases':[{'certLogicExpression':1,'assertions':["
                              "{'directive':'skip','data':1,'expected':1},{'expected':2}]}]}",
                              0),
                     "skip |1|1|1\n|1|null|2\n");
    ck_assert_str_eq(suite_of("{'cases':[{'directive':'skip','certLogicExpression':1,'assertions':["
                              "{'expected':1},{'expected':2}]},{'certLogicExpression':3,"
                              "'assertions':[{'expected':4}]}]}",
                              0),
                     "skip |1|null|1\nskip |1|null|2\n|3|null|4\n");
    ck_assert_str_eq(suite_of("{'directive':'skip','cases':[{'certLogicExpression':1,"
                              "'assertions':[{'expected':1}]}]}",
                              0),
                     "skip |1|null|1\n");
    static const char *const others[] = {"'Skip'", "'skip '", "true", "null", "['skip']"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_str_eq(suite_of(given_text("{'cases':[{'certLogicExpression':1,'assertions':["
                                             "{'directive':%s,'expected':1}]}]}",
                                             others[i]),
                                  0),
                         "test at /cases/0/assertions/0: a directive is skip or only");
}
END_TEST

START_TEST(only_skips_the_others_of_its_list)
{
    ck_assert_str_eq(suite_of("{'cases':[{'certLogicExpression':1,'assertions':["
                              "{'directive':'only','expected':1},{'expected':2}]},"
                              "{'certLogicExpression':3,'assertions':[{'expected':4}]}]}",
                              0),
                     "|1|null|1\nskip |1|null|2\n|3|null|4\n");
    ck_assert_str_eq(suite_of("{'cases':[{'directive':'only','certLogicExpression':1,'assertions':["
                              "{'expected':1}]},{'certLogicExpression':3,'assertions':["
                              "{'expected':4}]}]}",
                              0),
                     "|1|null|1\nskip |3|null|4\n");
}
END_TEST

/* A test that is not run may be incomplete. */
START_TEST(what_is_skipped_may_lack_expression_and_expectation)
{
    ck_assert_str_eq(suite_of("{'cases':[{'assertions':[{'directive':'skip'}]},"
                              "{'directive':'skip','assertions':[{},{'expected':1}]}]}",
                              0),
                     "skip ||null|null\nskip ||null|null\nskip ||null|1\n");
}
END_TEST

START_TEST(faults_have_their_place)
{
    static const char no_array[] = "a case must have an array of assertions";
    static const char no_logic[] = "neither the case nor the assertion has a certLogicExpression";
    static const char no_expected[] = "an assertion must say what is expected";
    static const struct {
        const char *json, *at, *message;
    } faults[] = {
        {"{'cases':[{}]}", "/cases/0", no_array},
        {"{'cases':[{'assertions':[]},1]}", "/cases/1", no_array},
        {"{'cases':[{'assertions':{}}]}", "/cases/0", no_array},
        {"{'cases':[{'directive':'skip'}]}", "/cases/0", no_array},
        {"{'cases':[{'assertions':[{'expected':1}]}]}", "/cases/0/assertions/0", no_logic},
        {"{'cases':[{'assertions':[1]}]}", "/cases/0/assertions/0", no_logic},
        {"{'cases':[{'certLogicExpression':1,'assertions':[1]}]}", "/cases/0/assertions/0",
         no_expected},
        {"{'cases':[{'certLogicExpression':1,'assertions':[{'data':1}]}]}", "/cases/0/assertions/0",
         no_expected},
    };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        ck_assert_str_eq(suite_of(faults[i].json, 0),
                         given_text("test at %s: %s", faults[i].at, faults[i].message));
    /* Tests before the fault were passed on, and places do not accumulate. */
    ck_assert_str_eq(
        suite_of("{'cases':[{'assertions':[]},{'certLogicExpression':1,'assertions':["
                 "{'expected':1},{'expected':2},{}]}]}",
                 0),
        given_text("|1|null|1\n|1|null|2\ntest at /cases/1/assertions/2: %s", no_expected));
}
END_TEST

START_TEST(who_takes_may_stop)
{
    static const char suite[] = "{'cases':[{'certLogicExpression':1,'assertions':["
                                "{'expected':1},{'expected':2},{'expected':3}]}]}";
    ck_assert_str_eq(suite_of(suite, 1), "io at : stopped");
    ck_assert_str_eq(suite_of(suite, 3), "|1|null|1\n|1|null|2\nio at : stopped");
    ck_assert_str_eq(suite_of(suite, 4), "|1|null|1\n|1|null|2\n|1|null|3\n");
}
END_TEST

/* ---- The tests of a rule --------------------------------------------------------------------- */

START_TEST(absent_members_stay_absent)
{
    ck_assert_str_eq(
        rule_test_of("{'name':'n','payload':{'v':[]},'external':{'x':1},'expected':true}"),
        "VR-XX-0001: n|{\"var\":\"\"}|{\"payload\":{\"v\":[]},\"external\":{\"x\":1}}|true\n");
    ck_assert_str_eq(rule_test_of("{'payload':null,'expected':false}"),
                     "VR-XX-0001|{\"var\":\"\"}|{\"payload\":null}|false\n");
    ck_assert_str_eq(rule_test_of("{'external':1,'expected':null}"),
                     "VR-XX-0001|{\"var\":\"\"}|{\"external\":1}|null\n");
    ck_assert_str_eq(rule_test_of("{'expected':{'a':1},'name':3}"),
                     "VR-XX-0001|{\"var\":\"\"}|{}|{\"a\":1}\n");
}
END_TEST

START_TEST(value_sets_of_the_set_replace_those_of_a_test)
{
    const cl_value sets = given_json("{\"a\":[1]}");
    ck_assert_str_eq(rule_test_with("{'external':{'exp':1,'valueSets':{'a':[2],'b':[]},'iat':2},"
                                    "'expected':true}",
                                    &sets),
                     "VR-XX-0001|{\"var\":\"\"}|{\"external\":{\"exp\":1,\"iat\":2,"
                     "\"valueSets\":{\"a\":[1]}}}|true\n");
    ck_assert_str_eq(rule_test_with("{'external':{},'expected':true}", &sets),
                     "VR-XX-0001|{\"var\":\"\"}|{\"external\":{\"valueSets\":{\"a\":[1]}}}|true\n");
    ck_assert_str_eq(rule_test_with("{'payload':{},'expected':true}", &sets),
                     "VR-XX-0001|{\"var\":\"\"}|{\"payload\":{},"
                     "\"external\":{\"valueSets\":{\"a\":[1]}}}|true\n");
    ck_assert_str_eq(rule_test_with("{'external':1,'expected':true}", &sets),
                     "VR-XX-0001|{\"var\":\"\"}|{\"external\":1}|true\n");
}
END_TEST

START_TEST(a_rules_test_says_what_is_expected_unless_it_is_skipped)
{
    static const char fault[] = "test at : a rule's test must be an object with a member expected";
    ck_assert_str_eq(rule_test_of("{'payload':{}}"), fault);
    ck_assert_str_eq(rule_test_of("[]"), fault);
    ck_assert_str_eq(rule_test_of("'skip'"), fault);
    ck_assert_str_eq(rule_test_of("null"), fault);
    ck_assert_str_eq(rule_test_of("{'directive':'only','expected':1}"),
                     "test at /directive: the directive of a rule's test is skip");
    ck_assert_str_eq(rule_test_of("{'expected':1,'more':1}"),
                     "test at /more: a rule's test has no such member");
    ck_assert_str_eq(rule_test_of("{'expectd':1}"),
                     "test at /expectd: a rule's test has no such member (did you mean expected?)");
    ck_assert_str_eq(rule_test_of("{'directive':'skip'}"),
                     "skip VR-XX-0001|{\"var\":\"\"}|{}|null\n");
}
END_TEST

/* The properties of the schema have the names of the list, and no others. */
static void hold_equal(const cl_value *properties, const char *const *names, size_t count)
{
    ck_assert_uint_eq(properties->object->count, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_ptr_nonnull(cl_object_find(properties->object, names[i], strlen(names[i])));
}

static const cl_value *below(const cl_value *object, const char *name)
{
    const cl_value *found = cl_object_find(object->object, name, strlen(name));
    ck_assert_ptr_nonnull(found);
    return found;
}

START_TEST(the_lists_of_members_are_those_of_the_schema)
{
    const cl_schema_source *source = &cl_schema_embedded[CL_SCHEMA_RULE_TEST];
    cl_value schema;
    ck_assert(cl_document_read(source->bytes, source->length, &given.arena, &schema, NULL));
    const cl_value *members = below(&schema, "properties");
    hold_equal(members, cl_test_members, CL_TEST_MEMBERS);
    hold_equal(below(below(members, "external"), "properties"), cl_external_members,
               CL_EXTERNAL_MEMBERS);
}
END_TEST

/* ---- Memory ---------------------------------------------------------------------------------- */

/* The arena can be full at every request. test_allocation makes requests to the heap fail. */
START_TEST(memory_that_runs_out_is_an_error)
{
    enum { CAP = 4096 };
    cl_value suite = given_json(quoted("{'name':'s','cases':[{'name':'c','certLogicExpression':1,"
                                       "'assertions':[{'message':'m','expected':3}]}]}"));
    cl_value test = given_json(quoted("{'name':'n','payload':1,'expected':true}"));
    cl_value logic = cl_value_boolean(true);
    const cl_subject subjects[] = {a_subject(&logic, NULL), a_subject(&logic, &test)};
    int refused = 0, done = 0;
    size_t room = 0;
    cl_arena full;
    cl_arena_init(&full, CAP);
    while (cl_arena_alloc(&full, 16) != NULL)
        room += 16;
    cl_arena_free(&full);
    for (size_t left = 0; left < 512; left += 16) {
        for (int form = 0; form < 3; form++) {
            cl_arena arena;
            taken t = {.stop = 0};
            cl_error error;
            cl_error_init(&error);
            cl_buffer_init(&t.out);
            cl_arena_init(&arena, CAP);
            for (size_t gone = left; gone < room; gone += 16)
                ck_assert_ptr_nonnull(cl_arena_alloc(&arena, 16));
            bool read = form == 0 ? cl_suite_read(&suite, "a file", &arena, take, &t, &error)
                                  : cl_suite_read_rule_test(&test, "a file", &subjects[form - 1],
                                                            &arena, take, &t, &error);
            ck_assert_int_eq(error.code, read ? CL_NONE : CL_MEMORY);
            ck_assert_uint_eq(t.count, read);
            done += read;
            refused += !read;
            cl_buffer_free(&t.out);
            cl_arena_free(&arena);
        }
    }
    ck_assert_int_gt(done, 0);
    ck_assert_int_gt(refused, 4);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("suite");
    tcase_add_test(tests, a_suite_is_an_object_with_an_array_of_cases);
    tcase_add_test(tests, names_are_joined_of_those_that_there_are);
    tcase_add_test(tests, the_assertions_expression_goes_before_the_cases);
    tcase_add_test(tests, skip_is_said_at_every_level);
    tcase_add_test(tests, only_skips_the_others_of_its_list);
    tcase_add_test(tests, what_is_skipped_may_lack_expression_and_expectation);
    tcase_add_test(tests, faults_have_their_place);
    tcase_add_test(tests, who_takes_may_stop);
    tcase_add_test(tests, absent_members_stay_absent);
    tcase_add_test(tests, value_sets_of_the_set_replace_those_of_a_test);
    tcase_add_test(tests, the_lists_of_members_are_those_of_the_schema);
    tcase_add_test(tests, a_rules_test_says_what_is_expected_unless_it_is_skipped);
    tcase_add_test(tests, memory_that_runs_out_is_an_error);
    return unit_run();
}
