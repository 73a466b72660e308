/* check.c — certlogic check: prints what is wrong with rules and expressions. */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "tool/tool.h"

typedef struct checking {
    json_t *object;                 /* with --json: what is printed at the end; otherwise NULL */
    json_t *array;                  /* its findings */
    const certlogic_schema *schema; /* that the operands are held to; NULL: they are rules */
    size_t findings;
    size_t errors;
    size_t warnings;
} checking;

static void print_finding(void *self, const certlogic_finding *f)
{
    checking *c = self;
    bool error = f->severity == CERTLOGIC_ERROR;
    c->errors += error;
    c->warnings += f->severity == CERTLOGIC_WARNING;
    c->findings++;
    if (c->object != NULL) {
        array_add(c->array, finding_value(f));
        return;
    }
    print_text(stdout, f->file);
    fputc(' ', stdout);
    print_place(stdout, f->at[0] != '\0' ? f->at : "(whole)");
    printf(": %s%s%s: ", colour(error ? "failed" : "open"), certlogic_severity_name(f->severity),
           colour("end"));
    print_text(stdout, f->message);
    printf(" [%s]\n", f->code);
}

json_t *finding_value(const certlogic_finding *f)
{
    json_t *value = json_object();
    object_text(value, "code", f->code);
    object_text(value, "severity", certlogic_severity_name(f->severity));
    object_text(value, "file", f->file);
    object_text(value, "at", f->at);
    object_text(value, "message", f->message);
    if (f->fix != NULL)
        object_text(value, "fix", f->fix);
    return value;
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* Returns: true for a regular file, which can be read twice. */
static bool is_regular(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

/* Checks the rules of a path. If `json` is not NULL, checks this document, and `path` is its name
 * in findings. */
static exit_code check_rules(checking *c, const char *path, const char *json, size_t length)
{
    certlogic_error error;
    certlogic_finding finding;
    certlogic_load_options load = {.keep_going = true, .check = true};
    certlogic_rules *rules = json != NULL ? certlogic_rules_parse(json, length, &load, &error)
                                          : certlogic_rules_load(path, &load, &error);
    if (rules == NULL)
        return report_load_error((const char *const[]){path, NULL}, NULL, &error);
    size_t found = 0;
    for (; certlogic_rules_finding(rules, found, &finding); found++) {
        if (json != NULL)
            finding.file = path;
        print_finding(c, &finding);
    }
    exit_code code = EXIT_ACCEPTED;
    if (found == 0 && certlogic_rules_count(rules) == 0 && is_folder(path))
        code = fail(EXIT_BAD_RULES, "usage", path, "there is no rule in this folder");
    certlogic_rules_free(rules);
    return code;
}

static exit_code check_document(checking *c, const char *operand, const text *document)
{
    certlogic_error error;
    const char *name = operand_name(operand, "argument");
    const char *bytes = document->bytes;
    size_t length = document->length;
    bool done;
    if (c->schema != NULL)
        done = certlogic_schema_check(c->schema, bytes, length, name, print_finding, c, &error);
    else if (certlogic_is_rules(bytes, length))
        return check_rules(c, name, is_regular(operand) ? NULL : bytes, length);
    else
        done = certlogic_check_expression(bytes, length, name, print_finding, c, &error);
    return done ? EXIT_ACCEPTED : report_error(NULL, &error);
}

static exit_code check_operand(checking *c, const char *operand)
{
    text document;
    if (is_folder(operand) && c->schema == NULL)
        return check_rules(c, operand, NULL, 0);
    if (!read_operand(operand, &document))
        return EXIT_IO;
    exit_code code = check_document(c, operand, &document);
    text_free(&document);
    return code;
}

/* Prints the last line. With --werror it contains the number of warnings. */
static void print_counts(const checking *c, bool warnings_are_errors)
{
    printf("%zu finding%s, %zu error%s", c->findings, c->findings == 1 ? "" : "s", c->errors,
           c->errors == 1 ? "" : "s");
    if (warnings_are_errors)
        printf(", %zu warning%s", c->warnings, c->warnings == 1 ? "" : "s");
    putchar('\n');
}

static exit_code run(const options *o)
{
    exit_code code;
    if (o->count == 0)
        return usage_error("what shall be checked? Folders, files or expressions");
    certlogic_schema *schema = load_schema(o, &code);
    if (code != EXIT_ACCEPTED)
        return code;
    checking c = {.schema = schema};
    if (o->json) {
        c.object = json_object();
        c.array = object_part(c.object, "findings", json_array());
        if (c.object == NULL) {
            certlogic_schema_free(schema);
            return print_object(NULL);
        }
    }
    /* An operand that cannot be read does not stop the check of the others. The highest exit code
     * wins. */
    for (int i = 0; i < o->count; i++) {
        exit_code one = check_operand(&c, o->arguments[i]);
        code = one > code ? one : code;
    }
    if (o->json) {
        if (print_object_with_failure(c.object) != EXIT_ACCEPTED)
            code = EXIT_IO;
    } else if (code != EXIT_IO || c.findings > 0) {
        print_counts(&c, o->warnings_are_errors);
    }
    certlogic_schema_free(schema);
    bool faulty = c.errors > 0 || (o->warnings_are_errors && c.warnings > 0);
    return code == EXIT_ACCEPTED && faulty ? EXIT_BAD_RULES : code;
}

const verb verb_check = {
    .in = IN_CHECK,
    .name = "check",
    .operands = "WHAT...",
    .summary = "Reports every fault of rules or expressions, with its place.",
    .details =
        "WHAT is a folder of rules and their tests, a file (a rule, an array of rules, a bundle,\n"
        "value sets, the test of a rule, or an expression), - for standard input, or the JSON\n"
        "itself. A rule with an error is not used, and a test with an error is not run. Warnings\n"
        "report probable mistakes. Places are JSON Pointers into the document. With --schema WHAT\n"
        "is any JSON, and it is only validated by the schema; nothing is fetched.\n"
        "Exit code: 0 no error, 6 at least one error; with --werror a warning counts as an error.\n",
    .run = run,
};
