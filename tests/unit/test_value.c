/* test_value.c — SEMANTICS, "Values": decisions that concern values alone. */
#include <check.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "data/json.h"
#include "data/value.h"
#include "data/writer.h"
#include "support_main.h"

static cl_arena arena;

static void begin(void)
{
    cl_arena_init(&arena, SIZE_MAX);
}

static void end(void)
{
    cl_arena_free(&arena);
}

static cl_value text(const char *string)
{
    return cl_value_string(string, (uint32_t)strlen(string));
}

static cl_value read(const char *json)
{
    cl_value value = cl_value_null();
    cl_error error;
    cl_error_init(&error);
    ck_assert_msg(cl_json_value(json, strlen(json), &arena, &value, &error), "%s: %s", json,
                  error.message);
    return value;
}

static cl_value array_of(const cl_value *items, size_t count)
{
    cl_value value = cl_value_null();
    value.array = cl_array_make(&arena, items, count);
    value.kind = CL_KIND_ARRAY;
    ck_assert_ptr_nonnull(value.array);
    return value;
}

/* "Kinds": a value is small, and each kind has a name for messages. */
START_TEST(kinds_have_names)
{
    ck_assert_uint_eq(sizeof(cl_value), 16);
    ck_assert_str_eq(cl_kind_name(CL_KIND_NULL), "null");
    ck_assert_str_eq(cl_kind_name(CL_KIND_BOOLEAN), "a boolean");
    ck_assert_str_eq(cl_kind_name(CL_KIND_INTEGER), "an integer");
    ck_assert_str_eq(cl_kind_name(CL_KIND_REAL), "a non-integer number");
    ck_assert_str_eq(cl_kind_name(CL_KIND_STRING), "a string");
    ck_assert_str_eq(cl_kind_name(CL_KIND_ARRAY), "an array");
    ck_assert_str_eq(cl_kind_name(CL_KIND_OBJECT), "an object");
    ck_assert_str_eq(cl_kind_name(CL_KIND_DATETIME), "a date-time");
    ck_assert_str_eq(cl_kind_name(CL_KIND_COUNT), "no kind");
}
END_TEST

/* "Whole numbers are integers": outside 64 bits, NaN and infinity are errors when read. */
START_TEST(whole_reals_are_integers)
{
    static const struct {
        double real;
        int64_t integer;
    } whole[] = {{0.0, 0},
                 {-0.0, 0},
                 {1.0, 1},
                 {-2.0, -2},
                 {9007199254740993.0, 9007199254740992},
                 {-9223372036854775808.0, INT64_MIN},
                 {9223372036854774784.0, 9223372036854774784}};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        cl_value value;
        ck_assert(cl_value_real(whole[i].real, &value));
        ck_assert_int_eq(value.kind, CL_KIND_INTEGER);
        ck_assert_int_eq(value.integer, whole[i].integer);
    }
    static const double none[] = {9223372036854775808.0, -9223372036854777856.0, 1e300, -1e300};
    cl_value value;
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ck_assert(!cl_value_real(none[i], &value));
    ck_assert(!cl_value_real((double)NAN, &value));
    ck_assert(!cl_value_real((double)INFINITY, &value));
    ck_assert(!cl_value_real(-(double)INFINITY, &value));
}
END_TEST

/* "Other reals": compared by value; truthy. */
START_TEST(other_reals_stay_reals)
{
    static const double reals[] = {0.5, -0.5, 1e-300, DBL_TRUE_MIN, 4503599627370495.5};
    for (size_t i = 0; i < sizeof reals / sizeof reals[0]; i++) {
        cl_value value, again;
        ck_assert(cl_value_real(reals[i], &value) && cl_value_real(reals[i], &again));
        ck_assert_int_eq(value.kind, CL_KIND_REAL);
        ck_assert(value.real == reals[i]);
        ck_assert_int_eq(cl_value_truth(&value), CL_TRUTHY);
        ck_assert(cl_value_equal(&value, &again));
    }
}
END_TEST

