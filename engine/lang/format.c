/* format.c — checks the format of an expression and builds its tree in the same pass.
 *
 * After a fault the check continues with all parts that it can still read, so every fault is
 * reported. If there was a fault, the tree is discarded at the end. */
#include <string.h>

#include "data/writer.h"
#include "lang/expression.h"
#include "lang/foreign.h"

typedef struct reader {
    cl_arena *arena;
    cl_format_report *report;
    void *self;
    cl_error *error;
    cl_node *nodes;
    uint32_t *kids;
    uint32_t count;     /* of nodes */
    uint32_t kid_count; /* of kids */
    uint32_t capacity;  /* of both arrays: every node except the root is one kid */
    long faults;
    cl_buffer at; /* JSON Pointer to the value that is being checked */
    cl_buffer message;
    bool broken; /* memory ran out or the expression is too large */
} reader;

static uint32_t read_expression(reader *r, const cl_value *value, uint32_t parent, uint32_t step);

/* Reports a fault at the current place with the message in r->message, and clears the message. */
static void report(reader *r, cl_code code)
{
    r->faults++;
    if (r->at.failed || r->message.failed)
        r->broken = true;
    else if (r->report != NULL)
        r->report(r->self, code, cl_buffer_text(&r->at), cl_buffer_text(&r->message));
    cl_buffer_clear(&r->message);
}

/* enter_name and enter_index append a step to the current place and return the value with which
 * `leave` removes it again. */
static size_t enter_name(reader *r, const char *name, size_t length)
{
    size_t back = r->at.length;
    cl_pointer_step(&r->at, name, length);
    return back;
}

static size_t enter_index(reader *r, size_t index)
{
    size_t back = r->at.length;
    cl_pointer_index(&r->at, index);
    return back;
}

static void leave(reader *r, size_t back)
{
    if (r->at.failed)
        return;
    r->at.length = back;
    if (r->at.data != NULL)
        r->at.data[back] = '\0';
}

/* Appends a value to the message: the name of the kind of an array or object, else JSON text, cut
 * to 60 bytes. */
static void say_value(reader *r, const cl_value *value)
{
    enum { LONGEST = 60 };
    if (value->kind == CL_KIND_ARRAY || value->kind == CL_KIND_OBJECT) {
        cl_buffer_puts(&r->message, cl_kind_name((cl_kind)value->kind));
        return;
    }
    size_t before = r->message.length;
    cl_write_value(&r->message, value);
    cl_buffer_cut(&r->message, before, LONGEST);
}

static bool grow(reader *r)
{
    if (r->count >= CL_MAX_NODES) {
        r->broken = true;
        return cl_error_set(r->error, CL_LIMIT_SIZE,
                            "an expression of more than %u nodes is refused", CL_MAX_NODES);
    }
    uint32_t room = r->capacity, kid_room = r->capacity;
    cl_node *nodes = cl_arena_grow(r->arena, r->nodes, r->capacity, &room, sizeof *nodes);
    uint32_t *kids = cl_arena_grow(r->arena, r->kids, r->capacity, &kid_room, sizeof *kids);
    if (nodes == NULL || kids == NULL) {
        r->broken = true;
        return cl_error_memory(r->error);
    }
    r->nodes = nodes;
    r->kids = kids;
    r->capacity = room;
    return true;
}

/* Adds a node and reserves room for `count` kids. Returns the node, or CL_NO_NODE if memory ran out
 * or the expression is too large. */
static uint32_t add_node(reader *r, cl_operation operation, uint32_t parent, uint32_t step,
                         uint32_t count)
{
    while (!r->broken && (r->count >= r->capacity || r->capacity - r->kid_count < count))
        grow(r);
    if (r->broken)
        return CL_NO_NODE;
    r->nodes[r->count] = (cl_node){.operation = operation,
                                   .parent = parent,
                                   .step = step,
                                   .first = r->kid_count,
                                   .count = count,
                                   .literal = cl_value_null()};
    r->kid_count += count;
    return r->count++;
}

