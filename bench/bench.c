/* bench.c — the benchmarks. `make bench` runs them; README.md describes them.
 *
 *   bench [--rules DIR] [--out FILE] [--baseline FILE] [--certificates N] [--rounds N]
 *         [--dump FILE]
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "api/io.h"
#include "certificates.h"
#include "czech.h"
#include "data/instant.h"
#include "data/json.h"
#include "harness.h"
#include "vm/compile.h"
#include "vm/machine.h"

static const char clock_text[] = "2022-01-15T12:00:00Z";

typedef struct world {
    uint32_t count;
    cl_ruleset *set;
    cl_evaluator *evaluator;
    cl_arena arena; /* payloads */
    cl_arena packed_arena;
    cl_value *payloads;
    czech_strings *strings; /* the decoded strings, where the decoder put them */
    czech_strings *packed;  /* copies of these strings in one block */
    czech_numbers *numbers;
    czech_world *czech;
    cl_value external;
    /* Filled slots and cells of every certificate, in one block. */
    cl_cell *cells;
    const cl_value **slots;
} world;

static uint64_t mix(uint64_t sum, uint32_t failed, uint32_t open)
{
    return (sum ^ ((uint64_t)open << 32 | failed)) * 0x9E3779B97F4A7C15u + 1;
}

/* ---- Contenders ------------------------------------------------------------------------------ */

/* Returns the outcome of all rules. Rules that shared code does not decide are run one by one. */
static uint64_t take_outcome(world *w, uint64_t sum)
{
    cl_evaluator *v = w->evaluator;
    uint32_t failed = (uint32_t)v->failed[0];
    uint32_t undecided = (uint32_t)v->undecided[0];
    uint32_t open = 0;
    while (undecided != 0) {
        uint32_t rule = (uint32_t)__builtin_ctz(undecided);
        undecided &= undecided - 1;
        cl_outcome outcome = cl_evaluator_outcome(v, rule, NULL);
        failed &= ~(1u << rule);
        failed |= (uint32_t)(outcome == CL_FAILED) << rule;
        open |= (uint32_t)(outcome == CL_OPEN) << rule;
    }
    return mix(sum, failed, open);
}

static uint64_t run_filled(void *context)
{
    world *w = context;
    cl_evaluator *v = w->evaluator;
    const cl_program *p = w->set->program;
    size_t cells = p->slot_count + p->date_count;
    cl_cell *own_cells = v->cells;
    const cl_value **own_slots = v->slots;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        v->cells = w->cells + i * cells;
        v->slots = w->slots + (size_t)i * p->slot_count;
        cl_evaluator_run_section(v, 0);
        sum = take_outcome(w, sum);
    }
    v->cells = own_cells;
    v->slots = own_slots;
    return sum;
}

static uint64_t run_values(void *context)
{
    world *w = context;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        if (!cl_evaluator_bind_payload(w->evaluator, &w->payloads[i], NULL))
            bench_fail("memory ran out");
        cl_evaluator_run_section(w->evaluator, 0);
        sum = take_outcome(w, sum);
    }
    return sum;
}

static uint64_t run_c(const world *w, const czech_strings *strings)
{
    uint64_t sum = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        czech_outcome o = czech_by_strings(w->czech, &strings[i]);
        sum = mix(sum, o.failed, o.open);
    }
    return sum;
}

static uint64_t run_c_strings(void *context)
{
    const world *w = context;
    return run_c(w, w->strings);
}

static uint64_t run_c_packed(void *context)
{
    const world *w = context;
    return run_c(w, w->packed);
}

static uint64_t run_c_values(void *context)
{
    world *w = context;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        czech_strings c;
        czech_read(&w->payloads[i], &c);
        czech_outcome o = czech_by_strings(w->czech, &c);
        sum = mix(sum, o.failed, o.open);
    }
    return sum;
}

static uint64_t run_c_numbers(void *context)
{
    world *w = context;
    uint64_t sum = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        czech_outcome o = czech_by_numbers(w->czech, &w->numbers[i]);
        sum = mix(sum, o.failed, o.open);
    }
    return sum;
}

/* ---- Preparing ------------------------------------------------------------------------------- */

