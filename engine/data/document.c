/* document.c — checks the size of documents and records, and adds line and column to faults. json.c
 * does the reading, so a rule and a payload are read in the same way. */
#include "data/document.h"

#include <string.h>

#include "base/limits.h"
#include "data/json.h"
#include "data/text.h"

/* Computes the line and column that an editor shows, both counted from 1, in characters. A byte
 * order mark is not counted. */
static void find_line(const char *bytes, size_t offset, size_t *line, size_t *column)
{
    *line = 1;
    *column = 1;
    cl_text_skip_bom(&bytes, &offset);
    for (size_t i = 0; i < offset; i++) {
        if (bytes[i] == '\n') {
            ++*line;
            *column = 1;
        } else if (((unsigned char)bytes[i] & 0xC0) != 0x80) {
            ++*column;
        }
    }
}

/* Puts line and column before the message. */
static void add_line(const char *bytes, cl_error *error)
{
    if (error->offset == CL_NO_OFFSET)
        return;
    size_t line, column;
    find_line(bytes, error->offset, &line, &column);
    cl_error located;
    cl_error_init(&located);
    cl_error_set(&located, error->code, "line %zu, column %zu: %s", line, column, error->message);
    memcpy(error->message, located.message, sizeof error->message);
}

bool cl_record_read(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                    cl_error *error)
{
    if (length > CL_MAX_RECORD)
        return cl_error_set(error, CL_LIMIT_SIZE, "a record of %zu bytes; expected at most %u",
                            length, CL_MAX_RECORD);
    return cl_json_value(bytes, length, arena, value, error);
}

static bool read_document(const char *bytes, size_t length, bool foreign, cl_arena *arena,
                          cl_value *value, cl_error *error)
{
    if (length > CL_MAX_DOCUMENT)
        return cl_error_set(error, CL_LIMIT_SIZE, "a document of %zu bytes; expected at most %u",
                            length, CL_MAX_DOCUMENT);
    cl_error fault;
    cl_error_init(&fault);
    bool ok = (foreign ? cl_json_foreign : cl_json_value)(bytes, length, arena, value, &fault);
    if (!ok)
        add_line(bytes, &fault);
    if (!ok && error != NULL && error->code == CL_NONE)
        *error = fault;
    return ok;
}

bool cl_document_read(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                      cl_error *error)
{
    return read_document(bytes, length, false, arena, value, error);
}

bool cl_document_foreign(const char *bytes, size_t length, cl_arena *arena, cl_value *value,
                         cl_error *error)
{
    return read_document(bytes, length, true, arena, value, error);
}
