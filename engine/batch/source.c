/* source.c — opens, reads and unpacks an input. */
#include "batch/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/wait.h"

enum { PACKED = 64 * 1024 };

const char cl_unpack_no_memory[] = "memory ran out";
const char cl_unpack_cannot_begin[] = "the library that unpacks cannot begin a member";

/* Returns: true for a message of an unpacker about its input. */
static bool is_of_input(const char *why)
{
    return why != cl_unpack_no_memory && why != cl_unpack_cannot_begin;
}

static const cl_unpacker *const unpackers[] = {&cl_unpack_gzip, &cl_unpack_zstd,
                                               &cl_unpack_zstd_skippable};

static bool is_standard_input(const char *path)
{
    return strcmp(path, "-") == 0;
}

static cl_read fail(cl_source *source, const char *why)
{
    source->why = why;
    return CL_READ_FAILED;
}

/* Adds the bytes that were read last to the digest, except those that it already covers. */
static void cover(cl_source *source, const char *bytes, size_t length)
{
    if (source->digest == NULL || source->taken <= source->covered)
        return;
    uint64_t more = source->taken - source->covered;
    size_t fresh = more < length ? (size_t)more : length;
    cl_digest_add(source->digest, bytes + length - fresh, fresh);
    source->covered = source->taken;
}

/* Reads bytes of the file without unpacking them. */
static cl_read read_raw(cl_source *source, void *bytes, size_t room, size_t *given)
{
    *given = 0;
    if (source->ended)
        return CL_READ_END;
    for (;;) {
        if (cl_wait_signal() != 0 || !cl_wait_input(source->fd))
            return CL_READ_STOPPED;
        ssize_t got = read(source->fd, bytes, room);
        if (got > 0) {
            *given = (size_t)got;
            source->taken += (uint64_t)got;
            cover(source, bytes, (size_t)got);
            return CL_READ_BYTES;
        }
        if (got == 0) {
            source->ended = true;
            return CL_READ_END;
        }
        if (errno != EINTR && errno != EAGAIN)
            return fail(source, strerror(errno));
    }
}

/* ---- Opening --------------------------------------------------------------------------------- */

/* Reads until the buffer has as many bytes as the longest magic, or the file ends. */
static cl_read read_head(cl_source *source)
{
    while (source->packed_end < sizeof unpackers[0]->magic) {
        size_t given;
        cl_read got = read_raw(source, source->packed + source->packed_end,
                               PACKED - source->packed_end, &given);
        source->packed_end += given;
        if (got == CL_READ_END)
            break;
        if (got != CL_READ_BYTES)
            return got;
    }
    return CL_READ_BYTES;
}

static cl_read choose(cl_source *source)
{
    for (size_t i = 0; i < sizeof unpackers / sizeof *unpackers; i++) {
        const cl_unpacker *u = unpackers[i];
        if (source->packed_end < u->magic_length || (source->packed[0] & ~u->any) != u->magic[0] ||
            memcmp(source->packed + 1, u->magic + 1, u->magic_length - 1) != 0)
            continue;
        source->unpacker = u;
        source->unpacking = u->begin();
        return source->unpacking != NULL ? CL_READ_BYTES : fail(source, cl_unpack_no_memory);
    }
    return CL_READ_BYTES;
}

cl_read cl_source_open(cl_source *source, const char *path, cl_digest *digest, uint64_t covered)
{
    memset(source, 0, sizeof *source);
    source->digest = digest;
    source->covered = covered;
    source->fd = STDIN_FILENO;
    source->packed = malloc(PACKED);
    if (source->packed == NULL)
        return fail(source, cl_unpack_no_memory);
    if (!is_standard_input(path)) {
        source->fd = cl_wait_open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC, 0);
        if (source->fd < 0 && errno == EINTR)
            return CL_READ_STOPPED;
        if (source->fd < 0)
            return fail(source, strerror(errno));
        source->own = true;
    }
    cl_read got = read_head(source);
    return got == CL_READ_BYTES ? choose(source) : got;
}

