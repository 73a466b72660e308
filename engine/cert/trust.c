/* trust.c — the trust store: creating it, and recognising the form of a list. trust_index.c seals
 * it and searches it. */
#include "cert/trust.h"

#include <stdlib.h>
#include <string.h>

#include "cert/trust_list.h"
#include "data/document.h"
#include "data/text.h"

cl_trust *cl_trust_new_in(cl_crypto *crypto, cl_error *error)
{
    cl_trust *trust = calloc(1, sizeof *trust);
    if (trust == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    cl_arena_init(&trust->arena, SIZE_MAX);
    trust->crypto = cl_crypto_share(crypto);
    return trust;
}

cl_trust *cl_trust_new(cl_error *error)
{
    cl_crypto *crypto = cl_crypto_new(error);
    cl_trust *trust = crypto != NULL ? cl_trust_new_in(crypto, error) : NULL;
    cl_crypto_free(crypto);
    return trust;
}

void cl_trust_free(cl_trust *trust)
{
    if (trust == NULL)
        return;
    for (size_t i = 0; i < trust->signer_count; i++)
        cl_signature_key_free(trust->signers[i].key);
    for (size_t i = 0; i < trust->authority_count; i++)
        cl_x509_free(trust->authorities[i].certificate);
    free(trust->signers);
    free(trust->authorities);
    free(trust->findings);
    free(trust->left_out);
    free(trust->by_kid);
    free(trust->kids);
    cl_crypto_free(trust->crypto);
    cl_arena_free(&trust->arena);
    free(trust);
}

/* ---- Lists ----------------------------------------------------------------------------------- */

static bool read_keys(cl_trust_list *list, const cl_value *keys)
{
    const cl_trust_entry around = cl_trust_entry_at("");
    return cl_trust_read_jwks(list, &around, keys);
}

static bool read_czech(cl_trust_list *list, const cl_value *array)
{
    return cl_trust_read_entries(list, "/podpisoveCertifikaty", array);
}

static bool read_certificates(cl_trust_list *list, const cl_value *array)
{
    return cl_trust_read_entries(list, "/certificates", array);
}

static bool read_swiss(cl_trust_list *list, const cl_value *array)
{
    return cl_trust_read_entries(list, "/certs", array);
}

static bool read_dutch(cl_trust_list *list, const cl_value *object)
{
    return cl_trust_read_by_kid(list, "/eu_keys", object);
}

static bool read_french(cl_trust_list *list, const cl_value *object)
{
    return cl_trust_read_by_kid(list, "/certificatesDCC", object);
}

static bool read_json(cl_trust_list *list, const char *bytes, size_t length);

/* Reads the Dutch list as it is published: {"payload": Base64 of JSON, "signature"}. */
static bool read_envelope(cl_trust_list *list, const cl_value *payload)
{
    size_t size;
    const unsigned char *json = cl_trust_bytes(list, payload, &size);
    if (json == NULL)
        return list->error->code == CL_NONE &&
               cl_error_set(list->error, CL_TRUST_LIST, "the payload of the list is no Base64");
    list->unwrapped = true;
    return cl_trust_say_unsigned(list, "the signature around it is not checked") &&
           read_json(list, (const char *)json, size);
}

/* Reads a JSON object. The form of the list is recognised by a member, or by the keys. */
static bool read_object(cl_trust_list *list, const cl_value *document)
{
    static const struct {
        const char *member; /* an array or object under this name */
        cl_kind kind;
        bool (*read)(cl_trust_list *list, const cl_value *value);
    } forms[] = {
        {"keys", CL_KIND_ARRAY, read_keys},
        {"verificationMethod", CL_KIND_ARRAY, cl_trust_read_did},
        {"podpisoveCertifikaty", CL_KIND_ARRAY, read_czech},
        {"certificates", CL_KIND_ARRAY, read_certificates},
        {"certs", CL_KIND_ARRAY, read_swiss},
        {"dsc_trust_list", CL_KIND_OBJECT, cl_trust_read_swedish},
        {"eu_keys", CL_KIND_OBJECT, read_dutch},
        {"certificatesDCC", CL_KIND_OBJECT, read_french},
    };
    if (cl_object_named(document->object, "proof") != NULL &&
        !cl_trust_say_unsigned(list, "the proof in it, its signature, is not checked"))
        return false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const cl_value *value = cl_object_named(document->object, forms[i].member);
        if (value != NULL && value->kind == forms[i].kind)
            return forms[i].read(list, value);
    }
    const cl_value *payload = cl_trust_text(document, "payload");
    if (payload != NULL && cl_trust_text(document, "signature") != NULL && !list->unwrapped)
        return read_envelope(list, payload);
    if (cl_trust_text(document, "kty") != NULL)
        return read_keys(list, document);
    if (cl_trust_is_verifier(document))
        return cl_trust_read_verifier(list, document);
    if (cl_trust_is_by_kid(document))
        return cl_trust_read_by_kid(list, "", document);
    return cl_error_set(list->error, CL_TRUST_LIST,
                        "an object must have keys (JWK), verificationMethod (DID), "
                        "podpisoveCertifikaty, countries such as \"CZ\" with arrays, or be of a "
                        "form that a country publishes");
}

