/* select.c — selects the rules that apply, and the losses that could change a verdict (SEMANTICS,
 * "Which apply" and "A set that lost rules"). */
#include <string.h>

#include "rule/ruleset.h"

bool cl_ruleset_knows(const cl_ruleset *set, const char *country)
{
    for (uint32_t i = 0; i < set->count; i++) {
        if (cl_country_compare(set->rules[i].country, country) == 0)
            return true;
    }
    return set->count > 0 && cl_losses_name_country(&set->losses, country);
}

/* Returns true if a rule is for a part of its country only. SEMANTICS, "Which apply": a Region that
 * is the code of the rule's own country means the whole country. */
static bool is_regional(const cl_rule *rule)
{
    return rule->region != NULL && !cl_region_is_country(rule->region, rule->country);
}

bool cl_ruleset_has_region(const cl_ruleset *set, const char *country, const char *region)
{
    if (strcmp(region, country) == 0)
        return true;
    for (uint32_t i = 0; i < set->count; i++) {
        const cl_rule *rule = &set->rules[i];
        if (cl_country_compare(rule->country, country) == 0 && rule->region != NULL &&
            strcmp(rule->region, region) == 0)
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
    bool region = s->any_region || !is_regional(rule) ||
                  (s->region != NULL && strcmp(rule->region, s->region) == 0);
    return type && region;
}

/* Returns true if a higher version of the rule is in force. Higher versions are directly before it
 * in the sorted rules. */
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

/* ---- Losses ---------------------------------------------------------------------------------- */

/* Returns true if the lost rule may be a rule of the country. */
static bool may_be_of(const cl_lost *lost, const char *country)
{
    for (uint8_t i = 0; i < lost->country_count; i++) {
        if (cl_country_compare(lost->countries[i].code, country) == 0)
            return true;
    }
    return lost->country_count == 0;
}

/* Returns true if the lost rule may have that type and country and be in force at the clock. If the
 * country is "" (the issuer is not known), returns false. */
static bool may_be_in_force(const cl_lost *lost, cl_rule_type type, const char *country,
                            int64_t clock)
{
    return lost->rule && (lost->types >> type & 1) != 0 && country[0] != '\0' &&
           may_be_of(lost, country) && lost->from <= clock && clock < lost->to;
}

/* Returns true if the lost rule may be for that certificate type, and for the whole country or the
 * requested region. */
static bool may_concern(const cl_lost *lost, const cl_selection *s)
{
    return (lost->certificates >> s->certificate_type & 1) != 0 &&
           (lost->region == NULL || (s->region != NULL && strcmp(lost->region, s->region) == 0));
}

/* Returns the position of `id` in an array of rules sorted by identifier, or `count`. */
static uint32_t find_rule(const cl_ruleset *set, const uint32_t *selected, uint32_t count,
                          const char *id)
{
    uint32_t low = 0;
    for (uint32_t high = count; low < high;) {
        uint32_t middle = low + (high - low) / 2;
        if (strcmp(set->rules[selected[middle]].id, id) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && strcmp(set->rules[selected[low]].id, id) == 0 ? low : count;
}

/* Returns true if the lost rule may have the identifier of one of the selected rules. */
static bool may_be_named(const cl_ruleset *set, const uint32_t *selected, uint32_t count,
                         const cl_lost *lost)
{
    if (lost->id != NULL)
        return find_rule(set, selected, count, lost->id) < count;
    for (uint32_t i = 0; i < count; i++) {
        if (strncmp(set->rules[selected[i]].id, lost->prefix, strlen(lost->prefix)) == 0)
            return true;
    }
    return false;
}

static bool reads_value_sets(const cl_ruleset *set, const uint32_t *selected, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (set->rules[selected[i]].reads_value_sets)
            return true;
    }
    return false;
}

/* Returns true if the loss could change a verdict. `reads`: a selected rule can read value sets. */
static bool may_touch(const cl_lost *lost, const cl_selection *s, const char *issuer, bool reads)
{
    return (may_be_in_force(lost, CL_ACCEPTANCE, s->country, s->clock) && may_concern(lost, s)) ||
           (may_be_in_force(lost, CL_INVALIDATION, issuer, s->clock) && may_concern(lost, s)) ||
           (lost->value_sets && reads);
}

/* A lost rule that is not for this certificate can be a higher version of a rule that applies; that
 * rule would then not apply. If there are at least as many such losses as selected acceptance
 * rules, possibly no rule is in force. Writes the indexes of these losses; returns their number, or
 * 0 if there are fewer. */
static uint32_t select_superseding(const cl_ruleset *set, const cl_selection *s,
                                   const uint32_t *selected, uint32_t acceptance, uint32_t *indexes)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < set->losses.count; i++) {
        const cl_lost *lost = &set->losses.items[i];
        if (may_be_in_force(lost, CL_ACCEPTANCE, s->country, s->clock) &&
            may_be_named(set, selected, acceptance, lost))
            indexes[found++] = i;
    }
    return found >= acceptance ? found : 0;
}

uint32_t cl_ruleset_select_lost(const cl_ruleset *set, const cl_selection *s, const char *issuer,
                                const uint32_t *selected, uint32_t acceptance, uint32_t count,
                                uint32_t *indexes)
{
    uint32_t found = 0;
    if (set->losses.count == 0)
        return 0;
    bool reads = reads_value_sets(set, selected, count);
    for (uint32_t i = 0; i < set->losses.count; i++) {
        if (may_touch(&set->losses.items[i], s, issuer, reads))
            indexes[found++] = i;
    }
    if (found == 0 && acceptance > 0)
        found = select_superseding(set, s, selected, acceptance, indexes);
    return found;
}
