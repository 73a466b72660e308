/* test_uri.c — references are resolved as in RFC 3986, section 5.4. */
#include <check.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "schema/uri.h"
#include "support_main.h"

typedef struct example {
    const char *reference, *target;
} example;

/* Sections 5.4.1 and 5.4.2, without the fragments, which are not a part of the target. */
static const char rfc_base[] = "http://a/b/c/d;p?q";
static const example rfc_examples[] = {
    {"g:h", "g:h"},
    {"g", "http://a/b/c/g"},
    {"./g", "http://a/b/c/g"},
    {"g/", "http://a/b/c/g/"},
    {"/g", "http://a/g"},
    {"//g", "http://g"},
    {"?y", "http://a/b/c/d;p?y"},
    {"g?y", "http://a/b/c/g?y"},
    {"#s", "http://a/b/c/d;p?q"},
    {"g#s", "http://a/b/c/g"},
    {"g?y#s", "http://a/b/c/g?y"},
    {";x", "http://a/b/c/;x"},
    {"g;x", "http://a/b/c/g;x"},
    {"g;x?y#s", "http://a/b/c/g;x?y"},
    {"", "http://a/b/c/d;p?q"},
    {".", "http://a/b/c/"},
    {"./", "http://a/b/c/"},
    {"..", "http://a/b/"},
    {"../", "http://a/b/"},
    {"../g", "http://a/b/g"},
    {"../..", "http://a/"},
    {"../../", "http://a/"},
    {"../../g", "http://a/g"},
    {"../../../g", "http://a/g"},
    {"../../../../g", "http://a/g"},
    {"/./g", "http://a/g"},
    {"/../g", "http://a/g"},
    {"g.", "http://a/b/c/g."},
    {".g", "http://a/b/c/.g"},
    {"g..", "http://a/b/c/g.."},
    {"..g", "http://a/b/c/..g"},
    {"./../g", "http://a/b/g"},
    {"./g/.", "http://a/b/c/g/"},
    {"g/./h", "http://a/b/c/g/h"},
    {"g/../h", "http://a/b/c/h"},
    {"g;x=1/./y", "http://a/b/c/g;x=1/y"},
    {"g;x=1/../y", "http://a/b/c/y"},
    {"g?y/./x", "http://a/b/c/g?y/./x"},
    {"g?y/../x", "http://a/b/c/g?y/../x"},
    {"http:g", "http:g"}, /* strictly */
};

static void expect(const char *base, const char *reference, const char *expected)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    const char *target = NULL, *fragment = NULL;
    cl_uri_answer answer = cl_uri_resolve(&arena, base, reference, &target, &fragment);
    ck_assert_msg(answer == CL_URI_RESOLVED, "%s of %s: answer %d", reference, base, (int)answer);
    ck_assert_msg(strcmp(target, expected) == 0, "%s of %s: %s", reference, base, target);
    cl_arena_free(&arena);
}

START_TEST(the_examples_of_the_rfc)
{
    for (size_t i = 0; i < sizeof rfc_examples / sizeof rfc_examples[0]; i++)
        expect(rfc_base, rfc_examples[i].reference, rfc_examples[i].target);
}
END_TEST

/* A schema may have a relative identifier, or none. */
START_TEST(a_base_without_a_scheme)
{
    expect("", "item.json", "item.json");
    expect("", "../item.json", "item.json");
    expect("", "https://example.org/a#b", "https://example.org/a");
    expect("", "base:x", "base:x"); /* a scheme of its own, with any name */
    expect("a/main.json", "item.json", "a/item.json");
    expect("/a/main.json", "../b/item.json", "/b/item.json");
    expect("//host/a", "b", "//host/b");
    expect("a/main.json", "#name", "a/main.json");
}
END_TEST

START_TEST(names_without_a_path)
{
    expect("urn:example:a", "#b", "urn:example:a");
    expect("urn:example:a", "urn:example:b", "urn:example:b");
    expect("https://example.org", "a", "https://example.org/a");
}
END_TEST

START_TEST(the_fragment_is_part_of_the_reference)
{
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    const char *target, *fragment, reference[] = "a#b";
    ck_assert_int_eq(cl_uri_resolve(&arena, "", reference, &target, &fragment), CL_URI_RESOLVED);
    ck_assert_ptr_eq(fragment, reference + 2);
    ck_assert_int_eq(cl_uri_resolve(&arena, "", "a#", &target, &fragment), CL_URI_RESOLVED);
    ck_assert_str_eq(fragment, "");
    ck_assert_int_eq(cl_uri_resolve(&arena, "", "a", &target, &fragment), CL_URI_RESOLVED);
    ck_assert_ptr_null(fragment);
    cl_arena_free(&arena);
}
END_TEST

START_TEST(what_no_uri_may_be)
{
    static const char *const malformed[] = {"a b", "https://[example", "%",
                                            "%zz", "a:b\\c",           "\x80"};
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    const char *target, *fragment;
    for (size_t i = 0; i < sizeof malformed / sizeof malformed[0]; i++) {
        ck_assert_msg(cl_uri_resolve(&arena, rfc_base, malformed[i], &target, &fragment) ==
                          CL_URI_MALFORMED,
                      "%s", malformed[i]);
        ck_assert_msg(cl_uri_resolve(&arena, malformed[i], "a", &target, &fragment) ==
                          CL_URI_MALFORMED,
                      "%s", malformed[i]);
    }
    cl_arena_free(&arena);
}
END_TEST

/* Each request for memory fails in turn. */
START_TEST(memory_runs_out)
{
    static const char *const bases[] = {"", "http://a/b/c/d;p?q"};
    for (size_t b = 0; b < 2; b++) {
        cl_uri_answer answer = CL_URI_MEMORY;
        size_t cap = 1;
        for (; answer == CL_URI_MEMORY && cap < 65536; cap += 8) {
            cl_arena arena;
            cl_arena_init(&arena, cap);
            const char *target, *fragment;
            answer = cl_uri_resolve(&arena, bases[b], "../x/./y?z#f", &target, &fragment);
            cl_arena_free(&arena);
        }
        ck_assert_int_eq(answer, CL_URI_RESOLVED);
        ck_assert_uint_gt(cap, 8);
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_case("uri");
    tcase_add_test(all, the_examples_of_the_rfc);
    tcase_add_test(all, a_base_without_a_scheme);
    tcase_add_test(all, names_without_a_path);
    tcase_add_test(all, the_fragment_is_part_of_the_reference);
    tcase_add_test(all, what_no_uri_may_be);
    tcase_add_test(all, memory_runs_out);
    return unit_run();
}
