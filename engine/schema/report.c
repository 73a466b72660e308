/* report.c — writes findings: the place in the schema, and a sentence that says what is wrong and
 * what is expected. Texts of the instance are never quoted, because they may be personal. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "data/writer.h"
#include "schema/compiled.h"

/* ---- Pens ------------------------------------------------------------------------------------ */

void cl_pen_write(cl_pen *pen, const char *text, size_t length)
{
    size_t left = pen->size - pen->length - 1;
    if (length > left)
        length = left;
    if (length > 0)
        memcpy(pen->text + pen->length, text, length);
    pen->length += length;
    pen->text[pen->length] = '\0';
}

void cl_pen_puts(cl_pen *pen, const char *text)
{
    cl_pen_write(pen, text, strlen(text));
}

/* Where the pen is full, what was written of a step from `back` on goes, and no more fits. */
static void cut(cl_pen *pen, size_t back)
{
    if (pen->length + 1 < pen->size)
        return;
    pen->size = back + 1;
    pen->length = back;
    pen->text[back] = '\0';
}

void cl_pen_step(cl_pen *pen, const char *key, size_t length)
{
    size_t back = pen->length;
    cl_pen_write(pen, "/", 1);
    for (size_t i = 0; i < length && pen->length + 1 < pen->size; i++) {
        if (key[i] == '~')
            cl_pen_write(pen, "~0", 2);
        else if (key[i] == '/')
            cl_pen_write(pen, "~1", 2);
        else
            cl_pen_write(pen, key + i, 1);
    }
    cut(pen, back);
}

CL_PRINTF(2, 3) static void say(cl_pen *pen, const char *format, ...)
{
    char text[160];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    if (length > 0)
        cl_pen_write(pen, text, (size_t)length < sizeof text ? (size_t)length : sizeof text - 1);
}

/* ---- Places ---------------------------------------------------------------------------------- */

void cl_schema_place(const cl_schema *schema, uint32_t node, bool with_uri, cl_pen *pen)
{
    /* A document nests at most this deep, and each node is at least one level deeper than its
     * parent. */
    uint32_t nodes[CL_MAX_DEPTH + 2], count = 0;
    for (; node != CL_NO_NODE && count < CL_MAX_DEPTH + 2; node = schema->nodes[node].parent)
        nodes[count++] = node;
    if (with_uri) {
        cl_pen_puts(pen, schema->bases[schema->nodes[nodes[count - 1]].base].uri);
        cl_pen_puts(pen, "#");
    }
    /* The first is the top of a resource, wherever that is embedded. */
    while (--count > 0) {
        size_t back = pen->length;
        cl_pen_puts(pen, schema->nodes[nodes[count - 1]].step);
        cut(pen, back);
    }
}

/* ---- Sentences ------------------------------------------------------------------------------- */

static void say_number(cl_pen *pen, const cl_value *value)
{
    char text[32];
    if (value->kind == CL_KIND_INTEGER) {
        say(pen, "%" PRId64, value->integer);
    } else {
        cl_write_real(value->real, text);
        cl_pen_puts(pen, text);
    }
}

/* Writes a value of the schema. Long strings, arrays and objects are only described. */
static void say_value(cl_pen *pen, const cl_value *value)
{
    switch ((cl_kind)value->kind) {
    case CL_KIND_BOOLEAN:
        cl_pen_puts(pen, value->boolean ? "true" : "false");
        break;
    case CL_KIND_INTEGER:
    case CL_KIND_REAL:
        say_number(pen, value);
        break;
    case CL_KIND_STRING:
        if (value->length > 40)
            say(pen, "a certain string of %u bytes", (unsigned)value->length);
        else
            say(pen, "\"%.*s\"", (int)value->length, value->text);
        break;
    case CL_KIND_NULL:
        cl_pen_puts(pen, "null");
        break;
    case CL_KIND_ARRAY:
        cl_pen_puts(pen, "a certain array");
        break;
    case CL_KIND_OBJECT:
        cl_pen_puts(pen, "a certain object");
        break;
    case CL_KIND_DATETIME: /* no schema has one */
    case CL_KIND_COUNT:
        break;
    }
}

