/* test_coverage.c — which nodes are decisions, and which results of them occurred in a run. */
#include "author/coverage.h"
#include "author/tester.h"
#include "support.h"

static cl_coverage coverage_of(const char *logic)
{
    cl_coverage coverage;
    cl_error error;
    cl_error_init(&error);
    ck_assert(cl_coverage_init(&coverage, given_expression(logic), &given.arena, &error));
    return coverage;
}

/* Returns the decisions in their order, each with its place and its results: "/if/0 tf, /if/1
 * t". */
static const char *decisions_of(const cl_coverage *coverage)
{
    cl_buffer out;
    cl_buffer_init(&out);
    for (uint32_t i = 0; i < coverage->count; i++) {
        const cl_decision *d = &coverage->decisions[i];
        cl_buffer_puts(&out, i > 0 ? ", " : "");
        size_t begin = out.length;
        cl_expression_place(coverage->expression, d->node, &out);
        if (out.length == begin)
            cl_buffer_puts(&out, "(whole)");
        cl_buffer_puts(&out, d->seen_true || d->seen_false ? " " : "");
        cl_buffer_puts(&out, d->seen_true ? "t" : "");
        cl_buffer_puts(&out, d->seen_false ? "f" : "");
    }
    return given_taken(&out);
}

/* Returns the decisions of an expression after it was run on each of the data; the list of data
 * ends with NULL. */
static const char *taken(const char *logic, const char *const *data, uint32_t ways)
{
    cl_coverage coverage = coverage_of(quoted(logic));
    cl_tested tested;
    cl_error error;
    cl_error_init(&error);
    cl_tested_init(&tested);
    for (; *data != NULL; data++) {
        cl_test test = {.name = "", .file = "", .logic = given_value(quoted(logic))};
        test.data = given_json(quoted(*data));
        ck_assert(cl_test_run(&test, &coverage, &tested, &error));
    }
    cl_tested_free(&tested);
    ck_assert_uint_eq(cl_coverage_taken(&coverage), ways);
    return decisions_of(&coverage);
}

#define TAKEN(logic, ways, ...) taken(logic, (const char *const[]){__VA_ARGS__, NULL}, ways)

