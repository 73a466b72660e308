/* test_optimiser.c — the optimiser: folding, sharing and hoisting never change a value, an error,
 * or the place of an error (SEMANTICS, "The optimiser").
 *
 *     test_optimiser [seed [pairs [first]]]      or PROPERTY_COUNT=pairs
 *
 * Random groups of rules are compiled together, with and without known value sets, in one section
 * or several. On random data they must have the same results as each rule compiled alone and
 * without optimisation: outcome, error code, place, message, and the value itself. In half of the
 * contexts the budget is so small that many rules exceed it. A difference prints the case. The same
 * seed, with its number as `first`, repeats it.
 */
#include "random_rules.h"
#include "support.h"
#include "vm/machine.h"

enum { MOST_RULES = 8, CONTEXTS = 8, USUAL_PAIRS = 20000 };

static uint64_t seed = 20220115;
static uint64_t pairs = USUAL_PAIRS;
static uint64_t first_case;

typedef struct group {
    const char *rules[MOST_RULES];
    uint32_t sections[MOST_RULES];
    uint32_t count;
    const char *sets;
    const char *payload, *external;
    const cl_value *bound[3]; /* payload, external, and the context of both */
} group;

/* The result of a rule. The texts are in `given`. */
typedef struct said {
    cl_outcome outcome;
    cl_code code;
    const char *at, *message, *value;
} said;

static uint64_t evaluations, outcomes[3], decided, asked, codes[CL_CODE_COUNT];

/* A guard of the rules: a usual one, a random one, or one of several that are similar. */
static const char *random_guard(random_source *source)
{
    cl_buffer out;
    cl_buffer_init(&out);
    random_rules g = {.source = source, .out = &out, .fuel = 6};
    uint32_t dice = random_below(source, 10);
    if (dice < 4)
        cl_buffer_puts(&out, dice < 3 ? "{\"var\":\"payload.v.0\"}" : "{\"var\":\"payload.t.0\"}");
    else if (dice < 7)
        random_twin(&g);
    else
        random_expression(&g, RANDOM_BOOLEAN, 2);
    return given_taken(&out);
}

static group random_group(random_source *source)
{
    const char *guards[3];
    group made = {.count = 1 + random_below(source, MOST_RULES)};
    cl_buffer out;
    random_rules g = {.source = source, .out = &out};
    for (int i = 0; i < 3; i++)
        guards[i] = random_guard(source);
    bool several = random_chance(source, 30);
    for (uint32_t i = 0; i < made.count; i++) {
        cl_buffer_init(&out);
        random_rule(&g, guards, 3);
        made.rules[i] = given_taken(&out);
        if (i > 0)
            made.sections[i] = made.sections[i - 1] + (several && random_chance(source, 40));
    }
    cl_buffer_init(&out);
    random_value_sets(source, &out);
    made.sets = given_taken(&out);
    return made;
}

static void random_context(random_source *source, group *g)
{
    cl_buffer out;
    cl_buffer_init(&out);
    random_payload(source, &out);
    g->payload = given_taken(&out);
    cl_buffer_init(&out);
    random_external(source, g->sets, &out);
    g->external = given_taken(&out);
    g->bound[0] = given_value(g->payload);
    g->bound[1] = given_value(g->external);
    g->bound[2] = given_value(
        given_text("{\"payload\":%s,\"external\":%s}", g->payload, g->external));
}

static const char *kept(const char *text)
{
    const char *copy = cl_arena_text(&given.arena, text, strlen(text));
    must(copy != NULL);
    return copy;
}

/* Returns the value of a rule by its plain code, or its error. */
static said by_plain_code(cl_evaluator *v, uint32_t rule)
{
    said s = {.outcome = CL_OPEN, .at = "", .message = "", .value = ""};
    cl_value value;
    cl_error error;
    cl_error_init(&error);
    if (cl_evaluator_run_rule(v, rule, &value, &error)) {
        s.value = text_of(&value);
        if (value.kind == CL_KIND_BOOLEAN)
            s.outcome = value.boolean ? CL_PASSED : CL_FAILED;
        else
            s.code = CL_RESULT;
        return s;
    }
    s.code = error.code;
    s.at = kept(error.at);
    s.message = kept(error.message);
    return s;
}

static said by_section(cl_evaluator *v, uint32_t rule)
{
    said s = {.at = "", .message = "", .value = ""};
    cl_error error;
    cl_error_init(&error);
    s.outcome = cl_evaluator_outcome(v, rule, &error);
    s.code = error.code;
    s.at = kept(error.at);
    if (s.code != CL_RESULT)
        s.message = kept(error.message);
    return s;
}

static bool same(const said *a, const said *b)
{
    return a->outcome == b->outcome && a->code == b->code && strcmp(a->at, b->at) == 0 &&
           strcmp(a->message, b->message) == 0;
}

/* Sometimes the budget is so small that many rules exceed it, in each way of evaluation. */
static void limit(random_source *source, cl_evaluator **alone, uint32_t count,
                  cl_evaluator **together)
{
    bool little = random_chance(source, 50);
    int64_t work = little ? random_below(source, random_chance(source, 50) ? 60 : 600)
                          : CL_MAX_WORK;
    uint64_t iterations = little ? random_below(source, 30) : CL_MAX_ITERATIONS;
    for (uint32_t i = 0; i < count; i++)
        cl_evaluator_limit(alone[i], work, iterations);
    for (int p = 0; p < 3; p++)
        cl_evaluator_limit(together[p], work, iterations);
}

static void bind(cl_evaluator *v, const group *g, bool parts)
{
    cl_error error;
    cl_error_init(&error);
    if (!parts)
        cl_evaluator_bind(v, g->bound[2]);
    else if (!cl_evaluator_bind_external(v, g->bound[1], &error) ||
             !cl_evaluator_bind_payload(v, g->bound[0], &error))
        ck_abort_msg("%s", error.message);
}

