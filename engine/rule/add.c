/* add.c — adds documents to a rule set: rules, lists of rules, bundles, value sets, lists of
 * hashes. A document or part that cannot be added becomes a finding and a loss. */
#include <string.h>

#include "data/document.h"
#include "rule/ruleset.h"
#include "rule/value_sets.h"

/* The document that is being added. */
typedef struct adding {
    cl_ruleset *set;
    const char *file;
    const char *path; /* cl_ruleset_path of `file` */
    cl_error *error;
} adding;

const char *cl_ruleset_path(const cl_ruleset *set, const char *file)
{
    size_t length = strlen(file);
    const char *path = file + (set->root < length ? set->root : length);
    return path + strspn(path, "/");
}

bool cl_ruleset_lose(cl_ruleset *set, const cl_lost *lost, const char *path,
                     const cl_value *document, cl_error *error)
{
    const cl_finding finding = {.code = lost->code,
                                .severity = CL_SEVERITY_ERROR,
                                .file = lost->file,
                                .at = lost->at,
                                .message = lost->message};
    return (cl_findings_add(&set->findings, &finding) &&
            cl_losses_add(&set->losses, lost, path, document)) ||
           cl_error_memory(error);
}

/* What a lost document may have been; bits. */
typedef enum was { WAS_RULE = 1, WAS_VALUE_SETS = 2 } was;

/* Returns what a document that is not recognised or cannot be read may have been: a rule if its
 * file is named like one, else a rule or value sets. */
static int was_anything(const adding *a)
{
    return cl_lost_is_rule_place(a->path) ? WAS_RULE : WAS_RULE | WAS_VALUE_SETS;
}

/* Records the fault of a document, or of a part of it, as a finding and a loss. `what`: bits WAS_….
 * Returns false with MEMORY. */
static bool lose(adding *a, const cl_error *fault, int what, const cl_value *document)
{
    const cl_lost lost = {.file = a->file,
                          .at = fault->at,
                          .code = fault->code,
                          .message = fault->message,
                          .rule = (what & WAS_RULE) != 0,
                          .value_sets = (what & WAS_VALUE_SETS) != 0};
    if (fault->code == CL_MEMORY)
        return cl_error_memory(a->error);
    return cl_ruleset_lose(a->set, &lost, a->path, document, a->error);
}

/* ---- Rules ----------------------------------------------------------------------------------- */

static cl_rule *new_rule(cl_ruleset *set)
{
    cl_rule *rules = cl_arena_grow(&set->arena, set->rules, set->count, &set->capacity,
                                   sizeof *rules);
    if (rules == NULL)
        return NULL;
    set->rules = rules;
    return &rules[set->count];
}

/* Records a broken rule as lost. Its findings are added already; the first of them, number `first`,
 * is the reason of the loss. */
static bool lose_rule(adding *a, const char *at, const cl_value *document, size_t first)
{
    const cl_findings *findings = &a->set->findings;
    cl_lost lost = {.file = a->file,
                    .at = at,
                    .code = CL_RULE_METADATA,
                    .message = "the rule is broken",
                    .rule = true};
    if (first < findings->count) {
        lost.at = findings->items[first].at;
        lost.code = findings->items[first].code;
        lost.message = findings->items[first].message;
    }
    return cl_losses_add(&a->set->losses, &lost, a->path, document) || cl_error_memory(a->error);
}

static bool add_rule(adding *a, const char *at, const cl_value *document)
{
    size_t first = a->set->findings.count;
    cl_rule *rule = new_rule(a->set);
    int read = rule == NULL
                   ? -1
                   : cl_rule_read(document, a->file, at, &a->set->arena, &a->set->findings, rule);
    if (read < 0)
        return cl_error_memory(a->error);
    if (read == 0)
        return lose_rule(a, at, document, first);
    a->set->count++;
    return true;
}

