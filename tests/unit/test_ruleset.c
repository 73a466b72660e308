/* test_ruleset.c — documents in all their forms become one compiled set; what is broken names itself
 * and hides nothing. */
#include "support_rules.h"

#define RULE(id) rule_with("{'Identifier':'" id "'}")

START_TEST(a_document_can_be_a_rule)
{
    cl_ruleset *set = whole_set(RULE("A"));
    ck_assert_str_eq(names_in(set), "A 1.0.0");
    ck_assert_str_eq(set->rules[0].file, "set.json");
    ck_assert_str_eq(set->rules[0].at, "");
}
END_TEST

START_TEST(a_document_can_be_an_array_of_rules)
{
    cl_ruleset *set = whole_set(given_text("[%s,%s]", RULE("B"), RULE("A")));
    ck_assert_str_eq(names_in(set), "A 1.0.0, B 1.0.0");
    ck_assert_str_eq(set->rules[0].at, "/1");
    ck_assert_str_eq(set->rules[1].at, "/0");
    ck_assert_str_eq(names_in(whole_set("[]")), "");
}
END_TEST

START_TEST(a_document_can_be_a_bundle)
{
    cl_ruleset *set = whole_set(
        given_text("{'rules':[%s],'valueSets':{'a':['1']},'more':true}", RULE("A")));
    ck_assert_str_eq(names_in(set), "A 1.0.0");
    ck_assert_str_eq(set->rules[0].at, "/rules/0");
    ck_assert_str_eq(text_of(&set->value_sets), "{\"a\":[\"1\"]}");
    ck_assert_str_eq(names_in(whole_set(given_text("{'rules':[%s]}", RULE("A")))), "A 1.0.0");
    ck_assert_str_eq(names_in(whole_set("{'rules':[],'valueSets':{}}")), "");
}
END_TEST

START_TEST(a_document_can_be_value_sets)
{
    static const char *const forms[] = {
        "{'a':['1']}", "{'a':{'valueSetValues':{'1':{}}}}",
        "{'valueSetId':'a','valueSetValues':{'1':{}}}",
        "[{'valueSetId':'a','valueSetValues':{'1':{}}}]",
        "{'rules':[],'valueSets':[{'valueSetId':'a','valueSetValues':{'1':{}}}]}"};
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        cl_ruleset *set = whole_set(forms[i]);
        ck_assert_uint_eq(set->count, 0);
        ck_assert_str_eq(text_of(&set->value_sets), "{\"a\":[\"1\"]}");
    }
    ck_assert_str_eq(text_of(&whole_set("[]")->value_sets), "{}");
}
END_TEST

START_TEST(documents_add_up_and_later_value_sets_win)
{
    cl_ruleset *set = empty_set();
    add_document(set, "1.json", RULE("B"));
    add_document(set, "2.json", "{'a':['1'],'b':['2']}");
    add_document(set, "3.json", given_text("[%s]", RULE("A")));
    add_document(set, "4.json", "{'rules':[],'valueSets':{'b':['3']}}");
    finish_set(set);
    ck_assert_str_eq(names_in(set), "A 1.0.0, B 1.0.0");
    ck_assert_str_eq(text_of(&set->value_sets), "{\"a\":[\"1\"],\"b\":[\"3\"]}");
    ck_assert_uint_eq(set->findings.count, 0);
}
END_TEST

START_TEST(a_document_may_be_said_to_be_value_sets_only)
{
    cl_ruleset *set = empty_set();
    const char *sets = quoted("{'rules':['1']}"); /* a name like any other there */
    ck_assert(cl_ruleset_add(set, CL_DOCUMENT_VALUE_SETS, "s.json", sets, strlen(sets), NULL));
    const char *rule = RULE("A");
    ck_assert(cl_ruleset_add(set, CL_DOCUMENT_VALUE_SETS, "r.json", rule, strlen(rule), NULL));
    finish_set(set);
    ck_assert_str_eq(text_of(&set->value_sets), "{\"rules\":[\"1\"]}");
    ck_assert_uint_eq(set->count, 0);
    ck_assert_str_eq(
        findings_in(&set->findings),
        "value-sets error r.json /Identifier: a value set must be an array of codes, or "
        "an object with valueSetValues\n");
}
END_TEST

