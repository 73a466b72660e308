/* arena.c — an arena of chunks. Does not know what callers store in it. */
#include "base/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/grow.h"

struct cl_arena_chunk {
    cl_arena_chunk *next;
    size_t size; /* size of `bytes` */
    alignas(max_align_t) unsigned char bytes[];
};

enum { ALIGNMENT = alignof(max_align_t), SMALLEST_CHUNK = 4096 };

void cl_arena_init(cl_arena *arena, size_t cap)
{
    *arena = (cl_arena){.cap = cap};
}

void cl_arena_free(cl_arena *arena)
{
    cl_arena_chunk *chunk = arena->first;
    while (chunk != NULL) {
        cl_arena_chunk *next = chunk->next;
        free(chunk);
        chunk = next;
    }
    cl_arena_init(arena, arena->cap);
}

void cl_arena_reset(cl_arena *arena)
{
    arena->current = arena->first;
    arena->used = 0;
}

/* Adds a chunk of at least `size` bytes behind `current`. The new chunk is as large as all chunks
 * before it together, if the cap allows. */
static cl_arena_chunk *grow(cl_arena *arena, size_t size)
{
    size_t left = arena->cap - arena->held;
    size_t wanted = arena->held < SMALLEST_CHUNK ? SMALLEST_CHUNK : arena->held;
    if (wanted < size)
        wanted = size;
    if (wanted > left)
        wanted = size;
    size_t total;
    if (wanted > left || !cl_size_add(sizeof(cl_arena_chunk), wanted, &total))
        return NULL;
    cl_arena_chunk *chunk = malloc(total);
    if (chunk == NULL)
        return NULL;
    chunk->size = wanted;
    arena->held += wanted;
    cl_arena_chunk **behind = arena->current != NULL ? &arena->current->next : &arena->first;
    chunk->next = *behind;
    *behind = chunk;
    return chunk;
}

int cl_arena_reserve(cl_arena *arena, size_t size)
{
    cl_arena_chunk *chunk = grow(arena, size);
    if (chunk == NULL)
        return -1;
    if (arena->current == NULL)
        cl_arena_reset(arena);
    return 0;
}

/* Aligns the beginning of the free bytes of the current chunk. */
static void align(cl_arena *arena)
{
    size_t used = (arena->used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    arena->used = used < arena->current->size ? used : arena->current->size;
}

void *cl_arena_alloc(cl_arena *arena, size_t size)
{
    if (arena->current != NULL)
        align(arena);
    while (arena->current == NULL || arena->current->size - arena->used < size) {
        cl_arena_chunk *next = arena->current != NULL ? arena->current->next : arena->first;
        if (next == NULL || next->size < size)
            next = grow(arena, size);
        if (next == NULL)
            return NULL;
        arena->current = next;
        arena->used = 0;
    }
    void *memory = arena->current->bytes + arena->used;
    arena->used += size;
    return memory;
}

void *cl_arena_array(cl_arena *arena, size_t count, size_t size)
{
    size_t total;
    if (!cl_size_mul(count, size, &total))
        return NULL;
    void *memory = cl_arena_alloc(arena, total);
    if (memory != NULL)
        memset(memory, 0, total);
    return memory;
}

void *cl_arena_grow(cl_arena *arena, void *items, uint32_t count, uint32_t *capacity, size_t size)
{
    if (count < *capacity)
        return items;
    if (*capacity > UINT32_MAX / 2)
        return NULL;
    uint32_t wanted = *capacity == 0 ? CL_GROW_FIRST : *capacity * 2;
    void *grown = cl_arena_array(arena, wanted, size);
    if (grown == NULL)
        return NULL;
    if (count > 0)
        memcpy(grown, items, count * size);
    *capacity = wanted;
    return grown;
}

/* Allocates `size` bytes without alignment, for text. */
static char *alloc_bytes(cl_arena *arena, size_t size)
{
    if (arena->current == NULL || arena->current->size - arena->used < size)
        return cl_arena_alloc(arena, size);
    char *memory = (char *)arena->current->bytes + arena->used;
    arena->used += size;
    return memory;
}

char *cl_arena_text(cl_arena *arena, const char *text, size_t length)
{
    size_t total;
    if (!cl_size_add(length, 1, &total))
        return NULL;
    char *copy = alloc_bytes(arena, total);
    if (copy == NULL)
        return NULL;
    if (length > 0)
        memcpy(copy, text, length);
    copy[length] = '\0';
    return copy;
}

cl_arena_mark cl_arena_here(const cl_arena *arena)
{
    return (cl_arena_mark){.chunk = arena->current, .used = arena->used};
}

void cl_arena_undo(cl_arena *arena, cl_arena_mark mark)
{
    arena->current = mark.chunk != NULL ? mark.chunk : arena->first;
    arena->used = mark.chunk != NULL ? mark.used : 0;
}