static void load_rules(world *w, const char *path)
{
    cl_error error;
    cl_buffer czech, sets;
    cl_error_init(&error);
    cl_buffer_init(&czech);
    cl_buffer_init(&sets);
    cl_buffer_printf(&czech, "%s/CZ", path);
    cl_buffer_printf(&sets, "%s/value-sets.json", path);
    w->set = cl_ruleset_new(&error);
    if (w->set == NULL ||
        !cl_api_add_path(w->set, CL_DOCUMENT_ANY, cl_buffer_text(&czech), NULL, &error) ||
        !cl_api_add_path(w->set, CL_DOCUMENT_VALUE_SETS, cl_buffer_text(&sets), NULL, &error) ||
        !cl_ruleset_finish(w->set, &error))
        bench_fail("%s", error.message);
    if (w->set->count != CZECH_RULES || w->set->program->section_count != 1)
        bench_fail("rules/CZ has changed: %u rules", w->set->count);
    cl_buffer_free(&czech);
    cl_buffer_free(&sets);
}

static const char *keep(world *w, const char *text)
{
    return text != NULL ? cl_arena_text(&w->packed_arena, text, strlen(text)) : NULL;
}

static void decode(world *w, uint32_t i)
{
    czech_read(&w->payloads[i], &w->strings[i]);
    czech_intern(w->czech, &w->strings[i], &w->numbers[i]);
    czech_strings c = w->strings[i];
    c.tg = keep(w, c.tg);
    c.mp = keep(w, c.mp);
    c.dt = keep(w, c.dt);
    c.tt = keep(w, c.tt);
    c.ma = keep(w, c.ma);
    c.sc = keep(w, c.sc);
    c.tr = keep(w, c.tr);
    c.fr = keep(w, c.fr);
    w->packed[i] = c;
}

static void *room(size_t count, size_t size)
{
    void *memory = calloc(count + 1, size);
    if (memory == NULL)
        bench_fail("memory ran out");
    return memory;
}

static void generate(world *w, const char *dump)
{
    bench_random random = {.state = 20220115};
    FILE *out = dump != NULL ? fopen(dump, "w") : NULL;
    if (dump != NULL && out == NULL)
        bench_fail("%s: %s", dump, strerror(errno));
    for (uint32_t i = 0; i < w->count; i++) {
        cl_error error;
        char text[BENCH_PAYLOAD_SIZE];
        size_t length = bench_payload(&random, i, text);
        cl_error_init(&error);
        if (!cl_json_value(text, length, &w->arena, &w->payloads[i], &error))
            bench_fail("payload %u: %s", i, error.message);
        decode(w, i);
        if (out != NULL)
            fprintf(out, "%s\n", text);
    }
    if (out != NULL && fclose(out) != 0)
        bench_fail("%s: %s", dump, strerror(errno));
}

static void fill(world *w)
{
    const cl_program *p = w->set->program;
    size_t cells = p->slot_count + p->date_count;
    w->cells = room(w->count * cells, sizeof *w->cells);
    w->slots = room((size_t)w->count * p->slot_count, sizeof *w->slots);
    for (uint32_t i = 0; i < w->count; i++) {
        if (!cl_evaluator_bind_payload(w->evaluator, &w->payloads[i], NULL))
            bench_fail("memory ran out");
        memcpy(w->cells + i * cells, w->evaluator->cells, cells * sizeof *w->cells);
        memcpy(w->slots + (size_t)i * p->slot_count, w->evaluator->slots,
               p->slot_count * sizeof *w->slots);
    }
}

static void prepare(world *w, const char *rules, const char *dump)
{
    cl_error error;
    cl_error_init(&error);
    cl_arena_init(&w->arena, SIZE_MAX);
    cl_arena_init(&w->packed_arena, SIZE_MAX);
    load_rules(w, rules);
    w->payloads = room(w->count, sizeof *w->payloads);
    w->strings = room(w->count, sizeof *w->strings);
    w->packed = room(w->count, sizeof *w->packed);
    w->numbers = room(w->count, sizeof *w->numbers);
    w->czech = czech_world_new(&w->set->value_sets, clock_text);
    w->evaluator = cl_evaluator_new(w->set->program, &error);
    cl_member members[] = {
        {.key = "validationClock",
         .length = 15,
         .value = cl_value_string(clock_text, sizeof clock_text - 1)},
        {.key = "valueSets", .length = 9, .value = w->set->value_sets},
    };
    w->external = (cl_value){.object = cl_object_make(&w->arena, members, 2),
                             .kind = CL_KIND_OBJECT};
    if (w->evaluator == NULL || w->external.object == NULL ||
        !cl_evaluator_bind_external(w->evaluator, &w->external, &error))
        bench_fail("memory ran out");
    generate(w, dump);
    fill(w);
}

/* ---- The benchmarks -------------------------------------------------------------------------- */

