/* digest.h — SHA-256 of a stream of bytes, which can be asked for at any point of it.
 *
 * Tells one job from another, and whether the bytes that stood before a checkpoint still stand
 * there.
 */
#ifndef CL_BATCH_DIGEST_H
#define CL_BATCH_DIGEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a digest as text: 64 hexadecimal digits and a NUL. */
enum { CL_DIGEST_TEXT = 65 };

typedef struct cl_digest cl_digest;

/* A digest of no bytes; NULL when memory runs out. Given back with cl_digest_free, which takes
 * NULL. */
cl_digest *cl_digest_new(void);
void cl_digest_free(cl_digest *digest);

/* Adds bytes. A failure is kept and told by cl_digest_show. */
void cl_digest_add(cl_digest *digest, const void *bytes, size_t length);

/* Adds a number, the same way on every machine. */
void cl_digest_number(cl_digest *digest, uint64_t number);

/* Adds a text, its end included, so that two texts in a row are not another two; NULL is none. */
void cl_digest_word(cl_digest *digest, const char *text);

/* Writes the digest of what was added so far; more may be added behind. False when memory ran
 * out. */
bool cl_digest_show(const cl_digest *digest, char text[CL_DIGEST_TEXT]);

#endif
