/* number.h — checks of numbers and of unique items for JSON Schema. All results are exact, without
 * rounding. */
#ifndef CL_SCHEMA_NUMBER_H
#define CL_SCHEMA_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "data/value.h"

/* True for numbers without a fraction: integers, and whole reals outside 64 bits such as 1e300. */
bool cl_number_whole(const cl_value *number);

/* Returns -1, 0 or 1 if `a` is below, equal to or above `b`. */
int cl_number_compare(const cl_value *a, const cl_value *b);

/* True if `number` is a multiple of `unit`, which must be above 0. A real counts as the shortest
 * decimal number that reads back as the same real, because its author wrote that: 0.0075 is a
 * multiple of 0.0001. */
bool cl_number_multiple(const cl_value *number, const cl_value *unit);

/* A total order over all values: the result is 0 only for equal values (cl_value_equal). Takes time
 * in proportion to the smaller value. CL_MAX_DEPTH bounds the recursion. */
int cl_value_order(const cl_value *a, const cl_value *b);

/* Returns 1 if all items differ; 0 if the items at `*first` < `*second` are equal; -1 if memory
 * runs out. Takes about n log n comparisons, whatever the n items are. */
int cl_array_unique(const cl_array *array, cl_arena *scratch, uint32_t *first, uint32_t *second);

#endif
