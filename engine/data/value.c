/* value.c — truth, equality, look-up and size of values. Does not know the readers that make
 * them. */
#include "data/value.h"

#include <string.h>

#include "base/checked.h"
#include "base/limits.h"
#include "data/instant.h"
#include "data/text.h"
#include "data/writer.h"

bool cl_value_real(double real, cl_value *value)
{
    /* Both bounds are powers of two and exact as doubles. 2^63 does not fit. NaN fails both
     * comparisons. */
    if (!(real >= -9223372036854775808.0 && real < 9223372036854775808.0))
        return false;
    int64_t whole = (int64_t)real;
    if ((double)whole == real)
        *value = cl_value_integer(whole);
    else
        *value = (cl_value){.real = real, .kind = CL_KIND_REAL};
    return true;
}

cl_truth cl_value_truth(const cl_value *value)
{
    bool truthy = false;
    switch ((cl_kind)value->kind) {
    case CL_KIND_BOOLEAN:
        truthy = value->boolean;
        break;
    case CL_KIND_INTEGER:
        truthy = value->integer != 0;
        break;
    case CL_KIND_REAL: /* zero is whole, so it is an integer */
        truthy = true;
        break;
    case CL_KIND_STRING:
        truthy = value->length > 0;
        break;
    case CL_KIND_ARRAY:
        truthy = value->array->count > 0;
        break;
    case CL_KIND_OBJECT:
        truthy = value->object->count > 0;
        break;
    case CL_KIND_DATETIME:
        return CL_NEITHER;
    case CL_KIND_NULL:
    case CL_KIND_COUNT:
        break;
    }
    return truthy ? CL_TRUTHY : CL_FALSY;
}

static bool same_bytes(const char *a, size_t a_length, const char *b, size_t b_length)
{
    return a_length == b_length && (a_length == 0 || memcmp(a, b, a_length) == 0);
}

/* Equal values have equal sizes, whatever the order of members. Therefore the size tells most
 * unequal values apart without a walk. */
static bool same_size(const cl_size *a, const cl_size *b)
{
    return a->nodes == b->nodes && a->text == b->text && a->depth == b->depth;
}

/* Units of work (SEMANTICS, "Budget"). */
enum {
    PAIR_WORK = 2,
    INSIDE_WORK = 1,     /* two strings of one length, or arrays or objects of one size */
    COMPARED_BYTES = 32, /* of strings, for one unit */
    READ_BYTES = 2,      /* of keys, and of text that is read, for one unit */
    MEMBER_WORK = 16
};

static bool equal_arrays(const cl_array *a, const cl_array *b, int64_t *work)
{
    if (a == b)
        return true;
    if (a->count != b->count || !same_size(&a->size, &b->size))
        return false;
    *work -= INSIDE_WORK;
    for (uint32_t i = 0; i < a->count; i++) {
        if (!cl_value_compare(&a->items[i], &b->items[i], work))
            return false;
    }
    return true;
}

/* Compares large objects with equal numbers of members: both in the order of their keys. */
static bool equal_sorted(const cl_object *a, const cl_object *b, int64_t *work)
{
    for (uint32_t i = 0; i < a->count; i++) {
        uint32_t x = a->keys->sorted[i], y = b->keys->sorted[i];
        const struct cl_key_text *key = &a->keys->keys[x], *other = &b->keys->keys[y];
        *work -= MEMBER_WORK + key->length / READ_BYTES;
        if (!same_bytes(key->text, key->length, other->text, other->length) ||
            !cl_value_compare(&a->values[x], &b->values[y], work))
            return false;
    }
    return true;
}

static bool equal_objects(const cl_object *a, const cl_object *b, int64_t *work)
{
    if (a == b)
        return true;
    if (a->count != b->count || !same_size(&a->size, &b->size))
        return false;
    *work -= INSIDE_WORK;
    if (a->count > CL_SMALL_OBJECT)
        return equal_sorted(a, b, work);
    for (uint32_t i = 0; i < a->count; i++) {
        const cl_member member = cl_object_member(a, i);
        const cl_value *other = cl_object_find(b, member.key, member.length);
        *work -= MEMBER_WORK + member.length / READ_BYTES;
        if (other == NULL || !cl_value_compare(&member.value, other, work))
            return false;
    }
    return true;
}

