/* trust_limits.c — reads the members of an entry that limit its signer, in the lists of every form
 * in JSON:
 *
 *     notBefore, notAfter   the validity, as date-times (the French and Italian lists)
 *
 * A limit that cannot be read, or that forbids the signer, is kept in the entry as the reason to
 * leave it out. The first reason counts. */
#include <string.h>

#include "cert/trust_list.h"
#include "data/instant.h"

cl_trust_entry cl_trust_entry_at(const char *at)
{
    return (cl_trust_entry){.at = at, .from = CL_ALWAYS_FROM, .until = CL_ALWAYS_UNTIL};
}

void cl_trust_refuse(cl_trust_entry *entry, cl_code code, cl_severity severity, const char *why)
{
    if (entry->refused != CL_NONE)
        return;
    entry->refused = code;
    entry->severity = severity;
    entry->why = why;
}

static void refuse(cl_trust_entry *entry, cl_code code, const char *why)
{
    cl_trust_refuse(entry, code, CL_SEVERITY_ERROR, why);
}

/* ---- Validity -------------------------------------------------------------------------------- */

static void not_before(cl_trust_entry *entry, int64_t instant)
{
    entry->from = instant > entry->from ? instant : entry->from;
}

static void not_after(cl_trust_entry *entry, int64_t instant)
{
    entry->until = instant < entry->until ? instant : entry->until;
}

/* Reads a date-time with at least year, month and day. A date is its first moment. */
static bool read_instant(const cl_value *value, int64_t *instant)
{
    enum { DATE = 10 };
    return value->kind == CL_KIND_STRING && value->length >= DATE &&
           cl_instant_parse(value->text, value->length, instant) == CL_INSTANT_OK;
}

static void read_validity(cl_trust_entry *entry, const cl_value *item)
{
    static const struct {
        const char *name;
        void (*limit)(cl_trust_entry *entry, int64_t instant);
        bool (*read)(const cl_value *value, int64_t *instant);
        const char *why;
    } members[] = {
        {"notBefore", not_before, read_instant, "its notBefore must be a date-time"},
        {"notAfter", not_after, read_instant, "its notAfter must be a date-time"},
    };
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        int64_t instant;
        const cl_value *value = cl_object_named(item->object, members[i].name);
        if (value == NULL)
            continue;
        if (members[i].read(value, &instant))
            members[i].limit(entry, instant);
        else
            refuse(entry, CL_TRUST_ENTRY, members[i].why);
    }
}

void cl_trust_read_limits(cl_trust_entry *entry, const cl_value *item)
{
    if (item->kind == CL_KIND_OBJECT)
        read_validity(entry, item);
}
