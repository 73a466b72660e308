/* checkpoint.h — the file from which a job goes on.
 *
 *   certlogic-checkpoint 2        What it says is true of the output when it can be read: the output
 *   identity 6c62272e07bb0142…    is on the disk before this file is renamed to its name, so at any
 *   read 9f86d081884c7d65…        moment there is the one before or this one, whole.
 *   wrote e3b0c44298fc1c14…
 *   input 0
 *   offset 1048576
 *   …
 *   count 1 0 17 10 GR-CZ-0001    type, result, how many, length of the name, the name
 *   sum 9a3c…                     over all bytes before
 *
 * identity, read, wrote and sum are digests (digest.h). The job that writes a checkpoint holds a
 * lock on it.
 */
#ifndef CL_BATCH_CHECKPOINT_H
#define CL_BATCH_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "batch/block.h"
#include "batch/tally.h"

typedef struct cl_checkpoint {
    char identity[CL_DIGEST_TEXT]; /* of rules, options and inputs */
    char read[CL_DIGEST_TEXT];     /* of the inputs, as far as the position says */
    char wrote[CL_DIGEST_TEXT];    /* of the output up to here */
    bool done;                     /* the job was finished */
    cl_position at;
    uint64_t output; /* bytes of the output that belong to the records so far */
    uint64_t faults;
    uint64_t untrusted; /* records that no trusted key has signed */
    bool external;      /* a record brought an external */
    cl_tally tally;
} cl_checkpoint;

typedef enum cl_checkpoint_state {
    CL_CHECKPOINT_READ,
    CL_CHECKPOINT_NONE,  /* there is no such file */
    CL_CHECKPOINT_BAD,   /* there is, but it is none, or damaged */
    CL_CHECKPOINT_BUSY,  /* another job holds it */
    CL_CHECKPOINT_FAILED /* it could not be read */
} cl_checkpoint_state;

/* Reads a checkpoint; its tally is to be freed in any case. *lock is an open file that holds the
 * lock, for cl_checkpoint_save and cl_checkpoint_release, or -1. `*why` is set for BAD, BUSY and
 * FAILED. */
cl_checkpoint_state cl_checkpoint_load(const char *path, cl_checkpoint *checkpoint, int *lock,
                                       const char **why);

/* Writes one in place of the one before, and takes the lock of it in place of *lock. False with
 * `*why`; the one before is then still there. A file that has the name of the new one for the
 * moment, PATH.new, is removed before, and never written through. */
bool cl_checkpoint_save(const char *path, const cl_checkpoint *checkpoint, int *lock,
                        const char **why);

void cl_checkpoint_release(int *lock);

#endif
