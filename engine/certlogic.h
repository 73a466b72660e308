/* certlogic.h — validation rules of digital health certificates: compile, check, judge.
 *
 * The language is CertLogic, specification 1.3.3; where implementations in the field disagree, the
 * decisions of this engine stand in docs of the project ("README.md", Semantics).
 *
 * Order of arguments: the object that works, then what it works on, then options, then the error.
 * Lengths follow their pointers and are in bytes. Texts are UTF-8. Date-times are texts of the forms
 * that the specification allows, for example "2022-01-15T12:00:00Z".
 *
 * Ownership: what a function whose name ends in _new, _load, _parse or _read returns is the caller's,
 * to be given back to the _free of its type; a `char *` is the caller's, to be given back to
 * certlogic_free; a `const` pointer belongs to the object it was asked of.
 *
 * Errors: functions that can fail take a certlogic_error, which may be NULL. It belongs to the caller
 * and is written only on failure. Bad input of any kind is an error, never an abort.
 *
 * Threads: rule sets, certificates and expressions are immutable and may be shared. An evaluator
 * belongs to one thread at a time. The library has no global state, reads no clock, no environment
 * and no locale, and opens no files but those that certlogic_rules_load is told to.
 */
#ifndef CERTLOGIC_H
#define CERTLOGIC_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define CERTLOGIC_API        __attribute__((visibility("default")))
#define CERTLOGIC_MUST_CHECK __attribute__((warn_unused_result))
#else
#define CERTLOGIC_API
#define CERTLOGIC_MUST_CHECK
#endif

/* ---- Errors ------------------------------------------------------------------------------------ */

#define CERTLOGIC_NO_OFFSET ((size_t)-1)

typedef struct certlogic_error {
    const char *code;  /* stable name, for example "limit-depth"; a string that is never freed */
    size_t offset;     /* byte offset into the input, or CERTLOGIC_NO_OFFSET */
    char at[3073];     /* JSON Pointer (RFC 6901) to the place; "" for the whole */
    char message[512]; /* what was wrong and what would be right, in English */
} certlogic_error;

/* Gives back a text that the library returned as `char *`; NULL is allowed. */
CERTLOGIC_API void certlogic_free(char *text);

/* The version of the library, and of the language specification that it implements. */
CERTLOGIC_API const char *certlogic_version(void);
CERTLOGIC_API const char *certlogic_language_version(void);

/* ---- Rule sets --------------------------------------------------------------------------------- */

/* The rules of one or several authorities with their value sets, compiled. */
typedef struct certlogic_rules certlogic_rules;

typedef struct certlogic_load_options {
    const char
        *value_sets; /* a file of value sets; its sets replace those that come with the rules */
    bool keep_going; /* leave broken rules out instead of refusing the set */
    bool check;      /* make warnings too, not only errors */
} certlogic_load_options;

/* Loads a file (a rule, an array of rules, or a bundle {"rules", "valueSets"}) or a folder: every
 * rule.json in it at any depth, and every other *.json beside them, value sets among them; the folder
 * of a rule.json is not looked into. `options` may be NULL. Returns NULL with `io`, `memory`,
 * `limit-size`, or, unless keep_going, the first fault of a broken document: `json…`, `limit-depth`,
 * `format-…`, `rule-metadata`, `rule-duplicate`, `value-sets`, with the file in the message. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_load(const char *path, const certlogic_load_options *options,
                     certlogic_error *error);

/* The same from one document in memory. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_rules *
certlogic_rules_parse(const char *json, size_t length, const certlogic_load_options *options,
                      certlogic_error *error);

CERTLOGIC_API void certlogic_rules_free(certlogic_rules *rules);

typedef struct certlogic_rule {
    const char *id;
    const char *version;
    const char *type;             /* "Acceptance", "Invalidation" */
    const char *certificate_type; /* "General", "Vaccination", "Test", "Recovery" */
    const char *country;
    const char *region;     /* NULL where the rule has none */
    const char *valid_from; /* "2021-06-01T00:00:00Z", as written in the rule */
    const char *valid_to;
    const char *description; /* in the language asked, else in English, else the first; or "" */
    const char *file;
} certlogic_rule;

