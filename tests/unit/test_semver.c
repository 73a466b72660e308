/* test_semver.c — versions: three integers, compared as integers. */
#include <check.h>
#include <string.h>

#include "rule/semver.h"
#include "support_main.h"

static bool parses(const char *text)
{
    cl_semver version;
    return cl_semver_parse(text, strlen(text), &version);
}

static int order(const char *a, const char *b)
{
    cl_semver x, y;
    ck_assert_msg(cl_semver_parse(a, strlen(a), &x), "%s", a);
    ck_assert_msg(cl_semver_parse(b, strlen(b), &y), "%s", b);
    int result = cl_semver_compare(&x, &y);
    return (result > 0) - (result < 0);
}

START_TEST(a_version_is_three_integers)
{
    cl_semver version;
    ck_assert(cl_semver_parse("1.10.0", 6, &version));
    ck_assert_uint_eq(version.part[0], 1);
    ck_assert_uint_eq(version.part[1], 10);
    ck_assert_uint_eq(version.part[2], 0);
    ck_assert(cl_semver_parse("0.0.0", 5, &version));
    ck_assert(cl_semver_parse("01.002.0003", 11, &version));
    ck_assert_uint_eq(version.part[2], 3);
    /* Only the given length is read. */
    ck_assert(cl_semver_parse("1.2.34", 5, &version));
    ck_assert_uint_eq(version.part[2], 3);
}
END_TEST

START_TEST(each_integer_is_below_two_to_the_32)
{
    cl_semver version;
    ck_assert(cl_semver_parse("4294967295.4294967295.4294967295", 32, &version));
    for (int i = 0; i < 3; i++)
        ck_assert_uint_eq(version.part[i], UINT32_MAX);
    ck_assert(!parses("4294967296.0.0"));
    ck_assert(!parses("0.4294967296.0"));
    ck_assert(!parses("0.0.4294967296"));
    ck_assert(!parses("0.0.18446744073709551617")); /* 2^64 + 1 */
    ck_assert(!parses("99999999999999999999999999999999999.0.0"));
}
END_TEST

START_TEST(anything_else_is_none)
{
    static const char *const none[] = {"",        "1",      "1.2",     "1.2.",   ".1.2",
                                       "1..2",    "1.2.3.", "1.2.3.4", " 1.2.3", "1.2.3 ",
                                       "1.2.a",   "a.b.c",  "-1.0.0",  "+1.0.0", "1,0,0",
                                       "1.0.0-a", "v1.0.0", "1.0.0\n", "...",    "1.0x0"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++)
        ck_assert_msg(!parses(none[i]), "%s", none[i]);
    cl_semver version;
    ck_assert(!cl_semver_parse("1.0.0\0", 6, &version));
    ck_assert(!cl_semver_parse("1.0.0", 0, &version));
}
END_TEST

START_TEST(versions_are_compared_as_integers)
{
    static const char *const rising[] = {"0.0.0",  "0.0.9",  "0.0.10", "0.1.0",  "0.9.0",
                                         "0.10.0", "1.0.0",  "1.9.9",  "1.10.0", "2.0.0",
                                         "9.0.0",  "10.0.0", "10.0.1"};
    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
        for (size_t k = 0; k < sizeof rising / sizeof *rising; k++)
            ck_assert_int_eq(order(rising[i], rising[k]), (i > k) - (i < k));
    }
    ck_assert_int_eq(order("1.2.3", "01.02.03"), 0);
    ck_assert_int_eq(order("4294967295.0.0", "0.4294967295.4294967295"), 1);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("semver");
    tcase_add_test(all, a_version_is_three_integers);
    tcase_add_test(all, each_integer_is_below_two_to_the_32);
    tcase_add_test(all, anything_else_is_none);
    tcase_add_test(all, versions_are_compared_as_integers);
    return unit_run();
}
