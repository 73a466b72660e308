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

static uint32_t hash_of(const cl_tally *tally, const cl_tally_key *key, size_t length)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &tally->key);
    /* One word holds the members that are small numbers. */
    cl_hasher_word(&hasher, (uint64_t)key->type << 24 | (uint64_t)key->verified << 16 |
                                (uint64_t)key->old << 8 | (uint64_t)key->verdict);
    cl_hasher_text(&hasher, key->decided, length);
    return cl_hasher_end(&hasher);
}

static bool is_of(const cl_count *c, const cl_tally_key *key, size_t length)
{
    return c->key.type == key->type && c->key.verified == key->verified && c->key.old == key->old &&
           c->key.verdict == key->verdict && c->length == length &&
           memcmp(c->key.decided, key->decided, length) == 0;
}

/* Returns: the place of a count, or the empty place where it belongs.
 * Arguments: `length` is that of `key->decided`. */
static uint32_t *place_of(const cl_tally *tally, uint32_t hash, const cl_tally_key *key,
                          size_t length)
{
    for (uint32_t i = hash & tally->mask;; i = (i + 1) & tally->mask) {
        if (tally->places[i] == 0)
            return &tally->places[i];
        const cl_count *c = &tally->counts[tally->places[i] - 1];
        if (c->hash == hash && is_of(c, key, length))
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
        *place_of(tally, c->hash, &c->key, c->length) = i + 1;
    }
    return true;
}

bool cl_tally_add(cl_tally *tally, const cl_tally_key *key, uint64_t more)
{
    cl_tally_key wanted = *key;
    if (wanted.decided == NULL)
        wanted.decided = "";
    size_t length = strlen(wanted.decided);
    uint32_t hash = hash_of(tally, &wanted, length);
    if (tally->count == tally->capacity && !grow(tally))
        return false;
    uint32_t *place = place_of(tally, hash, &wanted, length);
    if (*place == 0) {
        char *copy = strdup(wanted.decided);
        if (copy == NULL)
            return false;
        wanted.decided = copy;
        tally->counts[tally->count] = (cl_count){
            .key = wanted, .decided = copy, .length = (uint32_t)length, .hash = hash};
        *place = ++tally->count;
    }
    tally->counts[*place - 1].count += more;
    return true;
}

bool cl_tally_merge(cl_tally *tally, const cl_tally *from)
{
    for (uint32_t i = 0; i < from->count; i++) {
        const cl_count *c = &from->counts[i];
        if (c->count > 0 && !cl_tally_add(tally, &c->key, c->count))
            return false;
    }
    return true;
}

static int compare(const void *left, const void *right)
{
    const cl_tally_key *a = &((const cl_count *)left)->key;
    const cl_tally_key *b = &((const cl_count *)right)->key;
    if (a->type != b->type)
        return a->type < b->type ? -1 : 1;
    if (a->old != b->old)
        return a->old < b->old ? -1 : 1;
    if (a->verdict != b->verdict)
        return a->verdict < b->verdict ? -1 : 1;
    int decided = strcmp(a->decided, b->decided);
    return decided != 0 ? decided : a->verified - b->verified;
}

void cl_tally_sort(cl_tally *tally)
{
    if (tally->count > 0)
        qsort(tally->counts, tally->count, sizeof *tally->counts, compare);
}
