/* block.h — a unit of work: whole records of one input, and the lines for them.
 *
 *   in   [ record | record | … | record | rest ]     the rest is copied to the next block
 *   out  [ line | line | … ]                         whole lines only
 *
 * One thread at a time fills, judges or writes a block. The ring passes blocks between threads.
 */
#ifndef CL_BATCH_BLOCK_H
#define CL_BATCH_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/limits.h"
#include "batch/digest.h"
#include "batch/tally.h"
#include "certlogic.h"

enum {
    /* Bytes of input in a block: two records of the largest size. A block is small enough to stay
     * in a processor cache. */
    CL_BLOCK_IN = 2 * CL_MAX_JOB_RECORD,
    CL_BLOCK_OUT = 128 * 1024 - 1, /* with the NUL of a buffer: a power of two */
    CL_BLOCK_RECORDS = 1024,
    /* The most bytes of a line: identifier, message, place and file name, with every byte
     * escaped. */
    CL_LINE_MOST = 60 * 1024
};

/* What the splitter found. */
typedef enum cl_record_state {
    CL_RECORD_WHOLE,
    CL_RECORD_LARGE,  /* longer than CL_MAX_JOB_RECORD bytes; its bytes were skipped */
    CL_RECORD_BROKEN, /* no record can be found from here to the end of the input */
} cl_record_state;

typedef struct cl_record {
    uint64_t n;      /* number of the record in the job, from 1 */
    uint64_t offset; /* offset of its first byte in the unpacked input */
    uint32_t at;     /* index of its first byte in `in`, if WHOLE */
    uint32_t length;
    cl_record_state state;
} cl_record;

/* The position of the job after a block. A checkpoint stores it. */
typedef struct cl_position {
    uint64_t input;  /* index of the file */
    uint64_t offset; /* offset in the unpacked bytes of the file */
    uint64_t record; /* number of records so far */
    uint64_t format; /* a cl_format: the format found in the file */
    uint64_t lost;   /* inputs that could not be read to their end */
    /* Bytes of the file, before unpacking, that the digest of the inputs covers. */
    uint64_t raw;
} cl_position;

typedef struct cl_block {
    char *in;
    size_t in_length; /* bytes in `in` */
    size_t in_used;   /* the first bytes of `in`, up to the end of the last record */
    uint64_t base;    /* offset of in[0] in the unpacked input */

    cl_record records[CL_BLOCK_RECORDS];
    uint32_t record_count;
    int format;         /* cl_format of the file */
    const char *file;   /* path of the file, for faults */
    const char *broken; /* the message of a BROKEN record */
    const char *broken_code;
    cl_position behind;
    /* Digest of the inputs up to `behind`. It is set only if the job has a checkpoint. */
    char read[CL_DIGEST_TEXT];

    cl_buffer out;  /* keeps the room of CL_BLOCK_OUT bytes, and needs no more */
    cl_tally tally; /* counts of the records in the block */
    /* For each faulty record, the end of its line in `out`. A job can end right after such a
     * line. */
    uint32_t fault_ends[CL_BLOCK_RECORDS];
    uint32_t fault_count;
    uint64_t untrusted; /* records without a signature by a trusted key */
    bool external;      /* a record has an `external` member */
    uint64_t taken;     /* bytes of input read when the block was filled, for progress */
} cl_block;

/* Returns: false if memory runs out. The caller calls cl_block_free in any case. */
bool cl_block_init(cl_block *block);
void cl_block_free(cl_block *block);

/* Makes the block empty, ready to be filled. */
void cl_block_clear(cl_block *block);

/* Clears the block and copies into it the bytes of `before` that follow its last record. */
void cl_block_continue(cl_block *block, const cl_block *before);

/* Counts the record of the last appended line as a fault. */
void cl_block_fault(cl_block *block);

#endif
