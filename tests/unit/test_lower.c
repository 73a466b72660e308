/* test_lower.c — the common shapes of rules, and the tests of cells that they are compiled to. */
#include "support.h"

#define A                         "{'var':'payload.a'}"
#define B                         "{'var':'payload.b'}"
#define C                         "{'var':'payload.c'}"
#define DATE(text)                "{'plusTime':[" text ",0,'day']}"
#define SHIFT(text, amount, unit) "{'plusTime':[" text "," amount ",'" unit "']}"
#define NEW_YEAR                  DATE("'2021-01-01'") /* 1609459200000 ms */

typedef struct shape {
    const char *rule, *code;
} shape;

static void expect_code(const shape *s)
{
    const char *rule = quoted(s->rule);
    const char *code = shared_of(given_rule(rule));
    ck_assert_msg(strcmp(code, s->code) == 0, "%s gives\n%snot\n%s", rule, code, s->code);
}

#define EXPECT_EACH(shapes)                                                                        \
    for (size_t i = 0; i < sizeof(shapes) / sizeof *(shapes); i++)                                 \
    expect_code(&(shapes)[i])

START_TEST(equality_and_membership)
{
    static const shape shapes[] = {
        {"{'===':[" A ",'x']}", "string!-fail payload.a \"x\" rule 0\n"},
        {"{'===':['x'," A "]}", "string!-fail payload.a \"x\" rule 0\n"},
        {"{'===':[" A ",'']}", "string!-fail payload.a \"\" rule 0\n"},
        {"{'===':[" A ",7]}", "number!-fail payload.a 7 rule 0\n"},
        {"{'===':[-7.0," A "]}", "number!-fail payload.a -7 rule 0\n"},
        {"{'===':[" A "," B "]}", "same!-fail payload.a payload.b rule 0\n"},
        {"{'in':[" A ",['x','y']]}", "set!-fail payload.a bits 0x1 rule 0\n"},
        {"{'in':[" A ",[]]}", "set!-fail payload.a bits 0x1 rule 0\n"},
        {"{'!':[{'===':[" A ",'x']}]}", "string?-fail payload.a \"x\" rule 0\n"},
        {"{'!':[{'in':[" A ",['x']]}]}", "set?-fail payload.a bits 0x1 rule 0\n"},
        {"{'!':[" A "]}", "truthy?-fail payload.a rule 0\n"},
        {"{'!':[{'!':[" A "]}]}", "truthy!-fail payload.a rule 0\n"},
    };
    EXPECT_EACH(shapes);
}
END_TEST

/* The fast hash reads the first and last eight bytes of a string. If many strings are alike in
 * both, the table of the slot is hashed under a key. The results are the same. */
START_TEST(strings_that_meet_under_the_fast_hash)
{
    enum { MANY = 1000 };
    for (int alike = 0; alike < 2; alike++) {
        const char *before = alike ? "AAAAAAAA" : "",
                   *behind = alike ? "ZZZZZZZZ" : "AAAAAAAAZZZZZZZZ";
        cl_buffer rule;
        cl_buffer_init(&rule);
        for (unsigned i = 0; i < MANY; i++) {
            cl_buffer_puts(&rule, i == 0 ? "{\"in\":[{\"var\":\"payload.a\"},[\"" : "\",\"");
            cl_buffer_printf(&rule, "%s%04u%s", before, i, behind);
        }
        cl_buffer_puts(&rule, "\"]]}");
        cl_program *program = given_rule(cl_buffer_text(&rule));
        cl_evaluator *evaluator = given_evaluator(program);
        ck_assert_int_eq(program->slots[0].keyed, alike);
        for (unsigned i = 0; i < MANY + 10; i++) {
            const char *payload = given_text("{\"payload\":{\"a\":\"%s%04u%s\"}}", before, i,
                                             behind);
            cl_evaluator_bind(evaluator, given_value(payload));
            cl_evaluator_run_section(evaluator, 0);
            must(cl_evaluator_outcome(evaluator, 0, NULL) == (i < MANY ? CL_PASSED : CL_FAILED));
        }
        cl_buffer_free(&rule);
    }
}
END_TEST

/* A set is in the tables of many slots as long as it is small. For a larger one the results of the
 * rules are the same. */
