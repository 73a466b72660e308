/* test_tester.c — one test: the result, whether it was expected, and the trace. */
#include "author/tester.h"
#include "support.h"

#define ORDER                                                                                       \
    "; strings have no order, and dates are compared with before, after, not-before or not-after, " \
    "each of them in plusTime"

static cl_test test_of(const char *logic, const char *data, const char *expected)
{
    cl_test test = {.name = "a test", .file = "a file", .logic = given_value(quoted(logic))};
    test.data = given_json(quoted(data));
    test.expected = given_json(quoted(expected));
    return test;
}

/* Returns "passed", "failed" or "skipped", followed by the value. */
static const char *came_of(const cl_test *test, const char **trace)
{
    static const char *const names[] = {"passed", "failed", "skipped"};
    cl_tested tested;
    cl_error error;
    cl_error_init(&error);
    cl_tested_init(&tested);
    ck_assert(cl_test_run(test, NULL, &tested, &error));
    ck_assert_int_eq(error.code, CL_NONE);
    const char *came = given_text("%s %s", names[tested.result], cl_buffer_text(&tested.got));
    const char *lines = given_text("%s", cl_buffer_text(&tested.trace));
    /* Buffers with content are cleared first. */
    ck_assert(cl_test_run(test, NULL, &tested, &error));
    ck_assert_str_eq(given_text("%s %s", names[tested.result], cl_buffer_text(&tested.got)), came);
    ck_assert_str_eq(cl_buffer_text(&tested.trace), lines);
    if (trace != NULL)
        *trace = lines;
    cl_tested_free(&tested);
    return came;
}

static const char *came(const char *logic, const char *data, const char *expected)
{
    cl_test test = test_of(logic, data, expected);
    return came_of(&test, NULL);
}

START_TEST(what_came_is_compared_as_it_is_written)
{
    ck_assert_str_eq(came("{'+':[{'var':'a'},1]}", "{'a':1}", "2"), "passed 2");
    ck_assert_str_eq(came("{'+':[{'var':'a'},1]}", "{'a':1}", "3"), "failed 2");
    ck_assert_str_eq(came("{'+':[{'var':'a'},1]}", "{'a':1}", "'2'"), "failed 2");
    ck_assert_str_eq(came("{'+':[{'var':'a'},1]}", "{'a':1}", "true"), "failed 2");
    ck_assert_str_eq(came("{'var':'b'}", "{'a':1}", "null"), "passed null");
    ck_assert_str_eq(came("{'var':''}", "{'b':[1,'x'],'a':1.5}", "{'a':1.5,'b':[1,'x']}"),
                     "passed {\"b\":[1,\"x\"],\"a\":1.5}");
    ck_assert_str_eq(came("{'var':'a'}", "{'a':1.5}", "1.25"), "failed 1.5");
    /* JSON has no date-times; a text is expected. */
    ck_assert_str_eq(came("{'plusTime':[{'var':'a'},1,'day']}", "{'a':'2021-06-01'}",
                          "'2021-06-02T00:00:00.000Z'"),
                     "passed \"2021-06-02T00:00:00.000Z\"");
    ck_assert_str_eq(
        came("{'plusTime':[{'var':'a'},1,'day']}", "{'a':'2021-06-01'}", "'2021-06-02'"),
        "failed \"2021-06-02T00:00:00.000Z\"");
}
END_TEST

START_TEST(values_as_deep_and_as_wide_as_they_may_be)
{
    const char *deep = given_nested("[", "1", "]", CL_MAX_DEPTH - 2);
    ck_assert_str_eq(came("{'var':'a'}", given_text("{'a':%s}", deep), deep),
                     given_text("passed %s", deep));
    const char *wide = given_text("[%s1]", given_repeated("1,", 20000));
    ck_assert_str_eq(came("{'var':'a'}", given_text("{'a':%s}", wide), wide),
                     given_text("passed %s", wide));
}
END_TEST

