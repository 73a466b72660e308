/* compiling.c — times the compilation of large rule sets: bench/compiling [rules a set …]
 *
 * The time must be proportional to the number of rules. There are four shapes of sets, each in one
 * section. They vary what the compiler looks up for every rule: guards that are equal or all
 * different, strings and sets of one slot or of many, paths. No limit refuses a set of up to 20,000
 * rules. This file must not know metadata of rules.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "data/json.h"
#include "harness.h"
#include "vm/compile.h"

static const char *const shapes[] = {"few guards", "own guards", "own sets", "own paths"};

/* Writes rule number i of a set. */
static void write_rule(cl_buffer *out, size_t shape, unsigned i)
{
    switch (shape) {
    case 0:
        cl_buffer_printf(out,
                         "{\"if\":[{\"var\":\"payload.g%u\"},{\"===\":[{\"var\":\"payload.x\"},"
                         "\"s%u\"]},true]}",
                         i % 4, i);
        break;
    case 1:
        cl_buffer_printf(out,
                         "{\"if\":[{\"===\":[{\"var\":\"payload.g\"},\"g%u\"]},{\">\":[{\"var\":"
                         "\"payload.dn\"},%u]},true]}",
                         i, i % 3);
        break;
    case 2:
        cl_buffer_printf(out, "{\"in\":[{\"var\":\"payload.x%u\"},[\"a%u\",\"b\",\"c\"]]}", i / 16,
                         i);
        break;
    default:
        cl_buffer_printf(out, "{\"===\":[{\"var\":\"payload.x%u\"},\"a\"]}", i);
        break;
    }
}

static void refuse(void *self, cl_code code, const char *at, const char *message)
{
    bench_fail("rule %u: %s at %s: %s", *(unsigned *)self, cl_code_name(code), at, message);
}

static cl_vm_source *read_set(cl_arena *arena, size_t shape, unsigned count)
{
    cl_vm_source *sources = cl_arena_array(arena, count, sizeof *sources);
    cl_expression *expressions = cl_arena_array(arena, count, sizeof *expressions);
    cl_buffer text;
    cl_error error;
    cl_error_init(&error);
    cl_buffer_init(&text);
    for (unsigned i = 0; i < count; i++) {
        cl_value logic;
        cl_buffer_clear(&text);
        write_rule(&text, shape, i);
        if (sources == NULL || expressions == NULL ||
            !cl_json_value(cl_buffer_text(&text), text.length, arena, &logic, &error) ||
            cl_expression_read(&logic, arena, refuse, &i, &expressions[i], &error) != 0)
            bench_fail("rule %u: %s", i, error.message);
        sources[i].expression = &expressions[i];
    }
    cl_buffer_free(&text);
    return sources;
}

static double milliseconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Returns the least of three times. */
static double time_set(const cl_vm_source *sources, unsigned count)
{
    const cl_compile_options usual = {.plain = false};
    double least = 0;
    for (int round = 0; round < 3; round++) {
        cl_error error;
        cl_error_init(&error);
        double began = milliseconds();
        cl_program *program = cl_program_compile(sources, count, &usual, &error);
        double took = milliseconds() - began;
        if (program == NULL || program->rule_count != count)
            bench_fail("a set of %u rules: %s", count, error.message);
        cl_program_free(program);
        least = round == 0 || took < least ? took : least;
    }
    return least;
}

int main(int argc, char **argv)
{
    static const unsigned usual[] = {1000, 5000, 20000};
    size_t counts = argc > 1 ? (size_t)argc - 1 : sizeof usual / sizeof *usual;
    for (size_t shape = 0; shape < sizeof shapes / sizeof *shapes; shape++) {
        for (size_t i = 0; i < counts; i++) {
            unsigned count = argc > 1 ? (unsigned)strtoul(argv[i + 1], NULL, 10) : usual[i];
            cl_arena arena;
            cl_arena_init(&arena, SIZE_MAX);
            double took = time_set(read_set(&arena, shape, count), count);
            printf("%-12s %6u rules  %9.2f ms  %6.2f us per rule\n", shapes[shape], count, took,
                   took * 1e3 / (count > 0 ? count : 1));
            cl_arena_free(&arena);
        }
    }
    return 0;
}
