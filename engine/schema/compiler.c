/* compiler.c — turns keywords into checks. Each operand is read once, and its faults are reported
 * now. Does not know how checks run. */
#include <stdlib.h>
#include <string.h>

#include "data/document.h"
#include "schema/format.h"
#include "schema/compiled.h"

/* The state while one node is compiled. */
typedef struct compiler {
    cl_schema *schema;
    uint32_t node;
    const cl_object *object;
    cl_schema_draft draft;
    cl_schema_check *checks; /* room for one check of each keyword */
    uint32_t count;
    cl_error *error;
} compiler;

static const cl_value *member(const compiler *c, cl_keyword keyword)
{
    const cl_keyword_row *row = &cl_keyword_rows[keyword];
    return (row->drafts & c->draft) != 0 ? cl_object_find(c->object, row->name, row->length) : NULL;
}

static bool refuse(compiler *c, cl_keyword keyword, const char *what)
{
    const char *name = cl_keyword_rows[keyword].name;
    return cl_schema_refuse(c->schema, c->node, name, c->error, "%s must be %s", name, what);
}

static uint32_t node_of(const compiler *c, const cl_value *value)
{
    return value != NULL ? cl_schema_node_of(c->schema, value) : CL_NO_NODE;
}

/* Returns the nodes of the schemas in an array; NULL if memory runs out. */
static const uint32_t *nodes_of(compiler *c, const cl_array *array)
{
    uint32_t *nodes = cl_arena_array(&c->schema->arena, (size_t)array->count + 1, sizeof *nodes);
    for (uint32_t i = 0; nodes != NULL && i < array->count; i++)
        nodes[i] = node_of(c, &array->items[i]);
    if (nodes == NULL)
        cl_error_memory(c->error);
    return nodes;
}

/* ---- Operands without subschemas ------------------------------------------------------------- */

static bool all_texts(const cl_value *value)
{
    if (value->kind != CL_KIND_ARRAY)
        return false;
    for (uint32_t i = 0; i < value->array->count; i++) {
        if (value->array->items[i].kind != CL_KIND_STRING)
            return false;
    }
    return true;
}

/* Returns the kinds of one word of `type`; 0 if it is no type. "integer" also has the bit of
 * CL_KIND_COUNT, which is no kind: it says that a whole real such as 1e300 is an integer too. */
static uint32_t type_of(const cl_value *word)
{
    static const struct {
        const char *name;
        uint32_t kinds;
    } types[] = {
        {"null", CL_ON(NULL)},
        {"boolean", CL_ON(BOOLEAN)},
        {"string", CL_ON(STRING)},
        {"array", CL_ON(ARRAY)},
        {"object", CL_ON(OBJECT)},
        {"number", CL_ON_NUMBERS},
        {"integer", CL_ON(INTEGER) | CL_ON(COUNT)},
    };
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (cl_value_is(word, types[i].name))
            return types[i].kinds;
    }
    return 0;
}

static bool read_type(compiler *c, const cl_value *value, cl_schema_check *check)
{
    static const char what[] =
        "null, boolean, integer, number, string, array, object, or an array of these";
    bool list = value->kind == CL_KIND_ARRAY;
    const cl_value *words = list ? value->array->items : value;
    uint32_t count = list ? value->array->count : 1;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t kinds = type_of(&words[i]);
        if (kinds == 0)
            return refuse(c, CL_KEY_TYPE, what);
        check->types |= kinds;
    }
    return count > 0 || refuse(c, CL_KEY_TYPE, what);
}

/* Reads a length or a count. */
static bool read_bound(compiler *c, cl_keyword keyword, const cl_value *value, uint64_t *bound)
{
    bool large = value->kind == CL_KIND_REAL && value->real >= 9223372036854775808.0;
    if (!large && (value->kind != CL_KIND_INTEGER || value->integer < 0))
        return refuse(c, keyword, "a whole number of at least 0");
    *bound = large ? UINT64_MAX : (uint64_t)value->integer;
    return true;
}

/* Checks the operand of a numeric keyword, with which values are compared or divided. */
static bool read_number(compiler *c, cl_keyword keyword, const cl_value *value)
{
    bool real = value->kind == CL_KIND_REAL;
    if (keyword != CL_KEY_MULTIPLE_OF)
        return real || value->kind == CL_KIND_INTEGER || refuse(c, keyword, "a number");
    return (real && value->real > 0) || (value->kind == CL_KIND_INTEGER && value->integer > 0) ||
           refuse(c, keyword, "a number above 0");
}

static bool read_pattern(compiler *c, const char *keyword, const char *text, size_t length,
                         const cl_pattern **pattern)
{
    cl_error fault;
    cl_error_init(&fault);
    *pattern = cl_pattern_compile(&c->schema->arena, text, length, &fault);
    if (*pattern != NULL)
        return true;
    if (fault.code != CL_SCHEMA_BROKEN)
        return cl_error_set(c->error, fault.code, "%s", fault.message);
    return cl_schema_refuse(c->schema, c->node, keyword, c->error, "%s", fault.message);
}

