/* ring.h — blocks in their order, and what each thread may do next.
 *
 *        emit          judged and waiting         next to be judged      being filled
 *         │                    │                          │                   │
 *     ┌───▼───┬───────┬───────┬▼──────┬───────┬───────┬───▼───┬───────┬───────▼──┬──────┐
 *     │ block │ block │ …                                                        │ free │
 *     └───────┴───────┴───────────────────────────────────────────────────────────┴──────┘
 *
 * All threads are alike. One that is free does what is most urgent: it writes the oldest block when
 * that is judged, else judges the next block, else reads another. At most one writes and at most one
 * reads. A thread that reads a block mostly judges it, too, while it is warm. The lock is held for a
 * few instructions a block. Where output is slow the ring fills up, and nobody reads.
 */
#ifndef CL_BATCH_RING_H
#define CL_BATCH_RING_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "batch/block.h"

typedef enum cl_work {
    CL_WORK_EMIT,  /* write the block; then cl_ring_emitted */
    CL_WORK_JUDGE, /* judge the block; then cl_ring_judged */
    CL_WORK_FILL,  /* fill the block; then cl_ring_filled */
    CL_WORK_NONE   /* the job is over */
} cl_work;

typedef struct cl_ring {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    cl_block *blocks; /* `size` of them; number n of the job lies at n % size */
    bool *judged;
    uint64_t size;
    uint64_t filled; /* blocks 0 … filled - 1 have been filled; `filled` is being filled */
    uint64_t taken;  /* blocks 0 … taken - 1 have been given to a judge */
    uint64_t emitted;
    bool reading, writing;
    bool ended; /* no more blocks will be filled */
    bool over;  /* everybody stops where they are */
} cl_ring;

/* False when memory runs out; cl_ring_free in any case. */
bool cl_ring_init(cl_ring *ring, uint64_t size);
void cl_ring_free(cl_ring *ring);

/* What the calling thread is to do, and with which block. Waits until there is something. */
cl_work cl_ring_next(cl_ring *ring, cl_block **block);

/* The block was filled, or was not because no more come. */
void cl_ring_filled(cl_ring *ring, bool more);
void cl_ring_judged(cl_ring *ring, cl_block *block);
void cl_ring_emitted(cl_ring *ring);

/* The block that the calling thread judges has no room for more lines: waits until all before it are
 * written, emitting them with `emit` where nobody else does. True: the calling thread may write, and
 * says cl_ring_flushed then. False: the job is over. */
bool cl_ring_turn(cl_ring *ring, const cl_block *block, bool (*emit)(void *self, cl_block *block),
                  void *self);
void cl_ring_flushed(cl_ring *ring);

/* Ends the job for all threads as soon as each has done what it does. */
void cl_ring_stop(cl_ring *ring);

#endif
