/* test_share.c — rules of a section are judged together: one test for all rules with the same
 * guard; yet no rule affects another. */
#include "support.h"

#define VACCINATED      "{'var':'payload.v.0'}"
#define TESTED          "{'var':'payload.t.0'}"
#define DOSE(n)         "{'===':[{'var':'payload.v.0.dn'}," #n "]}"
#define IF(guard, then) "{'if':[" guard "," then ",true]}"
/* An error wherever it is reached; it is not constant. */
#define BROKEN "{'<':[{'var':'payload.s'},1]}"

/* Returns a program of rules written with single quotes; NULL ends them. */
static cl_program *rules(const char *const *list)
{
    const char *json[GIVEN_MOST];
    size_t count = 0;
    for (; list[count] != NULL; count++)
        json[count] = quoted(list[count]);
    return given_rules(json, count);
}

#define RULES(...) rules((const char *const[]){__VA_ARGS__, NULL})

static unsigned lines_of(const char *text)
{
    unsigned lines = 0;
    for (; *text != '\0'; text++)
        lines += *text == '\n';
    return lines;
}

static void expect_code(const cl_program *p, const char *expected)
{
    ck_assert_str_eq(shared_of(p), expected);
}

/* Returns the outcomes of all rules, a letter each: p, f, or o; if they are open, with their
 * codes. */
static const char *outcomes_of(const cl_program *p, const char *data)
{
    cl_evaluator *v = given_evaluator(p);
    cl_buffer out;
    cl_buffer_init(&out);
    cl_evaluator_bind(v, given_value(quoted(data)));
    for (uint32_t s = 0; s < p->section_count; s++)
        cl_evaluator_run_section(v, s);
    for (uint32_t i = 0; i < p->rule_count; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_outcome outcome = cl_evaluator_outcome(v, i, &error);
        cl_buffer_putc(&out, "pfo"[outcome]);
        ck_assert_int_eq(outcome == CL_OPEN, error.code != CL_NONE);
    }
    return given_taken(&out);
}

START_TEST(one_test_for_all_rules_with_one_guard)
{
    expect_code(RULES(IF(VACCINATED, DOSE(1)), IF(VACCINATED, DOSE(2)), IF(VACCINATED, DOSE(3))),
                "truthy! payload.v.0 -> 4\n"
                "number!-fail payload.v.0.dn 1 rule 0\n"
                "number!-fail payload.v.0.dn 2 rule 1\n"
                "number!-fail payload.v.0.dn 3 rule 2\n");
}
END_TEST

START_TEST(rules_with_one_guard_need_not_stand_together)
{
    expect_code(RULES(IF(VACCINATED, DOSE(1)), IF(TESTED, DOSE(2)), IF(VACCINATED, DOSE(3)),
                      IF(TESTED, DOSE(4))),
                "truthy! payload.v.0 -> 3\n"
                "number!-fail payload.v.0.dn 1 rule 0\n"
                "number!-fail payload.v.0.dn 3 rule 2\n"
                "truthy! payload.t.0 -> 6\n"
                "number!-fail payload.v.0.dn 2 rule 1\n"
                "number!-fail payload.v.0.dn 4 rule 3\n");
}
END_TEST

START_TEST(guards_behind_guards_are_shared_too)
{
    expect_code(RULES(IF(VACCINATED, IF(DOSE(1), DOSE(2))), IF(VACCINATED, IF(DOSE(1), DOSE(3))),
                      IF(VACCINATED, IF(DOSE(9), DOSE(4)))),
                "truthy! payload.v.0 -> 6\n"
                "number! payload.v.0.dn 1 -> 4\n"
                "number!-fail payload.v.0.dn 2 rule 0\n"
                "number!-fail payload.v.0.dn 3 rule 1\n"
                "number! payload.v.0.dn 9 -> 6\n"
                "number!-fail payload.v.0.dn 4 rule 2\n");
}
END_TEST

