/* io.c — files and folders. Only this file of the library opens them. */
#include "api/io.h"

#include <dirent.h>
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/grow.h"
#include "data/text.h"

static bool io_error(cl_error *error, const char *path, const char *what)
{
    return errno == ENOMEM ? cl_error_memory(error)
                           : cl_error_set(error, CL_IO, "%s: %s: %s", path, what, strerror(errno));
}

static bool read_all(FILE *file, const char *path, cl_buffer *bytes, cl_error *error)
{
    enum { PIECE = 65536 };
    while (cl_buffer_reserve(bytes, PIECE)) {
        size_t got = fread(bytes->data + bytes->length, 1, PIECE, file);
        bytes->length += got;
        if (bytes->length > CL_MAX_DOCUMENT)
            return cl_error_set(error, CL_LIMIT_SIZE,
                                "%s: a document of more than %u bytes is "
                                "refused",
                                path, CL_MAX_DOCUMENT);
        if (got < PIECE)
            return ferror(file) == 0 || io_error(error, path, "cannot read");
    }
    return cl_error_memory(error);
}

bool cl_io_read(const char *path, cl_buffer *bytes, cl_error *error)
{
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return io_error(error, path, "cannot open");
    bool read = read_all(file, path, bytes, error);
    fclose(file);
    return read;
}

bool cl_io_look(const char *path, bool *folder, cl_error *error)
{
    struct stat status;
    if (path == NULL)
        return cl_error_set(error, CL_USAGE, "NULL where a path is needed");
    if (stat(path, &status) != 0)
        return io_error(error, path, "cannot open");
    *folder = S_ISDIR(status.st_mode);
    return true;
}

bool cl_io_look_found(const char *path, bool *folder, cl_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return io_error(error, path, "cannot open");
    *folder = S_ISDIR(status.st_mode);
    return *folder || S_ISREG(status.st_mode) ||
           cl_error_set(error, CL_IO, "%s: neither a file nor a folder, but a %s", path,
                        S_ISFIFO(status.st_mode)   ? "pipe"
                        : S_ISSOCK(status.st_mode) ? "socket"
                                                   : "device");
}

/* ---- Folders --------------------------------------------------------------------------------- */

void cl_folders_init(cl_folders *f)
{
    cl_arena_init(&f->arena, SIZE_MAX);
    cl_intern_init(&f->identities, &f->arena);
}

void cl_folders_free(cl_folders *f)
{
    cl_arena_free(&f->arena);
}

bool cl_io_enter(cl_folders *f, const char *path, cl_error *error)
{
    struct stat status;
    if (stat(path, &status) != 0)
        return io_error(error, path, "cannot open");
    const uint64_t identity[] = {status.st_dev, status.st_ino};
    if (cl_intern_find(&f->identities, (const char *)identity, sizeof identity) != CL_NOT_INTERNED)
        return cl_error_set(error, CL_IO, "%s: a link to a folder that was read already", path);
    uint64_t *kept = cl_arena_array(&f->arena, 2, sizeof *kept);
    if (kept == NULL)
        return cl_error_memory(error);
    memcpy(kept, identity, sizeof identity);
    return cl_intern_add(&f->identities, (const char *)kept, sizeof identity) != CL_NOT_INTERNED ||
           cl_error_memory(error);
}

void cl_names_free(cl_names *n)
{
    for (size_t i = 0; i < n->count; i++)
        free(n->items[i]);
    free(n->items);
}

static bool add_name(cl_names *n, const char *name)
{
    char **items = cl_grow(n->items, n->count, &n->capacity, sizeof *items);
    if (items == NULL)
        return false;
    n->items = items;
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

bool cl_io_list(const char *path, cl_names *n, cl_error *error)
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

bool cl_names_hold(const cl_names *n, const char *name)
{
    for (size_t i = 0; i < n->count; i++) {
        if (strcmp(n->items[i], name) == 0)
            return true;
    }
    return false;
}

bool cl_io_join(const char *folder, const char *name, cl_buffer *path, cl_error *error)
{
    size_t length = strlen(folder);
    cl_buffer_printf(path, "%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/",
                     name);
    return !path->failed || cl_error_memory(error);
}

bool cl_io_is_json(const char *name)
{
    return cl_text_names_json(name, strlen(name));
}

bool cl_io_each_json(const char *folder, cl_io_take *take, void *self, cl_error *error)
{
    cl_names names = {.items = NULL};
    bool taken = cl_io_list(folder, &names, error);
    for (size_t i = 0; taken && i < names.count; i++) {
        cl_buffer path;
        bool is_folder;
        if (!cl_io_is_json(names.items[i]))
            continue;
        cl_buffer_init(&path);
        taken = cl_io_join(folder, names.items[i], &path, error) &&
                cl_io_look_found(cl_buffer_text(&path), &is_folder, error) &&
                take(self, cl_buffer_text(&path), error);
        cl_buffer_free(&path);
    }
    cl_names_free(&names);
    return taken;
}
