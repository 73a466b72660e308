/* rules.c — certlogic rules: lists the rules in force for a country at a clock. */
#include <stdlib.h>
#include <string.h>

#include "tool/tool.h"

static void print_rule(const certlogic_rule *rule)
{
    print_padded(rule->id, 14);
    printf(" %-8s %-12s %-12s ", rule->version, certlogic_rule_type_name(rule->type),
           certlogic_certificate_type_name(rule->certificate_type));
    print_padded(rule->region != NULL ? rule->region : "-", 6);
    printf(" %s .. %s  ", rule->valid_from, rule->valid_to);
    print_text(stdout, rule->description);
    fputc('\n', stdout);
}

static json_t *rule_value(const certlogic_rule *rule)
{
    json_t *value = json_object();
    object_text(value, "id", rule->id);
    object_text(value, "version", rule->version);
    object_text(value, "type", certlogic_rule_type_name(rule->type));
    object_text(value, "certificate_type", certlogic_certificate_type_name(rule->certificate_type));
    object_text(value, "country", rule->country);
    object_text(value, "region", rule->region);
    object_text(value, "valid_from", rule->valid_from);
    object_text(value, "valid_to", rule->valid_to);
    object_text(value, "description", rule->description);
    object_text(value, "file", rule->file);
    return value;
}

/* The state of listing rules. */
typedef struct listing {
    const options *o;
    const certlogic_rules *rules;
    certlogic_rule_type type;                    /* CERTLOGIC_ANY_TYPE: both */
    certlogic_certificate_type certificate_type; /* CERTLOGIC_GENERAL: any */
    size_t *indexes;                             /* has room for all rules */
    size_t printed;                              /* number of printed rules in force */
    /* With --json: */
    json_t *object; /* what is printed at the end */
    json_t *array;  /* the array of the object to which items are added; NULL before the first */
    certlogic_error error;
} listing;

/* Parses --type and --certificate.
 * Returns: false after a message. */
static bool take_types(listing *l)
{
    const options *o = l->o;
    l->type = CERTLOGIC_ANY_TYPE;
    for (int i = 0; o->type != NULL && i < CERTLOGIC_ANY_TYPE; i++) {
        if (strcmp(certlogic_rule_type_name((certlogic_rule_type)i), o->type) == 0)
            l->type = (certlogic_rule_type)i;
    }
    for (int i = CERTLOGIC_VACCINATION; o->certificate != NULL && i <= CERTLOGIC_RECOVERY; i++) {
        if (strcmp(certlogic_certificate_type_name((certlogic_certificate_type)i),
                   o->certificate) == 0)
            l->certificate_type = (certlogic_certificate_type)i;
    }
    if (o->type != NULL && l->type == CERTLOGIC_ANY_TYPE)
        usage_error("--type takes Acceptance or Invalidation, not '%s'", o->type);
    else if (o->certificate != NULL && l->certificate_type == CERTLOGIC_GENERAL)
        usage_error("--certificate takes Vaccination, Test or Recovery, not '%s'", o->certificate);
    else
        return true;
    return false;
}

/* Finds the rules in force of one type and stores their `indexes`. Finds none if --type selects the
 * other type. */
static bool find_type(listing *l, certlogic_rule_type type, bool any_region, size_t *count)
{
    const certlogic_query query = {.country = l->o->country,
                                   .region = l->o->region,
                                   .clock = clock_of(l->o),
                                   .type = type,
                                   .certificate_type = l->certificate_type,
                                   .any_region = any_region};
    *count = 0;
    return (l->type != CERTLOGIC_ANY_TYPE && type != l->type) ||
           certlogic_rules_in_force(l->rules, &query, l->indexes, count, &l->error);
}