START_TEST(else_branches_are_shared_too)
{
    expect_code(RULES("{'if':[" VACCINATED "," DOSE(1) "," TESTED "]}", IF(VACCINATED, DOSE(2)),
                      "{'if':[" VACCINATED ",true,{'!':[" TESTED "]}]}"),
                "truthy! payload.v.0 -> 4\n"
                "number!-fail payload.v.0.dn 1 rule 0\n"
                "number!-fail payload.v.0.dn 2 rule 1\n"
                "jump -> 6\n"
                "leave\n" /* the value of payload.t.0 would be the result */
                "truthy?-fail payload.t.0 rule 2\n");
}
END_TEST

START_TEST(conjunctions_are_taken_apart)
{
    expect_code(RULES("{'and':[" IF(VACCINATED, DOSE(1)) "," IF(TESTED, DOSE(2)) "]}",
                      IF(TESTED, DOSE(3)), IF(VACCINATED, DOSE(4))),
                "truthy! payload.v.0 -> 3\n"
                "number!-fail payload.v.0.dn 1 rule 0\n"
                "number!-fail payload.v.0.dn 4 rule 2\n"
                "truthy! payload.t.0 -> 6\n"
                "number!-fail payload.v.0.dn 2 rule 0\n"
                "number!-fail payload.v.0.dn 3 rule 1\n");
}
END_TEST

/* Guards that differ in one word are different guards. */
START_TEST(only_equal_guards_are_one)
{
#define SINCE(operation, path, amount, unit)                                                       \
    "{'" operation "':[{'plusTime':[{'var':'payload." path "'}," amount ",'" unit "']},"           \
    "{'plusTime':['2021',0,'day']}]}"
    static const char *const guards[] = {
        SINCE("after", "d", "1", "month"),
        SINCE("before", "d", "1", "month"),
        SINCE("after", "e", "1", "month"),
        SINCE("after", "d", "2", "month"),
        SINCE("after", "d", "1", "year"),
        "{'===':[{'var':'payload.n'},1]}",
        "{'===':[{'var':'payload.n'},'1']}",
        "{'===':[{'var':'payload.n'},true]}",
        "{'===':[1,{'var':'payload.n'}]}",
        "{'in':[{'var':'payload.n'},['a','b']]}",
        "{'in':[{'var':'payload.n'},['b','a']]}",
        "{'in':[{'var':'payload.n'},['a']]}",
        "{'in':[{'var':'payload.n'},[['a']]]}",
        "{'extractFromUVCI':[{'var':'payload.n'},0]}",
        "{'extractFromUVCI':[{'var':'payload.n'},1]}",
        "{'<':[{'var':'payload.n'},1]}",
        "{'<':[{'var':'payload.n'},1,2]}",
    };
    for (size_t a = 0; a < sizeof guards / sizeof *guards; a++) {
        for (size_t b = 0; b < sizeof guards / sizeof *guards; b++) {
            const char *pair[2] = {
                quoted(given_text("{'if':[%s,{'!':[{'var':'payload.x'}]},true]}", guards[a])),
                quoted(given_text("{'if':[%s,{'!':[{'var':'payload.y'}]},true]}", guards[b]))};
            cl_program *together = given_rules(pair, 2);
            cl_program *alone = given_rules(pair, 1);
            unsigned guard = lines_of(shared_of(alone)) - 1;
            unsigned expected = a == b ? guard + 2 : 0;
            unsigned count = lines_of(shared_of(together));
            ck_assert_msg((count == expected) == (a == b), "%s\n%s", guards[a], guards[b]);
            given_end();
            given_begin();
        }
    }
}
END_TEST

START_TEST(many_rules_cost_one_test)
{
    enum { COUNT = 200 };
    const char *list[COUNT];
    for (int i = 0; i < COUNT; i++)
        list[i] = quoted(
            given_text("{'if':[" VACCINATED ",{'===':[{'var':'payload.v.0.dn'},%d]},true]}", i));
    cl_program *p = given_rules(list, COUNT);
    ck_assert_uint_eq(lines_of(shared_of(p)), COUNT + 1);
    const char *outcomes = outcomes_of(p, "{'payload':{'v':[{'dn':150}]}}");
    for (int i = 0; i < COUNT; i++)
        ck_assert_int_eq(outcomes[i], i == 150 ? 'p' : 'f');
    ck_assert_str_eq(outcomes_of(p, "{}"), given_repeated("p", COUNT));
}
END_TEST

