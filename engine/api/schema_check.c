/* schema_check.c — adds schema findings about rules, rule tests and value sets to those of reading
 * them. */
#include <string.h>

#include "api/schemas.h"
#include "base/intern.h"
#include "data/document.h"
#include "rule/value_sets.h"

/* One document that is being validated. */
typedef struct part {
    cl_api_checking *checking;
    const char *file;
    const char *at; /* its place in the file */
    bool is_rule;
    bool failed;
} part;

bool cl_api_schema_check_begin(cl_api_checking *c, cl_error *error)
{
    cl_arena_init(&c->arena, SIZE_MAX);
    cl_findings_init(&c->findings, &c->arena);
    c->rule = cl_schema_compile_embedded(CL_SCHEMA_RULE, error);
    c->value_sets = c->rule != NULL ? cl_schema_compile_embedded(CL_SCHEMA_VALUE_SETS, error)
                                    : NULL;
    c->rule_test = c->value_sets != NULL ? cl_schema_compile_embedded(CL_SCHEMA_RULE_TEST, error)
                                         : NULL;
    return c->rule_test != NULL;
}

void cl_api_schema_check_end(cl_api_checking *c)
{
    cl_schema_free(c->rule);
    cl_schema_free(c->rule_test);
    cl_schema_free(c->value_sets);
    cl_arena_free(&c->arena);
}

static bool say(part *p, cl_severity severity, cl_code code, const char *at, const char *message)
{
    cl_finding finding = {
        .code = code, .severity = severity, .file = p->file, .at = at, .message = message};
    p->failed = p->failed || !cl_findings_add(&p->checking->findings, &finding);
    return !p->failed;
}

static bool warn(part *p, cl_code code, const char *at, const char *message)
{
    return say(p, CL_SEVERITY_WARNING, code, at, message);
}

/* Adds a fault as a finding, except MEMORY, which is the error. */
static bool say_fault(part *p, const cl_error *fault, cl_error *error)
{
    return (fault->code != CL_MEMORY &&
            say(p, CL_SEVERITY_ERROR, fault->code, fault->at, fault->message)) ||
           cl_error_memory(error);
}

/* Returns: true for a finding about Logic that the format check of expressions reports more
 *   precisely. */
static bool is_format(const cl_schema_finding *finding)
{
    return strncmp(finding->at, "/Logic/", 7) == 0 ||
           (strcmp(finding->at, "/Logic") == 0 && strcmp(finding->keyword, "type") != 0);
}

static bool take(void *self, const cl_schema_finding *finding)
{
    part *p = self;
    cl_buffer at, message;
    if (p->is_rule && is_format(finding))
        return true;
    cl_buffer_init(&at);
    cl_buffer_init(&message);
    cl_buffer_puts(&at, p->at);
    cl_schema_finding_write(finding, &at, &message);
    p->failed = p->failed || at.failed || message.failed;
    if (!p->failed)
        warn(p, CL_SCHEMA, cl_buffer_text(&at), cl_buffer_text(&message));
    cl_buffer_free(&at);
    cl_buffer_free(&message);
    return !p->failed;
}

static bool check_part(cl_api_checking *c, const cl_schema *schema, const char *file,
                       const char *at, const cl_value *value, cl_error *error)
{
    part p = {.checking = c, .file = file, .at = at, .is_rule = schema == c->rule};
    cl_error fault;
    cl_arena scratch;
    cl_error_init(&fault);
    cl_arena_init(&scratch, SIZE_MAX);
    int valid = cl_schema_validate(schema, value, &scratch, take, &p, &fault);
    cl_arena_free(&scratch);
    if (valid < 0 && fault.code != CL_MEMORY)
        warn(&p, fault.code, at, fault.message);
    return (!p.failed && fault.code != CL_MEMORY) || cl_error_memory(error);
}

static bool check_rules(cl_api_checking *c, const char *file, const char *at, const cl_array *rules,
                        cl_error *error)
{
    bool checked = true;
    for (uint32_t i = 0; checked && i < rules->count; i++) {
        cl_buffer pointer;
        if (cl_document_form(&rules->items[i], "") != CL_FORM_RULE)
            continue;
        cl_buffer_init(&pointer);
        cl_buffer_puts(&pointer, at);
        cl_pointer_index(&pointer, i);
        checked = pointer.failed ? cl_error_memory(error)
                                 : check_part(c, c->rule, file, cl_buffer_text(&pointer),
                                              &rules->items[i], error);
        cl_buffer_free(&pointer);
    }
    return checked;
}

static bool check_bundle(cl_api_checking *c, const char *file, const cl_object *bundle,
                         cl_error *error)
{
    const cl_value *rules = cl_object_named(bundle, "rules");
    const cl_value *sets = cl_object_named(bundle, "valueSets");
    return (rules == NULL || rules->kind != CL_KIND_ARRAY ||
            check_rules(c, file, "/rules", rules->array, error)) &&
           (sets == NULL || check_part(c, c->value_sets, file, "/valueSets", sets, error));
}

/* Checks a test of a rule. If it cannot be run, the finding is one error, and schema warnings are
 * left out. */
