/* emitter.c — appends to a program: instructions, constants, numbers, sets; binds labels. */
#include "vm/emitter.h"

#include <string.h>

void *cl_emit_grow(cl_emitter *m, void *items, uint32_t count, uint32_t *capacity, size_t size,
                   uint32_t limit, const char *what)
{
    if (m->broken)
        return NULL;
    if (count >= limit) {
        m->broken = true;
        cl_error_set(m->error, CL_LIMIT_SIZE, "a program of more than %u %s is refused", limit,
                     what);
        return NULL;
    }
    void *grown = cl_arena_grow(&m->program->arena, items, count, capacity, size);
    if (grown == NULL) {
        m->broken = true;
        cl_error_memory(m->error);
    }
    return grown;
}

/* Makes room for one more instruction in code, place_of and region_of. */
static bool grow_code(cl_emitter *m)
{
    cl_program *p = m->program;
    uint32_t places = m->code_capacity;
    uint32_t regions = m->code_capacity;
    void *place_of = cl_emit_grow(m, p->place_of, p->code_count, &places, sizeof *p->place_of,
                                  CL_MAX_INSTRUCTIONS, "instructions");
    void *region_of = cl_emit_grow(m, p->region_of, p->code_count, &regions, sizeof *p->region_of,
                                   CL_MAX_INSTRUCTIONS, "instructions");
    void *code = cl_emit_grow(m, p->code, p->code_count, &m->code_capacity, sizeof *p->code,
                              CL_MAX_INSTRUCTIONS, "instructions");
    if (m->broken)
        return false;
    p->place_of = place_of;
    p->region_of = region_of;
    p->code = code;
    return true;
}

uint32_t cl_emit(cl_emitter *m, uint32_t node, cl_opcode op, uint32_t r, uint32_t a, uint32_t b,
                 uint32_t c)
{
    cl_program *p = m->program;
    if (!grow_code(m))
        return 0;
    const cl_opcode_info *row = cl_opcode_row(op);
    uint32_t above = r;
    if (row->a == CL_FIELD_RUN)
        above = a + c > r ? a + c : r;
    if (op == CL_VM_REDUCE)
        above = r + 3;
    if (row->r != CL_FIELD_CELL && above >= p->register_count)
        p->register_count = above + 1;
    if (p->register_count > CL_MAX_REGISTERS) {
        m->broken = true;
        cl_error_set(m->error, CL_LIMIT_SIZE,
                     "an expression that needs more than %u registers is "
                     "refused",
                     CL_MAX_REGISTERS);
        return 0;
    }
    p->code[p->code_count] = (cl_instruction){
        .op = (uint16_t)op, .r = (uint16_t)r, .a = a, .b = b, .c = c};
    p->place_of[p->code_count] = m->first_place + node;
    p->region_of[p->code_count] = m->region;
    return p->code_count++;
}

uint32_t cl_emit_constant(cl_emitter *m, const cl_value *value)
{
    cl_program *p = m->program;
    void *grown = cl_emit_grow(m, p->constants, p->constant_count, &m->constant_capacity,
                               sizeof *p->constants, CL_MAX_NODES, "constants");
    if (grown == NULL)
        return 0;
    p->constants = grown;
    p->constants[p->constant_count] = *value;
    return p->constant_count++;
}

uint32_t cl_emit_number(cl_emitter *m, int64_t number)
{
    cl_program *p = m->program;
    for (uint32_t i = p->number_count; i-- > 0 && p->number_count - i < 64;) {
        if (p->numbers[i] == number)
            return i;
    }
    void *grown = cl_emit_grow(m, p->numbers, p->number_count, &m->number_capacity,
                               sizeof *p->numbers, CL_MAX_NODES, "numbers");
    if (grown == NULL)
        return 0;
    p->numbers = grown;
    p->numbers[p->number_count] = number;
    return p->number_count++;
}

