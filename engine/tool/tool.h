/* tool.h — what the verbs of the command share. */
#ifndef CL_TOOL_TOOL_H
#define CL_TOOL_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "certlogic.h"

/* Exit codes; stable, documented in the README and the manual page. */
typedef enum exit_code {
    EXIT_ACCEPTED = 0, /* accepted; all passed; the job was completed */
    EXIT_REJECTED = 1, /* rejected; a test failed */
    EXIT_USAGE = 2,
    EXIT_OPEN = 3,
    EXIT_UNDECODABLE = 4,
    EXIT_UNTRUSTED = 5,
    EXIT_BAD_RULES = 6,
    EXIT_IO = 7,
    /* What shells call the end by a signal; a batch that was stopped ends by that signal. */
    EXIT_INTERRUPTED = 130,
    EXIT_TERMINATED = 143
} exit_code;

/* What the command line says. Texts belong to argv. A list ends in NULL, and is NULL where its
 * option was not given. */
typedef struct options {
    const char **rules;
    const char **value_sets;
    const char **countries;
    const char *country; /* the first of them */
    const char *region;
    const char *at;
    const char *language;
    const char *type;
    const char *certificate;
    const char *id;
    bool strict_policy;
    bool invalidation_when_true;
    bool allow_no_rules;
    bool keep_going;
    bool stream;
    bool every_rule;
    const char **csca;
    const char **trust;
    bool no_trust;
    bool allow_unsigned;
    bool no_holder;
    bool no_fields;
    bool strict;
    bool allow_uncompressed;
    const char *key;
    const char *cert;
    const char *issuer;
    const char *issued;
    const char *expires;
    const char *algorithm;
    const char *filter;
    const char *junit;
    bool tap;
    bool branches;
    bool set_value_sets;
    bool warnings_are_errors;
    bool json;
    const char **old_rules;
    const char **new_rules;
    const char *old_at;
    const char *new_at;
    const char *format;
    const char *only;
    const char *output;
    const char *checkpoint;
    unsigned long checkpoint_every;
    unsigned long threads;    /* 0: all processors */
    unsigned long max_faults; /* ULONG_MAX: any number */
    bool summary;
    bool list;
    bool external_from_input;
    bool help;
    int streams;      /* how many options and operands are standard input: 0 or 1 */
    char **arguments; /* what is left: operands */
    int count;
} options;

/* One option, as a bit of the set that a verb takes. */
typedef enum option_bit {
    OPT_RULES = 1 << 0,
    OPT_VALUE_SETS = 1 << 1,
    OPT_COUNTRY = 1 << 2,
    OPT_REGION = 1 << 3,
    OPT_AT = 1 << 4,
    OPT_LANG = 1 << 5,
    OPT_POLICY = 1 << 6,
    OPT_INVALIDATION = 1 << 7,
    OPT_ALLOW_NO_RULES = 1 << 8,
    OPT_KEEP_GOING = 1 << 9,
    OPT_STREAM = 1 << 10,
    OPT_EVERY_RULE = 1 << 11,
    OPT_JSON = 1 << 12,
    OPT_TYPE = 1 << 13,
    OPT_CERTIFICATE = 1 << 14,
    OPT_ID = 1 << 15,
    OPT_FILTER = 1 << 16,
    OPT_TAP = 1 << 17,
    OPT_JUNIT = 1 << 18,
    OPT_BRANCHES = 1 << 19,
    OPT_CSCA = 1 << 20,
    OPT_KEY = 1 << 21,
    OPT_CERT = 1 << 22,
    OPT_ISSUED = 1 << 23,
    OPT_EXPIRES = 1 << 24,
    OPT_ALG = 1 << 25,
    OPT_TRUST = 1 << 26,
    OPT_NO_TRUST = 1 << 27,
    OPT_STRICT = 1 << 28,
    OPT_ALLOW_UNCOMPRESSED = 1 << 29
} option_bit;

/* An enumerator has 31 bits, a verb's set of options has 64. */
#define OPT_OLD              (UINT64_C(1) << 40)
#define OPT_NEW              (UINT64_C(1) << 41)
#define OPT_OLD_AT           (UINT64_C(1) << 42)
#define OPT_NEW_AT           (UINT64_C(1) << 43)
#define OPT_FORMAT           (UINT64_C(1) << 44)
#define OPT_ONLY             (UINT64_C(1) << 45)
#define OPT_OUTPUT           (UINT64_C(1) << 46)
#define OPT_CHECKPOINT       (UINT64_C(1) << 47)
#define OPT_CHECKPOINT_EVERY (UINT64_C(1) << 48)
#define OPT_THREADS          (UINT64_C(1) << 49)
#define OPT_MAX_FAULTS       (UINT64_C(1) << 50)
#define OPT_SUMMARY          (UINT64_C(1) << 51)
#define OPT_LIST             (UINT64_C(1) << 52)
#define OPT_EXTERNAL         (UINT64_C(1) << 53)
#define OPT_ALLOW_UNSIGNED   (UINT64_C(1) << 54)
#define OPT_NO_HOLDER        (UINT64_C(1) << 55)
#define OPT_NO_FIELDS        (UINT64_C(1) << 56)
#define OPT_SET_VALUE_SETS   (UINT64_C(1) << 57)
#define OPT_WERROR           (UINT64_C(1) << 58)
#define OPT_ISSUER           (UINT64_C(1) << 62) /* --country of issue */
#define OPT_MOMENT           (UINT64_C(1) << 63) /* --at of decode */