static bool check_test(cl_api_checking *c, const char *file, const cl_value *test, cl_error *error)
{
    part p = {.checking = c, .file = file, .at = ""};
    cl_error fault;
    cl_arena scratch;
    cl_error_init(&fault);
    cl_arena_init(&scratch, SIZE_MAX);
    bool whole = cl_api_schema_rule_test(c->rule_test, test, &scratch, &fault);
    cl_arena_free(&scratch);
    return whole ? check_part(c, c->rule_test, file, "", test, error)
                 : say_fault(&p, &fault, error);
}

/* The form is determined as when a rule set reads the document. */
bool cl_api_schema_check_value(cl_api_checking *c, cl_document_kind kind, const char *file,
                               const cl_value *document, cl_error *error)
{
    switch (kind == CL_DOCUMENT_VALUE_SETS ? CL_FORM_VALUE_SETS
                                           : cl_document_form(document, file)) {
    case CL_FORM_VALUE_SETS:
        return check_part(c, c->value_sets, file, "", document, error);
    case CL_FORM_RULE:
        return check_part(c, c->rule, file, "", document, error);
    case CL_FORM_LIST:
        return check_rules(c, file, "", document->array, error);
    case CL_FORM_BUNDLE:
        return check_bundle(c, file, document->object, error);
    case CL_FORM_BESIDE:
        return !cl_document_is_test(document) || check_test(c, file, document, error);
    case CL_FORM_HASHES:
    case CL_FORM_UNKNOWN:
        break;
    }
    return true;
}

bool cl_api_schema_check(cl_api_checking *c, cl_document_kind kind, const char *file,
                         const char *bytes, size_t length, cl_error *error)
{
    cl_value document;
    cl_error fault;
    cl_error_init(&fault);
    if (cl_document_read(bytes, length, &c->arena, &document, &fault))
        return cl_api_schema_check_value(c, kind, file, &document, error);
    return fault.code != CL_MEMORY || cl_error_memory(error);
}

bool cl_api_schema_check_test(cl_api_checking *c, const char *file, const char *bytes,
                              size_t length, cl_error *error)
{
    part p = {.checking = c, .file = file, .at = ""};
    cl_value document;
    cl_error fault;
    cl_error_init(&fault);
    if (cl_document_read(bytes, length, &c->arena, &document, &fault))
        return check_test(c, file, &document, error);
    return say_fault(&p, &fault, error);
}

/* The known findings, by file and place. */
typedef struct known_places {
    cl_arena arena;
    cl_intern places;
    /* By number of a place: true if the value at the place could not be read. */
    bool *unread;
    cl_buffer key;
} known_places;

static void write_key(cl_buffer *key, const char *file, const char *at, size_t length)
{
    cl_buffer_clear(key);
    cl_buffer_add(key, file, strlen(file) + 1);
    cl_buffer_add(key, at, length);
}

static bool know(known_places *k, const cl_finding *finding)
{
    write_key(&k->key, finding->file, finding->at, strlen(finding->at));
    const char *key = k->key.failed ? NULL : cl_arena_text(&k->arena, k->key.data, k->key.length);
    uint32_t number = key != NULL ? cl_intern_add(&k->places, key, k->key.length) : CL_NOT_INTERNED;
    if (number == CL_NOT_INTERNED)
        return false;
    k->unread[number] |= finding->severity == CL_SEVERITY_ERROR &&
                         (finding->code == CL_RULE_METADATA || finding->code == CL_VALUE_SETS);
    return true;
}

/* Returns: true if a finding of the same place is known, or if the place is in a value that could
 *   not be read. */
static bool is_said(known_places *k, const cl_finding *finding)
{
    size_t length = strlen(finding->at);
    for (size_t end = 0; end <= length; end++) {
        if (finding->at[end] != '/' && end < length)
            continue;
        write_key(&k->key, finding->file, finding->at, end);
        uint32_t number = k->key.failed ? CL_NOT_INTERNED
                                        : cl_intern_find(&k->places, k->key.data, k->key.length);
        if (number != CL_NOT_INTERNED && (end == length || k->unread[number]))
            return true;
    }
    return false;
}

static bool merge(known_places *k, const cl_findings *more, cl_findings *findings)
{
    size_t count = findings->count;
    k->unread = cl_arena_array(&k->arena, count + 1, sizeof *k->unread);
    bool merged = k->unread != NULL;
    for (size_t i = 0; merged && i < count; i++)
        merged = know(k, &findings->items[i]);
    for (size_t i = 0; merged && i < more->count; i++)
        merged = is_said(k, &more->items[i]) || cl_findings_add(findings, &more->items[i]);
    return merged && !k->key.failed;
}

bool cl_api_schema_check_merge(const cl_api_checking *c, cl_findings *findings, cl_error *error)
{
    known_places k = {.unread = NULL};
    cl_arena_init(&k.arena, SIZE_MAX);
    cl_intern_init(&k.places, &k.arena);
    cl_buffer_init(&k.key);
    bool merged = merge(&k, &c->findings, findings);
    cl_buffer_free(&k.key);
    cl_arena_free(&k.arena);
    return merged || cl_error_memory(error);
}
