/* block.h — a piece of work: whole records, and the lines that answer them.
 *
 *   in   [ record | record | … | record | rest ]     the rest moves on to the next block
 *   out  [ line | line | … ]                         never a part of a line
 *
 * A block is filled by one thread, judged by one, written by one; the ring hands it on.
 */
#ifndef CL_BATCH_BLOCK_H
#define CL_BATCH_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/limits.h"
#include "batch/digest.h"
#include "batch/tally.h"
#include "certlogic.h"

enum {
    /* Bytes of input in a block: two of the largest records, and small enough to stay in a cache. */
    CL_BLOCK_IN = 2 * CL_MAX_JOB_RECORD,
    CL_BLOCK_OUT = 128 * 1024,
    CL_BLOCK_RECORDS = 1024,
    /* No line is longer: identifier, message, place and file, each byte of them escaped. */
    CL_LINE_MOST = 60 * 1024
};

/* What the splitter found. */
typedef enum cl_record_state {
    CL_RECORD_WHOLE,
    CL_RECORD_LARGE,  /* more than CL_MAX_JOB_RECORD bytes; they were passed over */
    CL_RECORD_BROKEN, /* no record can be found from here to the end of the input */
} cl_record_state;

typedef struct cl_record {
    uint64_t n;      /* number in the job, from 1 */
    uint64_t offset; /* of its first byte in the unpacked input */
    uint32_t at;     /* in `in`, where it is whole */
    uint32_t length;
    cl_record_state state;
} cl_record;

/* Where the job stands behind a block: this is what a checkpoint remembers. */
typedef struct cl_position {
    uint64_t input;  /* index of the file */
    uint64_t offset; /* into that file, unpacked */
    uint64_t record; /* records so far */
    uint64_t format; /* a cl_format: what the file was found to be */
    uint64_t lost;   /* inputs that could not be read to their end */
    uint64_t raw; /* bytes of that file, as they lie there, that the digest of the inputs covers */
} cl_position;

typedef struct cl_block {
    char *in;
    size_t in_length; /* bytes in `in` */
    size_t in_used;   /* of them, those that the records lie in */
    uint64_t base;    /* offset of in[0] in the unpacked input */

    cl_record records[CL_BLOCK_RECORDS];
    uint32_t record_count;
    int format;         /* cl_format of the file */
    const char *file;   /* for faults */
    const char *broken; /* what is wrong with the input, for a record that is BROKEN */
    const char *broken_code;
    cl_position behind;
    /* Digest of the inputs up to there, where the job keeps a checkpoint. */
    char read[CL_DIGEST_TEXT];

    char *out;
    size_t out_length;
    cl_tally tally; /* of the records in the block */
    /* Where in `out` the line of each faulty record ends, so that a job can end right behind one. */
    uint32_t fault_ends[CL_BLOCK_RECORDS];
    uint32_t fault_count;
    uint64_t untrusted; /* records that no trusted key has signed */
    bool external;      /* a record brought an external */
    uint64_t taken;     /* bytes of input that were read when it was filled, for progress */
} cl_block;

/* False when memory runs out; cl_block_free in any case. */
bool cl_block_init(cl_block *block);
void cl_block_free(cl_block *block);

/* Empty, ready to be filled. */
void cl_block_clear(cl_block *block);

/* Takes over the bytes that another block has behind its records. */
void cl_block_continue(cl_block *block, const cl_block *before);

/* Notes that the record whose line has just been appended is a fault. */
void cl_block_fault(cl_block *block);

#endif
