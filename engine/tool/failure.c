/* failure.c — prints failures: as text on standard error, and with --json also as an object on
 * standard output. */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tool/tool.h"

/* The first failure of the run. With --json it is printed last. */
static struct {
    bool wanted; /* --json was given */
    bool kept;
    bool printed;
    const char *code;
    char file[4096];
    char at[sizeof((certlogic_error *)0)->at];
    char message[1024];
} first;

void failures_as_json(void)
{
    first.wanted = true;
}

/* Keeps the first failure. Later ones follow from it or are less important. */
static void keep(const char *code, const char *file, const char *at, const char *message)
{
    if (first.kept)
        return;
    first.kept = true;
    first.code = code;
    snprintf(first.file, sizeof first.file, "%s", file != NULL ? file : "");
    snprintf(first.at, sizeof first.at, "%s", at);
    snprintf(first.message, sizeof first.message, "%s", message);
}

static void put_failure(json_t *object)
{
    json_t *error = json_object();
    object_text(error, "code", first.code);
    object_text(error, "message", first.message);
    if (first.at[0] != '\0')
        object_text(error, "at", first.at);
    if (first.file[0] != '\0')
        object_text(error, "file", first.file);
    object_put(object, "error", error);
}

exit_code print_object_with_failure(json_t *object)
{
    bool failed = first.kept;
    if (failed)
        put_failure(object);
    exit_code code = print_object(object);
    first.printed = failed && code == EXIT_ACCEPTED;
    return code;
}

void print_failure_object(void)
{
    if (!first.wanted || !first.kept || first.printed)
        return;
    json_t *object = json_object();
    put_failure(object);
    if (print_object(object) != EXIT_ACCEPTED)
        puts("{\"error\":{\"code\":\"memory\",\"message\":\"memory ran out\"}}");
}

/* ---- Messages -------------------------------------------------------------------------------- */

/* Begins a message. Standard output is flushed first, so that its text precedes the message. */
static void begin(const char *file)
{
    fflush(stdout);
    fputs("certlogic: ", stderr);
    if (file != NULL) {
        print_text(stderr, file);
        fputs(": ", stderr);
    }
}

exit_code fail(exit_code exit, const char *code, const char *file, const char *format, ...)
{
    char message[sizeof first.message]; /* longer messages are cut */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    begin(file);
    print_text(stderr, message);
    fputc('\n', stderr);
    keep(code, file, "", message);
    return exit;
}

exit_code no_memory(void)
{
    return fail(EXIT_IO, "memory", NULL, "memory ran out");
}

exit_code fail_usage(const char *name, const char *message)
{
    const char *space = name != NULL ? " " : "";
    name = name != NULL ? name : "";
    fflush(stdout);
    fprintf(stderr, "certlogic%s%s: ", space, name);
    print_text(stderr, message);
    fprintf(stderr, "\nTry 'certlogic%s%s --help'.\n", space, name);
    keep("usage", NULL, "", message);
    return EXIT_USAGE;
}

/* Returns: the exit code for an error code; EXIT_BAD_RULES if it is not in the table. */
static exit_code exit_of(const char *code)
{
    static const struct {
        const char *code;
        exit_code exit;
    } codes[] = {
        {"usage", EXIT_USAGE},
        {"clock", EXIT_USAGE},
        {"io", EXIT_IO},
        {"memory", EXIT_IO},
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i].code, code) == 0)
            return codes[i].exit;
    }
    return EXIT_BAD_RULES;
}

exit_code report_error(const char *file, const certlogic_error *error)
{
    begin(file);
    print_text(stderr, error->message);
    /* The message contains line and column if the document is one that people write. */
    bool byte = error->offset != CERTLOGIC_NO_OFFSET && strncmp(error->message, "line ", 5) != 0;
    bool at = error->at[0] != '\0';
    fputs(at ? " (at " : byte ? " (" : "", stderr);
    print_place(stderr, error->at);
    if (byte)
        fprintf(stderr, "%sbyte %zu", at ? ", " : "", error->offset);
    fputs(at || byte ? ")" : "", stderr);
    fprintf(stderr, " [%s]\n", error->code);
    keep(error->code, file, error->at, error->message);
    return exit_of(error->code);
}

/* Returns: the length of the file name at the beginning of a message; 0 if the message does not
 *   begin with one of the paths. */
static size_t file_in_message(const char *message, const char *const *paths)
{
    for (; paths != NULL && *paths != NULL; paths++) {
        size_t length = strlen(*paths);
        if (strncmp(message, *paths, length) != 0)
            continue;
        const char *end = strstr(message + length, ": ");
        return end != NULL ? (size_t)(end - message) : 0;
    }
    return 0;
}

exit_code report_load_error(const char *const *paths, const char *const *others,
                            const certlogic_error *error)
{
    size_t length = file_in_message(error->message, others);
    if (length == 0)
        length = file_in_message(error->message, paths);
    if (length == 0)
        return report_error(NULL, error);
    char file[sizeof error->message];
    certlogic_error rest = *error;
    snprintf(file, sizeof file, "%.*s", (int)length, error->message);
    snprintf(rest.message, sizeof rest.message, "%s", error->message + length + 2);
    return report_error(file, &rest);
}

void report_finding(const certlogic_finding *finding, bool failed)
{
    begin(NULL);
    print_remark(stderr, finding->file, finding->at, finding->message, finding->code);
    if (failed)
        keep(finding->code, finding->file, finding->at, finding->message);
}
