/* harness.h — timing that can be believed on a shared machine.
 *
 * Contenders take turns: in every round each is timed once, so that what disturbs the machine disturbs
 * all of them alike. Each must return the same checksum in every round, or the run ends. Reported are
 * minimum, median and maximum over the rounds, per unit of work.
 */
#ifndef BENCH_HARNESS_H
#define BENCH_HARNESS_H

#include <stddef.h>
#include <stdint.h>

enum { BENCH_MOST_CONTENDERS = 16, BENCH_MOST_RESULTS = 64 };

/* Does the work once and returns a checksum of its results. */
typedef uint64_t bench_work(void *context);

typedef struct bench_contender {
    const char *name;
    bench_work *work;
    void *context;
    uint64_t expected; /* the checksum; 0: whatever the first round says */
} bench_contender;

typedef struct bench_result {
    char name[64];
    const char *unit; /* "ns per rule" */
    double minimum, median, maximum;
} bench_result;

typedef struct bench_report {
    bench_result results[BENCH_MOST_RESULTS];
    size_t count;
} bench_report;

/* Times the contenders over `rounds` rounds after one that warms up; `units` is how much work one round
 * does, in the unit that is reported. */
void bench_run(bench_report *report, const bench_contender *contenders, size_t count,
               unsigned rounds, double units, const char *unit);

/* A result that was measured elsewhere. */
void bench_add(bench_report *report, const char *name, const char *unit, double minimum,
               double median, double maximum);

/* The result with that name; the program ends where there is none. */
const bench_result *bench_find(const bench_report *report, const char *name);

/* Prints all results, with the change against the report saved in `baseline` where that is not NULL. */
void bench_print(const bench_report *report, const char *baseline);

/* Writes results and a description of the machine as JSON. Returns 0, or -1 with errno. */
int bench_save(const bench_report *report, const char *path);

/* Ends the program with a message: a result is not what it must be. */
void bench_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
