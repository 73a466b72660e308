/* sink.h — the output of a job: a file or standard output.
 *
 * A write either writes all lines or fails. */
#ifndef CL_BATCH_SINK_H
#define CL_BATCH_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/digest.h"

typedef struct cl_sink_file {
    int fd;
    bool own;
    bool regular;      /* a regular file */
    uint64_t length;   /* bytes written, including those of earlier runs */
    cl_digest *digest; /* digest of the bytes written, or NULL; the caller owns it */
    const char *why;   /* the last failure */
} cl_sink_file;

typedef enum cl_sink_state {
    CL_SINK_OPEN,
    CL_SINK_BUSY,    /* another job writes the file */
    CL_SINK_STOPPED, /* a signal asked to stop before the file was opened or read */
    CL_SINK_UNLIKE,  /* a kept file is too short */
    CL_SINK_FAILED
} cl_sink_state;

/* Opens a file for writing and locks it. The content of the file is unchanged.
 * Returns: OPEN on success. In other states nothing stays open; FAILED and BUSY set `why`.
 * Arguments: `path` NULL is standard output. With `keep` the file must exist. */
cl_sink_state cl_sink_open(cl_sink_file *sink, const char *path, bool keep);

/* Truncates a regular file to zero bytes. Does nothing for other outputs. */
bool cl_sink_empty(cl_sink_file *sink);

/* Adds the first `length` bytes of a kept regular file to the digest of the sink. The file stays
 * open and is not changed.
 * Returns: OPEN on success; STOPPED by a signal; FAILED with `why` if the file cannot be read;
 *   UNLIKE with `why` if the file is shorter. */
cl_sink_state cl_sink_look(cl_sink_file *sink, uint64_t length);

/* Truncates a kept file to the bytes that cl_sink_look has read, and continues there. */
bool cl_sink_cut(cl_sink_file *sink);

/* Finds whether the file is longer than the bytes that cl_sink_look has read.
 * Returns: false on failure, with `why`. */
bool cl_sink_longer(cl_sink_file *sink, bool *longer);

/* Writes all of `bytes`, which are whole lines. If the write fails, a file is truncated to its
 * length before, so that it never ends within a line. */
bool cl_sink_write(cl_sink_file *sink, const char *bytes, size_t length);

/* Waits until the written bytes are on the disk (fdatasync). Does nothing for standard output.
 * Returns: false on failure. */
bool cl_sink_sync(cl_sink_file *sink);

bool cl_sink_close(cl_sink_file *sink);

/* Syncs the folder of a file (fsync), so that its entry is on the disk too. */
bool cl_sink_sync_folder(const char *path);

#endif