/* Returns the number of outcomes of each kind; peers.js prints the same for its engines. */
static void count_outcomes(const world *w)
{
    unsigned long failed = 0, open = 0;
    for (uint32_t i = 0; i < w->count; i++) {
        czech_outcome o = czech_by_strings(w->czech, &w->strings[i]);
        failed += (unsigned long)__builtin_popcount(o.failed);
        open += (unsigned long)__builtin_popcount(o.open);
    }
    printf("%u certificates; passed, failed, open: %lu %lu %lu\n", w->count,
           (unsigned long)w->count * CZECH_RULES - failed - open, failed, open);
}

/* Times all contenders on every certificate. Their checksums must be equal. */
static void bench_rules(world *w, bench_report *report, unsigned rounds)
{
    uint64_t expected = run_c_strings(w);
    bench_contender contenders[] = {
        {"rules, slots filled", run_filled, w, expected},
        {"rules, from decoded values", run_values, w, expected},
        {"C by hand, over strings", run_c_strings, w, expected},
        {"C by hand, over packed strings", run_c_packed, w, expected},
        {"C by hand, over decoded values", run_c_values, w, expected},
        {"C by hand, over numbers", run_c_numbers, w, expected},
    };
    bench_run(report, contenders, sizeof contenders / sizeof *contenders, rounds,
              (double)w->count * CZECH_RULES, "ns per rule");
}

static uint64_t compile_set(void *context)
{
    world *w = context;
    cl_error error;
    cl_error_init(&error);
    cl_program *program = cl_ruleset_compile_open(w->set, false, &error);
    if (program == NULL)
        bench_fail("%s", error.message);
    uint64_t sum = program->code_count;
    cl_program_free(program);
    return sum;
}

typedef struct judging {
    certlogic_rules rules;
    certlogic_evaluator *evaluator;
    certlogic_certificate certificate;
    cl_certificate certificates[64];
} judging;

/* Times one verdict from a decoded payload by the public functions: selection, rules, verdict. */
static uint64_t judge_all(void *context)
{
    judging *j = context;
    const certlogic_request request = {.country = "CZ", .clock = clock_text};
    uint64_t sum = 0;
    for (int i = 0; i < 64; i++) {
        j->certificate.it = &j->certificates[i];
        const certlogic_verdict *verdict = certlogic_judge(j->evaluator, &j->certificate, &request,
                                                           NULL);
        if (verdict == NULL)
            bench_fail("no verdict");
        sum = mix(sum, certlogic_verdict_kind_of(verdict), 0);
    }
    return sum;
}

static void bench_verdict(world *w, bench_report *report, unsigned rounds)
{
    judging *j = room(1, sizeof *j);
    bench_random random = {.state = 1};
    cl_certificate *made[64];
    j->rules.set = w->set;
    j->evaluator = certlogic_evaluator_new(&j->rules, NULL);
    for (uint32_t i = 0; i < 64; i++) {
        char text[BENCH_PAYLOAD_SIZE];
        size_t length = bench_payload(&random, i, text);
        made[i] = cl_certificate_read_json(text, length, NULL);
        if (made[i] == NULL)
            bench_fail("memory ran out");
        j->certificates[i] = *made[i];
    }
    bench_contender contender = {"verdict from a decoded payload", judge_all, j, 0};
    bench_run(report, &contender, 1, rounds * 20, 64, "ns");
    for (uint32_t i = 0; i < 64; i++)
        cl_certificate_free(made[i]);
    certlogic_evaluator_free(j->evaluator);
    free(j);
}

/* Times membership in a value set of some size: one rule, with changing codes. */
typedef struct membership {
    cl_arena arena;
    cl_program *program;
    cl_evaluator *evaluator;
    cl_value payloads[256];
} membership;

static uint64_t ask_members(void *context)
{
    membership *m = context;
    uint64_t sum = 0;
    for (int round = 0; round < 64; round++) {
        for (int i = 0; i < 256; i++) {
            if (!cl_evaluator_bind_payload(m->evaluator, &m->payloads[i], NULL))
                bench_fail("memory ran out");
            cl_evaluator_run_section(m->evaluator, 0);
            sum = mix(sum, (uint32_t)m->evaluator->failed[0], 0);
        }
    }
    return sum;
}

