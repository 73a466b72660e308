/* test_value_sets.c — the forms of value sets, and how value sets are merged. */
#include "rule/value_sets.h"
#include "support_rules.h"

/* Returns the value sets of a document, as JSON with ' instead of ". */
static const char *sets_of(const char *document)
{
    cl_value sets;
    cl_error error;
    cl_error_init(&error);
    ck_assert_msg(
        cl_value_sets_read(given_value(quoted(document)), "", &given.arena, &sets, &error),
        "%s: %s", document, error.message);
    char *text = cl_arena_text(&given.arena, text_of(&sets), strlen(text_of(&sets)));
    ck_assert_ptr_nonnull(text);
    for (char *c = text; *c != '\0'; c++) {
        if (*c == '"')
            *c = '\'';
    }
    return text;
}

/* Reads value sets as if the place of the document were /up of a larger one. */
static void expect_fault(const char *document, const char *at, const char *message)
{
    cl_value sets;
    cl_error error;
    cl_error_init(&error);
    ck_assert_msg(
        !cl_value_sets_read(given_value(quoted(document)), "/up", &given.arena, &sets, &error),
        "%s", document);
    ck_assert_str_eq(cl_code_name(error.code), "value-sets");
    ck_assert_str_eq(error.at, given_text("/up%s", at));
    ck_assert_str_eq(error.message, message);
}

static bool recognised(const char *document)
{
    return cl_value_sets_recognise(given_value(quoted(document)));
}

#define GATEWAY_A "{'valueSetId':'a','valueSetDate':'2021','valueSetValues':{'1':{},'2':null}}"

START_TEST(lists_of_codes_by_name)
{
    ck_assert_str_eq(sets_of("{'a':['1','2'],'b':[]}"), "{'a':['1','2'],'b':[]}");
    ck_assert_str_eq(sets_of("{}"), "{}");
}
END_TEST

START_TEST(sets_of_the_gateway_by_name)
{
    ck_assert_str_eq(sets_of("{'x':" GATEWAY_A ",'y':['3']}"), "{'x':['1','2'],'y':['3']}");
    ck_assert_str_eq(sets_of("{'x':{'valueSetValues':{}}}"), "{'x':[]}");
}
END_TEST

START_TEST(one_set_of_the_gateway)
{
    ck_assert_str_eq(sets_of(GATEWAY_A), "{'a':['1','2']}");
}
END_TEST

START_TEST(a_list_of_sets_of_the_gateway)
{
    ck_assert_str_eq(sets_of("[" GATEWAY_A ",{'valueSetId':'b','valueSetValues':{'3':{}}}]"),
                     "{'a':['1','2'],'b':['3']}");
    ck_assert_str_eq(sets_of("[]"), "{}");
}
END_TEST

/* A certificate issued while a code was active keeps its code. */
START_TEST(codes_marked_inactive_count)
{
    ck_assert_str_eq(sets_of("{'a':{'valueSetValues':{'1':{'active':true},'2':{'active':false}}}}"),
                     "{'a':['1','2']}");
}
END_TEST

