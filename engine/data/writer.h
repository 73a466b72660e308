/* writer.h — writes values as JSON text without spaces, and objects member by member, as text or as
 * events.
 *
 * A date-time is a string "2021-06-01T00:00:00.000Z". A real is the shortest text that reads back
 * as the same double. In strings, only ", \ and control characters below U+0020 are escaped: with
 * the short form if JSON has one, else as \u00xx. cl_value_size counts the bytes that are written
 * here, except that every real counts as 24.
 */
#ifndef CL_DATA_WRITER_H
#define CL_DATA_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/hints.h"
#include "data/event.h"
#include "data/value.h"

/* Appends the value. CL_MAX_DEPTH bounds the recursion. `out->failed` reports that memory ran
 * out. */
void cl_write_value(cl_buffer *out, const cl_value *value);

/* Appends a JSON string with its quotes. `text` must be valid UTF-8. */
void cl_write_string(cl_buffer *out, const char *text, size_t length);

/* Returns the number of bytes that cl_write_string appends for this text. */
size_t cl_write_string_size(const char *text, size_t length);

/* ---- Objects and arrays member by member -----------------------------------------------------
 *
 * The writer sets the commas. The caller opens and closes, and puts a key before each value of an
 * object. What is written goes to a buffer, whose `failed` reports that memory ran out, or to a
 * sink. Names of members are written without escapes: they are constants of the program. */

typedef struct cl_writer {
    cl_buffer *out; /* NULL with a sink */
    bool comma;     /* a comma belongs before the next value or key */
    /* With a sink: */
    const cl_sink *sink; /* NULL if there is a buffer */
    cl_error *error;     /* receives the fault of the sink */
    cl_key key;          /* of the next value; its `text` is NULL if there is none */
    bool failed;         /* the sink has refused an event, and receives no more */
} cl_writer;

static inline cl_writer cl_writer_to(cl_buffer *out)
{
    return (cl_writer){.out = out};
}

/* A key and a text are valid until the next call on the writer. */
static inline cl_writer cl_writer_to_sink(const cl_sink *sink, cl_error *error)
{
    return (cl_writer){.sink = sink, .error = error};
}

/* Open and close an object or an array: `bracket` is '{', '}', '[' or ']'. */
void cl_writer_open(cl_writer *w, char bracket);
void cl_writer_close(cl_writer *w, char bracket);

/* Closes the outermost object, and ends its line. The writer has a buffer and can then write the
 * next line. */
void cl_writer_end_line(cl_writer *w);

/* For the functions of this header: makes room in the buffer for `most` bytes behind a comma, and
 * writes the comma if there must be one. Returns where the bytes belong; NULL if memory ran out.
 * cl_writer_wrote then ends the buffer at `end`; `comma`: a comma belongs before what follows. */
static inline char *cl_writer_room(cl_writer *w, size_t most)
{
    if (!cl_buffer_reserve(w->out, most + 1))
        return NULL;
    char *at = w->out->data + w->out->length;
    *at = ',';
    return w->comma ? at + 1 : at;
}

static inline void cl_writer_wrote(cl_writer *w, char *end, bool comma)
{
    *end = '\0';
    w->out->length = (size_t)(end - w->out->data);
    w->comma = comma;
}

/* Write the key of the next value. */
void cl_writer_key(cl_writer *w, const char *key, size_t length);

CL_FOLDED void cl_writer_name(cl_writer *w, const char *name)
{
    size_t length = strlen(name);
    if (w->sink != NULL) {
        w->key = cl_key_of(name, (uint32_t)length);
        return;
    }
    char *at = cl_writer_room(w, length + 3);
    if (at == NULL)
        return;
    *at++ = '"';
    memcpy(at, name, length);
    at += length;
    *at++ = '"';
    *at++ = ':';
    cl_writer_wrote(w, at, false);
}

/* Write a value. cl_writer_text writes null for NULL. `number` is at most INT64_MAX. */
void cl_writer_value(cl_writer *w, const cl_value *value);
void cl_writer_string(cl_writer *w, const char *text, size_t length);
void cl_writer_text(cl_writer *w, const char *text);
void cl_writer_boolean(cl_writer *w, bool boolean);
void cl_writer_number(cl_writer *w, uint64_t number);

/* Write a member. cl_writer_open_member opens an array or object as its value. */
CL_FOLDED void cl_writer_member(cl_writer *w, const char *name, const char *text)
{
    cl_writer_name(w, name);
    cl_writer_text(w, text);
}

CL_FOLDED void cl_writer_open_member(cl_writer *w, const char *name, char bracket)
{
    cl_writer_name(w, name);
    cl_writer_open(w, bracket);
}

/* Write for a reader at a terminal (escape.h), to a buffer. cl_writer_shown writes bytes from
 * outside as a string: characters that can steer a terminal are escaped, and bytes that are not
 * UTF-8 become U+FFFD. A text longer than `most` bytes is cut between two characters and ends in
 * CL_ELLIPSIS. cl_writer_json writes a value that is JSON text already, and escapes the same
 * characters inside its strings. */
void cl_writer_shown(cl_writer *w, const char *bytes, size_t length, size_t most);
void cl_writer_json(cl_writer *w, const char *json, size_t length);

/* ---- Numbers ------------------------------------------------------------------------------- */

/* Writes a finite real to `text`, at most 31 characters and a NUL. Returns its length. */
size_t cl_write_real(double real, char text[32]);

#endif
