/* buffer.c — a buffer with one growth function, cl_buffer_grow, which every append calls if
 * its bytes do not fit. */
#include "base/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/cut.h"

void cl_buffer_init(cl_buffer *buffer)
{
    *buffer = (cl_buffer){.data = NULL};
}

void cl_buffer_free(cl_buffer *buffer)
{
    free(buffer->data);
    cl_buffer_init(buffer);
}

void cl_buffer_clear(cl_buffer *buffer)
{
    buffer->length = 0;
    buffer->failed = false;
    if (buffer->data != NULL)
        buffer->data[0] = '\0';
}

bool cl_buffer_grow(cl_buffer *buffer, size_t more)
{
    size_t needed;
    if (buffer->failed)
        return false;
    if (!cl_size_add(buffer->length, more, &needed) || !cl_size_add(needed, 1, &needed)) {
        buffer->failed = true;
        return false;
    }
    if (needed <= buffer->capacity)
        return true;
    size_t capacity = buffer->capacity < 64 ? 64 : buffer->capacity;
    while (capacity < needed && cl_size_mul(capacity, 2, &capacity))
        ;
    char *data = capacity < needed ? NULL : realloc(buffer->data, capacity);
    if (data == NULL) {
        buffer->failed = true;
        return false;
    }
    data[buffer->length] = '\0';
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void cl_buffer_add(cl_buffer *buffer, const char *bytes, size_t length)
{
    if (!cl_buffer_reserve(buffer, length))
        return;
    if (length > 0)
        memcpy(buffer->data + buffer->length, bytes, length);
    buffer->length += length;
    buffer->data[buffer->length] = '\0';
}

void cl_buffer_puts(cl_buffer *buffer, const char *text)
{
    cl_buffer_add(buffer, text, strlen(text));
}

void cl_buffer_putc(cl_buffer *buffer, char c)
{
    if (!cl_buffer_reserve(buffer, 1))
        return;
    buffer->data[buffer->length++] = c;
    buffer->data[buffer->length] = '\0';
}

void cl_buffer_printf(cl_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !cl_buffer_reserve(buffer, (size_t)length)) {
        buffer->failed = true;
        return;
    }
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    buffer->length += (size_t)length;
}

void cl_buffer_cut(cl_buffer *buffer, size_t from, size_t most)
{
    if (buffer->failed || buffer->length - from <= most)
        return;
    buffer->length = from + cl_cut(buffer->data + from, buffer->length - from, most);
    cl_buffer_puts(buffer, CL_ELLIPSIS);
}

const char *cl_buffer_text(const cl_buffer *buffer)
{
    return buffer->data != NULL ? buffer->data : "";
}
