/* api.h — what the files of api/ share: the definitions of the public types, and helpers. */
#ifndef CL_API_API_H
#define CL_API_API_H

#include "base/buffer.h"
#include "api/schemas.h"
#include "base/error.h"
#include "cert/certificate.h"
#include "cert/decode.h"
#include "cert/trust.h"
#include "certlogic.h"
#include "data/builder.h"
#include "data/event.h"
#include "data/writer.h"
#include "lang/expression.h"
#include "rule/ruleset.h"
#include "verdict/judge.h"
#include "vm/evaluator.h"

struct certlogic_builder {
    cl_builder it;
};

struct certlogic_rules {
    cl_ruleset *set;
};

struct certlogic_trust {
    cl_trust *it;
    cl_arena texts;
    certlogic_signer *signers; /* descriptions of the signers; their texts are in `texts` */
};

struct certlogic_schema {
    cl_schema *it;
};

struct certlogic_certificate {
    cl_certificate *it;
};

struct certlogic_verdict {
    cl_verdict it;
    const certlogic_rules *rules;
    const certlogic_certificate *certificate;
    int64_t clock;
    char country[3];
    char language[16];
    bool no_holder;
    /* The requested region, if no rule of the country has it; otherwise "". */
    char unknown_region[64];
};

struct certlogic_evaluator {
    const certlogic_rules *rules;
    cl_judge *judge;
    certlogic_verdict verdict;
    /* The text of the verdict's clock, so that the same clock is not parsed again; "" if it is not
     * kept. */
    char clock[40];
    /* Used by certlogic_every_rule and made by its first call. This program reads value sets from
     * the data. */
    cl_program *open;
    cl_evaluator *open_evaluator;
};

struct certlogic_expression {
    cl_arena arena;
    cl_expression it;
    cl_program *program;
    /* JSON Pointer to the expression in its document: "", "/Logic" or "/0/Logic". */
    const char *prefix;
};

/* The way of events to a sink of the caller. */
typedef struct cl_api_outlet {
    const certlogic_sink *to;
    cl_sink sink;   /* passes events on to `to` */
    cl_error fault; /* what stopped them: STOPPED, or that of who reports them */
} cl_api_outlet;

/* Opens the way to a sink of the caller. `to` may be NULL, and then nobody receives the events. The
 * outlet must stay at its address. cl_api_writer does the same, and makes a writer to the outlet.
 */
void cl_api_open(cl_api_outlet *outlet, const certlogic_sink *to);
cl_writer cl_api_writer(cl_api_outlet *outlet, const certlogic_sink *to);

/* Converts the result of a decoding step. */
void cl_api_step(const cl_step_state *state, certlogic_step_state *out);

/* cl_api_write_steps writes the member "steps", an array of CL_STEP_COUNT steps.
 * cl_api_write_notices writes the member "notices" without the notices of code `but`. Unless
 * `unknown_region` is "", a notice about this region follows. */
void cl_api_write_steps(cl_writer *w, const cl_step_state *steps);
void cl_api_write_notices(cl_writer *w, const cl_certificate *certificate, cl_code but,
                          const char *unknown_region);

/* cl_api_write_envelope writes the members "kid", "alg", "issuer", "issued_at", "expires_at", and
 * "not_before" if the envelope has one. cl_api_write_holder writes the members "holder" and
 * "display". The holder is null with `no_holder`. Display names come from the value sets of
 * `rules`; `rules` may be NULL, and there are none then. */
void cl_api_write_envelope(cl_writer *w, const certlogic_certificate *certificate);
void cl_api_write_holder(cl_writer *w, const certlogic_certificate *certificate,
                         const certlogic_rules *rules, bool no_holder);

/* Returns what is told of the value of a field: `true` for an object or array that is not empty,
 * else the value. */
cl_value cl_api_field(const cl_value *value);

/* Converts an internal error to a public one; `to` may be NULL. */
void cl_api_error(const cl_error *from, certlogic_error *to);

/* Does the same. Always returns false. */
static inline bool cl_api_failed(const cl_error *from, certlogic_error *to)
{
    cl_api_error(from, to);
    return false;
}

/* Sets a public error; `to` may be NULL. Always returns false. */
bool cl_api_fail(certlogic_error *to, cl_code code, const char *format, ...) CL_PRINTF(3, 4);

/* Makes the data of an evaluation in `arena`: the value of a builder, or the record in `json` if
 * `builder` is NULL.
 * Returns: false with the fault of either, LIMIT_SIZE (CL_MAX_RECORD) and MEMORY included. */
bool cl_api_data(const cl_builder *builder, const char *json, size_t length, cl_arena *arena,
                 cl_value *data, cl_error *error);

/* Converts bytes from the caller: if `bytes` is NULL, `*length` becomes 0.
 * Returns: the bytes, never NULL. */
static inline const char *cl_api_bytes(const char *bytes, size_t *length)
{
    if (bytes != NULL)
        return bytes;
    *length = 0;
    return "";
}

/* Copies as many whole characters as fit, and appends a NUL. `room` is the size of `to` in
 * bytes. */
void cl_api_copy(char *to, size_t room, const char *from, size_t length);

/* Sets the error `usage` for a NULL where an object is needed. Always returns false. */
bool cl_api_null(certlogic_error *to);

/* Takes the text of a buffer, which becomes empty.
 * Returns: the text, which the caller owns; NULL if memory has run out or the buffer has
 *   no text. */
char *cl_api_take(cl_buffer *buffer);

/* Describes a rule. `language` selects its description. */
void cl_api_rule(const cl_rule *rule, const char *language, certlogic_rule *out);

/* Describes a finding. */
certlogic_finding cl_api_finding(const cl_finding *finding);

/* Describes a loss. */
void cl_api_lost(const cl_lost *lost, certlogic_lost *out);

/* Writes a moment, in milliseconds since 1970-01-01 UTC, as "2021-06-01T00:00:00Z". */
void cl_api_moment(int64_t instant, char text[21]);

/* Writes a clock as a moment, with milliseconds if it has any. */
void cl_api_clock_text(int64_t clock, char text[25]);

/* Parse a clock or a country that the caller gives.
 * Returns: false with the error if the text is not valid. */
bool cl_api_clock(const char *text, int64_t *clock, certlogic_error *error);
bool cl_api_country(const char *text, char country[3], certlogic_error *error);

/* Writes {"code", "at", "message"}. */
void cl_api_write_error(cl_writer *w, const char *code, const char *at, const char *message);

/* Adds the documents of a file or folder to a set. If `checking` is not NULL, also checks them by
 * their schemas.
 * Returns: false with IO, LIMIT_SIZE, MEMORY or USAGE. */
bool cl_api_add_path(cl_ruleset *set, cl_document_kind kind, const char *path,
                     cl_api_checking *checking, cl_error *error);

#endif
