/* sink.c — writes the output, and truncates it after a failed write. */
#include "batch/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/lock.h"
#include "batch/wait.h"

enum { READABLE = 0666 }; /* mode of new files, reduced by the umask */

/* Notes why the last call of the system failed, unless it is done.
 * Returns: `done`. */
static bool check(cl_sink_file *sink, bool done)
{
    if (!done)
        sink->why = strerror(errno);
    return done;
}

static cl_sink_state leave(cl_sink_file *sink, cl_sink_state state)
{
    if (sink->own)
        close(sink->fd);
    sink->own = false;
    return state;
}

cl_sink_state cl_sink_open(cl_sink_file *sink, const char *path, bool keep)
{
    struct stat facts;
    *sink = (cl_sink_file){.fd = STDOUT_FILENO};
    if (path == NULL)
        return CL_SINK_OPEN;
    sink->fd = cl_wait_open(path, (keep ? O_RDWR : O_WRONLY | O_CREAT) | O_NOCTTY | O_CLOEXEC,
                            READABLE);
    if (sink->fd < 0 && errno == EINTR && cl_wait_signal() != 0)
        return CL_SINK_STOPPED;
    sink->own = sink->fd >= 0;
    if (!check(sink, sink->own && fstat(sink->fd, &facts) == 0))
        return leave(sink, CL_SINK_FAILED);
    sink->regular = S_ISREG(facts.st_mode);
    if (cl_lock(sink->fd))
        return CL_SINK_OPEN;
    sink->why = "another job is writing it";
    return leave(sink, CL_SINK_BUSY);
}

bool cl_sink_empty(cl_sink_file *sink)
{
    return check(sink, !sink->own || !sink->regular || ftruncate(sink->fd, 0) == 0);
}

cl_sink_state cl_sink_look(cl_sink_file *sink, uint64_t length)
{
    char piece[16384];
    for (uint64_t at = 0; at < length;) {
        size_t room = length - at < sizeof piece ? (size_t)(length - at) : sizeof piece;
        if (cl_wait_signal() != 0)
            return CL_SINK_STOPPED;
        ssize_t got = read(sink->fd, piece, room);
        if (!check(sink, got >= 0))
            return CL_SINK_FAILED;
        if (got == 0) {
            sink->why = "shorter than the checkpoint says";
            return CL_SINK_UNLIKE;
        }
        cl_digest_add(sink->digest, piece, (size_t)got);
        at += (uint64_t)got;
    }
    sink->length = length;
    return CL_SINK_OPEN;
}

bool cl_sink_longer(cl_sink_file *sink, bool *longer)
{
    struct stat facts;
    if (!check(sink, fstat(sink->fd, &facts) == 0))
        return false;
    *longer = (uint64_t)facts.st_size > sink->length;
    return true;
}

bool cl_sink_cut(cl_sink_file *sink)
{
    return check(sink, ftruncate(sink->fd, (off_t)sink->length) == 0 &&
                           lseek(sink->fd, (off_t)sink->length, SEEK_SET) >= 0);
}

/* Truncates the file after a write that failed within a line. If truncating fails too, the first
 * failure is the one reported. */
static void take_back(cl_sink_file *sink)
{
    if (sink->own && ftruncate(sink->fd, (off_t)sink->length) != 0)
        return;
}

bool cl_sink_write(cl_sink_file *sink, const char *bytes, size_t length)
{
    for (size_t at = 0; at < length;) {
        cl_wait_output(sink->fd);
        ssize_t put = write(sink->fd, bytes + at, length - at);
        if (put >= 0) {
            at += (size_t)put;
        } else if (errno != EINTR && errno != EAGAIN) {
            check(sink, false);
            take_back(sink);
            return false;
        }
    }
    sink->length += length;
    if (sink->digest != NULL)
        cl_digest_add(sink->digest, bytes, length);
    return true;
}

bool cl_sink_sync(cl_sink_file *sink)
{
    /* EINVAL: a device or a pipe, which cannot be synced */
    return check(sink, !sink->own || fdatasync(sink->fd) == 0 || errno == EINVAL);
}

bool cl_sink_close(cl_sink_file *sink)
{
    bool own = sink->own;
    sink->own = false;
    return check(sink, !own || close(sink->fd) == 0);
}

bool cl_sink_sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder = slash == NULL   ? strdup(".")
                   : slash == path ? strdup("/")
                                   : strndup(path, (size_t)(slash - path));
    int fd = folder != NULL ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    free(folder);
    if (fd < 0)
        return false;
    /* Some file systems cannot sync a folder and report EINVAL. */
    bool synced = fsync(fd) == 0 || errno == EINVAL;
    close(fd);
    return synced;
}
