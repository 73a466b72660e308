/* similar.h — which word of a list may have been meant by a misspelt one. */
#ifndef CL_BASE_SIMILAR_H
#define CL_BASE_SIMILAR_H

#include <stddef.h>

/* The number of `count` words to which the text is nearest, where it takes few enough steps to go there: a
 * byte added, left out, or changed, or two neighbours exchanged. `count` where none is near. Of two that
 * are as near the first counts. */
size_t cl_similar(const char *text, size_t length, const char *const *words, size_t count);

#endif
