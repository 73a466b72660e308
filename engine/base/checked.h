/* checked.h — arithmetic on sizes and on 64-bit integers that reports overflow. */
#ifndef CL_BASE_CHECKED_H
#define CL_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Computes a + b. False, with *out unchanged, if the sum does not fit. */
static inline bool cl_size_add(size_t a, size_t b, size_t *out)
{
    if (b > SIZE_MAX - a)
        return false;
    *out = a + b;
    return true;
}

/* Computes a * b. False, with *out unchanged, if the product does not fit. */
static inline bool cl_size_mul(size_t a, size_t b, size_t *out)
{
    if (a != 0 && b > SIZE_MAX / a)
        return false;
    *out = a * b;
    return true;
}

/* Computes a + b in signed 64 bits. False, with *out unchanged, on overflow. */
static inline bool cl_int_add(int64_t a, int64_t b, int64_t *out)
{
    if ((b > 0 && a > INT64_MAX - b) || (b < 0 && a < INT64_MIN - b))
        return false;
    *out = a + b;
    return true;
}

/* Computes a * b in signed 64 bits; b must be above 0. False, with *out unchanged, on overflow. */
static inline bool cl_int_scale(int64_t a, int64_t b, int64_t *out)
{
    if (a > INT64_MAX / b || a < INT64_MIN / b)
        return false;
    *out = a * b;
    return true;
}

/* Returns a + b, or UINT32_MAX if the sum does not fit. For counts that are only compared with
 * limits. */
static inline uint32_t cl_count_add(uint32_t a, uint32_t b)
{
    return b > UINT32_MAX - a ? UINT32_MAX : a + b;
}

#endif