/* Reads the first `count` items as expressions that are the kids of `node`. */
static void read_kids(reader *r, const cl_array *items, uint32_t node, uint32_t count)
{
    for (uint32_t i = 0; i < count && !r->broken; i++) {
        size_t back = enter_index(r, i);
        uint32_t kid = read_expression(r, &items->items[i], node, i);
        leave(r, back);
        if (node != CL_NO_NODE && kid != CL_NO_NODE && !r->broken)
            r->kids[r->nodes[node].first + i] = kid;
    }
}

/* Returns true if the path begins or ends with a point or has two points in a row. */
static bool has_empty_fragment(const cl_value *path)
{
    for (uint32_t i = 0; i < path->length; i++) {
        if (path->text[i] == '.' && (i == 0 || i + 1 == path->length || path->text[i - 1] == '.'))
            return true;
    }
    return false;
}

/* Specification "Data access (var)": a path is "" or fragments, none of them empty. */
static uint32_t read_var(reader *r, const cl_value *path, uint32_t parent, uint32_t step)
{
    if (path->kind != CL_KIND_STRING) {
        cl_buffer_puts(&r->message, "the path of var must be a string, found ");
        say_value(r, path);
        report(r, CL_FORMAT_PATH);
        return CL_NO_NODE;
    }
    if (has_empty_fragment(path)) {
        cl_buffer_puts(&r->message, "the path ");
        say_value(r, path);
        cl_buffer_puts(&r->message, " has an empty fragment; write names or indexes with single "
                                    "points between them");
        report(r, CL_FORMAT_PATH);
        return CL_NO_NODE;
    }
    uint32_t node = add_node(r, CL_OP_VAR, parent, step, 0);
    if (node != CL_NO_NODE)
        r->nodes[node].literal = *path;
    return node;
}

/* Reports a wrong number of operands. */
static void check_count(reader *r, const cl_operation_info *row, uint32_t count)
{
    if (count >= row->fewest && count <= row->most)
        return;
    cl_buffer_printf(&r->message, "%s takes ", row->name);
    if (row->fewest == row->most)
        cl_buffer_printf(&r->message, "%u operand%s", row->fewest, row->fewest == 1 ? "" : "s");
    else if (row->most == CL_MANY_OPERANDS)
        cl_buffer_printf(&r->message, "at least %u operands", row->fewest);
    else
        cl_buffer_printf(&r->message, "%u or %u operands", row->fewest, row->most);
    cl_buffer_printf(&r->message, ", found %u", (unsigned)count);
    report(r, CL_FORMAT_OPERANDS);
}

/* Reports an operand that is not an integer literal: the amount of plusTime, or the index of
 * extractFromUVCI. */
static void check_integer(reader *r, const cl_operation_info *row, const char *what,
                          const cl_value *operand)
{
    if (operand->kind == CL_KIND_INTEGER)
        return;
    cl_buffer_printf(&r->message, "the %s of %s must be an integer as it stands, found ", what,
                     row->name);
    say_value(r, operand);
    report(r, CL_FORMAT_LITERAL);
}

static cl_unit check_unit(reader *r, const cl_value *operand)
{
    cl_unit unit = operand->kind == CL_KIND_STRING ? cl_unit_find(operand->text, operand->length)
                                                   : CL_UNIT_COUNT;
    if (unit == CL_UNIT_COUNT) {
        cl_buffer_puts(&r->message,
                       "the unit of plusTime must be \"year\", \"month\", \"day\" or \"hour\", "
                       "found ");
        say_value(r, operand);
        report(r, CL_FORMAT_LITERAL);
    }
    return unit;
}

/* Reads the operands after the first, which must be literals: of plusTime and extractFromUVCI. */
static void read_literals(reader *r, cl_operation operation, const cl_array *items, uint32_t node)
{
    const cl_operation_info *row = cl_operation_row(operation);
    cl_unit unit = CL_UNIT_COUNT;
    if (items->count > 1) {
        size_t back = enter_index(r, 1);
        check_integer(r, row, row->shape == CL_SHAPE_SHIFT ? "amount" : "index", &items->items[1]);
        leave(r, back);
    }
    if (items->count > 2 && row->shape == CL_SHAPE_SHIFT) {
        size_t back = enter_index(r, 2);
        unit = check_unit(r, &items->items[2]);
        leave(r, back);
    }
    if (node == CL_NO_NODE || r->broken || items->count < 2)
        return;
    r->nodes[node].literal = items->items[1];
    r->nodes[node].unit = unit;
}

