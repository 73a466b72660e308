/* unpack.h — unpacks compressed input as a stream: one table of functions for each format.
 *
 * Consecutive members (RFC 1952) or frames (RFC 8878) are one stream. Zeros after a gzip member are
 * skipped. Each format limits its own memory, whatever its input demands.
 */
#ifndef CL_BATCH_UNPACK_H
#define CL_BATCH_UNPACK_H

#include <stdbool.h>
#include <stddef.h>

typedef struct cl_unpacker {
    const char *name; /* for messages */
    unsigned char magic[4];
    size_t magic_length;
    unsigned char any;    /* bits of the first byte that may have any value */
    void *(*begin)(void); /* returns NULL if memory runs out */
    /* Reads some of `in` and writes some of `out`.
     * Returns: NULL on success; cl_unpack_no_memory; cl_unpack_cannot_begin; or a message about
     *   the input. */
    const char *(*run)(void *self, const unsigned char *in, size_t in_length, size_t *taken,
                       unsigned char *out, size_t room, size_t *given);
    /* Returns: true if the input may end here: between two members or frames. */
    bool (*whole)(const void *self);
    void (*end)(void *self);
} cl_unpacker;

/* The return values of `run` if memory runs out, and if the library refuses to begin a member. The
 * input is then not at fault. */
extern const char cl_unpack_no_memory[], cl_unpack_cannot_begin[];

/* A zstd file may also begin with a skippable frame (RFC 8878, section 3.1.2). */
extern const cl_unpacker cl_unpack_gzip, cl_unpack_zstd, cl_unpack_zstd_skippable;

#endif
