/* scan.c — finds all subschemas of a document before any is compiled, and the names that references
 * use for them: $id and $anchor. Does not know the meaning of other keywords. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/limits.h"
#include "schema/compiled.h"
#include "schema/uri.h"

/* ---- Faults ---------------------------------------------------------------------------------- */

bool cl_schema_refuse(const cl_schema *schema, uint32_t node, const char *keyword, cl_error *error,
                      const char *format, ...)
{
    char place[CL_MAX_POINTER + 1] = "", message[CL_MAX_MESSAGE];
    cl_pen pen = {place, sizeof place, 0};
    cl_schema_place(schema, node, false, &pen);
    if (keyword != NULL)
        cl_pen_step(&pen, keyword, strlen(keyword));
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    const char *uri = schema->bases[schema->nodes[node].base].uri;
    cl_error_set(error, CL_SCHEMA_BROKEN, "%s%s%s", uri, uri[0] != '\0' ? ": " : "", message);
    cl_error_at(error, place);
    return false;
}

/* ---- Tables that grow ------------------------------------------------------------------------ */

static bool add_base(cl_schema *schema, const char *uri, cl_schema_draft draft, uint32_t *base,
                     cl_error *error)
{
    cl_schema_base *grown = cl_arena_grow(&schema->arena, schema->bases, schema->base_count,
                                          &schema->base_capacity, sizeof *grown);
    if (grown == NULL)
        return cl_error_memory(error);
    schema->bases = grown;
    *base = schema->base_count++;
    schema->bases[*base] = (cl_schema_base){uri, draft};
    return true;
}

/* Records that a URI leads to a node. */
static bool add_uri(cl_schema *schema, const char *uri, uint32_t node, cl_error *error)
{
    uint32_t before = schema->uris.count;
    uint32_t number = cl_intern_add(&schema->uris, uri, strlen(uri));
    if (number == CL_NOT_INTERNED)
        return cl_error_memory(error);
    if (number < before && schema->uri_nodes[number] != node)
        return cl_schema_refuse(schema, node, NULL, error, "the name %s stands twice", uri);
    uint32_t *grown = cl_arena_grow(&schema->arena, schema->uri_nodes, number,
                                    &schema->uri_capacity, sizeof *grown);
    if (grown == NULL)
        return cl_error_memory(error);
    schema->uri_nodes = grown;
    schema->uri_nodes[number] = node;
    return true;
}

static bool add_node(cl_schema *schema, const cl_schema_node *node, cl_error *error)
{
    if (schema->count == CL_MAX_SCHEMA_NODES)
        return cl_error_set(error, CL_LIMIT_SIZE, "more than %d subschemas", CL_MAX_SCHEMA_NODES);
    /* The keys of `addresses` point into the old table, which stays valid. */
    cl_schema_node *grown = cl_arena_grow(&schema->arena, schema->nodes, schema->count,
                                          &schema->capacity, sizeof *grown);
    if (grown == NULL)
        return cl_error_memory(error);
    schema->nodes = grown;
    cl_schema_node *added = &schema->nodes[schema->count];
    *added = *node;
    if (cl_intern_add(&schema->addresses, (const char *)&added->value, sizeof added->value) ==
        CL_NOT_INTERNED)
        return cl_error_memory(error);
    schema->count++;
    return true;
}

uint32_t cl_schema_node_of(const cl_schema *schema, const cl_value *value)
{
    return cl_intern_find(&schema->addresses, (const char *)&value, sizeof value);
}

/* ---- Names ----------------------------------------------------------------------------------- */

/* Returns a member, which must be a string without NUL, as C text in the arena. NULL if it is
 * absent, or with `*failed` and the error. */
static const char *text_member(cl_schema *schema, uint32_t node, const char *name, bool *failed,
                               cl_error *error)
{
    const cl_value *value = cl_object_named(schema->nodes[node].value->object, name);
    if (value == NULL)
        return NULL;
    *failed = true;
    if (value->kind != CL_KIND_STRING || memchr(value->text, '\0', value->length) != NULL) {
        cl_schema_refuse(schema, node, name, error, "%s must be a string without NUL", name);
        return NULL;
    }
    const char *text = cl_arena_text(&schema->arena, value->text, value->length);
    *failed = text == NULL;
    if (text == NULL)
        cl_error_memory(error);
    return text;
}

