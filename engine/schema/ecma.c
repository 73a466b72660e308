/* ecma.c — translates regular expressions of ECMA-262, Unicode mode, to the syntax of PCRE2.
 *
 * The whole pattern is parsed and written again, so that PCRE2 receives nothing that it understands
 * differently. Syntax that only PCRE2 has (verbs, options, possessive quantifiers, \A \Z \Q) is
 * refused. Syntax that has different meanings (\s, \v, ".", classes within brackets) is written
 * out. As in most validators, a "{" or "]" without a special meaning matches itself, and so does a
 * punctuation character behind a backslash.
 */
#include <stdint.h>
#include <string.h>

#include "data/text.h"
#include "schema/pattern.h"

/* WhiteSpace and LineTerminator of ECMA-262, as members of brackets. */
#define SPACE                                                                                      \
    "\\x09-\\x0d\\x20\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"

typedef struct reader {
    const char *text;
    size_t length;
    size_t at;
    size_t groups; /* number of open groups */
    cl_buffer *out;
    cl_error *error;
} reader;

static bool refuse(reader *r, const char *what)
{
    return cl_error_set(r->error, CL_SCHEMA_BROKEN,
                        "a pattern that is not of ECMA-262, at byte %zu: %s", r->at, what);
}

static char peek(const reader *r, size_t ahead)
{
    return r->at + ahead < r->length ? r->text[r->at + ahead] : '\0';
}

static bool ends(const reader *r)
{
    return r->at >= r->length;
}

static bool skip(reader *r, const char *word)
{
    size_t length = strlen(word);
    if (r->length - r->at < length || memcmp(r->text + r->at, word, length) != 0)
        return false;
    r->at += length;
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ---- Characters ------------------------------------------------------------------------------ */

static void write_point(reader *r, uint32_t point)
{
    if (point < 0x80 && (is_letter((char)point) || is_digit((char)point)))
        cl_buffer_putc(r->out, (char)point);
    else
        cl_buffer_printf(r->out, "\\x{%x}", (unsigned)point);
}

/* Reads `digits` hexadecimal digits. If that is 0, reads as many as there are. */
static bool read_hexadecimal(reader *r, unsigned digits, uint32_t *point)
{
    unsigned count = 0;
    for (*point = 0; digits == 0 || count < digits; count++) {
        char c = peek(r, 0);
        char low = (char)(c | 0x20);
        bool number = is_digit(c);
        if (!number && !(low >= 'a' && low <= 'f'))
            break;
        *point = *point * 16 + (uint32_t)(number ? c - '0' : low - 'a' + 10);
        if (*point > 0x10FFFF)
            return refuse(r, "a character beyond U+10FFFF");
        r->at++;
    }
    if (count == 0 || count < digits)
        return refuse(r, "hexadecimal digits are missing");
    return true;
}

/* Reads the digits behind "\u". */
static bool read_unicode(reader *r, uint32_t *point)
{
    if (skip(r, "{")) {
        if (!read_hexadecimal(r, 0, point))
            return false;
        if (!skip(r, "}"))
            return refuse(r, "expected a }");
    } else {
        uint32_t low;
        if (!read_hexadecimal(r, 4, point))
            return false;
        if (*point >= 0xD800 && *point < 0xDC00 && skip(r, "\\u")) {
            if (!read_hexadecimal(r, 4, &low))
                return false;
            if (low < 0xDC00 || low > 0xDFFF)
                return refuse(r, "half a surrogate pair");
            *point = 0x10000 + ((*point - 0xD800) << 10) + (low - 0xDC00);
        }
    }
    return (*point < 0xD800 || *point > 0xDFFF) || refuse(r, "half a surrogate pair");
}

/* Reads an escape that is one character. The backslash was read before. */
static bool read_escaped(reader *r, uint32_t *point)
{
    static const char letters[] = "fnrtv", meant[] = "\f\n\r\t\v";
    char c = peek(r, 0);
    const char *letter = c != '\0' ? strchr(letters, c) : NULL;
    if (ends(r))
        return refuse(r, "nothing stands behind the backslash");
    if ((unsigned char)c < 0x80)
        r->at++;
    if (letter != NULL)
        return *point = (uint32_t)meant[letter - letters], true;
    if (c == 'u')
        return read_unicode(r, point);
    if (c == 'x')
        return read_hexadecimal(r, 2, point);
    if (c == 'c' && is_letter(peek(r, 0)))
        return *point = (uint32_t)(r->text[r->at++] & 0x1F), true;
    if (c == '0' && !is_digit(peek(r, 0)))
        return *point = 0, true;
    if (is_letter(c) || is_digit(c))
        return refuse(r, "an escape that ECMA-262 does not know");
    if ((unsigned char)c < 0x80)
        return *point = (uint32_t)c, true;
    size_t length = cl_utf8_sequence(r->text + r->at, r->length - r->at);
    *point = cl_utf8_point(r->text + r->at, length);
    r->at += length;
    return true;
}

static uint32_t read_plain(reader *r)
{
    size_t length = cl_utf8_sequence(r->text + r->at, r->length - r->at);
    uint32_t point = cl_utf8_point(r->text + r->at, length);
    r->at += length;
    return point;
}

/* \p{…}: a general category or a script, by the short names that PCRE2 supports. */
static bool write_property(reader *r, char letter)
{
    static const char *const prefixes[] = {"General_Category=", "gc=", "Script=", "sc="};
    if (!skip(r, "{"))
        return refuse(r, "expected a { behind \\p");
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        if (skip(r, prefixes[i]))
            break;
    }
    size_t from = r->at;
    while (is_letter(peek(r, 0)) || peek(r, 0) == '_')
        r->at++;
    if (r->at == from || peek(r, 0) != '}')
        return refuse(r, "a property that is not known");
    cl_buffer_printf(r->out, "\\%c{%.*s}", letter, (int)(r->at - from), r->text + from);
    r->at++;
    return true;
}

