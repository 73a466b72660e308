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

/* A certificate among the authorities. */
typedef struct cl_authority {
    cl_x509 *certificate;
    const char *origin, *at;
    cl_code code;    /* why it vouches for nobody, with `why`; NONE where it may vouch */
    const char *why; /* NULL with NONE */
    unsigned level;  /* authorities above it, up to one that is trusted as it stands */
    size_t above;    /* the next one above, where `level` is not 0 */
} cl_authority;

/* A kid of an entry that was left out, and the finding that says why. */
typedef struct cl_left_out {
    cl_kid kid;
    size_t finding;
} cl_left_out;

struct cl_trust {
    cl_arena arena; /* texts */
    cl_crypto *crypto;
    bool asks_authorities; /* signers need one */
    size_t entries;        /* of all lists, broken ones too; at most CL_MAX_SIGNERS */
    bool placed;           /* authorities are sorted by name, each once, and know their level */
    cl_authority *authorities;
    size_t authority_count, authority_capacity;
    cl_signer *signers;
    size_t signer_count, signer_capacity;
    cl_trust_finding *findings;
    size_t finding_count, finding_capacity;
    cl_left_out *left_out; /* by kid once the store is sealed */
    size_t left_out_count, left_out_capacity;
    /* Made by cl_trust_seal: signers by kid, and the kids beside them. */
    const cl_signer **by_kid;
    const cl_kid **kids;
    size_t indexed;
};

typedef struct cl_trust_list {
    cl_trust *trust;
    const char *origin; /* lives in the store's arena */
    bool authorities;   /* CA certificates are wanted, not signers */
    bool unwrapped;     /* it came out of an object around it */
    cl_arena arena;     /* the document, while it is read */
    cl_error *error;
} cl_trust_list;

/* What a list says of an entry besides its key. */
typedef struct cl_trust_entry {
    const char *at;
    cl_kid kid; /* length 0: none */
    cl_kid own; /* that of its certificate; length 0 where it has none or is not looked at yet */
    char country[3];        /* "" where the list has none */
    unsigned uses;          /* of enum cl_use: of a key without certificate; 0 for all */
    bool without_kty;       /* a JWK that names no kty, as one national list has them */
    cl_algorithm algorithm; /* what the list has the key for; NONE where it does not say */
} cl_trust_entry;

/* Counts one entry more. */
bool cl_trust_count_entry(cl_trust_list *list);

/* Room for one more in an array of `size` bytes an item; false with the list's error. */
bool cl_trust_room(cl_trust_list *list, void **items, size_t count, size_t *capacity, size_t size);

/* Says something about signer `signer` or, with CL_NO_SIGNER, about what is no entry of signers. */
bool cl_trust_say(cl_trust_list *list, cl_code code, cl_severity severity, size_t signer,
                  const char *at, const char *format, ...) CL_PRINTF(6, 7);

/* Leaves an entry out: says why, and keeps its kids. */
bool cl_trust_leave_out(cl_trust_list *list, const cl_trust_entry *entry, cl_code code,
                        cl_severity severity, const char *format, ...) CL_PRINTF(5, 6);

/* The same for a fault that was set, as an error. MEMORY is one of the list. */
bool cl_trust_leave_out_for(cl_trust_list *list, const cl_trust_entry *entry, const cl_error *why);

/* trust_authority.c. Takes a certificate among the authorities, and owns it from then on. */
bool cl_trust_take_authority(cl_trust_list *list, const cl_trust_entry *entry,
                             cl_x509 *certificate);

/* Ends the taking of authorities: sorts them and finds out who stands above whom. False with
 * MEMORY. */
bool cl_trust_place_authorities(cl_trust *trust, cl_error *error);

/* True when one of the authorities vouches for a certificate; `from` and `until` become when all of
 * the chain is valid, in milliseconds. Else false with the reason, or MEMORY. */
