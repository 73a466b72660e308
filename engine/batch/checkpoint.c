/* checkpoint.c — writes and reads checkpoints, as text. */
#include "batch/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "batch/lock.h"
#include "batch/sink.h"

/* The size limit of a checkpoint file. A checkpoint has some hundred bytes, and a line for each
 * rule that decided a verdict. */
enum { MOST = 64 * 1024 * 1024, PIECE = 64 * 1024, READABLE = 0666 };

static const char title[] = "certlogic-checkpoint 3\n";

/* The beginning of a checkpoint of any version. */
static const char family[] = "certlogic-checkpoint ";

/* The numbers of a checkpoint, in their order in the file. */
enum {
    INPUT,
    OFFSET,
    RAW,
    RECORD,
    FORMAT,
    LOST,
    OUTPUT,
    FAULTS,
    UNTRUSTED,
    EXTERNAL,
    DONE,
    NUMBERS
};

static const char *const names[NUMBERS] = {"input",     "offset",   "raw",    "record",
                                           "format",    "lost",     "output", "faults",
                                           "untrusted", "external", "done"};

/* Writes the digest of some bytes to `sum`.
 * Returns: false if memory runs out. */
static bool digest_of(const char *bytes, size_t length, char sum[CL_DIGEST_TEXT])
{
    cl_digest *digest = cl_digest_new();
    if (digest == NULL)
        return false;
    cl_digest_add(digest, bytes, length);
    bool shown = cl_digest_show(digest, sum);
    cl_digest_free(digest);
    return shown;
}

/* ---- Writing --------------------------------------------------------------------------------- */

/* Writes a checkpoint as text. Memory that runs out is noted in `out`. */
static void write_text(const cl_checkpoint *c, cl_buffer *out)
{
    const uint64_t numbers[NUMBERS] = {
        c->at.input, c->at.offset, c->at.raw,    c->at.record, c->at.format, c->at.lost,
        c->output,   c->faults,    c->untrusted, c->external,  c->done,
    };
    char sum[CL_DIGEST_TEXT];
    cl_buffer_printf(out, "%sidentity %s\nread %s\nwrote %s\n", title, c->identity, c->read,
                     c->wrote);
    for (int i = 0; i < NUMBERS; i++)
        cl_buffer_printf(out, "%s %" PRIu64 "\n", names[i], numbers[i]);
    for (uint32_t i = 0; i < c->tally.count; i++) {
        const cl_count *count = &c->tally.counts[i];
        const cl_tally_key *key = &count->key;
        cl_buffer_printf(out, "count %d %d %d %d %" PRIu64 " %zu %s\n", (int)key->type,
                         key->verified, (int)key->old, (int)key->verdict, count->count,
                         strlen(key->decided), key->decided);
    }
    if (digest_of(cl_buffer_text(out), out->length, sum))
        cl_buffer_printf(out, "sum %s\n", sum);
    else
        out->failed = true;
}

/* Removes any file at `path`, creates a new file there and writes it. Symbolic links are not
 * followed.
 * Returns: the file descriptor, open and locked; -1 with `*why` on failure. */
static int write_file(const char *path, const char *text, size_t length, const char **why)
{
    if (unlink(path) != 0 && errno != ENOENT) {
        *why = strerror(errno);
        return -1;
    }
    cl_sink_file file = {
        .fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, READABLE),
        .own = true};
    if (file.fd < 0) {
        *why = strerror(errno);
        return -1;
    }
    /* No other job has opened the new file yet, so its lock is free. */
    if (cl_lock(file.fd) && cl_sink_write(&file, text, length) && cl_sink_sync(&file))
        return file.fd;
    *why = file.why != NULL ? file.why : "another job is writing it";
    cl_sink_close(&file);
    return -1;
}

bool cl_checkpoint_save(const char *path, const cl_checkpoint *checkpoint, int *lock,
                        const char **why)
{
    cl_buffer text, fresh;
    int fd = -1;
    cl_buffer_init(&text);
    cl_buffer_init(&fresh);
    write_text(checkpoint, &text);
    cl_buffer_printf(&fresh, "%s.new", path);
    *why = "memory ran out";
    if (!text.failed && !fresh.failed)
        fd = write_file(fresh.data, text.data, text.length, why);
    bool saved = fd >= 0 && rename(fresh.data, path) == 0 && cl_sink_sync_folder(path);
    if (fd >= 0 && !saved)
        *why = strerror(errno);
    if (saved) {
        cl_checkpoint_release(lock);
        *lock = fd;
    } else if (fd >= 0) {
        close(fd);
    }
    cl_buffer_free(&text);
    cl_buffer_free(&fresh);
    return saved;
}

