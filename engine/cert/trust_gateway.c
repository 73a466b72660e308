/* trust_gateway.c — the list of the EU's gateway: an array of {kid, timestamp, country, certificateType,
 * thumbprint, signature, rawData}. The gateway's own signature on an entry is not looked at: whoever hands
 * us the list has taken it from there. */
#include <stdio.h>

#include "cert/trust_list.h"

bool cl_trust_read_gateway(cl_trust_list *list, const cl_value *document)
{
    for (uint32_t i = 0; i < document->array->count; i++) {
        char at[16];
        snprintf(at, sizeof at, "/%u", i);
        if (!cl_trust_count_entry(list) ||
            !cl_trust_take_raw(list, at, &document->array->items[i], NULL))
            return false;
    }
    return true;
}
