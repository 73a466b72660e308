/* external.c — makes the external, and keeps it until the key changes. */
#include "verdict/external.h"

#include <string.h>

#include "data/instant.h"

void cl_external_init(cl_external *external)
{
    *external = (cl_external){.made = false};
    cl_arena_init(&external->arena, SIZE_MAX);
}

void cl_external_free(cl_external *external)
{
    cl_arena_free(&external->arena);
    external->made = false;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_key(const cl_external_key *a, const cl_external_key *b)
{
    return a->clock == b->clock && same_text(a->country, b->country) &&
           same_text(a->issuer, b->issuer) && same_text(a->region, b->region) &&
           same_text(a->kid, b->kid) && a->dated == b->dated &&
           (!a->dated || (a->issued_at == b->issued_at && a->expires_at == b->expires_at));
}

/* Copies a text to the external's arena; NULL stays NULL. Returns false if memory ran out. */
static bool keep(cl_external *external, const char *text, const char **kept)
{
    *kept = text != NULL ? cl_arena_text(&external->arena, text, strlen(text)) : NULL;
    return text == NULL || *kept != NULL;
}

static void add(cl_member *members, size_t *count, const char *key, cl_value value)
{
    members[(*count)++] = (cl_member){.key = key, .length = (uint32_t)strlen(key), .value = value};
}

static void add_text(cl_member *members, size_t *count, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0')
        add(members, count, key, cl_value_string(text, (uint32_t)strlen(text)));
}

enum { MOMENT = 20 };

/* Adds an instant as text in whole seconds. Returns false if memory ran out. */
static bool add_moment(cl_external *external, cl_member *members, size_t *count, const char *key,
                       int64_t instant)
{
    char *text = cl_arena_alloc(&external->arena, MOMENT);
    if (text == NULL)
        return false;
    cl_instant_write_seconds(instant, text);
    add(members, count, key, cl_value_string(text, MOMENT));
    return true;
}

static bool make(cl_external *external, const cl_external_key *key, const cl_value *value_sets)
{
    cl_member members[8];
    size_t count = 0;
    cl_arena_reset(&external->arena);
    external->made = false;
    external->key = *key;
    if (!keep(external, key->country, &external->key.country) ||
        !keep(external, key->issuer, &external->key.issuer) ||
        !keep(external, key->region, &external->key.region) ||
        !keep(external, key->kid, &external->key.kid) ||
        !add_moment(external, members, &count, "validationClock", key->clock))
        return false;
    add(members, &count, "valueSets", *value_sets);
    add_text(members, &count, "countryCode", external->key.country);
    add_text(members, &count, "issuerCountryCode", external->key.issuer);
    add_text(members, &count, "region", external->key.region);
    add_text(members, &count, "kid", external->key.kid);
    if (key->dated && (!add_moment(external, members, &count, "exp", key->expires_at) ||
                       !add_moment(external, members, &count, "iat", key->issued_at)))
        return false;
    const cl_object *object = cl_object_make(&external->arena, members, count);
    if (object == NULL)
        return false;
    external->value = (cl_value){.object = object, .kind = CL_KIND_OBJECT};
    return true;
}

const cl_value *cl_external_get(cl_external *external, const cl_external_key *key,
                                const cl_value *value_sets, cl_evaluator *evaluator,
                                cl_error *error)
{
    if (external->made && same_key(&external->key, key))
        return &external->value;
    if (!make(external, key, value_sets)) {
        cl_error_memory(error);
        return NULL;
    }
    if (!cl_evaluator_bind_external(evaluator, &external->value, error))
        return NULL;
    external->made = true;
    return &external->value;
}
