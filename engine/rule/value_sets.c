/* value_sets.c — reads the forms of value sets and merges those of several documents. */
#include "rule/value_sets.h"

#include <string.h>

#include "base/intern.h"

/* The state while a document is read. */
typedef struct reader {
    cl_arena *arena;
    cl_error *error;
    cl_buffer at; /* JSON Pointer to the value that is being read */
} reader;

static bool refuse(reader *r, const char *message)
{
    if (r->at.failed)
        return cl_error_memory(r->error);
    cl_error_set(r->error, CL_VALUE_SETS, "%s", message);
    cl_error_at(r->error, cl_buffer_text(&r->at));
    return false;
}

/* Reads the codes of a set in the gateway's form: the keys of valueSetValues. */
static bool read_codes(reader *r, const cl_object *values, cl_value *codes)
{
    cl_value *items = cl_arena_array(r->arena, (size_t)values->count + 1, sizeof *items);
    if (items == NULL)
        return cl_error_memory(r->error);
    for (uint32_t i = 0; i < values->count; i++) {
        const cl_member code = cl_object_member(values, i);
        items[i] = cl_value_string(code.key, code.length);
    }
    const cl_array *array = cl_array_make(r->arena, items, values->count);
    if (array == NULL)
        return cl_error_memory(r->error);
    *codes = (cl_value){.array = array, .kind = CL_KIND_ARRAY};
    return true;
}

static bool all_strings(const cl_array *array)
{
    for (uint32_t i = 0; i < array->count; i++) {
        if (array->items[i].kind != CL_KIND_STRING)
            return false;
    }
    return true;
}

/* Reads one set with the given name. */
static bool read_set(reader *r, const char *name, uint32_t length, const cl_value *set,
                     cl_member *made)
{
    const cl_value *values = cl_value_member(set, "valueSetValues");
    *made = (cl_member){.key = name, .length = length};
    if (values != NULL && values->kind == CL_KIND_OBJECT)
        return read_codes(r, values->object, &made->value);
    if (set->kind != CL_KIND_ARRAY || !all_strings(set->array))
        return refuse(r, "a value set must be an array of codes, or an object with valueSetValues");
    made->value = *set;
    return true;
}

/* Returns true for a set in the gateway's form, which contains its name. */
static bool named(const cl_value *set)
{
    const cl_value *id = cl_value_member(set, "valueSetId");
    return id != NULL && id->kind == CL_KIND_STRING &&
           cl_value_member(set, "valueSetValues") != NULL;
}

bool cl_value_sets_recognise(const cl_value *document)
{
    if (document->kind == CL_KIND_ARRAY)
        return document->array->count > 0 && named(&document->array->items[0]);
    if (document->kind != CL_KIND_OBJECT || named(document))
        return document->kind == CL_KIND_OBJECT;
    for (uint32_t i = 0; i < document->object->count; i++) {
        const cl_value *set = &document->object->values[i];
        if (set->kind != CL_KIND_ARRAY && cl_value_member(set, "valueSetValues") == NULL)
            return false;
    }
    return document->object->count > 0;
}

bool cl_value_sets_certain(const cl_value *document)
{
    if (document->kind == CL_KIND_ARRAY || named(document))
        return cl_value_sets_recognise(document);
    for (uint32_t i = 0; document->kind == CL_KIND_OBJECT && i < document->object->count; i++) {
        if (cl_value_member(&document->object->values[i], "valueSetValues") != NULL)
            return true;
    }
    return false;
}

static bool finish(const cl_member *members, size_t count, cl_arena *arena, cl_value *sets,
                   cl_error *error)
{
    const cl_object *object = cl_object_make(arena, members, count);
    if (object == NULL)
        return cl_error_memory(error);
    *sets = (cl_value){.object = object, .kind = CL_KIND_OBJECT};
    return true;
}

/* Reads one set of the gateway, named by its valueSetId. `names` has the names of the sets
 * before. */
static bool read_named(reader *r, const cl_value *set, cl_intern *names, cl_member *made)
{
    if (!named(set))
        return refuse(r, "a value set in a list must have valueSetId and valueSetValues");
    const cl_value *id = cl_value_member(set, "valueSetId");
    uint32_t before = names->count;
    uint32_t number = cl_intern_add(names, id->text, id->length);
    if (number == CL_NOT_INTERNED)
        return cl_error_memory(r->error);
    if (number < before)
        return refuse(r, "two value sets of one name");
    return read_set(r, id->text, id->length, set, made);
}

/* Reads a document that is one set of the gateway. */
static bool read_one(reader *r, const cl_value *set, cl_value *sets)
{
    const cl_value *id = cl_value_member(set, "valueSetId");
    cl_member made;
    return read_set(r, id->text, id->length, set, &made) &&
           finish(&made, 1, r->arena, sets, r->error);
}

