/* tests.c — finds tests in files and folders and runs them.
 *
 * A folder with a rule.json, or with exactly one file that contains a rule, is a rule; its tests
 * are tests/ *.json. The same tests run for a path that names a rule.json. Any other file is a
 * suite. Any other folder is searched. A file that cannot be read counts as a failed test.
 */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/io.h"
#include "api/schemas.h"
#include "author/suite.h"
#include "author/tester.h"
#include "data/document.h"
#include "data/writer.h"
#include "rule/forms.h"

typedef struct session {
    const certlogic_test_options *options;
    certlogic_test_summary *summary;
    cl_coverage *coverage; /* of the current rule, or NULL */
    cl_ruleset *set;       /* if not NULL: all rule tests use its value sets */
    cl_schema *schema;     /* the schema of rule tests */
    cl_tested tested;
    cl_buffer expected;
} session;

static void tell(session *s, const char *name, const char *file, cl_test_result result,
                 const char *expected, const char *got, const char *trace)
{
    certlogic_test report = {.name = name,
                             .file = file,
                             .result = (certlogic_test_result)result,
                             .expected = expected,
                             .got = got,
                             .trace = trace};
    s->summary->passed += result == CL_TEST_PASSED;
    s->summary->failed += result == CL_TEST_FAILED;
    s->summary->skipped += result == CL_TEST_SKIPPED;
    if (s->options->report != NULL)
        s->options->report(s->options->self, &report);
}

/* Reports a document that cannot be read as a failed test.
 * Returns: false with MEMORY. */
static bool tell_unreadable(session *s, const char *file, const cl_error *fault, cl_error *error)
{
    if (fault->code == CL_MEMORY)
        return cl_error_memory(error);
    cl_buffer got;
    cl_buffer_init(&got);
    cl_buffer_printf(&got, "error %s%s%s: %s", cl_code_name(fault->code),
                     fault->at[0] != '\0' ? " at " : "", fault->at, fault->message);
    bool told = !got.failed;
    if (told && (s->options->filter == NULL || strstr(file, s->options->filter) != NULL))
        tell(s, file, file, CL_TEST_FAILED, "a readable document", cl_buffer_text(&got), "");
    cl_buffer_free(&got);
    return told || cl_error_memory(error);
}

static bool take_test(void *self, const cl_test *test, cl_error *error)
{
    session *s = self;
    const char *filter = s->options->filter;
    if (filter != NULL && strstr(test->name, filter) == NULL && strstr(test->file, filter) == NULL)
        return true;
    if (!cl_test_run(test, s->coverage, &s->tested, error))
        return false;
    bool failed = s->tested.result == CL_TEST_FAILED;
    cl_buffer_clear(&s->expected);
    if (failed)
        cl_write_value(&s->expected, &test->expected);
    if (s->expected.failed)
        return cl_error_memory(error);
    tell(s, test->name, test->file, s->tested.result, failed ? cl_buffer_text(&s->expected) : NULL,
         failed ? cl_buffer_text(&s->tested.got) : NULL,
         failed ? cl_buffer_text(&s->tested.trace) : NULL);
    return true;
}

/* Reads a document into `arena`. A fault of the document is reported, and `*read` is false.
 * Returns: false with MEMORY. */
static bool read_document(session *s, const char *path, cl_arena *arena, cl_value *document,
                          bool *read, cl_error *error)
{
    cl_error fault;
    cl_buffer bytes;
    cl_error_init(&fault);
    cl_buffer_init(&bytes);
    *read = cl_io_read(path, &bytes, &fault) &&
            cl_document_read(cl_buffer_text(&bytes), bytes.length, arena, document, &fault);
    cl_buffer_free(&bytes);
    return *read || tell_unreadable(s, path, &fault, error);
}

/* ---- Rules with their tests ------------------------------------------------------------------ */

/* A session, and the rule whose tests are run in it. */
typedef struct rule_session {
    session *s;
    const cl_subject *of;
} rule_session;

static bool run_rule_test(void *self, const char *path, cl_error *error)
{
    const rule_session *r = self;
    cl_error fault;
    cl_arena arena;
    cl_value document;
    bool read;
    cl_error_init(&fault);
    cl_arena_init(&arena, SIZE_MAX);
    bool ran = read_document(r->s, path, &arena, &document, &read, error);
    if (ran && read &&
        !(cl_api_schema_rule_test(r->s->schema, &document, &arena, &fault) &&
          cl_suite_read_rule_test(&document, path, r->of, &arena, take_test, r->s, &fault)))
        ran = tell_unreadable(r->s, path, &fault, error);
    cl_arena_free(&arena);
    return ran;
}

