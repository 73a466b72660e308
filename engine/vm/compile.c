/* compile.c — runs the steps of the compiler: places, plan of slots and dates, constants, shared
 * code, plain code, verification. */
#include "vm/compile.h"

#include <stdlib.h>
#include <string.h>

#include "vm/emitter.h"
#include "vm/work.h"

static bool out_of_memory(cl_emitter *m)
{
    m->broken = true;
    return cl_error_memory(m->error);
}

void cl_emit_select(cl_emitter *m, uint32_t rule, bool shared)
{
    m->e = m->sources[rule].expression;
    m->constants = shared ? m->folded_of[rule] : m->literals_of[rule];
    m->first_place = m->program->rules[rule].first_place;
}

/* Allocates the places of all expressions and the tables of rules and sections. Returns false with
 * LIMIT_SIZE or MEMORY. */
static bool lay_out(cl_emitter *m, size_t count)
{
    cl_program *p = m->program;
    size_t nodes = 0;
    for (size_t i = 0; i < count; i++)
        nodes += m->sources[i].expression->count;
    if (nodes > CL_MAX_NODES || count > CL_MAX_RULES) {
        m->broken = true;
        return cl_error_set(m->error, CL_LIMIT_SIZE,
                            "a rule set of more than %u rules or %u expression nodes is refused",
                            CL_MAX_RULES, CL_MAX_NODES);
    }
    uint32_t sections = count > 0 ? m->sources[count - 1].section + 1 : 0;
    p->places = cl_arena_array(&p->arena, nodes + 1, sizeof *p->places);
    p->kid_places = cl_arena_array(&p->arena, nodes + 1, sizeof *p->kid_places);
    p->rules = cl_arena_array(&p->arena, count + 1, sizeof *p->rules);
    p->sections = cl_arena_array(&p->arena, (size_t)sections + 1, sizeof *p->sections);
    m->literals_of = cl_arena_array(&m->scratch, count + 1, sizeof *m->literals_of);
    m->folded_of = cl_arena_array(&m->scratch, count + 1, sizeof *m->folded_of);
    if (p->places == NULL || p->kid_places == NULL || p->rules == NULL || p->sections == NULL ||
        m->literals_of == NULL || m->folded_of == NULL)
        return out_of_memory(m);
    p->section_count = sections;
    p->rule_count = (uint32_t)count;
    return true;
}

static void copy_places(cl_program *p, const cl_expression *e, uint32_t kids)
{
    uint32_t base = p->place_count;
    for (uint32_t i = 0; i < e->count; i++) {
        const cl_node *n = &e->nodes[i];
        p->places[p->place_count++] = (cl_place){
            .parent = n->parent == CL_NO_NODE ? CL_NONE_INDEX : base + n->parent,
            .step = n->step,
            .kids = kids + n->first,
            .count = n->count,
            .name = cl_operation_row(n->operation)->name};
        for (uint32_t k = 0; k < n->count; k++)
            p->kid_places[kids + n->first + k] = base + cl_expression_kid(e, i, k);
    }
}

static void add_rules(cl_emitter *m)
{
    cl_program *p = m->program;
    uint32_t kids = 0;
    for (uint32_t i = 0; i < p->rule_count; i++) {
        uint32_t section = m->sources[i].section;
        p->rules[i] = (cl_rule_code){.section = section, .first_place = p->place_count};
        if (p->sections[section].count++ == 0)
            p->sections[section] = (cl_section){.entry = CL_NONE_INDEX, .first = i, .count = 1};
        copy_places(p, m->sources[i].expression, kids);
        /* An expression has fewer kids than nodes. */
        kids += m->sources[i].expression->count;
    }
}

static void emit_plain(cl_emitter *m, uint32_t rule)
{
    m->region = CL_NONE_INDEX;
    cl_emit_select(m, rule, false);
    m->program->rules[rule].entry = m->program->code_count;
    cl_emit_value(m, 0, 0, NULL);
    cl_emit(m, 0, CL_VM_RETURN, 0, 0, 0, 0);
}

/* Returns the `work` of cl_rule_code. The plain code of the rule must be the last code so far. The
 * sum contains every instruction once, every constant, and for each date-time a text of
 * CL_LONG_DATE bytes, the longest for which a test decides. Iterations of reduce are not in the
 * sum, because shared code counts them. */
static int64_t work_of(const cl_emitter *m, uint32_t rule)
{
    const cl_program *p = m->program;
    int64_t work = 0;
    for (uint32_t at = p->rules[rule].entry; at < p->code_count; at++) {
        const cl_instruction *i = &p->code[at];
        work += cl_opcode_row(i->op)->work;
        if (i->op == CL_VM_ARRAY)
            work += (int64_t)i->c * CL_WORK_ITEM;
        else if (i->op == CL_VM_PATH)
            work += cl_work_path(&p->constants[i->b], i->c);
        else if (i->op == CL_VM_PLUS_TIME || i->op == CL_VM_BIRTH)
            work += CL_LONG_DATE / CL_WORK_BYTES;
    }
    const cl_expression *e = m->sources[rule].expression;
    for (uint32_t node = 0; node < e->count; node++) {
        if (m->folded_of[rule][node] != NULL)
            work += cl_value_work(m->folded_of[rule][node]);
    }
    return work;
}

/* Sets `work` of a rule and of its section. */
static void add_work(cl_emitter *m, uint32_t rule)
{
    cl_rule_code *code = &m->program->rules[rule];
    cl_section *section = &m->program->sections[code->section];
    code->work = work_of(m, rule);
    if (section->work < code->work)
        section->work = code->work;
}

static void compile_all(cl_emitter *m, size_t count)
{
    cl_program *p = m->program;
    if (!lay_out(m, count))
        return;
    add_rules(m);
    cl_plan(m, m->sources, count);
    for (uint32_t i = 0; i < p->rule_count && !m->broken; i++) {
        m->literals_of[i] = cl_fold(m, m->sources[i].expression, true);
        if (!m->broken && !m->options->plain)
            m->folded_of[i] = cl_fold(m, m->sources[i].expression, false);
    }
    for (uint32_t s = 0; s < p->section_count && !m->broken && !m->options->plain; s++)
        cl_emit_section(m, s);
    for (uint32_t i = 0; i < p->rule_count && !m->broken; i++) {
        emit_plain(m, i);
        if (!m->broken && !m->options->plain)
            add_work(m, i);
    }
    if (!m->broken)
        cl_plan_finish(m);
}

cl_program *cl_program_compile(const cl_vm_source *sources, size_t count,
                               const cl_compile_options *options, cl_error *error)
{
    cl_program *program = calloc(1, sizeof *program);
    if (program == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    cl_arena_init(&program->arena, SIZE_MAX);
    cl_emitter m = {.program = program,
                    .options = options,
                    .error = error,
                    .sources = sources,
                    .region = CL_NONE_INDEX};
    cl_arena_init(&m.scratch, SIZE_MAX);
    cl_intern_init(&m.strings, &m.scratch);
    cl_index *const indexes[] = {&m.branches, &m.dates, &m.sets, &m.set_arrays, &m.set_uses};
    for (size_t i = 0; i < sizeof indexes / sizeof *indexes; i++)
        cl_index_init(indexes[i], &m.scratch);
    compile_all(&m, count);
    cl_arena_free(&m.scratch);
    const char *fault = m.broken ? NULL : cl_program_verify(program);
    if (fault != NULL) {
        m.broken = true;
        cl_error_set(error, CL_LIMIT_SIZE, "the compiler made code that is refused: %s", fault);
    }
    if (!m.broken)
        return program;
    cl_program_free(program);
    return NULL;
}
