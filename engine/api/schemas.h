/* schemas.h — validates payloads, rules, rule tests and value sets by the schemas of the library.
 */
#ifndef CL_API_SCHEMAS_H
#define CL_API_SCHEMAS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/finding.h"
#include "rule/ruleset.h"
#include "schema/embedded.h"

/* Compiles the schema of payloads. It does not change afterwards, so threads may share it. The
 * caller frees it with cl_schema_free.
 * Returns: the schema; NULL with MEMORY. */
cl_schema *cl_api_payload_schema(cl_error *error);

/* The decoding step `schema`: validates a payload by schemas/dcc-payload-1.3.
 * Returns: true if the payload is valid.
 * Arguments: `schema` may be NULL; the schema is then compiled for this call, which takes thirty
 *   times as long as the validation. Memory is taken from `scratch` and given back.
 * Errors: SCHEMA if it is not valid: `at` is the place in the payload, or the place of a missing or
 *   unknown member, and the message begins with the keyword. BUDGET, LIMIT_PATTERN or MEMORY if
 *   this could not be decided. */
bool cl_api_schema_payload(const cl_schema *schema, const cl_value *payload, cl_arena *scratch,
                           cl_error *error);

/* Checks that a rule's test can be run as intended: nothing is misspelt (cl_suite_check_rule_test),
 * and every member has a type that `schema`, the schema of rule tests, allows. Other requirements
 * of the schema are not checked, because tests of other authors may lack names and clocks.
 * Returns: true if the test can be run.
 * Errors: TEST if it cannot; BUDGET, LIMIT_PATTERN or MEMORY if this could not be decided. */
bool cl_api_schema_rule_test(const cl_schema *schema, const cl_value *test, cl_arena *scratch,
                             cl_error *error);

/* Schema findings about the documents of a rule set. The schemas require more than the engine needs
 * to run a rule (schemas/README.md), so the findings are warnings. Valid between
 * cl_api_schema_check_begin and cl_api_schema_check_end. */
typedef struct cl_api_checking {
    cl_arena arena; /* memory of the documents and findings */
    cl_schema *rule;
    cl_schema *rule_test;
    cl_schema *value_sets;
    cl_findings findings;
} cl_api_checking;

/* cl_api_schema_check_begin returns false with MEMORY. The caller calls cl_api_schema_check_end in
 * any case. */
bool cl_api_schema_check_begin(cl_api_checking *run, cl_error *error);
void cl_api_schema_check_end(cl_api_checking *run);

/* Adds warnings about a document. A document that is not JSON, or of another kind, is skipped.
 * Findings inside Logic are left to the format check.
 * Returns: false with MEMORY. */
bool cl_api_schema_check(cl_api_checking *run, cl_document_kind kind, const char *file,
                         const char *bytes, size_t length, cl_error *error);

/* Does the same with a document that was read already, and must live as long as `run`. */
bool cl_api_schema_check_value(cl_api_checking *run, cl_document_kind kind, const char *file,
                               const cl_value *document, cl_error *error);

/* Checks a file in the folder `tests` beside a rule. It is a test of the rule, whatever it
 * contains. If it cannot be run, the finding is an error, for example `test` or a fault of the
 * JSON.
 * Returns: false with MEMORY. */
bool cl_api_schema_check_test(cl_api_checking *run, const char *file, const char *bytes,
                              size_t length, cl_error *error);

/* Adds the findings of `run` to `findings`. A finding is left out if `findings` has one of the same
 * place, or an error that the value around the place could not be read.
 * Returns: false with MEMORY. */
bool cl_api_schema_check_merge(const cl_api_checking *run, cl_findings *findings, cl_error *error);

#endif
