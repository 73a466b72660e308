/* rules.c — loads and describes rule sets. */
#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "data/document.h"
#include "vm/program.h"

void cl_api_rule(const cl_rule *rule, const char *language, certlogic_rule *out)
{
    *out = (certlogic_rule){.id = rule->id,
                            .version = rule->version_text,
                            .type = (certlogic_rule_type)rule->type,
                            .certificate_type = (certlogic_certificate_type)rule->certificate_type,
                            .country = rule->country,
                            .region = rule->region,
                            .valid_from = rule->valid_from_text,
                            .valid_to = rule->valid_to_text,
                            .description = cl_rule_description(rule, language),
                            .file = rule->file};
}

void cl_api_lost(const cl_lost *lost, certlogic_lost *out)
{
    static_assert(sizeof out->countries / sizeof *out->countries == (size_t)CL_LOST_COUNTRIES,
                  "every country of a loss is told");
    *out = (certlogic_lost){.file = lost->file,
                            .at = lost->at,
                            .code = cl_code_name(lost->code),
                            .message = lost->message,
                            .id = lost->id,
                            .type = CERTLOGIC_ANY_TYPE,
                            .certificate_type = CERTLOGIC_GENERAL};
    for (uint8_t i = 0; i < lost->country_count; i++)
        out->countries[i] = lost->countries[i].code;
    for (int i = CL_ACCEPTANCE; i <= CL_INVALIDATION; i++) {
        if (lost->types == 1 << i)
            out->type = (certlogic_rule_type)i;
    }
    for (int i = CL_VACCINATION; i <= CL_RECOVERY; i++) {
        if (lost->certificates == 1 << i)
            out->certificate_type = (certlogic_certificate_type)i;
    }
}

size_t certlogic_rules_lost_count(const certlogic_rules *rules)
{
    if (rules == NULL)
        return 0;
    return (size_t)rules->set->losses.total;
}

bool certlogic_rules_lost(const certlogic_rules *rules, size_t index, certlogic_lost *lost)
{
    if (rules == NULL || lost == NULL)
        return false;
    if (index >= rules->set->losses.count)
        return false;
    cl_api_lost(&rules->set->losses.items[index], lost);
    return true;
}

bool certlogic_rules_has_region(const certlogic_rules *rules, const char *country,
                                const char *region)
{
    if (rules == NULL || country == NULL || region == NULL)
        return false;
    return cl_ruleset_has_region(rules->set, country, region);
}

/* Converts the first finding of severity error to an error, with the file in its message.
 * Returns: true if there is none. */
static bool refuse_broken(const cl_ruleset *set, cl_error *error)
{
    for (size_t i = 0; i < set->findings.count; i++) {
        const cl_finding *finding = &set->findings.items[i];
        if (finding->severity == CL_SEVERITY_ERROR) {
            const char *colon = finding->file[0] != '\0' ? ": " : "";
            cl_error_set(error, finding->code, "%s%s%s", finding->file, colon, finding->message);
            cl_error_at(error, finding->at);
            return false;
        }
    }
    return true;
}

static bool finish(cl_ruleset *set, const certlogic_load_options *options,
                   cl_api_checking *checking, cl_error *error)
{
    if (options->value_sets != NULL &&
        !cl_api_add_path(set, CL_DOCUMENT_VALUE_SETS, options->value_sets, checking, error))
        return false;
    for (size_t i = 0; i < options->value_sets_count; i++) {
        if (!cl_api_add_path(set, CL_DOCUMENT_VALUE_SETS, options->value_sets_list[i], checking,
                             error))
            return false;
    }
    if (!cl_ruleset_finish(set, error))
        return false;
    if (!options->keep_going && !refuse_broken(set, error))
        return false;
    return checking == NULL || (cl_ruleset_check(set, &set->findings, error) &&
                                cl_api_schema_check_merge(checking, &set->findings, error));
}

/* The origin of rules: `count` paths, or one document, which is the value of a builder, or is in
 * `json` if `builder` is NULL. */