/* Reports which results each decision of the rule has had. */
static bool tell_decisions(session *s, const cl_subject *of, cl_error *error)
{
    const cl_coverage *c = s->coverage;
    for (uint32_t i = 0; i < c->count; i++) {
        cl_buffer at, text;
        cl_buffer_init(&at);
        cl_buffer_init(&text);
        cl_expression_place(c->expression, c->decisions[i].node, &at);
        cl_expression_write_node(c->expression, c->decisions[i].node, &text);
        certlogic_decision decision = {.rule = of->rule.id,
                                       .at = cl_buffer_text(&at),
                                       .text = cl_buffer_text(&text),
                                       .seen_true = c->decisions[i].seen_true,
                                       .seen_false = c->decisions[i].seen_false};
        bool whole = !at.failed && !text.failed;
        if (whole && s->options->decision != NULL)
            s->options->decision(s->options->self, &decision);
        cl_buffer_free(&at);
        cl_buffer_free(&text);
        if (!whole)
            return cl_error_memory(error);
    }
    s->summary->ways += 2 * (size_t)c->count;
    s->summary->ways_taken += cl_coverage_taken(c);
    return true;
}

/* Reads the rule of `path`. If it is broken, its faults are reported, and `*whole` is false.
 * Returns: false with MEMORY. */
static bool read_subject(session *s, const char *path, const cl_value *document, cl_arena *arena,
                         cl_subject *of, bool *whole, cl_error *error)
{
    cl_findings findings;
    cl_form form = cl_document_form(document, path);
    if (form != CL_FORM_RULE && document->kind == CL_KIND_OBJECT) {
        cl_error fault;
        cl_error_init(&fault);
        *whole = cl_document_refuse(document, form, &fault);
        return tell_unreadable(s, path, &fault, error);
    }
    cl_findings_init(&findings, arena);
    int read = cl_rule_read(document, path, "", arena, &findings, &of->rule);
    *whole = read > 0;
    if (read < 0)
        return cl_error_memory(error);
    for (size_t i = 0; i < findings.count; i++) {
        cl_error fault;
        cl_error_init(&fault);
        cl_error_set(&fault, findings.items[i].code, "%s", findings.items[i].message);
        cl_error_at(&fault, findings.items[i].at);
        if (!tell_unreadable(s, path, &fault, error))
            return false;
    }
    if (*whole)
        of->logic = cl_value_member(document, "Logic");
    return true;
}

/* Runs the tests in `folder` for the rule of `path`. `folder` is NULL if the rule has none. */
static bool run_rule(session *s, const char *path, const char *folder, cl_error *error)
{
    cl_arena arena;
    cl_value document;
    cl_subject of = {.value_sets = s->set != NULL ? &s->set->value_sets : NULL};
    rule_session r = {.s = s, .of = &of};
    cl_coverage coverage;
    bool go_on;
    cl_arena_init(&arena, SIZE_MAX);
    bool ran = read_document(s, path, &arena, &document, &go_on, error) &&
               (!go_on || read_subject(s, path, &document, &arena, &of, &go_on, error));
    if (ran && go_on) {
        /* A rule for another engine is tested as written, but has no coverage: its Logic was not
         * read. */
        bool covered = of.rule.refused == CL_NONE;
        ran = !covered || cl_coverage_init(&coverage, &of.rule.expression, &arena, error);
        s->coverage = covered ? &coverage : NULL;
        ran = ran && (folder == NULL || cl_io_each_json(folder, run_rule_test, &r, error)) &&
              (!covered || tell_decisions(s, &of, error));
        s->coverage = NULL;
    }
    cl_arena_free(&arena);
    return ran;
}

/* ---- Paths ----------------------------------------------------------------------------------- */

/* Returns: true for a document that may be among rules without being a test. For a list this
 *   depends on its first item. */
static bool stands_among_rules(const cl_value *document, cl_form form, const char *path)
{
    if (form == CL_FORM_LIST)
        return document->array->count > 0 &&
               cl_document_form(&document->array->items[0], path) == CL_FORM_RULE;
    return form != CL_FORM_UNKNOWN;
}

/* Runs a document outside of a rule's tests, which must be a suite. Other documents that may be
 * among rules are skipped if they were found in a folder. */
