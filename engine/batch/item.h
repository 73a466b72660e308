/* item.h — finds the end of a CBOR data item (RFC 8949, section 3 and appendix C) in pieces of a
 * stream.
 *
 *   push      definite array of 3      left = 3
 *             indefinite map           open = 1, ends with a break
 *
 * It checks only what it needs to find the end. The library's reader checks the rest.
 */
#ifndef CL_BATCH_ITEM_H
#define CL_BATCH_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The library refuses certificates nested deeper than 256. The end of a deeper record must still be
 * found, or the records after it would be lost. */
enum { CL_ITEM_DEPTH = 4096 };

typedef enum cl_item_state { CL_ITEM_WHOLE, CL_ITEM_MORE, CL_ITEM_BROKEN } cl_item_state;

typedef struct cl_item_level {
    uint64_t left;  /* items to come; of an indefinite level: items so far */
    uint8_t open;   /* 1 for an indefinite level, which ends with a break */
    uint8_t chunks; /* of an indefinite string: the major type of its chunks; otherwise 0 */
    uint8_t pairs;  /* 1 for a map, whose items come in pairs */
} cl_item_level;

typedef struct cl_item {
    uint64_t skip; /* bytes of a string still to come */
    bool ends;     /* an item ends after these bytes */
    uint32_t depth;
    cl_item_level levels[CL_ITEM_DEPTH];
} cl_item;

void cl_item_begin(cl_item *item);

/* Continues with `length` bytes.
 * Returns: WHOLE if the item has ended; MORE if it needs more bytes; BROKEN with `*what` if the
 *   bytes are not well-formed.
 * Arguments: `*used` is set to the number of consumed bytes: with WHOLE those of the item, with
 *   MORE all except an incomplete head. The caller passes an incomplete head again with the bytes
 *   that follow. */
cl_item_state cl_item_take(cl_item *item, const unsigned char *bytes, size_t length, size_t *used,
                           const char **what);

#endif