START_TEST(a_set_of_many_paths)
{
    enum { CODES = 400, PATHS = 400 };
    cl_buffer rule;
    cl_buffer_init(&rule);
    for (unsigned k = 0; k < PATHS; k++) {
        cl_buffer_printf(&rule, "%s{\"in\":[{\"var\":\"payload.a%u\"},[",
                         k == 0 ? "{\"and\":[" : ",", k);
        for (unsigned i = 0; i < CODES; i++)
            cl_buffer_printf(&rule, "%s\"c%u\"", i > 0 ? "," : "", i);
        cl_buffer_puts(&rule, "]]}");
    }
    cl_buffer_puts(&rule, "]}");
    cl_program *program = given_rule(cl_buffer_text(&rule));
    cl_buffer_free(&rule);
    size_t tables = 0;
    for (uint32_t i = 0; i < program->slot_count; i++)
        tables += program->slots[i].known != NULL;
    ck_assert_uint_ge(tables, 100);
    ck_assert_uint_le(tables, (1 << 16) / CODES + 1);
    cl_evaluator *evaluator = given_evaluator(program);
    for (unsigned odd = 0; odd <= PATHS; odd += 57) { /* the last one: none is odd */
        cl_buffer payload;
        cl_buffer_init(&payload);
        for (unsigned k = 0; k < PATHS; k++)
            cl_buffer_printf(&payload, "%s\"a%u\":\"%s%u\"", k == 0 ? "{\"payload\":{" : ",", k,
                             k == odd ? "x" : "c", k);
        cl_buffer_puts(&payload, "}}");
        cl_evaluator_bind(evaluator, given_value(cl_buffer_text(&payload)));
        cl_evaluator_run_section(evaluator, 0);
        ck_assert_int_eq(cl_evaluator_outcome(evaluator, 0, NULL),
                         odd < PATHS ? CL_FAILED : CL_PASSED);
        cl_buffer_free(&payload);
    }
}
END_TEST

/* All comparisons are compiled to >=. */
START_TEST(integers)
{
    static const shape shapes[] = {
        {"{'<':[" A ",5]}", "least?-fail payload.a 5 rule 0\n"},
        {"{'>':[" A ",5]}", "least!-fail payload.a 6 rule 0\n"},
        {"{'<=':[" A ",5]}", "least?-fail payload.a 6 rule 0\n"},
        {"{'>=':[" A ",5]}", "least!-fail payload.a 5 rule 0\n"},
        {"{'<':[5," A "]}", "least!-fail payload.a 6 rule 0\n"},
        {"{'>':[5," A "]}", "least?-fail payload.a 5 rule 0\n"},
        {"{'<=':[5," A "]}", "least!-fail payload.a 5 rule 0\n"},
        {"{'>=':[5," A "]}", "least?-fail payload.a 6 rule 0\n"},
        {"{'<':[" A "," B "]}", "order?-fail payload.a payload.b rule 0\n"},
        {"{'>':[" A "," B "]}", "order?-fail payload.b payload.a rule 0\n"},
        {"{'<=':[" A "," B "]}", "order!-fail payload.b payload.a rule 0\n"},
        {"{'>=':[" A "," B "]}", "order!-fail payload.a payload.b rule 0\n"},
    };
    EXPECT_EACH(shapes);
}
END_TEST

