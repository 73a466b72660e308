/* cut.h — shortens long texts and JSON Pointers for people. Input: a text and its limit in bytes.
 * Output: how many bytes of the text are kept. The caller writes CL_ELLIPSIS behind them. */
#ifndef CL_BASE_CUT_H
#define CL_BASE_CUT_H

#include <stddef.h>

/* The character "…", which stands in the place of what is cut away. */
#define CL_ELLIPSIS "\xE2\x80\xA6"

/* Returns: `length` if it is at most `most`; otherwise the largest length up to `most` that does
 *   not end within a character of UTF-8. */
static inline size_t cl_cut(const char *text, size_t length, size_t most)
{
    if (length <= most)
        return length;
    while (most > 0 && ((unsigned char)text[most] & 0xC0) == 0x80)
        most--;
    return most;
}

/* Returns: `length` if it is at most `most`; otherwise the index of the last slash up to `most`, or
 *   0. */
static inline size_t cl_cut_pointer(const char *pointer, size_t length, size_t most)
{
    if (length <= most)
        return length;
    while (most > 0 && pointer[most] != '/')
        most--;
    return most;
}

#endif
