/* formats.c — dates by RFC 3339, section 5.6. data/instant.h is not used: it reads the forms that
 * CertLogic allows, which include some that RFC 3339 does not allow, and the reverse. */
#include "schema/format.h"

/* Reads `count` digits as a number; -1 if a character is not a digit. */
static int number(const char *text, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool cl_format_date(const char *text, size_t length)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (length != 10 || text[4] != '-' || text[7] != '-')
        return false;
    int year = number(text, 4), month = number(text + 5, 2), day = number(text + 8, 2);
    if (year < 0 || month < 1 || month > 12 || day < 1)
        return false;
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return day <= days[month - 1] + (leap && month == 2);
}

/* Reads a time hh:mm and returns its minutes; -1 if it is none. */
static int minutes(const char *text)
{
    int hour = number(text, 2), minute = number(text + 3, 2);
    return hour < 0 || hour > 23 || text[2] != ':' || minute < 0 || minute > 59
               ? -1
               : hour * 60 + minute;
}

bool cl_format_date_time(const char *text, size_t length)
{
    if (length < 20 || !cl_format_date(text, 10) || (text[10] != 'T' && text[10] != 't') ||
        text[16] != ':')
        return false;
    int time = minutes(text + 11), second = number(text + 17, 2), offset = 0;
    if (time < 0 || second < 0 || second > 60)
        return false;
    size_t at = 19;
    if (text[at] == '.') {
        size_t from = ++at;
        while (at < length && text[at] >= '0' && text[at] <= '9')
            at++;
        if (at == from || at == length)
            return false;
    }
    if (text[at] == '+' || text[at] == '-') {
        if (length - at != 6)
            return false;
        offset = minutes(text + at + 1);
        if (offset < 0)
            return false;
        offset = text[at] == '-' ? -offset : offset;
    } else if (length - at != 1 || (text[at] != 'Z' && text[at] != 'z')) {
        return false;
    }
    const int day = 24 * 60;
    return second < 60 || (time - offset + day) % day == day - 1;
}
