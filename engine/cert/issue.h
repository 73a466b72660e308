/* issue.h — a payload becomes the HC1 text of a signed certificate, in the form that everybody reads: kid and
 * algorithm protected, tag 18, zlib. For tests and demonstrations: keys of real issuers live elsewhere. */
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
    const char *key; /* the private key, PEM */
    size_t key_length;
    const char *certificate; /* the signer's, PEM or DER: it gives the kid */
    size_t certificate_length;
    const char *country;    /* the issuer, two letters; NULL: of the certificate */
    int64_t issued;         /* milliseconds UTC; written in whole seconds, as `expires` */
    const int64_t *expires; /* NULL: a year later, but not beyond the certificate's end */
    cl_algorithm algorithm; /* none: the one that the key is for */
} cl_issue;

/* Appends the text. The payload is taken as it is. False with KEY (none, not private, or not that of the
 * certificate), ALGORITHM, COUNTRY (nobody says which), CLOCK (expires before it is issued), TRUST_… for what
 * is no certificate of a signer, or MEMORY. */
bool cl_issue_certificate(const cl_issue *issue, const cl_value *payload, cl_buffer *out,
                          cl_error *error);

#endif