/* How many whole rules the set has, and rule `index` of them, its description in `language` (NULL:
 * English). Rules stand by country, type, identifier, newest version first. False past the end. */
CERTLOGIC_API size_t certlogic_rules_count(const certlogic_rules *rules);
CERTLOGIC_API bool certlogic_rules_get(const certlogic_rules *rules, size_t index,
                                       const char *language, certlogic_rule *rule);

typedef struct certlogic_query {
    const char *country;          /* two capital letters; GR and EL are one country */
    const char *region;           /* NULL where none is asked */
    const char *clock;            /* the moment */
    const char *type;             /* "Acceptance" (also for NULL) or "Invalidation" */
    const char *certificate_type; /* "Vaccination", "Test", "Recovery", or NULL for all */
} certlogic_query;

/* The indexes of the rules that are in force, by identifier, into `indexes` (room for
 * certlogic_rules_count); `*count` is how many. False with `country`, `clock` or `usage`. */
CERTLOGIC_API bool certlogic_rules_in_force(const certlogic_rules *rules,
                                            const certlogic_query *query, size_t *indexes,
                                            size_t *count, certlogic_error *error);

typedef struct certlogic_finding {
    const char *code;
    const char *severity; /* "error", "warning", "note" */
    const char *file;
    const char *at; /* JSON Pointer into the file's document */
    const char *message;
    const char *fix; /* JSON to write instead, or NULL */
} certlogic_finding;

/* What loading found, in the order of the documents; false past the end. */
CERTLOGIC_API bool certlogic_rules_finding(const certlogic_rules *rules, size_t index,
                                           certlogic_finding *finding);

/* A listing of the compiled program: stable, one instruction a line, each with its rule and place.
 * With `id`, only the plain code of the rules of that identifier. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_rules_disassemble(const certlogic_rules *rules, const char *id);

/* A text that is equal for two rule sets when they judge every certificate alike: what of their rules
 * and value sets a verdict can depend on. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_rules_canonical(const certlogic_rules *rules);

/* True when a document is rules or value sets rather than an expression: it, or an item of it, has a
 * member that only those have, or it holds arrays of codes under names that are no operations. False
 * for what cannot be read. */
CERTLOGIC_API bool certlogic_is_rules(const char *json, size_t length);

/* ---- Certificates ------------------------------------------------------------------------------ */

/* A decoded certificate, or the fault that kept it from being decoded. Independent of any rule set:
 * decode once, judge as often as you like. */
typedef struct certlogic_certificate certlogic_certificate;

/* Reads a payload as JSON (RFC 8259, strict). Returns NULL only with `memory`: bytes that are no
 * certificate make one with a fault, which every verdict rejects. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_certificate *
certlogic_certificate_read(const char *bytes, size_t length, certlogic_error *error);

CERTLOGIC_API void certlogic_certificate_free(certlogic_certificate *certificate);

/* True when the bytes could be decoded; else false and, if `error` is not NULL, why. */
CERTLOGIC_API bool certlogic_certificate_decoded(const certlogic_certificate *certificate,
                                                 certlogic_error *error);

/* "Vaccination", "Test" or "Recovery"; NULL where it was not decoded, or has not exactly one entry. */
CERTLOGIC_API const char *certlogic_certificate_type(const certlogic_certificate *certificate);

/* ---- Judging ----------------------------------------------------------------------------------- */

/* What one thread needs to judge by a rule set. Reuse it: judging asks nothing of the heap. */
typedef struct certlogic_evaluator certlogic_evaluator;