static void make_membership(membership *m, uint32_t size)
{
    static const char logic_text[] =
        "{\"in\":[{\"var\":\"payload.ma\"},{\"var\":\"external.valueSets.s\"}]}";
    cl_error error;
    cl_value logic;
    cl_expression expression;
    cl_buffer text;
    cl_error_init(&error);
    cl_arena_init(&m->arena, SIZE_MAX);
    cl_buffer_init(&text);
    cl_buffer_puts(&text, "{\"s\":[");
    for (uint32_t i = 0; i < size; i++)
        cl_buffer_printf(&text, "%s\"%u\"", i > 0 ? "," : "", 1000 + i * 7);
    cl_buffer_puts(&text, "]}");
    cl_value *sets = cl_arena_array(&m->arena, 1, sizeof *sets);
    bool made = sets != NULL &&
                cl_json_value(cl_buffer_text(&text), text.length, &m->arena, sets, &error) &&
                cl_json_value(logic_text, sizeof logic_text - 1, &m->arena, &logic, &error) &&
                cl_expression_read(&logic, &m->arena, NULL, NULL, &expression, &error) == 0;
    cl_compile_options options = {.value_sets = sets};
    cl_vm_source source = {.expression = &expression};
    m->program = made ? cl_program_compile(&source, 1, &options, &error) : NULL;
    m->evaluator = m->program != NULL ? cl_evaluator_new(m->program, &error) : NULL;
    for (uint32_t i = 0; i < 256 && m->evaluator != NULL; i++) {
        char payload[64];
        int length = snprintf(payload, sizeof payload, "{\"ma\":\"%u\"}",
                              1000 + (i * 2654435761u % size) * 7 + (i % 4 == 0));
        made = made && cl_json_value(payload, (size_t)length, &m->arena, &m->payloads[i], &error);
    }
    if (!made || m->evaluator == NULL)
        bench_fail("%s", error.message);
    cl_buffer_free(&text);
}

static void bench_membership(bench_report *report, unsigned rounds)
{
    static const uint32_t sizes[] = {72, 1000, 10000};
    static const char *const names[] = {"membership among 72", "membership among 1000",
                                        "membership among 10000"};
    membership *all = room(3, sizeof *all);
    bench_contender contenders[3];
    for (int i = 0; i < 3; i++) {
        make_membership(&all[i], sizes[i]);
        contenders[i] = (bench_contender){names[i], ask_members, &all[i], 0};
    }
    bench_run(report, contenders, 3, rounds, 64 * 256, "ns");
    for (int i = 0; i < 3; i++) {
        cl_evaluator_free(all[i].evaluator);
        cl_program_free(all[i].program);
        cl_arena_free(&all[i].arena);
    }
    free(all);
}

/* ---- Main ------------------------------------------------------------------------------------ */

static void print_ratio(const bench_report *report, const char *what, const char *against)
{
    const bench_result *a = bench_find(report, what);
    const bench_result *b = bench_find(report, against);
    printf("%-34s %.2f times %s (of minima %.2f)\n", what, a->median / b->median, against,
           a->minimum / b->minimum);
}

int main(int argc, char **argv)
{
    const char *rules = "rules";
    const char *out = NULL;
    const char *baseline = NULL;
    const char *dump = NULL;
    unsigned rounds = 9;
    world w = {.count = 200000};
    static bench_report report;
    for (int i = 1; i + 1 < argc; i += 2) {
        if (strcmp(argv[i], "--rules") == 0)
            rules = argv[i + 1];
        else if (strcmp(argv[i], "--out") == 0)
            out = argv[i + 1];
        else if (strcmp(argv[i], "--baseline") == 0)
            baseline = argv[i + 1];
        else if (strcmp(argv[i], "--dump") == 0)
            dump = argv[i + 1];
        else if (strcmp(argv[i], "--certificates") == 0)
            w.count = (uint32_t)strtoul(argv[i + 1], NULL, 10);
        else if (strcmp(argv[i], "--rounds") == 0)
            rounds = (unsigned)strtoul(argv[i + 1], NULL, 10);
        else
            bench_fail("unknown option %s", argv[i]);
    }
    prepare(&w, rules, dump);
    bench_contender compiling = {"compiling a rule", compile_set, &w, 0};
    bench_run(&report, &compiling, 1, rounds * 20, CZECH_RULES * 1000.0, "us per rule");
    bench_verdict(&w, &report, rounds);
    bench_rules(&w, &report, rounds);
    bench_membership(&report, rounds);
    count_outcomes(&w);
    bench_print(&report, baseline);
    puts("");
    print_ratio(&report, "rules, slots filled", "C by hand, over strings");
    print_ratio(&report, "rules, from decoded values", "C by hand, over strings");
    print_ratio(&report, "rules, from decoded values", "C by hand, over decoded values");
    print_ratio(&report, "membership among 10000", "membership among 72");
    if (out != NULL && bench_save(&report, out) != 0)
        bench_fail("%s: %s", out, strerror(errno));
    cl_evaluator_free(w.evaluator);
    cl_ruleset_free(w.set);
    czech_world_free(w.czech);
    cl_arena_free(&w.arena);
    cl_arena_free(&w.packed_arena);
    free(w.payloads);
    free(w.strings);
    free(w.packed);
    free(w.numbers);
    free(w.cells);
    free(w.slots);
    return 0;
}
