/* tree.c — the sink that builds a value. Does not know the input format. Relies on the reader for
 * the order of events and for keys that differ; checks depth and memory itself. */
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
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
    tree->lasting = NULL;
    tree->lasting_length = 0;
    tree->item_count = 0;
    tree->member_count = 0;
}

void cl_tree_borrow(cl_tree *tree, const char *bytes, size_t length)
{
    tree->lasting = bytes;
    tree->lasting_length = length;
}

void cl_tree_free(cl_tree *tree)
{
    free(tree->items);
    free(tree->members);
    cl_tree_init(tree, tree->arena);
}

/* Returns the text itself if it is part of `lasting`, else a copy; NULL if memory runs out. */
static const char *lasting(cl_tree *tree, const char *text, size_t length)
{
    size_t at = (uintptr_t)text - (uintptr_t)tree->lasting;
    if (at < tree->lasting_length && length <= tree->lasting_length - at)
        return text;
    return cl_arena_text(tree->arena, text, length);
}

static inline cl_value *new_member(cl_tree *tree, const cl_key *key, cl_error *error)
{
    if (tree->member_count == tree->member_capacity) {
        cl_member *grown = cl_grow(tree->members, tree->member_count, &tree->member_capacity,
                                   sizeof *grown);
        if (grown == NULL) {
            cl_error_memory(error);
            return NULL;
        }
        tree->members = grown;
    }
    cl_member *member = &tree->members[tree->member_count];
    member->key = NULL;
    member->length = key->length;
    member->mark = key->mark;
    if (key->length > CL_SHORT_KEY) {
        member->key = lasting(tree, key->text, key->length);
        if (member->key == NULL) {
            cl_error_memory(error);
            return NULL;
        }
    }
    tree->member_count++;
    return &member->value;
}

static cl_value *new_item(cl_tree *tree, cl_error *error)
{
    if (tree->item_count == tree->item_capacity) {
        cl_value *grown = cl_grow(tree->items, tree->item_count, &tree->item_capacity,
                                  sizeof *grown);
        if (grown == NULL) {
            cl_error_memory(error);
            return NULL;
        }
        tree->items = grown;
    }
    return &tree->items[tree->item_count++];
}

/* Returns the place of a new value; NULL if memory runs out. */
static inline cl_value *new_place(cl_tree *tree, const cl_key *key, cl_error *error)
{
    return key != NULL       ? new_member(tree, key, error)
           : tree->depth > 0 ? new_item(tree, error)
                             : &tree->root;
}

/* Returns the place of the container that ends now: the newest place of its parent. */
static cl_value *last_place(cl_tree *tree)
{
    return tree->depth == 0                     ? &tree->root
           : tree->open[tree->depth - 1].object ? &tree->members[tree->member_count - 1].value
                                                : &tree->items[tree->item_count - 1];
}

static bool take_scalar(void *self, const cl_key *key, const cl_value *value, cl_error *error)
{
    cl_tree *tree = self;
    cl_value *place = new_place(tree, key, error);
    if (place == NULL)
        return false;
    *place = *value;
    tree->done = tree->depth == 0;
    place->written_real = false;
    if (value->kind != CL_KIND_STRING)
        return true;
    place->text = lasting(tree, value->text, value->length);
    return place->text != NULL || cl_error_memory(error);
}

static bool take_begin(void *self, const cl_key *key, bool object, cl_error *error)
{
    cl_tree *tree = self;
    if (tree->depth == CL_MAX_DEPTH)
        return cl_error_set(error, CL_LIMIT_DEPTH, "a value nested deeper than %d", CL_MAX_DEPTH);
    if (new_place(tree, key, error) == NULL)
        return false;
    size_t from = object ? tree->member_count : tree->item_count;
    if (from > UINT32_MAX)
        return cl_error_memory(error);
    tree->open[tree->depth++] = (cl_tree_open){.from = (uint32_t)from, .object = object};
    return true;
}

static bool take_end(void *self, cl_error *error)
{
    cl_tree *tree = self;
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
    *last_place(tree) = value;
    tree->done = tree->depth == 0;
    return true;
}

cl_sink cl_tree_sink(cl_tree *tree)
{
    return (cl_sink){.scalar = take_scalar, .begin = take_begin, .end = take_end, .self = tree};
}
