/* support_rules.h — shared by the tests of rule/, cert/, verdict/ and api/, in addition to
 * support.h: whole rules of which a test gives only the members that matter to it, rule sets,
 * findings, certificates, verdicts.
 *
 * JSON is written with ' instead of " (`quoted`). Tests made by `rules_tests` have a fixture that
 * frees everything made here.
 */
#ifndef CL_TESTS_SUPPORT_RULES_H
#define CL_TESTS_SUPPORT_RULES_H

#include <jansson.h>

#include "cert/certificate.h"
#include "rule/ruleset.h"
#include "support.h"
#include "verdict/judge.h"

#define USUAL_RULE                                                                                 \
    "{'Identifier':'GR-CZ-0001','Type':'Acceptance','Country':'CZ','Version':'1.0.0',"             \
    "'SchemaVersion':'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0',"                        \
    "'CertificateType':'General','Description':[{'lang':'en','desc':'A rule.'}],"                  \
    "'ValidFrom':'2021-06-01T00:00:00Z','ValidTo':'2022-06-01T00:00:00Z','AffectedFields':[],"     \
    "'Logic':true}"

#define USUAL_CLOCK INT64_C(1642248000000) /* 2022-01-15T12:00:00Z */

#define USUAL_PAYLOAD "{'ver':'1.3.0','v':[{'co':'AT','dn':2,'sd':2,'dt':'2021-12-01'}]}"

enum { RULES_MOST = 32 };

static struct {
    cl_ruleset *sets[RULES_MOST];
    cl_certificate *certificates[RULES_MOST];
    cl_judge *judges[RULES_MOST];
    size_t set_count, certificate_count, judge_count;
} given_here;

static inline void given_here_begin(void)
{
    memset(&given_here, 0, sizeof given_here);
}

static inline void given_here_end(void)
{
    while (given_here.judge_count > 0)
        cl_judge_free(given_here.judges[--given_here.judge_count]);
    while (given_here.certificate_count > 0)
        cl_certificate_free(given_here.certificates[--given_here.certificate_count]);
    while (given_here.set_count > 0)
        cl_ruleset_free(given_here.sets[--given_here.set_count]);
}

/* Like unit_tests of support.h, with the fixture of this file too. */
static inline TCase *rules_tests(const char *name)
{
    TCase *tests = unit_tests(name);
    tcase_add_checked_fixture(tests, given_here_begin, given_here_end);
    return tests;
}

/* ---- Documents ------------------------------------------------------------------------------- */

