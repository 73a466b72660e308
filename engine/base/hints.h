/* hints.h — hints to the compiler about speed. They do not change results. */
#ifndef CL_BASE_HINTS_H
#define CL_BASE_HINTS_H

/* Marks a function that must not be inlined, because its caller is short and runs often. */
#if defined(__GNUC__)
#define CL_APART __attribute__((noinline))
#else
#define CL_APART
#endif

#endif
