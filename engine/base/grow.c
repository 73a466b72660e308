/* grow.c — doubles the room of an array. */
#include "base/grow.h"

#include <stdlib.h>

#include "base/checked.h"

void *cl_grow(void *items, size_t count, size_t *capacity, size_t size)
{
    size_t wanted = *capacity == 0 ? CL_GROW_FIRST / 2 : *capacity;
    size_t bytes;
    if (count < *capacity)
        return items;
    if (!cl_size_mul(wanted, 2, &wanted) || !cl_size_mul(wanted, size, &bytes))
        return NULL;
    void *grown = realloc(items, bytes);
    if (grown != NULL)
        *capacity = wanted;
    return grown;
}
