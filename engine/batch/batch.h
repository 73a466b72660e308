/* batch.h — the face of this room: a job over many certificates.
 *
 *   input files ─▶ source ─▶ splitter ─▶ block ─▶ judge ─▶ block ─▶ sink
 *                  unpacks   records     ring     lines    ring     in order
 *
 * A job is described by cl_batch_job and run by cl_batch_run. What is done with one record is not
 * known here: a cl_batch_judge turns records into lines (verdicts.c, flips.c).
 */
#ifndef CL_BATCH_BATCH_H
#define CL_BATCH_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/block.h"
#include "batch/split.h"
#include "batch/tally.h"
#include "certlogic.h"

/* Threads of one job. More than this many keep more blocks than the memory that a job may hold. */
enum { CL_BATCH_MAX_THREADS = 64 };

typedef enum cl_taken { CL_TAKEN_DONE, CL_TAKEN_HEAVY, CL_TAKEN_FAILED } cl_taken;

/* Turns records into lines, for one thread. */
typedef struct cl_batch_judge {
    /* Makes what one thread needs; NULL and the error when it cannot. A `light` one takes no heavy
     * record (CL_HEAVY_RECORD) and little memory. */
    void *(*begin)(const void *plan, bool light, certlogic_error *error);
    /* Appends the lines of a record to the block and counts it there. HEAVY: it did nothing, a
     * judge that is not light is to take the record. FAILED with an error that ends the job. */
    cl_taken (*take)(void *self, cl_block *block, const cl_record *record, certlogic_error *error);
    void (*end)(void *self);
    const void *plan; /* what `begin` is given; shared by all threads */
} cl_batch_judge;

typedef struct cl_batch_job {
    const char *const *inputs; /* files; "-" is standard input */
    size_t input_count;
    cl_format format;          /* CL_FORMAT_TOLD where content tells */
    const char *output;        /* a file, or NULL */
    int output_fd;             /* where lines go without `output`; 0 is standard output, too */
    bool silent;               /* no lines are written anywhere: only counts are wanted */
    const char *checkpoint;    /* a file, or NULL; needs `output` */
    uint64_t checkpoint_every; /* records between two checkpoints */
    const char *identity;      /* digest of rules and options: another one is another job */
    uint64_t max_faults;       /* UINT64_MAX: any number */
    unsigned threads;          /* 0: as many as there are processors */
    bool progress;             /* show a line on standard error */
    cl_batch_judge judge;
} cl_batch_job;

typedef enum cl_batch_end {
    CL_BATCH_DONE,    /* every record of every input was judged */
    CL_BATCH_STOPPED, /* a signal asked for it, see `signal` */
    CL_BATCH_FAULTS,  /* more faults than max_faults */
    CL_BATCH_REFUSED, /* checkpoint or output belong to another job, or do not fit */
    CL_BATCH_FAILED   /* input, output, memory; `error` says what */
} cl_batch_end;

typedef struct cl_batch_result {
    cl_batch_end end;
    int signal;         /* that stopped the job */
    uint64_t records;   /* judged, those of earlier runs included */
    uint64_t faults;    /* records among them that could not be judged */
    uint64_t untrusted; /* records that no trusted key has signed */
    uint64_t lost;      /* inputs of which a part could not be split into records */
    bool resumed;       /* an earlier run's checkpoint was continued */
    bool already;       /* that run had come to the end: there was nothing to do */
    bool external;      /* a record brought an `external` that was not asked for */
    cl_tally tally;     /* counts; give back with cl_tally_free */
    certlogic_error error;
} cl_batch_result;

/* Runs a job to its end. `result` is written in any case. Signals: SIGINT and SIGTERM stop the job
 * between two records; SIGPIPE is ignored meanwhile. One job at a time. */
void cl_batch_run(const cl_batch_job *job, cl_batch_result *result);

/* The error that memory ran out; returns false. */
bool cl_batch_no_memory(certlogic_error *error);

#endif
