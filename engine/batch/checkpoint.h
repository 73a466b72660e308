/* checkpoint.h — the file from which a job continues.
 *
 *   certlogic-checkpoint 3
 *   identity 6c62272e07bb0142…
 *   read 9f86d081884c7d65…
 *   wrote e3b0c44298fc1c14…
 *   input 0
 *   offset 1048576
 *   …
 *   count 1 0 1 1 17 10 GR-CZ-0001
 *   sum 9a3c…                     digest of all bytes before this line
 *
 * The numbers of a count are the members of cl_tally_key in their order, the count, and the length
 * of the name that follows. identity, read, wrote and sum are digests (digest.h). The output is on the disk before the
 * checkpoint is renamed to its final name. At any moment the file is therefore a whole checkpoint,
 * the previous or the new one, and the output contains all lines that it counts. The job that
 * writes a checkpoint holds a lock on it.
 */
#ifndef CL_BATCH_CHECKPOINT_H
#define CL_BATCH_CHECKPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "batch/block.h"
#include "batch/tally.h"

typedef struct cl_checkpoint {
    char identity[CL_DIGEST_TEXT]; /* digest of the rules, options and inputs */
    char read[CL_DIGEST_TEXT];     /* digest of the inputs up to the position `at` */
    char wrote[CL_DIGEST_TEXT];    /* digest of the output up to `output` */
    bool done;                     /* the job is finished */
    cl_position at;
    uint64_t output; /* bytes of the output that the records so far have produced */
    uint64_t faults;
    uint64_t untrusted; /* records without a signature by a trusted key */
    bool external;      /* a record has an `external` member */
    cl_tally tally;
} cl_checkpoint;

typedef enum cl_checkpoint_state {
    CL_CHECKPOINT_READ,
    CL_CHECKPOINT_NONE,  /* the file does not exist */
    CL_CHECKPOINT_BAD,   /* the file is no checkpoint, or a damaged one */
    CL_CHECKPOINT_BUSY,  /* another job holds the lock */
    CL_CHECKPOINT_FAILED /* the file could not be read */
} cl_checkpoint_state;

/* Reads a checkpoint and locks it.
 * Returns: READ on success. BAD, BUSY and FAILED set `*why`.
 * Arguments: the caller frees the tally of `checkpoint` in any case. `*lock` is an open file that
 *   holds the lock, or -1; cl_checkpoint_save and cl_checkpoint_release take it. */
cl_checkpoint_state cl_checkpoint_load(const char *path, cl_checkpoint *checkpoint, int *lock,
                                       const char **why);

/* Writes a checkpoint to PATH.new and renames it to PATH. A file that already has the name PATH.new
 * is removed first. `*lock` is released and replaced by the lock on the new file.
 * Returns: false with `*why` on failure; if the rename has not happened, the previous checkpoint is
 *   unchanged. */
bool cl_checkpoint_save(const char *path, const cl_checkpoint *checkpoint, int *lock,
                        const char **why);

void cl_checkpoint_release(int *lock);

#endif
