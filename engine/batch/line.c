/* line.c — writes numbers, strings and faults as JSON. */
#include "batch/line.h"

#include <stdio.h>
#include <string.h>

#include "base/cut.h"
#include "batch/escape.h"

/* The most bytes of each text in a line. Escaping makes at most six bytes of one. All texts
 * together must fit in CL_LINE_MOST. */
enum { MOST_PLACE = 3072, MOST_MESSAGE = 1024, MOST_FILE = 4096 };

bool cl_line_fits(const cl_block *block)
{
    return CL_BLOCK_OUT - block->out_length >= CL_LINE_MOST;
}

void cl_line_number(cl_block *block, uint64_t number)
{
    char digits[20];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + number % 10);
    while ((number /= 10) > 0);
    cl_line_raw(block, digits + at, sizeof digits - at);
}

/* ---- Strings --------------------------------------------------------------------------------- */

/* Returns: the number of bytes from `s` on that JSON takes unescaped. Texts are usually plain
 *   ASCII, so this loop handles bytes and not characters. */
static size_t plain(const unsigned char *s, size_t length)
{
    size_t at = 0;
    while (at < length && s[at] >= 0x20 && s[at] < 0x7F && s[at] != '"' && s[at] != '\\')
        at++;
    return at;
}

void cl_line_string(cl_block *block, const char *bytes, size_t length, size_t most)
{
    const unsigned char *s = (const unsigned char *)bytes;
    size_t end = cl_cut(bytes, length, most);
    cl_line_puts(block, "\"");
    for (size_t at = 0; at < end;) {
        size_t run = plain(s + at, end - at);
        cl_line_raw(block, bytes + at, run);
        at += run;
        if (at == end)
            break;
        unsigned code;
        char escape[13];
        size_t n = cl_escape_character(bytes + at, end - at, &code);
        if (code == '"' || code == '\\') {
            snprintf(escape, sizeof escape, "\\%c", (int)code);
            cl_line_puts(block, escape);
        } else if (cl_escape_needed(code)) {
            cl_line_raw(block, escape, cl_escape_json(code, escape));
        } else {
            cl_line_raw(block, bytes + at, n);
        }
        at += n;
    }
    cl_line_puts(block, end < length ? CL_ELLIPSIS "\"" : "\"");
}

void cl_line_json(cl_block *block, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        size_t run = cl_escape_plain(bytes + at, length - at);
        cl_line_raw(block, bytes + at, run);
        at += run;
        if (at == length)
            break;
        unsigned code;
        char escape[13];
        at += cl_escape_character(bytes + at, length - at, &code);
        cl_line_raw(block, escape, cl_escape_json(code, escape));
    }
}

/* ---- Faults ---------------------------------------------------------------------------------- */

static void member(cl_block *block, const char *name, const char *text, size_t most)
{
    cl_line_puts(block, name);
    cl_line_string(block, text, strlen(text), most);
}

void cl_line_fault(cl_block *block, const cl_record *record, const certlogic_error *fault)
{
    member(block, ",\"fault\":{\"code\":", fault->code, MOST_MESSAGE);
    member(block, ",\"at\":", fault->at, MOST_PLACE);
    member(block, ",\"message\":", fault->message, MOST_MESSAGE);
    member(block, ",\"file\":", block->file, MOST_FILE);
    cl_line_puts(block, ",\"offset\":");
    cl_line_number(block, record->offset);
    if (fault->offset != CERTLOGIC_NO_OFFSET) {
        cl_line_puts(block, ",\"byte\":");
        cl_line_number(block, fault->offset);
    }
    cl_line_puts(block, "}");
}
