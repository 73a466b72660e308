/* options.c — the table of options, their help and their parser. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "batch/batch.h"
#include "tool/tool.h"

/* How the argument of an option is stored in `options`. */
typedef enum option_kind {
    SWITCH, /* bool: the option was given */
    TEXT,   /* const char * */
    INPUT,  /* as TEXT; - is standard input */
    LIST,   /* const char **, ends in NULL; the option may be repeated */
    INPUTS, /* as LIST; - is standard input */
    NUMBER, /* unsigned long */
    CHOICE  /* bool: the argument is the second of two words */
} option_kind;

/* The arguments that are valid. */
typedef struct option_range {
    unsigned long least, most; /* for a NUMBER */
    const char *no, *yes;      /* for a CHOICE */
} option_range;

static const option_range any,
    policies = {.no = "lenient", .yes = "strict"}, booleans = {.no = "false", .yes = "true"},
    whole = {.most = ULONG_MAX}, positive = {.least = 1, .most = ULONG_MAX},
    thread_counts = {.least = 1, .most = CL_BATCH_MAX_THREADS};

typedef struct option_row {
    unsigned verbs; /* those that have it; bits IN_… */
    const char *name;
    const char *argument; /* NULL for a switch */
    option_kind kind;
    size_t place; /* offset in `options` */
    const option_range *range;
    const char *help;
} option_row;

#define AT(member) offsetof(options, member)

/* Verbs that share options. */
enum { JOBS = IN_BATCH | IN_DIFF, JUDGING = IN_VERIFY | JOBS, DECODING = IN_DECODE | JUDGING };

