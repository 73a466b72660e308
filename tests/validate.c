/* validate.c — our JSON Schema validator as a filter, for the tests. A line of standard input is
 * {"schemas": [[uri, document], …], "draft": 7 or 2020, "values": […]}. Its answer is a line
 * {"error": {"code", "at", "message"}} or {"results": [{"valid", "findings": […]}, …]}. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/json.h"
#include "data/writer.h"
#include "schema/schema.h"

enum { SOURCES_MOST = 16 };

static void write_text(cl_buffer *out, const char *name, const char *text)
{
    cl_buffer_printf(out, "\"%s\":", name);
    cl_write_string(out, text, strlen(text));
}

static bool write_finding(void *self, const cl_schema_finding *finding)
{
    cl_buffer *out = self;
    cl_buffer_puts(out, out->data[out->length - 1] == '[' ? "{" : ",{");
    write_text(out, "keyword", finding->keyword);
    cl_buffer_putc(out, ',');
    write_text(out, "at", finding->at);
    cl_buffer_putc(out, ',');
    write_text(out, "place", finding->place);
    cl_buffer_putc(out, ',');
    write_text(out, "message", finding->message);
    cl_buffer_putc(out, '}');
    return true;
}

static void write_error(cl_buffer *out, const cl_error *error)
{
    cl_buffer_puts(out, "{\"error\":{");
    write_text(out, "code", cl_code_name(error->code));
    cl_buffer_putc(out, ',');
    write_text(out, "at", error->at);
    cl_buffer_putc(out, ',');
    write_text(out, "message", error->message);
    cl_buffer_puts(out, "}}");
}

static const cl_value *member(const cl_value *object, const char *name)
{
    const cl_value *found = object->kind == CL_KIND_OBJECT
                                ? cl_object_find(object->object, name, strlen(name))
                                : NULL;
    if (found == NULL) {
        fprintf(stderr, "validate: a line without %s\n", name);
        exit(2);
    }
    return found;
}

/* Validates with findings. The verdict without findings must be the same. */
static void write_result(cl_buffer *out, const cl_schema *schema, const cl_value *value,
                         cl_arena *scratch)
{
    cl_error error;
    cl_error_init(&error);
    cl_buffer findings;
    cl_buffer_init(&findings);
    cl_buffer_putc(&findings, '[');
    int valid = cl_schema_validate(schema, value, scratch, write_finding, &findings, &error);
    if (valid != cl_schema_validate(schema, value, scratch, NULL, NULL, &error) ||
        (valid == 1) != (valid >= 0 && findings.length == 1)) {
        fputs("validate: verdicts with and without findings differ\n", stderr);
        exit(1);
    }
    if (valid < 0)
        write_error(out, &error);
    else
        cl_buffer_printf(out, "{\"valid\":%s,\"findings\":", valid ? "true" : "false");
    if (valid >= 0)
        cl_buffer_add(out, findings.data, findings.length);
    cl_buffer_puts(out, valid < 0 ? "" : "]}");
    cl_buffer_free(&findings);
}

static void answer(const cl_value *asked, cl_arena *arena, cl_buffer *out)
{
    cl_schema_source sources[SOURCES_MOST];
    cl_buffer texts[SOURCES_MOST];
    cl_error error;
    const cl_array *given = member(asked, "schemas")->array;
    const cl_array *values = member(asked, "values")->array;
    cl_schema_draft draft = member(asked, "draft")->integer == 7 ? CL_DRAFT_7 : CL_DRAFT_2020;
    size_t count = given->count < SOURCES_MOST ? given->count : SOURCES_MOST;
    for (size_t i = 0; i < count; i++) {
        const cl_value *pair = given->items[i].array->items;
        cl_buffer_init(&texts[i]);
        cl_write_value(&texts[i], &pair[1]);
        sources[i].uri = cl_arena_text(arena, pair[0].text, pair[0].length);
        sources[i].bytes = cl_buffer_text(&texts[i]);
        sources[i].length = texts[i].length;
    }
    cl_error_init(&error);
    cl_schema *schema = cl_schema_compile(sources, count, draft, &error);
    for (size_t i = 0; i < count; i++)
        cl_buffer_free(&texts[i]);
    if (schema == NULL) {
        write_error(out, &error);
        return;
    }
    cl_buffer_puts(out, "{\"results\":[");
    for (uint32_t i = 0; i < values->count; i++) {
        cl_buffer_puts(out, i > 0 ? "," : "");
        write_result(out, schema, &values->items[i], arena);
    }
    cl_buffer_puts(out, "]}");
    cl_schema_free(schema);
}

int main(void)
{
    char *line = NULL;
    size_t room = 0;
    for (ssize_t length; (length = getline(&line, &room, stdin)) > 0;) {
        cl_arena arena;
        cl_value asked;
        cl_error error;
        cl_buffer out;
        cl_arena_init(&arena, SIZE_MAX);
        cl_error_init(&error);
        cl_buffer_init(&out);
        if (cl_json_value(line, (size_t)length, &arena, &asked, &error))
            answer(&asked, &arena, &out);
        else
            write_error(&out, &error);
        puts(cl_buffer_text(&out));
        fflush(stdout);
        cl_buffer_free(&out);
        cl_arena_free(&arena);
    }
    free(line);
    return 0;
}
