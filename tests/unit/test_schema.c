/* test_schema.c — JSON Schema: the cases of tests/conformance/schema, limits at N and N + 1, limits
 * on hostile schemas and values, the embedded schemas.
 *
 * A file of cases is an array of {"about", "schema"}, with "draft": 7 if it is not 2020-12, and
 * "others", documents by URI. It has either "refused", "code place: message", or "cases", each with
 * a "value" and all its findings, "keyword at place-in-schema: message".
 */
#include <dirent.h>

#include "schema/embedded.h"
#include "schema/format.h"
#include "schema/pattern.h"
#include "support.h"

static cl_arena scratch;

static void begin(void)
{
    given_begin();
    cl_arena_init(&scratch, SIZE_MAX);
}

static void end(void)
{
    cl_arena_free(&scratch);
    given_end();
}

static const cl_value *member(const cl_value *object, const char *name)
{
    return cl_object_find(object->object, name, strlen(name));
}

static const char *words(const cl_value *text)
{
    const char *copy = cl_arena_text(&given.arena, text->text, text->length);
    must(copy != NULL);
    return copy;
}

static cl_schema *compiled(const char *json, cl_error *error)
{
    cl_schema_source source = {"", json, strlen(json)};
    cl_error_init(error);
    return cl_schema_compile(&source, 1, CL_DRAFT_2020, error);
}

/* Returns 1, 0, or minus the code of the error. */
static int asked(const char *schema, const char *value)
{
    cl_error error;
    cl_schema *it = compiled(schema, &error);
    int valid = -1;
    if (it != NULL)
        valid = cl_schema_validate(it, given_value(value), &scratch, NULL, NULL, &error);
    cl_schema_free(it);
    return valid < 0 ? -(int)error.code : valid;
}

/* ---- Cases ----------------------------------------------------------------------------------- */

typedef struct heard {
    const cl_array *expected;
    uint32_t count;
    const char *about;
} heard;

static bool compare(void *self, const cl_schema_finding *f)
{
    heard *h = self;
    const char *found = given_text("%s %s %s: %s", f->keyword, f->at[0] != '\0' ? f->at : "\"\"",
                                   f->place, f->message);
    const char *expected = h->count < h->expected->count ? words(&h->expected->items[h->count])
                                                         : "no more";
    ck_assert_msg(strcmp(found, expected) == 0, "%s: %s, not %s", h->about, found, expected);
    h->count++;
    return true;
}

static void judge_case(const cl_schema *schema, const cl_value *one, const char *about)
{
    cl_error error;
    cl_error_init(&error);
    const cl_value *value = member(one, "value");
    heard h = {.expected = member(one, "findings")->array, .about = about};
    int valid = cl_schema_validate(schema, value, &scratch, compare, &h, &error);
    ck_assert_msg(valid >= 0, "%s: %s", about, error.message);
    ck_assert_msg(h.count == h.expected->count && valid == (h.count == 0), "%s: %s: %u findings",
                  about, text_of(value), (unsigned)h.count);
    ck_assert_int_eq(valid, cl_schema_validate(schema, value, &scratch, NULL, NULL, &error));
}

static void judge_group(const cl_value *group)
{
    cl_schema_source sources[8];
    size_t count = 1;
    cl_error error;
    cl_error_init(&error);
    const char *json = text_of(member(group, "schema")), *about = words(member(group, "about"));
    const cl_value *others = member(group, "others"), *refused = member(group, "refused");
    sources[0] = (cl_schema_source){"", json, strlen(json)};
    for (uint32_t i = 0; others != NULL && i < others->object->count; i++) {
        const cl_member m = cl_object_member(others->object, i);
        json = text_of(&m.value);
        cl_value uri = cl_value_string(m.key, m.length);
        sources[count++] = (cl_schema_source){words(&uri), json, strlen(json)};
    }
    cl_schema *schema = cl_schema_compile(
        sources, count, member(group, "draft") != NULL ? CL_DRAFT_7 : CL_DRAFT_2020, &error);
    ck_assert_msg((schema == NULL) == (refused != NULL), "%s: %s", about, error.message);
    if (refused != NULL)
        ck_assert_str_eq(given_text("%s %s: %s", cl_code_name(error.code), error.at, error.message),
                         words(refused));
    const cl_value *cases = member(group, "cases");
    for (uint32_t i = 0; schema != NULL && i < cases->array->count; i++)
        judge_case(schema, &cases->array->items[i], about);
    cl_schema_free(schema);
}

