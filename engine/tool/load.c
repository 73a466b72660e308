/* load.c — the rule set and the clock that the options name. */
#include <time.h>

#include "tool/tool.h"

/* Says which rules are broken. */
static void tell_broken(const certlogic_rules *rules)
{
    certlogic_finding finding;
    for (size_t i = 0; certlogic_rules_finding(rules, i, &finding); i++) {
        fputs("certlogic: left out: ", stderr);
        print_text(stderr, finding.file);
        fputc(' ', stderr);
        print_text(stderr, finding.at);
        fputs(": ", stderr);
        print_text(stderr, finding.message);
        fprintf(stderr, " [%s]\n", finding.code);
    }
}

certlogic_rules *load_rules(const options *o, exit_code *code)
{
    certlogic_error error;
    if (o->rules == NULL) {
        *code = usage_error("--rules is missing");
        return NULL;
    }
    certlogic_load_options load = {.value_sets = o->value_sets, .keep_going = o->keep_going};
    certlogic_rules *rules = certlogic_rules_load(o->rules, &load, &error);
    if (rules == NULL)
        *code = report_error(NULL, &error);
    else
        tell_broken(rules);
    return rules;
}

const char *clock_of(const options *o)
{
    static char now_text[32];
    struct tm parts;
    time_t now = time(NULL);
    if (o->at != NULL)
        return o->at;
    if (gmtime_r(&now, &parts) == NULL ||
        strftime(now_text, sizeof now_text, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        return "";
    return now_text;
}
