/* test_path.c — SEMANTICS, "var": fragments, and the value at a path. */
#include "support.h"
#include "vm/path.h"

static cl_fragment next_of(const char **path, size_t *length)
{
    cl_fragment fragment;
    ck_assert(cl_path_next(path, length, &fragment));
    return fragment;
}

static void expect_fragment(const cl_fragment *fragment, const char *text, uint64_t index)
{
    ck_assert_uint_eq(fragment->length, strlen(text));
    ck_assert_mem_eq(fragment->text, text, strlen(text));
    ck_assert_uint_eq(fragment->index, index);
}

START_TEST(fragments_split_at_points)
{
    const char *path = "payload.v.0.dt rest";
    size_t length = 14;
    cl_fragment fragment;
    fragment = next_of(&path, &length);
    expect_fragment(&fragment, "payload", CL_NO_INDEX);
    fragment = next_of(&path, &length);
    expect_fragment(&fragment, "v", CL_NO_INDEX);
    fragment = next_of(&path, &length);
    expect_fragment(&fragment, "0", 0);
    fragment = next_of(&path, &length);
    expect_fragment(&fragment, "dt", CL_NO_INDEX);
    ck_assert(!cl_path_next(&path, &length, &fragment));
    ck_assert(!cl_path_next(&path, &length, &fragment)); /* and it stays so */
}
END_TEST

START_TEST(the_empty_path_has_no_fragment)
{
    const char *path = "";
    size_t length = 0;
    cl_fragment fragment;
    ck_assert(!cl_path_next(&path, &length, &fragment));
}
END_TEST

START_TEST(digits_are_an_index)
{
    static const struct {
        const char *text;
        uint64_t index;
    } rows[] = {
        {"0", 0},
        {"1", 1},
        {"01", 1}, /* SEMANTICS: `01` is 1 */
        {"007", 7},
        {"0000000000000000000000000000000000000001", 1},
        {"65535", 65535},
        {"4294967295", 4294967295u},
        {"4294967296", 4294967296u},
        {"42949672959", 42949672959u},
        {"99999999999999999999", CL_NO_INDEX}, /* larger than any array, and than 64 bits */
        {"18446744073709551616", CL_NO_INDEX}, /* 2^64: must not wrap to 0 */
        {"-1", CL_NO_INDEX},
        {"+1", CL_NO_INDEX},
        {"1e0", CL_NO_INDEX},
        {"0x1", CL_NO_INDEX},
        {" 1", CL_NO_INDEX},
        {"1 ", CL_NO_INDEX},
        {"\xD9\xA1", CL_NO_INDEX}, /* an Arabic digit one */
        {"length", CL_NO_INDEX},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *path = rows[i].text;
        size_t length = strlen(path);
        cl_fragment fragment = next_of(&path, &length);
        expect_fragment(&fragment, rows[i].text, rows[i].index);
    }
}
END_TEST

static const char *at(const cl_value *value, const char *path)
{
    const cl_value *found = cl_path_find(value, path, strlen(path));
    return found != NULL ? text_of(found) : "nothing";
}