/* Records that "uri#anchor" leads to the node. */
static bool add_anchor(cl_schema *schema, const char *uri, const char *anchor, uint32_t node,
                       cl_error *error)
{
    size_t length = strlen(uri), behind = strlen(anchor);
    char *name = cl_arena_array(&schema->arena, length + behind + 2, 1);
    if (name == NULL)
        return cl_error_memory(error);
    memcpy(name, uri, length);
    name[length] = '#';
    memcpy(name + length + 1, anchor, behind);
    return add_uri(schema, name, node, error);
}

/* Reads $id: a new base for the node and all below it or, in draft-07, an anchor written as
 * "#name". */
static bool read_id(cl_schema *schema, uint32_t node, cl_error *error)
{
    bool failed = false;
    const char *uri, *fragment;
    const char *id = text_member(schema, node, "$id", &failed, error);
    if (id == NULL)
        return !failed;
    cl_schema_base base = schema->bases[schema->nodes[node].base];
    cl_uri_answer answer = cl_uri_resolve(&schema->arena, base.uri, id, &uri, &fragment);
    if (answer == CL_URI_MEMORY)
        return cl_error_memory(error);
    if (answer == CL_URI_MALFORMED)
        return cl_schema_refuse(schema, node, "$id", error, "%s is not a URI reference (RFC 3986)",
                                id);
    bool anchor = fragment != NULL && fragment[0] != '\0';
    if (anchor && base.draft != CL_DRAFT_7)
        return cl_schema_refuse(schema, node, "$id", error, "an $id must have no fragment");
    if (id[0] != '#' && id[0] != '\0') {
        schema->nodes[node].parent = CL_NO_NODE;
        if (!add_base(schema, uri, base.draft, &schema->nodes[node].base, error) ||
            !add_uri(schema, uri, node, error))
            return false;
    }
    return !anchor || add_anchor(schema, uri, fragment, node, error);
}

static bool read_names(cl_schema *schema, uint32_t node, cl_error *error)
{
    bool failed = false;
    const cl_object *object = schema->nodes[node].value->object;
    cl_schema_draft draft = schema->bases[schema->nodes[node].base].draft;
    /* In draft-07, all keywords beside a $ref are ignored. */
    if (draft == CL_DRAFT_7)
        return cl_object_named(object, "$ref") != NULL || read_id(schema, node, error);
    if (!read_id(schema, node, error))
        return false;
    const char *anchor = text_member(schema, node, "$anchor", &failed, error);
    if (anchor == NULL)
        return !failed;
    return add_anchor(schema, schema->bases[schema->nodes[node].base].uri, anchor, node, error);
}

/* ---- Subschemas ------------------------------------------------------------------------------ */

/* Writes the step "/keyword", "/keyword/key" or "/keyword/index" into the arena. */
static const char *make_step(cl_arena *arena, const char *keyword, const char *key, size_t length,
                             size_t index)
{
    char number[24];
    if (key == NULL && index != SIZE_MAX) {
        length = (size_t)snprintf(number, sizeof number, "%zu", index);
        key = number;
    }
    size_t room = strlen(keyword) + 2 * (key != NULL ? length : 0) + 4;
    cl_pen pen = {cl_arena_array(arena, room, 1), room, 0};
    if (pen.text == NULL)
        return NULL;
    cl_pen_step(&pen, keyword, strlen(keyword));
    if (key != NULL)
        cl_pen_step(&pen, key, length);
    return pen.text;
}

static bool scan_one(cl_schema *schema, const cl_value *value, uint32_t parent, const char *keyword,
                     const char *key, size_t length, size_t index, cl_error *error)
{
    const char *step = make_step(&schema->arena, keyword, key, length, index);
    if (step == NULL)
        return cl_error_memory(error);
    return cl_schema_scan(schema, value, parent, step, schema->nodes[parent].base, error);
}

