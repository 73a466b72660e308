/* suite.h — tests of rules and expressions, as people write them.
 *
 * A rule's test is a document {"name", "payload", "external", "expected"} beside the rule; a suite
 * is {"name", "cases": [{"name", "certLogicExpression", "assertions": [{"data", "expected", …}]}]},
 * as the specification's are; each assertion is one test. A directive `skip` skips a suite, a case
 * or an assertion; beside a case or assertion with the directive `only` all others of its list are
 * skipped.
 */
#ifndef CL_AUTHOR_SUITE_H
#define CL_AUTHOR_SUITE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"
#include "rule/rule.h"

/* One test. Texts and values live in the arena that it was read into. */
typedef struct cl_test {
    const char *name;      /* for people: rule or suite, case, what is tested */
    const char *file;      /* where it stands */
    const cl_value *logic; /* may be NULL where `skip` */
    cl_value data;
    cl_value expected;
    const cl_rule *rule; /* whose clock is checked; NULL in a suite */
    bool skip;           /* directive: skip */
} cl_test;

/* Takes one test; the struct is valid during the call only, what it points to as long as the arena.
 * False stops the reading: `error` is then set. */
typedef bool cl_test_take(void *self, const cl_test *test, cl_error *error);

/* True when the document looks like a suite. */
bool cl_suite_recognise(const cl_value *document);

/* Hands every assertion of a suite to `take`. False with TEST and the place, MEMORY, or what `take`
 * set. */
bool cl_suite_read(const cl_value *document, const char *file, cl_arena *arena, cl_test_take *take,
                   void *self, cl_error *error);

/* The rule that tests belong to. */
typedef struct cl_subject {
    cl_rule rule;
    const cl_value *logic;      /* of the rule */
    const cl_value *value_sets; /* what all its tests see; NULL: each test brings its own */
} cl_subject;

/* The members of a rule's test, those that schemas/rule-test.schema.json has. */
enum { CL_TEST_MEMBERS = 5 };
extern const char *const cl_test_members[CL_TEST_MEMBERS];

/* True where nothing of a rule's test is misspelt: it has no member but those above, its external none
 * that is nearly one of cl_external_members, and it says what is expected unless it is skipped. Else
 * false with TEST, the place, and the name that was meant. */
bool cl_suite_check_rule_test(const cl_value *document, cl_error *error);

/* Hands the test of a rule, which cl_suite_check_rule_test has found right, to `take`. Absent members stay absent, but for external.valueSets where
 * the subject has value sets. False with MEMORY, or what `take` set. */
bool cl_suite_read_rule_test(const cl_value *document, const char *file, const cl_subject *subject,
                             cl_arena *arena, cl_test_take *take, void *self, cl_error *error);

#endif
