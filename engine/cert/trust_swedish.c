/* trust_swedish.c — reads the list that Sweden publishes, the payload of a JWS:
 *
 *     {"dsc_trust_list": {"CC": {"keys": [JWK], "eku": {kid: [object identifier]}}}}
 *
 * CC is the country of the keys. eku has the extended key usages of keys, by kid. */
#include <string.h>

#include "cert/base64.h"
#include "cert/trust_list.h"

/* Limits the entry to the usages of one of its kids. The keys of eku are checked to be canonical
 * Base64, so a kid has one spelling. */
static bool limit_by(cl_trust_list *list, cl_trust_entry *entry, const cl_kid *kid)
{
    cl_buffer text;
    cl_buffer_init(&text);
    cl_base64_encode(kid->bytes, kid->length, &text);
    const cl_value *oids = text.failed ? NULL : cl_object_find(entry->eku, text.data, text.length);
    bool found = !text.failed || cl_error_memory(list->error);
    cl_buffer_free(&text);
    if (oids != NULL)
        cl_trust_limit_usages(entry, oids);
    return found;
}

bool cl_trust_limit_by_kid(cl_trust_list *list, cl_trust_entry *entry)
{
    return entry->eku == NULL || ((entry->kid.length == 0 || limit_by(list, entry, &entry->kid)) &&
                                  (entry->own.length == 0 || limit_by(list, entry, &entry->own)));
}

/* Returns true if the text is a kid as cl_base64_encode writes it. Sets `*failed` if memory ran
 * out. */
static bool is_canonical(const cl_member *member, bool *failed)
{
    cl_kid kid;
    cl_buffer text;
    if (!cl_trust_read_kid(member->key, member->length, &kid))
        return false;
    cl_buffer_init(&text);
    cl_base64_encode(kid.bytes, kid.length, &text);
    *failed = *failed || text.failed;
    bool same = text.length == member->length && memcmp(text.data, member->key, text.length) == 0;
    cl_buffer_free(&text);
    return same;
}

/* Reads the eku of a country. If it cannot be read, all keys of the country are left out. Returns
 * false with MEMORY. */
static bool read_eku(cl_trust_list *list, const cl_value *country, cl_trust_entry *entry)
{
    const cl_value *eku = cl_object_named(country->object, "eku");
    bool good = eku == NULL || eku->kind == CL_KIND_OBJECT, failed = false;
    for (uint32_t i = 0; good && eku != NULL && i < eku->object->count; i++) {
        const cl_member member = cl_object_member(eku->object, i);
        good = is_canonical(&member, &failed);
    }
    if (failed)
        return cl_error_memory(list->error);
    if (!good)
        cl_trust_refuse(entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                        "the eku of its country must be an object with kids as Base64");
    entry->eku = good && eku != NULL ? eku->object : NULL;
    return true;
}

/* Takes the set of JWK of a country. A country may have none. */
static bool take_country(cl_trust_list *list, const char *at, const cl_member *member)
{
    cl_trust_entry entry = cl_trust_entry_at(at);
    const cl_value *country = &member->value;
    bool object = country->kind == CL_KIND_OBJECT;
    const cl_value *keys = object ? cl_object_named(country->object, "keys") : NULL;
    if (object && keys == NULL)
        return true;
    if (keys == NULL || keys->kind != CL_KIND_ARRAY)
        return cl_trust_count_entry(list) &&
               cl_trust_leave_out(list, &entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                                  "a country must be an object, and its keys an array");
    cl_trust_read_country(member->key, member->length, entry.country);
    return read_eku(list, country, &entry) && cl_trust_read_jwks(list, &entry, keys);
}

bool cl_trust_read_swedish(cl_trust_list *list, const cl_value *countries)
{
    bool taken = true;
    for (uint32_t i = 0; taken && i < countries->object->count; i++) {
        const cl_member member = cl_object_member(countries->object, i);
        cl_buffer at;
        cl_buffer_init(&at);
        cl_buffer_puts(&at, "/dsc_trust_list");
        cl_pointer_step(&at, member.key, member.length);
        taken = at.failed ? cl_error_memory(list->error)
                          : take_country(list, cl_buffer_text(&at), &member);
        cl_buffer_free(&at);
    }
    return taken;
}