static bool print_type(listing *l, certlogic_rule_type type)
{
    size_t count;
    if (!find_type(l, type, false, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        certlogic_rule rule;
        certlogic_rules_get(l->rules, l->indexes[i], l->o->language, &rule);
        l->printed++;
        if (l->o->json)
            array_add(l->array, rule_value(&rule));
        else
            print_rule(&rule);
    }
    return true;
}

/* Adds an item to an array of the object that is left out if it is empty. */
static void add_item(listing *l, const char *name, json_t *item)
{
    if (l->array == NULL)
        l->array = object_part(l->object, name, json_array());
    array_add(l->array, item);
}

/* Prints a rule that would be in force with its region. */
static void print_over(listing *l, const certlogic_rule *rule)
{
    if (!l->o->json) {
        printf("passed over: %s %s is for the region ", rule->id, rule->version);
        print_text(stdout, rule->region);
        fputs(" (--region ", stdout);
        print_text(stdout, rule->region);
        puts(")");
        return;
    }
    json_t *value = json_object();
    object_text(value, "id", rule->id);
    object_text(value, "version", rule->version);
    object_text(value, "region", rule->region);
    add_item(l, "passed_over", value);
}

static bool print_type_over(listing *l, certlogic_rule_type type)
{
    size_t count;
    if (!find_type(l, type, true, &count))
        return false;
    for (size_t i = 0; i < count; i++) {
        certlogic_rule rule;
        certlogic_rules_get(l->rules, l->indexes[i], NULL, &rule);
        bool own = rule.region == NULL || same_country(rule.region, rule.country);
        if (!own && (l->o->region == NULL || strcmp(rule.region, l->o->region) != 0))
            print_over(l, &rule);
    }
    return true;
}

/* Returns: true if the loss may belong to the country. */
static bool may_be_of(const certlogic_lost *lost, const char *country)
{
    for (size_t i = 0; i < sizeof lost->countries / sizeof *lost->countries; i++) {
        if (lost->countries[i] != NULL && same_country(lost->countries[i], country))
            return true;
    }
    return lost->countries[0] == NULL;
}

static void print_losses(listing *l)
{
    certlogic_lost lost;
    for (size_t i = 0; certlogic_rules_lost(l->rules, i, &lost); i++) {
        if (!may_be_of(&lost, l->o->country))
            continue;
        if (!l->o->json) {
            print_lost(stdout, "lost: ", &lost);
            continue;
        }
        json_t *value = json_object();
        object_text(value, "file", lost.file);
        object_text(value, "at", lost.at);
        object_text(value, "code", lost.code);
        object_text(value, "message", lost.message);
        add_item(l, "incomplete", value);
    }
}

/* Returns: false with the error of a query. */
static bool list_all(listing *l)
{
    if (!print_type(l, CERTLOGIC_ACCEPTANCE) || !print_type(l, CERTLOGIC_INVALIDATION))
        return false;
    l->array = NULL;
    if (!print_type_over(l, CERTLOGIC_ACCEPTANCE) || !print_type_over(l, CERTLOGIC_INVALIDATION))
        return false;
    l->array = NULL;
    print_losses(l);
    return true;
}

static exit_code print_all(listing *l)
{
    const options *o = l->o;
    if (!o->json) {
        if (!list_all(l))
            return report_error(NULL, &l->error);
        printf("%zu rule%s of %s in force at %s\n", l->printed, l->printed == 1 ? "" : "s",
               o->country, clock_of(o));
        return EXIT_ACCEPTED;
    }
    l->object = json_object();
    object_text(l->object, "clock", clock_of(o));
    object_text(l->object, "country", o->country);
    l->array = object_part(l->object, "rules", json_array());
    if (list_all(l))
        return print_object(l->object);
    json_decref(l->object);
    return report_error(NULL, &l->error);
}

static exit_code list(const options *o, const certlogic_rules *rules)
{
    listing l = {.o = o, .rules = rules};
    size_t count;
    if (!take_types(&l))
        return EXIT_USAGE;
    l.indexes = calloc(certlogic_rules_count(rules) + 1, sizeof *l.indexes);
    if (l.indexes == NULL)
        return no_memory();
    say_region(o, rules);
    /* The first query runs before anything is printed, so that its error is the only output. */
    exit_code code = find_type(&l, CERTLOGIC_ACCEPTANCE, false, &count)
                         ? print_all(&l)
                         : report_error(NULL, &l.error);
    free(l.indexes);
    return code;
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
    .in = IN_RULES,
    .name = "rules",
    .operands = "--rules PATH --country CC",
    .summary = "Lists the rules of a country that are in force at a given time.",
    .details =
        "Of several versions with one identifier only the highest in force is listed. Each rule has\n"
        "one line: identifier, version, type, certificate type, region, validity, description. Rules\n"
        "that do not apply because of their region are named too, and so is what the set has lost.\n",
    .run = run,
};
