/* test_format.c — SEMANTICS, "Literals" and "The format": every fault with its code, place and
 * message; all faults of an expression, also in branches that are never taken; and expressions
 * without a fault. */
#include "support.h"

/* Returns the faults of an expression, one a line: "code place message". */
static void note_fault(void *self, cl_code code, const char *at, const char *message)
{
    cl_buffer_printf(self, "%s %s %s\n", cl_code_name(code), at, message);
}

static long check(const char *json, const char **faults)
{
    cl_value logic = given_json(json);
    cl_expression expression;
    cl_error error;
    cl_buffer out;
    cl_error_init(&error);
    cl_buffer_init(&out);
    long count = cl_expression_read(&logic, &given.arena, note_fault, &out, &expression, &error);
    ck_assert_int_eq(error.code, CL_NONE);
    ck_assert_int_eq(expression.count == 0, count != 0);
    *faults = given_taken(&out);
    return count;
}

/* Expects exactly these lines, in this order. */
static void expect_faults(const char *json, const char *expected)
{
    const char *faults;
    long lines = 0;
    long count = check(json, &faults);
    for (const char *c = expected; *c != '\0'; c++)
        lines += *c == '\n';
    ck_assert_msg(strcmp(faults, expected) == 0, "%.300s gives\n%snot\n%s", json, faults, expected);
    ck_assert_int_eq(count, lines);
}

static void expect_none(const char *json)
{
    expect_faults(json, "");
}

#define NO_EXPRESSION                                                                              \
    "an expression is an operation, an array, a string, an integer or a boolean; found "

START_TEST(literals)
{
    expect_none("true");
    expect_none("false");
    expect_none("0");
    expect_none("-9223372036854775808");
    expect_none("9223372036854775807");
    expect_none("1.0"); /* a whole real is an integer */
    expect_none("\"\"");
    expect_none("\"a\\u0000b\"");
    expect_none("[]");
    expect_none("[1,\"a\",[true,[]]]");
    expect_faults("null", "format-expression  " NO_EXPRESSION "null\n");
    expect_faults("1.5", "format-expression  " NO_EXPRESSION "1.5\n");
    expect_faults("-0.25", "format-expression  " NO_EXPRESSION "-0.25\n");
    expect_faults("1E22", "format-expression  " NO_EXPRESSION "1e+22\n");
    expect_faults("[1,null,[2.5]]", "format-expression /1 " NO_EXPRESSION "null\n"
                                    "format-expression /2/0 " NO_EXPRESSION "2.5\n");
}
END_TEST

START_TEST(an_operation_object_has_exactly_one_key)
{
    expect_faults("{}", "format-keys  an operation object has exactly one key, the operation; "
                        "found 0 keys\n");
    expect_faults("{\"var\":\"a\",\"!\":[1]}",
                  "format-keys  an operation object has exactly one key, the operation; "
                  "found 2 keys\n");
    expect_faults("[1,{\"a\":1,\"b\":2,\"c\":3}]",
                  "format-keys /1 an operation object has exactly one key, the operation; "
                  "found 3 keys\n");
}
END_TEST

START_TEST(unknown_operations)
{
    expect_faults("{\"or\":[true,false]}",
                  "format-operation  the language has no operation \"or\"" OR_HINT "\n");
    expect_faults("{\"\":[]}", "format-operation  the language has no operation \"\"\n");
    expect_faults(
        "{\"!!\":[{\"nonsense\":null}]}", /* the part below cannot be checked */
        "format-operation  the language has no operation \"!!\"; write it with `!` twice: {\"!\": [{\"!\": [a]}]}\n");
    expect_faults("{\"a\\n\\\"\":1}",
                  "format-operation  the language has no operation \"a\\n\\\"\"\n");
    expect_faults(
        "{\"===\":[{\"VAR\":\"a\"},1]}",
        "format-operation /===/0 the language has no operation \"VAR\"; did you mean `var`?\n");
    expect_faults(given_text("{\"%s\":[]}", given_repeated("x", 100)),
                  given_text("format-operation  the language has no operation \"%s\xE2\x80\xA6\n",
                             given_repeated("x", 59)));
    /* A long name is cut between characters. */
    expect_faults(given_text("{\"%s\":[]}", given_repeated("\xE2\x82\xAC", 100)),
                  given_text("format-operation  the language has no operation \"%s\xE2\x80\xA6\n",
                             given_repeated("\xE2\x82\xAC", 19)));
}
END_TEST

