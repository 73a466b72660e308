/* test_metadata.c — reading one rule: every fault of every member, with code, place and message. */
#include "rule/rule.h"
#include "support_rules.h"

static cl_findings findings;
static cl_rule rule;

/* Reads the rule as if its place were /rules/3 of a bundle. */
static int read_rule(const char *json)
{
    cl_findings_init(&findings, &given.arena);
    return cl_rule_read(given_value(quoted(json)), "a.json", "/rules/3", &given.arena, &findings,
                        &rule);
}

static void expect_whole(const char *json)
{
    ck_assert_msg(read_rule(json) == 1, "%s: %s", json, findings_in(&findings));
    ck_assert_uint_eq(findings.count, 0);
}

/* Expects these faults of the rule, given as lines "code place: message" with places below the
 * rule. */
static void expect_faults(const char *json, const char *faults)
{
    ck_assert_msg(read_rule(json) == 0, "no fault in %s", json);
    const char *found = "";
    for (size_t i = 0; i < findings.count; i++) {
        const cl_finding *f = &findings.items[i];
        ck_assert_int_eq(f->severity, CL_SEVERITY_ERROR);
        ck_assert_str_eq(f->file, "a.json");
        ck_assert_int_eq(strncmp(f->at, "/rules/3", 8), 0);
        found = given_text("%s%s %s: %s\n", found, cl_code_name(f->code), f->at + 8, f->message);
    }
    ck_assert_msg(strcmp(found, faults) == 0, "%s\nhas\n%snot\n%s", json, found, faults);
}

static void expect_fault(const char *json, const char *at, const char *message)
{
    expect_faults(json, given_text("rule-metadata %s: %s\n", at, message));
}

START_TEST(a_whole_rule_is_read)
{
    expect_whole(
        "{'Identifier':'VR-CZ-0001','Type':'Invalidation','Country':'SK','Region':'BA',"
        "'Version':'2.10.3','SchemaVersion':'1.3.0','Engine':'CERTLOGIC',"
        "'EngineVersion':'1.2.1','CertificateType':'Vaccination',"
        "'Description':[{'lang':'sk','desc':'Pravidlo.'},{'lang':'en','desc':'A rule.'}],"
        "'ValidFrom':'2021-06-01T02:00:00+02:00','ValidTo':'2022-06-01T00:00:00.5Z',"
        "'AffectedFields':['v.0'],'Logic':{'var':'payload.v.0'},'Hash':'unknown members'}");
    ck_assert_str_eq(rule.file, "a.json");
    ck_assert_str_eq(rule.at, "/rules/3");
    ck_assert_str_eq(rule.id, "VR-CZ-0001");
    ck_assert_int_eq(rule.type, CL_INVALIDATION);
    ck_assert_str_eq(rule.country, "SK");
    ck_assert_str_eq(rule.region, "BA");
    ck_assert_str_eq(rule.version_text, "2.10.3");
    ck_assert_uint_eq(rule.version.part[1], 10);
    ck_assert_uint_eq(rule.schema_version.part[1], 3);
    ck_assert_int_eq(rule.certificate_type, CL_VACCINATION);
    ck_assert_int_eq(rule.valid_from, INT64_C(1622505600000));
    ck_assert_int_eq(rule.valid_to, INT64_C(1654041600500));
    ck_assert_str_eq(rule.valid_from_text, "2021-06-01T02:00:00+02:00");
    ck_assert_str_eq(rule.valid_to_text, "2022-06-01T00:00:00.5Z");
    ck_assert_uint_eq(rule.description_count, 2);
    ck_assert_str_eq(rule.descriptions[0].language, "sk");
    ck_assert_uint_eq(rule.affected_fields->array->count, 1);
    ck_assert_uint_eq(rule.expression.count, 1);
    ck_assert_int_eq(rule.refused, CL_NONE);
    ck_assert_uint_eq(rule.code, UINT32_MAX);
}
END_TEST

START_TEST(region_description_and_affected_fields_can_be_absent)
{
    expect_whole(USUAL_RULE);
    ck_assert_ptr_null(rule.region);
    expect_whole(rule_without("Description"));
    ck_assert_uint_eq(rule.description_count, 0);
    expect_whole(rule_without("AffectedFields"));
    ck_assert_ptr_null(rule.affected_fields);
}
END_TEST