static bool scan_keyword(cl_schema *schema, uint32_t node, const cl_keyword_row *row,
                         const cl_value *value, cl_error *error)
{
    bool list = row->holds == CL_HOLDS_LIST ||
                (row->holds == CL_HOLDS_ONE_OR_LIST && value->kind == CL_KIND_ARRAY);
    if (row->holds == CL_HOLDS_ONE || (row->holds == CL_HOLDS_ONE_OR_LIST && !list))
        return scan_one(schema, value, node, row->name, NULL, 0, SIZE_MAX, error);
    if (list && value->kind != CL_KIND_ARRAY)
        return cl_schema_refuse(schema, node, row->name, error, "%s must be an array of schemas",
                                row->name);
    if (!list && value->kind != CL_KIND_OBJECT)
        return cl_schema_refuse(schema, node, row->name, error, "%s must be an object of schemas",
                                row->name);
    for (uint32_t i = 0; list && i < value->array->count; i++) {
        if (!scan_one(schema, &value->array->items[i], node, row->name, NULL, 0, i, error))
            return false;
    }
    for (uint32_t i = 0; !list && i < value->object->count; i++) {
        const cl_member m = cl_object_member(value->object, i);
        if (row->holds == CL_HOLDS_NAMED_OR_TEXTS && m.value.kind == CL_KIND_ARRAY)
            continue;
        if (!scan_one(schema, &value->object->values[i], node, row->name, m.key, m.length, 0,
                      error))
            return false;
    }
    return true;
}

bool cl_schema_scan(cl_schema *schema, const cl_value *value, uint32_t parent, const char *step,
                    uint32_t base, cl_error *error)
{
    uint32_t node = schema->count;
    if (cl_schema_node_of(schema, value) != CL_NO_NODE) /* made before: by a reference */
        return true;
    cl_schema_node made = {
        .value = value, .forward = node, .base = base, .parent = parent, .step = step};
    if (!add_node(schema, &made, error))
        return false;
    if (value->kind == CL_KIND_BOOLEAN)
        return true;
    if (value->kind != CL_KIND_OBJECT)
        return cl_schema_refuse(schema, node, NULL, error,
                                "a schema must be an object or a boolean, not %s",
                                cl_kind_name((cl_kind)value->kind));
    if (!read_names(schema, node, error))
        return false;
    for (int i = 0; i < CL_KEYWORD_COUNT; i++) {
        const cl_keyword_row *row = &cl_keyword_rows[i];
        if (row->holds == CL_HOLDS_NONE ||
            (row->drafts & schema->bases[schema->nodes[node].base].draft) == 0)
            continue;
        const cl_value *held = cl_object_find(value->object, row->name, row->length);
        if (held != NULL && !scan_keyword(schema, node, row, held, error))
            return false;
    }
    return true;
}

/* Returns the draft that a document declares, `usual` if it declares none, or 0 if the draft is
 * unknown. */
static int draft_of(const cl_value *value, cl_schema_draft usual)
{
    static const char seven[] = "http://json-schema.org/draft-07/schema";
    static const char newer[] = "https://json-schema.org/draft/2020-12/schema";
    const cl_value *name = cl_value_member(value, "$schema");
    if (name == NULL)
        return (int)usual;
    if (name->kind != CL_KIND_STRING)
        return 0;
    size_t length = name->length;
    length -= length > 0 && name->text[length - 1] == '#';
    if (cl_text_is(name->text, length, seven))
        return CL_DRAFT_7;
    if (cl_text_is(name->text, length, newer))
        return CL_DRAFT_2020;
    return 0;
}

bool cl_schema_scan_document(cl_schema *schema, const cl_value *value, const char *uri,
                             cl_schema_draft usual, cl_error *error)
{
    uint32_t base = 0, node = schema->count;
    const char *clean, *fragment;
    int draft = draft_of(value, usual);
    cl_uri_answer answer = cl_uri_resolve(&schema->arena, "", uri, &clean, &fragment);
    if (answer == CL_URI_MALFORMED)
        return cl_error_set(error, CL_SCHEMA_BROKEN, "%s is not a URI reference (RFC 3986)", uri);
    if (answer == CL_URI_MEMORY ||
        !add_base(schema, clean, draft != 0 ? (cl_schema_draft)draft : usual, &base, error))
        return cl_error_memory(error);
    if (!cl_schema_scan(schema, value, CL_NO_NODE, "", base, error))
        return false;
    if (draft == 0)
        return cl_schema_refuse(schema, node, "$schema", error,
                                "$schema must be that of draft-07 or of 2020-12");
    /* The URI of the document leads to it too, unless another resource has that name. */
    if (clean[0] == '\0' || cl_intern_find(&schema->uris, clean, strlen(clean)) != CL_NOT_INTERNED)
        return true;
    return add_uri(schema, clean, node, error);
}