START_TEST(date_times)
{
    static const shape shapes[] = {
        {"{'before':[" DATE(A) "," NEW_YEAR "]}",
         "since?-fail date(payload.a) 1609459200000 rule 0\n"},
        {"{'after':[" DATE(A) "," NEW_YEAR "]}",
         "since!-fail date(payload.a) 1609459200001 rule 0\n"},
        {"{'not-after':[" DATE(A) "," NEW_YEAR "]}",
         "since?-fail date(payload.a) 1609459200001 rule 0\n"},
        {"{'not-before':[" DATE(A) "," NEW_YEAR "]}",
         "since!-fail date(payload.a) 1609459200000 rule 0\n"},
        {"{'before':[" NEW_YEAR "," DATE(A) "]}",
         "since!-fail date(payload.a) 1609459200001 rule 0\n"},
        {"{'not-before':[" NEW_YEAR "," DATE(A) "]}",
         "since?-fail date(payload.a) 1609459200001 rule 0\n"},
        {"{'before':[" DATE(A) "," DATE(B) "]}",
         "span?-fail date(payload.a) date(payload.b) 0 rule 0\n"},
        {"{'after':[" DATE(A) "," DATE(B) "]}",
         "span?-fail date(payload.b) date(payload.a) 0 rule 0\n"},
        {"{'not-after':[" DATE(A) "," DATE(B) "]}",
         "span!-fail date(payload.b) date(payload.a) 0 rule 0\n"},
        {"{'not-before':[" DATE(A) "," DATE(B) "]}",
         "span!-fail date(payload.a) date(payload.b) 0 rule 0\n"},
        /* Offsets by day and hour are folded into the number, on either side. */
        {"{'not-before':[" SHIFT(A, "3", "day") "," NEW_YEAR "]}",
         "since!-fail date(payload.a) 1609200000000 rule 0\n"},
        {"{'not-before':[" DATE(A) "," SHIFT(B, "14", "day") "]}",
         "span!-fail date(payload.a) date(payload.b) 1209600000 rule 0\n"},
        {"{'not-before':[" SHIFT(A, "3", "day") "," SHIFT(B, "-2", "hour") "]}",
         "span!-fail date(payload.a) date(payload.b) -266400000 rule 0\n"},
        /* Shifts by month and year are not linear: the other date is shifted. */
        {"{'not-before':[" SHIFT(A, "1", "month") "," SHIFT(B, "-1", "year") "]}",
         "span!-fail date(payload.a)+1 month date(payload.b)-1 year 0 rule 0\n"},
        {"{'not-before':[" SHIFT(A, "0", "month") "," NEW_YEAR "]}",
         "since!-fail date(payload.a) 1609459200000 rule 0\n"},
        {"{'after':[{'dccDateOfBirth':[" A "]}," SHIFT(B, "-18", "year") "]}",
         "span?-fail date(payload.b)-18 year dccDateOfBirth(payload.a) 0 rule 0\n"},
    };
    EXPECT_EACH(shapes);
}
END_TEST

/* The kinds of all operands are checked before any comparison. */
START_TEST(three_operands)
{
    static const shape shapes[] = {
        {"{'<':[1," A ",9]}", "least! payload.a 2 -> 2\n" /* one cell: the first test checks it */
                              "least! payload.a 9 -> 3\n"
                              "fail rule 0\n"},
        {"{'<':[" A ",1," B "]}", "need-integer payload.b\n"
                                  "least? payload.a 1 -> 3\n"
                                  "least? payload.b 2 -> 4\n"
                                  "fail rule 0\n"},
        {"{'<':[" A "," B "," C "]}", "need-integer payload.c\n"
                                      "order? payload.a payload.b -> 3\n"
                                      "order! payload.b payload.c -> 4\n"
                                      "fail rule 0\n"},
        {"{'<':[" A "," B "," A "]}", "order? payload.a payload.b -> 2\n"
                                      "order! payload.b payload.a -> 3\n"
                                      "fail rule 0\n"},
        {"{'not-after':[" DATE(A) "," NEW_YEAR "," DATE(B) "]}",
         "need-date date(payload.b)\n"
         "since? date(payload.a) 1609459200001 -> 3\n"
         "since? date(payload.b) 1609459200000 -> 4\n"
         "fail rule 0\n"},
        {"{'not-after':[" DATE(A) "," DATE(B) "," DATE(C) "]}",
         "need-date date(payload.c)\n"
         "span! date(payload.b) date(payload.a) 0 -> 3\n"
         "span? date(payload.c) date(payload.b) 0 -> 4\n"
         "fail rule 0\n"},
    };
    EXPECT_EACH(shapes);
}
END_TEST

START_TEST(a_third_operand_of_a_wrong_kind_is_an_error_however_the_others_compare)
{
    static const char *const rules[] = {"{'<':[" A "," B "," C "]}", "{'<':[" A ",1," C "]}",
                                        "{'>=':[5," B "," C "]}", "{'<=':[" A "," A "," C "]}"};
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        static const char *const data[] = {"{'payload':{'a':0,'b':2}}",
                                           "{'payload':{'a':2,'b':9}}"};
        for (size_t k = 0; k < 2; k++) {
            answer a = evaluated(quoted(rules[i]), quoted(data[k]));
            ck_assert_int_eq(a.error.code, CL_KIND);
            ck_assert_msg(strstr(a.error.at, "/2") != NULL, "%s", a.error.at);
        }
    }
    expect_error(quoted("{'before':[" DATE(A) "," DATE(B) "," DATE(C) "]}"),
                 quoted("{'payload':{'a':'2021','b':'2020','c':'2021-02-30'}}"), CL_DATE,
                 "/before/2/plusTime/0");
}
END_TEST

