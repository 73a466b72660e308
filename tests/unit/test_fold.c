/* test_fold.c — what is known when rules are compiled, visible in the shared code: what folds, and
 * what must not fold because it would be an error, count iterations, or be too large. */
#include "support.h"

#define A          "{'var':'payload.a'}"
#define B          "{'var':'payload.b'}"
#define SETS(name) "{'var':'external.valueSets." name "'}"
#define MARCH      "{'plusTime':['2021-01-31',1,'month']}"

static void expect_code(const char *rule, const char *sets, const char *expected)
{
    cl_compile_options options = {.plain = false};
    if (sets != NULL)
        options.value_sets = given_value(quoted(sets));
    rule = quoted(rule);
    const char *code = shared_of(given_sections(&rule, NULL, 1, &options));
    ck_assert_msg(strcmp(code, expected) == 0, "%s gives\n%snot\n%s", rule, code, expected);
}

START_TEST(operations_on_constants_fold)
{
    static const struct {
        const char *constant, *test;
    } rows[] = {
        {"{'+':[1,{'+':[2,3]}]}", "number!-fail payload.a 6 rule 0\n"},
        {"{'+':[9223372036854775806,1]}", "number!-fail payload.a 9223372036854775807 rule 0\n"},
        {"{'extractFromUVCI':['URN:UVCI:01:SE',1]}", "string!-fail payload.a \"SE\" rule 0\n"},
        {"{'if':[{'in':[1,[1,2]]},'yes'," B "]}", "string!-fail payload.a \"yes\" rule 0\n"},
        {"{'if':[[],{'+':[1,'a']},'no']}", "string!-fail payload.a \"no\" rule 0\n"},
        {"{'and':[1,2,'z']}", "string!-fail payload.a \"z\" rule 0\n"},
        {"{'and':[1,''," B "]}", "string!-fail payload.a \"\" rule 0\n"},
        {"{'and':[0,{'+':[1,'a']}]}", "number!-fail payload.a 0 rule 0\n"},
        {"{'if':[{'!':[[]]},7,8]}", "number!-fail payload.a 7 rule 0\n"},
        {"{'if':[{'===':[[1,'a'],[1,'a']]},7,8]}", "number!-fail payload.a 7 rule 0\n"},
        {"{'if':[{'<':[1,2,3]},7,8]}", "number!-fail payload.a 7 rule 0\n"},
        {"{'if':[{'<':[1,2,2]},7,8]}", "number!-fail payload.a 8 rule 0\n"},
        {"{'if':[{'before':[" MARCH ",{'dccDateOfBirth':['2021']}]},7,8]}",
         "number!-fail payload.a 7 rule 0\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_code(given_text("{'===':[" A ",%s]}", rows[i].constant), NULL, rows[i].test);
    expect_code("{'in':[" A ",['a',{'extractFromUVCI':['b/c',0]}]]}", NULL,
                "set!-fail payload.a bits 0x1 rule 0\n");
    expect_code("{'not-before':[{'plusTime':[" A ",0,'day']}," MARCH "]}", NULL,
                "since!-fail date(payload.a) 1614729600000 rule 0\n");
}
END_TEST

START_TEST(a_rule_that_is_known_needs_no_test)
{
    expect_code("true", NULL, "");
    expect_code("{'===':[{'+':[1,2]},3]}", NULL, "");
    expect_code("false", NULL, "fail rule 0\n");
    expect_code("{'===':[{'+':[1,2]},4]}", NULL, "fail rule 0\n");
    /* The value is not a boolean: the plain code reports it. */
    expect_code("5", NULL, "leave\n");
    expect_code("[]", NULL, "leave\n");
    expect_code(MARCH, NULL, "leave\n");
}
END_TEST

START_TEST(what_would_fault_stays)
{
    expect_code("{'===':[" A ",{'+':[9223372036854775807,1]}]}", NULL,
                "slot r0 <- payload.a\n"
                "constant r1 <- 9223372036854775807\n"
                "constant r2 <- 1\n"
                "add r1 <- r1 r2\n"
                "equal r0 <- r0 r1\n"
                "unless r0 -> 7\n"
                "jump -> 8\n"
                "fail rule 0\n");
    expect_code("{'<':[" A ",{'+':[1,'a']}]}", NULL,
                "slot r0 <- payload.a\n"
                "constant r1 <- 1\n"
                "constant r2 <- \"a\"\n"
                "add r1 <- r1 r2\n"
                "less r0 <- r0..r1\n"
                "unless r0 -> 7\n"
                "jump -> 8\n"
                "fail rule 0\n");
    expect_code("{'not-before':[{'plusTime':[" A ",0,'day']},{'plusTime':['2021-09-31',0,'day']}]}",
                NULL,
                "slot r0 <- payload.a\n"
                "plus-time r0 <- r0 0 day\n"
                "constant r1 <- \"2021-09-31\"\n"
                "plus-time r1 <- r1 0 day\n"
                "not-before r0 <- r0..r1\n"
                "unless r0 -> 7\n"
                "jump -> 8\n"
                "fail rule 0\n");
    expect_code("{'if':[" A ",{'in':[1,'abc']},true]}", NULL,
                "truthy! payload.a -> 7\n"
                "constant r0 <- 1\n"
                "constant r1 <- \"abc\"\n"
                "in r0 <- r0 r1\n"
                "unless r0 -> 6\n"
                "jump -> 7\n"
                "fail rule 0\n");
    expect_code("{'!':[" MARCH "]}", NULL,
                "constant r0 <- \"2021-03-03T00:00:00.000Z\"\n"
                "unless r0 -> 3\n"
                "fail rule 0\n");
}
END_TEST

START_TEST(faults_that_stayed_are_faults_where_they_are_reached)
{
    const char *rule = quoted("{'if':[" A ",{'===':[1,{'+':[1,'a']}]},true]}");
    expect_text(rule, "{}", "true");
    expect_error(rule, "{\"payload\":{\"a\":1}}", CL_KIND, "/if/1/===/1/+/1");
    expect_text(quoted("{'and':[false,{'+':[1,'a']}]}"), "{}", "false");
    expect_text(quoted("{'if':[true,1,{'+':[1,'a']}]}"), "{}", "1");
    expect_error(quoted("{'and':[true,{'+':[1,'a']}]}"), "{}", CL_KIND, "/and/1/+/1");
    expect_error(quoted("{'plusTime':['9999-12-31',1,'day']}"), "{}", CL_DATE_RANGE, "");
}
END_TEST

/* Its iterations count against the budget of the rule, so it is never computed before. In its body
 * only literals are constants. */
START_TEST(reduce_is_not_folded)
{
    expect_code("{'===':[{'reduce':[[],1,7]},7]}", NULL,
                "constant r0 <- []\n"
                "constant r1 <- 7\n"
                "reduce r0\n"
                "next r0 -> 7\n"
                "constant r4 <- 1\n"
                "move r1 <- r4\n"
                "loop -> 3\n"
                "move r0 <- r1\n"
                "constant r1 <- 7\n"
                "equal r0 <- r0 r1\n"
                "unless r0 -> 12\n"
                "jump -> 13\n"
                "fail rule 0\n");
    expect_code("{'===':[{'reduce':[[{'+':[1,2]}],{'+':[1,2]},{'+':[3,4]}]},7]}", NULL,
                "constant r0 <- [3]\n"
                "constant r1 <- 7\n"
                "reduce r0\n"
                "next r0 -> 9\n"
                "constant r4 <- 1\n"
                "constant r5 <- 2\n"
                "add r4 <- r4 r5\n"
                "move r1 <- r4\n"
                "loop -> 3\n"
                "move r0 <- r1\n"
                "constant r1 <- 7\n"
                "equal r0 <- r0 r1\n"
                "unless r0 -> 14\n"
                "jump -> 15\n"
                "fail rule 0\n");
}
END_TEST

/* In plain code only literals and arrays of literals fold. */
START_TEST(plain_code_stays_as_it_is_written)
{
    const char *rule = quoted("{'===':[{'+':[1,2]},[3,['a']]]}");
    cl_program *p = given_rule(rule);
    cl_buffer out;
    cl_buffer_init(&out);
    for (uint32_t at = p->rules[0].entry; at < p->code_count; at++) {
        cl_program_write_instruction(p, at, NULL, NULL, &out);
        cl_buffer_putc(&out, '\n');
    }
    ck_assert_str_eq(given_taken(&out), "constant r0 <- 1\n"
                                        "constant r1 <- 2\n"
                                        "add r0 <- r0 r1\n"
                                        "constant r1 <- [3,[\"a\"]]\n"
                                        "equal r0 <- r0 r1\n"
                                        "return r0\n");
}
END_TEST

static const char sets[] = "{'s':['a','b'],'m':['a',1],'n':null,'o':{'x':[1]},"
                           "'long':['a','b','c','d','e','f','g',8]}";

START_TEST(known_value_sets_are_constants)
{
    expect_code("{'in':[" A "," SETS("s") "]}", sets, "set!-fail payload.a bits 0x1 rule 0\n");
    expect_code("{'===':[" A "," SETS("s.1") "]}", sets, "string!-fail payload.a \"b\" rule 0\n");
    expect_code("{'===':[" A "," SETS("o.x.0") "]}", sets, "number!-fail payload.a 1 rule 0\n");
    expect_code("{'if':[" SETS("s") ",{'!':[" A "]},true]}", sets,
                "truthy?-fail payload.a rule 0\n");
    expect_code("{'===':[[" SETS("s") "],[['a','b']]]}", sets, "");
    /* A long set with values other than strings is a set of values. */
    expect_code("{'in':[" A "," SETS("long") "]}", sets,
                "slot r0 <- payload.a\n"
                "member r0 <- r0 set 0\n"
                "unless r0 -> 4\n"
                "jump -> 5\n"
                "fail rule 0\n");
    /* A set that is missing or no array is an error when the rule is run. */
    static const char *const wrong[] = {SETS("n"), SETS("none")};
    for (size_t i = 0; i < 2; i++)
        expect_code(given_text("{'in':[" A ",%s]}", wrong[i]), sets,
                    "slot r0 <- payload.a\n"
                    "constant r1 <- null\n"
                    "in r0 <- r0 r1\n"
                    "unless r0 -> 5\n"
                    "jump -> 6\n"
                    "fail rule 0\n");
}
END_TEST

START_TEST(only_what_lies_below_the_value_sets_is_known)
{
    static const char *const paths[] = {"external.valueSets", "external.valueSetsx.s", "external",
                                        "valueSets.s", "payload.external.valueSets.s"};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        expect_code(given_text("{'===':[1,{'in':[1,[{'var':'%s'}]]}]}", paths[i]), sets,
                    given_text("constant r0 <- 1\n"
                               "constant r1 <- 1\n"
                               "slot r2 <- %s\n"
                               "array r2 <- r2..r2\n"
                               "in r1 <- r1 r2\n"
                               "equal r0 <- r0 r1\n"
                               "unless r0 -> 8\n"
                               "jump -> 9\n"
                               "fail rule 0\n",
                               paths[i]));
    /* In the body of a reduce the path has another meaning. */
    const char *rule = quoted("{'reduce':[[1],{'===':[" SETS("s") ",['a','b']]},false]}");
    const cl_compile_options options = {.value_sets = given_value(quoted(sets))};
    cl_evaluator *v = given_evaluator(given_sections(&rule, NULL, 1, &options));
    ck_assert_int_eq(answer_of(v, given_value(quoted("{'external':{'valueSets':{}}}"))).outcome,
                     CL_FAILED);
}
END_TEST

/* If the sets are not known, the data decide. */
START_TEST(unknown_value_sets_are_read)
{
    expect_code("{'in':[" A "," SETS("s") "]}", NULL,
                "slot r0 <- payload.a\n"
                "slot r1 <- external.valueSets.s\n"
                "in r0 <- r0 r1\n"
                "unless r0 -> 5\n"
                "jump -> 6\n"
                "fail rule 0\n");
}
END_TEST

/* Constants beyond the limits of a value are errors at their place, when they are reached. */
START_TEST(constants_that_are_too_large)
{
    const char *wide = given_text("[0%s]", given_repeated(",0", CL_MAX_VALUE_NODES - 1));
    expect_error(wide, "{}", CL_BUDGET, "");
    expect_error(given_text("[true,%s]", wide), "{}", CL_BUDGET, "/1");
    expect_error(given_text("{\"in\":[1,%s]}", wide), "{}", CL_BUDGET, "/in/1");
    expect_text(given_text("{\"and\":[false,%s]}", wide), "{}", "false");
    expect_text(given_text("{\"if\":[true,1,%s]}", wide), "{}", "1");
    expect_error(given_text("{\"if\":[%s,1,2]}", wide), "{}", CL_BUDGET, "/if/0");
    const char *half = given_text("[0%s]", given_repeated(",0", CL_MAX_VALUE_NODES / 2));
    expect_error(given_text("[%s,%s]", half, half), "{}", CL_BUDGET, "");
}
END_TEST

/* A value set may be as deep as a document. In an array it is deeper than a value may be. */
START_TEST(constants_that_are_too_deep)
{
    const char *deep = given_nested("[", "", "]", CL_MAX_DEPTH - 3);
    const cl_compile_options options = {
        .value_sets = given_value(given_text("{\"deep\":%s}", deep))};
    const char *context = given_text("{\"external\":{\"valueSets\":{\"deep\":%s}}}", deep);
    for (size_t levels = 0; levels < 5; levels++) {
        const char *rule = given_text("{\"===\":[1,%s]}",
                                      given_nested("[", quoted(SETS("deep")), "]", levels));
        cl_evaluator *v = given_evaluator(given_sections(&rule, NULL, 1, &options));
        answer a = answer_of(v, given_value(context));
        if (levels <= 3)
            ck_assert_str_eq(a.text, "false");
        else
            ck_assert_str_eq(a.text, "limit-depth");
        ck_assert_str_eq(a.error.at, levels <= 3 ? "" : "/===/1");
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("fold");
    tcase_add_test(all, operations_on_constants_fold);
    tcase_add_test(all, a_rule_that_is_known_needs_no_test);
    tcase_add_test(all, what_would_fault_stays);
    tcase_add_test(all, faults_that_stayed_are_faults_where_they_are_reached);
    tcase_add_test(all, reduce_is_not_folded);
    tcase_add_test(all, plain_code_stays_as_it_is_written);
    tcase_add_test(all, known_value_sets_are_constants);
    tcase_add_test(all, only_what_lies_below_the_value_sets_is_known);
    tcase_add_test(all, unknown_value_sets_are_read);
    tcase_add_test(all, constants_that_are_too_large);
    tcase_add_test(all, constants_that_are_too_deep);
    return unit_run();
}
