/* test_notation.c — the compact notation: the text of each form of JSON. */
#include "support.h"

static const char *notation_of(const char *json)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_expression_write(given_expression(json), &out);
    return given_taken(&out);
}

// clang-format off
static const struct {
    const char *json, *text;
} rows[] = {
    /* Literals and arrays. */
    {"true", "true"},
    {"-17", "-17"},
    {"9223372036854775807", "9223372036854775807"},
    {"\"a\\\"b\\n\"", "\"a\\\"b\\n\""},
    {"\"\"", "\"\""},
    {"[]", "[]"},
    {"[1,[\"a\",[]],false]", "[1, [\"a\", []], false]"},

    /* Paths that need no quotes, and those that do. */
    {"{\"var\":\"\"}", "@"},
    {"{\"var\":\"a\"}", "a"},
    {"{\"var\":\"payload.v.0.dt\"}", "payload.v.0.dt"},
    {"{\"var\":\"external.valueSets.sct-vaccines-covid-19\"}", "external.valueSets.sct-vaccines-covid-19"},
    {"{\"var\":\"_a.B-9\"}", "_a.B-9"},
    {"{\"var\":\"0\"}", "var(\"0\")"},
    {"{\"var\":\"0.a\"}", "var(\"0.a\")"},
    {"{\"var\":\"-a\"}", "var(\"-a\")"},
    {"{\"var\":\"a b\"}", "var(\"a b\")"},
    {"{\"var\":\"a\\\"\"}", "var(\"a\\\"\")"},
    {"{\"var\":\"@\"}", "var(\"@\")"},
    {"{\"var\":\"a,b\"}", "var(\"a,b\")"},
    {"{\"var\":\"\xC3\xA9\"}", "var(\"\xC3\xA9\")"},
    {"{\"var\":\"a\\u0000\"}", "var(\"a\\u0000\")"},
    /* Words of the notation are no plain paths; longer words that contain them are. */
    {"{\"var\":\"if\"}", "var(\"if\")"},
    {"{\"var\":\"then\"}", "var(\"then\")"},
    {"{\"var\":\"else\"}", "var(\"else\")"},
    {"{\"var\":\"not\"}", "var(\"not\")"},
    {"{\"var\":\"and\"}", "var(\"and\")"},
    {"{\"var\":\"in\"}", "var(\"in\")"},
    {"{\"var\":\"date\"}", "var(\"date\")"},
    {"{\"var\":\"true\"}", "var(\"true\")"},
    {"{\"var\":\"false\"}", "var(\"false\")"},
    {"{\"var\":\"var\"}", "var(\"var\")"},
    {"{\"var\":\"before\"}", "var(\"before\")"},
    {"{\"var\":\"not-before\"}", "var(\"not-before\")"},
    {"{\"var\":\"not-after\"}", "var(\"not-after\")"},
    {"{\"var\":\"if.then\"}", "if.then"},
    {"{\"var\":\"iffy\"}", "iffy"},
    {"{\"var\":\"dates\"}", "dates"},

    /* Infix forms. */
    {"{\"===\":[{\"var\":\"a\"},1]}", "a === 1"},
    {"{\"in\":[{\"var\":\"a\"},[1,2]]}", "a in [1, 2]"},
    {"{\"+\":[{\"var\":\"a\"},-1]}", "a + -1"},
    {"{\"<\":[1,{\"var\":\"a\"},3]}", "1 < a < 3"},
    {"{\">=\":[{\"var\":\"a\"},2]}", "a >= 2"},
    {"{\"not-after\":[{\"var\":\"a\"},{\"var\":\"b\"},{\"var\":\"c\"}]}", "a not-after b not-after c"},
    {"{\"and\":[true,{\"var\":\"a\"},{\"var\":\"b\"},false]}", "true and a and b and false"},
    {"{\"and\":[{\"===\":[1,2]},{\"!\":[{\"var\":\"a\"}]}]}", "(1 === 2) and (not a)"},
    {"{\"+\":[{\"+\":[1,2]},3]}", "(1 + 2) + 3"},
    {"{\"+\":[1,{\"+\":[2,3]}]}", "1 + (2 + 3)"},

    /* not */
    {"{\"!\":[{\"var\":\"a\"}]}", "not a"},
    {"{\"!\":[{\"!\":[1]}]}", "not (not 1)"},
    {"{\"!\":[{\"and\":[1,2]}]}", "not (1 and 2)"},
    {"{\"!\":[[1,2]]}", "not [1, 2]"},

    /* if: a chain of else-if has no parentheses. */
    {"{\"if\":[{\"var\":\"a\"},1,2]}", "if a then 1 else 2"},
    {"{\"if\":[1,2,{\"if\":[3,4,5]}]}", "if 1 then 2 else if 3 then 4 else 5"},
    {"{\"if\":[1,{\"if\":[2,3,4]},5]}", "if 1 then (if 2 then 3 else 4) else 5"},
    {"{\"if\":[{\"if\":[1,2,3]},4,5]}", "if (if 1 then 2 else 3) then 4 else 5"},
    {"{\"if\":[{\"and\":[1,2]},{\"!\":[3]},{\"===\":[4,5]}]}", "if 1 and 2 then not 3 else 4 === 5"},
    {"{\"!\":[{\"if\":[1,2,3]}]}", "not (if 1 then 2 else 3)"},
    {"[{\"if\":[1,2,3]},4]", "[if 1 then 2 else 3, 4]"},

    /* plusTime: always with its amount, which begins with a sign. */
    {"{\"plusTime\":[{\"var\":\"a\"},14,\"day\"]}", "date(a) + 14 day"},
    {"{\"plusTime\":[\"2021\",0,\"hour\"]}", "date(\"2021\") + 0 hour"},
    {"{\"plusTime\":[{\"var\":\"a\"},-18,\"year\"]}", "date(a) - 18 year"},
    {"{\"plusTime\":[{\"var\":\"a\"},-9223372036854775808,\"month\"]}", "date(a) - 9223372036854775808 month"},
    {"{\"plusTime\":[{\"if\":[1,\"2\",\"3\"]},1,\"day\"]}", "date(if 1 then \"2\" else \"3\") + 1 day"},
    {"{\"before\":[{\"plusTime\":[{\"var\":\"a\"},1,\"day\"]},{\"dccDateOfBirth\":[{\"var\":\"b\"}]}]}",
     "(date(a) + 1 day) before dccDateOfBirth(b)"},

    /* Calls. */
    {"{\"dccDateOfBirth\":[\"1999\"]}", "dccDateOfBirth(\"1999\")"},
    {"{\"extractFromUVCI\":[{\"var\":\"payload.v.0.ci\"},-2]}", "extractFromUVCI(payload.v.0.ci, -2)"},
    {"{\"reduce\":[{\"var\":\"a\"},{\"+\":[{\"var\":\"accumulator\"},{\"var\":\"current.b\"}]},0]}",
     "reduce(a, accumulator + current.b, 0)"},
    {"{\"!\":[{\"reduce\":[[],1,{\"and\":[1,2]}]}]}", "not reduce([], 1, 1 and 2)"},
};
// clang-format on