/* "Truth", each kind; a date-time is neither. */
START_TEST(truth_of_every_kind)
{
    static const char *const falsy[] = {"null", "false", "0",  "-0", "0.0",
                                        "0e9",  "\"\"",  "[]", "{}"};
    static const char *const truthy[] = {"true",  "1",           "-1",   "0.5",      "1e-300",
                                         "\"0\"", "\" \"",       "[0]",  "[null]",   "{\"a\":null}",
                                         "1E22",  "\"\\u0000\"", "[[]]", "{\"\":0}", "2.0"};
    for (size_t i = 0; i < sizeof falsy / sizeof falsy[0]; i++) {
        cl_value value = read(falsy[i]);
        ck_assert_msg(cl_value_truth(&value) == CL_FALSY, "%s", falsy[i]);
    }
    for (size_t i = 0; i < sizeof truthy / sizeof truthy[0]; i++) {
        cl_value value = read(truthy[i]);
        ck_assert_msg(cl_value_truth(&value) == CL_TRUTHY, "%s", truthy[i]);
    }
    cl_value epoch = cl_value_instant(0), later = cl_value_instant(1);
    ck_assert_int_eq(cl_value_truth(&epoch), CL_NEITHER);
    ck_assert_int_eq(cl_value_truth(&later), CL_NEITHER);
}
END_TEST

/* "Equality" by value: each of these equals only itself. */
START_TEST(different_values_are_not_equal)
{
    cl_value values[] = {cl_value_null(),
                         cl_value_boolean(false),
                         cl_value_boolean(true),
                         cl_value_integer(0),
                         cl_value_integer(1),
                         cl_value_integer(-1),
                         read("0.5"),
                         read("1.5"),
                         read("1E22"),
                         text(""),
                         text("0"),
                         text("1"),
                         text("true"),
                         text("null"),
                         text("1970-01-01T00:00:00.000Z"),
                         cl_value_instant(0),
                         cl_value_instant(1),
                         read("[]"),
                         read("[0]"),
                         read("[[]]"),
                         read("[1,2]"),
                         read("[2,1]"),
                         read("[1,2,3]"),
                         read("{}"),
                         read("{\"a\":1}"),
                         read("{\"a\":2}"),
                         read("{\"b\":1}"),
                         read("{\"a\":1,\"b\":1}"),
                         read("{\"a\":{}}"),
                         read("{\"0\":0}"),
                         read("[1,[[[]]]]"), /* as many nodes and bytes, another depth */
                         read("[[],[1,2]]")};
    size_t count = sizeof values / sizeof values[0];
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < count; j++)
            ck_assert_msg(cl_value_equal(&values[i], &values[j]) == (i == j), "%zu %zu", i, j);
    }
}
END_TEST

/* "Equality" of arrays and objects by structure, members in any order; whole reals are integers. */
START_TEST(equality_is_structural)
{
    static const char *const pairs[][2] = {
        {"[1,[2,{\"a\":null}]]", "[1, [2, {\"a\" : null}]]"},
        {"{\"a\":1,\"b\":[true]}", "{\"b\":[true],\"a\":1}"},
        {"[1.0,2e1]", "[1,20]"},
        {"\"\\u00e9\"", "\"\xC3\xA9\""},
        {"0.1", "1e-1"},
        {"{\"a\":{\"b\":{\"c\":1,\"d\":2}}}", "{\"a\":{\"b\":{\"d\":2,\"c\":1}}}"},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        cl_value a = read(pairs[i][0]), b = read(pairs[i][1]);
        ck_assert_msg(cl_value_equal(&a, &b) && cl_value_equal(&b, &a), "%s", pairs[i][0]);
    }
    cl_value a = read("{\"a\":null}"), b = read("{\"b\":null}");
    ck_assert(!cl_value_equal(&a, &b)); /* a missing member is not a null one */
    cl_value dates[] = {cl_value_instant(5), cl_value_instant(5), cl_value_instant(6)};
    cl_value first = array_of(dates, 2), same = array_of(dates, 2), other = array_of(dates + 1, 2);
    ck_assert(cl_value_equal(&first, &same));
    ck_assert(!cl_value_equal(&first, &other));
}
END_TEST

/* "Strings": compared as bytes, no normalisation. */
START_TEST(strings_are_bytes)
{
    cl_value composed = text("\xC3\xA9"), decomposed = text("e\xCC\x81");
    ck_assert(!cl_value_equal(&composed, &decomposed));
    cl_value upper = text("A"), lower = text("a");
    ck_assert(!cl_value_equal(&upper, &lower));
    cl_value nul = cl_value_string("a\0b", 3), other = cl_value_string("a\0c", 3);
    cl_value cut = cl_value_string("a\0b", 1), again = cl_value_string("a\0bc", 3);
    ck_assert(!cl_value_equal(&nul, &other));
    ck_assert(!cl_value_equal(&nul, &cut));
    ck_assert(cl_value_equal(&nul, &again));
    cl_value nothing = cl_value_string(NULL, 0), empty = text("");
    ck_assert(cl_value_equal(&nothing, &empty));
}
END_TEST

