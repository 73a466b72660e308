/* support.h — shared by the tests of lang/ and vm/: reads JSON, makes expressions and programs,
 * prints results.
 *
 * Everything that a test makes here is freed at its end, if `given_begin` and `given_end` are its
 * checked fixture. If something cannot be made, the test fails. A test program has one source file,
 * so all functions here are static.
 */
#ifndef CL_TESTS_SUPPORT_H
#define CL_TESTS_SUPPORT_H

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "data/json.h"
#include "data/writer.h"
#include "lang/expression.h"
#include "vm/compile.h"
#include "vm/evaluator.h"
#include "support_main.h"
#include "vm/program.h"

/* The hint for an author who writes `or`. */
#define OR_HINT "; write it with `and` and `!`: {\"!\": [{\"and\": [{\"!\": [a]}, {\"!\": [b]}]}]}"

enum { GIVEN_MOST = 64 };

/* An assertion for checks that run a million times: Check records each of its own assertions that
 * holds. */
#define must(condition)                                                                            \
    do {                                                                                           \
        if (!(condition))                                                                          \
            ck_abort_msg("%s", #condition);                                                        \
    } while (0)

static struct {
    cl_arena arena; /* contains everything that is not freed separately */
    cl_program *programs[GIVEN_MOST];
    cl_evaluator *evaluators[GIVEN_MOST];
    size_t program_count, evaluator_count;
} given;

static inline void given_begin(void)
{
    memset(&given, 0, sizeof given);
    cl_arena_init(&given.arena, SIZE_MAX);
}

/* Frees everything made so far; keeps the memory for reuse. */
static inline void given_reset(void)
{
    while (given.evaluator_count > 0)
        cl_evaluator_free(given.evaluators[--given.evaluator_count]);
    while (given.program_count > 0)
        cl_program_free(given.programs[--given.program_count]);
    cl_arena_reset(&given.arena);
}

static inline void given_end(void)
{
    given_reset();
    cl_arena_free(&given.arena);
}

/* ---- Texts ----------------------------------------------------------------------------------- */

/* Returns a formatted text of any length. */
CL_PRINTF(1, 2) static inline const char *given_text(const char *format, ...)
{
    cl_buffer out;
    char small[512];
    va_list arguments;
    cl_buffer_init(&out);
    va_start(arguments, format);
    int length = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    must(length >= 0);
    must(cl_buffer_reserve(&out, (size_t)length + 1));
    va_start(arguments, format);
    vsnprintf(out.data, (size_t)length + 1, format, arguments);
    va_end(arguments);
    const char *text = cl_arena_text(&given.arena, out.data, (size_t)length);
    cl_buffer_free(&out);
    must(text != NULL);
    return text;
}

/* Returns `part`, repeated `times` times. */
static inline const char *given_repeated(const char *part, size_t times)
{
    size_t length = strlen(part);
    char *text = cl_arena_alloc(&given.arena, length * times + 1);
    must(text != NULL);
    for (size_t i = 0; i < times; i++)
        memcpy(text + i * length, part, length);
    text[length * times] = '\0';
    return text;
}

/* Returns `inner` inside of `times` pairs of `open` and `close`. */
static inline const char *given_nested(const char *open, const char *inner, const char *close,
                                       size_t times)
{
    return given_text("%s%s%s", given_repeated(open, times), inner, given_repeated(close, times));
}

/* Returns JSON from a text with ' instead of ", which is easier to read in C. */
static inline const char *quoted(const char *text)
{
    char *json = cl_arena_text(&given.arena, text, strlen(text));
    must(json != NULL);
    for (char *c = json; *c != '\0'; c++) {
        if (*c == '\'')
            *c = '"';
    }
    return json;
}

/* Returns the content of a buffer, valid until the test ends, and frees the buffer. */
static inline const char *given_taken(cl_buffer *buffer)
{
    must(!buffer->failed);
    const char *text = cl_arena_text(&given.arena, cl_buffer_text(buffer), buffer->length);
    cl_buffer_free(buffer);
    must(text != NULL);
    return text;
}

/* ---- Values, expressions, programs ----------------------------------------------------------- */

static inline cl_value given_json(const char *json)
{
    cl_value value = cl_value_null();
    cl_error error;
    cl_error_init(&error);
    if (!cl_json_value(json, strlen(json), &given.arena, &value, &error))
        ck_abort_msg("%.200s: %s", json, error.message);
    return value;
}

static inline const cl_value *given_value(const char *json)
{
    cl_value *value = cl_arena_alloc(&given.arena, sizeof *value);
    must(value != NULL);
    *value = given_json(json);
    return value;
}

static inline void given_fault(void *self, cl_code code, const char *at, const char *message)
{
    ck_abort_msg("%.200s: %s at %s: %s", (const char *)self, cl_code_name(code), at, message);
}

static inline const cl_expression *given_expression(const char *json)
{
    cl_value logic = given_json(json);
    cl_expression *expression = cl_arena_alloc(&given.arena, sizeof *expression);
    cl_error error;
    char *shown = cl_arena_text(&given.arena, json, strlen(json));
    cl_error_init(&error);
    must(expression != NULL && shown != NULL);
    must(cl_expression_read(&logic, &given.arena, given_fault, shown, expression, &error) == 0);
    return expression;
}

/* Returns a program of these rules. Rule i belongs to sections[i], or all belong to section 0 if
 * that is NULL. */
static inline cl_program *given_sections(const char *const *rules, const uint32_t *sections,
                                         size_t count, const cl_compile_options *options)
{
    static const cl_compile_options usual = {.plain = false};
    cl_vm_source *sources = cl_arena_array(&given.arena, count + 1, sizeof *sources);
    cl_error error;
    cl_error_init(&error);
    must(sources != NULL);
    for (size_t i = 0; i < count; i++) {
        sources[i].expression = given_expression(rules[i]);
        sources[i].section = sections != NULL ? sections[i] : 0;
    }
    cl_program *program = cl_program_compile(sources, count, options != NULL ? options : &usual,
                                             &error);
    if (program == NULL)
        ck_abort_msg("%s: %s", cl_code_name(error.code), error.message);
    must(given.program_count < GIVEN_MOST);
    given.programs[given.program_count++] = program;
    return program;
}

static inline cl_program *given_rules(const char *const *rules, size_t count)
{
    return given_sections(rules, NULL, count, NULL);
}

static inline cl_program *given_rule(const char *rule)
{
    return given_sections(&rule, NULL, 1, NULL);
}

static inline cl_evaluator *given_evaluator(const cl_program *program)
{
    cl_error error;
    cl_error_init(&error);
    cl_evaluator *evaluator = cl_evaluator_new(program, &error);
    must(evaluator != NULL);
    must(given.evaluator_count < GIVEN_MOST);
    given.evaluators[given.evaluator_count++] = evaluator;
    return evaluator;
}

/* ---- Answers --------------------------------------------------------------------------------- */

static inline const char *text_of(const cl_value *value)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_write_value(&out, value);
    return given_taken(&out);
}

