/* trust.h — which signers are trusted: a store of signers, built from lists, then immutable.
 *
 * A store is built by one thread: cl_trust_new, authorities if there are any, lists, cl_trust_seal.
 * From then on it never changes and any number of threads may look into it. Bytes come in; files,
 * folders and clocks are unknown here. An entry that cannot be used is named by a finding and left
 * out; a list that cannot be read at all is an error.
 */
#ifndef CL_CERT_TRUST_H
#define CL_CERT_TRUST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/severity.h"
#include "cert/signature.h"

/* The types of certificate that a signer may sign, by the extended key usages of its certificate
 * (1.3.6.1.4.1.1847.2021.1.N, and 1.3.6.1.4.1.0.1847.2021.1.N). */
enum cl_use {
    CL_USE_TEST = 1 << 0,        /* N = 1 */
    CL_USE_VACCINATION = 1 << 1, /* N = 2 */
    CL_USE_RECOVERY = 1 << 2     /* N = 3 */
};

/* Where a list says nothing about validity: valid always. */
#define CL_ALWAYS_FROM  INT64_MIN
#define CL_ALWAYS_UNTIL INT64_MAX

typedef struct cl_kid {
    unsigned char bytes[CL_MAX_KID];
    size_t length;
} cl_kid;

/* A key that is trusted, with what is known of it. */
typedef struct cl_signer {
    cl_kid kid;    /* first 8 bytes of SHA-256 over its certificate; without one, the list's own */
    cl_kid listed; /* the kid that the list gave it, where that is another one; else empty */
    char country[3];    /* of the certificate, else of the list; "" where neither says */
    int64_t not_before; /* milliseconds UTC; both ends belong to the validity */
    int64_t not_after;
    unsigned uses;          /* of enum cl_use; 0 where none is named: all are allowed */
    cl_signature_key *key;  /* the store's; shared, never changed */
    cl_algorithm algorithm; /* the one that the key fits; none for a key that can check nothing */
    const char *subject;    /* the certificate's subject, as text; "" without a certificate */
    const char *origin;     /* as the caller named the list */
    const char *at; /* JSON Pointer to the entry; "certificate N" in PEM; "" for the whole */
} cl_signer;

typedef struct cl_trust cl_trust;

/* What is to be said about an entry. `signer` is the index of the signer it is about, or CL_NO_SIGNER
 * where the entry, or the whole list, was left out, or CL_WHOLE_LIST for a list that was taken. */
#define CL_NO_SIGNER  ((size_t)-1)
#define CL_WHOLE_LIST ((size_t)-2)

typedef struct cl_trust_finding {
    cl_code code;
    cl_severity severity;
    size_t signer;
    const char *origin;
    const char *at;
    const char *message;
} cl_trust_finding;

/* An empty store with a context of its own, or one that it shares. NULL with MEMORY. */
cl_trust *cl_trust_new(cl_error *error);
cl_trust *cl_trust_new_in(cl_crypto *crypto, cl_error *error);
void cl_trust_free(cl_trust *trust);

/* Adds authorities, PEM, DER or a list: what is a CA certificate among them. All of them come
 * before the first list of signers. Once authorities are asked for or added, a signer is taken only
 * with a certificate for which one of them vouches (RFC 5280, section 6.1, at its notBefore), and
 * counts as long as the whole chain is valid. False as cl_trust_add. */
void cl_trust_ask_authorities(cl_trust *trust);
bool cl_trust_add_authorities(cl_trust *trust, const char *origin, const char *bytes, size_t length,
                              cl_error *error);

/* Adds the signers of one list, in any form: it is told by its content. False with LIMIT_SIZE, MEMORY, the
 * fault of the JSON, or TRUST_LIST for what is no list; the store then holds what it held before. */
bool cl_trust_add(cl_trust *trust, const char *origin, const char *bytes, size_t length,
                  cl_error *error);

/* Says that something named `origin`, such as a file of a folder, is no list and was left out.
 * False with MEMORY. */
bool cl_trust_pass_over(cl_trust *trust, const char *origin, const cl_error *why, cl_error *error);

/* Ends the building: duplicates are named, the index is made. False with MEMORY. */
bool cl_trust_seal(cl_trust *trust, cl_error *error);

/* True when there is a signer whose key can check something. Else false with TRUST_EMPTY and what
 * was left out first. The store must be sealed. */
bool cl_trust_usable(const cl_trust *trust, cl_error *error);

/* The signers in the order of the lists; NULL past the end. */
size_t cl_trust_count(const cl_trust *trust);
const cl_signer *cl_trust_at(const cl_trust *trust, size_t index);

/* All signers with that kid, by their order in the lists: at most CL_MAX_CANDIDATES. NULL and 0 when
 * there is none. The store must be sealed. */
const cl_signer *const *cl_trust_find(const cl_trust *trust, const unsigned char *kid,
                                      size_t length, size_t *count);

/* Why an entry with that kid was left out, the first of them; NULL when there was none. The store
 * must be sealed. */
const cl_trust_finding *cl_trust_left_out(const cl_trust *trust, const unsigned char *kid,
                                          size_t length);

/* What building has found, in order; NULL past the end. */
const cl_trust_finding *cl_trust_finding_at(const cl_trust *trust, size_t index);

#endif
