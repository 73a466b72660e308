/* user_schema.c — JSON Schemas of the user: reads them, and holds documents to them. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/io.h"
#include "data/document.h"
#include "data/text.h"

/* The files of a schema while it is compiled. */
typedef struct sources {
    cl_schema_source *items;
    cl_buffer *bytes; /* of each file */
    cl_buffer *uris;  /* of each file */
    size_t count;
} sources;

/* Appends a segment of a path to a URI (RFC 3986, section 2.3: other characters than the unreserved
 * ones are percent-encoded). */
static void write_segment(cl_buffer *uri, const char *segment, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        char c = segment[i];
        bool unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                          (c >= '0' && c <= '9') || (c != '\0' && strchr("-._~", c) != NULL);
        if (unreserved)
            cl_buffer_putc(uri, c);
        else
            cl_buffer_printf(uri, "%%%02X", (unsigned)(unsigned char)c);
    }
}

/* Appends a URI for a file: file:/// and its path, so that documents find each other by relative
 * references as their files do. A segment ".." becomes "%2E%2E", because a URI resolves dots and
 * thereby could leave its root. */
static void write_uri(cl_buffer *uri, const char *path)
{
    const char *between = "";
    cl_buffer_puts(uri, "file:///");
    for (const char *segment = path; *segment != '\0';) {
        size_t length = strcspn(segment, "/");
        if (length > 0 && !cl_text_is(segment, length, ".")) {
            cl_buffer_puts(uri, between);
            if (cl_text_is(segment, length, ".."))
                cl_buffer_puts(uri, "%2E%2E");
            else
                write_segment(uri, segment, length);
            between = "/";
        }
        segment += length;
        segment += *segment == '/';
    }
}

static bool read_source(sources *s, const char *path, cl_error *error)
{
    cl_buffer *bytes = &s->bytes[s->count], *uri = &s->uris[s->count];
    cl_buffer_init(bytes);
    cl_buffer_init(uri);
    s->count++;
    if (path == NULL)
        return cl_error_set(error, CL_USAGE, "a path is missing");
    if (!cl_io_read(path, bytes, error))
        return false;
    write_uri(uri, path);
    s->items[s->count - 1] = (cl_schema_source){
        .uri = cl_buffer_text(uri), .bytes = cl_buffer_text(bytes), .length = bytes->length};
    if (uri->failed)
        return cl_error_memory(error);
    for (size_t i = 0; i + 1 < s->count; i++) {
        if (strcmp(s->items[i].uri, s->items[s->count - 1].uri) == 0)
            return cl_error_set(error, CL_SCHEMA_BROKEN, "%s: the file is given twice", path);
    }
    return true;
}

/* Moves a fault to `error`. If its message begins with the URI of a file, the path of the file
 * replaces the URI. */
static void name_file(const sources *s, const char *const *paths, const cl_error *fault,
                      cl_error *error)
{
    const char *message = fault->message;
    const char *path = "";
    for (size_t i = 0; i < s->count; i++) {
        size_t length = strlen(s->items[i].uri);
        if (strncmp(message, s->items[i].uri, length) == 0 && message[length] == ':') {
            message += length;
            path = paths[i];
            break;
        }
    }
    cl_error_set(error, fault->code, "%s%s", path, message);
    cl_error_at(error, fault->at);
    cl_error_offset(error, fault->offset);
}

static cl_schema *compile(const char *const *paths, size_t count, cl_error *error)
{
    sources s = {.items = calloc(count, sizeof *s.items),
                 .bytes = calloc(count, sizeof *s.bytes),
                 .uris = calloc(count, sizeof *s.uris)};
    cl_schema *schema = NULL;
    bool read = (s.items != NULL && s.bytes != NULL && s.uris != NULL) || cl_error_memory(error);
    for (size_t i = 0; read && i < count; i++)
        read = read_source(&s, paths[i], error);
    cl_error fault;
    cl_error_init(&fault);
    if (read && (schema = cl_schema_compile(s.items, count, CL_DRAFT_2020, &fault)) == NULL)
        name_file(&s, paths, &fault, error);
    for (size_t i = 0; i < s.count; i++) {
        cl_buffer_free(&s.bytes[i]);
        cl_buffer_free(&s.uris[i]);
    }
    free(s.items);
    free(s.bytes);
    free(s.uris);
    return schema;
}

certlogic_schema *certlogic_schema_load(const char *const *paths, size_t count,
                                        certlogic_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    if (paths == NULL || count == 0) {
        cl_api_null(error);
        return NULL;
    }
    certlogic_schema *schema = malloc(sizeof *schema);
    if (schema != NULL && (schema->it = compile(paths, count, &fault)) != NULL)
        return schema;
    free(schema);
    if (fault.code == CL_NONE)
        cl_error_memory(&fault);
    cl_api_error(&fault, error);
    return NULL;
}

void certlogic_schema_free(certlogic_schema *schema)
{
    if (schema == NULL)
        return;
    cl_schema_free(schema->it);
    free(schema);
}

/* ---- Checking -------------------------------------------------------------------------------- */

typedef struct checker {
    const certlogic_schema *schema;
    const char *file;
    certlogic_finding_report *report;
    void *self;
    bool failed; /* memory ran out */
} checker;

static void tell(const checker *c, const char *code, const char *at, const char *message)
{
    const certlogic_finding finding = {
        .code = code, .severity = CERTLOGIC_ERROR, .file = c->file, .at = at, .message = message};
    c->report(c->self, &finding);
}

static bool take(void *self, const cl_schema_finding *finding)
{
    checker *c = self;
    cl_buffer at, message;
    cl_buffer_init(&at);
    cl_buffer_init(&message);
    cl_schema_finding_write(finding, &at, &message);
    c->failed = at.failed || message.failed;
    if (!c->failed)
        tell(c, cl_code_name(CL_SCHEMA), cl_buffer_text(&at), cl_buffer_text(&message));
    cl_buffer_free(&at);
    cl_buffer_free(&message);
    return !c->failed;
}

/* Reports what is wrong with a document. Returns false with MEMORY. */
static bool check(checker *c, const char *json, size_t length, cl_error *error)
{
    cl_arena arena, scratch;
    cl_value document;
    cl_error fault;
    cl_error_init(&fault);
    cl_arena_init(&arena, SIZE_MAX);
    cl_arena_init(&scratch, SIZE_MAX);
    if (cl_document_read(json, length, &arena, &document, &fault))
        cl_schema_validate(c->schema->it, &document, &scratch, take, c, &fault);
    cl_arena_free(&scratch);
    cl_arena_free(&arena);
    if (fault.code == CL_MEMORY || c->failed)
        return cl_error_memory(error);
    if (fault.code != CL_NONE)
        tell(c, cl_code_name(fault.code), fault.at, fault.message);
    return true;
}

bool certlogic_schema_check(const certlogic_schema *schema, const char *json, size_t length,
                            const char *file, certlogic_finding_report *report, void *self,
                            certlogic_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    if (schema == NULL || report == NULL)
        return cl_api_null(error);
    checker c = {
        .schema = schema, .file = file != NULL ? file : "", .report = report, .self = self};
    json = cl_api_bytes(json, &length);
    if (check(&c, json, length, &fault))
        return true;
    cl_api_error(&fault, error);
    return false;
}