void cl_checkpoint_release(int *lock)
{
    if (*lock >= 0)
        close(*lock);
    *lock = -1;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* Opens a checkpoint and locks it.
 * Returns: READ on success, with the file in `*lock`. */
static cl_checkpoint_state open_locked(const char *path, int *lock, const char **why)
{
    struct stat opened, named;
    *lock = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    /* A checkpoint without write permission can still be read to report that its job is done. */
    if (*lock < 0 && (errno == EACCES || errno == EROFS))
        *lock = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    if (*lock < 0 && errno == ENOENT)
        return CL_CHECKPOINT_NONE;
    if (*lock < 0 || fstat(*lock, &opened) != 0) {
        *why = strerror(errno);
        return CL_CHECKPOINT_FAILED;
    }
    if (!S_ISREG(opened.st_mode)) {
        *why = "a checkpoint is a regular file, which this is not";
        return CL_CHECKPOINT_BAD;
    }
    if (opened.st_size > MOST) {
        *why = "too large for a checkpoint";
        return CL_CHECKPOINT_FAILED;
    }
    /* A job that has just replaced the checkpoint holds the lock of the new file, not of this
     * one. */
    bool locked = cl_lock(*lock);
    bool named_still = stat(path, &named) == 0;
    if (!named_still && errno != ENOENT) {
        *why = strerror(errno);
        return CL_CHECKPOINT_FAILED;
    }
    if (locked && named_still && named.st_dev == opened.st_dev && named.st_ino == opened.st_ino)
        return CL_CHECKPOINT_READ;
    *why = "another job is using this checkpoint";
    return CL_CHECKPOINT_BUSY;
}

/* Reads an open file.
 * Returns: its text, which the caller frees; NULL with `*why` on failure. */
static char *read_text(int fd, size_t *length, const char **why)
{
    char *text = NULL;
    *length = 0;
    for (ssize_t got = 1; got != 0;) {
        char *grown = *length < MOST ? realloc(text, *length + PIECE + 1) : NULL;
        if (grown == NULL) {
            *why = *length < MOST ? "memory ran out" : "too large for a checkpoint";
            free(text);
            return NULL;
        }
        text = grown;
        got = read(fd, text + *length, PIECE);
        if (got < 0 && errno != EINTR) {
            *why = strerror(errno);
            free(text);
            return NULL;
        }
        *length += got > 0 ? (size_t)got : 0;
        text[*length] = '\0';
    }
    return text;
}

/* Parses `NAME DIGEST` and a line end. */
static bool take_digest(const char **at, const char *name, char digest[CL_DIGEST_TEXT])
{
    enum { DIGITS = CL_DIGEST_TEXT - 1 };
    size_t length = strlen(name);
    if (strncmp(*at, name, length) != 0 || (*at)[length] != ' ')
        return false;
    const char *from = *at + length + 1;
    if (strspn(from, "0123456789abcdef") != DIGITS || from[DIGITS] != '\n')
        return false;
    memcpy(digest, from, DIGITS);
    digest[DIGITS] = '\0';
    *at = from + DIGITS + 1;
    return true;
}

/* Parses `NAME NUMBER` and the character `behind`.
 * Returns: false for other text. */
static bool take_number(const char **at, const char *name, char behind, uint64_t *number)
{
    size_t length = strlen(name);
    char *end;
    if (strncmp(*at, name, length) != 0)
        return false;
    *at += length;
    if (**at == ' ')
        ++*at;
    if (**at < '0' || **at > '9')
        return false;
    errno = 0;
    *number = strtoull(*at, &end, 10);
    if (errno != 0 || *end != behind)
        return false;
    *at = end + 1;
    return true;
}

/* Parses one line `count …` into the tally. Sets `*memory` if memory runs out. */
static bool take_count(const char **at, const char *end, cl_tally *tally, bool *memory)
{
    uint64_t type, verified, old, verdict, count, length;
    if (!take_number(at, "count", ' ', &type) || !take_number(at, "", ' ', &verified) ||
        !take_number(at, "", ' ', &old) || !take_number(at, "", ' ', &verdict) ||
        !take_number(at, "", ' ', &count) || !take_number(at, "", ' ', &length) ||
        type > CERTLOGIC_RECOVERY || verified > 1 || old > CERTLOGIC_OPEN ||
        verdict > CERTLOGIC_OPEN || length >= (uint64_t)(end - *at) || (*at)[length] != '\n')
        return false;
    if (memchr(*at, '\0', (size_t)length) != NULL)
        return false;
    char *decided = strndup(*at, (size_t)length);
    const cl_tally_key key = {.type = (certlogic_certificate_type)type,
                              .verified = verified != 0,
                              .old = (certlogic_verdict_kind)old,
                              .verdict = (certlogic_verdict_kind)verdict,
                              .decided = decided};
    *memory = decided == NULL || !cl_tally_add(tally, &key, count);
    free(decided);
    *at += length + 1;
    return !*memory;
}

/* Parses a checkpoint.
 * Returns: false if memory runs out, with `*memory` set, or if the text is no whole checkpoint. */
static bool parse(const char *text, size_t length, cl_checkpoint *c, bool *memory)
{
    uint64_t numbers[NUMBERS];
    char sum[CL_DIGEST_TEXT], counted[CL_DIGEST_TEXT];
    const char *at = text;
    if (strncmp(at, title, sizeof title - 1) != 0)
        return false;
    at += sizeof title - 1;
    if (!take_digest(&at, "identity", c->identity) || !take_digest(&at, "read", c->read) ||
        !take_digest(&at, "wrote", c->wrote))
        return false;
    for (int i = 0; i < NUMBERS; i++) {
        if (!take_number(&at, names[i], '\n', &numbers[i]))
            return false;
    }
    while (*at == 'c') {
        if (!take_count(&at, text + length, &c->tally, memory))
            return false;
    }
    *memory = !digest_of(text, (size_t)(at - text), counted);
    if (*memory || !take_digest(&at, "sum", sum) || strcmp(sum, counted) != 0 ||
        at != text + length)
        return false;
    c->at = (cl_position){.input = numbers[INPUT],
                          .offset = numbers[OFFSET],
                          .raw = numbers[RAW],
                          .record = numbers[RECORD],
                          .format = numbers[FORMAT],
                          .lost = numbers[LOST]};
    c->output = numbers[OUTPUT];
    c->faults = numbers[FAULTS];
    c->untrusted = numbers[UNTRUSTED];
    c->external = numbers[EXTERNAL] != 0;
    c->done = numbers[DONE] != 0;
    return true;
}

/* Returns: a message for a text that is no checkpoint, or a damaged one. */
static const char *what_is_wrong(const char *text, size_t length)
{
    size_t whole = sizeof title - 1;
    if (length == 0)
        return "an empty file is no checkpoint";
    if (length >= whole && strncmp(text, title, whole) == 0)
        return "a damaged checkpoint";
    if (strncmp(text, family, sizeof family - 1) == 0)
        return "a checkpoint of another version of certlogic, or a damaged one";
    return "not a checkpoint; it is left as it is";
}

cl_checkpoint_state cl_checkpoint_load(const char *path, cl_checkpoint *checkpoint, int *lock,
                                       const char **why)
{
    size_t length = 0;
    bool memory = false;
    *why = NULL;
    memset(checkpoint, 0, sizeof *checkpoint);
    cl_tally_init(&checkpoint->tally);
    cl_checkpoint_state state = open_locked(path, lock, why);
    char *text = state == CL_CHECKPOINT_READ ? read_text(*lock, &length, why) : NULL;
    if (state == CL_CHECKPOINT_READ && text == NULL) {
        state = CL_CHECKPOINT_FAILED;
    } else if (state == CL_CHECKPOINT_READ && !parse(text, length, checkpoint, &memory)) {
        *why = memory ? "memory ran out" : what_is_wrong(text, length);
        state = memory ? CL_CHECKPOINT_FAILED : CL_CHECKPOINT_BAD;
    }
    free(text);
    if (state != CL_CHECKPOINT_READ)
        cl_checkpoint_release(lock);
    return state;
}