typedef struct rule_source {
    const char *const *paths; /* NULL for a document */
    size_t count;
    const cl_builder *builder;
    const char *json;
    size_t length;
} rule_source;

static bool add_json(cl_ruleset *set, const rule_source *from, cl_api_checking *checking,
                     cl_error *error)
{
    return cl_ruleset_add(set, CL_DOCUMENT_ANY, "", from->json, from->length, error) &&
           (checking == NULL ||
            cl_api_schema_check(checking, CL_DOCUMENT_ANY, "", from->json, from->length, error));
}

static bool add_built(cl_ruleset *set, const rule_source *from, cl_api_checking *checking,
                      cl_error *error)
{
    cl_value document;
    return cl_builder_value(from->builder, CL_MAX_DOCUMENT, &set->arena, &document, error) &&
           cl_ruleset_add_value(set, CL_DOCUMENT_ANY, "", &document, error) &&
           (checking == NULL ||
            cl_api_schema_check_value(checking, CL_DOCUMENT_ANY, "", &document, error));
}

/* Adds the documents of the source, and finishes the set. */
static bool fill(cl_ruleset *set, const rule_source *from, const certlogic_load_options *options,
                 cl_api_checking *checking, cl_error *error)
{
    bool added = true;
    if (from->paths == NULL)
        added = (from->builder != NULL ? add_built : add_json)(set, from, checking, error);
    for (size_t i = 0; added && i < from->count; i++)
        added = cl_api_add_path(set, CL_DOCUMENT_ANY, from->paths[i], checking, error);
    return added && finish(set, options, checking, error);
}

static certlogic_rules *load(const rule_source *from, const certlogic_load_options *options,
                             certlogic_error *error)
{
    static const certlogic_load_options none = {.value_sets = NULL};
    cl_error fault;
    cl_error_init(&fault);
    if (options == NULL)
        options = &none;
    certlogic_rules *rules = calloc(1, sizeof *rules);
    cl_ruleset *set = rules != NULL ? cl_ruleset_new(&fault) : NULL;
    cl_api_checking checking = {.rule = NULL};
    bool loaded = set != NULL || cl_error_memory(&fault);
    if (loaded && options->check)
        loaded = cl_api_schema_check_begin(&checking, &fault);
    loaded = loaded && fill(set, from, options, options->check ? &checking : NULL, &fault);
    cl_api_schema_check_end(&checking);
    if (loaded) {
        rules->set = set;
        return rules;
    }
    cl_api_error(&fault, error);
    cl_ruleset_free(set);
    free(rules);
    return NULL;
}

certlogic_rules *certlogic_rules_load(const char *path, const certlogic_load_options *options,
                                      certlogic_error *error)
{
    if (path == NULL) {
        cl_api_null(error);
        return NULL;
    }
    return certlogic_rules_load_all(&path, 1, options, error);
}

certlogic_rules *certlogic_rules_load_all(const char *const *paths, size_t count,
                                          const certlogic_load_options *options,
                                          certlogic_error *error)
{
    const rule_source from = {.paths = paths, .count = count};
    bool named = paths != NULL;
    for (size_t i = 0; named && i < count; i++)
        named = paths[i] != NULL;
    if (named)
        return load(&from, options, error);
    cl_api_fail(error, CL_USAGE, "there is no path to load rules from");
    return NULL;
}

certlogic_rules *certlogic_rules_parse(const char *json, size_t length,
                                       const certlogic_load_options *options,
                                       certlogic_error *error)
{
    const rule_source from = {.json = json != NULL ? json : "", .length = length};
    if (json != NULL || length == 0)
        return load(&from, options, error);
    cl_api_fail(error, CL_USAGE, "the document is NULL and its length is not 0");
    return NULL;
}

certlogic_rules *certlogic_rules_parse_built(const certlogic_builder *builder,
                                             const certlogic_load_options *options,
                                             certlogic_error *error)
{
    if (builder == NULL) {
        cl_api_null(error);
        return NULL;
    }
    const rule_source from = {.builder = &builder->it};
    return load(&from, options, error);
}

void certlogic_rules_free(certlogic_rules *rules)
{
    if (rules == NULL)
        return;
    cl_ruleset_free(rules->set);
    free(rules);
}

