/* trust.h — the trust store: the signers that are trusted, found by their kid.
 *
 * One thread builds a store: cl_trust_new, then the authorities if there are any, then the lists of
 * signers, then cl_trust_seal. A sealed store does not change, and any number of threads may read
 * it. An entry that cannot be used is left out and reported by a finding. A list that cannot be
 * read at all is an error. The input is bytes: this file must not know files, folders or clocks.
 */
#ifndef CL_CERT_TRUST_H
#define CL_CERT_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/finding.h"
#include "base/limits.h"
#include "cert/signature.h"

/* The types of certificate that a signer may sign. They are the extended key usages of the signer's
 * certificate, 1.3.6.1.4.1.1847.2021.1.N and 1.3.6.1.4.1.0.1847.2021.1.N. */
enum cl_use {
    CL_USE_TEST = 1 << 0,        /* N = 1 */
    CL_USE_VACCINATION = 1 << 1, /* N = 2 */
    CL_USE_RECOVERY = 1 << 2     /* N = 3 */
};

/* The validity of a key without a certificate, if its list has none: always valid. */
#define CL_ALWAYS_FROM  INT64_MIN
#define CL_ALWAYS_UNTIL INT64_MAX

typedef struct cl_kid {
    unsigned char bytes[CL_MAX_KID];
    size_t length;
} cl_kid;

/* A trusted key and the facts about it. Texts and key belong to the store. */
typedef struct cl_signer {
    /* The first 8 bytes of SHA-256 over the certificate. For a key without a certificate, the kid
     * from the list. */
    cl_kid kid;
    /* The kid from the list if it differs from `kid`; else empty. */
    cl_kid listed;
    /* From the certificate, else from the list; "" if neither has one. */
    char country[3];
    /* The validity in milliseconds since 1970, UTC. Both ends are included. */
    int64_t not_before;
    int64_t not_after;
    unsigned uses; /* bits of enum cl_use; 0 means all */
    cl_signature_key *key;
    cl_algorithm algorithm; /* the algorithm that the key is for; NONE: it can verify nothing */
    const char *subject;    /* the subject of the certificate, as text; "" without a certificate */
    const char *origin;     /* the name of the list, as the caller gave it */
    /* A JSON Pointer to the entry, or "certificate N" in PEM and DER; "" for the whole list. */
    const char *at;
} cl_signer;

typedef struct cl_trust cl_trust;

/* Values of `signer` in a finding that is not about one signer. CL_NO_SIGNER: an entry or a whole
 * list was left out, or the finding is about an authority. CL_WHOLE_LIST: the finding is about a
 * whole list that was read. */
#define CL_NO_SIGNER  ((size_t)-1)
#define CL_WHOLE_LIST ((size_t)-2)

/* A finding about an entry or a list. `signer` is the index of a signer, or one of the values
 * above. `it.file` is the name of the list, `it.at` a place as in cl_signer. Texts belong to the
 * store. */
typedef struct cl_trust_finding {
    cl_finding it;
    size_t signer;
} cl_trust_finding;

/* Create an empty store, with a new context or with a reference to an existing one. Return NULL
 * with MEMORY. */
cl_trust *cl_trust_new(cl_error *error);
cl_trust *cl_trust_new_in(cl_crypto *crypto, cl_error *error);
void cl_trust_free(cl_trust *trust);

/* The first requires authorities; the second also adds those of `bytes`: the CA certificates in a
 * list of any form. All calls must come before the first list of signers. If authorities are
 * required, a signer is accepted only if its certificate has a valid chain to an authority (RFC
 * 5280, section 6.1, at the notBefore of the certificate). The validity of the signer is cut to
 * that of the whole chain. Errors as cl_trust_add. */
void cl_trust_ask_authorities(cl_trust *trust);
bool cl_trust_add_authorities(cl_trust *trust, const char *origin, const char *bytes, size_t length,
                              cl_error *error);

/* Adds the signers of one list. The form of the list is recognised by its content. `origin` is the
 * name of the list; it is copied. Returns false with LIMIT_SIZE, MEMORY, the fault of the JSON or
 * CBOR, or TRUST_LIST if the bytes are no list. The store then holds what it held before. */
bool cl_trust_add(cl_trust *trust, const char *origin, const char *bytes, size_t length,
                  cl_error *error);

/* Adds the finding that `origin`, for example a file in a folder, is no list and was left out.
 * `why` is the reason. Returns false with MEMORY. */
bool cl_trust_pass_over(cl_trust *trust, const char *origin, const cl_error *why, cl_error *error);

/* Ends the building of the store: makes the index and reports duplicates by findings. Returns false
 * with MEMORY. */
bool cl_trust_seal(cl_trust *trust, cl_error *error);

/* Returns true if the store has a signer whose key can verify, and, if authorities are required, an
 * authority that can vouch. Else returns false with TRUST_EMPTY; the message contains the finding
 * about an entry that was left out, if there is one. The store must be sealed. */
bool cl_trust_usable(const cl_trust *trust, cl_error *error);

/* Appends a text that is equal for two stores that have the same signers in the same order. Names
 * of lists and places do not matter. If memory runs out, `out->failed` is set. */
void cl_trust_canonical(const cl_trust *trust, cl_buffer *out);

/* The number of signers, and the signer at an index, in the order of the lists. cl_trust_at returns
 * NULL past the end. */
size_t cl_trust_count(const cl_trust *trust);
const cl_signer *cl_trust_at(const cl_trust *trust, size_t index);

/* Returns the signers with the kid, in the order of the lists, and sets `*count` to their number,
 * at most CL_MAX_CANDIDATES. Returns NULL if there is none. The store must be sealed. */
const cl_signer *const *cl_trust_find(const cl_trust *trust, const unsigned char *kid,
                                      size_t length, size_t *count);

/* Returns the finding about the first entry with the kid that was left out, or NULL if there is
 * none. The store must be sealed. */
const cl_trust_finding *cl_trust_left_out(const cl_trust *trust, const unsigned char *kid,
                                          size_t length);

/* Returns the finding at `index`, in the order in which they were added; NULL past the end. */
const cl_trust_finding *cl_trust_finding_at(const cl_trust *trust, size_t index);

#endif
