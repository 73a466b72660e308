/* test_select.c — SEMANTICS, "Which apply" and "In force": which rules are selected. */
#include "support_rules.h"

static const cl_ruleset *set;

/* Returns the selected rules as "identifier version" in the order of selection. The default request
 * is used for members of `asked` that are empty. */
static const char *selected(cl_selection asked)
{
    uint32_t indexes[32];
    const char *names = "";
    ck_assert_uint_le(set->count, 32);
    if (asked.country == NULL)
        asked.country = "CZ";
    if (asked.clock == 0)
        asked.clock = USUAL_CLOCK;
    if (asked.certificate_type == CL_GENERAL)
        asked.certificate_type = CL_VACCINATION;
    uint32_t count = cl_ruleset_select(set, &asked, indexes);
    for (uint32_t i = 0; i < count; i++)
        names = given_text("%s%s%s %s", names, i > 0 ? ", " : "", set->rules[indexes[i]].id,
                           set->rules[indexes[i]].version_text);
    return names;
}

static const char *selected_at(int64_t clock)
{
    return selected((cl_selection){.clock = clock});
}

START_TEST(valid_from_not_after_clock_and_clock_before_valid_to)
{
    const int64_t from = INT64_C(1622505600000); /* 2021-06-01T00:00:00Z */
    const int64_t to = INT64_C(1654041600000);   /* 2022-06-01T00:00:00Z */
    set = whole_set(USUAL_RULE);
    ck_assert_str_eq(selected_at(from - 1), "");
    ck_assert_str_eq(selected_at(from), "GR-CZ-0001 1.0.0");
    ck_assert_str_eq(selected_at(from + 1), "GR-CZ-0001 1.0.0");
    ck_assert_str_eq(selected_at(to - 1), "GR-CZ-0001 1.0.0");
    ck_assert_str_eq(selected_at(to), "");
    ck_assert_str_eq(selected_at(to + 1), "");
}
END_TEST

START_TEST(validity_is_of_instants)
{
    const int64_t from = INT64_C(1622505600000);
    set = whole_set(rule_with("{'ValidFrom':'2021-06-01T02:00:00.001+02:00'}"));
    ck_assert_str_eq(selected_at(from), "");
    ck_assert_str_eq(selected_at(from + 1), "GR-CZ-0001 1.0.0");
}
END_TEST

#define VERSION(version) rule_with("{'Version':'" version "'}")

START_TEST(of_several_versions_the_highest_compared_as_integers)
{
    set = whole_set(
        given_text("[%s,%s,%s]", VERSION("1.9.9"), VERSION("1.10.0"), VERSION("1.2.0")));
    ck_assert_str_eq(selected((cl_selection){.type = CL_ACCEPTANCE}), "GR-CZ-0001 1.10.0");
    set = whole_set(given_text("[%s,%s]", VERSION("10.0.0"), VERSION("9.99.99")));
    ck_assert_str_eq(selected((cl_selection){.type = CL_ACCEPTANCE}), "GR-CZ-0001 10.0.0");
    set = whole_set(given_text("[%s,%s]", VERSION("1.0.9"), VERSION("1.0.10")));
    ck_assert_str_eq(selected((cl_selection){.type = CL_ACCEPTANCE}), "GR-CZ-0001 1.0.10");
}
END_TEST

START_TEST(only_versions_in_force_count)
{
    set = whole_set(given_text(
        "[%s,%s,%s]", VERSION("1.0.0"),
        rule_with("{'Version':'2.0.0','ValidFrom':'2022-01-15T12:00:00.001Z'}"),
        rule_with(
            "{'Version':'3.0.0','ValidFrom':'2020-01-01','ValidTo':'2022-01-15T12:00:00Z'}")));
    ck_assert_str_eq(selected_at(USUAL_CLOCK - 1), "GR-CZ-0001 3.0.0");
    ck_assert_str_eq(selected_at(USUAL_CLOCK), "GR-CZ-0001 1.0.0");
    ck_assert_str_eq(selected_at(USUAL_CLOCK + 1), "GR-CZ-0001 2.0.0");
}
END_TEST

/* The highest version in force is used for its identifier, whether or not it is for this
 * certificate: an authority that narrows a rule does not want the older, wider one to apply. */
