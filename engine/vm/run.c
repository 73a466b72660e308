/* run.c — the machine: one loop for plain and for shared code.
 *
 * A fault in plain code ends the rule with an error. If shared code faults or a test cannot decide,
 * the rules of the region become undecided and the machine continues at the region's resume point.
 * No operand is checked here: verify.c has checked the program. */
#include <stdlib.h>
#include <string.h>

#include "vm/machine.h"
#include "vm/path.h"
#include "vm/work.h"

/* Tells the C compiler that verified code has no other opcodes; the switch then needs no range
 * check. */
#if defined(__GNUC__)
#define CL_UNREACHABLE() __builtin_unreachable()
#else
#define CL_UNREACHABLE() abort()
#endif

/* The budget of a section's shared code is the budget of one rule divided by this. */
enum { SHARED_PART = 8 };

/* The end of a run. */
typedef struct halt {
    cl_fault fault; /* code CL_NONE: no fault */
    uint32_t at;    /* the last instruction */
} halt;

static void set_bit(uint64_t *bits, uint32_t i)
{
    bits[i / 64] |= (uint64_t)1 << (i % 64);
}

static bool get_bit(const uint64_t *bits, uint32_t i)
{
    return (bits[i / 64] >> (i % 64) & 1) != 0;
}

/* Clears the bits of a section's rules. Other bits are kept: two sections can share a word. */
static void clear_bits(const cl_evaluator *v, const cl_section *s)
{
    uint32_t last = s->first + s->count - 1;
    for (uint32_t word = s->first / 64; word <= last / 64; word++) {
        uint64_t from = word == s->first / 64 ? s->first % 64 : 0;
        uint64_t to = word == last / 64 ? last % 64 : 63;
        uint64_t kept = ~(~(uint64_t)0 << from & ~(uint64_t)0 >> (63 - to));
        v->failed[word] &= kept;
        v->undecided[word] &= kept;
    }
}

/* Makes the rules of the region at `at` undecided. Returns the instruction to continue at. */
static uint32_t leave(cl_evaluator *v, uint32_t at)
{
    const cl_program *p = v->program;
    const cl_region *region = &p->regions[p->region_of[at]];
    for (uint32_t i = 0; i < region->count; i++)
        set_bit(v->undecided, p->region_rules[region->first + i]);
    return region->resume;
}

/* Takes the next item of a reduce. Returns 1 with the item in r[3], 0 at the end, -1 on a fault. */
static int next_item(cl_evaluator *v, cl_value *r, cl_fault *fault)
{
    int64_t count = r[2].integer;
    if (r[0].kind != CL_KIND_ARRAY || count >= (int64_t)r[0].array->count)
        return 0;
    if (v->iterations == 0) {
        *fault = (cl_fault){.code = CL_BUDGET, .operand = CL_NO_OPERAND};
        return -1;
    }
    v->iterations--;
    r[2].integer = count + 1;
    r[3] = r[0].array->items[count];
    return 1;
}

static bool begin_reduce(cl_value *r, cl_fault *fault)
{
    if (r[0].kind != CL_KIND_ARRAY && r[0].kind != CL_KIND_NULL) {
        *fault = (cl_fault){.code = CL_KIND, .operand = 0, .found = r[0].kind};
        return false;
    }
    r[2] = cl_value_integer(0);
    return true;
}

static cl_value slot_value(const cl_evaluator *v, uint32_t slot)
{
    return v->slots[slot] != NULL ? *v->slots[slot] : cl_value_null();
}

static cl_value path_value(const cl_value *from, const cl_value *path)
{
    const cl_value *found = cl_path_find(from, path->text, path->length);
    return found != NULL ? *found : cl_value_null();
}

/* The test_ functions return 1 for true, 0 for false, -1 if the test cannot decide. */
static inline int test_truthy(const cl_cell *c)
{
    return c->truth <= 1 ? c->truth : -1;
}

static inline int test_string(const cl_cell *c, uint32_t string)
{
    return c->kind != CL_KIND_COUNT ? c->string == string : -1;
}

static inline int test_number(const cl_cell *c, int64_t number)
{
    return c->kind == CL_KIND_INTEGER ? c->number == number : c->kind != CL_KIND_COUNT ? 0 : -1;
}

static inline int test_set(const cl_cell *c, uint32_t bits)
{
    return c->kind != CL_KIND_COUNT ? (c->sets & bits) != 0 : -1;
}

static inline int test_least(const cl_cell *c, int64_t number)
{
    return c->kind == CL_KIND_INTEGER ? c->number >= number : -1;
}

static inline int test_order(const cl_cell *c, const cl_cell *d)
{
    return c->kind == CL_KIND_INTEGER && d->kind == CL_KIND_INTEGER ? c->number >= d->number : -1;
}