static inline json_t *parsed_json(const char *text)
{
    json_error_t error;
    json_t *json = json_loads(quoted(text), JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
    ck_assert_msg(json != NULL, "%s: %.300s", error.text, text);
    return json;
}

/* Returns the text of a document, valid until the test ends, and releases the document. */
static inline const char *dumped_json(json_t *json)
{
    char *text = json_dumps(json, JSON_ENCODE_ANY | JSON_COMPACT);
    ck_assert_ptr_nonnull(text);
    const char *kept = given_text("%s", text);
    free(text);
    json_decref(json);
    return kept;
}

/* Returns the default rule, with these members replacing its own. */
static inline const char *rule_with(const char *members)
{
    json_t *rule = parsed_json(USUAL_RULE);
    json_t *others = parsed_json(members);
    ck_assert_int_eq(json_object_update(rule, others), 0);
    json_decref(others);
    return dumped_json(rule);
}

/* Returns the default rule without this member. */
static inline const char *rule_without(const char *member)
{
    json_t *rule = parsed_json(USUAL_RULE);
    ck_assert_int_eq(json_object_del(rule, member), 0);
    return dumped_json(rule);
}

/* ---- Rules and rule sets --------------------------------------------------------------------- */

static inline cl_ruleset *empty_set(void)
{
    cl_ruleset *set = cl_ruleset_new(NULL);
    ck_assert_ptr_nonnull(set);
    ck_assert_uint_lt(given_here.set_count, RULES_MOST);
    given_here.sets[given_here.set_count++] = set;
    return set;
}

static inline void add_document(cl_ruleset *set, const char *file, const char *document)
{
    const char *json = quoted(document);
    ck_assert(cl_ruleset_add(set, CL_DOCUMENT_ANY, file, json, strlen(json), NULL));
}

static inline void finish_set(cl_ruleset *set)
{
    cl_error error;
    cl_error_init(&error);
    ck_assert_msg(cl_ruleset_finish(set, &error), "%s", error.message);
}

/* Returns a finished set of one document. */
static inline cl_ruleset *set_of(const char *document)
{
    cl_ruleset *set = empty_set();
    add_document(set, "set.json", document);
    finish_set(set);
    return set;
}

/* The same for a document that must have no fault. */
static inline cl_ruleset *whole_set(const char *document)
{
    cl_ruleset *set = set_of(document);
    ck_assert_msg(set->findings.count == 0, "%s at %s", set->findings.items[0].message,
                  set->findings.items[0].at);
    return set;
}

/* Returns the rules of a set as "identifier version" in its order, joined by ", ". */
static inline const char *names_in(const cl_ruleset *set)
{
    const char *names = "";
    for (uint32_t i = 0; i < set->count; i++)
        names = given_text("%s%s%s %s", names, i > 0 ? ", " : "", set->rules[i].id,
                           set->rules[i].version_text);
    return names;
}

/* Returns findings as lines "code severity file at: message", with the fix, if there is one, after
 * "=>". */
static inline const char *findings_in(const cl_findings *findings)
{
    cl_buffer out;
    cl_buffer_init(&out);
    for (size_t i = 0; i < findings->count; i++) {
        const cl_finding *f = &findings->items[i];
        cl_buffer_printf(&out, "%s %s %s %s: %s%s%s\n", cl_code_name(f->code),
                         cl_severity_name(f->severity), f->file, f->at, f->message,
                         f->fix != NULL ? " => " : "", f->fix != NULL ? f->fix : "");
    }
    return given_taken(&out);
}

/* ---- Certificates and verdicts --------------------------------------------------------------- */

static inline cl_certificate *certificate_of(const char *payload)
{
    const char *json = quoted(payload);
    cl_certificate *certificate = cl_certificate_read_json(json, strlen(json), NULL);
    ck_assert_ptr_nonnull(certificate);
    ck_assert_uint_lt(given_here.certificate_count, RULES_MOST);
    given_here.certificates[given_here.certificate_count++] = certificate;
    return certificate;
}

static inline cl_judge *judge_of(const cl_ruleset *set)
{
    cl_judge *judge = cl_judge_new(set, NULL);
    ck_assert_ptr_nonnull(judge);
    ck_assert_uint_lt(given_here.judge_count, RULES_MOST);
    given_here.judges[given_here.judge_count++] = judge;
    return judge;
}

static inline cl_request usual_request(void)
{
    return (cl_request){.country = "CZ", .clock = USUAL_CLOCK};
}

/* Judges a certificate. The request may be NULL for the default one. */
static inline cl_verdict judged_by(cl_judge *judge, const cl_certificate *certificate,
                                   const cl_request *request)
{
    cl_verdict verdict;
    cl_error error;
    cl_request usual = usual_request();
    cl_error_init(&error);
    ck_assert_msg(
        cl_judge_run(judge, certificate, request != NULL ? request : &usual, &verdict, &error),
        "%s", error.message);
    return verdict;
}

/* Returns "rejected by GR-CZ-0001: GR-CZ-0001 failed, GR-CZ-0002 open", without " by …" if nothing
 * decided. */
static inline const char *verdict_text(const cl_verdict *verdict)
{
    static const char *const kinds[] = {"accepted", "rejected", "open"};
    static const char *const outcomes[] = {"passed", "failed", "open"};
    const char *text = kinds[verdict->kind];
    if (verdict->decided_by != NULL)
        text = given_text("%s by %s", text, verdict->decided_by);
    for (uint32_t i = 0; i < verdict->count; i++)
        text = given_text("%s%s %s %s", text, i == 0 ? ":" : ",", verdict->rules[i].rule->id,
                          outcomes[verdict->rules[i].outcome]);
    return text;
}

/* Returns the fields that a rule read, as a JSON object in the order of reading, with ' instead of
 * ". */
static inline const char *fields_text(const cl_judged *judged)
{
    const char *text = "";
    for (uint32_t i = 0; i < judged->field_count; i++)
        text = given_text("%s%s\"%.*s\":%s", text, i > 0 ? "," : "", (int)judged->fields[i].length,
                          judged->fields[i].path, text_of(&judged->fields[i].value));
    char *object = cl_arena_text(&given.arena, text, strlen(text));
    ck_assert_ptr_nonnull(object);
    for (char *c = object; *c != '\0'; c++) {
        if (*c == '"')
            *c = '\'';
    }
    return given_text("{%s}", object);
}

#endif
