/* element.h — finds the end of one JSON value of a stream, by brackets and quotes alone.
 *
 * Whether the value is well-formed is asked by whoever reads it; brackets of the wrong kind end it,
 * too.
 */
#ifndef CL_BATCH_ELEMENT_H
#define CL_BATCH_ELEMENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cl_element {
    uint64_t depth; /* brackets that are open */
    bool begun;
    bool scalar; /* it began without bracket or quote: what stands behind it ends it */
    bool string; /* within one */
    bool escape; /* behind a backslash */
} cl_element;

/* True for the four characters that JSON has between its tokens. */
bool cl_element_space(char c);

/* Takes up to `length` bytes, *taken of them; true when the value has ended behind these. */
bool cl_element_take(cl_element *element, const char *bytes, size_t length, size_t *taken);

#endif
