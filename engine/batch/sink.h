/* sink.h — where the lines go: a file or standard output. Whole writes or an error, nothing between. */
#ifndef CL_BATCH_SINK_H
#define CL_BATCH_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cl_sink_file {
    int fd;
    bool own;
    bool keep;       /* what is in the file already stays until cl_sink_cut */
    uint64_t length; /* bytes written, those of earlier runs included */
    const char *why; /* the last failure */
} cl_sink_file;

/* Opens a file (NULL: standard output) for writing. With `keep` its content stays; without, it is
 * emptied. False with `why`. */
bool cl_sink_open(cl_sink_file *sink, const char *path, bool keep);

/* Cuts a kept file back to `length` bytes and goes on there. False also when it is shorter. */
bool cl_sink_cut(cl_sink_file *sink, uint64_t length);

/* Writes all of `bytes`, which are whole lines. On failure a file is cut back to the lines that were
 * there before, so that it never ends within one. */
bool cl_sink_write(cl_sink_file *sink, const char *bytes, size_t length);

/* What was written is on the disk when this returns true. Does nothing for standard output. */
bool cl_sink_sync(cl_sink_file *sink);

bool cl_sink_close(cl_sink_file *sink);

/* Makes the entry of a file in its folder last, too. */
bool cl_sink_sync_folder(const char *path);

#endif
