/* json_scan.c — reads strings, numbers and literals of JSON. */
#include "data/json_scan.h"

#include <string.h>

#include "data/event.h"
#include "data/real.h"
#include "data/text.h"

static bool fault_at(cl_scan *scan, const char *at, cl_code code, const char *message)
{
    cl_error_set(scan->error, code, "%s", message);
    cl_error_offset(scan->error, (size_t)(at - scan->begin));
    return false;
}

bool cl_scan_expected(cl_scan *scan, const char *wanted)
{
    cl_code code = CL_JSON;
    size_t left = (size_t)(scan->end - scan->at);
    unsigned char c = left > 0 ? (unsigned char)*scan->at : 0;
    size_t length = left > 0 ? cl_utf8_sequence(scan->at, left) : 0;
    if (left == 0) {
        cl_error_set(scan->error, code, "expected %s, found the end of the text", wanted);
    } else if (length == 0) {
        code = CL_JSON_UTF8;
        cl_error_set(scan->error, code, "expected %s, found the byte 0x%02X, which is not UTF-8",
                     wanted, c);
    } else if (length > 1 || c < 0x20 || c == 0x7F) {
        cl_error_set(scan->error, code, "expected %s, found the character U+%04X", wanted,
                     (unsigned)cl_utf8_point(scan->at, length));
    } else {
        cl_error_set(scan->error, code, "expected %s, found '%c'", wanted, c);
    }
    cl_error_offset(scan->error, (size_t)(scan->at - scan->begin));
    return false;
}

static bool expected_at(cl_scan *scan, const char *at, const char *wanted)
{
    scan->at = at;
    return cl_scan_expected(scan, wanted);
}

/* Skips ASCII characters that are neither a quote nor a backslash nor a control character. Returns
 * the end. */
static const char *skip_plain(const char *at, const char *end)
{
    while (end - at >= 8) {
        uint64_t word = cl_text_word(at);
        uint64_t special = cl_text_escapes(word) | (word & CL_HIGH_BITS);
        if (special != 0) {
            at += cl_text_first(special);
            break;
        }
        at += 8;
    }
    while (at < end) {
        unsigned char c = (unsigned char)*at;
        if (c < 0x20 || c == '"' || c == '\\' || c >= 0x80)
            break;
        at++;
    }
    return at;
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    if (c >= 'a' && c <= 'f')
        return c - 'a' + 10;
    if (c >= 'A' && c <= 'F')
        return c - 'A' + 10;
    return -1;
}

/* Reads the four digits of a \u escape. `*count` is the number of digits that are there. */
static uint32_t hex_unit(const char *at, const char *end, int *count)
{
    uint32_t unit = 0;
    for (*count = 0; *count < 4 && at + *count < end; ++*count) {
        int digit = hex_digit(at[*count]);
        if (digit < 0)
            break;
        unit = unit << 4 | (uint32_t)digit;
    }
    return unit;
}

static bool is_high_surrogate(uint32_t unit)
{
    return (unit & 0xFC00) == 0xD800;
}

static bool is_low_surrogate(uint32_t unit)
{
    return (unit & 0xFC00) == 0xDC00;
}

/* Reads a \u escape from its backslash on, and the second one of a surrogate pair. Returns its end;
 * NULL on a fault. */
static const char *scan_unicode(cl_scan *scan, const char *at)
{
    int count;
    uint32_t unit = hex_unit(at + 2, scan->end, &count);
    if (count < 4) {
        expected_at(scan, at + 2 + count, "four hexadecimal digits after \\u");
        return NULL;
    }
    if (is_low_surrogate(unit)) {
        fault_at(scan, at, CL_JSON_UTF8,
                 "the second half of a surrogate pair (\\uDC00 to \\uDFFF) without the first");
        return NULL;
    }
    if (!is_high_surrogate(unit))
        return at + 6;
    const char *second = at + 6;
    if (scan->end - second >= 6 && second[0] == '\\' && second[1] == 'u') {
        unit = hex_unit(second + 2, scan->end, &count);
        if (count == 4 && is_low_surrogate(unit))
            return second + 6;
    }
    fault_at(scan, at, CL_JSON_UTF8,
             "the first half of a surrogate pair (\\uD800 to \\uDBFF) without the second");
    return NULL;
}

/* Reads an escape from its backslash on. Returns its end; NULL on a fault. */
static const char *scan_escape(cl_scan *scan, const char *at)
{
    char letter = scan->end - at >= 2 ? at[1] : '\0';
    if (letter == 'u')
        return scan_unicode(scan, at);
    if (letter != '\0' && strchr("\"\\/bfnrt", letter) != NULL)
        return at + 2;
    expected_at(scan, at + 1, "one of \" \\ / b f n r t u after a backslash");
    return NULL;
}

