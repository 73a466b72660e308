/* options.c — one table of options; a verb says which of them it takes. */
#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "batch/batch.h"
#include "tool/tool.h"

typedef struct option_row {
    uint64_t bit;
    const char *name;
    const char *argument; /* NULL for a switch */
    const char *help;
} option_row;

static const option_row rows[] = {
    {OPT_RULES, "rules", "PATH", "the rules: a folder, a file, or a bundle"},
    {OPT_VALUE_SETS, "value-sets", "PATH",
     "value sets; they replace those that come with the rules"},
    {OPT_COUNTRY, "country", "CC", "country of arrival, two capital letters"},
    {OPT_REGION, "region", "REGION", "apply the rules of this region too"},
    {OPT_AT, "at", "CLOCK", "the moment asked about, for example 2022-01-15T12:00:00Z; else now"},
    {OPT_LANG, "lang", "LANGUAGE", "language of descriptions, for example cs; else English"},
    {OPT_POLICY, "policy", "POLICY", "strict: open counts as rejected; lenient is the default"},
    {OPT_INVALIDATION, "invalidation-strikes-on", "BOOLEAN",
     "an invalidation rule strikes when it is true; else when it is false"},
    {OPT_ALLOW_NO_RULES, "allow-no-rules", NULL, "no rule in force is no reason to be open"},
    {OPT_KEEP_GOING, "keep-going", NULL, "leave broken rules out instead of refusing the set"},
    {OPT_STREAM, "stream", NULL, "one JSON object a line in, one a line out"},
    {OPT_EVERY_RULE, "every-rule", NULL, "the outcome of every rule, without selection"},
    {OPT_TYPE, "type", "TYPE", "Acceptance or Invalidation; else both"},
    {OPT_CERTIFICATE, "certificate", "TYPE", "Vaccination, Test or Recovery; else all"},
    {OPT_ID, "id", "IDENTIFIER", "only the rule of this identifier"},
    {OPT_TRUST, "trust", "PATH",
     "signers to be trusted: a folder or a file, see 'certlogic trust'"},
    {OPT_NO_TRUST, "no-trust", NULL, "do not check signatures; all that is said is unverified"},
    {OPT_STRICT, "strict", NULL, "what is else let pass with a notice is a fault"},
    {OPT_ALLOW_UNCOMPRESSED, "allow-uncompressed", NULL, "read texts of COSE without zlib too"},
    {OPT_CSCA, "csca", "PATH", "authorities: signers that none of them has signed are left out"},
    {OPT_KEY, "key", "FILE", "the private key to sign with, PEM"},
    {OPT_CERT, "cert", "FILE", "the signer's certificate, PEM or DER"},
    {OPT_ISSUED, "issued", "CLOCK", "when it is issued; else now"},
    {OPT_EXPIRES, "expires", "CLOCK",
     "when it expires; else a year later, at most with its signer"},
    {OPT_ALG, "alg", "ALGORITHM", "ES256 or PS256; else the one that the key is for"},
    {OPT_FILTER, "filter", "TEXT", "only tests with this text in their name or file"},
    {OPT_BRANCHES, "branches", NULL, "list every decision of the rules and the ways it was taken"},
    {OPT_TAP, "tap", NULL, "print TAP, version 13"},
    {OPT_JUNIT, "junit", "FILE", "write a JUnit report too"},
    {OPT_OLD, "old", "PATH", "the rules as they were"},
    {OPT_NEW, "new", "PATH", "the rules as they will be"},
    {OPT_OLD_AT, "old-at", "CLOCK", "the moment of the old verdict; else --at"},
    {OPT_NEW_AT, "new-at", "CLOCK", "the moment of the new verdict; else --at"},
    {OPT_FORMAT, "format", "FORMAT", "ndjson, hc1 or cbor; else content tells"},
    {OPT_ONLY, "only", "VERDICTS", "only lines with these verdicts, for example rejected,open"},
    {OPT_OUTPUT, "output", "FILE", "write the lines there, not to standard output"},
    {OPT_CHECKPOINT, "checkpoint", "FILE", "go on from this file, and keep it up to date"},
    {OPT_CHECKPOINT_EVERY, "checkpoint-every", "N", "records between two checkpoints; else 100000"},
    {OPT_THREADS, "threads", "N", "threads; else as many as there are processors"},
    {OPT_MAX_FAULTS, "max-faults", "N", "end the job after more than N broken records"},
    {OPT_SUMMARY, "summary", NULL, "count by verdict, certificate type and deciding rule"},
    {OPT_LIST, "list", NULL, "a line for every certificate whose verdict changes"},
    {OPT_EXTERNAL, "external-from-input", NULL, "use the external that a record brings"},
    {OPT_JSON, "json", NULL, "print JSON"},
};

