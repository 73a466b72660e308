/* input.c — reads operands, files, standard input and lines. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/limits.h"
#include "tool/tool.h"

enum { PIECE = 65536 };

static bool complain(const char *path, const char *why)
{
    fail(EXIT_IO, "io", strcmp(path, "-") == 0 ? "standard input" : path, "%s", why);
    return false;
}

static FILE *open_input(const char *path)
{
    if (strcmp(path, "-") == 0)
        return stdin;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        complain(path, strerror(errno));
    return file;
}

static void close_input(FILE *file)
{
    if (file != stdin)
        fclose(file);
}

/* Reads at most one byte more than a document may have, so that the library refuses a longer
 * one. */
static bool read_stream(FILE *file, const char *path, text *into)
{
    size_t capacity = 0;
    for (;;) {
        if (capacity - into->length < PIECE + 1) {
            capacity = capacity == 0 ? (size_t)2 * PIECE : capacity * 2;
            char *grown = realloc(into->bytes, capacity);
            if (grown == NULL)
                return complain(path, "memory ran out");
            into->bytes = grown;
        }
        size_t got = fread(into->bytes + into->length, 1, PIECE, file);
        into->length += got;
        into->bytes[into->length] = '\0';
        if (into->length > CL_MAX_DOCUMENT) {
            into->length = (size_t)CL_MAX_DOCUMENT + 1;
            return true;
        }
        if (got < PIECE && feof(file))
            return true;
        if (ferror(file))
            return complain(path, strerror(errno));
    }
}

bool read_file(const char *path, text *into)
{
    *into = (text){.bytes = NULL};
    FILE *file = open_input(path);
    if (file == NULL)
        return false;
    bool read = read_stream(file, path, into);
    close_input(file);
    if (!read)
        text_free(into);
    return read;
}

/* Returns: true for an operand that begins like JSON, or is a number, true, false or null and not
 *   the name of a file. */
static bool is_json(const char *operand)
{
    static const char *const words[] = {"true", "false", "null"};
    bool scalar = operand[0] != '\0' && strcmp(operand, "-") != 0 &&
                  operand[strspn(operand, "+-.0123456789Ee")] == '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        scalar = scalar || strcmp(operand, words[i]) == 0;
    return operand[0] == '{' || operand[0] == '[' || operand[0] == '"' ||
           (scalar && access(operand, F_OK) != 0);
}

bool read_operand(const char *operand, text *into)
{
    if (!is_json(operand))
        return read_file(operand, into);
    *into = (text){.bytes = strdup(operand), .length = strlen(operand)};
    return into->bytes != NULL || complain("memory", strerror(ENOMEM));
}

/* Returns: true for an operand that is intended as the text of a certificate: one that begins with
 *   two letters, a digit and a colon, or with a URL; and for an empty one. */
static bool is_certificate(const char *operand)
{
    static const char *const others[] = {"http://", "https://", "shc:/"};
    const char *first = operand + strspn(operand, " \t\r\n");
    if (*first == '\0')
        return true;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strncasecmp(first, others[i], strlen(others[i])) == 0)
            return true;
    }
    return strlen(first) >= 4 && first[3] == ':' && first[2] >= '0' && first[2] <= '9' &&
           strspn(first, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz") == 2;
}

bool read_certificate(const char *operand, text *into)
{
    if (!is_certificate(operand))
        return read_operand(operand, into);
    *into = (text){.bytes = strdup(operand), .length = strlen(operand)};
    return into->bytes != NULL || complain("memory", strerror(ENOMEM));
}

const char *operand_name(const char *operand, const char *what)
{
    return is_json(operand) ? what : strcmp(operand, "-") == 0 ? "standard input" : operand;
}

void text_free(text *t)
{
    free(t->bytes);
    *t = (text){.bytes = NULL};
}

/* The current line. If it is longer than CL_MAX_RECORD, only its first bytes are kept, one more
 * than the limit. */
typedef struct line_reader {
    FILE *file;
    text line;
    size_t capacity;
} line_reader;

static bool keep(line_reader *r, int byte)
{
    if (r->line.length > CL_MAX_RECORD)
        return true;
    if (r->line.length == r->capacity) {
        size_t capacity = r->capacity == 0 ? PIECE : r->capacity * 2;
        char *grown = realloc(r->line.bytes, capacity);
        if (grown == NULL)
            return false;
        r->line.bytes = grown;
        r->capacity = capacity;
    }
    r->line.bytes[r->line.length++] = (char)byte;
    return true;
}

/* Reads the next line, without its end.
 * Returns: 1; 0 after the last line; -1 if reading fails. */
static int next_line(line_reader *r)
{
    int byte;
    bool any = false;
    r->line.length = 0;
    while ((byte = getc_unlocked(r->file)) != EOF) {
        any = true;
        if (byte == '\n')
            break;
        if (!keep(r, byte))
            return -1;
    }
    if (ferror(r->file))
        return -1;
    while (r->line.length > 0 && r->line.bytes[r->line.length - 1] == '\r')
        r->line.length--;
    return any;
}

/* Returns: true for a line that has only white space and is not too long. The first line may also
 *   begin with a byte order mark. */
static bool is_blank(const text *line, bool first)
{
    size_t at = first && line->length >= 3 && memcmp(line->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < line->length && memchr(" \t\r", line->bytes[at], 3) != NULL)
        at++;
    return at == line->length && at <= CL_MAX_RECORD;
}

exit_code each_line(const char *path,
                    exit_code (*take)(void *self, const char *line, size_t length), void *self)
{
    line_reader r = {.file = open_input(path)};
    int got = 1;
    bool first = true;
    exit_code code = r.file != NULL ? EXIT_ACCEPTED : EXIT_IO;
    while (code == EXIT_ACCEPTED && (got = next_line(&r)) > 0) {
        if (!is_blank(&r.line, first))
            code = take(self, r.line.bytes, r.line.length);
        first = false;
    }
    if (code == EXIT_ACCEPTED && got < 0) {
        complain(path, strerror(errno));
        code = EXIT_IO;
    }
    text_free(&r.line);
    if (r.file != NULL)
        close_input(r.file);
    return code;
}
