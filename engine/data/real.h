/* real.h — converts decimal text to doubles, correctly rounded. writer.h declares the opposite
 * direction, cl_write_real, which writes the shortest text that reads back as the same double.
 * Doubles are those of IEEE 754. The locale of the process has no effect. */
#ifndef CL_DATA_REAL_H
#define CL_DATA_REAL_H

#include <stdbool.h>
#include <stddef.h>

#include "data/value.h"

/* Returns the double nearest to the JSON number `text`, whose grammar the caller has checked;
 * infinity if the number is larger than the largest double. */
double cl_real_read(const char *text, size_t length);

/* Makes the value of a JSON number that has a fraction or an exponent. False if `real` is infinite.
 * Differs from cl_value_real in that a whole number outside 64 bits stays a real: RFC 8259 allows
 * `1E22`, and the public test suite for JSON parsers requires that it is read. */
bool cl_real_value(double real, cl_value *value);

#endif
