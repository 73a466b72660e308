/* progress.c — shows the progress. Only this file of the folder reads a clock or writes to a
 * terminal. */
#include "batch/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec t;
    return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (double)t.tv_sec + (double)t.tv_nsec / 1e9 : 0;
}

void cl_progress_begin(cl_progress *progress, bool wanted, uint64_t total)
{
    memset(progress, 0, sizeof *progress);
    progress->wanted = wanted;
    progress->total = total;
    progress->began = progress->last = wanted ? now() : 0;
}

void cl_progress_text(const cl_progress *progress, double seconds, uint64_t records, uint64_t taken,
                      char *text, size_t room)
{
    double rate = seconds > 0 ? (double)(records - progress->records) / seconds : 0;
    char share[64] = "";
    if (progress->total > 0 && taken <= progress->total && taken > progress->taken) {
        double left = seconds * (double)(progress->total - taken) /
                      (double)(taken - progress->taken);
        unsigned whole = left < 359999 ? (unsigned)(left + 0.5) : 359999;
        snprintf(share, sizeof share, ", %.0f %%, %u:%02u:%02u left",
                 100.0 * (double)taken / (double)progress->total, whole / 3600, whole / 60 % 60,
                 whole % 60);
    }
    snprintf(text, room,
             "%" PRIu64 " records, %.0f/s%s; %" PRIu64 " accepted, %" PRIu64 " rejected, %" PRIu64
             " open",
             records, rate, share, progress->verdicts[0], progress->verdicts[1],
             progress->verdicts[2]);
}

void cl_progress_show(cl_progress *progress, uint64_t records, uint64_t taken)
{
    char text[320];
    if (!progress->wanted)
        return;
    double t = now();
    if (t - progress->began < 1 || t - progress->last < 0.25)
        return;
    progress->last = t;
    progress->shown = true;
    cl_progress_text(progress, t - progress->began, records, taken, text, sizeof text);
    fprintf(stderr, "\r%s\033[K", text);
    fflush(stderr);
}

void cl_progress_end(cl_progress *progress)
{
    if (progress->shown)
        fputs("\r\033[K", stderr);
    progress->shown = false;
}
