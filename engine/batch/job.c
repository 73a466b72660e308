/* job.c — runs a job: its threads, checkpoints and end. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/batch.h"
#include "batch/checkpoint.h"
#include "batch/digest.h"
#include "batch/line.h"
#include "batch/progress.h"
#include "batch/reader.h"
#include "batch/ring.h"
#include "batch/sink.h"
#include "batch/wait.h"

typedef struct state {
    const cl_batch_job *job;
    cl_batch_result *result;
    bool running; /* the ring is initialized */
    cl_ring ring;
    cl_reader reader; /* used by the thread that fills */
    /* Digest of the inputs, used by the thread that fills. NULL without a checkpoint. */
    cl_digest *read;
    /* Digest of the output, used by the thread that writes. NULL without a checkpoint. */
    cl_digest *wrote;

    /* Only the thread that writes uses the members from here to `progress`. */
    cl_sink_file sink;
    cl_checkpoint checkpoint; /* the position of the job, saved or not */
    int lock;                 /* the open file that locks the saved checkpoint, or -1 */
    uint64_t saved_record;
    cl_progress progress;

    /* The judges of threads are light: there are more threads than CL_MAX_HEAVY_JOBS. */
    bool light;
    pthread_mutex_t gate; /* guards the members up to `wide_count` */
    pthread_cond_t given_back;
    unsigned borrowed;             /* judges that are processing a heavy record */
    void *wide[CL_MAX_HEAVY_JOBS]; /* idle judges that take heavy records */
    unsigned wide_count;

    /* Guards `end` and `error` of the result: only the first end is recorded. */
    pthread_mutex_t end;
} state;

/* ---- Ends ------------------------------------------------------------------------------------ */

static void end_job(state *s, cl_batch_end end, const certlogic_error *error)
{
    pthread_mutex_lock(&s->end);
    if (s->result->end == CL_BATCH_DONE) {
        s->result->end = end;
        if (error != NULL)
            s->result->error = *error;
    }
    pthread_mutex_unlock(&s->end);
    if (end != CL_BATCH_STOPPED && s->running)
        cl_ring_stop(&s->ring);
}

static void set_error(certlogic_error *error, const char *code, const char *what, const char *why)
{
    error->code = code;
    error->offset = CERTLOGIC_NO_OFFSET;
    error->at[0] = '\0';
    snprintf(error->message, sizeof error->message, "%.340s: %.160s", what, why);
}

static bool fail(state *s, const char *what, const char *why)
{
    certlogic_error error;
    set_error(&error, "io", what, why);
    end_job(s, CL_BATCH_FAILED, &error);
    return false;
}

bool cl_batch_no_memory(certlogic_error *error)
{
    error->code = "memory";
    error->offset = CERTLOGIC_NO_OFFSET;
    error->at[0] = '\0';
    snprintf(error->message, sizeof error->message, "memory ran out");
    return false;
}

static bool fail_memory(state *s)
{
    certlogic_error error;
    cl_batch_no_memory(&error);
    end_job(s, CL_BATCH_FAILED, &error);
    return false;
}

static const char *output_name(const state *s)
{
    return s->job->output != NULL ? s->job->output : "standard output";
}

/* ---- Writing --------------------------------------------------------------------------------- */

static bool save(state *s, bool done)
{
    const char *why;
    cl_checkpoint *c = &s->checkpoint;
    if (s->job->checkpoint == NULL)
        return true;
    if (!cl_sink_sync(&s->sink))
        return fail(s, output_name(s), s->sink.why);
    c->output = s->sink.length;
    c->done = done;
    if (!cl_digest_show(s->wrote, c->wrote))
        return fail_memory(s);
    if (!cl_checkpoint_save(s->job->checkpoint, c, &s->lock, &why))
        return fail(s, s->job->checkpoint, why);
    s->saved_record = c->at.record;
    return true;
}

/* Writes the lines that are in the output of a block. Faults are counted in the order of records,
 * so that the record at which a job ends does not depend on the number of threads.
 * Returns: false if the job ends. */
