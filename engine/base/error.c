/* error.c — error objects and JSON Pointers. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cut.h"

static const struct {
    const char *name;
    const char *meaning;
} codes[CL_CODE_COUNT] = {
#define X(id, name, what) {name, what},
    CL_CODES(X)
#undef X
};

void cl_error_init(cl_error *error)
{
    error->code = CL_NONE;
    error->offset = CL_NO_OFFSET;
    error->at[0] = '\0';
    error->message[0] = '\0';
}

/* Replaces the end of a text of `size` bytes, its NUL included, by an ellipsis. */
static void end_in_ellipsis(char *text, size_t size)
{
    size_t end = cl_cut(text, size - 1, size - sizeof CL_ELLIPSIS);
    memcpy(text + end, CL_ELLIPSIS, sizeof CL_ELLIPSIS);
}

bool cl_error_set(cl_error *error, cl_code code, const char *format, ...)
{
    if (error == NULL || error->code != CL_NONE)
        return false;
    error->code = code;
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    if (length >= (int)sizeof error->message)
        end_in_ellipsis(error->message, sizeof error->message);
    return false;
}

void cl_pointer_cut(char place[CL_MAX_POINTER + 1], const char *pointer)
{
    static const char rest[] = "/" CL_ELLIPSIS;
    size_t length = strlen(pointer);
    if (length <= CL_MAX_POINTER) {
        memcpy(place, pointer, length + 1);
        return;
    }
    size_t end = cl_cut_pointer(pointer, length, CL_MAX_POINTER - (sizeof rest - 1));
    memcpy(place, pointer, end);
    memcpy(place + end, rest, sizeof rest);
}

void cl_error_at(cl_error *error, const char *pointer)
{
    if (error != NULL && error->code != CL_NONE && error->at[0] == '\0')
        cl_pointer_cut(error->at, pointer);
}

void cl_error_offset(cl_error *error, size_t offset)
{
    if (error != NULL && error->code != CL_NONE && error->offset == CL_NO_OFFSET)
        error->offset = offset;
}

bool cl_error_memory(cl_error *error)
{
    return cl_error_set(error, CL_MEMORY, "memory ran out");
}

const char *cl_code_name(cl_code code)
{
    return (unsigned)code < CL_CODE_COUNT ? codes[code].name : "unknown";
}

const char *cl_code_meaning(cl_code code)
{
    return (unsigned)code < CL_CODE_COUNT ? codes[code].meaning : "unknown code";
}

void cl_error_at_pointer(cl_error *error, cl_buffer *pointer)
{
    if (!pointer->failed) {
        cl_error_at(error, cl_buffer_text(pointer));
    } else if (error != NULL) {
        cl_error_init(error);
        cl_error_memory(error);
    }
    cl_buffer_free(pointer);
}

/* Counts the bytes of a step, up to `length`, that need no escape. */
static size_t unescaped(const char *step, size_t length)
{
    size_t count = 0;
    while (count < length && step[count] != '~' && step[count] != '/')
        count++;
    return count;
}

void cl_pointer_step(cl_buffer *pointer, const char *step, size_t length)
{
    if (pointer->length > CL_MAX_POINTER)
        return;
    cl_buffer_putc(pointer, '/');
    while (length > 0 && pointer->length <= CL_MAX_POINTER && !pointer->failed) {
        size_t room = CL_MAX_POINTER + 1 - pointer->length;
        size_t run = unescaped(step, length < room ? length : room);
        cl_buffer_add(pointer, step, run);
        if (run < length && run < room)
            cl_buffer_puts(pointer, step[run++] == '~' ? "~0" : "~1");
        step += run;
        length -= run;
    }
}

void cl_pointer_index(cl_buffer *pointer, size_t index)
{
    char digits[24];
    size_t at = sizeof digits;
    do
        digits[--at] = (char)('0' + index % 10);
    while ((index /= 10) > 0);
    cl_pointer_step(pointer, digits + at, sizeof digits - at);
}
