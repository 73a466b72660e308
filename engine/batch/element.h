/* element.h — finds the end of one JSON value in a stream by counting brackets and quotes.
 *
 * It does not check that the value is well-formed: a closing bracket of either kind closes an
 * opening one of either kind. The reader of the value checks that.
 */
#ifndef CL_BATCH_ELEMENT_H
#define CL_BATCH_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cl_element {
    uint64_t depth; /* number of open brackets */
    bool begun;
    bool scalar; /* began without bracket or quote: the next separator ends it */
    bool string; /* inside a string */
    bool escape; /* after a backslash */
} cl_element;

/* Returns: true for the four characters that JSON allows as white space. */
bool cl_element_space(char c);

/* Consumes up to `length` bytes.
 * Returns: true if the value has ended with the consumed bytes.
 * Arguments: `*taken` is set to the number of consumed bytes. */
bool cl_element_take(cl_element *element, const char *bytes, size_t length, size_t *taken);

#endif
