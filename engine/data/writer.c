/* writer.c — writes values as text. cl_write_real is in real.c, together with the opposite
 * direction. */
#include "data/writer.h"

#include <string.h>

#include "base/cut.h"
#include "data/escape.h"
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

/* The digits of UINT64_MAX. */
enum { MOST_DIGITS = 20 };

/* Writes the digits of a number, at most MOST_DIGITS.
 * Returns: their end. */
static char *put_digits(char *at, uint64_t number)
{
    char *end = at + 1;
    for (uint64_t power = 10; number >= power; power *= 10) {
        end++;
        if (power == UINT64_C(10000000000000000000)) /* ten times as much has no room */
            break;
    }
    at = end;
    do {
        *--at = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    return end;
}

static void write_integer(cl_buffer *out, int64_t integer)
{
    if (!cl_buffer_reserve(out, MOST_DIGITS + 1))
        return;
    char *at = out->data + out->length;
    uint64_t number = (uint64_t)integer;
    if (integer < 0) {
        *at++ = '-';
        number = -number;
    }
    at = put_digits(at, number);
    *at = '\0';
    out->length = (size_t)(at - out->data);
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
        write_integer(out, value->integer);
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
CL_APART static void tell(cl_writer *w, cl_value value)
{
    const cl_key *key = w->key.text != NULL ? &w->key : NULL;
    w->failed = w->failed || !cl_value_report(key, &value, w->sink, w->error);
    w->key.text = NULL;
}

static void separate(cl_writer *w)
{
    char *at = cl_writer_room(w, 0);
    if (at != NULL)
        cl_writer_wrote(w, at, true);
}

CL_APART static void tell_open(cl_writer *w, char bracket)
{
    const cl_key *key = w->key.text != NULL ? &w->key : NULL;
    w->failed = w->failed || !cl_tell_begin(w->sink, key, bracket == '{', w->error);
    w->key.text = NULL;
}

void cl_writer_open(cl_writer *w, char bracket)
{
    if (w->sink != NULL) {
        tell_open(w, bracket);
        return;
    }
    char *at = cl_writer_room(w, 1);
    if (at == NULL)
        return;
    *at = bracket;
    cl_writer_wrote(w, at + 1, false);
}

void cl_writer_close(cl_writer *w, char bracket)
{
    if (w->sink != NULL) {
        w->failed = w->failed || !cl_tell_end(w->sink, w->error);
        return;
    }
    w->comma = false;
    char *at = cl_writer_room(w, 1);
    if (at == NULL)
        return;
    *at = bracket;
    cl_writer_wrote(w, at + 1, true);
}

void cl_writer_end_line(cl_writer *w)
{
    w->comma = false;
    char *at = cl_writer_room(w, 2);
    if (at == NULL)
        return;
    at[0] = '}';
    at[1] = '\n';
    cl_writer_wrote(w, at + 2, false);
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

void cl_writer_value(cl_writer *w, const cl_value *value)
{
    if (w->sink != NULL) {
        tell(w, *value);
        return;
    }
    separate(w);
    cl_write_value(w->out, value);
}

/* Writes a text that needs no escapes as a string. */
static inline void write_quoted(cl_writer *w, const char *text, size_t length)
{
    char *at = cl_writer_room(w, length + 2);
    if (at == NULL)
        return;
    *at++ = '"';
    memcpy(at, text, length);
    at[length] = '"';
    cl_writer_wrote(w, at + length + 1, true);
}

static inline void write_text(cl_writer *w, const char *text, size_t length)
{
    if (w->sink != NULL) {
        tell(w, cl_value_string(text, (uint32_t)length));
    } else if (cl_text_is_plain(text, length)) {
        write_quoted(w, text, length);
    } else {
        separate(w);
        cl_write_string(w->out, text, length);
    }
}

void cl_writer_string(cl_writer *w, const char *text, size_t length)
{
    write_text(w, text, length);
}

/* Writes a constant that is JSON text; `value` is the same for a sink. */
static inline void write_word(cl_writer *w, const char *word, size_t length, cl_value value)
{
    if (w->sink != NULL) {
        tell(w, value);
        return;
    }
    char *at = cl_writer_room(w, length);
    if (at == NULL)
        return;
    memcpy(at, word, length);
    cl_writer_wrote(w, at + length, true);
}

void cl_writer_text(cl_writer *w, const char *text)
{
    if (text != NULL)
        write_text(w, text, strlen(text));
    else
        write_word(w, "null", 4, cl_value_null());
}

void cl_writer_boolean(cl_writer *w, bool boolean)
{
    if (boolean)
        write_word(w, "true", 4, cl_value_boolean(true));
    else
        write_word(w, "false", 5, cl_value_boolean(false));
}

void cl_writer_number(cl_writer *w, uint64_t number)
{
    if (w->sink != NULL) {
        tell(w, cl_value_integer((int64_t)number));
        return;
    }
    char *at = cl_writer_room(w, MOST_DIGITS);
    if (at != NULL)
        cl_writer_wrote(w, put_digits(at, number), true);
}

/* ---- Text for a terminal --------------------------------------------------------------------- */

/* Returns the number of bytes at the front that stand for themselves in a JSON string. Texts are
 * usually plain ASCII, so this loop handles bytes and not characters. */
static size_t plain(const char *text, size_t length)
{
    size_t at = 0;
    while (at < length && text[at] >= 0x20 && text[at] < 0x7F && text[at] != '"' &&
           text[at] != '\\')
        at++;
    return at;
}

/* Writes the character at the front of a text as it belongs in a JSON string.
 * Returns: its length in the text.
 * Arguments: `quoted`: a quote and a backslash are escaped. */
CL_APART static size_t write_character(cl_buffer *out, const char *text, size_t length, bool quoted)
{
    unsigned code;
    char escape[13] = {'\\'};
    size_t n = cl_escape_character(text, length, &code);
    if (quoted && (code == '"' || code == '\\')) {
        escape[1] = (char)code;
        cl_buffer_add(out, escape, 2);
    } else if (cl_escape_needed(code)) {
        cl_buffer_add(out, escape, cl_escape_json(code, escape));
    } else {
        cl_buffer_add(out, text, n);
    }
    return n;
}

void cl_writer_shown(cl_writer *w, const char *bytes, size_t length, size_t most)
{
    if (length <= most && plain(bytes, length) == length) {
        write_quoted(w, bytes, length);
        return;
    }
    size_t end = cl_cut(bytes, length, most);
    separate(w);
    cl_buffer_putc(w->out, '"');
    for (size_t at = 0; at < end;) {
        size_t run = plain(bytes + at, end - at);
        cl_buffer_add(w->out, bytes + at, run);
        at += run;
        if (at < end)
            at += write_character(w->out, bytes + at, end - at, true);
    }
    cl_buffer_puts(w->out, end < length ? CL_ELLIPSIS "\"" : "\"");
}

void cl_writer_json(cl_writer *w, const char *json, size_t length)
{
    separate(w);
    for (size_t at = 0; at < length;) {
        size_t run = cl_escape_plain(json + at, length - at);
        cl_buffer_add(w->out, json + at, run);
        at += run;
        if (at < length)
            at += write_character(w->out, json + at, length - at, false);
    }
}