/* True for the formats that become checks. Other formats are annotations. */
static bool is_asserted(const cl_value *format)
{
    return cl_value_is(format, "date") || cl_value_is(format, "date-time");
}

/* ---- Operands with subschemas ---------------------------------------------------------------- */

static bool read_list(compiler *c, cl_keyword keyword, const cl_value *value,
                      cl_schema_check *check)
{
    if (value->array->count == 0)
        return refuse(c, keyword, "an array of at least one schema");
    check->nodes = nodes_of(c, value->array);
    check->count = value->array->count;
    return check->nodes != NULL;
}

static bool read_items(compiler *c, cl_schema_check *check)
{
    const cl_value *items = member(c, CL_KEY_ITEMS), *prefix = member(c, CL_KEY_PREFIX_ITEMS);
    const cl_value *rest = items;
    if (c->draft == CL_DRAFT_7 && items != NULL && items->kind == CL_KIND_ARRAY) {
        prefix = items;
        rest = member(c, CL_KEY_ADDITIONAL_ITEMS);
    } else if (items != NULL && items->kind == CL_KIND_ARRAY) {
        return refuse(c, CL_KEY_ITEMS,
                      "a schema; the schemas of single items stand in prefixItems");
    }
    cl_schema_items *made = cl_arena_array(&c->schema->arena, 1, sizeof *made);
    if (made == NULL)
        return cl_error_memory(c->error);
    made->rest = node_of(c, rest);
    if (prefix != NULL) {
        made->prefix = nodes_of(c, prefix->array);
        made->prefix_count = prefix->array->count;
    }
    check->items = made;
    return prefix == NULL || made->prefix != NULL;
}

static bool read_contains(compiler *c, const cl_value *value, cl_schema_check *check)
{
    const cl_value *least = member(c, CL_KEY_MIN_CONTAINS), *most = member(c, CL_KEY_MAX_CONTAINS);
    cl_schema_contains *made = cl_arena_array(&c->schema->arena, 1, sizeof *made);
    if (made == NULL)
        return cl_error_memory(c->error);
    *made = (cl_schema_contains){.node = node_of(c, value), .least = 1, .most = UINT64_MAX};
    check->contains = made;
    return (least == NULL || read_bound(c, CL_KEY_MIN_CONTAINS, least, &made->least)) &&
           (most == NULL || read_bound(c, CL_KEY_MAX_CONTAINS, most, &made->most));
}

static bool read_named(compiler *c, const cl_object *object, cl_schema_members *made)
{
    uint32_t *named = cl_arena_array(&c->schema->arena, object->count + 1u, sizeof *named);
    for (uint32_t i = 0; named != NULL && i < object->count; i++) {
        const cl_member m = cl_object_member(object, i);
        if (cl_intern_add(&made->names, m.key, m.length) != i)
            return cl_error_memory(c->error);
        named[i] = node_of(c, &object->values[i]);
    }
    made->named = named;
    return named != NULL || cl_error_memory(c->error);
}

static bool read_patterns(compiler *c, const cl_object *object, cl_schema_members *made)
{
    cl_arena *arena = &c->schema->arena;
    const cl_pattern **patterns = cl_arena_array(arena, object->count + 1u, sizeof *patterns);
    uint32_t *matching = cl_arena_array(arena, object->count + 1u, sizeof *matching);
    if (patterns == NULL || matching == NULL)
        return cl_error_memory(c->error);
    for (uint32_t i = 0; i < object->count; i++) {
        const cl_member m = cl_object_member(object, i);
        if (!read_pattern(c, "patternProperties", m.key, m.length, &patterns[i]))
            return false;
        matching[i] = node_of(c, &object->values[i]);
    }
    made->patterns = patterns;
    made->matching = matching;
    made->pattern_count = object->count;
    return true;
}

static bool read_members(compiler *c, cl_schema_check *check)
{
    const cl_value *named = member(c, CL_KEY_PROPERTIES);
    const cl_value *matching = member(c, CL_KEY_PATTERN_PROPERTIES);
    const cl_value *additional = member(c, CL_KEY_ADDITIONAL_PROPERTIES);
    cl_schema_members *made = cl_arena_array(&c->schema->arena, 1, sizeof *made);
    if (made == NULL)
        return cl_error_memory(c->error);
    cl_intern_init(&made->names, &c->schema->arena);
    made->additional = node_of(c, additional);
    made->closed = additional != NULL && additional->kind == CL_KIND_BOOLEAN &&
                   !additional->boolean;
    check->members = made;
    return (named == NULL || read_named(c, named->object, made)) &&
           (matching == NULL || read_patterns(c, matching->object, made));
}

