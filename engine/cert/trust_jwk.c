/* trust_jwk.c — reads keys in the form of JWK (RFC 7517; RFC 7518, section 6): one key, or a set
 * {"keys": […]}. */
#include <stdio.h>
#include <string.h>

#include "cert/trust_list.h"

/* Leaves an entry out. Returns false if the list's error is set already. */
static bool leave_out(cl_trust_list *list, const cl_trust_entry *entry, cl_code code,
                      const char *why)
{
    return list->error->code == CL_NONE &&
           cl_trust_leave_out(list, entry, code, CL_SEVERITY_ERROR, "%s", why);
}

/* Makes a key from the numbers in the JWK. Returns NULL with `why`, or with the list's error
 * set. */
static cl_signature_key *read_numbers(cl_trust_list *list, const cl_value *jwk, bool without_kty,
                                      cl_error *why)
{
    const cl_value *kind = cl_trust_text(jwk, "kty");
    bool named = kind != NULL || !without_kty;
    bool ec = named ? cl_value_is(kind, "EC") : cl_trust_text(jwk, "x") != NULL;
    const cl_value *one = cl_trust_text(jwk, ec ? "x" : "n");
    const cl_value *other = cl_trust_text(jwk, ec ? "y" : "e");
    size_t one_size = 0, other_size = 0;
    if (named && !ec && !cl_value_is(kind, "RSA")) {
        cl_error_set(why, CL_TRUST_ENTRY, "its kty must be EC or RSA");
        return NULL;
    }
    if (ec && !cl_value_is(cl_trust_text(jwk, "crv"), "P-256")) {
        cl_error_set(why, CL_TRUST_KEY, "its crv must be P-256");
        return NULL;
    }
    const unsigned char *first = NULL, *second = NULL;
    if (one != NULL && other != NULL) {
        first = cl_trust_bytes(list, one, &one_size);
        if (first != NULL)
            second = cl_trust_bytes(list, other, &other_size);
    }
    if (second == NULL) {
        cl_error_set(why, CL_TRUST_ENTRY, "its %s must be Base64url", ec ? "x and y" : "n and e");
        return NULL;
    }
    cl_crypto *crypto = list->trust->crypto;
    return ec ? cl_signature_key_ec(crypto, first, one_size, second, other_size, why)
              : cl_signature_key_rsa(crypto, first, one_size, second, other_size, why);
}

static const cl_value *first_certificate(const cl_value *jwk)
{
    const cl_value *chain = cl_object_named(jwk->object, "x5c");
    return chain != NULL && chain->kind == CL_KIND_ARRAY ? cl_array_at(chain->array, 0) : NULL;
}

/* Computes the kid of the certificate, by which cl_trust_left_out finds the entry. */
static void find_own_kid(cl_trust_list *list, const cl_value *text, cl_trust_entry *entry)
{
    size_t size;
    const unsigned char *der = text->kind == CL_KIND_STRING ? cl_trust_bytes(list, text, &size)
                                                            : NULL;
    if (der != NULL)
        cl_trust_derive_kid(list, der, size, &entry->own);
}

/* Takes the certificate of a JWK. If the JWK also has numbers, they must be the key of the
 * certificate (RFC 7517, section 4.7). */
static bool take_certificate(cl_trust_list *list, const cl_trust_entry *entry, const cl_value *jwk,
                             const cl_value *text)
{
    size_t size, read;
    cl_error why;
    cl_error_init(&why);
    const unsigned char *der = text->kind == CL_KIND_STRING ? cl_trust_bytes(list, text, &size)
                                                            : NULL;
    if (der == NULL)
        return leave_out(list, entry, CL_TRUST_ENTRY, "the first item of its x5c is not Base64");
    if (cl_trust_text(jwk, "x") == NULL && cl_trust_text(jwk, "n") == NULL)
        return cl_trust_take_certificate(list, entry, der, size);
    cl_x509 *certificate = cl_x509_read(list->trust->crypto, der, size, &read, &why);
    cl_signature_key *inside = certificate != NULL ? cl_x509_key(certificate, &why) : NULL;
    cl_signature_key *beside = inside != NULL ? read_numbers(list, jwk, entry->without_kty, &why)
                                              : NULL;
    bool same = beside != NULL && cl_signature_key_equal(inside, beside);
    /* The numbers of an unsupported curve cannot be compared. The certificate is taken, and its
     * finding reports the unsupported key. */
    same = same || (inside != NULL && why.code == CL_TRUST_KEY &&
                    cl_signature_key_algorithm(inside) == CL_ALGORITHM_NONE);
    cl_signature_key_free(beside);
    cl_signature_key_free(inside);
    cl_x509_free(certificate);
    if (same)
        return cl_trust_take_certificate(list, entry, der, size);
    if (why.code == CL_MEMORY)
        return cl_error_memory(list->error);
    cl_trust_entry known = *entry;
    cl_trust_derive_kid(list, der, size, &known.own);
    return leave_out(list, &known, CL_TRUST_ENTRY,
                     why.code != CL_NONE ? why.message
                                         : "its key and that of the certificate in x5c differ");
}

