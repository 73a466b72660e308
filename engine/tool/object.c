/* object.c — builds the JSON objects of --json with jansson, and prints them.
 *
 * Values are added one by one. If memory runs out, this file remembers it, and print_object prints
 * nothing but the failure: an object is never printed in part.
 */
#include <jansson.h>
#include <string.h>

#include "base/buffer.h"
#include "data/escape.h"
#include "data/text.h"
#include "service/dump.h"
#include "tool/tool.h"

static bool memory_ran_out;

/* Returns: a copy of the text in which each byte that is not UTF-8 is U+FFFD. */
static json_t *mended(const char *bytes, size_t length)
{
    json_t *string = NULL;
    cl_buffer whole;
    cl_buffer_init(&whole);
    for (size_t at = 0; at < length;) {
        size_t n = cl_utf8_prefix(bytes + at, length - at);
        cl_buffer_add(&whole, bytes + at, n);
        at += n;
        if (at < length)
            cl_buffer_puts(&whole, "\xEF\xBF\xBD");
        at += at < length;
    }
    if (!whole.failed)
        string = json_stringn_nocheck(cl_buffer_text(&whole), whole.length);
    cl_buffer_free(&whole);
    return string;
}

json_t *text_value(const char *bytes)
{
    if (bytes == NULL)
        return json_null();
    size_t length = strlen(bytes);
    return cl_utf8_prefix(bytes, length) == length ? json_stringn_nocheck(bytes, length)
                                                   : mended(bytes, length);
}

void object_put(json_t *object, const char *name, json_t *value)
{
    if (json_object_set_new_nocheck(object, name, value) != 0)
        memory_ran_out = true;
}

void object_text(json_t *object, const char *name, const char *bytes)
{
    object_put(object, name, text_value(bytes));
}

void object_number(json_t *object, const char *name, uint64_t number)
{
    object_put(object, name, json_integer((json_int_t)number));
}

json_t *object_part(json_t *object, const char *name, json_t *part)
{
    object_put(object, name, part);
    return memory_ran_out ? NULL : part;
}

void array_add(json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0)
        memory_ran_out = true;
}

exit_code print_object(json_t *object)
{
    cl_buffer line;
    cl_buffer_init(&line);
    cl_dump(object, &line);
    line.failed = line.failed || memory_ran_out;
    memory_ran_out = false;
    json_decref(object);
    return print_line(&line);
}
