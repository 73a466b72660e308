/* judge.h — judges certificates. Input: a certificate, a rule set and a request. Output: a verdict.
 *
 * One thread uses a judge; rule sets and certificates may be shared between threads. The judge does
 * not know how a certificate is decoded, how an outcome is computed or how a verdict is shown.
 */
#ifndef CL_VERDICT_JUDGE_H
#define CL_VERDICT_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "cert/certificate.h"
#include "rule/ruleset.h"
#include "vm/evaluator.h"

typedef struct cl_request {
    const char *country;         /* of arrival, two capital letters */
    const char *region;          /* NULL: none requested */
    int64_t clock;               /* milliseconds UTC */
    bool strict;                 /* --policy=strict: open becomes rejected */
    bool allow_no_rules;         /* a verdict without a rule in force is accepted instead of open */
    bool invalidation_when_true; /* an invalidation rule strikes if it is true, instead of false */
    bool fields;    /* list the fields that each rule read; runs the plain code of all rules */
    bool no_holder; /* list no field that could identify the holder */
} cl_request;

typedef enum cl_verdict_kind { CL_ACCEPTED, CL_REJECTED, CL_VERDICT_OPEN } cl_verdict_kind;

/* The reason of a verdict. */
typedef enum cl_decider {
    CL_BY_NOTHING, /* accepted */
    CL_BY_STEP,    /* a step of the certificate is a fault */
    CL_BY_RULE,    /* a rule failed or is open */
    CL_BY_LOSS,    /* a lost rule could have changed the verdict */
    CL_BY_NO_RULES /* no acceptance rule is in force */
} cl_decider;

/* A field that a rule read. The value is null if the field is missing. */
typedef struct cl_field_read {
    const char *path;
    uint32_t length;
    cl_value value;
} cl_field_read;

/* The outcome of one rule that applied. */
typedef struct cl_judged {
    const cl_rule *rule;
    cl_outcome outcome;
    cl_code code;        /* why the rule is open, else CL_NONE */
    const char *at;      /* JSON Pointer from the root of the rule; NULL unless open */
    const char *message; /* NULL unless open */
    const cl_field_read *fields;
    uint32_t field_count;
} cl_judged;

/* A verdict. Valid until the next call of cl_judge_run with the same judge. */
typedef struct cl_verdict {
    cl_verdict_kind kind;
    cl_decider decider;
    /* A step, a rule's identifier, "rules-incomplete" or "no-rules"; NULL for accepted. */
    const char *decided_by;
    const cl_judged *rules; /* the rules that applied, sorted by identifier */
    uint32_t count;
    /* Losses of the set that could have changed the verdict: indexes into its losses. */
    const uint32_t *lost;
    uint32_t lost_count;
    const cl_error *fault;              /* why no rules were run, else NULL */
    cl_step fault_step;                 /* the step with that fault */
    cl_step_state steps[CL_STEP_COUNT]; /* of the certificate, at the clock of the request */
} cl_verdict;

typedef struct cl_judge cl_judge;

/* Returns a judge for a finished rule set, which must outlive it, or NULL with MEMORY. */
cl_judge *cl_judge_new(const cl_ruleset *set, cl_error *error);
void cl_judge_free(cl_judge *judge);

/* Judges a certificate. First checks the steps of the certificate, including its validity at the
 * clock: if a step is a fault, the verdict is rejected and no rule is run. Returns false with
 * COUNTRY if the rule set does not know the country, or MEMORY. SEMANTICS, "Which apply" and
 * "Verdict". */
bool cl_judge_run(cl_judge *judge, const cl_certificate *certificate, const cl_request *request,
                  cl_verdict *verdict, cl_error *error);

#endif