static bool write_lines(state *s, cl_block *block)
{
    uint64_t most = s->job->max_faults;
    uint64_t left = most > s->checkpoint.faults ? most - s->checkpoint.faults : 0;
    bool enough = block->fault_count > left;
    size_t length = enough ? block->fault_ends[left] : block->out.length;
    s->checkpoint.faults += enough ? left + 1 : block->fault_count;
    if (!s->job->silent && length > 0 && !cl_sink_write(&s->sink, block->out.data, length))
        return fail(s, output_name(s), s->sink.why);
    cl_buffer_clear(&block->out);
    block->fault_count = 0;
    if (enough)
        end_job(s, CL_BATCH_FAULTS, NULL);
    return !enough;
}

static bool emit(void *self, cl_block *block)
{
    state *s = self;
    cl_checkpoint *c = &s->checkpoint;
    if (!write_lines(s, block))
        return false;
    if (!cl_tally_merge(&c->tally, &block->tally))
        return fail_memory(s);
    for (uint32_t i = 0; s->progress.wanted && i < block->tally.count; i++) {
        const cl_count *count = &block->tally.counts[i];
        s->progress.verdicts[count->key.verdict] += count->count;
    }
    c->at = block->behind;
    memcpy(c->read, block->read, sizeof c->read);
    c->external = c->external || block->external;
    c->untrusted += block->untrusted;
    cl_progress_show(&s->progress, c->at.record, block->taken);
    return c->at.record - s->saved_record < s->job->checkpoint_every || save(s, false);
}

/* ---- Judging --------------------------------------------------------------------------------- */

/* Writes the output of a block that is full before all its records are judged. */
static bool flush(state *s, cl_block *block)
{
    if (!cl_ring_turn(&s->ring, block, emit, s))
        return false;
    bool written = write_lines(s, block);
    cl_ring_flushed(&s->ring);
    return written;
}

/* Waits until fewer than CL_MAX_HEAVY_JOBS judges are borrowed, and returns one that takes heavy
 * records. The number is limited because the memory limit is for the whole job, not for a thread.
 * Returns: NULL with the error if no judge can be made. */
static void *borrow(state *s, certlogic_error *error)
{
    void *wide = NULL;
    pthread_mutex_lock(&s->gate);
    while (s->borrowed == CL_MAX_HEAVY_JOBS)
        pthread_cond_wait(&s->given_back, &s->gate);
    s->borrowed++;
    if (s->wide_count > 0)
        wide = s->wide[--s->wide_count];
    pthread_mutex_unlock(&s->gate);
    return wide != NULL ? wide : s->job->judge.begin(s->job->judge.plan, false, error);
}

static void give_back(state *s, void *wide)
{
    pthread_mutex_lock(&s->gate);
    if (wide != NULL)
        s->wide[s->wide_count++] = wide;
    s->borrowed--;
    pthread_cond_signal(&s->given_back);
    pthread_mutex_unlock(&s->gate);
}

static bool take(state *s, void *judge, cl_block *block, const cl_record *record,
                 certlogic_error *error)
{
    const cl_batch_judge *by = &s->job->judge;
    cl_taken taken = by->take(judge, block, record, error);
    if (taken == CL_TAKEN_HEAVY) {
        void *wide = borrow(s, error);
        taken = wide != NULL ? by->take(wide, block, record, error) : CL_TAKEN_FAILED;
        give_back(s, wide);
    }
    return taken == CL_TAKEN_DONE;
}

static void judge(state *s, void *judge, cl_block *block)
{
    certlogic_error error;
    for (uint32_t i = 0; i < block->record_count; i++) {
        if (!cl_line_fits(block) && !flush(s, block))
            return;
        if (!take(s, judge, block, &block->records[i], &error)) {
            end_job(s, CL_BATCH_FAILED, &error);
            return;
        }
    }
}

static bool fill(state *s, cl_block *block)
{
    cl_fill filled = cl_reader_fill(&s->reader, block);
    block->taken = cl_reader_taken(&s->reader);
    if (filled == CL_FILL_FAILED) {
        certlogic_error error;
        set_error(&error, "io", s->reader.why, "");
        snprintf(error.message, sizeof error.message, "%.511s", s->reader.why);
        /* Records read before the failure are still judged and written. */
        end_job(s, CL_BATCH_STOPPED, &error);
    } else if (filled == CL_FILL_STOPPED) {
        end_job(s, CL_BATCH_STOPPED, NULL);
    }
    return filled == CL_FILL_BLOCK;
}

