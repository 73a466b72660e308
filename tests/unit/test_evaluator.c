/* test_evaluator.c — binding data, slots, the trace, repeated use; and the budget and depth of
 * SEMANTICS, each at its limit. */
#include "random_rules.h"
#include "support.h"
#include "vm/machine.h"
#include "vm/path.h"

static void bind_parts(cl_evaluator *v, const cl_value *payload, const cl_value *external)
{
    cl_error error;
    cl_error_init(&error);
    ck_assert(cl_evaluator_bind_external(v, external, &error));
    ck_assert(cl_evaluator_bind_payload(v, payload, &error));
}

static answer plain_answer(cl_evaluator *v, uint32_t rule)
{
    answer a = {.value = cl_value_null()};
    cl_error_init(&a.error);
    a.ok = cl_evaluator_run_rule(v, rule, &a.value, &a.error);
    a.text = a.ok ? text_of(&a.value) : cl_code_name(a.error.code);
    return a;
}

/* ---- Binding --------------------------------------------------------------------------------- */

START_TEST(one_context_or_two_parts)
{
    static const char *const paths[] = {"",          "payload",     "external",
                                        "payload.a", "payload.a.1", "external.b",
                                        "payloads",  "payload.c.d", "other"};
    const cl_value *payload = given_value("{\"a\":[1,2],\"c\":null}");
    const cl_value *external = given_value("{\"b\":{\"x\":\"y\"}}");
    const cl_value *context = given_value(
        "{\"payload\":{\"a\":[1,2],\"c\":null},\"external\":{\"b\":{\"x\":\"y\"}}}");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        cl_evaluator *v = given_evaluator(given_rule(given_text("{\"var\":\"%s\"}", paths[i])));
        const char *whole = answer_of(v, context).text;
        bind_parts(v, payload, external);
        ck_assert_str_eq(plain_answer(v, 0).text, whole);
    }
}
END_TEST

START_TEST(payloads_come_and_go_while_external_stays)
{
    cl_evaluator *v = given_evaluator(
        given_rule(quoted("[{'var':'payload.a'},{'var':'external.b'},{'===':[{'var':'payload.a'},"
                          "{'var':'external.b'}]},{'var':''}]")));
    const cl_value *external = given_value("{\"b\":2}");
    cl_error error;
    cl_error_init(&error);
    ck_assert(cl_evaluator_bind_external(v, external, &error));
    for (int i = 1; i < 4; i++) {
        ck_assert(cl_evaluator_bind_payload(v, given_value(given_text("{\"a\":%d}", i)), &error));
        ck_assert_str_eq(plain_answer(v, 0).text,
                         given_text("[%d,2,%s,{\"payload\":{\"a\":%d},\"external\":{\"b\":2}}]", i,
                                    i == 2 ? "true" : "false", i));
    }
    ck_assert(cl_evaluator_bind_payload(v, given_value("{}"), &error)); /* nothing remains */
    ck_assert_str_eq(plain_answer(v, 0).text,
                     "[null,2,false,{\"payload\":{},\"external\":{\"b\":2}}]");
    cl_evaluator_bind(v, given_value("{}"));
    ck_assert_str_eq(plain_answer(v, 0).text, "[null,null,true,{}]");
}
END_TEST

START_TEST(a_context_may_be_anything)
{
    static const char *const contexts[] = {"null", "true", "7", "\"text\"", "[1,[2]]", "{}", "1.5"};
    for (size_t i = 0; i < sizeof contexts / sizeof *contexts; i++) {
        expect_text("{\"var\":\"\"}", contexts[i], contexts[i]);
        expect_text("{\"var\":\"payload.a\"}", contexts[i], "null");
    }
    expect_text("{\"var\":\"1.0\"}", "[1,[2]]", "2");
}
END_TEST

/* Slots are filled by walking a trie along the data. The result is the same as that of walking each
 * path. */
START_TEST(slots_hold_what_lies_at_their_paths)
{
    const char *rule = quoted(
        "[{'var':''},{'var':'payload'},{'var':'payload.v.0'},{'var':'payload.v.00'},"
        "{'var':'payload.v.1.dn'},{'var':'payload.v.01.dn'},{'var':'payload.longer'},"
        "{'var':'payload.longer2'},{'var':'payload.long'},{'var':'payload.n'},{'var':'payload.s'},"
        "{'var':'payload.d.0'},{'var':'payload.a.1'},{'var':'payload.x.y'},{'var':'payload.o.p'},"
        "{'var':'external.valueSets.s1.0'},{'var':'external.validationClock'},{'var':'none'},"
        "{'var':'payload.v.0.dn'},{'var':'payload.v.0.dt'},{'var':'payload.v.0.tgx'}]");
    cl_program *p = given_rule(rule);
    cl_evaluator *v = given_evaluator(p);
    int found = 0, missing = 0;
    for (uint64_t i = 0; i < 500; i++) {
        random_source source = random_of(7, i);
        cl_buffer out;
        cl_buffer_init(&out);
        cl_buffer_puts(&out, "{\"payload\":");
        random_payload(&source, &out);
        cl_buffer_puts(&out, ",\"external\":");
        random_external(&source, "{\"s1\":[1]}", &out);
        cl_buffer_putc(&out, '}');
        const cl_value *context = given_value(given_taken(&out));
        cl_evaluator_bind(v, context);
        for (uint32_t slot = 0; slot < p->slot_count; slot++) {
            const cl_slot *s = &p->slots[slot];
            must(cl_program_slot(p, s->path, s->length) == slot);
            const cl_value *here = cl_path_find(context, s->path, s->length);
            must(cl_evaluator_slot(v, slot) == here);
            *(here != NULL ? &found : &missing) += 1;
        }
    }
    ck_assert_int_gt(found, 3000);
    ck_assert_int_gt(missing, 1000);
    ck_assert_uint_eq(cl_program_slot(p, "payload.", 8), CL_NONE_INDEX);
}
END_TEST