/* Records a document, or a part of one, that should be a rule and is not. */
static bool add_unknown(adding *a, const char *at, const cl_value *document, cl_form form)
{
    if (document->kind != CL_KIND_OBJECT && form == CL_FORM_UNKNOWN)
        return add_rule(a, at, document);
    cl_error fault;
    cl_error_init(&fault);
    cl_document_refuse(document, form, &fault);
    cl_error_at(&fault, at);
    return lose(a, &fault, was_anything(a), document);
}

/* Adds value sets. `what`: what the document is if it cannot be read as value sets; bits WAS_…. */
static bool add_value_sets(adding *a, const char *at, const cl_value *document, int what)
{
    cl_ruleset *set = a->set;
    cl_error fault;
    cl_error_init(&fault);
    cl_value sets, meanings;
    if (!cl_value_sets_read(document, at, &set->arena, &sets, &fault))
        return lose(a, &fault, what, NULL);
    return (cl_value_sets_meanings(document, &sets, &set->arena, &meanings, a->error) &&
            cl_value_sets_add(&set->added, &sets) &&
            cl_value_sets_add(&set->added_meanings, &meanings)) ||
           cl_error_memory(a->error);
}

/* Adds an entry of a list of hashes; cl_ruleset_finish checks that the set contains its rule. */
static bool add_promise(adding *a, const char *at, const cl_value *entry)
{
    cl_ruleset *set = a->set;
    cl_promised *grown = cl_arena_grow(&set->arena, set->promised, set->promised_count,
                                       &set->promised_capacity, sizeof *grown);
    if (grown == NULL)
        return cl_error_memory(a->error);
    set->promised = grown;
    cl_promised *promised = &set->promised[set->promised_count++];
    *promised = (cl_promised){.entry = entry,
                              .file = cl_arena_text(&set->arena, a->file, strlen(a->file)),
                              .at = cl_arena_text(&set->arena, at, strlen(at))};
    return (promised->file != NULL && promised->at != NULL) || cl_error_memory(a->error);
}

/* ---- Lists and bundles ----------------------------------------------------------------------- */

/* Adds an item of a list of rules. What is not a rule is lost. */
static bool add_item(adding *a, const char *at, const cl_value *item)
{
    cl_form form = cl_document_form(item, "");
    switch (form) {
    case CL_FORM_RULE:
        return add_rule(a, at, item);
    case CL_FORM_BESIDE:
        return add_unknown(a, at, item, form);
    case CL_FORM_LIST:
    case CL_FORM_BUNDLE:
    case CL_FORM_VALUE_SETS:
    case CL_FORM_HASHES:
    case CL_FORM_UNKNOWN:
        break;
    }
    return add_unknown(a, at, item, CL_FORM_UNKNOWN);
}

static bool add_items(adding *a, const char *at, const cl_array *list,
                      bool (*add)(adding *a, const char *at, const cl_value *item))
{
    bool added = true;
    for (uint32_t i = 0; added && i < list->count; i++) {
        cl_buffer pointer;
        cl_buffer_init(&pointer);
        cl_buffer_puts(&pointer, at);
        cl_pointer_index(&pointer, i);
        added = pointer.failed ? cl_error_memory(a->error)
                               : add(a, cl_buffer_text(&pointer), &list->items[i]);
        cl_buffer_free(&pointer);
    }
    return added;
}

/* Adds an item of a list without a rule. A document of the form BESIDE is ignored. */
static bool add_other_item(adding *a, const char *at, const cl_value *item)
{
    return cl_document_form(item, "") == CL_FORM_BESIDE || add_item(a, at, item);
}

static bool has_rule(const cl_array *list)
{
    for (uint32_t i = 0; i < list->count; i++) {
        if (cl_document_form(&list->items[i], "") == CL_FORM_RULE)
            return true;
    }
    return false;
}

