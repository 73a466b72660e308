/* ruleset.c — adding documents and compiling them. */
#include "rule/ruleset.h"

#include <stdlib.h>
#include <string.h>

#include "data/document.h"
#include "rule/value_sets.h"
#include "vm/compile.h"

cl_ruleset *cl_ruleset_new(cl_error *error)
{
    cl_ruleset *set = calloc(1, sizeof *set);
    if (set == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    cl_arena_init(&set->arena, SIZE_MAX);
    cl_findings_init(&set->findings, &set->arena);
    cl_value_sets_init(&set->added, &set->arena);
    return set;
}

void cl_ruleset_free(cl_ruleset *set)
{
    if (set == NULL)
        return;
    cl_program_free(set->program);
    cl_arena_free(&set->arena);
    free(set);
}

static cl_rule *new_rule(cl_ruleset *set)
{
    if (set->count == set->capacity) {
        uint32_t capacity = set->capacity == 0 ? 32 : set->capacity * 2;
        cl_rule *rules = cl_arena_array(&set->arena, capacity, sizeof *rules);
        if (rules == NULL)
            return NULL;
        if (set->count > 0)
            memcpy(rules, set->rules, set->count * sizeof *rules);
        set->rules = rules;
        set->capacity = capacity;
    }
    return &set->rules[set->count];
}

static bool add_rule(cl_ruleset *set, const char *file, const char *at, const cl_value *document,
                     cl_error *error)
{
    cl_rule *rule = new_rule(set);
    int read = rule == NULL ? -1
                            : cl_rule_read(document, file, at, &set->arena, &set->findings, rule);
    if (read < 0)
        return cl_error_memory(error);
    if (read > 0)
        set->count++;
    else
        set->left_out++;
    return true;
}

static bool add_rules(cl_ruleset *set, const char *file, const char *at, const cl_array *rules,
                      cl_error *error)
{
    bool added = true;
    for (uint32_t i = 0; added && i < rules->count; i++) {
        cl_buffer pointer;
        cl_buffer_init(&pointer);
        cl_buffer_puts(&pointer, at);
        cl_pointer_index(&pointer, i);
        added = pointer.failed
                    ? cl_error_memory(error)
                    : add_rule(set, file, cl_buffer_text(&pointer), &rules->items[i], error);
        cl_buffer_free(&pointer);
    }
    return added;
}

/* Notes a fault of a document as a finding. */
static bool note(cl_ruleset *set, const char *file, const cl_error *fault, cl_error *error)
{
    if (fault->code == CL_MEMORY || !cl_findings_add_error(&set->findings, file, fault))
        return cl_error_memory(error);
    return true;
}

static bool add_value_sets(cl_ruleset *set, const char *file, const char *at,
                           const cl_value *document, cl_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    cl_value sets;
    if (!cl_value_sets_read(document, at, &set->arena, &sets, &fault))
        return note(set, file, &fault, error);
    return cl_value_sets_add(&set->added, &sets) || cl_error_memory(error);
}

static bool add_bundle(cl_ruleset *set, const char *file, const cl_value *rules,
                       const cl_value *sets, cl_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    if (rules->kind != CL_KIND_ARRAY) {
        cl_error_set(&fault, CL_RULE_METADATA, "the rules of a bundle must be an array");
        cl_error_at(&fault, "/rules");
        return note(set, file, &fault, error);
    }
    return add_rules(set, file, "/rules", rules->array, error) &&
           (sets == NULL || add_value_sets(set, file, "/valueSets", sets, error));
}

static bool add_any(cl_ruleset *set, const char *file, const cl_value *document, cl_error *error)
{
    if (cl_value_sets_recognise(document) &&
        (document->kind != CL_KIND_OBJECT || cl_object_find(document->object, "rules", 5) == NULL))
        return add_value_sets(set, file, "", document, error);
    if (document->kind == CL_KIND_ARRAY)
        return add_rules(set, file, "", document->array, error);
    if (document->kind == CL_KIND_OBJECT) {
        const cl_value *rules = cl_object_find(document->object, "rules", 5);
        if (rules != NULL)
            return add_bundle(set, file, rules, cl_object_find(document->object, "valueSets", 9),
                              error);
    }
    return add_rule(set, file, "", document, error);
}

static bool has_rule_member(const cl_value *value)
{
    static const char *const names[] = {"Identifier", "CertificateType", "Logic",         "rules",
                                        "valueSets",  "valueSetId",      "valueSetValues"};
    for (size_t i = 0; value->kind == CL_KIND_OBJECT && i < sizeof names / sizeof *names; i++) {
        if (cl_object_find(value->object, names[i], strlen(names[i])) != NULL)
            return true;
    }
    return false;
}

bool cl_ruleset_recognise(const cl_value *document)
{
    cl_operation operation;
    if (has_rule_member(document))
        return true;
    for (uint32_t i = 0; document->kind == CL_KIND_ARRAY && i < document->array->count; i++) {
        if (has_rule_member(&document->array->items[i]))
            return true;
    }
    if (document->kind != CL_KIND_OBJECT || !cl_value_sets_recognise(document))
        return false;
    /* One name with an array may be an operation, known or misspelt; value sets have names in several
     * words. */
    const cl_member first = cl_object_member(document->object, 0);
    return document->object->count > 1 || (memchr(first.key, '-', first.length) != NULL &&
                                           !cl_operation_find(first.key, first.length, &operation));
}

bool cl_ruleset_add(cl_ruleset *set, cl_document_kind kind, const char *file, const char *bytes,
                    size_t length, cl_error *error)
{
    cl_error fault;
    cl_value document;
    cl_error_init(&fault);
    if (!cl_document_read(bytes, length, &set->arena, &document, &fault)) {
        set->left_out += fault.code != CL_MEMORY;
        return note(set, file, &fault, error);
    }
    return kind == CL_DOCUMENT_VALUE_SETS ? add_value_sets(set, file, "", &document, error)
                                          : add_any(set, file, &document, error);
}

/* The order of two rules in one document: of their pointers, which differ in an index only. */
static int compare_places(const char *a, const char *b)
{
    size_t length_a = strlen(a);
    size_t length_b = strlen(b);
    return length_a != length_b ? (length_a < length_b ? -1 : 1) : strcmp(a, b);
}

/* By country (GR and EL are one), type, identifier, newest version first; then by document. */
static int compare(const void *left, const void *right)
{
    const cl_rule *a = left;
    const cl_rule *b = right;
    int order = cl_country_compare(a->country, b->country);
    if (order == 0)
        order = (int)a->type - (int)b->type;
    if (order == 0)
        order = strcmp(a->id, b->id);
    if (order == 0)
        order = cl_semver_compare(&b->version, &a->version);
    if (order == 0)
        order = strcmp(a->file, b->file);
    return order != 0 ? order : compare_places(a->at, b->at);
}

static bool same_rule(const cl_rule *a, const cl_rule *b)
{
    return cl_country_compare(a->country, b->country) == 0 && a->type == b->type &&
           strcmp(a->id, b->id) == 0 && cl_semver_compare(&a->version, &b->version) == 0;
}

/* Leaves out every rule that equals its forerunner in name and version. */
static bool refuse_duplicates(cl_ruleset *set, cl_error *error)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (kept == 0 || !same_rule(&set->rules[kept - 1], &set->rules[i])) {
            set->rules[kept++] = set->rules[i];
            continue;
        }
        cl_error fault;
        cl_error_init(&fault);
        cl_error_set(&fault, CL_RULE_DUPLICATE, "%s version %s of %s stands already in %s",
                     set->rules[i].id, set->rules[i].version_text, set->rules[i].country,
                     set->rules[kept - 1].file);
        cl_error_at(&fault, set->rules[i].at);
        set->left_out++;
        if (!note(set, set->rules[i].file, &fault, error))
            return false;
    }
    set->count = kept;
    return true;
}

