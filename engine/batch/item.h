/* item.h — where a CBOR data item ends (RFC 8949, section 3 and appendix C), piece by piece.
 *
 *   push      definite array of 3      left = 3
 *             indefinite map           left = OPEN, waits for its break
 *
 * Only what is needed to find the end is checked; the library's reader checks the rest.
 */
#ifndef CL_BATCH_ITEM_H
#define CL_BATCH_ITEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The library refuses certificates nested deeper than 256, but their end must still be found, or a
 * record that is only too deep would spoil those behind it. */
enum { CL_ITEM_DEPTH = 4096 };

typedef enum cl_item_state { CL_ITEM_WHOLE, CL_ITEM_MORE, CL_ITEM_BROKEN } cl_item_state;

typedef struct cl_item_level {
    uint64_t left;  /* items to come; of an indefinite level, those so far */
    uint8_t open;   /* indefinite: ends with a break */
    uint8_t chunks; /* of an indefinite string: the major type of its chunks, else 0 */
    uint8_t pairs;  /* a map: items come in pairs */
} cl_item_level;

typedef struct cl_item {
    uint64_t skip; /* bytes of a string still to come */
    bool ends;     /* behind them an item ends */
    uint32_t depth;
    cl_item_level levels[CL_ITEM_DEPTH];
} cl_item;

void cl_item_begin(cl_item *item);

/* Goes on with `length` bytes, and sets *used to how many of them were taken: all of them, or with
 * WHOLE those up to the item's end, or with MORE all but a head that is not there as a whole: it has
 * to come again with what follows. */
cl_item_state cl_item_take(cl_item *item, const unsigned char *bytes, size_t length, size_t *used,
                           const char **what);

#endif