static uint32_t read_operation(reader *r, cl_operation operation, const cl_array *items,
                               uint32_t parent, uint32_t step)
{
    const cl_operation_info *row = cl_operation_row(operation);
    check_count(r, row, items->count);
    bool all = row->shape == CL_SHAPE_ALL;
    uint32_t expressions = all ? items->count : items->count > 0 ? 1 : 0;
    uint32_t node = add_node(r, operation, parent, step, expressions);
    read_kids(r, items, node, expressions);
    if (!all)
        read_literals(r, operation, items, node);
    return node;
}

static uint32_t read_object(reader *r, const cl_object *object, uint32_t parent, uint32_t step)
{
    if (object->count != 1) {
        cl_buffer_printf(&r->message,
                         "an operation object has exactly one key, the operation; found %u keys",
                         (unsigned)object->count);
        report(r, CL_FORMAT_KEYS);
        return CL_NO_NODE;
    }
    const cl_member member = cl_object_member(object, 0);
    cl_operation operation;
    if (!cl_operation_find(member.key, member.length, &operation)) {
        cl_value name = cl_value_string(member.key, member.length);
        cl_buffer_puts(&r->message, "the language has no operation ");
        say_value(r, &name);
        cl_foreign_hint(member.key, member.length, &r->message);
        report(r, CL_FORMAT_OPERATION);
        return CL_NO_NODE;
    }
    size_t back = enter_name(r, member.key, member.length);
    uint32_t node = CL_NO_NODE;
    if (operation == CL_OP_VAR) {
        node = read_var(r, &member.value, parent, step);
    } else if (member.value.kind != CL_KIND_ARRAY) {
        cl_buffer_printf(&r->message, "the operands of %s must stand in an array, found ",
                         cl_operation_row(operation)->name);
        say_value(r, &member.value);
        report(r, CL_FORMAT_OPERANDS);
    } else {
        node = read_operation(r, operation, member.value.array, parent, step);
    }
    leave(r, back);
    return node;
}

static uint32_t read_expression(reader *r, const cl_value *value, uint32_t parent, uint32_t step)
{
    uint32_t node = CL_NO_NODE;
    switch ((cl_kind)value->kind) {
    case CL_KIND_BOOLEAN:
    case CL_KIND_INTEGER:
    case CL_KIND_STRING:
        node = add_node(r, CL_OP_LITERAL, parent, step, 0);
        if (node != CL_NO_NODE)
            r->nodes[node].literal = *value;
        break;
    case CL_KIND_ARRAY:
        node = add_node(r, CL_OP_ARRAY, parent, step, value->array->count);
        read_kids(r, value->array, node, value->array->count);
        break;
    case CL_KIND_OBJECT:
        node = read_object(r, value->object, parent, step);
        break;
    case CL_KIND_NULL:
    case CL_KIND_REAL:
    case CL_KIND_DATETIME:
    case CL_KIND_COUNT:
        cl_buffer_puts(&r->message, "an expression is an operation, an array, a string, an integer "
                                    "or a boolean; found ");
        say_value(r, value);
        report(r, CL_FORMAT_EXPRESSION);
        break;
    }
    return node;
}

long cl_expression_read(const cl_value *logic, cl_arena *arena, cl_format_report *report_fault,
                        void *self, cl_expression *expression, cl_error *error)
{
    reader r = {.arena = arena, .report = report_fault, .self = self, .error = error};
    cl_buffer_init(&r.at);
    cl_buffer_init(&r.message);
    read_expression(&r, logic, CL_NO_NODE, 0);
    if (r.broken || r.at.failed || r.message.failed) {
        cl_error_memory(error);
        r.faults = -1;
    }
    *expression = (cl_expression){.nodes = r.nodes, .kids = r.kids, .count = r.count};
    if (r.faults != 0)
        expression->count = 0;
    cl_buffer_free(&r.at);
    cl_buffer_free(&r.message);
    return r.faults;
}
