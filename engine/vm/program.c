/* program.c — looks up slots, members of sets, known strings and places in a program. */
#include "vm/program.h"

#include <stdlib.h>
#include <string.h>

#include "base/intern.h"
#include "vm/operate.h"
#include "vm/path.h"
#include "vm/work.h"

void cl_program_free(cl_program *program)
{
    if (program == NULL)
        return;
    cl_arena_free(&program->arena);
    free(program);
}

uint32_t cl_program_slot(const cl_program *program, const char *path, size_t length)
{
    for (uint32_t i = 0; i < program->slot_count; i++) {
        const cl_slot *slot = &program->slots[i];
        if (slot->length == length && (length == 0 || memcmp(slot->path, path, length) == 0))
            return i;
    }
    return CL_NONE_INDEX;
}

static bool contains_string(const cl_set *set, const char *text, uint32_t length)
{
    if (set->strings == NULL)
        return false;
    uint32_t at = cl_hash_text(&set->key, text, length) & set->mask;
    while (set->strings[at] != NULL) {
        if (set->lengths[at] == length && memcmp(set->strings[at], text, length) == 0)
            return true;
        at = (at + 1) & set->mask;
    }
    return false;
}

bool cl_set_contains(const cl_set *set, const cl_value *value, int64_t *work)
{
    if (value->kind != CL_KIND_STRING)
        return set->others > 0 && cl_array_seek(set->array, value, work);
    if (value->length > set->longest)
        return false;
    *work -= cl_work_read(value);
    return contains_string(set, value->text, value->length);
}

static uint64_t load64(const char *text)
{
    uint64_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

static uint32_t load32(const char *text)
{
    uint32_t word;
    memcpy(&word, text, sizeof word);
    return word;
}

/* With the length, the two words determine every string of up to 16 bytes. The two loads may read
 * the same bytes. */
static inline void words(const char *text, uint32_t length, uint64_t *low, uint64_t *high)
{
    *low = *high = 0;
    if (length >= 8) {
        *low = load64(text);
        *high = load64(text + length - 8);
    } else if (length >= 4) {
        *low = load32(text);
        *high = load32(text + length - 4);
    } else if (length > 0) {
        *low = (unsigned char)text[0];
        *high = (uint64_t)(unsigned char)text[length / 2] << 8 | (unsigned char)text[length - 1];
    }
}

void cl_known_words(const char *text, uint32_t length, uint64_t *low, uint64_t *high)
{
    words(text, length, low, high);
}

static inline uint32_t home_of(const cl_slot *slot, const char *text, uint32_t length, uint64_t low,
                               uint64_t high)
{
    if (slot->keyed)
        return cl_hash_text(&slot->key, text, length) & slot->known_mask;
    uint64_t mixed = (low ^ length) * 0x9E3779B97F4A7C15u ^ (high + 1) * 0xC2B2AE3D27D4EB4Fu;
    return (uint32_t)(mixed >> 32) & slot->known_mask;
}

uint32_t cl_known_home(const cl_slot *slot, const char *text, uint32_t length, uint64_t low,
                       uint64_t high)
{
    return home_of(slot, text, length, low, high);
}

void cl_slot_look_up(const cl_slot *slot, const char *text, uint32_t length, cl_cell *cell)
{
    cell->string = 0;
    cell->sets = 0;
    if (slot->known == NULL)
        return;
    uint64_t low, high;
    words(text, length, &low, &high);
    uint32_t at = home_of(slot, text, length, low, high);
    for (;;) {
        const cl_known *known = &slot->known[at];
        if (known->length == CL_NONE_INDEX)
            return;
        if (known->low == low && known->high == high && known->length == length &&
            (length <= 16 || memcmp(known->text, text, length) == 0)) {
            cell->string = known->string;
            cell->sets = known->sets;
            return;
        }
        at = (at + 1) & slot->known_mask;
    }
}

void cl_program_place(const cl_program *program, uint32_t place, cl_buffer *out)
{
    uint32_t path[CL_MAX_DEPTH + 1];
    uint32_t depth = 0;
    for (uint32_t p = place; program->places[p].parent != CL_NONE_INDEX && depth <= CL_MAX_DEPTH;
         p = program->places[p].parent)
        path[depth++] = p;
    while (depth > 0) {
        const cl_place *kid = &program->places[path[--depth]];
        const char *name = program->places[kid->parent].name;
        if (name[0] != '\0')
            cl_pointer_step(out, name, strlen(name));
        cl_pointer_index(out, kid->step);
    }
}

void cl_program_add_place(const cl_program *program, uint32_t place, cl_buffer *text)
{
    cl_buffer pointer;
    cl_buffer_init(&pointer);
    cl_program_place(program, place, &pointer);
    cl_buffer_add(text, pointer.data, pointer.length);
    text->failed = text->failed || pointer.failed;
    cl_buffer_free(&pointer);
}

uint32_t cl_program_rule_at(const cl_program *program, uint32_t place)
{
    uint32_t low = 0;
    uint32_t high = program->rule_count;
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (program->rules[middle].first_place <= place)
            low = middle;
        else
            high = middle;
    }
    return low;
}

uint32_t cl_program_operand_place(const cl_program *program, uint32_t place, uint8_t operand)
{
    const cl_place *p = &program->places[place];
    return operand != CL_NO_OPERAND && operand < p->count ? program->kid_places[p->kids + operand]
                                                          : place;
}
