/* output.c — prints text and JSON that cannot steer a terminal. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cut.h"
#include "data/escape.h"
#include "tool/tool.h"

/* ---- Text ------------------------------------------------------------------------------------ */

void print_safe(FILE *out, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned code;
        size_t run = cl_escape_plain(bytes + at, length - at);
        fwrite(bytes + at, 1, run, out);
        at += run;
        if (at == length)
            return;
        size_t n = cl_escape_character(bytes + at, length - at, &code);
        if (code == CL_NO_CHARACTER)
            code = (unsigned char)bytes[at];
        fprintf(out, code < 0x100 ? "\\x%02X" : code < 0x10000 ? "\\u%04X" : "\\U%08X", code);
        at += n;
    }
}

void print_text(FILE *out, const char *bytes)
{
    print_safe(out, bytes, strlen(bytes));
}

void print_padded(const char *bytes, int width)
{
    size_t length = strlen(bytes);
    if (cl_escape_plain(bytes, length) == length)
        printf("%-*s", width, bytes);
    else
        print_text(stdout, bytes);
}

void print_place(FILE *out, const char *at)
{
    enum { LONGEST = 120 };
    size_t length = strlen(at);
    size_t end = cl_cut_pointer(at, length, LONGEST);
    print_safe(out, at, end);
    fputs(end < length ? "/" CL_ELLIPSIS : "", out);
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

/* Prints JSON or lines, with escapes inside JSON strings. */
static void print_escaped(const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        unsigned code;
        char escape[13];
        size_t run = cl_escape_plain(bytes + at, length - at);
        fwrite(bytes + at, 1, run, stdout);
        at += run;
        if (at == length)
            break;
        at += cl_escape_character(bytes + at, length - at, &code);
        if (code == '\n')
            fputc('\n', stdout);
        else
            fwrite(escape, 1, cl_escape_json(code, escape), stdout);
    }
}

exit_code print_framed(const char *before, char *owned, const char *after)
{
    if (owned == NULL)
        return no_memory();
    fputs(before, stdout);
    print_escaped(owned, strlen(owned));
    fputs(after, stdout);
    certlogic_free(owned);
    return ferror(stdout) ? EXIT_IO : EXIT_ACCEPTED;
}

exit_code print_line(cl_buffer *line)
{
    bool whole = !line->failed;
    if (whole) {
        print_escaped(cl_buffer_text(line), line->length);
        fputc('\n', stdout);
    }
    cl_buffer_free(line);
    if (!whole)
        return no_memory();
    return ferror(stdout) ? EXIT_IO : EXIT_ACCEPTED;
}

exit_code print_owned(char *owned)
{
    size_t length = owned != NULL ? strlen(owned) : 0;
    return print_framed("", owned, length > 0 && owned[length - 1] == '\n' ? "" : "\n");
}

void print_remark(FILE *out, const char *file, const char *at, const char *message,
                  const char *code)
{
    print_text(out, file[0] != '\0' ? file : "standard input");
    fputs(at[0] != '\0' ? " " : "", out);
    print_place(out, at);
    fputs(": ", out);
    print_text(out, message);
    fprintf(out, " [%s]\n", code);
}

/* ---- Colours --------------------------------------------------------------------------------- */

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

exit_code finish_output(exit_code code)
{
    bool flushed = fflush(stdout) == 0;
    if (flushed && !ferror(stdout))
        return code;
    return fail(EXIT_IO, "io", NULL, "cannot write standard output%s%s", flushed ? "" : ": ",
                flushed ? "" : strerror(errno));
}
