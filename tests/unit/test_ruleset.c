/* test_ruleset.c — documents of all forms become one compiled set; each broken part is reported and
 * hides no other one. */
#include <inttypes.h>

#include "rule/lost.h"
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
                      10); /* a rule without the other members */
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
    /* GR and EL are one country; 1.0.0 and 01.0.0 are one version. */
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

/* Returns the outcome of the set's first rule, by its number in `program`. */
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

/* ---- Lists of hashes ------------------------------------------------------------------------- */

#define HASH(id, version, country)                                                                 \
    "{'identifier':'" id "','version':'" version "','country':'" country "','hash':'0'}"

START_TEST(a_list_of_hashes_says_which_rules_must_be_there)
{
    cl_ruleset *set = empty_set();
    add_document(set, "list.json", "[" HASH("A", "1.0.0", "CZ") "," HASH("I", "1.0.0", "CZ") "]");
    add_document(set, "A.json", RULE("A"));
    add_document(set, "I.json", rule_with("{'Identifier':'I','Type':'Invalidation'}"));
    finish_set(set);
    ck_assert_str_eq(findings_in(&set->findings), "");
    ck_assert_uint_eq(set->losses.total, 0);
}
END_TEST

/* What a list of hashes contains is known of the lost rule. */
START_TEST(a_rule_that_a_list_of_hashes_names_and_that_is_not_there)
{
    static const struct {
        const char *list, *message;
    } lists[] = {
        {HASH("A", "1.0.1", "CZ"), "A version 1.0.1 of CZ"},
        {HASH("B", "1.0.0", "CZ"), "B version 1.0.0 of CZ"},
        {HASH("A", "1.0.0", "SK"), "A version 1.0.0 of SK"},
        {HASH("A", "one", "CZ"), "A version  of CZ"},
        {HASH("", "1.0.0", ""), "a rule version 1.0.0 of a country"},
        {HASH("A", "1.0.0", "CZE"), "A version 1.0.0 of a country"},
        {"{'identifier':1,'version':null,'country':[],'hash':{}}", "a rule version  of a country"},
    };
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        cl_ruleset *set = empty_set();
        add_document(set, "A.json", RULE("A"));
        add_document(set, "list.json",
                     given_text("[" HASH("A", "1.0.0", "CZ") ",%s]", lists[i].list));
        finish_set(set);
        ck_assert_str_eq(findings_in(&set->findings),
                         given_text("rules-incomplete error list.json /1: this list of hashes "
                                    "names %s, and no such rule is there\n",
                                    lists[i].message));
        ck_assert_uint_eq(set->losses.total, 1);
        ck_assert_uint_eq(set->losses.items[0].rule, true);
    }
    cl_ruleset *set = set_of("[" HASH("VR-SK-0007", "1.0.0", "SK") "]"); /* and no rule at all */
    ck_assert_uint_eq(set->losses.count, 1);
    const cl_lost *lost = &set->losses.items[0];
    ck_assert_str_eq(lost->countries[0].code, "SK");
    ck_assert_uint_eq(lost->certificates, 1 << CL_VACCINATION);
    ck_assert_str_eq(lost->id, "VR-SK-0007");
}
END_TEST

START_TEST(many_promises)
{
    enum { MANY = 100 };
    const char *list = HASH("A", "1.0.0", "CZ");
    for (int i = 1; i < MANY; i++)
        list = given_text("%s,{'identifier':'B%d','version':'1.0.0','country':'CZ','hash':''}",
                          list, i);
    cl_ruleset *set = empty_set();
    add_document(set, "list.json", given_text("[%s]", list));
    add_document(set, "A.json", RULE("A"));
    finish_set(set);
    ck_assert_uint_eq(set->losses.total, MANY - 1);
    ck_assert_str_eq(set->losses.items[0].id, "B1");
    ck_assert_str_eq(set->losses.items[MANY - 2].id, given_text("B%d", MANY - 1));
    ck_assert_str_eq(set->losses.items[MANY - 2].at, given_text("/%d", MANY - 1));
}
END_TEST

/* ---- What is still known of a lost rule ------------------------------------------------------ */

/* Returns "CZ SK? types 1 certificates e region R id I in 'VR-'", bits in hexadecimal. ? means that
 * only the name of a folder or file has the country. */