static inline int test_since(const cl_cell *c, int64_t number)
{
    return c->kind == CL_KIND_DATETIME ? c->number >= number : -1;
}

static inline int test_span(const cl_cell *c, const cl_cell *d, int64_t number)
{
    return c->kind == CL_KIND_DATETIME && d->kind == CL_KIND_DATETIME
               ? c->number - d->number >= number
               : -1;
}

/* `x` and `y` are numbers of slots, and so of their cells. Only this test spends work, because the
 * values can have any size. */
static int test_same(cl_evaluator *v, uint32_t x, uint32_t y)
{
    const cl_cell *c = &v->cells[x];
    const cl_cell *d = &v->cells[y];
    if (c->kind == CL_KIND_COUNT || d->kind == CL_KIND_COUNT)
        return -1;
    if (c->kind == CL_KIND_INTEGER && d->kind == CL_KIND_INTEGER)
        return c->number == d->number;
    const cl_value a = slot_value(v, x);
    const cl_value b = slot_value(v, y);
    bool same = cl_value_compare(&a, &b, &v->work);
    return v->work >= 0 ? same : -1;
}

/* Calls the observer for an instruction of plain code. Shared code is not observed: its values are
 * not those of the expression as written. */
static inline void observe(const cl_evaluator *v, uint32_t at, const cl_value *value)
{
    if (v->trace != NULL && v->program->region_of[at] == CL_NONE_INDEX)
        v->trace(v->trace_self, v->program, at, value);
}

/* The four endings of a test. */
#define TEST(id, question)                                                                         \
    case CL_VM_##id##_IF_TRUE: {                                                                   \
        int t = question;                                                                          \
        if (t < 0)                                                                                 \
            goto undecided;                                                                        \
        i = t ? code + i->c : i + 1;                                                               \
        continue;                                                                                  \
    }                                                                                              \
    case CL_VM_##id##_IF_FALSE: {                                                                  \
        int t = question;                                                                          \
        if (t < 0)                                                                                 \
            goto undecided;                                                                        \
        i = t ? i + 1 : code + i->c;                                                               \
        continue;                                                                                  \
    }                                                                                              \
    case CL_VM_##id##_FAIL_TRUE: {                                                                 \
        int t = question;                                                                          \
        if (t < 0)                                                                                 \
            goto undecided;                                                                        \
        v->failed[i->c / 64] |= (uint64_t)t << (i->c % 64);                                        \
        i++;                                                                                       \
        continue;                                                                                  \
    }                                                                                              \
    case CL_VM_##id##_FAIL_FALSE: {                                                                \
        int t = question;                                                                          \
        if (t < 0)                                                                                 \
            goto undecided;                                                                        \
        v->failed[i->c / 64] |= (uint64_t)!t << (i->c % 64);                                       \
        i++;                                                                                       \
        continue;                                                                                  \
    }

/* Subtracts the cost of an instruction from the rule's remaining work. Tests of shared code do not
 * use it: see program.h. */
#define SPEND(units)                                                                               \
    do {                                                                                           \
        v->work -= (units);                                                                        \
        if (v->work < 0)                                                                           \
            goto spent;                                                                            \
    } while (0)