static bool run_document(session *s, const char *path, const cl_value *document, bool in_folder,
                         cl_arena *arena, cl_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    cl_form form = cl_document_form(document, path);
    bool test = form == CL_FORM_BESIDE && cl_document_is_test(document);
    if (cl_suite_recognise(document)) {
        if (cl_suite_read(document, path, arena, take_test, s, &fault))
            return true;
    } else if (test) {
        cl_error_set(
            &fault, CL_TEST,
            "a test of a rule, and no rule stands beside its folder, which must be called tests");
    } else if (form == CL_FORM_VALUE_SETS ||
               (in_folder && stands_among_rules(document, form, path))) {
        return true;
    } else {
        cl_error_set(&fault, CL_TEST, "neither a suite with cases nor a folder's rule.json");
    }
    return tell_unreadable(s, path, &fault, error);
}

static bool run_file(session *s, const char *path, bool in_folder, cl_error *error)
{
    cl_arena arena;
    cl_value document;
    bool read;
    if (in_folder && cl_document_is_foreign(path))
        return true;
    cl_arena_init(&arena, SIZE_MAX);
    bool ran = read_document(s, path, &arena, &document, &read, error) &&
               (!read || run_document(s, path, &document, in_folder, &arena, error));
    cl_arena_free(&arena);
    return ran;
}

/* Sets `*rule` if the file contains one rule. A file that cannot be read is reported later, when it
 * is run.
 * Returns: false with MEMORY. */
static bool holds_rule(const char *path, bool *rule, cl_error *error)
{
    cl_error fault;
    cl_arena arena;
    cl_value document;
    cl_buffer bytes;
    cl_error_init(&fault);
    cl_arena_init(&arena, SIZE_MAX);
    cl_buffer_init(&bytes);
    *rule = cl_io_read(path, &bytes, &fault) &&
            cl_document_read(cl_buffer_text(&bytes), bytes.length, &arena, &document, &fault) &&
            cl_document_form(&document, path) == CL_FORM_RULE;
    cl_buffer_free(&bytes);
    cl_arena_free(&arena);
    return fault.code != CL_MEMORY || cl_error_memory(error);
}

static bool run_path(session *s, const char *path, int depth, cl_error *error);

/* A folder, and which of its files are rules. */
typedef struct rule_folder {
    const char *path;
    cl_names names;
    bool *rules;         /* by number of a name: the file is a rule or is named rule.json */
    const char *subject; /* the file whose tests are in `tests`; NULL if there is none */
} rule_folder;

/* Finds the subject: rule.json, otherwise the only file that contains a rule. */
static bool find_subject(rule_folder *folder, cl_error *error)
{
    const cl_names *names = &folder->names;
    bool found = true;
    bool named = cl_names_hold(names, "rule.json");
    size_t rules = 0;
    folder->rules = calloc(names->count + 1, sizeof *folder->rules);
    if (folder->rules == NULL)
        return cl_error_memory(error);
    for (size_t i = 0; found && i < names->count; i++) {
        cl_buffer path;
        bool is_folder;
        bool is_named = named && strcmp(names->items[i], "rule.json") == 0;
        folder->rules[i] = is_named;
        if (!cl_io_is_json(names->items[i]))
            continue;
        cl_buffer_init(&path);
        found = cl_io_join(folder->path, names->items[i], &path, error) &&
                cl_io_look_found(cl_buffer_text(&path), &is_folder, error) &&
                (is_named || holds_rule(cl_buffer_text(&path), &folder->rules[i], error));
        cl_buffer_free(&path);
        if (is_named || !folder->rules[i])
            continue;
        rules++;
        folder->subject = names->items[i];
    }
    if (named)
        folder->subject = "rule.json";
    else if (rules != 1)
        folder->subject = NULL;
    return found;
}

static bool run_entry(session *s, const rule_folder *folder, size_t index, int depth,
                      cl_error *error)
{
    const char *name = folder->names.items[index];
    cl_buffer path, tests;
    bool tested = folder->subject != NULL && strcmp(name, folder->subject) == 0 &&
                  cl_names_hold(&folder->names, "tests");
    cl_buffer_init(&path);
    cl_buffer_init(&tests);
    bool ran = cl_io_join(folder->path, name, &path, error) &&
               cl_io_join(folder->path, "tests", &tests, error);
    if (ran)
        ran = folder->rules[index] ? run_rule(s, cl_buffer_text(&path),
                                              tested ? cl_buffer_text(&tests) : NULL, error)
                                   : run_path(s, cl_buffer_text(&path), depth + 1, error);
    cl_buffer_free(&path);
    cl_buffer_free(&tests);
    return ran;
}