/* `rules` must outlive the evaluator. NULL with `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_evaluator *
certlogic_evaluator_new(const certlogic_rules *rules, certlogic_error *error);
CERTLOGIC_API void certlogic_evaluator_free(certlogic_evaluator *evaluator);

typedef struct certlogic_request {
    const char *country;         /* of arrival, two capital letters */
    const char *region;          /* NULL where none is asked */
    const char *clock;           /* the moment at which validity is asked */
    const char *language;        /* of descriptions; NULL: English */
    bool strict;                 /* open becomes rejected */
    bool allow_no_rules;         /* no rule in force is no reason to be open */
    bool invalidation_when_true; /* an invalidation rule strikes when it is true, not when false */
    bool fields;                 /* note the fields that each rule read; costs a second run */
} certlogic_request;

typedef enum certlogic_verdict_kind {
    CERTLOGIC_ACCEPTED,
    CERTLOGIC_REJECTED,
    CERTLOGIC_OPEN
} certlogic_verdict_kind;

typedef enum certlogic_outcome {
    CERTLOGIC_RULE_PASSED,
    CERTLOGIC_RULE_FAILED,
    CERTLOGIC_RULE_OPEN
} certlogic_outcome;

/* The verdict on one certificate. Belongs to the evaluator and is valid until it judges again. */
typedef struct certlogic_verdict certlogic_verdict;

/* Judges: the acceptance rules of the country of arrival and the invalidation rules of the country of
 * issuance. NULL with `country` (the set has no rules of it), `clock`, `usage` or `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK const certlogic_verdict *
certlogic_judge(certlogic_evaluator *evaluator, const certlogic_certificate *certificate,
                const certlogic_request *request, certlogic_error *error);

CERTLOGIC_API certlogic_verdict_kind certlogic_verdict_kind_of(const certlogic_verdict *verdict);

/* "accepted", "rejected", "open"; and "passed", "failed", "open". */
CERTLOGIC_API const char *certlogic_verdict_name(certlogic_verdict_kind kind);
CERTLOGIC_API const char *certlogic_outcome_name(certlogic_outcome outcome);

/* What decided: the first failing step; else the first failing rule by identifier; else the first open
 * one, or "no-rules". NULL for accepted. */
CERTLOGIC_API const char *certlogic_verdict_decided_by(const certlogic_verdict *verdict);

/* Why no rule was asked: the certificate was not decoded, or is none. False where rules were. */
CERTLOGIC_API bool certlogic_verdict_fault(const certlogic_verdict *verdict,
                                           certlogic_error *error);

typedef struct certlogic_judged {
    certlogic_rule rule;
    certlogic_outcome outcome;
    const char *code; /* why it is open, else NULL */
    const char *at;   /* JSON Pointer into the rule */
    const char *message;
    size_t fields; /* how many fields it read; 0 unless they were asked for */
} certlogic_judged;

/* The rules that applied, by identifier; false past the end. */
CERTLOGIC_API size_t certlogic_verdict_count(const certlogic_verdict *verdict);
CERTLOGIC_API bool certlogic_verdict_rule(const certlogic_verdict *verdict, size_t index,
                                          certlogic_judged *judged);

/* Field `field` that rule `index` read: its path as "payload.v.0.dn" (`*path_length` bytes) and its
 * value as JSON. NULL past the end or when memory runs out. */
CERTLOGIC_API char *certlogic_verdict_field(const certlogic_verdict *verdict, size_t index,
                                            size_t field, const char **path, size_t *path_length);

/* The whole verdict as one JSON object on one line: verdict, verified, revocation, clock, country,
 * decided_by, rules_applied, rules, notices, steps. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_verdict_json(const certlogic_verdict *verdict);

/* ---- Evaluating as written --------------------------------------------------------------------- */

/* Takes the outcome of one rule; `error` is set for an open one, else NULL. */
typedef void certlogic_outcome_report(void *self, const certlogic_rule *rule,
                                      certlogic_outcome outcome, const certlogic_error *error);

/* Evaluates every rule of the set on a data context as it is written: no selection, no version or
 * entry check, value sets from the data. `data` is JSON, usually {"payload", "external"}. False with
 * the fault of the JSON, or `memory`. The evaluator's verdict stays valid. */
CERTLOGIC_API bool certlogic_every_rule(certlogic_evaluator *evaluator, const char *data,
                                        size_t length, certlogic_outcome_report *report, void *self,
                                        certlogic_error *error);