/* A comparison of the operands in a run of registers. */
#define COMPARE(id, kind, relation)                                                                \
    case CL_VM_##id:                                                                               \
        SPEND(CL_WORK_##id);                                                                       \
        if (!cl_operate_compare(r + i->a, i->c, kind, relation, &r[i->r], &fault))                 \
            goto faulty;                                                                           \
        break;

/* Runs from `at` to the end of the rule or section. */
static halt run(cl_evaluator *v, uint32_t at)
{
    const cl_program *p = v->program;
    const cl_instruction *code = p->code;
    const cl_cell *cells = v->cells;
    cl_value *r = v->registers;
    const cl_instruction *i = &code[at];
    cl_fault fault = {.code = CL_NONE};
    bool truth = false;
    for (;;) {
        if (i->op >= CL_VM_COUNT)
            CL_UNREACHABLE(); /* verify.c has checked the opcode */
        switch ((cl_opcode)i->op) {
        case CL_VM_CONSTANT:
            SPEND(CL_WORK_CONSTANT + cl_work_measure(&p->constants[i->a]));
            r[i->r] = p->constants[i->a];
            if (!cl_operate_budget(&r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_SLOT:
            r[i->r] = slot_value(v, i->a);
            SPEND(CL_WORK_SLOT + cl_work_measure(&r[i->r]));
            if (!cl_operate_budget(&r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_PATH:
            SPEND(CL_WORK_PATH + cl_work_path(&p->constants[i->b], i->c));
            r[i->r] = path_value(&r[i->a], &p->constants[i->b]);
            break;
        case CL_VM_CONTEXT:
            SPEND(CL_WORK_CONTEXT + cl_work_read(&r[i->a]) + cl_work_read(&r[i->b]));
            if (!cl_operate_context(&r[i->a], &r[i->b], &v->arena, &r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_MOVE:
            SPEND(CL_WORK_MOVE);
            r[i->r] = r[i->a];
            i++;
            continue;
        case CL_VM_NOT:
            SPEND(CL_WORK_NOT);
            if (!cl_operate_not(&r[i->a], &r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_EQUAL:
            truth = cl_value_compare(&r[i->a], &r[i->b], &v->work);
            SPEND(CL_WORK_EQUAL);
            r[i->r] = cl_value_boolean(truth);
            break;
        case CL_VM_IN:
            if (!cl_operate_in(&r[i->a], &r[i->b], &v->work, &r[i->r], &fault))
                goto faulty;
            SPEND(CL_WORK_IN);
            break;
        case CL_VM_MEMBER:
            truth = cl_set_contains(&p->sets[i->b], &r[i->a], &v->work);
            SPEND(CL_WORK_MEMBER);
            r[i->r] = cl_value_boolean(truth);
            break;
        case CL_VM_ADD:
            SPEND(CL_WORK_ADD);
            if (!cl_operate_add(&r[i->a], &r[i->b], &r[i->r], &fault))
                goto faulty;
            break;
            COMPARE(LESS, CL_KIND_INTEGER, CL_RELATION_LESS)
            COMPARE(GREATER, CL_KIND_INTEGER, CL_RELATION_GREATER)
            COMPARE(NOT_GREATER, CL_KIND_INTEGER, CL_RELATION_NOT_GREATER)
            COMPARE(NOT_LESS, CL_KIND_INTEGER, CL_RELATION_NOT_LESS)
            COMPARE(BEFORE, CL_KIND_DATETIME, CL_RELATION_LESS)
            COMPARE(AFTER, CL_KIND_DATETIME, CL_RELATION_GREATER)
            COMPARE(NOT_AFTER, CL_KIND_DATETIME, CL_RELATION_NOT_GREATER)
            COMPARE(NOT_BEFORE, CL_KIND_DATETIME, CL_RELATION_NOT_LESS)
        case CL_VM_PLUS_TIME:
            SPEND(CL_WORK_PLUS_TIME + cl_work_read(&r[i->a]));
            if (!cl_operate_plus_time(&r[i->a], p->numbers[i->b], (cl_unit)i->c, &r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_BIRTH:
            SPEND(CL_WORK_BIRTH + cl_work_read(&r[i->a]));
            if (!cl_operate_birth(&r[i->a], &r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_EXTRACT:
            SPEND(CL_WORK_EXTRACT + cl_work_read(&r[i->a]));
            if (!cl_operate_extract(&r[i->a], p->numbers[i->b], &r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_ARRAY:
            SPEND(CL_WORK_ARRAY + cl_work_build(r + i->a, i->c));
            if (!cl_operate_array(r + i->a, i->c, &v->arena, &r[i->r], &fault))
                goto faulty;
            break;
        case CL_VM_TRUTH:
            SPEND(CL_WORK_TRUTH);
            if (!cl_operate_truth(&r[i->a], &truth, &fault))
                goto faulty;
            observe(v, (uint32_t)(i - code), &r[i->a]);
            i++;
            continue;
        case CL_VM_UNLESS:
            SPEND(CL_WORK_UNLESS);
            if (!cl_operate_truth(&r[i->a], &truth, &fault))
                goto faulty;
            observe(v, (uint32_t)(i - code), &r[i->a]);
            i = truth ? i + 1 : code + i->c;
            continue;
        case CL_VM_JUMP:
        case CL_VM_LOOP:
            SPEND(CL_WORK_JUMP);
            i = code + i->c;
            continue;
        case CL_VM_REDUCE:
            SPEND(CL_WORK_REDUCE);
            if (!begin_reduce(r + i->r, &fault))
                goto faulty;
            i++;
            continue;
        case CL_VM_NEXT: {
            SPEND(CL_WORK_NEXT);
            int more = next_item(v, r + i->r, &fault);
            if (more < 0)
                goto faulty;
            i = more ? i + 1 : code + i->c;
            continue;
        }
        case CL_VM_FAIL:
            set_bit(v->failed, i->c);
            i++;
            continue;
        case CL_VM_NEED_INTEGER:
            if (cells[i->a].kind != CL_KIND_INTEGER)
                goto undecided;
            i++;
            continue;
        case CL_VM_NEED_DATE:
            if (cells[i->a].kind != CL_KIND_DATETIME)
                goto undecided;
            i++;
            continue;
        case CL_VM_LEAVE:
            goto undecided;
        case CL_VM_RETURN:
        case CL_VM_END:
            return (halt){.at = (uint32_t)(i - code)};
            TEST(TRUTHY, test_truthy(&cells[i->r]))
            TEST(STRING, test_string(&cells[i->r], i->a))
            TEST(NUMBER, test_number(&cells[i->r], p->numbers[i->a]))
            TEST(SET, test_set(&cells[i->r], i->a))
            TEST(LEAST, test_least(&cells[i->r], p->numbers[i->a]))
            TEST(ORDER, test_order(&cells[i->r], &cells[i->a]))
            TEST(SINCE, test_since(&cells[i->r], p->numbers[i->a]))
            TEST(SPAN, test_span(&cells[i->r], &cells[i->a], p->numbers[i->b]))
            TEST(SAME, test_same(v, i->r, i->a))
        case CL_VM_COUNT:
            CL_UNREACHABLE();
        }
        /* The instruction has written a value to register r. */
        observe(v, (uint32_t)(i - code), &r[i->r]);
        i++;
        continue;
    spent:
        fault = (cl_fault){.code = CL_BUDGET, .operand = CL_NO_OPERAND};
    faulty:
        if (p->region_of[i - code] == CL_NONE_INDEX)
            return (halt){.fault = fault, .at = (uint32_t)(i - code)};
    undecided:
        i = code + leave(v, (uint32_t)(i - code));
    }
}

/* Sets the error of a fault: code, message and place. */
static void explain(cl_evaluator *v, const halt *h, cl_error *error)
{
    const cl_program *p = v->program;
    if (error == NULL)
        return;
    cl_buffer_clear(&v->text);
    cl_fault_message(&h->fault, cl_opcode_row(p->code[h->at].op)->wants, &v->text);
    cl_error_set(error, h->fault.code, "%s", cl_buffer_text(&v->text));
    cl_buffer_clear(&v->text);
    cl_program_place(p, cl_program_operand_place(p, p->place_of[h->at], h->fault.operand),
                     &v->text);
    cl_error_at(error, cl_buffer_text(&v->text));
}

/* Begins a run with `work` units of work, the whole budget of iterations, and an arena without
 * values of earlier runs. */
static void begin(cl_evaluator *v, int64_t work)
{
    v->work = work;
    v->iterations = v->most_iterations;
    cl_arena_undo(&v->arena, v->bound);
}

/* Makes each rule of a section undecided that could exceed the budget in plain code: its `work`
 * plus `counted`, the units that shared code counted for the whole section, exceeds the budget. */
static void leave_dear(cl_evaluator *v, const cl_section *s, int64_t counted)
{
    for (uint32_t i = s->first; i < s->first + s->count; i++) {
        if (v->program->rules[i].work > v->most_work - counted)
            set_bit(v->undecided, i);
    }
}

void cl_evaluator_run_section(cl_evaluator *v, uint32_t section)
{
    const cl_section *s = &v->program->sections[section];
    if (s->count == 0)
        return;
    clear_bits(v, s);
    if (s->entry != CL_NONE_INDEX) {
        int64_t most = v->most_work / SHARED_PART;
        begin(v, most);
        run(v, s->entry);
        if (s->work > v->most_work - (most - v->work))
            leave_dear(v, s, most - v->work);
    } else {
        for (uint32_t i = 0; i < s->count; i++)
            set_bit(v->undecided, s->first + i);
    }
}

bool cl_evaluator_run_rule(cl_evaluator *v, uint32_t rule, cl_value *value, cl_error *error)
{
    begin(v, v->most_work);
    halt h = run(v, v->program->rules[rule].entry);
    if (h.fault.code != CL_NONE) {
        explain(v, &h, error);
        return false;
    }
    *value = v->registers[v->program->code[h.at].a];
    return true;
}

cl_outcome cl_evaluator_outcome(cl_evaluator *v, uint32_t rule, cl_error *error)
{
    if (!get_bit(v->undecided, rule))
        return get_bit(v->failed, rule) ? CL_FAILED : CL_PASSED;
    cl_value value;
    cl_outcome outcome = CL_OPEN;
    if (cl_evaluator_run_rule(v, rule, &value, error)) {
        if (value.kind == CL_KIND_BOOLEAN)
            outcome = value.boolean ? CL_PASSED : CL_FAILED;
        else
            cl_error_set(error, CL_RESULT, "a rule must evaluate to a boolean, found %s",
                         cl_kind_name((cl_kind)value.kind));
    }
    return outcome;
}
