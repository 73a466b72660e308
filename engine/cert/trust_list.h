/* trust_list.h — what the readers of lists share: a list being read, and how an entry of it becomes a signer.
 *
 * A reader knows one form of list, finds its entries and hands them to trust_entry.c. All functions return
 * false only where the whole list is given up, with the error set: MEMORY, LIMIT_SIZE, TRUST_LIST. An entry
 * that cannot be used is a finding.
 */
#ifndef CL_CERT_TRUST_LIST_H
#define CL_CERT_TRUST_LIST_H

#include "base/arena.h"
#include "cert/trust.h"
#include "cert/x509.h"
#include "data/value.h"

struct cl_trust {
    cl_arena arena; /* texts */
    cl_crypto *crypto;
    bool asks_authorities; /* signers need one */
    size_t entries;        /* of all lists, broken ones too; at most CL_MAX_SIGNERS */
    cl_x509 **authorities;
    size_t authority_count, authority_capacity;
    cl_signer *signers;
    size_t signer_count, signer_capacity;
    cl_trust_finding *findings;
    size_t finding_count, finding_capacity;
    /* Made by cl_trust_seal: signers by kid, and the kids beside them. */
    const cl_signer **by_kid;
    const cl_kid **kids;
    size_t indexed;
};

typedef struct cl_trust_list {
    cl_trust *trust;
    const char *origin; /* lives in the store's arena */
    bool authorities;   /* CA certificates are wanted, not signers */
    cl_arena arena;     /* the document, while it is read */
    cl_error *error;
} cl_trust_list;

/* What a list says of an entry besides its key. */
typedef struct cl_trust_entry {
    const char *at;
    cl_kid kid;      /* length 0: none */
    char country[3]; /* "" where the list has none */
} cl_trust_entry;

/* Counts one entry more. */
bool cl_trust_count_entry(cl_trust_list *list);

/* Says something about the entry at `at`. */
bool cl_trust_say(cl_trust_list *list, cl_code code, cl_trust_severity severity, size_t signer,
                  const char *at, const char *format, ...) CL_PRINTF(6, 7);

/* Takes a certificate in DER; bytes behind it are a fault. */
bool cl_trust_take_certificate(cl_trust_list *list, const cl_trust_entry *entry,
                               const unsigned char *der, size_t length);

/* Takes a key without certificate, and owns it from then on. */
bool cl_trust_take_key(cl_trust_list *list, const cl_trust_entry *entry, cl_signature_key *key);

/* Takes a JSON object with the certificate as Base64 in `rawData`, and `kid`, `country`, `certificateType`
 * where they stand there: the entry of three of the forms. `country` may be NULL. */
bool cl_trust_take_raw(cl_trust_list *list, const char *at, const cl_value *item,
                       const char *country);

/* Takes a JWK (RFC 7517): the first certificate of x5c, else x and y, or n and e. */
bool cl_trust_take_jwk(cl_trust_list *list, const cl_trust_entry *entry, const cl_value *jwk);

/* A member that is a string and not empty, or NULL. */
const cl_value *cl_trust_text(const cl_value *object, const char *key);

/* Reads Base64 into the list's arena. NULL where it is none, or with the list's error set. */
const unsigned char *cl_trust_bytes(cl_trust_list *list, const cl_value *text, size_t *size);

/* A kid as lists write it: Base64 of 1 to CL_MAX_KID bytes. */
bool cl_trust_read_kid(const char *text, size_t length, cl_kid *kid);

/* The readers, one file each. `document` is of the form that the name says. */
bool cl_trust_read_pem(cl_trust_list *list, const char *bytes, size_t length);
bool cl_trust_read_der(cl_trust_list *list, const char *bytes, size_t length);
bool cl_trust_read_gateway(cl_trust_list *list, const cl_value *document);
bool cl_trust_read_verifier(cl_trust_list *list, const cl_value *document);
bool cl_trust_read_czech(cl_trust_list *list, const cl_value *document);
bool cl_trust_read_jwks(cl_trust_list *list, const cl_value *document);
bool cl_trust_read_did(cl_trust_list *list, const cl_value *document);

/* True when the document is of that form. A list of the gateway is any array. */
bool cl_trust_is_verifier(const cl_value *document);

#endif