START_TEST(what_is_no_value_set)
{
    static const char form[] = "a value set must be an array of codes, or an object with "
                               "valueSetValues";
    static const char *const bad[] = {"1",
                                      "null",
                                      "'1'",
                                      "{}",
                                      "[1]",
                                      "['1',null]",
                                      "[['1']]",
                                      "{'valueSetValues':[]}",
                                      "{'valueSetValues':null}"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        expect_fault(given_text("{'a':['1'],'b/c':%s}", bad[i]), "/b~1c", form);
    expect_fault("{'valueSetId':'a','valueSetValues':[]}", "", form);
    expect_fault("[" GATEWAY_A ",{'valueSetId':'b','valueSetValues':[]}]", "/1", form);
}
END_TEST

START_TEST(what_is_no_document_of_value_sets)
{
    static const char list[] = "a value set in a list must have valueSetId and valueSetValues";
    static const char *const scalars[] = {"null", "true", "1", "'a'"};
    for (size_t i = 0; i < sizeof scalars / sizeof *scalars; i++)
        expect_fault(scalars[i], "", "value sets must be an object or an array");
    expect_fault("[" GATEWAY_A ",{'valueSetId':'b'}]", "/1", list);
    expect_fault("[{'valueSetValues':{}}]", "/0", list);
    expect_fault("[{'valueSetId':1,'valueSetValues':{}}]", "/0", list);
    expect_fault("[['1']]", "/0", list);
}
END_TEST

START_TEST(two_sets_of_one_name)
{
    expect_fault("[" GATEWAY_A ",{'valueSetId':'b','valueSetValues':{}}," GATEWAY_A "]", "/2",
                 "two value sets of one name");
}
END_TEST

START_TEST(value_sets_are_recognised)
{
    ck_assert(recognised("{'a':['1']}"));
    ck_assert(recognised("{'a':['1'],'b':{'valueSetValues':{}}}"));
    ck_assert(recognised(GATEWAY_A));
    ck_assert(recognised("[" GATEWAY_A "]"));
    /* Faults inside are found by reading, not here. */
    ck_assert(recognised("{'a':[1]}"));
    ck_assert(recognised("[" GATEWAY_A ",1]"));
}
END_TEST

START_TEST(rules_and_other_documents_are_not)
{
    static const char *const others[] = {"null",
                                         "1",
                                         "'a'",
                                         "{}",
                                         "[]",
                                         "[1]",
                                         "[{'valueSetId':'a'}]",
                                         "{'a':1}",
                                         "{'a':['1'],'b':{}}",
                                         "{'rules':[],'valueSets':{}}"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!recognised(others[i]), "%s", others[i]);
    ck_assert(!recognised(USUAL_RULE));
    ck_assert(!recognised("[" USUAL_RULE "]"));
}
END_TEST

static const char *merged(const char *sets, const char *more)
{
    const char *const documents[] = {sets, more};
    cl_value_sets all;
    cl_value result;
    cl_value_sets_init(&all, &given.arena);
    for (int i = 0; i < 2; i++) {
        if (documents[i] != NULL)
            must(cl_value_sets_add(&all, given_value(quoted(documents[i]))));
    }
    must(cl_value_sets_merge(&all, &given.arena, &result, NULL));
    return text_of(&result);
}

START_TEST(of_two_sets_of_one_name_the_later_wins)
{
    ck_assert_str_eq(merged("{'a':['1'],'b':['2']}", "{'b':['3'],'c':[]}"),
                     "{\"a\":[\"1\"],\"b\":[\"3\"],\"c\":[]}");
    ck_assert_str_eq(merged("{'a':['1'],'b':['2']}", "{'c':['3'],'d':['4']}"),
                     "{\"a\":[\"1\"],\"b\":[\"2\"],\"c\":[\"3\"],\"d\":[\"4\"]}");
    ck_assert_str_eq(merged("{'a':['1']}", "{}"), "{\"a\":[\"1\"]}");
    ck_assert_str_eq(merged("{}", "{'a':['1']}"), "{\"a\":[\"1\"]}");
    ck_assert_str_eq(merged(NULL, "{'a':['1']}"), "{\"a\":[\"1\"]}");
    ck_assert_str_eq(merged("{'a':['1']}", NULL), "{\"a\":[\"1\"]}");
    ck_assert_str_eq(merged(NULL, NULL), "{}");
}
END_TEST

/* The last set of each name counts, at the position where it came; many sets are merged in
 * proportion to their number. */
START_TEST(of_many_sets_of_one_name_the_last_wins)
{
    enum { MANY = 500 };
    cl_value_sets all;
    cl_value result;
    cl_value_sets_init(&all, &given.arena);
    for (unsigned i = 0; i < MANY; i++)
        must(cl_value_sets_add(
            &all, given_value(given_text("{\"s%u\":[\"%u\"],\"t\":[\"%u\"]}", i % 10, i, i))));
    must(cl_value_sets_merge(&all, &given.arena, &result, NULL));
    ck_assert_uint_eq(result.object->count, 11);
    for (uint32_t i = 0; i < 11; i++) {
        const cl_member m = cl_object_member(result.object, i);
        const cl_value *code = &m.value.array->items[0];
        const char *name = i < 10 ? given_text("s%u", i) : "t";
        const char *last = given_text("%u", i < 10 ? MANY - 10 + i : MANY - 1);
        ck_assert_mem_eq(m.key, name, m.length);
        ck_assert_mem_eq(code->text, last, code->length);
    }
}
END_TEST

int main(void)
{
    TCase *tests = rules_tests("value sets");
    tcase_add_test(tests, lists_of_codes_by_name);
    tcase_add_test(tests, sets_of_the_gateway_by_name);
    tcase_add_test(tests, one_set_of_the_gateway);
    tcase_add_test(tests, a_list_of_sets_of_the_gateway);
    tcase_add_test(tests, codes_marked_inactive_count);
    tcase_add_test(tests, what_is_no_value_set);
    tcase_add_test(tests, what_is_no_document_of_value_sets);
    tcase_add_test(tests, two_sets_of_one_name);
    tcase_add_test(tests, value_sets_are_recognised);
    tcase_add_test(tests, rules_and_other_documents_are_not);
    tcase_add_test(tests, of_two_sets_of_one_name_the_later_wins);
    tcase_add_test(tests, of_many_sets_of_one_name_the_last_wins);
    return unit_run();
}
