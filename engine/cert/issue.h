/* issue.h — makes the HC1 text of a signed certificate from a payload. Kid and algorithm are
 * protected headers, COSE has tag 18, and the data are compressed. Intended for tests and
 * demonstrations, not for the keys of real issuers. */
#ifndef CL_CERT_ISSUE_H
#define CL_CERT_ISSUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "cert/signature.h"
#include "data/value.h"

typedef struct cl_issue {
    const char *key; /* the private key, in PEM */
    size_t key_length;
    const char
        *certificate; /* the signer's certificate, in PEM or DER; the kid is computed from it */
    size_t certificate_length;
    const char *country; /* the issuer, two letters; NULL: the country of the certificate */
    /* Milliseconds since 1970, UTC. Both dates are written in whole seconds. */
    int64_t issued;
    /* NULL: 365 days after `issued`, or the end of the signer's certificate if that is earlier. */
    const int64_t *expires;
    cl_algorithm algorithm; /* NONE: the algorithm that the key is for */
} cl_issue;

/* Appends the text of the certificate to `out`. The payload is not checked. Returns false with KEY
 * (not a private key, or not the key of the certificate), ALGORITHM, COUNTRY (no country is given),
 * CLOCK (it would expire before it is issued), TRUST_… if the certificate is none of a signer, or
 * MEMORY. */
bool cl_issue_certificate(const cl_issue *issue, const cl_value *payload, cl_buffer *out,
                          cl_error *error);

#endif
