/* test_instant.c — SEMANTICS, "plusTime", "Date-time text", "Years", "dccDateOfBirth".
 *
 * The property tests compute the calendar day by day with the leap rule, from 0000-01-01 to
 * 9999-12-31. They use none of the arithmetic of instant.c.
 */
#include <check.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/instant.h"
#include "support_main.h"

enum { DAYS = 3652425, MONTHS = 120000 };

typedef struct date {
    int16_t year;
    int8_t month, day; /* from 1 */
} date;

static date *walked;        /* DAYS of them */
static int32_t *month_from; /* the day on which each of the MONTHS begins */

static int plain_leap(int year)
{
    if (year % 400 == 0)
        return 1;
    if (year % 100 == 0)
        return 0;
    return year % 4 == 0;
}

static int plain_month_length(int year, int month)
{
    if (month == 2)
        return 28 + plain_leap(year);
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

static void walk(void)
{
    walked = malloc(DAYS * sizeof *walked);
    month_from = malloc(MONTHS * sizeof *month_from);
    int32_t count = 0;
    for (int year = 0; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            month_from[year * 12 + month - 1] = count;
            for (int day = 1; day <= plain_month_length(year, month); day++)
                walked[count++] = (date){(int16_t)year, (int8_t)month, (int8_t)day};
        }
    }
    ck_assert_int_eq(count, DAYS);
}

static void forget(void)
{
    free(walked);
    free(month_from);
}

static int64_t instant_of_day(int64_t day)
{
    return CL_INSTANT_MIN + day * CL_DAY_MS;
}

static const char *fault_name(cl_instant_fault fault)
{
    static const char *const names[] = {"OK", "FORM", "CALENDAR", "YEARS"};
    return names[fault];
}

typedef struct form {
    const char *text;
    cl_instant_fault fault;
    const char *expected; /* of a valid text, in the form of the writer */
} form;

static void check_form(const form *c, cl_instant_fault fault, int64_t instant)
{
    ck_assert_msg(fault == c->fault, "\"%s\": %s", c->text, fault_name(fault));
    if (fault != CL_INSTANT_OK)
        return;
    char text[CL_INSTANT_TEXT + 1] = "";
    cl_instant_write(instant, text);
    ck_assert_str_eq(text, c->expected);
}

static void check_forms(const form *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int64_t instant = 0;
        /* A copy of the exact length, so that a sanitizer detects a read beyond its end. */
        size_t length = strlen(cases[i].text);
        char *copy = malloc(length > 0 ? length : 1);
        memcpy(copy, cases[i].text, length);
        cl_instant_fault fault = cl_instant_parse(copy, length, &instant);
        free(copy);
        check_form(&cases[i], fault, instant);
    }
}

