/* certificate.h — a decoded certificate: the payload, what its envelope said, and how each step of
 * decoding went.
 *
 * Knows nothing of rules: it is decoded once and judged as often as one likes, at any clock. Immutable
 * once decoded; may be shared between threads. It refers to nothing outside: neither to the bytes it was
 * read from nor to the trust store.
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

/* The one entry that a payload has. */
typedef enum cl_entry { CL_ENTRY_VACCINATION, CL_ENTRY_TEST, CL_ENTRY_RECOVERY } cl_entry;

/* The steps in their order. What an input has no part in is skipped: a payload as JSON knows only the
 * last two. */
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

/* Its texts live as long as the certificate. */
typedef struct cl_step_state {
    cl_step_result result;
    cl_code code;   /* of a fault, else NONE */
    const char *at; /* of a fault with a place: its JSON Pointer, "" for the whole; else NULL */
    const char *message; /* of a fault; why a step was skipped, or NULL */
} cl_step_state;

/* What was let pass, and with --strict would have been a fault. */
typedef struct cl_notice {
    cl_code code;
    const char *at; /* JSON Pointer into the payload, or "" */
    const char *message;
} cl_notice;

/* In place of a moment that nobody names: before all others. */
#define CL_NO_MOMENT INT64_MIN

/* What a signed certificate says around its payload, and who is trusted to have signed it. */
typedef struct cl_envelope {
    bool present; /* there is one: COSE could be read */
    unsigned char kid[CL_MAX_KID];
    size_t kid_length; /* 0 where there is none, or none that fits */
    const char
        *kid_text; /* as Base64, in which lists of signers write it; "" where there is none */
    bool has_algorithm;
    int64_t algorithm;          /* by its number in COSE */
    const char *algorithm_text; /* where it is a text instead, its first characters; else NULL */
    const char *issuer;         /* claim `iss`, NULL where there is none */
    uint32_t issuer_length;
    bool dated;         /* the claims could be read: both of these are set */
    int64_t issued_at;  /* milliseconds UTC; a fraction of one is rounded up, */
    int64_t expires_at; /* here down, so that comparing with a clock stays exact */
    int64_t not_before; /* as issued_at; CL_NO_MOMENT where there is none */
    bool verified;      /* a trusted key has signed it; what follows is that key's */
    char signer_country[3];
    int64_t signer_from, signer_until; /* milliseconds UTC, both belong to it */
    unsigned signer_uses;              /* of enum cl_use; 0: all */
} cl_envelope;

typedef struct cl_certificate {
    cl_arena arena;
    cl_step_state steps[CL_STEP_COUNT];
    cl_envelope envelope;
    bool decoded; /* all steps up to the payload went well; `payload` is set */
    cl_value payload;
    bool whole; /* exactly one entry in exactly one of v, t, r; the next members are set */
    cl_entry entry;
    char country[3];         /* the entry's `co` where it is two letters, else "" */
    const cl_value *version; /* `ver` where it is a string, else NULL */
    /* What came with a payload says of its issuer; "" where there is an envelope. */
    char said_issuer[3];
    cl_step fault_step; /* where `fault` happened */
    cl_error fault;     /* why it is not decoded, or not whole */
    cl_notice *notices;
    uint32_t notice_count, notice_capacity;
} cl_certificate;

/* Reads a payload as JSON and nothing else, as it is written: no leniency, no notices. Bytes that cannot be
 * read make a certificate that is not `decoded`, with the fault of cl_json_read; JSON that is no
 * certificate makes one that is not `whole`, with PAYLOAD. NULL only with MEMORY. */
cl_certificate *cl_certificate_read_json(const char *bytes, size_t length, cl_error *error);

void cl_certificate_free(cl_certificate *certificate);

/* The step `validity` at a moment, milliseconds UTC: EXPIRED, NOT_YET_VALID, SIGNER_VALIDITY, or what
 * decoding has found already (KEY_USAGE; with `strict` SIGNER_EXPIRY, ISSUER_COUNTRY). Skipped where there
 * is no envelope. SEMANTICS, "CWT" and "Signer". */
cl_step_state cl_certificate_validity(const cl_certificate *certificate, int64_t clock);

/* The step `payload` as a verdict has it: what was decoded but is not whole is a fault here. */
cl_step_state cl_certificate_standing(const cl_certificate *certificate);

/* The country of issuance: `iss`, else that of the trusted key; without envelope what is said of
 * the issuer; else the entry's `co`; "" where none of them is two letters. */
const char *cl_certificate_issuer(const cl_certificate *certificate, char country[3]);

/* "prefix", "base45", …; "done", "fault", "skipped". */
const char *cl_step_name(cl_step step);
const char *cl_step_result_name(cl_step_result result);

/* ---- For decoding only -------------------------------------------------------------------------- */

/* An empty certificate, every step skipped; and the same again in one that is no longer needed. */
cl_certificate *cl_certificate_new(cl_error *error);
void cl_certificate_reset(cl_certificate *certificate);

/* The step at which `fault` of the certificate happened. Returns false. */
bool cl_certificate_fail(cl_certificate *certificate, cl_step step);

/* Notes what came with a payload says of its issuer. What is no country code, and anything beside
 * an envelope, is passed over: it weighs less than what is signed. */
void cl_certificate_say_issuer(cl_certificate *certificate, const char *text, size_t length);

/* Finds the entry of a payload that is set. */
void cl_certificate_look(cl_certificate *certificate);

/* The message of the notice BYTE_ORDER_MARK. */
#define CL_MARK_MESSAGE "a byte order mark before the certificate"

/* Notes something once its code, place and message are known; the message must not go away. False when
 * memory ran out. */
bool cl_certificate_note(cl_certificate *certificate, cl_code code, const char *at,
                         const char *message);

#endif