/* ---- Brackets -------------------------------------------------------------------------------- */

/* Reads one member of brackets: a character, in `*point`, or a class, which is written at once.
 * PCRE2 cannot write the translation of \S inside brackets; `*not_space` records it. */
static bool read_member(reader *r, uint32_t *point, bool *is_class, bool *not_space)
{
    *is_class = false;
    if (peek(r, 0) != '\\')
        return *point = read_plain(r), true;
    r->at++;
    char c = peek(r, 0);
    *is_class = c != '\0' && strchr("dDwWsSpP", c) != NULL;
    if (c == 'b')
        return r->at++, *point = '\b', true;
    if (!*is_class)
        return read_escaped(r, point);
    r->at++;
    if (c == 'p' || c == 'P')
        return write_property(r, c);
    if (c == 's')
        cl_buffer_puts(r->out, SPACE);
    else if (c == 'S')
        *not_space = true;
    else
        cl_buffer_printf(r->out, "\\%c", c);
    return true;
}

/* Writes the members of brackets, except \S. */
static bool write_members(reader *r, bool *not_space)
{
    while (!ends(r) && peek(r, 0) != ']') {
        uint32_t first, last;
        bool is_class, last_is_class = false;
        if (!read_member(r, &first, &is_class, not_space))
            return false;
        if (!is_class)
            write_point(r, first);
        if (peek(r, 0) != '-' || peek(r, 1) == ']' || r->at + 1 >= r->length)
            continue;
        r->at++;
        if (is_class) { /* not a range: the hyphen is a character */
            cl_buffer_puts(r->out, "\\x2d");
            continue;
        }
        if (!read_member(r, &last, &last_is_class, not_space))
            return false;
        if (last_is_class) {
            cl_buffer_puts(r->out, "\\x2d");
            continue;
        }
        if (last < first)
            return refuse(r, "a range from a later to an earlier character");
        cl_buffer_putc(r->out, '-');
        write_point(r, last);
    }
    return skip(r, "]") || refuse(r, "expected a ]");
}

/* Writes brackets, whose opening bracket was read before. \S among the members M is rewritten:
 * [M\S] becomes (?:[M]|[^ ]), and [^M\S] becomes (?:(?![M])[ ]), where the blank is all white
 * space. */
static bool write_brackets(reader *r)
{
    cl_buffer *out = r->out;
    bool negated = skip(r, "^"), not_space = false;
    cl_buffer members;
    cl_buffer_init(&members);
    r->out = &members;
    bool read = write_members(r, &not_space);
    r->out = out;
    out->failed = out->failed || members.failed;
    const char *text = cl_buffer_text(&members);
    if (read && members.length == 0)
        cl_buffer_puts(out, negated == not_space ? (negated ? "[" SPACE "]" : "(?!)")
                            : negated            ? "(?s:.)"
                                                 : "[^" SPACE "]");
    else if (read && not_space && negated)
        cl_buffer_printf(out, "(?:(?![%s])[" SPACE "])", text);
    else if (read && not_space)
        cl_buffer_printf(out, "(?:[%s]|[^" SPACE "])", text);
    else if (read)
        cl_buffer_printf(out, negated ? "[^%s]" : "[%s]", text);
    cl_buffer_free(&members);
    return read;
}

/* ---- The rest -------------------------------------------------------------------------------- */

