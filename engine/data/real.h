/* real.h — reals: decimal text to double, correctly rounded, and back as short as it goes
 * (cl_write_real, declared in writer.h). The process's locale does not matter; doubles are IEEE
 * 754's.
 */
#ifndef CL_DATA_REAL_H
#define CL_DATA_REAL_H

#include <stdbool.h>
#include <stddef.h>

#include "data/value.h"

/* The double nearest to the JSON number that `text` is (checked by the caller); infinite when it is
 * beyond the largest. */
double cl_real_read(const char *text, size_t length);

/* The value of a JSON number written with a fraction or an exponent; false when it is infinite. As
 * cl_value_real, except that a whole number outside 64 bits stays a real: RFC 8259 allows `1E22`,
 * and the public minefield has it among what must be read. */
bool cl_real_value(double real, cl_value *value);

#endif