/* Membership in `in`: as ===. */
START_TEST(membership_is_equality)
{
    cl_value list = read("[1, \"1\", null, [2], {\"a\":[]}, 0.5]");
    static const char *const in[] = {"1", "1.0", "\"1\"", "null", "[2]", "{\"a\":[]}", "0.5"};
    static const char *const out[] = {"2",  "\"2\"", "false",    "[]",
                                      "{}", "[2,2]", "\"null\"", "1.5"};
    for (size_t i = 0; i < sizeof in / sizeof in[0]; i++) {
        cl_value value = read(in[i]);
        ck_assert_msg(cl_array_contains(list.array, &value), "%s", in[i]);
    }
    for (size_t i = 0; i < sizeof out / sizeof out[0]; i++) {
        cl_value value = read(out[i]);
        ck_assert_msg(!cl_array_contains(list.array, &value), "%s", out[i]);
    }
    cl_value empty = read("[]"), null = cl_value_null();
    ck_assert(!cl_array_contains(empty.array, &null));
}
END_TEST

START_TEST(items_by_index)
{
    cl_value list = read("[10,20,30]");
    ck_assert_int_eq(cl_array_at(list.array, 0)->integer, 10);
    ck_assert_int_eq(cl_array_at(list.array, 2)->integer, 30);
    ck_assert_ptr_null(cl_array_at(list.array, 3));
    ck_assert_ptr_null(cl_array_at(list.array, UINT64_C(1) << 32));
    ck_assert_ptr_null(cl_array_at(list.array, UINT64_MAX));
}
END_TEST

/* An object of `count` members k0, k1, …, whose values are their numbers. */
static cl_value object_of(size_t count)
{
    cl_member *members = calloc(count + 1, sizeof *members);
    for (size_t i = 0; i < count; i++) {
        char name[16];
        int length = snprintf(name, sizeof name, "k%zu", i * 7919 % 1000003);
        members[i].key = cl_arena_text(&arena, name, (size_t)length);
        members[i].length = (uint32_t)length;
        members[i].value = cl_value_integer((int64_t)i);
    }
    cl_value value = cl_value_null();
    value.object = cl_object_make(&arena, members, count);
    value.kind = CL_KIND_OBJECT;
    ck_assert_ptr_nonnull(value.object);
    free(members);
    return value;
}

/* Look-up in order and through `sorted`, on both sides of the limit. */
START_TEST(members_by_key_in_objects_of_every_size)
{
    static const size_t sizes[] = {0, 1, 2, 15, 16, 17, 18, 31, 32, 33, 100, 1000, 5000};
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        const cl_object *object = object_of(sizes[s]).object;
        ck_assert_uint_eq(object->count, sizes[s]);
        ck_assert((object->keys != NULL && object->keys->sorted != NULL) == (sizes[s] > 16));
        for (size_t i = 0; i < sizes[s]; i++) {
            const cl_member member = cl_object_member(object, (uint32_t)i);
            char longer[16] = {0}; /* the same key and a NUL */
            memcpy(longer, member.key, member.length);
            ck_assert_int_eq(member.value.integer, (int64_t)i); /* the order is kept */
            ck_assert_ptr_eq(cl_object_find(object, member.key, member.length), &object->values[i]);
            ck_assert_ptr_null(cl_object_find(object, longer, member.length + 1));
        }
        ck_assert_ptr_null(cl_object_find(object, "", 0));
        ck_assert_ptr_null(cl_object_find(object, "k", 1));
        ck_assert_ptr_null(cl_object_find(object, "k0000", 5));
        ck_assert_ptr_null(cl_object_find(object, "zzzzzzzz", 8));
    }
}
END_TEST