/* Writes an object of these keys in one of many orders. The layout that an evaluator has learned
 * from one object is useless or wrong for the next. */
static const char *shuffled_object(random_source *source, uint32_t number, uint32_t deeper)
{
    static const char *const keys[] = {"a",  "b",   "c",    "d",          "e",        "f", "dn",
                                       "sd", "tgx", "long", "longer key", "a\\u0000", "",  "dt"};
    enum { KEYS = sizeof keys / sizeof *keys };
    uint32_t order[KEYS];
    cl_buffer out;
    cl_buffer_init(&out);
    for (uint32_t i = 0; i < KEYS; i++)
        order[i] = i;
    uint32_t count = random_below(source, KEYS + 1);
    cl_buffer_putc(&out, '{');
    for (uint32_t i = 0; i < count; i++) {
        uint32_t with = i + random_below(source, KEYS - i);
        uint32_t key = order[with];
        order[with] = order[i];
        cl_buffer_printf(&out, "%s\"%s\":", i > 0 ? "," : "", keys[key]);
        if (deeper > 0 && random_below(source, 3) == 0)
            cl_buffer_puts(&out, shuffled_object(source, number, deeper - 1));
        else
            cl_buffer_printf(&out, "%u", number * 100 + key);
    }
    cl_buffer_putc(&out, '}');
    return given_taken(&out);
}

START_TEST(slots_of_objects_in_every_order)
{
    cl_program *p = given_rule(quoted(
        "[{'var':'payload.a'},{'var':'payload.b'},{'var':'payload.dn'},{'var':'payload.tgx'},"
        "{'var':'payload.long'},{'var':'payload.longer key'},{'var':'payload.a\\u0000'},"
        "{'var':'payload.none'},{'var':'payload.a.b'},{'var':'payload.a.dn.e'},{'var':'payload.b.a'},"
        "{'var':'payload.dn.a'},{'var':'payload.dn.dn'},{'var':'payload.dn.dn.b'},"
        "{'var':'external.a'},{'var':'external.dn'},{'var':'external.sd'}]"));
    cl_evaluator *v = given_evaluator(p);
    int found = 0;
    for (uint32_t i = 0; i < 4000; i++) {
        random_source source = random_of(
            11, i / 2); /* each twice, so that the learned layout is used */
        const char *payload = shuffled_object(&source, i, 2);
        const cl_value *context = given_value(given_text("{\"payload\":%s,\"external\":%s}",
                                                         payload, shuffled_object(&source, i, 0)));
        cl_evaluator_bind(v, context);
        for (uint32_t slot = 0; slot < p->slot_count; slot++) {
            const cl_slot *s = &p->slots[slot];
            const cl_value *here = cl_path_find(context, s->path, s->length);
            must(cl_evaluator_slot(v, slot) == here);
            found += here != NULL;
        }
    }
    ck_assert_int_gt(found, 10000);
}
END_TEST

/* Two lists of keys with the same hash are still two layouts. */
START_TEST(layouts_of_one_hash)
{
    cl_evaluator *v = given_evaluator(given_rule("{\"var\":\"payload.aaaa\"}"));
    const uint32_t spread = 0x9E3779B1u, first = cl_key_mark("aaaa", 4);
    const uint32_t second = cl_key_mark("zzzz", 4);
    const cl_value *one = given_value("{\"aaaa\":1,\"zzzz\":2}");
    const cl_value *external = given_value("{}");
    const cl_value *other = NULL;
    for (char c = 'b'; other == NULL && c < 'z'; c++) {
        for (char d = 'a'; other == NULL && d < 'z'; d++) {
            const char key[] = {c, d, 'x', 'y', '\0'};
            uint32_t mark = first * spread ^ second ^ cl_key_mark(key, 4) * spread;
            char last[5] = {0};
            memcpy(last, &mark, 4);
            bool plain = true;
            for (int i = 0; i < 4; i++)
                plain = plain && ((last[i] >= 'a' && last[i] <= 'z') ||
                                  (last[i] >= '0' && last[i] <= 'Z' && last[i] != '\\'));
            if (plain)
                other = given_value(given_text("{\"%s\":3,\"%s\":4}", key, last));
        }
    }
    must(other != NULL);
    ck_assert_uint_eq(one->object->shape, other->object->shape);
    for (int i = 0; i < 3; i++) {
        bind_parts(v, one, external);
        ck_assert_str_eq(plain_answer(v, 0).text, "1");
        bind_parts(v, other, external);
        ck_assert_str_eq(plain_answer(v, 0).text, "null");
    }
}
END_TEST

