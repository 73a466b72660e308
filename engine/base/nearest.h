/* nearest.h — finds the known name that is most similar to an unknown one, for "did you mean". */
#ifndef CL_BASE_NEAREST_H
#define CL_BASE_NEAREST_H

#include <stdbool.h>
#include <stddef.h>

/* Longer names are similar to no other name. */
enum { CL_NEAREST_LENGTH = 64 };

/* Returns the edit distance of two names: the number of letters to insert, delete or change, where
 * swapping two adjacent letters counts as one. Letters are bytes; upper and lower case are equal.
 * Returns SIZE_MAX if the names are not similar. The longer name sets the limit: distance 1 for up
 * to 3 letters, 2 for up to 11, a quarter of the letters above; always fewer than all letters. */
size_t cl_nearest_distance(const char *a, size_t a_length, const char *b, size_t b_length);

/* Returns the index of the word that is equal to `name`; `count` if none is. */
size_t cl_word_find(const char *name, size_t length, const char *const *words, size_t count);

/* Returns the index of the word that is most similar to `name`, the first of several; `count` if
 * none is similar. */
size_t cl_nearest_word(const char *name, size_t length, const char *const *words, size_t count);

#endif
