/* harness.c — rounds, statistics, reports. */
#include "harness.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

void bench_fail(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("bench: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(1);
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a;
    double y = *(const double *)b;
    return (x > y) - (x < y);
}

void bench_add(bench_report *report, const char *name, const char *unit, double minimum,
               double median, double maximum)
{
    if (report->count == BENCH_MOST_RESULTS)
        bench_fail("more than %d results", BENCH_MOST_RESULTS);
    bench_result *r = &report->results[report->count++];
    snprintf(r->name, sizeof r->name, "%s", name);
    r->unit = unit;
    r->minimum = minimum;
    r->median = median;
    r->maximum = maximum;
}

void bench_run(bench_report *report, const bench_contender *contenders, size_t count,
               unsigned rounds, double units, const char *unit)
{
    double *times = calloc(count * rounds, sizeof *times);
    uint64_t expected[BENCH_MOST_CONTENDERS];
    if (times == NULL || count > BENCH_MOST_CONTENDERS)
        bench_fail("too many contenders");
    for (size_t c = 0; c < count; c++) {
        expected[c] = contenders[c].work(contenders[c].context);
        if (contenders[c].expected != 0 && contenders[c].expected != expected[c])
            bench_fail("%s: checksum %llx, expected %llx", contenders[c].name,
                       (unsigned long long)expected[c], (unsigned long long)contenders[c].expected);
    }
    for (unsigned round = 0; round < rounds; round++) {
        for (size_t c = 0; c < count; c++) {
            double begin = now();
            uint64_t got = contenders[c].work(contenders[c].context);
            times[c * rounds + round] = (now() - begin) / units;
            if (got != expected[c])
                bench_fail("%s: another result in round %u", contenders[c].name, round);
        }
    }
    for (size_t c = 0; c < count; c++) {
        double *mine = times + c * rounds;
        qsort(mine, rounds, sizeof *mine, by_size);
        bench_add(report, contenders[c].name, unit, mine[0], mine[rounds / 2], mine[rounds - 1]);
    }
    free(times);
}

const bench_result *bench_find(const bench_report *report, const char *name)
{
    for (size_t i = 0; i < report->count; i++) {
        if (strcmp(report->results[i].name, name) == 0)
            return &report->results[i];
    }
    bench_fail("there is no result named %s", name);
}

/* Returns the median for a name in a saved report; 0 if it has none. Reads the output of
 * bench_save, which has one result a line. */
static double saved_median(const char *path, const char *name)
{
    char line[256], wanted[80];
    double median = 0;
    FILE *file = fopen(path, "r");
    if (file == NULL)
        bench_fail("cannot read the baseline %s", path);
    snprintf(wanted, sizeof wanted, "\"name\":\"%s\"", name);
    while (fgets(line, sizeof line, file) != NULL) {
        const char *found = strstr(line, "\"median\":");
        if (strstr(line, wanted) != NULL && found != NULL)
            median = strtod(found + strlen("\"median\":"), NULL);
    }
    fclose(file);
    return median;
}

void bench_print(const bench_report *report, const char *baseline)
{
    printf("%-34s %10s %10s %10s  %s\n", "", "minimum", "median", "maximum", "unit");
    for (size_t i = 0; i < report->count; i++) {
        const bench_result *r = &report->results[i];
        printf("%-34s %10.3f %10.3f %10.3f  %s", r->name, r->minimum, r->median, r->maximum,
               r->unit);
        double before = baseline != NULL ? saved_median(baseline, r->name) : 0;
        if (before > 0)
            printf("  %+.1f %%", (r->median / before - 1) * 100);
        putchar('\n');
    }
}

/* Returns what follows the colon in the first line of a file that begins with `key`. */
static void describe(FILE *out, const char *path, const char *key, const char *name)
{
    char line[256];
    FILE *file = fopen(path, "r");
    fprintf(out, " \"%s\":\"", name);
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        const char *value = strchr(line, ':');
        if (strncmp(line, key, strlen(key)) != 0 || value == NULL)
            continue;
        for (value += 2; *value != '\0' && *value != '\n'; value++)
            fputc(*value == '"' || *value == '\\' ? ' ' : *value, out);
        break;
    }
    fputs("\",\n", out);
    if (file != NULL)
        fclose(file);
}

int bench_save(const bench_report *report, const char *path)
{
    FILE *out = fopen(path, "w");
    if (out == NULL)
        return -1;
    fputs("{\n", out);
    describe(out, "/proc/cpuinfo", "model name", "processor");
    describe(out, "/proc/meminfo", "MemTotal", "memory");
    fprintf(out, " \"processors\":%ld,\n \"compiler\":\"%s\",\n \"results\":[\n",
            sysconf(_SC_NPROCESSORS_ONLN), __VERSION__);
    for (size_t i = 0; i < report->count; i++) {
        const bench_result *r = &report->results[i];
        fprintf(out,
                "  {\"name\":\"%s\",\"unit\":\"%s\",\"minimum\":%.4f,\"median\":%.4f,"
                "\"maximum\":%.4f}%s\n",
                r->name, r->unit, r->minimum, r->median, r->maximum,
                i + 1 < report->count ? "," : "");
    }
    fputs(" ]\n}\n", out);
    return fclose(out) == 0 ? 0 : -1;
}

bench_arguments bench_read_arguments(int argc, char **argv, unsigned rounds, const char *usage)
{
    bench_arguments a = {.rounds = rounds};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--rounds") == 0 && i + 1 < argc)
            a.rounds = (unsigned)strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "--out") == 0 && i + 1 < argc)
            a.out = argv[++i];
        else
            a.folder = argv[i];
    }
    if (a.folder == NULL || a.rounds == 0)
        bench_fail("usage: %s", usage);
    return a;
}
