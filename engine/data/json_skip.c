/* json_skip.c — skips a value: checks the grammar of JSON, and keeps one byte for each level. */
#include "data/json_skip.h"

#include "base/buffer.h"

/* The open containers, a byte each: '{' or '['. */
typedef struct skipper {
    cl_scan *scan;
    cl_buffer open;
} skipper;

void cl_json_skip_number(cl_scan *scan)
{
    while (scan->at < scan->end &&
           (*scan->at == '-' || *scan->at == '+' || *scan->at == '.' || *scan->at == 'e' ||
            *scan->at == 'E' || (*scan->at >= '0' && *scan->at <= '9')))
        scan->at++;
}

static bool skip_number(cl_scan *scan)
{
    cl_value value;
    cl_error why;
    cl_error *error = scan->error;
    const char *begin = scan->at;
    cl_error_init(&why);
    scan->error = &why;
    bool read = cl_scan_number(scan, &value);
    scan->error = error;
    if (!read && why.code == CL_JSON_NUMBER) {
        scan->at = begin;
        cl_json_skip_number(scan);
        return true;
    }
    if (!read && error != NULL)
        *error = why;
    return read;
}

static bool skip_scalar(cl_scan *scan)
{
    cl_scan_text text;
    cl_value value;
    char c = scan->at < scan->end ? *scan->at : '\0';
    if (c == '"')
        return cl_scan_string(scan, &text);
    if (c == '-' || (c >= '0' && c <= '9'))
        return skip_number(scan);
    if (c == 't' || c == 'f' || c == 'n')
        return cl_scan_literal(scan, &value);
    return cl_scan_expected(scan, "a value");
}

static bool skip_key(cl_scan *scan)
{
    cl_scan_text text;
    if (!cl_scan_next_is(scan, '"'))
        return cl_scan_expected(scan, "a key");
    if (!cl_scan_string(scan, &text))
        return false;
    if (!cl_scan_next_is(scan, ':'))
        return cl_scan_expected(scan, "':' after a key");
    scan->at++;
    return true;
}

/* Skips a scalar or an empty container. At any other container, adds it to `open` and moves behind
 * its bracket. */
static bool skip_value(skipper *s)
{
    cl_scan_space(s->scan);
    char c = s->scan->at < s->scan->end ? *s->scan->at : '\0';
    if (c != '[' && c != '{')
        return skip_scalar(s->scan);
    s->scan->at++;
    if (cl_scan_next_is(s->scan, c == '[' ? ']' : '}')) {
        s->scan->at++;
        return true;
    }
    cl_buffer_add(&s->open, &c, 1);
    if (s->open.failed)
        return cl_error_memory(s->scan->error);
    return true;
}

/* Skips the ends of containers behind a value, and the comma if another item or member follows. */
static bool skip_ends(skipper *s)
{
    while (s->open.length > 0) {
        bool object = s->open.data[s->open.length - 1] == '{';
        if (cl_scan_next_is(s->scan, ',')) {
            s->scan->at++;
            return true;
        }
        if (!cl_scan_next_is(s->scan, object ? '}' : ']'))
            return cl_scan_expected(s->scan, "',' or the end of an array or object");
        s->scan->at++;
        s->open.length--;
    }
    return true;
}

bool cl_json_skip(cl_scan *scan)
{
    skipper s = {.scan = scan};
    bool skipped;
    cl_buffer_init(&s.open);
    do {
        size_t depth = s.open.length;
        skipped = (depth == 0 || s.open.data[depth - 1] != '{' || skip_key(scan)) && skip_value(&s);
        if (skipped && s.open.length == depth)
            skipped = skip_ends(&s);
    } while (skipped && s.open.length > 0);
    cl_buffer_free(&s.open);
    return skipped;
}
