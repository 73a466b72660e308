/* words.c — the words of the public enumerations. They are equal to those of the internal ones. */
#include <assert.h>

#include "api/api.h"
#include "author/tester.h"

static_assert((int)CERTLOGIC_ERROR == (int)CL_SEVERITY_ERROR &&
                  (int)CERTLOGIC_NOTE == (int)CL_SEVERITY_NOTE,
              "severities are handed out as they are");
static_assert((int)CERTLOGIC_INVALIDATION == (int)CL_INVALIDATION, "so are types of rules");
static_assert((int)CERTLOGIC_GENERAL == (int)CL_GENERAL &&
                  (int)CERTLOGIC_VACCINATION == (int)CL_VACCINATION &&
                  (int)CERTLOGIC_TEST == (int)CL_TEST_CERTIFICATE &&
                  (int)CERTLOGIC_RECOVERY == (int)CL_RECOVERY,
              "so are types of certificates");
static_assert((int)CERTLOGIC_STEP_PREFIX == (int)CL_STEP_PREFIX &&
                  (int)CERTLOGIC_STEP_SIGNATURE == (int)CL_STEP_SIGNATURE &&
                  (int)CERTLOGIC_STEP_SCHEMA == (int)CL_STEP_SCHEMA &&
                  (int)CERTLOGIC_STEPS == (int)CL_STEP_COUNT,
              "so are steps");
static_assert((int)CERTLOGIC_STEP_SKIPPED == (int)CL_STEP_SKIPPED &&
                  (int)CERTLOGIC_STEP_DONE == (int)CL_STEP_DONE &&
                  (int)CERTLOGIC_STEP_FAULT == (int)CL_STEP_FAULT,
              "so is what came of a step");
static_assert((int)CERTLOGIC_TEST_PASSED == (int)CL_TEST_PASSED &&
                  (int)CERTLOGIC_TEST_FAILED == (int)CL_TEST_FAILED &&
                  (int)CERTLOGIC_TEST_SKIPPED == (int)CL_TEST_SKIPPED,
              "so is what came of a test");
static_assert((int)CERTLOGIC_INPUT_AUTO == (int)CL_INPUT_AUTO &&
                  (int)CERTLOGIC_INPUT_COSE == (int)CL_INPUT_COSE,
              "inputs are handed in as they are");

const char *certlogic_severity_name(certlogic_severity severity)
{
    return (unsigned)severity <= CERTLOGIC_NOTE ? cl_severity_name((cl_severity)severity) : NULL;
}

const char *certlogic_rule_type_name(certlogic_rule_type type)
{
    return (unsigned)type <= CERTLOGIC_INVALIDATION ? cl_rule_type_name((cl_rule_type)type) : NULL;
}

const char *certlogic_certificate_type_name(certlogic_certificate_type type)
{
    return (unsigned)type <= CERTLOGIC_RECOVERY
               ? cl_certificate_type_name((cl_certificate_type)type)
               : NULL;
}

const char *certlogic_step_name(certlogic_step step)
{
    return (unsigned)step < CERTLOGIC_STEPS ? cl_step_name((cl_step)step) : NULL;
}

const char *certlogic_step_result_name(certlogic_step_result result)
{
    return (unsigned)result <= CERTLOGIC_STEP_FAULT ? cl_step_result_name((cl_step_result)result)
                                                    : NULL;
}

const char *certlogic_validity_name(certlogic_validity validity)
{
    static const char *const names[] = {"valid", "not-yet-valid", "expired"};
    return (unsigned)validity <= CERTLOGIC_EXPIRED ? names[validity] : NULL;
}

const char *certlogic_algorithm_name(certlogic_algorithm algorithm)
{
    static const cl_algorithm own[] = {CL_ALGORITHM_NONE, CL_ALGORITHM_ES256, CL_ALGORITHM_PS256};
    return (unsigned)algorithm <= CERTLOGIC_PS256 ? cl_algorithm_name(own[algorithm]) : NULL;
}

const char *certlogic_test_result_name(certlogic_test_result result)
{
    static const char *const names[] = {"passed", "failed", "skipped"};
    return (unsigned)result <= CERTLOGIC_TEST_SKIPPED ? names[result] : NULL;
}

const char *certlogic_verdict_name(certlogic_verdict_kind kind)
{
    static const char *const names[] = {"accepted", "rejected", "open"};
    return (unsigned)kind <= CERTLOGIC_OPEN ? names[kind] : NULL;
}

const char *certlogic_outcome_name(certlogic_outcome outcome)
{
    static const char *const names[] = {"passed", "failed", "open"};
    return (unsigned)outcome <= CERTLOGIC_RULE_OPEN ? names[outcome] : NULL;
}
