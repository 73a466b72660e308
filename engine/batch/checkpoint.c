/* checkpoint.c — reading and writing checkpoints. */
#include "batch/checkpoint.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/hash.h"
#include "batch/sink.h"

/* A checkpoint has some hundred bytes, and a line for each rule that decided anything. */
enum { MOST = 64 * 1024 * 1024, PIECE = 64 * 1024 };

static const char title[] = "certlogic-checkpoint 1\n";

/* The numbers of a checkpoint, in the order in which they stand in the file. */
enum { INPUT, OFFSET, RECORD, FORMAT, LOST, OUTPUT, FAULTS, EXTERNAL, DONE, NUMBERS };

static const char *const names[NUMBERS] = {"input",  "offset", "record",   "format", "lost",
                                           "output", "faults", "external", "done"};

/* ---- Writing ----------------------------------------------------------------------------------- */

static char *write_text(const cl_checkpoint *c, size_t *length)
{
    const uint64_t numbers[NUMBERS] = {
        c->at.input, c->at.offset, c->at.record, c->at.format, c->at.lost,
        c->output,   c->faults,    c->external,  c->done,
    };
    char *text = NULL;
    FILE *out = open_memstream(&text, length);
    if (out == NULL)
        return NULL;
    fprintf(out, "%sidentity %016" PRIx64 "\n", title, c->identity);
    for (int i = 0; i < NUMBERS; i++)
        fprintf(out, "%s %" PRIu64 "\n", names[i], numbers[i]);
    for (uint32_t i = 0; i < c->tally.count; i++) {
        const cl_count *count = &c->tally.counts[i];
        fprintf(out, "count %u %u %" PRIu64 " %" PRIu32 " %s\n", count->type, count->result,
                count->count, count->length, count->decided);
    }
    fflush(out);
    fprintf(out, "sum %016" PRIx64 "\n", cl_hash_bytes(CL_HASH_BEGIN, text, *length));
    bool failed = ferror(out) != 0;
    if (fclose(out) != 0 || failed) {
        free(text);
        return NULL;
    }
    return text;
}

static bool write_file(const char *path, const char *text, size_t length, const char **why)
{
    cl_sink_file file;
    bool written = cl_sink_open(&file, path, false) && cl_sink_write(&file, text, length) &&
                   cl_sink_sync(&file);
    *why = file.why;
    if (!cl_sink_close(&file) && written) {
        *why = file.why;
        written = false;
    }
    return written;
}

bool cl_checkpoint_save(const char *path, const cl_checkpoint *checkpoint, const char **why)
{
    size_t length;
    char *text = write_text(checkpoint, &length);
    size_t path_length = strlen(path);
    char *fresh = malloc(path_length + sizeof ".new");
    bool saved = text != NULL && fresh != NULL;
    *why = "memory ran out";
    if (saved) {
        memcpy(fresh, path, path_length);
        memcpy(fresh + path_length, ".new", sizeof ".new");
        saved = write_file(fresh, text, length, why);
    }
    if (saved && (rename(fresh, path) != 0 || !cl_sink_sync_folder(path))) {
        *why = strerror(errno);
        saved = false;
    }
    free(text);
    free(fresh);
    return saved;
}

/* ---- Reading ----------------------------------------------------------------------------------- */

/* NULL without a `why` when there is no such file. */
static char *read_file(const char *path, size_t *length, const char **why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    char *text = NULL;
    *length = 0;
    *why = NULL;
    if (fd < 0) {
        *why = errno == ENOENT ? NULL : strerror(errno);
        return NULL;
    }
    for (ssize_t got = 1; got != 0;) {
        char *grown = *length < MOST ? realloc(text, *length + PIECE + 1) : NULL;
        if (grown == NULL) {
            *why = "memory ran out";
            break;
        }
        text = grown;
        got = read(fd, text + *length, PIECE);
        if (got < 0 && errno != EINTR) {
            *why = strerror(errno);
            break;
        }
        *length += got > 0 ? (size_t)got : 0;
        text[*length] = '\0';
    }
    close(fd);
    if (*why != NULL) {
        free(text);
        return NULL;
    }
    return text;
}

/* `NAME NUMBER` and a line end; the number in base 10, or 16. False when something else stands there. */
static bool take_number(const char **at, const char *name, int base, char behind, uint64_t *number)
{
    size_t length = strlen(name);
    char *end;
    if (strncmp(*at, name, length) != 0)
        return false;
    *at += length;
    if (**at == ' ')
        ++*at;
    if (!((**at >= '0' && **at <= '9') || (base == 16 && **at >= 'a' && **at <= 'f')))
        return false;
    errno = 0;
    *number = strtoull(*at, &end, base);
    if (errno != 0 || *end != behind)
        return false;
    *at = end + 1;
    return true;
}

static bool take_count(const char **at, const char *end, cl_tally *tally)
{
    uint64_t type, result, count, length;
    if (!take_number(at, "count", 10, ' ', &type) || !take_number(at, "", 10, ' ', &result) ||
        !take_number(at, "", 10, ' ', &count) || !take_number(at, "", 10, ' ', &length) ||
        type > UINT8_MAX || result > UINT8_MAX || length >= (uint64_t)(end - *at) ||
        (*at)[length] != '\n')
        return false;
    char *decided = strndup(*at, (size_t)length);
    bool added = decided != NULL && strlen(decided) == length &&
                 cl_tally_add(tally, (uint8_t)type, (uint8_t)result, decided, count);
    free(decided);
    *at += length + 1;
    return added;
}

static bool parse(const char *text, size_t length, cl_checkpoint *c)
{
    uint64_t numbers[NUMBERS];
    uint64_t sum;
    const char *at = text;
    if (strncmp(at, title, sizeof title - 1) != 0)
        return false;
    at += sizeof title - 1;
    if (!take_number(&at, "identity", 16, '\n', &c->identity))
        return false;
    for (int i = 0; i < NUMBERS; i++) {
        if (!take_number(&at, names[i], 10, '\n', &numbers[i]))
            return false;
    }
    while (*at == 'c') {
        if (!take_count(&at, text + length, &c->tally))
            return false;
    }
    uint64_t counted = cl_hash_bytes(CL_HASH_BEGIN, text, (size_t)(at - text));
    if (!take_number(&at, "sum", 16, '\n', &sum) || sum != counted || at != text + length)
        return false;
    c->at = (cl_position){.input = numbers[INPUT],
                          .offset = numbers[OFFSET],
                          .record = numbers[RECORD],
                          .format = numbers[FORMAT],
                          .lost = numbers[LOST]};
    c->output = numbers[OUTPUT];
    c->faults = numbers[FAULTS];
    c->external = numbers[EXTERNAL] != 0;
    c->done = numbers[DONE] != 0;
    return true;
}

cl_checkpoint_state cl_checkpoint_load(const char *path, cl_checkpoint *checkpoint,
                                       const char **why)
{
    size_t length;
    memset(checkpoint, 0, sizeof *checkpoint);
    cl_tally_init(&checkpoint->tally);
    char *text = read_file(path, &length, why);
    if (text == NULL)
        return *why == NULL ? CL_CHECKPOINT_NONE : CL_CHECKPOINT_FAILED;
    bool good = parse(text, length, checkpoint);
    free(text);
    return good ? CL_CHECKPOINT_READ : CL_CHECKPOINT_BAD;
}
