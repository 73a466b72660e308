/* real.c — converts between doubles and decimal digits, in both directions.
 *
 * Nearly all numbers take the fast paths, in which one exact operation on doubles gives the nearest
 * result. strtod reads the others, as digits and an exponent without a point.
 */
#include "data/real.h"

#include <float.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/writer.h"

_Static_assert(sizeof(double) == 8 && DBL_MANT_DIG == 53 && DBL_MAX_EXP == 1024,
               "double must be IEEE 754 binary64");

enum {
    /* No midpoint between two doubles has more than 767 significant digits. Of the digits beyond
     * that, it matters only whether one is not 0. */
    MAX_DIGITS = 768,
    /* 10^22 is the largest power of ten that a double represents exactly; 10^15 < 2^53. */
    EXACT_POWER = 22,
    EXACT_DIGITS = 15,
    SHORTEST_NORMAL = 15,
    LONGEST = 17
};

static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* False if doubles are computed with excess precision (x87): the fast paths would round twice. */
static const bool one_rounding = FLT_EVAL_METHOD == 0;

/* digits × 10^exponent. The first and the last digit are not 0. Zero has no digits. */
typedef struct decimal {
    size_t count;
    int64_t exponent;
    char digits[MAX_DIGITS + 1];
} decimal;

/* Uses strtod with digits and an exponent only: without a point the locale has no effect. strtod
 * rounds as IEEE 754 requires. */
static double long_way(const decimal *d)
{
    char text[MAX_DIGITS + 32];
    snprintf(text, sizeof text, "%.*se%" PRId64, (int)d->count, d->digits, d->exponent);
    return strtod(text, NULL);
}

/* The double nearest to a decimal, which has no sign. */
static double nearest(const decimal *d)
{
    if (d->count == 0)
        return 0;
    if (one_rounding && d->count <= EXACT_DIGITS && d->exponent >= -EXACT_POWER &&
        d->exponent <= EXACT_POWER) {
        int64_t whole = 0;
        for (size_t i = 0; i < d->count; i++)
            whole = whole * 10 + (d->digits[i] - '0');
        return d->exponent < 0 ? (double)whole / powers[-d->exponent]
                               : (double)whole * powers[d->exponent];
    }
    return long_way(d);
}

/* Reads the digits of a JSON number up to its exponent. Returns the offset of their end. */
static size_t take_digits(decimal *d, const char *text, size_t length)
{
    bool fraction = false, dropped = false;
    size_t at = 0;
    for (; at < length && text[at] != 'e' && text[at] != 'E'; at++) {
        if (text[at] == '.') {
            fraction = true;
        } else if (text[at] >= '0' && text[at] <= '9') {
            if (d->count == MAX_DIGITS) {
                dropped = dropped || text[at] != '0';
                d->exponent++;
            } else if (d->count > 0 || text[at] != '0') {
                d->digits[d->count++] = text[at];
            }
            if (fraction)
                d->exponent--;
        }
    }
    if (dropped) { /* a digit 1 represents the dropped digits */
        d->digits[d->count++] = '1';
        d->exponent--;
    }
    while (d->count > 0 && d->digits[d->count - 1] == '0') {
        d->count--;
        d->exponent++;
    }
    return at;
}

double cl_real_read(const char *text, size_t length)
{
    /* A bound on the exponent. Beyond it, the digits of a number cannot bring it back into
     * range. */
    static const int64_t far_away = INT64_C(1) << 40;
    decimal d;
    d.count = 0;
    d.exponent = 0;
    size_t at = take_digits(&d, text, length);
    bool smaller = at + 1 < length && text[at + 1] == '-';
    int64_t exponent = 0;
    for (; at < length; at++) {
        if (text[at] >= '0' && text[at] <= '9' && exponent < far_away)
            exponent = exponent * 10 + (text[at] - '0');
    }
    d.exponent += smaller ? -exponent : exponent;
    double real = nearest(&d);
    return length > 0 && text[0] == '-' ? -real : real;
}

bool cl_real_value(double real, cl_value *value)
{
    if (cl_value_real(real, value))
        return true;
    if (!(real >= -DBL_MAX && real <= DBL_MAX))
        return false;
    *value = (cl_value){.real = real, .kind = CL_KIND_REAL};
    return true;
}

