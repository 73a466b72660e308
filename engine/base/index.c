/* index.c — a hash table with open addressing, at most half full. */
#include "base/index.h"

void cl_index_init(cl_index *index, cl_arena *arena)
{
    *index = (cl_index){.arena = arena};
    cl_hash_key_make(&index->key);
}

static void place(cl_index *index, cl_indexed entry)
{
    uint32_t at = entry.hash & index->mask;
    while (index->places[at].number != 0)
        at = (at + 1) & index->mask;
    index->places[at] = entry;
}

static bool grow(cl_index *index)
{
    const cl_indexed *old = index->places;
    uint32_t old_size = old != NULL ? index->mask + 1 : 0;
    if (old_size > UINT32_MAX / 4)
        return false;
    uint32_t size = old != NULL ? old_size * 2 : 8;
    cl_indexed *places = cl_arena_array(index->arena, size, sizeof *places);
    if (places == NULL)
        return false;
    index->places = places;
    index->mask = size - 1;
    for (uint32_t i = 0; i < old_size; i++) {
        if (old[i].number != 0)
            place(index, old[i]);
    }
    return true;
}

bool cl_index_add(cl_index *index, uint32_t hash, uint32_t number)
{
    if ((index->places == NULL || index->count >= (index->mask + 1) / 2) && !grow(index))
        return false;
    index->count++;
    place(index, (cl_indexed){.hash = hash, .number = number + 1});
    return true;
}

uint32_t cl_index_next(const cl_index *index, uint32_t hash, uint32_t *at)
{
    if (index->places == NULL)
        return CL_NOT_INDEXED;
    *at = *at == CL_INDEX_BEGIN ? hash & index->mask : (*at + 1) & index->mask;
    while (index->places[*at].number != 0 && index->places[*at].hash != hash)
        *at = (*at + 1) & index->mask;
    return index->places[*at].number - 1; /* CL_NOT_INDEXED if the place is empty */
}