/* A path deeper than any value reads null. It must not read the value at its beginning. */
START_TEST(paths_of_more_than_256_fragments)
{
    const char *deep = given_nested("{\"a\":", "1", "}", CL_MAX_DEPTH);
    for (size_t fragments = CL_MAX_DEPTH - 1; fragments < CL_MAX_DEPTH + 6; fragments++) {
        const char *path = given_text("a%s", given_repeated(".a", fragments - 1));
        answer a = evaluated(given_text("{\"!\":[{\"var\":\"%s\"}]}", path), deep);
        ck_assert_str_eq(a.text, fragments > CL_MAX_DEPTH ? "true" : "false");
    }
    const char *longest = given_text("a%s", given_repeated(".a", 100000));
    expect_text(given_text("{\"var\":\"%s\"}", longest), deep, "null");
    expect_text(given_text("{\"===\":[{\"var\":\"%s\"},{\"var\":\"%s.b\"}]}", longest, longest),
                deep, "true");
    expect_text(given_text("{\"reduce\":[[1],{\"var\":\"current.%s\"},2]}", longest), deep, "null");
}
END_TEST

START_TEST(programs_without_rules_and_sections_without_rules)
{
    cl_program *none = given_rules(NULL, 0);
    ck_assert_uint_eq(none->rule_count, 0);
    cl_evaluator_bind(given_evaluator(none), given_value("{}"));
    bind_parts(given_evaluator(none), given_value("{}"), given_value("{}"));
    static const char *const rules[] = {"false", "true"};
    static const uint32_t sections[] = {0, 2};
    cl_program *p = given_sections(rules, sections, 2, NULL);
    cl_evaluator *v = given_evaluator(p);
    cl_evaluator_bind(v, given_value("{}"));
    for (uint32_t s = 0; s < p->section_count; s++)
        cl_evaluator_run_section(v, s);
    ck_assert_int_eq(cl_evaluator_outcome(v, 0, NULL), CL_FAILED);
    ck_assert_int_eq(cl_evaluator_outcome(v, 1, NULL), CL_PASSED);
}
END_TEST

/* ---- The trace and the error ----------------------------------------------------------------- */

static void note(void *self, const cl_program *program, uint32_t at, const cl_value *result)
{
    cl_buffer *out = self;
    cl_buffer_puts(out, cl_opcode_row(program->code[at].op)->name);
    cl_buffer_putc(out, ' ');
    cl_program_place(program, program->place_of[at], out);
    cl_buffer_printf(out, " %s\n", text_of(result));
}

START_TEST(the_trace_of_a_rule)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_evaluator *v = given_evaluator(given_rule(quoted(
        "{'if':[{'===':[{'var':'a'},1]},{'and':[{'+':[{'var':'a'},2]},{'var':'b'}]},true]}")));
    cl_evaluator_bind(v, given_value("{\"a\":1,\"b\":\"x\"}"));
    cl_evaluator_trace(v, note, &out);
    cl_evaluator_run_section(v, 0); /* shared code is not observed */
    ck_assert_str_eq(cl_buffer_text(&out), "");
    ck_assert_str_eq(plain_answer(v, 0).text, "\"x\"");
    ck_assert_str_eq(given_taken(&out), "slot /if/0/===/0 1\n"
                                        "constant /if/0/===/1 1\n"
                                        "equal /if/0 true\n"
                                        "unless /if/0 true\n"
                                        "slot /if/1/and/0/+/0 1\n"
                                        "constant /if/1/and/0/+/1 2\n"
                                        "add /if/1/and/0 3\n"
                                        "unless /if/1/and/0 3\n"
                                        "slot /if/1/and/1 \"x\"\n"
                                        "truth /if/1/and/1 \"x\"\n");
    cl_buffer_init(&out);
    cl_evaluator_bind(v, given_value("{}"));
    cl_evaluator_run_rule(v, 0, &(cl_value){.kind = CL_KIND_NULL}, NULL);
    ck_assert_ptr_nonnull(strstr(given_taken(&out), "constant /if/2 true\n"));
    cl_buffer_init(&out);
    cl_evaluator_trace(v, NULL, NULL);
    ck_assert_str_eq(plain_answer(v, 0).text, "true");
    ck_assert_str_eq(given_taken(&out), "");
}
END_TEST

START_TEST(the_trace_ends_at_a_fault)
{
    cl_buffer out;
    cl_buffer_init(&out);
    cl_evaluator *v = given_evaluator(given_rule(quoted("[1,{'+':['a',1]},2]")));
    cl_evaluator_bind(v, given_value("{}"));
    cl_evaluator_trace(v, note, &out);
    ck_assert(!plain_answer(v, 0).ok);
    ck_assert_str_eq(given_taken(&out), "constant /0 1\n"
                                        "constant /1/+/0 \"a\"\n"
                                        "constant /1/+/1 1\n");
}
END_TEST

