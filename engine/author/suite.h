/* suite.h — reads tests of rules and suites of expressions.
 *
 * A rule's test is a document {"name", "payload", "external", "expected"} beside the rule. A suite
 * is {"name", "cases": [{"name", "certLogicExpression", "assertions": [{"data", "expected", …}]}]},
 * the form of the specification's test suite. Each assertion is one test. The directive `skip`
 * skips a suite, a case or an assertion. If an item of a list of cases or assertions has the
 * directive `only`, the items without it are skipped.
 */
#ifndef CL_AUTHOR_SUITE_H
#define CL_AUTHOR_SUITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"
#include "rule/rule.h"

/* One test. Its texts and values belong to the arena that it was read into. */
typedef struct cl_test {
    const char *name;      /* rule or suite, case and message, for people */
    const char *file;      /* the file of the test */
    const cl_value *logic; /* may be NULL if `skip` */
    cl_value data;
    cl_value expected;
    const cl_rule *rule; /* the rule whose validity is checked; NULL in a suite */
    bool skip;           /* do not run the test */
} cl_test;

/* Takes one test. The struct is valid during the call only; what it points to is valid as long as
 * the arena.
 * Returns: false with `error` to stop the reading. */
typedef bool cl_test_take(void *self, const cl_test *test, cl_error *error);

/* Returns: true if the document has an array `cases`, as suites do. */
bool cl_suite_recognise(const cl_value *document);

/* Calls `take` for every assertion of a suite.
 * Returns: false with TEST and the place, with MEMORY, or with the error of `take`. */
bool cl_suite_read(const cl_value *document, const char *file, cl_arena *arena, cl_test_take *take,
                   void *self, cl_error *error);

/* The rule that tests belong to. */
typedef struct cl_subject {
    cl_rule rule;
    const cl_value *logic;      /* the Logic of `rule` */
    const cl_value *value_sets; /* value sets for all tests; NULL: those of each test */
} cl_subject;

/* The members that a rule's test may have, as in schemas/rule-test.schema.json. */
enum { CL_TEST_MEMBERS = 5 };
extern const char *const cl_test_members[CL_TEST_MEMBERS];

/* Checks that nothing in a rule's test is misspelt: it has only the members above, no member of its
 * external is nearly one of cl_external_members, and it has `expected` unless it is skipped.
 * Returns: false with TEST, the place, and the name that was probably intended. */
bool cl_suite_check_rule_test(const cl_value *document, cl_error *error);

/* Calls `take` for a rule's test, which cl_suite_check_rule_test has accepted. Absent members stay
 * absent, except external.valueSets if the subject has value sets.
 * Returns: false with MEMORY, or with the error of `take`. */
bool cl_suite_read_rule_test(const cl_value *document, const char *file, const cl_subject *subject,
                             cl_arena *arena, cl_test_take *take, void *self, cl_error *error);

#endif
