/* fill.c — fills slots and cells from a decoded value. It walks the trie of paths together with the
 * data. Each date text is parsed here, once for all rules that compare it. */
#include <string.h>

#include "base/hints.h"
#include "vm/machine.h"
#include "vm/work.h"

/* Returns false if tests must not decide about the value. A value beyond the budget of one value is
 * a fault when it is read. `work` of cl_rule_code does not include the cost of reading a text of
 * CL_LONG_TEXT bytes or more. */
static bool readable(const cl_evaluator *v, const cl_value *value)
{
    cl_fault fault;
    if (value->kind == CL_KIND_STRING)
        return value->length < CL_LONG_TEXT;
    return v->within_budget || cl_operate_budget(value, &fault);
}

static bool parse(cl_date_form form, const cl_value *value, int64_t *instant)
{
    return (form == CL_DATE_BIRTH
                ? cl_instant_parse_birth(value->text, value->length, instant)
                : cl_instant_parse(value->text, value->length, instant)) == CL_INSTANT_OK;
}

/* Fills the cells of a slot's dates. Consecutive dates of one form share one parse. Tests do not
 * decide about a cell if the value is not a text, is longer than CL_LONG_DATE, is not a date-time,
 * or is nearer to the ends of the calendar than `margin`. */
CL_APART static void fill_dates(const cl_evaluator *v, uint32_t first, const cl_value *value)
{
    const cl_program *p = v->program;
    bool text = value->kind == CL_KIND_STRING && value->length <= CL_LONG_DATE;
    bool parsed = false, valid = false;
    cl_date_form form = CL_DATE_PLUS_TIME;
    int64_t instant = 0;
    for (uint32_t i = first; i != CL_NONE_INDEX; i = p->dates[i].next) {
        const cl_date *date = &p->dates[i];
        cl_cell *cell = &v->cells[p->slot_count + i];
        int64_t shifted;
        if (!date->tested)
            continue;
        if (text && (!parsed || form != date->form)) {
            form = date->form;
            valid = parse(form, value, &instant);
            parsed = true;
        }
        *cell = (cl_cell){.kind = CL_KIND_COUNT};
        if (!valid)
            continue;
        shifted = instant;
        if (date->amount != 0 && !cl_instant_shift(instant, date->amount, date->unit, &shifted))
            continue;
        if (shifted < CL_INSTANT_MIN + date->margin || shifted > CL_INSTANT_MAX - date->margin)
            continue;
        *cell = (cl_cell){.kind = CL_KIND_DATETIME, .number = shifted};
    }
}

/* Fills the cell of a slot. If the value is not readable, tests do not decide. */
static void fill_cell(const cl_evaluator *v, const cl_slot *slot, const cl_value *value,
                      cl_cell *cell)
{
    *cell = (cl_cell){.kind = value->kind};
    switch ((cl_kind)value->kind) {
    case CL_KIND_BOOLEAN:
        cell->truth = value->boolean;
        break;
    case CL_KIND_INTEGER:
        cell->number = value->integer;
        cell->truth = value->integer != 0;
        break;
    case CL_KIND_STRING:
        cell->truth = value->length > 0;
        if (value->length < CL_LONG_TEXT)
            cl_slot_look_up(slot, value->text, value->length, cell);
        break;
    case CL_KIND_ARRAY:
        cell->truth = value->array->count > 0;
        break;
    case CL_KIND_OBJECT:
        cell->truth = value->object->count > 0;
        break;
    case CL_KIND_NULL:
    case CL_KIND_REAL:
    case CL_KIND_DATETIME:
    case CL_KIND_COUNT:
        cell->truth = cl_value_truth(value) == CL_TRUTHY;
        break;
    }
    if (!readable(v, value)) {
        cell->kind = CL_KIND_COUNT;
        cell->truth = 2;
    }
}

void cl_machine_fill_slot(cl_evaluator *v, uint32_t number, const cl_value *value)
{
    const cl_program *p = v->program;
    const cl_slot *slot = &p->slots[number];
    v->slots[number] = value;
    if (slot->tested)
        fill_cell(v, slot, value, &v->cells[number]);
    if (slot->first_date != CL_NONE_INDEX)
        fill_dates(v, slot->first_date, value);
}

/* Makes the layout of a branch for objects with the same keys as `object`. The shape of the object
 * must not be 0, so its marks determine its keys. */