START_TEST(every_case)
{
    size_t length, groups = 0;
    const char *folder = given_text("%s/tests/conformance/schema", top_srcdir());
    DIR *entries = opendir(folder);
    must(entries != NULL);
    for (struct dirent *e; (e = readdir(entries)) != NULL;) {
        if (strstr(e->d_name, ".json") == NULL)
            continue;
        cl_value file = given_json(given_file(given_text("%s/%s", folder, e->d_name), &length));
        for (uint32_t i = 0; i < file.array->count; i++, groups++)
            judge_group(&file.array->items[i]);
    }
    closedir(entries);
    ck_assert_uint_ge(groups, 80);
}
END_TEST

/* ---- Limits ---------------------------------------------------------------------------------- */

START_TEST(subschemas)
{
    for (size_t more = 0; more < 2; more++) {
        size_t items = CL_MAX_SCHEMA_NODES - 2 +
                       more; /* the array's first, and the schema itself */
        const char *json = given_text("{\"allOf\":[true%s]}", given_repeated(",true", items));
        cl_error error;
        cl_schema *schema = compiled(json, &error);
        ck_assert_int_eq(schema != NULL, more == 0);
        ck_assert_int_eq(error.code, more == 0 ? CL_NONE : CL_LIMIT_SIZE);
        cl_schema_free(schema);
    }
}
END_TEST

START_TEST(bytes_of_a_pattern)
{
    for (size_t more = 0; more < 2; more++) {
        const char *pattern = given_repeated("a", CL_MAX_PATTERN + more);
        ck_assert_int_eq(
            asked(given_text("{\"pattern\":\"%s\"}", pattern), given_text("\"%s\"", pattern)),
            more == 0 ? 1 : -CL_LIMIT_SIZE);
    }
}
END_TEST

/* A chain of CL_MAX_DEPTH subschemas for one value. The last is `true`; a $ref leads to each of
 * them. */
START_TEST(chains_about_one_value)
{
    for (unsigned more = 0; more < 2; more++) {
        cl_buffer json;
        cl_buffer_init(&json);
        cl_buffer_puts(&json, "{\"$defs\":{");
        unsigned last = CL_MAX_DEPTH - 2 + more;
        for (unsigned i = 0; i < last; i++)
            cl_buffer_printf(&json, "\"%u\":{\"allOf\":[true],\"$ref\":\"#/$defs/%u\"},", i, i + 1);
        cl_buffer_printf(&json, "\"%u\":true},\"$ref\":\"#/$defs/0\"}", last);
        ck_assert_int_eq(asked(given_taken(&json), "1"), more == 0 ? 1 : -CL_LIMIT_DEPTH);
    }
}
END_TEST

/* A value of the greatest depth is validated by a chain at each level. */
START_TEST(values_at_their_deepest)
{
    const char *schema =
        "{\"$defs\":{\"a\":{\"oneOf\":[{\"$ref\":\"#/$defs/b\"},{\"type\":\"null\"}]},"
        "\"b\":{\"type\":\"array\",\"items\":{\"$ref\":\"#\"}}},\"$ref\":\"#/$defs/a\"}";
    ck_assert_int_eq(asked(schema, given_nested("[", "", "]", CL_MAX_DEPTH)), 1);
    ck_assert_int_eq(asked(schema, given_nested("[", "1", "]", CL_MAX_DEPTH)), 0);
}
END_TEST

/* Two references that double at each of thirty steps; and the number of steps exactly at its limit.
 * Each item of an array takes one step for its own check, and the array takes one for each item and
 * two more. */