START_TEST(paths_read_objects_by_key_and_arrays_by_index)
{
    const cl_value *value = given_value("{\"a\":{\"b\":[10,[20,21],{\"c\":30}]},\"0\":\"zero\","
                                        "\"01\":\"one\",\"1\":\"other\",\"n\":null,"
                                        "\"s\":\"text\",\"i\":5,\"t\":true,\"r\":1.5}");
    ck_assert_ptr_eq(cl_path_find(value, "", 0), value);
    ck_assert_str_eq(at(value, "a.b.0"), "10");
    ck_assert_str_eq(at(value, "a.b.1.1"), "21");
    ck_assert_str_eq(at(value, "a.b.01.001"), "21");
    ck_assert_str_eq(at(value, "a.b.2.c"), "30");
    ck_assert_str_eq(at(value, "a.b.2"), "{\"c\":30}");
    ck_assert_str_eq(at(value, "a.b.3"), "nothing");
    ck_assert_str_eq(at(value, "a.b.99999999999999999999"), "nothing");
    ck_assert_str_eq(at(value, "a.b.18446744073709551616"), "nothing");
    /* On an object every fragment is a key, and 01 is another key than 1. */
    ck_assert_str_eq(at(value, "0"), "\"zero\"");
    ck_assert_str_eq(at(value, "01"), "\"one\"");
    ck_assert_str_eq(at(value, "1"), "\"other\"");
    ck_assert_str_eq(at(value, "001"), "nothing");
    /* A null that is present is found. Below null and scalars nothing is found. */
    ck_assert_str_eq(at(value, "n"), "null");
    ck_assert_str_eq(at(value, "n.a"), "nothing");
    ck_assert_str_eq(at(value, "s.0"), "nothing");
    ck_assert_str_eq(at(value, "s.length"), "nothing");
    ck_assert_str_eq(at(value, "i.0"), "nothing");
    ck_assert_str_eq(at(value, "t.a"), "nothing");
    ck_assert_str_eq(at(value, "r.0"), "nothing");
    ck_assert_str_eq(at(value, "x.y.z"), "nothing");
}
END_TEST

START_TEST(below_a_date_time_there_is_nothing)
{
    const cl_value instant = cl_value_instant(0);
    ck_assert_str_eq(at(&instant, "0"), "nothing");
    ck_assert_str_eq(at(&instant, "year"), "nothing");
    ck_assert_str_eq(at(&instant, ""), "\"1970-01-01T00:00:00.000Z\"");
}
END_TEST

START_TEST(no_prototype_like_names_exist)
{
    static const char *const names[] = {"length",         "__proto__", "constructor", "toString",
                                        "hasOwnProperty", "prototype", "valueOf"};
    const cl_value *array = given_value("[1,2,3]");
    const cl_value *object = given_value("{\"a\":1}");
    const cl_value *own = given_value("{\"__proto__\":{\"length\":7},\"constructor\":8}");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        ck_assert_str_eq(at(array, names[i]), "nothing");
        ck_assert_str_eq(at(object, names[i]), "nothing");
    }
    ck_assert_str_eq(at(own, "__proto__.length"), "7"); /* a member like any other */
    ck_assert_str_eq(at(own, "constructor"), "8");
    ck_assert_str_eq(at(own, "length"), "nothing");
}
END_TEST

START_TEST(one_step_down)
{
    const cl_value *value = given_value("[[1],{\"0\":2}]");
    const cl_fragment zero = {.text = "0", .length = 1, .index = 0};
    const cl_fragment one = {.text = "1", .length = 1, .index = 1};
    const cl_value *first = cl_path_step(value, &zero);
    const cl_value *second = cl_path_step(value, &one);
    ck_assert_str_eq(text_of(first), "[1]");
    ck_assert_str_eq(text_of(cl_path_step(first, &zero)), "1");
    ck_assert_ptr_null(cl_path_step(first, &one));
    ck_assert_str_eq(text_of(cl_path_step(second, &zero)), "2");
    ck_assert_ptr_null(cl_path_step(cl_path_step(first, &zero), &zero));
}
END_TEST

START_TEST(as_deep_as_values_are)
{
    const cl_value *value = given_value(given_nested("[", "7", "]", CL_MAX_DEPTH));
    const char *path = given_text("0%s", given_repeated(".0", CL_MAX_DEPTH - 1));
    ck_assert_str_eq(at(value, path), "7");
    ck_assert_str_eq(at(value, given_text("%s.0", path)), "nothing");
    ck_assert_str_eq(at(value, given_repeated("0.0.0.0.0", 10000)), "nothing");
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("path");
    tcase_add_test(all, fragments_split_at_points);
    tcase_add_test(all, the_empty_path_has_no_fragment);
    tcase_add_test(all, digits_are_an_index);
    tcase_add_test(all, paths_read_objects_by_key_and_arrays_by_index);
    tcase_add_test(all, below_a_date_time_there_is_nothing);
    tcase_add_test(all, no_prototype_like_names_exist);
    tcase_add_test(all, one_step_down);
    tcase_add_test(all, as_deep_as_values_are);
    return unit_run();
}