START_TEST(a_broken_rule_names_itself_and_hides_no_other)
{
    cl_ruleset *set = set_of(given_text("[%s,%s,%s,7]", RULE("A"),
                                        rule_with("{'Country':'','Logic':{'or':[]}}"), RULE("B")));
    ck_assert_str_eq(names_in(set), "A 1.0.0, B 1.0.0");
    ck_assert_uint_eq(set->losses.total, 2);
    ck_assert_str_eq(
        findings_in(&set->findings),
        "rule-metadata error set.json /1/Country: Country must be two capital letters, "
        "for example CZ\n"
        "format-operation error set.json /1/Logic: the language has no operation "
        "\"or\"" OR_HINT "\n"
        "rule-metadata error set.json /3: a rule must be an object\n");
    ck_assert_uint_eq(set->findings.errors, 3);
}
END_TEST

START_TEST(a_document_with_a_fault_of_json_hides_no_other)
{
    cl_ruleset *set = empty_set();
    add_document(set, "1.json", "{'rules':\n[1,]}");
    add_document(set, "2.json", "{'a':1,'a':2}");
    add_document(set, "3.json", "");
    add_document(set, "4.json", RULE("A"));
    finish_set(set);
    ck_assert_str_eq(names_in(set), "A 1.0.0");
    ck_assert_uint_eq(set->losses.total, 3);
    ck_assert_uint_eq(set->findings.count, 3);
    const cl_finding *f = set->findings.items;
    ck_assert_str_eq(f[0].file, "1.json");
    ck_assert_str_eq(cl_code_name(f[0].code), "json");
    ck_assert_int_eq(strncmp(f[0].message, "line 2, column 4: ", 18), 0);
    ck_assert_str_eq(f[1].file, "2.json");
    ck_assert_str_eq(cl_code_name(f[1].code), "json-key");
    ck_assert_str_eq(f[1].at, "/a");
    ck_assert_str_eq(f[2].file, "3.json");
    ck_assert_str_eq(cl_code_name(f[2].code), "json");
}
END_TEST

START_TEST(a_document_too_deep_is_a_finding)
{
    cl_ruleset *set = set_of(given_nested("[", "", "]", CL_MAX_DEPTH + 1));
    ck_assert_uint_eq(set->findings.count, 1);
    ck_assert_str_eq(cl_code_name(set->findings.items[0].code), "limit-depth");
}
END_TEST

START_TEST(what_is_neither_rules_nor_value_sets)
{
    static const char *const scalars[] = {"null", "true", "1", "'rules'"};
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        ck_assert_str_eq(findings_in(&set_of(scalars[i])->findings),
                         "rule-metadata error set.json : a rule must be an object\n");
    ck_assert_str_eq(findings_in(&set_of("{'rules':{}}")->findings),
                     "rule-metadata error set.json /rules: the rules of a bundle must be an "
                     "array\n");
    ck_assert_str_eq(cl_code_name(set_of("{}")->findings.items[0].code), "document-kind");
    ck_assert_uint_eq(set_of("{}")->findings.count, 1);
    ck_assert_uint_eq(set_of("{'Logic':true}")->findings.count,
                      10); /* a rule that lacks the rest */
}
END_TEST

START_TEST(broken_value_sets_hide_no_rule)
{
    cl_ruleset *set = set_of(given_text("{'rules':[%s],'valueSets':{'a':['1'],'b':1}}", RULE("A")));
    ck_assert_str_eq(names_in(set), "A 1.0.0");
    ck_assert_str_eq(
        findings_in(&set->findings),
        "value-sets error set.json /valueSets/b: a value set must be an array of codes, "
        "or an object with valueSetValues\n");
    ck_assert_str_eq(text_of(&set->value_sets), "{}");
    set = set_of("[{'valueSetId':'a','valueSetValues':{}},{'valueSetId':'a','valueSetValues':{}}]");
    ck_assert_str_eq(findings_in(&set->findings),
                     "value-sets error set.json /1: two value sets of one name\n");
    ck_assert_str_eq(findings_in(&set_of("{'rules':[],'valueSets':1}")->findings),
                     "value-sets error set.json /valueSets: value sets must be an object or an "
                     "array\n");
}
END_TEST