static bool add_bundle(adding *a, const cl_value *document)
{
    const cl_value *rules = cl_value_member(document, "rules");
    const cl_value *sets = cl_value_member(document, "valueSets");
    cl_error fault;
    cl_error_init(&fault);
    if (rules != NULL && rules->kind != CL_KIND_ARRAY) {
        cl_error_set(&fault, CL_RULE_METADATA, "the rules of a bundle must be an array");
        cl_error_at(&fault, "/rules");
        if (!lose(a, &fault, WAS_RULE, NULL))
            return false;
    } else if (rules != NULL && !add_items(a, "/rules", rules->array, add_item)) {
        return false;
    }
    return sets == NULL ||
           add_value_sets(a, "/valueSets", sets, rules != NULL ? WAS_VALUE_SETS : was_anything(a));
}

/* Adds value sets that are recognised by their shape. Any object of arrays has that shape, so a
 * document can be the rest of a rule, unless it contains valueSetValues. */
static bool add_recognised_sets(adding *a, const cl_value *document)
{
    if (cl_value_sets_certain(document))
        return add_value_sets(a, "", document, WAS_VALUE_SETS);
    if (cl_lost_is_rule_place(a->path))
        return add_unknown(a, "", document, CL_FORM_UNKNOWN);
    return add_value_sets(a, "", document, was_anything(a));
}

static bool add_form(adding *a, const cl_value *document, cl_form form)
{
    switch (form) {
    case CL_FORM_RULE:
        return add_rule(a, "", document);
    case CL_FORM_LIST:
        return add_items(a, "", document->array,
                         has_rule(document->array) ? add_item : add_other_item);
    case CL_FORM_BUNDLE:
        return add_bundle(a, document);
    case CL_FORM_VALUE_SETS:
        return add_recognised_sets(a, document);
    case CL_FORM_HASHES:
        return add_items(a, "", document->array, add_promise);
    case CL_FORM_BESIDE:
        return true;
    case CL_FORM_UNKNOWN:
        break;
    }
    return add_unknown(a, "", document, form);
}

uint64_t cl_ruleset_brought(const cl_ruleset *set)
{
    return set->count + set->losses.rules;
}

/* Adds a document of any form. If its file is named like a rule and it adds neither a rule nor a
 * loss that may be a rule, it is lost. */
static bool add_any(adding *a, const cl_value *document)
{
    uint64_t before = cl_ruleset_brought(a->set);
    cl_form form = cl_document_form(document, a->path);
    return add_form(a, document, form) &&
           (cl_ruleset_brought(a->set) > before || !cl_lost_is_rule_place(a->path) ||
            add_unknown(a, "", document, form));
}

static bool add_document(adding *a, cl_document_kind kind, const cl_value *document)
{
    return kind == CL_DOCUMENT_VALUE_SETS ? add_value_sets(a, "", document, WAS_VALUE_SETS)
                                          : add_any(a, document);
}

bool cl_ruleset_add_value(cl_ruleset *set, cl_document_kind kind, const char *file,
                          const cl_value *document, cl_error *error)
{
    adding a = {.set = set, .file = file, .path = cl_ruleset_path(set, file), .error = error};
    return add_document(&a, kind, document);
}

bool cl_ruleset_add(cl_ruleset *set, cl_document_kind kind, const char *file, const char *bytes,
                    size_t length, cl_error *error)
{
    adding a = {.set = set, .file = file, .path = cl_ruleset_path(set, file), .error = error};
    bool value_sets = kind == CL_DOCUMENT_VALUE_SETS;
    cl_error fault;
    cl_value document;
    cl_error_init(&fault);
    if (!cl_document_read(bytes, length, &set->arena, &document, &fault)) {
        if (fault.code != CL_MEMORY && !value_sets && cl_document_is_foreign(a.path))
            return true;
        return lose(&a, &fault, value_sets ? WAS_VALUE_SETS : was_anything(&a), NULL);
    }
    return add_document(&a, kind, &document);
}