enum { ROWS = sizeof rows / sizeof *rows };

static const verb *current;

exit_code usage_error(const char *format, ...)
{
    char message[1024]; /* more of it would be the user's own words */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    fprintf(stderr, "certlogic %s: ", current->name);
    print_text(stderr, message);
    fprintf(stderr, "\nTry 'certlogic %s --help'.\n", current->name);
    return EXIT_USAGE;
}

void options_help(const verb *v, FILE *out)
{
    fprintf(out, "Usage: certlogic %s [options] %s\n\n%s\n\n%s\nOptions:\n", v->name, v->operands,
            v->summary, v->details);
    for (int i = 0; i < ROWS; i++) {
        if ((v->options & rows[i].bit) == 0)
            continue;
        char name[48];
        snprintf(name, sizeof name, "--%s%s%s", rows[i].name, rows[i].argument != NULL ? " " : "",
                 rows[i].argument != NULL ? rows[i].argument : "");
        fprintf(out, "  %-34s %s\n", name, rows[i].help);
    }
    fprintf(out, "  %-34s %s\n", "--help", "this text");
}

static bool choose(const char *name, const char *value, const char *no, const char *yes, bool *to)
{
    if (strcmp(value, yes) != 0 && strcmp(value, no) != 0) {
        usage_error("--%s takes %s or %s, not '%s'", name, no, yes, value);
        return false;
    }
    *to = strcmp(value, yes) == 0;
    return true;
}

/* A whole number in base 10 from `least` to `most`. */
static bool number(const char *name, const char *value, unsigned long least, unsigned long most,
                   unsigned long *to)
{
    char *end;
    errno = 0;
    *to = strtoul(value, &end, 10);
    if (value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0 && *to >= least &&
        *to <= most)
        return true;
    if (most == ULONG_MAX)
        usage_error("--%s takes a whole number from %lu on, not '%s'", name, least, value);
    else
        usage_error("--%s takes a whole number from %lu to %lu, not '%s'", name, least, most,
                    value);
    return false;
}