START_TEST(no_other_member_can_be_absent)
{
    static const char *const members[][2] = {
        {"Identifier", "Identifier must be a string"},
        {"Country", "Country must be a string of two capital letters"},
        {"Type", "Type must be a string"},
        {"CertificateType", "CertificateType must be a string"},
        {"Version", "Version must be three integers, for example 1.0.0"},
        {"SchemaVersion", "SchemaVersion must be three integers, for example 1.3.0"},
        {"Engine", "Engine must be a string"},
        {"EngineVersion", "EngineVersion must be three integers, for example 1.0.0"},
        {"ValidFrom", "ValidFrom must be a date-time, for example 2021-06-01T00:00:00Z"},
        {"ValidTo", "ValidTo must be a date-time, for example 2030-06-01T00:00:00Z"},
    };
    static const char *const kinds[] = {"null", "true", "1", "1.5", "[]", "{}"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        expect_fault(rule_without(members[i][0]), given_text("/%s", members[i][0]), members[i][1]);
        for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
            expect_fault(rule_with(given_text("{'%s':%s}", members[i][0], kinds[k])),
                         given_text("/%s", members[i][0]), members[i][1]);
    }
    expect_fault(rule_without("Logic"), "/Logic", "the rule has no Logic");
}
END_TEST

START_TEST(an_identifier_is_fit_for_a_file_name)
{
    static const char message[] =
        "Identifier must be 1 to 64 letters, digits, '-', '_' or '.', for "
        "example VR-CZ-0001";
    static const char *const good[] = {"A", "z", "0", "VR-CZ-0001", "a_b.c-D9", "A-", "A.."};
    static const char *const bad[] = {"",         "-A",        "_A",   ".A",   "..",
                                      "A/B",      "A B",       "A:B",  "A\\n", "A\\u0000",
                                      "\xC3\x84", "A\xC3\x84", "A\\\\"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        expect_whole(rule_with(given_text("{'Identifier':'%s'}", good[i])));
        ck_assert_str_eq(rule.id, good[i]);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_fault(rule_with(given_text("{'Identifier':'%s'}", bad[i])), "/Identifier", message);
    expect_whole(rule_with(given_text("{'Identifier':'%s'}", given_repeated("x", 64))));
    expect_fault(rule_with(given_text("{'Identifier':'%s'}", given_repeated("x", 65))),
                 "/Identifier", message);
}
END_TEST

START_TEST(a_country_is_two_capital_letters)
{
    static const char *const bad[] = {"", "C", "CZE", "cz", "Cz", "C1", "C\\u0000", "\xC3\x84"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_fault(rule_with(given_text("{'Country':'%s'}", bad[i])), "/Country",
                     "Country must be two capital letters, for example CZ");
    expect_whole(rule_with("{'Country':'EL'}"));
    ck_assert_str_eq(rule.country, "EL"); /* as written */
    ck_assert_int_eq(cl_country_compare("EL", "GR"), 0);
    ck_assert_int_eq(cl_country_compare("GR", "EL"), 0);
    ck_assert_int_lt(cl_country_compare("AT", "CZ"), 0);
    ck_assert_int_lt(cl_country_compare("", "CZ"), 0);
}
END_TEST

/* Some authorities write an empty region, others null. Both mean the whole country. */
START_TEST(a_region_is_a_string_or_nothing)
{
    static const char *const nothing[] = {"null", "''"};
    static const char *const bad[] = {"1", "true", "[]", "{}", "['BA']"};
    for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) {
        expect_whole(rule_with(given_text("{'Region':%s}", nothing[i])));
        ck_assert_ptr_null(rule.region);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_fault(rule_with(given_text("{'Region':%s}", bad[i])), "/Region",
                     "Region must be a string, or absent");
    expect_whole(rule_with("{'Region':' any text \\u00e4'}"));
    ck_assert_str_eq(rule.region, " any text \xC3\xA4");
    /* The requested region ends at a NUL; no further text may follow it. */
    expect_fault(rule_with("{'Region':'BA\\u0000x'}"), "/Region",
                 "Region must not contain a NUL character");
    expect_fault(rule_with("{'Region':' \\t'}"), "/Region",
                 "Region must not be blank; leave it out for the whole country");
}
END_TEST

START_TEST(types_are_words_of_the_format)
{
    static const char *const bad[] = {"", "acceptance", "ACCEPTANCE", "Acceptance ", "Other"};
    static const char *const kinds[] = {"General", "Vaccination", "Test", "Recovery"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        expect_fault(rule_with(given_text("{'Type':'%s'}", bad[i])), "/Type",
                     "Type must be Acceptance or Invalidation");
        expect_fault(rule_with(given_text("{'CertificateType':'%s'}", bad[i])), "/CertificateType",
                     "CertificateType must be General, Test, Vaccination or Recovery");
    }
    for (int i = CL_GENERAL; i <= CL_RECOVERY; i++) {
        expect_whole(rule_with(given_text("{'CertificateType':'%s'}", kinds[i])));
        ck_assert_int_eq((int)rule.certificate_type, i);
        ck_assert_str_eq(cl_certificate_type_name((cl_certificate_type)i), kinds[i]);
    }
    expect_whole(rule_with("{'Type':'Acceptance'}"));
    ck_assert_str_eq(cl_rule_type_name(rule.type), "Acceptance");
    expect_whole(rule_with("{'Type':'Invalidation'}"));
    ck_assert_str_eq(cl_rule_type_name(rule.type), "Invalidation");
}
END_TEST

START_TEST(versions_are_three_integers)
{
    static const char *const members[][2] = {
        {"Version", "Version must be three integers, for example 1.0.0"},
        {"SchemaVersion", "SchemaVersion must be three integers, for example 1.3.0"},
        {"EngineVersion", "EngineVersion must be three integers, for example 1.0.0"},
    };
    static const char *const bad[] = {"",      "1",          "1.0",           "1.0.0.0",
                                      "1.0.x", "1.0.0-beta", "1.0.4294967296"};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        for (size_t k = 0; k < sizeof bad / sizeof *bad; k++)
            expect_fault(rule_with(given_text("{'%s':'%s'}", members[i][0], bad[k])),
                         given_text("/%s", members[i][0]), members[i][1]);
    }
}
END_TEST

START_TEST(validity_is_two_instants_in_order)
{
    static const char *const bad[] = {
        "", "yesterday", "2021-09-31", "2021-06-01T24:00:00Z", "2021-06-01 00:00", "1.6.2021"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        expect_fault(rule_with(given_text("{'ValidFrom':'%s'}", bad[i])), "/ValidFrom",
                     "ValidFrom must be a date-time, for example 2021-06-01T00:00:00Z");
        expect_fault(rule_with(given_text("{'ValidTo':'%s'}", bad[i])), "/ValidTo",
                     "ValidTo must be a date-time, for example 2030-06-01T00:00:00Z");
    }
    static const char never[] = "ValidTo must be after ValidFrom; the rule is never in force";
    expect_fault(rule_with("{'ValidTo':'2021-06-01T00:00:00Z'}"), "/ValidTo", never);
    expect_fault(rule_with("{'ValidTo':'2020-01-01'}"), "/ValidTo", never);
    expect_fault(rule_with("{'ValidTo':'2021-06-01T02:00:00+02:00'}"), "/ValidTo", never);
    expect_whole(rule_with("{'ValidTo':'2021-06-01T00:00:00.001Z'}"));
    ck_assert_int_eq(rule.valid_to - rule.valid_from, 1);
}
END_TEST

START_TEST(descriptions_are_pairs_of_strings)
{
    static const char form[] = "Description must be an array of {\"lang\", \"desc\"}, both strings";
    static const char *const bad[] = {
        "null",
        "'text'",
        "{}",
        "['text']",
        "[null]",
        "[{}]",
        "[{'lang':'en'}]",
        "[{'desc':'text'}]",
        "[{'lang':'en','desc':null}]",
        "[{'lang':1,'desc':'text'}]",
        "[{'lang':'en','desc':'first'},{'lang':'cs'},{'lang':'de'}]"}; /* reported once */
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_fault(rule_with(given_text("{'Description':%s}", bad[i])), "/Description", form);
    expect_whole(rule_with("{'Description':[]}"));
    expect_whole(rule_with("{'Description':[{'lang':'en','desc':'','more':1}]}"));
}
END_TEST

START_TEST(the_description_in_a_language_else_english_else_the_first)
{
    expect_whole(rule_with("{'Description':[{'lang':'cs','desc':'Pravidlo.'},"
                           "{'lang':'en','desc':'A rule.'},{'lang':'en','desc':'Again.'}]}"));
    ck_assert_str_eq(cl_rule_description(&rule, "cs"), "Pravidlo.");
    ck_assert_str_eq(cl_rule_description(&rule, "en"), "A rule.");
    ck_assert_str_eq(cl_rule_description(&rule, NULL), "A rule.");
    ck_assert_str_eq(cl_rule_description(&rule, "de"), "A rule.");
    ck_assert_str_eq(cl_rule_description(&rule, "c"), "A rule.");
    expect_whole(rule_with("{'Description':[{'lang':'cs','desc':'Pravidlo.'},"
                           "{'lang':'sk','desc':'Pravidlo!'}]}"));
    ck_assert_str_eq(cl_rule_description(&rule, NULL), "Pravidlo.");
    ck_assert_str_eq(cl_rule_description(&rule, "de"), "Pravidlo.");
    expect_whole(rule_without("Description"));
    ck_assert_str_eq(cl_rule_description(&rule, "cs"), "");
}
END_TEST

START_TEST(affected_fields_are_an_array)
{
    static const char *const bad[] = {"null", "'v.0'", "{}", "1"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_fault(rule_with(given_text("{'AffectedFields':%s}", bad[i])), "/AffectedFields",
                     "AffectedFields must be an array of paths");
}
END_TEST

START_TEST(a_rule_is_an_object)
{
    static const char *const others[] = {"null", "true", "0", "'rule'", "[]"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        expect_fault(others[i], "", "a rule must be an object");
}
END_TEST

START_TEST(faults_of_the_format_stand_below_logic)
{
    expect_faults(rule_with("{'Logic':null}"),
                  "format-expression /Logic: an expression is an operation, an array, a string, an "
                  "integer or a boolean; found null\n");
    expect_faults(
        rule_with("{'Logic':{'if':[true,{'var':'a..b'},{'or':[]}]}}"),
        "format-path /Logic/if/1/var: the path \"a..b\" has an empty fragment; write names or "
        "indexes with single points between them\n"
        "format-operation /Logic/if/2: the language has no operation \"or\"" OR_HINT "\n");
}
END_TEST

START_TEST(all_faults_of_a_rule_are_reported_together)
{
    expect_faults(
        "{}",
        "rule-metadata /Identifier: Identifier must be a string\n"
        "rule-metadata /Country: Country must be a string of two capital letters\n"
        "rule-metadata /Type: Type must be a string\n"
        "rule-metadata /CertificateType: CertificateType must be a string\n"
        "rule-metadata /Version: Version must be three integers, for example 1.0.0\n"
        "rule-metadata /SchemaVersion: SchemaVersion must be three integers, for example 1.3.0\n"
        "rule-metadata /Engine: Engine must be a string\n"
        "rule-metadata /EngineVersion: EngineVersion must be three integers, for example 1.0.0\n"
        "rule-metadata /ValidFrom: ValidFrom must be a date-time, for example 2021-06-01T00:00:00Z\n"
        "rule-metadata /ValidTo: ValidTo must be a date-time, for example 2030-06-01T00:00:00Z\n"
        "rule-metadata /Logic: the rule has no Logic\n");
    expect_faults(
        rule_with("{'Identifier':'/','Country':'czech','Region':[],'Type':'A',"
                  "'CertificateType':'B','Version':'1','SchemaVersion':'1','Engine':1,"
                  "'EngineVersion':'1','ValidFrom':'never','ValidTo':'ever',"
                  "'Description':1,'AffectedFields':1,'Logic':{'not':[]}}"),
        "rule-metadata /Identifier: Identifier must be 1 to 64 letters, digits, '-', '_' "
        "or '.', for example VR-CZ-0001\n"
        "rule-metadata /Country: Country must be two capital letters, for example CZ\n"
        "rule-metadata /Region: Region must be a string, or absent\n"
        "rule-metadata /Type: Type must be Acceptance or Invalidation\n"
        "rule-metadata /CertificateType: CertificateType must be General, Test, "
        "Vaccination or Recovery\n"
        "rule-metadata /Version: Version must be three integers, for example 1.0.0\n"
        "rule-metadata /SchemaVersion: SchemaVersion must be three integers, for example "
        "1.3.0\n"
        "rule-metadata /Engine: Engine must be a string\n"
        "rule-metadata /EngineVersion: EngineVersion must be three integers, for example "
        "1.0.0\n"
        "rule-metadata /ValidFrom: ValidFrom must be a date-time, for example "
        "2021-06-01T00:00:00Z\n"
        "rule-metadata /ValidTo: ValidTo must be a date-time, for example "
        "2030-06-01T00:00:00Z\n"
        "rule-metadata /Description: Description must be an array of {\"lang\", "
        "\"desc\"}, both strings\n"
        "rule-metadata /AffectedFields: AffectedFields must be an array of paths\n"
        "format-operation /Logic: the language has no operation \"not\"; write it with `!`\n");
}
END_TEST

START_TEST(engine_is_certlogic_in_any_case)
{
    static const char *const ours[] = {"CERTLOGIC", "certlogic", "CertLogic", "cERTLOGIc"};
    static const char *const others[] = {"", "JSONLOGIC", "CERTLOGIC2", "CERTLOGI", " CERTLOGIC"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        expect_whole(rule_with(given_text("{'Engine':'%s'}", ours[i])));
        ck_assert_int_eq(rule.refused, CL_NONE);
        ck_assert_uint_gt(rule.expression.count, 0);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        expect_whole(rule_with(given_text("{'Engine':'%s'}", others[i])));
        ck_assert_int_eq(rule.refused, CL_ENGINE);
        ck_assert_str_eq(rule.refusal, "the rule is written for another engine than CERTLOGIC");
        ck_assert_str_eq(rule.refused_at, "/Engine");
        ck_assert_uint_eq(rule.expression.count, 0);
    }
}
END_TEST

START_TEST(engine_version_is_at_most_1_3_3)
{
    static const char *const ours[] = {"0.0.0", "1.0.0", "1.2.99", "1.3.3"};
    static const char *const later[] = {"1.3.4", "1.4.0", "1.10.0", "2.0.0"};
    for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
        expect_whole(rule_with(given_text("{'EngineVersion':'%s'}", ours[i])));
        ck_assert_int_eq(rule.refused, CL_NONE);
    }
    for (size_t i = 0; i < sizeof later / sizeof *later; i++) {
        expect_whole(rule_with(given_text("{'EngineVersion':'%s'}", later[i])));
        ck_assert_int_eq(rule.refused, CL_ENGINE);
        ck_assert_str_eq(rule.refusal, "the rule is written for a later EngineVersion than 1.3.3");
        ck_assert_str_eq(rule.refused_at, "/EngineVersion");
        ck_assert_uint_eq(rule.expression.count, 0);
    }
}
END_TEST

START_TEST(the_logic_of_a_refused_rule_is_not_looked_at)
{
    expect_whole(rule_with("{'Engine':'OTHER','Logic':{'or':[null]}}"));
    expect_whole(rule_with("{'EngineVersion':'9.0.0','Logic':null}"));
    /* Its other members are read. */
    expect_fault(rule_with("{'Engine':'OTHER','Country':''}"), "/Country",
                 "Country must be two capital letters, for example CZ");
    json_t *without = parsed_json(rule_without("Logic"));
    json_object_set_new(without, "Engine", json_string("OTHER"));
    expect_fault(dumped_json(without), "/Logic", "the rule has no Logic");
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("metadata");
    tcase_add_test(tests, a_whole_rule_is_read);
    tcase_add_test(tests, region_description_and_affected_fields_can_be_absent);
    tcase_add_test(tests, no_other_member_can_be_absent);
    tcase_add_test(tests, an_identifier_is_fit_for_a_file_name);
    tcase_add_test(tests, a_country_is_two_capital_letters);
    tcase_add_test(tests, a_region_is_a_string_or_nothing);
    tcase_add_test(tests, types_are_words_of_the_format);
    tcase_add_test(tests, versions_are_three_integers);
    tcase_add_test(tests, validity_is_two_instants_in_order);
    tcase_add_test(tests, descriptions_are_pairs_of_strings);
    tcase_add_test(tests, the_description_in_a_language_else_english_else_the_first);
    tcase_add_test(tests, affected_fields_are_an_array);
    tcase_add_test(tests, a_rule_is_an_object);
    tcase_add_test(tests, faults_of_the_format_stand_below_logic);
    tcase_add_test(tests, all_faults_of_a_rule_are_reported_together);
    tcase_add_test(tests, engine_is_certlogic_in_any_case);
    tcase_add_test(tests, engine_version_is_at_most_1_3_3);
    tcase_add_test(tests, the_logic_of_a_refused_rule_is_not_looked_at);
    return unit_run();
}
