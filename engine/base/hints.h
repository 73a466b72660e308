/* hints.h — hints to the compiler about speed. They do not change results. */
#ifndef CL_BASE_HINTS_H
#define CL_BASE_HINTS_H

/* Marks a function that must not be inlined, because its caller is short and runs often. */
#if defined(__GNUC__)
#define CL_APART __attribute__((noinline))
#else
#define CL_APART
#endif

/* Marks a function that is always inlined, because its arguments are constants of the caller from
 * which the compiler computes most of it. */
#if defined(__GNUC__)
#define CL_FOLDED static inline __attribute__((always_inline))
#else
#define CL_FOLDED static inline
#endif

#endif