/* Returns true if the value is an array of strings that contains `wanted`. */
static bool has_text(const cl_value *array, const char *wanted)
{
    bool has = false;
    if (array->kind != CL_KIND_ARRAY)
        return false;
    for (uint32_t i = 0; i < array->array->count; i++) {
        if (array->array->items[i].kind != CL_KIND_STRING)
            return false;
        has = has || cl_value_is(&array->array->items[i], wanted);
    }
    return has;
}

/* Returns the member if it is not null, else NULL. */
static const cl_value *member(const cl_value *jwk, const char *key)
{
    const cl_value *value = cl_object_named(jwk->object, key);
    return value != NULL && value->kind != CL_KIND_NULL ? value : NULL;
}

/* Reads what the JWK is for, by its members use, key_ops and alg (RFC 7517, sections 4.2 to 4.4).
 * If it is not for verifying certificates, this is a reason to leave it out. */
static void read_use(cl_trust_entry *entry, const cl_value *jwk)
{
    const cl_value *use = member(jwk, "use"), *operations = member(jwk, "key_ops");
    const cl_value *named = member(jwk, "alg");
    const char *why = NULL;
    if (use != NULL && !cl_value_is(use, "sig"))
        why = "its use is not sig: it is not for signatures";
    else if (operations != NULL && !has_text(operations, "verify"))
        why = "its key_ops do not have verify: it is not for verifying";
    else if (cl_value_is(named, "ES256"))
        entry->algorithm = CL_ALGORITHM_ES256;
    else if (cl_value_is(named, "PS256"))
        entry->algorithm = CL_ALGORITHM_PS256;
    else if (named != NULL)
        why = "its alg is neither ES256 nor PS256, by which certificates are signed";
    if (why != NULL)
        cl_trust_refuse(entry, CL_TRUST_USAGE, CL_SEVERITY_ERROR, why);
}

bool cl_trust_take_jwk(cl_trust_list *list, const cl_trust_entry *entry, const cl_value *jwk)
{
    cl_trust_entry with_kid = *entry;
    cl_error why;
    cl_error_init(&why);
    if (jwk->kind != CL_KIND_OBJECT)
        return leave_out(list, entry, CL_TRUST_ENTRY, "a key must be an object with kty");
    const cl_value *kid = cl_trust_text(jwk, "kid");
    if (kid != NULL && !cl_trust_read_kid(kid->text, kid->length, &with_kid.kid))
        return leave_out(list, entry, CL_TRUST_ENTRY, "its kid must be Base64 of 1 to 64 bytes");
    const cl_value *certificate = first_certificate(jwk);
    if (!list->authorities)
        read_use(&with_kid, jwk);
    cl_trust_read_limits(list, &with_kid, jwk);
    if (with_kid.eku != NULL && certificate != NULL)
        find_own_kid(list, certificate, &with_kid);
    if (list->error->code != CL_NONE || !cl_trust_limit_by_kid(list, &with_kid))
        return false;
    if (with_kid.refused != CL_NONE && !list->authorities) {
        if (certificate != NULL)
            find_own_kid(list, certificate, &with_kid);
        return list->error->code == CL_NONE && cl_trust_leave_out_refused(list, &with_kid);
    }
    if (certificate != NULL)
        return take_certificate(list, &with_kid, jwk, certificate);
    cl_signature_key *key = read_numbers(list, jwk, entry->without_kty, &why);
    if (key != NULL)
        return cl_trust_take_key(list, &with_kid, key);
    if (why.code == CL_MEMORY || list->error->code != CL_NONE)
        return cl_error_memory(list->error);
    return leave_out(list, &with_kid, why.code, why.message);
}

bool cl_trust_read_jwks(cl_trust_list *list, const cl_trust_entry *around, const cl_value *document)
{
    if (document->kind != CL_KIND_ARRAY)
        return cl_trust_count_entry(list) && cl_trust_take_jwk(list, around, document);
    for (uint32_t i = 0; i < document->array->count; i++) {
        char place[64];
        snprintf(place, sizeof place, "%s/keys/%u", around->at, i);
        cl_trust_entry entry = *around;
        entry.at = place;
        if (!cl_trust_count_entry(list) ||
            !cl_trust_take_jwk(list, &entry, &document->array->items[i]))
            return false;
    }
    return true;
}
