/* trust_list.h — internals of the trust store: its members, a list that is being read, and the
 * functions that make signers and authorities from entries. Only trust*.c include it.
 *
 * A reader knows one form of list. It finds the entries and passes them to trust_entry.c. A
 * function that takes a list returns false only if the whole list must be refused; the list's error
 * is then set, for example to MEMORY, LIMIT_SIZE or TRUST_LIST. An entry that cannot be used
 * becomes a finding, and the function returns true.
 */
#ifndef CL_CERT_TRUST_LIST_H
#define CL_CERT_TRUST_LIST_H

#include "base/arena.h"
#include "cert/trust.h"
#include "cert/x509.h"
#include "data/value.h"

/* A certificate of an authority. */
typedef struct cl_authority {
    cl_x509 *certificate; /* owned */
    const char *origin, *at;
    cl_code code;    /* the reason why it cannot vouch for certificates; NONE if it can */
    const char *why; /* the message of that reason; NULL with NONE */
    unsigned level;  /* number of authorities above it in its chain; 0: trusted without a chain */
    size_t above;    /* index of the authority above, if `level` is not 0 */
} cl_authority;

/* A kid of an entry that was left out, and the index of the finding with the reason. */
typedef struct cl_left_out {
    cl_kid kid;
    size_t finding;
} cl_left_out;

struct cl_trust {
    cl_arena arena; /* holds the texts */
    cl_crypto *crypto;
    bool asks_authorities; /* a signer needs a chain to an authority */
    size_t entries;        /* of all lists, including entries left out; at most CL_MAX_SIGNERS */
    bool placed; /* authorities are sorted by name, without duplicates, and have their level */
    cl_authority *authorities;
    size_t authority_count, authority_capacity;
    cl_signer *signers;
    size_t signer_count, signer_capacity;
    cl_trust_finding *findings;
    size_t finding_count, finding_capacity;
    cl_left_out *left_out; /* sorted by kid when the store is sealed */
    size_t left_out_count, left_out_capacity;
    /* The index that cl_trust_seal makes: `kids` in order, and the signer of each in `by_kid`. A
     * signer with two kids occurs twice. */
    const cl_signer **by_kid;
    const cl_kid **kids;
    size_t indexed;
};

/* A list that is being read. */
typedef struct cl_trust_list {
    cl_trust *trust;
    const char *origin; /* in the store's arena */
    bool authorities;   /* it is read for authorities, not for signers */
    bool unwrapped;     /* it was the payload of an object with a signature */
    cl_arena arena;     /* holds the document while the list is read */
    cl_error *error;
} cl_trust_list;

/* The facts about an entry besides its key. They come from the list. */
typedef struct cl_trust_entry {
    const char *at; /* the place of the entry, as in cl_signer */
    cl_kid kid;     /* from the list; length 0 if there is none */
    /* Computed from the certificate; length 0 if there is none, or it was not computed yet. */
    cl_kid own;
    char country[3]; /* "" if the list has none */
    unsigned uses;   /* bits of enum cl_use, from the list; 0 means all */
    bool other_uses; /* the list has usages for it, but none of enum cl_use */
    /* The usages of the keys around the entry, by kid; NULL if there are none. */
    const cl_object *eku;
    /* The key is a JWK that may lack kty; one national list has such keys. */
    bool without_kty;
    cl_algorithm algorithm; /* from the list; NONE if the list has none */
    /* The validity in the list, in milliseconds since 1970, UTC; both ends are included. */
    int64_t from, until;
    cl_code refused;      /* the reason to leave the entry out, or NONE */
    cl_severity severity; /* of that reason */
    const char *why;      /* its message, a static text; NULL with NONE */
} cl_trust_entry;

/* The limits of entries (trust_limits.c). cl_trust_entry_at returns an entry without limits.
 * cl_trust_read_limits adds those of an object; a value of another kind has none. cl_trust_refuse
 * adds a reason to leave the entry out, unless it has one. */
cl_trust_entry cl_trust_entry_at(const char *at);
void cl_trust_read_limits(const cl_trust_list *list, cl_trust_entry *entry, const cl_value *item);
void cl_trust_refuse(cl_trust_entry *entry, cl_code code, cl_severity severity, const char *why);

/* Limits the types of an entry to the extended key usages in an array of object identifiers. An
 * empty array is no limit. */
void cl_trust_limit_usages(cl_trust_entry *entry, const cl_value *oids);

/* The same for the letters t, v and r of the Dutch list. An array with only other items leaves the
 * entry out. */
void cl_trust_limit_letters(cl_trust_entry *entry, const cl_value *letters);

/* Limits the types of an entry to those in its `eku`, which is found by both of its kids
 * (trust_swedish.c). Returns false with MEMORY. */
bool cl_trust_limit_by_kid(cl_trust_list *list, cl_trust_entry *entry);

/* Counts an entry. Returns false with LIMIT_SIZE beyond CL_MAX_SIGNERS. */
bool cl_trust_count_entry(cl_trust_list *list);

/* Adds a finding. `signer` is the index of a signer, CL_NO_SIGNER or CL_WHOLE_LIST. Returns false
 * with MEMORY. */
bool cl_trust_say(cl_trust_list *list, cl_code code, cl_severity severity, size_t signer,
                  const char *at, const char *format, ...) CL_PRINTF(6, 7);

/* Leaves an entry out: adds the finding, and keeps the kids of the entry for cl_trust_left_out.
 * Returns false with MEMORY. */
bool cl_trust_leave_out(cl_trust_list *list, const cl_trust_entry *entry, cl_code code,
                        cl_severity severity, const char *format, ...) CL_PRINTF(5, 6);

