/* verify.c — checks a program before the compiler returns it. The machine relies on the checks and
 * makes none.
 *
 * Code is a sequence of routines, one for each section and one for each rule. A routine begins at
 * the end of the one before, and ends with its first END (shared code) or RETURN (plain code). */
#include "vm/program.h"

typedef struct routine {
    uint32_t first, last; /* instructions; the last is the END or RETURN */
    bool shared;
} routine;

static bool ends(const cl_program *p, uint32_t at)
{
    return p->code[at].op == CL_VM_END || p->code[at].op == CL_VM_RETURN;
}

/* Finds the routine that begins at `first`; false if it has no END or RETURN. */
static bool find_routine(const cl_program *p, uint32_t first, routine *s)
{
    uint32_t last = first;
    while (last < p->code_count && !ends(p, last))
        last++;
    if (last >= p->code_count)
        return false;
    *s = (routine){.first = first, .last = last, .shared = p->code[last].op == CL_VM_END};
    return true;
}

static bool names_register(const cl_program *p, uint32_t r)
{
    return r < p->register_count;
}

/* Returns true if the operand names something that exists. */
static bool names(const cl_program *p, const cl_instruction *i, cl_field field, uint32_t value)
{
    switch (field) {
    case CL_FIELD_NONE:
    case CL_FIELD_COUNT:
    case CL_FIELD_FRAGMENTS:
    case CL_FIELD_BITS:
    case CL_FIELD_TARGET: /* jumps are checked by flows() */
    case CL_FIELD_BACK:
        return true;
    case CL_FIELD_READ:
    case CL_FIELD_WRITE:
        return names_register(p, value);
    case CL_FIELD_RUN:
        return i->c == 0 || (names_register(p, value) && i->c <= p->register_count - value);
    case CL_FIELD_CONSTANT:
        return value < p->constant_count;
    case CL_FIELD_NUMBER:
        return value < p->number_count;
    case CL_FIELD_SLOT:
        return value < p->slot_count;
    case CL_FIELD_CELL:
        return value < p->slot_count + p->date_count;
    case CL_FIELD_SET:
        return value < p->set_count;
    case CL_FIELD_STRING:
        return value >= 1 && value <= p->string_count;
    case CL_FIELD_UNIT:
        return value < CL_UNIT_COUNT;
    case CL_FIELD_RULE:
        return value < p->rule_count;
    }
    return false;
}

/* Checks the requirements of single opcodes that the table of opcodes does not contain. */
static bool fits(const cl_program *p, const cl_instruction *i)
{
    switch (i->op) {
    case CL_VM_REDUCE:
    case CL_VM_NEXT:
        return names_register(p, i->r + 3u);
    case CL_VM_PATH:
        return p->constants[i->b].kind == CL_KIND_STRING;
    case CL_VM_SAME_IF_TRUE: /* needs cells of slots, because it reads their values too */
    case CL_VM_SAME_IF_FALSE:
    case CL_VM_SAME_FAIL_TRUE:
    case CL_VM_SAME_FAIL_FALSE:
        return i->r < p->slot_count;
    default:
        return true;
    }
}

/* Checks that jumps lead forward, loops lead back to a NEXT, and both stay inside their routine. */
static bool flows(const cl_program *p, const routine *s, uint32_t at)
{
    const cl_instruction *i = &p->code[at];
    const cl_opcode_info *row = cl_opcode_row(i->op);
    if (row->c == CL_FIELD_TARGET)
        return i->c > at && i->c <= s->last;
    if (row->c == CL_FIELD_BACK)
        return i->c >= s->first && i->c < at && p->code[i->c].op == CL_VM_NEXT;
    return true;
}

/* Checks that an instruction of shared code has a valid region, and that plain code has none and
 * contains no opcode of shared code. */
static bool leaves(const cl_program *p, const routine *s, uint32_t at)
{
    uint32_t region = p->region_of[at];
    if (at == s->last)
        return true;
    if (!s->shared)
        return region == CL_NONE_INDEX && p->code[at].op < CL_VM_LEAVE;
    if (region >= p->region_count)
        return false;
    const cl_region *r = &p->regions[region];
    return r->resume > at && r->resume <= s->last && r->count <= p->region_rule_count &&
           r->first <= p->region_rule_count - r->count;
}

static const char *verify_instruction(const cl_program *p, const routine *s, uint32_t at)
{
    const cl_instruction *i = &p->code[at];
    if (i->op >= CL_VM_COUNT)
        return "an unknown opcode";
    const cl_opcode_info *row = cl_opcode_row(i->op);
    if (!names(p, i, row->r, i->r) || !names(p, i, row->a, i->a) || !names(p, i, row->b, i->b) ||
        !names(p, i, row->c, i->c) || !fits(p, i))
        return "an operand that names nothing";
    if (!flows(p, s, at))
        return "a jump that leads nowhere";
    if (!leaves(p, s, at))
        return s->shared ? "shared code outside a region" : "plain code that leaves";
    if (p->place_of[at] >= p->place_count)
        return "an instruction without a place";
    return NULL;
}

/* Returns true if a routine of shared or plain code begins at `entry`. */
static bool enters(const cl_program *p, uint32_t entry, bool shared)
{
    routine s;
    return entry < p->code_count && (entry == 0 || ends(p, entry - 1)) &&
           find_routine(p, entry, &s) && s.shared == shared;
}

static const char *verify_entries(const cl_program *p)
{
    for (uint32_t i = 0; i < p->rule_count; i++) {
        if (!enters(p, p->rules[i].entry, false))
            return "a rule without code";
    }
    for (uint32_t i = 0; i < p->section_count; i++) {
        const cl_section *s = &p->sections[i];
        if (s->count > 0 && s->entry != CL_NONE_INDEX && !enters(p, s->entry, true))
            return "a section without code";
    }
    return NULL;
}

const char *cl_program_verify(const cl_program *program)
{
    const char *fault = NULL;
    routine s;
    for (uint32_t first = 0; first < program->code_count; first = s.last + 1) {
        if (!find_routine(program, first, &s))
            return "code that runs off its end";
        for (uint32_t at = first; at <= s.last && fault == NULL; at++)
            fault = verify_instruction(program, &s, at);
        if (fault != NULL)
            return fault;
    }
    for (uint32_t i = 0; i < program->region_rule_count; i++) {
        if (program->region_rules[i] >= program->rule_count)
            return "a region with an unknown rule";
    }
    return verify_entries(program);
}