START_TEST(truth_becomes_jumps)
{
    static const shape shapes[] = {
        {"{'if':[{'and':[" A "," B "]},{'===':[" C ",1]},true]}",
         "truthy! payload.a -> 3\n"
         "truthy! payload.b -> 3\n"
         "number!-fail payload.c 1 rule 0\n"},
        {"{'if':[{'!':[{'and':[" A "," B "]}]},{'===':[" C ",1]},true]}",
         "truthy! payload.a -> 2\n"
         "truthy? payload.b -> 3\n"
         "number!-fail payload.c 1 rule 0\n"},
        {"{'if':[" A ",{'===':[" B ",1]},{'===':[" B ",2]}]}", "truthy! payload.a -> 3\n"
                                                               "number!-fail payload.b 1 rule 0\n"
                                                               "jump -> 4\n"
                                                               "number!-fail payload.b 2 rule 0\n"},
        {"{'if':[{'if':[" A "," B "," C "]},{'===':[" C ",1]},true]}",
         "truthy! payload.a -> 3\n"
         "truthy! payload.b -> 5\n"
         "jump -> 4\n"
         "truthy! payload.c -> 5\n"
         "number!-fail payload.c 1 rule 0\n"},
        {"{'===':[{'if':[" A "," B "," C "]},5]}", /* an `if` that is an operand */
         "truthy! payload.a -> 3\n"
         "number! payload.b 5 -> 4\n"
         "jump -> 5\n"
         "number? payload.c 5 -> 5\n"
         "fail rule 0\n"},
    };
    EXPECT_EACH(shapes);
}
END_TEST

/* The value of a rule that is an `and` is its first falsy operand. Only plain code computes it. */
START_TEST(and_as_the_result)
{
    static const shape shapes[] = {
        {"{'and':[{'===':[" A ",1]},{'===':[" B ",2]}]}", "number!-fail payload.a 1 rule 0\n"
                                                          "number!-fail payload.b 2 rule 0\n"},
        {"{'and':[" A ",{'===':[" B ",1]}]}", "truthy! payload.a -> 3\n"
                                              "number! payload.b 1 -> 4\n"
                                              "jump -> 5\n"
                                              "leave\n"
                                              "fail rule 0\n"},
        {"{'and':[{'===':[" A ",1]}," B "]}", "number! payload.a 1 -> 2\n"
                                              "leave\n"
                                              "fail rule 0\n"},
        {A, "leave\n"},
        {"{'if':[" A "," B ",true]}", "truthy! payload.a -> 2\n"
                                      "leave\n"},
    };
    EXPECT_EACH(shapes);
}
END_TEST

START_TEST(other_shapes_are_computed_as_values)
{
    static const shape shapes[] = {
        {"{'===':[" A ",true]}", "slot r0 <- payload.a\n"
                                 "constant r1 <- true\n"
                                 "equal r0 <- r0 r1\n"
                                 "unless r0 -> 5\n"
                                 "jump -> 6\n"
                                 "fail rule 0\n"},
        {"{'in':[" A ",['x',1]]}", "slot r0 <- payload.a\n"
                                   "constant r1 <- [\"x\",1]\n"
                                   "in r0 <- r0 r1\n"
                                   "unless r0 -> 5\n"
                                   "jump -> 6\n"
                                   "fail rule 0\n"},
        {"{'>':[" A ",9223372036854775807]}", /* there is no larger integer to compare with */
         "slot r0 <- payload.a\n"
         "constant r1 <- 9223372036854775807\n"
         "greater r0 <- r0..r1\n"
         "unless r0 -> 5\n"
         "jump -> 6\n"
         "fail rule 0\n"},
        {"{'not-before':[" SHIFT(A, "9223372036854775807", "day") "," NEW_YEAR "]}",
         "slot r0 <- payload.a\n"
         "plus-time r0 <- r0 9223372036854775807 day\n"
         "constant r1 <- \"2021-01-01T00:00:00.000Z\"\n"
         "not-before r0 <- r0..r1\n"
         "unless r0 -> 6\n"
         "jump -> 7\n"
         "fail rule 0\n"},
        {"{'<':[{'+':[" A ",1]},5]}", "slot r0 <- payload.a\n"
                                      "constant r1 <- 1\n"
                                      "add r0 <- r0 r1\n"
                                      "constant r1 <- 5\n"
                                      "less r0 <- r0..r1\n"
                                      "unless r0 -> 7\n"
                                      "jump -> 8\n"
                                      "fail rule 0\n"},
        {"{'if':[{'extractFromUVCI':[" A ",0]},true,false]}", "slot r0 <- payload.a\n"
                                                              "extract r0 <- r0 0\n"
                                                              "unless r0 -> 4\n"
                                                              "jump -> 5\n"
                                                              "fail rule 0\n"},
        {"{'in':[{'extractFromUVCI':[" A ",0]},['a','b','c','d','e','f','g','h']]}",
         "slot r0 <- payload.a\n"
         "extract r0 <- r0 0\n"
         "member r0 <- r0 set 0\n"
         "unless r0 -> 5\n"
         "jump -> 6\n"
         "fail rule 0\n"},
    };
    EXPECT_EACH(shapes);
}
END_TEST

