/* trust_national.c — reads the lists that single countries publish:
 *
 *     AT DE SE   {"certificates": [{kid, rawData, …}]}
 *     CZ         {"podpisoveCertifikaty": [{kid, country, certificateType, rawData, aktivni, …}]}
 *     CH         {"certs": [{keyId, alg, use, n, e, crv, x, y}]}, or {kid: [the same]}
 *     FR IT      {"certificatesDCC": {kid: Base64 of PEM}}, or {kid: {publicKeyPem}}
 *     NL         {"eu_keys": {kid: [{subjectPk, keyUsage}]}}, also as the payload of
 *                {"payload": Base64, "signature"} (trust.c)
 *     PL         [{identyfikatorKlucza, certyfikat}]
 *     UK         [{kid, publicKey}]
 *
 * An entry has a certificate or a public key, as PEM, as Base64 of DER, or as Base64 of PEM. The
 * list in CBOR that Austria publishes is read in trust_austrian.c, and the list that Sweden
 * publishes in trust_swedish.c. */
#include <stdio.h>
#include <string.h>

#include "cert/base64.h"
#include "cert/trust_list.h"

bool cl_trust_say_unsigned(cl_trust_list *list, const char *what)
{
    return cl_trust_say(list, CL_TRUST_UNSIGNED, CL_SEVERITY_NOTE, CL_WHOLE_LIST, "", "%s", what);
}

/* ---- One entry ------------------------------------------------------------------------------- */

/* Finds the text between the two lines of a PEM block at the beginning of `text`. Returns false if
 * there is no complete block. */
static bool find_block(const char *text, size_t length, cl_value *inside)
{
    static const char begin[] = "-----BEGIN ", end[] = "-----END ";
    size_t from = 0, until;
    if (length < sizeof begin || memcmp(text, begin, sizeof begin - 1) != 0)
        return false;
    for (from = sizeof begin; from < length && text[from] != '\n'; from++)
        ;
    for (until = from; until + sizeof end <= length; until++) {
        if (memcmp(text + until, end, sizeof end - 1) == 0) {
            *inside = cl_value_string(text + from, (uint32_t)(until - from));
            return true;
        }
    }
    return false;
}

/* Reads DER from a text: PEM, Base64, or Base64 of PEM. Returns NULL if the text is none of them,
 * or with the list's error set. */
static const unsigned char *read_der(cl_trust_list *list, const cl_value *text, size_t *size)
{
    cl_value inside;
    if (find_block(text->text, text->length, &inside))
        return cl_trust_bytes(list, &inside, size);
    const unsigned char *bytes = cl_trust_bytes(list, text, size);
    if (bytes != NULL && find_block((const char *)bytes, *size, &inside))
        return cl_trust_bytes(list, &inside, size);
    return bytes;
}

/* Takes a public key or a certificate that is in a text. */
static bool take_text(cl_trust_list *list, const cl_trust_entry *entry, const cl_value *text)
{
    size_t size, read;
    cl_error why, no_key;
    cl_error_init(&why);
    cl_error_init(&no_key);
    const unsigned char *der = read_der(list, text, &size);
    if (der == NULL)
        return list->error->code == CL_NONE &&
               cl_trust_leave_out(list, entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                                  "its key is neither Base64 nor PEM");
    cl_signature_key *key = cl_signature_key_public(list->trust->crypto, der, size, &no_key);
    if (key != NULL)
        return cl_trust_take_key(list, entry, key);
    cl_x509 *certificate = cl_x509_read(list->trust->crypto, der, size, &read, &why);
    cl_x509_free(certificate);
    if (certificate != NULL)
        return cl_trust_take_certificate(list, entry, der, size);
    if (why.code == CL_MEMORY || no_key.code == CL_MEMORY)
        return cl_error_memory(list->error);
    return cl_trust_leave_out(list, entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                              "its key is neither a certificate nor a public key in DER");
}

/* Returns the first of the named members that is a string and not empty, or NULL. */
static const cl_value *first_text(const cl_value *item, const char *const *names)
{
    const cl_value *found = NULL;
    for (; found == NULL && *names != NULL; names++)
        found = cl_trust_text(item, *names);
    return found;
}