enum { ROWS = sizeof rows / sizeof *rows };

START_TEST(json_becomes_text)
{
    ck_assert_str_eq(notation_of(rows[_i].json), rows[_i].text);
}
END_TEST

/* Different expressions have different texts, so that no text is ambiguous. */
START_TEST(no_two_expressions_look_alike)
{
    for (size_t i = 0; i < ROWS; i++) {
        for (size_t k = 0; k < i; k++)
            ck_assert_str_ne(rows[i].text, rows[k].text);
    }
}
END_TEST

START_TEST(no_expression_is_no_text)
{
    const cl_expression none = {.count = 0};
    cl_buffer out;
    cl_buffer_init(&out);
    cl_expression_write(&none, &out);
    ck_assert_str_eq(given_taken(&out), "");
}
END_TEST

START_TEST(the_text_is_one_line_whatever_stands_in_strings)
{
    const char *text = notation_of("[\"a\\nb\\r\\t\\u0007\",{\"var\":\"x\\ny\"}]");
    ck_assert_str_eq(text, "[\"a\\nb\\r\\t\\u0007\", var(\"x\\ny\")]");
}
END_TEST

START_TEST(the_deepest_expressions)
{
    enum { LEVELS = CL_MAX_DEPTH / 2 };
    ck_assert_str_eq(notation_of(given_nested("{\"!\":[", "1", "]}", LEVELS)),
                     given_text("not %s1%s", given_repeated("(not ", LEVELS - 1),
                                given_repeated(")", LEVELS - 1)));
    ck_assert_str_eq(notation_of(given_nested("{\"if\":[1,2,", "3", "]}", LEVELS)),
                     given_text("%s3", given_repeated("if 1 then 2 else ", LEVELS)));
    ck_assert_str_eq(notation_of(given_nested("[", "", "]", CL_MAX_DEPTH)),
                     given_nested("[", "", "]", CL_MAX_DEPTH));
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("notation");
    tcase_add_loop_test(all, json_becomes_text, 0, ROWS);
    tcase_add_test(all, no_two_expressions_look_alike);
    tcase_add_test(all, no_expression_is_no_text);
    tcase_add_test(all, the_text_is_one_line_whatever_stands_in_strings);
    tcase_add_test(all, the_deepest_expressions);
    return unit_run();
}
