/* tool.h — declarations that the verbs of the command share. */
#ifndef CL_TOOL_TOOL_H
#define CL_TOOL_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "base/buffer.h"
#include "certlogic.h"

/* Exit codes. They are stable; the README and the manual page document them. */
typedef enum exit_code {
    EXIT_ACCEPTED = 0, /* accepted; all tests passed; the job is finished */
    EXIT_REJECTED = 1, /* rejected; a test failed */
    EXIT_USAGE = 2,
    EXIT_OPEN = 3,
    EXIT_UNDECODABLE = 4,
    EXIT_UNTRUSTED = 5,
    EXIT_BAD_RULES = 6,
    EXIT_IO = 7,
    /* The codes that shells use for the end by a signal. A batch that a signal has stopped ends by
     * that signal. */
    EXIT_INTERRUPTED = 130,
    EXIT_TERMINATED = 143
} exit_code;

/* The parsed command line. Texts belong to argv. A list ends in NULL; it is NULL if its option was
 * not given. */
typedef struct options {
    const char **rules;
    const char **value_sets;
    const char **countries;
    const char *country; /* the first of `countries` */
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
    const char **schema;
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
    unsigned long max_faults; /* ULONG_MAX: no limit */
    bool summary;
    bool list;
    const char *listen;
    bool allow_clock;
    bool external_from_input;
    bool help;
    int streams;      /* the options and operands that are standard input: 0 or 1 */
    char **arguments; /* the operands */
    int count;
} options;

/* A verb, as a bit in the rows of the table of options. */
typedef enum verb_bit {
    IN_VERIFY = 1 << 0,
    IN_BATCH = 1 << 1,
    IN_DIFF = 1 << 2,
    IN_DECODE = 1 << 3,
    IN_ISSUE = 1 << 4,
    IN_RULES = 1 << 5,
    IN_TRUST = 1 << 6,
    IN_EVAL = 1 << 7,
    IN_CHECK = 1 << 8,
    IN_TEST = 1 << 9,
    IN_DISASM = 1 << 10,
    IN_FMT = 1 << 11,
    IN_SERVE = 1 << 12
} verb_bit;

typedef struct verb {
    verb_bit in; /* the rows of the table of options that it has */
    const char *name;
    const char *operands; /* for the usage line */
    const char *summary;
    const char *details;
    bool many_countries; /* --country may be given several times */
    exit_code (*run)(const options *o);
} verb;

/* ---- options.c ---- */

/* Parses the options of a verb.
 * Returns: false after a message. */
bool options_read(const verb *v, int argc, char **argv, options *o);
void options_free(options *o);

/* Returns: the length of a list of `options`. */
size_t list_count(const char *const *list);

void options_help(const verb *v, FILE *out);

/* Prints `certlogic VERB: …` and a hint to --help.
 * Returns: EXIT_USAGE. */
#if defined(__GNUC__)
__attribute__((format(printf, 1, 2)))
#endif
exit_code
usage_error(const char *format, ...);

/* ---- input.c ---- */

typedef struct text {
    char *bytes; /* owned; ends in a NUL that `length` does not count */
    size_t length;
} text;

/* Reads a whole file, or standard input for "-".
 * Returns: false after a message.
 * Arguments: the caller frees `into` with text_free. */
bool read_file(const char *path, text *into);

/* Reads an operand: JSON itself, a file, or standard input for "-". JSON is an operand that begins
 * with { [ or ", or a number, true, false or null if no file has that name.
 * Returns: false after a message. */
bool read_operand(const char *operand, text *into);

/* Reads the certificate of an operand: as read_operand does, or the operand itself if it is the
 * text of a certificate, HC1:…, or a text that people confuse with one. */
bool read_certificate(const char *operand, text *into);

/* Returns: the name of an operand for messages: the file, or `what` if the operand is JSON
 *   itself. */
const char *operand_name(const char *operand, const char *what);

void text_free(text *t);

/* Calls `take` for every line of a file, or of standard input for "-". Lines have no line end;
 * blank lines are skipped. A result other than EXIT_ACCEPTED stops the reading.
 * Returns: the last result of `take`; EXIT_IO after a message. */
exit_code each_line(const char *path,
                    exit_code (*take)(void *self, const char *line, size_t length), void *self);

/* ---- output.c ---- */

/* Prints text that cannot steer a terminal: control characters, characters that change the writing
 * direction, and bytes that are not UTF-8 become \xNN, \uNNNN or \UNNNNNNNN. */
void print_safe(FILE *out, const char *bytes, size_t length);
void print_text(FILE *out, const char *bytes);

/* Prints text on standard output as print_text does, padded with spaces to `width` bytes. Text that
 * needs escapes is not padded. */
void print_padded(const char *bytes, int width);

/* Prints a JSON Pointer for people. A long one is cut and ends in "…". */
void print_place(FILE *out, const char *at);

