/* ring.h — keeps the order of blocks, and decides what each thread does next.
 *
 *        emit          judged and waiting         next to be judged      being filled
 *         │                    │                          │                   │
 *     ┌───▼───┬───────┬───────┬▼──────┬───────┬───────┬───▼───┬───────┬───────▼──┬──────┐
 *     │ block │ block │ …                                                        │ free │
 *     └───────┴───────┴───────────────────────────────────────────────────────────┴──────┘
 *
 * All threads are alike. A thread without work takes the first of these tasks that is possible:
 * write the oldest block if it is judged, judge the next block, fill another block. At most one
 * thread writes and at most one fills. A thread that fills a block usually also judges it, while
 * its data is in the processor cache. The lock is held for a few instructions per block. If the
 * output is slow, the ring becomes full, and no thread fills.
 */
#ifndef CL_BATCH_RING_H
#define CL_BATCH_RING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "batch/block.h"

typedef enum cl_work {
    CL_WORK_EMIT,  /* write the block, then call cl_ring_emitted */
    CL_WORK_JUDGE, /* judge the block, then call cl_ring_judged */
    CL_WORK_FILL,  /* fill the block, then call cl_ring_filled */
    CL_WORK_NONE   /* the job is over */
} cl_work;

typedef struct cl_ring {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    cl_block *blocks; /* `size` blocks; block n of the job is blocks[n % size] */
    bool *judged;
    uint64_t size;
    uint64_t filled; /* blocks 0 … filled - 1 are filled; block `filled` is next */
    uint64_t taken;  /* blocks 0 … taken - 1 have been given to a judge */
    uint64_t emitted;
    bool reading, writing;
    bool ended; /* no more blocks will be filled */
    bool over;  /* every thread stops after its current task */
} cl_ring;

/* Returns: false if memory runs out. The caller calls cl_ring_free in any case. */
bool cl_ring_init(cl_ring *ring, uint64_t size);
void cl_ring_free(cl_ring *ring);

/* Waits until there is a task for the calling thread.
 * Returns: the task; `*block` is its block. */
cl_work cl_ring_next(cl_ring *ring, cl_block **block);

/* Ends a FILL. `more` is false if the block was not filled, because there are no more records. */
void cl_ring_filled(cl_ring *ring, bool more);
void cl_ring_judged(cl_ring *ring, cl_block *block);
void cl_ring_emitted(cl_ring *ring);

/* Waits until all blocks before `block` are written. The calling thread is judging `block`, whose
 * output is full. It writes earlier blocks with `emit` if no other thread does.
 * Returns: true if the calling thread may write the lines of `block`; it calls cl_ring_flushed
 *   afterwards. False if the job is over. */
bool cl_ring_turn(cl_ring *ring, const cl_block *block, bool (*emit)(void *self, cl_block *block),
                  void *self);
void cl_ring_flushed(cl_ring *ring);

/* Ends the job: every thread stops after its current task. */
void cl_ring_stop(cl_ring *ring);

#endif
