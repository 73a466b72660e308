/* base64.h — Base64 as lists of signers use it: either alphabet (RFC 4648, sections 4 and 5), with or
 * without padding, white space between. */
#ifndef CL_CERT_BASE64_H
#define CL_CERT_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* The most bytes that a text of `length` can mean. */
#define CL_BASE64_BYTES(length) ((length) / 4 * 3 + 3)

/* Decodes into `bytes`, which has room for CL_BASE64_BYTES(length), and sets `*size`. False where the text is
 * no Base64: another character, data behind padding, a last group of one character, bits left over that are
 * not zero. */
bool cl_base64_decode(const char *text, size_t length, unsigned char *bytes, size_t *size);

/* Appends `bytes` in the usual alphabet, padded. */
void cl_base64_encode(const unsigned char *bytes, size_t length, cl_buffer *out);

#endif
