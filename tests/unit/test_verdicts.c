/* test_verdicts.c — runs tests/conformance/verdict through the public functions: which rules apply,
 * the verdict, what decided it. The README there describes a case. */
#include <dirent.h>
#include <jansson.h>

#include "certlogic.h"
#include "support.h"

enum { FILES_MOST = 64 };

static char *files[FILES_MOST]; /* paths, sorted */
static int file_count;

static json_t *loaded(const char *path)
{
    json_error_t error;
    json_t *json = json_load_file(path, JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(json != NULL, "%s:%d: %s", path, error.line, error.text);
    return json;
}

static const char *folder(void)
{
    static char path[4096];
    snprintf(path, sizeof path, "%s/tests/conformance/verdict", top_srcdir());
    return path;
}

/* ---- What is asked --------------------------------------------------------------------------- */

/* Returns the default object with the members of `own`, which may be NULL. */
static json_t *overlaid(const json_t *defaults, const char *member, json_t *own)
{
    json_t *whole = json_deep_copy(json_object_get(defaults, member));
    ck_assert_ptr_nonnull(whole);
    ck_assert(own == NULL || json_object_update(whole, own) == 0);
    return whole;
}

static certlogic_rules *rules_of(const json_t *defaults, const json_t *test)
{
    json_t *bundle = json_object();
    json_t *rules = json_array();
    json_t *sets = json_object_get(test, "value_sets");
    json_t *own;
    size_t i;
    json_array_foreach(json_object_get(test, "rules"), i, own)
        json_array_append_new(rules, overlaid(defaults, "rule", own));
    json_object_set_new(bundle, "rules", rules);
    if (sets != NULL)
        json_object_set(bundle, "valueSets", sets);
    char *text = json_dumps(bundle, 0);
    certlogic_error error;
    certlogic_rules *made = certlogic_rules_parse(text, strlen(text), NULL, &error);
    ck_assert_msg(made != NULL, "%s: %s", error.at, error.message);
    ck_assert_uint_eq(certlogic_rules_count(made), json_array_size(rules));
    free(text);
    json_decref(bundle);
    return made;
}

static certlogic_certificate *certificate_of(const json_t *defaults, const json_t *test)
{
    const char *bytes = json_string_value(json_object_get(test, "payload_text"));
    const json_t *payload = json_object_get(test, "payload");
    if (payload == NULL)
        payload = json_object_get(defaults, "payload");
    char *text = bytes == NULL ? json_dumps(payload, 0) : NULL;
    if (text != NULL)
        bytes = text;
    certlogic_certificate *made = certlogic_certificate_read(bytes, strlen(bytes), NULL);
    ck_assert_ptr_nonnull(made);
    free(text);
    return made;
}

static certlogic_request request_of(const json_t *from)
{
    certlogic_request request = {
        .country = json_string_value(json_object_get(from, "country")),
        .region = json_string_value(json_object_get(from, "region")),
        .clock = json_string_value(json_object_get(from, "clock")),
        .strict = json_is_true(json_object_get(from, "strict")),
        .allow_no_rules = json_is_true(json_object_get(from, "allow_no_rules")),
        .invalidation_when_true = json_is_true(json_object_get(from, "invalidation_when_true"))};
    return request;
}

/* ---- What is answered ------------------------------------------------------------------------ */

static json_t *outcomes_of(const certlogic_verdict *verdict)
{
    json_t *outcomes = json_array();
    certlogic_judged judged;
    for (size_t i = 0; certlogic_verdict_rule(verdict, i, &judged); i++) {
        const char *name = certlogic_outcome_name(judged.outcome);
        json_array_append_new(outcomes, judged.outcome == CERTLOGIC_RULE_OPEN
                                            ? json_sprintf("%s %s %s %s", judged.rule.id, name,
                                                           judged.code, judged.at)
                                            : json_sprintf("%s %s", judged.rule.id, name));
    }
    ck_assert_uint_eq(json_array_size(outcomes), certlogic_verdict_count(verdict));
    return outcomes;
}

/* Returns the verdict in the form in which cases expect it. */
static json_t *answer_to(certlogic_evaluator *evaluator, const certlogic_certificate *certificate,
                         const certlogic_request *request)
{
    certlogic_error error;
    const certlogic_verdict *verdict = certlogic_judge(evaluator, certificate, request, &error);
    if (verdict == NULL)
        return json_pack("{s:s}", "error", error.code);
    const char *decided_by = certlogic_verdict_decided_by(verdict);
    json_t *reply = json_pack(
        "{s:s,s:o}", "verdict", certlogic_verdict_name(certlogic_verdict_kind_of(verdict)),
        "decided_by", decided_by != NULL ? json_string(decided_by) : json_null());
    if (certlogic_verdict_fault(verdict, &error)) {
        ck_assert_uint_eq(certlogic_verdict_count(verdict), 0);
        json_object_set_new(reply, "fault", json_sprintf("%s %s", error.code, error.at));
    } else {
        json_object_set_new(reply, "outcomes", outcomes_of(verdict));
    }
    return reply;
}

static bool meets_expectation(const json_t *defaults, const json_t *test, const char *path)
{
    certlogic_rules *rules = rules_of(defaults, test);
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, NULL);
    certlogic_certificate *certificate = certificate_of(defaults, test);
    json_t *asked = overlaid(defaults, "request", json_object_get(test, "request"));
    certlogic_request request = request_of(asked);
    json_t *reply = answer_to(evaluator, certificate, &request);
    json_t *expected = json_object_get(test, "expected");
    bool equal = json_equal(reply, expected);
    /* Judges again with the fields: that is other code, and must give the same verdict. */
    request.fields = true;
    json_t *again = answer_to(evaluator, certificate, &request);
    if (!equal || !json_equal(again, reply)) {
        char *got = json_dumps(equal ? again : reply, 0);
        char *wanted = json_dumps(expected, 0);
        fprintf(stderr, "%s: %s\n  got      %s\n  expected %s\n", path,
                json_string_value(json_object_get(test, "name")), got, wanted);
        free(got);
        free(wanted);
        equal = false;
    }
    json_decref(again);
    json_decref(reply);
    json_decref(asked);
    certlogic_certificate_free(certificate);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
    return equal;
}

