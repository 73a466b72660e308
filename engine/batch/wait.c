/* wait.c — handlers record SIGINT and SIGTERM, and the job checks for them between two records. */
#include "batch/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <sys/select.h>

static atomic_int came;  /* lock-free, because a signal handler sets it */
static sigset_t outside; /* the signal mask before the job */
static struct sigaction before_interrupt, before_terminate, before_pipe;

static void note(int signal)
{
    came = signal;
}

void cl_wait_begin(void)
{
    sigset_t stops;
    /* SA_RESETHAND: a second signal has its default effect and ends the process. */
    struct sigaction action = {.sa_handler = note, .sa_flags = (int)SA_RESETHAND};
    struct sigaction ignored = {.sa_handler = SIG_IGN};
    came = 0;
    sigemptyset(&action.sa_mask);
    sigemptyset(&ignored.sa_mask);
    sigemptyset(&stops);
    sigaddset(&stops, SIGINT);
    sigaddset(&stops, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &stops, &outside);
    /* If SIGINT or SIGTERM is ignored at the start, it stays ignored: `nohup` and shells do this
     * for background processes. */
    sigaction(SIGINT, NULL, &before_interrupt);
    sigaction(SIGTERM, NULL, &before_terminate);
    if (before_interrupt.sa_handler != SIG_IGN)
        sigaction(SIGINT, &action, NULL);
    if (before_terminate.sa_handler != SIG_IGN)
        sigaction(SIGTERM, &action, NULL);
    sigaction(SIGPIPE, &ignored, &before_pipe);
}

void cl_wait_end(void)
{
    /* `note` is still the handler here: a pending stop signal does not end the process. */
    pthread_sigmask(SIG_SETMASK, &outside, NULL);
    sigaction(SIGINT, &before_interrupt, NULL);
    sigaction(SIGTERM, &before_terminate, NULL);
    sigaction(SIGPIPE, &before_pipe, NULL);
}

int cl_wait_signal(void)
{
    sigset_t pending;
    if (came != 0)
        return came;
    /* A file that is always ready never makes pselect wait, so a blocked signal stays pending. */
    if (sigpending(&pending) != 0)
        return 0;
    return sigismember(&pending, SIGINT) == 1    ? SIGINT
           : sigismember(&pending, SIGTERM) == 1 ? SIGTERM
                                                 : 0;
}

int cl_wait_open(const char *path, int flags, unsigned mode)
{
    sigset_t inside;
    pthread_sigmask(SIG_SETMASK, &outside, &inside);
    int fd = open(path, flags, mode);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &inside, NULL);
    errno = error;
    return fd;
}

/* Returns: false for a descriptor that select cannot handle. The wait for it happens in read or
 *   write, where signals stay blocked. */
static bool known(int fd)
{
    return fd >= 0 && fd < FD_SETSIZE;
}

bool cl_wait_input(int fd)
{
    fd_set set;
    if (!known(fd))
        return true;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    return pselect(fd + 1, &set, NULL, NULL, NULL, &outside) >= 0 || came == 0;
}

void cl_wait_output(int fd)
{
    fd_set set;
    if (!known(fd))
        return;
    FD_ZERO(&set);
    FD_SET(fd, &set);
    pselect(fd + 1, NULL, &set, NULL, NULL, &outside);
}