/* Reads dependencies, dependentRequired and dependentSchemas: each name has a schema or a list of
 * strings. */
static bool read_dependencies(compiler *c, cl_keyword keyword, const cl_value *value,
                              cl_schema_check *check)
{
    if (value->kind != CL_KIND_OBJECT)
        return refuse(c, keyword, "an object of arrays of strings");
    cl_schema_dependency *made = cl_arena_array(&c->schema->arena, value->object->count + 1u,
                                                sizeof *made);
    if (made == NULL)
        return cl_error_memory(c->error);
    for (uint32_t i = 0; i < value->object->count; i++) {
        const cl_member m = cl_object_member(value->object, i);
        made[i] = (cl_schema_dependency){.name = m.key, .length = m.length, .node = CL_NO_NODE};
        if (keyword != CL_KEY_DEPENDENT_REQUIRED)
            made[i].node = node_of(c, &value->object->values[i]);
        if (made[i].node == CL_NO_NODE && !all_texts(&m.value))
            return refuse(c, keyword, "an object of arrays of strings");
        if (made[i].node == CL_NO_NODE)
            made[i].others = m.value.array;
    }
    check->dependencies = made;
    check->count = value->object->count;
    return true;
}

static bool read_condition(compiler *c, const cl_value *value, cl_schema_check *check)
{
    check->branches[0] = node_of(c, value);
    check->branches[1] = node_of(c, member(c, CL_KEY_THEN));
    check->branches[2] = node_of(c, member(c, CL_KEY_ELSE));
    return true;
}

/* ---- Nodes ----------------------------------------------------------------------------------- */

/* Reads the operand of one keyword. Sets `*skip` if the keyword needs no check. */
static bool read_operand(compiler *c, cl_keyword keyword, const cl_value *value,
                         cl_schema_check *check, bool *skip)
{
    switch (keyword) {
    case CL_KEY_REF:
        check->node = cl_schema_resolve(c->schema, c->node, value, c->error);
        return check->node != CL_NO_NODE;
    case CL_KEY_TYPE:
        return read_type(c, value, check);
    case CL_KEY_ENUM:
        check->value = value;
        return value->kind == CL_KIND_ARRAY || refuse(c, keyword, "an array");
    case CL_KEY_CONST:
        check->value = value;
        return true;
    case CL_KEY_MULTIPLE_OF:
    case CL_KEY_MINIMUM:
    case CL_KEY_EXCLUSIVE_MINIMUM:
    case CL_KEY_MAXIMUM:
    case CL_KEY_EXCLUSIVE_MAXIMUM:
        check->value = value;
        return read_number(c, keyword, value);
    case CL_KEY_MIN_LENGTH:
    case CL_KEY_MAX_LENGTH:
    case CL_KEY_MIN_ITEMS:
    case CL_KEY_MAX_ITEMS:
    case CL_KEY_MIN_PROPERTIES:
    case CL_KEY_MAX_PROPERTIES:
        return read_bound(c, keyword, value, &check->bound);
    case CL_KEY_PATTERN:
        if (value->kind != CL_KIND_STRING)
            return refuse(c, keyword, "a string");
        return read_pattern(c, "pattern", value->text, value->length, &check->pattern);
    case CL_KEY_FORMAT:
        check->value = value;
        *skip = value->kind == CL_KIND_STRING && !is_asserted(value);
        return value->kind == CL_KIND_STRING || refuse(c, keyword, "a string");
    case CL_KEY_UNIQUE_ITEMS:
        *skip = value->kind == CL_KIND_BOOLEAN && !value->boolean;
        return value->kind == CL_KIND_BOOLEAN || refuse(c, keyword, "true or false");
    case CL_KEY_REQUIRED:
        check->value = value;
        return all_texts(value) || refuse(c, keyword, "an array of strings");
    case CL_KEY_CONTAINS:
        return read_contains(c, value, check);
    case CL_KEY_DEPENDENT_REQUIRED:
    case CL_KEY_DEPENDENT_SCHEMAS:
    case CL_KEY_DEPENDENCIES:
        return read_dependencies(c, keyword, value, check);
    case CL_KEY_ALL_OF:
    case CL_KEY_ANY_OF:
    case CL_KEY_ONE_OF:
        return read_list(c, keyword, value, check);
    case CL_KEY_NOT:
    case CL_KEY_PROPERTY_NAMES:
        check->node = node_of(c, value);
        return true;
    case CL_KEY_IF:
        return read_condition(c, value, check);
        CL_UNCHECKED_KEYWORDS(CL_KEYWORD_CASE)
    case CL_KEY_ITEMS:
    case CL_KEY_PROPERTIES:
    case CL_KEY_FALSE:
    case CL_KEYWORD_COUNT:
        break;
    }
    *skip = true;
    return true;
}

