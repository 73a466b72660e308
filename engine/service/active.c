/* active.c — loads, compares and replaces the sets of rules and signers. */
#include "service/active.h"

#include <stdlib.h>
#include <string.h>

#include "service/fault.h"

static size_t count_of(const char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    return count;
}

static bool digest(char *canonical, char text[CL_DIGEST_TEXT], certlogic_error *error)
{
    cl_digest *sum = canonical != NULL ? cl_digest_new() : NULL;
    if (sum != NULL)
        cl_digest_add(sum, canonical, strlen(canonical));
    bool made = sum != NULL && cl_digest_show(sum, text);
    cl_digest_free(sum);
    certlogic_free(canonical);
    return made || cl_service_fault(error, "memory", "memory ran out");
}

static bool load_rules(cl_active *set, const cl_service_options *o, certlogic_error *error)
{
    const certlogic_load_options load = {.keep_going = o->keep_going,
                                         .value_sets_list = o->value_sets,
                                         .value_sets_count = count_of(o->value_sets)};
    set->rules = certlogic_rules_load_all(o->rules, count_of(o->rules), &load, error);
    return set->rules != NULL &&
           digest(certlogic_rules_canonical(set->rules), set->rules_revision, error);
}

static bool load_trust(cl_active *set, const cl_service_options *o, certlogic_error *error)
{
    const certlogic_trust_options load = {.csca_list = o->csca, .csca_count = count_of(o->csca)};
    if (o->trust == NULL)
        return true;
    set->trust = certlogic_trust_load_all(o->trust, count_of(o->trust), &load, error);
    return set->trust != NULL &&
           digest(certlogic_trust_canonical(set->trust), set->trust_revision, error);
}

static bool run_tests(const cl_service_options *o, certlogic_error *error)
{
    const certlogic_test_options options = {.filter = NULL};
    certlogic_test_summary summary;
    if (!certlogic_test_paths(o->rules, count_of(o->rules), &options, &summary, error))
        return false;
    return summary.failed == 0 ||
           cl_service_fault(error, "test", "%zu of %zu tests of the rules fail; see certlogic test",
                            summary.failed, summary.passed + summary.failed);
}

cl_active *cl_active_load(const cl_service_options *options, certlogic_error *error)
{
    cl_active *set = calloc(1, sizeof *set);
    if (set == NULL) {
        cl_service_fault(error, "memory", "memory ran out");
        return NULL;
    }
    atomic_init(&set->holders, 1);
    set->loaded = time(NULL);
    if (load_rules(set, options, error) && load_trust(set, options, error) &&
        (options->keep_going || run_tests(options, error))) {
        const char *quote = set->trust != NULL ? "\"" : "";
        snprintf(set->revision, sizeof set->revision, "{\"rules\":\"%s\",\"trust\":%s%s%s}",
                 set->rules_revision, quote, set->trust != NULL ? set->trust_revision : "null",
                 quote);
        return set;
    }
    cl_active_release(set);
    return NULL;
}

/* Returns true if the set has an acceptance rule of the country for the type of certificate. */
static bool covers(const cl_active *set, const certlogic_rule *wanted)
{
    certlogic_rule rule;
    for (size_t i = 0; certlogic_rules_get(set->rules, i, NULL, &rule); i++) {
        if (rule.type == CERTLOGIC_ACCEPTANCE &&
            rule.certificate_type == wanted->certificate_type &&
            strcmp(rule.country, wanted->country) == 0)
            return true;
    }
    return false;
}

bool cl_active_may_replace(const cl_active *next, const cl_active *now, certlogic_error *error)
{
    size_t lost = certlogic_rules_lost_count(next->rules);
    certlogic_rule rule;
    if (lost > certlogic_rules_lost_count(now->rules))
        return cl_service_fault(error, "rules-incomplete",
                                "%zu rules or value sets are lost, %zu before", lost,
                                certlogic_rules_lost_count(now->rules));
    for (size_t i = 0; certlogic_rules_get(now->rules, i, NULL, &rule); i++) {
        if (rule.type == CERTLOGIC_ACCEPTANCE && !covers(next, &rule))
            return cl_service_fault(
                error, "rules-incomplete",
                "%s has no acceptance rule for certificates of type %s any more", rule.country,
                certlogic_certificate_type_name(rule.certificate_type));
    }
    return true;
}

cl_active *cl_active_hold(cl_active_place *place)
{
    pthread_mutex_lock(&place->lock);
    cl_active *set = place->set;
    atomic_fetch_add(&set->holders, 1);
    pthread_mutex_unlock(&place->lock);
    return set;
}

void cl_active_replace(cl_active_place *place, cl_active *next)
{
    pthread_mutex_lock(&place->lock);
    cl_active *former = place->set;
    place->set = next;
    pthread_mutex_unlock(&place->lock);
    cl_active_release(former);
}

void cl_active_release(cl_active *set)
{
    if (set == NULL || atomic_fetch_sub(&set->holders, 1) > 1)
        return;
    certlogic_rules_free(set->rules);
    certlogic_trust_free(set->trust);
    free(set);
}
