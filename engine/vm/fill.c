/* fill.c — slots and cells from a decoded value: the trie of paths and the data are walked side by
 * side. A date in a slot is parsed once, here, however many rules compare it. */
#include <string.h>

#include "vm/machine.h"

/* False where reading the value is a fault: it is over the budget. */
static bool readable(const cl_evaluator *v, const cl_value *value)
{
    cl_fault fault;
    return v->within_budget || cl_operate_budget(value, &fault);
}

/* A date-time in a cell, or one that makes tests leave where the text is no date-time, where it is near
 * the borders of the calendar, where there is no text, or more than may be read (decimals of a second
 * have no end). */
static void fill_date(const cl_evaluator *v, const cl_date *date, const cl_value *value,
                      cl_cell *cell)
{
    int64_t instant;
    *cell = (cl_cell){.kind = CL_KIND_COUNT};
    if (value->kind != CL_KIND_STRING || !readable(v, value))
        return;
    cl_instant_fault fault = date->form == CL_DATE_BIRTH
                                 ? cl_instant_parse_birth(value->text, value->length, &instant)
                                 : cl_instant_parse(value->text, value->length, &instant);
    if (fault != CL_INSTANT_OK)
        return;
    if (date->amount != 0 && !cl_instant_shift(instant, date->amount, date->unit, &instant))
        return;
    if (instant < CL_INSTANT_MIN + date->margin || instant > CL_INSTANT_MAX - date->margin)
        return;
    cell->kind = CL_KIND_DATETIME;
    cell->number = instant;
}

/* What tests of a slot look at. A value over the budget is a fault where it is read: tests leave. */
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
        cl_slot_look_up(slot, value->text, value->length, cell);
        break;
    case CL_KIND_ARRAY:
        cell->truth = value->array->count > 0;
        break;
    case CL_KIND_OBJECT:
        cell->truth = value->object->count > 0;
        break;
    default:
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
    for (uint32_t i = slot->first_date; i != CL_NONE_INDEX; i = p->dates[i].next) {
        if (p->dates[i].tested)
            fill_date(v, &p->dates[i], value, &v->cells[p->slot_count + i]);
    }
}

static bool is_member(const cl_member *member, const cl_branch *branch)
{
    return member->mark == branch->mark && member->length == branch->length &&
           (branch->length <= CL_SHORT_KEY ||
            memcmp(member->key, branch->text, branch->length) == 0);
}

/* What a branch names, when it is not where it was found last. */
static const cl_value *search(const cl_object *object, const cl_branch *branch, uint32_t *hint)
{
    if (object->sorted != NULL)
        return cl_object_find(object, branch->text, branch->length);
    for (uint32_t i = 0; i < object->count; i++) {
        if (is_member(&object->members[i], branch)) {
            *hint = i;
            return &object->members[i].value;
        }
    }
    return NULL;
}

static void fill(cl_evaluator *v, uint32_t branch, const cl_value *value);

/* Certificates of one issuer have their members in one order, so the place where a member was found
 * last is looked at first. */
static void fill_members(cl_evaluator *v, const cl_branch *b, const cl_object *object)
{
    const cl_branch *branches = v->program->branches;
    for (uint32_t i = b->child; i < b->child + b->children; i++) {
        const cl_branch *child = &branches[i];
        uint32_t hint = v->hints[i];
        const cl_value *found = hint < object->count && is_member(&object->members[hint], child)
                                    ? &object->members[hint].value
                                    : search(object, child, &v->hints[i]);
        if (found == NULL)
            continue;
        if (child->children == 0)
            cl_machine_fill_slot(v, child->slot, found);
        else
            fill(v, i, found);
    }
}

static void fill_items(cl_evaluator *v, const cl_branch *b, const cl_array *array)
{
    for (uint32_t i = b->child; i < b->child + b->children; i++) {
        const cl_value *item = cl_array_at(array, v->program->branches[i].index);
        if (item != NULL)
            fill(v, i, item);
    }
}

/* As deep as the paths of the rules, at most CL_MAX_DEPTH. */
static void fill(cl_evaluator *v, uint32_t branch, const cl_value *value)
{
    const cl_branch *b = &v->program->branches[branch];
    if (b->slot != CL_NONE_INDEX)
        cl_machine_fill_slot(v, b->slot, value);
    if (value->kind == CL_KIND_OBJECT)
        fill_members(v, b, value->object);
    else if (value->kind == CL_KIND_ARRAY)
        fill_items(v, b, value->array);
}

void cl_machine_fill(cl_evaluator *v, uint32_t branch, const cl_value *value)
{
    cl_fault fault;
    /* What is within the budget as a whole has no part that is not. */
    v->within_budget = cl_operate_budget(value, &fault);
    fill(v, branch, value);
}

/* Slots and dates of the payload stand before those of the context. */
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