static inline const char *listing_of(const cl_program *program)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_program_disassemble(program, NULL, NULL, &out);
    return given_taken(&out);
}

/* Returns the shared code of a program, one instruction a line, without numbers and places. */
static inline const char *shared_of(const cl_program *program)
{
    cl_buffer out;
    cl_buffer_init(&out);
    for (uint32_t at = 0; at < program->code_count; at++) {
        if (program->region_of[at] == CL_NONE_INDEX)
            continue;
        cl_program_write_instruction(program, at, NULL, NULL, &out);
        cl_buffer_putc(&out, '\n');
    }
    return given_taken(&out);
}

/* The result of one rule on some data: a value, or an error with its place. */
typedef struct answer {
    bool ok;
    cl_value value;
    const char *text; /* the value as JSON, or the name of the code */
    cl_outcome outcome;
    cl_error error; /* of the outcome too: RESULT if the value is no boolean */
} answer;

/* Binds the context, and evaluates rule 0 by its plain code and by the code of its section. Every
 * test that uses this function also checks that both results agree. */
static inline answer answer_of(cl_evaluator *evaluator, const cl_value *context)
{
    answer a = {.value = cl_value_null()};
    cl_error shared;
    cl_error_init(&a.error);
    cl_error_init(&shared);
    cl_evaluator_bind(evaluator, context);
    cl_evaluator_run_section(evaluator, 0);
    a.outcome = cl_evaluator_outcome(evaluator, 0, &shared);
    a.ok = cl_evaluator_run_rule(evaluator, 0, &a.value, &a.error);
    a.text = a.ok ? text_of(&a.value) : cl_code_name(a.error.code);
    cl_outcome expected = CL_OPEN;
    if (a.ok && a.value.kind == CL_KIND_BOOLEAN)
        expected = a.value.boolean ? CL_PASSED : CL_FAILED;
    else if (a.ok)
        a.error = shared;
    ck_assert_int_eq(a.outcome, expected);
    ck_assert_int_eq(shared.code, a.error.code);
    ck_assert_str_eq(shared.at, a.error.at);
    ck_assert_str_eq(shared.message, a.error.message);
    return a;
}

static inline answer evaluated(const char *rule, const char *context)
{
    return answer_of(given_evaluator(given_rule(rule)), given_value(context));
}

static inline void expect_text(const char *rule, const char *context, const char *text)
{
    answer a = evaluated(rule, context);
    ck_assert_msg(strcmp(a.text, text) == 0, "%.300s on %.300s: %.300s, not %.300s", rule, context,
                  a.text, text);
}

static inline void expect_error(const char *rule, const char *context, cl_code code, const char *at)
{
    answer a = evaluated(rule, context);
    ck_assert_msg(!a.ok && a.error.code == code && strcmp(a.error.at, at) == 0,
                  "%.300s on %.300s: %.300s at %s, not %s at %s", rule, context, a.text, a.error.at,
                  cl_code_name(code), at);
}

/* ---- Running --------------------------------------------------------------------------------- */

/* Returns the top of the source tree, which contains rules/ and tests/. */
static inline const char *top_srcdir(void)
{
    const char *top = getenv("top_srcdir");
    if (top == NULL)
        top = getenv(
            "srcdir"); /* automake's variable; it is the same, because the build is not recursive */
#ifdef TOP_SRCDIR
    if (top == NULL)
        top = TOP_SRCDIR;
#endif
    return top != NULL && top[0] != '\0' ? top : ".";
}

/* Returns the bytes of a file, followed by a NUL. */
static inline const char *given_file(const char *path, size_t *length)
{
    FILE *file = fopen(path, "rb");
    cl_buffer bytes;
    cl_buffer_init(&bytes);
    ck_assert_msg(file != NULL, "cannot open %s", path);
    for (size_t got = 1; got > 0 && cl_buffer_reserve(&bytes, 65536);) {
        char part[4096];
        got = fread(part, 1, sizeof part, file);
        cl_buffer_add(&bytes, part, got);
    }
    fclose(file);
    *length = bytes.length;
    return given_taken(&bytes);
}

/* Makes the suite `name` and its set of tests, with the fixture above. */
static inline TCase *unit_tests(const char *name)
{
    TCase *tests = unit_case(name);
    tcase_add_checked_fixture(tests, given_begin, given_end);
    return tests;
}

#endif
