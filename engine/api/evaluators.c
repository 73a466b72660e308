/* evaluators.c — evaluators and verdicts. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "data/writer.h"

certlogic_evaluator *certlogic_evaluator_new(const certlogic_rules *rules, certlogic_error *error)
{
    if (rules == NULL) {
        cl_api_null(error);
        return NULL;
    }
    cl_error fault;
    cl_error_init(&fault);
    certlogic_evaluator *evaluator = calloc(1, sizeof *evaluator);
    if (evaluator != NULL) {
        evaluator->rules = rules;
        evaluator->verdict.rules = rules;
        evaluator->judge = cl_judge_new(rules->set, &fault);
    }
    if (evaluator != NULL && evaluator->judge != NULL)
        return evaluator;
    free(evaluator);
    cl_error_memory(&fault);
    cl_api_error(&fault, error);
    return NULL;
}

void certlogic_evaluator_free(certlogic_evaluator *evaluator)
{
    if (evaluator == NULL)
        return;
    cl_judge_free(evaluator->judge);
    cl_evaluator_free(evaluator->open_evaluator);
    cl_program_free(evaluator->open);
    free(evaluator);
}

/* Sets the clock of the current verdict. */
static bool read_clock(certlogic_evaluator *evaluator, const char *text, certlogic_error *error)
{
    if (text != NULL && text[0] != '\0' && strcmp(text, evaluator->clock) == 0)
        return true;
    evaluator->clock[0] = '\0';
    if (!cl_api_clock(text, &evaluator->verdict.clock, error))
        return false;
    size_t length = strlen(text);
    if (length < sizeof evaluator->clock)
        memcpy(evaluator->clock, text, length + 1);
    return true;
}

/* Records a region that no rule of the country has: it may be misspelt. */
static void note_region(certlogic_verdict *verdict, const char *region)
{
    size_t length = region != NULL ? strlen(region) : 0;
    verdict->unknown_region[0] = '\0';
    if (length > 0 && length < sizeof verdict->unknown_region &&
        !certlogic_rules_has_region(verdict->rules, verdict->country, region))
        memcpy(verdict->unknown_region, region, length + 1);
}

const certlogic_verdict *certlogic_judge(certlogic_evaluator *evaluator,
                                         const certlogic_certificate *certificate,
                                         const certlogic_request *request, certlogic_error *error)
{
    if (evaluator == NULL || certificate == NULL || request == NULL) {
        cl_api_null(error);
        return NULL;
    }
    certlogic_verdict *verdict = &evaluator->verdict;
    cl_error fault;
    cl_error_init(&fault);
    if (!cl_api_country(request->country, verdict->country, error) ||
        !read_clock(evaluator, request->clock, error))
        return NULL;
    const char *language = request->language != NULL ? request->language : "en";
    if (strlen(language) >= sizeof verdict->language) {
        cl_api_fail(error, CL_USAGE, "the language must be a code, for example cs");
        return NULL;
    }
    memcpy(verdict->language, language, strlen(language) + 1);
    verdict->certificate = certificate;
    verdict->no_holder = request->no_holder;
    note_region(verdict, request->region);
    cl_request asked = {.country = verdict->country,
                        .region = request->region,
                        .clock = verdict->clock,
                        .strict = request->strict,
                        .allow_no_rules = request->allow_no_rules,
                        .invalidation_when_true = request->invalidation_when_true,
                        .fields = request->fields,
                        .no_holder = request->no_holder};
    if (cl_judge_run(evaluator->judge, certificate->it, &asked, &verdict->it, &fault))
        return verdict;
    cl_api_error(&fault, error);
    return NULL;
}

certlogic_verdict_kind certlogic_verdict_kind_of(const certlogic_verdict *verdict)
{
    if (verdict == NULL)
        return CERTLOGIC_REJECTED;
    return (certlogic_verdict_kind)verdict->it.kind;
}

certlogic_decider certlogic_verdict_decider(const certlogic_verdict *verdict)
{
    return verdict != NULL ? (certlogic_decider)verdict->it.decider : CERTLOGIC_BY_NOTHING;
}

bool certlogic_verdict_failing_step(const certlogic_verdict *verdict, certlogic_step *step)
{
    if (verdict == NULL || step == NULL || verdict->it.decider != CL_BY_STEP)
        return false;
    *step = (certlogic_step)verdict->it.fault_step;
    return true;
}

const char *certlogic_verdict_decided_by(const certlogic_verdict *verdict)
{
    if (verdict == NULL)
        return NULL;
    return verdict->it.decided_by;
}

bool certlogic_verdict_fault(const certlogic_verdict *verdict, certlogic_error *error)
{
    if (verdict == NULL)
        return cl_api_null(error);
    if (verdict->it.fault != NULL)
        cl_api_error(verdict->it.fault, error);
    return verdict->it.fault != NULL;
}

bool certlogic_verdict_step(const certlogic_verdict *verdict, certlogic_step step,
                            certlogic_step_state *state)
{
    if (verdict == NULL || state == NULL || (unsigned)step >= CERTLOGIC_STEPS)
        return false;
    cl_api_step(&verdict->it.steps[step], state);
    return true;
}

size_t certlogic_verdict_count(const certlogic_verdict *verdict)
{
    if (verdict == NULL)
        return 0;
    return verdict->it.count;
}

bool certlogic_verdict_rule(const certlogic_verdict *verdict, size_t index,
                            certlogic_judged *judged)
{
    if (verdict == NULL || judged == NULL)
        return false;
    if (index >= verdict->it.count)
        return false;
    const cl_judged *j = &verdict->it.rules[index];
    *judged = (certlogic_judged){.outcome = (certlogic_outcome)j->outcome,
                                 .code = j->code != CL_NONE ? cl_code_name(j->code) : NULL,
                                 .at = j->at,
                                 .message = j->message,
                                 .fields = j->field_count};
    cl_api_rule(j->rule, verdict->language, &judged->rule);
    return true;
}

size_t certlogic_verdict_lost_count(const certlogic_verdict *verdict)
{
    if (verdict == NULL)
        return 0;
    return verdict->it.lost_count;
}

bool certlogic_verdict_lost(const certlogic_verdict *verdict, size_t index, certlogic_lost *lost)
{
    if (verdict == NULL || lost == NULL)
        return false;
    if (index >= verdict->it.lost_count)
        return false;
    cl_api_lost(&verdict->rules->set->losses.items[verdict->it.lost[index]], lost);
    return true;
}

char *certlogic_verdict_field(const certlogic_verdict *verdict, size_t index, size_t field,
                              const char **path, size_t *path_length)
{
    if (verdict == NULL || path_length == NULL)
        return NULL;
    if (index >= verdict->it.count || field >= verdict->it.rules[index].field_count)
        return NULL;
    const cl_field_read *read = &verdict->it.rules[index].fields[field];
    cl_buffer out;
    cl_buffer_init(&out);
    const cl_value value = cl_api_field(&read->value);
    cl_write_value(&out, &value);
    *path = read->path;
    *path_length = read->length;
    return cl_api_take(&out);
}
