/* harness.h — times contenders reliably on a shared machine.
 *
 * Contenders run alternately: each is timed once in every round, so that other load on the machine
 * affects all of them. Each must return the same checksum in every round, or the run ends. The
 * report has minimum, median and maximum over the rounds, for each unit of work.
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
    uint64_t expected; /* the expected checksum; 0: that of the first round */
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

/* Times the contenders over `rounds` rounds, after one round that warms up. `units` is the work of
 * one round, in the reported unit. */
void bench_run(bench_report *report, const bench_contender *contenders, size_t count,
               unsigned rounds, double units, const char *unit);

/* Adds a result that was measured elsewhere. */
void bench_add(bench_report *report, const char *name, const char *unit, double minimum,
               double median, double maximum);

/* Returns the result with that name. If there is none, the program ends. */
const bench_result *bench_find(const bench_report *report, const char *name);

/* Prints all results, with the change against the report saved in `baseline`, if that is not
 * NULL. */
void bench_print(const bench_report *report, const char *baseline);

/* Writes results and a description of the machine as JSON. Returns 0, or -1 with errno. */
int bench_save(const bench_report *report, const char *path);

/* Arguments of a benchmark: [--rounds N] [--out FILE] FOLDER. */
typedef struct bench_arguments {
    unsigned rounds;
    const char *out; /* where the results are saved; NULL: nowhere */
    const char *folder;
} bench_arguments;

/* Reads the arguments. If they are wrong, the program ends with `usage`. */
bench_arguments bench_read_arguments(int argc, char **argv, unsigned rounds, const char *usage);

/* Ends the program with a message, because a result is wrong. */
void bench_fail(const char *format, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
