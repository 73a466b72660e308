/* keys.c — finds duplicate keys with a crit-bit tree (D. J. Bernstein) over the keys of one object.
 * Its branches are stored in the same stack entries as the keys.
 *
 *      stack:  … | key 0      | key 1      | key 2      | …      the n keys of one object,
 *                |            | branch 1   | branch 2   |        n - 1 branches
 *
 * A reference is the index of the entry within the object, times two, plus one for a key (a leaf).
 * The tree requires that no key is a prefix of another. Therefore a byte of a key counts as 0x100
 * plus its value, and the end of a key counts as a byte 0.
 */
#include "data/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "base/error.h"

enum { END_BIT = 0x100 };

void cl_keys_init(cl_keys *keys)
{
    keys->stack = keys->at_hand;
    keys->count = 0;
    keys->capacity = CL_KEYS_AT_HAND;
}

void cl_keys_free(cl_keys *keys)
{
    if (keys->stack != keys->at_hand)
        free(keys->stack);
    cl_keys_init(keys);
}

cl_key_set cl_keys_open(const cl_keys *keys)
{
    return (cl_key_set){.seen = 0, .from = keys->count, .root = 0};
}

void cl_keys_close(cl_keys *keys, const cl_key_set *set)
{
    keys->count = set->from;
}

static bool grow(cl_keys *keys)
{
    size_t bytes;
    /* References to keys are twice their index, and must fit 32 bits. */
    if (keys->capacity > UINT32_MAX / 4 ||
        !cl_size_mul(keys->capacity, 2 * sizeof *keys->stack, &bytes))
        return false;
    bool first = keys->stack == keys->at_hand;
    cl_key_entry *stack = realloc(first ? NULL : keys->stack, bytes);
    if (stack == NULL)
        return false;
    if (first)
        memcpy(stack, keys->at_hand, sizeof keys->at_hand);
    keys->stack = stack;
    keys->capacity *= 2;
    return true;
}

static uint32_t symbol(const cl_key *key, uint32_t position)
{
    return position < key->length ? END_BIT | (unsigned char)key->text[position] : 0;
}

/* Finds the leaf that agrees with the key in every bit that is tested on the way to it. */
static const cl_key *nearest_leaf(const cl_key_entry *first, uint32_t root, const cl_key *key)
{
    uint32_t at = root;
    while ((at & 1) == 0) {
        const cl_key_entry *branch = &first[at >> 1];
        at = branch->child[(symbol(key, branch->position) & branch->bit) != 0];
    }
    return &first[at >> 1].key;
}

/* Adds key number `number` of an object to its tree. False if the tree has an equal key. */
static bool insert(cl_key_entry *first, uint32_t *root, uint32_t number)
{
    cl_key_entry *entry = &first[number];
    const cl_key *key = &entry->key;
    if (number == 0) {
        *root = 1;
        return true;
    }
    const cl_key *leaf = nearest_leaf(first, *root, key);
    uint32_t position = 0;
    while (position < key->length && symbol(key, position) == symbol(leaf, position))
        position++;
    uint32_t differ = symbol(key, position) ^ symbol(leaf, position);
    if (differ == 0)
        return false;
    uint32_t bit = END_BIT;
    while ((differ & bit) == 0)
        bit >>= 1;
    /* Branches on a path test ever later bits. The new one goes before the first that tests a later
     * bit. */
    uint32_t *place = root;
    while ((*place & 1) == 0) {
        cl_key_entry *branch = &first[*place >> 1];
        if (branch->position > position || (branch->position == position && branch->bit < bit))
            break;
        place = &branch->child[(symbol(key, branch->position) & branch->bit) != 0];
    }
    uint32_t side = (symbol(key, position) & bit) != 0;
    entry->position = position;
    entry->bit = bit;
    entry->child[side] = number << 1 | 1;
    entry->child[1 - side] = *place;
    *place = number << 1;
    return true;
}

static bool is_among(const cl_key_entry *first, uint32_t count, const cl_key *key)
{
    for (uint32_t i = 0; i < count; i++) {
        const cl_key *other = &first[i].key;
        if (other->mark == key->mark && other->length == key->length &&
            (key->length == 0 || memcmp(other->text, key->text, key->length) == 0))
            return true;
    }
    return false;
}

cl_key_result cl_keys_compare(cl_keys *keys, cl_key_set *set, const cl_key *key)
{
    if (keys->count == keys->capacity && !grow(keys))
        return CL_KEY_NO_MEMORY;
    cl_key_entry *first = keys->stack + set->from;
    uint32_t number = keys->count - set->from;
    first[number].key = *key;
    if (number < CL_KEYS_LINEAR) {
        if (is_among(first, number, key))
            return CL_KEY_TWICE;
        set->seen |= cl_keys_bit(key);
    } else {
        /* The first key beyond CL_KEYS_LINEAR makes the tree: the keys before it are added
         * first. */
        for (uint32_t i = number == CL_KEYS_LINEAR ? 0 : number; i <= number; i++) {
            if (!insert(first, &set->root, i))
                return CL_KEY_TWICE;
        }
    }
    keys->count++;
    return CL_KEY_NEW;
}

void cl_keys_step(const cl_keys *keys, bool object, uint32_t index, const cl_key_set *inner,
                  cl_buffer *pointer)
{
    if (!object) {
        cl_pointer_index(pointer, index);
        return;
    }
    const cl_key *key = cl_keys_last(keys, inner);
    cl_pointer_step(pointer, key->text, key->length);
}