/* Reads the members of `by_name`, or, if it is NULL, the sets of the gateway in `list`. */
static bool read_all(reader *r, const cl_object *by_name, const cl_array *list, cl_value *sets)
{
    size_t count = by_name != NULL ? by_name->count : list->count;
    cl_intern names;
    cl_member *members = cl_arena_array(r->arena, count + 1, sizeof *members);
    if (members == NULL)
        return cl_error_memory(r->error);
    cl_intern_init(&names, r->arena);
    for (size_t i = 0; i < count; i++) {
        size_t back = r->at.length;
        bool read;
        if (by_name != NULL) {
            const cl_member m = cl_object_member(by_name, (uint32_t)i);
            cl_pointer_step(&r->at, m.key, m.length);
            read = read_set(r, m.key, m.length, &by_name->values[i], &members[i]);
        } else {
            cl_pointer_index(&r->at, i);
            read = read_named(r, &list->items[i], &names, &members[i]);
        }
        if (!read)
            return false;
        r->at.length = back;
    }
    return finish(members, count, r->arena, sets, r->error);
}

bool cl_value_sets_read(const cl_value *document, const char *at, cl_arena *arena, cl_value *sets,
                        cl_error *error)
{
    reader r = {.arena = arena, .error = error};
    bool read;
    cl_buffer_init(&r.at);
    cl_buffer_puts(&r.at, at);
    if (document->kind == CL_KIND_ARRAY)
        read = read_all(&r, NULL, document->array, sets);
    else if (document->kind != CL_KIND_OBJECT)
        read = refuse(&r, "value sets must be an object or an array");
    else if (named(document))
        read = read_one(&r, document, sets);
    else
        read = read_all(&r, document->object, NULL, sets);
    cl_buffer_free(&r.at);
    return read;
}

bool cl_value_sets_meanings(const cl_value *document, const cl_value *sets, cl_arena *arena,
                            cl_value *meanings, cl_error *error)
{
    uint32_t count = sets->object->count;
    cl_member *members = cl_arena_array(arena, (size_t)count + 1, sizeof *members);
    if (members == NULL)
        return cl_error_memory(error);
    for (uint32_t i = 0; i < count; i++) {
        const cl_member set = cl_object_member(sets->object, i);
        const cl_value *read = document->kind == CL_KIND_ARRAY ? &document->array->items[i]
                               : named(document)
                                   ? document
                                   : cl_object_find(document->object, set.key, set.length);
        const cl_value *values = cl_value_member(read, "valueSetValues");
        members[i] = (cl_member){.key = set.key,
                                 .length = set.length,
                                 .value = values != NULL ? *values : cl_value_null()};
    }
    return finish(members, count, arena, meanings, error);
}

/* Adds one set. It becomes the last one of its name. Returns false if memory ran out. */
static bool put(cl_value_sets *all, const cl_member *made)
{
    uint32_t number = cl_intern_add(&all->names, made->key, made->length);
    if (number == CL_NOT_INTERNED)
        return false;
    uint32_t room = all->capacity, numbers_room = all->capacity, lasts_room = all->capacity;
    cl_arena *arena = all->names.arena;
    cl_member *members = cl_arena_grow(arena, all->members, all->count, &room, sizeof *members);
    uint32_t *number_of = cl_arena_grow(arena, all->number_of, all->count, &numbers_room,
                                        sizeof *number_of);
    uint32_t *last_of = cl_arena_grow(arena, all->last_of, all->count, &lasts_room,
                                      sizeof *last_of);
    if (members == NULL || number_of == NULL || last_of == NULL)
        return false;
    all->members = members;
    all->number_of = number_of;
    all->last_of = last_of;
    all->capacity = room;
    all->last_of[number] = all->count;
    all->number_of[all->count] = number;
    all->members[all->count++] = *made;
    return true;
}

void cl_value_sets_init(cl_value_sets *all, cl_arena *arena)
{
    *all = (cl_value_sets){.members = NULL};
    cl_intern_init(&all->names, arena);
}

bool cl_value_sets_add(cl_value_sets *all, const cl_value *sets)
{
    for (uint32_t i = 0; i < sets->object->count; i++) {
        const cl_member m = cl_object_member(sets->object, i);
        if (!put(all, &m))
            return false;
    }
    return true;
}

bool cl_value_sets_merge(const cl_value_sets *all, cl_arena *arena, cl_value *merged,
                         cl_error *error)
{
    cl_member *members = cl_arena_array(arena, (size_t)all->count + 1, sizeof *members);
    size_t count = 0;
    for (uint32_t i = 0; members != NULL && i < all->count; i++) {
        if (all->last_of[all->number_of[i]] == i)
            members[count++] = all->members[i];
    }
    return members != NULL ? finish(members, count, arena, merged, error) : cl_error_memory(error);
}
