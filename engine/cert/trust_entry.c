/* trust_entry.c — one entry of a list becomes a signer, or is named and left out. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cert/base64.h"
#include "cert/trust_list.h"
#include "data/text.h"

enum { DERIVED_KID = 8 }; /* bytes of the SHA-256 of a certificate that are its kid */

bool cl_trust_count_entry(cl_trust_list *list)
{
    if (list->trust->entries >= CL_MAX_SIGNERS)
        return cl_error_set(list->error, CL_LIMIT_SIZE, "more than %u entries are refused",
                            CL_MAX_SIGNERS);
    list->trust->entries++;
    return true;
}

/* Room for one more in an array of `size` bytes an item. */
static bool room(cl_trust_list *list, void **items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity)
        return true;
    size_t more = *capacity == 0 ? 16 : *capacity * 2;
    void *grown = realloc(*items, more * size);
    if (grown == NULL)
        return cl_error_memory(list->error);
    *items = grown;
    *capacity = more;
    return true;
}

bool cl_trust_say(cl_trust_list *list, cl_code code, cl_trust_severity severity, size_t signer,
                  const char *at, const char *format, ...)
{
    cl_trust *t = list->trust;
    char message[CL_MAX_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    void *findings = t->findings;
    bool grown = room(list, &findings, t->finding_count, &t->finding_capacity, sizeof *t->findings);
    t->findings = findings;
    if (!grown)
        return false;
    cl_trust_finding finding = {.code = code,
                                .severity = severity,
                                .signer = signer,
                                .origin = list->origin,
                                .at = cl_arena_text(&t->arena, at, strlen(at)),
                                .message = cl_arena_text(&t->arena, message, strlen(message))};
    if (finding.at == NULL || finding.message == NULL)
        return cl_error_memory(list->error);
    t->findings[t->finding_count++] = finding;
    return true;
}

static bool leave_out(cl_trust_list *list, const char *at, const cl_error *why)
{
    if (why->code == CL_MEMORY)
        return cl_error_memory(list->error);
    return cl_trust_say(list, why->code, CL_TRUST_ERROR, CL_NO_SIGNER, at, "%s", why->message);
}

/* ---- Adding ------------------------------------------------------------------------------------ */

/* Adds a signer, which takes over the key, and says what is to be said of it. */
static bool add_signer(cl_trust_list *list, const cl_trust_entry *entry, cl_signer *signer,
                       const char *irregular)
{
    cl_trust *t = list->trust;
    size_t index = t->signer_count;
    void *signers = t->signers;
    bool grown = room(list, &signers, index, &t->signer_capacity, sizeof *t->signers);
    t->signers = signers;
    signer->origin = list->origin;
    signer->at = grown ? cl_arena_text(&t->arena, entry->at, strlen(entry->at)) : NULL;
    if (signer->at == NULL) {
        cl_signature_key_free(signer->key);
        return cl_error_memory(list->error);
    }
    signer->algorithm = cl_signature_key_algorithm(signer->key);
    if (signer->country[0] == '\0')
        memcpy(signer->country, entry->country, sizeof signer->country);
    t->signers[t->signer_count++] = *signer;

    if (signer->algorithm == CL_ALGORITHM_NONE &&
        !cl_trust_say(list, CL_TRUST_KEY, CL_TRUST_WARNING, index, entry->at,
                      "its key is %s: certificates are signed with P-256, or RSA of %d to %d bits",
                      cl_signature_key_name(signer->key), CL_MIN_RSA_BITS, CL_MAX_RSA_BITS))
        return false;
    if (signer->listed.length > 0 &&
        !cl_trust_say(list, CL_TRUST_KID, CL_TRUST_WARNING, index, entry->at,
                      "its list gives it another kid than the first 8 bytes of its SHA-256; it is "
                      "found by both"))
        return false;
    return irregular == NULL || cl_trust_say(list, CL_TRUST_DER, CL_TRUST_NOTE, index, entry->at,
                                             "an extension is not DER: %s", irregular);
}

/* Some authority has signed it. Of those with its issuer's name no more are tried than there may be
 * candidates for one kid, and for the same reason. */
static bool has_authority(const cl_trust *trust, const cl_x509 *certificate, cl_error *why)
{
    size_t tried = 0;
    for (size_t i = 0; i < trust->authority_count && tried < CL_MAX_CANDIDATES; i++) {
        if (!cl_x509_names(trust->authorities[i], certificate))
            continue;
        tried++;
        cl_error_init(why);
        if (cl_x509_vouches(trust->authorities[i], certificate, why))
            return true;
    }
    return tried > 0
               ? false
               : cl_error_set(why, CL_TRUST_AUTHORITY, "none of the authorities is its issuer");
}

static bool take_authority(cl_trust_list *list, const cl_trust_entry *entry, cl_x509 *certificate)
{
    cl_trust *t = list->trust;
    if (!cl_x509_facts_of(certificate)->is_authority) {
        cl_x509_free(certificate);
        return cl_trust_say(list, CL_TRUST_AUTHORITY, CL_TRUST_WARNING, CL_NO_SIGNER, entry->at,
                            "no CA certificate: it can vouch for nobody");
    }
    void *authorities = t->authorities;
    bool grown = room(list, &authorities, t->authority_count, &t->authority_capacity,
                      sizeof *t->authorities);
    t->authorities = authorities;
    if (grown)
        t->authorities[t->authority_count++] = certificate;
    else
        cl_x509_free(certificate);
    return grown;
}

static bool describe(cl_trust_list *list, const cl_x509 *certificate, cl_signer *signer)
{
    cl_buffer subject;
    cl_buffer_init(&subject);
    cl_x509_subject(certificate, &subject);
    const char *text = cl_buffer_text(&subject);
    signer->subject = subject.failed ? NULL
                                     : cl_arena_text(&list->trust->arena, text,
                                                     cl_utf8_prefix(text, subject.length));
    cl_buffer_free(&subject);
    return signer->subject != NULL || cl_error_memory(list->error);
}

static bool take_signer(cl_trust_list *list, const cl_trust_entry *entry,
                        const cl_x509 *certificate)
{
    const cl_x509_facts *facts = cl_x509_facts_of(certificate);
    cl_error why;
    cl_error_init(&why);
    if (facts->is_authority)
        return cl_trust_say(list, CL_TRUST_CA, CL_TRUST_WARNING, CL_NO_SIGNER, entry->at,
                            "a CA certificate is never a signer");
    if (list->trust->asks_authorities && !has_authority(list->trust, certificate, &why))
        return leave_out(list, entry->at, &why);
    cl_signer signer = {
        .not_before = facts->not_before, .not_after = facts->not_after, .uses = facts->uses};
    memcpy(signer.kid.bytes, facts->fingerprint, DERIVED_KID);
    signer.kid.length = DERIVED_KID;
    memcpy(signer.country, facts->country, sizeof signer.country);
    if (entry->kid.length > 0 && (entry->kid.length != DERIVED_KID ||
                                  memcmp(entry->kid.bytes, signer.kid.bytes, DERIVED_KID) != 0))
        signer.listed = entry->kid;
    if (!describe(list, certificate, &signer))
        return false;
    signer.key = cl_x509_key(certificate, &why);
    if (signer.key == NULL)
        return leave_out(list, entry->at, &why);
    return add_signer(list, entry, &signer, facts->irregular);
}

bool cl_trust_take_certificate(cl_trust_list *list, const cl_trust_entry *entry,
                               const unsigned char *der, size_t length)
{
    cl_error why;
    size_t size;
    cl_error_init(&why);
    cl_x509 *certificate = cl_x509_read(list->trust->crypto, der, length, &size, &why);
    if (certificate != NULL && size < length) {
        cl_error_set(&why, CL_TRUST_ENTRY, "%zu bytes follow the certificate", length - size);
        cl_x509_free(certificate);
        certificate = NULL;
    }
    if (certificate == NULL)
        return leave_out(list, entry->at, &why);
    if (list->authorities)
        return take_authority(list, entry, certificate);
    bool taken = take_signer(list, entry, certificate);
    cl_x509_free(certificate);
    return taken;
}

bool cl_trust_take_key(cl_trust_list *list, const cl_trust_entry *entry, cl_signature_key *key)
{
    const char *why = NULL;
    cl_code code = CL_TRUST_AUTHORITY;
    if (list->authorities)
        why = "a key without certificate can vouch for nobody";
    else if (list->trust->asks_authorities)
        why = "a key without certificate has no authority";
    else if (entry->kid.length == 0) {
        code = CL_TRUST_ENTRY;
        why = "a key without certificate needs a kid";
    }
    if (why != NULL) {
        cl_signature_key_free(key);
        return cl_trust_say(list, code, CL_TRUST_ERROR, CL_NO_SIGNER, entry->at, "%s", why);
    }
    cl_signer signer = {.kid = entry->kid,
                        .not_before = CL_ALWAYS_FROM,
                        .not_after = CL_ALWAYS_UNTIL,
                        .key = key,
                        .subject = ""};
    return add_signer(list, entry, &signer, NULL);
}

/* ---- Entries in JSON --------------------------------------------------------------------------- */

const cl_value *cl_trust_text(const cl_value *object, const char *key)
{
    const cl_value *text = object->kind == CL_KIND_OBJECT
                               ? cl_object_find(object->object, key, strlen(key))
                               : NULL;
    return text != NULL && text->kind == CL_KIND_STRING && text->length > 0 ? text : NULL;
}

const unsigned char *cl_trust_bytes(cl_trust_list *list, const cl_value *text, size_t *size)
{
    unsigned char *bytes = cl_arena_alloc(&list->arena, CL_BASE64_BYTES((size_t)text->length));
    if (bytes == NULL) {
        cl_error_memory(list->error);
        return NULL;
    }
    return cl_base64_decode(text->text, text->length, bytes, size) ? bytes : NULL;
}

bool cl_trust_read_kid(const char *text, size_t length, cl_kid *kid)
{
    unsigned char bytes[CL_BASE64_BYTES(2 * CL_MAX_KID)];
    size_t size;
    if (length > (size_t)2 * CL_MAX_KID || !cl_base64_decode(text, length, bytes, &size) ||
        size == 0 || size > CL_MAX_KID)
        return false;
    memcpy(kid->bytes, bytes, size);
    kid->length = size;
    return true;
}

static bool is_word(const cl_value *text, const char *word)
{
    if (text == NULL || text->length != strlen(word))
        return false;
    for (uint32_t i = 0; i < text->length; i++) {
        char c = text->text[i];
        if ((c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c) != word[i])
            return false;
    }
    return true;
}

/* The gateway sends certificates of authorities and of its own traffic in the same form. */
static const char *other_purpose(cl_trust_list *list, const cl_value *type)
{
    if (is_word(type, "UPLOAD") || is_word(type, "AUTHENTICATION"))
        return "its certificateType is for traffic with the gateway";
    if (list->authorities || !is_word(type, "CSCA"))
        return NULL;
    return "its certificateType is CSCA, which never is a signer";
}

bool cl_trust_take_raw(cl_trust_list *list, const char *at, const cl_value *item,
                       const char *country)
{
    cl_trust_entry entry = {.at = at};
    cl_error why;
    cl_error_init(&why);
    const cl_value *raw = cl_trust_text(item, "rawData"), *kid = cl_trust_text(item, "kid");
    const cl_value *named = cl_trust_text(item, "country");
    if (raw == NULL) {
        cl_error_set(&why, CL_TRUST_ENTRY,
                     "an entry must be an object with a certificate as Base64 in rawData");
        return leave_out(list, at, &why);
    }
    const char *other = other_purpose(list, cl_trust_text(item, "certificateType"));
    if (other != NULL)
        return cl_trust_say(list, CL_TRUST_CA, CL_TRUST_NOTE, CL_NO_SIGNER, at, "%s", other);
    if (kid != NULL && !cl_trust_read_kid(kid->text, kid->length, &entry.kid)) {
        cl_error_set(&why, CL_TRUST_ENTRY, "its kid must be Base64 of 1 to %d bytes", CL_MAX_KID);
        return leave_out(list, at, &why);
    }
    if (country == NULL && named != NULL && named->length == 2)
        country = named->text;
    if (country != NULL)
        memcpy(entry.country, country, 2);
    size_t size;
    const unsigned char *der = cl_trust_bytes(list, raw, &size);
    if (der != NULL)
        return cl_trust_take_certificate(list, &entry, der, size);
    if (list->error->code != CL_NONE)
        return false;
    cl_error_set(&why, CL_TRUST_ENTRY, "its rawData is not Base64");
    return leave_out(list, at, &why);
}