static const option_row rows[] = {
    {DECODING | IN_RULES | IN_EVAL | IN_DISASM | IN_SERVE, "rules", "PATH", INPUTS, AT(rules), &any,
     "the rules: a folder, a file, or a bundle"},
    {DECODING | IN_EVAL | IN_DISASM | IN_SERVE, "value-sets", "PATH", LIST, AT(value_sets), &any,
     "value sets; they replace those of the same name that come with the rules"},
    {JUDGING | IN_RULES, "country", "CC", LIST, AT(countries), &any,
     "the country of arrival, two capital letters"},
    {IN_ISSUE, "country", "CC", TEXT, AT(issuer), &any,
     "the issuer, two capital letters; default: the country of the signer's certificate"},
    {JUDGING | IN_RULES, "region", "REGION", TEXT, AT(region), &any,
     "also apply the rules of this region"},
    {JUDGING | IN_RULES | IN_TRUST, "at", "CLOCK", TEXT, AT(at), &any,
     "the time at which validity is checked, for example 2022-01-15T12:00:00Z; default: now"},
    {IN_DECODE, "at", "CLOCK", TEXT, AT(at), &any,
     "the time at which validity is checked; without it the step validity is skipped"},
    {IN_VERIFY | IN_RULES, "lang", "LANGUAGE", TEXT, AT(language), &any,
     "the language of descriptions, for example cs; default: English"},
    {JUDGING | IN_SERVE, "policy", "POLICY", CHOICE, AT(strict_policy), &policies,
     "strict: an open verdict becomes rejected; default: lenient"},
    {JUDGING | IN_SERVE, "invalidation-strikes-on", "BOOLEAN", CHOICE, AT(invalidation_when_true),
     &booleans, "true: an invalidation rule that is true rejects; default: one that is false"},
    {JUDGING | IN_SERVE, "allow-no-rules", NULL, SWITCH, AT(allow_no_rules), &any,
     "if no acceptance rule is in force, accept instead of leaving the verdict open"},
    {JUDGING | IN_RULES | IN_EVAL | IN_DISASM | IN_SERVE, "keep-going", NULL, SWITCH,
     AT(keep_going), &any, "leave out broken rules instead of refusing the rule set"},
    {IN_EVAL, "stream", NULL, SWITCH, AT(stream), &any,
     "read one JSON object a line, print one a line"},
    {IN_EVAL, "every-rule", NULL, SWITCH, AT(every_rule), &any,
     "evaluate every rule of the set, without selection"},
    {IN_RULES, "type", "TYPE", TEXT, AT(type), &any,
     "only rules of this type: Acceptance or Invalidation"},
    {IN_RULES, "certificate", "TYPE", TEXT, AT(certificate), &any,
     "only rules for certificates of this type: Vaccination, Test or Recovery"},
    {IN_EVAL | IN_DISASM, "id", "IDENTIFIER", TEXT, AT(id), &any,
     "only the rule with this identifier"},
    {DECODING | IN_SERVE, "trust", "PATH", INPUTS, AT(trust), &any,
     "the trusted signers: a folder or a file, see 'certlogic trust'"},
    {DECODING | IN_SERVE, "no-trust", NULL, SWITCH, AT(no_trust), &any,
     "do not check signatures; all results are unverified"},
    {DECODING | IN_SERVE, "allow-unsigned", NULL, SWITCH, AT(allow_unsigned), &any,
     "with --trust: also accept payloads without signature, unverified"},
    {IN_VERIFY | IN_DECODE, "no-holder", NULL, SWITCH, AT(no_holder), &any,
     "leave out the holder of the certificate"},
    {IN_VERIFY, "no-fields", NULL, SWITCH, AT(no_fields), &any,
     "leave out the fields that rules read"},
    {DECODING | IN_SERVE, "strict", NULL, SWITCH, AT(strict), &any,
     "treat every deviation that is a notice as a fault"},
    {DECODING | IN_SERVE, "allow-uncompressed", NULL, SWITCH, AT(allow_uncompressed), &any,
     "also read texts whose COSE is not compressed"},
    {DECODING | IN_TRUST | IN_SERVE, "csca", "PATH", LIST, AT(csca), &any,
     "the authorities; signers that none of them has signed are left out"},
    {IN_ISSUE, "key", "FILE", INPUT, AT(key), &any, "the private key that signs, PEM"},
    {IN_ISSUE, "cert", "FILE", INPUT, AT(cert), &any, "the signer's certificate, PEM or DER"},
    {IN_ISSUE, "issued", "CLOCK", TEXT, AT(issued), &any, "the time of issue; default: now"},
    {IN_ISSUE, "expires", "CLOCK", TEXT, AT(expires), &any,
     "the time of expiry; default: 365 days after issue, or the end of the signer if earlier"},
    {IN_ISSUE, "alg", "ALGORITHM", TEXT, AT(algorithm), &any,
     "ES256 or PS256; default: the algorithm that the key is for"},
    {IN_TEST, "filter", "TEXT", TEXT, AT(filter), &any,
     "only tests with this text in their name or file"},
    {IN_TEST, "branches", NULL, SWITCH, AT(branches), &any,
     "list every decision of the rules with the results that it had"},
    {IN_TEST, "set-value-sets", NULL, SWITCH, AT(set_value_sets), &any,
     "tests of rules see the value sets of the rule set, not their own"},
    {IN_DECODE | IN_CHECK, "schema", "FILE", LIST, AT(schema), &any,
     "validate by this JSON Schema; further files are schemas that it refers to"},
    {IN_CHECK, "werror", NULL, SWITCH, AT(warnings_are_errors), &any,
     "count warnings as errors for the exit code"},
    {IN_TEST, "tap", NULL, SWITCH, AT(tap), &any, "print TAP, version 13"},
    {IN_TEST, "junit", "FILE", TEXT, AT(junit), &any, "also write a JUnit report"},
    {IN_DIFF, "old", "PATH", INPUTS, AT(old_rules), &any, "the old rules"},
    {IN_DIFF, "new", "PATH", INPUTS, AT(new_rules), &any, "the new rules"},
    {IN_DIFF, "old-at", "CLOCK", TEXT, AT(old_at), &any,
     "the time of the old verdict; default: that of --at"},
    {IN_DIFF, "new-at", "CLOCK", TEXT, AT(new_at), &any,
     "the time of the new verdict; default: that of --at"},
    {JOBS, "format", "FORMAT", TEXT, AT(format), &any,
     "ndjson, hc1 or cbor; default: recognised by content"},
    {IN_BATCH, "only", "VERDICTS", TEXT, AT(only), &any,
     "write only lines with these verdicts, for example rejected,open"},
    {JOBS, "output", "FILE", TEXT, AT(output), &any,
     "write the lines to this file, not to standard output"},
    {IN_BATCH, "checkpoint", "FILE", TEXT, AT(checkpoint), &any,
     "save the state of the job in this file, and continue from it"},
    {IN_BATCH, "checkpoint-every", "N", NUMBER, AT(checkpoint_every), &positive,
     "the number of records between two checkpoints; default: 100000"},
    {JOBS | IN_SERVE, "threads", "N", NUMBER, AT(threads), &thread_counts,
     "the number of threads; default: the number of processors"},
    {JOBS, "max-faults", "N", NUMBER, AT(max_faults), &whole,
     "end the job after more than N broken records"},
    {IN_BATCH, "summary", NULL, SWITCH, AT(summary), &any,
     "count by certificate type, verdict and deciding rule"},
    {IN_DIFF, "list", NULL, SWITCH, AT(list), &any,
     "print a line for every certificate whose verdict changes"},
    {JOBS, "external-from-input", NULL, SWITCH, AT(external_from_input), &any,
     "use the external of each record"},
    {IN_SERVE, "listen", "ADDRESS:PORT", TEXT, AT(listen), &any,
     "the address on which it listens, for example 127.0.0.1:8080; port 0 is a free port"},
    {IN_SERVE, "allow-clock", NULL, SWITCH, AT(allow_clock), &any,
     "take the time at which validity is checked from a request"},
    {DECODING | IN_RULES | IN_TRUST | IN_EVAL | IN_CHECK | IN_TEST, "json", NULL, SWITCH, AT(json),
     &any, "print JSON"},
};

