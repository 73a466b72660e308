/* test_escape.c — which characters are escaped, and how JSON writes them. */
#include "data/escape.h"
#include "support.h"

static unsigned code_of(const char *bytes, size_t length)
{
    unsigned code;
    size_t n = cl_escape_character(bytes, length, &code);
    ck_assert(n == 1 || code != CL_NO_CHARACTER);
    return code;
}

START_TEST(characters)
{
    ck_assert_uint_eq(code_of("a", 1), 'a');
    ck_assert_uint_eq(code_of("\xC3\xA9", 2), 0xE9);
    ck_assert_uint_eq(code_of("\xE2\x80\xAE", 3), 0x202E);
    ck_assert_uint_eq(code_of("\xF3\xA0\x81\x81", 4), 0xE0041);
    static const char *const wrong[] = {"\x80",
                                        "\xC0\x80",
                                        "\xC3",
                                        "\xE0\x80\x80",
                                        "\xED\xA0\x80",
                                        "\xF0\x80\x80\x80",
                                        "\xF4\x90\x80\x80",
                                        "\xF5",
                                        "\xE2\x80"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_uint_eq(code_of(wrong[i], strlen(wrong[i])), CL_NO_CHARACTER);
}
END_TEST

START_TEST(what_is_escaped)
{
    static const unsigned yes[] = {0,       0x1B,    0x1F,    0x7F,    0x9B,           0x9F,
                                   0xAD,    0x61C,   0x200B,  0x200D,  0x200F,         0x2028,
                                   0x202A,  0x202E,  0x2060,  0x2066,  0x206F,         0xFEFF,
                                   0x1D173, 0xE0000, 0xE0041, 0xE0FFF, CL_NO_CHARACTER};
    static const unsigned no[] = {0x20,   '~',    0xA0,   0xE9,    0x200A,  0x2010,  0x2027,
                                  0x202F, 0x205F, 0x2070, 0x1F600, 0xE1000, 0x10FFFF};
    for (size_t i = 0; i < sizeof yes / sizeof *yes; i++)
        ck_assert_msg(cl_escape_needed(yes[i]), "%X", yes[i]);
    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        ck_assert_msg(!cl_escape_needed(no[i]), "%X", no[i]);
    ck_assert_uint_eq(cl_escape_plain("a\xC3\xA9z\x1B", 5), 4);
    ck_assert_uint_eq(cl_escape_plain("a\xC3\xA9", 3), 3);
    ck_assert_uint_eq(cl_escape_plain("a\xC3\xA9", 2), 1);
    ck_assert_uint_eq(cl_escape_plain("", 0), 0);
}
END_TEST

START_TEST(in_json)
{
    static const struct {
        unsigned code;
        const char *text;
    } cases[] = {{0x1B, "\\u001b"},
                 {0x202E, "\\u202e"},
                 {0xE0041, "\\udb40\\udc41"},
                 {CL_NO_CHARACTER, "\\ufffd"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char escape[13];
        ck_assert_uint_eq(cl_escape_json(cases[i].code, escape), strlen(cases[i].text));
        ck_assert_str_eq(escape, cases[i].text);
    }
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("escape");
    tcase_add_test(tests, characters);
    tcase_add_test(tests, what_is_escaped);
    tcase_add_test(tests, in_json);
    return unit_run();
}
