/* number.c — compares and divides numbers without rounding. */
#include "schema/number.h"

#include <stdlib.h>

#include "data/writer.h"

/* The absolute value of a number: digits · 10^exponent. The sign does not matter for
 * divisibility. */
typedef struct decimal {
    uint64_t digits;
    long exponent;
} decimal;

bool cl_number_whole(const cl_value *number)
{
    /* Reals of 2^53 and above are whole. Smaller whole numbers are integers already. */
    return number->kind == CL_KIND_INTEGER ||
           (number->kind == CL_KIND_REAL &&
            (number->real >= 9007199254740992.0 || number->real <= -9007199254740992.0));
}

/* Compares an integer with a real, which is never a whole number that fits 64 bits. */
static int compare_mixed(int64_t integer, double real)
{
    if (real >= 9223372036854775808.0)
        return -1;
    if (real < -9223372036854775808.0)
        return 1;
    int64_t cut = (int64_t)real; /* towards zero */
    if (integer != cut)
        return integer < cut ? -1 : 1;
    return real > (double)cut ? -1 : 1;
}

int cl_number_compare(const cl_value *a, const cl_value *b)
{
    if (a->kind == CL_KIND_INTEGER && b->kind == CL_KIND_INTEGER)
        return (a->integer > b->integer) - (a->integer < b->integer);
    if (a->kind == CL_KIND_INTEGER)
        return compare_mixed(a->integer, b->real);
    if (b->kind == CL_KIND_INTEGER)
        return -compare_mixed(b->integer, a->real);
    return (a->real > b->real) - (a->real < b->real);
}

static decimal decimal_of(const cl_value *number)
{
    decimal d = {.digits = 0};
    if (number->kind == CL_KIND_INTEGER) {
        d.digits = number->integer < 0 ? 0 - (uint64_t)number->integer : (uint64_t)number->integer;
        return d;
    }
    char text[32];
    cl_write_real(number->real, text);
    bool fraction = false;
    const char *c = text + (text[0] == '-');
    for (; (*c >= '0' && *c <= '9') || *c == '.'; c++) {
        if (*c == '.') {
            fraction = true;
            continue;
        }
        /* A shortest real has at most 17 significant digits. Zeros behind them are counted in the
         * exponent. */
        if (d.digits < UINT64_C(100000000000000000)) {
            d.digits = d.digits * 10 + (uint64_t)(*c - '0');
            d.exponent -= fraction;
        } else {
            d.exponent += !fraction;
        }
    }
    if (*c == 'e' || *c == 'E')
        d.exponent += strtol(c + 1, NULL, 10);
    return d;
}

static uint64_t add_modulo(uint64_t a, uint64_t b, uint64_t modulus)
{
    return a >= modulus - b ? a - (modulus - b) : a + b;
}

bool cl_number_multiple(const cl_value *number, const cl_value *unit)
{
    decimal n = decimal_of(number), u = decimal_of(unit);
    if (n.digits == 0)
        return true;
    /* n · 10^shift must be a multiple of u. If shift is below 0, n must be a multiple of 10^-shift
     * · u. */
    long shift = n.exponent - u.exponent;
    for (; shift < 0; shift++) {
        /* u · 10 divides n only if 10 divides n and u divides n / 10. */
        if (n.digits % 10 == 0)
            n.digits /= 10;
        else
            return false;
    }
    uint64_t rest = n.digits % u.digits;
    for (; shift > 0 && rest != 0; shift--) {
        uint64_t twice = add_modulo(rest, rest, u.digits);
        uint64_t five = add_modulo(add_modulo(twice, twice, u.digits), rest, u.digits);
        rest = add_modulo(five, five, u.digits);
    }
    return rest == 0;
}
