/* json_scan.h — reads the tokens of JSON at a cursor: strings, numbers, literals.
 *
 * Each function reads the token that begins at `at` and moves the cursor behind it, or sets the
 * fault with its byte offset and returns false. Arrays and objects are not known here, but in
 * json.c.
 */
#ifndef CL_DATA_JSON_SCAN_H
#define CL_DATA_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "data/text.h"
#include "data/value.h"

typedef struct cl_scan {
    const char *begin;
    const char *at;
    const char *end;
    cl_error *error; /* may be NULL */
} cl_scan;

/* A string as it is written, without its quotes. It has been validated. */
typedef struct cl_scan_text {
    const char *text;
    size_t length;
    bool escaped; /* it contains a backslash */
} cl_scan_text;

/* Skips space, tab, line feed and carriage return. Cannot fail. */
static inline void cl_scan_space(cl_scan *scan)
{
    while (scan->at < scan->end && (unsigned char)*scan->at <= ' ' &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

/* Skips white space. True if the next character is `c`, which is no white space. */
static inline bool cl_scan_next_is(cl_scan *scan, char c)
{
    if (scan->at < scan->end && *scan->at == c)
        return true;
    cl_scan_space(scan);
    return scan->at < scan->end && *scan->at == c;
}

/* Slow path of cl_scan_string: reads the rest of a string from `at` on. `text->text` must be
 * set. */
bool cl_scan_string_rest(cl_scan *scan, const char *at, cl_scan_text *text);

/* Reads a string; the cursor is at its opening quote. */
static inline bool cl_scan_string(cl_scan *scan, cl_scan_text *text)
{
    const char *at = scan->at + 1;
    text->text = at;
    text->escaped = false;
    for (; scan->end - at >= 8; at += 8) {
        uint64_t word = cl_text_word(at);
        uint64_t special = cl_text_escapes(word) | (word & CL_HIGH_BITS);
        if (special == 0)
            continue;
        at += cl_text_first(special);
        if (*at != '"')
            break;
        text->length = (size_t)(at - text->text);
        scan->at = at + 1;
        return true;
    }
    return cl_scan_string_rest(scan, at, text);
}

/* Reads a string and computes its mark as a key. The mark is invalid if the string has escapes.
 * Nearly all keys fit the first word. */
static inline bool cl_scan_key(cl_scan *scan, cl_scan_text *text, uint32_t *mark)
{
    const char *at = scan->at + 1;
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    if (scan->end - at >= 8) {
        uint64_t word = cl_text_word(at);
        uint64_t special = cl_text_escapes(word) | (word & CL_HIGH_BITS);
        unsigned length = special != 0 ? cl_text_first(special) : 0;
        if (at[length] == '"') {
            *text = (cl_scan_text){.text = at, .length = length};
            *mark = (uint32_t)(word & ((UINT64_C(1) << length * 8) - 1));
            scan->at = at + length + 1;
            return true;
        }
    }
#endif
    if (!cl_scan_string(scan, text))
        return false;
    *mark = cl_key_mark(at, text->length);
    return true;
}

/* Resolves the escapes of a string. Writes to `out`, which has room for `text->length` bytes, and
 * returns the length of the result. */
size_t cl_scan_unescape(const cl_scan_text *text, char *out);

/* Reads a number; the cursor is at its minus sign or first digit. */
bool cl_scan_number(cl_scan *scan, cl_value *value);

/* Reads true, false or null; the cursor is at its first letter. */
bool cl_scan_literal(cl_scan *scan, cl_value *value);

/* Sets the fault "expected `wanted`, found …" at the cursor. Returns false. */
bool cl_scan_expected(cl_scan *scan, const char *wanted);

#endif
