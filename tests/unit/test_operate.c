/* test_operate.c — the operations on values: the result of each, and each error with its code, the
 * operand that it names, and its message. */
#include "support.h"
#include "vm/operate.h"

static cl_value result;
static cl_fault fault;

/* Messages about the kind of an operand contain the words of the opcode. */
static const char *message_of(cl_opcode op)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_fault_message(&fault, cl_opcode_row(op)->wants, &out);
    return given_taken(&out);
}

static void expect_value(bool ok, const char *text)
{
    ck_assert_msg(ok, "%s, not %s", cl_code_name(fault.code), text);
    ck_assert_str_eq(text_of(&result), text);
}

static void expect_fault(bool ok, cl_code code, int operand)
{
    ck_assert_msg(!ok, "%s, not %s", text_of(&result), cl_code_name(code));
    ck_assert_str_eq(cl_code_name(fault.code), cl_code_name(code));
    ck_assert_int_eq(fault.operand, operand);
}

static bool not_of(const char *json)
{
    const cl_value value = given_json(json);
    return cl_operate_not(&value, &result, &fault);
}

START_TEST(not_is_by_truth)
{
    static const char *const falsy[] = {"false", "null", "\"\"", "0", "0.0", "-0.0", "[]", "{}"};
    static const char *const truthy[] = {"true", "\"0\"", "\"false\"", "1",           "-1",
                                         "0.5",  "[0]",   "[[]]",      "{\"a\":null}"};
    for (size_t i = 0; i < sizeof falsy / sizeof *falsy; i++)
        expect_value(not_of(falsy[i]), "true");
    for (size_t i = 0; i < sizeof truthy / sizeof *truthy; i++)
        expect_value(not_of(truthy[i]), "false");
    const cl_value instant = cl_value_instant(0);
    expect_fault(cl_operate_not(&instant, &result, &fault), CL_TRUTHINESS, 0);
    ck_assert_str_eq(message_of(CL_VM_NOT), "a date-time is neither true nor false");
    bool truth = true;
    expect_fault(cl_operate_truth(&instant, &truth, &fault), CL_TRUTHINESS, CL_NO_OPERAND);
}
END_TEST

static int64_t work;

static bool in(const char *item, const char *array)
{
    const cl_value a = given_json(item);
    const cl_value b = given_json(array);
    return cl_operate_in(&a, &b, &work, &result, &fault);
}

START_TEST(in_asks_an_array)
{
    expect_value(in("1", "[2,1]"), "true");
    expect_value(in("1.0", "[2,1]"), "true");
    expect_value(in("\"1\"", "[2,1]"), "false");
    expect_value(in("null", "[null]"), "true");
    expect_value(in("null", "[]"), "false");
    expect_value(in("[1,{\"a\":2}]", "[[1,{\"a\":2}]]"), "true");
    expect_value(in("1", "[[1]]"), "false");
    expect_fault(in("\"a\"", "\"abc\""), CL_KIND, 1);
    ck_assert_str_eq(message_of(CL_VM_IN), "an array on the right of in expected, found a string");
    expect_fault(in("\"a\"", "{\"a\":1}"), CL_KIND, 1);
    expect_fault(in("1", "null"), CL_KIND, 1);
    ck_assert_str_eq(message_of(CL_VM_IN), "an array on the right of in expected, found null");
}
END_TEST

static bool add(const char *a, const char *b)
{
    const cl_value x = given_json(a);
    const cl_value y = given_json(b);
    return cl_operate_add(&x, &y, &result, &fault);
}

