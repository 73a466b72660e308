/* trust_austrian.c — reads the Austrian list in CBOR, the form in which it is published:
 *
 *   {"c": [{"i": kid, "c": certificate}]}
 *
 * The kid and the certificate (DER) are byte strings. Other members are ignored. The signature of
 * the list is in another file, which is not read. */
#include <stdio.h>
#include <string.h>

#include "cert/trust_list.h"
#include "data/cbor.h"

typedef struct byte_string {
    const unsigned char *at; /* NULL if it is missing */
    size_t length;
} byte_string;

/* No list in another form begins with the first byte of a CBOR map. */
bool cl_trust_is_cbor(const char *bytes, size_t length)
{
    return length > 0 && (unsigned char)bytes[0] >> 5 == CL_CBOR_MAP;
}

static bool not_austrian(cl_trust_list *list)
{
    return cl_error_set(list->error, CL_TRUST_LIST,
                        "a list in CBOR must be a map with c, an array of maps with i, a kid, and "
                        "c, a certificate");
}

/* Reads the head of a map or an array. Sets `*left` to the number of its members or items, or to
 * SIZE_MAX if its length is indefinite. */
static bool begin(cl_trust_list *list, cl_cbor *cbor, cl_cbor_major major, size_t *left)
{
    cl_cbor_head head;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major != major)
        return not_austrian(list);
    *left = head.indefinite ? SIZE_MAX : (size_t)head.argument;
    return true;
}

/* Returns true if the map or the array has another member or item, and counts it. */
static bool more(cl_cbor *cbor, size_t *left)
{
    if (*left == SIZE_MAX)
        return !cl_cbor_break(cbor);
    return (*left)-- > 0;
}

/* Reads the key of a member. Sets `*letter` to a key of one letter, or to 0 for any other text. */
static bool read_key(cl_trust_list *list, cl_cbor *cbor, char *letter)
{
    cl_cbor_head head;
    byte_string key;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major != CL_CBOR_TEXT)
        return not_austrian(list);
    if (!cl_cbor_text(cbor, &head, &list->arena, &key.at, &key.length))
        return false;
    *letter = key.length == 1 ? (char)key.at[0] : '\0';
    return true;
}

static bool read_bytes(cl_trust_list *list, cl_cbor *cbor, byte_string *to)
{
    cl_cbor_head head;
    if (!cl_cbor_next(cbor, &head))
        return false;
    return head.major == CL_CBOR_BYTES
               ? cl_cbor_string(cbor, &head, &list->arena, &to->at, &to->length)
               : not_austrian(list);
}

static bool take(cl_trust_list *list, cl_trust_entry *entry, const byte_string *kid,
                 const byte_string *certificate)
{
    if (kid->length > CL_MAX_KID)
        return cl_trust_leave_out(list, entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                                  "its kid must have 1 to %d bytes", CL_MAX_KID);
    if (kid->length > 0)
        memcpy(entry->kid.bytes, kid->at, kid->length);
    entry->kid.length = kid->length;
    if (certificate->length == 0)
        return cl_trust_leave_out(list, entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                                  "it has no certificate");
    return cl_trust_take_certificate(list, entry, certificate->at, certificate->length);
}

static bool read_entry(cl_trust_list *list, cl_cbor *cbor, size_t index)
{
    size_t left = 0;
    char place[32], letter = '\0';
    byte_string kid = {.at = NULL}, certificate = {.at = NULL};
    snprintf(place, sizeof place, "/c/%zu", index);
    cl_trust_entry entry = {.at = place};
    if (!begin(list, cbor, CL_CBOR_MAP, &left))
        return false;
    while (more(cbor, &left)) {
        if (!read_key(list, cbor, &letter))
            return false;
        byte_string *to = letter == 'i' ? &kid : letter == 'c' ? &certificate : NULL;
        if (to != NULL && to->at != NULL)
            return cl_error_set(list->error, CL_CBOR_KEY, "an entry has the member %c twice",
                                letter);
        if (to != NULL ? !read_bytes(list, cbor, to) : !cl_cbor_pass(cbor))
            return false;
    }
    return cl_trust_count_entry(list) && take(list, &entry, &kid, &certificate);
}

static bool read_entries(cl_trust_list *list, cl_cbor *cbor)
{
    size_t left = 0;
    if (!begin(list, cbor, CL_CBOR_ARRAY, &left))
        return false;
    for (size_t i = 0; more(cbor, &left); i++) {
        if (!read_entry(list, cbor, i))
            return false;
    }
    return true;
}

bool cl_trust_read_cbor(cl_trust_list *list, const char *text, size_t length)
{
    size_t left = 0;
    bool found = false;
    cl_cbor cbor = cl_cbor_over((const unsigned char *)text, length, list->error);
    if (!cl_trust_say_unsigned(list, "its signature, a file of its own, is not checked") ||
        !begin(list, &cbor, CL_CBOR_MAP, &left))
        return false;
    while (more(&cbor, &left)) {
        char letter = '\0';
        if (!read_key(list, &cbor, &letter))
            return false;
        if (letter == 'c' && found)
            return cl_error_set(list->error, CL_CBOR_KEY, "the list has the member c twice");
        if (letter == 'c' ? !read_entries(list, &cbor) : !cl_cbor_pass(&cbor))
            return false;
        found = found || letter == 'c';
    }
    return cl_cbor_done(&cbor, "the list") && (found || not_austrian(list));
}
