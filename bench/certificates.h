/* certificates.h — makes synthetic certificates from a seed. Equal seeds make equal certificates on
 * every machine. */
#ifndef BENCH_CERTIFICATES_H
#define BENCH_CERTIFICATES_H

#include <stddef.h>
#include <stdint.h>

typedef struct bench_random {
    uint64_t state;
} bench_random;

/* xorshift64*. The numbers of `below` are uniform enough for a choice. */
uint32_t bench_below(bench_random *random, uint32_t bound);

enum { BENCH_PAYLOAD_SIZE = 1024 };

/* Writes payload number `n` as JSON of less than BENCH_PAYLOAD_SIZE bytes and returns its length.
 * About half of the payloads are vaccinations, a third tests, the rest recoveries. Dates are on
 * both sides of every limit of the Czech rules at 2022-01-15T12:00:00Z. One payload in 64 lacks a
 * member or has an unusual one. */
size_t bench_payload(bench_random *random, uint32_t n, char text[BENCH_PAYLOAD_SIZE]);

#endif
