/* files.c — documents from files and folders: the only part of the library that opens files.
 *
 * A folder is walked in the order of names, so that findings and rules come in the same order
 * everywhere. Of a folder with a rule.json only that is read: what lies below are its tests. */
#define _POSIX_C_SOURCE 200809L
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "api/api.h"

enum { DEEPEST_FOLDER = 32 };

static bool io_error(cl_error *error, const char *path, const char *what)
{
    return cl_error_set(error, CL_IO, "%s: %s: %s", path, what, strerror(errno));
}

static bool read_all(FILE *file, const char *path, cl_buffer *bytes, cl_error *error)
{
    enum { PIECE = 65536 };
    while (cl_buffer_reserve(bytes, PIECE)) {
        size_t got = fread(bytes->data + bytes->length, 1, PIECE, file);
        bytes->length += got;
        if (bytes->length > CL_MAX_DOCUMENT)
            return cl_error_set(error, CL_LIMIT_SIZE, "%s: a document of more than %u bytes is "
                                                      "refused", path, CL_MAX_DOCUMENT);
        if (got < PIECE)
            return ferror(file) == 0 || io_error(error, path, "cannot read");
    }
    return cl_error_memory(error);
}

static bool add_file(cl_ruleset *set, cl_document_kind kind, const char *path, cl_error *error)
{
    cl_buffer bytes;
    cl_buffer_init(&bytes);
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return io_error(error, path, "cannot open");
    bool added = read_all(file, path, &bytes, error) &&
                 cl_ruleset_add(set, kind, path, cl_buffer_text(&bytes), bytes.length, error);
    fclose(file);
    cl_buffer_free(&bytes);
    return added;
}

/* The names in a folder, sorted. */
typedef struct names {
    char **items;
    size_t count;
    size_t capacity;
} names;

static void free_names(names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->items[i]);
    free(n->items);
}

static bool add_name(names *n, const char *name)
{
    if (n->count == n->capacity) {
        size_t capacity = n->capacity == 0 ? 16 : n->capacity * 2;
        char **items = realloc(n->items, capacity * sizeof *items);
        if (items == NULL)
            return false;
        n->items = items;
        n->capacity = capacity;
    }
    size_t size = strlen(name) + 1;
    char *copy = malloc(size);
    if (copy == NULL)
        return false;
    memcpy(copy, name, size);
    n->items[n->count++] = copy;
    return true;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool list_folder(const char *path, names *n, cl_error *error)
{
    DIR *folder = opendir(path);
    if (folder == NULL)
        return io_error(error, path, "cannot open");
    bool listed = true;
    struct dirent *entry;
    while (listed && (errno = 0, entry = readdir(folder)) != NULL) {
        if (entry->d_name[0] != '.' && !add_name(n, entry->d_name))
            listed = cl_error_memory(error);
    }
    if (listed && errno != 0)
        listed = io_error(error, path, "cannot read");
    closedir(folder);
    if (n->count > 1)
        qsort(n->items, n->count, sizeof *n->items, by_name);
    return listed;
}

static bool ends_in_json(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

static bool holds_rule(const names *n)
{
    for (size_t i = 0; i < n->count; i++) {
        if (strcmp(n->items[i], "rule.json") == 0)
            return true;
    }
    return false;
}

static bool add_below(cl_ruleset *set, cl_document_kind kind, const char *path, int depth,
                      cl_error *error);

static bool add_entry(cl_ruleset *set, cl_document_kind kind, const char *folder, const char *name,
                      int depth, cl_error *error)
{
    cl_buffer path;
    cl_buffer_init(&path);
    cl_buffer_printf(&path, "%s%s%s", folder,
                     folder[0] != '\0' && folder[strlen(folder) - 1] == '/' ? "" : "/", name);
    struct stat status;
    bool added = true;
    if (path.failed)
        added = cl_error_memory(error);
    else if (stat(cl_buffer_text(&path), &status) != 0)
        added = io_error(error, cl_buffer_text(&path), "cannot look at");
    else if (S_ISDIR(status.st_mode) || ends_in_json(name))
        added = add_below(set, kind, cl_buffer_text(&path), depth + 1, error);
    cl_buffer_free(&path);
    return added;
}

static bool add_folder(cl_ruleset *set, cl_document_kind kind, const char *path, int depth,
                       cl_error *error)
{
    names n = {.items = NULL};
    if (depth > DEEPEST_FOLDER)
        return cl_error_set(error, CL_LIMIT_SIZE, "%s: folders deeper than %d are refused", path,
                            DEEPEST_FOLDER);
    bool added = list_folder(path, &n, error);
    bool only_rule = holds_rule(&n);
    for (size_t i = 0; added && i < n.count; i++) {
        if (!only_rule || strcmp(n.items[i], "rule.json") == 0)
            added = add_entry(set, kind, path, n.items[i], depth, error);
    }
    free_names(&n);
    return added;
}

static bool add_below(cl_ruleset *set, cl_document_kind kind, const char *path, int depth,
                      cl_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return io_error(error, path, "cannot open");
    return S_ISDIR(status.st_mode) ? add_folder(set, kind, path, depth, error)
                                   : add_file(set, kind, path, error);
}

bool cl_api_add_path(cl_ruleset *set, cl_document_kind kind, const char *path, cl_error *error)
{
    return add_below(set, kind, path, 0, error);
}