START_TEST(a_higher_version_supersedes_whatever_it_concerns)
{
    set = whole_set(given_text("[%s,%s]", VERSION("1.0.0"),
                               rule_with("{'Version':'1.1.0','CertificateType':'Test'}")));
    ck_assert_str_eq(selected((cl_selection){.certificate_type = CL_VACCINATION}), "");
    ck_assert_str_eq(selected((cl_selection){.certificate_type = CL_TEST_CERTIFICATE}),
                     "GR-CZ-0001 1.1.0");
    set = whole_set(
        given_text("[%s,%s]", VERSION("1.0.0"), rule_with("{'Version':'1.1.0','Region':'PHA'}")));
    ck_assert_str_eq(selected((cl_selection){.region = NULL}), "");
    ck_assert_str_eq(selected((cl_selection){.region = "PHA"}), "GR-CZ-0001 1.1.0");
}
END_TEST

START_TEST(versions_are_of_one_country_type_and_identifier)
{
    set = whole_set(given_text("[%s,%s,%s,%s]", VERSION("1.0.0"),
                               rule_with("{'Version':'2.0.0','Country':'AT'}"),
                               rule_with("{'Version':'3.0.0','Type':'Invalidation'}"),
                               rule_with("{'Version':'4.0.0','Identifier':'GR-CZ-0002'}")));
    ck_assert_str_eq(selected((cl_selection){.type = CL_ACCEPTANCE}),
                     "GR-CZ-0001 1.0.0, GR-CZ-0002 4.0.0");
    ck_assert_str_eq(selected((cl_selection){.type = CL_INVALIDATION}), "GR-CZ-0001 3.0.0");
    ck_assert_str_eq(selected((cl_selection){.country = "AT"}), "GR-CZ-0001 2.0.0");
}
END_TEST

START_TEST(the_certificate_type_equals_the_payloads_or_is_general)
{
    set = whole_set(given_text("[%s,%s,%s,%s]",
                               rule_with("{'Identifier':'G','CertificateType':'General'}"),
                               rule_with("{'Identifier':'V','CertificateType':'Vaccination'}"),
                               rule_with("{'Identifier':'T','CertificateType':'Test'}"),
                               rule_with("{'Identifier':'R','CertificateType':'Recovery'}")));
    ck_assert_str_eq(selected((cl_selection){.certificate_type = CL_VACCINATION}),
                     "G 1.0.0, V 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.certificate_type = CL_TEST_CERTIFICATE}),
                     "G 1.0.0, T 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.certificate_type = CL_RECOVERY}), "G 1.0.0, R 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.any_certificate = true}),
                     "G 1.0.0, R 1.0.0, T 1.0.0, V 1.0.0");
}
END_TEST

START_TEST(a_rule_without_region_applies_always_one_with_where_it_is_asked)
{
    set = whole_set(given_text("[%s,%s,%s,%s]", rule_with("{'Identifier':'A'}"),
                               rule_with("{'Identifier':'B','Region':''}"),
                               rule_with("{'Identifier':'C','Region':'PHA'}"),
                               rule_with("{'Identifier':'D','Region':'pha'}")));
    ck_assert_str_eq(selected((cl_selection){.region = NULL}), "A 1.0.0, B 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.region = "PHA"}), "A 1.0.0, B 1.0.0, C 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.region = "pha"}), "A 1.0.0, B 1.0.0, D 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.region = "JHM"}), "A 1.0.0, B 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.region = ""}), "A 1.0.0, B 1.0.0");
}
END_TEST

START_TEST(gr_and_el_are_one_country)
{
    set = whole_set(given_text("[%s,%s,%s,%s]", rule_with("{'Identifier':'A','Country':'GR'}"),
                               rule_with("{'Identifier':'A','Country':'EL','Version':'2.0.0'}"),
                               rule_with("{'Identifier':'B','Country':'EL'}"),
                               rule_with("{'Identifier':'C'}")));
    ck_assert_str_eq(selected((cl_selection){.country = "GR"}), "A 2.0.0, B 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.country = "EL"}), "A 2.0.0, B 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.country = "CZ"}), "C 1.0.0");
    ck_assert_str_eq(selected((cl_selection){.country = "EE"}), "");
}
END_TEST

