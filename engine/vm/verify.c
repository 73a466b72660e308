/* verify.c — checks a program before it is handed out. The machine then trusts every operand. */
#include "vm/program.h"

static bool names_register(const cl_program *p, uint32_t r)
{
    return r < p->register_count;
}

/* True when the operand field names something that exists. Jumps are checked by the caller. */
static bool names(const cl_program *p, const cl_instruction *i, cl_field field, uint32_t value)
{
    switch (field) {
    case CL_FIELD_NONE:
    case CL_FIELD_COUNT:
    case CL_FIELD_BITS:
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
    case CL_FIELD_TARGET:
    case CL_FIELD_BACK:
        return value < p->code_count;
    }
    return false;
}

/* Jumps go forward, loops back to a NEXT, and code does not run off its end. */
static bool flows(const cl_program *p, uint32_t at)
{
    const cl_instruction *i = &p->code[at];
    const cl_opcode_info *row = cl_opcode_row(i->op);
    if (row->c == CL_FIELD_TARGET && i->c <= at)
        return false;
    if (row->c == CL_FIELD_BACK && (i->c >= at || p->code[i->c].op != CL_VM_NEXT))
        return false;
    if ((i->op == CL_VM_REDUCE || i->op == CL_VM_NEXT) && !names_register(p, i->r + 3u))
        return false;
    return at + 1 < p->code_count || i->op == CL_VM_RETURN || i->op == CL_VM_END;
}

/* Shared code must know whom it leaves undecided. */
static bool leaves(const cl_program *p, uint32_t at)
{
    uint32_t region = p->region_of[at];
    if (region == CL_NONE_INDEX)
        return p->code[at].op < CL_VM_LEAVE || p->code[at].op == CL_VM_END;
    const cl_region *r = &p->regions[region];
    return region < p->region_count && r->resume > at && r->resume < p->code_count &&
           r->count <= p->region_rule_count && r->first <= p->region_rule_count - r->count;
}

static const char *verify_instruction(const cl_program *p, uint32_t at)
{
    const cl_instruction *i = &p->code[at];
    if (i->op >= CL_VM_COUNT)
        return "an unknown opcode";
    const cl_opcode_info *row = cl_opcode_row(i->op);
    if (!names(p, i, row->r, i->r) || !names(p, i, row->a, i->a) || !names(p, i, row->b, i->b) ||
        !names(p, i, row->c, i->c))
        return "an operand that names nothing";
    if (!flows(p, at))
        return "a jump that leads nowhere";
    if (!leaves(p, at))
        return "shared code outside a region";
    if (p->place_of[at] >= p->place_count)
        return "an instruction without a place";
    return NULL;
}

const char *cl_program_verify(const cl_program *program)
{
    for (uint32_t at = 0; at < program->code_count; at++) {
        const char *fault = verify_instruction(program, at);
        if (fault != NULL)
            return fault;
    }
    for (uint32_t i = 0; i < program->region_rule_count; i++) {
        if (program->region_rules[i] >= program->rule_count)
            return "a region with an unknown rule";
    }
    for (uint32_t i = 0; i < program->rule_count; i++) {
        if (program->rules[i].entry >= program->code_count)
            return "a rule without code";
    }
    for (uint32_t i = 0; i < program->section_count; i++) {
        const cl_section *s = &program->sections[i];
        if (s->entry != CL_NONE_INDEX && s->entry >= program->code_count)
            return "a section without code";
    }
    return NULL;
}
