/* unpack.h — compressed input, as a stream: one row of functions for each format.
 *
 * Members (RFC 1952) and frames (RFC 8878) that follow one another are one stream,
 * and so is a .gz with zeros behind a member. What a format may
 * hold in memory is bounded here, not by its input.
 */
#ifndef CL_BATCH_UNPACK_H
#define CL_BATCH_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cl_unpacker {
    const char *name; /* for messages */
    unsigned char magic[4];
    size_t magic_length;
    unsigned char any;    /* bits of the first byte that may be any */
    void *(*begin)(void); /* NULL when memory runs out */
    /* Takes some of `in`, gives some of `out`. NULL, cl_unpack_no_memory, or what is wrong with the
     * input. */
    const char *(*run)(void *self, const unsigned char *in, size_t in_length, size_t *taken,
                       unsigned char *out, size_t room, size_t *given);
    /* True where the input may end: between two members. */
    bool (*whole)(const void *self);
    void (*end)(void *self);
} cl_unpacker;

/* What `run` says when memory runs out: nothing is wrong with the input then. */
extern const char cl_unpack_no_memory[];

/* A file may also begin with a frame that is to be skipped (RFC 8878, section 3.1.2). */
extern const cl_unpacker cl_unpack_gzip, cl_unpack_zstd, cl_unpack_zstd_skippable;

#endif
