/* judge.h — where a certificate and rules meet.
 *
 * A judge belongs to one thread; the rule set and the certificates it judges may be shared.
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
    const char *country; /* of arrival, two capital letters */
    const char *region;  /* NULL where none is asked */
    int64_t clock;
    bool strict;                 /* --policy=strict: open becomes rejected */
    bool allow_no_rules;         /* no rule in force is no reason to be open */
    bool invalidation_when_true; /* an invalidation rule strikes when it is true, not when false */
    bool fields;                 /* note which fields each rule read: runs the plain code too */
    bool no_holder;              /* but none that tells who the holder is */
} cl_request;

typedef enum cl_verdict_kind { CL_ACCEPTED, CL_REJECTED, CL_VERDICT_OPEN } cl_verdict_kind;

/* What kind of thing decided. */
typedef enum cl_decider {
    CL_BY_NOTHING, /* accepted */
    CL_BY_STEP,
    CL_BY_RULE,
    CL_BY_LOSS,
    CL_BY_NO_RULES
} cl_decider;

/* A field that a rule read: its path, and its value (null where it is missing). */
typedef struct cl_field_read {
    const char *path;
    uint32_t length;
    cl_value value;
} cl_field_read;

/* The outcome of one rule that applied. */
typedef struct cl_judged {
    const cl_rule *rule;
    cl_outcome outcome;
    cl_code code;   /* why it is open, else CL_NONE */
    const char *at; /* JSON Pointer from the root of the rule; NULL unless open */
    const char *message;
    const cl_field_read *fields;
    uint32_t field_count;
} cl_judged;

/* The verdict. Valid until the judge judges again. */
typedef struct cl_verdict {
    cl_verdict_kind kind;
    cl_decider decider;
    /* A step, a rule's identifier, "rules-incomplete" or "no-rules"; NULL for accepted. */
    const char *decided_by;
    const cl_judged *rules; /* those that applied, by identifier */
    uint32_t count;
    /* What the set lost that could have made a difference: indexes of its losses. */
    const uint32_t *lost;
    uint32_t lost_count;
    const cl_error *fault;              /* why the certificate was not judged by rules, else NULL */
    cl_step fault_step;                 /* where that was */
    cl_step_state steps[CL_STEP_COUNT]; /* of the certificate, at the clock of the request */
} cl_verdict;

typedef struct cl_judge cl_judge;

/* A judge by the rules of a finished set, which must outlive it; NULL with MEMORY. */
cl_judge *cl_judge_new(const cl_ruleset *set, cl_error *error);
void cl_judge_free(cl_judge *judge);

/* Judges. What decoding has found, and whether the certificate is valid at the clock, comes first: a step that
 * is a fault rejects, and no rule is asked. Returns false with COUNTRY for a country that the set does not
 * know, or MEMORY. SEMANTICS, "Which rules apply". */
bool cl_judge_run(cl_judge *judge, const cl_certificate *certificate, const cl_request *request,
                  cl_verdict *verdict, cl_error *error);

#endif