/* Prints the place of a fault, " (at PLACE, byte N)", without the parts that are not known. */
void print_where(const certlogic_error *error);

/* Print JSON or lines that the library returned, and free them. A character that could steer a
 * terminal is inside a JSON string and becomes \uNNNN. print_owned adds a line end if the text has
 * none; print_framed prints `before` and `after` around the text.
 * Returns: EXIT_IO if writing fails, or after a message if `owned` is NULL because memory ran
 *   out. */
exit_code print_owned(char *owned);
exit_code print_framed(const char *before, char *owned, const char *after);

/* Prints a buffer in the same way, with a line end, and frees it. */
exit_code print_line(cl_buffer *line);

/* Prints one line about a document: FILE PLACE: MESSAGE [CODE]. An empty `file` is standard
 * input. */
void print_remark(FILE *out, const char *file, const char *at, const char *message,
                  const char *code);

/* Returns: the escape sequence of a colour; "" if standard output is no terminal or NO_COLOR is
 *   set. */
const char *colour(const char *name);

/* Flushes standard output.
 * Returns: `code`; EXIT_IO after a message on failure. */
exit_code finish_output(exit_code code);

/* ---- object.c ---- */

/* Add a value to an object or array. Each takes `value` over. A value, object or array that is
 * NULL, because memory ran out, is remembered until print_object. Text may have bytes that are not
 * UTF-8, which become U+FFFD; a text that is NULL becomes null. object_part adds an empty
 * array or object and returns it; it belongs to `object`. */
json_t *text_value(const char *bytes);
void object_put(json_t *object, const char *name, json_t *value);
void object_text(json_t *object, const char *name, const char *bytes);
void object_number(json_t *object, const char *name, uint64_t number);
json_t *object_part(json_t *object, const char *name, json_t *part);
void array_add(json_t *array, json_t *value);

/* Prints an object on one line, and frees it. If memory ran out while it was built, prints a
 * message only.
 * Returns: as print_owned. */
exit_code print_object(json_t *object);

/* ---- failure.c ---- */

/* Every failure is printed on standard error. With --json the first failure of the run is also
 * printed on standard output, as {"error": {"code", "message", "at"?, "file"?}}: alone, or as a
 * member of the result. */

/* Turns on the JSON form of failures. */
void failures_as_json(void);

/* Prints an object as print_object does, with the first failure as its member "error" if there is
 * one. */
exit_code print_object_with_failure(json_t *object);

/* Prints an object that consists of the first failure, if no object with it was printed. If memory
 * runs out, the object is that of the error `memory`. */
void print_failure_object(void);

/* Prints `certlogic: FILE: …`; `file` may be NULL.
 * Returns: `exit`. */
#if defined(__GNUC__)
__attribute__((format(printf, 4, 5)))
#endif
exit_code
fail(exit_code exit, const char *code, const char *file, const char *format, ...);
exit_code no_memory(void);

/* Prints `certlogic NAME: MESSAGE` and a hint to --help. `name` is a verb or NULL.
 * Returns: EXIT_USAGE. */
exit_code fail_usage(const char *name, const char *message);

/* Prints an error of the library; `file` may be NULL.
 * Returns: the exit code for the error's code. */
exit_code report_error(const char *file, const certlogic_error *error);

/* Prints an error of the library. If its message begins with a path of one of the lists, or with a
 * file in such a path, this becomes the file of the failure. A list may be NULL.
 * Returns: the exit code for the error's code. */
exit_code report_load_error(const char *const *paths, const char *const *others,
                            const certlogic_error *error);

/* Prints a finding about rules. If `failed`, the finding is a failure of the run. */
void report_finding(const certlogic_finding *finding, bool failed);

/* ---- load.c ---- */

/* Loads the rule set of --rules and --value-sets. Every broken rule is reported on standard error.
 * Without --keep-going a broken rule refuses the set.
 * Returns: NULL with `*code` after a message. */
certlogic_rules *load_rules(const options *o, exit_code *code);

/* Loads the rule set of another option as load_rules does. `paths` is the list of the option,
 * `option` its name. */
certlogic_rules *load_rules_of(const options *o, const char *const *paths, const char *option,
                               exit_code *code);

/* Checks that standard input is not one of several paths.
 * Returns: false with `*code` after a message.
 * Arguments: `what` names the content of the paths. */
bool alone(const char *const *paths, const char *what, exit_code *code);

/* Prints a loss on one line that begins with `before`. */
void print_lost(FILE *out, const char *before, const certlogic_lost *lost);

/* Prints all losses that could have changed a verdict. */
void print_incomplete(const certlogic_verdict *verdict);

/* Returns: true if both are the same country; GR and EL are. */
bool same_country(const char *a, const char *b);

/* Prints a message if no rule of the requested country has the requested region. */
void say_region(const options *o, const certlogic_rules *rules);

/* Checks that the set has a rule with the identifier `id`, or any rule if `id` is NULL.
 * Returns: false after a message. */
