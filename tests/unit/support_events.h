/* support_events.h — what the tests of events share: a sink that gives a builder what it receives,
 * and a walk over the documents of the project. */
#ifndef CL_TESTS_SUPPORT_EVENTS_H
#define CL_TESTS_SUPPORT_EVENTS_H

#include <dirent.h>
#include <sys/stat.h>

#include "certlogic.h"
#include "support.h"

/* ---- From a sink to a builder ---------------------------------------------------------------- */

static inline bool give_key(certlogic_builder *builder, const char *key, size_t length)
{
    return key == NULL || certlogic_builder_key(builder, key, length, NULL);
}

static inline bool give_null(void *self, const char *key, size_t key_length)
{
    return give_key(self, key, key_length) && certlogic_builder_null(self, NULL);
}

static inline bool give_boolean(void *self, const char *key, size_t key_length, bool value)
{
    return give_key(self, key, key_length) && certlogic_builder_boolean(self, value, NULL);
}

static inline bool give_integer(void *self, const char *key, size_t key_length, int64_t value)
{
    return give_key(self, key, key_length) && certlogic_builder_integer(self, value, NULL);
}

static inline bool give_real(void *self, const char *key, size_t key_length, double value)
{
    return give_key(self, key, key_length) && certlogic_builder_real(self, value, NULL);
}

static inline bool give_string(void *self, const char *key, size_t key_length, const char *text,
                               size_t length)
{
    return give_key(self, key, key_length) && certlogic_builder_string(self, text, length, NULL);
}

static inline bool give_array(void *self, const char *key, size_t key_length)
{
    return give_key(self, key, key_length) && certlogic_builder_begin_array(self, NULL);
}

static inline bool give_object(void *self, const char *key, size_t key_length)
{
    return give_key(self, key, key_length) && certlogic_builder_begin_object(self, NULL);
}

static inline bool give_end(void *self)
{
    return certlogic_builder_end(self, NULL);
}

static inline certlogic_sink sink_to(certlogic_builder *builder)
{
    return (certlogic_sink){.null = give_null,
                            .boolean = give_boolean,
                            .integer = give_integer,
                            .real = give_real,
                            .string = give_string,
                            .begin_array = give_array,
                            .begin_object = give_object,
                            .end = give_end,
                            .self = builder};
}

/* Resets a builder and gives it the events of a JSON text. */
static inline bool build_json(certlogic_builder *builder, const char *json, size_t length,
                              certlogic_error *error)
{
    const certlogic_sink sink = sink_to(builder);
    certlogic_builder_reset(builder);
    return certlogic_read_json(json, length, &sink, error);
}

/* ---- Documents ------------------------------------------------------------------------------- */

/* Sees each document below a folder: each file, and each line of one that is no document. */
typedef void see_document(const char *path, const char *bytes, size_t length);

static inline void see_file(const char *path, see_document *see)
{
    size_t length;
    const char *bytes = given_file(path, &length);
    see(path, bytes, length);
    if (certlogic_read_json(bytes, length, NULL, NULL))
        return;
    for (const char *line = bytes, *end = bytes + length; line < end;) {
        const char *newline = memchr(line, '\n', (size_t)(end - line));
        const char *behind = newline != NULL ? newline : end;
        see(path, line, (size_t)(behind - line));
        line = behind + (newline != NULL);
    }
}

static inline void see_below(const char *path, see_document *see)
{
    DIR *folder = opendir(path);
    struct dirent *entry;
    ck_assert_msg(folder != NULL, "cannot open %s", path);
    while ((entry = readdir(folder)) != NULL) {
        char below[4096];
        struct stat status;
        if (entry->d_name[0] == '.')
            continue;
        int length = snprintf(below, sizeof below, "%s/%s", path, entry->d_name);
        ck_assert(length > 0 && length < (int)sizeof below && stat(below, &status) == 0);
        if (S_ISDIR(status.st_mode)) {
            see_below(below, see);
        } else {
            cl_arena_mark mark = cl_arena_here(&given.arena);
            see_file(below, see);
            cl_arena_undo(&given.arena, mark);
        }
    }
    closedir(folder);
}

/* Sees all rules, payloads, cases and golden inputs of the project. */
static inline void see_all_documents(see_document *see)
{
    static const char *const folders[] = {"rules", "tests/payloads", "tests/schema-cases",
                                          "tests/conformance", "tests/golden"};
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        see_below(given_text("%s/%s", top_srcdir(), folders[i]), see);
}

#endif
