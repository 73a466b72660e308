/* intern.h — strings to small numbers, given out from 0 in the order of arrival.
 *
 * For what is met while rules and trust lists are loaded: one probe sequence, no removal. The
 * strings are not copied and must outlive the table. Not thread-safe.
 */
#ifndef CL_BASE_INTERN_H
#define CL_BASE_INTERN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/hash.h"

#define CL_NOT_INTERNED UINT32_MAX

typedef struct cl_interned {
    const char *text;
    size_t length;
    uint32_t hash;
} cl_interned;

typedef struct cl_intern {
    cl_arena *arena; /* where the table lives */
    cl_interned *entries;
    uint32_t count;
    uint32_t capacity; /* of `entries` */
    uint32_t *places;  /* open addressing, number + 1; size `mask` + 1 */
    uint32_t mask;
    cl_hash_key key; /* made with the first entry */
} cl_intern;

void cl_intern_init(cl_intern *table, cl_arena *arena);

/* The number of the string, a new one if it was not known; CL_NOT_INTERNED when memory ran out. */
uint32_t cl_intern_add(cl_intern *table, const char *text, size_t length);

/* The number of the string, or CL_NOT_INTERNED. */
uint32_t cl_intern_find(const cl_intern *table, const char *text, size_t length);

#endif
