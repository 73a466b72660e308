/* trust_pem.c — reads plain certificates: PEM (RFC 7468), any number of blocks with any text around
 * them, and DER, one or more certificates one after another. */
#include <stdio.h>
#include <string.h>

#include "cert/base64.h"
#include "cert/trust_list.h"

static const char dashes[] = "-----";

/* Returns the first occurrence of `text` in the bytes, or NULL. */
static const char *find(const char *bytes, const char *end, const char *text)
{
    size_t length = strlen(text);
    while ((size_t)(end - bytes) >= length) {
        const char *first = memchr(bytes, text[0], (size_t)(end - bytes) - length + 1);
        if (first == NULL || memcmp(first, text, length) == 0)
            return first;
        bytes = first + 1;
    }
    return NULL;
}

/* Returns true for the label of a PEM block that contains a certificate. */
static bool is_certificate(const char *label, size_t length)
{
    static const char *const labels[] = {"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++) {
        if (strlen(labels[i]) == length && memcmp(labels[i], label, length) == 0)
            return true;
    }
    return false;
}

/* Takes one certificate: `text` is the Base64 between the two lines of a block. */
static bool take(cl_trust_list *list, size_t number, const char *text, size_t length)
{
    char at[40];
    size_t size;
    snprintf(at, sizeof at, "certificate %zu", number);
    cl_trust_entry entry = cl_trust_entry_at(at);
    cl_value base64 = cl_value_string(text, (uint32_t)length);
    const unsigned char *der = cl_trust_bytes(list, &base64, &size);
    if (der != NULL)
        return cl_trust_take_certificate(list, &entry, der, size);
    return list->error->code == CL_NONE &&
           cl_trust_leave_out(list, &entry, CL_TRUST_ENTRY, CL_SEVERITY_ERROR,
                              "between its lines stands no Base64");
}

bool cl_trust_read_pem(cl_trust_list *list, const char *bytes, size_t length)
{
    static const char begin[] = "-----BEGIN ", stop[] = "-----END ";
    const char *end = bytes + length, *at = bytes;
    size_t number = 0;
    while ((at = find(at, end, begin)) != NULL) {
        const char *label = at + strlen(begin);
        const char *text = find(label, end, dashes);
        const char *last = text != NULL ? find(text + strlen(dashes), end, stop) : NULL;
        if (last == NULL)
            return cl_error_set(list->error, CL_TRUST_LIST,
                                "the last PEM block has no line that ends it");
        size_t label_length = (size_t)(text - label);
        text += strlen(dashes);
        at = last;
        if (!is_certificate(label, label_length))
            continue;
        if (!cl_trust_count_entry(list) || !take(list, ++number, text, (size_t)(last - text)))
            return false;
    }
    return number > 0 || cl_trust_say(list, CL_TRUST_ENTRY, CL_SEVERITY_NOTE, CL_NO_SIGNER, "",
                                      "there is no certificate in it");
}

/* Takes the next certificate in DER, and moves `*at` and `*length` behind it. The end of an invalid
 * certificate is unknown, so the rest of the list is skipped. If the first certificate is invalid,
 * the bytes are no list. */
static bool take_next(cl_trust_list *list, size_t number, const unsigned char **at, size_t *length)
{
    char place[40];
    size_t size;
    cl_error why;
    snprintf(place, sizeof place, "certificate %zu", number);
    cl_error_init(&why);
    cl_x509 *certificate = cl_x509_read(list->trust->crypto, *at, *length, &size, &why);
    if (certificate == NULL && (number == 1 || why.code == CL_MEMORY))
        return cl_error_set(list->error, why.code == CL_MEMORY ? CL_MEMORY : CL_TRUST_LIST, "%s",
                            why.message);
    if (!cl_trust_count_entry(list)) {
        cl_x509_free(certificate);
        return false;
    }
    cl_trust_entry entry = cl_trust_entry_at(place);
    *at += certificate != NULL ? size : *length;
    *length -= certificate != NULL ? size : *length;
    return certificate != NULL ? cl_trust_take_x509(list, &entry, certificate)
                               : cl_trust_leave_out_for(list, &entry, &why);
}

bool cl_trust_read_der(cl_trust_list *list, const char *bytes, size_t length)
{
    const unsigned char *at = (const unsigned char *)bytes;
    bool taken = true;
    for (size_t number = 1; taken && length > 0; number++)
        taken = take_next(list, number, &at, &length);
    return taken;
}
