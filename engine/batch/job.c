/* job.c — runs a job: threads around a ring, checkpoints, and how it can end. */
#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "batch/batch.h"
#include "batch/checkpoint.h"
#include "batch/hash.h"
#include "batch/line.h"
#include "batch/progress.h"
#include "batch/reader.h"
#include "batch/ring.h"
#include "batch/sink.h"
#include "batch/wait.h"

typedef struct state {
    const cl_batch_job *job;
    cl_batch_result *result;
    bool running; /* there are threads, and a ring */
    cl_ring ring;
    cl_reader reader; /* belongs to the thread that reads */

    /* What follows belongs to the thread that writes. */
    cl_sink_file sink;
    cl_checkpoint checkpoint; /* where the job stands, saved or not */
    uint64_t saved_record;
    cl_progress progress;

    pthread_mutex_t end; /* guards the result's `end` and `error`: the first end is the one told */
} state;

/* ---- Ends -------------------------------------------------------------------------------------- */

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

/* ---- Writing ----------------------------------------------------------------------------------- */

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
    if (!cl_checkpoint_save(s->job->checkpoint, c, &why))
        return fail(s, s->job->checkpoint, why);
    s->saved_record = c->at.record;
    return true;
}

/* Writes the lines of a block that there are so far. The faults among them are counted in order, so
 * that where a job ends does not depend on how many threads it has. */
static bool write_lines(state *s, cl_block *block)
{
    uint64_t most = s->job->max_faults;
    uint64_t left = most > s->checkpoint.faults ? most - s->checkpoint.faults : 0;
    bool enough = block->fault_count > left;
    size_t length = enough ? block->fault_ends[left] : block->out_length;
    s->checkpoint.faults += enough ? left + 1 : block->fault_count;
    if (!s->job->silent && length > 0 && !cl_sink_write(&s->sink, block->out, length))
        return fail(s, output_name(s), s->sink.why);
    block->out_length = 0;
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
        s->progress.verdicts[count->result % 3] += count->count;
    }
    c->at = block->behind;
    c->external = c->external || block->external;
    cl_progress_show(&s->progress, c->at.record, block->taken);
    return c->at.record - s->saved_record < s->job->checkpoint_every || save(s, false);
}

/* ---- Judging ----------------------------------------------------------------------------------- */

/* The block's output is full before its records are all judged. */
static bool flush(state *s, cl_block *block)
{
    if (!cl_ring_turn(&s->ring, block, emit, s))
        return false;
    bool written = write_lines(s, block);
    cl_ring_flushed(&s->ring);
    return written;
}

