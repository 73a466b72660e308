/* test_semantics_language.c — SEMANTICS, "Values" to "Bounds": every decision about the language.
 *
 * The cases are data: tests/conformance/language/NN-row.json, one file for each row,
 *
 *     {"row": "…", "cases": [{"name": "…", "expr": …, "data": …, "value": …}, …]}
 *
 *     expr, data      as they are, or as text in expr_text, data_text if JSON cannot express them
 *                     (how a number is written, depth, what cannot be read); no data is {}
 *     value           the value of the expression; value_text likewise
 *     instant         the same if the value is a date-time
 *     error           {"code", "at"}: of reading, of the format, or of evaluation
 *     faults          all faults of the format, [{"code", "at"}, …]
 *     outcome         of a rule: passed, failed or open; why, {"code", "at"}, if a value leaves it
 *                     open
 *
 * Each case is evaluated by plain and by shared code, and again with its value sets known when it
 * is compiled. A case is added by writing it into a file. A file is added with the next number.
 */
#include <dirent.h>

#include "support.h"

#define FOLDER "tests/conformance/language"
enum { MOST_FILES = 64, LEAST_CASES = 500 };

static char files[MOST_FILES][64];
static int file_count;

/* The rows, each of which must have a file. */
static const char *const rows[] = {
    "kinds",
    "whole reals (`1.0`, CBOR floats included)",
    "other reals",
    "integer overflow",
    "strings",
    "truthy / falsy",
    "`===`, and membership in `in`",
    "`in` with a right side that is not an array",
    "`< > <= >=`",
    "`and`",
    "`if`",
    "`var`",
    "`plusTime`",
    "date-time strings",
    "years",
    "`dccDateOfBirth`",
    "`extractFromUVCI`",
    "`reduce`",
    "literals",
    "format",
    "result of a rule",
    "budget",
    "depth",
    "An error while evaluating never counts as false",
    "The optimiser's law",
};
enum { ROWS = sizeof rows / sizeof *rows };

static const cl_value *member(const cl_value *object, const char *key)
{
    if (object == NULL || object->kind != CL_KIND_OBJECT)
        return NULL;
    return cl_object_find(object->object, key, strlen(key));
}

static const char *string(const cl_value *value)
{
    ck_assert(value != NULL && value->kind == CL_KIND_STRING);
    const char *text = cl_arena_text(&given.arena, value->text, value->length);
    ck_assert_ptr_nonnull(text);
    return text;
}

static cl_value read_file(const char *name)
{
    size_t length;
    const char *path = given_text("%s/" FOLDER "/%s", top_srcdir(), name);
    const char *bytes = given_file(path, &length);
    cl_value value = cl_value_null();
    cl_error error;
    cl_error_init(&error);
    ck_assert_msg(cl_json_value(bytes, length, &given.arena, &value, &error), "%s: %s at %zu", path,
                  error.message, error.offset);
    return value;
}

/* ---- Saying what is wrong -------------------------------------------------------------------- */

typedef struct trial {
    const char *file, *row;
    const cl_value *c; /* the case */
    bool failed;
} trial;

CL_PRINTF(2, 3) static void complain(trial *t, const char *format, ...)
{
    va_list arguments;
    t->failed = true;
    fprintf(stderr, "%s: %s: %s: ", t->file, t->row, string(member(t->c, "name")));
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
}

static void expect_code(trial *t, const cl_value *expected, cl_code code, const char *at,
                        const char *message)
{
    const char *wanted_code = string(member(expected, "code"));
    const char *wanted_at = string(member(expected, "at"));
    if (strcmp(cl_code_name(code), wanted_code) != 0 || strcmp(at, wanted_at) != 0)
        complain(t, "%s at \"%s\" (%s), not %s at \"%s\"", cl_code_name(code), at, message,
                 wanted_code, wanted_at);
}

