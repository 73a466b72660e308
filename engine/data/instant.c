/* instant.c — date-times, by arithmetic in 64 bits. Does not know the current time, the locale or a
 * time zone.
 *
 * Days are counted from 0000-01-01 in the proleptic Gregorian calendar, so no year of the language
 * is negative. Adding CL_INSTANT_MIN converts to the epoch of 1970.
 */
#include "data/instant.h"

#include <string.h>

#include "base/checked.h"

enum { MINUTE_MS = 60000, LARGEST_OFFSET = 18 * 60, DAYS_IN_400_YEARS = 146097 };

/* The fields of a date-time as they are written. */
typedef struct written {
    int year, month, day;
    int hour, minute, second, millisecond;
    int offset_hour, offset_minute; /* without their sign */
    bool west;                      /* the sign is '-' */
} written;

static bool is_leap(int64_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

/* Returns the days from 0000-01-01 to the first of the month, for the years 0 to 9999. Here and in
 * date_of all numbers fit unsigned 32 bits, in which division by a constant is fast. */
static uint32_t days_to_month(uint32_t year, unsigned month)
{
    static const uint16_t before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
    enum { LEAP_DAYS_BEFORE_YEAR_0 = 96 }; /* `leap_days` for January of year 0 */
    uint32_t past = year + 400 - (month <= 2);
    uint32_t leap_days = past / 4 - past / 100 + past / 400 - LEAP_DAYS_BEFORE_YEAR_0;
    return year * 365 + leap_days + before[month - 1];
}

/* Converts a day, counted from 0000-01-01, to year, month and day. */
static void date_of(uint32_t days, uint32_t *year, unsigned *month, unsigned *day)
{
    /* Counts from 1 March of the year -400: no number is negative, and the cycles of 400, 100 and 4
     * years and of five months (153 days) are complete. */
    uint32_t since = days + DAYS_IN_400_YEARS - 60;
    uint32_t cycle = since / DAYS_IN_400_YEARS;
    uint32_t in_cycle = since % DAYS_IN_400_YEARS;
    uint32_t in_years = (in_cycle - in_cycle / 1460 + in_cycle / 36524 - in_cycle / 146096) / 365;
    uint32_t in_year = in_cycle - (365 * in_years + in_years / 4 - in_years / 100);
    uint32_t from_march = (5 * in_year + 2) / 153;
    *day = in_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = cycle * 400 + in_years + (*month <= 2) - 400;
}

/* Reads `count` digits as a number; -1 if a character is not a digit. */
static int digits(const char *text, size_t count)
{
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

/* Loads eight bytes as a number, the first byte lowest, on machines of any byte order. */
static uint64_t eight(const char *text)
{
    const unsigned char *t = (const unsigned char *)text;
    return (uint64_t)t[0] | (uint64_t)t[1] << 8 | (uint64_t)t[2] << 16 | (uint64_t)t[3] << 24 |
           (uint64_t)t[4] << 32 | (uint64_t)t[5] << 40 | (uint64_t)t[6] << 48 |
           (uint64_t)t[7] << 56;
}

/* Reads two digits as a number; 100 if a character is not a digit. */
static unsigned two(const char *text)
{
    unsigned tens = (unsigned char)text[0] - (unsigned)'0';
    unsigned ones = (unsigned char)text[1] - (unsigned)'0';
    return tens <= 9 && ones <= 9 ? tens * 10 + ones : 100;
}

/* Reads YYYY-MM-DD, by far the most frequent form, eight bytes at a time. */
static bool read_whole_date(const char *text, written *out)
{
    /* Leaves the value of each digit, and 0 for each "-". */
    uint64_t digit = eight(text) ^ 0x2D30302D30303030u;
    /* The addition sets the highest bit of a byte that is too large: above 9 for a digit, above 0
     * for "-". */
    if (((digit | (digit + 0x7F76767F76767676u)) & 0x8080808080808080u) != 0)
        return false;
    unsigned day = two(text + 8);
    out->year = (int)((digit & 0xFF) * 1000 + (digit >> 8 & 0xFF) * 100 +
                      (digit >> 16 & 0xFF) * 10 + (digit >> 24 & 0xFF));
    out->month = (int)((digit >> 40 & 0xFF) * 10 + (digit >> 48 & 0xFF));
    out->day = (int)day;
    return day <= 99;
}

/* Reads YYYY, YYYY-MM or YYYY-MM-DD. A missing part becomes the last possible month or day. False
 * if the text has no such form. A month that does not exist has no last day; is_date refuses it
 * later. */
static bool read_date(const char *text, size_t length, written *out)
{
    if (length == 10)
        return read_whole_date(text, out);
    if (length != 4 && length != 7)
        return false;
    out->year = digits(text, 4);
    out->month = 12;
    out->day = 31;
    if (length == 7) {
        out->month = text[4] == '-' ? digits(text + 5, 2) : -1;
        out->day = out->month >= 1 && out->month <= 12 ? days_in_month(out->year, out->month) : 1;
    }
    return out->year >= 0 && out->month >= 0;
}

/* Reads Thh:mm:ss. */
static bool read_time(const char *text, written *out)
{
    if (text[0] != 'T' || text[3] != ':' || text[6] != ':')
        return false;
    out->hour = (int)two(text + 1);
    out->minute = (int)two(text + 4);
    out->second = (int)two(text + 7);
    return out->hour <= 99 && out->minute <= 99 && out->second <= 99;
}

/* Reads the digits behind the ".": one or more, of which the first three are used. Returns their
 * number; 0 is a fault. */
static size_t read_fraction(const char *text, size_t length, written *out)
{
    static const int worth[] = {100, 10, 1};
    size_t count = 0;
    while (count < length && text[count] >= '0' && text[count] <= '9') {
        if (count < 3)
            out->millisecond += (text[count] - '0') * worth[count];
        count++;
    }
    return count;
}

/* Reads the offset: nothing, Z, or a sign with h, hh, hmm, hhmm, h:mm or hh:mm. */
static bool read_offset(const char *text, size_t length, written *out)
{
    if (length == 0)
        return true;
    if (text[0] == 'Z')
        return length == 1;
    if (text[0] != '+' && text[0] != '-')
        return false;
    out->west = text[0] == '-';
    text++;
    length--;
    if (length < 1 || length > 5)
        return false;
    if (length <= 2) {
        out->offset_hour = digits(text, length);
        return out->offset_hour >= 0;
    }
    size_t hours = length - 2; /* number of digits of the hours; the minutes are the last two */
    if (text[length - 3] == ':')
        hours = length - 3;
    if (hours < 1 || hours > 2)
        return false;
    out->offset_hour = digits(text, hours);
    out->offset_minute = digits(text + length - 2, 2);
    return out->offset_hour >= 0 && out->offset_minute >= 0;
}

/* True if the date exists. Days up to 28 need no look-up, because every month has them. */
static bool is_date(const written *w)
{
    return w->month >= 1 && w->month <= 12 && w->day >= 1 &&
           (w->day <= 28 || w->day <= days_in_month(w->year, w->month));
}

static bool is_in_calendar(const written *w)
{
    return is_date(w) && w->hour <= 23 && w->minute <= 59 && w->second <= 59 &&
           w->offset_minute <= 59 && w->offset_hour * 60 + w->offset_minute <= LARGEST_OFFSET;
}

/* The day, counted from 0000-01-01. */
static int64_t day_of(const written *w)
{
    return (int64_t)days_to_month((uint32_t)w->year, (unsigned)w->month) + w->day - 1;
}

static bool is_in_years(int64_t instant)
{
    return instant >= CL_INSTANT_MIN && instant <= CL_INSTANT_MAX;
}

static cl_instant_fault to_instant(const written *w, int64_t *instant)
{
    if (!is_in_calendar(w))
        return CL_INSTANT_CALENDAR;
    int64_t minutes = day_of(w) * 1440 + w->hour * 60 + w->minute;
    int offset = w->offset_hour * 60 + w->offset_minute;
    minutes += w->west ? offset : -offset;
    int64_t result = CL_INSTANT_MIN + minutes * MINUTE_MS + w->second * 1000 + w->millisecond;
    if (!is_in_years(result))
        return CL_INSTANT_YEARS;
    *instant = result;
    return CL_INSTANT_OK;
}

cl_instant_fault cl_instant_parse_birth(const char *text, size_t length, int64_t *instant)
{
    written w = {0};
    if (!read_date(text, length, &w))
        return CL_INSTANT_FORM;
    if (!is_date(&w))
        return CL_INSTANT_CALENDAR;
    /* Midnight in UTC of a year with four digits always lies inside the years. */
    *instant = CL_INSTANT_MIN + day_of(&w) * CL_DAY_MS;
    return CL_INSTANT_OK;
}

cl_instant_fault cl_instant_parse(const char *text, size_t length, int64_t *instant)
{
    if (length <= 10)
        return cl_instant_parse_birth(text, length, instant);
    written w = {0};
    if (length < 19 || !read_date(text, 10, &w) || !read_time(text + 10, &w))
        return CL_INSTANT_FORM;
    size_t at = 19;
    if (at < length && text[at] == '.') {
        size_t count = read_fraction(text + at + 1, length - at - 1, &w);
        if (count == 0)
            return CL_INSTANT_FORM;
        at += count + 1;
    }
    if (!read_offset(text + at, length - at, &w))
        return CL_INSTANT_FORM;
    return to_instant(&w, instant);
}

/* Does the same as ECMAScript's setUTCMonth: the month is shifted, and a day that it does not have
 * overflows into the next month. A year is twelve months, because setUTCFullYear overflows from 29
 * February in the same way. */
static bool shift_months(int64_t instant, int64_t amount, int64_t *shifted)
{
    uint64_t since = (uint64_t)(instant - CL_INSTANT_MIN);
    uint32_t year;
    unsigned month, day;
    date_of((uint32_t)(since / CL_DAY_MS), &year, &month, &day);
    int64_t months;
    if (!cl_int_add((int64_t)year * 12 + month - 1, amount, &months))
        return false;
    /* The day never overflows out of December, so a month outside the years stays outside. */
    if (months < 0 || months >= 10000 * 12)
        return false;
    uint32_t moved = (uint32_t)months;
    int64_t days = (int64_t)days_to_month(moved / 12, moved % 12 + 1) + day - 1;
    *shifted = CL_INSTANT_MIN + days * CL_DAY_MS + (int64_t)(since % CL_DAY_MS);
    return is_in_years(*shifted);
}

bool cl_instant_shift(int64_t instant, int64_t amount, cl_unit unit, int64_t *shifted)
{
    int64_t by, sum;
    switch (unit) {
    case CL_UNIT_YEAR:
        return cl_int_scale(amount, 12, &by) && shift_months(instant, by, shifted);
    case CL_UNIT_MONTH:
        return shift_months(instant, amount, shifted);
    case CL_UNIT_DAY:
    case CL_UNIT_HOUR:
        if (!cl_int_scale(amount, unit == CL_UNIT_DAY ? CL_DAY_MS : CL_HOUR_MS, &by) ||
            !cl_int_add(instant, by, &sum) || !is_in_years(sum))
            return false;
        *shifted = sum;
        return true;
    case CL_UNIT_COUNT:
        break;
    }
    return false;
}

const char *cl_instant_fault_text(cl_instant_fault fault)
{
    switch (fault) {
    case CL_INSTANT_OK:
        return "a date-time";
    case CL_INSTANT_FORM:
        return "not a date-time of the forms that CertLogic allows";
    case CL_INSTANT_CALENDAR:
        return "a date, time or offset that does not exist";
    case CL_INSTANT_YEARS:
        return "outside the years 0000 to 9999";
    }
    return "no such fault";
}

/* Writes the last `count` digits of a number that is not negative. */
static void write_digits(char *text, size_t count, int64_t number)
{
    while (count > 0) {
        text[--count] = (char)('0' + number % 10);
        number /= 10;
    }
}

/* Writes "2021-06-01T00:00:00". Returns the remaining milliseconds. */
static int64_t write_whole_seconds(int64_t instant, char *text)
{
    int64_t since = instant - CL_INSTANT_MIN;
    int64_t seconds = since % CL_DAY_MS / 1000;
    uint32_t year;
    unsigned month, day;
    date_of((uint32_t)(since / CL_DAY_MS), &year, &month, &day);
    memcpy(text, "0000-00-00T00:00:00", 19);
    write_digits(text, 4, year);
    write_digits(text + 5, 2, month);
    write_digits(text + 8, 2, day);
    write_digits(text + 11, 2, seconds / 3600);
    write_digits(text + 14, 2, seconds / 60 % 60);
    write_digits(text + 17, 2, seconds % 60);
    return since % 1000;
}

void cl_instant_write(int64_t instant, char text[CL_INSTANT_TEXT])
{
    int64_t left = write_whole_seconds(instant, text);
    text[19] = '.';
    write_digits(text + 20, 3, left);
    text[23] = 'Z';
}

void cl_instant_write_seconds(int64_t instant, char text[20])
{
    write_whole_seconds(instant, text);
    text[19] = 'Z';
}

static const char *const unit_names[CL_UNIT_COUNT] = {"year", "month", "day", "hour"};

cl_unit cl_unit_find(const char *name, size_t length)
{
    for (int unit = 0; unit < CL_UNIT_COUNT; unit++) {
        if (strlen(unit_names[unit]) == length && memcmp(unit_names[unit], name, length) == 0)
            return (cl_unit)unit;
    }
    return CL_UNIT_COUNT;
}

const char *cl_unit_name(cl_unit unit)
{
    return (unsigned)unit < CL_UNIT_COUNT ? unit_names[unit] : "no unit";
}