static bool set_option(options *o, const option_row *row, const char *value)
{
    switch (row->bit) {
    case OPT_RULES:
        o->rules = value;
        break;
    case OPT_VALUE_SETS:
        o->value_sets = value;
        break;
    case OPT_COUNTRY:
        o->country = value;
        break;
    case OPT_REGION:
        o->region = value;
        break;
    case OPT_AT:
        o->at = value;
        break;
    case OPT_LANG:
        o->language = value;
        break;
    case OPT_TYPE:
        o->type = value;
        break;
    case OPT_CERTIFICATE:
        o->certificate = value;
        break;
    case OPT_ID:
        o->id = value;
        break;
    case OPT_POLICY:
        return choose(row->name, value, "lenient", "strict", &o->strict_policy);
    case OPT_INVALIDATION:
        return choose(row->name, value, "false", "true", &o->invalidation_when_true);
    case OPT_ALLOW_NO_RULES:
        o->allow_no_rules = true;
        break;
    case OPT_KEEP_GOING:
        o->keep_going = true;
        break;
    case OPT_STREAM:
        o->stream = true;
        break;
    case OPT_EVERY_RULE:
        o->every_rule = true;
        break;
    case OPT_TRUST:
        o->trust = value;
        break;
    case OPT_NO_TRUST:
        o->no_trust = true;
        break;
    case OPT_STRICT:
        o->strict = true;
        break;
    case OPT_ALLOW_UNCOMPRESSED:
        o->allow_uncompressed = true;
        break;
    case OPT_CSCA:
        o->csca = value;
        break;
    case OPT_KEY:
        o->key = value;
        break;
    case OPT_CERT:
        o->cert = value;
        break;
    case OPT_ISSUED:
        o->issued = value;
        break;
    case OPT_EXPIRES:
        o->expires = value;
        break;
    case OPT_ALG:
        o->algorithm = value;
        break;
    case OPT_FILTER:
        o->filter = value;
        break;
    case OPT_JUNIT:
        o->junit = value;
        break;
    case OPT_TAP:
        o->tap = true;
        break;
    case OPT_BRANCHES:
        o->branches = true;
        break;
    case OPT_JSON:
        o->json = true;
        break;
    case OPT_OLD:
        o->old_rules = value;
        break;
    case OPT_NEW:
        o->new_rules = value;
        break;
    case OPT_OLD_AT:
        o->old_at = value;
        break;
    case OPT_NEW_AT:
        o->new_at = value;
        break;
    case OPT_FORMAT:
        o->format = value;
        break;
    case OPT_ONLY:
        o->only = value;
        break;
    case OPT_OUTPUT:
        o->output = value;
        break;
    case OPT_CHECKPOINT:
        o->checkpoint = value;
        break;
    case OPT_CHECKPOINT_EVERY:
        return number(row->name, value, 1, ULONG_MAX, &o->checkpoint_every);
    case OPT_THREADS:
        return number(row->name, value, 1, CL_BATCH_MAX_THREADS, &o->threads);
    case OPT_MAX_FAULTS:
        return number(row->name, value, 0, ULONG_MAX, &o->max_faults);
    case OPT_SUMMARY:
        o->summary = true;
        break;
    case OPT_LIST:
        o->list = true;
        break;
    case OPT_EXTERNAL:
        o->external_from_input = true;
        break;
    }
    return true;
}

bool options_read(const verb *v, int argc, char **argv, options *o)
{
    struct option known[ROWS + 2];
    int count = 0;
    memset(known, 0, sizeof known);
    current = v;
    *o = (options){.max_faults = ULONG_MAX, .checkpoint_every = 100000};
    for (int i = 0; i < ROWS; i++) {
        if ((v->options & rows[i].bit) != 0)
            known[count++] = (struct option){.name = rows[i].name,
                                             .has_arg = rows[i].argument != NULL ? required_argument
                                                                                 : no_argument,
                                             .val = 256 + i};
    }
    known[count] = (struct option){.name = "help", .has_arg = no_argument, .val = 'h'};
    optind = 1;
    opterr = 0;
    int got;
    while ((got = getopt_long(argc, argv, ":h", known, NULL)) != -1) {
        if (got == 'h') {
            o->help = true;
        } else if (got == ':') {
            usage_error("%s takes an argument", argv[optind - 1]);
            return false;
        } else if (got < 256 && optopt >= 256) {
            usage_error("--%s takes no argument", rows[optopt - 256].name);
            return false;
        } else if (got < 256 && optopt != 0) {
            usage_error("there is no option '-%c' here", optopt);
            return false;
        } else if (got < 256) {
            usage_error("there is no option '%s' here", argv[optind - 1]);
            return false;
        } else if (!set_option(o, &rows[got - 256], optarg)) {
            return false;
        }
    }
    o->arguments = argv + optind;
    o->count = argc - optind;
    return true;
}