static void *work(void *self)
{
    state *s = self;
    certlogic_error error;
    void *mine = s->job->judge.begin(s->job->judge.plan, s->light, &error);
    if (mine == NULL) {
        end_job(s, CL_BATCH_FAILED, &error);
        return NULL;
    }
    for (;;) {
        cl_block *block;
        switch (cl_ring_next(&s->ring, &block)) {
        case CL_WORK_EMIT:
            emit(s, block);
            cl_ring_emitted(&s->ring);
            continue;
        case CL_WORK_JUDGE:
            judge(s, mine, block);
            cl_ring_judged(&s->ring, block);
            continue;
        case CL_WORK_FILL:
            cl_ring_filled(&s->ring, fill(s, block));
            continue;
        case CL_WORK_NONE:
            break;
        }
        break;
    }
    s->job->judge.end(mine);
    return NULL;
}

/* ---- Beginning ------------------------------------------------------------------------------- */

static bool refuse(state *s, const char *code, const char *what, const char *why)
{
    certlogic_error error;
    set_error(&error, code, what, why);
    end_job(s, CL_BATCH_REFUSED, &error);
    return false;
}

static const char *input_name(const state *s, size_t number)
{
    const char *name = s->job->inputs[number];
    return strcmp(name, "-") == 0 ? "standard input" : name;
}

static void add_input(cl_digest *identity, const char *name, const cl_source_facts *facts)
{
    cl_digest_word(identity, name);
    cl_digest_number(identity, facts->size);
    cl_digest_number(identity, (uint64_t)facts->changed_seconds);
    cl_digest_number(identity, (uint64_t)facts->changed_nanoseconds);
}

/* Checks that the inputs exist, and adds their facts to the identity of the job.
 * Arguments: `identity` is NULL without a checkpoint. `*total` is set to the bytes of all inputs,
 *   or to 0 if a size is not known. */
static bool look_at_inputs(state *s, cl_digest *identity, uint64_t *total)
{
    bool sizes = true;
    *total = 0;
    for (size_t i = 0; i < s->job->input_count; i++) {
        cl_source_facts facts;
        if (!cl_source_look(s->job->inputs[i], &facts))
            return fail(s, input_name(s, i), strerror(errno));
        if (s->job->checkpoint != NULL && !facts.seekable)
            return fail(s, input_name(s, i), "a job with a checkpoint needs a file, not a stream");
        if (identity != NULL)
            add_input(identity, s->job->inputs[i], &facts);
        sizes = sizes && facts.seekable;
        *total += facts.size;
    }
    *total = sizes ? *total : 0;
    return true;
}

/* Adds the first `length` bytes of an input, which an earlier run has read, to the digest again. */
static bool read_again(state *s, size_t number, uint64_t length)
{
    switch (cl_source_digest(s->job->inputs[number], length, s->read)) {
    case CL_READ_STOPPED:
        end_job(s, CL_BATCH_STOPPED, NULL);
        return false;
    case CL_READ_FAILED:
        return fail(s, input_name(s, number), strerror(errno));
    case CL_READ_BROKEN:
        return refuse(s, "checkpoint", input_name(s, number), "shorter than it was");
    case CL_READ_BYTES:
    case CL_READ_END:
        break;
    }
    return true;
}

/* Checks that the bytes of the inputs before the checkpoint are those that were judged. */
static bool inputs_are_the_same(state *s)
{
    char read[CL_DIGEST_TEXT];
    const cl_checkpoint *c = &s->checkpoint;
    for (size_t i = 0; i < s->job->input_count && i <= c->at.input; i++) {
        cl_source_facts facts;
        if (!cl_source_look(s->job->inputs[i], &facts))
            return fail(s, input_name(s, i), strerror(errno));
        if (!read_again(s, i, i < c->at.input ? facts.size : c->at.raw))
            return false;
    }
    if (!cl_digest_show(s->read, read))
        return fail_memory(s);
    if (strcmp(read, c->read) != 0)
        return refuse(s, "checkpoint", s->job->checkpoint,
                      "the inputs have changed before the place where the job is");
    return true;
}

/* Checks that the output is what the job has written. Nothing is changed before the check is
 * complete. */