START_TEST(errors_in_words)
{
    static const struct {
        const char *rule, *at, *message;
    } rows[] = {
        {"{'in':[1,'a']}", "/in/1", "an array on the right of in expected, found a string"},
        {"{'<':[1,{'var':'x'}]}", "/</1", "integers to compare expected, found null"},
        {"{'after':[1,2]}", "/after/0", "date-times to compare expected, found an integer"},
        {"{'!':[{'plusTime':['2021',0,'day']}]}", "/!/0", "a date-time is neither true nor false"},
        {"{'reduce':['a',1,2]}", "/reduce/0",
         "an array or null for reduce expected, found a string"},
        {"{'if':[1,2,3]}", "", "a rule must evaluate to a boolean, found an integer"},
        {"{'plusTime':['2021',0,'day']}", "",
         "a rule must evaluate to a boolean, found a date-time"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        answer a = evaluated(quoted(rows[i].rule), "{}");
        ck_assert_int_eq(a.outcome, CL_OPEN);
        ck_assert_str_eq(a.error.at, rows[i].at);
        ck_assert_str_eq(a.error.message, rows[i].message);
    }
}
END_TEST

START_TEST(faults_leave_the_evaluator_usable)
{
    cl_evaluator *v = given_evaluator(given_rule(
        quoted("{'if':[{'var':'big'},{'!':[{'reduce':[{'var':'big'},[{'var':'accumulator'},"
               "{'var':'accumulator'}],1]}]},{'before':[{'plusTime':[{'var':'d'},1,'day']},"
               "{'plusTime':['2022',0,'day']}]}]}")));
    static const struct {
        const char *data, *text;
    } rows[] = {
        {"{\"d\":\"2021\"}", "true"},       {"{\"d\":5}", "kind"},
        {"{\"d\":\"2021-02-30\"}", "date"}, {"{\"d\":\"9999-12-31\"}", "date-range"},
        {"{\"d\":\"2023\"}", "false"},      {"{\"big\":[1,2,3]}", "false"},
        {"{\"big\":\"abc\"}", "kind"},      {"{}", "kind"},
    };
    enum { ROWS = sizeof rows / sizeof *rows };
    const char *big = given_text("{\"big\":[1%s]}", given_repeated(",1", 39));
    for (int i = 0; i < 200; i++) {
        ck_assert_str_eq(answer_of(v, given_value(rows[i * 7 % ROWS].data)).text,
                         rows[i * 7 % ROWS].text);
        if (i % 9 == 0)
            ck_assert_str_eq(answer_of(v, given_value(big)).text, "budget");
    }
}
END_TEST

/* ---- The budget: iterations ------------------------------------------------------------------ */

static const char *list_of(size_t count)
{
    return given_text("[0%s]", given_repeated(",0", count - 1));
}

/* Writes a reduce that does nothing, `count` times; and one that does so in each of `outer`
 * rounds. */
static const char *rounds(size_t count)
{
    return given_text("{\"reduce\":[%s,{\"var\":\"accumulator\"},0]}", list_of(count));
}

static const char *nested_rounds(size_t outer, size_t inner)
{
    return given_text("{\"reduce\":[%s,%s,0]}", list_of(outer), rounds(inner));
}

START_TEST(a_million_iterations_and_one_more)
{
    /* 1,000 + 1,000 * 999 are a million. */
    expect_text(given_text("{\"===\":[%s,0]}", nested_rounds(1000, 999)), "{}", "true");
    expect_error(given_text("[%s,%s]", nested_rounds(1000, 999), rounds(1)), "{}", CL_BUDGET, "/1");
    expect_error(given_text("[%s,%s]", rounds(1), nested_rounds(1000, 999)), "{}", CL_BUDGET,
                 "/1/reduce/1");
    /* Many reduces, one after another. */
    const char *twenty = given_repeated(given_text("%s,", rounds(50000)), 20);
    expect_text(given_text("{\"!\":[[%s7]]}", twenty), "{}", "false");
    expect_error(given_text("{\"!\":[[%s%s]]}", twenty, rounds(1)), "{}", CL_BUDGET, "/!/0/20");
    /* In a guard and in a branch. */
    expect_text(given_text("{\"if\":[%s,1,{\"===\":[%s,0]}]}", nested_rounds(500, 999),
                           nested_rounds(500, 999)),
                "{}", "true");
    expect_error(given_text("{\"if\":[%s,1,{\"===\":[%s,0]}]}", nested_rounds(500, 999),
                            nested_rounds(500, 1000)),
                 "{}", CL_BUDGET, "/if/2/===/0/reduce/1");
    /* Over data. */
    const char *data = given_text("{\"a\":%s}", list_of(65535));
    const char *over_data = "{\"reduce\":[{\"var\":\"a\"},{\"var\":\"accumulator\"},0]}";
    const char *fifteen = given_repeated(given_text("%s,", over_data), 15); /* 983,025 */
    expect_text(given_text("{\"!\":[[%s%s]]}", fifteen, rounds(16975)), data, "false");
    expect_error(given_text("{\"!\":[[%s%s]]}", fifteen, rounds(16976)), data, CL_BUDGET,
                 "/!/0/15");
}
END_TEST

/* The budget is per rule, whatever the optimiser does: two rules with a common guard have a million
 * iterations each. */
START_TEST(each_rule_has_its_own_budget)
{
    const char *guard = given_text("{\"===\":[%s,0]}", nested_rounds(600, 999));
    const char *rules[4];
    for (size_t i = 0; i < 4; i++) /* 600,000 in the guard, then 399,999 … 400,002 */
        rules[i] = given_text("{\"if\":[%s,{\"===\":[[%s,%s],[0,0]]},false]}", guard,
                              nested_rounds(400, 998), rounds(399 + i));
    cl_evaluator *v = given_evaluator(given_rules(rules, 4));
    cl_evaluator_bind(v, given_value("{}"));
    cl_evaluator_run_section(v, 0);
    for (uint32_t i = 0; i < 4; i++) {
        cl_error error;
        cl_error_init(&error);
        ck_assert_int_eq(cl_evaluator_outcome(v, i, &error), i < 2 ? CL_PASSED : CL_OPEN);
        ck_assert_int_eq(error.code, i < 2 ? CL_NONE : CL_BUDGET);
        ck_assert_str_eq(error.at, i < 2 ? "" : "/if/1/===/0/1");
    }
}
END_TEST

/* ---- The budget: work ------------------------------------------------------------------------ */

/* Each operation costs what SEMANTICS, "Budget", lists: that many units suffice, one less does not,
 * and the place of the error is the operation that spent the last unit. */
START_TEST(each_operation_has_its_price)
{
    static const char data[] =
        "{\"s\":\"0123456789abcdef0123456789abcdef\",\"t\":\"0123456789abcdef0123456789abcdeF\",\"n\":null,"
        "\"i\":7,\"a\":[1,\"ab\",[2]],\"b\":[1,\"ab\",[3]],\"d\":\"2021-06-01\",\"o\":{\"k\":1,\"l\":2},"
        "\"p\":{\"l\":2,\"k\":1},\"long key\":{\"a long key\":0},\"long\":{\"a long key\":0}}";
    static const struct {
        const char *expression;
        int64_t work;
        const char *at;
    } cases[] = {
        {"1", 1, ""},
        {"[]", 1, ""},
        {"{\"var\":\"s\"}", 1, ""},
        {"{\"!\":[{\"var\":\"s\"}]}", 2, ""},
        {"{\"+\":[1,2]}", 3, ""},
        {"{\"<\":[1,2,3]}", 5, ""},
        {"{\"if\":[1,2,3]}", 4, ""},
        {"{\"if\":[0,2,3]}", 3, "/if/2"},
        {"{\"and\":[1,2]}", 4, "/and/1"},
        {"{\"===\":[{\"var\":\"i\"},{\"var\":\"n\"}]}", 2 + 1 + 2, ""},
        {"{\"===\":[{\"var\":\"s\"},{\"var\":\"d\"}]}", 2 + 1 + 2, ""},
        {"{\"===\":[{\"var\":\"s\"},{\"var\":\"t\"}]}", 2 + 1 + 2 + 1 + 1, ""},
        {"{\"===\":[{\"var\":\"a\"},{\"var\":\"b\"}]}", 2 + 1 + 3 + 2 + 3 + 3 + 2, ""},
        {"{\"===\":[{\"var\":\"o\"},{\"var\":\"p\"}]}", 2 + 1 + 3 + 2 * (16 + 2), ""},
        {"{\"===\":[{\"var\":\"long\"},{\"var\":\"long key\"}]}", 2 + 1 + 3 + 16 + 5 + 2, ""},
        {"{\"in\":[2,{\"var\":\"a\"}]}", 2 + 1 + 3 * 2, ""},
        {"{\"in\":[\"ab\",{\"var\":\"a\"}]}", 2 + 1 + 2 + 3, ""},
        {"{\"in\":[{\"var\":\"d\"},[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]]}", 1 + 2, ""},
        {"{\"in\":[\"ab\",[\"00\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",\"7\"]]}", 1 + 2 + 1, ""},
        {"{\"in\":[8,[\"0\",\"1\",\"2\",\"3\",\"4\",\"5\",\"6\",7]]}", 1 + 2 + 8 * 2, ""},
        {"{\"plusTime\":[{\"var\":\"d\"},1,\"day\"]}", 1 + 6 + 5, ""},
        {"{\"dccDateOfBirth\":[{\"var\":\"d\"}]}", 1 + 4 + 5, ""},
        {"{\"extractFromUVCI\":[{\"var\":\"s\"},0]}", 1 + 2 + 16, ""},
        {"{\"extractFromUVCI\":[{\"var\":\"n\"},0]}", 1 + 2, ""},
        {"[{\"var\":\"i\"},{\"var\":\"s\"}]", 2 + 5 + 2 * 5 + 16, ""},
        {"{\"reduce\":[{\"var\":\"n\"},1,2]}", 2 + 1 + 1 + 1, ""},
        {"{\"reduce\":[[1,2],0,0]}", 2 + 1 + 2 * (1 + 1 + 1 + 1) + 1 + 1, ""},
        {"{\"reduce\":[[1],{\"var\":\"\"},{\"var\":\"s\"}]}", 2 + 1 + 1 + 40 + 16 + 2 + 2, ""},
        {"{\"reduce\":[[1],{\"var\":\"accumulator.k.0\"},{\"var\":\"o\"}]}",
         2 + 1 + 1 + (2 + 2 * 12 + 1) + 2 + 2, ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cl_evaluator *v = given_evaluator(given_rule(cases[i].expression));
        const cl_value *bound = given_value(data);
        cl_error error;
        cl_value value;
        cl_evaluator_bind(v, bound);
        ck_assert(cl_evaluator_run_rule(v, 0, &value, NULL));
        ck_assert_msg(cl_evaluator_spent(v) == cases[i].work, "%s takes %lld", cases[i].expression,
                      (long long)cl_evaluator_spent(v));
        cl_evaluator_limit(v, cases[i].work, 1000);
        ck_assert_msg(cl_evaluator_run_rule(v, 0, &value, NULL), "%s", cases[i].expression);
        cl_evaluator_limit(v, cases[i].work - 1, 1000);
        cl_error_init(&error);
        ck_assert(!cl_evaluator_run_rule(v, 0, &value, &error));
        ck_assert_int_eq(error.code, CL_BUDGET);
        ck_assert_str_eq(error.at, cases[i].at);
    }
}
END_TEST

/* A long text is measured whenever it is read, because its JSON may exceed the budget. */
START_TEST(long_texts_are_charged_where_they_are_read)
{
    const char *data = given_text("{\"s\":\"%s\",\"t\":\"%s\"}", given_repeated("x", 131071),
                                  given_repeated("x", 131072));
    static const int64_t work[] = {2, 2 + 65536};
    static const char *const rules[] = {"{\"!\":[{\"var\":\"s\"}]}", "{\"!\":[{\"var\":\"t\"}]}"};
    for (size_t i = 0; i < 2; i++) {
        cl_evaluator *v = given_evaluator(given_rule(rules[i]));
        cl_value value;
        cl_evaluator_bind(v, given_value(data));
        ck_assert(cl_evaluator_run_rule(v, 0, &value, NULL));
        ck_assert_int_eq(cl_evaluator_spent(v), work[i]);
    }
}
END_TEST

/* Shared code decides no rule whose plain code would exceed the budget: not by its tests, by its
 * constants, or by the values that it compares. */
START_TEST(shared_code_does_not_decide_what_is_over_the_budget)
{
    static const struct {
        const char *rule;
        const char *at;
    } cases[] = {
        {"{\"if\":[{\"var\":\"payload.i\"},{\"===\":[{\"var\":\"payload.i\"},7]},true]}", ""},
        {"{\"in\":[{\"var\":\"payload.s\"},{\"var\":\"external.valueSets.x\"}]}", ""},
        {"{\"===\":[{\"var\":\"payload.a\"},{\"var\":\"payload.b\"}]}", ""},
        {"{\"not-after\":[{\"plusTime\":[{\"var\":\"payload.d\"},0,\"day\"]},{\"plusTime\":[\"2022\",0,"
         "\"day\"]}]}",
         ""},
        {"{\"===\":[{\"reduce\":[[1,2],{\"+\":[{\"var\":\"accumulator\"},1]},0]},2]}", ""},
    };
    const char *sets = "{\"x\":[\"a\",\"b\",\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"s\"]}";
    const cl_compile_options known = {.value_sets = given_value(sets)};
    const cl_value *context = given_value(given_text(
        "{\"payload\":{\"i\":7,\"s\":\"s\",\"a\":[1,2,3],\"b\":[1,2,3],\"d\":\"2021-02-03\"},"
        "\"external\":{\"valueSets\":%s}}",
        sets));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        for (size_t k = 0; k < 2; k++) {
            cl_evaluator *v = given_evaluator(
                given_sections(&cases[i].rule, NULL, 1, k == 0 ? NULL : &known));
            cl_error error;
            cl_value value;
            cl_evaluator_bind(v, context);
            ck_assert(cl_evaluator_run_rule(v, 0, &value, NULL));
            int64_t work = cl_evaluator_spent(v);
            for (int64_t most = 0; most <= work; most++) {
                cl_evaluator_limit(v, most, 1000);
                cl_error_init(&error);
                cl_evaluator_run_section(v, 0);
                cl_outcome outcome = cl_evaluator_outcome(v, 0, &error);
                ck_assert_int_eq(outcome, most < work ? CL_OPEN : CL_PASSED);
                ck_assert_int_eq(error.code, most < work ? CL_BUDGET : CL_NONE);
                if (most == work - 1)
                    ck_assert_str_eq(error.at, cases[i].at);
            }
        }
    }
}
END_TEST

START_TEST(doubling_values)
{
    expect_error(
        given_text("{\"reduce\":[%s,[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}],1]}",
                   list_of(40)),
        "{}", CL_BUDGET, "/reduce/1");
}
END_TEST

/* ---- The budget: one value ------------------------------------------------------------------- */

/* Writes an array of `count` times the accumulator. The place of an error is that of the array. */
START_TEST(nodes_of_built_values)
{
    const char *data = given_text("{\"a\":%s,\"b\":%s}", list_of(65534), list_of(65535));
    expect_text("{\"!\":[[{\"var\":\"a\"}]]}", data, "false"); /* 65,536 */
    expect_error("{\"!\":[[{\"var\":\"b\"}]]}", data, CL_BUDGET, "/!/0");
    expect_error("{\"!\":[[{\"var\":\"a\"},1]]}", data, CL_BUDGET, "/!/0");
    /* Arrays of more than 255 items have places like any other array. */
    const char *row = given_repeated(",{\"var\":\"accumulator\"}", 299);
    expect_error(given_text("{\"reduce\":[[1,2],[{\"var\":\"accumulator\"}%s],0]}", row), "{}",
                 CL_BUDGET, "/reduce/1");
    expect_text(given_text("{\"!\":[{\"reduce\":[[1],[{\"var\":\"accumulator\"}%s],0]}]}", row),
                "{}", "false");
    /* The context of a body: {"accumulator": …, "current": …} are two nodes more. */
    expect_text("{\"!\":[{\"reduce\":[[1],{\"var\":\"\"},{\"var\":\"a\"}]}]}",
                given_text("{\"a\":%s}", list_of(65533)), "false");
    expect_error("{\"!\":[{\"reduce\":[[1],{\"var\":\"\"},{\"var\":\"a\"}]}]}", data, CL_BUDGET,
                 "/!/0/reduce/1");
}
END_TEST

START_TEST(nodes_of_literals)
{
    expect_text(given_text("{\"!\":[%s]}", list_of(65535)), "{}", "false");
    expect_error(given_text("{\"!\":[%s]}", list_of(65536)), "{}", CL_BUDGET, "/!/0");
    expect_text(given_text("{\"in\":[0,%s]}", list_of(65535)), "{}", "true");
    expect_error(given_text("{\"in\":[0,%s]}", list_of(65536)), "{}", CL_BUDGET, "/in/1");
    expect_error(given_text("{\"in\":[{\"var\":\"x\"},%s]}", list_of(65536)), "{}", CL_BUDGET,
                 "/in/1");
}
END_TEST

START_TEST(nodes_of_data)
{
    const char *data = given_text("{\"a\":%s,\"b\":%s}", list_of(65535), list_of(65536));
    expect_text("{\"!\":[{\"var\":\"a\"}]}", data, "false");
    expect_error("{\"!\":[{\"var\":\"b\"}]}", data, CL_BUDGET, "/!/0");
    expect_error("{\"if\":[{\"var\":\"b\"},true,true]}", data, CL_BUDGET, "/if/0");
    expect_error("{\"===\":[{\"var\":\"b\"},1]}", data, CL_BUDGET, "/===/0");
    expect_error("{\"===\":[1,{\"var\":\"b\"}]}", data, CL_BUDGET, "/===/1");
    expect_error("{\"===\":[{\"var\":\"a\"},{\"var\":\"b\"}]}", data, CL_BUDGET, "/===/1");
    expect_error("{\"in\":[{\"var\":\"b\"},[\"x\"]]}", data, CL_BUDGET, "/in/0");
    expect_error("{\"in\":[1,{\"var\":\"b\"}]}", data, CL_BUDGET, "/in/1");
    expect_error("{\"<\":[{\"var\":\"b\"},1]}", data, CL_BUDGET, "/</0");
    expect_error("{\"plusTime\":[{\"var\":\"b\"},1,\"day\"]}", data, CL_BUDGET, "/plusTime/0");
    expect_error("{\"var\":\"\"}", data, CL_BUDGET, "");
    expect_text("{\"var\":\"b.65535\"}", data, "0"); /* a part of it is within the budget */
}
END_TEST

START_TEST(the_whole_context_counts_as_one_value)
{
    cl_evaluator *v = given_evaluator(given_rule("{\"!\":[{\"var\":\"\"}]}"));
    const cl_value *external = given_value("{}");
    bind_parts(v, given_value(list_of(65533)), external); /* and two members and their object */
    ck_assert_str_eq(plain_answer(v, 0).text, "false");
    bind_parts(v, given_value(list_of(65534)), external);
    ck_assert_str_eq(plain_answer(v, 0).text, "budget");
    bind_parts(v, given_value(given_nested("[", "", "]", CL_MAX_DEPTH - 1)), external);
    ck_assert_str_eq(plain_answer(v, 0).text, "false");
    bind_parts(v, given_value(given_nested("[", "", "]", CL_MAX_DEPTH)), external);
    ck_assert_str_eq(plain_answer(v, 0).text, "limit-depth");
    cl_evaluator_run_section(v, 0);
    ck_assert_int_eq(cl_evaluator_outcome(v, 0, NULL), CL_OPEN);
}
END_TEST

START_TEST(text_of_values)
{
    /* A string has two quotes, an array two brackets. */
    const char *fits = given_repeated("x", 1048574), *longer = given_repeated("x", 1048575);
    const char *in_array = given_repeated("x", 1048572);
    const char *data = given_text("{\"s\":\"%s\",\"l\":\"%s\",\"a\":\"%s\"}", fits, longer,
                                  in_array);
    expect_text("{\"!\":[{\"var\":\"s\"}]}", data, "false");
    expect_error("{\"!\":[{\"var\":\"l\"}]}", data, CL_BUDGET, "/!/0");
    expect_error("{\"===\":[{\"var\":\"l\"},\"x\"]}", data, CL_BUDGET, "/===/0");
    expect_text("{\"!\":[[{\"var\":\"a\"}]]}", data, "false");
    expect_error("{\"!\":[[{\"var\":\"s\"}]]}", data, CL_BUDGET, "/!/0");
    expect_text(given_text("{\"!\":[\"%s\"]}", fits), "{}", "false");
    expect_error(given_text("{\"!\":[\"%s\"]}", longer), "{}", CL_BUDGET, "/!/0");
    expect_text(given_text("{\"!\":[[\"%s\"]]}", in_array), "{}", "false");
    expect_error(given_text("{\"!\":[[\"%s\"]]}", fits), "{}", CL_BUDGET, "/!/0");
    /* A date-time may have any number of decimals, but only texts up to a limit can be read. */
    data = given_text("{\"d\":\"2021-06-01T00:00:00.%sZ\",\"e\":\"2021-06-01T00:00:00.%sZ\"}",
                      given_repeated("0", 1048553), given_repeated("0", 1048554));
#define BEFORE_2022(path)                                                                          \
    "{\"before\":[{\"plusTime\":[{\"var\":\"" path                                                 \
    "\"},0,\"day\"]},{\"plusTime\":[\"2022\",0,\"day\"]}]}"
    expect_text(BEFORE_2022("d"), data, "true");
    expect_error(BEFORE_2022("e"), data, CL_BUDGET, "/before/0/plusTime/0");
    /* Escapes count as they are written: 6 bytes for U+0001. */
    data = given_text("{\"s\":\"%s\",\"l\":\"%s\"}", given_repeated("\\u0001", 174762),
                      given_repeated("\\u0001", 174763));
    expect_text("{\"!\":[{\"var\":\"s\"}]}", data, "false");
    expect_error("{\"!\":[{\"var\":\"l\"}]}", data, CL_BUDGET, "/!/0");
}
END_TEST

START_TEST(depth_of_built_values)
{
    const char *deepest = given_text("{\"x\":%s}", given_nested("[", "", "]", CL_MAX_DEPTH - 1));
    expect_text("{\"!\":[[{\"var\":\"x\"}]]}", deepest, "false");
    expect_error("{\"!\":[[[{\"var\":\"x\"}]]]}", deepest, CL_LIMIT_DEPTH, "/!/0");
    expect_text("{\"!\":[{\"reduce\":[[1],{\"var\":\"\"},{\"var\":\"x\"}]}]}", deepest, "false");
    expect_error("{\"!\":[{\"reduce\":[[1],{\"var\":\"\"},[{\"var\":\"x\"}]]}]}", deepest,
                 CL_LIMIT_DEPTH, "/!/0/reduce/1");
    expect_text(given_text("{\"!\":[{\"reduce\":[%s,[{\"var\":\"accumulator\"}],0]}]}",
                           list_of(CL_MAX_DEPTH)),
                "{}", "false");
    expect_error(given_text("{\"!\":[{\"reduce\":[%s,[{\"var\":\"accumulator\"}],0]}]}",
                            list_of(CL_MAX_DEPTH + 1)),
                 "{}", CL_LIMIT_DEPTH, "/!/0/reduce/1");
}
END_TEST

/* Values that a body makes and discards are kept until the rule ends. The work to make them bounds
 * their size. */
START_TEST(working_memory)
{
    const char *wide = given_repeated(",{\"var\":\"current\"}",
                                      299); /* about 4,800 bytes and 1,809 units a round */
    const char *rule = given_text(
        "{\"!\":[{\"reduce\":[{\"var\":\"a\"},[{\"var\":\"current\"}%s],0]}]}", wide);
    cl_evaluator *v = given_evaluator(given_rule(rule));
    answer a = answer_of(v, given_value(given_text("{\"a\":%s}", list_of(2700))));
    ck_assert_str_eq(a.text, "false");
    a = answer_of(v, given_value(given_text("{\"a\":%s}", list_of(2800))));
    ck_assert_str_eq(a.text, "budget");
    ck_assert_uint_le(v->arena.held, CL_MAX_WORKING_MEMORY);
    ck_assert_str_eq(a.error.at, "/!/0/reduce/1");
    ck_assert_str_eq(
        a.error.message,
        "more than a rule may spend: 5000000 units of work, 1000000 reduce iterations, values of 65536 "
        "nodes or 1048576 bytes");
    a = answer_of(v, given_value(given_text("{\"a\":%s}",
                                            list_of(2700)))); /* the memory is available again */
    ck_assert_str_eq(a.text, "false");
}
END_TEST

/* Values that an evaluator makes are in its arena. If the arena is full, that is an error. */
START_TEST(an_arena_that_gives_nothing)
{
    static const struct {
        const char *rule, *at;
    } rows[] = {
        {"{'!':[[{'var':'a'}]]}", "/!/0"},
        {"{'!':[{'reduce':[{'var':'a'},{'var':''},0]}]}", "/!/0/reduce/1"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cl_evaluator *v = given_evaluator(given_rule(quoted(rows[i].rule)));
        cl_arena_free(&v->arena);
        v->arena.cap = 0;
        answer a = answer_of(v, given_value("{\"a\":[1]}"));
        ck_assert_int_eq(a.error.code, CL_MEMORY);
        ck_assert_str_eq(a.error.at, rows[i].at);
    }
    cl_evaluator *v = given_evaluator(given_rule("{\"!\":[{\"var\":\"\"}]}"));
    cl_error error;
    cl_error_init(&error);
    cl_arena_free(&v->arena);
    v->arena.cap = 0;
    ck_assert(!cl_evaluator_bind_external(v, given_value("{}"), &error));
    ck_assert_int_eq(error.code, CL_MEMORY);
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("evaluator");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, one_context_or_two_parts);
    tcase_add_test(all, payloads_come_and_go_while_external_stays);
    tcase_add_test(all, a_context_may_be_anything);
    tcase_add_test(all, slots_hold_what_lies_at_their_paths);
    tcase_add_test(all, slots_of_objects_in_every_order);
    tcase_add_test(all, layouts_of_one_hash);
    tcase_add_test(all, paths_of_more_than_256_fragments);
    tcase_add_test(all, programs_without_rules_and_sections_without_rules);
    tcase_add_test(all, the_trace_of_a_rule);
    tcase_add_test(all, the_trace_ends_at_a_fault);
    tcase_add_test(all, errors_in_words);
    tcase_add_test(all, faults_leave_the_evaluator_usable);
    tcase_add_test(all, a_million_iterations_and_one_more);
    tcase_add_test(all, each_rule_has_its_own_budget);
    tcase_add_test(all, each_operation_has_its_price);
    tcase_add_test(all, long_texts_are_charged_where_they_are_read);
    tcase_add_test(all, shared_code_does_not_decide_what_is_over_the_budget);
    tcase_add_test(all, doubling_values);
    tcase_add_test(all, nodes_of_built_values);
    tcase_add_test(all, nodes_of_literals);
    tcase_add_test(all, nodes_of_data);
    tcase_add_test(all, the_whole_context_counts_as_one_value);
    tcase_add_test(all, text_of_values);
    tcase_add_test(all, depth_of_built_values);
    tcase_add_test(all, working_memory);
    tcase_add_test(all, an_arena_that_gives_nothing);
    return unit_run();
}
