/* io.h — reads files and lists folders for the other files of api/. It must not know what they
 * contain. */
#ifndef CL_API_IO_H
#define CL_API_IO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/intern.h"

/* The most levels of nested folders. */
enum { CL_DEEPEST_FOLDER = 32 };

/* The names in a folder, sorted, so that the order is the same on every system. */
typedef struct cl_names {
    char **items;
    size_t count;
    size_t capacity;
} cl_names;

/* Each of these functions returns false with IO or MEMORY; cl_io_read also with LIMIT_SIZE for a
 * file larger than CL_MAX_DOCUMENT, and cl_io_look with USAGE for NULL.
 *
 * A path that a user names may be anything readable, including a pipe, and is read to its end. A
 * path that is found in a folder is checked with cl_io_look_found, which refuses everything except
 * regular files and folders (IO), because reading a pipe, a device or a socket could wait forever.
 * cl_io_list leaves out names that begin with a dot. */
bool cl_io_read(const char *path, cl_buffer *bytes, cl_error *error);
bool cl_io_look(const char *path, bool *folder, cl_error *error);
bool cl_io_look_found(const char *path, bool *folder, cl_error *error);
bool cl_io_list(const char *path, cl_names *names, cl_error *error);
bool cl_io_join(const char *folder, const char *name, cl_buffer *path, cl_error *error);

/* The folders that have been read. Links can lead to the same folder more than once. */
typedef struct cl_folders {
    cl_arena arena;
    cl_intern identities; /* device and inode, as bytes */
} cl_folders;

void cl_folders_init(cl_folders *folders);
void cl_folders_free(cl_folders *folders);

/* Adds a folder.
 * Returns: false with IO if it has been added before. */
bool cl_io_enter(cl_folders *folders, const char *path, cl_error *error);

/* Takes the path of one file. False with the error ends the walk. */
typedef bool cl_io_take(void *self, const char *path, cl_error *error);

/* Calls `take` for each file that ends in .json directly in a folder, in the order of cl_io_list.
 * Returns: false with IO or MEMORY, also for such a name that cl_io_look_found refuses, or with the
 *   error of `take`. */
bool cl_io_each_json(const char *folder, cl_io_take *take, void *self, cl_error *error);

void cl_names_free(cl_names *names);
bool cl_names_hold(const cl_names *names, const char *name);

/* Returns: true for names that end in .json. */
bool cl_io_is_json(const char *name);

#endif