/* A slot has bits for sixteen sets. Membership in further sets is computed as a value. */
START_TEST(sets_of_one_slot)
{
    enum { RULES = CL_MAX_SET_BITS + 2 };
    const char *rules[RULES];
    for (int i = 0; i < RULES; i++)
        rules[i] = quoted(given_text("{'in':[" A ",['x','y%d']]}", i % (RULES - 1)));
    cl_program *p = given_rules(rules, RULES);
    const char *code = shared_of(p);
    ck_assert_ptr_nonnull(strstr(code, "set!-fail payload.a bits 0x1 rule 0\n"));
    ck_assert_ptr_nonnull(strstr(code, "set!-fail payload.a bits 0x8000 rule 15\n"));
    ck_assert_ptr_nonnull(strstr(code, "in r0 <- r0 r1\n"));
    ck_assert_ptr_nonnull(
        strstr(code, "set!-fail payload.a bits 0x1 rule 17\n")); /* the same set */
    cl_evaluator *v = given_evaluator(p);
    for (int i = 0; i < RULES - 1; i++) {
        cl_evaluator_bind(v, given_value(given_text("{\"payload\":{\"a\":\"y%d\"}}", i)));
        cl_evaluator_run_section(v, 0);
        for (int k = 0; k < RULES; k++)
            ck_assert_int_eq(cl_evaluator_outcome(v, (uint32_t)k, NULL),
                             k % (RULES - 1) == i ? CL_PASSED : CL_FAILED);
    }
}
END_TEST

/* Instructions name cells in 16 bits, so there must not be more cells. */
START_TEST(cells_are_limited)
{
    for (unsigned more = 0; more < 2; more++) {
        const unsigned slots = CL_MAX_SLOTS / 2 + more; /* and as many dates */
        cl_buffer out;
        cl_buffer_init(&out);
        cl_buffer_puts(&out, "{\"and\":[true");
        for (unsigned i = 0; i < slots; i++)
            cl_buffer_printf(&out,
                             ",{\"after\":[{\"plusTime\":[{\"var\":\"payload.%u.%u\"},1,\"year\"]},"
                             "{\"plusTime\":[\"2021\",0,\"day\"]}]}",
                             i / 256, i % 256);
        cl_buffer_puts(&out, "]}");
        const cl_vm_source source = {.expression = given_expression(given_taken(&out))};
        const cl_compile_options options = {.plain = false};
        cl_error error;
        cl_error_init(&error);
        cl_program *p = cl_program_compile(&source, 1, &options, &error);
        ck_assert_int_eq(p != NULL, more == 0);
        ck_assert_int_eq(error.code, more == 0 ? CL_NONE : CL_LIMIT_SIZE);
        cl_program_free(p);
    }
}
END_TEST

