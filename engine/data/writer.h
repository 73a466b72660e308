/* writer.h — values as JSON text without spaces.
 *
 * Date-times are strings "2021-06-01T00:00:00.000Z"; reals are the shortest text that reads back
 * the same. Strings escape ", \, and control characters below U+0020 (short forms where JSON has
 * them, else \u00xx) and nothing else. cl_value_size counts exactly what is written here.
 */
#ifndef CL_DATA_WRITER_H
#define CL_DATA_WRITER_H

#include <stddef.h>

#include "base/buffer.h"
#include "data/value.h"

/* Appends the value. Recursion is bounded by CL_MAX_DEPTH. A failure to grow stays in `out`. */
void cl_write_value(cl_buffer *out, const cl_value *value);

/* Appends a JSON string with its quotes; `text` is valid UTF-8. */
void cl_write_string(cl_buffer *out, const char *text, size_t length);

/* The bytes that cl_write_string appends for this text. */
size_t cl_write_string_size(const char *text, size_t length);

/* Writes a finite real into `text` (at most 31 characters and a NUL); returns its length. */
size_t cl_write_real(double real, char text[32]);

#endif
