/* hints.h — what a compiler may be told about speed; nothing else depends on it. */
#ifndef CL_BASE_HINTS_H
#define CL_BASE_HINTS_H

/* Before a function that is kept out of its caller, which is short and runs often. */
#if defined(__GNUC__)
#define CL_APART __attribute__((noinline))
#else
#define CL_APART
#endif

#endif
