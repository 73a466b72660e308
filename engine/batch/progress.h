/* progress.h — shows the progress of a job in one line on a terminal. */
#ifndef CL_BATCH_PROGRESS_H
#define CL_BATCH_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct cl_progress {
    bool wanted;
    bool shown;           /* the line is on the terminal */
    double began, last;   /* seconds of the monotonic clock */
    uint64_t records;     /* records of earlier runs, which do not count for the rate */
    uint64_t taken;       /* bytes of input at the beginning */
    uint64_t total;       /* bytes of all inputs; 0 if not known */
    uint64_t verdicts[3]; /* accepted, rejected, open */
} cl_progress;

void cl_progress_begin(cl_progress *progress, bool wanted, uint64_t total);

/* Shows the state at most four times a second, and not during the first second. */
void cl_progress_show(cl_progress *progress, uint64_t records, uint64_t taken);

/* Erases the line. */
void cl_progress_end(cl_progress *progress);

/* Writes the text of the line after `seconds`, without colour and line end. */
void cl_progress_text(const cl_progress *progress, double seconds, uint64_t records, uint64_t taken,
                      char *text, size_t room);

#endif