enum { ROWS = sizeof rows / sizeof *rows };

static const verb *current;

exit_code usage_error(const char *format, ...)
{
    char message[1024]; /* longer messages are cut */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    return fail_usage(current->name, message);
}

static bool has(const verb *v, const option_row *row)
{
    return (v->in & row->verbs) != 0;
}

static bool is_list(const option_row *row)
{
    return row->kind == LIST || row->kind == INPUTS;
}

static bool may_be_repeated(const verb *v, const option_row *row)
{
    return is_list(row) && (row->place != AT(countries) || v->many_countries);
}

void options_help(const verb *v, FILE *out)
{
    fprintf(out, "Usage: certlogic %s [options] %s\n\n%s\n\n%s\nOptions:\n", v->name, v->operands,
            v->summary, v->details);
    for (int i = 0; i < ROWS; i++) {
        if (!has(v, &rows[i]))
            continue;
        char name[48];
        snprintf(name, sizeof name, "--%s%s%s", rows[i].name, rows[i].argument != NULL ? " " : "",
                 rows[i].argument != NULL ? rows[i].argument : "");
        fprintf(out, "  %-34s %s%s\n", name, rows[i].help,
                may_be_repeated(v, &rows[i]) ? "; may be repeated" : "");
    }
    fprintf(out, "  %-34s %s\n", "--help", "this text");
}

static bool choose(const option_row *row, const char *value, bool *to)
{
    *to = strcmp(value, row->range->yes) == 0;
    if (*to || strcmp(value, row->range->no) == 0)
        return true;
    usage_error("--%s takes %s or %s, not '%s'", row->name, row->range->no, row->range->yes, value);
    return false;
}

/* Parses a whole number in base 10. */
static bool number(const option_row *row, const char *value, unsigned long *to)
{
    char *end;
    errno = 0;
    *to = strtoul(value, &end, 10);
    if (value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0 &&
        *to >= row->range->least && *to <= row->range->most)
        return true;
    if (row->range->most == ULONG_MAX)
        usage_error("--%s takes a whole number from %lu on, not '%s'", row->name, row->range->least,
                    value);
    else
        usage_error("--%s takes a whole number from %lu to %lu, not '%s'", row->name,
                    row->range->least, row->range->most, value);
    return false;
}