/* Takes a fault, whether or not the case expects one. */
static void take_fault(trial *t, const cl_error *error)
{
    const cl_value *expected = member(t->c, "error");
    if (expected == NULL)
        complain(t, "%s at \"%s\": %s", cl_code_name(error->code), error->at, error->message);
    else
        expect_code(t, expected, error->code, error->at, error->message);
}

/* ---- One case -------------------------------------------------------------------------------- */

/* Returns the value of `key`, or the one that is written as text in `key`_text. If it cannot be
 * read, takes the fault and returns NULL. `absent` is used if the case has neither. */
static const cl_value *read_part(trial *t, const char *key, const char *absent)
{
    const cl_value *part = member(t->c, key);
    const cl_value *text = member(t->c, given_text("%s_text", key));
    if (part != NULL)
        return part;
    const char *json = text != NULL ? string(text) : absent;
    cl_value *value = cl_arena_alloc(&given.arena, sizeof *value);
    cl_error error;
    cl_error_init(&error);
    ck_assert(json != NULL && value != NULL);
    if (cl_json_value(json, strlen(json), &given.arena, value, &error))
        return value;
    take_fault(t, &error);
    return NULL;
}

typedef struct fault_list {
    cl_error first;
    uint32_t count;
    const cl_array *expected; /* NULL: no expectation */
    trial *t;
} fault_list;

static void note_fault(void *self, cl_code code, const char *at, const char *message)
{
    fault_list *list = self;
    if (list->count == 0) {
        cl_error_set(&list->first, code, "%s", message);
        cl_error_at(&list->first, at);
    }
    if (list->expected != NULL && list->count < list->expected->count)
        expect_code(list->t, &list->expected->items[list->count], code, at, message);
    list->count++;
}

/* Reads the expression. Returns false if its format is wrong. */
static bool read_expression(trial *t, const cl_value *logic, cl_expression *expression)
{
    const cl_value *expected = member(t->c, "faults");
    fault_list list = {.t = t, .expected = expected != NULL ? expected->array : NULL};
    cl_error error;
    cl_error_init(&list.first);
    cl_error_init(&error);
    long faults = cl_expression_read(logic, &given.arena, note_fault, &list, expression, &error);
    ck_assert_int_eq(faults, list.count);
    if (expected != NULL && list.count != expected->array->count)
        complain(t, "%u faults, not %u", list.count, expected->array->count);
    else if (expected == NULL && faults > 0)
        take_fault(t, &list.first);
    return faults == 0;
}

static void expect_outcome(trial *t, const answer *a)
{
    static const char *const names[] = {"passed", "failed", "open"};
    const cl_value *outcome = member(t->c, "outcome");
    const cl_value *why = member(t->c, "why");
    if (outcome != NULL && strcmp(string(outcome), names[a->outcome]) != 0)
        complain(t, "%s, not %s", names[a->outcome], string(outcome));
    if (why != NULL)
        expect_code(t, why, a->error.code, a->error.at, a->error.message);
}

static void expect_answer(trial *t, const answer *a)
{
    const cl_value *instant = member(t->c, "instant");
    expect_outcome(t, a);
    if (!a->ok) {
        take_fault(t, &a->error);
        return;
    }
    if (member(t->c, "error") != NULL) {
        complain(t, "%.300s, not an error", a->text);
    } else if (instant != NULL) {
        const char *text = given_text("\"%s\"", string(instant));
        if (a->value.kind != CL_KIND_DATETIME || strcmp(a->text, text) != 0)
            complain(t, "%.300s, not the date-time %s", a->text, text);
    } else {
        const cl_value *value = read_part(t, "value", NULL);
        if (value == NULL || !cl_value_equal(value, &a->value))
            complain(t, "%.300s, not %.300s", a->text, value != NULL ? text_of(value) : "read");
    }
}