static bool equal_strings(const cl_value *a, const cl_value *b, int64_t *work)
{
    if (a->length != b->length)
        return false;
    *work -= INSIDE_WORK + a->length / COMPARED_BYTES;
    return same_bytes(a->text, a->length, b->text, b->length);
}

bool cl_value_compare(const cl_value *a, const cl_value *b, int64_t *work)
{
    *work -= PAIR_WORK;
    if (a->kind != b->kind)
        return false;
    switch ((cl_kind)a->kind) {
    case CL_KIND_NULL:
        return true;
    case CL_KIND_BOOLEAN:
        return a->boolean == b->boolean;
    case CL_KIND_INTEGER:
        return a->integer == b->integer;
    case CL_KIND_REAL:
        return a->real == b->real;
    case CL_KIND_STRING:
        return equal_strings(a, b, work);
    case CL_KIND_ARRAY:
        return equal_arrays(a->array, b->array, work);
    case CL_KIND_OBJECT:
        return equal_objects(a->object, b->object, work);
    case CL_KIND_DATETIME:
        return a->instant == b->instant;
    case CL_KIND_COUNT:
        break;
    }
    return false;
}

/* The order of members does not matter: each is hashed by itself, and the hashes are summed. */
static uint64_t hash_members(const cl_hash_key *key, const cl_object *object)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < object->count; i++) {
        const cl_member m = cl_object_member(object, i);
        cl_hasher hasher;
        cl_hasher_begin(&hasher, key);
        cl_hasher_text(&hasher, m.key, m.length);
        cl_value_hash(&hasher, key, &m.value);
        sum += cl_hasher_end(&hasher);
    }
    return sum;
}

void cl_value_hash(cl_hasher *hasher, const cl_hash_key *key, const cl_value *value)
{
    uint64_t bits;
    cl_hasher_word(hasher, value->kind);
    switch ((cl_kind)value->kind) {
    case CL_KIND_BOOLEAN:
        cl_hasher_word(hasher, value->boolean);
        break;
    case CL_KIND_INTEGER:
    case CL_KIND_DATETIME:
        cl_hasher_word(hasher, (uint64_t)value->integer);
        break;
    case CL_KIND_REAL: /* never zero, which is an integer */
        memcpy(&bits, &value->real, sizeof bits);
        cl_hasher_word(hasher, bits);
        break;
    case CL_KIND_STRING:
        cl_hasher_text(hasher, value->text, value->length);
        break;
    case CL_KIND_ARRAY:
        cl_hasher_word(hasher, value->array->count);
        for (uint32_t i = 0; i < value->array->count; i++)
            cl_value_hash(hasher, key, &value->array->items[i]);
        break;
    case CL_KIND_OBJECT:
        cl_hasher_word(hasher, value->object->count);
        cl_hasher_word(hasher, hash_members(key, value->object));
        break;
    case CL_KIND_NULL:
    case CL_KIND_COUNT:
        break;
    }
}

bool cl_array_seek(const cl_array *array, const cl_value *value, int64_t *work)
{
    for (uint32_t i = 0; i < array->count; i++) {
        if (cl_value_compare(&array->items[i], value, work))
            return true;
    }
    return false;
}

bool cl_value_equal(const cl_value *a, const cl_value *b)
{
    int64_t work = 0;
    return cl_value_compare(a, b, &work);
}

bool cl_array_contains(const cl_array *array, const cl_value *value)
{
    int64_t work = 0;
    return cl_array_seek(array, value, &work);
}

