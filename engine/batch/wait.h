/* wait.h — handles the signals that stop a job, and waits for files so that these signals interrupt
 * the wait.
 *
 * During a job SIGINT and SIGTERM are blocked in all threads. They are unblocked only while a
 * thread waits for input or output, so that no other system call is interrupted and no signal is
 * lost. The signal state is the only global state of a job: a signal handler can
 * only reach global state.
 */
#ifndef CL_BATCH_WAIT_H
#define CL_BATCH_WAIT_H

#include <stdbool.h>

/* cl_wait_begin and cl_wait_end enclose the time in which signals stop the job. SIGPIPE is ignored
 * during that time. */
void cl_wait_begin(void);
void cl_wait_end(void);

/* Returns: the signal that asks to stop, or 0. A second signal ends the process while a thread
 *   waits. */
int cl_wait_signal(void);

/* Opens a file like open(2). For a FIFO it waits until the other end is open.
 * Returns: -1 with EINTR if a signal comes first. */
int cl_wait_open(const char *path, int flags, unsigned mode);

/* Waits until `fd` can be read.
 * Returns: false if a signal came first; `fd` may be readable nevertheless. */
bool cl_wait_input(int fd);

/* Waits until `fd` can be written. */
void cl_wait_output(int fd);

#endif