/* A shape identifies the marks of an object; the marks identify its keys if every key is short. */
START_TEST(shapes_of_keys)
{
    static const struct {
        const char *a, *b;
        bool equal;
    } pairs[] = {
        {"{\"a\":1,\"dn\":2}", "{\"a\":[],\"dn\":null}", true},
        {"{}", "{}", true},
        {"{\"a\":1,\"b\":2}", "{\"b\":2,\"a\":1}", false},
        {"{\"a\":1}", "{\"a\":1,\"b\":2}", false},
        {"{\"four\":1}", "{\"fours\":1}", false},
    };
    static const char *const none[] = {"{\"\":1}", "{\"a\\u0000\":1}", "{\"a\":1,\"longer\":2}"};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        cl_value a = read(pairs[i].a), b = read(pairs[i].b);
        ck_assert_uint_ne(a.object->shape, 0);
        ck_assert_int_eq(a.object->shape == b.object->shape, pairs[i].equal);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_uint_eq(read(none[i]).object->shape, 0);
    cl_member members[17];
    static const char names[] = "abcdefghijklmnopq";
    for (size_t i = 0; i < 17; i++)
        members[i] = (cl_member){.key = names + i, .length = 1, .value = cl_value_null()};
    ck_assert_uint_ne(cl_object_make(&arena, members, 16)->shape, 0);
    ck_assert_uint_eq(cl_object_make(&arena, members, 17)->shape, 0);
}
END_TEST

START_TEST(keys_are_bytes_without_special_names)
{
    cl_value value = read("{\"\":1,\"__proto__\":2,\"a\\u0000\":3,\"a\":4,\"length\":5}");
    ck_assert_int_eq(cl_object_find(value.object, "", 0)->integer, 1);
    ck_assert_int_eq(cl_object_find(value.object, NULL, 0)->integer, 1);
    ck_assert_int_eq(cl_object_find(value.object, "__proto__", 9)->integer, 2);
    ck_assert_int_eq(cl_object_find(value.object, "a\0", 2)->integer, 3);
    ck_assert_int_eq(cl_object_find(value.object, "a", 1)->integer, 4);
    ck_assert_ptr_null(cl_object_find(value.object, "toString", 8));
}
END_TEST

/* Large objects with another order of members are equal too. */
START_TEST(large_objects_are_compared_in_any_order)
{
    cl_value value = object_of(300);
    cl_member members[300];
    for (size_t i = 0; i < 300; i++)
        members[i] = cl_object_member(value.object, (uint32_t)(299 - i));
    cl_value other = value;
    other.object = cl_object_make(&arena, members, 300);
    ck_assert(cl_value_equal(&value, &other) && cl_value_equal(&other, &value));
    members[150].value.integer = 150; /* another number of as many digits */
    ck_assert_int_ne(value.object->values[149].integer, 150);
    other.object = cl_object_make(&arena, members, 300);
    ck_assert(!cl_value_equal(&value, &other));
}
END_TEST

/* The size of a value: nodes and depth of known values; test_writer tests the length of the
 * text. */
START_TEST(sizes_count_nodes_text_and_depth)
{
    static const struct {
        const char *json;
        uint32_t nodes, depth;
    } cases[] = {
        {"null", 1, 0},      {"\"abc\"", 1, 0},
        {"[]", 1, 1},        {"{}", 1, 1},
        {"[1,2,3]", 4, 1},   {"{\"a\":1}", 2, 1},
        {"[[],[[]]]", 4, 3}, {"{\"a\":[1,{\"b\":2}]}", 5, 3},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        cl_value value = read(cases[i].json);
        cl_size size = cl_value_size(&value);
        ck_assert_uint_eq(size.nodes, cases[i].nodes);
        ck_assert_uint_eq(size.depth, cases[i].depth);
        ck_assert_uint_eq(size.text, strlen(cases[i].json));
    }
    cl_value instant = cl_value_instant(0);
    ck_assert_uint_eq(cl_value_size(&instant).text, 26);
}
END_TEST

/* "Budget": shared parts are counted each time, and the count never wraps. */
START_TEST(shared_parts_count_each_time_and_saturate)
{
    cl_value value = cl_value_integer(7);
    uint64_t nodes = 1, bytes = 1;
    for (uint32_t depth = 1; depth <= 200; depth++) {
        cl_value twice[] = {value, value};
        value = array_of(twice, 2);
        nodes = nodes > UINT32_MAX ? nodes : 2 * nodes + 1;
        bytes = bytes > UINT32_MAX ? bytes : 2 * bytes + 3;
        cl_size size = cl_value_size(&value);
        ck_assert_uint_eq(size.nodes, nodes > UINT32_MAX ? UINT32_MAX : nodes);
        ck_assert_uint_eq(size.text, bytes > UINT32_MAX ? UINT32_MAX : bytes);
        ck_assert_uint_eq(size.depth, depth);
    }
    ck_assert(!cl_size_within_budget(cl_value_size(&value)));
}
END_TEST