/* The sources of a program: every rule that this engine runs, a section for each country and type. */
static cl_source *make_sources(const cl_ruleset *set, cl_arena *arena, size_t *count)
{
    cl_source *sources = cl_arena_array(arena, (size_t)set->count + 1, sizeof *sources);
    const cl_rule *before = NULL;
    uint32_t section = 0;
    *count = 0;
    for (uint32_t i = 0; sources != NULL && i < set->count; i++) {
        const cl_rule *rule = &set->rules[i];
        if (rule->expression.count == 0)
            continue;
        if (before != NULL &&
            (cl_country_compare(before->country, rule->country) != 0 || before->type != rule->type))
            section++;
        sources[(*count)++] = (cl_source){.expression = &rule->expression, .section = section};
        before = rule;
    }
    return sources;
}

static cl_program *compile(const cl_ruleset *set, const cl_compile_options *options,
                           cl_error *error)
{
    cl_arena scratch;
    cl_arena_init(&scratch, SIZE_MAX);
    size_t count;
    cl_source *sources = make_sources(set, &scratch, &count);
    cl_program *program = NULL;
    if (sources == NULL)
        cl_error_memory(error);
    else
        program = cl_program_compile(sources, count, options, error);
    cl_arena_free(&scratch);
    return program;
}

static bool number_rules(cl_ruleset *set, cl_error *error)
{
    uint32_t code = 0;
    set->rule_of = cl_arena_array(&set->arena, (size_t)set->count + 1, sizeof *set->rule_of);
    if (set->rule_of == NULL)
        return cl_error_memory(error);
    for (uint32_t i = 0; i < set->count; i++) {
        if (set->rules[i].expression.count == 0)
            continue;
        set->rules[i].code = code;
        set->rule_of[code++] = i;
    }
    return true;
}

bool cl_ruleset_finish(cl_ruleset *set, cl_error *error)
{
    if (set->count > 1)
        qsort(set->rules, set->count, sizeof *set->rules, compare);
    if (!refuse_duplicates(set, error) || !number_rules(set, error) ||
        !cl_value_sets_merge(&set->added, &set->arena, &set->value_sets, error))
        return false;
    cl_compile_options options = {.value_sets = &set->value_sets};
    set->program = compile(set, &options, error);
    return set->program != NULL;
}

cl_program *cl_ruleset_compile_open(const cl_ruleset *set, bool plain, cl_error *error)
{
    cl_compile_options options = {.plain = plain};
    return compile(set, &options, error);
}

bool cl_ruleset_check(const cl_ruleset *set, cl_findings *findings, cl_error *error)
{
    cl_arena scratch;
    cl_arena_init(&scratch, SIZE_MAX);
    bool checked = true;
    for (uint32_t i = 0; checked && i < set->count; i++) {
        checked = cl_rule_check(&set->rules[i], &scratch, findings);
        cl_arena_reset(&scratch);
    }
    cl_arena_free(&scratch);
    return checked || cl_error_memory(error);
}
