/* reader.h — fills blocks: opens the inputs in order, splits them into records and numbers these.
 *
 * Only one thread at a time uses a reader. It must not know what a record contains. */
#ifndef CL_BATCH_READER_H
#define CL_BATCH_READER_H

#include "batch/batch.h"
#include "batch/source.h"

typedef struct cl_reader {
    const cl_batch_job *job;
    cl_source source;
    bool open;     /* `source` is open */
    bool last;     /* no more bytes come from `source` */
    bool spoiled;  /* `source` cannot be unpacked further: see `source.why` */
    bool begun;    /* the check for a byte order mark is done */
    bool given_up; /* a BROKEN record has been added: the rest of the input is lost */
    cl_splitter splitter;
    cl_position at;    /* the current file, and the position after the last record */
    uint64_t skip;     /* bytes of the first file that an earlier run has processed */
    cl_digest *digest; /* of the inputs, or NULL; the caller owns it */
    uint64_t done;     /* bytes read of the inputs before this one, for progress */
    char why[640];     /* the input that failed, and the reason */
} cl_reader;

typedef enum cl_fill {
    CL_FILL_BLOCK,   /* the block has records */
    CL_FILL_END,     /* the block is empty, and there are no more records */
    CL_FILL_STOPPED, /* the block is empty: a signal asked to stop */
    CL_FILL_FAILED   /* the block is empty: see `why` */
} cl_fill;

/* Begins at a position; {0} is the beginning of the job.
 * Arguments: `digest` covers the bytes before the position, and the reader adds the bytes that it
 *   reads; NULL if no digest is wanted. */
void cl_reader_begin(cl_reader *reader, const cl_batch_job *job, const cl_position *at,
                     cl_digest *digest);

/* Fills a block that cl_block_clear or cl_block_continue has prepared. All records of a block come
 * from one input. */
cl_fill cl_reader_fill(cl_reader *reader, cl_block *block);

/* Returns: the number of bytes read from all inputs so far. */
uint64_t cl_reader_taken(const cl_reader *reader);

void cl_reader_end(cl_reader *reader);

#endif
