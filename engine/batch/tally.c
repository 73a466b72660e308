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

static uint32_t hash_of(const cl_tally *tally, const cl_tally_key *key)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &tally->key);
    /* One word holds the members that are small numbers. */
    cl_hasher_word(&hasher, (uint64_t)key->type << 24 | (uint64_t)key->verified << 16 |
                                (uint64_t)key->old << 8 | (uint64_t)key->verdict);
    cl_hasher_text(&hasher, key->decided, strlen(key->decided));
    return cl_hasher_end(&hasher);
}

static bool is_of(const cl_count *c, const cl_tally_key *key)
{
    return c->key.type == key->type && c->key.verified == key->verified && c->key.old == key->old &&
           c->key.verdict == key->verdict && strcmp(c->key.decided, key->decided) == 0;
}

/* Returns: the place of a count, or the empty place where it belongs. */
static uint32_t *place_of(const cl_tally *tally, uint32_t hash, const cl_tally_key *key)
{
    for (uint32_t i = hash & tally->mask;; i = (i + 1) & tally->mask) {
        if (tally->places[i] == 0)
            return &tally->places[i];
        const cl_count *c = &tally->counts[tally->places[i] - 1];
        if (c->hash == hash && is_of(c, key))
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
        *place_of(tally, c->hash, &c->key) = i + 1;
    }
    return true;
}

/* Returns: the place in `recent` for the count of a key. The address of `decided` selects it,
 * because a rule set gives the same address for all records that one rule decides. */
static uint32_t *recent_of(cl_tally *tally, const cl_tally_key *key)
{
    uintptr_t mixed = (uintptr_t)key->decided / 8 + key->type * 8u + key->old * 4u +
                      key->verdict * 2u + key->verified;
    return &tally->recent[mixed % CL_TALLY_RECENT];
}

/* Returns: the index of a count, plus 1, found by its hash; adds the count if it is new. 0 if
 * memory runs out. */
static uint32_t find_or_add(cl_tally *tally, const cl_tally_key *key)
{
    uint32_t hash = hash_of(tally, key);
    if (tally->count == tally->capacity && !grow(tally))
        return 0;
    uint32_t *place = place_of(tally, hash, key);
    if (*place == 0) {
        cl_count count = {.key = *key, .decided = strdup(key->decided), .hash = hash};
        if (count.decided == NULL)
            return 0;
        count.key.decided = count.decided;
        tally->counts[tally->count] = count;
        *place = ++tally->count;
    }
    return *place;
}

bool cl_tally_add(cl_tally *tally, const cl_tally_key *key, uint64_t more)
{
    cl_tally_key wanted = *key;
    if (wanted.decided == NULL)
        wanted.decided = "";
    uint32_t *recent = recent_of(tally, &wanted);
    if (*recent == 0 || !is_of(&tally->counts[*recent - 1], &wanted)) {
        uint32_t found = find_or_add(tally, &wanted);
        if (found == 0)
            return false;
        *recent = found;
    }
    tally->counts[*recent - 1].count += more;
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