/* The same for an entry that has a reason of its own, by cl_trust_refuse. */
bool cl_trust_leave_out_refused(cl_trust_list *list, const cl_trust_entry *entry);

/* The same for the fault `why`, with severity ERROR. If the fault is MEMORY, the whole list
 * fails. */
bool cl_trust_leave_out_for(cl_trust_list *list, const cl_trust_entry *entry, const cl_error *why);

/* Adds a certificate to the authorities and takes ownership of it (trust_authority.c). */
bool cl_trust_take_authority(cl_trust_list *list, const cl_trust_entry *entry,
                             cl_x509 *certificate);

/* Sorts the authorities and gives each its level. Does nothing if none was added since the last
 * call. Returns false with MEMORY. */
bool cl_trust_place_authorities(cl_trust *trust, cl_error *error);

/* Returns true if the certificate has a valid chain to an authority. Sets `from` and `until` to the
 * time in which the whole chain is valid, in milliseconds since 1970, UTC. Else returns false with
 * the reason, or MEMORY. */
bool cl_trust_vouch(const cl_trust *trust, const cl_x509 *certificate, int64_t *from,
                    int64_t *until, cl_error *why);

/* The functions cl_trust_take_… make a signer or an authority from an entry, or leave it out.
 *
 * Takes a certificate in DER. Bytes after it are a fault. */
bool cl_trust_take_certificate(cl_trust_list *list, const cl_trust_entry *entry,
                               const unsigned char *der, size_t length);

/* Takes a certificate that was read already, and takes ownership of it. */
bool cl_trust_take_x509(cl_trust_list *list, const cl_trust_entry *entry, cl_x509 *certificate);

/* Takes a key without a certificate, and takes ownership of the key. */
bool cl_trust_take_key(cl_trust_list *list, const cl_trust_entry *entry, cl_signature_key *key);

/* Takes a JSON object with the certificate as Base64 in `rawData`, and optional members `kid`,
 * `country` and `certificateType`. Three forms of list have such entries. If `country` is not NULL,
 * it replaces the member. */
bool cl_trust_take_raw(cl_trust_list *list, const char *at, const cl_value *item,
                       const char *country);

/* Takes a JWK (RFC 7517): the first certificate of x5c, else the numbers x and y, or n and e. */
bool cl_trust_take_jwk(cl_trust_list *list, const cl_trust_entry *entry, const cl_value *jwk);

/* Returns the member if it is a string that is not empty, else NULL. `object` may be of any
 * kind. */
const cl_value *cl_trust_text(const cl_value *object, const char *key);

/* Decodes Base64 into the list's arena and sets `*size`. Returns NULL if the text is not Base64, or
 * with the list's error set to MEMORY. */
const unsigned char *cl_trust_bytes(cl_trust_list *list, const cl_value *text, size_t *size);

/* Reads a kid: Base64 of 1 to CL_MAX_KID bytes. Returns false for any other text. */
bool cl_trust_read_kid(const char *text, size_t length, cl_kid *kid);

/* Computes the kid of a certificate: the first 8 bytes of SHA-256 over its DER. Returns false with
 * MEMORY. */
bool cl_trust_derive_kid(cl_trust_list *list, const unsigned char *der, size_t size, cl_kid *kid);

/* Sets `country` to two ASCII letters, in capitals. A text that is no country leaves it empty. */
void cl_trust_read_country(const char *text, size_t length, char country[3]);

/* The readers, one file each. The caller has recognised the form. cl_trust_read_verifier takes the
 * whole document; cl_trust_read_did takes the array of entries.
 * cl_trust_read_jwks takes the array `keys` of an object, or one JWK. `around` has the place of
 * that object or JWK, and what is known about all its entries. */
bool cl_trust_read_pem(cl_trust_list *list, const char *bytes, size_t length);
bool cl_trust_read_der(cl_trust_list *list, const char *bytes, size_t length);
bool cl_trust_read_verifier(cl_trust_list *list, const cl_value *document);
bool cl_trust_read_jwks(cl_trust_list *list, const cl_trust_entry *around,
                        const cl_value *document);
bool cl_trust_read_did(cl_trust_list *list, const cl_value *document);

/* The forms of single countries (trust_national.c): an entry; entries in an array; an object with
 * kids as keys. `at` is the place of the array or object. cl_trust_is_by_kid returns true for an
 * object whose keys are all kids of 8 bytes. */
bool cl_trust_take_national(cl_trust_list *list, cl_trust_entry *entry, const cl_value *item);
bool cl_trust_read_entries(cl_trust_list *list, const char *at, const cl_value *array);
bool cl_trust_read_by_kid(cl_trust_list *list, const char *at, const cl_value *object);
bool cl_trust_is_by_kid(const cl_value *document);

/* The list that Sweden publishes (trust_swedish.c): takes the object `dsc_trust_list`. */
bool cl_trust_read_swedish(cl_trust_list *list, const cl_value *countries);

/* The Austrian list in CBOR (trust_austrian.c). cl_trust_is_cbor returns true if the bytes begin
 * with a CBOR map. */
bool cl_trust_is_cbor(const char *bytes, size_t length);
bool cl_trust_read_cbor(cl_trust_list *list, const char *text, size_t length);

/* Adds the finding that the list has a signature that is not checked. `what` is the message. */
bool cl_trust_say_unsigned(cl_trust_list *list, const char *what);

/* Returns true if the document is of the form that cl_trust_read_verifier reads. */
bool cl_trust_is_verifier(const cl_value *document);

#endif