int64_t cl_value_work(const cl_value *value)
{
    enum {
        /* Arrays of up to this many values are walked for a closer bound. A larger array is bounded
         * by its size alone, because each rule that reads it needs the bound. */
        WALKED = 64
    };
    int64_t work = PAIR_WORK + INSIDE_WORK;
    cl_size size = cl_value_size(value);
    if (value->kind == CL_KIND_STRING)
        return work + value->length / READ_BYTES;
    if (value->kind != CL_KIND_ARRAY || size.nodes > WALKED)
        return (int64_t)size.nodes * (work + MEMBER_WORK) + size.text / READ_BYTES;
    for (uint32_t i = 0; i < value->array->count; i++)
        work += cl_value_work(&value->array->items[i]);
    return work;
}

const cl_value *cl_array_at(const cl_array *array, uint64_t index)
{
    return index < array->count ? &array->items[index] : NULL;
}

/* The order of `sorted`: shorter keys first, keys of one length by their bytes. */
static int compare_keys(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (a_length != b_length)
        return a_length < b_length ? -1 : 1;
    return a_length == 0 ? 0 : memcmp(a, b, a_length);
}

cl_member cl_object_member(const cl_object *object, uint32_t index)
{
    const uint32_t *mark = &cl_object_marks(object)[index];
    cl_member member = {.mark = *mark, .value = object->values[index]};
    if (object->keys != NULL) {
        member.key = object->keys->keys[index].text;
        member.length = object->keys->keys[index].length;
    } else {
        member.key = (const char *)mark;
        member.length = cl_key_short_length(*mark);
    }
    return member;
}

static const cl_value *find_sorted(const cl_object *object, const char *key, size_t length)
{
    const uint32_t *sorted = object->keys->sorted;
    uint32_t from = 0, to = object->count;
    while (from < to) {
        uint32_t middle = from + (to - from) / 2;
        const struct cl_key_text *found = &object->keys->keys[sorted[middle]];
        int order = compare_keys(key, length, found->text, found->length);
        if (order == 0)
            return &object->values[sorted[middle]];
        if (order < 0)
            to = middle;
        else
            from = middle + 1;
    }
    return NULL;
}

const cl_value *cl_object_find_key(const cl_object *object, const char *key, size_t length)
{
    if (object->keys->sorted != NULL)
        return find_sorted(object, key, length);
    uint32_t mark = cl_key_mark(key, length);
    const uint32_t *marks = cl_object_marks(object);
    for (uint32_t i = 0; i < object->count; i++) {
        const struct cl_key_text *found = &object->keys->keys[i];
        if (marks[i] == mark && same_bytes(found->text, found->length, key, length))
            return &object->values[i];
    }
    return NULL;
}

static uint32_t saturate(uint64_t size)
{
    return size > UINT32_MAX ? UINT32_MAX : (uint32_t)size;
}

static uint32_t integer_size(int64_t integer)
{
    uint32_t size = integer < 0 ? 2 : 1;
    while (integer <= -10 || integer >= 10) {
        integer /= 10;
        size++;
    }
    return size;
}

enum { LONGEST_REAL = 24 /* -2.2250738585072014e-308 */ };

cl_size cl_value_size(const cl_value *value)
{
    cl_size size = {.nodes = 1, .text = 0, .depth = 0};
    switch ((cl_kind)value->kind) {
    case CL_KIND_NULL:
    case CL_KIND_COUNT:
        size.text = 4;
        break;
    case CL_KIND_BOOLEAN:
        size.text = value->boolean ? 4 : 5;
        break;
    case CL_KIND_INTEGER:
        size.text = integer_size(value->integer);
        break;
    case CL_KIND_REAL:
        size.text = LONGEST_REAL; /* formatting it only for its length would cost too much */
        break;
    case CL_KIND_STRING:
        size.text = saturate(value->plain ? (size_t)value->length + 2
                                          : cl_write_string_size(value->text, value->length));
        break;
    case CL_KIND_ARRAY:
        return value->array->size;
    case CL_KIND_OBJECT:
        return value->object->size;
    case CL_KIND_DATETIME:
        size.text = CL_INSTANT_TEXT + 2;
        break;
    }
    return size;
}

