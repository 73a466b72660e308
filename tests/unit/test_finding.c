/* test_finding.c — the list of the findings of a check. */
#include "support_rules.h"

static cl_findings findings;

static void begin(void)
{
    cl_findings_init(&findings, &given.arena);
}

static cl_finding finding_at(const char *at)
{
    return (cl_finding){.code = CL_TYPES,
                        .severity = CL_SEVERITY_WARNING,
                        .file = "a.json",
                        .at = at,
                        .message = "look here"};
}

START_TEST(findings_stand_in_the_order_in_which_they_were_made)
{
    begin();
    ck_assert_str_eq(findings_in(&findings), "");
    for (int i = 0; i < 20; i++) { /* more than the initial capacity */
        cl_finding finding = finding_at(given_text("/%d", i));
        ck_assert(cl_findings_add(&findings, &finding));
    }
    ck_assert_uint_eq(findings.count, 20);
    for (size_t i = 0; i < findings.count; i++)
        ck_assert_str_eq(findings.items[i].at, given_text("/%zu", i));
}
END_TEST

START_TEST(texts_are_copied)
{
    char file[] = "a.json", at[] = "/x", message[] = "look", fix[] = "1";
    cl_finding finding = {.code = CL_TYPES, .file = file, .at = at, .message = message, .fix = fix};
    begin();
    ck_assert(cl_findings_add(&findings, &finding));
    file[0] = at[1] = message[0] = fix[0] = '?';
    ck_assert_str_eq(findings_in(&findings), "types error a.json /x: look => 1\n");
    finding.fix = NULL;
    ck_assert(cl_findings_add(&findings, &finding));
    ck_assert_ptr_null(findings.items[1].fix);
}
END_TEST

START_TEST(only_errors_are_counted_as_errors)
{
    begin();
    for (int severity = CL_SEVERITY_ERROR; severity <= CL_SEVERITY_NOTE; severity++) {
        cl_finding finding = finding_at("");
        finding.severity = (cl_severity)severity;
        ck_assert(cl_findings_add(&findings, &finding));
    }
    ck_assert_uint_eq(findings.count, 3);
    ck_assert_uint_eq(findings.errors, 1);
}
END_TEST

START_TEST(an_error_object_becomes_an_error)
{
    cl_error error;
    cl_error_init(&error);
    cl_error_set(&error, CL_JSON, "line %d", 3);
    cl_error_at(&error, "/rules/1");
    begin();
    ck_assert(cl_findings_add_error(&findings, "b.json", &error));
    ck_assert_str_eq(findings_in(&findings), "json error b.json /rules/1: line 3\n");
    ck_assert_uint_eq(findings.errors, 1);
}
END_TEST

START_TEST(severities_have_words)
{
    ck_assert_str_eq(cl_severity_name(CL_SEVERITY_ERROR), "error");
    ck_assert_str_eq(cl_severity_name(CL_SEVERITY_WARNING), "warning");
    ck_assert_str_eq(cl_severity_name(CL_SEVERITY_NOTE), "note");
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("finding");
    tcase_add_test(tests, findings_stand_in_the_order_in_which_they_were_made);
    tcase_add_test(tests, texts_are_copied);
    tcase_add_test(tests, only_errors_are_counted_as_errors);
    tcase_add_test(tests, an_error_object_becomes_an_error);
    tcase_add_test(tests, severities_have_words);
    return unit_run();
}
