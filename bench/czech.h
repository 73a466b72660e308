/* czech.h — the rules of rules/CZ as hand-written C: the clock is parsed once, value sets are
 * hashed, and each rule is one call. There are three versions: over decoded strings, over the
 * values of our own decoder, and over integers that are interned before.
 *
 * A change of rules/CZ must be made here too. bench compares all outcomes before it times anything.
 */
#ifndef BENCH_CZECH_H
#define BENCH_CZECH_H

#include <stdbool.h>
#include <stdint.h>

#include "data/value.h"

enum { CZECH_RULES = 15 };

/* Bits of the rules that failed, and of those that could not be decided, in the order of
 * identifiers. */
typedef struct czech_outcome {
    uint32_t failed;
    uint32_t open;
} czech_outcome;

/* A decoded certificate. If a member is missing, it is NULL, and its `has_…` is false. */
typedef struct czech_strings {
    bool v, v1, t, t1, r, r1; /* which entries are present */
    bool has_dn, has_sd;
    int64_t dn, sd;
    const char *tg, *mp, *dt;      /* v; tg of the one entry */
    const char *tt, *ma, *sc, *tr; /* t */
    const char *fr;                /* r */
} czech_strings;

/* The same with codes as numbers and dates as instants. */
typedef struct czech_numbers {
    bool v, v1, t, t1, r, r1;
    bool has_dn, has_sd, has_date;
    bool disease_known, kind_known, device_known; /* members of the value sets */
    uint8_t product;                              /* 0: not admitted; 1: Jcovden; 2: another */
    uint8_t kind;                                 /* 1: antigen; 2: PCR; 0: other */
    bool negative;
    int64_t dn, sd;
    int64_t date, date_9_months;
} czech_numbers;

/* Value sets and clock. */
typedef struct czech_world czech_world;

czech_world *czech_world_new(const cl_value *value_sets, const char *clock);
void czech_world_free(czech_world *world);

czech_outcome czech_by_strings(const czech_world *world, const czech_strings *c);
czech_outcome czech_by_numbers(const czech_world *world, const czech_numbers *c);

/* Reads what the rules need from a payload, as hand-written code does. */
void czech_read(const cl_value *payload, czech_strings *c);

/* Interns a decoded certificate. */
void czech_intern(const czech_world *world, const czech_strings *c, czech_numbers *n);

#endif