static void say_list(cl_pen *pen, const cl_array *values)
{
    enum { SHOWN = 8 };
    for (uint32_t i = 0; i < values->count && i < SHOWN; i++) {
        cl_pen_puts(pen, i == 0 ? "" : ", ");
        say_value(pen, &values->items[i]);
    }
    if (values->count > SHOWN)
        say(pen, " or one of %u others", (unsigned)(values->count - SHOWN));
}

static void say_types(cl_pen *pen, uint32_t types)
{
    static const struct {
        uint32_t bits;
        const char *name;
    } names[] = {
        {CL_ON(NULL), "null"},          {CL_ON(BOOLEAN), "a boolean"}, {CL_ON_NUMBERS, "a number"},
        {CL_ON(INTEGER), "an integer"}, {CL_ON(STRING), "a string"},   {CL_ON(ARRAY), "an array"},
        {CL_ON(OBJECT), "an object"},
    };
    const char *between = "";
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if ((types & names[i].bits) != names[i].bits)
            continue;
        cl_pen_puts(pen, between);
        cl_pen_puts(pen, names[i].name);
        between = " or ";
        types &= ~names[i].bits; /* so that "an integer" is not written too */
    }
}

/* Writes the name of a member, or its length if it is long or has control characters. */
static void say_name(cl_pen *pen, const char *name, size_t length)
{
    size_t shown = length;
    for (size_t i = 0; i < length; i++)
        shown = (unsigned char)name[i] < 0x20 || length > 60 ? 0 : shown;
    if (shown == 0 && length > 0)
        say(pen, "a name of %zu bytes", length);
    else
        say(pen, "\"%.*s\"", (int)shown, shown > 0 ? name : "");
}

static void say_bound(cl_pen *pen, const char *has, uint64_t number, const char *one,
                      const char *many, const char *expected, uint64_t bound)
{
    say(pen, "%s %" PRIu64 " %s; expected %s %" PRIu64, has, number, number == 1 ? one : many,
        expected, bound);
}

static void say_compared(cl_pen *pen, const cl_value *value, const char *expected,
                         const cl_value *bound)
{
    cl_pen_puts(pen, "is ");
    say_number(pen, value);
    cl_pen_puts(pen, "; expected ");
    cl_pen_puts(pen, expected);
    say_number(pen, bound);
}

