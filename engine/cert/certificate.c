/* certificate.c — the entry and the countries of a certificate, its validity at a clock, and its
 * notices. Must not know how each step of decoding works. */
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

const char *cl_step_name(cl_step step)
{
    static const char *const names[CL_STEP_COUNT] = {
        "prefix", "base45", "inflate", "cose", "signature", "cwt", "validity", "payload", "schema"};
    return (unsigned)step < CL_STEP_COUNT ? names[step] : "unknown";
}

const char *cl_step_result_name(cl_step_result result)
{
    static const char *const names[] = {"skipped", "done", "fault"};
    return names[result];
}

/* ---- The entry ------------------------------------------------------------------------------- */

static bool malformed(cl_certificate *c, const char *at, const char *message)
{
    cl_error_set(&c->fault, CL_PAYLOAD, "%s", message);
    cl_error_at(&c->fault, at);
    return false;
}

static bool is_country(const char *text, size_t length)
{
    return length == 2 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'A' && text[1] <= 'Z';
}

static void read_country(cl_certificate *c, const cl_object *entry)
{
    const cl_value *country = cl_object_named(entry, "co");
    if (country != NULL && country->kind == CL_KIND_STRING &&
        is_country(country->text, country->length))
        memcpy(c->country, country->text, 2);
}

/* Finds the one entry and sets `entry` and `country`. Returns false and sets `fault` if there is
 * not exactly one: Regulation (EU) 2021/953 forbids several events in one certificate. A group that
 * is null or empty does not count. */
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

void cl_certificate_look(cl_certificate *c)
{
    c->decoded = true;
    c->whole = find_entry(c);
    c->steps[CL_STEP_PAYLOAD] = (cl_step_state){.result = CL_STEP_DONE};
    if (c->payload.kind != CL_KIND_OBJECT)
        return;
    const cl_value *version = cl_object_named(c->payload.object, "ver");
    if (version != NULL && version->kind == CL_KIND_STRING)
        c->version = version;
}

/* ---- Results of steps ------------------------------------------------------------------------ */

static cl_step_state fault(cl_code code, const char *message)
{
    return (cl_step_state){.result = CL_STEP_FAULT, .code = code, .message = message};
}

cl_step_state cl_certificate_validity(const cl_certificate *c, int64_t clock)
{
    const cl_envelope *e = &c->envelope;
    const cl_step_state *found = &c->steps[CL_STEP_VALIDITY];
    if (!e->dated)
        return *found;
    if (clock < e->issued_at)
        return fault(CL_NOT_YET_VALID, "not yet valid: it was issued after the moment asked about");
    if (clock < e->not_before)
        return fault(CL_NOT_YET_VALID, "not yet valid: its nbf is after the moment asked about");
    if (clock > e->expires_at)
        return fault(CL_EXPIRED, "expired before the moment asked about");
    if (e->verified && (clock < e->signer_from || clock > e->signer_until))
        return fault(CL_SIGNER_VALIDITY, "the signer is not valid at the moment asked about");
    if (found->result == CL_STEP_FAULT && found->code != CL_EXPIRED &&
        found->code != CL_NOT_YET_VALID && found->code != CL_SIGNER_VALIDITY)
        return *found;
    return (cl_step_state){.result = CL_STEP_DONE};
}

/* Returns the state of a step that failed with the fault of the certificate. */
static cl_step_state own_fault(const cl_certificate *c)
{
    return (cl_step_state){.result = CL_STEP_FAULT,
                           .code = c->fault.code,
                           .at = c->fault.at,
                           .message = c->fault.message};
}

cl_step_state cl_certificate_standing(const cl_certificate *c)
{
    return c->decoded && !c->whole ? own_fault(c) : c->steps[CL_STEP_PAYLOAD];
}

const char *cl_certificate_issuer(const cl_certificate *c, char country[3])
{
    const cl_envelope *e = &c->envelope;
    country[2] = '\0';
    if (e->issuer != NULL && is_country(e->issuer, e->issuer_length))
        memcpy(country, e->issuer, 2);
    else if (e->verified && is_country(e->signer_country, strlen(e->signer_country)))
        memcpy(country, e->signer_country, 2);
    else if (!e->present && c->said_issuer[0] != '\0')
        memcpy(country, c->said_issuer, 2);
    else
        memcpy(country, c->country, 3);
    return country;
}

void cl_certificate_say_issuer(cl_certificate *c, const char *text, size_t length)
{
    if (!c->envelope.present && is_country(text, length))
        memcpy(c->said_issuer, text, 2);
}

/* ---- Creating, notices, freeing -------------------------------------------------------------- */

cl_certificate *cl_certificate_new(cl_error *error)
{
    cl_certificate *c = malloc(sizeof *c);
    if (c == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    cl_arena_init(&c->arena, SIZE_MAX);
    cl_certificate_reset(c);
    return c;
}

void cl_certificate_reset(cl_certificate *c)
{
    cl_arena_reset(&c->arena);
    memset(c->steps, 0, sizeof c->steps);
    c->envelope = (cl_envelope){.kid_text = ""};
    c->decoded = c->whole = false;
    c->payload = cl_value_null();
    c->entry = CL_ENTRY_VACCINATION;
    memset(c->country, 0, sizeof c->country);
    memset(c->said_issuer, 0, sizeof c->said_issuer);
    c->version = NULL;
    c->fault_step = CL_STEP_PAYLOAD;
    cl_error_init(&c->fault);
    c->notices = NULL;
    c->notice_count = c->notice_capacity = 0;
}

bool cl_certificate_fail(cl_certificate *c, cl_step step)
{
    c->fault_step = step;
    c->steps[step] = own_fault(c);
    return false;
}

bool cl_certificate_note(cl_certificate *c, cl_code code, const char *at, const char *message)
{
    if (c->notice_count == CL_MAX_NOTICES)
        return true;
    cl_notice *notices = cl_arena_grow(&c->arena, c->notices, c->notice_count, &c->notice_capacity,
                                       sizeof *notices);
    if (notices == NULL)
        return false;
    c->notices = notices;
    char place[CL_MAX_POINTER + 1];
    cl_pointer_cut(place, at);
    const char *kept = cl_arena_text(&c->arena, place, strlen(place));
    if (kept == NULL)
        return false;
    c->notices[c->notice_count++] = (cl_notice){.code = code, .at = kept, .message = message};
    return true;
}

cl_certificate *cl_certificate_read_json(const char *bytes, size_t length, cl_error *error)
{
    cl_certificate *c = cl_certificate_new(error);
    if (c == NULL)
        return NULL;
    if (cl_json_value(bytes, length, &c->arena, &c->payload, &c->fault)) {
        cl_certificate_look(c);
        return c;
    }
    if (c->fault.code == CL_MEMORY) {
        cl_certificate_free(c);
        cl_error_memory(error);
        return NULL;
    }
    cl_certificate_fail(c, CL_STEP_PAYLOAD);
    return c;
}

void cl_certificate_free(cl_certificate *certificate)
{
    if (certificate == NULL)
        return;
    cl_arena_free(&certificate->arena);
    free(certificate);
}
