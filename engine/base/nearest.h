/* nearest.h — the known name that somebody most likely meant by another one: "did you mean". */
#ifndef CL_BASE_NEAREST_H
#define CL_BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Names beyond this are near to nothing. */
enum { CL_NEAREST_LENGTH = 64 };

/* How many letters must be put in, taken out, or changed to make one of the other, two that change
 * places counting as one; SIZE_MAX where that is too many for a slip: one in a name of up to 3
 * letters, two in one of up to 11, a quarter of a longer one. Letters are bytes; capital and small
 * ones are the same. */
size_t cl_nearest_distance(const char *a, size_t a_length, const char *b, size_t b_length);

/* The number of the one of `count` words that a name is, byte by byte; `count` where it is none. */
size_t cl_word_find(const char *name, size_t length, const char *const *words, size_t count);

/* The number of `count` words that is nearest to a name; `count` where none is near. Of two that
 * are as near the first counts. */
size_t cl_nearest_word(const char *name, size_t length, const char *const *words, size_t count);

#endif
