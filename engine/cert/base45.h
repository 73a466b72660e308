/* base45.h — decodes base45 text to bytes (RFC 9285). Everything that the RFC forbids is a
 * fault. */
#ifndef CL_CERT_BASE45_H
#define CL_CERT_BASE45_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Returns an upper bound of the bytes that a text of `length` characters decodes to. */
static inline size_t cl_base45_size(size_t length)
{
    return length / 3 * 2 + 1;
}

/* Decodes `length` characters into `bytes`, which has room for cl_base45_size(length) bytes. Sets
 * `*size` to the number of bytes written. Returns false with BASE45 and the offset of the fault for
 * a character outside the base45 alphabet, for a group whose value does not fit its bytes, and for
 * a last group of one character. */
bool cl_base45_decode(const char *text, size_t length, unsigned char *bytes, size_t *size,
                      cl_error *error);

#endif
