/* test_rule_check.c — the warnings of `check` about whole rules, and rules without warnings. */
#include "support_rules.h"

/* Returns the warnings about a rule, as lines "code place: message [=> fix]". */
static const char *warnings_of(const char *json)
{
    cl_findings findings;
    cl_rule rule;
    cl_arena scratch;
    cl_findings_init(&findings, &given.arena);
    ck_assert_int_eq(
        cl_rule_read(given_value(quoted(json)), "a.json", "/7", &given.arena, &findings, &rule), 1);
    cl_arena_init(&scratch, SIZE_MAX);
    ck_assert(cl_rule_check(&rule, &scratch, &findings));
    cl_arena_free(&scratch);
    const char *text = "";
    for (size_t i = 0; i < findings.count; i++) {
        const cl_finding *f = &findings.items[i];
        ck_assert_int_eq(f->severity, CL_SEVERITY_WARNING);
        ck_assert_str_eq(f->file, "a.json");
        ck_assert_int_eq(strncmp(f->at, "/7", 2), 0);
        text = given_text("%s%s %s: %s%s%s\n", text, cl_code_name(f->code), f->at + 2, f->message,
                          f->fix != NULL ? " => " : "", f->fix != NULL ? f->fix : "");
    }
    ck_assert_uint_eq(findings.errors, 0);
    return text;
}

static void expect(const char *members, const char *warnings)
{
    const char *rule = rule_with(members);
    const char *found = warnings_of(rule);
    ck_assert_msg(strcmp(found, warnings) == 0, "%s\nhas\n%snot\n%s", rule, found, warnings);
}

#define ENGLISH ": the rule should have a description in English\n"

START_TEST(a_rule_should_be_described_in_english)
{
    expect("{}", "");
    expect("{'Description':[{'lang':'cs','desc':'Pravidlo.'},{'lang':'en','desc':'A rule.'}]}", "");
    expect("{'Description':[{'lang':'cs','desc':'Pravidlo.'}]}",
           "description /Description" ENGLISH);
    expect("{'Description':[{'lang':'en','desc':''}]}", "description /Description" ENGLISH);
    expect("{'Description':[{'lang':'EN','desc':'x'}]}", "description /Description" ENGLISH);
    expect("{'Description':[]}", "description /Description" ENGLISH);
    ck_assert_str_eq(warnings_of(rule_without("Description")), "description /Description" ENGLISH);
}
END_TEST

START_TEST(affected_fields_name_what_the_logic_reads)
{
    expect("{'AffectedFields':['v.0','v.0.dn'],"
           "'Logic':{'if':[{'var':'payload.v.0'},{'===':[{'var':'payload.v.0.dn'},2]},true]}}",
           "");
    expect(
        "{'Logic':{'if':[{'var':'payload.v.0'},{'===':[{'var':'payload.v.0.dn'},2]},true]}}",
        "affected-fields /AffectedFields: the Logic reads v.0, which AffectedFields does not name "
        "=> \"v.0\"\n"
        "affected-fields /AffectedFields: the Logic reads v.0.dn, which AffectedFields does not "
        "name => \"v.0.dn\"\n");
    /* Each is reported once. */
    expect(
        "{'Logic':{'===':[{'var':'payload.ver'},{'var':'payload.ver'}]}}",
        "affected-fields /AffectedFields: the Logic reads ver, which AffectedFields does not name "
        "=> \"ver\"\n");
    /* The fix is JSON text. */
    expect("{'Logic':{'!':[{'var':'payload.a\\\"b'}]}}",
           "affected-fields /AffectedFields: the Logic reads a\"b, which AffectedFields does not "
           "name => \"a\\\"b\"\n");
    ck_assert_str_eq(
        warnings_of(rule_with("{'AffectedFields':[],'Logic':{'===':[{'var':'payload.ver'},1]}}")),
        "affected-fields /AffectedFields: the Logic reads ver, which AffectedFields does not name "
        "=> \"ver\"\n");
}
END_TEST