bool cl_size_within_budget(cl_size size)
{
    return size.nodes <= CL_MAX_VALUE_NODES && size.text <= CL_MAX_VALUE_TEXT;
}

/* The sums over the parts of an array or object. They cannot overflow: there are fewer than 2^32
 * parts, each below 2^32. */
typedef struct sum {
    uint64_t nodes, text;
    uint32_t depth;
} sum;

static void add_part(sum *whole, const cl_value *part)
{
    if (part->kind == CL_KIND_STRING && part->plain) { /* the usual case */
        whole->nodes++;
        whole->text += (uint64_t)part->length + 2;
        return;
    }
    cl_size size = cl_value_size(part);
    whole->nodes += size.nodes;
    whole->text += size.text;
    if (whole->depth < size.depth)
        whole->depth = size.depth;
}

/* The size of the whole: one node, brackets and commas, and the sums. */
static cl_size total(const sum *whole, size_t count)
{
    return (cl_size){.nodes = saturate(whole->nodes + 1),
                     .text = saturate(whole->text + 2 + (count > 0 ? count - 1 : 0)),
                     .depth = whole->depth + 1};
}

/* Allocates a header of `base` bytes with `count` entries behind it. NULL if memory runs out. */
static void *allocate(cl_arena *arena, size_t base, size_t count, size_t entry)
{
    size_t total;
    if (count > UINT32_MAX || !cl_size_mul(count, entry, &total) ||
        !cl_size_add(total, base, &total))
        return NULL;
    return cl_arena_alloc(arena, total);
}

const cl_array *cl_array_make(cl_arena *arena, const cl_value *items, size_t count)
{
    cl_array *array = allocate(arena, sizeof *array, count, sizeof *items);
    if (array == NULL)
        return NULL;
    sum whole = {.nodes = 0};
    array->count = (uint32_t)count;
    if (count > 0)
        memcpy(array->items, items, count * sizeof *items);
    for (size_t i = 0; i < count; i++)
        add_part(&whole, &items[i]);
    array->size = total(&whole, count);
    return array;
}

/* Merges the sorted halves from[low, middle) and from[middle, high) into `to`. */
static void merge(const struct cl_key_text *keys, const uint32_t *from, uint32_t *to, size_t low,
                  size_t middle, size_t high)
{
    size_t left = low, right = middle;
    for (size_t i = low; i < high; i++) {
        bool take_left = right >= high;
        if (!take_left && left < middle) {
            const struct cl_key_text *a = &keys[from[left]], *b = &keys[from[right]];
            take_left = compare_keys(a->text, a->length, b->text, b->length) <= 0;
        }
        to[i] = take_left ? from[left++] : from[right++];
    }
}

/* Sorts the indices of the members by compare_keys; NULL if memory runs out. A bottom-up merge
 * sort: it does not recurse, and no input makes it slow. The memory of its second array is
 * released. */
