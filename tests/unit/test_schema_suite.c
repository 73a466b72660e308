/* test_schema_suite.c — the public JSON Schema test suite for draft-07, if Debian's package
 * json-schema-test-suite is installed; else the test is skipped. It runs all required assertions,
 * and the optional ones about whole floats, regular expressions, date and date-time. Assertions
 * that we do not pass are listed below by name, with the reason; if one of these passes, that is a
 * failure too. */
#include <dirent.h>

#include "schema/schema.h"
#include "support.h"

#define INSTALLED "/usr/share/json-schema-test-suite"

typedef struct exception {
    const char *file, *group;
    const char *assertion; /* NULL: all of the group */
    const char *reason;
} exception;

static const char meta[] =
    "refers to the meta-schema of draft-07, which is remote and not in the package";

static const exception exceptions[] = {
    {"ref", "remote ref, containing refs itself", NULL, meta},
    {"definitions", "valid definition", NULL, meta},
    {"definitions", "invalid definition", NULL, meta},
    {"optional/ecmascript-regex", "ECMA 262 regex non-compliance", NULL,
     "asks the format regex, which is a remark here; such a pattern is refused in `pattern`"},
};

/* Optional files that are read, and those that our reader of JSON refuses as a whole. */
static const char *const optional[] = {"optional/ecmascript-regex", "optional/zeroTerminatedFloats",
                                       "optional/format/date", "optional/format/date-time"};

static const char *suite;
static cl_schema_source sources[64];
static size_t source_count;
static bool used[sizeof exceptions / sizeof *exceptions];
static size_t judged, excepted;

static const exception *exception_of(const char *file, const char *group, const char *assertion)
{
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++) {
        const exception *e = &exceptions[i];
        if (strcmp(e->file, file) == 0 && strcmp(e->group, group) == 0 &&
            (e->assertion == NULL || strcmp(e->assertion, assertion) == 0)) {
            used[i] = true;
            return e;
        }
    }
    return NULL;
}

static const cl_value *member(const cl_value *object, const char *name)
{
    const cl_value *found = cl_object_find(object->object, name, strlen(name));
    must(found != NULL);
    return found;
}

static const char *words(const cl_value *text)
{
    const char *copy = cl_arena_text(&given.arena, text->text, text->length);
    must(text->kind == CL_KIND_STRING && copy != NULL);
    return copy;
}

/* Checks one assertion. Returns what is wrong with our result, or NULL. */
static const char *judge(const cl_schema *schema, const char *fault, const cl_value *test)
{
    cl_arena scratch;
    cl_error error;
    cl_arena_init(&scratch, SIZE_MAX);
    cl_error_init(&error);
    int expected = member(test, "valid")->boolean;
    int valid = schema == NULL ? -1
                               : cl_schema_validate(schema, member(test, "data"), &scratch, NULL,
                                                    NULL, &error);
    cl_arena_free(&scratch);
    if (valid == expected)
        return NULL;
    return valid < 0 ? given_text("%s%s", fault, error.message) : "the other verdict";
}

static void judge_group(const char *file, const cl_value *group)
{
    const char *name = words(member(group, "description"));
    const char *json = text_of(member(group, "schema"));
    cl_error error;
    cl_error_init(&error);
    sources[0] = (cl_schema_source){"", json, strlen(json)};
    cl_schema *schema = cl_schema_compile(sources, source_count, CL_DRAFT_7, &error);
    const cl_array *tests = member(group, "tests")->array;
    for (uint32_t i = 0; i < tests->count; i++) {
        const char *assertion = words(member(&tests->items[i], "description"));
        const char *wrong = judge(schema, error.message, &tests->items[i]);
        const exception *e = exception_of(file, name, assertion);
        ck_assert_msg(e != NULL || wrong == NULL, "%s: %s: %s: %s", file, name, assertion, wrong);
        ck_assert_msg(e == NULL || wrong != NULL, "%s: %s: %s: passes, though an exception", file,
                      name, assertion);
        judged++;
        excepted += e != NULL;
    }
    cl_schema_free(schema);
}

static void judge_file(const char *name)
{
    size_t length;
    const char *text = given_file(given_text("%s/tests/draft7/%s.json", suite, name), &length);
    cl_value groups = given_json(text);
    for (uint32_t i = 0; i < groups.array->count; i++)
        judge_group(name, &groups.array->items[i]);
}

static bool ends_in_json(const char *name)
{
    size_t length = strlen(name);
    return length > 5 && strcmp(name + length - 5, ".json") == 0;
}

/* The remote documents of the suite are passed to the schema, under their expected addresses. */
static void add_remotes(const char *folder)
{
    const char *path = given_text("%s/remotes/%s", suite, folder);
    DIR *entries = opendir(path);
    must(entries != NULL);
    for (struct dirent *e; (e = readdir(entries)) != NULL;) {
        if (e->d_name[0] == '.')
            continue;
        if (!ends_in_json(e->d_name)) {
            add_remotes(given_text("%s%s/", folder, e->d_name));
            continue;
        }
        cl_schema_source *s = &sources[source_count++];
        must(source_count < sizeof sources / sizeof *sources);
        s->uri = given_text("http://localhost:1234/%s%s", folder, e->d_name);
        s->bytes = given_file(given_text("%s%s", path, e->d_name), &s->length);
    }
    closedir(entries);
}

START_TEST(every_assertion)
{
    source_count = 1;
    add_remotes("");
    DIR *entries = opendir(given_text("%s/tests/draft7", suite));
    must(entries != NULL);
    size_t files = 0;
    for (struct dirent *e; (e = readdir(entries)) != NULL;) {
        if (!ends_in_json(e->d_name))
            continue;
        char *name = cl_arena_text(&given.arena, e->d_name, strlen(e->d_name) - 5);
        must(name != NULL);
        judge_file(name);
        files++;
    }
    closedir(entries);
    size_t required = judged;
    for (size_t i = 0; i < sizeof optional / sizeof *optional; i++)
        judge_file(optional[i]);
    for (size_t i = 0; i < sizeof exceptions / sizeof *exceptions; i++)
        ck_assert_msg(used[i], "no such assertion: %s: %s", exceptions[i].file,
                      exceptions[i].group);
    ck_assert_uint_ge(files, 30);
    printf("%zu required assertions of %zu files and %zu optional ones, %zu exceptions\n", required,
           files, judged - required, excepted);
    fflush(stdout);
}
END_TEST

/* optional/bignum: the reader refuses a document with integers beyond 64 bits (SEMANTICS, "Whole
 * numbers are integers"). */
START_TEST(big_numbers_are_refused)
{
    size_t length;
    const char *text = given_file(given_text("%s/tests/draft7/optional/bignum.json", suite),
                                  &length);
    cl_value value;
    cl_error error;
    cl_error_init(&error);
    ck_assert(!cl_json_value(text, length, &given.arena, &value, &error));
    ck_assert_int_eq(error.code, CL_JSON_NUMBER);
}
END_TEST

int main(void)
{
    suite = getenv("JSON_SCHEMA_TEST_SUITE");
    if (suite == NULL || suite[0] == '\0')
        suite = INSTALLED;
    given_begin();
    DIR *there = opendir(given_text("%s/tests/draft7", suite));
    given_end();
    if (there == NULL) {
        printf("skipped: there is no JSON Schema test suite at %s\n", suite);
        return 77;
    }
    closedir(there);
    TCase *tests = unit_tests("schema_suite");
    tcase_add_test(tests, every_assertion);
    tcase_add_test(tests, big_numbers_are_refused);
    return unit_run();
}
