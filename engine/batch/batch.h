/* batch.h — the interface of this folder: a job judges many certificates.
 *
 *   input files ─▶ source ─▶ splitter ─▶ block ─▶ judge ─▶ block ─▶ sink
 *                  unpacks   records     ring     lines    ring     in order
 *
 * cl_batch_job describes a job; cl_batch_run runs it. This file must not know what is done with a
 * record: a cl_batch_judge turns records into lines (verdicts.c, flips.c).
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

/* The most threads of one job. More threads would need more blocks than the memory limit of a job
 * allows. */
enum { CL_BATCH_MAX_THREADS = 64 };

typedef enum cl_taken { CL_TAKEN_DONE, CL_TAKEN_HEAVY, CL_TAKEN_FAILED } cl_taken;

/* Turns records into lines. Each thread has its own instance. */
typedef struct cl_batch_judge {
    /* Makes the instance of one thread. A light instance uses little memory and refuses heavy
     * records (CL_HEAVY_RECORD).
     * Returns: the instance; NULL with the error on failure. */
    void *(*begin)(const void *plan, bool light, certlogic_error *error);
    /* Appends the lines of a record to the block and counts the record in the block.
     * Returns: HEAVY if a light instance refuses the record; nothing is written, and an instance
     *   that is not light must take the record. FAILED with an error that ends the job. */
    cl_taken (*take)(void *self, cl_block *block, const cl_record *record, certlogic_error *error);
    void (*end)(void *self);
    const void *plan; /* the argument of `begin`; all threads share it */
} cl_batch_judge;

typedef struct cl_batch_job {
    const char *const *inputs; /* paths; "-" is standard input */
    size_t input_count;
    cl_format format;   /* CL_FORMAT_TOLD: the content decides */
    const char *output; /* a path, or NULL */
    /* The file descriptor for lines if `output` is NULL. 0 also means standard output. */
    int output_fd;
    bool silent;               /* only counts are wanted: no line is written */
    const char *checkpoint;    /* a path, or NULL; requires `output` */
    uint64_t checkpoint_every; /* the number of records between two checkpoints */
    /* The digest of the rules and options. A checkpoint with another digest is refused. */
    const char *identity;
    uint64_t max_faults; /* the job ends after more faults; UINT64_MAX: no limit */
    unsigned threads;    /* 0: the number of processors */
    bool progress;       /* show a progress line on standard error */
    cl_batch_judge judge;
} cl_batch_job;

typedef enum cl_batch_end {
    CL_BATCH_DONE,    /* all records of all inputs are judged */
    CL_BATCH_STOPPED, /* a signal stopped the job: see `signal` */
    CL_BATCH_FAULTS,  /* there were more faults than max_faults */
    /* The checkpoint or the output belongs to another job, or they do not match. */
    CL_BATCH_REFUSED,
    CL_BATCH_FAILED /* input, output or memory failed: see `error` */
} cl_batch_end;

typedef struct cl_batch_result {
    cl_batch_end end;
    int signal;         /* the signal that stopped the job, or 0 */
    uint64_t records;   /* processed records, including those of earlier runs */
    uint64_t faults;    /* processed records that could not be judged */
    uint64_t untrusted; /* records without a signature by a trusted key */
    uint64_t lost;      /* inputs of which a part could not be split into records */
    bool resumed;       /* the job continued from a checkpoint */
    bool already;       /* the checkpoint is of a finished job: nothing was done */
    bool external;      /* a record has an `external` member */
    cl_tally tally;     /* the counts; the caller frees them with cl_tally_free */
    certlogic_error error;
} cl_batch_result;

/* Runs a job to its end. The caller runs one job at a time. SIGINT and SIGTERM stop the job between
 * two records. SIGPIPE is ignored during the job.
 * Arguments: `result` is always written. */
void cl_batch_run(const cl_batch_job *job, cl_batch_result *result);

/* Writes the error `memory`.
 * Returns: false. */
bool cl_batch_no_memory(certlogic_error *error);

#endif