bool has_rule(const certlogic_rules *rules, const char *id);

enum { CLOCK_TEXT = 25 }; /* bytes of a resolved clock, with its NUL */

/* Returns: the clock as resolved, in `moment`, for example "2022-12-31T00:00:00Z" for 2022. A text
 *   that is no date-time is returned unchanged, and the library refuses it. */
const char *resolved_clock(const char *clock, char moment[CLOCK_TEXT]);

/* Returns: the clock of --at, or the current time, for example "2022-12-31T00:00:00Z". It is the
 *   same for the whole run and valid until the program ends. A text that is no date-time is
 *   returned unchanged, and the library refuses it. */
const char *clock_of(const options *o);

/* ---- outputs.c ---- */

/* Returns: the file of --output; NULL for standard output, which is also "-". */
const char *output_of(const options *o);

/* Checks that no output is also an input, and that all outputs differ. Outputs are --output,
 * --checkpoint, --junit and, if the verb `prints`, standard output.
 * Returns: false after a message. */
bool outputs_are_apart(const options *o, bool prints);

/* ---- job.c ---- */

struct cl_batch_job;
struct cl_batch_result;
struct cl_reading;

/* Describes a job over the operands by the options.
 * Returns: false after a message. */
bool job_of(const options *o, struct cl_batch_job *job);

/* Writes a digest of everything in which jobs with different results can differ: CL_DIGEST_TEXT
 * bytes. It is empty without --checkpoint. `trust` may be NULL.
 * Returns: false after a message. */
bool job_identity(const options *o, const certlogic_rules *rules, const certlogic_trust *trust,
                  char *identity);

/* Sets how records are read, and loads the signers of --trust.
 * Returns: false with `*code` after a message.
 * Arguments: the caller frees `*trust`, which is NULL without --trust. */
bool reading_of(const options *o, struct cl_reading *reading, certlogic_trust **trust,
                exit_code *code);

/* Parses `--only` to bits, 1 << certlogic_verdict_kind.
 * Returns: false after a message. */
bool read_only(const options *o, unsigned *only);

/* Checks that the rule set knows the country, and that the clock is valid.
 * Returns: false with `*code` after a message. */
bool can_ask(const certlogic_rules *rules, const certlogic_request *request, exit_code *code);

/* Prints messages about the end of a job. If a signal stopped the job, the process ends by that
 * signal.
 * Returns: the exit code. */
exit_code job_ended(const options *o, const struct cl_batch_result *result);

/* Prints the clock on standard error if --at does not give it. */
void say_clock(const options *o);

/* Tell how many records of a job are verified: as a line, or as members of a JSON object. */
void print_verified(const struct cl_batch_result *result, uint64_t verified);
void put_verified(json_t *object, const struct cl_batch_result *result, uint64_t verified);

/* Loads the schema of --schema. NULL with EXIT_ACCEPTED in `*code` if the option was not given, and
 * with another code after a message. */
certlogic_schema *load_schema(const options *o, exit_code *code);

/* ---- check.c ---- */

/* Returns: a finding as a JSON object: {"code", "severity", "file", "at", "message", "fix"?}. */
json_t *finding_value(const certlogic_finding *finding);

/* ---- trust.c ---- */

/* Loads signers from files and folders, or from standard input for "-". `csca` lists files and
 * folders of their authorities, or is NULL.
 * Returns: NULL with `*code` after a message. */
certlogic_trust *load_trust(const char *const *paths, const char *const *csca, exit_code *code);

/* ---- certificate.c ---- */

/* Decodes the certificate of an operand, by --trust, --no-trust, --allow-unsigned, --csca, --strict
 * and --allow-uncompressed. The validity is checked at `clock`, unless it is NULL.
 * Returns: NULL with `*code` after a message. */
certlogic_certificate *decode_certificate(const options *o, const char *operand, const char *clock,
                                          exit_code *code);

/* Checks that the options about signers do not contradict each other.
 * Returns: false after a usage error. */
bool trust_agrees(const options *o);

/* Returns: true for a payload without envelope, even if it could not be read. */
bool is_payload(const certlogic_certificate *certificate);

/* Returns: the exit code for a fault of a step. */
exit_code exit_of_step(const certlogic_certificate *certificate, certlogic_step step);

/* Print the holder, unless --no-holder is given, and the names of codes. `rules` may be NULL. */
void print_holder(const certlogic_certificate *certificate, const options *o);
void print_displays(const certlogic_certificate *certificate, const certlogic_rules *rules);

/* Print the facts of the envelope, if there is one, and the notices. */
void print_facts(const certlogic_certificate *certificate);
void print_notices(const certlogic_certificate *certificate);

/* ---- the verbs ---- */

extern const verb verb_verify, verb_decode, verb_issue, verb_trust, verb_eval, verb_check,
    verb_rules, verb_test, verb_disasm, verb_fmt, verb_batch, verb_diff, verb_serve;

#endif
