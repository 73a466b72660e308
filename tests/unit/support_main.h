/* support_main.h — the work of the main function of a unit test program: one suite, one set of
 * tests, run by Check. */
#ifndef CL_TESTS_SUPPORT_MAIN_H
#define CL_TESTS_SUPPORT_MAIN_H

#include <check.h>

static Suite *unit_suite;

/* Makes the suite `name` and its set of tests, without a fixture. */
static inline TCase *unit_case(const char *name)
{
    TCase *tests = tcase_create("all");
    unit_suite = suite_create(name);
    suite_add_tcase(unit_suite, tests);
    return tests;
}

/* Runs the suite. Returns the exit code of the program. */
static inline int unit_run(void)
{
    SRunner *runner = srunner_create(unit_suite);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed > 0;
}

#endif
