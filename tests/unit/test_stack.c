/* test_stack.c — SEMANTICS, "Depth", on a thread with a stack of 256 KiB: input that is too deep is
 * limit-depth. The deepest expressions of every operation are read, compiled, evaluated and
 * printed, and so are the deepest schemas, on the deepest values.
 *
 *     test_stack [KiB]
 *
 * The thread does not use Check, which is for one thread. It returns what went wrong, or NULL.
 */
#include <pthread.h>

#include "data/document.h"
#include "schema/schema.h"
#include "support.h"
#include "support_sanitized.h"

/* Sanitizers add redzones around every variable, so frames become several times as large. */
#ifdef SANITIZED
static size_t stack_size = 8 * 256 * 1024;
#else
static size_t stack_size = 256 * 1024;
#endif

typedef const char *job(const char *text);

typedef struct task {
    job *run;
    const char *text;
    const char *wrong;
} task;

static void *run_task(void *self)
{
    task *t = self;
    t->wrong = t->run(t->text);
    return NULL;
}

static void on_small_stack(job *run, const char *text)
{
    task t = {.run = run, .text = text};
    pthread_attr_t attributes;
    pthread_t thread;
    must(pthread_attr_init(&attributes) == 0);
    must(pthread_attr_setstacksize(&attributes, stack_size) == 0);
    must(pthread_create(&thread, &attributes, run_task, &t) == 0);
    must(pthread_join(thread, NULL) == 0);
    must(pthread_attr_destroy(&attributes) == 0);
    if (t.wrong != NULL)
        ck_abort_msg("%.300s: %s", text, t.wrong);
}

/* ---- What is too deep ------------------------------------------------------------------------ */

static const char *expect_limit_depth(const char *text)
{
    static cl_error error;
    cl_arena arena;
    cl_value value;
    cl_arena_init(&arena, SIZE_MAX);
    cl_error_init(&error);
    bool read = cl_json_value(text, strlen(text), &arena, &value, &error);
    cl_code code = error.code;
    cl_error_init(&error);
    read |= cl_document_read(text, strlen(text), &arena, &value, &error);
    cl_arena_free(&arena);
    return read                                           ? "was read"
           : code != CL_LIMIT_DEPTH || error.code != code ? "another error"
                                                          : NULL;
}

START_TEST(a_hundred_thousand_levels)
{
    enum { LEVELS = 100000 };
    static const char *const opens[] = {
        "[", "{\"!\":[", "{\"and\":[1,", "{\"if\":[true,1,", "{\"reduce\":[", "{\"a\":", "[[],"};
    static const char *const closes[] = {"]", "]}", "]}", "]}", ",1,1]}", "}", "]"};
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
        on_small_stack(expect_limit_depth, given_nested(opens[i], "1", closes[i], LEVELS));
        on_small_stack(expect_limit_depth, given_repeated(opens[i], LEVELS)); /* and no end */
        on_small_stack(expect_limit_depth,
                       given_nested(opens[i], "1", closes[i], CL_MAX_DEPTH + 1));
    }
}
END_TEST

/* ---- The deepest that is allowed ------------------------------------------------------------- */

/* Long places make long listings, which take long; one is enough here. */
enum { LONG_LISTING = 1000 };

static const char *print_all(const cl_expression *e, const cl_program *p)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_expression_write(e, &out);
    cl_expression_place(e, e->count - 1, &out);
    if (p->code_count < LONG_LISTING)
        cl_program_disassemble(p, NULL, NULL, &out);
    else
        cl_program_disassemble_rule(p, 0, NULL, NULL, &out);
    bool failed = out.failed;
    cl_buffer_free(&out);
    return failed ? "memory" : cl_program_verify(p);
}

static const char *evaluate(cl_evaluator *v, const cl_value *data)
{
    static cl_error error;
    cl_value value;
    cl_buffer out;
    cl_evaluator_bind(v, data);
    cl_evaluator_run_section(v, 0);
    cl_error_init(&error);
    cl_outcome outcome = cl_evaluator_outcome(v, 0, &error);
    if (!cl_evaluator_run_rule(v, 0, &value, NULL))
        return outcome == CL_OPEN ? NULL : "an error, but not open";
    cl_buffer_init(&out);
    cl_write_value(&out, &value);
    cl_buffer_free(&out);
    return cl_value_equal(&value, &value) && (value.kind == CL_KIND_BOOLEAN) == (outcome != CL_OPEN)
               ? NULL
               : "the value and the outcome differ";
}