START_TEST(steps)
{
    cl_buffer json;
    cl_buffer_init(&json);
    cl_buffer_puts(&json, "{\"$defs\":{");
    for (int i = 0; i < 30; i++)
        cl_buffer_printf(
            &json, "\"%d\":{\"allOf\":[{\"$ref\":\"#/$defs/%d\"},{\"$ref\":\"#/$defs/%d\"}]},", i,
            i + 1, i + 1);
    cl_buffer_puts(&json, "\"30\":{\"type\":\"null\"}},\"$ref\":\"#/$defs/0\"}");
    ck_assert_int_eq(asked(given_taken(&json), "null"), -CL_BUDGET);
    for (size_t more = 0; more < 2; more++) {
        const char *zeros = given_repeated("0,", CL_MAX_SCHEMA_STEPS / 2 - 2 + more);
        const char *array = given_text("[%s0]", zeros);
        ck_assert_int_eq(asked("{\"type\":\"array\",\"items\":{\"type\":\"integer\"}}", array),
                         more == 0 ? 1 : -CL_BUDGET);
    }
}
END_TEST

START_TEST(patterns_that_explode_are_ended)
{
    const char *text = given_text("\"%sb\"", given_repeated("a", 40));
    ck_assert_int_eq(asked("{\"pattern\":\"^(a+)+$\"}", text), -CL_LIMIT_PATTERN);
    ck_assert_int_eq(asked("{\"pattern\":\"^(a|a)*$\"}", text), -CL_LIMIT_PATTERN);
    ck_assert_int_eq(asked("{\"not\":{\"pattern\":\"^(a+)+$\"}}", text), -CL_LIMIT_PATTERN);
    ck_assert_int_eq(asked("{\"patternProperties\":{\"^(x+x+)+$\":false}}",
                           given_text("{\"%sy\":1}", given_repeated("x", 40))),
                     -CL_LIMIT_PATTERN);
    /* The patterns of our own schemas accept texts as long as a payload may be. */
    text = given_text("\"a%s\"", given_repeated(" ", 65535));
    ck_assert_int_eq(asked("{\"pattern\":\"^\\\\S(.*\\\\S)?$\"}", text), 0);
}
END_TEST

/* A hundred thousand items that are equal except for their last part. */
START_TEST(unique_items_stay_quick)
{
    cl_buffer json;
    cl_buffer_init(&json);
    for (int i = 0; i < 100000; i++)
        cl_buffer_printf(&json, "%s{\"a\":[1,2],\"b\":%d}", i > 0 ? "," : "[", 100000 + i);
    cl_buffer_putc(&json, ']');
    ck_assert_int_eq(asked("{\"uniqueItems\":true}", given_taken(&json)), 1);
}
END_TEST

START_TEST(validation_gives_its_memory_back)
{
    cl_error error;
    cl_schema *schema = cl_schema_compile_embedded(CL_SCHEMA_PAYLOAD, &error);
    must(schema != NULL);
    size_t length, held = 0;
    const char *path = given_text("%s/tests/schema-cases/good-payload-vaccination.json",
                                  top_srcdir());
    cl_value payload = given_json(given_file(path, &length));
    for (int i = 0; i < 1000; i++) {
        ck_assert_int_eq(cl_schema_validate(schema, &payload, &scratch, NULL, NULL, &error), 1);
        ck_assert(i == 0 || scratch.held == held);
        held = scratch.held;
    }
    cl_schema_free(schema);
}
END_TEST

/* With a scratch arena of any size the result is the right verdict, or MEMORY. */
START_TEST(scratch_that_is_too_small)
{
    cl_error error;
    cl_schema *schema = cl_schema_compile_embedded(CL_SCHEMA_PAYLOAD, &error);
    size_t length, told = 0, cap = 0;
    const char *path = given_text("%s/tests/schema-cases/good-payload-vaccination.json",
                                  top_srcdir());
    cl_value payload = given_json(given_file(path, &length));
    for (; cap < 100000 && told == 0; cap += 64) {
        cl_arena small;
        cl_arena_init(&small, cap);
        cl_error_init(&error);
        int valid = cl_schema_validate(schema, &payload, &small, NULL, NULL, &error);
        must(valid == 1 || (valid == -1 && error.code == CL_MEMORY));
        told += valid == 1;
        cl_arena_free(&small);
    }
    ck_assert_uint_eq(told, 1);
    cl_schema_free(schema);
}
END_TEST