static bool output_is_the_same(state *s)
{
    char wrote[CL_DIGEST_TEXT];
    bool longer = false;
    const cl_checkpoint *c = &s->checkpoint;
    cl_sink_state looked = cl_sink_look(&s->sink, c->output);
    if (looked == CL_SINK_STOPPED)
        end_job(s, CL_BATCH_STOPPED, NULL);
    else if (looked == CL_SINK_FAILED)
        fail(s, output_name(s), s->sink.why);
    else if (looked != CL_SINK_OPEN)
        refuse(s, "checkpoint", output_name(s), s->sink.why);
    if (looked != CL_SINK_OPEN)
        return false;
    if (!cl_digest_show(s->wrote, wrote))
        return fail_memory(s);
    if (strcmp(wrote, c->wrote) != 0)
        return refuse(s, "checkpoint", output_name(s), "not what the job has written");
    if (c->done && !cl_sink_longer(&s->sink, &longer))
        return fail(s, output_name(s), s->sink.why);
    if (longer)
        return refuse(s, "checkpoint", output_name(s), "longer than what the job has written");
    if (!c->done && !cl_sink_cut(&s->sink))
        return fail(s, output_name(s), s->sink.why);
    return true;
}

static bool open_output(state *s)
{
    bool found = s->result->resumed;
    if (s->job->output == NULL && s->job->output_fd > STDOUT_FILENO) {
        s->sink = (cl_sink_file){.fd = s->job->output_fd};
        return true;
    }
    switch (cl_sink_open(&s->sink, s->job->output, found)) {
    case CL_SINK_OPEN:
        break;
    case CL_SINK_BUSY:
        return refuse(s, "busy", output_name(s), s->sink.why);
    case CL_SINK_STOPPED:
        end_job(s, CL_BATCH_STOPPED, NULL);
        return false;
    case CL_SINK_UNLIKE:
    case CL_SINK_FAILED:
        return fail(s, output_name(s), s->sink.why);
    }
    s->sink.digest = s->wrote;
    if (s->job->checkpoint != NULL && !s->sink.regular)
        return fail(s, output_name(s), "a job with a checkpoint needs a file for its output");
    if (found)
        return output_is_the_same(s);
    if (!cl_sink_empty(&s->sink))
        return fail(s, output_name(s), s->sink.why);
    return true;
}

/* Reads the checkpoint, if there is one. */
static bool load(state *s, const char *identity)
{
    const char *why;
    cl_checkpoint *c = &s->checkpoint;
    switch (cl_checkpoint_load(s->job->checkpoint, c, &s->lock, &why)) {
    case CL_CHECKPOINT_READ:
        s->result->resumed = true;
        break;
    case CL_CHECKPOINT_NONE:
        memcpy(c->identity, identity, CL_DIGEST_TEXT);
        if (!cl_digest_show(s->read, c->read))
            return fail_memory(s);
        return true;
    case CL_CHECKPOINT_BAD:
        return refuse(s, "checkpoint", s->job->checkpoint, why);
    case CL_CHECKPOINT_BUSY:
        return refuse(s, "busy", s->job->checkpoint, why);
    case CL_CHECKPOINT_FAILED:
        return fail(s, s->job->checkpoint, why);
    }
    if (strcmp(c->identity, identity) != 0)
        return refuse(s, "checkpoint", s->job->checkpoint,
                      "the checkpoint of another job: other rules, options or inputs");
    return inputs_are_the_same(s);
}

/* Brings the job and its output to the position of the checkpoint.
 * Arguments: `identity` is NULL without a checkpoint. */
static bool go_on(state *s, const char *identity)
{
    if (s->job->checkpoint != NULL) {
        s->read = cl_digest_new();
        s->wrote = cl_digest_new();
        if (s->read == NULL || s->wrote == NULL)
            return fail_memory(s);
        if (!load(s, identity))
            return false;
    }
    s->saved_record = s->checkpoint.at.record;
    s->result->already = s->checkpoint.done;
    if (!open_output(s))
        return false;
    /* The output's folder entry is synced before a checkpoint refers to it. From the first save on,
     * the lock keeps other jobs from using the checkpoint. */
    if (s->job->checkpoint != NULL && !cl_sink_sync_folder(s->job->output))
        return fail(s, output_name(s), strerror(errno));
    return s->result->resumed || save(s, false);
}

