/* keys.h — finds duplicate keys in the objects that a reader has open.
 *
 * The second of two equal keys is refused at once, whatever follows it. No hash table is used, so
 * no choice of keys makes it slow: the first sixteen keys of an object are compared one by one.
 * Further keys go into a tree whose depth is bounded by the bits of the key. All keys together cost
 * time in proportion to their bytes.
 */
#ifndef CL_DATA_KEYS_H
#define CL_DATA_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "data/value.h"

/* Entry i of two parallel arrays of equal length that are stored together: key i of the object, and
 * branch i of its tree (keys.c). */
typedef struct cl_key_entry {
    cl_key key;
    uint32_t position; /* of the branch: which byte of a key it tests */
    uint32_t bit;      /* which bit of that byte */
    uint32_t child[2]; /* references for a bit that is 0 or 1 */
} cl_key_entry;

enum {
    CL_KEYS_AT_HAND = 32,
    CL_KEYS_LINEAR = 16 /* this many keys of one object are compared one by one */
};

/* A stack of keys. The keys of one open object are adjacent. */
typedef struct cl_keys {
    cl_key_entry *stack;
    uint32_t count;
    uint32_t capacity;
    cl_key_entry at_hand[CL_KEYS_AT_HAND]; /* enough for certificates without the heap */
} cl_keys;

/* The keys of one open object. The innermost object has the top of the stack. */
typedef struct cl_key_set {
    /* A filter over the first CL_KEYS_LINEAR keys: if the bit of a key is 0, no equal key is among
     * them. */
    uint64_t seen;
    uint32_t from; /* index of its first key on the stack */
    uint32_t root; /* reference to the root of the tree, if it has one */
} cl_key_set;

typedef enum cl_key_result { CL_KEY_NEW, CL_KEY_TWICE, CL_KEY_NO_MEMORY } cl_key_result;

/* `keys` must not be moved, because it points into itself. */
void cl_keys_init(cl_keys *keys);
void cl_keys_free(cl_keys *keys);

/* cl_keys_open begins the set of a new object. cl_keys_close removes the set and its keys. */
cl_key_set cl_keys_open(const cl_keys *keys);
void cl_keys_close(cl_keys *keys, const cl_key_set *set);

/* The bit of a key in `seen`. */
static inline uint64_t cl_keys_bit(const cl_key *key)
{
    return UINT64_C(1) << (key->mark * 0x9E3779B1u >> 26);
}

/* The slow path of cl_keys_add: compares the key with others, or makes room for it. */
cl_key_result cl_keys_compare(cl_keys *keys, cl_key_set *set, const cl_key *key);

/* Adds a key to the innermost set. The text is not copied and must live until the set is closed. */
static inline cl_key_result cl_keys_add(cl_keys *keys, cl_key_set *set, const cl_key *key)
{
    uint64_t bit = cl_keys_bit(key);
    if ((set->seen & bit) != 0 || keys->count - set->from >= CL_KEYS_LINEAR ||
        keys->count == keys->capacity)
        return cl_keys_compare(keys, set, key);
    set->seen |= bit;
    keys->stack[keys->count++].key = *key;
    return CL_KEY_NEW;
}

/* The key that was added last to an open set: to the innermost set if `inner` is NULL, else to the
 * set around `inner`. */
static inline const cl_key *cl_keys_last(const cl_keys *keys, const cl_key_set *inner)
{
    return &keys->stack[(inner != NULL ? inner->from : keys->count) - 1].key;
}

/* Appends one step to the JSON Pointer of what an open array or object has last: `index` in an array,
 * else the key that was added last. `inner` as in cl_keys_last. */
void cl_keys_step(const cl_keys *keys, bool object, uint32_t index, const cl_key_set *inner,
                  cl_buffer *pointer);

#endif