static bool write_name(reader *r)
{
    size_t from = r->at;
    while (is_letter(peek(r, 0)) || peek(r, 0) == '_' || (r->at > from && is_digit(peek(r, 0))))
        r->at++;
    if (r->at == from || r->at - from > 32 || peek(r, 0) != '>')
        return refuse(r, "a group's name must be 1 to 32 letters, digits or _");
    cl_buffer_printf(r->out, "<%.*s>", (int)(r->at - from), r->text + from);
    r->at++;
    return true;
}

/* Writes an escape outside of brackets. Sets `*atom` to false if it cannot be repeated. */
static bool write_escape(reader *r, bool *atom)
{
    uint32_t point;
    char c = peek(r, 0);
    if (c == 'b' || c == 'B') {
        *atom = false;
        cl_buffer_printf(r->out, "\\%c", c);
    } else if (c == 'd' || c == 'D' || c == 'w' || c == 'W') {
        cl_buffer_printf(r->out, "\\%c", c);
    } else if (c == 's' || c == 'S') {
        cl_buffer_puts(r->out, c == 's' ? "[" SPACE "]" : "[^" SPACE "]");
    } else if (c == 'p' || c == 'P') {
        r->at++;
        return write_property(r, c);
    } else if (c == 'k') {
        r->at++;
        cl_buffer_puts(r->out, "\\k");
        return skip(r, "<") ? write_name(r) : refuse(r, "expected a < behind \\k");
    } else if (c >= '1' && c <= '9') {
        size_t from = r->at;
        while (is_digit(peek(r, 0)) && r->at - from < 4)
            r->at++;
        cl_buffer_printf(r->out, "\\g{%.*s}", (int)(r->at - from), r->text + from);
        return true;
    } else {
        if (!read_escaped(r, &point))
            return false;
        write_point(r, point);
        return true;
    }
    r->at++;
    return true;
}

/* Writes the beginning of a group, whose parenthesis was read before. */
static bool write_group(reader *r)
{
    static const char *const kinds[] = {"?:", "?=", "?!", "?<=", "?<!"};
    r->groups++;
    cl_buffer_putc(r->out, '(');
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (skip(r, kinds[i])) {
            cl_buffer_puts(r->out, kinds[i]);
            return true;
        }
    }
    if (skip(r, "?<")) {
        cl_buffer_putc(r->out, '?');
        return write_name(r);
    }
    return (peek(r, 0) != '?' && peek(r, 0) != '*') ||
           refuse(r, "a kind of group that ECMA-262 does not know");
}

/* Returns the length of a quantifier in braces; 0 if there is none. */
static size_t braces(const reader *r)
{
    size_t i = 1;
    while (is_digit(peek(r, i)))
        i++;
    bool number = i > 1;
    if (peek(r, i) == ',')
        i++;
    while (is_digit(peek(r, i)))
        i++;
    return number && peek(r, i) == '}' ? i + 1 : 0;
}

/* Writes a quantifier behind an atom: * + ? {n} {n,} {n,m}, each with an optional ? behind it. */
static bool write_repeat(reader *r, size_t length, bool *atom)
{
    if (!*atom)
        return refuse(r, "there is nothing to repeat");
    cl_buffer_add(r->out, r->text + r->at, length);
    r->at += length;
    if (skip(r, "?"))
        cl_buffer_putc(r->out, '?');
    *atom = false;
    return true;
}

/* Translates the next part of the pattern. `*atom` is true if the part can be repeated. */
static bool write_piece(reader *r, bool *atom)
{
    char c = peek(r, 0);
    size_t repeat = c == '*' || c == '+' || c == '?' ? 1 : c == '{' ? braces(r) : 0;
    if (repeat > 0)
        return write_repeat(r, repeat, atom);
    *atom = c != '^' && c != '$' && c != '|' && c != '(';
    if (c != '\\' && c != '[' && c != '(' && c != ')' && c != '.' && *atom) {
        write_point(r, read_plain(r));
        return true;
    }
    r->at++;
    switch (c) {
    case '\\':
        return write_escape(r, atom);
    case '[':
        return write_brackets(r);
    case '(':
        return write_group(r);
    case '.':
        cl_buffer_puts(r->out, "[^\\n\\r\\x{2028}\\x{2029}]");
        return true;
    case ')':
        if (r->groups == 0)
            return refuse(r, "a ) without its (");
        r->groups--;
        break;
    default:
        break;
    }
    cl_buffer_putc(r->out, c);
    return true;
}

bool cl_pattern_translate(const char *text, size_t length, cl_buffer *out, cl_error *error)
{
    reader r = {.text = text, .length = length, .out = out, .error = error};
    bool atom = false;
    while (!ends(&r)) {
        if (!write_piece(&r, &atom))
            return false;
    }
    return r.groups == 0 || refuse(&r, "a ( without its )");
}
