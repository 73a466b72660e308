/* tally.c — a hash table of counts. */
#include "batch/tally.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

void cl_tally_init(cl_tally *tally)
{
    memset(tally, 0, sizeof *tally);
    cl_hash_key_make(&tally->key);
}

void cl_tally_free(cl_tally *tally)
{
    for (uint32_t i = 0; i < tally->count; i++)
        free(tally->counts[i].decided);
    free(tally->counts);
    free(tally->places);
    cl_tally_init(tally);
}

void cl_tally_clear(cl_tally *tally)
{
    for (uint32_t i = 0; i < tally->count; i++)
        tally->counts[i].count = 0;
}

static uint32_t hash_of(const cl_tally *tally, uint8_t type, uint8_t result, const char *text,
                        size_t length)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &tally->key);
    cl_hasher_word(&hasher, (uint64_t)type << 8 | result);
    cl_hasher_text(&hasher, text, length);
    return cl_hasher_end(&hasher);
}

/* Returns: the place of a count, or the empty place where it belongs. */
static uint32_t *place_of(const cl_tally *tally, uint32_t hash, uint8_t type, uint8_t result,
                          const char *text, size_t length)
{
    for (uint32_t i = hash & tally->mask;; i = (i + 1) & tally->mask) {
        if (tally->places[i] == 0)
            return &tally->places[i];
        const cl_count *c = &tally->counts[tally->places[i] - 1];
        if (c->hash == hash && c->type == type && c->result == result && c->length == length &&
            memcmp(c->decided, text, length) == 0)
            return &tally->places[i];
    }
}

static bool grow(cl_tally *tally)
{
    size_t capacity = tally->capacity;
    cl_count *counts = cl_grow(tally->counts, tally->count, &capacity, sizeof *counts);
    uint32_t *places = calloc(capacity * 2, sizeof *places);
    if (counts != NULL)
        tally->counts = counts;
    if (counts == NULL || places == NULL) {
        free(places);
        return false;
    }
    free(tally->places);
    tally->places = places;
    tally->capacity = (uint32_t)capacity;
    tally->mask = (uint32_t)capacity * 2 - 1;
    for (uint32_t i = 0; i < tally->count; i++) {
        const cl_count *c = &counts[i];
        *place_of(tally, c->hash, c->type, c->result, c->decided, c->length) = i + 1;
    }
    return true;
}

bool cl_tally_add(cl_tally *tally, uint8_t type, uint8_t result, const char *decided, uint64_t more)
{
    const char *text = decided != NULL ? decided : "";
    size_t length = strlen(text);
    uint32_t hash = hash_of(tally, type, result, text, length);
    if (tally->count == tally->capacity && !grow(tally))
        return false;
    uint32_t *place = place_of(tally, hash, type, result, text, length);
    if (*place == 0) {
        char *copy = malloc(length + 1);
        if (copy == NULL)
            return false;
        memcpy(copy, text, length + 1);
        tally->counts[tally->count] = (cl_count){.hash = hash,
                                                 .type = type,
                                                 .result = result,
                                                 .decided = copy,
                                                 .length = (uint32_t)length};
        *place = ++tally->count;
    }
    tally->counts[*place - 1].count += more;
    return true;
}

bool cl_tally_merge(cl_tally *tally, const cl_tally *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const cl_count *c = &from->counts[i];
        if (c->count > 0 && !cl_tally_add(tally, c->type, c->result, c->decided, c->count))
            return false;
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const cl_count *a = left;
    const cl_count *b = right;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->result != b->result)
        return a->result < b->result ? -1 : 1;
    return strcmp(a->decided, b->decided);
}

void cl_tally_sort(cl_tally *tally)
{
    if (tally->count > 0)
        qsort(tally->counts, tally->count, sizeof *tally->counts, compare);
}