/* An expression on its own. */
typedef struct certlogic_expression certlogic_expression;

/* Compiles an expression. NULL with the first fault of its JSON or its format, or `memory`. */
CERTLOGIC_API CERTLOGIC_MUST_CHECK certlogic_expression *
certlogic_expression_parse(const char *json, size_t length, certlogic_error *error);
CERTLOGIC_API void certlogic_expression_free(certlogic_expression *expression);

/* The value of the expression on data, as JSON; date-times as "2021-06-01T00:00:00.000Z". NULL with the
 * fault of the data (`json…`, `limit-depth`), of the evaluation with its place in the expression
 * (`kind`, `truthiness`, `date`, `date-range`, `overflow`, `budget`, `limit-depth`), or `memory`. */
CERTLOGIC_API char *certlogic_expression_evaluate(const certlogic_expression *expression,
                                                  const char *data, size_t length,
                                                  certlogic_error *error);

/* The compact one-line notation, and a listing of the program. NULL when memory runs out. */
CERTLOGIC_API char *certlogic_expression_notation(const certlogic_expression *expression);
CERTLOGIC_API char *certlogic_expression_disassemble(const certlogic_expression *expression);

/* Evaluates one line of `eval --stream`: a JSON object {"expr", "data"}; without "data" it is null.
 * Returns the JSON line {"value": …} or {"error": {"code", "at", "message"}}, without a line end; NULL
 * when memory runs out. */
CERTLOGIC_API char *certlogic_evaluate_line(const char *line, size_t length);

/* Takes one finding of a check. Its texts are valid during the call only. */
typedef void certlogic_finding_report(void *self, const certlogic_finding *finding);

/* Checks the format of an expression and reports every fault, and warnings where the format is whole.
 * `file` is what findings call it. Returns the number of errors, or -1 with `memory`. */
CERTLOGIC_API long certlogic_check_expression(const char *json, size_t length, const char *file,
                                              certlogic_finding_report *report, void *self,
                                              certlogic_error *error);

/* ---- Tests of rules ---------------------------------------------------------------------------- */

/* What came of one test. Texts are valid during the call only. */
typedef struct certlogic_test {
    const char *name;
    const char *file;
    const char *result;   /* "passed", "failed", "skipped" */
    const char *expected; /* of a failed one: JSON */
    const char *got;      /* of a failed one: JSON, or "error CODE at PLACE: MESSAGE" */
    const char *trace;    /* of a failed one: a line for each computed value; "" for none */
} certlogic_test;

/* A decision of a rule (a guard, an operand of `and`, a comparison, `in` or `!`) and the ways in which its
 * tests took it. */
typedef struct certlogic_decision {
    const char *rule; /* identifier */
    const char *at;   /* JSON Pointer into the Logic */
    const char *text; /* in the compact notation */
    bool seen_true;
    bool seen_false;
} certlogic_decision;

typedef struct certlogic_test_options {
    const char *filter; /* only tests with this in their name or file; NULL for all */
    void (*report)(void *self, const certlogic_test *test);           /* may be NULL */
    void (*decision)(void *self, const certlogic_decision *decision); /* may be NULL */
    void *self;
} certlogic_test_options;

typedef struct certlogic_test_summary {
    size_t passed;
    size_t failed;
    size_t skipped;
    size_t ways; /* twice the decisions of all rules that were tested */
    size_t ways_taken;
} certlogic_test_summary;

/* Runs the tests in files and folders, as written: the tests of a rule ({"name", "payload",
 * "external", "expected"} in tests/ beside its rule.json) and suites in the form of the
 * specification's. A test that cannot be read has failed. A rule's test whose clock lies outside the
 * rule's validity has failed too. `options` may be NULL. False with `io`, `limit-size`, `memory`. */
CERTLOGIC_API bool certlogic_test_paths(const char *const *paths, size_t count,
                                        const certlogic_test_options *options,
                                        certlogic_test_summary *summary, certlogic_error *error);

#ifdef __cplusplus
}
#endif

#endif
