/* wait.h — signals that stop a job, and waiting for a file in a way that they can end.
 *
 * While a job runs SIGINT and SIGTERM are blocked in all its threads and let through only where a
 * thread waits for input or output, so no system call is cut in two and none misses one. This is the
 * one piece of state of the process that a job holds: a signal has no other way to hand over.
 */
#ifndef CL_BATCH_WAIT_H
#define CL_BATCH_WAIT_H

#include <stdbool.h>

/* Begins and ends the time in which signals stop the job. SIGPIPE is ignored meanwhile. */
void cl_wait_begin(void);
void cl_wait_end(void);

/* The signal that asks to stop, or 0. A second one ends the process where it waits. */
int cl_wait_signal(void);

/* Opens a file like open(2); a FIFO is waited for until its other end is open, too. -1 with EINTR
 * when a signal came first. */
int cl_wait_open(const char *path, int flags, unsigned mode);

/* Waits until `fd` can be read. False when a signal came first: it may be readable all the same. */
bool cl_wait_input(int fd);

/* Waits until `fd` can be written. */
void cl_wait_output(int fd);

#endif
