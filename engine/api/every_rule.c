/* every_rule.c — runs every rule of a set on data as written, without selection or checks. */
#include <stdio.h>

#include "api/api.h"

static bool prepare_every_rule(certlogic_evaluator *evaluator, cl_error *fault)
{
    if (evaluator->open == NULL)
        evaluator->open = cl_ruleset_compile_open(evaluator->rules->set, false, fault);
    if (evaluator->open != NULL && evaluator->open_evaluator == NULL)
        evaluator->open_evaluator = cl_evaluator_new(evaluator->open, fault);
    return evaluator->open_evaluator != NULL;
}

static void report_rule(const cl_rule *rule, cl_outcome outcome, const cl_error *error,
                        certlogic_outcome_report *report, void *self)
{
    certlogic_rule described;
    certlogic_error failed;
    cl_api_rule(rule, NULL, &described);
    cl_api_error(error, &failed);
    /* A place is a JSON Pointer from the root of the rule. */
    if (rule->refused != CL_NONE)
        snprintf(failed.at, sizeof failed.at, "%s", rule->refused_at);
    else
        snprintf(failed.at, sizeof failed.at, "/Logic%.*s", (int)(sizeof failed.at - 7), error->at);
    report(self, &described, (certlogic_outcome)outcome, outcome == CL_OPEN ? &failed : NULL);
}

static void report_all(certlogic_evaluator *evaluator, certlogic_outcome_report *report, void *self)
{
    const cl_ruleset *set = evaluator->rules->set;
    for (uint32_t s = 0; s < evaluator->open->section_count; s++)
        cl_evaluator_run_section(evaluator->open_evaluator, s);
    for (uint32_t i = 0; i < set->count; i++) {
        const cl_rule *rule = &set->rules[i];
        cl_error fault;
        cl_outcome outcome = CL_OPEN;
        cl_error_init(&fault);
        if (rule->refused != CL_NONE)
            cl_error_set(&fault, rule->refused, "%s", rule->refusal);
        else
            outcome = cl_evaluator_outcome(evaluator->open_evaluator, rule->code, &fault);
        report_rule(rule, outcome, &fault, report, self);
    }
}

/* Runs the rules on the value of `builder`, or on the data in `json` if `builder` is NULL. */
static bool run(certlogic_evaluator *evaluator, const cl_builder *builder, const char *json,
                size_t length, certlogic_outcome_report *report, void *self, certlogic_error *error)
{
    cl_error fault;
    cl_arena arena;
    cl_value context;
    cl_error_init(&fault);
    cl_arena_init(&arena, SIZE_MAX);
    bool bound = prepare_every_rule(evaluator, &fault) &&
                 cl_api_data(builder, json, length, &arena, &context, &fault);
    if (bound) {
        cl_evaluator_bind(evaluator->open_evaluator, &context);
        report_all(evaluator, report, self);
    } else {
        cl_api_error(&fault, error);
    }
    cl_arena_free(&arena);
    return bound;
}

bool certlogic_every_rule(certlogic_evaluator *evaluator, const char *data, size_t length,
                          certlogic_outcome_report *report, void *self, certlogic_error *error)
{
    if (evaluator == NULL || report == NULL)
        return cl_api_null(error);
    data = cl_api_bytes(data, &length);
    return run(evaluator, NULL, data, length, report, self, error);
}

bool certlogic_every_rule_built(certlogic_evaluator *evaluator, const certlogic_builder *builder,
                                certlogic_outcome_report *report, void *self,
                                certlogic_error *error)
{
    if (evaluator == NULL || builder == NULL || report == NULL)
        return cl_api_null(error);
    return run(evaluator, &builder->it, NULL, 0, report, self, error);
}
