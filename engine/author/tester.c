/* tester.c — compiles and evaluates one test, compares the value, and writes the trace. */
#include "author/tester.h"

#include <string.h>

#include "base/cut.h"
#include "base/limits.h"
#include "data/instant.h"
#include "data/json.h"
#include "data/writer.h"
#include "vm/compile.h"
#include "vm/evaluator.h"

void cl_tested_init(cl_tested *tested)
{
    tested->result = CL_TEST_PASSED;
    cl_buffer_init(&tested->got);
    cl_buffer_init(&tested->trace);
}

void cl_tested_free(cl_tested *tested)
{
    cl_buffer_free(&tested->got);
    cl_buffer_free(&tested->trace);
}

/* The outputs of the evaluation's observer. */
typedef struct observer {
    cl_coverage *coverage;
    cl_buffer *trace;
    bool full; /* the trace has reached its limit */
} observer;

/* In a program with one rule, a place is a node of its expression. */
static void observe(void *self, const cl_program *program, uint32_t at, const cl_value *result)
{
    enum { LONGEST = 120 };
    observer *o = self;
    uint32_t place = program->place_of[at];
    if (o->coverage != NULL)
        cl_coverage_note(o->coverage, place, result);
    if (o->full || cl_opcode_row(program->code[at].op)->r != CL_FIELD_WRITE)
        return;
    size_t begin = o->trace->length;
    cl_program_add_place(program, place, o->trace);
    if (o->trace->length == begin)
        cl_buffer_puts(o->trace, "(whole)");
    cl_buffer_puts(o->trace, "  ");
    cl_program_write_instruction(program, at, NULL, NULL, o->trace);
    cl_buffer_puts(o->trace, "  = ");
    size_t value = o->trace->length;
    cl_write_value(o->trace, result);
    cl_buffer_cut(o->trace, value, LONGEST);
    cl_buffer_putc(o->trace, '\n');
    if (o->trace->length > CL_MAX_TRACE) {
        o->full = true;
        o->trace->length = begin;
        cl_buffer_puts(o->trace, CL_ELLIPSIS "\n");
    }
}

/* Expected values are JSON, which has no date-times. The value is therefore compared in its JSON
 * form. */
static bool as_expected(const cl_buffer *got, const cl_value *expected, cl_error *fault)
{
    cl_arena arena;
    cl_value value;
    cl_arena_init(&arena, SIZE_MAX);
    bool equal = cl_json_value(cl_buffer_text(got), got->length, &arena, &value, fault) &&
                 cl_value_equal(&value, expected);
    cl_arena_free(&arena);
    return equal;
}

static void write_fault(cl_buffer *out, const cl_error *fault)
{
    cl_buffer_puts(out, "error ");
    cl_buffer_puts(out, cl_code_name(fault->code));
    if (fault->at[0] != '\0') {
        cl_buffer_puts(out, " at ");
        cl_buffer_puts(out, fault->at);
    }
    cl_buffer_puts(out, ": ");
    cl_buffer_puts(out, fault->message);
}

static void keep_first(void *self, cl_code code, const char *at, const char *message)
{
    cl_error *error = self;
    cl_error_set(error, code, "%s", message);
    cl_error_at(error, at);
}

static bool evaluate(const cl_program *program, const cl_test *test, observer *o, cl_tested *tested,
                     cl_error *fault)
{
    cl_evaluator *v = cl_evaluator_new(program, fault);
    cl_value value;
    if (v == NULL)
        return false;
    cl_evaluator_bind(v, &test->data);
    cl_evaluator_trace(v, observe, o);
    bool evaluated = cl_evaluator_run_rule(v, 0, &value, fault);
    if (evaluated) {
        cl_write_value(&tested->got, &value);
        if (as_expected(&tested->got, &test->expected, fault))
            tested->result = CL_TEST_PASSED;
    }
    cl_evaluator_free(v);
    return evaluated;
}

/* Returns: true if the clock of a rule's test is outside the validity of the rule: the test then
 *   fails (SEMANTICS). A test without a clock is not checked. */
static bool outside_validity(const cl_test *test, cl_error *fault)
{
    static const char path[] = "validationClock";
    const cl_value *clock = cl_value_text_member(cl_value_member(&test->data, "external"), path);
    int64_t instant;
    if (test->rule == NULL || clock == NULL ||
        cl_instant_parse(clock->text, clock->length, &instant) != CL_INSTANT_OK)
        return false;
    if (instant >= test->rule->valid_from && instant < test->rule->valid_to)
        return false;
    cl_error_set(fault, CL_TEST, "the clock lies outside the rule's validity, %s to %s",
                 test->rule->valid_from_text, test->rule->valid_to_text);
    return true;
}

static bool run(const cl_test *test, cl_arena *arena, observer *o, cl_tested *tested,
                cl_error *fault)
{
    const cl_compile_options options = {.plain = true};
    cl_expression e;
    if (outside_validity(test, fault) ||
        cl_expression_read(test->logic, arena, keep_first, fault, &e, fault) != 0)
        return false;
    cl_vm_source source = {.expression = &e};
    cl_program *program = cl_program_compile(&source, 1, &options, fault);
    bool evaluated = program != NULL && evaluate(program, test, o, tested, fault);
    cl_program_free(program);
    return evaluated;
}

bool cl_test_run(const cl_test *test, cl_coverage *coverage, cl_tested *tested, cl_error *error)
{
    cl_error fault;
    cl_arena arena;
    observer o = {.coverage = coverage, .trace = &tested->trace};
    cl_error_init(&fault);
    cl_buffer_clear(&tested->got);
    cl_buffer_clear(&tested->trace);
    tested->result = test->skip ? CL_TEST_SKIPPED : CL_TEST_FAILED;
    if (test->skip)
        return true;
    cl_arena_init(&arena, SIZE_MAX);
    if (!run(test, &arena, &o, tested, &fault)) {
        cl_buffer_clear(&tested->got);
        write_fault(&tested->got, &fault);
    }
    cl_arena_free(&arena);
    if (fault.code == CL_MEMORY || tested->got.failed || tested->trace.failed)
        return cl_error_memory(error);
    return true;
}