static void print_said(const char *who, const said *s)
{
    static const char *const names[] = {"passed", "failed", "open"};
    fprintf(stderr, "  %s: %s %s at \"%s\" %s %s\n", who, names[s->outcome], cl_code_name(s->code),
            s->at, s->message, s->value);
}

static void report(const group *g, uint32_t rule, uint64_t number, const char *how,
                   const said *expected, const said *found)
{
    fprintf(stderr, "seed %" PRIu64 ", case %" PRIu64 ", rule %u, %s:\n", seed, number, rule, how);
    for (uint32_t i = 0; i < g->count; i++)
        fprintf(stderr, "  rule %u, section %u: %s\n", i, g->sections[i], g->rules[i]);
    fprintf(stderr, "  payload: %s\n  external: %s\n", g->payload, g->external);
    print_said("alone and plain", expected);
    print_said("together", found);
    ck_abort_msg("the optimiser's law is broken; see above");
}

/* All sections are run before any outcome is requested: they must not affect each other. */
static void compare(cl_evaluator *v, const cl_program *p, const group *g, const said *expected,
                    uint64_t number, const char *how)
{
    for (uint32_t s = 0; s < p->section_count; s++)
        cl_evaluator_run_section(v, s);
    for (uint32_t i = 0; i < g->count; i++) {
        decided += (v->undecided[0] >> i & 1) == 0;
        asked += p->sections[0].entry != CL_NONE_INDEX;
    }
    for (uint32_t i = 0; i < g->count; i++) {
        said found = by_section(v, i);
        if (!same(&expected[i], &found))
            report(g, i, number, how, &expected[i], &found);
    }
    for (uint32_t i = 0; i < g->count; i++) {
        said found = by_plain_code(v, i);
        if (!same(&expected[i], &found) || strcmp(expected[i].value, found.value) != 0)
            report(g, i, number, "by plain code", &expected[i], &found);
    }
}

/* Compares one group on some contexts. Returns the number of comparisons. */
static uint32_t one_case(uint64_t number)
{
    static const cl_compile_options plain = {.plain = true};
    random_source source = random_of(seed, number);
    group g = random_group(&source);
    const cl_compile_options known = {.value_sets = given_value(g.sets)};
    cl_evaluator *alone[MOST_RULES];
    for (uint32_t i = 0; i < g.count; i++)
        alone[i] = given_evaluator(given_sections(&g.rules[i], NULL, 1, &plain));
    const cl_program *programs[3] = {given_sections(g.rules, g.sections, g.count, NULL),
                                     given_sections(g.rules, g.sections, g.count, &known),
                                     given_sections(g.rules, g.sections, g.count, &plain)};
    static const char *const how[3] = {"optimised", "with known value sets", "plain"};
    cl_evaluator *together[3];
    for (int p = 0; p < 3; p++)
        together[p] = given_evaluator(programs[p]);
    for (uint32_t c = 0; c < CONTEXTS; c++) {
        said expected[MOST_RULES];
        random_context(&source, &g);
        limit(&source, alone, g.count, together);
        for (uint32_t i = 0; i < g.count; i++) {
            bind(alone[i], &g, false);
            expected[i] = by_plain_code(alone[i], 0);
            evaluations++;
            outcomes[expected[i].outcome]++;
            codes[expected[i].code]++;
        }
        bool parts = random_chance(&source, 50);
        for (int p = 0; p < 3; p++) {
            bind(together[p], &g, parts);
            compare(together[p], programs[p], &g, expected, number, how[p]);
        }
    }
    return CONTEXTS;
}

static void print_summary(void)
{
    printf("seed %" PRIu64 ": %" PRIu64 " rule evaluations; passed %" PRIu64 ", failed %" PRIu64
           ", open %" PRIu64 "; %.0f %% decided in shared code\n",
           seed, evaluations, outcomes[CL_PASSED], outcomes[CL_FAILED], outcomes[CL_OPEN],
           100.0 * (double)decided / (double)asked);
    for (int code = CL_NONE + 1; code < CL_CODE_COUNT; code++) {
        if (codes[code] > 0)
            printf("  %s %" PRIu64 "\n", cl_code_name((cl_code)code), codes[code]);
    }
    fflush(stdout);
}

START_TEST(optimised_rules_say_what_they_say_alone)
{
    uint64_t done = 0;
    for (uint64_t number = first_case; done < pairs; number++) {
        done += one_case(number);
        given_reset();
    }
    print_summary();
    if (pairs < USUAL_PAIRS)
        return;
    /* The generator is useful: all outcomes are frequent, and so is shared code. */
    for (int i = 0; i < 3; i++)
        ck_assert_msg(outcomes[i] * 10 > evaluations, "outcome %d is too rare", i);
    ck_assert_msg(decided * 4 > asked, "shared code decides too little");
    static const cl_code all[] = {CL_KIND,     CL_TRUTHINESS, CL_DATE,  CL_DATE_RANGE,
                                  CL_OVERFLOW, CL_RESULT,     CL_BUDGET};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        ck_assert_msg(codes[all[i]] > 0, "no error %s", cl_code_name(all[i]));
}
END_TEST

int main(int argc, char **argv)
{
    const char *count = getenv("PROPERTY_COUNT");
    if (argc > 1)
        seed = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        count = argv[2];
    if (count != NULL)
        pairs = strtoull(count, NULL, 10);
    if (argc > 3)
        first_case = strtoull(argv[3], NULL, 10);
    TCase *all = unit_tests("optimiser");
    tcase_set_timeout(all, 0);
    tcase_add_test(all, optimised_rules_say_what_they_say_alone);
    return unit_run();
}
