/* trust_did.c — reads the trust lists of the WHO's network: DID documents (W3C DID Core 1.0,
 * section 5.2) with
 *
 *   verificationMethod[] = {id: "did:web:…#KID", type: "JsonWebKey2020", controller, publicKeyJwk}
 *
 * The JWK has x5c, or the numbers of a key. The method and the JWK may limit the key (`expires`,
 * `revoked`). A method that is a string refers to another document,
 * and is left out. */
#include <stdio.h>
#include <string.h>

#include "cert/trust_list.h"

static int hex(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* Reads the kid of a method from the fragment of its id: percent-encoded Base64. A fragment that is
 * not Base64 is a name, and sets no kid. */
static void read_fragment(const cl_value *id, cl_kid *kid)
{
    char text[2 * CL_MAX_KID];
    size_t length = 0;
    const char *end = id->text + id->length;
    const char *at = memchr(id->text, '#', id->length);
    for (at = at != NULL ? at + 1 : end; at < end && length < sizeof text; at++) {
        char c = *at;
        if (c == '%' && end - at > 2 && hex(at[1]) >= 0 && hex(at[2]) >= 0) {
            c = (char)(hex(at[1]) * 16 + hex(at[2]));
            at += 2;
        }
        text[length++] = c;
    }
    if (at == end && length > 0)
        cl_trust_read_kid(text, length, kid);
}

static bool take(cl_trust_list *list, const char *at, const cl_value *method)
{
    char place[64];
    snprintf(place, sizeof place, "%s/publicKeyJwk", at);
    cl_trust_entry entry = cl_trust_entry_at(at);
    if (method->kind == CL_KIND_STRING)
        return cl_trust_leave_out(list, &entry, CL_TRUST_ENTRY, CL_SEVERITY_NOTE,
                                  "a reference to another document, which is not followed");
    const cl_value *jwk = method->kind == CL_KIND_OBJECT
                              ? cl_object_named(method->object, "publicKeyJwk")
                              : NULL;
    const cl_value *id = cl_trust_text(method, "id");
    if (id != NULL)
        read_fragment(id, &entry.kid);
    cl_trust_read_limits(list, &entry, method);
    if (jwk == NULL)
        return cl_trust_leave_out(list, &entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                                  "a verification method must have a publicKeyJwk");
    entry.at = place;
    return cl_trust_take_jwk(list, &entry, jwk);
}

bool cl_trust_read_did(cl_trust_list *list, const cl_value *document)
{
    for (uint32_t i = 0; i < document->array->count; i++) {
        char at[40];
        snprintf(at, sizeof at, "/verificationMethod/%u", i);
        if (!cl_trust_count_entry(list) || !take(list, at, &document->array->items[i]))
            return false;
    }
    return true;
}