START_TEST(operands_stand_in_an_array)
{
    expect_faults("{\"!\":true}", "format-operands /! the operands of ! must stand in an array, "
                                  "found true\n");
    expect_faults("{\"dccDateOfBirth\":{\"var\":\"a\"}}",
                  "format-operands /dccDateOfBirth the operands of dccDateOfBirth must stand in an "
                  "array, found an object\n");
    expect_faults("{\"and\":null}", "format-operands /and the operands of and must stand in an "
                                    "array, found null\n");
    expect_faults("{\"plusTime\":\"2021\"}", "format-operands /plusTime the operands of plusTime "
                                             "must stand in an array, found \"2021\"\n");
}
END_TEST

/* For every operation but var: one operand too few, one too many. */
START_TEST(wrong_counts)
{
    for (int i = 0; i < CL_OPERATION_COUNT; i++) {
        const cl_operation_info *row = cl_operation_row((cl_operation)i);
        if (row->shape != CL_SHAPE_ALL)
            continue;
        const char *takes = given_text("%u operand%s", row->fewest, row->fewest == 1 ? "" : "s");
        if (row->most == CL_MANY_OPERANDS)
            takes = given_text("at least %u operands", row->fewest);
        else if (row->fewest != row->most)
            takes = given_text("%u or %u operands", row->fewest, row->most);
        expect_faults(
            given_text("{\"%s\":[]}", row->name),
            given_text("format-operands /%s %s takes %s, found 0\n", row->name, row->name, takes));
        if (row->fewest > 1)
            expect_faults(
                given_text("{\"%s\":[1%s]}", row->name, given_repeated(",1", row->fewest - 2)),
                given_text("format-operands /%s %s takes %s, found %u\n", row->name, row->name,
                           takes, row->fewest - 1));
        if (row->most != CL_MANY_OPERANDS)
            expect_faults(given_text("{\"%s\":[1%s]}", row->name, given_repeated(",1", row->most)),
                          given_text("format-operands /%s %s takes %s, found %u\n", row->name,
                                     row->name, takes, row->most + 1));
        for (unsigned count = row->fewest; count <= 5 && count <= row->most; count++)
            expect_none(given_text("{\"%s\":[1%s]}", row->name, given_repeated(",1", count - 1)));
    }
}
END_TEST

START_TEST(and_has_no_most_operands)
{
    expect_none(given_text("{\"and\":[1%s]}", given_repeated(",1", 100000)));
}
END_TEST

START_TEST(extra_operands_are_looked_at_too)
{
    expect_faults("{\"!\":[null,1.5]}", "format-operands /! ! takes 1 operand, found 2\n"
                                        "format-expression /!/0 " NO_EXPRESSION "null\n"
                                        "format-expression /!/1 " NO_EXPRESSION "1.5\n");
    expect_faults("{\"===\":[1,2,{\"or\":[]}]}",
                  "format-operands /=== === takes 2 operands, found 3\n"
                  "format-operation /===/2 the language has no operation \"or\"" OR_HINT "\n");
}
END_TEST

