/* text.c — UTF-8 by RFC 3629; names of files. */
#include "data/text.h"

/* What the first byte of a sequence determines: its length, and the range of the second byte. That
 * range excludes overlong sequences, surrogates, and code points beyond U+10FFFF. Further bytes are
 * 0x80 to 0xBF. */
typedef struct lead {
    size_t length;
    unsigned char low, high;
} lead;

static lead lead_of(unsigned char byte)
{
    if (byte < 0x80)
        return (lead){1, 0, 0};
    if (byte < 0xC2) /* a continuation, or overlong */
        return (lead){0, 0, 0};
    if (byte < 0xE0)
        return (lead){2, 0x80, 0xBF};
    if (byte < 0xF0)
        return (lead){3, byte == 0xE0 ? 0xA0 : 0x80, byte == 0xED ? 0x9F : 0xBF};
    if (byte < 0xF5)
        return (lead){4, byte == 0xF0 ? 0x90 : 0x80, byte == 0xF4 ? 0x8F : 0xBF};
    return (lead){0, 0, 0};
}

size_t cl_utf8_sequence(const char *text, size_t left)
{
    lead first = lead_of((unsigned char)text[0]);
    if (first.length > left)
        return 0;
    if (first.length < 2)
        return first.length;
    unsigned char second = (unsigned char)text[1];
    if (second < first.low || second > first.high)
        return 0;
    for (size_t i = 2; i < first.length; i++) {
        if (((unsigned char)text[i] & 0xC0) != 0x80)
            return 0;
    }
    return first.length;
}

size_t cl_utf8_prefix(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length) {
        if (length - at >= 8 && (cl_text_word(text + at) & CL_HIGH_BITS) == 0) {
            at += 8;
            continue;
        }
        if ((unsigned char)text[at] < 0x80) {
            at++;
            continue;
        }
        size_t step = cl_utf8_sequence(text + at, length - at);
        if (step == 0)
            break;
        at += step;
    }
    return at;
}

size_t cl_utf8_write(uint32_t point, char text[4])
{
    if (point < 0x80) {
        text[0] = (char)point;
        return 1;
    }
    size_t length = point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    static const uint32_t marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        text[i] = (char)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    text[0] = (char)(marks[length] | point);
    return length;
}

uint32_t cl_utf8_point(const char *text, size_t length)
{
    static const uint32_t masks[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    uint32_t point = (unsigned char)text[0] & masks[length];
    for (size_t i = 1; i < length; i++)
        point = point << 6 | ((unsigned char)text[i] & 0x3F);
    return point;
}

bool cl_text_names_json(const char *name, size_t length)
{
    static const char ending[] = ".json";
    enum { ENDING = sizeof ending - 1 };
    if (length <= ENDING)
        return false;
    for (size_t i = 0; i < ENDING; i++) {
        char c = name[length - ENDING + i];
        if ((c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c) != ending[i])
            return false;
    }
    return true;
}
