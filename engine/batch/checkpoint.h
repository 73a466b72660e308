/* checkpoint.h — the file from which a job goes on.
 *
 *   certlogic-checkpoint 1        What it says is true of the output when it can be read: the output
 *   identity 6c62272e07bb0142     is on the disk before this file is renamed to its name, so at any
 *   input 0                       moment there is the one before or this one, whole.
 *   offset 1048576
 *   …
 *   count 1 0 17 10 GR-CZ-0001    type, result, how many, length of the name, the name
 *   sum 9a3c…                     over all bytes before
 */
#ifndef CL_BATCH_CHECKPOINT_H
#define CL_BATCH_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "batch/block.h"
#include "batch/tally.h"

typedef struct cl_checkpoint {
    uint64_t identity; /* of rules, options and inputs */
    bool done;         /* the job was finished */
    cl_position at;
    uint64_t output; /* bytes of the output that belong to the records so far */
    uint64_t faults;
    bool external; /* a record brought an external */
    cl_tally tally;
} cl_checkpoint;

typedef enum cl_checkpoint_state {
    CL_CHECKPOINT_READ,
    CL_CHECKPOINT_NONE,  /* there is no such file */
    CL_CHECKPOINT_BAD,   /* there is, but it is none, or damaged */
    CL_CHECKPOINT_FAILED /* it could not be read */
} cl_checkpoint_state;

/* Reads a checkpoint; its tally is to be freed in any case. `*why` is set for FAILED. */
cl_checkpoint_state cl_checkpoint_load(const char *path, cl_checkpoint *checkpoint,
                                       const char **why);

/* Writes one in place of the one before. False with `*why`; the one before is then still there. */
bool cl_checkpoint_save(const char *path, const cl_checkpoint *checkpoint, const char **why);

#endif
