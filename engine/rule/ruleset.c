/* ruleset.c — finishes a rule set: sorts rules, removes duplicates, finds missing rules,
 * compiles. */
#include "rule/ruleset.h"

#include <stdlib.h>
#include <string.h>

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
    cl_losses_init(&set->losses, &set->arena);
    cl_value_sets_init(&set->added_meanings, &set->arena);
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

const cl_value *cl_ruleset_display(const cl_ruleset *set, const char *name, const cl_value *code)
{
    const cl_value *values = cl_value_member(&set->meanings, name);
    if (code->kind != CL_KIND_STRING || values == NULL || values->kind != CL_KIND_OBJECT)
        return NULL;
    return cl_value_text_member(cl_object_find(values->object, code->text, code->length),
                                "display");
}

static bool has_rule_member(const cl_value *value)
{
    static const char *const names[] = {"Identifier", "CertificateType", "Logic",         "rules",
                                        "valueSets",  "valueSetId",      "valueSetValues"};
    for (size_t i = 0; value->kind == CL_KIND_OBJECT && i < sizeof names / sizeof *names; i++) {
        if (cl_object_named(value->object, names[i]) != NULL)
            return true;
    }
    return false;
}

bool cl_ruleset_recognise(const cl_value *document)
{
    cl_operation operation;
    if (has_rule_member(document) || cl_document_is_test(document))
        return true;
    for (uint32_t i = 0; document->kind == CL_KIND_ARRAY && i < document->array->count; i++) {
        if (has_rule_member(&document->array->items[i]))
            return true;
    }
    if (document->kind != CL_KIND_OBJECT || !cl_value_sets_recognise(document))
        return false;
    /* An object with one member whose value is an array may be an operation, also a misspelt one.
     * It is a value set only if the name contains '-' and is not an operation. */
    const cl_member first = cl_object_member(document->object, 0);
    return document->object->count > 1 || (memchr(first.key, '-', first.length) != NULL &&
                                           !cl_operation_find(first.key, first.length, &operation));
}

/* Compares the places of two rules in one document. The JSON Pointers differ only in an index, so
 * the shorter pointer comes first. */
static int compare_places(const char *a, const char *b)
{
    size_t length_a = strlen(a);
    size_t length_b = strlen(b);
    return length_a != length_b ? (length_a < length_b ? -1 : 1) : strcmp(a, b);
}

/* Compares by country (GR and EL are equal), type and identifier; then the higher version first. */
static int compare_names(const void *left, const void *right)
{
    const cl_rule *a = left;
    const cl_rule *b = right;
    int order = cl_country_compare(a->country, b->country);
    if (order == 0)
        order = (int)a->type - (int)b->type;
    if (order == 0)
        order = strcmp(a->id, b->id);
    return order != 0 ? order : cl_semver_compare(&b->version, &a->version);
}

/* Compares as compare_names does, then by document and place in it. */
static int compare(const void *left, const void *right)
{
    const cl_rule *a = left;
    const cl_rule *b = right;
    int order = compare_names(a, b);
    if (order == 0)
        order = strcmp(a->file, b->file);
    return order != 0 ? order : compare_places(a->at, b->at);
}

/* Removes every rule that compare_names finds equal to the rule before, and records it as lost. */
static bool refuse_duplicates(cl_ruleset *set, cl_error *error)
{
    uint32_t kept = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (kept == 0 || compare_names(&set->rules[kept - 1], &set->rules[i]) != 0) {
            set->rules[kept++] = set->rules[i];
            continue;
        }
        cl_error fault;
        cl_error_init(&fault);
        cl_error_set(&fault, CL_RULE_DUPLICATE, "%s version %s of %s stands already in %s",
                     set->rules[i].id, set->rules[i].version_text, set->rules[i].country,
                     set->rules[kept - 1].file);
        cl_error_at(&fault, set->rules[i].at);
        if (!cl_findings_add_error(&set->findings, set->rules[i].file, &fault) ||
            !cl_losses_add_rule(&set->losses, &set->rules[i], fault.code, fault.message))
            return cl_error_memory(error);
    }
    set->count = kept;
    return true;
}

/* Makes the sources of a program: all rules that this engine runs, one section for each country and
 * type. Returns NULL if memory ran out. */