static bool read_json(cl_trust_list *list, const char *bytes, size_t length)
{
    cl_value document;
    if (!cl_document_foreign(bytes, length, &list->arena, &document, list->error))
        return false;
    return document.kind == CL_KIND_ARRAY ? cl_trust_read_entries(list, "", &document)
                                          : read_object(list, &document);
}

/* ---- Signatures around lists, and forms by the first bytes ----------------------------------- */

/* Returns how many bytes at the beginning are characters of Base64. Line ends are not. */
static size_t count_base64(const char *bytes, size_t length)
{
    size_t count = 0;
    while (count < length && ((bytes[count] >= 'A' && bytes[count] <= 'Z') ||
                              (bytes[count] >= 'a' && bytes[count] <= 'z') ||
                              (bytes[count] >= '0' && bytes[count] <= '9') ||
                              (bytes[count] != '\0' && strchr("+/-_=", bytes[count]) != NULL)))
        count++;
    return count;
}

/* Reads the German list: a line with a signature, then JSON. The line is replaced by spaces, so
 * that the offsets of faults stay correct. */
static bool read_signed_line(cl_trust_list *list, const char *bytes, size_t length, size_t line)
{
    char *copy = cl_arena_alloc(&list->arena, length);
    if (copy == NULL)
        return cl_error_memory(list->error);
    memcpy(copy, bytes, length);
    memset(copy, ' ', line);
    return cl_trust_say_unsigned(list, "the signature in its first line is not checked") &&
           read_json(list, copy, length);
}

/* Reads a JWS (RFC 7515, section 7.1), the form of the Swedish list: three parts in Base64url, of
 * which the second is the list. `header` is the length of the first part. */
static bool read_token(cl_trust_list *list, const char *bytes, size_t header, size_t length)
{
    size_t size, count = count_base64(bytes + header + 1, length - header - 1);
    cl_value part = cl_value_string(bytes + header + 1, (uint32_t)count);
    const unsigned char *json = cl_trust_bytes(list, &part, &size);
    if (json == NULL)
        return list->error->code == CL_NONE &&
               cl_error_set(list->error, CL_TRUST_LIST,
                            "the second part of the token is no Base64");
    return cl_trust_say_unsigned(list, "its signature, that of a JWS, is not checked") &&
           read_json(list, (const char *)json, size);
}

static bool has_pem(const char *bytes, size_t length)
{
    static const char mark[] = "-----BEGIN ";
    size_t size = sizeof mark - 1;
    for (size_t i = 0; i + size <= length; i++) {
        const char *dash = memchr(bytes + i, '-', length - size - i + 1);
        if (dash == NULL)
            return false;
        i = (size_t)(dash - bytes);
        if (memcmp(dash, mark, size) == 0)
            return true;
    }
    return false;
}

/* Recognises the form of a list by its first bytes. Base64 is checked before DER, because DER
 * begins with the tag of a SEQUENCE, 0x30, which is also the digit 0. */
