/* base64.c — decodes and encodes Base64. Each character holds six bits. */
#include "cert/base64.h"

#include <stdint.h>

/* Returns the six bits of a character, -1 for padding, -2 for white space, -3 for any other. */
static int bits_of(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    if (c == '/' || c == '_')
        return 63;
    if (c == '=')
        return -1;
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' ? -2 : -3;
}

bool cl_base64_decode(const char *text, size_t length, unsigned char *bytes, size_t *size)
{
    uint32_t group = 0;
    unsigned held = 0, padding = 0; /* characters in `group`, and characters of padding */
    *size = 0;
    for (size_t i = 0; i < length; i++) {
        int bits = bits_of(text[i]);
        if (bits == -3 || (bits >= 0 && padding > 0))
            return false;
        padding += bits == -1;
        if (bits < 0)
            continue;
        group = group << 6 | (uint32_t)bits;
        if (++held == 4) {
            for (int shift = 16; shift >= 0; shift -= 8)
                bytes[(*size)++] = (unsigned char)(group >> shift);
            group = 0;
            held = 0;
        }
    }
    if (held == 1 || (padding > 0 && (held < 2 || held + padding != 4)))
        return false;
    /* Two characters hold one byte and four unused bits. Three hold two bytes and two unused
     * bits. */
    unsigned left_over = held == 2 ? 4 : held == 3 ? 2 : 0;
    if ((group & ((1U << left_over) - 1)) != 0)
        return false;
    group >>= left_over;
    if (held == 3)
        bytes[(*size)++] = (unsigned char)(group >> 8);
    if (held >= 2)
        bytes[(*size)++] = (unsigned char)group;
    return true;
}

void cl_base64_encode(const unsigned char *bytes, size_t length, cl_buffer *out)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= left > 2 ? bytes[i + 2] : 0;
        char four[4];
        for (int c = 0; c < 4; c++)
            four[c] = alphabet[group >> (18 - 6 * c) & 63];
        if (left < 3)
            four[3] = '=';
        if (left < 2)
            four[2] = '=';
        cl_buffer_add(out, four, sizeof four);
    }
}
