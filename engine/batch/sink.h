/* sink.h — where the lines go: a file or standard output. Whole writes or an error, nothing between. */
#ifndef CL_BATCH_SINK_H
#define CL_BATCH_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/digest.h"

typedef struct cl_sink_file {
    int fd;
    bool own;
    bool regular;      /* it is a file, which keeps what was written */
    uint64_t length;   /* bytes written, those of earlier runs included */
    cl_digest *digest; /* of the bytes written, or NULL; the caller's */
    const char *why;   /* the last failure */
} cl_sink_file;

typedef enum cl_sink_state {
    CL_SINK_OPEN,
    CL_SINK_BUSY,    /* another job writes the file */
    CL_SINK_STOPPED, /* a signal asked to stop before the file could be opened or read */
    CL_SINK_UNLIKE,  /* of a kept file: it is none of a job, or shorter than it was */
    CL_SINK_FAILED
} cl_sink_state;

/* Opens a file (NULL: standard output) for writing and locks it. What is in the file stays as it
 * is. With `keep` the file must be there. Other states than OPEN leave nothing open; FAILED and
 * BUSY with `why`. */
cl_sink_state cl_sink_open(cl_sink_file *sink, const char *path, bool keep);

/* Makes the file empty; nothing happens to what is no regular file. */
bool cl_sink_empty(cl_sink_file *sink);

/* Reads the first `length` bytes of a kept file into the sink's digest. OPEN, STOPPED, FAILED with
 * `why` when the file cannot be read, UNLIKE with `why` when it is no regular file, or shorter. The file
 * stays open and is not changed. */
cl_sink_state cl_sink_look(cl_sink_file *sink, uint64_t length);

/* Cuts a kept file back to the bytes that cl_sink_look has read, and goes on there. */
bool cl_sink_cut(cl_sink_file *sink);

/* True when the file has more bytes than cl_sink_look has read. */
bool cl_sink_longer(const cl_sink_file *sink);

/* Writes all of `bytes`, which are whole lines. On failure a file is cut back to the lines that were
 * there before, so that it never ends within one. */
bool cl_sink_write(cl_sink_file *sink, const char *bytes, size_t length);

/* What was written is on the disk when this returns true. Does nothing for standard output. */
bool cl_sink_sync(cl_sink_file *sink);

bool cl_sink_close(cl_sink_file *sink);

/* Syncs the folder of a file (fsync), so that its entry is on the disk too. */
bool cl_sink_sync_folder(const char *path);

#endif