START_TEST(paths)
{
    expect_none("{\"var\":\"\"}");
    expect_none("{\"var\":\"a\"}");
    expect_none("{\"var\":\"payload.v.0.dt\"}");
    expect_none("{\"var\":\"0\"}");
    expect_none("{\"var\":\" \"}");
    static const char *const empty[] = {".x",  "x.",   "a..b", ".",    "..",
                                        "...", "a.b.", ".a.b", "a...b"};
    for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
        expect_faults(given_text("{\"var\":\"%s\"}", empty[i]),
                      given_text("format-path /var the path \"%s\" has an empty fragment; write "
                                 "names or indexes with single points between them\n",
                                 empty[i]));
#define NO_PATH "format-path /var the path of var must be a string, found "
    expect_faults("{\"var\":null}", NO_PATH "null\n");
    expect_faults("{\"var\":0}", NO_PATH "0\n");
    expect_faults("{\"var\":1.5}", NO_PATH "1.5\n");
    expect_faults("{\"var\":true}", NO_PATH "true\n");
    expect_faults("{\"var\":[\"a\"]}", NO_PATH "an array\n");
    expect_faults("{\"var\":[\"a\",1]}", NO_PATH "an array\n"); /* no default values */
    expect_faults("{\"var\":[]}", NO_PATH "an array\n");
    expect_faults("{\"var\":{\"var\":\"a\"}}", NO_PATH "an object\n");
}
END_TEST

START_TEST(amounts_and_units)
{
#define AMOUNT                                                                                     \
    "format-literal /plusTime/1 the amount of plusTime must be an integer as it stands, found "
#define UNIT                                                                                       \
    "format-literal /plusTime/2 the unit of plusTime must be \"year\", \"month\", \"day\" or "     \
    "\"hour\", found "
    expect_none("{\"plusTime\":[{\"var\":\"a\"},0,\"day\"]}");
    expect_none("{\"plusTime\":[\"2021\",-9223372036854775808,\"year\"]}");
    expect_none("{\"plusTime\":[\"2021\",14.0,\"month\"]}");
    expect_none(
        "{\"plusTime\":[1,1,\"hour\"]}"); /* an error of the evaluation, not of the format */
    expect_faults("{\"plusTime\":[\"2021\",\"1\",\"day\"]}", AMOUNT "\"1\"\n");
    expect_faults("{\"plusTime\":[\"2021\",1.5,\"day\"]}", AMOUNT "1.5\n");
    expect_faults("{\"plusTime\":[\"2021\",null,\"day\"]}", AMOUNT "null\n");
    expect_faults("{\"plusTime\":[\"2021\",{\"+\":[1,2]},\"day\"]}", AMOUNT "an object\n");
    expect_faults("{\"plusTime\":[\"2021\",1,\"days\"]}", UNIT "\"days\"\n");
    expect_faults("{\"plusTime\":[\"2021\",1,\"Day\"]}", UNIT "\"Day\"\n");
    expect_faults("{\"plusTime\":[\"2021\",1,\"minute\"]}", UNIT "\"minute\"\n");
    expect_faults("{\"plusTime\":[\"2021\",1,\"\"]}", UNIT "\"\"\n");
    expect_faults("{\"plusTime\":[\"2021\",1,3]}", UNIT "3\n");
    expect_faults("{\"plusTime\":[\"2021\",1,[\"day\"]]}", UNIT "an array\n");
    expect_faults("{\"plusTime\":[null,1.5,\"week\"]}",
                  "format-expression /plusTime/0 " NO_EXPRESSION "null\n" AMOUNT "1.5\n" UNIT
                  "\"week\"\n");
    expect_faults("{\"plusTime\":[]}",
                  "format-operands /plusTime plusTime takes 3 operands, found 0\n");
    expect_faults("{\"plusTime\":[\"2021\",\"x\"]}",
                  "format-operands /plusTime plusTime takes 3 operands, found 2\n" AMOUNT
                  "\"x\"\n");
    expect_faults("{\"plusTime\":[\"2021\",1,\"day\",1]}",
                  "format-operands /plusTime plusTime takes 3 operands, found 4\n");
}
END_TEST

