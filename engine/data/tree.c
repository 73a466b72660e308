/* tree.c — the sink that builds a value. Knows no input format; trusts readers to send events in
 * order and keys that differ, and checks depth and memory itself. */
#include <stdlib.h>
#include <string.h>

#include "base/checked.h"
#include "data/event.h"

void cl_tree_init(cl_tree *tree, cl_arena *arena)
{
    tree->arena = arena;
    tree->items = NULL;
    tree->item_capacity = 0;
    tree->members = NULL;
    tree->member_capacity = 0;
    cl_tree_reset(tree);
}

void cl_tree_reset(cl_tree *tree)
{
    tree->root = cl_value_null();
    tree->done = false;
    tree->depth = 0;
    tree->item_count = 0;
    tree->member_count = 0;
}

void cl_tree_free(cl_tree *tree)
{
    free(tree->items);
    free(tree->members);
    cl_tree_init(tree, tree->arena);
}

/* The stack with room for one more entry, or NULL; the old one is still the tree's then. */
static void *with_room(void *stack, size_t count, size_t *capacity, size_t entry)
{
    if (count < *capacity)
        return stack;
    size_t larger = *capacity == 0 ? 64 : *capacity, bytes;
    if (!cl_size_mul(larger, 2, &larger) || !cl_size_mul(larger, entry, &bytes))
        return NULL;
    void *grown = realloc(stack, bytes);
    if (grown != NULL)
        *capacity = larger;
    return grown;
}

/* A finished value goes where it belongs: to the open container, or it is the root. */
static bool place(cl_tree *tree, const cl_value *value, cl_error *error)
{
    if (tree->depth == 0) {
        tree->root = *value;
        tree->done = true;
        return true;
    }
    if (tree->open[tree->depth - 1].object) {
        tree->members[tree->member_count - 1].value = *value;
        return true;
    }
    cl_value *items = with_room(tree->items, tree->item_count, &tree->item_capacity, sizeof *items);
    if (items == NULL)
        return cl_error_memory(error);
    tree->items = items;
    items[tree->item_count++] = *value;
    return true;
}

static bool take_scalar(cl_tree *tree, const cl_value *value, cl_error *error)
{
    cl_value own = *value;
    if (value->kind == CL_KIND_STRING) {
        own.text = cl_arena_text(tree->arena, value->text, value->length);
        if (own.text == NULL)
            return cl_error_memory(error);
    } else {
        own.length = 0; /* a mark of the event, not of the value */
    }
    return place(tree, &own, error);
}

static bool take_key(cl_tree *tree, const cl_value *key, cl_error *error)
{
    cl_member *members = with_room(tree->members, tree->member_count, &tree->member_capacity,
                                   sizeof *members);
    if (members == NULL)
        return cl_error_memory(error);
    tree->members = members;
    cl_member member = {.length = key->length, .mark = cl_key_mark(key->text, key->length)};
    if (key->length > CL_SHORT_KEY) {
        member.key = cl_arena_text(tree->arena, key->text, key->length);
        if (member.key == NULL)
            return cl_error_memory(error);
    }
    members[tree->member_count++] = member;
    return true;
}

static bool take_begin(cl_tree *tree, bool object, cl_error *error)
{
    if (tree->depth == CL_MAX_DEPTH)
        return cl_error_set(error, CL_LIMIT_DEPTH, "a value nested deeper than %d", CL_MAX_DEPTH);
    size_t from = object ? tree->member_count : tree->item_count;
    if (from > UINT32_MAX)
        return cl_error_memory(error);
    tree->open[tree->depth++] = (cl_tree_open){.from = (uint32_t)from, .object = object};
    return true;
}

static bool take_end(cl_tree *tree, cl_error *error)
{
    const cl_tree_open *top = &tree->open[--tree->depth];
    cl_value value = cl_value_null();
    if (top->object) {
        const cl_member *members = tree->members != NULL ? tree->members + top->from : NULL;
        value.object = cl_object_make(tree->arena, members, tree->member_count - top->from);
        value.kind = CL_KIND_OBJECT;
        tree->member_count = top->from;
    } else {
        const cl_value *items = tree->items != NULL ? tree->items + top->from : NULL;
        value.array = cl_array_make(tree->arena, items, tree->item_count - top->from);
        value.kind = CL_KIND_ARRAY;
        tree->item_count = top->from;
    }
    if (top->object ? value.object == NULL : value.array == NULL)
        return cl_error_memory(error);
    return place(tree, &value, error);
}

static bool take(void *self, cl_event_type type, const cl_value *value, cl_error *error)
{
    cl_tree *tree = self;
    switch (type) {
    case CL_EVENT_SCALAR:
        return take_scalar(tree, value, error);
    case CL_EVENT_KEY:
        return take_key(tree, value, error);
    case CL_EVENT_BEGIN_ARRAY:
    case CL_EVENT_BEGIN_OBJECT:
        return take_begin(tree, type == CL_EVENT_BEGIN_OBJECT, error);
    case CL_EVENT_END_ARRAY:
    case CL_EVENT_END_OBJECT:
        return take_end(tree, error);
    }
    return cl_error_set(error, CL_USAGE, "an event that no reader sends");
}

cl_sink cl_tree_sink(cl_tree *tree)
{
    return (cl_sink){.take = take, .self = tree};
}