START_TEST(rules_stand_by_country_type_identifier_newest_version_first)
{
    cl_ruleset *set = whole_set(given_text("[%s,%s,%s,%s,%s,%s,%s]",
                                           rule_with("{'Identifier':'B'}"),
                                           rule_with("{'Identifier':'A','Version':'1.9.9'}"),
                                           rule_with("{'Identifier':'A','Version':'1.10.0'}"),
                                           rule_with("{'Identifier':'A','Type':'Invalidation'}"),
                                           rule_with("{'Identifier':'Z','Country':'AT'}"),
                                           rule_with("{'Identifier':'A','Version':'1.9.10'}"),
                                           rule_with("{'Identifier':'C','Engine':'OTHER'}")));
    ck_assert_str_eq(names_in(set), "Z 1.0.0, A 1.10.0, A 1.9.10, A 1.9.9, B 1.0.0, C 1.0.0, "
                                    "A 1.0.0");
    ck_assert_int_eq(set->rules[6].type, CL_INVALIDATION);
}
END_TEST

START_TEST(one_rule_twice_is_a_finding_and_the_second_is_left_out)
{
    cl_ruleset *set = empty_set();
    add_document(set, "b.json", RULE("A"));
    add_document(set, "a.json", rule_with("{'Identifier':'A','Logic':false}"));
    finish_set(set);
    ck_assert_str_eq(names_in(set), "A 1.0.0");
    ck_assert_str_eq(set->rules[0].file, "a.json");
    ck_assert_str_eq(
        findings_in(&set->findings),
        "rule-duplicate error b.json : A version 1.0.0 of CZ stands already in a.json\n");
    ck_assert_uint_eq(set->losses.total, 1);
}
END_TEST

START_TEST(within_a_document_the_first_of_equal_rules_is_kept)
{
    const char *rules = RULE("A"); /* A at /2 and at /10 */
    const char *all = "";
    for (int i = 0; i < 11; i++)
        all = given_text("%s%s%s", all, i > 0 ? "," : "",
                         i == 2 || i == 10 ? rules
                                           : rule_with(given_text("{'Identifier':'B%d'}", i)));
    cl_ruleset *set = set_of(given_text("[%s]", all));
    ck_assert_str_eq(findings_in(&set->findings), "rule-duplicate error set.json /10: A version "
                                                  "1.0.0 of CZ stands already in set.json\n");
}
END_TEST

START_TEST(equal_means_country_type_identifier_and_version)
{
    whole_set(given_text("[%s,%s,%s,%s,%s]", RULE("A"), RULE("a"),
                         rule_with("{'Identifier':'A','Version':'1.0.1'}"),
                         rule_with("{'Identifier':'A','Country':'AT'}"),
                         rule_with("{'Identifier':'A','Type':'Invalidation'}")));
    /* GR and EL are one country, 1.0.0 and 01.0.0 one version. */
    ck_assert_uint_eq(set_of(given_text("[%s,%s]", rule_with("{'Country':'GR'}"),
                                        rule_with("{'Country':'EL','Version':'01.0.0'}")))
                          ->count,
                      1);
    ck_assert_uint_eq(
        set_of(given_text("[%s,%s,%s]", RULE("A"), RULE("A"), RULE("A")))->losses.total, 2);
}
END_TEST

START_TEST(rules_that_this_engine_runs_are_numbered)
{
    cl_ruleset *set = whole_set(given_text(
        "[%s,%s,%s,%s]", RULE("A"), rule_with("{'Identifier':'B','EngineVersion':'9.0.0'}"),
        RULE("C"), rule_with("{'Identifier':'D','Country':'DE'}")));
    static const uint32_t codes[] = {0, UINT32_MAX, 1, 2};
    ck_assert_uint_eq(set->program->rule_count, 3);
    for (uint32_t i = 0; i < 4; i++) {
        ck_assert_uint_eq(set->rules[i].code, codes[i]);
        if (codes[i] != UINT32_MAX)
            ck_assert_uint_eq(set->rule_of[codes[i]], i);
    }
}
END_TEST

START_TEST(a_section_a_country_and_type)
{
    cl_ruleset *set = whole_set(
        given_text("[%s,%s,%s,%s,%s,%s]", rule_with("{'Country':'AT'}"), RULE("A"), RULE("B"),
                   rule_with("{'Type':'Invalidation'}"), rule_with("{'Country':'EL'}"),
                   rule_with("{'Country':'GR','Identifier':'Z'}")));
    static const uint32_t sections[] = {0, 1, 1, 2, 3, 3};
    ck_assert_uint_eq(set->program->section_count, 4);
    for (uint32_t i = 0; i < 6; i++)
        ck_assert_uint_eq(set->program->rules[i].section, sections[i]);
}
END_TEST

