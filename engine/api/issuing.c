/* issuing.c — makes a signed certificate of a payload. */
#include "cert/issue.h"

#include <string.h>

#include "api/api.h"
#include "data/document.h"

static bool read_algorithm(certlogic_algorithm asked, cl_algorithm *algorithm,
                           certlogic_error *error)
{
    switch (asked) {
    case CERTLOGIC_NO_ALGORITHM:
        *algorithm = CL_ALGORITHM_NONE;
        return true;
    case CERTLOGIC_ES256:
        *algorithm = CL_ALGORITHM_ES256;
        return true;
    case CERTLOGIC_PS256:
        *algorithm = CL_ALGORITHM_PS256;
        return true;
    }
    return cl_api_fail(error, CL_USAGE, "the algorithm must be ES256 or PS256");
}

static bool issue(const char *payload, size_t length, const cl_issue *what, cl_buffer *out,
                  cl_error *error)
{
    cl_arena arena;
    cl_value value;
    cl_arena_init(&arena, SIZE_MAX);
    bool issued = cl_document_read(payload, length, &arena, &value, error) &&
                  (value.kind == CL_KIND_OBJECT ||
                   cl_error_set(error, CL_PAYLOAD, "a payload must be an object")) &&
                  cl_issue_certificate(what, &value, out, error);
    cl_arena_free(&arena);
    return issued;
}

char *certlogic_issue(const char *payload, size_t length, const certlogic_issue_options *options,
                      certlogic_error *error)
{
    payload = cl_api_bytes(payload, &length);
    cl_error why;
    cl_buffer out;
    int64_t expires;
    char country[3];
    if (options == NULL || options->key == NULL || options->certificate == NULL) {
        cl_api_null(error);
        return NULL;
    }
    cl_issue what = {.key = options->key,
                     .key_length = options->key_length,
                     .certificate = options->certificate,
                     .certificate_length = options->certificate_length};
    if (!read_algorithm(options->algorithm, &what.algorithm, error) ||
        !cl_api_clock(options->issued, &what.issued, error))
        return NULL;
    if (options->expires != NULL) {
        if (!cl_api_clock(options->expires, &expires, error))
            return NULL;
        what.expires = &expires;
    }
    if (options->country != NULL) {
        if (!cl_api_country(options->country, country, error))
            return NULL;
        what.country = country;
    }
    cl_error_init(&why);
    cl_buffer_init(&out);
    if (issue(payload, length, &what, &out, &why))
        return cl_api_take(&out);
    cl_buffer_free(&out);
    cl_api_error(&why, error);
    return NULL;
}
