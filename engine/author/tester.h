/* tester.h — runs a test as written. It uses the plain code of the expression. */
#ifndef CL_AUTHOR_TESTER_H
#define CL_AUTHOR_TESTER_H

#include <stdbool.h>

#include "author/coverage.h"
#include "author/suite.h"
#include "base/buffer.h"

typedef enum cl_test_result { CL_TEST_PASSED, CL_TEST_FAILED, CL_TEST_SKIPPED } cl_test_result;

/* The result of one test. The caller owns the buffers. They are meaningful for a failed test
 * only. */
typedef struct cl_tested {
    cl_test_result result;
    cl_buffer got; /* the value as JSON, or "error CODE at PLACE: MESSAGE" */
    /* A line for each computed value: place, operation, value. Cut after CL_MAX_TRACE bytes. */
    cl_buffer trace;
} cl_tested;

void cl_tested_init(cl_tested *tested);
void cl_tested_free(cl_tested *tested);

/* Runs a test. A fault of the expression or the evaluation is a result of the test.
 * Returns: false with MEMORY.
 * Arguments: `coverage` records the results of decisions; it may be NULL. */
bool cl_test_run(const cl_test *test, cl_coverage *coverage, cl_tested *tested, cl_error *error);

#endif
