/* test_nearest.c — finds the word that a misspelt word was meant to be. */
#include "base/nearest.h"
#include "support.h"

static const char *const words[] = {"verify", "decode", "rules", "eval", "if", "!", "country"};
enum { COUNT = sizeof words / sizeof *words };

static const char *near(const char *text)
{
    size_t found = cl_nearest_word(text, strlen(text), words, COUNT);
    return found < COUNT ? words[found] : "none";
}

START_TEST(one_step_away)
{
    ck_assert_str_eq(near("verfy"), "verify");
    ck_assert_str_eq(near("verrify"), "verify");
    ck_assert_str_eq(near("varify"), "verify");
    ck_assert_str_eq(near("evrify"), "verify");
    ck_assert_str_eq(near("verify"), "verify");
    ck_assert_str_eq(near("rule"), "rules");
    ck_assert_str_eq(near("contry"), "country");
    ck_assert_str_eq(near("eavl"), "eval");
}
END_TEST

START_TEST(too_far_away)
{
    const char *long_text =
        "verifyverifyverifyverifyverifyverifyverifyverifyverifyverifyverifyverify";
    ck_assert_str_eq(near(""), "none");
    ck_assert_str_eq(near("x"), "none");
    ck_assert_str_eq(near("something"), "none");
    ck_assert_str_eq(near(long_text), "none");
    ck_assert_uint_eq(cl_nearest_word("verify", 6, words, 0), 0);
    ck_assert_uint_eq(cl_nearest_word("verify", 6, &long_text, 1), 1);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("nearest");
    tcase_add_test(tests, one_step_away);
    tcase_add_test(tests, too_far_away);
    return unit_run();
}
