/* ring.c — decides which thread does what. It must not know what is read, judged or written. */
#include "batch/ring.h"

#include <stdlib.h>

bool cl_ring_init(cl_ring *ring, uint64_t size)
{
    *ring = (cl_ring){.size = size};
    pthread_mutex_init(&ring->lock, NULL);
    pthread_cond_init(&ring->changed, NULL);
    ring->blocks = calloc(size, sizeof *ring->blocks);
    ring->judged = calloc(size, sizeof *ring->judged);
    bool made = ring->blocks != NULL && ring->judged != NULL;
    for (uint64_t i = 0; made && i < size; i++)
        made = cl_block_init(&ring->blocks[i]);
    return made;
}

void cl_ring_free(cl_ring *ring)
{
    for (uint64_t i = 0; ring->blocks != NULL && i < ring->size; i++)
        cl_block_free(&ring->blocks[i]);
    free(ring->blocks);
    free(ring->judged);
    pthread_mutex_destroy(&ring->lock);
    pthread_cond_destroy(&ring->changed);
}

static cl_block *block_at(cl_ring *ring, uint64_t number)
{
    return &ring->blocks[number % ring->size];
}

/* Returns: true if the oldest block can be written. */
static bool may_emit(const cl_ring *ring)
{
    return !ring->writing && ring->emitted < ring->taken &&
           ring->judged[ring->emitted % ring->size];
}

/* Returns: true if a block can be filled. The block after it must be free too: it receives the
 *   bytes after the last record. */
static bool may_fill(const cl_ring *ring)
{
    return !ring->reading && !ring->ended && ring->filled - ring->emitted + 2 <= ring->size;
}

static cl_work choose(cl_ring *ring, cl_block **block)
{
    if (may_emit(ring)) {
        ring->writing = true;
        *block = block_at(ring, ring->emitted);
        return CL_WORK_EMIT;
    }
    if (ring->taken < ring->filled) {
        *block = block_at(ring, ring->taken++);
        return CL_WORK_JUDGE;
    }
    if (may_fill(ring)) {
        ring->reading = true;
        *block = block_at(ring, ring->filled);
        return CL_WORK_FILL;
    }
    return CL_WORK_NONE;
}

cl_work cl_ring_next(cl_ring *ring, cl_block **block)
{
    cl_work work = CL_WORK_NONE;
    pthread_mutex_lock(&ring->lock);
    while (!ring->over && (work = choose(ring, block)) == CL_WORK_NONE &&
           !(ring->ended && ring->emitted == ring->filled))
        pthread_cond_wait(&ring->changed, &ring->lock);
    if (ring->over)
        work = CL_WORK_NONE;
    pthread_mutex_unlock(&ring->lock);
    return work;
}

void cl_ring_filled(cl_ring *ring, bool more)
{
    pthread_mutex_lock(&ring->lock);
    if (more) {
        cl_block_continue(block_at(ring, ring->filled + 1), block_at(ring, ring->filled));
        ring->judged[ring->filled % ring->size] = false;
        ring->filled++;
    }
    ring->ended = !more;
    ring->reading = false;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

void cl_ring_judged(cl_ring *ring, cl_block *block)
{
    pthread_mutex_lock(&ring->lock);
    ring->judged[block - ring->blocks] = true;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

void cl_ring_emitted(cl_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->emitted++;
    ring->writing = false;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

bool cl_ring_turn(cl_ring *ring, const cl_block *block, bool (*emit)(void *self, cl_block *block),
                  void *self)
{
    pthread_mutex_lock(&ring->lock);
    while (!ring->over && (ring->writing || block_at(ring, ring->emitted) != block)) {
        if (!may_emit(ring)) {
            pthread_cond_wait(&ring->changed, &ring->lock);
            continue;
        }
        ring->writing = true;
        cl_block *oldest = block_at(ring, ring->emitted);
        pthread_mutex_unlock(&ring->lock);
        emit(self, oldest);
        cl_ring_emitted(ring);
        pthread_mutex_lock(&ring->lock);
    }
    bool mine = !ring->over;
    ring->writing = ring->writing || mine;
    pthread_mutex_unlock(&ring->lock);
    return mine;
}

void cl_ring_flushed(cl_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->writing = false;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}

void cl_ring_stop(cl_ring *ring)
{
    pthread_mutex_lock(&ring->lock);
    ring->over = true;
    pthread_cond_broadcast(&ring->changed);
    pthread_mutex_unlock(&ring->lock);
}