/* ---- Independence ---------------------------------------------------------------------------- */

START_TEST(an_undecided_rule_touches_no_other)
{
    cl_program *p = RULES(IF(VACCINATED, DOSE(1)), IF(VACCINATED, BROKEN), IF(VACCINATED, DOSE(2)),
                          BROKEN, IF(TESTED, DOSE(1)), DOSE(1), "{'and':[" BROKEN "," DOSE(1) "]}",
                          "{'and':[" DOSE(2) "," BROKEN "]}", "5");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'v':[{'dn':1}],'s':'a'}}"), "pofoppofo");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'v':[{'dn':1}],'s':0}}"), "ppfppppfo");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'t':[1],'s':0}}"), "ppppffffo");
}
END_TEST

START_TEST(a_fault_in_a_shared_guard_leaves_exactly_its_rules)
{
    cl_program *p = RULES(DOSE(1), IF(BROKEN, DOSE(1)), IF(VACCINATED, DOSE(1)),
                          IF(BROKEN, DOSE(2)), IF(TESTED, "false"), IF(BROKEN, "true"),
                          "{'if':[" BROKEN ",true,true]}");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'v':[{'dn':1}],'s':'a'}}"), "popopoo");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'v':[{'dn':1}],'s':0}}"), "pppfppp");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'t':[1],'s':null}}"), "fopofoo");
}
END_TEST

START_TEST(a_fault_behind_a_shared_guard_leaves_only_its_rule)
{
    cl_program *p = RULES(IF(VACCINATED, IF(BROKEN, DOSE(1))), IF(VACCINATED, IF(BROKEN, DOSE(2))),
                          IF(VACCINATED, IF(DOSE(1), BROKEN)), IF(VACCINATED, IF(DOSE(1), DOSE(1))),
                          IF(VACCINATED, DOSE(2)));
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'v':[{'dn':1}],'s':'a'}}"), "ooopf");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'s':'a'}}"), "ppppp");
}
END_TEST

START_TEST(errors_name_their_own_rule)
{
    cl_program *p = RULES(IF(BROKEN, DOSE(1)), IF(BROKEN, DOSE(2)), IF(VACCINATED, BROKEN));
    cl_evaluator *v = given_evaluator(p);
    cl_evaluator_bind(v, given_value("{\"payload\":{\"v\":[1],\"s\":\"a\"}}"));
    cl_evaluator_run_section(v, 0);
    for (uint32_t i = 0; i < 3; i++) {
        cl_error error;
        cl_error_init(&error);
        ck_assert_int_eq(cl_evaluator_outcome(v, i, &error), CL_OPEN);
        ck_assert_str_eq(error.at, i < 2 ? "/if/0/</0" : "/if/1/</0");
    }
}
END_TEST

/* An operand after the first false one is not evaluated, although the parts are tested
 * separately. */
START_TEST(and_stays_lazy)
{
    cl_program *p = RULES("{'and':[" DOSE(1) "," BROKEN "]}", "{'and':[" BROKEN "," DOSE(1) "]}",
                          IF(VACCINATED, "{'and':[" DOSE(1) "," BROKEN "]}"));
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'v':[{'dn':2}],'s':'a'}}"), "fof");
    ck_assert_str_eq(outcomes_of(p, "{'payload':{'v':[{'dn':1}],'s':'a'}}"), "ooo");
}
END_TEST

