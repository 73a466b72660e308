/* writer.h — writes values as JSON text without spaces.
 *
 * A date-time is a string "2021-06-01T00:00:00.000Z". A real is the shortest text that reads back
 * as the same double. In strings, only ", \ and control characters below U+0020 are escaped: with
 * the short form if JSON has one, else as \u00xx. cl_value_size counts the bytes that are written
 * here, except that every real counts as 24.
 */
#ifndef CL_DATA_WRITER_H
#define CL_DATA_WRITER_H

#include <stddef.h>

#include "base/buffer.h"
#include "data/value.h"

/* Appends the value. CL_MAX_DEPTH bounds the recursion. `out->failed` reports that memory ran
 * out. */
void cl_write_value(cl_buffer *out, const cl_value *value);

/* Appends a JSON string with its quotes. `text` must be valid UTF-8. */
void cl_write_string(cl_buffer *out, const char *text, size_t length);

/* Returns the number of bytes that cl_write_string appends for this text. */
size_t cl_write_string_size(const char *text, size_t length);

/* Writes a finite real to `text`, at most 31 characters and a NUL. Returns its length. */
size_t cl_write_real(double real, char text[32]);

#endif