static const uint32_t *sort_keys(cl_arena *arena, const struct cl_key_text *keys, size_t count)
{
    uint32_t *sorted = cl_arena_array(arena, count, sizeof *sorted);
    cl_arena_mark mark = cl_arena_here(arena);
    uint32_t *other = cl_arena_array(arena, count, sizeof *other);
    if (sorted == NULL || other == NULL)
        return NULL;
    for (size_t i = 0; i < count; i++)
        sorted[i] = (uint32_t)i;
    uint32_t *from = sorted, *to = other;
    for (size_t width = 1; width < count; width *= 2) {
        for (size_t low = 0; low < count; low += 2 * width) {
            size_t middle = low + width < count ? low + width : count;
            size_t high = low + 2 * width < count ? low + 2 * width : count;
            merge(keys, from, to, low, middle, high);
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != sorted)
        memcpy(sorted, from, count * sizeof *sorted);
    cl_arena_undo(arena, mark);
    return sorted;
}

/* Makes the keys of an object whose keys are not all short, or which is large. */
static bool make_keys(cl_arena *arena, cl_object *object, const cl_member *members)
{
    uint32_t *marks = (uint32_t *)(void *)(object->values + object->count);
    cl_keys_of *keys = allocate(arena, sizeof *keys, object->count, sizeof keys->keys[0]);
    if (keys == NULL)
        return false;
    for (uint32_t i = 0; i < object->count; i++) {
        bool stands_in_mark = members[i].length <= CL_SHORT_KEY;
        keys->keys[i].text = stands_in_mark ? (const char *)&marks[i] : members[i].key;
        keys->keys[i].length = members[i].length;
    }
    keys->sorted = NULL;
    if (object->count > CL_SMALL_OBJECT) {
        keys->sorted = sort_keys(arena, keys->keys, object->count);
        if (keys->sorted == NULL)
            return false;
    }
    object->keys = keys;
    object->shape = 0;
    return true;
}

/* True if no byte of the marks, except the zeros that pad them, must be escaped in JSON. Tests two
 * marks at once, so a 0 must follow an odd number of them. */
static bool are_plain(const uint32_t *marks, size_t count)
{
    uint64_t found = 0;
    for (size_t i = 0; i < count; i += 2) {
        uint64_t word = cl_text_word((const char *)&marks[i]);
        /* Has the high bit of each byte that is not 0. */
        uint64_t above_zero = ((word & ~CL_HIGH_BITS) + ~CL_HIGH_BITS) | word;
        found |= cl_text_escapes(word) & above_zero;
    }
    return found == 0;
}

/* The bytes of the members' keys in JSON, without the two quotes and the colon of each. */
static uint64_t text_of_keys(const cl_member *members, const uint32_t *marks, size_t count)
{
    uint64_t text = 0;
    for (size_t i = 0; i < count; i++) {
        const char *key = members[i].key != NULL ? members[i].key : (const char *)&marks[i];
        text += cl_write_string_size(key, members[i].length) - 2;
    }
    return text;
}

const cl_object *cl_object_make(cl_arena *arena, const cl_member *members, size_t count)
{
    cl_object *object = allocate(arena, sizeof *object + sizeof(uint32_t), count,
                                 sizeof(cl_value) + sizeof(uint32_t));
    if (object == NULL)
        return NULL;
    uint32_t *marks = (uint32_t *)(void *)(object->values + count);
    bool all_short = count <= CL_SMALL_OBJECT;
    uint32_t shape = 0;
    uint64_t keys = 0;
    sum whole = {.text = 3 * (uint64_t)count};
    for (size_t i = 0; i < count; i++) {
        const cl_member *member = &members[i];
        uint32_t mark = member->key != NULL ? cl_key_mark(member->key, member->length)
                                            : member->mark;
        object->values[i] = member->value;
        marks[i] = mark;
        shape = (shape ^ mark) * 0x9E3779B1u;
        all_short &= cl_key_is_short(mark, member->length);
        keys += member->length;
        add_part(&whole, &member->value);
    }
    if (count % 2 == 1)
        marks[count] = 0;
    whole.text += all_short && are_plain(marks, count) ? keys : text_of_keys(members, marks, count);
    object->count = (uint32_t)count;
    object->size = total(&whole, count);
    object->keys = NULL;
    object->shape = shape != 0 ? shape : 1;
    return all_short || make_keys(arena, object, members) ? object : NULL;
}

const char *cl_kind_name(cl_kind kind)
{
    static const char *const names[CL_KIND_COUNT] = {
        [CL_KIND_NULL] = "null",          [CL_KIND_BOOLEAN] = "a boolean",
        [CL_KIND_INTEGER] = "an integer", [CL_KIND_REAL] = "a non-integer number",
        [CL_KIND_STRING] = "a string",    [CL_KIND_ARRAY] = "an array",
        [CL_KIND_OBJECT] = "an object",   [CL_KIND_DATETIME] = "a date-time",
    };
    return (unsigned)kind < CL_KIND_COUNT ? names[kind] : "no kind";
}
