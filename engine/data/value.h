/* value.h — the value: what a document contains and what an expression computes.
 *
 * A value is 16 bytes and immutable. Strings, arrays and objects lie in an arena and are shared
 * freely. A value is valid as long as its arena. A whole number that fits 64 bits is always an
 * integer, never a real (SEMANTICS, "Kinds"); cl_value_real ensures this.
 */
#ifndef CL_DATA_VALUE_H
#define CL_DATA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "data/text.h"

typedef enum cl_kind {
    CL_KIND_NULL,
    CL_KIND_BOOLEAN,
    CL_KIND_INTEGER,
    CL_KIND_REAL,
    CL_KIND_STRING,
    CL_KIND_ARRAY,
    CL_KIND_OBJECT,
    CL_KIND_DATETIME,
    CL_KIND_COUNT
} cl_kind;

/* How a comparison relates each operand to the next one. */
typedef enum cl_relation {
    CL_RELATION_NONE, /* the operation does not compare by order */
    CL_RELATION_LESS,
    CL_RELATION_GREATER,
    CL_RELATION_NOT_GREATER,
    CL_RELATION_NOT_LESS
} cl_relation;

typedef struct cl_array cl_array;
typedef struct cl_object cl_object;

typedef struct cl_value {
    union {
        bool boolean;
        int64_t integer;
        double real;
        int64_t instant; /* milliseconds since 1970-01-01T00:00:00Z */
        /* `length` bytes of valid UTF-8; need not end in a NUL */
        const char *text;
        const cl_array *array;
        const cl_object *object;
    };
    uint32_t length; /* of `text` */
    uint8_t kind;    /* a cl_kind */
    /* Of a string: no byte needs an escape in JSON, so its size is known. */
    bool plain;
    /* Of an integer in an event of a reader: it was written as a real, 2.0 or a CBOR float. False
     * elsewhere. */
    bool written_real;
} cl_value;

/* The size of a value. Parts that it shares are counted each time they occur (SEMANTICS,
 * "Budget"). */
typedef struct cl_size {
    uint32_t nodes; /* number of values, itself included; saturates */
    uint32_t text;  /* bytes as JSON without spaces; a real counts as 24; saturates */
    uint32_t depth; /* nesting of arrays and objects: 0 for a scalar, 1 for [] */
} cl_size;

struct cl_array {
    cl_size size;
    uint32_t count;
    cl_value items[];
};

/* A member of an object: the input of cl_object_make, and the result of cl_object_member. */
typedef struct cl_member {
    const char *key; /* need not end in a NUL */
    uint32_t length;
    uint32_t mark; /* cl_key_mark of the key */
    cl_value value;
} cl_member;

enum {
    CL_SHORT_KEY = 4,
    /* Objects of up to this many members are searched linearly. That is faster than a binary
     * search, and the objects of real certificates have at most ten members. */
    CL_SMALL_OBJECT = 16
};

/* The first four bytes of a key, padded with zeros. Two keys for which cl_key_is_short is true have
 * different marks if they differ. */
static inline uint32_t cl_key_mark(const char *key, size_t length)
{
    uint32_t mark = 0;
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    /* The same result as below, faster for few bytes. */
    if (length > 0 && length < sizeof mark) {
        mark = (unsigned char)key[0];
        if (length > 1)
            mark |= (uint32_t)(unsigned char)key[1] << 8;
        if (length > 2)
            mark |= (uint32_t)(unsigned char)key[2] << 16;
        return mark;
    }
#endif
    if (length > 0)
        memcpy(&mark, key, length < sizeof mark ? length : sizeof mark);
    return mark;
}

/* The number of bytes in a mark before the first zero, which is the length of a short key. */
static inline uint32_t cl_key_short_length(uint32_t mark)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    /* Only the lowest set bit is exact. */
    uint32_t zeros = (mark - 0x01010101u) & ~mark & 0x80808080u;
    return zeros == 0 ? CL_SHORT_KEY : (uint32_t)__builtin_ctz(zeros) / 8;
