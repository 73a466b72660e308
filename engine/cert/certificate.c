/* certificate.c — what kind of certificate a payload is. */
#include "cert/certificate.h"

#include <stdlib.h>
#include <string.h>

#include "data/json.h"

static const struct {
    const char *name;
    cl_entry entry;
} groups[] = {
    {"v", CL_ENTRY_VACCINATION},
    {"t", CL_ENTRY_TEST},
    {"r", CL_ENTRY_RECOVERY},
};

static bool malformed(cl_certificate *c, const char *at, const char *message)
{
    cl_error_set(&c->fault, CL_PAYLOAD, "%s", message);
    cl_error_at(&c->fault, at);
    return false;
}

static void read_country(cl_certificate *c, const cl_object *entry)
{
    const cl_value *country = cl_object_find(entry, "co", 2);
    if (country == NULL || country->kind != CL_KIND_STRING || country->length != 2)
        return;
    for (int i = 0; i < 2; i++) {
        char letter = country->text[i];
        if (letter < 'A' || letter > 'Z') {
            c->country[0] = '\0';
            return;
        }
        c->country[i] = letter;
    }
}

/* Regulation (EU) 2021/953 forbids several events in one certificate; null stands for absent. */
static bool find_entry(cl_certificate *c)
{
    const cl_value *found = NULL;
    char place[] = "/v/0";
    if (c->payload.kind != CL_KIND_OBJECT)
        return malformed(c, "", "a payload must be an object");
    for (size_t i = 0; i < sizeof groups / sizeof *groups; i++) {
        char at[] = {'/', groups[i].name[0], '\0'};
        const cl_value *group = cl_object_find(c->payload.object, groups[i].name, 1);
        if (group == NULL || group->kind == CL_KIND_NULL)
            continue;
        if (group->kind != CL_KIND_ARRAY)
            return malformed(c, at, "v, t and r must be arrays of entries");
        if (group->array->count == 0)
            continue;
        if (found != NULL || group->array->count > 1)
            return malformed(c, at,
                             "a payload must have exactly one entry in exactly one of v, t "
                             "and r, found more");
        found = &group->array->items[0];
        c->entry = groups[i].entry;
        place[1] = groups[i].name[0];
    }
    if (found == NULL)
        return malformed(c, "",
                         "a payload must have exactly one entry in exactly one of v, t and "
                         "r, found none");
    if (found->kind != CL_KIND_OBJECT)
        return malformed(c, place, "an entry must be an object");
    read_country(c, found->object);
    return true;
}

static void look(cl_certificate *c)
{
    c->whole = find_entry(c);
    if (c->payload.kind != CL_KIND_OBJECT)
        return;
    const cl_value *version = cl_object_find(c->payload.object, "ver", 3);
    if (version != NULL && version->kind == CL_KIND_STRING)
        c->version = version;
}

cl_certificate *cl_certificate_read_json(const char *bytes, size_t length, cl_error *error)
{
    cl_certificate *c = calloc(1, sizeof *c);
    if (c == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    cl_arena_init(&c->arena, SIZE_MAX);
    cl_error_init(&c->fault);
    c->decoded = cl_json_value(bytes, length, &c->arena, &c->payload, &c->fault);
    if (c->decoded) {
        look(c);
    } else if (c->fault.code == CL_MEMORY) {
        cl_certificate_free(c);
        cl_error_memory(error);
        return NULL;
    }
    return c;
}

void cl_certificate_free(cl_certificate *certificate)
{
    if (certificate == NULL)
        return;
    cl_arena_free(&certificate->arena);
    free(certificate);
}