START_TEST(indexes)
{
#define INDEX                                                                                      \
    "format-literal /extractFromUVCI/1 the index of extractFromUVCI must be an integer as it "     \
    "stands, found "
    expect_none("{\"extractFromUVCI\":[{\"var\":\"a\"},0]}");
    expect_none("{\"extractFromUVCI\":[{\"var\":\"a\"},-1]}");
    expect_faults("{\"extractFromUVCI\":[\"a\",\"0\"]}", INDEX "\"0\"\n");
    expect_faults("{\"extractFromUVCI\":[\"a\",{\"var\":\"i\"}]}", INDEX "an object\n");
    expect_faults("{\"extractFromUVCI\":[\"a\",null]}", INDEX "null\n");
    expect_faults("{\"extractFromUVCI\":[{\"x\":1},0.5]}",
                  "format-operation /extractFromUVCI/0 the language has no operation \"x\"\n" INDEX
                  "0.5\n");
    expect_faults("{\"extractFromUVCI\":[\"a\"]}", "format-operands /extractFromUVCI "
                                                   "extractFromUVCI takes 2 operands, found 1\n");
    expect_faults("{\"extractFromUVCI\":[\"a\",1,2]}", "format-operands /extractFromUVCI "
                                                       "extractFromUVCI takes 2 operands, found "
                                                       "3\n");
}
END_TEST

START_TEST(branches_that_are_never_taken)
{
    expect_faults("{\"if\":[true,true,{\"or\":[]}]}",
                  "format-operation /if/2 the language has no operation \"or\"" OR_HINT "\n");
    expect_faults("{\"if\":[false,null,true]}", "format-expression /if/1 " NO_EXPRESSION "null\n");
    expect_faults("{\"and\":[false,1.5]}", "format-expression /and/1 " NO_EXPRESSION "1.5\n");
    expect_faults("{\"reduce\":[[],{\"var\":\".\"},0]}",
                  "format-path /reduce/1/var the path \".\" has an empty fragment; write names or "
                  "indexes with single points between them\n");
}
END_TEST

START_TEST(all_faults_of_an_expression)
{
    expect_faults(
        "{\"if\":[{\"!\":[1,2]},{\"and\":[{\"var\":\"a.\"},[{\"b\":[]},null]]},"
        "{\"plusTime\":[{\"var\":1},{},\"d\"]},{\"<\":{}}]}",
        "format-operands /if if takes 3 operands, found 4\n"
        "format-operands /if/0/! ! takes 1 operand, found 2\n"
        "format-path /if/1/and/0/var the path \"a.\" has an empty fragment; write names or indexes "
        "with single points between them\n"
        "format-operation /if/1/and/1/0 the language has no operation \"b\"\n"
        "format-expression /if/1/and/1/1 " NO_EXPRESSION "null\n"
        "format-path /if/2/plusTime/0/var the path of var must be a string, found 1\n"
        "format-literal /if/2/plusTime/1 the amount of plusTime must be an integer as it stands, "
        "found an object\n"
        "format-literal /if/2/plusTime/2 the unit of plusTime must be \"year\", \"month\", \"day\" "
        "or \"hour\", found \"d\"\n"
        "format-operands /if/3/< the operands of < must stand in an array, found an object\n");
}
END_TEST

START_TEST(thousands_of_faults_are_all_reported)
{
    const char *faults;
    const char *json = given_text("[null%s]", given_repeated(",null", 9999));
    ck_assert_int_eq(check(json, &faults), 10000);
    ck_assert_ptr_nonnull(strstr(faults, "format-expression /9999 "));
}
END_TEST

START_TEST(nobody_need_listen)
{
    cl_value logic = given_json("[null,{}]");
    cl_expression expression;
    ck_assert_int_eq(cl_expression_read(&logic, &given.arena, NULL, NULL, &expression, NULL), 2);
    ck_assert_uint_eq(expression.count, 0);
}
END_TEST

/* Values that are built can contain what documents cannot. */
START_TEST(a_date_time_is_no_literal)
{
    const cl_value instant = cl_value_instant(0);
    cl_buffer out;
    cl_expression expression;
    cl_buffer_init(&out);
    ck_assert_int_eq(
        cl_expression_read(&instant, &given.arena, note_fault, &out, &expression, NULL), 1);
    ck_assert_str_eq(given_taken(&out),
                     "format-expression  " NO_EXPRESSION "\"1970-01-01T00:00:00.000Z\"\n");
}
END_TEST