START_TEST(what_is_not_a_field_of_the_payload_is_not_asked_for)
{
    expect("{'Logic':{'===':[{'var':'external.countryCode'},'CZ']}}", "");
    expect("{'Logic':{'!':[{'var':'payload'}]}}", "");
    expect("{'Logic':{'!':[{'var':''}]}}", "");
    expect("{'Logic':{'!':[{'var':'payloads.v'}]}}", "");
}
END_TEST

START_TEST(affected_fields_name_nothing_else)
{
    expect("{'AffectedFields':['v.0','t.0'],'Logic':{'!':[{'var':'payload.v.0'}]}}",
           "affected-fields /AffectedFields/1: the Logic does not read this field\n");
    expect(
        "{'AffectedFields':[1,null,'ver'],'Logic':{'!':[{'var':'payload.ver'}]}}",
        "affected-fields /AffectedFields/0: a field must be a string, the path in the payload\n"
        "affected-fields /AffectedFields/1: a field must be a string, the path in the payload\n");
    expect(
        "{'AffectedFields':['payload.ver','ve','versus'],'Logic':{'!':[{'var':'payload.ver'}]}}",
        "affected-fields /AffectedFields: the Logic reads ver, which AffectedFields does not name "
        "=> \"ver\"\n"
        "affected-fields /AffectedFields/0: the Logic does not read this field\n"
        "affected-fields /AffectedFields/1: the Logic does not read this field\n"
        "affected-fields /AffectedFields/2: the Logic does not read this field\n");
}
END_TEST

#define IDENTITY                                                                                   \
    "this can be something else than a string, integer, boolean or null; other engines compare "   \
    "arrays, objects and date-times by identity, or not at all\n"

START_TEST(operands_that_other_engines_compare_by_identity)
{
    /* A member that the schema does not know can have any kind. */
    expect("{'AffectedFields':['x'],'Logic':{'===':[{'var':'payload.x'},1]}}",
           "types /Logic/===/0: " IDENTITY);
    expect("{'Logic':{'===':[[1],1]}}", "types /Logic/===/0: " IDENTITY);
    expect("{'Logic':{'===':[1,{'plusTime':['2021',0,'day']}]}}", "types /Logic/===/1: " IDENTITY);
    expect("{'Logic':{'===':[{'var':'external.valueSets'},1]}}", "types /Logic/===/0: " IDENTITY);
    expect("{'Logic':{'===':[{'if':[true,1,[1]]},1]}}", "types /Logic/===/0: " IDENTITY);
    expect("{'AffectedFields':['v'],'Logic':{'===':[{'var':'payload.v'},1]}}",
           "types /Logic/===/0: " IDENTITY);
    expect("{'Logic':{'in':[[1],[1,2]]}}", "types /Logic/in/0: " IDENTITY);
    expect("{'Logic':{'in':[1,[1,[2]]]}}", "types /Logic/in/1/1: " IDENTITY);
}
END_TEST

START_TEST(operands_that_all_engines_compare_alike)
{
    expect("{'AffectedFields':['ver'],'Logic':{'===':[{'var':'payload.ver'},'1.3.0']}}", "");
    expect("{'Logic':{'===':[{'var':'external.region'},true]}}", "");
    expect("{'Logic':{'===':[{'+':[1,1]},2]}}", "");
    expect("{'Logic':{'in':['a',{'var':'external.valueSets.x'}]}}", "");
    expect("{'Logic':{'in':['a',['a',1,true]]}}", "");
}
END_TEST