static const char *known_of(const cl_lost *lost)
{
    const char *text = "";
    for (uint8_t i = 0; i < lost->country_count; i++)
        text = given_text("%s%s%s ", text, lost->countries[i].code,
                          lost->countries[i].weak ? "?" : "");
    text = given_text("%stypes %x certificates %x", text, lost->types, lost->certificates);
    if (lost->region != NULL)
        text = given_text("%s region %s", text, lost->region);
    if (lost->id != NULL)
        text = given_text("%s id %s", text, lost->id);
    if (lost->prefix[0] != '\0')
        text = given_text("%s in %s", text, lost->prefix);
    if (lost->from != INT64_MIN || lost->to != INT64_MAX)
        text = given_text("%s %" PRId64 "..%" PRId64, text, lost->from, lost->to);
    return text;
}

#define ANY_RULE "types 3 certificates e"

START_TEST(what_is_known_of_a_lost_rule)
{
    static const struct {
        const char *file, *document, *known;
    } rows[] = {
        {"x.json", "{", ANY_RULE},
        /* Names of files and folders. */
        {"CZ/x.json", "{", "CZ? " ANY_RULE},
        {"CZ/SK/CZ/x.json", "{", "CZ? SK? " ANY_RULE},
        {"CZ.json", "{", "CZ? " ANY_RULE},
        {"cZ/Cz/x.json", "{", ANY_RULE},
        {"CZ/VR-CZ-0001.json", "{", "CZ types 1 certificates 2 in VR-"},
        {"CZ/IR-SK-0001-a.json", "{", "CZ? SK types 2 certificates e in IR-"},
        {"RR-CZ-1_x/TR-CZ-2.3.json", "{", "CZ types 1 certificates c in TR-"},
        {"GR-CZ-0001@2.json", "{", "CZ types 1 certificates e in GR-"},
        {"GR-CZ-0001x.json", "{", ANY_RULE},
        {"GR-CZ-x.json", "{", ANY_RULE},
        {"GR-CZ-:.json", "{", ANY_RULE},
        {"GR-cZ-1.json", "{", ANY_RULE},
        {"GR-Cz-1.json", "{", ANY_RULE},
        {"GRxCZ-1.json", "{", ANY_RULE},
        {"GR-CZx1.json", "{", ANY_RULE},
        {"XX-CZ-0001.json", "{", ANY_RULE},
        {"GR-CZ-", "{", ANY_RULE},
        /* Members. */
        {"x.json", "{'Identifier':'A','Country':'SK'}", "SK " ANY_RULE " id A"},
        {"SK/x.json", "{'Identifier':'A','Country':'SK'}", "SK " ANY_RULE " id A"},
        {"x.json", "{'Identifier':'VR-SK-0001','Country':'SVK'}",
         "SK types 1 certificates 2 id VR-SK-0001"},
        {"x.json", "{'Identifier':'A','Country':'sK'}", ANY_RULE " id A"},
        {"x.json", "{'Identifier':'A','Country':'Sk'}", ANY_RULE " id A"},
        {"x.json", "{'Identifier':'A\\u0000','Country':1}", ANY_RULE},
        {"x.json", "{'Identifier':1,'Type':'Invalidation','CertificateType':'Test'}",
         "types 2 certificates 4"},
        {"x.json", "{'Identifier':1,'Type':'Acceptance','CertificateType':'General'}",
         "types 1 certificates e"},
        {"x.json", "{'Identifier':1,'Type':'none','CertificateType':''}", ANY_RULE},
        {"x.json", "{'Identifier':1,'Country':'CZ','Region':'R'}", "CZ " ANY_RULE " region R"},
        {"x.json", "{'Identifier':1,'Country':'CZ','Region':''}", "CZ " ANY_RULE},
        {"x.json", "{'Identifier':1,'Country':'CZ','Region':'R\\u0000'}", "CZ " ANY_RULE},
        {"x.json", "{'Identifier':1,'Country':'CZ','Region':'CZ'}", "CZ " ANY_RULE},
        {"x.json", "{'Identifier':1,'Country':'CZ','Region':'R1'}", "CZ " ANY_RULE " region R1"},
        {"CZ/x.json", "{'Identifier':1,'Region':'R1'}", "CZ? " ANY_RULE},
        {"CZ/x.json", "{'Identifier':1,'Region':'R'}", "CZ? " ANY_RULE " region R"},
        {"x.json", "{'Identifier':1,'ValidFrom':'1970-01-01T00:00:01Z'}",
         ANY_RULE " 1000..9223372036854775807"},
        {"x.json", "{'Identifier':1,'ValidFrom':'never','ValidTo':'1970-01-01T00:00:01Z'}",
         ANY_RULE " -9223372036854775808..1000"},
        {"x.json", "{'Identifier':1,'ValidFrom':'1970-01-01T00:00:00Z','ValidTo':'never'}",
         ANY_RULE " 0..9223372036854775807"},
        {"x.json", "{'Identifier':1,'ValidFrom':'2022','ValidTo':'2021'}", ANY_RULE},
        /* More countries than fit. */
        {"AT/BE/CY/CZ/x.json", "{'Identifier':1}", "AT? BE? CY? CZ? " ANY_RULE},
        {"AT/BE/CY/CZ/DE/x.json", "{'Identifier':1}", ANY_RULE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_ruleset *set = empty_set();
        add_document(set, rows[i].file, rows[i].document);
        ck_assert_uint_eq(set->losses.count, 1);
        const char *known = known_of(&set->losses.items[0]);
        ck_assert_msg(strcmp(known, rows[i].known) == 0, "%s, %s: %s, not %s", rows[i].file,
                      rows[i].document, known, rows[i].known);
        given_here_end();
    }
}
END_TEST

/* The name of a folder alone is no country: another rule must have it. */
START_TEST(a_country_that_only_a_folder_names)
{
    static const struct {
        const char *country;
        bool known;
    } rows[] = {{"CZ", true}, {"AT", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_ruleset *set = empty_set();
        add_document(set, "CZ/x.json", "{");
        add_document(set, "A.json", rule_with(given_text("{'Country':'%s'}", rows[i].country)));
        finish_set(set);
        ck_assert_uint_eq(set->losses.items[0].country_count, rows[i].known);
        ck_assert_int_eq(cl_losses_name_country(&set->losses, "CZ"), rows[i].known);
    }
}
END_TEST

/* An object of arrays has the shape of value sets, and can be the rest of a rule. A part that cannot
 * be read as value sets is lost as what it may have been. */
START_TEST(shape_of_value_sets)
{
    static const struct {
        const char *file, *text, *findings;
        bool rule, value_sets;
    } rows[] = {
#define NO_RULE                                                                                    \
    ": this is no rule: it has neither Identifier nor Logic, and is nothing else that stands "     \
    "among rules; its members are a\n"
#define NO_SET ": a value set must be an array of codes, or an object with valueSetValues\n"
        {"VR-CZ-0001.json", "{'a':['1']}", "document-kind error VR-CZ-0001.json " NO_RULE, true,
         false},
        {"VR-CZ-0001.JSON", "{'a':[{}]}", "document-kind error VR-CZ-0001.JSON " NO_RULE, true,
         false},
        {"sets.json", "{'a':[{}]}", "value-sets error sets.json /a" NO_SET, true, true},
        {"sets.json", "{'a':{'valueSetValues':7}}", "value-sets error sets.json /a" NO_SET, false,
         true},
        {"sets.json", "{'valueSets':{'a':7}}", "value-sets error sets.json /valueSets/a" NO_SET,
         true, true},
        {"sets.json", "{'rules':[],'valueSets':{'a':7}}",
         "value-sets error sets.json /valueSets/a" NO_SET, false, true},
        {"sets.json", "{'Description':[]}", NULL, true, false},
#undef NO_RULE
#undef NO_SET
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_ruleset *set = empty_set();
        add_document(set, rows[i].file, rows[i].text);
        if (rows[i].findings != NULL)
            ck_assert_str_eq(findings_in(&set->findings), rows[i].findings);
        ck_assert_uint_eq(set->losses.count, 1);
        ck_assert_msg(set->losses.items[0].rule == rows[i].rule, "row %zu", i);
        ck_assert_msg(set->losses.items[0].value_sets == rows[i].value_sets, "row %zu", i);
        ck_assert_uint_eq(cl_ruleset_brought(set), rows[i].rule ? 1 : 0);
    }
}
END_TEST

/* In a list with a rule, and in the rules of a bundle, each item must be a rule. A list of tests is
 * none of rules. */
START_TEST(what_is_no_rule_in_a_list_of_rules)
{
    static const char *const others[] = {"{'payload':{},'expected':true}", "{'$schema':'x'}",
                                         "{'ver':'1','nam':{},'dob':'2000'}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *lists[] = {given_text("[%s,%s]", RULE("A"), others[i]),
                               given_text("{'rules':[%s,%s]}", RULE("A"), others[i])};
        for (int k = 0; k < 2; k++) {
            const cl_ruleset *set = set_of(lists[k]);
            ck_assert_uint_eq(set->count, 1);
            ck_assert_uint_eq(set->losses.rules, 1);
            ck_assert_str_eq(
                findings_in(&set->findings),
                given_text("document-kind error set.json %s/1: a rule must stand here, "
                           "and this is a test, a schema or a file of another tool\n",
                           k == 1 ? "/rules" : ""));
        }
        ck_assert_uint_eq(set_of(given_text("[%s]", others[i]))->losses.total, 0);
    }
}
END_TEST

/* A Region that is the country in any case of letters means the whole country. */
START_TEST(regions_that_are_the_country)
{
    static const struct {
        const char *region;
        bool country;
    } rows[] = {{"CZ", true},   {"cz", true},  {"Cz", true}, {"C", false},
                {"CZE", false}, {"SK", false}, {"C1", false}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(cl_region_is_country(rows[i].region, "CZ") == rows[i].country, "%s",
                      rows[i].region);
    ck_assert(cl_region_is_country("el", "GR"));
}
END_TEST

/* A file that is named like a rule must contain one. */
START_TEST(where_a_rule_must_stand)
{
    static const struct {
        const char *path;
        bool rule;
    } rows[] = {
        {"rule.json", true},
        {"CZ/rule.json", true},
        {"CZ/Rule.json", false},
        {"CZ/rule.JSON", true},
        {"rules.json", false},
        {"GR-CZ-0001.json", true},
        {"GR-CZ-0001.Json", true},
        {"a/GR-CZ-0001", true},
        {"GR-CZ-0001-1.0.0.json", true},
        {"GR-CZ-0001@v1_2.json", true},
        {"GR-CZ-0001-name.json", false},
        {"GR-CZ-0001:.json", false},
        {"GR-CZ-0001/.json", false},
        {"GR-CZ-.json", false},
        {"", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_msg(cl_lost_is_rule_place(rows[i].path) == rows[i].rule, "%s", rows[i].path);
    cl_ruleset *set = empty_set();
    add_document(set, "GR-CZ-0001.json", "{'a':{'valueSetValues':{}}}");
    add_document(set, "GR-CZ-0002.json", "[]");
    add_document(set, "GR-CZ-0003.json", "[{'identifier':'A'}]");
    ck_assert_str_eq(
        findings_in(&set->findings),
        "document-kind error GR-CZ-0001.json : a rule must stand here, and this is value sets\n"
        "document-kind error GR-CZ-0002.json : a rule must stand here, and this is a list without "
        "a rule\n"
        "document-kind error GR-CZ-0003.json /0: this is no rule: it has neither Identifier nor "
        "Logic, and is nothing else that stands among rules; its members are identifier\n");
}
END_TEST

/* The message for a document that is no rule has its members: the first four that are short. */
START_TEST(what_a_stranger_is_told_by)
{
    static const struct {
        const char *document, *behind;
    } rows[] = {
        {"{'a':1,'b':2}", "; its members are a, b"},
        {"{'a':1,'b':2,'c':3,'d':4}", "; its members are a, b, c, d"},
        {"{'a':1,'b':2,'c':3,'d':4,'e':5}", "; its members are a, b, c, d and others"},
        {"{'abcdefghijklmnopqrstuvwxyz1234567':1,'b':2}", "; its members are b"},
        {"{}", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        ck_assert_str_eq(
            findings_in(&set_of(rows[i].document)->findings),
            given_text("document-kind error set.json : this is no rule: it has neither Identifier "
                       "nor Logic, and is nothing else that stands among rules%s\n",
                       rows[i].behind));
    ck_assert_str_eq(findings_in(&set_of("[{'cases':[]},{'a':1}]")->findings),
                     "document-kind error set.json /1: this is no rule: it has neither Identifier "
                     "nor Logic, and is nothing else that stands among rules; its members are a\n");
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
    tcase_add_test(tests, a_list_of_hashes_says_which_rules_must_be_there);
    tcase_add_test(tests, a_rule_that_a_list_of_hashes_names_and_that_is_not_there);
    tcase_add_test(tests, many_promises);
    tcase_add_test(tests, what_is_known_of_a_lost_rule);
    tcase_add_test(tests, a_country_that_only_a_folder_names);
    tcase_add_test(tests, shape_of_value_sets);
    tcase_add_test(tests, what_is_no_rule_in_a_list_of_rules);
    tcase_add_test(tests, regions_that_are_the_country);
    tcase_add_test(tests, where_a_rule_must_stand);
    tcase_add_test(tests, what_a_stranger_is_told_by);
    return unit_run();
}