START_TEST(the_tree_of_an_expression)
{
    const cl_expression *e = given_expression(
        "{\"if\":[{\"var\":\"a.b\"},{\"plusTime\":[\"2021\",-14,\"hour\"]},"
        "[1,{\"extractFromUVCI\":[\"u\",3]}]]}");
    ck_assert_uint_eq(e->count, 8);
    for (uint32_t i = 0; i < e->count; i++) {
        const cl_node *n = &e->nodes[i];
        ck_assert(i == 0 ? n->parent == CL_NO_NODE : n->parent < i); /* parents come first */
        for (uint32_t k = 0; k < n->count; k++) {
            uint32_t kid = cl_expression_kid(e, i, k);
            ck_assert_uint_eq(e->nodes[kid].parent, i);
            ck_assert_uint_eq(e->nodes[kid].step, k);
        }
    }
    const cl_node *shift = &e->nodes[cl_expression_kid(e, 0, 1)];
    ck_assert_int_eq(shift->operation, CL_OP_PLUS_TIME);
    ck_assert_int_eq(shift->literal.integer, -14);
    ck_assert_int_eq(shift->unit, CL_UNIT_HOUR);
    uint32_t array = cl_expression_kid(e, 0, 2);
    uint32_t extract = cl_expression_kid(e, array, 1);
    ck_assert_int_eq(e->nodes[extract].literal.integer, 3);
    cl_buffer place;
    cl_buffer_init(&place);
    cl_expression_place(e, cl_expression_kid(e, extract, 0), &place);
    ck_assert_str_eq(given_taken(&place), "/if/2/1/extractFromUVCI/0");
}
END_TEST

/* Places of faults at the greatest depth of an expression: the pointer is not cut. */
START_TEST(the_deepest_fault_has_its_whole_place)
{
    const char *faults;
    const char *json = given_nested("{\"extractFromUVCI\":[", "null", ",0]}", CL_MAX_DEPTH / 2);
    ck_assert_int_eq(check(json, &faults), 1);
    ck_assert_str_eq(faults, given_text("format-expression %s " NO_EXPRESSION "null\n",
                                        given_repeated("/extractFromUVCI/0", CL_MAX_DEPTH / 2)));
    json = given_nested("[", "null", "]", CL_MAX_DEPTH);
    ck_assert_int_eq(check(json, &faults), 1);
    ck_assert_str_eq(faults, given_text("format-expression %s " NO_EXPRESSION "null\n",
                                        given_repeated("/0", CL_MAX_DEPTH)));
    expect_none(given_nested("[", "1", "]", CL_MAX_DEPTH));
    expect_none(given_nested("{\"!\":[", "1", "]}", CL_MAX_DEPTH / 2));
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("format");
    tcase_add_test(all, literals);
    tcase_add_test(all, an_operation_object_has_exactly_one_key);
    tcase_add_test(all, unknown_operations);
    tcase_add_test(all, operands_stand_in_an_array);
    tcase_add_test(all, wrong_counts);
    tcase_add_test(all, and_has_no_most_operands);
    tcase_add_test(all, extra_operands_are_looked_at_too);
    tcase_add_test(all, paths);
    tcase_add_test(all, amounts_and_units);
    tcase_add_test(all, indexes);
    tcase_add_test(all, branches_that_are_never_taken);
    tcase_add_test(all, all_faults_of_an_expression);
    tcase_add_test(all, thousands_of_faults_are_all_reported);
    tcase_add_test(all, nobody_need_listen);
    tcase_add_test(all, a_date_time_is_no_literal);
    tcase_add_test(all, the_tree_of_an_expression);
    tcase_add_test(all, the_deepest_fault_has_its_whole_place);
    return unit_run();
}
