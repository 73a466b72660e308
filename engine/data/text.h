/* text.h — text functions that readers and the writer share: UTF-8, and tests of eight bytes at a
 * time. */
#ifndef CL_DATA_TEXT_H
#define CL_DATA_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A text that somebody else owns; it need not end in a NUL. `at` is NULL if the text is missing,
 * which is not the same as an empty text. */
typedef struct cl_text {
    const char *at;
    size_t length;
} cl_text;

#define CL_EACH_BYTE(byte) (UINT64_C(0x0101010101010101) * (byte))
#define CL_HIGH_BITS       CL_EACH_BYTE(0x80)

/* Loads eight bytes in the byte order of the machine. */
static inline uint64_t cl_text_word(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/* Not zero if one of the eight bytes must be escaped in a JSON string: a quote, a backslash or a
 * control character. Bytes from 0x80 on need no escape. */
static inline uint64_t cl_text_escapes(uint64_t word)
{
    uint64_t quotes = word ^ CL_EACH_BYTE(0x22), slashes = word ^ CL_EACH_BYTE(0x5C);
    uint64_t found = (word - CL_EACH_BYTE(0x20)) & ~word;
    found |= (quotes - CL_EACH_BYTE(1)) & ~quotes;
    found |= (slashes - CL_EACH_BYTE(1)) & ~slashes;
    return found & CL_HIGH_BITS;
}

/* The index, 0 to 7, of the first byte whose high bit is set in a mask such as that of
 * cl_text_escapes; 0 if the byte order of the machine does not tell. Only the first set bit is
 * exact: later ones may be wrong. */
static inline unsigned cl_text_first(uint64_t mask)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (unsigned)__builtin_ctzll(mask) / 8;
#else
    (void)mask;
    return 0;
#endif
}

/* Packs a text of fewer than 8 bytes into a word. Bytes may repeat. Gaps hold the letter A, which
 * needs no escape. */
static inline uint64_t cl_text_short(const char *text, size_t length)
{
    if (length >= 4) {
        uint32_t head, tail;
        memcpy(&head, text, sizeof head);
        memcpy(&tail, text + length - sizeof tail, sizeof tail);
        return (uint64_t)head << 32 | tail;
    }
    if (length == 0)
        return CL_EACH_BYTE('A');
    return (CL_EACH_BYTE('A') << 24) | (uint64_t)(unsigned char)text[0] << 16 |
           (uint64_t)(unsigned char)text[length / 2] << 8 | (unsigned char)text[length - 1];
}

/* Not zero if a byte must be escaped in a JSON string, or has one of the bits in `also`. The last
 * word overlaps the one before it, so that no bytes remain. */
static inline uint64_t cl_text_found(const char *text, size_t length, uint64_t also)
{
    if (length < 8) {
        uint64_t word = cl_text_short(text, length);
        return cl_text_escapes(word) | (word & also);
    }
    uint64_t word = cl_text_word(text + length - 8);
    uint64_t found = cl_text_escapes(word) | (word & also);
    for (size_t at = 0; at + 8 < length; at += 8) {
        word = cl_text_word(text + at);
        found |= cl_text_escapes(word) | (word & also);
    }
    return found;
}

/* True if no byte must be escaped in a JSON string. */
static inline bool cl_text_is_plain(const char *text, size_t length)
{
    return cl_text_found(text, length, 0) == 0;
}

/* True if no byte must be escaped in a JSON string and all bytes are below 0x80. */
static inline bool cl_text_is_usual(const char *text, size_t length)
{
    return cl_text_found(text, length, CL_HIGH_BITS) == 0;
}

/* White space around texts that issuers and files add: space, tab, line ends, vertical tab, form
 * feed. */
static inline bool cl_text_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Removes white space from both ends of a text. */
static inline void cl_text_trim(const char **text, size_t *length)
{
    while (*length > 0 && cl_text_is_space((*text)[*length - 1]))
        --*length;
    for (; *length > 0 && cl_text_is_space(**text); --*length)
        ++*text;
}

/* True if a text begins with the string `word`. */
static inline bool cl_text_begins(const char *text, size_t length, const char *word)
{
    size_t size = strlen(word);
    return length >= size && memcmp(text, word, size) == 0;
}

/* True if a text is the string `word`. */
static inline bool cl_text_is(const char *text, size_t length, const char *word)
{
    return length == strlen(word) && memcmp(text, word, length) == 0;
}

/* True if a file with this name is JSON: the name ends in ".json", in any case of letters, and has
 * something before it. */
bool cl_text_names_json(const char *name, size_t length);

/* Skips one byte order mark (U+FEFF in UTF-8) at the front of a document or stream. A second one is
 * not skipped. True if there was one; a caller that collects notices then adds BYTE_ORDER_MARK. */
static inline bool cl_text_skip_bom(const char **text, size_t *length)
{
    enum { BOM = 3 };
    if (*length < BOM || memcmp(*text, "\xEF\xBB\xBF", BOM) != 0)
        return false;
    *text += BOM;
    *length -= BOM;
    return true;
}

/* Returns the length of the UTF-8 sequence at `text`, 1 to 4. Returns 0 if it is invalid: overlong,
 * a surrogate, beyond U+10FFFF, or longer than `left` bytes. `left` is at least 1. */
size_t cl_utf8_sequence(const char *text, size_t left);

/* Returns the number of bytes at the front that are complete UTF-8 sequences; `length` if all
 * are. */
size_t cl_utf8_prefix(const char *text, size_t length);

/* Writes a code point, which must not be a surrogate, as UTF-8. Returns its length, 1 to 4. */
size_t cl_utf8_write(uint32_t point, char text[4]);

/* Returns the code point of a valid sequence of that length. */
uint32_t cl_utf8_point(const char *text, size_t length);

#endif
