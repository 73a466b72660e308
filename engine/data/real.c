/* real.c — doubles and decimal digits, in both directions.
 *
 * Nearly all numbers take the short ways, where one exact operation on doubles gives the nearest
 * result. The others are compared with the halfway point in big integers. strtod would do as well,
 * but it heeds the locale, wants a NUL, and its locale-free sibling is not POSIX.
 */
#include "data/real.h"

#include <float.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "data/writer.h"

_Static_assert(sizeof(double) == 8 && DBL_MANT_DIG == 53 && DBL_MAX_EXP == 1024,
               "double must be IEEE 754 binary64");

enum {
    /* No halfway point between doubles has more significant digits than 767: digits beyond that
     * matter only by being there. */
    MAX_DIGITS = 768,
    /* 10^(330 + 768 + 1), the largest divisor, has 3651 bits; 64 more by shifting. */
    LIMBS = 120,
    /* 10^22 is the largest power of ten that a double holds exactly, 10^15 < 2^53. */
    EXACT_POWER = 22,
    EXACT_DIGITS = 15,
    SHORTEST_NORMAL = 15,
    LONGEST = 17
};

static const double powers[EXACT_POWER + 1] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

/* Where doubles are computed with more precision than they have (x87), the short ways would round
 * twice. */
static const bool one_rounding = FLT_EVAL_METHOD == 0;

/* digits × 10^exponent, the first and the last digit not 0; no digits: zero. */
typedef struct decimal {
    size_t count;
    int64_t exponent;
    char digits[MAX_DIGITS + 1];
} decimal;

/* An integer that is not negative, the least limb first, no zero limb last. */
typedef struct big {
    size_t count;
    uint32_t limbs[LIMBS];
} big;

static void big_multiply_add(big *a, uint32_t factor, uint32_t addend)
{
    uint64_t carry = addend;
    for (size_t i = 0; i < a->count; i++) {
        carry += (uint64_t)a->limbs[i] * factor;
        a->limbs[i] = (uint32_t)carry;
        carry >>= 32;
    }
    if (carry != 0)
        a->limbs[a->count++] = (uint32_t)carry;
}

static void big_scale(big *a, int64_t power)
{
    for (; power >= 9; power -= 9)
        big_multiply_add(a, 1000000000, 0);
    for (; power > 0; power--)
        big_multiply_add(a, 10, 0);
}

/* a = the number that the digits write, nine at a time. */
static void big_digits(big *a, const char *digits, size_t count)
{
    uint32_t part = 0, factor = 1;
    for (size_t i = 0; i < count; i++) {
        part = part * 10 + (uint32_t)(digits[i] - '0');
        factor *= 10;
        if (factor == 1000000000 || i + 1 == count) {
            big_multiply_add(a, factor, part);
            part = 0;
            factor = 1;
        }
    }
}

static int64_t big_bits(const big *a)
{
    int64_t bits = ((int64_t)a->count - 1) * 32;
    for (uint32_t top = a->limbs[a->count - 1]; top != 0; top >>= 1)
        bits++;
    return bits;
}

static void big_double(big *a)
{
    uint32_t carry = 0;
    for (size_t i = 0; i < a->count; i++) {
        uint32_t limb = a->limbs[i];
        a->limbs[i] = limb << 1 | carry;
        carry = limb >> 31;
    }
    if (carry != 0)
        a->limbs[a->count++] = carry;
}

static void big_shift(big *a, int64_t bits)
{
    size_t whole = (size_t)bits / 32;
    if (whole > 0) {
        memmove(a->limbs + whole, a->limbs, a->count * sizeof a->limbs[0]);
        memset(a->limbs, 0, whole * sizeof a->limbs[0]);
        a->count += whole;
    }
    for (bits %= 32; bits > 0; bits--)
        big_double(a);
}

static int big_compare(const big *a, const big *b)
{
    if (a->count != b->count)
        return a->count < b->count ? -1 : 1;
    for (size_t i = a->count; i-- > 0;) {
        if (a->limbs[i] != b->limbs[i])
            return a->limbs[i] < b->limbs[i] ? -1 : 1;
    }
    return 0;
}

