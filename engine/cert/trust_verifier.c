/* trust_verifier.c — reads the list of verifier services: an object with a member for each country,
 * {"CC": [{kid, rawData}]}. CC is the country's code. */
#include <stdio.h>

#include "cert/trust_list.h"

static bool is_country(const char *key, size_t length)
{
    return length == 2 && key[0] >= 'A' && key[0] <= 'Z' && key[1] >= 'A' && key[1] <= 'Z';
}

bool cl_trust_is_verifier(const cl_value *document)
{
    const cl_object *countries = document->object;
    for (uint32_t i = 0; i < countries->count; i++) {
        const cl_member member = cl_object_member(countries, i);
        if (!is_country(member.key, member.length) || member.value.kind != CL_KIND_ARRAY)
            return false;
    }
    return countries->count > 0;
}

bool cl_trust_read_verifier(cl_trust_list *list, const cl_value *document)
{
    const cl_object *countries = document->object;
    for (uint32_t c = 0; c < countries->count; c++) {
        const char *country = cl_object_member(countries, c).key;
        const cl_array *entries = countries->values[c].array;
        for (uint32_t i = 0; i < entries->count; i++) {
            char at[20];
            snprintf(at, sizeof at, "/%.2s/%u", country, i);
            if (!cl_trust_count_entry(list) ||
                !cl_trust_take_raw(list, at, &entries->items[i], country))
                return false;
        }
    }
    return true;
}
