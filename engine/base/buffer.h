/* buffer.h — a buffer of text or bytes that grows. It records that memory ran out, so a caller may
 * append many times and check once at the end. Not thread-safe. */
#ifndef CL_BASE_BUFFER_H
#define CL_BASE_BUFFER_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

/* Bytes that somebody else owns. `at` is NULL if the part that they would be is missing; an
 * empty part is not missing. */
typedef struct cl_bytes {
    const unsigned char *at;
    size_t length;
} cl_bytes;

typedef struct cl_buffer {
    /* Owned. NULL if nothing was allocated; else it ends in a NUL, which `length` does not
     * count. */
    char *data;
    size_t length;
    size_t capacity;
    bool failed; /* memory ran out; bytes appended since are lost */
} cl_buffer;

#if defined(__GNUC__)
#define CL_PRINTF(text, first) __attribute__((format(printf, text, first)))
#else
#define CL_PRINTF(text, first)
#endif

void cl_buffer_init(cl_buffer *buffer);
void cl_buffer_free(cl_buffer *buffer);

/* Removes the text, resets `failed`, and keeps the memory. */
void cl_buffer_clear(cl_buffer *buffer);

/* For cl_buffer_reserve: makes the memory larger if need be. */
bool cl_buffer_grow(cl_buffer *buffer, size_t more);

/* Makes room for `more` further bytes. False if there is no memory; `failed` is then set. */
static inline bool cl_buffer_reserve(cl_buffer *buffer, size_t more)
{
    bool fits = !buffer->failed && more < buffer->capacity - buffer->length;
    return fits || cl_buffer_grow(buffer, more);
}

void cl_buffer_add(cl_buffer *buffer, const char *bytes, size_t length);
void cl_buffer_puts(cl_buffer *buffer, const char *text);
void cl_buffer_putc(cl_buffer *buffer, char c);
void cl_buffer_printf(cl_buffer *buffer, const char *format, ...) CL_PRINTF(2, 3);

/* Cuts the text behind the first `from` bytes to at most `most` bytes of whole characters, and
 * appends CL_ELLIPSIS if something was cut away. */
void cl_buffer_cut(cl_buffer *buffer, size_t from, size_t most);

/* Returns the text, valid until the next call on the buffer. Never NULL: "" if the buffer is
 * empty. */
const char *cl_buffer_text(const cl_buffer *buffer);

/* Returns the same as bytes. `at` is never NULL. */
static inline cl_bytes cl_buffer_bytes(const cl_buffer *buffer)
{
    return (cl_bytes){.at = (const unsigned char *)cl_buffer_text(buffer),
                      .length = buffer->length};
}

#endif
