/* intern.h — maps strings to numbers, which count from 0 in the order in which the strings are
 * added.
 *
 * For strings that are read while rules and trust lists are loaded. Strings cannot be removed. They
 * are not copied and must outlive the table. Not thread-safe.
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
    cl_arena *arena; /* holds the table */
    cl_interned *entries;
    uint32_t count;
    uint32_t capacity; /* of `entries` */
    uint32_t *places;  /* open addressing; number + 1, or 0; size `mask` + 1 */
    uint32_t mask;
    cl_hash_key key; /* made when the first string is added */
} cl_intern;

void cl_intern_init(cl_intern *table, cl_arena *arena);

/* Returns the number of the string, which is added if it is new. CL_NOT_INTERNED if memory runs
 * out. */
uint32_t cl_intern_add(cl_intern *table, const char *text, size_t length);

/* Returns the number of the string, or CL_NOT_INTERNED. */
uint32_t cl_intern_find(const cl_intern *table, const char *text, size_t length);

#endif
