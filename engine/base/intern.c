/* intern.c — a hash table with open addressing, at most half full. */
#include "base/intern.h"

#include <string.h>

void cl_intern_init(cl_intern *table, cl_arena *arena)
{
    *table = (cl_intern){.arena = arena};
}

static bool same(const cl_interned *entry, const char *text, size_t length, uint32_t hash)
{
    return entry->hash == hash && entry->length == length &&
           (length == 0 || memcmp(entry->text, text, length) == 0);
}

/* Returns the place of the string, or the empty place where it can be added. */
static uint32_t *place_of(const cl_intern *table, const char *text, size_t length, uint32_t hash)
{
    uint32_t at = hash & table->mask;
    while (table->places[at] != 0 &&
           !same(&table->entries[table->places[at] - 1], text, length, hash))
        at = (at + 1) & table->mask;
    return &table->places[at];
}

static bool grow(cl_intern *table)
{
    if (table->capacity >= UINT32_MAX / 4)
        return false;
    uint32_t capacity = table->capacity;
    cl_interned *entries = cl_arena_grow(table->arena, table->entries, table->count, &capacity,
                                         sizeof *entries);
    uint32_t *places = cl_arena_array(table->arena, (size_t)capacity * 2, sizeof *places);
    if (entries == NULL || places == NULL)
        return false;
    if (table->capacity == 0)
        cl_hash_key_make(&table->key);
    table->entries = entries;
    table->places = places;
    table->capacity = capacity;
    table->mask = capacity * 2 - 1;
    for (uint32_t i = 0; i < table->count; i++)
        *place_of(table, entries[i].text, entries[i].length, entries[i].hash) = i + 1;
    return true;
}

uint32_t cl_intern_find(const cl_intern *table, const char *text, size_t length)
{
    if (table->count == 0)
        return CL_NOT_INTERNED;
    uint32_t place = *place_of(table, text, length, cl_hash_text(&table->key, text, length));
    return place == 0 ? CL_NOT_INTERNED : place - 1;
}

uint32_t cl_intern_add(cl_intern *table, const char *text, size_t length)
{
    uint32_t known = cl_intern_find(table, text, length);
    if (known != CL_NOT_INTERNED)
        return known;
    if (table->count == table->capacity && !grow(table))
        return CL_NOT_INTERNED;
    uint32_t hash = cl_hash_text(&table->key, text, length);
    uint32_t number = table->count++;
    table->entries[number] = (cl_interned){.text = text, .length = length, .hash = hash};
    *place_of(table, text, length, hash) = number + 1;
    return number;
}
