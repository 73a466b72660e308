/* number.h — what JSON Schema asks of numbers and of items that shall differ. Exact: no rounding decides. */
#ifndef CL_SCHEMA_NUMBER_H
#define CL_SCHEMA_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "data/value.h"

/* True for numbers without a fraction: integers, and reals beyond 64 bits such as 1e300. */
bool cl_number_whole(const cl_value *number);

/* Below, equal or above: -1, 0, 1. */
int cl_number_compare(const cl_value *a, const cl_value *b);

/* True when `number` is a whole multiple of `unit`, above 0. A real counts as the shortest decimal
 * number that reads back as it, which is what its author wrote: 0.0075 is a multiple of 0.0001. */
bool cl_number_multiple(const cl_value *number, const cl_value *unit);

/* An order over all values in which only equal ones (cl_value_equal) are neither before nor behind.
 * Takes time in proportion to the smaller of the two. Recursion is bounded by CL_MAX_DEPTH. */
int cl_value_order(const cl_value *a, const cl_value *b);

/* 1 when all items differ, 0 when two are equal, those at `*first` < `*second`; -1 when memory ran out.
 * n items take n log n comparisons, whatever they are. */
int cl_array_unique(const cl_array *array, cl_arena *scratch, uint32_t *first, uint32_t *second);

#endif
