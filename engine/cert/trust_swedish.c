/* trust_swedish.c — reads the list that Sweden publishes, the payload of a JWS:
 *
 *     {"dsc_trust_list": {"CC": {"keys": [JWK]}}}
 *
 * CC is the country of the keys. */
#include <stdio.h>

#include "cert/trust_list.h"

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
    return cl_trust_read_jwks(list, &entry, keys);
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
