/* schemas.c — the schema step of a payload, and the check of a rule's test. */
#include "api/schemas.h"

#include <string.h>

#include "author/suite.h"

/* Takes one finding as the error. The place is that of the missing or unknown member, otherwise
 * that of the value. */
static bool refuse(void *self, const cl_schema_finding *finding)
{
    cl_error *error = self;
    cl_buffer at, text;
    cl_buffer_init(&at);
    cl_buffer_init(&text);
    cl_schema_finding_write(finding, &at, &text);
    if (text.failed)
        cl_error_memory(error);
    else
        cl_error_set(error, CL_SCHEMA, "%s", cl_buffer_text(&text));
    cl_error_at_pointer(error, &at);
    cl_buffer_free(&text);
    return false;
}

cl_schema *cl_api_payload_schema(cl_error *error)
{
    return cl_schema_compile_embedded(CL_SCHEMA_PAYLOAD, error);
}

bool cl_api_schema_payload(const cl_schema *schema, const cl_value *payload, cl_arena *scratch,
                           cl_error *error)
{
    cl_error fault;
    cl_schema *own = schema == NULL ? cl_api_payload_schema(error) : NULL;
    if (schema == NULL && own == NULL)
        return false;
    cl_error_init(&fault);
    int valid = cl_schema_validate(schema != NULL ? schema : own, payload, scratch, refuse, &fault,
                                   &fault);
    cl_schema_free(own);
    if (valid != 1 && error != NULL && error->code == CL_NONE)
        *error = fault;
    return valid == 1;
}

/* Takes the first finding about a type as the error. */
static bool refuse_type(void *self, const cl_schema_finding *finding)
{
    if (strcmp(finding->keyword, "type") != 0)
        return true;
    cl_error *error = self;
    cl_error_set(error, CL_TEST, "this member of a rule's test %s", finding->message);
    cl_error_at(error, finding->at);
    return false;
}

bool cl_api_schema_rule_test(const cl_schema *schema, const cl_value *test, cl_arena *scratch,
                             cl_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    if (!cl_suite_check_rule_test(test, error))
        return false;
    int valid = cl_schema_validate(schema, test, scratch, refuse_type, &fault, &fault);
    if (valid >= 0 && fault.code == CL_NONE)
        return true;
    *error = fault;
    return false;
}