typedef struct verb {
    const char *name;
    const char *operands; /* for the usage line */
    const char *summary;
    const char *details;
    uint64_t options;    /* bits OPT_… */
    bool many_countries; /* --country may be given several times */
    exit_code (*run)(const options *o);
} verb;

/* ---- options.c ---- */

/* Reads the options of a verb; false after saying on standard error what is wrong. */
bool options_read(const verb *v, int argc, char **argv, options *o);
void options_free(options *o);

/* How long a list of `options` is. */
size_t list_count(const char *const *list);

void options_help(const verb *v, FILE *out);

/* Says `certlogic VERB: …` and that --help helps; returns EXIT_USAGE. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
exit_code
usage_error(const char *format, ...);

/* ---- input.c ---- */

typedef struct text {
    char *bytes; /* owned, ends in a NUL that `length` does not count */
    size_t length;
} text;

/* Reads a whole file, or standard input for "-". False after an error message. */
bool read_file(const char *path, text *into);

/* An operand that is JSON as it stands, or a file, or "-" for standard input. JSON is what begins with
 * one of { [ " and, where no file has that name, a number, true, false or null. */
bool read_operand(const char *operand, text *into);

/* The same for a certificate: it may stand there as text too, HC1:… or what is taken for one by mistake. */
bool read_certificate(const char *operand, text *into);

/* What messages call an operand: the file, or `what` where it is JSON as it stands. */
const char *operand_name(const char *operand, const char *what);

void text_free(text *t);

/* Calls `take` for every line of a file or of "-", without its line end; lines of white space are
 * passed over. Stops where `take` returns another code than EXIT_ACCEPTED. */
exit_code each_line(const char *path,
                    exit_code (*take)(void *self, const char *line, size_t length), void *self);

/* ---- output.c ---- */

/* Prints text so that nothing in it can steer a terminal: control characters, what turns the order of
 * writing, and bytes that are not UTF-8 as \xNN or \uNNNN. */
void print_safe(FILE *out, const char *bytes, size_t length);
void print_text(FILE *out, const char *bytes);

/* The same on standard output, with spaces behind up to `width`. */
void print_padded(const char *bytes, int width);

/* Prints a JSON Pointer for people: one of a deep place is cut. */
void print_place(FILE *out, const char *at);

/* Prints where a fault is, " (at PLACE, byte N)", as far as it is known. */
void print_where(const certlogic_error *error);

/* Prints JSON or lines that the library returned, and frees them. What could steer a terminal can only
 * stand inside a string, and becomes \uNNNN. EXIT_IO, after a message, where `owned` is NULL. */
exit_code print_owned(char *owned);
exit_code print_framed(const char *before, char *owned, const char *after);

/* Prints a JSON string. */
void print_json(FILE *out, const char *bytes);

/* Prints a further member of a JSON object on standard output; NULL is null. */
void print_member(const char *name, const char *value);

/* Prints one line about a document: FILE PLACE: MESSAGE [CODE]. A file "" is standard input. */
void print_remark(FILE *out, const char *file, const char *at, const char *message,
                  const char *code);

/* The escape sequence of a colour, or "" where standard output is no terminal or NO_COLOR is set. */
const char *colour(const char *name);

/* Writes out what is buffered; EXIT_IO after a message where that fails, else `code`. */
exit_code finish_output(exit_code code);

/* ---- failure.c ---- */

/* Every failure is said on standard error. With --json the first of the run is also an object on
 * standard output, {"error": {"code", "message", "at"?, "file"?}}: in place of the answer, or a
 * member of it. */

/* From now on failures are printed as JSON too. */
void failures_as_json(void);

/* Prints `before` and the member "error", or the whole object; false where there is nothing to
 * print. */
bool print_failure_member(const char *before);
void print_failure_object(void);

/* Says `certlogic: FILE: …`, without FILE where that is NULL, and returns `exit`. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
exit_code
fail(exit_code exit, const char *code, const char *file, const char *format, ...);
exit_code no_memory(void);

/* Says `certlogic NAME: MESSAGE`, without NAME (of a verb) where that is NULL, and that --help
 * helps. */
exit_code fail_usage(const char *name, const char *message);

/* Says an error of the library and returns the exit code that its code stands for. `file` may be
 * NULL. */
exit_code report_error(const char *file, const certlogic_error *error);

/* The same for an error whose message begins with a path of one of the lists, or with a file in
 * one. A list may be NULL. */
exit_code report_load_error(const char *const *paths, const char *const *others,
                            const certlogic_error *error);

