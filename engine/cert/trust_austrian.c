/* trust_austrian.c — reads the Austrian list in CBOR, the form in which it is published:
 *
 *   {"c": [{"i": kid, "c": certificate}]}
 *
 * The kid and the certificate (DER) are byte strings. Other members are ignored, but a key that
 * occurs twice is refused. The signature of the list is in another file, which is not read. */
#include <stdio.h>
#include <string.h>

#include "cert/map.h"
#include "cert/trust_list.h"
#include "data/cbor.h"

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

/* Begins to iterate over a map. */
static bool begin(cl_trust_list *list, cl_cbor *cbor, cl_map *map)
{
    cl_cbor_head head;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major != CL_CBOR_MAP)
        return not_austrian(list);
    cl_map_begin(map, cbor, &head, &list->arena);
    return true;
}

/* Reads the next key. Sets `*letter` to a key of one letter, or to 0 for any other text. */
static cl_map_turn next(cl_trust_list *list, cl_map *map, char *letter)
{
    int64_t number;
    cl_map_turn turn = cl_map_next(map, &number);
    if (turn != CL_MAP_MEMBER)
        return turn;
    const cl_label *label = &map->labels[map->count - 1];
    if (number != CL_LABEL_TEXT) {
        not_austrian(list);
        return CL_MAP_FAULT;
    }
    *letter = label->length == 1 ? (char)label->text[0] : '\0';
    return CL_MAP_MEMBER;
}

static bool read_bytes(cl_trust_list *list, cl_cbor *cbor, cl_bytes *to)
{
    cl_cbor_head head;
    if (!cl_cbor_next(cbor, &head))
        return false;
    return head.major == CL_CBOR_BYTES
               ? cl_cbor_string(cbor, &head, &list->arena, &to->at, &to->length)
               : not_austrian(list);
}

static bool take(cl_trust_list *list, cl_trust_entry *entry, const cl_bytes *kid,
                 const cl_bytes *certificate)
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
    cl_map map;
    cl_map_turn turn;
    char place[32], letter;
    cl_bytes kid = {.at = NULL}, certificate = {.at = NULL};
    snprintf(place, sizeof place, "/c/%zu", index);
    cl_trust_entry entry = cl_trust_entry_at(place);
    if (!begin(list, cbor, &map))
        return false;
    while ((turn = next(list, &map, &letter)) == CL_MAP_MEMBER) {
        cl_bytes *to = letter == 'i' ? &kid : letter == 'c' ? &certificate : NULL;
        if (to != NULL ? !read_bytes(list, cbor, to) : !cl_cbor_pass(cbor))
            return false;
    }
    return turn == CL_MAP_END && cl_trust_count_entry(list) &&
           take(list, &entry, &kid, &certificate);
}

static bool read_entries(cl_trust_list *list, cl_cbor *cbor)
{
    cl_cbor_head head;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major != CL_CBOR_ARRAY)
        return not_austrian(list);
    for (size_t i = 0; head.indefinite ? !cl_cbor_break(cbor) : i < head.argument; i++) {
        if (!read_entry(list, cbor, i))
            return false;
    }
    return true;
}

bool cl_trust_read_cbor(cl_trust_list *list, const char *text, size_t length)
{
    cl_map map;
    cl_map_turn turn;
    char letter;
    bool found = false;
    cl_cbor cbor = cl_cbor_over((const unsigned char *)text, length, list->error);
    if (!cl_trust_say_unsigned(list, "its signature, a file of its own, is not checked") ||
        !begin(list, &cbor, &map))
        return false;
    while ((turn = next(list, &map, &letter)) == CL_MAP_MEMBER) {
        found = found || letter == 'c';
        if (letter == 'c' ? !read_entries(list, &cbor) : !cl_cbor_pass(&cbor))
            return false;
    }
    return turn == CL_MAP_END && cl_cbor_done(&cbor, "the list") && (found || not_austrian(list));
}