START_TEST(operands_that_are_always_refused)
{
    expect("{'Logic':{'<':['1',2]}}",
           "types /Logic/</0: this is never an integer, as it must be; dates are compared with "
           "before, after, not-before or not-after, each of them in plusTime\n");
    expect("{'Logic':{'===':[{'+':[1,true]},1]}}",
           "types /Logic/===/0/+/1: this is never an integer, as it must be\n");
    expect(
        "{'Logic':{'before':[{'var':'external.validationClock'},{'plusTime':['2021',0,'day']}]}}",
        "types /Logic/before/0: this is never a date-time, as it must be; wrap it in "
        "plusTime\n");
    expect("{'Logic':{'after':[{'plusTime':[1,0,'day']},{'dccDateOfBirth':[['2000']]}]}}",
           "types /Logic/after/0/plusTime/0: this is never a string, as it must be\n"
           "types /Logic/after/1/dccDateOfBirth/0: this is never a string, as it must be\n");
    expect("{'Logic':{'!':[{'plusTime':['2021',0,'day']}]}}",
           "types /Logic/!/0: this is a date-time, which is neither true nor false\n");
    expect("{'Logic':{'in':[1,'1']}}",
           "types /Logic/in/1: this is never an array, as it must be\n");
    expect("{'Logic':{'===':[{'reduce':[1,{'var':'accumulator'},0]},0]}}",
           "types /Logic/===/0: " IDENTITY
           "types /Logic/===/0/reduce/0: this is never an array or null, as it must be\n");
}
END_TEST

START_TEST(a_rule_must_be_a_boolean)
{
    static const char other[] = "types /Logic: a rule must evaluate to a boolean; this can be "
                                "something else\n";
    expect("{'Logic':1}", other);
    expect("{'Logic':{'if':[true,true,0]}}", other);
    expect("{'Logic':{'var':'external.region'}}", other);
    expect("{'Logic':{'and':[true,false]}}", "");
    expect("{'Logic':{'if':[true,{'!':[1]},{'in':[1,[1]]}]}}", "");
    expect("{'AffectedFields':['v.0.ma'],'Logic':{'var':'payload.v.0.ma'}}", other);
    /* Nothing is known of a member that the schema does not have, so there is no warning. */
    expect("{'AffectedFields':['x'],'Logic':{'var':'payload.x'}}", "");
}
END_TEST

START_TEST(the_logic_of_a_refused_rule_is_not_warned_about)
{
    expect("{'Engine':'OTHER','AffectedFields':['v.0'],'Logic':1}", "");
    expect("{'Engine':'OTHER','Description':[],'Logic':1}", "description /Description" ENGLISH);
}
END_TEST

START_TEST(all_warnings_come_together)
{
    expect("{'Description':[],'AffectedFields':['t'],'Logic':{'===':[{'var':'payload.v'},1]}}",
           "description /Description" ENGLISH "types /Logic/===/0: " IDENTITY
           "affected-fields /AffectedFields: the Logic reads v, which AffectedFields does not name "
           "=> \"v\"\n"
           "affected-fields /AffectedFields/0: the Logic does not read this field\n");
}
END_TEST

START_TEST(a_set_is_checked_rule_by_rule)
{
    cl_ruleset *set = whole_set(given_text("[%s,%s,%s]", rule_with("{'Identifier':'B','Logic':1}"),
                                           rule_with("{'Identifier':'C'}"),
                                           rule_with("{'Identifier':'A','Description':[]}")));
    ck_assert(cl_ruleset_check(set, &set->findings, NULL));
    ck_assert_str_eq(findings_in(&set->findings),
                     "description warning set.json /2/Description" ENGLISH
                     "types warning set.json /0/Logic: a rule must evaluate to a boolean; this can "
                     "be something else\n");
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("rule check");
    tcase_add_test(tests, a_rule_should_be_described_in_english);
    tcase_add_test(tests, affected_fields_name_what_the_logic_reads);
    tcase_add_test(tests, what_is_not_a_field_of_the_payload_is_not_asked_for);
    tcase_add_test(tests, affected_fields_name_nothing_else);
    tcase_add_test(tests, operands_that_other_engines_compare_by_identity);
    tcase_add_test(tests, operands_that_all_engines_compare_alike);
    tcase_add_test(tests, operands_that_are_always_refused);
    tcase_add_test(tests, a_rule_must_be_a_boolean);
    tcase_add_test(tests, the_logic_of_a_refused_rule_is_not_warned_about);
    tcase_add_test(tests, all_warnings_come_together);
    tcase_add_test(tests, a_set_is_checked_rule_by_rule);
    return unit_run();
}