START_TEST(the_embedded_schemas_are_those_of_the_folder)
{
    for (int i = 0; i < CL_SCHEMA_COUNT; i++) {
        size_t length;
        const cl_schema_source *s = &cl_schema_embedded[i];
        const char *path = given_text("%s/schemas%s", top_srcdir(), strrchr(s->uri, '/'));
        const char *text = given_file(path, &length);
        ck_assert_uint_eq(s->length, length);
        ck_assert_mem_eq(s->bytes, text, length);
        cl_error error;
        cl_schema *schema = cl_schema_compile_embedded((cl_schema_name)i, &error);
        ck_assert_ptr_nonnull(schema);
        cl_schema_free(schema);
    }
}
END_TEST

/* ---- Patterns -------------------------------------------------------------------------------- */

#define SPACES                                                                                     \
    "\\x09-\\x0d\\x20\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}"

START_TEST(patterns_in_the_words_of_pcre2)
{
    static const struct {
        const char *ecma, *pcre;
    } rows[] = {
        {"\\x4a\\x4B", "JK"},
        {"\\u{1f}\\u004A\\ue000", "\\x{1f}J\\x{e000}"},
        {"\\ud83d\\ude00", "\\x{1f600}"},
        {"\\cZ\\cj\\0", "\\x{1a}\\x{a}\\x{0}"},
        {"\\\xC3\xA9", "\\x{e9}"},
        {"\\b\\B", "\\b\\B"},
        {"\\d\\D\\w\\W", "\\d\\D\\w\\W"},
        {"\\s\\S", "[" SPACES "][^" SPACES "]"},
        {"\\p{Lu}\\P{gc=Lu}", "\\p{Lu}\\P{Lu}"},
        {"\\p{Script=Greek}\\p{General_Category=L}", "\\p{Greek}\\p{L}"},
        {"\\p{Old_Italic}", "\\p{Old_Italic}"},
        {"[\\p{sc=Han}\\P{L}]", "[\\p{Han}\\P{L}]"},
        {"[\\b\\D\\w\\W]", "[\\x{8}\\D\\w\\W]"},
        {"[\\d-x]", "[\\d\\x2dx]"},
        {"[a-\\d]", "[a\\d\\x2d]"},
        {"[a-]", "[a\\x{2d}]"},
        {"[a-f]", "[a-f]"},
        {"[\\s]", "[" SPACES "]"},
        {"[\\S]", "[^" SPACES "]"},
        {"[^\\S]", "[" SPACES "]"},
        {"[\\Sa]", "(?:[a]|[^" SPACES "])"},
        {"[^\\Sa]", "(?:(?![a])[" SPACES "])"},
        {"[]", "(?!)"},
        {"[^]", "(?s:.)"},
        {"a*?b+?c??", "a*?b+?c??"},
        {"a{2}b{2,}c{2,3}?", "a{2}b{2,}c{2,3}?"},
        {"a{,2}{b}{2", "a\\x{7b}\\x{2c}2\\x{7d}\\x{7b}b\\x{7d}\\x{7b}2"},
        {"(?<n_1>a)\\k<n_1>\\1\\12", "(?<n_1>a)\\k<n_1>\\g{1}\\g{12}"},
        {"(?<_>a)(?<zZ9>b)", "(?<_>a)(?<zZ9>b)"},
        {"\\12345", "\\g{1234}5"},
        {"(?=a)(?!b)(?<=c)(?<!d)(?:e)(f)", "(?=a)(?!b)(?<=c)(?<!d)(?:e)(f)"},
        {"^a|b$", "^a|b$"},
        {"\\f\\n\\r\\t\\v\\/\\-", "\\x{c}\\x{a}\\x{d}\\x{9}\\x{b}\\x{2f}\\x{2d}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_buffer out;
        cl_error error;
        cl_buffer_init(&out);
        cl_error_init(&error);
        ck_assert_msg(cl_pattern_translate(rows[i].ecma, strlen(rows[i].ecma), &out, &error),
                      "%s: %s", rows[i].ecma, error.message);
        ck_assert_str_eq(given_taken(&out), rows[i].pcre);
    }
}
END_TEST

START_TEST(patterns_that_are_not_of_ecma_262)
{
    static const char digits[] = "hexadecimal digits are missing";
    static const char half[] = "half a surrogate pair", property[] = "a property that is not known";
    static const char escape[] = "an escape that ECMA-262 does not know";
    static const char name[] = "a group's name must be 1 to 32 letters, digits or _";
    static const struct {
        const char *pattern;
        int at;
        const char *what;
    } rows[] = {
        {"\\xg", 2, digits},
        {"\\x:0", 2, digits},
        {"\\x4", 3, digits},
        {"\\u12@4", 4, digits},
        {"\\u{}", 3, digits},
        {"\\u{41", 5, "expected a }"},
        {"\\ud83d\\ug", 8, digits},
        {"\\ud83d\\u0041", 12, half},
        {"\\ud83d\\ue000", 12, half},
        {"\\ud83dx", 6, half},
        {"\\udc00", 6, half},
        {"\\u{d800}", 8, half},
        {"\\c1", 2, escape},
        {"\\01", 2, escape},
        {"\\q", 2, escape},
        {"[\\8]", 3, escape},
        {"[\\q]", 3, escape},
        {"[a-\\q]", 5, escape},
        {"[a-", 3, "expected a ]"},
        {"[\\", 2, "nothing stands behind the backslash"},
        {"\\pL", 2, "expected a { behind \\p"},
        {"[\\PL]", 3, "expected a { behind \\p"},
        {"\\p{}", 3, property},
        {"\\p{L", 4, property},
        {"\\p{L1}", 4, property},
        {"\\ka", 2, "expected a < behind \\k"},
        {"\\k<>", 3, name},
        {"(?<>a)", 3, name},
        {"(?<1>a)", 3, name},
        {"(?<a", 4, name},
        {"(?<a-b>c)", 4, name},
        {"(?<aaaaaaaaaabbbbbbbbbbccccccccccddd>e)", 36, name},
        {"+", 0, "there is nothing to repeat"},
        {"(?>a)", 1, "a kind of group that ECMA-262 does not know"},
        {"a)", 2, "a ) without its ("},
        {"(a", 2, "a ( without its )"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_buffer out;
        cl_error error;
        cl_buffer_init(&out);
        cl_error_init(&error);
        ck_assert_msg(!cl_pattern_translate(rows[i].pattern, strlen(rows[i].pattern), &out, &error),
                      "%s", rows[i].pattern);
        cl_buffer_free(&out);
        ck_assert_int_eq(error.code, CL_SCHEMA_BROKEN);
        ck_assert_str_eq(error.message,
                         given_text("a pattern that is not of ECMA-262, at byte %d: %s", rows[i].at,
                                    rows[i].what));
    }
}
END_TEST

/* ---- Formats --------------------------------------------------------------------------------- */

START_TEST(dates_of_rfc_3339)
{
    static const char *const good[] = {"2021-06-01", "2000-02-29", "2024-02-29", "0000-12-31"};
    static const char *const bad[] = {"",           "2021-06-1",  "2021-06-011", "2021/06-01",
                                      "2021-06/01", "x021-06-01", "2:21-06-01",  "202/-06-01",
                                      "2021-0a-01", "2021-00-01", "2021-13-01",  "2021-06-00",
                                      "2021-06-x1", "2021-06-31", "1900-02-29",  "2021-02-29"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(cl_format_date(good[i], strlen(good[i])), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        ck_assert_msg(!cl_format_date(bad[i], strlen(bad[i])), "%s", bad[i]);
}
END_TEST

/* The time after a date: second 60 is the last second of a day in UTC. */
START_TEST(date_times_of_rfc_3339)
{
    static const char *const good[] = {
        "T12:00:00Z",      "t12:00:00z",      "T00:00:00.0Z", "T12:00:00.123456789+00:00",
        "T23:59:59-23:59", "T12:00:00+23:59", "T23:59:60Z",   "T22:59:60-01:00",
        "T00:59:60+01:00"};
    static const char *const bad[] = {
        "T12:00:00",       "T12:00:0Z",       " 12:00:00Z",      "T12-00:00Z",    "T12:00-00Z",
        "T24:00:00Z",      "Tx2:00:00Z",      "T12:60:00Z",      "T12:0x:00Z",    "T12:00:61Z",
        "T12:00:x0Z",      "T12:00:00.Z",     "T12:00:00.12",    "T12:00:00.1/Z", "T12:00:00+01:0",
        "T12:00:00+01:60", "T12:00:00-24:00", "T12:00:00+01-00", "T12:00:00Zx",   "T12:00:00x",
        "T12:00:60Z",      "T23:59:60+01:00", "T22:59:60+01:00"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        const char *text = given_text("2021-06-01%s", good[i]);
        ck_assert_msg(cl_format_date_time(text, strlen(text)), "%s", text);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        const char *text = given_text("2021-06-01%s", bad[i]);
        ck_assert_msg(!cl_format_date_time(text, strlen(text)), "%s", text);
    }
    ck_assert(!cl_format_date_time("2021-13-01T12:00:00Z", 20));
}
END_TEST

/* ---- Documents that cannot be read ----------------------------------------------------------- */

START_TEST(a_document_that_is_no_json)
{
    static const struct {
        const char *uri, *before;
    } rows[] = {{"", ""}, {"https://example.org/x", "https://example.org/x: "}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_error error;
        cl_error_init(&error);
        cl_schema_source source = {rows[i].uri, "{\"a\":1,\"a\":2}", 13};
        ck_assert_ptr_null(cl_schema_compile(&source, 1, CL_DRAFT_2020, &error));
        ck_assert_int_eq(error.code, CL_JSON_KEY);
        ck_assert_str_eq(error.at, "/a");
        ck_assert_int_eq(strncmp(error.message, rows[i].before, strlen(rows[i].before)), 0);
        ck_assert_int_eq(strncmp(error.message + strlen(rows[i].before), "line 1", 6), 0);
    }
}
END_TEST

/* ---- Places that are too long ---------------------------------------------------------------- */

static bool keep_place(void *self, const cl_schema_finding *finding)
{
    *(const char **)self = given_text("%s", finding->at);
    return true;
}

/* A place is cut between two steps, like that of an error. */
START_TEST(places_are_cut_at_a_step)
{
    cl_error error;
    const char *place = "";
    const char *key = given_repeated("k", 1000), *tilde = given_repeated("~", 1500);
    const char *schema = given_text(
        "{\"properties\":{\"%s\":{\"properties\":{\"%s\":{\"properties\":"
        "{\"%s\":{\"not\":{\"$ref\":\"#/nowhere\"}}}}}}}}",
        key, tilde, key);
    ck_assert_ptr_null(compiled(schema, &error));
    must(strcmp(error.at, given_text("/properties/%s", key)) == 0);
    cl_schema *all = compiled("{\"additionalProperties\":{\"$ref\":\"#\"},\"type\":\"object\"}",
                              &error);
    ck_assert_ptr_nonnull(all);
    const cl_value *value = given_value(
        given_text("{\"%s\":{\"%s\":{\"%s\":{\"a/b\":1}}}}", key, tilde, key));
    ck_assert_int_eq(cl_schema_validate(all, value, &scratch, keep_place, &place, &error), 0);
    must(strcmp(place, given_text("/%s", key)) == 0);
    cl_schema_free(all);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, begin, end);
    unit_suite = suite_create("schema");
    suite_add_tcase(unit_suite, tests);
    tcase_add_test(tests, every_case);
    tcase_add_test(tests, subschemas);
    tcase_add_test(tests, bytes_of_a_pattern);
    tcase_add_test(tests, chains_about_one_value);
    tcase_add_test(tests, values_at_their_deepest);
    tcase_add_test(tests, steps);
    tcase_add_test(tests, patterns_that_explode_are_ended);
    tcase_add_test(tests, unique_items_stay_quick);
    tcase_add_test(tests, validation_gives_its_memory_back);
    tcase_add_test(tests, scratch_that_is_too_small);
    tcase_add_test(tests, the_embedded_schemas_are_those_of_the_folder);
    tcase_add_test(tests, patterns_in_the_words_of_pcre2);
    tcase_add_test(tests, patterns_that_are_not_of_ecma_262);
    tcase_add_test(tests, dates_of_rfc_3339);
    tcase_add_test(tests, date_times_of_rfc_3339);
    tcase_add_test(tests, a_document_that_is_no_json);
    tcase_add_test(tests, places_are_cut_at_a_step);
    return unit_run();
}
