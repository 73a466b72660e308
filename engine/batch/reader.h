/* reader.h — fills blocks: opens one input after the other, cuts it into records, numbers them.
 *
 * One thread at a time reads. What a record says is not looked at.
 */
#ifndef CL_BATCH_READER_H
#define CL_BATCH_READER_H

#include "batch/batch.h"
#include "batch/source.h"

typedef struct cl_reader {
    const cl_batch_job *job;
    cl_source source;
    bool open;     /* `source` is */
    bool last;     /* no more bytes come from it */
    bool spoiled;  /* it cannot be unpacked further; `source.why` says why */
    bool begun;    /* no byte order mark can come any more */
    bool given_up; /* a record has said that the rest of it is lost */
    cl_splitter splitter;
    cl_position at;    /* the file, and what is behind the last record that was handed out */
    uint64_t skip;     /* bytes of the first file that an earlier run has done */
    cl_digest *digest; /* of the inputs, or NULL; the caller's */
    uint64_t done;     /* bytes read of the inputs before this one, for progress */
    char why[640];     /* which input failed and how */
} cl_reader;

typedef enum cl_fill {
    CL_FILL_BLOCK,   /* the block has records */
    CL_FILL_END,     /* it has none, and none will come */
    CL_FILL_STOPPED, /* it has none; a signal asked to stop */
    CL_FILL_FAILED   /* it has none; `why` says what failed */
} cl_fill;

/* Begins at a position: {0} for the whole job. `digest` has what stands before the position, and
 * gets what is read; NULL where nobody asks for it. */
void cl_reader_begin(cl_reader *reader, const cl_batch_job *job, const cl_position *at,
                     cl_digest *digest);

/* Fills a block that is clear or continues the one before. A block has records of one input. */
cl_fill cl_reader_fill(cl_reader *reader, cl_block *block);

/* Bytes of the inputs that were read so far. */
uint64_t cl_reader_taken(const cl_reader *reader);

void cl_reader_end(cl_reader *reader);

#endif
