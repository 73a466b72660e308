/* value_sets.c — the forms in which value sets come. */
#include "rule/value_sets.h"

#include <string.h>

static const cl_value *member(const cl_value *object, const char *name)
{
    return object->kind == CL_KIND_OBJECT ? cl_object_find(object->object, name, strlen(name))
                                          : NULL;
}

static bool refuse(cl_error *error, const char *name, uint32_t length, const char *message)
{
    cl_buffer at;
    cl_buffer_init(&at);
    if (name != NULL)
        cl_pointer_step(&at, name, length);
    cl_error_set(error, CL_VALUE_SETS, "%s", message);
    cl_error_at(error, cl_buffer_text(&at));
    cl_buffer_free(&at);
    return false;
}

/* The codes of a set in the gateway's form: the keys of valueSetValues. */
static bool read_codes(const cl_object *values, cl_arena *arena, cl_value *codes, cl_error *error)
{
    cl_value *items = cl_arena_array(arena, (size_t)values->count + 1, sizeof *items);
    if (items == NULL)
        return cl_error_memory(error);
    for (uint32_t i = 0; i < values->count; i++)
        items[i] = cl_value_string(values->members[i].key, values->members[i].length);
    const cl_array *array = cl_array_make(arena, items, values->count);
    if (array == NULL)
        return cl_error_memory(error);
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

/* One set under its name. */
static bool read_set(const char *name, uint32_t length, const cl_value *set, cl_arena *arena,
                     cl_member *made, cl_error *error)
{
    const cl_value *values = member(set, "valueSetValues");
    *made = (cl_member){.key = name, .length = length};
    if (values != NULL && values->kind == CL_KIND_OBJECT)
        return read_codes(values->object, arena, &made->value, error);
    if (set->kind != CL_KIND_ARRAY || !all_strings(set->array))
        return refuse(error, name, length,
                      "a value set must be an array of codes, or an object with valueSetValues");
    made->value = *set;
    return true;
}

static bool named(const cl_value *set)
{
    const cl_value *id = member(set, "valueSetId");
    return id != NULL && id->kind == CL_KIND_STRING && member(set, "valueSetValues") != NULL;
}

bool cl_value_sets_recognise(const cl_value *document)
{
    if (document->kind == CL_KIND_ARRAY)
        return document->array->count > 0 && named(&document->array->items[0]);
    if (document->kind != CL_KIND_OBJECT || named(document))
        return document->kind == CL_KIND_OBJECT;
    for (uint32_t i = 0; i < document->object->count; i++) {
        const cl_value *set = &document->object->members[i].value;
        if (set->kind != CL_KIND_ARRAY && member(set, "valueSetValues") == NULL)
            return false;
    }
    return document->object->count > 0;
}

/* One set of the gateway, named by its valueSetId. */
static bool read_named(const cl_value *set, cl_arena *arena, cl_member *made, cl_error *error)
{
    if (!named(set))
        return refuse(error, NULL, 0, "a value set in a list must have valueSetId and "
                                      "valueSetValues");
    const cl_value *id = member(set, "valueSetId");
    return read_set(id->text, id->length, set, arena, made, error);
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

bool cl_value_sets_read(const cl_value *document, cl_arena *arena, cl_value *sets, cl_error *error)
{
    const cl_value *items = document;
    size_t count = 1;
    bool by_name = document->kind == CL_KIND_OBJECT && !named(document);
    if (document->kind == CL_KIND_ARRAY) {
        items = document->array->items;
        count = document->array->count;
    } else if (by_name) {
        count = document->object->count;
    } else if (document->kind != CL_KIND_OBJECT) {
        return refuse(error, NULL, 0, "value sets must be an object or an array");
    }
    cl_member *members = cl_arena_array(arena, count + 1, sizeof *members);
    if (members == NULL)
        return cl_error_memory(error);
    for (size_t i = 0; i < count; i++) {
        const cl_member *m = by_name ? &document->object->members[i] : NULL;
        if (!(by_name ? read_set(m->key, m->length, &m->value, arena, &members[i], error)
                      : read_named(&items[i], arena, &members[i], error)))
            return false;
        for (size_t k = 0; k < i; k++) {
            if (members[k].length == members[i].length &&
                memcmp(members[k].key, members[i].key, members[i].length) == 0)
                return refuse(error, members[i].key, members[i].length,
                              "two value sets of one name");
        }
    }
    return finish(members, count, arena, sets, error);
}

bool cl_value_sets_merge(const cl_value *sets, const cl_value *more, cl_arena *arena,
                         cl_value *merged, cl_error *error)
{
    const cl_object *old = sets != NULL ? sets->object : NULL;
    const cl_object *new = more != NULL ? more->object : NULL;
    size_t room = (old != NULL ? old->count : 0u) + (new != NULL ? new->count : 0u);
    cl_member *members = cl_arena_array(arena, room + 1, sizeof *members);
    size_t count = 0;
    if (members == NULL)
        return cl_error_memory(error);
    for (uint32_t i = 0; old != NULL && i < old->count; i++) {
        const cl_member *m = &old->members[i];
        if (new == NULL || cl_object_find(new, m->key, m->length) == NULL)
            members[count++] = *m;
    }
    for (uint32_t i = 0; new != NULL && i < new->count; i++)
        members[count++] = new->members[i];
    return finish(members, count, arena, merged, error);
}