START_TEST(sums_of_integers)
{
    expect_value(add("1", "2"), "3");
    expect_value(add("1.0", "-2.0"), "-1");
    expect_value(add("9223372036854775806", "1"), "9223372036854775807");
    expect_value(add("-9223372036854775807", "-1"), "-9223372036854775808");
    expect_value(add("9223372036854775807", "-9223372036854775808"), "-1");
    expect_fault(add("9223372036854775807", "1"), CL_OVERFLOW, CL_NO_OPERAND);
    ck_assert_str_eq(message_of(CL_VM_ADD), "the sum does not fit a signed integer of 64 bits");
    expect_fault(add("-9223372036854775808", "-1"), CL_OVERFLOW, CL_NO_OPERAND);
    expect_fault(add("\"1\"", "2"), CL_KIND, 0);
    ck_assert_str_eq(message_of(CL_VM_ADD), "integers to add expected, found a string");
    expect_fault(add("1", "2.5"), CL_KIND, 1);
    ck_assert_str_eq(message_of(CL_VM_ADD), "integers to add expected, found a non-integer number");
    expect_fault(add("null", "null"), CL_KIND, 0); /* the first one is reported */
    expect_fault(add("1", "true"), CL_KIND, 1);
}
END_TEST

static bool compare(const char *operands, cl_relation relation)
{
    const cl_value array = given_json(operands);
    return cl_operate_compare(array.array->items, array.array->count, CL_KIND_INTEGER, relation,
                              &result, &fault);
}