/* The outcome of the set's first rule, by its number in `program`. */
static cl_outcome outcome_in(const cl_program *program, const char *context)
{
    cl_evaluator *evaluator = given_evaluator(program);
    cl_evaluator_bind(evaluator, given_value(quoted(context)));
    cl_evaluator_run_section(evaluator, 0);
    return cl_evaluator_outcome(evaluator, 0, NULL);
}

START_TEST(compiled_open_value_sets_are_read_from_the_data)
{
    cl_ruleset *set = whole_set(given_text(
        "{'rules':[%s],'valueSets':{'a':['1']}}",
        rule_with("{'Logic':{'in':[{'var':'payload.x'},{'var':'external.valueSets.a'}]}}")));
    const char *own = "{'payload':{'x':'1'},'external':{'valueSets':{'a':['1']}}}";
    const char *other = "{'payload':{'x':'2'},'external':{'valueSets':{'a':['2']}}}";
    ck_assert_int_eq(outcome_in(set->program, own), CL_PASSED);
    for (int plain = 0; plain < 2; plain++) {
        cl_program *open = cl_ruleset_compile_open(set, plain, NULL);
        ck_assert_ptr_nonnull(open);
        given.programs[given.program_count++] = open;
        ck_assert_uint_eq(open->rule_count, set->program->rule_count);
        ck_assert_int_eq(outcome_in(open, own), CL_PASSED);
        ck_assert_int_eq(outcome_in(open, other), CL_PASSED);
        ck_assert_int_eq(outcome_in(open, "{'payload':{'x':'1'}}"), CL_OPEN);
        ck_assert_int_eq(open->sections[0].entry == CL_NONE_INDEX, plain);
    }
}
END_TEST

START_TEST(which_countries_a_set_knows)
{
    cl_ruleset *set = whole_set(given_text("[%s,%s]", rule_with("{'Country':'EL'}"),
                                           rule_with("{'Country':'SK','Type':'Invalidation'}")));
    ck_assert(cl_ruleset_knows(set, "GR"));
    ck_assert(cl_ruleset_knows(set, "EL"));
    ck_assert(cl_ruleset_knows(set, "SK"));
    ck_assert(!cl_ruleset_knows(set, "CZ"));
    ck_assert(!cl_ruleset_knows(set, ""));
    ck_assert(!cl_ruleset_knows(whole_set("[]"), "CZ"));
}
END_TEST

START_TEST(an_empty_set_is_compiled_too)
{
    cl_ruleset *set = empty_set();
    finish_set(set);
    ck_assert_uint_eq(set->count, 0);
    ck_assert_ptr_nonnull(set->program);
    ck_assert_uint_eq(set->program->rule_count, 0);
    ck_assert_ptr_nonnull(given_evaluator(set->program));
    cl_ruleset_free(NULL);
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("ruleset");
    tcase_add_test(tests, a_document_can_be_a_rule);
    tcase_add_test(tests, a_document_can_be_an_array_of_rules);
    tcase_add_test(tests, a_document_can_be_a_bundle);
    tcase_add_test(tests, a_document_can_be_value_sets);
    tcase_add_test(tests, documents_add_up_and_later_value_sets_win);
    tcase_add_test(tests, a_document_may_be_said_to_be_value_sets_only);
    tcase_add_test(tests, a_broken_rule_names_itself_and_hides_no_other);
    tcase_add_test(tests, a_document_with_a_fault_of_json_hides_no_other);
    tcase_add_test(tests, a_document_too_deep_is_a_finding);
    tcase_add_test(tests, what_is_neither_rules_nor_value_sets);
    tcase_add_test(tests, broken_value_sets_hide_no_rule);
    tcase_add_test(tests, rules_stand_by_country_type_identifier_newest_version_first);
    tcase_add_test(tests, one_rule_twice_is_a_finding_and_the_second_is_left_out);
    tcase_add_test(tests, within_a_document_the_first_of_equal_rules_is_kept);
    tcase_add_test(tests, equal_means_country_type_identifier_and_version);
    tcase_add_test(tests, rules_that_this_engine_runs_are_numbered);
    tcase_add_test(tests, a_section_a_country_and_type);
    tcase_add_test(tests, compiled_open_value_sets_are_read_from_the_data);
    tcase_add_test(tests, which_countries_a_set_knows);
    tcase_add_test(tests, an_empty_set_is_compiled_too);
    return unit_run();
}
