/* inflate.h — zlib to bytes, bounded. libdeflate stands behind this header and nowhere else.
 *
 * libdeflate and not zlib: whole buffers of known bounds are all we have, and it inflates them in about
 * half the time; it also keeps no state between certificates that could leak from one to the next.
 */
#ifndef CL_CERT_INFLATE_H
#define CL_CERT_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct cl_inflater cl_inflater;

/* NULL with MEMORY. One owner at a time. */
cl_inflater *cl_inflater_new(cl_error *error);
void cl_inflater_free(cl_inflater *inflater);

/* True for the first two bytes of zlib data (RFC 1950, 2.2). */
bool cl_inflate_is_zlib(const unsigned char *bytes, size_t length);

/* Inflates zlib data, all of `length` bytes, into `out`, which has room for `capacity`; never writes more.
 * False with INFLATE (no zlib, a preset dictionary, damaged), INFLATE_CUT, INFLATE_SIZE (more than
 * `capacity`), INFLATE_TRAILING, or MEMORY. */
bool cl_inflate(cl_inflater *inflater, const unsigned char *bytes, size_t length,
                unsigned char *out, size_t capacity, size_t *size, cl_error *error);

#endif