bool cl_trust_vouch(const cl_trust *trust, const cl_x509 *certificate, int64_t *from,
                    int64_t *until, cl_error *why);

/* Takes a certificate in DER; bytes behind it are a fault. */
bool cl_trust_take_certificate(cl_trust_list *list, const cl_trust_entry *entry,
                               const unsigned char *der, size_t length);

/* Takes one that is read already, and owns it from then on: reading is what costs. */
bool cl_trust_take_x509(cl_trust_list *list, const cl_trust_entry *entry, cl_x509 *certificate);

/* Takes a key without certificate, and owns it from then on. */
bool cl_trust_take_key(cl_trust_list *list, const cl_trust_entry *entry, cl_signature_key *key);

/* Takes a JSON object with the certificate as Base64 in `rawData`, and `kid`, `country`, `certificateType`
 * where they stand there: the entry of three of the forms. `country` may be NULL. */
bool cl_trust_take_raw(cl_trust_list *list, const char *at, const cl_value *item,
                       const char *country);

/* Leaves such an entry out, by its kids as far as they can be read. */
bool cl_trust_leave_out_raw(cl_trust_list *list, const char *at, const cl_value *item, cl_code code,
                            cl_severity severity, const char *why);

/* Takes a JWK (RFC 7517): the first certificate of x5c, else x and y, or n and e. */
bool cl_trust_take_jwk(cl_trust_list *list, const cl_trust_entry *entry, const cl_value *jwk);

/* A member that is a string and not empty, or NULL. */
const cl_value *cl_trust_text(const cl_value *object, const char *key);

/* Reads Base64 into the list's arena. NULL where it is none, or with the list's error set. */
const unsigned char *cl_trust_bytes(cl_trust_list *list, const cl_value *text, size_t *size);

/* A kid as lists write it: Base64 of 1 to CL_MAX_KID bytes. */
bool cl_trust_read_kid(const char *text, size_t length, cl_kid *kid);

/* The kid that a certificate has by right: the first 8 bytes of SHA-256 over its DER. False with
 * the list's error. */
bool cl_trust_derive_kid(cl_trust_list *list, const unsigned char *der, size_t size, cl_kid *kid);

/* Two letters of ASCII become a country in capitals; anything else says nothing about one. */
void cl_trust_read_country(const char *text, size_t length, char country[3]);

/* The readers, one file each. `document` is of the form that the name says. */
bool cl_trust_read_pem(cl_trust_list *list, const char *bytes, size_t length);
bool cl_trust_read_der(cl_trust_list *list, const char *bytes, size_t length);
bool cl_trust_read_verifier(cl_trust_list *list, const cl_value *document);
bool cl_trust_read_czech(cl_trust_list *list, const cl_value *document);
bool cl_trust_read_jwks(cl_trust_list *list, const char *at, const cl_value *document);
bool cl_trust_read_did(cl_trust_list *list, const cl_value *document);

/* The forms of single countries (trust_national.c): entries in an array, or by their kid in an
 * object. `at` is the place of the array or object. */
bool cl_trust_take_national(cl_trust_list *list, cl_trust_entry *entry, const cl_value *item);
bool cl_trust_read_entries(cl_trust_list *list, const char *at, const cl_value *array);
bool cl_trust_read_by_kid(cl_trust_list *list, const char *at, const cl_value *object);
bool cl_trust_read_swedish(cl_trust_list *list, const cl_value *countries);
bool cl_trust_is_by_kid(const cl_value *document);

/* The Austrian list in CBOR (trust_austrian.c). */
bool cl_trust_is_cbor(const char *bytes, size_t length);
bool cl_trust_read_cbor(cl_trust_list *list, const char *text, size_t length);

/* Says that the list has a signature of its own, which is not checked. */
bool cl_trust_say_unsigned(cl_trust_list *list, const char *what);

/* True when the document is of that form. */
bool cl_trust_is_verifier(const cl_value *document);

#endif
