/* trust_entry.c — makes a signer from an entry of a list, or leaves the entry out with a
 * finding. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/grow.h"
#include "cert/base64.h"
#include "cert/trust_list.h"
#include "data/text.h"

enum { DERIVED_KID = 8 }; /* the kid is this many bytes of the certificate's SHA-256 */

static const char no_type[] = "its list has it for other uses than certificates of health";

bool cl_trust_count_entry(cl_trust_list *list)
{
    if (list->trust->entries >= CL_MAX_SIGNERS)
        return cl_error_set(list->error, CL_LIMIT_SIZE, "more than %u entries are refused",
                            CL_MAX_SIGNERS);
    list->trust->entries++;
    return true;
}

/* Adds a finding. Place and message are copied. */
static bool keep_finding(cl_trust_list *list, cl_code code, cl_severity severity, size_t signer,
                         const char *at, const char *message)
{
    cl_trust *t = list->trust;
    cl_trust_finding *findings = cl_grow(t->findings, t->finding_count, &t->finding_capacity,
                                         sizeof *findings);
    if (findings == NULL)
        return cl_error_memory(list->error);
    t->findings = findings;
    cl_finding it = {.code = code, .severity = severity, .file = list->origin};
    it.at = cl_arena_text(&t->arena, at, strlen(at));
    it.message = cl_arena_text(&t->arena, message, cl_utf8_prefix(message, strlen(message)));
    if (it.at == NULL || it.message == NULL)
        return cl_error_memory(list->error);
    t->findings[t->finding_count++] = (cl_trust_finding){.it = it, .signer = signer};
    return true;
}

