/* buffer.h — text or bytes that grow. Failure to grow is remembered, so that a writer may write on
 * and ask once at the end. Not thread-safe. */
#ifndef CL_BASE_BUFFER_H
#define CL_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct cl_buffer {
    char *data; /* owned; always ends in a NUL that `length` does not count, or NULL when empty */
    size_t length;
    size_t capacity;
    bool failed; /* memory ran out; what was written since is lost */
} cl_buffer;

#if defined(__GNUC__)
#define CL_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CL_PRINTF(text, first)
#endif

void cl_buffer_init(cl_buffer *buffer);
void cl_buffer_free(cl_buffer *buffer);

/* Forgets the text and a failure, keeps the memory. */
void cl_buffer_clear(cl_buffer *buffer);

/* Room for `more` further bytes; false, and `failed` set, when there is none. */
bool cl_buffer_reserve(cl_buffer *buffer, size_t more);

void cl_buffer_add(cl_buffer *buffer, const char *bytes, size_t length);
void cl_buffer_puts(cl_buffer *buffer, const char *text);
void cl_buffer_putc(cl_buffer *buffer, char c);
void cl_buffer_printf(cl_buffer *buffer, const char *format, ...) CL_PRINTF(2, 3);

/* The text, never NULL ("" when nothing was written); valid until the next call on the buffer. */
const char *cl_buffer_text(const cl_buffer *buffer);

#endif
