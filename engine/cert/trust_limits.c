/* trust_limits.c — reads the members of an entry that limit its signer, in the lists of every form
 * in JSON:
 *
 *     notBefore, notAfter     the validity, as date-times (the French and Italian lists)
 *     nbf, exp                the validity, in seconds since 1970 (JWK)
 *     expires                 the end of the validity, as a date-time (DID documents)
 *     revoked                 whether it is revoked (DID documents, JWK)
 *     country, subject, ian   the country, of a key without a certificate
 *     eku                     the types of certificate, as extended key usages
 *     aktivni                 whether it is trusted (the Czech list)
 *     certificateType         what it is for (lists of the EU's gateway)
 *
 * A limit that cannot be read, or that forbids the signer, is kept in the entry as the reason to
 * leave it out. The first reason counts. */
#include <string.h>

#include "cert/cwt.h"
#include "cert/trust_list.h"
#include "data/instant.h"
#include "data/text.h"

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

static bool read_seconds(const cl_value *value, bool up, int64_t *instant)
{
    return (value->kind == CL_KIND_INTEGER || value->kind == CL_KIND_REAL) &&
           cl_cwt_instant(value, up, instant);
}

static bool read_nbf(const cl_value *value, int64_t *instant)
{
    return read_seconds(value, true, instant);
}

