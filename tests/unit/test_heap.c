/* test_heap.c — evaluation does not use the heap: from binding data to the last outcome, for every
 * rule in rules/ on all of its tests, and for random rules on random data.
 *
 * malloc and related functions are defined here. They count, and call those of glibc. The test is
 * skipped if there is no glibc, or if a sanitizer defines these functions.
 */
#include <stdlib.h>

#include "support_sanitized.h"

#if !defined(__GLIBC__) || defined(SANITIZED)

#include <stdio.h>

int main(void)
{
    puts("skipped: a sanitizer, or no glibc: allocations cannot be counted");
    return 77;
}

#else

#include <dirent.h>
#include <inttypes.h>

#include "random_rules.h"
#include "support.h"
#include "vm/machine.h"

/* glibc's functions, under their internal names. */
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void __libc_free(void *memory);

static bool counting;
static unsigned long asked;

void *malloc(size_t size)
{
    asked += counting;
    return __libc_malloc(size);
}

void *calloc(size_t count, size_t size)
{
    asked += counting;
    return __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size)
{
    asked += counting;
    return __libc_realloc(memory, size);
}

void free(void *memory)
{
    asked += counting;
    __libc_free(memory);
}

/* A function that uses the heap, to check that it is counted. */
START_TEST(what_asks_is_noticed)
{
    cl_buffer out;
    cl_buffer_init(&out);
    counting = true;
    cl_buffer_puts(&out, "text");
    counting = false;
    ck_assert_uint_gt(asked, 0);
    asked = 0;
    counting = true;
    cl_buffer_free(&out);
    counting = false;
    ck_assert_uint_gt(asked, 0);
}
END_TEST

/* Binds the data, runs all sections and requests all outcomes with their errors. Returns the number
 * of heap requests, unless the arena had to grow for values of a reduce, which is allowed. */
static unsigned long asked_by(cl_evaluator *v, const cl_value *context, const cl_value *payload,
                              const cl_value *external)
{
    static cl_error error;
    const cl_program *p = v->program;
    size_t held = v->arena.held;
    asked = 0;
    counting = true;
    if (context != NULL) {
        cl_evaluator_bind(v, context);
    } else {
        cl_evaluator_bind_external(v, external, &error);
        cl_evaluator_bind_payload(v, payload, &error);
    }
    for (uint32_t s = 0; s < p->section_count; s++)
        cl_evaluator_run_section(v, s);
    for (uint32_t i = 0; i < p->rule_count; i++) {
        cl_error_init(&error);
        cl_evaluator_outcome(v, i, &error);
    }
    counting = false;
    return v->arena.held > held ? 0 : asked;
}

/* ---- The rules that are shipped -------------------------------------------------------------- */

enum { MOST_RULES = 2000, MOST_DATA = 20000 };

static const char *logics[MOST_RULES];
static const cl_value *data[MOST_DATA];
static uint32_t sections[MOST_RULES];
static size_t rule_count, data_count;

static const cl_value *member(const cl_value *object, const char *key)
{
    return cl_object_find(object->object, key, strlen(key));
}

static void take_file(const char *path)
{
    size_t length;
    const cl_value *file = given_value(given_file(path, &length));
    ck_assert_int_eq(file->kind, CL_KIND_OBJECT);
    if (member(file, "Logic") != NULL) {
        must(rule_count < MOST_RULES);
        sections[rule_count] = (uint32_t)rule_count / 7;
        logics[rule_count++] = text_of(member(file, "Logic"));
    } else if (member(file, "payload") != NULL) {
        must(data_count < MOST_DATA);
        data[data_count++] = file; /* a test: its members are those of a context, and more */
    }
}

/* Reads every JSON file below a folder; at most three levels deep. */
static void take_folder(const char *path, int levels)
{
    DIR *folder = opendir(path);
    for (struct dirent *e = folder != NULL ? readdir(folder) : NULL; e != NULL;
         e = readdir(folder)) {
        size_t length = strlen(e->d_name);
        const char *inner = given_text("%s/%s", path, e->d_name);
        if (e->d_name[0] == '.')
            continue;
        if (length > 5 && strcmp(e->d_name + length - 5, ".json") == 0)
            take_file(inner);
        else if (levels > 0)
            take_folder(inner, levels - 1);
    }
    if (folder != NULL)
        closedir(folder);
}

START_TEST(rules_that_are_shipped)
{
    take_folder(given_text("%s/rules", top_srcdir()), 3);
    ck_assert_uint_gt(rule_count, 10);
    ck_assert_uint_gt(data_count, 100);
    cl_evaluator *v = given_evaluator(given_sections(logics, sections, rule_count, NULL));
    unsigned long sum = 0, evaluations = 0;
    for (size_t i = 0; i < data_count; i++) {
        const cl_value *payload = member(data[i], "payload"),
                       *external = member(data[i], "external");
        sum += asked_by(v, data[i], NULL, NULL);
        evaluations += rule_count;
        if (external != NULL)
            sum += asked_by(v, NULL, payload, external);
    }
    printf("%zu rules on %zu certificates: %lu evaluations, %lu calls\n", rule_count, data_count,
           evaluations, sum);
    fflush(stdout);
    ck_assert_uint_eq(sum, 0);
}
END_TEST

/* ---- Random rules ---------------------------------------------------------------------------- */

START_TEST(random_rules_on_random_data)
{
    enum { CASES = 400, RULES = 6, CONTEXTS = 5 };
    static const char *const guards[] = {"{\"var\":\"payload.v.0\"}", "{\"var\":\"payload.t.0\"}"};
    for (uint64_t number = 0; number < CASES; number++) {
        random_source source = random_of(11, number);
        const char *rules[RULES];
        cl_buffer out;
        random_rules g = {.source = &source, .out = &out};
        for (int i = 0; i < RULES; i++) {
            cl_buffer_init(&out);
            random_rule(&g, guards, 2);
            rules[i] = given_taken(&out);
        }
        cl_evaluator *v = given_evaluator(given_rules(rules, RULES));
        for (int c = 0; c < CONTEXTS; c++) {
            cl_buffer_init(&out);
            random_payload(&source, &out);
            const cl_value *payload = given_value(given_taken(&out));
            cl_buffer_init(&out);
            random_external(&source, "{\"s1\":[\"a\"]}", &out);
            const cl_value *external = given_value(given_taken(&out));
            unsigned long calls = asked_by(v, NULL, payload, external);
            if (calls != 0)
                ck_abort_msg("case %" PRIu64 ": %lu calls", number, calls);
        }
        given_reset();
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("heap");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, what_asks_is_noticed);
    tcase_add_test(all, rules_that_are_shipped);
    tcase_add_test(all, random_rules_on_random_data);
    return unit_run();
}

#endif
