/* digest.h — SHA-256 of a stream of bytes. It can be read at any point of the stream.
 *
 * Purpose: identify a job, and detect changes to the bytes before a checkpoint. */
#ifndef CL_BATCH_DIGEST_H
#define CL_BATCH_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a digest as text: 64 hexadecimal digits and a NUL. */
enum { CL_DIGEST_TEXT = 65 };

typedef struct cl_digest cl_digest;

/* Returns: a digest of no bytes; NULL if memory runs out. The caller frees it with cl_digest_free,
 *   which accepts NULL. */
cl_digest *cl_digest_new(void);
void cl_digest_free(cl_digest *digest);

/* Adds bytes. cl_digest_show reports a failure. */
void cl_digest_add(cl_digest *digest, const void *bytes, size_t length);

/* Adds a number as 8 bytes, little-endian on every machine. */
void cl_digest_number(cl_digest *digest, uint64_t number);

/* Adds a text with its NUL, so that "ab", "c" and "a", "bc" differ. NULL differs from "". */
void cl_digest_word(cl_digest *digest, const char *text);

/* Writes the digest of the bytes so far. More bytes may be added afterwards.
 * Returns: false if this or an earlier addition failed, which means that memory ran out. */
bool cl_digest_show(const cl_digest *digest, char text[CL_DIGEST_TEXT]);

#endif
