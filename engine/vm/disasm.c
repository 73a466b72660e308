/* disasm.c — writes programs as text. The meaning of each operand comes from the table of opcodes,
 * so a new opcode needs no code here. */
#include <inttypes.h>

#include "data/instant.h"
#include "data/writer.h"
#include "vm/program.h"

typedef struct listing {
    const cl_program *p;
    cl_rule_name *name;
    void *self;
    cl_buffer *out;
} listing;

/* Returns true if a path can be written without quotes: only ASCII letters, digits, '.', '-' and
 * '_'. */
static bool plain_path(const cl_slot *s)
{
    for (uint32_t i = 0; i < s->length; i++) {
        char c = s->path[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '-' && c != '_')
            return false;
    }
    return true;
}

static void write_path(const listing *l, uint32_t slot)
{
    const cl_slot *s = &l->p->slots[slot];
    if (s->length == 0)
        cl_buffer_putc(l->out, '@');
    else if (plain_path(s))
        cl_buffer_add(l->out, s->path, s->length);
    else
        cl_write_string(l->out, s->path, s->length);
}

/* Writes the path of a slot's cell; for a date's cell also the operation and the offset. */
static void write_cell(const listing *l, uint32_t cell)
{
    if (cell < l->p->slot_count) {
        write_path(l, cell);
        return;
    }
    const cl_date *date = &l->p->dates[cell - l->p->slot_count];
    cl_buffer_puts(l->out, date->form == CL_DATE_BIRTH ? "dccDateOfBirth(" : "date(");
    write_path(l, date->slot);
    cl_buffer_putc(l->out, ')');
    if (date->amount != 0)
        cl_buffer_printf(l->out, "%+" PRId64 " %s", date->amount, cl_unit_name(date->unit));
}

static void write_rule(const listing *l, uint32_t rule)
{
    if (l->name != NULL)
        cl_buffer_puts(l->out, l->name(l->self, rule));
    else
        cl_buffer_printf(l->out, "rule %" PRIu32, rule);
}

/* Writes a constant as JSON, cut to 72 bytes and at the start of a character. */
static void write_constant(const listing *l, const cl_value *value)
{
    enum { LONGEST = 72 };
    size_t before = l->out->length;
    cl_write_value(l->out, value);
    cl_buffer_cut(l->out, before, LONGEST);
}

static void write_string(const listing *l, uint32_t string)
{
    cl_write_string(l->out, l->p->strings[string - 1], l->p->string_lengths[string - 1]);
}

static void write_field(const listing *l, const cl_instruction *i, cl_field field, uint32_t value)
{
    if (field == CL_FIELD_NONE || field == CL_FIELD_COUNT)
        return;
    cl_buffer_putc(l->out, ' ');
    switch (field) {
    case CL_FIELD_READ:
        cl_buffer_printf(l->out, "r%" PRIu32, value);
        break;
    case CL_FIELD_WRITE:
        cl_buffer_printf(l->out, "r%" PRIu32 " <-", value);
        break;
    case CL_FIELD_RUN:
        if (i->c == 0)
            cl_buffer_puts(l->out, "(none)");
        else
            cl_buffer_printf(l->out, "r%" PRIu32 "..r%" PRIu32, value, value + i->c - 1);
        break;
    case CL_FIELD_CONSTANT:
        write_constant(l, &l->p->constants[value]);
        break;
    case CL_FIELD_NUMBER:
        cl_buffer_printf(l->out, "%" PRId64, l->p->numbers[value]);
        break;
    case CL_FIELD_SLOT:
        write_path(l, value);
        break;
    case CL_FIELD_CELL:
        write_cell(l, value);
        break;
    case CL_FIELD_SET:
        cl_buffer_printf(l->out, "set %" PRIu32, value);
        break;
    case CL_FIELD_BITS:
        cl_buffer_printf(l->out, "bits 0x%" PRIx32, value);
        break;
    case CL_FIELD_STRING:
        write_string(l, value);
        break;
    case CL_FIELD_UNIT:
        cl_buffer_puts(l->out, cl_unit_name((cl_unit)value));
        break;
    case CL_FIELD_TARGET:
    case CL_FIELD_BACK:
        cl_buffer_printf(l->out, "-> %" PRIu32, value);
        break;
    case CL_FIELD_RULE:
        write_rule(l, value);
        break;
    case CL_FIELD_NONE:
    case CL_FIELD_COUNT:
    case CL_FIELD_FRAGMENTS:
        break;
    }
}

static void write_instruction(const listing *l, uint32_t at)
{
    const cl_instruction *i = &l->p->code[at];
    const cl_opcode_info *row = cl_opcode_row(i->op);
    cl_buffer_puts(l->out, row->name);
    write_field(l, i, (cl_field)row->r, i->r);
    write_field(l, i, (cl_field)row->a, i->a);
    write_field(l, i, (cl_field)row->b, i->b);
    write_field(l, i, (cl_field)row->c, i->c);
}

void cl_program_write_instruction(const cl_program *program, uint32_t at, cl_rule_name *name,
                                  void *self, cl_buffer *out)
{
    listing l = {.p = program, .name = name, .self = self, .out = out};
    write_instruction(&l, at);
}

static void write_line(const listing *l, uint32_t at)
{
    enum { PLACE_COLUMN = 72 };
    cl_buffer_printf(l->out, "%6" PRIu32 "  ", at);
    size_t begin = l->out->length;
    write_instruction(l, at);
    size_t width = l->out->length - begin;
    cl_buffer_printf(l->out, "%*s; ", width < PLACE_COLUMN ? (int)(PLACE_COLUMN - width) : 1, "");
    uint32_t place = l->p->place_of[at];
    write_rule(l, cl_program_rule_at(l->p, place));
    if (l->p->places[place].parent != CL_NONE_INDEX)
        cl_buffer_putc(l->out, ' ');
    cl_program_add_place(l->p, place, l->out);
    cl_buffer_putc(l->out, '\n');
}

static void write_lines(const listing *l, uint32_t from, cl_opcode end)
{
    for (uint32_t at = from; at < l->p->code_count && !l->out->failed; at++) {
        write_line(l, at);
        if (l->p->code[at].op == end)
            return;
    }
}

void cl_program_disassemble_rule(const cl_program *program, uint32_t rule, cl_rule_name *name,
                                 void *self, cl_buffer *out)
{
    listing l = {.p = program, .name = name, .self = self, .out = out};
    write_rule(&l, rule);
    cl_buffer_puts(out, ": plain code\n");
    write_lines(&l, program->rules[rule].entry, CL_VM_RETURN);
}

void cl_program_disassemble(const cl_program *program, cl_rule_name *name, void *self,
                            cl_buffer *out)
{
    listing l = {.p = program, .name = name, .self = self, .out = out};
    for (uint32_t s = 0; s < program->section_count; s++) {
        const cl_section *section = &program->sections[s];
        if (section->entry == CL_NONE_INDEX || section->count == 0)
            continue;
        cl_buffer_printf(out, "section %" PRIu32 ": %" PRIu32 " rule%s, shared code\n", s,
                         section->count, section->count == 1 ? "" : "s");
        write_lines(&l, section->entry, CL_VM_END);
    }
    for (uint32_t rule = 0; rule < program->rule_count; rule++)
        cl_program_disassemble_rule(program, rule, name, self, out);
}
