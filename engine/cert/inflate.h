/* inflate.h — inflates zlib data into a buffer of bounded size. Hides libdeflate.
 *
 * libdeflate is used instead of zlib because the input is always a whole buffer of bounded size,
 * which libdeflate inflates in about half the time. Besides, libdeflate keeps no data of one
 * certificate when it inflates the next.
 */
#ifndef CL_CERT_INFLATE_H
#define CL_CERT_INFLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

typedef struct cl_inflater cl_inflater;

/* Returns NULL with MEMORY. Only one thread may use an inflater at a time. */
cl_inflater *cl_inflater_new(cl_error *error);
void cl_inflater_free(cl_inflater *inflater);

/* Returns true if the bytes begin with a zlib header (RFC 1950, section 2.2). */
bool cl_inflate_is_zlib(const unsigned char *bytes, size_t length);

/* Inflates zlib data that take all of `length` bytes into `out`, which has room for `capacity`
 * bytes. Sets `*size` to the number of bytes written. Returns false with INFLATE (not zlib, a
 * preset dictionary, damaged data), INFLATE_CUT (the data end too early), INFLATE_SIZE (more than
 * `capacity` bytes), INFLATE_TRAILING (bytes after the data), or MEMORY. */
bool cl_inflate(cl_inflater *inflater, const unsigned char *bytes, size_t length,
                unsigned char *out, size_t capacity, size_t *size, cl_error *error);

#endif
