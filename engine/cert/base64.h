/* base64.h — decodes and encodes Base64.
 *
 * Lists of signers contain several variants, so the decoder accepts both alphabets (RFC 4648,
 * sections 4 and 5), missing padding, and white space between the characters. */
#ifndef CL_CERT_BASE64_H
#define CL_CERT_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"

/* An upper bound of the bytes that a text of `length` characters decodes to. */
#define CL_BASE64_BYTES(length) ((length) / 4 * 3 + 3)

/* Decodes `length` characters into `bytes`, which has room for CL_BASE64_BYTES(length) bytes. Sets
 * `*size` to the number of bytes written. Returns false if the text is not Base64: a character
 * outside the alphabets, data after the padding, wrong padding, a last group of one character, or
 * unused bits that are not zero. */
bool cl_base64_decode(const char *text, size_t length, unsigned char *bytes, size_t *size);

/* Appends the Base64 of `length` bytes to `out`, in the alphabet of RFC 4648, section 4, with
 * padding. */
void cl_base64_encode(const unsigned char *bytes, size_t length, cl_buffer *out);

#endif