/* Items after the first true one are also evaluated, because an error counts. */
START_TEST(any_of_several_tests)
{
    const char *rule = quoted("{'in':[true,[{'>':[" A ",1]},{'===':[" B ",'x']},{'<':[" C
                              ",5]}]]}");
    ck_assert_ptr_null(strstr(shared_of(given_rule(rule)), "array"));
    ck_assert_ptr_null(strstr(shared_of(given_rule(rule)), "leave"));
    static const char *const values[] = {"0", "2", "'x'", "'y'", "9", "null", "true", "[]"};
    enum { VALUES = sizeof values / sizeof *values };
    cl_evaluator *evaluator = given_evaluator(given_rule(rule));
    for (int i = 0; i < VALUES * VALUES * VALUES; i++)
        answer_of(evaluator, given_value(quoted(given_text(
                                 "{'payload':{'a':%s,'b':%s,'c':%s}}", values[i % VALUES],
                                 values[i / VALUES % VALUES], values[i / VALUES / VALUES]))));
    expect_text(rule, quoted("{'payload':{'a':2,'b':'y','c':9}}"), "true");
    expect_text(rule, quoted("{'payload':{'a':0,'b':'y','c':9}}"), "false");
    expect_error(rule, quoted("{'payload':{'a':2,'b':'x'}}"), CL_KIND, "/in/1/2/</0");
}
END_TEST

START_TEST(any_of_what_is_no_test)
{
    /* `in` finds only true itself, so other truthy operands are computed as values. */
    static const char *const others[] = {
        "{'in':[true,[" A ",{'>':[" B ",1]}]]}",
        "{'in':[false,[{'>':[" B ",1]}]]}",
        "{'in':[1,[{'>':[" B ",1]}]]}",
        "{'in':[true,[{'and':[{'>':[" B ",1]}," A "]}]]}",
    };
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        const char *rule = quoted(others[i]);
        ck_assert_ptr_nonnull(strstr(shared_of(given_rule(rule)), "array r"));
        evaluated(rule, quoted("{'payload':{'a':1,'b':2}}"));
        evaluated(rule, quoted("{'payload':{'a':true,'b':0}}"));
    }
}
END_TEST

/* A rule with that many items, or nested that deep, has no array in shared code. */
static bool any_is_lowered(uint32_t items, uint32_t depth)
{
    const char *test = quoted("{'>':[" A ",1]}");
    const char *rule = given_text("{\"in\":[true,[%s%s]]}",
                                  given_repeated(given_text("%s,", test), items - 1), test);
    for (uint32_t i = 1; i < depth; i++)
        rule = given_text("{\"in\":[true,[%s,%s]]}", rule, test);
    return strstr(shared_of(given_rule(rule)), "array r") == NULL;
}

START_TEST(any_of_too_many_tests)
{
    enum { ITEMS = 16, DEPTH = 2 }; /* CL_MAX_ANY and CL_MAX_ANY_DEPTH of vm/emitter.h */
    ck_assert(any_is_lowered(1, 1));
    ck_assert(any_is_lowered(ITEMS, 1));
    ck_assert(!any_is_lowered(ITEMS + 1, 1));
    ck_assert(any_is_lowered(2, DEPTH));
    ck_assert(!any_is_lowered(2, DEPTH + 1));
}
END_TEST

/* A test whose cell cannot decide it leaves the rule to its plain code, with each of the four
 * endings. The result there is an error. */
typedef struct question {
    const char *name, *test;
    const char *yes, *no; /* payloads for which the test has a result */
    const char *cannot;   /* a payload for which it has none; LARGE means a value over the budget */
    cl_code code;         /* the code with which the rule is then open */
    const char *at;       /* and the place of the error, from the test on */
} question;

#define LARGE "'large'"

static const char *context_of(const char *payload)
{
    const char *large = strstr(payload, LARGE);
    if (large != NULL)
        payload = given_text("%.*s[0%s]%s", (int)(large - payload), payload,
                             given_repeated(",0", CL_MAX_VALUE_NODES), large + strlen(LARGE));
    return quoted(given_text("{'payload':%s}", payload));
}

