/* base45.h — base45 to bytes, strictly as RFC 9285 has it. */
#ifndef CL_CERT_BASE45_H
#define CL_CERT_BASE45_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/* Bytes that a text of `length` characters decodes to at most. */
static inline size_t cl_base45_size(size_t length)
{
    return length / 3 * 2 + 1;
}

/* Decodes `length` characters into `bytes`, which has room for cl_base45_size of them; `*size` is how many
 * there are. False with BASE45 and the offset of the character: one that base45 does not have, a group
 * beyond what its bytes can hold, a length that no bytes encode to. */
bool cl_base45_decode(const char *text, size_t length, unsigned char *bytes, size_t *size,
                      cl_error *error);

#endif