void cl_source_close(cl_source *source)
{
    if (source->unpacking != NULL)
        source->unpacker->end(source->unpacking);
    free(source->packed);
    if (source->own)
        close(source->fd);
    source->unpacking = NULL;
    source->packed = NULL;
    source->own = false;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Returns buffered bytes first; then reads directly into the caller's memory. */
static cl_read read_plain(cl_source *source, char *bytes, size_t room, size_t *given)
{
    size_t held = source->packed_end - source->packed_at;
    if (held == 0)
        return read_raw(source, bytes, room, given);
    *given = held < room ? held : room;
    memcpy(bytes, source->packed + source->packed_at, *given);
    source->packed_at += *given;
    return CL_READ_BYTES;
}

static cl_read read_unpacked(cl_source *source, char *bytes, size_t room, size_t *given)
{
    for (;;) {
        size_t taken = 0;
        if (source->why == NULL)
            source->why = source->unpacker->run(source->unpacking,
                                                source->packed + source->packed_at,
                                                source->packed_end - source->packed_at, &taken,
                                                (unsigned char *)bytes, room, given);
        source->packed_at += taken;
        /* Bytes unpacked before the damage are returned first. */
        if (*given > 0)
            return CL_READ_BYTES;
        if (source->why != NULL)
            return is_of_input(source->why) ? CL_READ_BROKEN : CL_READ_FAILED;
        if (source->packed_at < source->packed_end)
            continue;
        source->packed_at = source->packed_end = 0;
        size_t more;
        cl_read got = read_raw(source, source->packed, PACKED, &more);
        source->packed_end = more;
        if (got == CL_READ_END && !source->unpacker->whole(source->unpacking)) {
            source->why = "the compressed input ends early";
            return CL_READ_BROKEN;
        }
        if (got != CL_READ_BYTES)
            return got;
    }
}

cl_read cl_source_read(cl_source *source, char *bytes, size_t room, size_t *given)
{
    *given = 0;
    return source->unpacker != NULL ? read_unpacked(source, bytes, room, given)
                                    : read_plain(source, bytes, room, given);
}

cl_read cl_source_skip(cl_source *source, uint64_t offset)
{
    size_t held = source->packed_end - source->packed_at;
    if (source->unpacker == NULL && offset > held &&
        lseek(source->fd, (off_t)(offset - held), SEEK_CUR) >= 0) {
        source->packed_at = source->packed_end = 0;
        source->taken = offset;
        return CL_READ_BYTES;
    }
    while (offset > 0) {
        char passed[4096];
        size_t given;
        size_t room = offset < sizeof passed ? (size_t)offset : sizeof passed;
        cl_read got = cl_source_read(source, passed, room, &given);
        offset -= given;
        if (got == CL_READ_END)
            return fail(source, "it is shorter than it was");
        if (got != CL_READ_BYTES)
            return got;
    }
    return CL_READ_BYTES;
}

cl_read cl_source_drain(cl_source *source)
{
    size_t given;
    cl_read got;
    while ((got = read_raw(source, source->packed, PACKED, &given)) == CL_READ_BYTES)
        continue;
    return got;
}

cl_read cl_source_digest(const char *path, uint64_t length, cl_digest *digest)
{
    unsigned char piece[16384];
    bool standard = is_standard_input(path);
    off_t from = standard ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;
    int fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    cl_read state = fd < 0 || from < 0 ? CL_READ_FAILED : CL_READ_BYTES;
    for (uint64_t at = 0; state == CL_READ_BYTES && at < length;) {
        size_t room = length - at < sizeof piece ? (size_t)(length - at) : sizeof piece;
        ssize_t got = pread(fd, piece, room, from + (off_t)at);
        state = cl_wait_signal() != 0 ? CL_READ_STOPPED
                : got < 0             ? CL_READ_FAILED
                : got == 0            ? CL_READ_BROKEN
                                      : CL_READ_BYTES;
        cl_digest_add(digest, piece, state == CL_READ_BYTES ? (size_t)got : 0);
        at += got > 0 ? (uint64_t)got : 0;
    }
    int error = errno;
    if (!standard && fd >= 0)
        close(fd);
    errno = error;
    return state == CL_READ_BYTES ? CL_READ_END : state;
}

bool cl_source_look(const char *path, cl_source_facts *facts)
{
    struct stat s;
    bool standard = is_standard_input(path);
    if ((standard ? fstat(STDIN_FILENO, &s) : stat(path, &s)) != 0)
        return false;
    if (!standard && access(path, R_OK) != 0)
        return false;
    off_t from = standard ? lseek(STDIN_FILENO, 0, SEEK_CUR) : 0;
    *facts = (cl_source_facts){.seekable = S_ISREG(s.st_mode) && from >= 0,
                               .changed_seconds = (int64_t)s.st_mtim.tv_sec,
                               .changed_nanoseconds = s.st_mtim.tv_nsec};
    if (S_ISDIR(s.st_mode)) {
        errno = EISDIR;
        return false;
    }
    if (facts->seekable && s.st_size > from)
        facts->size = (uint64_t)(s.st_size - from);
    return true;
}