size_t certlogic_rules_count(const certlogic_rules *rules)
{
    if (rules == NULL)
        return 0;
    return rules->set->count;
}

bool certlogic_rules_get(const certlogic_rules *rules, size_t index, const char *language,
                         certlogic_rule *rule)
{
    if (rules == NULL || rule == NULL)
        return false;
    if (index >= rules->set->count)
        return false;
    cl_api_rule(&rules->set->rules[index], language, rule);
    return true;
}

/* Sets the types of a selection.
 * Returns: false if a type of the query is not valid. */
static bool take_types(const certlogic_query *query, cl_selection *selection,
                       certlogic_error *error)
{
    if ((unsigned)query->type > CERTLOGIC_INVALIDATION)
        return cl_api_fail(error, CL_USAGE, "the type must be that of acceptance or invalidation");
    if ((unsigned)query->certificate_type > CERTLOGIC_RECOVERY)
        return cl_api_fail(error, CL_USAGE, "there is no such type of certificate");
    selection->type = (cl_rule_type)query->type;
    selection->certificate_type = (cl_certificate_type)query->certificate_type;
    selection->any_certificate = query->certificate_type == CERTLOGIC_GENERAL;
    return true;
}

bool certlogic_rules_in_force(const certlogic_rules *rules, const certlogic_query *query,
                              size_t *indexes, size_t *count, certlogic_error *error)
{
    if (rules == NULL || query == NULL || indexes == NULL || count == NULL)
        return cl_api_null(error);
    char country[3];
    cl_selection selection = {
        .country = country, .region = query->region, .any_region = query->any_region};
    if (!cl_api_country(query->country, country, error) ||
        !cl_api_clock(query->clock, &selection.clock, error) ||
        !take_types(query, &selection, error))
        return false;
    if (!cl_ruleset_knows(rules->set, country))
        return cl_api_fail(error, CL_COUNTRY, "the rule set has no rules of country %s", country);
    uint32_t *found = calloc((size_t)rules->set->count + 1, sizeof *found);
    if (found == NULL)
        return cl_api_fail(error, CL_MEMORY, "memory ran out");
    *count = cl_ruleset_select(rules->set, &selection, found);
    for (size_t i = 0; i < *count; i++)
        indexes[i] = found[i];
    free(found);
    return true;
}

bool certlogic_rules_finding(const certlogic_rules *rules, size_t index, certlogic_finding *finding)
{
    if (rules == NULL || finding == NULL)
        return false;
    const cl_findings *findings = &rules->set->findings;
    if (index >= findings->count)
        return false;
    *finding = cl_api_finding(&findings->items[index]);
    return true;
}

bool certlogic_is_rules(const char *json, size_t length)
{
    if (json == NULL)
        return false;
    cl_arena arena;
    cl_value document;
    cl_arena_init(&arena, SIZE_MAX);
    bool rules = cl_document_read(json, length, &arena, &document, NULL) &&
                 cl_ruleset_recognise(&document);
    cl_arena_free(&arena);
    return rules;
}

static const char *name_rule(void *self, uint32_t rule)
{
    const cl_ruleset *set = self;
    return set->rules[set->rule_of[rule]].id;
}

char *certlogic_rules_canonical(const certlogic_rules *rules)
{
    if (rules == NULL)
        return NULL;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_ruleset_canonical(rules->set, &out);
    return cl_api_take(&out);
}

char *certlogic_rules_disassemble(const certlogic_rules *rules, const char *id)
{
    if (rules == NULL)
        return NULL;
    cl_buffer out;
    cl_ruleset *set = rules->set;
    cl_buffer_init(&out);
    cl_buffer_reserve(&out, 1);
    if (id == NULL)
        cl_program_disassemble(set->program, name_rule, set, &out);
    for (uint32_t i = 0; id != NULL && i < set->program->rule_count; i++) {
        if (strcmp(name_rule(set, i), id) == 0)
            cl_program_disassemble_rule(set->program, i, name_rule, set, &out);
    }
    return cl_api_take(&out);
}
