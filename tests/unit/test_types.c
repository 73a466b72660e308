/* test_types.c — kinds without data: each warning, and no warning if nothing is known. */
#include "data/value.h"
#include "lang/types.h"
#include "support.h"

enum {
    NUL = CL_KIND_BIT(CL_KIND_NULL),
    BOO = CL_KIND_BIT(CL_KIND_BOOLEAN),
    INT = CL_KIND_BIT(CL_KIND_INTEGER),
    REA = CL_KIND_BIT(CL_KIND_REAL),
    STR = CL_KIND_BIT(CL_KIND_STRING),
    ARR = CL_KIND_BIT(CL_KIND_ARRAY),
    OBJ = CL_KIND_BIT(CL_KIND_OBJECT),
    DAT = CL_KIND_BIT(CL_KIND_DATETIME)
};

/* A small certificate. */
static const cl_shape_row shape_rows[] = {
    {"payload.ver", STR},
    {"payload.dob", STR | NUL},
    {"payload.v", ARR | NUL},
    {"payload.v.*", OBJ | NUL},
    {"payload.v.*.dn", INT | NUL},
    {"payload.v.*.dt", STR | NUL},
    {"payload.v.*.x", INT | REA},
    {"payload.flag", BOO},
    {"*.first", INT},
    {"external.valueSets.*", ARR | NUL},
    {"", OBJ},
};
static const cl_shape_table shapes = {shape_rows, sizeof shape_rows / sizeof *shape_rows};

static unsigned kinds_of(const char *json, const cl_shape_table *table)
{
    const cl_expression *e = given_expression(json);
    unsigned *kinds = cl_arena_array(&given.arena, e->count, sizeof *kinds);
    ck_assert_ptr_nonnull(kinds);
    cl_types_infer(e, table, kinds);
    return kinds[0];
}

START_TEST(kinds_of_literals_and_operations)
{
    ck_assert_uint_eq(kinds_of("true", &shapes), BOO);
    ck_assert_uint_eq(kinds_of("1", &shapes), INT);
    ck_assert_uint_eq(kinds_of("\"\"", &shapes), STR);
    ck_assert_uint_eq(kinds_of("[{\"var\":\"a\"}]", &shapes), ARR);
    ck_assert_uint_eq(kinds_of("{\"!\":[{\"var\":\"a\"}]}", &shapes), BOO);
    ck_assert_uint_eq(kinds_of("{\"<\":[1,2,3]}", &shapes), BOO);
    ck_assert_uint_eq(kinds_of("{\"after\":[1,2]}", &shapes), BOO);
    ck_assert_uint_eq(kinds_of("{\"+\":[1,2]}", &shapes), INT);
    ck_assert_uint_eq(kinds_of("{\"plusTime\":[\"2021\",0,\"day\"]}", &shapes), DAT);
    ck_assert_uint_eq(kinds_of("{\"dccDateOfBirth\":[\"2021\"]}", &shapes), DAT);
    ck_assert_uint_eq(kinds_of("{\"extractFromUVCI\":[\"a\",0]}", &shapes), STR | NUL);
}
END_TEST

START_TEST(kinds_that_come_from_operands)
{
    ck_assert_uint_eq(kinds_of("{\"if\":[{\"var\":\"a\"},1,\"b\"]}", &shapes), INT | STR);
    ck_assert_uint_eq(kinds_of("{\"if\":[true,1,{\"var\":\"a\"}]}", &shapes), CL_KINDS_ANY);
    ck_assert_uint_eq(kinds_of("{\"and\":[1,\"b\",[]]}", &shapes), INT | STR | ARR);
    ck_assert_uint_eq(kinds_of("{\"and\":[{\"===\":[1,2]},true]}", &shapes), BOO);
    /* The value of a reduce is its initial value or that of its body. */
    ck_assert_uint_eq(kinds_of("{\"reduce\":[[],\"a\",2]}", &shapes), STR | INT);
    ck_assert_uint_eq(kinds_of("{\"reduce\":[[],{\"var\":\"current\"},2]}", &shapes), CL_KINDS_ANY);
}
END_TEST