bool cl_scan_string_rest(cl_scan *scan, const char *at, cl_scan_text *text)
{
    for (;;) {
        at = skip_plain(at, scan->end);
        if (at == scan->end)
            return expected_at(scan, at, "'\"' at the end of a string");
        unsigned char c = (unsigned char)*at;
        if (c == '"') {
            break;
        } else if (c == '\\') {
            text->escaped = true;
            at = scan_escape(scan, at);
            if (at == NULL)
                return false;
        } else if (c < 0x20) {
            return expected_at(scan, at, "control characters in a string to be escaped");
        } else {
            size_t length = cl_utf8_sequence(at, (size_t)(scan->end - at));
            if (length == 0)
                return expected_at(scan, at, "UTF-8 in a string");
            at += length;
        }
    }
    text->length = (size_t)(at - text->text);
    scan->at = at + 1;
    return true;
}

static char short_escape(char letter)
{
    switch (letter) {
    case 'b':
        return '\b';
    case 'f':
        return '\f';
    case 'n':
        return '\n';
    case 'r':
        return '\r';
    case 't':
        return '\t';
    default: /* a quote, a backslash, a slash */
        return letter;
    }
}

size_t cl_scan_unescape(const cl_scan_text *text, char *out)
{
    const char *at = text->text, *end = at + text->length;
    char *to = out;
    while (at < end) {
        const char *slash = memchr(at, '\\', (size_t)(end - at));
        size_t run = (size_t)((slash != NULL ? slash : end) - at);
        memcpy(to, at, run);
        to += run;
        at += run;
        if (slash == NULL)
            break;
        if (at[1] != 'u') {
            *to++ = short_escape(at[1]);
            at += 2;
            continue;
        }
        int count;
        uint32_t point = hex_unit(at + 2, end, &count);
        at += 6;
        if (is_high_surrogate(point)) {
            uint32_t low = hex_unit(at + 2, end, &count);
            point = 0x10000 + ((point & 0x3FF) << 10 | (low & 0x3FF));
            at += 6;
        }
        to += cl_utf8_write(point, to);
    }
    return (size_t)(to - out);
}

static bool is_digit(const char *at, const char *end)
{
    return at < end && *at >= '0' && *at <= '9';
}

static const char *skip_digits(const char *at, const char *end)
{
    while (is_digit(at, end))
        at++;
    return at;
}

/* Reads the fraction and exponent of a number. `at` is the end of its integer part. */
static bool scan_real(cl_scan *scan, const char *at, cl_value *value)
{
    const char *begin = scan->at, *end = scan->end;
    if (*at == '.') {
        at++;
        if (!is_digit(at, end))
            return expected_at(scan, at, "a digit after the point of a number");
        at = skip_digits(at, end);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at++;
        if (at < end && (*at == '+' || *at == '-'))
            at++;
        if (!is_digit(at, end))
            return expected_at(scan, at, "a digit in the exponent of a number");
        at = skip_digits(at, end);
    }
    if (!cl_real_value(cl_real_read(begin, (size_t)(at - begin)), value))
        return fault_at(scan, begin, CL_JSON_NUMBER,
                        "a number beyond the largest double; expected less than 1.8e308");
    value->written_real = value->kind == CL_KIND_INTEGER;
    scan->at = at;
    return true;
}

bool cl_scan_number(cl_scan *scan, cl_value *value)
{
    const char *begin = scan->at, *end = scan->end;
    bool negative = *begin == '-';
    const char *first = begin + (negative ? 1 : 0), *at = first;
    if (!is_digit(at, end))
        return expected_at(scan, at, "a digit after '-'");
    /* Cannot wrap within 19 digits. A number with more digits is refused below. */
    uint64_t sum = 0;
    for (; is_digit(at, end); at++)
        sum = sum * 10 + (uint64_t)(*at - '0');
    if (*first == '0' && at - first > 1)
        return expected_at(scan, first + 1, "a number without a leading 0");
    if (at < end && (*at == '.' || *at == 'e' || *at == 'E'))
        return scan_real(scan, at, value);
    uint64_t largest = (uint64_t)INT64_MAX + (negative ? 1 : 0);
    if (at - first > 19 || sum > largest)
        return fault_at(scan, begin, CL_JSON_NUMBER,
                        "an integer outside 64 bits; expected -9223372036854775808 to "
                        "9223372036854775807");
    int64_t integer = negative && sum > 0 ? -1 - (int64_t)(sum - 1) : (int64_t)sum;
    *value = cl_value_integer(integer);
    scan->at = at;
    return true;
}

bool cl_scan_literal(cl_scan *scan, cl_value *value)
{
    static const struct {
        const char *text;
        size_t length;
    } words[] = {{"true", 4}, {"false", 5}, {"null", 4}};
    size_t left = (size_t)(scan->end - scan->at);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (left < words[i].length || memcmp(scan->at, words[i].text, words[i].length) != 0)
            continue;
        *value = i == 2 ? cl_value_null() : cl_value_boolean(i == 0);
        scan->at += words[i].length;
        return true;
    }
    return fault_at(scan, scan->at, CL_JSON, "an unknown word; expected true, false or null");
}