/* Sections are run one by one, and their outcomes are requested later; their bits share words. */
START_TEST(sections_do_not_disturb_one_another)
{
    enum { COUNT = 150 };
    const char *list[COUNT];
    uint32_t sections[COUNT];
    for (uint32_t i = 0; i < COUNT; i++) {
        list[i] = quoted(i % 3 == 0 ? "false" : i % 3 == 1 ? BROKEN : "true");
        sections[i] = i / 7;
    }
    cl_program *p = given_sections(list, sections, COUNT, NULL);
    cl_evaluator *v = given_evaluator(p);
    cl_evaluator_bind(v, given_value("{\"payload\":{\"s\":\"a\"}}"));
    for (int round = 0; round < 2; round++) { /* once forwards, once backwards */
        for (uint32_t s = 0; s < p->section_count; s++)
            cl_evaluator_run_section(v, round == 0 ? s : p->section_count - 1 - s);
        for (uint32_t i = 0; i < COUNT; i++)
            ck_assert_int_eq(cl_evaluator_outcome(v, i, NULL), i % 3 == 0   ? CL_FAILED
                                                               : i % 3 == 1 ? CL_OPEN
                                                                            : CL_PASSED);
    }
}
END_TEST

START_TEST(outcomes_do_not_stay)
{
    cl_program *p = RULES(DOSE(1), BROKEN);
    cl_evaluator *v = given_evaluator(p);
    static const char *const data[] = {"{\"payload\":{\"s\":\"a\"}}",
                                       "{\"payload\":{\"v\":[{\"dn\":1}],\"s\":0}}"};
    for (int i = 0; i < 6; i++) {
        cl_evaluator_bind(v, given_value(data[i % 2]));
        cl_evaluator_run_section(v, 0);
        ck_assert_int_eq(cl_evaluator_outcome(v, 0, NULL), i % 2 == 0 ? CL_FAILED : CL_PASSED);
        ck_assert_int_eq(cl_evaluator_outcome(v, 1, NULL), i % 2 == 0 ? CL_OPEN : CL_PASSED);
    }
}
END_TEST

/* Compiling thousands of rules with different guards takes memory in proportion. */
START_TEST(many_different_guards)
{
    enum { COUNT = 5000 };
    const char **list = cl_arena_array(&given.arena, COUNT, sizeof *list);
    ck_assert_ptr_nonnull(list);
    for (int i = 0; i < COUNT; i++)
        list[i] = given_text("{\"if\":[{\"===\":[{\"var\":\"payload.a\"},%d]},"
                             "{\"!\":[{\"var\":\"payload.b\"}]},true]}",
                             i);
    cl_program *p = given_rules(list, COUNT);
    ck_assert_uint_eq(lines_of(shared_of(p)), 2 * COUNT);
    cl_evaluator *v = given_evaluator(p);
    cl_evaluator_bind(v, given_value("{\"payload\":{\"a\":1234,\"b\":1}}"));
    cl_evaluator_run_section(v, 0);
    for (uint32_t i = 0; i < COUNT; i++) {
        if (cl_evaluator_outcome(v, i, NULL) != (i == 1234 ? CL_FAILED : CL_PASSED))
            ck_abort_msg("rule %u", i);
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("share");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, one_test_for_all_rules_with_one_guard);
    tcase_add_test(all, rules_with_one_guard_need_not_stand_together);
    tcase_add_test(all, guards_behind_guards_are_shared_too);
    tcase_add_test(all, else_branches_are_shared_too);
    tcase_add_test(all, conjunctions_are_taken_apart);
    tcase_add_test(all, only_equal_guards_are_one);
    tcase_add_test(all, many_rules_cost_one_test);
    tcase_add_test(all, an_undecided_rule_touches_no_other);
    tcase_add_test(all, a_fault_in_a_shared_guard_leaves_exactly_its_rules);
    tcase_add_test(all, a_fault_behind_a_shared_guard_leaves_only_its_rule);
    tcase_add_test(all, errors_name_their_own_rule);
    tcase_add_test(all, and_stays_lazy);
    tcase_add_test(all, sections_do_not_disturb_one_another);
    tcase_add_test(all, outcomes_do_not_stay);
    tcase_add_test(all, many_different_guards);
    return unit_run();
}