START_TEST(faults_are_results)
{
    ck_assert_str_eq(came("{'<':[{'var':'a'},1]}", "{'a':'x'}", "true"),
                     "failed error kind at /</0: integers to compare expected, found a string" ORDER
                     "");
    ck_assert_str_eq(came("{'or':[1]}", "{}", "true"),
                     "failed error format-operation: the language has no operation \"or\"" OR_HINT);
    ck_assert_str_eq(
        came("{'if':[true,1,{'and':[null,{'or':[]}]}]}", "{}", "1"), /* the first of two faults */
        "failed error format-expression at /if/2/and/0: an expression is an operation, an array, "
        "a string, an integer or a boolean; found null");
    ck_assert_str_eq(came("{'plusTime':[{'var':'a'},1,'day']}", "{'a':'2021-09-31'}", "1"),
                     came("{'plusTime':[{'var':'a'},1,'day']}", "{'a':'2021-09-31'}", "2"));
    ck_assert_int_eq(strncmp(came("{'plusTime':[{'var':'a'},1,'day']}", "{'a':'2021-09-31'}", "1"),
                             "failed error date at /plusTime/0: ", 34),
                     0);
}
END_TEST

START_TEST(a_skipped_test_is_not_run)
{
    cl_test test = test_of("{'or':[1]}", "{}", "1");
    test.skip = true;
    ck_assert_str_eq(came_of(&test, NULL), "skipped ");
    test.logic = NULL;
    ck_assert_str_eq(came_of(&test, NULL), "skipped ");
}
END_TEST

/* Returns the result of a rule's test at a clock (JSON). The rule is valid for two days. */
static const char *at_clock(const char *external)
{
    static const cl_rule rule = {.id = "R",
                                 .valid_from = INT64_C(1622505600000),
                                 .valid_to = INT64_C(1622678400000),
                                 .valid_from_text = "2021-06-01",
                                 .valid_to_text = "2021-06-03"};
    cl_test test = test_of("true", external, "true");
    test.rule = &rule;
    const char *said = came_of(&test, NULL);
    /* In a suite the validity of a rule is ignored. */
    test.rule = NULL;
    ck_assert_str_eq(came_of(&test, NULL), "passed true");
    return said;
}

START_TEST(a_clock_outside_the_rules_validity)
{
    static const char outside[] = "failed error test: the clock lies outside the rule's validity, "
                                  "2021-06-01 to 2021-06-03";
    static const char *const in[] = {"'2021-06-01'", "'2021-06-01T00:00:00Z'",
                                     "'2021-06-02T23:59:59.999Z'", "'2021-06-03T01:00:00+02:00'",
                                     /* no clock, so it is not checked */
                                     "'2021-06-31'", "'x'", "1", "null"};
    static const char *const out[] = {"'2021-05-31T23:59:59.999Z'", "'2021-06-03'",
                                      "'2021-06-01T00:00:00+02:00'", "'2030-01-01'"};
    for (size_t i = 0; i < sizeof in / sizeof *in; i++)
        ck_assert_str_eq(at_clock(given_text("{'external':{'validationClock':%s}}", in[i])),
                         "passed true");
    for (size_t i = 0; i < sizeof out / sizeof *out; i++)
        ck_assert_str_eq(at_clock(given_text("{'external':{'validationClock':%s}}", out[i])),
                         outside);
    ck_assert_str_eq(at_clock("{'payload':{}}"), "passed true");
    ck_assert_str_eq(at_clock("{'external':1}"), "passed true");
    ck_assert_str_eq(at_clock("{'external':{}}"), "passed true");
    ck_assert_str_eq(at_clock("1"), "passed true");
}
END_TEST

START_TEST(a_trace_has_a_line_for_each_value)
{
    const char *trace;
    cl_test test = test_of("{'if':[{'var':'a'},{'<':[{'var':'b'},2]},true]}", "{'a':1,'b':3}",
                           "true");
    ck_assert_str_eq(came_of(&test, &trace), "failed false");
    ck_assert_str_eq(trace, "/if/0  slot r0 <- a  = 1\n"
                            "/if/1/</0  slot r0 <- b  = 3\n"
                            "/if/1/</1  constant r1 <- 2  = 2\n"
                            "/if/1  less r0 <- r0..r1  = false\n");
    test = test_of("{'if':[{'var':'a'},{'<':[{'var':'b'},2]},true]}", "{}", "false");
    ck_assert_str_eq(came_of(&test, &trace), "failed true");
    ck_assert_str_eq(trace, "/if/0  slot r0 <- a  = null\n"
                            "/if/2  constant r0 <- true  = true\n");
    /* The trace up to the error. */
    test = test_of("{'+':[{'var':'a'},{'var':'b'}]}", "{'a':1}", "1");
    came_of(&test, &trace);
    ck_assert_str_eq(trace, "/+/0  slot r0 <- a  = 1\n/+/1  slot r1 <- b  = null\n");
    test = test_of("{'or':[]}", "{}", "1");
    came_of(&test, &trace);
    ck_assert_str_eq(trace, "");
}
END_TEST

