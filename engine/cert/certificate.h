/* certificate.h — a decoded certificate: the payload, the facts of the envelope, and the result of
 * each step of decoding.
 *
 * A certificate is decoded once and can be judged many times, at any clock. It is immutable after
 * decoding and may be shared between threads. It holds no pointer to the bytes that it was read
 * from, nor to the trust store. This file must not know rules.
 */
#ifndef CL_CERT_CERTIFICATE_H
#define CL_CERT_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/limits.h"
#include "data/value.h"

/* The type of the payload's one entry. */
typedef enum cl_entry { CL_ENTRY_VACCINATION, CL_ENTRY_TEST, CL_ENTRY_RECOVERY } cl_entry;

/* The steps of decoding, in their order. Steps that do not apply to an input are skipped: for a
 * payload in JSON only the last two apply. */
typedef enum cl_step {
    CL_STEP_PREFIX,
    CL_STEP_BASE45,
    CL_STEP_INFLATE,
    CL_STEP_COSE,
    CL_STEP_SIGNATURE,
    CL_STEP_CWT,
    CL_STEP_VALIDITY,
    CL_STEP_PAYLOAD,
    CL_STEP_SCHEMA,
    CL_STEP_COUNT
} cl_step;

typedef enum cl_step_result { CL_STEP_SKIPPED, CL_STEP_DONE, CL_STEP_FAULT } cl_step_result;

/* The result of one step. Its texts live as long as the certificate. */
typedef struct cl_step_state {
    cl_step_result result;
    /* The code of a fault, else NONE. */
    cl_code code;
    /* The JSON Pointer to a fault in the payload or the record. "" or NULL: the whole of it, or a
     * fault that is not in the JSON. */
    const char *at;
    /* The message of a fault, or the reason why the step was skipped. May be NULL. */
    const char *message;
} cl_step_state;

/* A deviation that was accepted. With --strict it is a fault. */
typedef struct cl_notice {
    cl_code code;
    const char *at; /* JSON Pointer into the payload, or "" */
    const char *message;
} cl_notice;

/* The value of a date that is missing. It is before all other dates. */
#define CL_NO_MOMENT INT64_MIN

/* The facts of the envelope: the COSE headers, the claims, and the trusted key that signed it.
 * Moments are milliseconds since 1970, UTC. */
typedef struct cl_envelope {
    bool present; /* there is an envelope: COSE could be read */
    unsigned char kid[CL_MAX_KID];
    size_t kid_length;    /* 0 if there is no kid, or it is longer than CL_MAX_KID */
    const char *kid_text; /* the kid in Base64; "" if kid_length is 0 */
    bool has_algorithm;
    int64_t algorithm; /* the number of the algorithm in COSE; 0 for a text */
    /* If alg is a text, its first characters; else NULL. */
    const char *algorithm_text;
    const char *issuer; /* the claim `iss`; NULL if there is none */
    uint32_t issuer_length;
    bool dated; /* the claims could be read: the next three members are set */
    /* Fractions of a millisecond are rounded up in issued_at and not_before, and down in
     * expires_at, so that comparing them with a clock stays exact. */
    int64_t issued_at;
    int64_t expires_at;
    int64_t not_before; /* CL_NO_MOMENT if there is no claim `nbf` */
    bool verified;      /* a trusted key signed it: the members below describe that key */
    char signer_country[3];
    int64_t signer_from, signer_until; /* the validity of the key, both ends included */
    unsigned signer_uses;              /* bits of enum cl_use; 0 means all */
} cl_envelope;

typedef struct cl_certificate {
    cl_arena arena;
    cl_step_state steps[CL_STEP_COUNT];
    cl_envelope envelope;
    bool decoded; /* the payload could be parsed; `payload` is set */
    cl_value payload;
    /* The payload has exactly one entry in exactly one of v, t, r; the next members are set. */
    bool whole;
    cl_entry entry;
    char country[3];         /* the entry's `co` if it is two capital letters, else "" */
    const cl_value *version; /* `ver` if it is a string, else NULL */
    /* The issuer's country from the external of a record; "" if there is an envelope. */
    char said_issuer[3];
    cl_step fault_step; /* the step at which `fault` happened */
    cl_error fault;     /* the reason if it is not decoded, not whole, or not valid by the schema */
    cl_notice *notices;
    uint32_t notice_count, notice_capacity;
} cl_certificate;

/* Reads a payload in JSON exactly as it is written: no leniency, no notices. If the bytes cannot be
 * read, the certificate is not `decoded` and holds the fault of cl_json_value. If the JSON is no
 * payload of a certificate, the certificate is not `whole` and holds the fault PAYLOAD. Returns a
 * certificate that the caller frees, or NULL with MEMORY. */
cl_certificate *cl_certificate_read_json(const char *bytes, size_t length, cl_error *error);

void cl_certificate_free(cl_certificate *certificate);

/* Returns the result of the step `validity` at `clock`, milliseconds since 1970, UTC. Its faults
 * are NOT_YET_VALID, EXPIRED, SIGNER_VALIDITY, and those that decoding found: KEY_USAGE, and with
 * `strict` SIGNER_EXPIRY and ISSUER_COUNTRY. The step is skipped if no claims were read. See
 * SEMANTICS, "Certificates", Validity. */
cl_step_state cl_certificate_validity(const cl_certificate *certificate, int64_t clock);

/* Returns the result of the step `payload` for a verdict. Unlike decoding, a verdict treats a
 * payload that is decoded but not whole as a fault. */
cl_step_state cl_certificate_standing(const cl_certificate *certificate);

/* Writes the country of issuance to `country` and returns it. It is `iss`, else the country of the
 * trusted key, else (without an envelope) `said_issuer`, else the entry's `co`. It is "" if none of
 * them is two capital letters. */
const char *cl_certificate_issuer(const cl_certificate *certificate, char country[3]);

/* Return the names: "prefix", "base45", …; "done", "fault", "skipped". */
const char *cl_step_name(cl_step step);
const char *cl_step_result_name(cl_step_result result);

/* ---- For decoding only ----------------------------------------------------------------------- */

/* The first creates an empty certificate with every step skipped; it returns NULL with MEMORY. The
 * second empties an existing certificate, so that it can be used again. */
cl_certificate *cl_certificate_new(cl_error *error);
void cl_certificate_reset(cl_certificate *certificate);

/* Records that `fault` of the certificate happened at `step`. Always returns false. */
bool cl_certificate_fail(cl_certificate *certificate, cl_step step);

/* Sets `said_issuer` from the external of a record. A text that is no country code is ignored. If
 * there is an envelope every text is ignored, because the external is not signed. */
void cl_certificate_say_issuer(cl_certificate *certificate, const char *text, size_t length);

/* Ends decoding after `payload` was set: sets `decoded`, `whole`, the entry, its country and the
 * version. If the certificate is not whole, `fault` is the reason. */
void cl_certificate_look(cl_certificate *certificate);

/* The message of the notice BYTE_ORDER_MARK. */
#define CL_MARK_MESSAGE "a byte order mark before the certificate"

/* Adds a notice. The place is copied; the message is not and must live as long as the certificate.
 * Does nothing if there are CL_MAX_NOTICES already. Returns false if memory ran out. */
bool cl_certificate_note(cl_certificate *certificate, cl_code code, const char *at,
                         const char *message);

#endif
