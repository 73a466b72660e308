/* element.c — counts brackets and quotes. */
#include "batch/element.h"

bool cl_element_space(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Consumes one byte of a value that is not a scalar.
 * Returns: true if it is the last byte. */
static bool take_byte(cl_element *e, char c)
{
    if (e->string) {
        bool quote = c == '"' && !e->escape;
        e->escape = c == '\\' && !e->escape;
        e->string = !quote;
        return quote && e->depth == 0;
    }
    e->string = c == '"';
    if (c == '{' || c == '[')
        e->depth++;
    else if (c == '}' || c == ']')
        return --e->depth == 0;
    return false;
}

bool cl_element_take(cl_element *element, const char *bytes, size_t length, size_t *taken)
{
    for (*taken = 0; *taken < length; ++*taken) {
        char c = bytes[*taken];
        if (!element->begun) {
            element->begun = true;
            element->scalar = c != '{' && c != '[' && c != '"';
        }
        if (element->scalar && (c == ',' || c == ']' || cl_element_space(c)))
            return true;
        if (!element->scalar && take_byte(element, c)) {
            ++*taken;
            return true;
        }
    }
    return false;
}