static void judge(state *s, void *judge, cl_block *block)
{
    certlogic_error error;
    for (uint32_t i = 0; i < block->record_count; i++) {
        if (!cl_line_fits(block) && !flush(s, block))
            return;
        if (!s->job->judge.take(judge, block, &block->records[i], &error)) {
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
        /* What was read before is still judged and written: nothing of it is lost. */
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
    void *mine = s->job->judge.begin(s->job->judge.plan, &error);
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

/* ---- Beginning --------------------------------------------------------------------------------- */

/* Looks at the inputs: they must be there, and are part of what makes this job this one. */
static bool look_at_inputs(state *s, uint64_t *identity, uint64_t *total)
{
    bool sizes = true;
    *identity = cl_hash_number(s->job->identity, s->job->input_count);
    *total = 0;
    for (size_t i = 0; i < s->job->input_count; i++) {
        cl_source_facts facts;
        const char *name = s->job->inputs[i];
        const char *shown = strcmp(name, "-") == 0 ? "standard input" : name;
        if (!cl_source_look(name, &facts))
            return fail(s, shown, strerror(errno));
        if (s->job->checkpoint != NULL && !facts.seekable)
            return fail(s, shown, "a job with a checkpoint needs a file, not a stream");
        *identity = cl_hash_bytes(*identity, name, strlen(name) + 1);
        *identity = cl_hash_number(*identity, facts.size);
        *identity = cl_hash_number(*identity, (uint64_t)facts.changed_seconds);
        *identity = cl_hash_number(*identity, (uint64_t)facts.changed_nanoseconds);
        sizes = sizes && facts.seekable;
        *total += facts.size;
    }
    *total = sizes ? *total : 0;
    return true;
}

static bool refuse(state *s, const char *why)
{
    certlogic_error error;
    set_error(&error, "checkpoint", s->job->checkpoint, why);
    end_job(s, CL_BATCH_REFUSED, &error);
    return false;
}

/* Reads the checkpoint, if there is one, and brings the output to where it says. */
static bool go_on(state *s, uint64_t identity)
{
    const char *why;
    bool found = false;
    cl_checkpoint *c = &s->checkpoint;
    if (s->job->checkpoint != NULL) {
        switch (cl_checkpoint_load(s->job->checkpoint, c, &why)) {
        case CL_CHECKPOINT_READ:
            found = true;
            break;
        case CL_CHECKPOINT_NONE:
            break;
        case CL_CHECKPOINT_BAD:
            return refuse(s, "not a checkpoint, or damaged");
        case CL_CHECKPOINT_FAILED:
            return fail(s, s->job->checkpoint, why);
        }
    }
    if (found && c->identity != identity)
        return refuse(s, "the checkpoint of another job: other rules, options or inputs");
    c->identity = identity;
    s->result->resumed = found;
    s->saved_record = c->at.record;
    if (s->job->output == NULL && s->job->output_fd > STDOUT_FILENO)
        s->sink = (cl_sink_file){.fd = s->job->output_fd};
    else if (!cl_sink_open(&s->sink, s->job->output, found) ||
             (found && !cl_sink_cut(&s->sink, c->output)))
        return fail(s, output_name(s), s->sink.why);
    /* The file's name must last before a checkpoint counts on it. */
    if (s->job->checkpoint != NULL && !cl_sink_sync_folder(s->job->output))
        return fail(s, output_name(s), strerror(errno));
    return true;
}

static unsigned threads_of(const cl_batch_job *job)
{
    long processors = job->threads > 0 ? (long)job->threads : sysconf(_SC_NPROCESSORS_ONLN);
    return processors < 1                      ? 1
           : processors > CL_BATCH_MAX_THREADS ? CL_BATCH_MAX_THREADS
                                               : (unsigned)processors;
}

/* ---- The job ----------------------------------------------------------------------------------- */

static void run_threads(state *s)
{
    pthread_t threads[CL_BATCH_MAX_THREADS];
    unsigned wanted = threads_of(s->job);
    unsigned made = 0;
    /* One block for each thread, one being filled, one to take over what is behind it, and some that
     * wait for a slower one before them. */
    if (!cl_ring_init(&s->ring, wanted + wanted / 2 + 3)) {
        fail_memory(s);
        cl_ring_free(&s->ring);
        return;
    }
    s->running = true;
    cl_reader_begin(&s->reader, s->job, &s->checkpoint.at);
    /* Where the system gives fewer threads, the job has fewer. */
    while (made + 1 < wanted && pthread_create(&threads[made], NULL, work, s) == 0)
        made++;
    work(s);
    for (unsigned i = 0; i < made; i++)
        pthread_join(threads[i], NULL);
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
    /* An input that could not be read stopped the job like a signal, but is a failure. */
    r->signal = cl_wait_signal();
    if (r->end == CL_BATCH_STOPPED && r->error.code != NULL)
        r->end = CL_BATCH_FAILED;
}

void cl_batch_run(const cl_batch_job *job, cl_batch_result *result)
{
    uint64_t identity, total;
    state s = {.job = job, .result = result};
    memset(result, 0, sizeof *result);
    pthread_mutex_init(&s.end, NULL);
    cl_tally_init(&s.checkpoint.tally);
    s.sink.fd = -1;
    cl_wait_begin();
    if (look_at_inputs(&s, &identity, &total) && go_on(&s, identity) && !s.checkpoint.done) {
        cl_progress_begin(&s.progress, job->progress, total);
        s.progress.records = s.checkpoint.at.record;
        s.progress.taken = s.checkpoint.at.offset;
        run_threads(&s);
        cl_progress_end(&s.progress);
        finish(&s);
    } else {
        cl_sink_close(&s.sink);
    }
    cl_wait_end();
    result->records = s.checkpoint.at.record;
    result->faults = s.checkpoint.faults;
    result->lost = s.checkpoint.at.lost;
    result->external = s.checkpoint.external;
    result->tally = s.checkpoint.tally;
    pthread_mutex_destroy(&s.end);
}
