/* source.h — one input: a file or standard input. Compressed input is unpacked; its first bytes
 * show the format.
 *
 * It must not know about records. Positions count unpacked bytes. They start at the read position
 * at which the job finds the file, because another process may have read a part of standard input.
 */
#ifndef CL_BATCH_SOURCE_H
#define CL_BATCH_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "batch/digest.h"
#include "batch/unpack.h"

typedef enum cl_read {
    CL_READ_BYTES,
    CL_READ_END,
    CL_READ_STOPPED, /* a signal asks to stop; no bytes are lost */
    CL_READ_BROKEN,  /* compressed input is damaged or ends early: see `why` */
    CL_READ_FAILED   /* the system could not read: see `why` */
} cl_read;

typedef struct cl_source {
    int fd;
    bool own;                     /* close `fd` at the end */
    const cl_unpacker *unpacker;  /* NULL for plain input */
    void *unpacking;              /* the state of the unpacker */
    unsigned char *packed;        /* bytes that are read but not yet returned */
    size_t packed_at, packed_end; /* their range in `packed` */
    bool ended;                   /* the file has no more bytes */
    uint64_t taken;               /* bytes read from the file */
    cl_digest *digest;            /* digest of the file's bytes, or NULL; the caller owns it */
    uint64_t covered;             /* bytes from the beginning of the file that the digest covers */
    const char *why;
} cl_source;

/* Opens a path, or standard input for "-", and reads its first bytes to choose an unpacker.
 * Returns: BYTES on success, otherwise as cl_source_read. The caller calls cl_source_close in any
 *   case.
 * Arguments: bytes after the first `covered` are added to `digest`, unless it is NULL. */
cl_read cl_source_open(cl_source *source, const char *path, cl_digest *digest, uint64_t covered);

/* Reads up to `room` bytes. Waits only for the first byte.
 * Arguments: `*given` is set to the number of bytes read. */
cl_read cl_source_read(cl_source *source, char *bytes, size_t room, size_t *given);

/* Skips the first `offset` unpacked bytes. A plain file is not read for that, if the system can
 * move its position. */
cl_read cl_source_skip(cl_source *source, uint64_t offset);

/* Reads to the end of the file and adds the bytes to the digest.
 * Returns: END, or STOPPED or FAILED. */
cl_read cl_source_drain(cl_source *source);

void cl_source_close(cl_source *source);

/* Adds the first `length` bytes of a regular file to a digest; standard input starts at its read
 * position.
 * Returns: END on success; BROKEN if the file is shorter; STOPPED by a signal; FAILED with
 * errno. */
cl_read cl_source_digest(const char *path, uint64_t length, cl_digest *digest);

/* Facts about a file that do not need it opened. */
typedef struct cl_source_facts {
    bool seekable; /* a regular file */
    uint64_t size; /* bytes from its read position; 0 if not seekable */
    int64_t changed_seconds, changed_nanoseconds;
} cl_source_facts;

/* Returns: false with errno if the file does not exist, is a folder or cannot be read. */
bool cl_source_look(const char *path, cl_source_facts *facts);

#endif