static bool run_folder(session *s, const char *path, int depth, cl_error *error)
{
    rule_folder folder = {.path = path};
    if (depth > CL_DEEPEST_FOLDER)
        return cl_error_set(error, CL_LIMIT_SIZE, "%s: folders deeper than %d are refused", path,
                            CL_DEEPEST_FOLDER);
    bool ran = cl_io_list(path, &folder.names, error) && find_subject(&folder, error);
    for (size_t i = 0; ran && i < folder.names.count; i++) {
        if (folder.subject == NULL || strcmp(folder.names.items[i], "tests") != 0)
            ran = run_entry(s, &folder, i, depth, error);
    }
    free(folder.rules);
    cl_names_free(&folder.names);
    return ran;
}

/* Runs a rule.json that the caller named. Its tests are in its folder. */
static bool run_rule_file(session *s, const char *path, cl_error *error)
{
    const char *slash = strrchr(path, '/');
    size_t length = slash == path ? 1 : slash != NULL ? (size_t)(slash - path) : 0;
    cl_buffer folder;
    cl_buffer_init(&folder);
    cl_buffer_add(&folder, slash != NULL ? path : ".", slash != NULL ? length : 1);
    bool ran = folder.failed ? cl_error_memory(error)
                             : run_folder(s, cl_buffer_text(&folder), 0, error);
    cl_buffer_free(&folder);
    return ran;
}

/* Returns: true for a file named rule.json. */
static bool is_rule_file(const char *path)
{
    const char *slash = strrchr(path, '/');
    return strcmp(slash != NULL ? slash + 1 : path, "rule.json") == 0;
}

static bool run_path(session *s, const char *path, int depth, cl_error *error)
{
    bool folder;
    if (!(depth > 0 ? cl_io_look_found : cl_io_look)(path, &folder, error))
        return false;
    if (folder)
        return run_folder(s, path, depth, error);
    if (is_rule_file(path))
        return run_rule_file(s, path, error);
    return (depth > 0 && !cl_io_is_json(path)) || run_file(s, path, depth > 0, error);
}

/* Returns: false if the set has lost value sets. Tests would silently run without them. */
static bool refuse_lost_value_sets(const cl_ruleset *set, cl_error *error)
{
    for (size_t i = 0; i < set->losses.count; i++) {
        const cl_lost *lost = &set->losses.items[i];
        if (lost->value_sets) {
            cl_error_set(error, lost->code, "%s: %s", lost->file, lost->message);
            cl_error_at(error, lost->at);
            return false;
        }
    }
    return true;
}

/* Loads the paths as a rule set, for its value sets. */
static bool read_set(session *s, const char *const *paths, size_t count, cl_error *error)
{
    s->set = cl_ruleset_new(error);
    bool read = s->set != NULL;
    for (size_t i = 0; read && i < count; i++)
        read = cl_api_add_path(s->set, CL_DOCUMENT_ANY, paths[i], NULL, error);
    if (!read || !cl_ruleset_finish(s->set, error) || !refuse_lost_value_sets(s->set, error))
        return false;
    return s->set->value_sets.object->count > 0 ||
           cl_error_set(error, CL_VALUE_SETS, "there are no value sets in what is tested");
}

bool certlogic_test_paths(const char *const *paths, size_t count,
                          const certlogic_test_options *options, certlogic_test_summary *summary,
                          certlogic_error *error)
{
    static const certlogic_test_options none = {.filter = NULL};
    session s = {.options = options != NULL ? options : &none, .summary = summary};
    cl_error fault;
    bool ran;
    if (summary == NULL || (paths == NULL && count > 0))
        return cl_api_null(error);
    cl_error_init(&fault);
    cl_tested_init(&s.tested);
    cl_buffer_init(&s.expected);
    *summary = (certlogic_test_summary){.passed = 0};
    s.schema = cl_schema_compile_embedded(CL_SCHEMA_RULE_TEST, &fault);
    ran = s.schema != NULL;
    if (ran && s.options->set_value_sets)
        ran = read_set(&s, paths, count, &fault);
    for (size_t i = 0; ran && i < count; i++)
        ran = run_path(&s, paths[i], 0, &fault);
    cl_ruleset_free(s.set);
    cl_schema_free(s.schema);
    cl_tested_free(&s.tested);
    cl_buffer_free(&s.expected);
    if (!ran)
        cl_api_error(&fault, error);
    return ran;
}