/* Guards have both results on these data. */
static const char *compile_and_live(const cl_expression *e, cl_arena *arena)
{
    static const char *const texts[] = {"{\"a\":1}", "{\"a\":\"2021\"}", "{}", "{\"a\":[[1]]}"};
    static cl_error error;
    const cl_vm_source source = {.expression = e};
    const cl_compile_options options = {.plain = false};
    cl_error_init(&error);
    cl_program *p = cl_program_compile(&source, 1, &options, &error);
    cl_evaluator *v = p != NULL ? cl_evaluator_new(p, &error) : NULL;
    const char *wrong = v == NULL ? "not compiled" : print_all(e, p);
    for (size_t i = 0; wrong == NULL && i < sizeof texts / sizeof *texts; i++) {
        cl_value data;
        if (cl_json_value(texts[i], strlen(texts[i]), arena, &data, &error))
            wrong = evaluate(v, &data);
    }
    cl_evaluator_free(v);
    cl_program_free(p);
    return wrong;
}

static const char *expect_life(const char *text)
{
    static cl_error error;
    cl_arena arena;
    cl_value logic;
    cl_expression e;
    const char *wrong = NULL;
    cl_arena_init(&arena, SIZE_MAX);
    cl_error_init(&error);
    if (!cl_json_value(text, strlen(text), &arena, &logic, &error))
        wrong = "not read";
    else if (cl_expression_read(&logic, &arena, NULL, NULL, &e, &error) != 0)
        wrong = "faults of the format";
    else
        wrong = compile_and_live(&e, &arena);
    cl_arena_free(&arena);
    return wrong;
}

/* The text around an operand: every operation, every position of an operand. */
static const struct {
    const char *open, *close;
} around[] = {
    {"[[", "]]"},
    {"[[1],[", "],{\"var\":\"a\"}]"},
    {"{\"!\":[", "]}"},
    {"{\"if\":[", ",{\"var\":\"a\"},2]}"},
    {"{\"if\":[{\"var\":\"a\"},", ",2]}"},
    {"{\"if\":[{\"var\":\"a\"},2,", "]}"},
    {"{\"if\":[true,", ",{\"var\":\"a\"}]}"},
    {"{\"and\":[", ",{\"var\":\"a\"}]}"},
    {"{\"and\":[{\"var\":\"a\"},", "]}"},
    {"{\"===\":[", ",{\"var\":\"a\"}]}"},
    {"{\"===\":[1,", "]}"},
    {"{\"in\":[", ",[1]]}"},
    {"{\"in\":[{\"var\":\"a\"},", "]}"},
    {"{\"<\":[", ",1]}"},
    {"{\"<\":[{\"var\":\"a\"},1,", "]}"},
    {"{\"after\":[", ",{\"plusTime\":[\"2021\",0,\"day\"]}]}"},
    {"{\"+\":[", ",{\"var\":\"a\"}]}"},
    {"{\"+\":[1,", "]}"},
    {"{\"plusTime\":[", ",1,\"day\"]}"},
    {"{\"dccDateOfBirth\":[", "]}"},
    {"{\"extractFromUVCI\":[", ",0]}"},
    {"{\"reduce\":[", ",{\"var\":\"current\"},{\"var\":\"a\"}]}"},
    {"{\"reduce\":[[1],", ",{\"var\":\"a\"}]}"},
    {"{\"reduce\":[[1],{\"var\":\"accumulator\"},", "]}"},
};
enum { AROUND = sizeof around / sizeof *around };

/* The depth is that of a document. The part beside the innermost operand may be the deepest
 * part. */
static const char *deepest(const char *open, const char *inner, const char *close)
{
    size_t depth = 0; /* number of levels of `open` */
    for (const char *c = open; *c != '\0'; c++)
        depth += (size_t)(*c == '[' || *c == '{') - (size_t)(*c == ']' || *c == '}');
    for (size_t levels = CL_MAX_DEPTH / depth; levels > 0; levels--) {
        const char *text = given_nested(open, inner, close, levels);
        if (cl_json_read(text, strlen(text), NULL, NULL))
            return text;
    }
    ck_abort_msg("%s%s%s is not JSON", open, inner, close);
}

