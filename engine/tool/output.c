/* output.c — text for terminals, JSON for programs, errors for people. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tool/tool.h"

/* ---- Characters -------------------------------------------------------------------------------- */

size_t character(const char *bytes, size_t length, unsigned *code)
{
    const unsigned char *s = (const unsigned char *)bytes;
    size_t n = s[0] < 0x80                  ? 1
               : s[0] < 0xC2 || s[0] > 0xF4 ? 0
               : s[0] < 0xE0                ? 2
               : s[0] < 0xF0                ? 3
                                            : 4;
    *code = n == 1 ? s[0] : s[0] & (0x7FU >> n);
    for (size_t i = 1; i < n; i++) {
        if (i >= length || (s[i] & 0xC0) != 0x80)
            n = 0;
        else
            *code = *code << 6 | (s[i] & 0x3FU);
    }
    bool overlong = (n == 3 && *code < 0x800) || (n == 4 && *code < 0x10000);
    bool surrogate = *code >= 0xD800 && *code <= 0xDFFF;
    if (n > 0 && !overlong && !surrogate && *code < NOT_UTF8)
        return n;
    *code = NOT_UTF8;
    return 1;
}

/* What can steer a terminal, or make it show text in another order than it has. */
static bool steers(unsigned code)
{
    bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    bool breaks_line = code == 0x2028 || code == 0x2029;
    bool turns = (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    return control || breaks_line || turns || code == NOT_UTF8;
}

/* How many bytes from `bytes` on may be printed as they stand. */
static size_t harmless(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        unsigned code;
        size_t n = character(bytes + at, length - at, &code);
        if (steers(code))
            break;
        at += n;
    }
    return at;
}

void print_safe(FILE *out, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned code;
        size_t run = harmless(bytes + at, length - at);
        fwrite(bytes + at, 1, run, out);
        at += run;
        if (at == length)
            return;
        size_t n = character(bytes + at, length - at, &code);
        if (code == NOT_UTF8)
            code = (unsigned char)bytes[at];
        fprintf(out, code < 0x100 ? "\\x%02X" : "\\u%04X", code);
        at += n;
    }
}

void print_text(FILE *out, const char *bytes)
{
    print_safe(out, bytes, strlen(bytes));
}

void print_place(FILE *out, const char *at)
{
    enum { LONGEST = 120 };
    size_t length = strlen(at);
    size_t end = length;
    if (length > LONGEST) {
        for (end = LONGEST; at[end] != '/' && end > 0;)
            end--;
    }
    print_safe(out, at, end);
    fputs(end < length ? "/\xE2\x80\xA6" : "", out);
}

void print_where(const certlogic_error *error)
{
    bool at = error->at[0] != '\0', byte = error->offset != CERTLOGIC_NO_OFFSET;
    if (!at && !byte)
        return;
    fputs(at ? " (at " : " (", stdout);
    print_place(stdout, error->at);
    if (byte)
        printf("%sbyte %zu", at ? ", " : "", error->offset);
    fputc(')', stdout);
}

exit_code print_framed(const char *before, char *owned, const char *after)
{
    if (owned == NULL)
        return no_memory();
    size_t length = strlen(owned);
    fputs(before, stdout);
    for (size_t at = 0; at < length;) {
        unsigned code;
        size_t run = harmless(owned + at, length - at);
        fwrite(owned + at, 1, run, stdout);
        at += run;
        if (at == length)
            break;
        at += character(owned + at, length - at, &code);
        if (code == '\n')
            fputc('\n', stdout);
        else
            printf("\\u%04x", code == NOT_UTF8 ? 0xFFFD : code);
    }
    fputs(after, stdout);
    certlogic_free(owned);
    return ferror(stdout) ? EXIT_IO : EXIT_ACCEPTED;
}

exit_code print_owned(char *owned)
{
    size_t length = owned != NULL ? strlen(owned) : 0;
    return print_framed("", owned, length > 0 && owned[length - 1] == '\n' ? "" : "\n");
}

void print_json(FILE *out, const char *bytes)
{
    size_t length = strlen(bytes);
    fputc('"', out);
    for (size_t at = 0; at < length;) {
        unsigned code;
        size_t n = character(bytes + at, length - at, &code);
        if (code == '"' || code == '\\')
            fprintf(out, "\\%c", (int)code);
        else if (steers(code))
            fprintf(out, "\\u%04x", code == NOT_UTF8 ? 0xFFFD : code);
        else
            fwrite(bytes + at, 1, n, out);
        at += n;
    }
    fputc('"', out);
}

/* ---- Colours, errors --------------------------------------------------------------------------- */

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

exit_code report_error(const char *subject, const certlogic_error *error)
{
    fflush(stdout);
    fputs("certlogic: ", stderr);
    if (subject != NULL) {
        print_text(stderr, subject);
        fputs(": ", stderr);
    }
    print_text(stderr, error->message);
    /* In documents that people write the message has line and column. */
    bool byte = error->offset != CERTLOGIC_NO_OFFSET && strncmp(error->message, "line ", 5) != 0;
    bool at = error->at[0] != '\0';
    fputs(at ? " (at " : byte ? " (" : "", stderr);
    print_place(stderr, error->at);
    if (byte)
        fprintf(stderr, "%sbyte %zu", at ? ", " : "", error->offset);
    fputs(at || byte ? ")" : "", stderr);
    fprintf(stderr, " [%s]\n", error->code);
    return exit_of(error->code);
}

exit_code no_memory(void)
{
    fputs("certlogic: memory ran out\n", stderr);
    return EXIT_IO;
}

exit_code finish_output(exit_code code)
{
    bool flushed = fflush(stdout) == 0;
    if (flushed && !ferror(stdout))
        return code;
    fprintf(stderr, "certlogic: cannot write standard output%s%s\n", flushed ? "" : ": ",
            flushed ? "" : strerror(errno));
    return EXIT_IO;
}
