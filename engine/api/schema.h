/* schema.h — where the public face asks the schemas that ship with the library. */
#ifndef CL_API_SCHEMA_H
#define CL_API_SCHEMA_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "rule/finding.h"
#include "rule/ruleset.h"
#include "schema/embedded.h"

/* The schema of payloads, compiled, for whoever judges many; cl_schema_free ends it. Immutable: threads
 * may share it. NULL with MEMORY. */
cl_schema *cl_api_payload_schema(cl_error *error);

/* The step `schema` of `--strict`: true when the payload is valid by schemas/dcc-payload-1.3. Else false
 * with SCHEMA: `at` is the place in the payload (of a member that is missing or unknown, its own), the
 * message begins with the keyword; or with BUDGET, LIMIT_PATTERN or MEMORY, when that cannot be told.
 * `schema` may be NULL: then it is compiled for this call, which takes thirty times as long as the
 * validation. Memory is `scratch`'s, and is handed back. */
bool cl_api_schema_payload(const cl_schema *schema, const cl_value *payload, cl_arena *scratch,
                           cl_error *error);

/* True when a rule's test can be run as it is meant: nothing is misspelt (cl_suite_check_rule_test), and
 * no member has a type that `schema`, that of rule tests, does not give it. What else the schema asks is
 * not asked here: tests that others wrote lack names and clocks. Else false with TEST, or with BUDGET,
 * LIMIT_PATTERN or MEMORY. */
bool cl_api_schema_rule_test(const cl_schema *schema, const cl_value *test, cl_arena *scratch,
                             cl_error *error);

/* What the schemas of rules, rule tests and value sets say about the documents of a rule set that is being
 * checked. They ask more than the engine needs to run a rule (schemas/README.md), so these are
 * warnings. Lives from cl_api_schema_check_begin to …_end. */
typedef struct cl_api_checking {
    cl_arena arena; /* of the documents and findings */
    cl_schema *rule;
    cl_schema *rule_test;
    cl_schema *value_sets;
    cl_findings findings;
} cl_api_checking;

/* Each returns false with MEMORY; _end can be called in any case. */
bool cl_api_schema_check_begin(cl_api_checking *run, cl_error *error);
void cl_api_schema_check_end(cl_api_checking *run);

/* Notes what a document is warned of: what is not JSON, or of another kind, is passed over. The places
 * inside of Logic are the format check's. */
bool cl_api_schema_check(cl_api_checking *run, cl_document_kind kind, const char *file,
                         const char *bytes, size_t length, cl_error *error);

/* The same for a file in the folder `tests` beside a rule, which is a test of it whatever it holds. What
 * keeps it from being run is an error, `test` or a fault of the JSON. */
bool cl_api_schema_check_test(cl_api_checking *run, const char *file, const char *bytes,
                              size_t length, cl_error *error);

/* Adds to `findings` what they do not say already: of the same place, or of one around it that could not
 * be read. */
bool cl_api_schema_check_merge(const cl_api_checking *run, cl_findings *findings, cl_error *error);

#endif
