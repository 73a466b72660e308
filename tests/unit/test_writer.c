/* test_writer.c — values as text: escapes, numbers, date-times, and that cl_value_size counts
 * exactly what is written. Reals are compared with the C library's strtod. */
#include <check.h>
#include <float.h>
#include <locale.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/limits.h"
#include "data/instant.h"
#include "data/json.h"
#include "data/real.h"
#include "data/writer.h"
#include "support_main.h"

static cl_arena arena;
static cl_buffer out;
static uint64_t state;

static void begin(void)
{
    cl_arena_init(&arena, SIZE_MAX);
    cl_buffer_init(&out);
    state = 88172645463325252u;
}

static void end(void)
{
    cl_buffer_free(&out);
    cl_arena_free(&arena);
}

/* xorshift64: the same numbers in every run. */
static uint64_t next_random(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static double random_double(void)
{
    for (;;) {
        uint64_t bits = next_random();
        double real;
        memcpy(&real, &bits, sizeof real);
        if (isfinite(real))
            return real;
    }
}

/* Returns how much shorter the reals in a value are than the 24 bytes that are counted for each. */
static size_t spare(const cl_value *value)
{
    char text[32];
    size_t sum = 0;
    if (value->kind == CL_KIND_REAL)
        return 24 - cl_write_real(value->real, text);
    for (uint32_t i = 0; value->kind == CL_KIND_ARRAY && i < value->array->count; i++)
        sum += spare(&value->array->items[i]);
    for (uint32_t i = 0; value->kind == CL_KIND_OBJECT && i < value->object->count; i++)
        sum += spare(&value->object->values[i]);
    return sum;
}

static const char *written(const cl_value *value)
{
    cl_buffer_clear(&out);
    cl_write_value(&out, value);
    ck_assert(!out.failed);
    ck_assert_uint_eq(cl_value_size(value).text, out.length + spare(value));
    return cl_buffer_text(&out);
}

static bool read(const char *text, size_t length, cl_value *value)
{
    cl_error error;
    cl_error_init(&error);
    return cl_json_value(text, length, &arena, value, &error);
}

START_TEST(scalars)
{
    static const struct {
        int64_t integer;
        const char *text;
    } integers[] = {{0, "0"},
                    {-1, "-1"},
                    {9, "9"},
                    {10, "10"},
                    {-10, "-10"},
                    {99, "99"},
                    {100, "100"},
                    {INT64_MAX, "9223372036854775807"},
                    {INT64_MIN, "-9223372036854775808"}};
    for (size_t i = 0; i < sizeof integers / sizeof integers[0]; i++) {
        cl_value value = cl_value_integer(integers[i].integer);
        ck_assert_str_eq(written(&value), integers[i].text);
    }
    cl_value values[] = {cl_value_null(), cl_value_boolean(true), cl_value_boolean(false)};
    ck_assert_str_eq(written(&values[0]), "null");
    ck_assert_str_eq(written(&values[1]), "true");
    ck_assert_str_eq(written(&values[2]), "false");
}
END_TEST

/* `eval` prints any value, date-times as ISO strings. */
START_TEST(date_times_are_iso_strings)
{
    cl_value value = cl_value_instant(1622505600000);
    ck_assert_str_eq(written(&value), "\"2021-06-01T00:00:00.000Z\"");
    value = cl_value_instant(CL_INSTANT_MIN);
    ck_assert_str_eq(written(&value), "\"0000-01-01T00:00:00.000Z\"");
}
END_TEST

/* The contract in the header: ", \ and characters below U+0020 are escaped, and nothing else. */
START_TEST(every_byte_is_escaped_or_not_at_every_place)
{
    static const char *const controls[32] = {
        "\\u0000", "\\u0001", "\\u0002", "\\u0003", "\\u0004", "\\u0005", "\\u0006", "\\u0007",
        "\\b",     "\\t",     "\\n",     "\\u000b", "\\f",     "\\r",     "\\u000e", "\\u000f",
        "\\u0010", "\\u0011", "\\u0012", "\\u0013", "\\u0014", "\\u0015", "\\u0016", "\\u0017",
        "\\u0018", "\\u0019", "\\u001a", "\\u001b", "\\u001c", "\\u001d", "\\u001e", "\\u001f"};
    for (size_t length = 1; length <= 19; length++) {
        for (size_t place = 0; place < length; place++) {
            for (int byte = 0; byte < 128; byte++) {
                char text[20], expected[64];
                memset(text, 'a', length);
                text[place] = (char)byte;
                char plain[3] = {(char)byte, '\0', '\0'};
                if (byte == '"' || byte == '\\')
                    snprintf(plain, sizeof plain, "\\%c", byte);
                snprintf(expected, sizeof expected, "\"%.*s%s%.*s\"", (int)place,
                         "aaaaaaaaaaaaaaaaaaa", byte < 32 ? controls[byte] : plain,
                         (int)(length - place - 1), "aaaaaaaaaaaaaaaaaaa");
                cl_value value = cl_value_string(text, (uint32_t)length);
                ck_assert_str_eq(written(&value), expected);
                ck_assert_uint_eq(cl_write_string_size(text, length), strlen(expected));
            }
        }
    }
}
END_TEST

START_TEST(other_scripts_stand_for_themselves)
{
    static const char *const texts[] = {
        "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80", "a/b", "\x7F", "\xE2\x80\xA8", ""};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        char expected[20];
        snprintf(expected, sizeof expected, "\"%s\"", texts[i]);
        cl_value value = cl_value_string(texts[i], (uint32_t)strlen(texts[i]));
        ck_assert_str_eq(written(&value), expected);
    }
    cl_value nothing = cl_value_string(NULL, 0);
    ck_assert_str_eq(written(&nothing), "\"\"");
}
END_TEST

