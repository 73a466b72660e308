/* certificates.h — seeded synthetic certificates: equal seeds make equal certificates everywhere. */
#ifndef BENCH_CERTIFICATES_H
#define BENCH_CERTIFICATES_H

#include <stddef.h>
#include <stdint.h>

typedef struct bench_random {
    uint64_t state;
} bench_random;

/* xorshift64*; `below` is uniform enough for choosing. */
uint32_t bench_below(bench_random *random, uint32_t bound);

enum { BENCH_PAYLOAD_SIZE = 1024 };

/* Writes payload number `n` as JSON of less than BENCH_PAYLOAD_SIZE bytes; returns its length. About
 * half are vaccinations, a third tests, the rest recoveries; dates lie on both sides of every limit of
 * the Czech rules at 2022-01-15T12:00:00Z; one in 64 lacks something or has something odd. */
size_t bench_payload(bench_random *random, uint32_t n, char text[BENCH_PAYLOAD_SIZE]);

#endif