bool cl_trust_say(cl_trust_list *list, cl_code code, cl_severity severity, size_t signer,
                  const char *at, const char *format, ...)
{
    char message[CL_MAX_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return keep_finding(list, code, severity, signer, at, message);
}

/* Records that the last finding is about an entry with this kid. */
static bool keep_kid(cl_trust_list *list, const cl_kid *kid)
{
    cl_trust *t = list->trust;
    if (kid->length == 0)
        return true;
    cl_left_out *left_out = cl_grow(t->left_out, t->left_out_count, &t->left_out_capacity,
                                    sizeof *left_out);
    if (left_out == NULL)
        return cl_error_memory(list->error);
    t->left_out = left_out;
    left_out[t->left_out_count++] = (cl_left_out){.kid = *kid, .finding = t->finding_count - 1};
    return true;
}

static bool same_kid(const cl_kid *a, const cl_kid *b)
{
    return a->length == b->length && memcmp(a->bytes, b->bytes, a->length) == 0;
}

bool cl_trust_leave_out(cl_trust_list *list, const cl_trust_entry *entry, cl_code code,
                        cl_severity severity, const char *format, ...)
{
    char message[CL_MAX_MESSAGE];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    if (!keep_finding(list, code, severity, CL_NO_SIGNER, entry->at, message))
        return false;
    return list->authorities ||
           (keep_kid(list, &entry->own) &&
            (same_kid(&entry->own, &entry->kid) || keep_kid(list, &entry->kid)));
}

bool cl_trust_leave_out_refused(cl_trust_list *list, const cl_trust_entry *entry)
{
    return cl_trust_leave_out(list, entry, entry->refused, entry->severity, "%s", entry->why);
}

bool cl_trust_leave_out_for(cl_trust_list *list, const cl_trust_entry *entry, const cl_error *why)
{
    if (why->code == CL_MEMORY)
        return cl_error_memory(list->error);
    return cl_trust_leave_out(list, entry, why->code, CL_SEVERITY_ERROR, "%s", why->message);
}

/* ---- Adding ---------------------------------------------------------------------------------- */

/* Checks that the key is one for the algorithm in the list, if there is one. */
static bool fits(const cl_trust_entry *entry, const cl_signature_key *key, cl_error *why)
{
    return entry->algorithm == CL_ALGORITHM_NONE ||
           entry->algorithm == cl_signature_key_algorithm(key) ||
           cl_error_set(why, CL_TRUST_USAGE, "its alg is %s, which is not for a key of %s",
                        cl_algorithm_name(entry->algorithm), cl_signature_key_name(key));
}

/* Adds a signer and the findings about it. Takes ownership of the signer's key. `irregular` is the
 * name of an extension that is not DER, or NULL. */
static bool add_signer(cl_trust_list *list, const cl_trust_entry *entry, cl_signer *signer,
                       const char *irregular)
{
    cl_trust *t = list->trust;
    size_t index = t->signer_count;
    cl_signer *signers = cl_grow(t->signers, index, &t->signer_capacity, sizeof *signers);
    if (signers != NULL)
        t->signers = signers;
    signer->origin = list->origin;
    signer->at = cl_arena_text(&t->arena, entry->at, strlen(entry->at));
    if (signers == NULL || signer->at == NULL) {
        cl_signature_key_free(signer->key);
        return cl_error_memory(list->error);
    }
    signer->algorithm = cl_signature_key_algorithm(signer->key);
    if (signer->not_before < entry->from)
        signer->not_before = entry->from;
    if (signer->not_after > entry->until)
        signer->not_after = entry->until;
    if (signer->country[0] == '\0')
        memcpy(signer->country, entry->country, sizeof signer->country);
    t->signers[t->signer_count++] = *signer;

    if (signer->algorithm == CL_ALGORITHM_NONE &&
        !cl_trust_say(list, CL_TRUST_KEY, CL_SEVERITY_WARNING, index, entry->at,
                      "its key is %s: certificates are signed with P-256, or RSA of %d to %d bits "
                      "with an odd exponent of at least 3 and at most %d bits",
                      cl_signature_key_name(signer->key), CL_MIN_RSA_BITS, CL_MAX_RSA_BITS,
                      CL_MAX_EXPONENT_BITS))
        return false;
    if (signer->listed.length > 0 &&
        !cl_trust_say(list, CL_TRUST_KID, CL_SEVERITY_WARNING, index, entry->at,
                      "its list gives it another kid than the first 8 bytes of its SHA-256; it is "
                      "found by both"))
        return false;
    return irregular == NULL || cl_trust_say(list, CL_TRUST_DER, CL_SEVERITY_NOTE, index, entry->at,
                                             "an extension is not DER: %s", irregular);
}

/* Sets the subject of a signer. Returns false with MEMORY. */
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

/* Checks a signer's certificate and its chain, and cuts the signer's validity to that of the chain.
 * It is used if authorities are required. A signer that fails is left out. */
static bool check_chain(const cl_trust *trust, const cl_x509 *certificate, cl_signer *signer,
                        cl_error *why)
{
    for (int i = 0; i < CL_X509_FAULTS; i++) {
        if (!cl_x509_sound(certificate, i, why))
            return false;
    }
    return cl_trust_vouch(trust, certificate, &signer->not_before, &signer->not_after, why);
}

/* Adds findings about the signer that was added last: its validity was `cut` to that of its chain,
 * or, if no authorities are required, its certificate fails a check of cl_x509_sound. */
static bool say_faults(cl_trust_list *list, const char *at, const cl_x509 *certificate, bool cut)
{
    size_t index = list->trust->signer_count - 1;
    if (cut)
        return cl_trust_say(list, CL_TRUST_AUTHORITY, CL_SEVERITY_WARNING, index, at,
                            "its own validity is longer than that of its authorities; both must "
                            "be valid");
    for (int i = 0; i < CL_X509_FAULTS; i++) {
        cl_error why;
        cl_error_init(&why);
        if (!cl_x509_sound(certificate, i, &why) &&
            !cl_trust_say(list, why.code, CL_SEVERITY_WARNING, index, at, "%s", why.message))
            return false;
    }
    return true;
}

/* Sets the types that both the certificate and the list allow. Returns false with the reason if
 * there is none. */
static bool combine_uses(const cl_trust_entry *entry, const cl_x509_facts *facts, unsigned *uses,
                         cl_error *why)
{
    bool both = facts->uses != 0 && entry->uses != 0;
    *uses = both ? facts->uses & entry->uses : facts->uses | entry->uses;
    if (both && *uses == 0)
        return cl_error_set(why, CL_TRUST_USAGE,
                            "its certificate and its list limit it to types that exclude each "
                            "other");
    /* The list may repeat what the certificate has. Then the check of the certificate decides. */
    return !entry->other_uses || facts->other_uses ||
           cl_error_set(why, CL_TRUST_USAGE, "%s", no_type);
}

/* Fills in a signer from its certificate. Returns false with the reason in `why`. */
static bool make_signer(cl_trust_list *list, const cl_trust_entry *entry,
                        const cl_x509 *certificate, cl_signer *signer, cl_error *why)
{
    const cl_x509_facts *facts = cl_x509_facts_of(certificate);
    signer->kid = entry->own;
    signer->not_before = facts->not_before;
    signer->not_after = facts->not_after;
    memcpy(signer->country, facts->country, sizeof signer->country);
    if (entry->kid.length > 0 && !same_kid(&entry->kid, &signer->kid))
        signer->listed = entry->kid;
    if (!combine_uses(entry, facts, &signer->uses, why) ||
        (list->trust->asks_authorities && !check_chain(list->trust, certificate, signer, why)))
        return false;
    if (!describe(list, certificate, signer))
        return cl_error_memory(why);
    signer->key = cl_x509_key(certificate, why);
    if (signer->key == NULL || fits(entry, signer->key, why))
        return signer->key != NULL;
    cl_signature_key_free(signer->key);
    return false;
}

static bool take_signer(cl_trust_list *list, const cl_trust_entry *entry,
                        const cl_x509 *certificate)
{
    const cl_x509_facts *facts = cl_x509_facts_of(certificate);
    cl_signer signer = {.key = NULL};
    cl_error why;
    cl_error_init(&why);
    if (facts->is_authority)
        return cl_trust_leave_out(list, entry, CL_TRUST_CA, CL_SEVERITY_WARNING,
                                  "a CA certificate is never a signer");
    if (facts->other_uses && facts->must_use)
        return cl_trust_leave_out(list, entry, CL_TRUST_USAGE, CL_SEVERITY_ERROR,
                                  "its critical extKeyUsage has only other uses than certificates "
                                  "of health");
    if (!make_signer(list, entry, certificate, &signer, &why))
        return cl_trust_leave_out_for(list, entry, &why);
    bool cut = signer.not_before != facts->not_before || signer.not_after != facts->not_after;
    return add_signer(list, entry, &signer, facts->irregular) &&
           say_faults(list, entry->at, certificate, cut);
}

bool cl_trust_derive_kid(cl_trust_list *list, const unsigned char *der, size_t size, cl_kid *kid)
{
    unsigned char digest[CL_SHA256_SIZE];
    if (!cl_crypto_sha256(list->trust->crypto, der, size, digest, list->error))
        return false;
    memcpy(kid->bytes, digest, DERIVED_KID);
    kid->length = DERIVED_KID;
    return true;
}

bool cl_trust_take_x509(cl_trust_list *list, const cl_trust_entry *entry, cl_x509 *certificate)
{
    if (list->authorities)
        return cl_trust_take_authority(list, entry, certificate);
    cl_trust_entry known = *entry;
    memcpy(known.own.bytes, cl_x509_facts_of(certificate)->fingerprint, DERIVED_KID);
    known.own.length = DERIVED_KID;
    bool taken = take_signer(list, &known, certificate);
    cl_x509_free(certificate);
    return taken;
}

bool cl_trust_take_certificate(cl_trust_list *list, const cl_trust_entry *entry,
                               const unsigned char *der, size_t length)
{
    cl_error why;
    size_t size;
    cl_error_init(&why);
    cl_trust_entry known = *entry; /* with the kid by which it can be found if it is left out */
    if (entry->refused != CL_NONE && !list->authorities)
        return cl_trust_derive_kid(list, der, length, &known.own) &&
               cl_trust_leave_out_refused(list, &known);
    cl_x509 *certificate = cl_x509_read(list->trust->crypto, der, length, &size, &why);
    if (certificate != NULL && size == length)
        return cl_trust_take_x509(list, entry, certificate);
    if (certificate != NULL)
        cl_error_set(&why, CL_TRUST_ENTRY, "%zu bytes follow the certificate", length - size);
    cl_x509_free(certificate);
    return (why.code == CL_MEMORY || cl_trust_derive_kid(list, der, length, &known.own)) &&
           cl_trust_leave_out_for(list, &known, &why);
}

bool cl_trust_take_key(cl_trust_list *list, const cl_trust_entry *entry, cl_signature_key *key)
{
    cl_error why;
    cl_error_init(&why);
    if (entry->refused != CL_NONE) {
        cl_signature_key_free(key);
        return cl_trust_leave_out_refused(list, entry);
    }
    if (list->authorities)
        cl_error_set(&why, CL_TRUST_AUTHORITY, "a key without certificate can vouch for nobody");
    else if (list->trust->asks_authorities)
        cl_error_set(&why, CL_TRUST_AUTHORITY, "a key without certificate has no authority");
    else if (entry->kid.length == 0)
        cl_error_set(&why, CL_TRUST_ENTRY, "a key without certificate needs a kid");
    else if (entry->other_uses)
        cl_error_set(&why, CL_TRUST_USAGE, "%s", no_type);
    if (why.code != CL_NONE || !fits(entry, key, &why)) {
        cl_signature_key_free(key);
        return cl_trust_leave_out_for(list, entry, &why);
    }
    cl_signer signer = {.kid = entry->kid,
                        .not_before = CL_ALWAYS_FROM,
                        .not_after = CL_ALWAYS_UNTIL,
                        .uses = entry->uses,
                        .key = key,
                        .subject = ""};
    return add_signer(list, entry, &signer, NULL);
}

/* ---- Entries in JSON ------------------------------------------------------------------------- */

const cl_value *cl_trust_text(const cl_value *object, const char *key)
{
    const cl_value *text = cl_value_text_member(object, key);
    return text != NULL && text->length > 0 ? text : NULL;
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

void cl_trust_read_country(const char *text, size_t length, char country[3])
{
    for (size_t i = 0; length == 2 && i < 2; i++) {
        char capital = (char)(text[i] & ~0x20);
        if (capital < 'A' || capital > 'Z') {
            country[0] = '\0';
            return;
        }
        country[i] = capital;
    }
}

/* Reads the certificate of an entry into the list's arena. Sets the kids of the entry, from the
 * list and from the certificate, as far as they can be read. Returns NULL with `why` or the list's
 * error. */
static const unsigned char *read_raw(cl_trust_list *list, const cl_value *item,
                                     cl_trust_entry *entry, size_t *size, cl_error *why)
{
    const cl_value *raw = cl_trust_text(item, "rawData"), *kid = cl_trust_text(item, "kid");
    if (kid != NULL && !cl_trust_read_kid(kid->text, kid->length, &entry->kid))
        cl_error_set(why, CL_TRUST_ENTRY, "its kid must be Base64 of 1 to %d bytes", CL_MAX_KID);
    if (raw == NULL)
        cl_error_set(why, CL_TRUST_ENTRY,
                     "an entry must be an object with a certificate as Base64 in rawData");
    const unsigned char *der = raw != NULL ? cl_trust_bytes(list, raw, size) : NULL;
    if (der == NULL)
        cl_error_set(why, CL_TRUST_ENTRY, "its rawData is not Base64");
    else
        cl_trust_derive_kid(list, der, *size, &entry->own);
    return why->code == CL_NONE && list->error->code == CL_NONE ? der : NULL;
}

bool cl_trust_take_raw(cl_trust_list *list, const char *at, const cl_value *item,
                       const char *country)
{
    cl_trust_entry entry = cl_trust_entry_at(at);
    cl_error why;
    size_t size;
    cl_error_init(&why);
    const unsigned char *der = read_raw(list, item, &entry, &size, &why);
    if (list->error->code != CL_NONE)
        return false;
    if (country != NULL)
        cl_trust_read_country(country, 2, entry.country);
    cl_trust_read_limits(list, &entry, item);
    if (entry.refused != CL_NONE &&
        (der == NULL || !list->authorities || entry.refused == CL_TRUST_CA))
        return cl_trust_leave_out_refused(list, &entry);
    if (der == NULL)
        return cl_trust_leave_out_for(list, &entry, &why);
    return cl_trust_take_certificate(list, &entry, der, size);
}
