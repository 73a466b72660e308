/* api.h — what the files of the public face share: the insides of its types. */
#ifndef CL_API_API_H
#define CL_API_API_H

#include "base/buffer.h"
#include "api/schema.h"
#include "base/error.h"
#include "cert/certificate.h"
#include "cert/decode.h"
#include "cert/trust.h"
#include "certlogic.h"
#include "lang/expression.h"
#include "rule/ruleset.h"
#include "verdict/judge.h"
#include "vm/evaluator.h"

struct certlogic_rules {
    cl_ruleset *set;
};

struct certlogic_trust {
    cl_trust *it;
    cl_arena texts;
    certlogic_signer *signers; /* described, in `texts` */
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
    char unknown_region[64]; /* asked for, and no rule of the country has it; else "" */
};

struct certlogic_evaluator {
    const certlogic_rules *rules;
    cl_judge *judge;
    certlogic_verdict verdict;
    /* The text of the verdict's clock, "" where it is not kept: most ask the same again. */
    char clock[40];
    /* For every_rule, made when it is first called: value sets are read from the data. */
    cl_program *open;
    cl_evaluator *open_evaluator;
};

struct certlogic_expression {
    cl_arena arena;
    cl_expression it;
    cl_program *program;
    const char *prefix; /* JSON Pointer to it in its document: "", "/Logic" or "/0/Logic" */
};

/* How a record is read. */
typedef struct cl_api_reading {
    cl_decoder *decoder;
    cl_input input;
    bool external; /* what a record brings beside its certificate counts */
} cl_api_reading;

/* The work of certlogic_decoder_record; false with MEMORY. */
bool cl_api_read_record(const cl_api_reading *reading, const char *bytes, size_t length,
                        certlogic_certificate *certificate, certlogic_record *record,
                        cl_error *fault);

/* Describes what came of a step of decoding. */
void cl_api_step(const cl_step_state *state, certlogic_step_state *out);

/* Appends `"steps":[…]`, CL_STEP_COUNT of them, and `"notices":[…]`, those of one code left
 * out, and behind them one about a region that no rule has, unless it is "". */
void cl_api_write_steps(cl_buffer *out, const cl_step_state *steps);
void cl_api_write_notices(cl_buffer *out, const cl_certificate *certificate, cl_code but,
                          const char *unknown_region);

/* Appends `"kid":…,"alg":…,"issuer":…,"issued_at":…,"expires_at":…`; and
 * `"holder":…,"display":{…}`, the holder null where he is to be left out, the names those that the
 * rules' value sets have, none where `rules` is NULL. */
void cl_api_write_envelope(cl_buffer *out, const certlogic_certificate *certificate);
void cl_api_write_holder(cl_buffer *out, const certlogic_certificate *certificate,
                         const certlogic_rules *rules, bool no_holder);

/* Appends what is shown of a field: its value, but true for an object or array that holds
 * anything. */
void cl_api_write_field(cl_buffer *out, const cl_value *value);

/* Hands an internal error out; `to` may be NULL. */
void cl_api_error(const cl_error *from, certlogic_error *to);

/* Sets an error of the public face itself. Always returns false. */
bool cl_api_fail(certlogic_error *to, cl_code code, const char *format, ...) CL_PRINTF(3, 4);

/* Bytes that a caller hands in: NULL is none of them, and then no length counts. */
static inline const char *cl_api_bytes(const char *bytes, size_t *length)
{
    if (bytes != NULL)
        return bytes;
    *length = 0;
    return "";
}

/* Copies as much of a text as there is room for, in whole characters, and ends it with NUL. */
void cl_api_copy(char *to, size_t room, const char *from, size_t length);

/* The error for NULL where the public face needs an object. Always returns false. */
bool cl_api_null(certlogic_error *to);

/* The text of a buffer as a `char *` for the caller, and the buffer is empty; NULL when it failed. */
char *cl_api_take(cl_buffer *buffer);

/* Describes a rule, with its description in a language. */
void cl_api_rule(const cl_rule *rule, const char *language, certlogic_rule *out);

/* Describes what is lost. */
void cl_api_lost(const cl_lost *lost, certlogic_lost *out);

/* A moment as "2021-06-01T00:00:00Z". */
void cl_api_moment(int64_t instant, char text[21]);

/* The moment of a clock: the same, with milliseconds where it has any. */
void cl_api_clock_text(int64_t clock, char text[25]);

/* A clock or a country as the caller writes it; false and the error when it is none. */
bool cl_api_clock(const char *text, int64_t *clock, certlogic_error *error);
bool cl_api_country(const char *text, char country[3], certlogic_error *error);

/* Appends {"code", "at", "message"}. */
void cl_api_write_error(cl_buffer *out, const char *code, const char *at, const char *message);

/* Adds the documents of a file or a folder to a set, and hands them to `checking` where that is not NULL.
 * False with IO or MEMORY. */
bool cl_api_add_path(cl_ruleset *set, cl_document_kind kind, const char *path,
                     cl_api_checking *checking, cl_error *error);

#endif
