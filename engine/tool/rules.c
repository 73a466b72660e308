/* rules.c — certlogic rules: which rules are in force for a country at a moment? */
#include <stdlib.h>
#include <string.h>

#include "tool/tool.h"

static void print_rule(const certlogic_rule *rule)
{
    printf("%-14s %-8s %-12s %-12s %-6s %s .. %s  ", rule->id, rule->version, rule->type,
           rule->certificate_type, rule->region != NULL ? rule->region : "-", rule->valid_from,
           rule->valid_to);
    print_text(stdout, rule->description);
    fputc('\n', stdout);
}

static void print_member(const char *name, const char *value)
{
    printf(",\"%s\":", name);
    if (value != NULL)
        print_json(stdout, value);
    else
        fputs("null", stdout);
}

static void print_rule_json(const certlogic_rule *rule)
{
    fputs("{\"id\":", stdout);
    print_json(stdout, rule->id);
    print_member("version", rule->version);
    print_member("type", rule->type);
    print_member("certificate_type", rule->certificate_type);
    print_member("country", rule->country);
    print_member("region", rule->region);
    print_member("valid_from", rule->valid_from);
    print_member("valid_to", rule->valid_to);
    print_member("description", rule->description);
    print_member("file", rule->file);
    fputc('}', stdout);
}

/* The rules of one type; *printed counts on. */
static bool print_type(const options *o, const certlogic_rules *rules, const char *type,
                       size_t *indexes, size_t *printed, certlogic_error *error)
{
    size_t count;
    certlogic_query query = {.country = o->country,
                             .region = o->region,
                             .clock = clock_of(o),
                             .type = type,
                             .certificate_type = o->certificate};
    if (!certlogic_rules_in_force(rules, &query, indexes, &count, error))
        return false;
    for (size_t i = 0; i < count; i++) {
        certlogic_rule rule;
        certlogic_rules_get(rules, indexes[i], o->language, &rule);
        if (o->json && *printed > 0)
            fputc(',', stdout);
        ++*printed;
        if (o->json)
            print_rule_json(&rule);
        else
            print_rule(&rule);
    }
    return true;
}

static exit_code list(const options *o, const certlogic_rules *rules)
{
    certlogic_error error;
    size_t printed = 0;
    size_t *indexes = calloc(certlogic_rules_count(rules) + 1, sizeof *indexes);
    if (indexes == NULL)
        return EXIT_IO;
    /* A wrong query must say so before anything is printed. */
    certlogic_query query = {.country = o->country,
                             .clock = clock_of(o),
                             .type = o->type,
                             .certificate_type = o->certificate};
    size_t count;
    bool listed = certlogic_rules_in_force(rules, &query, indexes, &count, &error);
    if (listed && o->json)
        fputs("{\"rules\":[", stdout);
    if (listed && (o->type == NULL || strcmp(o->type, "Acceptance") == 0))
        listed = print_type(o, rules, "Acceptance", indexes, &printed, &error);
    if (listed && (o->type == NULL || strcmp(o->type, "Invalidation") == 0))
        listed = print_type(o, rules, "Invalidation", indexes, &printed, &error);
    free(indexes);
    if (!listed)
        return report_error(NULL, &error);
    if (o->json)
        puts("]}");
    else
        printf("%zu rule%s of %s in force at %s\n", printed, printed == 1 ? "" : "s", o->country,
               clock_of(o));
    return EXIT_ACCEPTED;
}

static exit_code run(const options *o)
{
    exit_code code;
    if (o->count != 0)
        return usage_error("no operands are taken");
    if (o->country == NULL)
        return usage_error("--country is missing");
    certlogic_rules *rules = load_rules(o, &code);
    if (rules == NULL)
        return code;
    code = list(o, rules);
    certlogic_rules_free(rules);
    return code;
}

const verb verb_rules = {
    .name = "rules",
    .operands = "--rules PATH --country CC",
    .summary = "Lists the rules of a country that are in force at a moment.",
    .details =
        "Of several versions of one identifier the highest in force is listed. One line a rule:\n"
        "identifier, version, type, certificate type, region, validity, description.\n",
    .options = OPT_RULES | OPT_COUNTRY | OPT_REGION | OPT_AT | OPT_LANG | OPT_TYPE |
               OPT_CERTIFICATE | OPT_KEEP_GOING | OPT_JSON,
    .run = run,
};