START_TEST(kinds_that_the_shape_table_says)
{
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.ver\"}", &shapes), STR);
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.v.0.dn\"}", &shapes), INT | NUL);
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.v.17.dn\"}", &shapes), INT | NUL);
    ck_assert_uint_eq(kinds_of("{\"var\":\"any.first\"}", &shapes), INT);
    ck_assert_uint_eq(kinds_of("{\"var\":\"\"}", &shapes), OBJ);
    /* A star is exactly one whole fragment. */
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.v.0.a.dn\"}", &shapes), CL_KINDS_ANY);
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.v.dn\"}", &shapes), OBJ | NUL);
    ck_assert_uint_eq(kinds_of("{\"var\":\"a.b.first\"}", &shapes), CL_KINDS_ANY);
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.vers\"}", &shapes), CL_KINDS_ANY);
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.ve\"}", &shapes), CL_KINDS_ANY);
    ck_assert_uint_eq(kinds_of("{\"var\":\"payload.ver\"}", NULL), CL_KINDS_ANY);
    /* The body of a reduce has its own context; its operand and its initial value have not. */
    ck_assert_uint_eq(kinds_of("{\"reduce\":[[],{\"var\":\"payload.ver\"},1]}", &shapes),
                      CL_KINDS_ANY);
    ck_assert_uint_eq(kinds_of("{\"reduce\":[[],1,{\"var\":\"payload.ver\"}]}", &shapes),
                      INT | STR);
}
END_TEST

/* Returns the warnings about an expression, one a line: "place message". */
typedef struct remarks {
    const cl_expression *e;
    cl_buffer out;
} remarks;

static void note(void *self, uint32_t node, const char *message)
{
    remarks *r = self;
    cl_expression_place(r->e, node, &r->out);
    cl_buffer_printf(&r->out, " %s\n", message);
}

static const char *remarks_on(const char *json, const cl_shape_table *table, bool rule)
{
    remarks r = {.e = given_expression(json)};
    cl_buffer_init(&r.out);
    ck_assert(cl_types_check(r.e, table, rule, &given.arena, note, &r));
    return given_taken(&r.out);
}

static void expect_remarks(const char *json, const char *expected)
{
    const char *found = remarks_on(json, &shapes, false);
    ck_assert_msg(strcmp(found, expected) == 0, "%s gives\n%snot\n%s", json, found, expected);
}

static void expect_silence(const char *json)
{
    expect_remarks(json, "");
}

#define VAR(path) "{\"var\":\"" path "\"}"
#define DATE      "{\"plusTime\":[\"2021\",0,\"day\"]}"
#define COMPARED                                                                                   \
    " this can be something else than a string, integer, boolean or null; other engines compare "  \
    "arrays, objects and date-times by identity, or not at all\n"

/* SEMANTICS, "Equality": check warns if an operand can be another kind than string, integer,
 * boolean, null. */
START_TEST(operands_of_equality)
{
    expect_silence("{\"===\":[1,\"a\"]}");
    expect_silence("{\"===\":[" VAR("payload.v.0.dn") ",true]}");
    expect_silence("{\"===\":[{\"extractFromUVCI\":[\"a\",0]},\"b\"]}");
    expect_remarks("{\"===\":[[1],1]}", "/===/0" COMPARED);
    expect_remarks("{\"===\":[" DATE "," DATE "]}", "/===/0" COMPARED "/===/1" COMPARED);
    expect_remarks("{\"===\":[" VAR("payload.v.0") ",1]}", "/===/0" COMPARED);
    expect_remarks("{\"===\":[1," VAR("payload.v.0.x") "]}", "/===/1" COMPARED);
    expect_remarks("{\"===\":[1,{\"if\":[1,2,[]]}]}", "/===/1" COMPARED);
}
END_TEST

