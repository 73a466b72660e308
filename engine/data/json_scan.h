/* json_scan.h — the words of JSON: strings, numbers, literals, at a cursor over the bytes.
 *
 * Each function reads what begins at `at` and moves behind it, or sets the fault with its byte
 * offset and returns false. Nothing here knows arrays or objects; that is json.c.
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

/* A string as it is written, without its quotes; it has passed every check. */
typedef struct cl_scan_text {
    const char *text;
    size_t length;
    bool escaped; /* there is a backslash in it */
} cl_scan_text;

/* Skips space, tab, line feed and carriage return; no fault is possible. */
static inline void cl_scan_space(cl_scan *scan)
{
    while (scan->at < scan->end && (unsigned char)*scan->at <= ' ' &&
           (*scan->at == ' ' || *scan->at == '\n' || *scan->at == '\r' || *scan->at == '\t'))
        scan->at++;
}

/* True when this character, which is no space, comes next; skips the space before it. */
static inline bool cl_scan_next_is(cl_scan *scan, char c)
{
    if (scan->at < scan->end && *scan->at == c)
        return true;
    cl_scan_space(scan);
    return scan->at < scan->end && *scan->at == c;
}

/* The rest of a string from `at` on, where something stands that is not a plain character of ASCII, or less
 * than eight bytes are left; `text->text` is set. */
bool cl_scan_string_rest(cl_scan *scan, const char *at, cl_scan_text *text);

/* A string, at its opening quote. */
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

/* Reads a string and computes its mark as a key, which is invalid if the string has escapes. Nearly all
 * keys fit the first word. */
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

/* What a string means: writes it to `out`, which has room for `text->length` bytes, and returns
 * its length. */
size_t cl_scan_unescape(const cl_scan_text *text, char *out);

/* A number, at its minus sign or first digit. */
bool cl_scan_number(cl_scan *scan, cl_value *value);

/* true, false or null, at its first letter. */
bool cl_scan_literal(cl_scan *scan, cl_value *value);

/* The fault that `wanted` should stand at the cursor; returns false. */
bool cl_scan_expected(cl_scan *scan, const char *wanted);

#endif