static bool add_check(compiler *c, cl_keyword keyword)
{
    cl_schema_check *check = &c->checks[c->count];
    *check = (cl_schema_check){.keyword = (uint8_t)keyword,
                               .looks = cl_keyword_rows[keyword].looks};
    const cl_value *value = member(c, keyword);
    bool skip = false, good = true;
    if (keyword == CL_KEY_ITEMS)
        good = (skip = value == NULL && member(c, CL_KEY_PREFIX_ITEMS) == NULL) ||
               read_items(c, check);
    else if (keyword == CL_KEY_PROPERTIES)
        good = (skip = value == NULL && member(c, CL_KEY_PATTERN_PROPERTIES) == NULL &&
                       member(c, CL_KEY_ADDITIONAL_PROPERTIES) == NULL) ||
               read_members(c, check);
    else if (value != NULL)
        good = read_operand(c, keyword, value, check, &skip);
    c->count += value != NULL || keyword == CL_KEY_ITEMS || keyword == CL_KEY_PROPERTIES ? !skip
                                                                                         : 0;
    return good;
}

/* Refuses keywords that the engine does not support. Ignoring them would change the result. */
static bool refuse_unknown(compiler *c)
{
    static const cl_keyword unknown[] = {CL_KEY_DYNAMIC_REF, CL_KEY_UNEVALUATED_ITEMS,
                                         CL_KEY_UNEVALUATED_PROPERTIES};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
        const char *name = cl_keyword_rows[unknown[i]].name;
        if (member(c, unknown[i]) != NULL)
            return cl_schema_refuse(c->schema, c->node, name, c->error,
                                    "%s is a keyword that this engine does not have", name);
    }
    return true;
}

static bool compile_node(cl_schema *schema, uint32_t node, cl_error *error)
{
    cl_schema_check checks[CL_KEYWORD_COUNT];
    const cl_value *value = schema->nodes[node].value;
    compiler c = {.schema = schema,
                  .node = node,
                  .checks = checks,
                  .error = error,
                  .draft = schema->bases[schema->nodes[node].base].draft};
    if (value->kind == CL_KIND_OBJECT) {
        c.object = value->object;
        /* In draft-07, all keywords beside a $ref are ignored. */
        bool alone = c.draft == CL_DRAFT_7 && member(&c, CL_KEY_REF) != NULL;
        if (!alone && !refuse_unknown(&c))
            return false;
        for (int i = 0; i < CL_KEYWORD_COUNT && (!alone || i == CL_KEY_REF); i++) {
            if (!add_check(&c, (cl_keyword)i))
                return false;
        }
    } else if (!value->boolean) {
        checks[c.count++] = (cl_schema_check){.keyword = CL_KEY_FALSE, .looks = CL_ON_ALL};
    }
    cl_schema_check *kept = cl_arena_array(&schema->arena, c.count + 1u, sizeof *kept);
    if (kept == NULL)
        return cl_error_memory(error);
    if (c.count > 0)
        memcpy(kept, checks, c.count * sizeof *kept);
    schema->nodes[node].checks = kept;
    schema->nodes[node].check_count = c.count;
    return true;
}

static bool read_source(cl_schema *schema, const cl_schema_source *source, cl_schema_draft usual,
                        cl_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    cl_value *document = cl_arena_array(&schema->arena, 1, sizeof *document);
    if (document == NULL)
        return cl_error_memory(error);
    if (cl_document_read(source->bytes, source->length, &schema->arena, document, &fault))
        return cl_schema_scan_document(schema, document, source->uri, usual, error);
    cl_error_set(error, fault.code, "%s%s%s", source->uri, source->uri[0] != '\0' ? ": " : "",
                 fault.message);
    cl_error_at(error, fault.at);
    return false;
}

cl_schema *cl_schema_compile(const cl_schema_source *sources, size_t count, cl_schema_draft usual,
                             cl_error *error)
{
    cl_schema *schema = calloc(1, sizeof *schema);
    if (schema == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    cl_arena_init(&schema->arena, SIZE_MAX);
    cl_intern_init(&schema->addresses, &schema->arena);
    cl_intern_init(&schema->uris, &schema->arena);
    bool good = true;
    for (size_t i = 0; good && i < count; i++)
        good = read_source(schema, &sources[i], usual, error);
    /* Resolving references may add nodes to the end during this loop. */
    for (uint32_t i = 0; good && i < schema->count; i++)
        good = compile_node(schema, i, error);
    if (good && cl_schema_order(schema, error))
        return schema;
    cl_schema_free(schema);
    return NULL;
}

void cl_schema_free(cl_schema *schema)
{
    if (schema == NULL)
        return;
    cl_arena_free(&schema->arena);
    free(schema);
}
