/* select.c — which rules apply (SEMANTICS, "Which rules apply"). */
#include <string.h>

#include "rule/ruleset.h"

bool cl_ruleset_knows(const cl_ruleset *set, const char *country)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (cl_country_compare(set->rules[i].country, country) == 0)
            return true;
    }
    return false;
}

static bool in_force(const cl_rule *rule, const cl_selection *s)
{
    return rule->type == s->type && cl_country_compare(rule->country, s->country) == 0 &&
           rule->valid_from <= s->clock && s->clock < rule->valid_to;
}

static bool concerns(const cl_rule *rule, const cl_selection *s)
{
    bool type = s->any_certificate || rule->certificate_type == CL_GENERAL ||
                rule->certificate_type == s->certificate_type;
    bool region = rule->region == NULL ||
                  (s->region != NULL && strcmp(rule->region, s->region) == 0);
    return type && region;
}

/* True where a higher version is in force: it stands before, behind rules of the same name only. */
static bool superseded(const cl_ruleset *set, uint32_t index, const cl_selection *s)
{
    for (uint32_t i = index; i-- > 0 && strcmp(set->rules[i].id, set->rules[index].id) == 0;) {
        if (in_force(&set->rules[i], s))
            return true;
    }
    return false;
}

uint32_t cl_ruleset_select(const cl_ruleset *set, const cl_selection *selection, uint32_t *indexes)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        if (in_force(&set->rules[i], selection) && concerns(&set->rules[i], selection) &&
            !superseded(set, i, selection))
            indexes[count++] = i;
    }
    return count;
}
