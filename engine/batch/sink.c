/* sink.c — writing, and what is done when that fails. */
#include "batch/sink.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/wait.h"

enum { READABLE = 0666 }; /* the umask takes away from it */

static bool fail(cl_sink_file *sink)
{
    sink->why = strerror(errno);
    return false;
}

bool cl_sink_open(cl_sink_file *sink, const char *path, bool keep)
{
    *sink = (cl_sink_file){.fd = STDOUT_FILENO, .keep = keep};
    if (path == NULL)
        return true;
    sink->fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | (keep ? 0 : O_TRUNC), READABLE);
    if (sink->fd < 0)
        return fail(sink);
    sink->own = true;
    return true;
}

bool cl_sink_cut(cl_sink_file *sink, uint64_t length)
{
    struct stat facts;
    if (fstat(sink->fd, &facts) != 0)
        return fail(sink);
    if (!S_ISREG(facts.st_mode)) {
        sink->why = "not a regular file";
        return false;
    }
    if ((uint64_t)facts.st_size < length) {
        sink->why = "shorter than the checkpoint says";
        return false;
    }
    if (ftruncate(sink->fd, (off_t)length) != 0 ||
        lseek(sink->fd, (off_t)length, SEEK_SET) != (off_t)length)
        return fail(sink);
    sink->length = length;
    return true;
}

/* After a write that failed within a line. The first failure is the one to tell. */
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
            fail(sink);
            take_back(sink);
            return false;
        }
    }
    sink->length += length;
    return true;
}

bool cl_sink_sync(cl_sink_file *sink)
{
    if (!sink->own || fdatasync(sink->fd) == 0 || errno == EINVAL)
        return true; /* EINVAL: a device or a pipe, which keeps nothing */
    return fail(sink);
}

bool cl_sink_close(cl_sink_file *sink)
{
    bool own = sink->own;
    sink->own = false;
    return !own || close(sink->fd) == 0 || fail(sink);
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
    /* Some file systems have nothing to do there and say so. */
    bool synced = fsync(fd) == 0 || errno == EINVAL;
    close(fd);
    return synced;
}
