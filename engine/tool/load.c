/* load.c — loads the rule set and the clock of the options. */
#include <string.h>
#include <time.h>

#include "tool/tool.h"

bool alone(const char *const *paths, const char *what, exit_code *code)
{
    size_t count = list_count(paths);
    for (size_t i = 0; i < count; i++) {
        if (count > 1 && strcmp(paths[i], "-") == 0) {
            *code = usage_error("standard input has all the %s, or none of them", what);
            return false;
        }
    }
    return true;
}

/* Prints all findings about broken documents.
 * Returns: true if there are any.
 * Arguments: `failed` is true if they refuse the set. */
static bool tell_broken(const certlogic_rules *rules, bool failed)
{
    certlogic_finding finding;
    size_t count = 0;
    for (; certlogic_rules_finding(rules, count, &finding); count++)
        report_finding(&finding, failed);
    return count > 0;
}

/* Loads a rule set without its broken documents. */
static certlogic_rules *load_whole(const options *o, const char *const *paths, exit_code *code)
{
    certlogic_error error;
    text document;
    certlogic_rules *rules;
    size_t count = list_count(paths);
    certlogic_load_options load = {.keep_going = true,
                                   .value_sets_list = o->value_sets,
                                   .value_sets_count = list_count(o->value_sets)};
    if (!alone(paths, "rules", code))
        return NULL;
    if (strcmp(paths[0], "-") != 0) {
        rules = certlogic_rules_load_all(paths, count, &load, &error);
    } else if (read_file("-", &document)) {
        rules = certlogic_rules_parse(document.bytes, document.length, &load, &error);
        text_free(&document);
    } else {
        *code = EXIT_IO;
        return NULL;
    }
    if (rules == NULL)
        *code = report_load_error(paths, o->value_sets, &error);
    return rules;
}

certlogic_rules *load_rules_of(const options *o, const char *const *paths, const char *option,
                               exit_code *code)
{
    if (paths == NULL) {
        *code = usage_error("--%s is missing", option);
        return NULL;
    }
    certlogic_rules *rules = load_whole(o, paths, code);
    if (rules == NULL || !tell_broken(rules, !o->keep_going))
        return rules;
    if (o->keep_going) {
        size_t lost = certlogic_rules_lost_count(rules);
        fprintf(stderr,
                "certlogic: left out what is broken: %zu document%s lost, and verdicts that "
                "%s could have touched are open\n",
                lost, lost == 1 ? " is" : "s are", lost == 1 ? "it" : "they");
        return rules;
    }
    certlogic_rules_free(rules);
    *code = fail(EXIT_BAD_RULES, "usage", NULL,
                 "the rules are refused; --keep-going leaves out what is broken");
    return NULL;
}

certlogic_rules *load_rules(const options *o, exit_code *code)
{
    return load_rules_of(o, o->rules, "rules", code);
}

void print_lost(FILE *out, const char *before, const certlogic_lost *lost)
{
    fputs(before, out);
    print_remark(out, lost->file, lost->at, lost->message, lost->code);
}

void print_incomplete(const certlogic_verdict *verdict)
{
    certlogic_lost lost;
    for (size_t i = 0; certlogic_verdict_lost(verdict, i, &lost); i++)
        print_lost(stdout, "  lost    ", &lost);
}

bool same_country(const char *a, const char *b)
{
    return strcmp(strcmp(a, "EL") == 0 ? "GR" : a, strcmp(b, "EL") == 0 ? "GR" : b) == 0;
}

void say_region(const options *o, const certlogic_rules *rules)
{
    if (o->region == NULL || certlogic_rules_has_region(rules, o->country, o->region))
        return;
    fputs("certlogic: no rule of ", stderr);
    print_text(stderr, o->country);
    fputs(" is for the region ", stderr);
    print_text(stderr, o->region);
    fputc('\n', stderr);
}

bool has_rule(const certlogic_rules *rules, const char *id)
{
    certlogic_rule rule;
    for (size_t i = 0; certlogic_rules_get(rules, i, NULL, &rule); i++) {
        if (id == NULL || strcmp(rule.id, id) == 0)
            return true;
    }
    fail(EXIT_BAD_RULES, "usage", NULL, "the rule set has no rule%s%s",
         id != NULL ? " of the identifier " : "", id != NULL ? id : "");
    return false;
}

const char *resolved_clock(const char *clock, char moment[CLOCK_TEXT])
{
    return certlogic_clock(clock, moment, NULL) ? moment : clock;
}

const char *clock_of(const options *o)
{
    static char moment[CLOCK_TEXT];
    struct tm parts;
    time_t now = time(NULL);
    if (moment[0] != '\0')
        return moment;
    if (o->at != NULL)
        return resolved_clock(o->at, moment);
    if (gmtime_r(&now, &parts) == NULL ||
        strftime(moment, sizeof moment, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        return "";
    return moment;
}

certlogic_schema *load_schema(const options *o, exit_code *code)
{
    certlogic_error error;
    const char *const *paths = (const char *const *)o->schema;
    *code = EXIT_ACCEPTED;
    if (paths == NULL)
        return NULL;
    certlogic_schema *schema = certlogic_schema_load(paths, list_count(paths), &error);
    if (schema == NULL)
        *code = report_load_error(paths, NULL, &error);
    return schema;
}