START_TEST(tests_that_cannot_decide)
{
    static const question questions[] = {
        {"truthy", A, "{'a':1}", "{'a':0}", "{'a':" LARGE "}", CL_BUDGET, ""},
        {"string", "{'===':[" A ",'x']}", "{'a':'x'}", "{'a':'y'}", "{'a':" LARGE "}", CL_BUDGET,
         "/===/0"},
        {"number", "{'===':[" A ",7]}", "{'a':7}", "{'a':'7'}", "{'a':" LARGE "}", CL_BUDGET,
         "/===/0"},
        {"set", "{'in':[" A ",['x','y']]}", "{'a':'y'}", "{'a':'z'}", "{'a':" LARGE "}", CL_BUDGET,
         "/in/0"},
        {"same", "{'===':[" A "," B "]}", "{'a':'x','b':'x'}", "{'a':'x','b':1}",
         "{'a':" LARGE ",'b':1}", CL_BUDGET, "/===/0"},
        {"same", "{'===':[" A "," B "]}", "{'a':3,'b':3}", "{'a':3,'b':4}", "{'a':1,'b':" LARGE "}",
         CL_BUDGET, "/===/1"},
        {"least", "{'>=':[" A ",5]}", "{'a':5}", "{'a':4}", "{'a':'5'}", CL_KIND, "/>=/0"},
        {"order", "{'>=':[" A "," B "]}", "{'a':5,'b':5}", "{'a':4,'b':5}", "{'a':'5','b':5}",
         CL_KIND, "/>=/0"},
        {"order", "{'>=':[" A "," B "]}", "{'a':5,'b':4}", "{'a':-1,'b':0}", "{'a':5}", CL_KIND,
         "/>=/1"},
        {"since", "{'not-before':[" DATE(A) "," NEW_YEAR "]}", "{'a':'2021'}", "{'a':'2020'}",
         "{'a':'2020-02-30'}", CL_DATE, "/not-before/0/plusTime/0"},
        {"span", "{'not-before':[" DATE(A) "," DATE(B) "]}", "{'a':'2021','b':'2020'}",
         "{'a':'2020','b':'2021'}", "{'b':'2021'}", CL_KIND, "/not-before/0/plusTime/0"},
        {"span", "{'not-before':[" DATE(A) "," DATE(B) "]}", "{'a':'2021','b':'2021'}",
         "{'a':'2020','b':'2021'}", "{'a':'2021','b':'x'}", CL_DATE, "/not-before/1/plusTime/0"},
    };
    static const struct {
        const char *rule, *at; /* around the test */
        const char *ending;
        bool yes; /* the result of the rule if the test is true; c is not 1 */
    } endings[] = {{"{'!':[{'!':[%s]}]}", "/!/0/!/0", "!-fail", true},
                   {"{'!':[%s]}", "/!/0", "?-fail", false},
                   {"{'if':[%s,{'===':[" C ",1]},true]}", "/if/0", "! ", false},
                   {"{'if':[{'!':[%s]},{'===':[" C ",1]},true]}", "/if/0/!/0", "? ", true}};
    for (size_t i = 0; i < sizeof questions / sizeof *questions; i++) {
        const question *q = &questions[i];
        for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
            const char *mark = strchr(endings[k].rule, '%');
            const char *rule = quoted(given_text("%.*s%s%s", (int)(mark - endings[k].rule),
                                                 endings[k].rule, q->test, mark + 2));
            const char *code = shared_of(given_rule(rule));
            ck_assert_msg(strstr(code, given_text("%s%s", q->name, endings[k].ending)) != NULL,
                          "%s gives\n%s", rule, code);
            expect_text(rule, context_of(q->yes), endings[k].yes ? "true" : "false");
            expect_text(rule, context_of(q->no), endings[k].yes ? "false" : "true");
            expect_error(rule, context_of(q->cannot), q->code,
                         given_text("%s%s", endings[k].at, q->at));
            given_reset();
        }
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("lower");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, equality_and_membership);
    tcase_add_test(all, strings_that_meet_under_the_fast_hash);
    tcase_add_test(all, a_set_of_many_paths);
    tcase_add_test(all, integers);
    tcase_add_test(all, date_times);
    tcase_add_test(all, three_operands);
    tcase_add_test(all, a_third_operand_of_a_wrong_kind_is_an_error_however_the_others_compare);
    tcase_add_test(all, truth_becomes_jumps);
    tcase_add_test(all, and_as_the_result);
    tcase_add_test(all, other_shapes_are_computed_as_values);
    tcase_add_test(all, sets_of_one_slot);
    tcase_add_test(all, cells_are_limited);
    tcase_add_test(all, any_of_several_tests);
    tcase_add_test(all, any_of_what_is_no_test);
    tcase_add_test(all, any_of_too_many_tests);
    tcase_add_test(all, tests_that_cannot_decide);
    return unit_run();
}
