/* escape.c — the table of characters that are escaped. */
#include "data/escape.h"

#include <stdio.h>

#include "data/text.h"

size_t cl_escape_character(const char *bytes, size_t length, unsigned *code)
{
    size_t n = cl_utf8_sequence(bytes, length);
    *code = n > 0 ? cl_utf8_point(bytes, n) : CL_NO_CHARACTER;
    return n > 0 ? n : 1;
}

bool cl_escape_needed(unsigned code)
{
    static const struct {
        unsigned first, last;
    } ranges[] = {
        {0x00, 0x1F},       /* C0 */
        {0x7F, 0x9F},       /* DEL, C1 */
        {0xAD, 0xAD},       /* soft hyphen */
        {0x61C, 0x61C},     /* Arabic letter mark */
        {0x115F, 0x1160},   /* fillers */
        {0x17B4, 0x17B5},   /* invisible vowels */
        {0x180B, 0x180F},   /* selectors and a vowel separator */
        {0x200B, 0x200F},   /* zero width, direction marks */
        {0x2028, 0x202E},   /* line and paragraph separators, embeddings, overrides */
        {0x2060, 0x206F},   /* joiners, invisible operators, isolates */
        {0x3164, 0x3164},   /* filler */
        {0xFEFF, 0xFEFF},   /* byte order mark */
        {0xFFA0, 0xFFA0},   /* filler */
        {0xFFF0, 0xFFFB},   /* annotations */
        {0x1BCA0, 0x1BCA3}, /* format controls for shorthand */
        {0x1D173, 0x1D17A}, /* format controls for music */
        {0xE0000, 0xE0FFF}, /* tags, more selectors */
    };
    if (code >= 0x20 && code < 0x7F)
        return false;
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges && code >= ranges[i].first; i++) {
        if (code <= ranges[i].last)
            return true;
    }
    return code == CL_NO_CHARACTER;
}

size_t cl_escape_plain(const char *bytes, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (bytes[at] >= 0x20 && bytes[at] < 0x7F) {
            at++;
            continue;
        }
        unsigned code;
        size_t n = cl_escape_character(bytes + at, length - at, &code);
        if (cl_escape_needed(code))
            break;
        at += n;
    }
    return at;
}

size_t cl_escape_json(unsigned code, char escape[13])
{
    if (code == CL_NO_CHARACTER)
        code = 0xFFFD;
    if (code < 0x10000)
        return (size_t)snprintf(escape, 13, "\\u%04x", code);
    return (size_t)snprintf(escape, 13, "\\u%04x\\u%04x", 0xD7C0 + (code >> 10),
                            0xDC00 + (code & 0x3FF));
}