void cl_schema_message(const cl_schema_check *check, cl_keyword keyword, const cl_value *value,
                       uint64_t number, const char *name, size_t length, cl_pen *pen)
{
    switch (keyword) {
    case CL_KEY_TYPE:
        say(pen, "is %s; expected ", cl_kind_name((cl_kind)value->kind));
        say_types(pen, check->types);
        break;
    case CL_KEY_CONST:
        cl_pen_puts(pen, "must be ");
        say_value(pen, check->value);
        break;
    case CL_KEY_ENUM:
        cl_pen_puts(pen, "must be one of ");
        say_list(pen, check->value->array);
        break;
    case CL_KEY_MULTIPLE_OF:
        say_compared(pen, value, "a multiple of ", check->value);
        break;
    case CL_KEY_MINIMUM:
        say_compared(pen, value, "at least ", check->value);
        break;
    case CL_KEY_EXCLUSIVE_MINIMUM:
        say_compared(pen, value, "more than ", check->value);
        break;
    case CL_KEY_MAXIMUM:
        say_compared(pen, value, "at most ", check->value);
        break;
    case CL_KEY_EXCLUSIVE_MAXIMUM:
        say_compared(pen, value, "less than ", check->value);
        break;
    case CL_KEY_MIN_LENGTH:
        say_bound(pen, "has", number, "character", "characters", "at least", check->bound);
        break;
    case CL_KEY_MAX_LENGTH:
        say_bound(pen, "has", number, "character", "characters", "at most", check->bound);
        break;
    case CL_KEY_PATTERN:
        cl_pen_puts(pen, "must match the pattern ");
        cl_pen_puts(pen, cl_pattern_text(check->pattern));
        break;
    case CL_KEY_FORMAT:
        cl_pen_puts(pen, cl_value_is(check->value, "date")
                             ? "must be a date of the calendar, as 2021-06-01"
                             : "must be a date-time of RFC 3339, as 2021-06-01T12:00:00Z");
        break;
    case CL_KEY_MIN_ITEMS:
        say_bound(pen, "has", number, "item", "items", "at least", check->bound);
        break;
    case CL_KEY_MAX_ITEMS:
        say_bound(pen, "has", number, "item", "items", "at most", check->bound);
        break;
    case CL_KEY_UNIQUE_ITEMS:
        say(pen, "items %" PRIu64 " and %zu are equal; expected that all differ", number, length);
        break;
    case CL_KEY_CONTAINS:
        cl_pen_puts(pen, "has no item of the kind that is asked");
        break;
    case CL_KEY_MIN_CONTAINS:
        say_bound(pen, "has", number, "such item", "such items", "at least",
                  check->contains->least);
        break;
    case CL_KEY_MAX_CONTAINS:
        say_bound(pen, "has", number, "such item", "such items", "at most", check->contains->most);
        break;
    case CL_KEY_MIN_PROPERTIES:
        say_bound(pen, "has", number, "member", "members", "at least", check->bound);
        break;
    case CL_KEY_MAX_PROPERTIES:
        say_bound(pen, "has", number, "member", "members", "at most", check->bound);
        break;
    case CL_KEY_REQUIRED:
        cl_pen_puts(pen, "lacks the member ");
        say_name(pen, name, length);
        break;
    case CL_KEY_DEPENDENT_REQUIRED:
    case CL_KEY_DEPENDENCIES:
        cl_pen_puts(pen, "lacks the member ");
        say_name(pen, name, length);
        cl_pen_puts(pen, ", which another one calls for");
        break;
    case CL_KEY_ADDITIONAL_PROPERTIES:
        cl_pen_puts(pen, "has an unknown member ");
        say_name(pen, name, length);
        break;
    case CL_KEY_ANY_OF:
        say(pen, "fits none of %u alternatives; expected one or more", (unsigned)check->count);
        break;
    case CL_KEY_ONE_OF:
        say(pen, "fits %s of %u alternatives; expected exactly one",
            number == 0 ? "none" : "more than one", (unsigned)check->count);
        break;
    case CL_KEY_NOT:
        cl_pen_puts(pen, "is what it must not be");
        break;
    case CL_KEY_REF:
    case CL_KEY_DEFS:
    case CL_KEY_DEFINITIONS:
    case CL_KEY_PREFIX_ITEMS:
    case CL_KEY_ITEMS:
    case CL_KEY_ADDITIONAL_ITEMS:
    case CL_KEY_PROPERTY_NAMES:
    case CL_KEY_PROPERTIES:
    case CL_KEY_PATTERN_PROPERTIES:
    case CL_KEY_DEPENDENT_SCHEMAS:
    case CL_KEY_ALL_OF:
    case CL_KEY_IF:
    case CL_KEY_THEN:
    case CL_KEY_ELSE:
    case CL_KEY_FALSE:
    case CL_KEY_DYNAMIC_REF:
    case CL_KEY_UNEVALUATED_ITEMS:
    case CL_KEY_UNEVALUATED_PROPERTIES:
    case CL_KEYWORD_COUNT:
        cl_pen_puts(pen, "must not be here");
        break;
    }
}

void cl_schema_finding_write(const cl_schema_finding *finding, cl_buffer *at, cl_buffer *text)
{
    cl_buffer_puts(at, finding->at);
    if (finding->member != NULL)
        cl_pointer_step(at, finding->member, finding->length);
    cl_buffer_printf(text, "%s: %s", finding->keyword, finding->message);
}