static void learn(const cl_evaluator *v, uint32_t branch, const cl_object *object,
                  cl_layout *layout)
{
    const cl_branch *b = &v->program->branches[branch];
    *layout = (cl_layout){.branch = branch, .shape = object->shape, .count = object->count};
    memcpy(layout->marks, cl_object_marks(object), object->count * sizeof *layout->marks);
    for (uint32_t child = 0; child < b->children; child++) {
        const cl_branch *sought = &v->program->branches[b->child + child];
        const cl_value *found = cl_object_find(object, sought->text, sought->length);
        if (found == NULL)
            continue;
        uint32_t next = layout->found.count++;
        layout->found.pairs[next].child = (uint8_t)child;
        layout->found.pairs[next].member = (uint8_t)(found - object->values);
    }
}

/* Compares two marks at a time. An odd number of marks is followed by a 0. */
static bool same_marks(const uint32_t *a, const uint32_t *b, uint32_t count)
{
    uint64_t differ = 0;
    for (uint32_t i = 0; i < count; i += 2) {
        uint64_t x, y;
        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        differ |= x ^ y;
    }
    return differ == 0;
}

static inline bool fits(const cl_layout *layout, uint32_t branch, const cl_object *object)
{
    return layout->shape == object->shape && layout->branch == branch &&
           layout->count == object->count &&
           same_marks(layout->marks, cl_object_marks(object), object->count);
}

/* Returns the layout of a branch for objects with the same keys as `object`. The cache has two
 * entries for each hash; a new layout replaces the older of the two. */
static const cl_layout *layout_of(const cl_evaluator *v, uint32_t branch, const cl_object *object)
{
    cl_layout *pair = &v->layouts[(object->shape >> 8 ^ branch * 2) % CL_LAYOUTS & ~1u];
    if (fits(&pair[0], branch, object))
        return &pair[0];
    if (fits(&pair[1], branch, object))
        return &pair[1];
    pair[1] = pair[0];
    learn(v, branch, object, &pair[0]);
    return &pair[0];
}

static void fill(cl_evaluator *v, uint32_t branch, const cl_value *value);

static inline void fill_child(cl_evaluator *v, uint32_t branch, const cl_value *value)
{
    const cl_branch *b = &v->program->branches[branch];
    if (b->children == 0)
        cl_machine_fill_slot(v, b->slot, value);
    else
        fill(v, branch, value);
}

static void fill_members(cl_evaluator *v, uint32_t branch, const cl_object *object)
{
    const cl_branch *b = &v->program->branches[branch];
    if (object->shape != 0 && b->children <= CL_LAYOUT_CHILDREN) {
        /* A copy, because fill_child can replace the entry of the cache. */
        const cl_found found = layout_of(v, branch, object)->found;
        for (uint32_t i = 0; i < found.count; i++)
            fill_child(v, b->child + found.pairs[i].child, &object->values[found.pairs[i].member]);
        return;
    }
    for (uint32_t i = b->child; i < b->child + b->children; i++) {
        const cl_branch *child = &v->program->branches[i];
        const cl_value *found = cl_object_find(object, child->text, child->length);
        if (found != NULL)
            fill_child(v, i, found);
    }
}

static void fill_items(cl_evaluator *v, const cl_branch *b, const cl_array *array)
{
    for (uint32_t i = b->child; i < b->child + b->children; i++) {
        const cl_value *item = cl_array_at(array, v->program->branches[i].index);
        if (item != NULL)
            fill_child(v, i, item);
    }
}

/* Fills the slots of a branch and below. Recursion is bounded by the depth of the value, at most
 * CL_MAX_DEPTH. */
static void fill(cl_evaluator *v, uint32_t branch, const cl_value *value)
{
    const cl_branch *b = &v->program->branches[branch];
    if (b->slot != CL_NONE_INDEX)
        cl_machine_fill_slot(v, b->slot, value);
    if (value->kind == CL_KIND_OBJECT)
        fill_members(v, branch, value->object);
    else if (value->kind == CL_KIND_ARRAY)
        fill_items(v, b, value->array);
}

void cl_machine_fill(cl_evaluator *v, uint32_t branch, const cl_value *value)
{
    cl_fault fault;
    /* If the whole value is within the value budget, every part of it is too. */
    v->within_budget = cl_operate_budget(value, &fault);
    fill(v, branch, value);
}

/* Slots and dates of the payload have lower numbers than those of the context. */
void cl_machine_clear(cl_evaluator *v, cl_part part)
{
    const cl_program *p = v->program;
    bool payload = part == CL_PART_PAYLOAD;
    uint32_t slot = payload ? 0 : p->payload_slots;
    uint32_t slots = payload ? p->payload_slots : p->slot_count - p->payload_slots;
    uint32_t date = p->slot_count + (payload ? 0 : p->payload_dates);
    uint32_t dates = payload ? p->payload_dates : p->date_count - p->payload_dates;
    memset(v->slots + slot, 0, slots * sizeof *v->slots);
    memset(v->cells + slot, 0, slots * sizeof *v->cells);
    memset(v->cells + date, 0, dates * sizeof *v->cells);
}
