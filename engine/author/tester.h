/* tester.h — runs tests as written, by the plain code of the expression. */
#ifndef CL_AUTHOR_TESTER_H
#define CL_AUTHOR_TESTER_H

#include <stdbool.h>

#include "author/coverage.h"
#include "author/suite.h"
#include "base/buffer.h"

typedef enum cl_test_result { CL_TEST_PASSED, CL_TEST_FAILED, CL_TEST_SKIPPED } cl_test_result;

/* What came of one test. The buffers are the caller's; what they hold is of use for a failed one. */
typedef struct cl_tested {
    cl_test_result result;
    cl_buffer got;   /* the value as JSON, or "error CODE at PLACE: MESSAGE" */
    cl_buffer trace; /* one line a computed value: place, operation, value; up to CL_MAX_TRACE */
} cl_tested;

void cl_tested_init(cl_tested *tested);
void cl_tested_free(cl_tested *tested);

/* Runs a test. `coverage` (may be NULL) notes which ways the decisions of the expression went. Faults
 * of the expression and of the evaluation are results; returns false only with MEMORY. */
bool cl_test_run(const cl_test *test, cl_coverage *coverage, cl_tested *tested, cl_error *error);

#endif