START_TEST(each_operation_at_its_deepest)
{
    static const char *const leaves[] = {"1", "\"2021\"", "true", "{\"var\":\"a\"}"};
    for (size_t i = 0; i < sizeof leaves / sizeof *leaves; i++)
        on_small_stack(expect_life, deepest(around[_i].open, leaves[i], around[_i].close));
}
END_TEST

/* Operations inside of each other, alternately: a third of all pairs, which includes every kind. */
START_TEST(operations_in_one_another)
{
    for (size_t i = (size_t)_i % 3; i < AROUND; i += 3) {
        const char *open = given_text("%s%s", around[_i].open, around[i].open);
        const char *close = given_text("%s%s", around[i].close, around[_i].close);
        on_small_stack(expect_life, deepest(open, "true", close));
        on_small_stack(expect_life, deepest(open, "{\"var\":\"a\"}", close));
    }
}
END_TEST

START_TEST(arrays_at_their_deepest)
{
    on_small_stack(expect_life, given_nested("[", "", "]", CL_MAX_DEPTH));
    on_small_stack(expect_life, given_nested("[", "{\"var\":\"a\"}", "]", CL_MAX_DEPTH - 1));
    on_small_stack(expect_life, given_nested("[1,", "2", ",3]", CL_MAX_DEPTH));
    ck_assert_uint_eq(strlen(deepest("[", "", "]")), 2 * CL_MAX_DEPTH);
}
END_TEST

/* ---- Schemas --------------------------------------------------------------------------------- */

/* The text is a schema. A value of the greatest depth is validated by it, and two such values in an
 * array if they fit. */
static const char *expect_schema_runs(const char *text)
{
    cl_arena arena;
    cl_error error;
    cl_value value, deep[2];
    char json[4 * CL_MAX_DEPTH];
    size_t length = 0;
    cl_arena_init(&arena, SIZE_MAX);
    cl_error_init(&error);
    for (int i = 0; i < CL_MAX_DEPTH - 2; i++)
        json[length++] = '[';
    memcpy(json + length, "{\"a\":1}", 7);
    length += 7;
    for (int i = 0; i < CL_MAX_DEPTH - 2; i++)
        json[length++] = ']';
    bool read = cl_json_value(json, length, &arena, &deep[0], &error);
    deep[1] = deep[0];
    cl_value again = cl_value_null();
    read = read && cl_json_value(json, length, &arena, &again, &error);
    deep[1] = again;
    const cl_array *both = cl_array_make(&arena, deep, 2);
    value = (cl_value){.array = both, .kind = CL_KIND_ARRAY};
    cl_schema_source source = {"", text, strlen(text)};
    cl_schema *schema = read && both != NULL ? cl_schema_compile(&source, 1, CL_DRAFT_2020, &error)
                                             : NULL;
    bool run = schema != NULL &&
               cl_schema_validate(schema, &value, &arena, NULL, NULL, &error) >= 0;
    cl_schema_free(schema);
    cl_arena_free(&arena);
    return run ? NULL : "does not run";
}

START_TEST(schemas_at_their_deepest)
{
    on_small_stack(expect_schema_runs, given_nested("{\"items\":", "true", "}", CL_MAX_DEPTH));
    on_small_stack(expect_schema_runs, given_nested("{\"not\":", "true", "}", CL_MAX_DEPTH - 1));
    on_small_stack(expect_schema_runs,
                   given_nested("{\"allOf\":[", "true", "]}", CL_MAX_DEPTH / 2));
    on_small_stack(expect_schema_runs,
                   "{\"uniqueItems\":true,\"enum\":[],\"items\":{\"$ref\":\"#\"}}");
    on_small_stack(expect_schema_runs, "{\"uniqueItems\":true,\"items\":{\"$ref\":\"#\"}}");
}
END_TEST

int main(int argc, char **argv)
{
    TCase *all = unit_tests("stack");
    if (argc > 1)
        stack_size = strtoul(argv[1], NULL, 10) * 1024;
    tcase_set_timeout(all, 300);
    tcase_add_test(all, a_hundred_thousand_levels);
    tcase_add_loop_test(all, each_operation_at_its_deepest, 0, AROUND);
    tcase_add_loop_test(all, operations_in_one_another, 0, AROUND);
    tcase_add_test(all, arrays_at_their_deepest);
    tcase_add_test(all, schemas_at_their_deepest);
    return unit_run();
}