/* Makes the hash table of a set. A string that the array contains twice is one entry. */
static bool fill_set(cl_emitter *m, cl_set *set)
{
    uint32_t size = 8;
    while (size / 2 < set->array->count)
        size *= 2;
    set->strings = cl_arena_array(&m->program->arena, size, sizeof *set->strings);
    set->lengths = cl_arena_array(&m->program->arena, size, sizeof *set->lengths);
    if (set->strings == NULL || set->lengths == NULL)
        return false;
    set->mask = size - 1;
    cl_hash_key_make(&set->key);
    for (uint32_t i = 0; i < set->array->count; i++) {
        const cl_value *item = &set->array->items[i];
        if (item->kind != CL_KIND_STRING) {
            set->others++;
            continue;
        }
        uint32_t at = cl_hash_text(&set->key, item->text, item->length) & set->mask;
        while (set->strings[at] != NULL &&
               (set->lengths[at] != item->length ||
                memcmp(set->strings[at], item->text, item->length) != 0))
            at = (at + 1) & set->mask;
        set->strings[at] = item->text;
        set->lengths[at] = item->length;
        if (set->longest < item->length)
            set->longest = item->length;
    }
    return true;
}

static bool same_array(const cl_array *a, const cl_array *b)
{
    cl_value x = {.array = a, .kind = CL_KIND_ARRAY};
    cl_value y = {.array = b, .kind = CL_KIND_ARRAY};
    return a == b || cl_value_equal(&x, &y);
}

static uint32_t hash_array(const cl_index *index, const cl_array *array)
{
    cl_value value = {.array = array, .kind = CL_KIND_ARRAY};
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &index->key);
    cl_value_hash(&hasher, &index->key, &value);
    return cl_hasher_end(&hasher);
}

static uint32_t hash_address(const cl_index *index, const cl_array *array)
{
    cl_hasher hasher;
    cl_hasher_begin(&hasher, &index->key);
    cl_hasher_word(&hasher, (uintptr_t)array);
    return cl_hasher_end(&hasher);
}

/* Equal arrays share a set. Rules that name the same value set use the same array, so the address
 * is compared first and the contents only if the address is unknown. */
uint32_t cl_emit_set(cl_emitter *m, const cl_array *array)
{
    cl_program *p = m->program;
    uint32_t address = hash_address(&m->set_arrays, array);
    uint32_t i;
    for (uint32_t at = CL_INDEX_BEGIN;
         (i = cl_index_next(&m->set_arrays, address, &at)) != CL_NOT_INDEXED;) {
        if (p->sets[i].array == array)
            return i;
    }
    uint32_t hash = hash_array(&m->sets, array);
    for (uint32_t at = CL_INDEX_BEGIN;
         (i = cl_index_next(&m->sets, hash, &at)) != CL_NOT_INDEXED;) {
        if (same_array(p->sets[i].array, array))
            return i;
    }
    void *grown = cl_emit_grow(m, p->sets, p->set_count, &m->set_capacity, sizeof *p->sets,
                               CL_MAX_NODES, "sets");
    if (grown == NULL)
        return 0;
    p->sets = grown;
    p->sets[p->set_count] = (cl_set){.array = array};
    if (!fill_set(m, &p->sets[p->set_count]) || !cl_index_add(&m->sets, hash, p->set_count) ||
        !cl_index_add(&m->set_arrays, address, p->set_count)) {
        m->broken = true;
        cl_error_memory(m->error);
        return 0;
    }
    return p->set_count++;
}

void cl_label_init(cl_vm_label *label)
{
    *label = (cl_vm_label){.chain = CL_NONE_INDEX};
}

void cl_emit_jump(cl_emitter *m, uint32_t node, cl_opcode op, uint32_t r, uint32_t a, uint32_t b,
                  cl_vm_label *label)
{
    uint32_t at = cl_emit(m, node, op, r, a, b, label->chain);
    label->chain = at;
}

void cl_label_bind(cl_emitter *m, cl_vm_label *label)
{
    cl_program *p = m->program;
    for (uint32_t at = label->chain; at != CL_NONE_INDEX && !m->broken;) {
        uint32_t next = p->code[at].c;
        p->code[at].c = p->code_count;
        at = next;
    }
    label->chain = CL_NONE_INDEX;
}