/* Writes the digits of a whole number below 10^15. Returns how many there are; 0 for the number
 * 0. */
static size_t whole_digits(int64_t whole, char *digits)
{
    size_t count = 0;
    for (int64_t left = whole; left > 0; left /= 10)
        count++;
    for (size_t i = count; i > 0; whole /= 10)
        digits[--i] = (char)('0' + whole % 10);
    return count;
}

/* Finds the shortest digits of a positive real: real = 0.digits × 10^point. Only for reals with at
 * most 15 digits and at most 22 decimal places. The error of the product is below one half, so
 * rounding gives the only candidate; the division, which rounds once, proves it. Returns the number
 * of digits, or 0. */
static size_t short_digits(double real, char *digits, int *point)
{
    for (int places = 0; one_rounding && places <= EXACT_POWER; places++) {
        double scaled = real * powers[places];
        if (!(scaled < 1e15))
            break;
        int64_t whole = (int64_t)(scaled + 0.5);
        if ((double)whole / powers[places] != real)
            continue;
        size_t count = whole_digits(whole, digits);
        *point = (int)count - places;
        while (count > 1 && digits[count - 1] == '0')
            count--;
        return count;
    }
    return 0;
}

/* Writes a positive real with `precision` digits: 0.digits × 10^point. Of the text from printf,
 * only digits and exponent are used, because the locale does not change them. True if the digits
 * read back as the real. */
static bool digits_suffice(double real, int precision, char *digits, int *point)
{
    char text[48], again[48];
    snprintf(text, sizeof text, "%.*e", precision - 1, real);
    const char *exponent = strchr(text, 'e');
    size_t count = 0;
    for (const char *at = text; at < exponent; at++) {
        if (*at >= '0' && *at <= '9')
            digits[count++] = *at;
    }
    int power = 0;
    for (const char *at = exponent + 2; *at != '\0'; at++)
        power = power * 10 + (*at - '0');
    power = exponent[1] == '-' ? -power : power;
    *point = power + 1;
    snprintf(again, sizeof again, "%.*se%d", (int)count, digits, power - (precision - 1));
    return cl_real_read(again, strlen(again)) == real;
}

/* Writes the digits of a positive real with the least precision that reads back as the same real. A
 * subnormal real may need few. Its neighbours are equally far away on both sides, so more digits
 * never read back worse, and a binary search finds the least precision. */
static size_t exact_digits(double real, char *digits, int *point)
{
    int low = SHORTEST_NORMAL, high = LONGEST; /* LONGEST always suffices */
    if (real < DBL_MIN) {
        for (low = 1; low < high;) {
            int middle = low + (high - low) / 2;
            if (digits_suffice(real, middle, digits, point))
                high = middle;
            else
                low = middle + 1;
        }
    }
    while (!digits_suffice(real, low, digits, point) && low < LONGEST)
        low++;
    size_t count = (size_t)low;
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

/* Formats 0.digits × 10^point as ECMAScript's Number::toString does, except for whole numbers that
 * may be outside 64 bits. These have an exponent: without one they would be read back as integers,
 * and be refused. */
static size_t lay_out(const char *digits, size_t count, int point, char *text)
{
    int length = (int)count, written;
    if (point > 18 || point < -5) {
        written = sprintf(text, "%c%s%.*se%+d", digits[0], count > 1 ? "." : "", length - 1,
                          digits + 1, point - 1);
    } else if (point <= 0) {
        written = sprintf(text, "0.%.*s%.*s", -point, "00000", length, digits);
    } else if (point >= length) {
        written = sprintf(text, "%.*s%.*s", length, digits, point - length, "00000000000000000");
    } else {
        written = sprintf(text, "%.*s.%.*s", point, digits, length - point, digits + point);
    }
    return (size_t)written;
}

size_t cl_write_real(double real, char text[32])
{
    char digits[LONGEST + 1];
    int point = 0;
    size_t sign = real < 0 ? 1 : 0;
    if (sign != 0)
        text[0] = '-';
    double positive = sign != 0 ? -real : real;
    if (!(positive > 0)) {
        memcpy(text, "0", 2);
        return 1;
    }
    size_t count = short_digits(positive, digits, &point);
    if (count == 0)
        count = exact_digits(positive, digits, &point);
    return sign + lay_out(digits, count, point, text + sign);
}