static bool append(const char ***list, const char *value)
{
    size_t count = list_count(*list);
    const char **grown = realloc(*list, (count + 2) * sizeof *grown);
    if (grown == NULL) {
        no_memory();
        return false;
    }
    grown[count] = value;
    grown[count + 1] = NULL;
    *list = grown;
    return true;
}

/* Sets one option. `again` is true if the option was given before. */
static bool set_option(options *o, const option_row *row, const char *value, bool again)
{
    void *place = (char *)o + row->place;
    if (again && !may_be_repeated(current, row) && row->kind != SWITCH) {
        usage_error("--%s is given twice", row->name);
        return false;
    }
    if ((row->kind == INPUT || row->kind == INPUTS) && strcmp(value, "-") == 0)
        o->streams++;
    switch (row->kind) {
    case SWITCH:
        *(bool *)place = true;
        return true;
    case TEXT:
    case INPUT:
        *(const char **)place = value;
        return true;
    case LIST:
    case INPUTS:
        return append((const char ***)place, value);
    case NUMBER:
        return number(row, value, (unsigned long *)place);
    case CHOICE:
        return choose(row, value, (bool *)place);
    }
    return false;
}

size_t list_count(const char *const *list)
{
    size_t count = 0;
    while (list != NULL && list[count] != NULL)
        count++;
    return count;
}

void options_free(options *o)
{
    for (int i = 0; i < ROWS; i++) {
        void *place = (char *)o + rows[i].place;
        if (is_list(&rows[i]))
            free(*(const char ***)place);
    }
}

/* Reports an option that the verb does not take. */
static void refuse_name(const char *word)
{
    const char *names[ROWS];
    size_t count = 0, length = strcspn(word, "=");
    char name[64];
    for (int i = 0; i < ROWS; i++) {
        if (has(current, &rows[i]))
            names[count++] = rows[i].name;
    }
    size_t dashes = strspn(word, "-");
    snprintf(name, sizeof name, "%.*s", (int)(length > dashes ? length - dashes : 0),
             word + dashes);
    const char *near = certlogic_similar(name, names, count);
    if (near != NULL)
        usage_error("there is no option '%s' here; did you mean --%s?", word, near);
    else
        usage_error("there is no option '%s' here", word);
}

/* Reports an error of getopt_long. */
static void refuse(int got, const char *word)
{
    if (got == ':')
        usage_error("%s takes an argument", word);
    else if (optopt >= 256)
        usage_error("--%s takes no argument", rows[optopt - 256].name);
    else if (optopt != 0)
        usage_error("there is no option '-%c' here", optopt);
    else
        refuse_name(word);
}

/* Sets the operands, and the members that depend on both options and operands. */
static bool read_operands(options *o, char **operands, int count)
{
    o->arguments = operands;
    o->count = count;
    o->country = o->countries != NULL ? o->countries[0] : NULL;
    for (int i = 0; i < count; i++)
        o->streams += strcmp(operands[i], "-") == 0;
    if (o->streams < 2)
        return true;
    usage_error("standard input can be read only once");
    return false;
}

bool options_read(const verb *v, int argc, char **argv, options *o)
{
    struct option known[ROWS + 2];
    int count = 0;
    memset(known, 0, sizeof known);
    current = v;
    *o = (options){.max_faults = ULONG_MAX, .checkpoint_every = 100000};
    for (int i = 0; i < ROWS; i++) {
        if (has(v, &rows[i]))
            known[count++] = (struct option){.name = rows[i].name,
                                             .has_arg = rows[i].argument != NULL ? required_argument
                                                                                 : no_argument,
                                             .val = 256 + i};
    }
    known[count] = (struct option){.name = "help", .has_arg = no_argument, .val = 'h'};
    optind = 1;
    opterr = 0;
    int got;
    bool seen[ROWS] = {false};
    while ((got = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        if (got == 'h') {
            o->help = true;
            continue;
        }
        if (got < 256) {
            refuse(got, argv[optind - 1]);
            return false;
        }
        bool *again = &seen[got - 256];
        if (!set_option(o, &rows[got - 256], optarg, *again))
            return false;
        *again = true;
    }
    return read_operands(o, argv + optind, argc - optind);
}
