/* input.c — files, standard input, lines. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "tool/tool.h"

enum { PIECE = 65536 };

/* No record is larger; the library refuses far smaller ones by name. */
static const size_t largest = (size_t)64 * 1024 * 1024;

static bool complain(const char *path, const char *why)
{
    fflush(stdout);
    fputs("certlogic: ", stderr);
    print_text(stderr, strcmp(path, "-") == 0 ? "standard input" : path);
    fprintf(stderr, ": %s\n", why);
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
        if (into->length > largest)
            return complain(path, "larger than 64 MiB");
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

/* True for what can only be meant as JSON, and for a number or a word of JSON that is no file. */
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

/* True for an operand that is meant as the text of a certificate: two letters, a digit and a colon, or what
 * people paste in its place, nothing included. */
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

exit_code each_line(const char *path,
                    exit_code (*take)(void *self, const char *line, size_t length), void *self)
{
    FILE *file = open_input(path);
    char *line = NULL;
    size_t capacity = 0;
    ssize_t length;
    exit_code code = file != NULL ? EXIT_ACCEPTED : EXIT_IO;
    while (code == EXIT_ACCEPTED && (length = getline(&line, &capacity, file)) >= 0) {
        while (length > 0 && (line[length - 1] == '\n' || line[length - 1] == '\r'))
            length--;
        if (length > 0)
            code = take(self, line, (size_t)length);
    }
    if (file != NULL && code == EXIT_ACCEPTED && !feof(file)) {
        complain(path, strerror(errno));
        code = EXIT_IO;
    }
    free(line);
    if (file != NULL)
        close_input(file);
    return code;
}
