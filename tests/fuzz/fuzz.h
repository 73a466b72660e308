/* fuzz.h — the interface of every fuzz target. */
#ifndef CL_TESTS_FUZZ_H
#define CL_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Runs one input. Always returns 0. A fault ends the program. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Checks what must hold for every input. Unlike assert it is present in every build. */
#define FUZZ_HOLDS(condition)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: does not hold: %s\n", __FILE__, __LINE__, #condition);         \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