START_TEST(rules_for_another_engine_are_selected_too)
{
    set = whole_set(given_text("[%s,%s]", VERSION("1.0.0"),
                               rule_with("{'Version':'1.1.0','EngineVersion':'9.0.0'}")));
    ck_assert_str_eq(selected((cl_selection){.type = CL_ACCEPTANCE}), "GR-CZ-0001 1.1.0");
}
END_TEST

/* ---- Against the plain reading of the sentences ---------------------------------------------- */

static unsigned state;

static unsigned any(unsigned below)
{
    state = state * 1103515245u + 12345u;
    return (state >> 16) % below;
}

static const char *const countries[] = {"CZ", "GR", "EL"};
static const char *const regions[] = {"", "A", "B"};

static const char *random_rule(void)
{
    static const char *const types[] = {"Acceptance", "Invalidation"};
    static const char *const kinds[] = {"General", "Vaccination", "Test", "Recovery"};
    unsigned from = 1 + any(5);
    unsigned to = from + 1 + any(3);
    return rule_with(given_text(
        "{'Identifier':'R%u','Country':'%s','Type':'%s','CertificateType':'%s','Region':'%s',"
        "'Version':'%u.%u.0','ValidFrom':'2022-01-0%u','ValidTo':'2022-01-0%u'}",
        any(3), countries[any(3)], types[any(2)], kinds[any(4)], regions[any(3)], any(2), any(12),
        from, to));
}

static bool in_force(const cl_rule *rule, const cl_selection *q)
{
    return rule->type == q->type && cl_country_compare(rule->country, q->country) == 0 &&
           rule->valid_from <= q->clock && q->clock < rule->valid_to;
}

static bool applies(const cl_rule *rule, const cl_selection *q)
{
    for (uint32_t i = 0; i < set->count; i++) {
        const cl_rule *other = &set->rules[i];
        if (in_force(other, q) && strcmp(other->id, rule->id) == 0 &&
            cl_semver_compare(&other->version, &rule->version) > 0)
            return false;
    }
    return in_force(rule, q) &&
           (rule->certificate_type == CL_GENERAL ||
            rule->certificate_type == q->certificate_type) &&
           (rule->region == NULL || (q->region != NULL && strcmp(rule->region, q->region) == 0));
}

START_TEST(any_rules_any_question)
{
    const char *rules = "";
    state = (unsigned)_i;
    for (int i = 0; i < 24; i++)
        rules = given_text("%s%s%s", rules, i > 0 ? "," : "", random_rule());
    set = set_of(given_text("[%s]", rules)); /* two that are equal by chance count as one */
    for (int question = 0; question < 200; question++) {
        cl_selection q = {.type = (cl_rule_type)any(2),
                          .country = countries[any(3)],
                          .region = any(2) == 0 ? NULL : regions[any(3)],
                          .clock = INT64_C(1640995200000) + (int64_t)any(10) * 86400000,
                          .certificate_type = (cl_certificate_type)(1 + any(3))};
        uint32_t indexes[32], found = 0;
        uint32_t count = cl_ruleset_select(set, &q, indexes);
        for (uint32_t i = 0; i < set->count; i++) {
            if (!applies(&set->rules[i], &q))
                continue;
            ck_assert_uint_lt(found, count);
            ck_assert_uint_eq(indexes[found++], i);
        }
        ck_assert_uint_eq(found, count);
    }
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("select");
    tcase_add_test(tests, valid_from_not_after_clock_and_clock_before_valid_to);
    tcase_add_test(tests, validity_is_of_instants);
    tcase_add_test(tests, of_several_versions_the_highest_compared_as_integers);
    tcase_add_test(tests, only_versions_in_force_count);
    tcase_add_test(tests, a_higher_version_supersedes_whatever_it_concerns);
    tcase_add_test(tests, versions_are_of_one_country_type_and_identifier);
    tcase_add_test(tests, the_certificate_type_equals_the_payloads_or_is_general);
    tcase_add_test(tests, a_rule_without_region_applies_always_one_with_where_it_is_asked);
    tcase_add_test(tests, gr_and_el_are_one_country);
    tcase_add_test(tests, rules_for_another_engine_are_selected_too);
    tcase_add_loop_test(tests, any_rules_any_question, 0, 20);
    return unit_run();
}
