/* value.h — the value: what a document holds and what an expression computes.
 *
 * A value is 16 bytes and immutable. Strings, arrays and objects lie in somebody's arena and are
 * shared freely; a value is valid as long as that arena. SEMANTICS, "kinds": a number that is whole
 * and fits 64 bits is never a real, it is an integer (cl_value_real sees to that).
 */
#ifndef CL_DATA_VALUE_H
#define CL_DATA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"

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
    CL_RELATION_NONE, /* the operation is no comparison by order */
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
        int64_t instant;  /* milliseconds since 1970-01-01T00:00:00Z */
        const char *text; /* bytes of valid UTF-8, `length` of them, no NUL promised */
        const cl_array *array;
        const cl_object *object;
    };
    uint32_t length; /* of `text` */
    uint8_t kind;    /* a cl_kind */
    bool plain; /* of a string: known to need no escapes in JSON, so that its size is known too */
} cl_value;

/* How large a value is when shared parts are counted each time (SEMANTICS, "budget"). */
typedef struct cl_size {
    uint32_t nodes; /* values, itself included; saturates */
    uint32_t text;  /* bytes as JSON without spaces, 24 for a real; saturates */
    uint32_t depth; /* nesting of arrays and objects: 0 for a scalar, 1 for [] */
} cl_size;

struct cl_array {
    cl_size size;
    uint32_t count;
    cl_value items[];
};

/* A member of an object, as it is made and as it is asked for. */
typedef struct cl_member {
    const char *key; /* no NUL promised */
    uint32_t length;
    uint32_t mark; /* cl_key_mark of the key */
    cl_value value;
} cl_member;

enum {
    CL_SHORT_KEY = 4,
    /* Objects of up to so many members are searched from the front: faster than a binary search, and
     * the objects of real certificates have at most ten. */
    CL_SMALL_OBJECT = 16
};

/* The first four bytes of a key, zeros behind its end. Keys that cl_key_is_short differ in their
 * marks. */
static inline uint32_t cl_key_mark(const char *key, size_t length)
{
    uint32_t mark = 0;
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    /* The same as below: of a few bytes faster so. */
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

/* The bytes of a mark before the first zero: the length of a key that is short. */
static inline uint32_t cl_key_short_length(uint32_t mark)
{
#if defined(__GNUC__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint32_t zeros = (mark - 0x01010101u) & ~mark & 0x80808080u; /* the lowest one is exact */
    return zeros == 0 ? CL_SHORT_KEY : (uint32_t)__builtin_ctz(zeros) / 8;
#else
    return (uint32_t)strnlen((const char *)&mark, sizeof mark);
#endif
}

/* True for keys of which the mark says all, as of nearly all in this field: one to four bytes, none of
 * them NUL. */
static inline bool cl_key_is_short(uint32_t mark, size_t length)
{
    return length > 0 && length == cl_key_short_length(mark);
}

/* A key as readers hand it on. */
typedef struct cl_key {
    const char *text; /* no NUL promised */
    uint32_t length;
    uint32_t mark; /* cl_key_mark of both */
} cl_key;

static inline cl_key cl_key_of(const char *text, uint32_t length)
{
    return (cl_key){.text = text, .length = length, .mark = cl_key_mark(text, length)};
}

/* What only objects with other keys have. */
typedef struct cl_keys_of {
    const uint32_t *sorted; /* members by key, for look-up in large objects; NULL in small ones */
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
 * Values stand together and so do marks: a key is sought, and the keys of two objects are compared, in
 * one or two cache lines, and short keys take no memory of their own. */
struct cl_object {
    cl_size size;
    uint32_t count;
    const cl_keys_of *keys; /* NULL where all keys are short and the object is small */
    uint32_t shape;         /* a hash of the marks where `keys` is NULL, never 0; else 0 */
    cl_value values[];      /* behind them the marks, and a 0 where their number is odd */
};

static inline const uint32_t *cl_object_marks(const cl_object *object)
{
    return (const uint32_t *)(const void *)(object->values + object->count);
}

/* Member `index`; its key lives as long as the object. */
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

/* Refers to `text`, does not copy it. */
static inline cl_value cl_value_string(const char *text, uint32_t length)
{
    return (cl_value){.text = text, .length = length, .kind = CL_KIND_STRING};
}

/* The value of a number read as a double: an integer where it is whole. False where it is not a
 * number of the language: NaN, infinity, a whole number outside 64 bits. */
bool cl_value_real(double real, cl_value *value);

typedef enum cl_truth { CL_FALSY, CL_TRUTHY, CL_NEITHER } cl_truth;

/* Specification "Truthy and falsy values"; a date-time is neither. */
cl_truth cl_value_truth(const cl_value *value);

/* SEMANTICS "===": by value, structural for arrays and objects (members in any order), the same
 * instant for date-times; different kinds are not equal. Recursion is bounded by CL_MAX_DEPTH. */
bool cl_value_equal(const cl_value *a, const cl_value *b);

/* Adds a value to a hash that was begun with `key`; equal values add the same. Recursion is bounded
 * by CL_MAX_DEPTH. */
void cl_value_hash(cl_hasher *hasher, const cl_hash_key *key, const cl_value *value);

/* True when the array has an item equal to `value`. */
bool cl_array_contains(const cl_array *array, const cl_value *value);

/* The same two, which take from *work what they cost in units (SEMANTICS, "Budget"): two for each
 * pair of values that is compared, one more where it looks into strings, arrays or objects of one
 * size, one for 32 bytes of strings, and for members sixteen and one for two bytes of the key.
 * Comparing two values costs at most cl_value_work of either. */
bool cl_value_compare(const cl_value *a, const cl_value *b, int64_t *work);
bool cl_array_seek(const cl_array *array, const cl_value *value, int64_t *work);

/* The most that comparing, reading or measuring the value costs, if it is within the budget of one
 * value. */
int64_t cl_value_work(const cl_value *value);

/* The same as cl_object_find, in an object that has `keys`. */
const cl_value *cl_object_find_key(const cl_object *object, const char *key, size_t length);

/* The member with that key, or NULL. */
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

/* The item at `index`, or NULL. */
const cl_value *cl_array_at(const cl_array *array, uint64_t index);

/* The size of any value. */
cl_size cl_value_size(const cl_value *value);

/* True when the value is within CL_MAX_VALUE_NODES and CL_MAX_VALUE_TEXT. */
bool cl_size_within_budget(cl_size size);

/* Makes an array of copies of `count` values, or NULL when memory runs out. The caller looks at
 * the size of the result: an array deeper than CL_MAX_DEPTH must not become a value. */
const cl_array *cl_array_make(cl_arena *arena, const cl_value *items, size_t count);

/* Makes an object of copies of `count` members, whose keys differ; NULL when memory runs out. If a key
 * is NULL, its bytes are the first `length` bytes of its mark; otherwise marks are ignored. Keys that
 * are not short are referred to, not copied. */
const cl_object *cl_object_make(cl_arena *arena, const cl_member *members, size_t count);

/* The name of a kind with its article, for messages: "an integer". */
const char *cl_kind_name(cl_kind kind);

#endif