static bool read_list(cl_trust_list *list, const char *bytes, size_t length)
{
    size_t at = 0;
    if (cl_text_skip_bom(&bytes, &length) &&
        !cl_trust_say(list, CL_BYTE_ORDER_MARK, CL_SEVERITY_NOTE, CL_WHOLE_LIST, "",
                      "the byte order mark before it was passed over"))
        return false;
    if (length > CL_MAX_DOCUMENT)
        return cl_error_set(list->error, CL_LIMIT_SIZE, "a list of more than %u bytes is refused",
                            CL_MAX_DOCUMENT);
    if (cl_trust_is_cbor(bytes, length))
        return cl_trust_read_cbor(list, bytes, length);
    while (at < length && strchr(" \t\r\n", bytes[at]) != NULL && bytes[at] != '\0')
        at++;
    if (at < length && (bytes[at] == '{' || bytes[at] == '['))
        return read_json(list, bytes, length);
    if (has_pem(bytes, length))
        return cl_trust_read_pem(list, bytes, length);
    size_t text = count_base64(bytes + at, length - at), behind = at + text;
    if (text > 0 && behind < length && bytes[behind] == '.')
        return read_token(list, bytes, behind, length);
    while (behind < length && (bytes[behind] == '\r' || bytes[behind] == '\n'))
        behind++;
    if (text > 0 && behind > at + text && behind < length && bytes[behind] == '{')
        return read_signed_line(list, bytes, length, at + text);
    if (length > 0 && bytes[0] == 0x30)
        return cl_trust_read_der(list, bytes, length);
    return cl_error_set(list->error, CL_TRUST_LIST,
                        "this is no list of signers: neither PEM nor DER nor JSON nor CBOR");
}

/* Restores the content of the store before a list that failed. */
static void undo(cl_trust *trust, const cl_trust *before, cl_arena_mark mark)
{
    while (trust->signer_count > before->signer_count)
        cl_signature_key_free(trust->signers[--trust->signer_count].key);
    while (trust->authority_count > before->authority_count)
        cl_x509_free(trust->authorities[--trust->authority_count].certificate);
    trust->finding_count = before->finding_count;
    trust->left_out_count = before->left_out_count;
    trust->entries = before->entries;
    cl_arena_undo(&trust->arena, mark);
}

static bool add(cl_trust *trust, bool authorities, const char *origin, const char *bytes,
                size_t length, cl_error *error)
{
    cl_error why;
    cl_trust before = *trust;
    cl_arena_mark mark = cl_arena_here(&trust->arena);
    cl_error_init(&why);
    cl_trust_list list = {.trust = trust, .authorities = authorities, .error = &why};
    cl_arena_init(&list.arena, SIZE_MAX);
    list.origin = cl_arena_text(&trust->arena, origin, strlen(origin));
    bool added = (list.origin != NULL || cl_error_memory(&why)) && read_list(&list, bytes, length);
    cl_arena_free(&list.arena);
    if (added)
        return true;
    undo(trust, &before, mark);
    if (error != NULL && error->code == CL_NONE)
        *error = why;
    return false;
}

void cl_trust_ask_authorities(cl_trust *trust)
{
    trust->asks_authorities = true;
}

bool cl_trust_add_authorities(cl_trust *trust, const char *origin, const char *bytes, size_t length,
                              cl_error *error)
{
    trust->asks_authorities = true;
    return add(trust, true, origin, bytes, length, error);
}

bool cl_trust_add(cl_trust *trust, const char *origin, const char *bytes, size_t length,
                  cl_error *error)
{
    return cl_trust_place_authorities(trust, error) &&
           add(trust, false, origin, bytes, length, error);
}

bool cl_trust_pass_over(cl_trust *trust, const char *origin, const cl_error *why, cl_error *error)
{
    cl_trust_list list = {.trust = trust, .error = error};
    list.origin = cl_arena_text(&trust->arena, origin, strlen(origin));
    if (list.origin == NULL)
        return cl_error_memory(error);
    return cl_trust_say(&list, why->code, CL_SEVERITY_ERROR, CL_NO_SIGNER, why->at, "%s",
                        why->message);
}

/* ---- Access ---------------------------------------------------------------------------------- */

size_t cl_trust_count(const cl_trust *trust)
{
    return trust->signer_count;
}

const cl_signer *cl_trust_at(const cl_trust *trust, size_t index)
{
    return index < trust->signer_count ? &trust->signers[index] : NULL;
}

const cl_trust_finding *cl_trust_finding_at(const cl_trust *trust, size_t index)
{
    return index < trust->finding_count ? &trust->findings[index] : NULL;
}