START_TEST(a_long_value_is_cut_at_a_whole_character)
{
    const char *trace;
    for (int shift = 0; shift < 4; shift++) {
        const char *text = given_text("%.*s%s", shift, "xxx", given_repeated("\xE2\x82\xAC", 60));
        cl_test test = test_of("{'var':'a'}", given_text("{'a':'%s'}", text), "1");
        came_of(&test, &trace);
        /* 120 bytes with the quote: as many euro signs as fit. */
        ck_assert_str_eq(trace, given_text("(whole)  slot r0 <- a  = \"%.*s\xE2\x80\xA6\n",
                                           shift + (119 - shift) / 3 * 3, text));
    }
    const char *fits = given_repeated("x", 118);
    cl_test test = test_of("{'var':'a'}", given_text("{'a':'%s'}", fits), "1");
    came_of(&test, &trace);
    ck_assert_str_eq(trace, given_text("(whole)  slot r0 <- a  = \"%s\"\n", fits));
}
END_TEST

/* Returns the trace of a reduce over that many items, and the length of its lines for one item. */
static const char *trace_of_items(size_t items)
{
    const char *trace;
    cl_test test = test_of("{'reduce':[{'var':'l'},{'var':'current.x'},0]}",
                           given_text("{'l':[%s{}]}", given_repeated("{},", items - 1)), "1");
    came_of(&test, &trace);
    return trace;
}

START_TEST(a_trace_has_an_end)
{
    static const char end[] = "\xE2\x80\xA6\n";
    const char *one = trace_of_items(1);
    size_t line = strlen(trace_of_items(200)) - strlen(trace_of_items(199));
    ck_assert_uint_gt(line, 20);
    size_t first = strlen(trace_of_items(200)) - 200 * line;
    ck_assert_str_ne(one, "");
    size_t most = (CL_MAX_TRACE - first) / line;
    const char *whole = trace_of_items(most);
    ck_assert_uint_eq(strlen(whole), first + most * line);
    ck_assert_ptr_null(strstr(whole + strlen(whole) - line, end));
    const char *cut = trace_of_items(most + 1);
    ck_assert_uint_eq(strlen(cut), first + most * line + strlen(end));
    ck_assert_str_eq(cut + strlen(cut) - strlen(end), end);
    ck_assert_str_eq(trace_of_items(most + 5000), cut);
}
END_TEST

START_TEST(decisions_are_noted_when_the_trace_is_full)
{
    cl_test test = test_of("{'reduce':[{'var':'l'},{'if':[{'var':'current'},1,2]},0]}",
                           given_text("{'l':[%s1]}", given_repeated("0,", 5000)), "1");
    cl_coverage coverage;
    cl_tested tested;
    cl_error error;
    cl_error_init(&error);
    cl_tested_init(&tested);
    const cl_expression *e = given_expression(text_of(test.logic));
    ck_assert(cl_coverage_init(&coverage, e, &given.arena, &error));
    ck_assert(cl_test_run(&test, &coverage, &tested, &error));
    ck_assert_int_eq(tested.result, CL_TEST_PASSED);
    ck_assert_uint_le(tested.trace.length, CL_MAX_TRACE + 4);
    ck_assert_uint_eq(cl_coverage_taken(&coverage), 2);
    cl_tested_free(&tested);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("tester");
    tcase_add_test(tests, what_came_is_compared_as_it_is_written);
    tcase_add_test(tests, values_as_deep_and_as_wide_as_they_may_be);
    tcase_add_test(tests, faults_are_results);
    tcase_add_test(tests, a_skipped_test_is_not_run);
    tcase_add_test(tests, a_clock_outside_the_rules_validity);
    tcase_add_test(tests, a_trace_has_a_line_for_each_value);
    tcase_add_test(tests, a_long_value_is_cut_at_a_whole_character);
    tcase_add_test(tests, a_trace_has_an_end);
    tcase_add_test(tests, decisions_are_noted_when_the_trace_is_full);
    return unit_run();
}