/* Says a finding about rules; `failed` where it is what the run fails for. */
void report_finding(const certlogic_finding *finding, bool failed);

/* ---- load.c ---- */

/* Loads the rule set that --rules and --value-sets name. NULL, with *code set, after a message. Every
 * broken rule is told on standard error; without --keep-going one is enough to refuse the set. */
certlogic_rules *load_rules(const options *o, exit_code *code);

/* The same for the rule set of another option; `paths` is its list, `option` its name. */
certlogic_rules *load_rules_of(const options *o, const char *const *paths, const char *option,
                               exit_code *code);

/* True unless standard input is one of several paths; else *code, after a message. */
bool alone(const char *const *paths, const char *what, exit_code *code);

/* Prints what is lost, a line of its own that begins with `before`. */
void print_lost(FILE *out, const char *before, const certlogic_lost *lost);

/* The same of everything that could have made a difference to a verdict. */
void print_incomplete(const certlogic_verdict *verdict);

/* True for one country: GR and EL are. */
bool same_country(const char *a, const char *b);

/* Says on standard error that no rule of the country asked has the region asked, where that is
 * so. */
void say_region(const options *o, const certlogic_rules *rules);

/* True when the set has a rule of an identifier, or any where `id` is NULL; else after a message. */
bool has_rule(const certlogic_rules *rules, const char *id);

/* The moment of --at, or now, as it is judged and printed, "2022-12-31T00:00:00Z": one for the
 * whole run, valid until the program ends. What is no date-time stays as it was given, for the
 * library to refuse. */
const char *clock_of(const options *o);

/* ---- outputs.c ---- */

/* The file of --output; NULL for standard output, which "-" is. */
const char *output_of(const options *o);

/* True when no file that the options have written is read, too, or written twice: --output,
 * --checkpoint, --junit and, where the verb `prints`, standard output. Else false, after a
 * message. */
bool outputs_are_apart(const options *o, bool prints);

/* ---- job.c ---- */

struct cl_batch_job;
struct cl_batch_result;
struct cl_reading;

/* Sets what the options say of a job over the operands; false after a message. */
bool job_of(const options *o, struct cl_batch_job *job);

/* Writes a digest of everything by which two jobs give different answers, CL_DIGEST_TEXT bytes;
 * `trust` may be NULL. False after a message. */
bool job_identity(const options *o, const certlogic_rules *rules, const certlogic_trust *trust,
                  char *identity);

/* How records are read, and the signers of --trust, which the caller gives back. False, with *code, after
 * a message. */
bool reading_of(const options *o, struct cl_reading *reading, certlogic_trust **trust,
                exit_code *code);

/* What `--only` says, as bits of certlogic_verdict_kind; false after a message. */
bool read_only(const options *o, unsigned *only);

/* True when the rule set knows the country and the clock can be read; else *code, after a message. */
bool can_ask(const certlogic_rules *rules, const certlogic_request *request, exit_code *code);

/* Says on standard error what there is to say about how a job ended, and returns its exit code. A job
 * that a signal stopped ends the process by that signal. */
exit_code job_ended(const options *o, const struct cl_batch_result *result);

/* Says on standard error which moment is asked about where --at does not. */
void say_clock(const options *o);

/* Says in what a job prints, a table or an object at hand, how many of its records are verified. */
void print_verified(const struct cl_batch_result *result, uint64_t verified);
void print_verified_json(const struct cl_batch_result *result, uint64_t verified);

/* ---- trust.c ---- */

/* Loads signers from a list of files and folders, or standard input for "-"; `csca` lists where
 * their authorities are, or is NULL. NULL, with *code set, after a message. */
certlogic_trust *load_trust(const char *const *paths, const char *const *csca, exit_code *code);

/* ---- certificate.c ---- */

/* Decodes the certificate that an operand is, as --trust, --no-trust, --csca, --strict and
 * --allow-uncompressed say, and at `clock` unless that is NULL. NULL, with *code set, after a message. */
certlogic_certificate *decode_certificate(const options *o, const char *operand, const char *clock,
                                          exit_code *code);

/* True when what the options say of signers goes together; else false, after a usage error. */
bool trust_agrees(const options *o);

/* True for a payload without envelope, whether or not it could be read. */
bool is_payload(const certlogic_certificate *certificate);

/* The exit code that a fault at a step stands for. */
exit_code exit_of_step(const certlogic_certificate *certificate, certlogic_step step);

/* Prints who it is for, unless --no-holder, and what its codes stand for; `rules` may be NULL. */
void print_holder(const certlogic_certificate *certificate, const options *o);
void print_displays(const certlogic_certificate *certificate, const certlogic_rules *rules);

/* Prints what the envelope says, if there is one, and the notices. */
void print_facts(const certlogic_certificate *certificate);
void print_notices(const certlogic_certificate *certificate);

/* ---- the verbs ---- */

extern const verb verb_verify, verb_decode, verb_issue, verb_trust, verb_eval, verb_check,
    verb_rules, verb_test, verb_disasm, verb_fmt, verb_batch, verb_diff;

#endif