START_TEST(operands_of_membership)
{
    expect_silence("{\"in\":[" VAR("payload.ver") ",[\"a\",1,true]]}");
    expect_silence("{\"in\":[" VAR("payload.ver") "," VAR("external.valueSets.a") "]}");
    expect_remarks("{\"in\":[[1],[2]]}", "/in/0" COMPARED);
    expect_remarks("{\"in\":[1,[1,[2]," DATE "]]}", "/in/1/1" COMPARED "/in/1/2" COMPARED);
    expect_remarks("{\"in\":[1,\"abc\"]}", "/in/1 this is never an array, as it must be\n");
    expect_remarks("{\"in\":[1," VAR("payload.ver") "]}",
                   "/in/1 this is never an array, as it must be\n");
    expect_silence("[[[1]," DATE "]]"); /* no enclosing `in` */
}
END_TEST

START_TEST(operands_that_are_never_of_the_kind)
{
#define NO_INTEGER " this is never an integer, as it must be\n"
#define NO_ORDER                                                                                   \
    " this is never an integer, as it must be; dates are compared with before, after, not-before " \
    "or not-after, each of them in plusTime\n"
#define NO_DATE   " this is never a date-time, as it must be; wrap it in plusTime\n"
#define NO_STRING " this is never a string, as it must be\n"
    expect_silence("{\"<\":[" VAR("payload.v.0.dn") ",1]}");
    expect_silence("{\"<\":[" VAR("payload.v.0.x") ",1]}");
    expect_remarks("{\"<\":[\"a\",true,1]}", "/</0" NO_ORDER "/</1" NO_INTEGER);
    expect_remarks("{\">\":[1," VAR("payload.ver") "]}", "/>/1" NO_ORDER);
    expect_remarks("{\"<=\":[1," DATE "]}", "/<=/1" NO_ORDER);
    expect_remarks("{\">=\":[[],1]}", "/>=/0" NO_INTEGER);
    expect_remarks("{\"+\":[1,\"2\"]}", "/+/1" NO_INTEGER);
    expect_silence("{\"after\":[" DATE ",{\"dccDateOfBirth\":[" VAR("payload.dob") "]}]}");
    expect_remarks("{\"after\":[" DATE "," VAR("payload.v.0.dt") "]}", "/after/1" NO_DATE);
    expect_remarks("{\"not-before\":[1," DATE ",\"2021\"]}",
                   "/not-before/0" NO_DATE "/not-before/2" NO_DATE);
    expect_remarks("{\"plusTime\":[" DATE ",1,\"day\"]}", "/plusTime/0" NO_STRING);
    expect_remarks("{\"plusTime\":[2021,1,\"day\"]}", "/plusTime/0" NO_STRING);
    expect_remarks("{\"dccDateOfBirth\":[" VAR("payload.flag") "]}", "/dccDateOfBirth/0" NO_STRING);
    expect_silence("{\"reduce\":[" VAR("payload.v") ",1,2]}");
    expect_remarks("{\"reduce\":[" VAR("payload.ver") ",1,2]}",
                   "/reduce/0 this is never an array or null, as it must be\n");
}
END_TEST

START_TEST(date_times_where_truth_is_asked)
{
#define NEITHER " this is a date-time, which is neither true nor false\n"
    expect_remarks("{\"!\":[" DATE "]}", "/!/0" NEITHER);
    expect_remarks("{\"if\":[" DATE "," DATE ",1]}", "/if/0" NEITHER);
    expect_remarks("{\"and\":[true," DATE "]}", "/and/1" NEITHER);
    expect_silence("{\"if\":[{\"if\":[true," DATE ",1]},1,2]}"); /* not always one */
}
END_TEST