START_TEST(integers_compared)
{
    static const struct {
        const char *operands;
        const char *less, *greater, *not_greater, *not_less;
    } rows[] = {
        {"[1,2]", "true", "false", "true", "false"},
        {"[2,2]", "false", "false", "true", "true"},
        {"[2,1]", "false", "true", "false", "true"},
        {"[1,2,3]", "true", "false", "true", "false"},
        {"[1,2,2]", "false", "false", "true", "false"},
        {"[2,2,2]", "false", "false", "true", "true"},
        {"[3,2,1]", "false", "true", "false", "true"},
        {"[3,2,2]", "false", "false", "false", "true"},
        {"[1,3,2]", "false", "false", "false", "false"},
        {"[-9223372036854775808,9223372036854775807]", "true", "false", "true", "false"},
        {"[-0.0,0]", "false", "false", "true", "true"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        expect_value(compare(rows[i].operands, CL_RELATION_LESS), rows[i].less);
        expect_value(compare(rows[i].operands, CL_RELATION_GREATER), rows[i].greater);
        expect_value(compare(rows[i].operands, CL_RELATION_NOT_GREATER), rows[i].not_greater);
        expect_value(compare(rows[i].operands, CL_RELATION_NOT_LESS), rows[i].not_less);
    }
    /* The kinds of all operands are checked before any comparison. */
    expect_fault(compare("[2,1,null]", CL_RELATION_LESS), CL_KIND, 2);
    ck_assert_str_eq(message_of(CL_VM_LESS), "integers to compare expected, found null");
    expect_fault(compare("[2,1.5,1]", CL_RELATION_GREATER), CL_KIND, 1);
    expect_fault(compare("[\"a\",null,1]", CL_RELATION_NOT_LESS), CL_KIND, 0);
    expect_fault(compare("[1,true]", CL_RELATION_NOT_GREATER), CL_KIND, 1);
}
END_TEST

START_TEST(instants_compared)
{
    const cl_value instants[] = {cl_value_instant(-1), cl_value_instant(0), cl_value_instant(0)};
    const cl_value mixed[] = {cl_value_instant(0), cl_value_integer(0), cl_value_instant(1)};
    expect_value(
        cl_operate_compare(instants, 2, CL_KIND_DATETIME, CL_RELATION_LESS, &result, &fault),
        "true");
    expect_value(
        cl_operate_compare(instants, 3, CL_KIND_DATETIME, CL_RELATION_LESS, &result, &fault),
        "false");
    expect_value(
        cl_operate_compare(instants, 3, CL_KIND_DATETIME, CL_RELATION_NOT_GREATER, &result, &fault),
        "true");
    expect_fault(cl_operate_compare(mixed, 3, CL_KIND_DATETIME, CL_RELATION_LESS, &result, &fault),
                 CL_KIND, 1);
    ck_assert_str_eq(message_of(CL_VM_BEFORE), "date-times to compare expected, found an integer");
    expect_fault(
        cl_operate_compare(instants, 2, CL_KIND_INTEGER, CL_RELATION_LESS, &result, &fault),
        CL_KIND, 0);
    ck_assert_str_eq(
        message_of(CL_VM_LESS),
        "integers to compare expected, found a date-time; date-times are compared with "
        "before, after, not-before or not-after");
}
END_TEST

static bool shift(const char *text, int64_t amount, cl_unit unit)
{
    const cl_value value = given_json(text);
    return cl_operate_plus_time(&value, amount, unit, &result, &fault);
}

START_TEST(dates_shifted)
{
    expect_value(shift("\"2021-06-01\"", 0, CL_UNIT_DAY), "\"2021-06-01T00:00:00.000Z\"");
    expect_value(shift("\"2021-06-01T12:34:56.7891+02:00\"", 25, CL_UNIT_HOUR),
                 "\"2021-06-02T11:34:56.789Z\"");
    expect_value(shift("\"2021-01-31\"", 1, CL_UNIT_MONTH), "\"2021-03-03T00:00:00.000Z\"");
    expect_value(shift("\"2020-02-29\"", 1, CL_UNIT_YEAR), "\"2021-03-01T00:00:00.000Z\"");
    expect_value(shift("\"2020-02-29\"", 12, CL_UNIT_MONTH), "\"2021-03-01T00:00:00.000Z\"");
    expect_fault(shift("\"2021-09-31\"", 0, CL_UNIT_DAY), CL_DATE, 0);
    ck_assert_str_eq(message_of(CL_VM_PLUS_TIME), cl_instant_fault_text(CL_INSTANT_CALENDAR));
    expect_fault(shift("\"1.6.2021\"", 0, CL_UNIT_DAY), CL_DATE, 0);
    ck_assert_str_eq(message_of(CL_VM_PLUS_TIME), cl_instant_fault_text(CL_INSTANT_FORM));
    expect_fault(shift("\"9999-12-31\"", 1, CL_UNIT_DAY), CL_DATE_RANGE, CL_NO_OPERAND);
    ck_assert_str_eq(message_of(CL_VM_PLUS_TIME), cl_instant_fault_text(CL_INSTANT_YEARS));
    expect_fault(shift("\"0000-01-01T00:00:00+01:00\"", 1, CL_UNIT_YEAR), CL_DATE_RANGE, 0);
    expect_fault(shift("\"2021\"", INT64_MAX, CL_UNIT_YEAR), CL_DATE_RANGE, CL_NO_OPERAND);
    expect_fault(shift("\"2021\"", INT64_MIN, CL_UNIT_HOUR), CL_DATE_RANGE, CL_NO_OPERAND);
    expect_fault(shift("null", 0, CL_UNIT_DAY), CL_KIND, 0);
    ck_assert_str_eq(message_of(CL_VM_PLUS_TIME), "a string for plusTime expected, found null");
    const cl_value instant = cl_value_instant(0);
    expect_fault(cl_operate_plus_time(&instant, 0, CL_UNIT_DAY, &result, &fault), CL_KIND, 0);
    ck_assert_str_eq(message_of(CL_VM_PLUS_TIME),
                     "a string for plusTime expected, found a date-time");
}
END_TEST

static bool birth(const char *text)
{
    const cl_value value = given_json(text);
    return cl_operate_birth(&value, &result, &fault);
}

START_TEST(dates_of_birth)
{
    expect_value(birth("\"1999\""), "\"1999-12-31T00:00:00.000Z\"");
    expect_value(birth("\"2000-02\""), "\"2000-02-29T00:00:00.000Z\"");
    expect_value(birth("\"2000-02-01\""), "\"2000-02-01T00:00:00.000Z\"");
    expect_fault(birth("\"2000-02-01T00:00:00Z\""), CL_DATE, 0);
    expect_fault(birth("\"2000-02-30\""), CL_DATE, 0);
    expect_fault(birth("\"\""), CL_DATE, 0);
    expect_fault(birth("1999"), CL_KIND, 0);
    ck_assert_str_eq(message_of(CL_VM_BIRTH),
                     "a string for dccDateOfBirth expected, found an integer");
}
END_TEST

static bool extract(const char *identifier, int64_t index)
{
    const cl_value value = given_json(identifier);
    return cl_operate_extract(&value, index, &result, &fault);
}

START_TEST(fragments_of_identifiers)
{
    static const char *const fragments[] = {"\"a\"", "\"\"", "\"c\"", "\"\"", "\"\"", "\"f\""};
    for (int i = 0; i < 6; i++) {
        expect_value(extract("\"a::c/#/f\"", i), fragments[i]);
        expect_value(extract("\"URN:UVCI:a::c/#/f\"", i), fragments[i]);
    }
    expect_value(extract("\"a::c/#/f\"", 6), "null");
    expect_value(extract("\"a::c/#/f\"", -1), "null");
    expect_value(extract("\"a\"", INT64_MAX), "null");
    expect_value(extract("\"a\"", INT64_MIN), "null");
    expect_value(extract("\"\"", 0), "\"\"");
    expect_value(extract("\"\"", 1), "null");
    expect_value(extract("\"URN:UVCI:\"", 0), "\"\"");
    expect_value(extract("\"URN:UVCI:\"", 1), "null");
    /* URN:UVCI: is removed only at the beginning and only in this spelling. */
    expect_value(extract("\"URN:UVCI\"", 0), "\"URN\"");
    expect_value(extract("\"urn:uvci:a\"", 0), "\"urn\"");
    expect_value(extract("\"URN:UVCI:URN:UVCI:a\"", 0), "\"URN\"");
    expect_value(extract("\" URN:UVCI:a\"", 1), "\"UVCI\"");
    expect_value(extract("\"URN/UVCI/a\"", 0), "\"URN\"");
    expect_value(extract("null", 0), "null");
    expect_value(extract("\"\xC3\xA9/\xE2\x82\xAC\"", 1), "\"\xE2\x82\xAC\"");
    expect_fault(extract("1", 0), CL_KIND, 0);
    ck_assert_str_eq(message_of(CL_VM_EXTRACT),
                     "a string or null for extractFromUVCI expected, found an integer");
    expect_fault(extract("[\"a\"]", 0), CL_KIND, 0);
    expect_fault(extract("{}", -1), CL_KIND, 0);
}
END_TEST

/* The machine computes in place: the result may replace an operand. */
START_TEST(results_in_the_place_of_an_operand)
{
    cl_value v[3];
    v[0] = given_json("\"x:y\"");
    ck_assert(cl_operate_extract(&v[0], 1, &v[0], &fault));
    ck_assert_str_eq(text_of(&v[0]), "\"y\"");
    ck_assert(cl_operate_extract(&v[0], 5, &v[0], &fault));
    ck_assert_str_eq(text_of(&v[0]), "null");
    v[0] = given_json("1");
    v[1] = given_json("[1]");
    ck_assert(cl_operate_in(&v[0], &v[1], &work, &v[1], &fault));
    ck_assert_str_eq(text_of(&v[1]), "true");
    v[0] = given_json("20");
    ck_assert(cl_operate_add(&v[0], &v[0], &v[0], &fault));
    ck_assert_str_eq(text_of(&v[0]), "40");
    v[0] = given_json("\"2021\"");
    ck_assert(cl_operate_plus_time(&v[0], 1, CL_UNIT_DAY, &v[0], &fault));
    ck_assert_str_eq(text_of(&v[0]), "\"2022-01-01T00:00:00.000Z\"");
    v[0] = given_json("3");
    v[1] = given_json("4");
    ck_assert(cl_operate_compare(v, 2, CL_KIND_INTEGER, CL_RELATION_LESS, &v[0], &fault));
    ck_assert_str_eq(text_of(&v[0]), "true");
    v[1] = given_json("[5]");
    ck_assert(cl_operate_array(v, 2, &given.arena, &v[0], &fault));
    ck_assert_str_eq(text_of(&v[0]), "[true,[5]]");
    ck_assert(cl_operate_context(&v[0], &v[1], &given.arena, &v[1], &fault));
    ck_assert_str_eq(text_of(&v[1]), "{\"accumulator\":[true,[5]],\"current\":[5]}");
}
END_TEST

/* A result is a value only if it is not too deep and not too large. */
START_TEST(built_values_are_bounded)
{
    cl_value deepest = given_json(given_nested("[", "", "]", CL_MAX_DEPTH - 1));
    const cl_value null = cl_value_null();
    ck_assert(cl_operate_array(&deepest, 1, &given.arena, &result, &fault));
    deepest = result;
    expect_fault(cl_operate_array(&deepest, 1, &given.arena, &result, &fault), CL_LIMIT_DEPTH,
                 CL_NO_OPERAND);
    ck_assert_str_eq(message_of(CL_VM_ARRAY), "the value nests deeper than 256");
    expect_fault(cl_operate_context(&null, &deepest, &given.arena, &result, &fault), CL_LIMIT_DEPTH,
                 CL_NO_OPERAND);
    const cl_value wide = given_json(
        given_text("[0%s]", given_repeated(",0", CL_MAX_VALUE_NODES - 2)));
    ck_assert(cl_operate_budget(&wide, &fault));
    expect_fault(cl_operate_array(&wide, 1, &given.arena, &result, &fault), CL_BUDGET,
                 CL_NO_OPERAND);
    ck_assert_str_eq(
        message_of(CL_VM_ARRAY),
        "more than a rule may spend: 5000000 units of work, 1000000 reduce iterations, "
        "values of 65536 nodes or 1048576 bytes");
    expect_fault(cl_operate_context(&wide, &null, &given.arena, &result, &fault), CL_BUDGET,
                 CL_NO_OPERAND);
}
END_TEST

START_TEST(strings_are_bounded_as_they_are_written)
{
    const cl_value plain = given_json(given_text("\"%s\"", given_repeated("x", 1048574)));
    const cl_value longer = given_json(given_text("\"%s\"", given_repeated("x", 1048575)));
    const cl_value quoted = given_json(given_text("\"%s\"", given_repeated("\\\"", 524287)));
    const cl_value more = given_json(given_text("\"%s\"", given_repeated("\\\"", 524288)));
    ck_assert(cl_operate_budget(&plain, &fault));
    expect_fault(cl_operate_budget(&longer, &fault), CL_BUDGET, CL_NO_OPERAND);
    ck_assert(cl_operate_budget(&quoted, &fault)); /* an escaped character is two bytes */
    expect_fault(cl_operate_budget(&more, &fault), CL_BUDGET, CL_NO_OPERAND);
}
END_TEST

START_TEST(working_memory_that_runs_out)
{
    const cl_value items[] = {cl_value_null(), cl_value_null()};
    cl_arena capped;
    cl_arena_init(&capped, 16);
    expect_fault(cl_operate_array(items, 2, &capped, &result, &fault), CL_MEMORY, CL_NO_OPERAND);
    expect_fault(cl_operate_context(&items[0], &items[1], &capped, &result, &fault), CL_MEMORY,
                 CL_NO_OPERAND);
    cl_arena_free(&capped);
}
END_TEST

START_TEST(other_codes_are_explained_by_their_meaning)
{
    fault = (cl_fault){.code = CL_MEMORY, .operand = CL_NO_OPERAND};
    ck_assert_str_eq(message_of(CL_VM_ARRAY), cl_code_meaning(CL_MEMORY));
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("operate");
    tcase_add_test(all, not_is_by_truth);
    tcase_add_test(all, in_asks_an_array);
    tcase_add_test(all, sums_of_integers);
    tcase_add_test(all, integers_compared);
    tcase_add_test(all, instants_compared);
    tcase_add_test(all, dates_shifted);
    tcase_add_test(all, dates_of_birth);
    tcase_add_test(all, fragments_of_identifiers);
    tcase_add_test(all, results_in_the_place_of_an_operand);
    tcase_add_test(all, built_values_are_bounded);
    tcase_add_test(all, strings_are_bounded_as_they_are_written);
    tcase_add_test(all, working_memory_that_runs_out);
    tcase_add_test(all, other_codes_are_explained_by_their_meaning);
    return unit_run();
}