START_TEST(containers_have_no_spaces_and_keep_their_order)
{
    static const char *const texts[] = {"[]", "{}", "[[],{}]",
                                        "{\"b\":1,\"a\":[1,2,{\"\":null}],\"\\n\\\"\":\"\\u0000\"}",
                                        "[true,false,null,0.5,-0.25,1e-7,1e+22]"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        cl_value value;
        ck_assert(read(texts[i], strlen(texts[i]), &value));
        ck_assert_str_eq(written(&value), texts[i]);
    }
}
END_TEST

START_TEST(the_deepest_value_is_written)
{
    char deep[2 * CL_MAX_DEPTH + 1];
    memset(deep, '[', CL_MAX_DEPTH);
    memset(deep + CL_MAX_DEPTH, ']', CL_MAX_DEPTH);
    deep[2 * CL_MAX_DEPTH] = '\0';
    cl_value value;
    ck_assert(read(deep, strlen(deep), &value));
    ck_assert_str_eq(written(&value), deep);
}
END_TEST

/* The layout of ECMAScript's Number::toString, except for whole numbers of 19 digits and more. */
START_TEST(reals_are_laid_out)
{
    static const struct {
        double real;
        const char *text;
    } cases[] = {
        {0.5, "0.5"},
        {-0.5, "-0.5"},
        {0.1, "0.1"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1.0 / 3, "0.3333333333333333"},
        {2.0 / 3, "0.6666666666666666"},
        {123456.789, "123456.789"},
        {100.25, "100.25"},
        {0.000001, "0.000001"},
        {0.0000012345, "0.0000012345"},
        {1e-7, "1e-7"},
        {1.5e-7, "1.5e-7"},
        {5e-324, "5e-324"},
        {2.2250738585072014e-308, "2.2250738585072014e-308"},
        {2.225073858507201e-308, "2.225073858507201e-308"},
        {1e21, "1e+21"},
        {1e18, "1e+18"},
        {1e17, "100000000000000000"},
        {1e20, "1e+20"}, /* "100000000000000000000" would be an integer outside 64 bits */
        {123456789012345680000.0, "1.2345678901234568e+20"},
        {1.2345e22, "1.2345e+22"},
        {DBL_MAX, "1.7976931348623157e+308"},
        {-DBL_MAX, "-1.7976931348623157e+308"},
        {9007199254740992.0, "9007199254740992"},
        {4503599627370495.5, "4503599627370495.5"},
        {1e15, "1000000000000000"},
        {0.0, "0"},
        {-0.0, "0"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char text[32];
        ck_assert_uint_eq(cl_write_real(cases[i].real, text), strlen(cases[i].text));
        ck_assert_str_eq(text, cases[i].text);
    }
}
END_TEST

static size_t count_digits(const char *text)
{
    size_t count = 0;
    bool leading = true;
    for (; *text != '\0' && *text != 'e'; text++) {
        leading = leading && (*text == '0' || *text == '.' || *text == '-');
        count += !leading && *text != '.';
    }
    return count;
}

static void check_real(double real)
{
    char text[32], shorter[64];
    size_t length = cl_write_real(real, text);
    ck_assert_uint_lt(length, sizeof text);
    ck_assert_uint_eq(length, strlen(text));
    cl_value value;
    ck_assert_msg(read(text, length, &value), "%s is not JSON", text);
    ck_assert_msg(strtod(text, NULL) == real && cl_real_read(text, length) == real, "%s", text);
    /* One digit fewer, correctly rounded, is another number. */
    int digits = (int)count_digits(text);
    if (digits > 1 && strchr(text, 'e') != NULL) {
        snprintf(shorter, sizeof shorter, "%.*e", digits - 2, real);
        ck_assert_msg(strtod(shorter, NULL) != real, "%s is longer than %s", text, shorter);
    }
}

START_TEST(random_reals_read_back_the_same)
{
    for (int i = 0; i < 20000; i++) {
        check_real(random_double());
        check_real((double)(int64_t)(next_random() % 2000000000) / 1000.0);
        check_real(ldexp((double)(int64_t)next_random(), -60 - (int)(next_random() % 40)));
    }
    for (int exponent = -1074; exponent <= 1023; exponent++) {
        double power = ldexp(1, exponent);
        check_real(power);
        check_real(nextafter(power, INFINITY));
        check_real(nextafter(power, 0));
    }
}
END_TEST

/* Reading is correctly rounded: compared with strtod on numbers of any length… */
START_TEST(random_decimals_are_read_as_strtod_reads_them)
{
    char text[1200];
    for (int i = 0; i < 100000; i++) {
        double real = random_double();
        int length = snprintf(text, sizeof text, "%.*e", (int)(next_random() % 40), real);
        ck_assert_msg(cl_real_read(text, (size_t)length) == strtod(text, NULL), "%s", text);
    }
    for (int i = 0; i < 5000; i++) {
        int length = snprintf(text, sizeof text, "%d.", (int)(next_random() % 10));
        int digits = 1 + (int)(next_random() % 1100);
        for (int j = 0; j < digits; j++)
            text[length++] = (char)('0' + next_random() % 10);
        length += snprintf(text + length, 20, "e%d", (int)(next_random() % 700) - 360);
        ck_assert_msg(cl_real_read(text, (size_t)length) == strtod(text, NULL), "%s", text);
    }
}
END_TEST

/* … and on points halfway between two doubles, exactly and slightly above and below. */
START_TEST(halfway_points_are_rounded_to_even)
{
    if (LDBL_MANT_DIG < 64)
        return; /* no available type holds such a point */
    static char text[2600];
    for (int i = 0; i < 3000; i++) {
        uint64_t bits = next_random() & INT64_MAX;
        if (i % 3 == 0) /* few doubles are subnormal or nearly so */
            bits &= UINT64_C(0x001FFFFFFFFFFFFF);
        double real;
        memcpy(&real, &bits, sizeof real);
        if (!(real < 1e300))
            continue;
        long double half = ((long double)real + (long double)nextafter(real, INFINITY)) / 2;
        int length = snprintf(text, sizeof text, "%.*Le", 1100, half);
        ck_assert_msg(cl_real_read(text, (size_t)length) == strtod(text, NULL), "%s", text);
        char *exponent = strchr(text, 'e');
        exponent[-1] = '1'; /* the 1100th digit decides */
        ck_assert_msg(cl_real_read(text, (size_t)length) == strtod(text, NULL), "%s", text);
        length = snprintf(text, sizeof text, "%.*Le", (int)(next_random() % 800), half);
        ck_assert_msg(cl_real_read(text, (size_t)length) == strtod(text, NULL), "%s", text);
    }
}
END_TEST

START_TEST(extreme_decimals)
{
    static const struct {
        const char *text;
        double real;
    } cases[] = {
        {"0e999999999999999999999999", 0},
        {"0.000e-99999999999999999999", 0},
        {"1e-400", 0},
        {"1e400", HUGE_VAL},
        {"-1e400", -HUGE_VAL},
        {"1e99999999999999999999999999", HUGE_VAL},
        {"1e-99999999999999999999999999", 0},
        {"1.7976931348623157e308", DBL_MAX},
        {"1.7976931348623158e308", DBL_MAX},
        {"1.7976931348623159e308", HUGE_VAL},
        {"179769313486231580793e289", HUGE_VAL}, /* beyond halfway to 2^1024 */
        {"179769313486231580792e288", 1.79769313486231580792e308},
        {"2.47e-324", 0},
        {"2.48e-324", 5e-324},
        {"2.4703282292062327208e-324", 0},
        {"2.4703282292062327209e-324", 5e-324},
        {"2.2250738585072011e-308", 2.2250738585072011e-308},
        {"9007199254740993.0", 9007199254740992.0},
        {"9007199254740993.00000000000000000001", 9007199254740994.0},
        {"123e-2", 1.23},
        {"0.00000000000000000000000000000000000000000000000000000001e56", 1},
        {"100000000000000000000000000000000000000000000000000000000e-56", 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
        ck_assert_msg(cl_real_read(cases[i].text, strlen(cases[i].text)) == cases[i].real, "%s",
                      cases[i].text);
    /* Any number of digits, before and after the point. */
    size_t length = 1000000;
    char *text = malloc(length);
    memset(text, '0', length);
    text[0] = '1';
    memcpy(text + length - 8, "e-999990", 8); /* 10^(999991 - 999990) */
    ck_assert(cl_real_read(text, length) == 10.0);
    text[1] = '.';
    memcpy(text + length - 8, "00000000", 8);
    ck_assert(cl_real_read(text, length) == 1.0);
    text[0] = '0';
    memcpy(text + length - 8, "1e999990", 8); /* 999991 places after the point */
    ck_assert(cl_real_read(text, length) == 0.1);
    free(text);
}
END_TEST

/* No locale is used: a decimal comma changes nothing, in reading or writing. */
START_TEST(the_locale_does_not_matter)
{
    static const char *const names[] = {"de_DE.UTF-8", "de_DE.utf8",  "cs_CZ.UTF-8",
                                        "fr_FR.UTF-8", "nl_NL.UTF-8", "de_DE"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (setlocale(LC_ALL, names[i]) == NULL)
            continue;
        static const char *const numbers = "[0.5,0.30000000000000004,1.5e-7,5e-324,1.2345e+22]";
        cl_value value;
        ck_assert(read(numbers, strlen(numbers), &value));
        ck_assert_str_eq(written(&value), numbers);
        setlocale(LC_ALL, "C");
    }
}
END_TEST

/* A value of random shape; strings have characters of every length and escape. */
static cl_value random_value(int depth)
{
    static const char *const parts[] = {
        "a", "\"", "\\", "\n", "\x01", "\x1F", "/", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"};
    cl_value items[8];
    cl_member members[8];
    char text[64] = "";
    size_t count = (size_t)(next_random() % 8);
    cl_value value = cl_value_null();
    switch (next_random() % (depth > 0 ? 9 : 7)) {
    case 0:
        return cl_value_null();
    case 1:
        return cl_value_boolean(next_random() % 2 == 0);
    case 2:
        return cl_value_integer((int64_t)next_random() >> (next_random() % 64));
    case 3:
        while (!cl_real_value(random_double(), &value))
            ;
        return value;
    case 4:
        return cl_value_instant((int64_t)(next_random() % 253402300799999));
    case 5:
    case 6:
        for (size_t i = 0; i < count; i++)
            strcat(text, parts[next_random() % 10]);
        return cl_value_string(cl_arena_text(&arena, text, strlen(text)), (uint32_t)strlen(text));
    case 7:
        for (size_t i = 0; i < count; i++)
            items[i] = random_value(depth - 1);
        value.array = cl_array_make(&arena, items, count);
        value.kind = CL_KIND_ARRAY;
        return value;
    default:
        for (size_t i = 0; i < count; i++) {
            snprintf(text, sizeof text, "%s%zu", parts[next_random() % 10], i);
            members[i].key = cl_arena_text(&arena, text, strlen(text));
            members[i].length = (uint32_t)strlen(text);
            members[i].value = random_value(depth - 1);
        }
        value.object = cl_object_make(&arena, members, count);
        value.kind = CL_KIND_OBJECT;
        return value;
    }
}

/* The output is JSON of the computed size, and writing it again gives the same bytes. */
START_TEST(random_values_are_written_in_the_size_that_was_said)
{
    for (int i = 0; i < 5000; i++) {
        cl_arena_reset(&arena);
        cl_value value = random_value(5), back;
        const char *text = written(&value);
        char *first = cl_arena_text(&arena, text, out.length);
        ck_assert_msg(read(first, strlen(first), &back), "%s", first);
        ck_assert_str_eq(written(&back), first);
        ck_assert_uint_eq(cl_value_size(&back).nodes, cl_value_size(&value).nodes);
        ck_assert_uint_eq(cl_value_size(&back).depth, cl_value_size(&value).depth);
    }
}
END_TEST

static const char *shown(const char *bytes, size_t length, size_t most)
{
    cl_buffer_clear(&out);
    cl_writer w = cl_writer_to(&out);
    cl_writer_shown(&w, bytes, length, most);
    return cl_buffer_text(&out);
}

START_TEST(texts_for_a_terminal_are_escaped_and_cut_at_characters)
{
    ck_assert_str_eq(shown("plain", 5, 99), "\"plain\"");
    ck_assert_str_eq(shown("\"\\\n\x7F\x01", 5, 99), "\"\\\"\\\\\\u000a\\u007f\\u0001\"");
    ck_assert_str_eq(shown("\xC2\x85\xE2\x80\xAE\xC4\x8D", 7, 99), "\"\\u0085\\u202e\xC4\x8D\"");
    ck_assert_str_eq(shown("\xFF\xC3", 2, 99), "\"\\ufffd\\ufffd\"");
    ck_assert_str_eq(shown("a\0b", 3, 99), "\"a\\u0000b\"");
    ck_assert_str_eq(shown("abc", 3, 3), "\"abc\"");
    ck_assert_str_eq(shown("abcd", 4, 3), "\"abc\xE2\x80\xA6\"");
    ck_assert_str_eq(shown("a\xC4\x8D"
                           "b",
                           4, 2),
                     "\"a\xE2\x80\xA6\"");
    ck_assert_str_eq(shown("\x80\x80\x80\x80", 4, 3), "\"\xE2\x80\xA6\"");
}
END_TEST

/* The escapes of the text itself are kept. */
START_TEST(json_for_a_terminal_is_escaped_inside_its_strings)
{
    static const char json[] = "{\"a\\n\\\"\":\"\x7F\xE2\x80\xAE\xC4\x8D\xFF\"}";
    cl_buffer_clear(&out);
    cl_writer w = cl_writer_to(&out);
    cl_writer_open(&w, '[');
    cl_writer_json(&w, json, sizeof json - 1);
    cl_writer_json(&w, "17", 2);
    cl_writer_close(&w, ']');
    ck_assert_str_eq(cl_buffer_text(&out), "[{\"a\\n\\\"\":\"\\u007f\\u202e\xC4\x8D\\ufffd\"},17]");
}
END_TEST

int main(void)
{
    TCase *all = unit_case("writer");
    tcase_set_timeout(all, 120);
    tcase_add_checked_fixture(all, begin, end);
    tcase_add_test(all, scalars);
    tcase_add_test(all, date_times_are_iso_strings);
    tcase_add_test(all, every_byte_is_escaped_or_not_at_every_place);
    tcase_add_test(all, other_scripts_stand_for_themselves);
    tcase_add_test(all, texts_for_a_terminal_are_escaped_and_cut_at_characters);
    tcase_add_test(all, json_for_a_terminal_is_escaped_inside_its_strings);
    tcase_add_test(all, containers_have_no_spaces_and_keep_their_order);
    tcase_add_test(all, the_deepest_value_is_written);
    tcase_add_test(all, reals_are_laid_out);
    tcase_add_test(all, random_reals_read_back_the_same);
    tcase_add_test(all, random_decimals_are_read_as_strtod_reads_them);
    tcase_add_test(all, halfway_points_are_rounded_to_even);
    tcase_add_test(all, extreme_decimals);
    tcase_add_test(all, the_locale_does_not_matter);
    tcase_add_test(all, random_values_are_written_in_the_size_that_was_said);
    return unit_run();
}