START_TEST(the_result_of_a_rule)
{
#define ROOT " a rule must evaluate to a boolean; this can be something else\n"
    ck_assert_str_eq(remarks_on("{\"===\":[1,2]}", &shapes, true), "");
    ck_assert_str_eq(remarks_on("{\"if\":[1,true,{\"!\":[2]}]}", &shapes, true), "");
    ck_assert_str_eq(remarks_on(VAR("payload.flag"), &shapes, true), "");
    ck_assert_str_eq(remarks_on("1", &shapes, true), ROOT);
    ck_assert_str_eq(remarks_on("1", &shapes, false), "");
    ck_assert_str_eq(remarks_on("{\"if\":[1,true,2]}", &shapes, true), ROOT);
    ck_assert_str_eq(remarks_on("{\"and\":[" VAR("payload.v.0.dn") ",true]}", &shapes, true), ROOT);
    ck_assert_str_eq(remarks_on(DATE, &shapes, true), ROOT);
}
END_TEST

START_TEST(what_is_not_known_can_be_anything)
{
#define ANYTHING                                                                                   \
    " this can be something else than a string, integer, boolean or null; other engines compare "  \
    "arrays, objects and date-times by identity, or not at all\n"
    ck_assert_str_eq(remarks_on("{\"===\":[" VAR("a") ",1]}", NULL, false), "/===/0" ANYTHING);
    ck_assert_str_eq(remarks_on("{\"in\":[" VAR("a") "," VAR("b") "]}", &shapes, false),
                     "/in/0" ANYTHING);
}
END_TEST

START_TEST(silence_where_nothing_is_known)
{
    static const char *const expressions[] = {
        "{\"<\":[" VAR("a") "," VAR("b") "]}", "{\"after\":[" VAR("a") "," VAR("b") "]}",
        "{\"+\":[" VAR("a") "," VAR("b") "]}", "{\"plusTime\":[" VAR("a") ",0,\"day\"]}",
        "{\"dccDateOfBirth\":[" VAR("a") "]}", "{\"!\":[" VAR("a") "]}",
        "{\"if\":[" VAR("a") ",true,false]}",  "{\"and\":[" VAR("a") "," VAR("b") "]}",
        "{\"reduce\":[" VAR("a") ",1,2]}",     VAR("a"),
    };
    for (size_t i = 0; i < sizeof expressions / sizeof *expressions; i++) {
        ck_assert_str_eq(remarks_on(expressions[i], NULL, false), "");
        ck_assert_str_eq(remarks_on(expressions[i], &shapes, false), "");
    }
    ck_assert_str_eq(remarks_on(VAR("a"), &shapes, true), "");
    ck_assert_str_eq(remarks_on("{\"reduce\":[" VAR("a") "," VAR("current") ",2]}", &shapes, true),
                     "");
    ck_assert_str_eq(remarks_on("{\"and\":[" VAR("a") ",true]}", &shapes, true), "");
    /* In the body of a reduce the table does not apply: payload.flag does not exist there. */
    expect_silence("{\"reduce\":[[],{\"<\":[" VAR("payload.flag") "," VAR("current.a") "]},1]}");
    /* The kinds of literals in a body are known. */
    expect_remarks("{\"reduce\":[[],{\"<\":[\"a\"," VAR("current") "]},1]}",
                   "/reduce/1/</0" NO_ORDER);
}
END_TEST

START_TEST(memory_that_runs_out)
{
    const cl_expression *e = given_expression("[1,2,3]");
    cl_arena none;
    cl_arena_init(&none, 0);
    ck_assert(!cl_types_check(e, &shapes, true, &none, note, NULL));
    cl_arena_free(&none);
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("types");
    tcase_add_test(all, kinds_of_literals_and_operations);
    tcase_add_test(all, kinds_that_come_from_operands);
    tcase_add_test(all, kinds_that_the_shape_table_says);
    tcase_add_test(all, operands_of_equality);
    tcase_add_test(all, operands_of_membership);
    tcase_add_test(all, operands_that_are_never_of_the_kind);
    tcase_add_test(all, date_times_where_truth_is_asked);
    tcase_add_test(all, the_result_of_a_rule);
    tcase_add_test(all, what_is_not_known_can_be_anything);
    tcase_add_test(all, silence_where_nothing_is_known);
    tcase_add_test(all, memory_that_runs_out);
    return unit_run();
}
