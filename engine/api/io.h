/* io.h — files and folders, for the files of api/ that read documents. */
#ifndef CL_API_IO_H
#define CL_API_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/intern.h"

/* Folders nest no deeper than this. */
enum { CL_DEEPEST_FOLDER = 32 };

/* The names in a folder, sorted, so that everything comes in the same order everywhere. */
typedef struct cl_names {
    char **items;
    size_t count;
    size_t capacity;
} cl_names;

/* Each of these returns false with IO, MEMORY, or LIMIT_SIZE for a file beyond CL_MAX_DOCUMENT.
 *
 * What a user names may be anything that can be read, a pipe too: it is read to its end. What is
 * found in a folder is looked at by cl_io_look_found, which refuses all but regular files and
 * folders (IO): a pipe, a device or a socket would be waited on. */
bool cl_io_read(const char *path, cl_buffer *bytes, cl_error *error);
bool cl_io_look(const char *path, bool *folder, cl_error *error);
bool cl_io_look_found(const char *path, bool *folder, cl_error *error);
bool cl_io_list(const char *path, cl_names *names, cl_error *error);
bool cl_io_join(const char *folder, const char *name, cl_buffer *path, cl_error *error);

/* The folders that a walk has been in: links can lead back to one, or to one by many ways. */
typedef struct cl_folders {
    cl_arena arena;
    cl_intern identities; /* device and inode, as bytes */
} cl_folders;

void cl_folders_init(cl_folders *folders);
void cl_folders_free(cl_folders *folders);

/* Enters a folder; false with IO where the walk has been in it before, too. */
bool cl_io_enter(cl_folders *folders, const char *path, cl_error *error);

void cl_names_free(cl_names *names);
bool cl_names_hold(const cl_names *names, const char *name);

/* True for names that end in .json. */
bool cl_io_is_json(const char *name);

#endif