START_TEST(what_is_a_decision)
{
    static const struct {
        const char *logic, *decisions;
    } rows[] = {
        {"true", ""},
        {"{'var':'a'}", ""},
        {"[true,{'var':'a'}]", ""},
        {"{'+':[{'var':'a'},1]}", ""},
        {"{'extractFromUVCI':[{'var':'a'},1]}", ""},
        {"{'===':[{'var':'a'},1]}", "(whole)"},
        {"{'in':[{'var':'a'},[1]]}", "(whole)"},
        {"{'!':[{'var':'a'}]}", "(whole)"},
        {"{'<':[{'var':'a'},1,2]}", "(whole)"},
        {"{'>=':[{'var':'a'},1]}", "(whole)"},
        {"{'not-after':[{'plusTime':[{'var':'a'},1,'day']},{'plusTime':[{'var':'b'},1,'day']}]}",
         "(whole)"},
        {"{'if':[{'var':'a'},{'var':'b'},{'var':'c'}]}", "/if/0"},
        {"{'if':[true,{'var':'b'},[1]]}", ""},
        {"{'if':[[1],1,2]}", ""},
        {"{'and':[{'var':'a'},true,{'var':'b'}]}", "/and/0, /and/2"},
        {"{'and':[{'and':[{'var':'a'},{'var':'b'}]},{'var':'c'}]}",
         "/and/0, /and/0/and/0, /and/0/and/1, /and/1"},
        {"{'if':[{'if':[{'var':'a'},{'var':'b'},1]},{'!':[{'var':'c'}]},2]}",
         "/if/0, /if/0/if/0, /if/1"},
        {"{'!':[{'!':[{'var':'a'}]}]}", "(whole), /!/0"},
        {"{'reduce':[{'var':'a'},{'if':[{'var':'current'},1,2]},0]}", "/reduce/1/if/0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_coverage coverage = coverage_of(quoted(rows[i].logic));
        ck_assert_str_eq(decisions_of(&coverage), rows[i].decisions);
        ck_assert_uint_eq(cl_coverage_taken(&coverage), 0);
    }
}
END_TEST

START_TEST(the_guard_of_an_if)
{
    static const char logic[] = "{'if':[{'var':'a'},{'===':[{'var':'b'},1]},true]}";
    ck_assert_str_eq(TAKEN(logic, 2, "{'a':true,'b':1}"), "/if/0 t, /if/1 t");
    ck_assert_str_eq(TAKEN(logic, 1, "{'a':false}"), "/if/0 f, /if/1");
    ck_assert_str_eq(TAKEN(logic, 3, "{}", "{'a':1,'b':2}"), "/if/0 tf, /if/1 f");
    ck_assert_str_eq(TAKEN(logic, 4, "{'a':null}", "{'a':'x','b':2}", "{'a':[1],'b':1}"),
                     "/if/0 tf, /if/1 tf");
    /* A value that is neither truthy nor falsy is no result. */
    ck_assert_str_eq(TAKEN("{'if':[{'plusTime':[{'var':'a'},0,'day']},1,2]}", 0, "{'a':1}"),
                     "/if/0");
}
END_TEST

START_TEST(operands_of_and)
{
    static const char logic[] = "{'and':[{'var':'a'},{'var':'b'},{'var':'c'}]}";
    ck_assert_str_eq(TAKEN(logic, 1, "{'a':0}"), "/and/0 f, /and/1, /and/2");
    ck_assert_str_eq(TAKEN(logic, 2, "{'a':1}"), "/and/0 t, /and/1 f, /and/2");
    ck_assert_str_eq(TAKEN(logic, 3, "{'a':1,'b':1}"), "/and/0 t, /and/1 t, /and/2 f");
    ck_assert_str_eq(TAKEN(logic, 4, "{'a':1,'b':1,'c':1}", "{}"), "/and/0 tf, /and/1 t, /and/2 t");
    static const char nested[] = "{'and':[{'and':[{'var':'a'},{'var':'b'}]},{'var':'c'}]}";
    ck_assert_str_eq(TAKEN(nested, 2, "{'a':0,'c':1}"),
                     "/and/0 f, /and/0/and/0 f, /and/0/and/1, /and/1");
    ck_assert_str_eq(TAKEN(nested, 4, "{'a':1,'b':1,'c':0}"),
                     "/and/0 t, /and/0/and/0 t, /and/0/and/1 t, /and/1 f");
}
END_TEST

START_TEST(operations_that_answer_yes_or_no)
{
    ck_assert_str_eq(TAKEN("{'===':[{'var':'a'},1]}", 1, "{'a':1}"), "(whole) t");
    ck_assert_str_eq(TAKEN("{'===':[{'var':'a'},1]}", 1, "{'a':'1'}"), "(whole) f");
    ck_assert_str_eq(TAKEN("{'===':[{'var':'a'},1]}", 2, "{}", "{'a':1}"), "(whole) tf");
    ck_assert_str_eq(TAKEN("{'in':[{'var':'a'},[1]]}", 2, "{'a':1}", "{'a':2}"), "(whole) tf");
    /* From eight items on, membership is another instruction. */
    ck_assert_str_eq(TAKEN("{'in':[{'var':'a'},[1,2,3,4,5,6,7,8,9]]}", 2, "{'a':9}", "{}"),
                     "(whole) tf");
    ck_assert_str_eq(TAKEN("{'!':[{'var':'a'}]}", 1, "{'a':1}"), "(whole) f");
    ck_assert_str_eq(TAKEN("{'!':[{'var':'a'}]}", 2, "{'a':1}", "{}"), "(whole) tf");
    ck_assert_str_eq(TAKEN("{'<':[{'var':'a'},1]}", 2, "{'a':0}", "{'a':1}"), "(whole) tf");
    ck_assert_str_eq(TAKEN("{'<=':[1,{'var':'a'},3]}", 2, "{'a':1}", "{'a':4}"), "(whole) tf");
    static const char dates[] = "{'before':[{'plusTime':[{'var':'a'},1,'day']},"
                                "{'plusTime':['2021-06-02',0,'day']}]}";
    ck_assert_str_eq(TAKEN(dates, 2, "{'a':'2021-05-31'}", "{'a':'2021-06-01'}"), "(whole) tf");
}
END_TEST

START_TEST(a_fault_takes_no_way)
{
    ck_assert_str_eq(TAKEN("{'<':[{'var':'a'},1]}", 0, "{'a':'x'}", "{}"), "(whole)");
    ck_assert_str_eq(TAKEN("{'in':[{'var':'a'},{'var':'b'}]}", 0, "{'a':1,'b':1}"), "(whole)");
    ck_assert_str_eq(TAKEN("{'and':[{'var':'a'},{'<':[{'var':'b'},1]}]}", 1, "{'a':1}"),
                     "/and/0 t, /and/1");
}
END_TEST

START_TEST(every_turn_of_a_reduce_is_seen)
{
    static const char logic[] =
        "{'reduce':[{'var':'l'},{'if':[{'var':'current'},{'var':'accumulator'},0]},1]}";
    ck_assert_str_eq(TAKEN(logic, 0, "{'l':[]}"), "/reduce/1/if/0");
    ck_assert_str_eq(TAKEN(logic, 1, "{'l':[1,2]}"), "/reduce/1/if/0 t");
    ck_assert_str_eq(TAKEN(logic, 2, "{'l':[1,0,2]}"), "/reduce/1/if/0 tf");
}
END_TEST

START_TEST(memory_that_runs_out_is_an_error)
{
    const cl_expression *e = given_expression(given_text("[%s1]", given_repeated("1,", 1500)));
    int refused = 0;
    for (size_t cap = 0; cap < 200000; cap += 1000) {
        cl_arena arena;
        cl_coverage coverage;
        cl_error error;
        cl_error_init(&error);
        cl_arena_init(&arena, cap);
        bool made = cl_coverage_init(&coverage, e, &arena, &error);
        ck_assert_int_eq(error.code, made ? CL_NONE : CL_MEMORY);
        refused += !made;
        cl_arena_free(&arena);
    }
    ck_assert_int_gt(refused, 1);
    ck_assert_int_lt(refused, 200);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("coverage");
    tcase_add_test(tests, what_is_a_decision);
    tcase_add_test(tests, the_guard_of_an_if);
    tcase_add_test(tests, operands_of_and);
    tcase_add_test(tests, operations_that_answer_yes_or_no);
    tcase_add_test(tests, a_fault_takes_no_way);
    tcase_add_test(tests, every_turn_of_a_reduce_is_seen);
    tcase_add_test(tests, memory_that_runs_out_is_an_error);
    return unit_run();
}