static const char *const kids[] = {"kid", "keyId", "identyfikatorKlucza", NULL};
static const char *const texts[] = {"certyfikat", "publicKeyPem",         "publicKey",
                                    "subjectPk",  "subjectPublicKeyInfo", NULL};
static const char *const numbers[] = {"x", "n", NULL};

bool cl_trust_take_national(cl_trust_list *list, cl_trust_entry *entry, const cl_value *item)
{
    if (item->kind == CL_KIND_STRING)
        return take_text(list, entry, item);
    const cl_value *kid = first_text(item, kids), *text = first_text(item, texts);
    if (kid != NULL && !cl_trust_read_kid(kid->text, kid->length, &entry->kid))
        return cl_trust_leave_out(list, entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                                  "its kid must be Base64 of 1 to %d bytes", CL_MAX_KID);
    const cl_value *letters = cl_value_member(item, "keyUsage");
    if (letters != NULL)
        cl_trust_limit_letters(entry, letters);
    if (text != NULL) {
        cl_trust_read_limits(list, entry, item);
        return take_text(list, entry, text);
    }
    entry->without_kty = true;
    return cl_trust_take_jwk(list, entry, item);
}

/* ---- Lists ----------------------------------------------------------------------------------- */

bool cl_trust_read_entries(cl_trust_list *list, const char *at, const cl_value *array)
{
    for (uint32_t i = 0; i < array->array->count; i++) {
        const cl_value *item = &array->array->items[i];
        char place[64];
        snprintf(place, sizeof place, "%s/%u", at, i);
        cl_trust_entry entry = cl_trust_entry_at(place);
        bool raw = cl_trust_text(item, "rawData") != NULL ||
                   (first_text(item, texts) == NULL && first_text(item, numbers) == NULL);
        if (!cl_trust_count_entry(list) || !(raw ? cl_trust_take_raw(list, place, item, NULL)
                                                 : cl_trust_take_national(list, &entry, item)))
            return false;
    }
    return true;
}

/* Takes a member whose key is a kid and whose value is one entry, or an array of entries. */
static bool take_member(cl_trust_list *list, const char *at, const cl_member *member)
{
    const cl_value *one = &member->value;
    bool several = one->kind == CL_KIND_ARRAY;
    uint32_t count = several ? one->array->count : 1;
    for (uint32_t i = 0; i < count; i++) {
        cl_buffer place;
        cl_buffer_init(&place);
        cl_buffer_puts(&place, at);
        cl_pointer_step(&place, member->key, member->length);
        if (several)
            cl_pointer_index(&place, i);
        cl_trust_entry entry = cl_trust_entry_at(cl_buffer_text(&place));
        bool taken = place.failed ? cl_error_memory(list->error) : cl_trust_count_entry(list);
        if (taken && !cl_trust_read_kid(member->key, member->length, &entry.kid))
            taken = cl_trust_leave_out(list, &entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                                       "its kid must be Base64 of 1 to %d bytes", CL_MAX_KID);
        else if (taken)
            taken = cl_trust_take_national(list, &entry, several ? &one->array->items[i] : one);
        cl_buffer_free(&place);
        if (!taken)
            return false;
    }
    return true;
}

bool cl_trust_read_by_kid(cl_trust_list *list, const char *at, const cl_value *object)
{
    for (uint32_t i = 0; i < object->object->count; i++) {
        const cl_member member = cl_object_member(object->object, i);
        if (!take_member(list, at, &member))
            return false;
    }
    return true;
}

/* Mirrors write null for a kid whose key could not be fetched. */
bool cl_trust_is_by_kid(const cl_value *document)
{
    enum { KID = 8 };
    const cl_object *object = document->object;
    for (uint32_t i = 0; i < object->count; i++) {
        const cl_member member = cl_object_member(object, i);
        cl_kid kid;
        if (!cl_trust_read_kid(member.key, member.length, &kid) || kid.length != KID ||
            (member.value.kind != CL_KIND_OBJECT && member.value.kind != CL_KIND_ARRAY &&
             member.value.kind != CL_KIND_NULL))
            return false;
    }
    return object->count > 0;
}
