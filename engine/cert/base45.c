/* base45.c — decodes base45 (RFC 9285). Three characters c, d, e encode two bytes. Two characters
 * at the end encode one byte.
 *
 *   c + d * 45 + e * 45 * 45 = first * 256 + second        c + d * 45 = byte
 */
#include "cert/base45.h"

#include <stdint.h>

/* The value of a byte outside the alphabet. At any position of a group it makes the sum larger than
 * 0xFFFF, so that one comparison finds both faults. */
enum { NONE = 0x10000 };

/* clang-format off */
#define NO8 NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE
/* The value of each byte. The alphabet is 0–9 A–Z space $ % * + - . / : */
static const uint32_t values[256] = {
    NO8, NO8, NO8, NO8,
    36, NONE, NONE, NONE, 37, 38, NONE, NONE, NONE, NONE, 39, 40, NONE, 41, 42, 43,
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 44, NONE, NONE, NONE, NONE, NONE,
    NONE, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
    26, 27, 28, 29, 30, 31, 32, 33, 34, 35, NONE, NONE, NONE, NONE, NONE,
    NO8, NO8, NO8, NO8, NO8, NO8, NO8, NO8, NO8, NO8,
    NO8, NO8, NO8, NO8, NO8, NO8, NO8, NO8, NO8, NO8,
};
/* clang-format on */

static bool fault(size_t at, const char *message, cl_error *error)
{
    cl_error_set(error, CL_BASE45, "%s", message);
    cl_error_offset(error, at);
    return false;
}

/* Sets the fault of the invalid group of `count` characters at `at`. Always returns false. */
static bool explain(const char *text, size_t at, size_t count, cl_error *error)
{
    for (size_t i = at; i < at + count; i++) {
        unsigned char c = (unsigned char)text[i];
        if (values[c] != NONE)
            continue;
        if (c >= 'a' && c <= 'z')
            return fault(i, "a small letter, which base45 does not have", error);
        return fault(i, "a character that base45 does not have", error);
    }
    return fault(at,
                 count == 3 ? "three characters beyond 65535, which two bytes cannot hold"
                            : "two characters beyond 255, which one byte cannot hold",
                 error);
}

bool cl_base45_decode(const char *text, size_t length, unsigned char *bytes, size_t *size,
                      cl_error *error)
{
    const unsigned char *in = (const unsigned char *)text;
    unsigned char *out = bytes;
    size_t at = 0;
    for (; length - at >= 3; at += 3) {
        uint32_t pair = values[in[at]] + values[in[at + 1]] * 45 + values[in[at + 2]] * 2025;
        if (pair > 0xFFFF)
            return explain(text, at, 3, error);
        out[0] = (unsigned char)(pair >> 8);
        out[1] = (unsigned char)pair;
        out += 2;
    }
    if (length - at == 2) {
        uint32_t byte = values[in[at]] + values[in[at + 1]] * 45;
        if (byte > 0xFF)
            return explain(text, at, 2, error);
        *out++ = (unsigned char)byte;
    } else if (length - at == 1) {
        if (values[in[at]] == NONE)
            return explain(text, at, 1, error);
        return fault(at,
                     "a last character alone; base45 comes in groups of three, or two at the end",
                     error);
    }
    *size = (size_t)(out - bytes);
    return true;
}