/* The nineteen forms of plusTime in the specification. */
START_TEST(every_form_of_the_specification)
{
    static const form cases[] = {
        {"2021", CL_INSTANT_OK, "2021-12-31T00:00:00.000Z"},
        {"2021-02", CL_INSTANT_OK, "2021-02-28T00:00:00.000Z"},
        {"2021-06-01", CL_INSTANT_OK, "2021-06-01T00:00:00.000Z"},
        {"2021-06-01T13:14:15", CL_INSTANT_OK, "2021-06-01T13:14:15.000Z"},
        {"2021-06-01T13:14:15Z", CL_INSTANT_OK, "2021-06-01T13:14:15.000Z"},
        {"2021-06-01T13:14:15+2", CL_INSTANT_OK, "2021-06-01T11:14:15.000Z"},
        {"2021-06-01T13:14:15-2", CL_INSTANT_OK, "2021-06-01T15:14:15.000Z"},
        {"2021-06-01T13:14:15+02", CL_INSTANT_OK, "2021-06-01T11:14:15.000Z"},
        {"2021-06-01T13:14:15-12", CL_INSTANT_OK, "2021-06-02T01:14:15.000Z"},
        {"2021-06-01T13:14:15+230", CL_INSTANT_OK, "2021-06-01T10:44:15.000Z"},
        {"2021-06-01T13:14:15-230", CL_INSTANT_OK, "2021-06-01T15:44:15.000Z"},
        {"2021-06-01T13:14:15+0230", CL_INSTANT_OK, "2021-06-01T10:44:15.000Z"},
        {"2021-06-01T13:14:15-1159", CL_INSTANT_OK, "2021-06-02T01:13:15.000Z"},
        {"2021-06-01T13:14:15+2:30", CL_INSTANT_OK, "2021-06-01T10:44:15.000Z"},
        {"2021-06-01T13:14:15-2:30", CL_INSTANT_OK, "2021-06-01T15:44:15.000Z"},
        {"2021-06-01T13:14:15+02:30", CL_INSTANT_OK, "2021-06-01T10:44:15.000Z"},
        {"2021-06-01T13:14:15-02:30", CL_INSTANT_OK, "2021-06-01T15:44:15.000Z"},
        {"2021-06-01T13:14:15.7", CL_INSTANT_OK, "2021-06-01T13:14:15.700Z"},
        {"2021-06-01T13:14:15.7Z", CL_INSTANT_OK, "2021-06-01T13:14:15.700Z"},
        {"2021-06-01T13:14:15.7+2", CL_INSTANT_OK, "2021-06-01T11:14:15.700Z"},
        {"2021-06-01T13:14:15.7-02", CL_INSTANT_OK, "2021-06-01T15:14:15.700Z"},
        {"2021-06-01T13:14:15.7+230", CL_INSTANT_OK, "2021-06-01T10:44:15.700Z"},
        {"2021-06-01T13:14:15.7-0230", CL_INSTANT_OK, "2021-06-01T15:44:15.700Z"},
        {"2021-06-01T13:14:15.7+2:30", CL_INSTANT_OK, "2021-06-01T10:44:15.700Z"},
        {"2021-06-01T13:14:15.7-02:30", CL_INSTANT_OK, "2021-06-01T15:44:15.700Z"},
        {"2021-06-01T13:14:15+0", CL_INSTANT_OK, "2021-06-01T13:14:15.000Z"},
        {"2021-06-01T13:14:15-00:00", CL_INSTANT_OK, "2021-06-01T13:14:15.000Z"},
    };
    check_forms(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

/* Each text differs in one point from a form, and is none. */
START_TEST(neighbours_of_the_forms_are_refused)
{
    static const char *const texts[] = {
        "",
        "2",
        "20",
        "202",
        "20211",
        "2021-",
        "2021-1",
        "2021x06",
        "2021-001",
        "2021-6-1",
        "2021-06-1",
        "2021-06-011",
        "2021-06-",
        "202106",
        "20210601",
        "2021/06/01",
        "2021.06.01",
        "01-06-2021",
        "-2021",
        "+2021",
        "+002021-06-01",
        "-000001-01-01",
        "12021-06-01",
        " 2021-06-01",
        "2021-06-01 ",
        "2021-06-01Z",
        "2021Z",
        "2021-06Z",
        "2021-06-01+02:00",
        "2021-152",
        "2021-W22-2",
        "2021-W22",
        "--06-01",
        "202a",
        "2021-0b",
        "2021-06-0c",
        "2021 06-01",
        "2021-06 01",
        "x",
        "null",
        /* the time */
        "2021-06-01T",
        "2021-06-01T13",
        "2021-06-01T13Z",
        "2021-06-01T13:14",
        "2021-06-01T13:14Z",
        "2021-06-01T13:14:1",
        "2021-06-01T1:14:15",
        "2021-06-01T13:4:15",
        "2021-06-01T131415",
        "2021-06-01T13:1415",
        "2021-06-01T13.14.15",
        "2021-06-01t13:14:15",
        "2021-06-01 13:14:15",
        "2021-06-01_13:14:15Z",
        "2021-06-01T13:14:15z",
        "2021-06-01T13:14:15 Z",
        "2021-06-01T13:14:15ZZ",
        "2021-06-01T13:14:15Z ",
        "2021-06-01T13:14:15UTC",
        "2021-06-01T13:14:155",
        "2021-06-01T13:14:15:16",
        "2021-06-01T-1:14:15",
        "2021-06-01T13:+4:15",
        "2021T13:14:15",
        "2021-06T13:14:15Z",
        "2021-06-1T13:14:15Z",
        "20210601T131415Z",
        "2021-06-01T13:14:15[UTC]",
        "2021-06-01T13:14:15+02:00[Europe/Prague]",
        /* the fraction */
        "2021-06-01T13:14:15.",
        "2021-06-01T13:14:15.Z",
        "2021-06-01T13:14:15.+02:00",
        "2021-06-01T13:14:15,5",
        "2021-06-01T13:14:15,5Z",
        "2021-06-01T13:14:15.5.5",
        "2021-06-01T13:14.5Z",
        "2021-06-01T13:14:15.5a",
        "2021-06-01T13:14:15.-5",
        "2021-06-01.5",
        "2021-06-01T13:14:15.5 Z",
        "2021-06-01T13:14:15.1234567x",
        /* the offset */
        "2021-06-01T13:14:15+",
        "2021-06-01T13:14:15-",
        "2021-06-01T13:14:15+a",
        "2021-06-01T13:14:15+:30",
        "2021-06-01T13:14:15+02:",
        "2021-06-01T13:14:15+2:",
        "2021-06-01T13:14:15+2:3",
        "2021-06-01T13:14:15+02:3",
        "2021-06-01T13:14:15+02:300",
        "2021-06-01T13:14:15+002:30",
        "2021-06-01T13:14:15+00230",
        "2021-06-01T13:14:15+02:30:00",
        "2021-06-01T13:14:15+02-30",
        "2021-06-01T13:14:15+02.30",
        "2021-06-01T13:14:15+-2",
        "2021-06-01T13:14:15++2",
        "2021-06-01T13:14:15+2Z",
        "2021-06-01T13:14:15Z+2",
        "2021-06-01T13:14:15+02 30",
        "2021-06-01T13:14:15 +02:30",
        "2021-06-01T13:14:15+02:30Z",
        "2021-06-01T13:14:15+1a",
        "2021-06-01T13:14:15+1a00",
        "2021-06-01T13:14:15+01:a0",
        "2021-06-01T13:14:15\xE2\x88\x92" /* a minus sign that is not ASCII */,
        /* digits of other scripts */
        "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA1",
        "\xEF\xBC\x92\xEF\xBC\x90",
        /* the form is checked before the calendar: if both are wrong, the form is reported */
        "2021-13-01T",
        "2021-99-99T13:14:15z",
        "2021-00-00x",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const form one = {texts[i], CL_INSTANT_FORM, NULL};
        check_forms(&one, 1);
    }
    /* A NUL is a character like any other, inside and at the end. */
    int64_t instant;
    ck_assert_int_eq(cl_instant_parse("2021-06-01\0", 11, &instant), CL_INSTANT_FORM);
    ck_assert_int_eq(cl_instant_parse("2021\0", 5, &instant), CL_INSTANT_FORM);
    ck_assert_int_eq(cl_instant_parse("2021-06-01T13:14:15\0Z", 21, &instant), CL_INSTANT_FORM);
    ck_assert_int_eq(cl_instant_parse("\0\0\0\0", 4, &instant), CL_INSTANT_FORM);
    ck_assert_int_eq(cl_instant_parse(NULL, 0, &instant), CL_INSTANT_FORM);
}
END_TEST

/* Dates and times that do not exist are an error. */
START_TEST(what_the_calendar_lacks_is_refused)
{
    static const form cases[] = {
        {"2021-09-31", CL_INSTANT_CALENDAR, NULL},
        {"2021-09-30", CL_INSTANT_OK, "2021-09-30T00:00:00.000Z"},
        {"2021-09-99", CL_INSTANT_CALENDAR, NULL},
        {"2021-02-29", CL_INSTANT_CALENDAR, NULL},
        {"2020-02-29", CL_INSTANT_OK, "2020-02-29T00:00:00.000Z"},
        {"2020-02-30", CL_INSTANT_CALENDAR, NULL},
        {"1900-02-29", CL_INSTANT_CALENDAR, NULL},
        {"2000-02-29", CL_INSTANT_OK, "2000-02-29T00:00:00.000Z"},
        {"2021-01-32", CL_INSTANT_CALENDAR, NULL},
        {"2021-01-00", CL_INSTANT_CALENDAR, NULL},
        {"2021-00-01", CL_INSTANT_CALENDAR, NULL},
        {"2021-13-01", CL_INSTANT_CALENDAR, NULL},
        {"2022-13", CL_INSTANT_CALENDAR, NULL},
        {"2022-00", CL_INSTANT_CALENDAR, NULL},
        {"2022-99", CL_INSTANT_CALENDAR, NULL},
        {"2022-12", CL_INSTANT_OK, "2022-12-31T00:00:00.000Z"},
        {"2021-06-01T24:00:00", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T24:00:00Z", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T23:59:59Z", CL_INSTANT_OK, "2021-06-01T23:59:59.000Z"},
        {"2021-06-01T25:00:00Z", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:60:00Z", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:59:60Z", CL_INSTANT_CALENDAR, NULL},
        {"2016-12-31T23:59:60Z", CL_INSTANT_CALENDAR, NULL}, /* a real leap second */
        {"2021-06-01T12:00:99.5Z", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00+18:00", CL_INSTANT_OK, "2021-05-31T18:00:00.000Z"},
        {"2021-06-01T12:00:00-18:00", CL_INSTANT_OK, "2021-06-02T06:00:00.000Z"},
        {"2021-06-01T12:00:00+18", CL_INSTANT_OK, "2021-05-31T18:00:00.000Z"},
        {"2021-06-01T12:00:00+18:01", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00-18:01", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00-1801", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00+19", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00-99", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00+17:59", CL_INSTANT_OK, "2021-05-31T18:01:00.000Z"},
        {"2021-06-01T12:00:00+01:60", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00+160", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00+1:60", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00-0199", CL_INSTANT_CALENDAR, NULL},
        {"2021-06-01T12:00:00+159", CL_INSTANT_OK, "2021-06-01T10:01:00.000Z"},
    };
    check_forms(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

/* Decimals beyond milliseconds are cut. */
START_TEST(fractions_are_cut_to_milliseconds)
{
    static const form cases[] = {
        {"2021-06-01T00:00:00.0", CL_INSTANT_OK, "2021-06-01T00:00:00.000Z"},
        {"2021-06-01T00:00:00.05", CL_INSTANT_OK, "2021-06-01T00:00:00.050Z"},
        {"2021-06-01T00:00:00.123Z", CL_INSTANT_OK, "2021-06-01T00:00:00.123Z"},
        {"2021-06-01T00:00:00.1239Z", CL_INSTANT_OK, "2021-06-01T00:00:00.123Z"},
        {"2021-06-01T23:59:59.999999999Z", CL_INSTANT_OK, "2021-06-01T23:59:59.999Z"},
        {"1969-12-31T23:59:59.9999Z", CL_INSTANT_OK, "1969-12-31T23:59:59.999Z"},
        {"2021-06-01T00:00:00.0009+01:00", CL_INSTANT_OK, "2021-05-31T23:00:00.000Z"},
        {"2021-06-01T00:00:00.12345678901234567890123456789012345678901234567890-1", CL_INSTANT_OK,
         "2021-06-01T01:00:00.123Z"},
    };
    check_forms(cases, sizeof cases / sizeof cases[0]);
}
END_TEST

/* "Years": the instant, not the text, is in 0000–9999. Year 0000 is a leap year. */
START_TEST(instants_outside_the_years_are_refused)
{
    static const form cases[] = {
        {"0000", CL_INSTANT_OK, "0000-12-31T00:00:00.000Z"},
        {"0000-02", CL_INSTANT_OK, "0000-02-29T00:00:00.000Z"},
        {"0000-01-01", CL_INSTANT_OK, "0000-01-01T00:00:00.000Z"},
        {"9999-12-31T23:59:59.999Z", CL_INSTANT_OK, "9999-12-31T23:59:59.999Z"},
        {"0000-01-01T00:00:00+00:01", CL_INSTANT_YEARS, NULL},
        {"0000-01-01T00:00:59.999+00:01", CL_INSTANT_YEARS, NULL},
        {"0000-01-01T00:01:00+00:01", CL_INSTANT_OK, "0000-01-01T00:00:00.000Z"},
        {"0000-01-01T00:00:00-00:01", CL_INSTANT_OK, "0000-01-01T00:01:00.000Z"},
        {"9999-12-31T23:59:59-00:01", CL_INSTANT_YEARS, NULL},
        {"9999-12-31T06:00:00-18:00", CL_INSTANT_YEARS, NULL},
        {"9999-12-31T05:59:59.999-18:00", CL_INSTANT_OK, "9999-12-31T23:59:59.999Z"},
    };
    check_forms(cases, sizeof cases / sizeof cases[0]);
    int64_t instant;
    ck_assert_int_eq(cl_instant_parse("0000-01-01", 10, &instant), CL_INSTANT_OK);
    ck_assert_int_eq(instant, CL_INSTANT_MIN);
    ck_assert_int_eq(cl_instant_parse("9999-12-31T23:59:59.999", 23, &instant), CL_INSTANT_OK);
    ck_assert_int_eq(instant, CL_INSTANT_MAX);
    ck_assert_int_eq(cl_instant_parse("1970-01-01", 10, &instant), CL_INSTANT_OK);
    ck_assert_int_eq(instant, 0);
}
END_TEST

/* "dccDateOfBirth": its three forms and no other. */
START_TEST(births_have_three_forms)
{
    static const form cases[] = {
        {"1987", CL_INSTANT_OK, "1987-12-31T00:00:00.000Z"},
        {"1987-02", CL_INSTANT_OK, "1987-02-28T00:00:00.000Z"},
        {"1988-02", CL_INSTANT_OK, "1988-02-29T00:00:00.000Z"},
        {"1987-04", CL_INSTANT_OK, "1987-04-30T00:00:00.000Z"},
        {"1987-06-05", CL_INSTANT_OK, "1987-06-05T00:00:00.000Z"},
        {"1987-13", CL_INSTANT_CALENDAR, NULL},
        {"1987-02-29", CL_INSTANT_CALENDAR, NULL},
        {"", CL_INSTANT_FORM, NULL},
        {"87", CL_INSTANT_FORM, NULL},
        {"1987-06-05T00:00:00", CL_INSTANT_FORM, NULL},
        {"1987-06-05T00:00:00Z", CL_INSTANT_FORM, NULL},
        {"1987-06-05T00:00:00.000+01:00", CL_INSTANT_FORM, NULL},
        {"1987-06-05Z", CL_INSTANT_FORM, NULL},
        {"1987-XX-XX", CL_INSTANT_FORM, NULL},
        {"1987-06-", CL_INSTANT_FORM, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t instant = 0;
        cl_instant_fault fault = cl_instant_parse_birth(cases[i].text, strlen(cases[i].text),
                                                        &instant);
        check_form(&cases[i], fault, instant);
    }
}
END_TEST

/* SEMANTICS "plusTime" and the specification's table of leap days. */
START_TEST(named_shifts)
{
    static const struct {
        const char *from;
        int64_t amount;
        const char *unit;
        const char *to;
    } cases[] = {
        {"2021-01-31", 1, "month", "2021-03-03T00:00:00.000Z"},
        {"2020-02-29", 1, "year", "2021-03-01T00:00:00.000Z"},
        {"2020-02-29", 12, "month", "2021-03-01T00:00:00.000Z"},
        {"2020-02-29", 1, "day", "2020-03-01T00:00:00.000Z"},
        {"2020-02-29", 1, "month", "2020-03-29T00:00:00.000Z"},
        {"2020-02-29", 4, "year", "2024-02-29T00:00:00.000Z"},
        {"2020-02-29", -1, "year", "2019-03-01T00:00:00.000Z"},
        {"2021-03-31", -1, "month", "2021-03-03T00:00:00.000Z"},
        {"2020-03-31", -1, "month", "2020-03-02T00:00:00.000Z"},
        {"2021-01-31T23:59:59.999", 1, "month", "2021-03-03T23:59:59.999Z"},
        {"2021-06-01T12:00:00", 0, "year", "2021-06-01T12:00:00.000Z"},
        {"2021-06-01T12:00:00", 36, "hour", "2021-06-03T00:00:00.000Z"},
        {"2021-06-01T12:00:00", -13, "hour", "2021-05-31T23:00:00.000Z"},
        {"2021-12-31", 1, "day", "2022-01-01T00:00:00.000Z"},
        {"2021-06-15", -18, "year", "2003-06-15T00:00:00.000Z"},
        {"1970-01-01", -1, "hour", "1969-12-31T23:00:00.000Z"},
        {"1969-12-31T23:59:59.999", -1, "month", "1969-12-01T23:59:59.999Z"},
        {"9999-12-31", -9999, "year", "0000-12-31T00:00:00.000Z"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t instant, shifted;
        char text[CL_INSTANT_TEXT + 1] = "";
        cl_unit unit = cl_unit_find(cases[i].unit, strlen(cases[i].unit));
        ck_assert_int_eq(cl_instant_parse(cases[i].from, strlen(cases[i].from), &instant),
                         CL_INSTANT_OK);
        ck_assert(cl_instant_shift(instant, cases[i].amount, unit, &shifted));
        cl_instant_write(shifted, text);
        ck_assert_str_eq(text, cases[i].to);
    }
}
END_TEST

/* The instant is in 0000–9999 before and after the shift; every amount of 64 bits is checked. */
START_TEST(shifts_out_of_the_years_are_refused)
{
    static const int64_t far[] = {INT64_MIN,
                                  INT64_MIN + 1,
                                  INT64_MIN / 12,
                                  INT64_MIN / 12 - 1,
                                  INT64_MIN / CL_DAY_MS,
                                  INT64_MIN / CL_HOUR_MS,
                                  -90000000,
                                  90000000,
                                  INT64_MAX / CL_HOUR_MS,
                                  INT64_MAX / CL_DAY_MS,
                                  INT64_MAX / 12,
                                  INT64_MAX / 12 + 1,
                                  INT64_MAX - 1,
                                  INT64_MAX};
    static const int64_t from[] = {CL_INSTANT_MIN, -1, 0, 1, CL_INSTANT_MAX};
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        for (size_t j = 0; j < sizeof from / sizeof from[0]; j++) {
            for (int unit = 0; unit < CL_UNIT_COUNT; unit++) {
                int64_t shifted = 42;
                ck_assert(!cl_instant_shift(from[j], far[i], (cl_unit)unit, &shifted));
            }
        }
    }
    int64_t shifted;
    for (int unit = 0; unit < CL_UNIT_COUNT; unit++) {
        ck_assert(!cl_instant_shift(CL_INSTANT_MIN, -1, (cl_unit)unit, &shifted));
        ck_assert(!cl_instant_shift(CL_INSTANT_MAX, 1, (cl_unit)unit, &shifted));
        ck_assert(cl_instant_shift(CL_INSTANT_MIN, 1, (cl_unit)unit, &shifted));
        ck_assert(cl_instant_shift(CL_INSTANT_MAX, -1, (cl_unit)unit, &shifted));
    }
    ck_assert(cl_instant_shift(CL_INSTANT_MIN, DAYS - 1, CL_UNIT_DAY, &shifted));
    ck_assert_int_eq(shifted, instant_of_day(DAYS - 1));
    ck_assert(!cl_instant_shift(CL_INSTANT_MIN, DAYS, CL_UNIT_DAY, &shifted));
    ck_assert(!cl_instant_shift(0, 1, CL_UNIT_COUNT, &shifted));
}
END_TEST

/* Returns what ECMAScript's methods give by the computed calendar: the day, or -1. */
static int64_t landing(int64_t day, int64_t amount, cl_unit unit)
{
    if (unit == CL_UNIT_DAY)
        return day + amount >= 0 && day + amount < DAYS ? day + amount : -1;
    int64_t month = walked[day].year * 12 + walked[day].month - 1;
    month += unit == CL_UNIT_YEAR ? 12 * amount : amount;
    if (month < 0 || month >= MONTHS)
        return -1;
    return month_from[month] + walked[day].day - 1;
}

static void check_shift(int64_t day, int64_t amount, cl_unit unit, int64_t time)
{
    int64_t instant = instant_of_day(day) + time, shifted = 0;
    bool ok = cl_instant_shift(instant, amount, unit, &shifted);
    int64_t expected;
    bool inside;
    if (unit == CL_UNIT_HOUR) {
        expected = day * CL_DAY_MS + time + amount * CL_HOUR_MS;
        inside = expected >= 0 && expected < DAYS * (int64_t)CL_DAY_MS;
    } else {
        int64_t to = landing(day, amount, unit);
        expected = to * CL_DAY_MS + time;
        inside = to >= 0;
    }
    if (ok != inside || (ok && shifted != CL_INSTANT_MIN + expected))
        ck_abort_msg("%04d-%02d-%02d + %lld %s", walked[day].year, walked[day].month,
                     walked[day].day, (long long)amount, cl_unit_name(unit));
}

static void check_days(int64_t from, int64_t to)
{
    static const int64_t amounts[] = {
        0,   1,    -1,    2,    -2,    11,    -11,    12,      -12,     13,       -13,
        23,  25,   -25,   29,   30,    31,    -31,    48,      365,     366,      -400,
        999, 1200, -4800, 9998, -9999, 10000, 119999, -119999, 1000000, -3000000, 87658200};
    for (int64_t day = from; day < to; day++) {
        int64_t time = day * 7919 % CL_DAY_MS;
        for (size_t i = 0; i < sizeof amounts / sizeof amounts[0]; i++) {
            for (int unit = 0; unit < CL_UNIT_COUNT; unit++)
                check_shift(day, amounts[i], (cl_unit)unit, time);
        }
    }
}

START_TEST(every_day_of_400_years_shifts_as_the_walk_says)
{
    int64_t from = month_from[1799 * 12], to = month_from[2199 * 12];
    ck_assert_int_eq(to - from, 146097);
    check_days(from, to);
}
END_TEST

START_TEST(every_day_at_the_borders_shifts_as_the_walk_says)
{
    check_days(0, 3000);
    check_days(DAYS - 3000, DAYS);
}
END_TEST

static void digits(char *text, int count, int number)
{
    while (count > 0) {
        text[--count] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* Every day, each at another time: written as the computed calendar has it, and read back. */
START_TEST(every_day_is_written_and_read_back)
{
    for (int64_t day = 0; day < DAYS; day++) {
        int64_t time = day * 86413777 % CL_DAY_MS, back = 0;
        char expected[] = "0000-00-00T00:00:00.000Z", text[CL_INSTANT_TEXT], seconds[20];
        digits(expected, 4, walked[day].year);
        digits(expected + 5, 2, walked[day].month);
        digits(expected + 8, 2, walked[day].day);
        digits(expected + 11, 2, (int)(time / 3600000));
        digits(expected + 14, 2, (int)(time / 60000 % 60));
        digits(expected + 17, 2, (int)(time / 1000 % 60));
        digits(expected + 20, 3, (int)(time % 1000));
        cl_instant_write(instant_of_day(day) + time, text);
        cl_instant_write_seconds(instant_of_day(day) + time, seconds);
        bool ok = memcmp(text, expected, sizeof text) == 0 && memcmp(seconds, expected, 19) == 0 &&
                  seconds[19] == 'Z' &&
                  cl_instant_parse(text, sizeof text, &back) == CL_INSTANT_OK &&
                  back == instant_of_day(day) + time &&
                  cl_instant_parse(text, 10, &back) == CL_INSTANT_OK &&
                  back == instant_of_day(day) &&
                  cl_instant_parse_birth(text, 10, &back) == CL_INSTANT_OK &&
                  back == instant_of_day(day);
        if (!ok)
            ck_abort_msg("%s", expected);
    }
}
END_TEST

/* Every combination of month 00–99 and day 00–99 of some years is valid exactly if the computed
 * calendar has it. */
START_TEST(dates_are_good_exactly_if_they_exist)
{
    static const int years[] = {0, 1, 4, 100, 400, 1899, 1900, 1999, 2000, 2020, 2021, 9999};
    for (size_t i = 0; i < sizeof years / sizeof years[0]; i++) {
        for (int month = 0; month <= 99; month++) {
            for (int day = 0; day <= 99; day++) {
                char text[] = "0000-00-00";
                digits(text, 4, years[i]);
                digits(text + 5, 2, month);
                digits(text + 8, 2, day);
                bool exists = month >= 1 && month <= 12 && day >= 1 &&
                              day <= plain_month_length(years[i], month);
                int64_t instant;
                cl_instant_fault fault = cl_instant_parse(text, 10, &instant);
                ck_assert_msg(fault == (exists ? CL_INSTANT_OK : CL_INSTANT_CALENDAR), "%s", text);
                if (exists)
                    ck_assert_int_eq(
                        instant, instant_of_day(month_from[years[i] * 12 + month - 1] + day - 1));
            }
        }
    }
}
END_TEST

/* A partial date is the last day that it allows, for every month. */
START_TEST(partial_dates_are_the_last_day)
{
    for (int month = 0; month < MONTHS; month++) {
        char text[] = "0000-00";
        digits(text, 4, month / 12);
        digits(text + 5, 2, month % 12 + 1);
        int64_t next = month + 1 < MONTHS ? month_from[month + 1] : DAYS, instant = 0;
        ck_assert_int_eq(cl_instant_parse(text, 7, &instant), CL_INSTANT_OK);
        ck_assert_int_eq(instant, instant_of_day(next - 1));
        if (month % 12 == 11) {
            ck_assert_int_eq(cl_instant_parse(text, 4, &instant), CL_INSTANT_OK);
            ck_assert_int_eq(instant, instant_of_day(next - 1));
        }
    }
}
END_TEST

START_TEST(seconds_are_cut_towards_the_past)
{
    char text[21] = "";
    cl_instant_write_seconds(-1, text);
    ck_assert_str_eq(text, "1969-12-31T23:59:59Z");
    cl_instant_write_seconds(999, text);
    ck_assert_str_eq(text, "1970-01-01T00:00:00Z");
    cl_instant_write_seconds(CL_INSTANT_MIN, text);
    ck_assert_str_eq(text, "0000-01-01T00:00:00Z");
    cl_instant_write_seconds(CL_INSTANT_MAX, text);
    ck_assert_str_eq(text, "9999-12-31T23:59:59Z");
}
END_TEST

/* The units are `year month day hour`, in exactly this spelling. */
START_TEST(units_have_four_names)
{
    for (int unit = 0; unit < CL_UNIT_COUNT; unit++) {
        const char *name = cl_unit_name((cl_unit)unit);
        ck_assert_int_eq(cl_unit_find(name, strlen(name)), unit);
    }
    static const char *const none[] = {"",       "Day",  "days", "DAY",    "hours",
                                       "minute", "week", "da",   "second", "day "};
    for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
        ck_assert_int_eq(cl_unit_find(none[i], strlen(none[i])), CL_UNIT_COUNT);
    ck_assert_int_eq(cl_unit_find("day\0", 4), CL_UNIT_COUNT);
    ck_assert_str_eq(cl_unit_name(CL_UNIT_COUNT), "no unit");
}
END_TEST

START_TEST(faults_have_texts)
{
    ck_assert_str_eq(cl_instant_fault_text(CL_INSTANT_FORM),
                     "not a date-time of the forms that CertLogic allows");
    ck_assert_str_eq(cl_instant_fault_text(CL_INSTANT_CALENDAR),
                     "a date, time or offset that does not exist");
    ck_assert_str_eq(cl_instant_fault_text(CL_INSTANT_YEARS), "outside the years 0000 to 9999");
    ck_assert_ptr_nonnull(cl_instant_fault_text(CL_INSTANT_OK));
}
END_TEST

int main(void)
{
    TCase *texts = unit_case("instant");
    tcase_add_test(texts, every_form_of_the_specification);
    tcase_add_test(texts, neighbours_of_the_forms_are_refused);
    tcase_add_test(texts, what_the_calendar_lacks_is_refused);
    tcase_add_test(texts, fractions_are_cut_to_milliseconds);
    tcase_add_test(texts, instants_outside_the_years_are_refused);
    tcase_add_test(texts, births_have_three_forms);
    tcase_add_test(texts, named_shifts);
    tcase_add_test(texts, shifts_out_of_the_years_are_refused);
    tcase_add_test(texts, seconds_are_cut_towards_the_past);
    tcase_add_test(texts, units_have_four_names);
    tcase_add_test(texts, faults_have_texts);
    TCase *days = tcase_create("days");
    tcase_set_timeout(days, 300);
    tcase_add_unchecked_fixture(days, walk, forget);
    tcase_add_test(days, every_day_of_400_years_shifts_as_the_walk_says);
    tcase_add_test(days, every_day_at_the_borders_shifts_as_the_walk_says);
    tcase_add_test(days, every_day_is_written_and_read_back);
    tcase_add_test(days, dates_are_good_exactly_if_they_exist);
    tcase_add_test(days, partial_dates_are_the_last_day);
    suite_add_tcase(unit_suite, days);
    return unit_run();
}
