/* source.h — one input: a file or standard input, unpacked where its first bytes say so.
 *
 * Knows nothing of records. Positions are in unpacked bytes, from the place where the job found the
 * file: standard input may be a file that somebody has read from before.
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
    CL_READ_STOPPED, /* a signal asks to stop; nothing was lost */
    CL_READ_BROKEN,  /* compressed input that is damaged or ends early; `why` says what */
    CL_READ_FAILED   /* the system could not read; `why` says what */
} cl_read;

typedef struct cl_source {
    int fd;
    bool own;                     /* to be closed */
    const cl_unpacker *unpacker;  /* NULL for plain input */
    void *unpacking;              /* its state */
    unsigned char *packed;        /* bytes read that were not given out yet */
    size_t packed_at, packed_end; /* where they lie */
    bool ended;                   /* no more bytes come */
    uint64_t taken;               /* bytes read from the file */
    cl_digest *digest;            /* of the file's bytes, or NULL; the caller's */
    uint64_t covered;             /* bytes from the beginning of the file that the digest has */
    const char *why;
} cl_source;

/* Opens "-" or a file, and looks at its first bytes. BYTES when it can be read; else as
 * cl_source_read. Bytes behind the first `covered` ones are added to `digest`, unless that is NULL.
 * cl_source_close in any case. */
cl_read cl_source_open(cl_source *source, const char *path, cl_digest *digest, uint64_t covered);

/* Up to `room` bytes, *given of them. Does not wait for more than there is, but for one. */
cl_read cl_source_read(cl_source *source, char *bytes, size_t room, size_t *given);

/* Passes over the first `offset` bytes: a plain file is not read for that. */
cl_read cl_source_skip(cl_source *source, uint64_t offset);

/* Reads to the end of the file, for the digest alone: END, or why not. */
cl_read cl_source_drain(cl_source *source);

void cl_source_close(cl_source *source);

/* Adds the first `length` bytes of a regular file, or of standard input from where it stands, to a
 * digest. END when there were so many; BROKEN when there are fewer; STOPPED by a signal; FAILED
 * with errno. */
cl_read cl_source_digest(const char *path, uint64_t length, cl_digest *digest);

/* What a file is, without opening it. */
typedef struct cl_source_facts {
    bool seekable; /* a regular file */
    uint64_t size; /* from where it will be read */
    int64_t changed_seconds, changed_nanoseconds;
} cl_source_facts;

/* False with errno when there is no such file, or it cannot be read. */
bool cl_source_look(const char *path, cl_source_facts *facts);

#endif
