/* output.c — text for terminals, JSON for programs, errors for people. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/tool.h"

/* The bytes of a control character at `at`: C0, DEL, or C1 in UTF-8; 0 for anything else. */
static size_t control(const char *bytes, size_t length, size_t at)
{
    unsigned char c = (unsigned char)bytes[at];
    if (c < 0x20 || c == 0x7F)
        return 1;
    if (c == 0xC2 && at + 1 < length && (unsigned char)bytes[at + 1] >= 0x80 &&
        (unsigned char)bytes[at + 1] <= 0x9F)
        return 2;
    return 0;
}

void print_safe(FILE *out, const char *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        size_t n = control(bytes, length, i);
        if (n == 0)
            fputc(bytes[i], out);
        else
            fprintf(out, "\\x%02X", (unsigned char)bytes[i + n - 1]);
        i += n == 2;
    }
}

void print_text(FILE *out, const char *bytes)
{
    print_safe(out, bytes, strlen(bytes));
}

exit_code print_owned(char *owned)
{
    if (owned == NULL) {
        fputs("certlogic: memory ran out\n", stderr);
        return EXIT_IO;
    }
    size_t length = strlen(owned);
    fputs(owned, stdout);
    if (length == 0 || owned[length - 1] != '\n')
        fputc('\n', stdout);
    certlogic_free(owned);
    return EXIT_ACCEPTED;
}

void print_json(FILE *out, const char *bytes)
{
    fputc('"', out);
    for (; *bytes != '\0'; bytes++) {
        unsigned char c = (unsigned char)*bytes;
        if (c == '"' || c == '\\')
            fprintf(out, "\\%c", c);
        else if (c < 0x20)
            fprintf(out, "\\u%04x", c);
        else
            fputc(c, out);
    }
    fputc('"', out);
}

const char *colour(const char *name)
{
    const char *refused = getenv("NO_COLOR");
    if (!isatty(STDOUT_FILENO) || (refused != NULL && refused[0] != '\0'))
        return "";
    if (strcmp(name, "accepted") == 0 || strcmp(name, "passed") == 0)
        return "\033[32m";
    if (strcmp(name, "rejected") == 0 || strcmp(name, "failed") == 0)
        return "\033[31m";
    return strcmp(name, "open") == 0 ? "\033[33m" : "\033[0m";
}

/* Codes whose exit code is not "bad rules". */
static exit_code exit_of(const char *code)
{
    static const struct {
        const char *code;
        exit_code exit;
    } codes[] = {
        {"usage", EXIT_USAGE}, {"clock", EXIT_USAGE}, {"io", EXIT_IO}, {"memory", EXIT_IO},
    };
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        if (strcmp(codes[i].code, code) == 0)
            return codes[i].exit;
    }
    return EXIT_BAD_RULES;
}

exit_code report_error(const char *subject, const certlogic_error *error)
{
    fputs("certlogic: ", stderr);
    if (subject != NULL) {
        print_text(stderr, subject);
        fputs(": ", stderr);
    }
    print_text(stderr, error->message);
    if (error->at[0] != '\0') {
        fputs(" (at ", stderr);
        print_text(stderr, error->at);
        fputc(')', stderr);
    }
    fprintf(stderr, " [%s]\n", error->code);
    return exit_of(error->code);
}

exit_code finish_output(exit_code code)
{
    if (fflush(stdout) == 0 && !ferror(stdout))
        return code;
    fprintf(stderr, "certlogic: cannot write standard output: %s\n", strerror(errno));
    return EXIT_IO;
}
