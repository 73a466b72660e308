/* resolve.c — finds the target of a $ref: a URI with no fragment, an anchor, or a JSON Pointer (RFC
 * 6901) as fragment. A pointer may lead to a part of a document that no keyword holds as a
 * schema. */
#include <string.h>

#include "schema/compiled.h"
#include "schema/uri.h"

static int hexadecimal(char c)
{
    char low = (char)(c | 0x20);
    return c >= '0' && c <= '9' ? c - '0' : low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

/* Copies a fragment into the arena, with %XX decoded. */
static char *decode(cl_arena *arena, const char *fragment, size_t *length)
{
    char *text = cl_arena_text(arena, fragment, strlen(fragment));
    *length = 0;
    for (const char *c = fragment; text != NULL && *c != '\0'; c++) {
        int high = c[0] == '%' ? hexadecimal(c[1]) : -1;
        int low = high >= 0 ? hexadecimal(c[2]) : -1;
        text[(*length)++] = low >= 0 ? (char)(high * 16 + low) : *c;
        c += low >= 0 ? 2 : 0;
    }
    if (text != NULL)
        text[*length] = '\0';
    return text;
}

/* Unescapes one step of a pointer in place: ~1 is /, ~0 is ~. Returns its new length. */
static size_t unescape(char *step, size_t length)
{
    size_t to = 0;
    for (size_t i = 0; i < length; i++) {
        char c = step[i];
        if (c == '~' && i + 1 < length && (step[i + 1] == '0' || step[i + 1] == '1'))
            c = step[++i] == '1' ? '/' : '~';
        step[to++] = c;
    }
    return to;
}

static const cl_value *go(const cl_value *value, const char *step, size_t length)
{
    if (value->kind == CL_KIND_OBJECT)
        return cl_object_find(value->object, step, length);
    if (value->kind != CL_KIND_ARRAY || length == 0 || length > 9 || (length > 1 && step[0] == '0'))
        return NULL;
    uint64_t index = 0;
    for (size_t i = 0; i < length; i++) {
        if (step[i] < '0' || step[i] > '9')
            return NULL;
        index = index * 10 + (uint64_t)(step[i] - '0');
    }
    return cl_array_at(value->array, index);
}

/* Returns the node at a pointer of `length` bytes below `top`, and makes it if needed. `*found` is
 * false if the pointer leads nowhere. */
static uint32_t follow(cl_schema *schema, uint32_t top, char *pointer, size_t length,
                       cl_error *error, bool *found)
{
    const cl_value *value = schema->nodes[top].value;
    const char *shown = cl_arena_text(&schema->arena, pointer, length);
    char *end = pointer + length;
    uint32_t base = schema->nodes[top].base;
    *found = true;
    if (shown == NULL) {
        cl_error_memory(error);
        return CL_NO_NODE;
    }
    while (pointer < end) {
        char *step = pointer + 1;
        pointer = memchr(step, '/', (size_t)(end - step));
        if (pointer == NULL)
            pointer = end;
        value = go(value, step, unescape(step, (size_t)(pointer - step)));
        *found = value != NULL;
        if (value == NULL)
            return CL_NO_NODE;
        uint32_t known = cl_schema_node_of(schema, value);
        if (known != CL_NO_NODE)
            base = schema->nodes[known].base;
    }
    uint32_t node = cl_schema_node_of(schema, value);
    if (node != CL_NO_NODE)
        return node;
    node = schema->count;
    return cl_schema_scan(schema, value, top, shown, base, error) ? node : CL_NO_NODE;
}

static uint32_t find_uri(const cl_schema *schema, const char *uri)
{
    uint32_t number = cl_intern_find(&schema->uris, uri, strlen(uri));
    return number == CL_NOT_INTERNED ? CL_NO_NODE : schema->uri_nodes[number];
}

/* Returns the top of the resource that contains a node. A reference that is only a fragment stays
 * within it. */
static uint32_t top_of(const cl_schema *schema, uint32_t node)
{
    while (schema->nodes[node].parent != CL_NO_NODE)
        node = schema->nodes[node].parent;
    return node;
}

static uint32_t find_anchor(cl_schema *schema, const char *uri, const char *anchor, cl_error *error)
{
    size_t length = strlen(uri), behind = strlen(anchor);
    char *name = cl_arena_array(&schema->arena, length + behind + 2, 1);
    if (name == NULL) {
        cl_error_memory(error);
        return CL_NO_NODE;
    }
    memcpy(name, uri, length);
    name[length] = '#';
    memcpy(name + length + 1, anchor, behind);
    return find_uri(schema, name);
}

uint32_t cl_schema_resolve(cl_schema *schema, uint32_t from, const cl_value *reference,
                           cl_error *error)
{
    const char *uri = NULL, *fragment = NULL;
    size_t length = 0;
    if (reference->kind != CL_KIND_STRING ||
        memchr(reference->text, '\0', reference->length) != NULL) {
        cl_schema_refuse(schema, from, "$ref", error, "$ref must be a string without NUL");
        return CL_NO_NODE;
    }
    const char *text = cl_arena_text(&schema->arena, reference->text, reference->length);
    const char *base = schema->bases[schema->nodes[from].base].uri;
    cl_uri_answer answer = text != NULL
                               ? cl_uri_resolve(&schema->arena, base, text, &uri, &fragment)
                               : CL_URI_MEMORY;
    if (answer == CL_URI_MALFORMED) {
        cl_schema_refuse(schema, from, "$ref", error, "%s is not a URI reference (RFC 3986)", text);
        return CL_NO_NODE;
    }
    char *decoded = answer == CL_URI_RESOLVED
                        ? decode(&schema->arena, fragment != NULL ? fragment : "", &length)
                        : NULL;
    if (decoded == NULL) {
        cl_error_memory(error);
        return CL_NO_NODE;
    }
    bool local = text[0] == '#' || text[0] == '\0', found = true;
    uint32_t node = local ? top_of(schema, from) : find_uri(schema, uri);
    if (node == CL_NO_NODE) {
        cl_schema_refuse(schema, from, "$ref", error,
                         "%s is not among the documents at hand, and nothing is fetched", uri);
        return CL_NO_NODE;
    }
    if (length > 0 && decoded[0] == '/')
        node = follow(schema, node, decoded, length, error, &found);
    else if (length > 0)
        node = find_anchor(schema, uri, decoded, error), found = node != CL_NO_NODE;
    if (!found)
        cl_schema_refuse(schema, from, "$ref", error, "%s leads nowhere", text);
    return node;
}
