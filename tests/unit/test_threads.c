/* test_threads.c — one program, many threads: each has its own evaluator and gets the same results
 * as one thread alone. It is also run with ThreadSanitizer. */
#include <pthread.h>

#include "random_rules.h"
#include "support.h"

enum { THREADS = 8, RULES = 40, CONTEXTS = 64, ROUNDS = 40 };

/* The result of a rule, small enough for comparisons. */
typedef struct said {
    cl_outcome outcome;
    cl_code code;
    char at[96];
} said;

static cl_program *program;
static const cl_value *payloads[CONTEXTS], *externals[CONTEXTS];
static said expected[CONTEXTS][RULES];
static pthread_barrier_t barrier;

static void say(cl_evaluator *v, uint32_t rule, said *s)
{
    cl_error error;
    cl_error_init(&error);
    *s = (said){.outcome = cl_evaluator_outcome(v, rule, &error)};
    s->code = error.code;
    snprintf(s->at, sizeof s->at, "%.95s", error.at);
}

static bool bind_and_run(cl_evaluator *v, uint32_t c)
{
    cl_error error;
    cl_error_init(&error);
    if (!cl_evaluator_bind_external(v, externals[c], &error) ||
        !cl_evaluator_bind_payload(v, payloads[c], &error))
        return false;
    for (uint32_t s = 0; s < program->section_count; s++)
        cl_evaluator_run_section(v, s);
    return true;
}

/* Evaluates everything in its own order. Returns the number of wrong results. It does not use
 * Check, which is for one thread. */
static void *work(void *self)
{
    unsigned thread = *(unsigned *)self;
    uintptr_t different = 0;
    cl_error error;
    cl_error_init(&error);
    pthread_barrier_wait(&barrier); /* evaluators are made at the same time too */
    cl_evaluator *v = cl_evaluator_new(program, &error);
    for (unsigned i = 0; v != NULL && i < ROUNDS * CONTEXTS; i++) {
        uint32_t c = (i * (2 * thread + 1) + thread) % CONTEXTS;
        if (!bind_and_run(v, c)) {
            different++;
            continue;
        }
        for (uint32_t rule = 0; rule < RULES; rule++) {
            said s;
            say(v, rule, &s);
            different += s.outcome != expected[c][rule].outcome ||
                         s.code != expected[c][rule].code ||
                         strcmp(s.at, expected[c][rule].at) != 0;
        }
    }
    if (v == NULL)
        different = UINTPTR_MAX;
    cl_evaluator_free(v);
    return (void *)different;
}

static void make_rules(random_source *source)
{
    static const char *const guards[] = {"{\"var\":\"payload.v.0\"}", "{\"var\":\"payload.t.0\"}",
                                         "{\"===\":[{\"var\":\"payload.n\"},1]}"};
    const char *rules[RULES];
    uint32_t sections[RULES];
    cl_buffer out;
    random_rules g = {.source = source, .out = &out};
    for (uint32_t i = 0; i < RULES; i++) {
        cl_buffer_init(&out);
        random_rule(&g, guards, 3);
        rules[i] = given_taken(&out);
        sections[i] = i / 15;
    }
    program = given_sections(rules, sections, RULES, NULL);
}

static void make_data(random_source *source)
{
    for (int c = 0; c < CONTEXTS; c++) {
        cl_buffer out;
        cl_buffer_init(&out);
        random_payload(source, &out);
        payloads[c] = given_value(given_taken(&out));
        cl_buffer_init(&out);
        random_external(source, "{\"s1\":[\"a\",\"b\"],\"s2\":[]}", &out);
        externals[c] = given_value(given_taken(&out));
    }
}

START_TEST(eight_threads_say_what_one_says)
{
    random_source source = random_of(8, 0);
    pthread_t threads[THREADS];
    unsigned numbers[THREADS];
    unsigned outcomes[3] = {0};
    make_rules(&source);
    make_data(&source);
    cl_evaluator *alone = given_evaluator(program);
    for (uint32_t c = 0; c < CONTEXTS; c++) {
        ck_assert(bind_and_run(alone, c));
        for (uint32_t rule = 0; rule < RULES; rule++) {
            say(alone, rule, &expected[c][rule]);
            outcomes[expected[c][rule].outcome]++;
        }
    }
    for (int i = 0; i < 3; i++) /* there is something to compare */
        ck_assert_uint_gt(outcomes[i], CONTEXTS * RULES / 20);
    ck_assert_int_eq(pthread_barrier_init(&barrier, NULL, THREADS), 0);
    for (unsigned i = 0; i < THREADS; i++) {
        numbers[i] = i;
        ck_assert_int_eq(pthread_create(&threads[i], NULL, work, &numbers[i]), 0);
    }
    for (int i = 0; i < THREADS; i++) {
        void *different;
        ck_assert_int_eq(pthread_join(threads[i], &different), 0);
        ck_assert_msg(different == NULL, "thread %d: %lu answers differ", i,
                      (unsigned long)(uintptr_t)different);
    }
    pthread_barrier_destroy(&barrier);
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("threads");
    tcase_set_timeout(all, 300);
    tcase_add_test(all, eight_threads_say_what_one_says);
    return unit_run();
}