static void run_compiled(trial *t, const cl_expression *expression, const cl_value *data,
                         const cl_value *sets)
{
    const cl_vm_source source = {.expression = expression};
    const cl_compile_options options = {.value_sets = sets};
    cl_error error;
    cl_error_init(&error);
    cl_program *program = cl_program_compile(&source, 1, &options, &error);
    ck_assert_msg(program != NULL, "%s", error.message);
    cl_evaluator *evaluator = cl_evaluator_new(program, &error);
    ck_assert_ptr_nonnull(evaluator);
    answer a = answer_of(evaluator, data);
    expect_answer(t, &a);
    cl_evaluator_free(evaluator);
    cl_program_free(program);
}

static void run_case(trial *t)
{
    cl_expression expression;
    const cl_value *logic = read_part(t, "expr", NULL);
    if (logic == NULL || !read_expression(t, logic, &expression))
        return;
    const cl_value *data = read_part(t, "data", "{}");
    if (data == NULL)
        return;
    run_compiled(t, &expression, data, NULL);
    const cl_value *sets = member(member(data, "external"), "valueSets");
    if (sets != NULL && !t->failed)
        run_compiled(t, &expression, data, sets);
}

/* ---- Files ----------------------------------------------------------------------------------- */

static const cl_array *cases_of(const cl_value *file)
{
    const cl_value *cases = member(file, "cases");
    ck_assert(cases != NULL && cases->kind == CL_KIND_ARRAY && cases->array->count > 0);
    return cases->array;
}

START_TEST(each_case_of_the_row)
{
    const cl_value file = read_file(files[_i]);
    const cl_array *cases = cases_of(&file);
    const char *row = string(member(&file, "row"));
    int failed = 0;
    for (uint32_t i = 0; i < cases->count; i++) {
        trial t = {.file = files[_i], .row = row, .c = &cases->items[i]};
        run_case(&t);
        failed += t.failed;
    }
    ck_assert_msg(failed == 0, "%s: %d of %u cases of row \"%s\" failed", files[_i], failed,
                  cases->count, row);
}
END_TEST

START_TEST(each_row_has_its_cases)
{
    int seen[ROWS] = {0};
    uint32_t count = 0;
    ck_assert_msg(file_count > 0, "no case found in %s/" FOLDER, top_srcdir());
    for (int i = 0; i < file_count; i++) {
        const cl_value file = read_file(files[i]);
        const char *row = string(member(&file, "row"));
        size_t k = 0;
        while (k < ROWS && strcmp(rows[k], row) != 0)
            k++;
        ck_assert_msg(k < ROWS, "%s: SEMANTICS has no row \"%s\"", files[i], row);
        seen[k]++;
        count += cases_of(&file)->count;
    }
    for (size_t k = 0; k < ROWS; k++)
        ck_assert_msg(seen[k] == 1, "row \"%s\" has %d files", rows[k], seen[k]);
    ck_assert_uint_ge(count, LEAST_CASES);
    printf("%u cases in %d files\n", count, file_count);
    fflush(stdout);
}
END_TEST

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

/* Lists the names of the files, sorted; none if the folder is missing. */
static void list_files(void)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/" FOLDER, top_srcdir());
    DIR *d = opendir(folder);
    for (struct dirent *e = d != NULL ? readdir(d) : NULL; e != NULL; e = readdir(d)) {
        size_t length = strlen(e->d_name);
        if (file_count < MOST_FILES && length > 5 && length < sizeof files[0] &&
            strcmp(e->d_name + length - 5, ".json") == 0)
            memcpy(files[file_count++], e->d_name, length + 1);
    }
    if (d != NULL)
        closedir(d);
    if (file_count > 0)
        qsort(files, (size_t)file_count, sizeof files[0], by_name);
}

int main(void)
{
    TCase *all = unit_tests("semantics_language");
    list_files();
    tcase_add_test(all, each_row_has_its_cases);
    tcase_add_loop_test(all, each_case_of_the_row, 0, file_count);
    return unit_run();
}
