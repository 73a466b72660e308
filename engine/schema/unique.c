/* unique.c — checks that items differ. They are sorted, not hashed, so no choice of items makes the
 * check slow. The sizes of two values are compared first. A large value is therefore walked only
 * when compared with one of the same size, and each level of the merge sort costs no more than the
 * text of the array. */
#include <string.h>

#include "base/limits.h"
#include "schema/number.h"

static int order_numbers(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int order_texts(const char *a, size_t a_length, const char *b, size_t b_length)
{
    if (a_length != b_length)
        return a_length < b_length ? -1 : 1;
    return a_length == 0 ? 0 : memcmp(a, b, a_length);
}

static int order_sizes(const cl_size *a, const cl_size *b)
{
    int order = order_numbers(a->text, b->text);
    return order != 0 ? order : order_numbers(a->nodes, b->nodes);
}

/* The indices of the members in the order of their keys: those of the object, or sorted into
 * `here`. */
static const uint32_t *sorted_members(const cl_object *object, uint32_t here[CL_SMALL_OBJECT])
{
    if (object->keys != NULL && object->keys->sorted != NULL)
        return object->keys->sorted;
    for (uint32_t i = 0; i < object->count && i < CL_SMALL_OBJECT; i++) {
        const cl_member m = cl_object_member(object, i);
        uint32_t to = i;
        for (; to > 0; to--) {
            const cl_member before = cl_object_member(object, here[to - 1]);
            if (order_texts(before.key, before.length, m.key, m.length) <= 0)
                break;
            here[to] = here[to - 1];
        }
        here[to] = i;
    }
    return here;
}

static int order_objects(const cl_object *a, const cl_object *b)
{
    uint32_t here_a[CL_SMALL_OBJECT], here_b[CL_SMALL_OBJECT];
    int order = order_sizes(&a->size, &b->size);
    if (order == 0)
        order = order_numbers(a->count, b->count);
    if (a == b || order != 0 || a->count == 0)
        return order;
    const uint32_t *in_a = sorted_members(a, here_a), *in_b = sorted_members(b, here_b);
    for (uint32_t i = 0; order == 0 && i < a->count; i++) {
        const cl_member x = cl_object_member(a, in_a[i]), y = cl_object_member(b, in_b[i]);
        order = order_texts(x.key, x.length, y.key, y.length);
        if (order == 0)
            order = cl_value_order(&x.value, &y.value);
    }
    return order;
}

static int order_arrays(const cl_array *a, const cl_array *b)
{
    int order = order_sizes(&a->size, &b->size);
    if (order == 0)
        order = order_numbers(a->count, b->count);
    for (uint32_t i = 0; a != b && order == 0 && i < a->count; i++)
        order = cl_value_order(&a->items[i], &b->items[i]);
    return order;
}

int cl_value_order(const cl_value *a, const cl_value *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    switch ((cl_kind)a->kind) {
    case CL_KIND_BOOLEAN:
        return order_numbers(a->boolean, b->boolean);
    case CL_KIND_INTEGER:
    case CL_KIND_REAL:
        return cl_number_compare(a, b);
    case CL_KIND_STRING:
        return order_texts(a->text, a->length, b->text, b->length);
    case CL_KIND_ARRAY:
        return order_arrays(a->array, b->array);
    case CL_KIND_OBJECT:
        return order_objects(a->object, b->object);
    case CL_KIND_DATETIME:
        return (a->instant > b->instant) - (a->instant < b->instant);
    case CL_KIND_NULL:
    case CL_KIND_COUNT:
        break;
    }
    return 0;
}

/* Merges two sorted runs. False if an item of one is equal to an item of the other. */
static bool merge(const cl_array *array, const uint32_t *from, uint32_t *to, uint32_t low,
                  uint32_t middle, uint32_t high, uint32_t *first, uint32_t *second)
{
    uint32_t left = low, right = middle;
    for (uint32_t i = low; i < high; i++) {
        int order = left == middle ? 1 : -1;
        if (left < middle && right < high) {
            order = cl_value_order(&array->items[from[left]], &array->items[from[right]]);
            if (order == 0) {
                *first = from[left];
                *second = from[right];
                return false;
            }
        }
        to[i] = order < 0 ? from[left++] : from[right++];
    }
    return true;
}

int cl_array_unique(const cl_array *array, cl_arena *scratch, uint32_t *first, uint32_t *second)
{
    uint32_t count = array->count;
    cl_arena_mark mark = cl_arena_here(scratch);
    uint32_t *from = cl_arena_array(scratch, count, sizeof *from);
    uint32_t *to = cl_arena_array(scratch, count, sizeof *to);
    int unique = from != NULL && to != NULL ? 1 : -1;
    for (uint32_t i = 0; unique > 0 && i < count; i++)
        from[i] = i;
    for (uint64_t width = 1; unique > 0 && width < count; width *= 2) {
        for (uint64_t low = 0; unique > 0 && low < count; low += 2 * width) {
            uint64_t middle = low + width < count ? low + width : count;
            uint64_t high = low + 2 * width < count ? low + 2 * width : count;
            if (!merge(array, from, to, (uint32_t)low, (uint32_t)middle, (uint32_t)high, first,
                       second))
                unique = 0;
        }
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    cl_arena_undo(scratch, mark);
    return unique;
}