static cl_vm_source *make_sources(const cl_ruleset *set, cl_arena *arena, size_t *count)
{
    cl_vm_source *sources = cl_arena_array(arena, (size_t)set->count + 1, sizeof *sources);
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
        sources[(*count)++] = (cl_vm_source){.expression = &rule->expression, .section = section};
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
    cl_vm_source *sources = make_sources(set, &scratch, &count);
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

/* ---- Lists of hashes ------------------------------------------------------------------------- */

static bool text_member(const cl_value *entry, const char *name, cl_arena *arena, const char **text)
{
    const cl_value *value = cl_value_text_member(entry, name);
    *text = value != NULL ? cl_arena_text(arena, value->text, value->length) : "";
    return *text != NULL;
}

/* Reads an entry of a list of hashes into a rule that compare_names can compare. A version that
 * cannot be read becomes "". Returns false if memory ran out. */
static bool read_promise(const cl_promised *promised, cl_arena *arena, cl_rule *wanted)
{
    const char *country;
    *wanted = (cl_rule){.file = "", .at = ""};
    if (!text_member(promised->entry, "identifier", arena, &wanted->id) ||
        !text_member(promised->entry, "version", arena, &wanted->version_text) ||
        !text_member(promised->entry, "country", arena, &country))
        return false;
    if (strlen(country) == 2)
        memcpy(wanted->country, country, 2);
    if (!cl_semver_parse(wanted->version_text, strlen(wanted->version_text), &wanted->version))
        wanted->version_text = "";
    return true;
}

static bool is_there(const cl_ruleset *set, cl_rule *wanted)
{
    for (int type = CL_ACCEPTANCE; type <= CL_INVALIDATION && set->count > 0; type++) {
        wanted->type = (cl_rule_type)type;
        if (bsearch(wanted, set->rules, set->count, sizeof *set->rules, compare_names) != NULL)
            return true;
    }
    return false;
}

/* Makes an object with Identifier and Country of a rule, so that cl_losses_add can read them.
 * Returns NULL if memory ran out. */
static const cl_value *as_rule(const cl_rule *wanted, cl_arena *arena, cl_value *value)
{
    const cl_member members[] = {
        {.key = "Identifier",
         .length = 10,
         .value = cl_value_string(wanted->id, (uint32_t)strlen(wanted->id))},
        {.key = "Country",
         .length = 7,
         .value = cl_value_string(wanted->country, (uint32_t)strlen(wanted->country))}};
    const cl_object *object = cl_object_make(arena, members, 2);
    *value = (cl_value){.object = object, .kind = CL_KIND_OBJECT};
    return object != NULL ? value : NULL;
}

/* Records a loss for each entry of a list of hashes whose rule the set does not contain. A list
 * contains the current rules of a service, so an entry that cannot be read is an unknown lost
 * rule. */
static bool keep_promises(cl_ruleset *set, cl_error *error)
{
    for (uint32_t i = 0; i < set->promised_count; i++) {
        const cl_promised *promised = &set->promised[i];
        cl_rule wanted;
        cl_value value;
        cl_error fault;
        cl_error_init(&fault);
        if (!read_promise(promised, &set->arena, &wanted))
            return cl_error_memory(error);
        if (wanted.version_text[0] != '\0' && is_there(set, &wanted))
            continue;
        cl_error_set(&fault, CL_RULES_INCOMPLETE,
                     "this list of hashes names %s version %s of %s, and no such rule is there",
                     wanted.id[0] != '\0' ? wanted.id : "a rule", wanted.version_text,
                     wanted.country[0] != '\0' ? wanted.country : "a country");
        const cl_lost lost = {.file = promised->file,
                              .at = promised->at,
                              .code = fault.code,
                              .message = fault.message,
                              .rule = true};
        const cl_value *known = as_rule(&wanted, &set->arena, &value);
        if (known == NULL)
            return cl_error_memory(error);
        if (!cl_ruleset_lose(set, &lost, "", known, error))
            return false;
    }
    return true;
}

bool cl_ruleset_finish(cl_ruleset *set, cl_error *error)
{
    if (set->count > 1)
        qsort(set->rules, set->count, sizeof *set->rules, compare);
    if (!refuse_duplicates(set, error) || !keep_promises(set, error) || !number_rules(set, error) ||
        !cl_value_sets_merge(&set->added, &set->arena, &set->value_sets, error) ||
        !cl_value_sets_merge(&set->added_meanings, &set->arena, &set->meanings, error))
        return false;
    cl_losses_confirm(&set->losses, set->rules, set->count);
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
        checked = cl_rule_check(&set->rules[i], &scratch, findings) &&
                  cl_ruleset_check_names(set, &set->rules[i], findings);
        cl_arena_reset(&scratch);
    }
    cl_arena_free(&scratch);
    return checked || cl_error_memory(error);
}
