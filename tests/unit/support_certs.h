/* support_certs.h — reads the keys and certificates of tests/certs, for the tests of
 * cert/. */
#ifndef CL_TESTS_SUPPORT_CERTS_H
#define CL_TESTS_SUPPORT_CERTS_H

#include "cert/base64.h"
#include "cert/issue.h"
#include "cert/trust.h"
#include "certlogic.h"
#include "support.h"

/* Returns a file below tests/certs, valid until the test ends. */
static inline const char *given_certs_file(const char *name, size_t *length)
{
    static char bytes[65536];
    const char *path = given_text("%s/tests/certs/%s", top_srcdir(), name);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "cannot open %s: is top_srcdir set?", path);
    size_t size = fread(bytes, 1, sizeof bytes, file);
    fclose(file);
    ck_assert_uint_lt(size, sizeof bytes);
    const char *kept = cl_arena_text(&given.arena, bytes, size);
    must(kept != NULL);
    if (length != NULL)
        *length = size;
    return kept;
}

/* Returns the Base64 between the lines of a PEM file, without line ends. */
static inline const char *given_base64(const char *name)
{
    const char *pem = given_certs_file(name, NULL);
    const char *from = strchr(pem, '\n');
    const char *end = from != NULL ? strstr(from, "-----END") : NULL;
    ck_assert_msg(end != NULL, "%s is no PEM", name);
    char *text = cl_arena_alloc(&given.arena, (size_t)(end - from) + 1);
    must(text != NULL);
    size_t length = 0;
    for (; from < end; from++) {
        if (*from != '\n')
            text[length++] = *from;
    }
    text[length] = '\0';
    return text;
}

/* Returns the bytes of a Base64 text. */
static inline const unsigned char *given_decoded(const char *text, size_t *size)
{
    unsigned char *bytes = cl_arena_alloc(&given.arena, CL_BASE64_BYTES(strlen(text)));
    must(bytes != NULL && cl_base64_decode(text, strlen(text), bytes, size));
    return bytes;
}

static inline const char *given_encoded(const unsigned char *bytes, size_t length)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_base64_encode(bytes, length, &out);
    return given_taken(&out);
}

/* Decodes a certificate. The caller frees it. */
static inline certlogic_certificate *given_certificate(const certlogic_decode_options *options,
                                                       const void *bytes, size_t length)
{
    certlogic_decoder *decoder = certlogic_decoder_new(options, NULL);
    must(decoder != NULL);
    certlogic_certificate *certificate = certlogic_decoder_read(decoder, bytes, length, NULL);
    certlogic_decoder_free(decoder);
    must(certificate != NULL);
    return certificate;
}

/* Returns the private key with that name. */
static inline cl_signature_key *given_private(cl_crypto *crypto, const char *name)
{
    size_t length;
    cl_error error;
    cl_error_init(&error);
    const char *pem = given_certs_file(given_text("private/%s.key", name), &length);
    cl_signature_key *key = cl_signature_key_private(crypto, pem, length, &error);
    ck_assert_msg(key != NULL, "%s: %s", name, error.message);
    return key;
}

/* Issues a payload on 20 December 2021, with a key and a certificate in PEM. Returns false with the
 * error. */
static inline bool given_issued(const char *payload, const char *key, const char *certificate,
                                cl_buffer *out, cl_error *error)
{
    cl_arena arena;
    cl_value value;
    const cl_issue what = {.issued = INT64_C(1639987200000),
                           .key = key,
                           .key_length = strlen(key),
                           .certificate = certificate,
                           .certificate_length = strlen(certificate)};
    cl_arena_init(&arena, SIZE_MAX);
    bool issued = cl_json_value(payload, strlen(payload), &arena, &value, error) &&
                  cl_issue_certificate(&what, &value, out, error);
    cl_arena_free(&arena);
    return issued;
}

#endif