#else
    return (uint32_t)strnlen((const char *)&mark, sizeof mark);
#endif
}

/* True if the mark determines the key: it has one to four bytes, none of them NUL. This holds for
 * nearly all keys of certificates. */
static inline bool cl_key_is_short(uint32_t mark, size_t length)
{
    return length > 0 && length == cl_key_short_length(mark);
}

/* A key as readers report it. */
typedef struct cl_key {
    const char *text; /* need not end in a NUL */
    uint32_t length;
    uint32_t mark; /* cl_key_mark of `text` */
} cl_key;

static inline cl_key cl_key_of(const char *text, uint32_t length)
{
    return (cl_key){.text = text, .length = length, .mark = cl_key_mark(text, length)};
}

/* The keys of an object that has a key that is not short, or more than CL_SMALL_OBJECT members. */
typedef struct cl_keys_of {
    /* Indices of the members in the order of their keys, for look-up. NULL in an object of at most
     * CL_SMALL_OBJECT members. */
    const uint32_t *sorted;
    struct cl_key_text {
        const char *text;
        uint32_t length;
    } keys[]; /* of all members */
} cl_keys_of;

/* An object, with its members in the order of the document.
 *
 *     +--------+-----------------------+------------------+
 *     | header | value value value …   | mark mark mark … |
 *     +--------+-----------------------+------------------+
 *
 * Values are adjacent, and so are marks. Finding a key, or comparing the keys of two objects,
 * therefore touches one or two cache lines. Short keys take no memory beyond their marks.
 */
struct cl_object {
    cl_size size;
    uint32_t count;
    /* NULL if all keys are short and the object has at most CL_SMALL_OBJECT members. */
    const cl_keys_of *keys;
    /* A hash of the marks, never 0, if `keys` is NULL. Else 0. */
    uint32_t shape;
    /* The values, then the marks, then a 0 if the number of marks is odd. */
    cl_value values[];
};

static inline const uint32_t *cl_object_marks(const cl_object *object)
{
    return (const uint32_t *)(const void *)(object->values + object->count);
}

/* Returns member `index`. Its key lives as long as the object. */
cl_member cl_object_member(const cl_object *object, uint32_t index);

static inline cl_value cl_value_null(void)
{
    return (cl_value){.integer = 0, .kind = CL_KIND_NULL};
}

static inline cl_value cl_value_boolean(bool boolean)
{
    cl_value value = {.integer = 0, .kind = CL_KIND_BOOLEAN};
    value.boolean = boolean;
    return value;
}

static inline cl_value cl_value_integer(int64_t integer)
{
    return (cl_value){.integer = integer, .kind = CL_KIND_INTEGER};
}

static inline cl_value cl_value_instant(int64_t instant)
{
    return (cl_value){.instant = instant, .kind = CL_KIND_DATETIME};
}

/* Makes a string that refers to `text`, and does not copy it. */
static inline cl_value cl_value_string(const char *text, uint32_t length)
{
    return (cl_value){.text = text, .length = length, .kind = CL_KIND_STRING};
}

/* Makes the value of a number that was read as a double: an integer if it is whole, else a real.
 * False if it is no number of the language: NaN, infinity, or a whole number outside 64 bits. */
bool cl_value_real(double real, cl_value *value);

typedef enum cl_truth { CL_FALSY, CL_TRUTHY, CL_NEITHER } cl_truth;

/* Truth by the specification, "Truthy and falsy values". A date-time is neither truthy nor
 * falsy. */
cl_truth cl_value_truth(const cl_value *value);

/* SEMANTICS, "Equality": by value; for arrays and objects by structure, with members in any
 * order; for date-times by the instant. Values of different kinds are not equal. CL_MAX_DEPTH
 * bounds the recursion. */
bool cl_value_equal(const cl_value *a, const cl_value *b);

/* Adds a value to a hash that was begun with `key`. Equal values add the same words. CL_MAX_DEPTH
 * bounds the recursion. */
