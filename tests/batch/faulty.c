/* faulty.c — makes a system call fail. It is linked into a second certlogic. Call number FAULT_AT
 * of those below fails. If FAULT_SIGNAL is set, the call sends that signal to the process instead,
 * once.
 *
 * At the end the number of calls is written to the file FAULT_COUNT, so that a test knows how many
 * there are. The linker redirects the calls of all our code to this file (--wrap). The call that
 * failed is written to the file FAULT_LOG, so that a test knows whether a call failed. A write that
 * fails first writes half of its bytes, as on a full disk.
 *
 * If FAULT_JSON is set, request number FAULT_JSON of jansson for memory fails, and with
 * FAULT_JSON_ALL all later ones too.
 */
#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

int __real_open(const char *path, int flags, ...);
ssize_t __real_read(int fd, void *bytes, size_t length);
ssize_t __real_write(int fd, const void *bytes, size_t length);
int __real_fsync(int fd);
int __real_fdatasync(int fd);
int __real_rename(const char *from, const char *to);
int __real_ftruncate(int fd, off_t length);
off_t __real_lseek(int fd, off_t offset, int whence);
int __real_close(int fd);
FILE *__real_fopen(const char *path, const char *mode);
FILE *__real_tmpfile(void);

int __wrap_open(const char *path, int flags, ...);
ssize_t __wrap_read(int fd, void *bytes, size_t length);
ssize_t __wrap_write(int fd, const void *bytes, size_t length);
int __wrap_fsync(int fd);
int __wrap_fdatasync(int fd);
int __wrap_rename(const char *from, const char *to);
int __wrap_ftruncate(int fd, off_t length);
off_t __wrap_lseek(int fd, off_t offset, int whence);
int __wrap_close(int fd);
FILE *__wrap_fopen(const char *path, const char *mode);
FILE *__wrap_tmpfile(void);

static atomic_long calls;
static atomic_bool
    over; /* main has returned: the job makes no more calls, but gcov writes its counts */

static void count(void)
{
    atomic_store(&over, true);
    char text[32];
    const char *path = getenv("FAULT_COUNT");
    int fd = path != NULL ? __real_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    int length = snprintf(text, sizeof text, "%ld", atomic_load(&calls));
    if (fd >= 0 && __real_write(fd, text, (size_t)length) < 0)
        abort();
}

/* Returns the number of the signal that is sent instead of a fault, or 0. */
static int signal_instead(void)
{
    const char *number = getenv("FAULT_SIGNAL");
    return number != NULL ? atoi(number) : 0;
}

static void log_fault(const char *path, const char *what)
{
    int fd = __real_open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || __real_write(fd, what, strlen(what)) < 0)
        abort();
    __real_close(fd);
}

/* Returns true if this call must fail. Several threads make calls. */
static int fails(const char *what, int error)
{
    const char *at = getenv("FAULT_AT");
    const char *log = getenv("FAULT_LOG");
    if (atomic_load(&over))
        return 0;
    long number = atomic_fetch_add(&calls, 1) + 1;
    if (number == 1)
        atexit(count);
    if (at == NULL || log == NULL || number != atol(at))
        return 0;
    if (signal_instead() != 0) {
        kill(getpid(), signal_instead());
        return 0;
    }
    log_fault(log, what);
    errno = error;
    return 1;
}

static void *json_memory(size_t size)
{
    static long requests;
    long at = atol(getenv("FAULT_JSON"));
    requests++;
    if (requests != at && (requests < at || getenv("FAULT_JSON_ALL") == NULL))
        return malloc(size);
    log_fault(getenv("FAULT_LOG"), "jansson");
    return NULL;
}

__attribute__((constructor)) static void begin_json(void)
{
    if (getenv("FAULT_JSON") != NULL)
        json_set_alloc_funcs(json_memory, free);
}

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = (flags & O_CREAT) != 0 ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return fails("open", EIO) ? -1 : __real_open(path, flags, mode);
}

ssize_t __wrap_read(int fd, void *bytes, size_t length)
{
    return fails("read", EIO) ? -1 : __real_read(fd, bytes, length);
}

ssize_t __wrap_write(int fd, const void *bytes, size_t length)
{
    static atomic_int full;
    if (atomic_load(&full) && !atomic_load(&over)) {
        errno = ENOSPC;
        return -1;
    }
    if (!fails("write", ENOSPC))
        return __real_write(fd, bytes, length);
    atomic_store(&full, 1);
    return length > 1 ? __real_write(fd, bytes, length / 2) : -1;
}

int __wrap_fsync(int fd)
{
    return fails("fsync", EIO) ? -1 : __real_fsync(fd);
}

int __wrap_fdatasync(int fd)
{
    return fails("fdatasync", EIO) ? -1 : __real_fdatasync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
    return fails("rename", EIO) ? -1 : __real_rename(from, to);
}

int __wrap_ftruncate(int fd, off_t length)
{
    return fails("ftruncate", EIO) ? -1 : __real_ftruncate(fd, length);
}

off_t __wrap_lseek(int fd, off_t offset, int whence)
{
    return fails("lseek", EIO) ? -1 : __real_lseek(fd, offset, whence);
}

int __wrap_close(int fd)
{
    if (!fails("close", EIO))
        return __real_close(fd);
    __real_close(fd);
    return -1;
}

FILE *__wrap_fopen(const char *path, const char *mode)
{
    return fails("fopen", EIO) ? NULL : __real_fopen(path, mode);
}

FILE *__wrap_tmpfile(void)
{
    return fails("tmpfile", EIO) ? NULL : __real_tmpfile();
}