static bool read_exp(const cl_value *value, int64_t *instant)
{
    return read_seconds(value, false, instant);
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
        {"expires", not_after, read_instant, "its expires must be a date-time"},
        {"nbf", not_before, read_nbf, "its nbf must be a number of seconds since 1970"},
        {"exp", not_after, read_exp, "its exp must be a number of seconds since 1970"},
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

/* ---- Types of certificate -------------------------------------------------------------------- */

/* Limits the types to `uses`, which is not 0. */
static void limit_uses(cl_trust_entry *entry, unsigned uses)
{
    entry->uses = entry->uses != 0 ? entry->uses & uses : uses;
    if (entry->uses == 0)
        refuse(entry, CL_TRUST_USAGE, "its list limits it to types that exclude each other");
}

void cl_trust_limit_letters(cl_trust_entry *entry, const cl_value *letters)
{
    unsigned uses = 0;
    if (letters->kind != CL_KIND_ARRAY) {
        refuse(entry, CL_TRUST_ENTRY, "its keyUsage must be an array of letters");
        return;
    }
    for (uint32_t i = 0; i < letters->array->count; i++) {
        const cl_value *letter = &letters->array->items[i];
        uses |= cl_value_is(letter, "t")   ? CL_USE_TEST
                : cl_value_is(letter, "v") ? CL_USE_VACCINATION
                : cl_value_is(letter, "r") ? CL_USE_RECOVERY
                                           : 0U;
    }
    if (uses != 0)
        limit_uses(entry, uses);
    else
        entry->other_uses = entry->other_uses || letters->array->count > 0;
}

void cl_trust_limit_usages(cl_trust_entry *entry, const cl_value *oids)
{
    static const char not_oids[] = "its eku must be an array of object identifiers";
    unsigned uses = 0;
    bool any = false;
    if (oids->kind != CL_KIND_ARRAY) {
        refuse(entry, CL_TRUST_ENTRY, not_oids);
        return;
    }
    for (uint32_t i = 0; i < oids->array->count; i++) {
        const cl_value *oid = &oids->array->items[i];
        if (oid->kind != CL_KIND_STRING) {
            refuse(entry, CL_TRUST_ENTRY, not_oids);
            return;
        }
        uses |= cl_x509_use(oid->text, oid->length);
        any = any || cl_value_is(oid, CL_X509_ANY_USE);
    }
    if (uses != 0)
        limit_uses(entry, uses);
    else if (oids->array->count > 0 && !any)
        entry->other_uses = true;
}

/* ---- Whether it is a signer ------------------------------------------------------------------ */

static void read_active(cl_trust_entry *entry, const cl_value *active)
{
    if (active->kind != CL_KIND_BOOLEAN)
        refuse(entry, CL_TRUST_ENTRY, "its aktivni must be true or false");
    else if (!active->boolean)
        cl_trust_refuse(entry, CL_TRUST_INACTIVE, CL_SEVERITY_WARNING,
                        "aktivni is false: its list does not trust it any more");
}

/* A time of revocation is not compared: the key may have been abused before it. */
static void read_revoked(cl_trust_entry *entry, const cl_value *revoked)
{
    bool none = revoked->kind == CL_KIND_NULL ||
                (revoked->kind == CL_KIND_BOOLEAN && !revoked->boolean);
    if (!none)
        cl_trust_refuse(entry, CL_TRUST_INACTIVE, CL_SEVERITY_WARNING, "its list has revoked it");
}

static bool is_word(const cl_value *text, const char *word)
{
    if (text->kind != CL_KIND_STRING || text->length != strlen(word))
        return false;
    for (uint32_t i = 0; i < text->length; i++) {
        char c = text->text[i];
        if ((c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) != word[i])
            return false;
    }
    return true;
}

/* Refuses an entry that is not for signing certificates. Lists from the EU's gateway also contain
 * the certificates of authorities and of connections to the gateway. */
static void read_purpose(const cl_trust_list *list, cl_trust_entry *entry, const cl_value *item)
{
    const cl_value *type = cl_object_named(item->object, "certificateType");
    if (type == NULL || is_word(type, "DSC"))
        return;
    if (is_word(type, "UPLOAD") || is_word(type, "AUTHENTICATION"))
        cl_trust_refuse(entry, CL_TRUST_CA, CL_SEVERITY_NOTE,
                        "its certificateType is for traffic with the gateway");
    else if (!is_word(type, "CSCA"))
        refuse(entry, CL_TRUST_USAGE, "its certificateType is neither DSC nor CSCA");
    else if (!list->authorities)
        cl_trust_refuse(entry, CL_TRUST_CA, CL_SEVERITY_NOTE,
                        "its certificateType is CSCA, which never is a signer");
}

/* ---- Country --------------------------------------------------------------------------------- */

/* Returns how long the first part of a name is: up to an unescaped comma, semicolon or plus. */
static size_t part_length(const char *text, size_t length)
{
    bool inside = false;
    size_t i;
    for (i = 0; i < length; i++) {
        if (text[i] == '\\')
            i++;
        else if (text[i] == '"')
            inside = !inside;
        else if (!inside && memchr(",;+", text[i], 3) != NULL)
            break;
    }
    return i < length ? i : length;
}

/* Reads the country from a part of a name: C=CZ, or with spaces around it. Returns false if the
 * part is another attribute. */
static bool read_part(const char *text, size_t length, char country[3])
{
    const char *equal = memchr(text, '=', length);
    if (equal == NULL)
        return false;
    const char *value = equal + 1;
    size_t name_length = (size_t)(equal - text);
    size_t value_length = length - name_length - 1;
    cl_text_trim(&text, &name_length);
    cl_text_trim(&value, &value_length);
    if (name_length != 1 || (text[0] != 'C' && text[0] != 'c'))
        return false;
    cl_trust_read_country(value, value_length, country);
    return true;
}

/* Reads the country from a subject as text (RFC 4514): that of the first C, as of a certificate. */
static void read_subject(const char *text, size_t length, char country[3])
{
    bool found = false;
    while (!found && length > 0) {
        size_t part = part_length(text, length);
        size_t step = part < length ? part + 1 : length;
        found = read_part(text, part, country);
        text += step;
        length -= step;
    }
}

/* The first member that has a country counts. The country of the list around the entry, if there is
 * one, replaces them all. */
static void read_country(cl_trust_entry *entry, const cl_value *item)
{
    const cl_value *country = cl_trust_text(item, "country");
    const cl_value *subject = cl_trust_text(item, "subject"), *ian = cl_trust_text(item, "ian");
    if (country != NULL && entry->country[0] == '\0')
        cl_trust_read_country(country->text, country->length, entry->country);
    if (subject != NULL && entry->country[0] == '\0')
        read_subject(subject->text, subject->length, entry->country);
    if (ian != NULL && entry->country[0] == '\0')
        cl_trust_read_country(ian->text, ian->length, entry->country);
}

void cl_trust_read_limits(const cl_trust_list *list, cl_trust_entry *entry, const cl_value *item)
{
    static const struct {
        const char *name;
        void (*read)(cl_trust_entry *entry, const cl_value *value);
    } members[] = {
        {"aktivni", read_active},
        {"revoked", read_revoked},
        {"eku", cl_trust_limit_usages},
    };
    if (item->kind != CL_KIND_OBJECT)
        return;
    read_purpose(list, entry, item);
    read_validity(entry, item);
    read_country(entry, item);
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const cl_value *value = cl_object_named(item->object, members[i].name);
        if (value != NULL)
            members[i].read(entry, value);
    }
}