static bool begin(state *s, uint64_t *total)
{
    char text[CL_DIGEST_TEXT];
    if (s->job->checkpoint == NULL)
        return look_at_inputs(s, NULL, total) && go_on(s, NULL);
    cl_digest *identity = cl_digest_new();
    if (identity == NULL)
        return fail_memory(s);
    cl_digest_word(identity, s->job->identity);
    cl_digest_number(identity, s->job->input_count);
    bool looked = look_at_inputs(s, identity, total);
    bool shown = cl_digest_show(identity, text);
    cl_digest_free(identity);
    if (!looked)
        return false;
    return shown ? go_on(s, text) : fail_memory(s);
}

static unsigned threads_of(const cl_batch_job *job)
{
    long processors = job->threads > 0 ? (long)job->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1                      ? 1
           : processors > CL_BATCH_MAX_THREADS ? CL_BATCH_MAX_THREADS
                                               : (unsigned)processors;
}

/* ---- The job --------------------------------------------------------------------------------- */

static void run_threads(state *s)
{
    pthread_t threads[CL_BATCH_MAX_THREADS];
    unsigned wanted = threads_of(s->job);
    unsigned made = 0;
    s->light = wanted > CL_MAX_HEAVY_JOBS;
    /* One block for each thread, one being filled, one to receive the bytes after its records, and
     * the rest for judged blocks that wait for a slower block before them. */
    if (!cl_ring_init(&s->ring, wanted + wanted / 2 + 3)) {
        fail_memory(s);
        cl_ring_free(&s->ring);
        return;
    }
    s->running = true;
    cl_reader_begin(&s->reader, s->job, &s->checkpoint.at, s->read);
    /* If the system refuses more threads, the job runs with fewer. */
    while (made + 1 < wanted && pthread_create(&threads[made], NULL, work, s) == 0)
        made++;
    work(s);
    for (unsigned i = 0; i < made; i++)
        pthread_join(threads[i], NULL);
    while (s->wide_count > 0)
        s->job->judge.end(s->wide[--s->wide_count]);
    cl_reader_end(&s->reader);
    cl_ring_free(&s->ring);
}

static void finish(state *s)
{
    cl_batch_result *r = s->result;
    bool failed = r->end == CL_BATCH_FAILED || r->end == CL_BATCH_FAULTS;
    if (!failed && (s->checkpoint.at.record != s->saved_record || r->end == CL_BATCH_DONE))
        save(s, r->end == CL_BATCH_DONE);
    if (r->end == CL_BATCH_DONE && s->job->checkpoint == NULL && !cl_sink_sync(&s->sink))
        fail(s, output_name(s), s->sink.why);
    if (!cl_sink_close(&s->sink))
        fail(s, output_name(s), s->sink.why);
    /* A failed input stopped the job as a signal does, but the result is a failure. */
    r->signal = cl_wait_signal();
    if (r->end == CL_BATCH_STOPPED && r->error.code != NULL)
        r->end = CL_BATCH_FAILED;
}

void cl_batch_run(const cl_batch_job *job, cl_batch_result *result)
{
    uint64_t total;
    state s = {.job = job, .result = result, .lock = -1};
    memset(result, 0, sizeof *result);
    pthread_mutex_init(&s.end, NULL);
    pthread_mutex_init(&s.gate, NULL);
    pthread_cond_init(&s.given_back, NULL);
    cl_tally_init(&s.checkpoint.tally);
    s.sink.fd = -1;
    cl_wait_begin();
    if (begin(&s, &total) && !s.checkpoint.done) {
        cl_progress_begin(&s.progress, job->progress, total);
        s.progress.records = s.checkpoint.at.record;
        s.progress.taken = s.checkpoint.at.offset;
        run_threads(&s);
        cl_progress_end(&s.progress);
        finish(&s);
    } else {
        cl_sink_close(&s.sink);
        result->signal = cl_wait_signal();
    }
    cl_checkpoint_release(&s.lock);
    cl_digest_free(s.read);
    cl_digest_free(s.wrote);
    cl_wait_end();
    result->records = s.checkpoint.at.record;
    result->faults = s.checkpoint.faults;
    result->lost = s.checkpoint.at.lost;
    result->untrusted = s.checkpoint.untrusted;
    result->external = s.checkpoint.external;
    result->tally = s.checkpoint.tally;
    pthread_cond_destroy(&s.given_back);
    pthread_mutex_destroy(&s.gate);
    pthread_mutex_destroy(&s.end);
}
