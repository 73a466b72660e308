/* writer.c — writes values as text. cl_write_real is in real.c, together with the opposite
 * direction. */
#include "data/writer.h"

#include <inttypes.h>
#include <string.h>

#include "data/instant.h"
#include "data/text.h"

/* Returns the letter of the short escape of a character ("\n" has 'n'); 'u' for a control character
 * without a short escape; 0 for a character that needs no escape. */
static char escape_of(unsigned char c)
{
    static const char controls[32] = {
        'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'b', 't', 'n', 'u', 'f', 'r', 'u', 'u',
        'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u', 'u',
    };
    if (c < 32)
        return controls[c];
    return c == '"' || c == '\\' ? (char)c : '\0';
}

/* Counts the bytes from `at` on that need no escape. */
static size_t plain_run(const char *text, size_t at, size_t length)
{
    size_t from = at;
    while (length - at >= 8) {
        uint64_t escapes = cl_text_escapes(cl_text_word(text + at));
        if (escapes != 0) {
            at += cl_text_first(escapes);
            break;
        }
        at += 8;
    }
    while (at < length && escape_of((unsigned char)text[at]) == '\0')
        at++;
    return at - from;
}

size_t cl_write_string_size(const char *text, size_t length)
{
    /* The number of bytes by which an escape is longer than its character. */
    static const unsigned char longer[256] = {
        5, 5, 5, 5, 5, 5, 5, 5, 1, 1, 1, 5, 1, 1, 5, 5,         5,
        5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, 5, ['"'] = 1, ['\\'] = 1,
    };
    size_t size = length + 2;
    if (cl_text_is_plain(text, length))
        return size;
    for (size_t at = 0; at < length; at++)
        size += longer[(unsigned char)text[at]];
    return size;
}

void cl_write_string(cl_buffer *out, const char *text, size_t length)
{
    static const char hex[] = "0123456789abcdef";
    cl_buffer_putc(out, '"');
    for (size_t at = 0; at < length;) {
        size_t run = plain_run(text, at, length);
        cl_buffer_add(out, text + at, run);
        at += run;
        if (at == length)
            break;
        unsigned char c = (unsigned char)text[at++];
        char letter = escape_of(c);
        char escape[6] = {'\\', letter, '0', '0', hex[c >> 4], hex[c & 15]};
        cl_buffer_add(out, escape, letter == 'u' ? 6 : 2);
    }
    cl_buffer_putc(out, '"');
}

static void write_array(cl_buffer *out, const cl_array *array)
{
    cl_writer w = cl_writer_to(out);
    cl_writer_open(&w, '[');
    for (uint32_t i = 0; i < array->count; i++)
        cl_writer_value(&w, &array->items[i]);
    cl_writer_close(&w, ']');
}

static void write_object(cl_buffer *out, const cl_object *object)
{
    cl_writer w = cl_writer_to(out);
    cl_writer_open(&w, '{');
    for (uint32_t i = 0; i < object->count; i++) {
        const cl_member member = cl_object_member(object, i);
        cl_writer_key(&w, member.key, member.length);
        cl_writer_value(&w, &member.value);
    }
    cl_writer_close(&w, '}');
}

static void write_instant(cl_buffer *out, int64_t instant)
{
    char text[CL_INSTANT_TEXT];
    cl_instant_write(instant, text);
    cl_write_string(out, text, sizeof text);
}

void cl_write_value(cl_buffer *out, const cl_value *value)
{
    char text[32];
    switch ((cl_kind)value->kind) {
    case CL_KIND_NULL:
    case CL_KIND_COUNT:
        cl_buffer_puts(out, "null");
        break;
    case CL_KIND_BOOLEAN:
        cl_buffer_puts(out, value->boolean ? "true" : "false");
        break;
    case CL_KIND_INTEGER:
        cl_buffer_printf(out, "%" PRId64, value->integer);
        break;
    case CL_KIND_REAL:
        cl_buffer_add(out, text, cl_write_real(value->real, text));
        break;
    case CL_KIND_STRING:
        cl_write_string(out, value->text, value->length);
        break;
    case CL_KIND_ARRAY:
        write_array(out, value->array);
        break;
    case CL_KIND_OBJECT:
        write_object(out, value->object);
        break;
    case CL_KIND_DATETIME:
        write_instant(out, value->instant);
        break;
    }
}

/* ---- Objects and arrays member by member ----------------------------------------------------- */

/* Reports a value to the sink of a writer, with the key that came before it. */
static void tell(cl_writer *w, const cl_value *value)
{
    const cl_key *key = w->key.text != NULL ? &w->key : NULL;
    w->failed = w->failed || !cl_value_report(key, value, w->sink, w->error);
    w->key.text = NULL;
}

static void separate(cl_writer *w)
{
    if (w->comma)
        cl_buffer_putc(w->out, ',');
    w->comma = true;
}

void cl_writer_open(cl_writer *w, char bracket)
{
    if (w->sink != NULL) {
        const cl_key *key = w->key.text != NULL ? &w->key : NULL;
        w->failed = w->failed || !cl_tell_begin(w->sink, key, bracket == '{', w->error);
        w->key.text = NULL;
        return;
    }
    separate(w);
    cl_buffer_putc(w->out, bracket);
    w->comma = false;
}

void cl_writer_close(cl_writer *w, char bracket)
{
    if (w->sink != NULL) {
        w->failed = w->failed || !cl_tell_end(w->sink, w->error);
        return;
    }
    cl_buffer_putc(w->out, bracket);
    w->comma = true;
}

void cl_writer_key(cl_writer *w, const char *key, size_t length)
{
    if (w->sink != NULL) {
        w->key = cl_key_of(key, (uint32_t)length);
        return;
    }
    separate(w);
    cl_write_string(w->out, key, length);
    cl_buffer_putc(w->out, ':');
    w->comma = false;
}

void cl_writer_name(cl_writer *w, const char *name)
{
    cl_writer_key(w, name, strlen(name));
}

void cl_writer_value(cl_writer *w, const cl_value *value)
{
    if (w->sink != NULL) {
        tell(w, value);
        return;
    }
    separate(w);
    cl_write_value(w->out, value);
}

void cl_writer_string(cl_writer *w, const char *text, size_t length)
{
    const cl_value value = cl_value_string(text, (uint32_t)length);
    cl_writer_value(w, &value);
}

void cl_writer_text(cl_writer *w, const char *text)
{
    const cl_value null = cl_value_null();
    if (text != NULL)
        cl_writer_string(w, text, strlen(text));
    else
        cl_writer_value(w, &null);
}

void cl_writer_boolean(cl_writer *w, bool boolean)
{
    const cl_value value = cl_value_boolean(boolean);
    cl_writer_value(w, &value);
}

void cl_writer_number(cl_writer *w, uint64_t number)
{
    const cl_value value = cl_value_integer((int64_t)number);
    cl_writer_value(w, &value);
}

void cl_writer_member(cl_writer *w, const char *name, const char *text)
{
    cl_writer_name(w, name);
    cl_writer_text(w, text);
}

void cl_writer_open_member(cl_writer *w, const char *name, char bracket)
{
    cl_writer_name(w, name);
    cl_writer_open(w, bracket);
}
