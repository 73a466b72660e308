/* trust.c — the store and which form a list has. trust_index.c is what it has once it is sealed. */
#include "cert/trust.h"

#include <stdlib.h>
#include <string.h>

#include "cert/trust_list.h"
#include "data/document.h"

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

/* ---- Lists ------------------------------------------------------------------------------------- */

static bool read_object(cl_trust_list *list, const cl_value *document)
{
    static const struct {
        const char *member; /* an array under this name */
        bool (*read)(cl_trust_list *list, const cl_value *array);
    } forms[] = {
        {"keys", cl_trust_read_jwks},
        {"verificationMethod", cl_trust_read_did},
        {"podpisoveCertifikaty", cl_trust_read_czech},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        const cl_value *array = cl_object_find(document->object, forms[i].member,
                                               strlen(forms[i].member));
        if (array != NULL && array->kind == CL_KIND_ARRAY)
            return forms[i].read(list, array);
    }
    if (cl_trust_text(document, "kty") != NULL)
        return cl_trust_read_jwks(list, document);
    if (cl_trust_is_verifier(document))
        return cl_trust_read_verifier(list, document);
    return cl_error_set(list->error, CL_TRUST_LIST,
                        "an object must have keys (JWK), verificationMethod (DID), "
                        "podpisoveCertifikaty, or countries such as \"CZ\" with arrays");
}

static bool read_json(cl_trust_list *list, const char *bytes, size_t length)
{
    cl_value document;
    if (!cl_document_read(bytes, length, &list->arena, &document, list->error))
        return false;
    return document.kind == CL_KIND_ARRAY ? cl_trust_read_gateway(list, &document)
                                          : read_object(list, &document);
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

/* JSON begins with { or [, DER with the tag of a SEQUENCE, which is the digit 0. */
static bool read_list(cl_trust_list *list, const char *bytes, size_t length)
{
    size_t at = 0;
    if (length > CL_MAX_DOCUMENT)
        return cl_error_set(list->error, CL_LIMIT_SIZE, "a list of more than %u bytes is refused",
                            CL_MAX_DOCUMENT);
    while (at < length && strchr(" \t\r\n", bytes[at]) != NULL && bytes[at] != '\0')
        at++;
    if (at < length && (bytes[at] == '{' || bytes[at] == '['))
        return read_json(list, bytes, length);
    if (has_pem(bytes, length))
        return cl_trust_read_pem(list, bytes, length);
    if (length > 0 && bytes[0] == 0x30)
        return cl_trust_read_der(list, bytes, length);
    return cl_error_set(list->error, CL_TRUST_LIST,
                        "this is no list of signers: neither PEM nor DER nor JSON");
}

/* Back to what the store held before a list that failed. */
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
    return cl_trust_say(&list, why->code, CL_TRUST_ERROR, CL_NO_SIGNER, why->at, "%s",
                        why->message);
}

/* ---- Looking ----------------------------------------------------------------------------------- */

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

const char *cl_trust_severity_name(cl_trust_severity severity)
{
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}