START_TEST(a_sentence)
{
    const char *path = files[_i];
    json_t *document = loaded(path);
    json_t *defaults = loaded(given_text("%s/defaults.json", folder()));
    const json_t *cases = json_object_get(document, "cases");
    json_t *test;
    size_t i, failed = 0;
    ck_assert_msg(json_is_string(json_object_get(document, "sentence")), "%s", path);
    ck_assert_msg(json_array_size(cases) > 0, "no case in %s", path);
    json_array_foreach(cases, i, test)
    {
        ck_assert_msg(json_is_string(json_object_get(test, "name")), "%s: case %zu", path, i);
        failed += !meets_expectation(defaults, test, path);
    }
    json_decref(document);
    json_decref(defaults);
    ck_assert_msg(failed == 0, "%s: %zu of %zu cases", path, failed, i);
}
END_TEST

START_TEST(there_are_cases)
{
    ck_assert_msg(file_count > 0, "no case in %s", folder());
}
END_TEST

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void find_files(void)
{
    DIR *listing = opendir(folder());
    struct dirent *entry;
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        const char *name = entry->d_name;
        size_t length = strlen(name), size = strlen(folder()) + length + 2;
        if (length <= 5 || strcmp(name + length - 5, ".json") != 0 ||
            strcmp(name, "defaults.json") == 0 || file_count == FILES_MOST)
            continue;
        files[file_count] = malloc(size);
        if (files[file_count] != NULL)
            snprintf(files[file_count++], size, "%s/%s", folder(), name);
    }
    if (listing != NULL)
        closedir(listing);
    qsort(files, (size_t)file_count, sizeof *files, by_name);
}

int main(void)
{
    find_files();
    TCase *tests = unit_tests("verdicts");
    tcase_add_test(tests, there_are_cases);
    tcase_add_loop_test(tests, a_sentence, 0, file_count);
    int failed = unit_run();
    while (file_count > 0)
        free(files[--file_count]);
    return failed;
}