/* "Budget": 65,536 nodes and 1 MiB of text are allowed, one more is not. */
START_TEST(the_budget_is_met_and_passed_by_one)
{
    cl_value *items = calloc(CL_MAX_VALUE_NODES + 1, sizeof *items);
    for (size_t i = 0; i <= CL_MAX_VALUE_NODES; i++)
        items[i] = cl_value_integer(1);
    cl_value just = array_of(items, CL_MAX_VALUE_NODES - 1);
    cl_value over = array_of(items, CL_MAX_VALUE_NODES);
    ck_assert_uint_eq(just.array->size.nodes, CL_MAX_VALUE_NODES);
    ck_assert(cl_size_within_budget(just.array->size));
    ck_assert(!cl_size_within_budget(over.array->size));
    free(items);
    char *long_text = malloc(CL_MAX_VALUE_TEXT);
    memset(long_text, 'x', CL_MAX_VALUE_TEXT);
    cl_value string = cl_value_string(long_text, CL_MAX_VALUE_TEXT - 2);
    ck_assert_uint_eq(cl_value_size(&string).text, CL_MAX_VALUE_TEXT);
    ck_assert(cl_size_within_budget(cl_value_size(&string)));
    string.length++;
    ck_assert(!cl_size_within_budget(cl_value_size(&string)));
    free(long_text);
}
END_TEST

/* "Depth": equality works to the greatest depth of values. */
START_TEST(the_deepest_values_are_compared)
{
    char deep[2 * CL_MAX_DEPTH + 1];
    memset(deep, '[', CL_MAX_DEPTH);
    memset(deep + CL_MAX_DEPTH, ']', CL_MAX_DEPTH);
    deep[2 * CL_MAX_DEPTH] = '\0';
    cl_value a = read(deep), b = read(deep);
    ck_assert_uint_eq(cl_value_size(&a).depth, CL_MAX_DEPTH);
    ck_assert(cl_value_equal(&a, &b));
}
END_TEST

START_TEST(memory_that_runs_out_gives_null)
{
    cl_member members[40];
    cl_value items[40];
    static const char names[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMN";
    for (size_t i = 0; i < 40; i++) {
        members[i] = (cl_member){.key = names + i, .length = 1, .value = cl_value_null()};
        items[i] = cl_value_null();
    }
    int made = 0, refused = 0;
    for (size_t cap = 0; cap < 6000; cap += 16) {
        cl_arena small;
        cl_arena_init(&small, cap);
        const cl_object *object = cl_object_make(&small, members, 40);
        if (object != NULL) {
            made++;
            ck_assert_ptr_nonnull(object->keys->sorted);
            ck_assert_ptr_eq(cl_object_find(object, "N", 1), &object->values[39]);
        } else {
            refused++;
        }
        const cl_array *array = cl_array_make(&small, items, 40);
        ck_assert(array == NULL || array->count == 40);
        cl_arena_free(&small);
    }
    ck_assert_int_gt(made, 0);
    ck_assert_int_gt(refused, 0);
    ck_assert_ptr_null(cl_array_make(&arena, items, SIZE_MAX));
    ck_assert_ptr_null(cl_object_make(&arena, members, SIZE_MAX / sizeof members[0]));
}
END_TEST

int main(void)
{
    TCase *all = unit_case("value");
    tcase_add_checked_fixture(all, begin, end);
    tcase_add_test(all, kinds_have_names);
    tcase_add_test(all, whole_reals_are_integers);
    tcase_add_test(all, other_reals_stay_reals);
    tcase_add_test(all, truth_of_every_kind);
    tcase_add_test(all, different_values_are_not_equal);
    tcase_add_test(all, equality_is_structural);
    tcase_add_test(all, strings_are_bytes);
    tcase_add_test(all, membership_is_equality);
    tcase_add_test(all, items_by_index);
    tcase_add_test(all, members_by_key_in_objects_of_every_size);
    tcase_add_test(all, shapes_of_keys);
    tcase_add_test(all, keys_are_bytes_without_special_names);
    tcase_add_test(all, large_objects_are_compared_in_any_order);
    tcase_add_test(all, sizes_count_nodes_text_and_depth);
    tcase_add_test(all, shared_parts_count_each_time_and_saturate);
    tcase_add_test(all, the_budget_is_met_and_passed_by_one);
    tcase_add_test(all, the_deepest_values_are_compared);
    tcase_add_test(all, memory_that_runs_out_gives_null);
    return unit_run();
}