void cl_value_hash(cl_hasher *hasher, const cl_hash_key *key, const cl_value *value);

/* True if the array has an item that is equal to `value`. */
bool cl_array_contains(const cl_array *array, const cl_value *value);

/* Like cl_value_equal and cl_array_contains, but they subtract their cost in units of work from
 * *work (SEMANTICS, "Budget"), which may become negative. Each pair of values that is compared
 * costs 2; two strings of one length, or two arrays or objects of one size, cost 1 more. Strings of
 * one length cost 1 for each 32 bytes. Each member of an object costs 16, and 1 for each two bytes
 * of its key. Comparing two values costs at most cl_value_work of either. */
bool cl_value_compare(const cl_value *a, const cl_value *b, int64_t *work);
bool cl_array_seek(const cl_array *array, const cl_value *value, int64_t *work);

/* An upper bound, in units of work, on comparing, reading or measuring a value. The value must be
 * within the budget of one value (cl_size_within_budget). */
int64_t cl_value_work(const cl_value *value);

/* The part of cl_object_find for an object that has `keys`. */
const cl_value *cl_object_find_key(const cl_object *object, const char *key, size_t length);

/* Returns the value of the member with that key, or NULL. */
static inline const cl_value *cl_object_find(const cl_object *object, const char *key,
                                             size_t length)
{
    if (object->keys != NULL)
        return cl_object_find_key(object, key, length);
    uint32_t mark = cl_key_mark(key, length);
    const uint32_t *marks = cl_object_marks(object);
    for (uint32_t i = 0; cl_key_is_short(mark, length) && i < object->count; i++) {
        if (marks[i] == mark)
            return &object->values[i];
    }
    return NULL;
}

/* Returns the value of the member `name`, or NULL. */
static inline const cl_value *cl_object_named(const cl_object *object, const char *name)
{
    return cl_object_find(object, name, strlen(name));
}

/* Returns the member `name` of an object. Returns NULL if there is none, or if `value` is NULL or
 * of another kind. */
static inline const cl_value *cl_value_member(const cl_value *value, const char *name)
{
    return value != NULL && value->kind == CL_KIND_OBJECT ? cl_object_named(value->object, name)
                                                          : NULL;
}

/* The same for a member that is a string. Returns NULL if the member is of another kind. */
static inline const cl_value *cl_value_text_member(const cl_value *value, const char *name)
{
    const cl_value *member = cl_value_member(value, name);
    return member != NULL && member->kind == CL_KIND_STRING ? member : NULL;
}

/* True if `value` is the string `word`. `value` may be NULL. */
static inline bool cl_value_is(const cl_value *value, const char *word)
{
    return value != NULL && value->kind == CL_KIND_STRING &&
           cl_text_is(value->text, value->length, word);
}

/* Returns the item at `index`, or NULL. */
const cl_value *cl_array_at(const cl_array *array, uint64_t index);

/* Returns the size of any value. Arrays and objects store theirs. */
cl_size cl_value_size(const cl_value *value);

/* True if the size is within CL_MAX_VALUE_NODES and CL_MAX_VALUE_TEXT. */
bool cl_size_within_budget(cl_size size);

/* Makes an array of copies of `count` values; NULL if memory runs out. The caller must check the
 * size of the result: an array deeper than CL_MAX_DEPTH must not become a value. */
const cl_array *cl_array_make(cl_arena *arena, const cl_value *items, size_t count);

/* Makes an object of copies of `count` members, whose keys differ; NULL if memory runs out. If a
 * key is NULL, its bytes are the first `length` bytes of its mark; otherwise marks are ignored.
 * Keys of more than CL_SHORT_KEY bytes are not copied and must live as long as the object. */
const cl_object *cl_object_make(cl_arena *arena, const cl_member *members, size_t count);

/* Returns the name of a kind with its article, for messages: "an integer". */
const char *cl_kind_name(cl_kind kind);

#endif
