/* trust_czech.c — reads the list of the Czech Ministry of Health:
 *
 *   {podpisoveCertifikaty: [{id, kid, country, certificateType, rawData, aktivni, changeId}]}
 *
 * An entry with `aktivni` false is no longer trusted, and is left out. */
#include <stdio.h>
#include <string.h>

#include "cert/trust_list.h"

static bool is_inactive(const cl_value *item)
{
    const cl_value *active = item->kind == CL_KIND_OBJECT ? cl_object_named(item->object, "aktivni")
                                                          : NULL;
    return active != NULL && active->kind == CL_KIND_BOOLEAN && !active->boolean;
}

bool cl_trust_read_czech(cl_trust_list *list, const cl_value *document)
{
    const cl_array *entries = document->array;
    for (uint32_t i = 0; i < entries->count; i++) {
        const cl_value *item = &entries->items[i];
        char at[40];
        snprintf(at, sizeof at, "/podpisoveCertifikaty/%u", i);
        if (!cl_trust_count_entry(list))
            return false;
        bool taken = is_inactive(item)
                         ? cl_trust_leave_out_raw(
                               list, at, item, CL_TRUST_INACTIVE, CL_SEVERITY_WARNING,
                               "aktivni is false: its list does not trust it any more")
                         : cl_trust_take_raw(list, at, item, NULL);
        if (!taken)
            return false;
    }
    return true;
}