/* a -= b, for a >= b */
static void big_subtract(big *a, const big *b)
{
    uint64_t borrow = 0;
    for (size_t i = 0; i < a->count; i++) {
        uint64_t taken = borrow + (i < b->count ? b->limbs[i] : 0);
        borrow = a->limbs[i] < taken;
        a->limbs[i] = (uint32_t)(a->limbs[i] - taken);
    }
    while (a->count > 0 && a->limbs[a->count - 1] == 0)
        a->count--;
}

/* The bits of the double nearest to over / under, both positive: the binary digits of the quotient
 * one by one, as in division on paper, then what is left decides the rounding, halves to even. */
static uint64_t nearest_quotient(big *over, big *under)
{
    int64_t exponent = big_bits(over) - big_bits(under);
    if (exponent < 0)
        big_shift(over, -exponent);
    else
        big_shift(under, exponent);
    if (big_compare(over, under) < 0) {
        big_double(over);
        exponent--;
    }
    /* Now 1 <= over / under < 2, times 2^exponent. Below 2^-1022 a double has fewer digits. */
    int64_t wanted = exponent >= -1022 ? 53 : 53 - (-1022 - exponent);
    if (exponent > 1023)
        return UINT64_C(0x7FF0000000000000);
    uint64_t mantissa = 0;
    for (int64_t i = 0; i < wanted; i++) {
        bool one = big_compare(over, under) >= 0;
        if (one)
            big_subtract(over, under);
        mantissa = mantissa << 1 | one;
        big_double(over);
    }
    int rest = wanted < 0 ? -1 : big_compare(over, under);
    if (rest > 0 || (rest == 0 && (mantissa & 1) != 0))
        mantissa++;
    /* The leading bit of the mantissa adds the one that the exponent lacks here; a carry out of it
     * goes where it belongs, to the next power of two or to infinity. */
    return exponent >= -1022 ? ((uint64_t)(exponent + 1022) << 52) + mantissa : mantissa;
}

static double long_way(const decimal *d)
{
    int64_t magnitude = (int64_t)d->count + d->exponent; /* 10^(magnitude-1) <= d < 10^magnitude */
    uint64_t bits;
    if (magnitude > 310) {
        bits = UINT64_C(0x7FF0000000000000);
    } else if (magnitude < -330) {
        bits = 0;
    } else {
        big over = {.count = 0}, under = {.count = 1, .limbs = {1}};
        big_digits(&over, d->digits, d->count);
        if (d->exponent > 0)
            big_scale(&over, d->exponent);
        else
            big_scale(&under, -d->exponent);
        bits = nearest_quotient(&over, &under);
    }
    double real;
    memcpy(&real, &bits, sizeof real);
    return real;
}

/* The double nearest to the decimal without its sign. */
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

/* Takes the digits of a JSON number up to its exponent; returns where they end. */
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
    if (dropped) { /* one digit 1 stands for them all */
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
    static const int64_t far_away = INT64_C(1) << 40; /* more than digits can make up for */
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

/* Writes a whole number below 10^15 and returns how many digits it has, none for 0. */
static size_t whole_digits(int64_t whole, char *digits)
{
    size_t count = 0;
    for (int64_t left = whole; left > 0; left /= 10)
        count++;
    for (size_t i = count; i > 0; whole /= 10)
        digits[--i] = (char)('0' + whole % 10);
    return count;
}

/* The shortest digits for a positive real of which at most 15 are wanted, all behind or before a
 * point that 22 places reach: real = 0.digits × 10^point. The product is off by less than a half,
 * and the division, rounded once, proves the digits. 0 when there are none such. */
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

/* The digits of a positive real with as much precision as reading back needs. Of what printf
 * writes only digits and exponent are used, which no locale changes. */
static size_t exact_digits(double real, char *digits, int *point)
{
    char text[48], again[48];
    size_t count = 0;
    for (int precision = real < DBL_MIN ? 1 : SHORTEST_NORMAL; precision <= LONGEST; precision++) {
        snprintf(text, sizeof text, "%.*e", precision - 1, real);
        const char *exponent = strchr(text, 'e');
        count = 0;
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
        if (cl_real_read(again, strlen(again)) == real)
            break;
    }
    while (count > 1 && digits[count - 1] == '0')
        count--;
    return count;
}

/* Lays out 0.digits × 10^point as ECMAScript's Number::toString does, but for whole numbers that
 * may be outside 64 bits: without an exponent they would read back as integers, and be refused. */
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
