/* test_batch_job.c — jobs with a judge of the test, in one thread and in many: order,
 * back-pressure, ends. It is also run with ThreadSanitizer: the workers report failures by their
 * output, not by Check. */
#include <check.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "batch/batch.h"
#include "batch/line.h"
#include "batch/lock.h"
#include "support_folder.h"
#include "support_main.h"

/* How a judge of these tests behaves. */
typedef struct plan {
    size_t line;    /* length to which its lines are filled */
    uint64_t fails; /* the record at which it ends the job, or 0 */
    bool slow;      /* it is slow for some records */
    bool alone;     /* there is no judge for heavy records */
    bool light;     /* it judges no heavy record; a property of the judge, not of the plan */
} plan;

static atomic_uint wide; /* number of judges that were made for any record */

static void *begin(const void *given, bool light, certlogic_error *error)
{
    const plan *p = given;
    plan *mine = p->alone && !light ? NULL : malloc(sizeof *mine);
    if (mine == NULL)
        cl_batch_no_memory(error);
    else
        *mine = *p;
    if (mine != NULL)
        mine->light = light;
    wide += !light;
    return mine;
}

static void end(void *self)
{
    free(self);
}

/* A record that begins with ! is a fault. The other lines are "N LENGTH FIRST" and dots. */
static cl_taken take(void *self, cl_block *block, const cl_record *record, certlogic_error *error)
{
    const plan *p = self;
    size_t from = block->out.length;
    char first = record->state == CL_RECORD_WHOLE ? block->in[record->at] : '?';
    if (p->light && record->length % 7 == 0)
        return CL_TAKEN_HEAVY;
    if (record->n == p->fails) {
        cl_batch_no_memory(error);
        return CL_TAKEN_FAILED;
    }
    if (p->slow && record->n % 997 == 3)
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    cl_buffer_printf(&block->out, "%llu %u %c", (unsigned long long)record->n, record->length,
                     first);
    while (block->out.length - from < p->line)
        cl_buffer_puts(&block->out, ".");
    cl_buffer_puts(&block->out, "\n");
    if (first == '!')
        cl_block_fault(block);
    const cl_tally_key key = {.verdict = (certlogic_verdict_kind)(first % 3),
                              .decided = first == '!' ? "fault" : NULL};
    return cl_tally_add(&block->tally, &key, 1) ? CL_TAKEN_DONE : CL_TAKEN_FAILED;
}

static char *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(in_folder(name), "rb");
    ck_assert_ptr_nonnull(file);
    fseek(file, 0, SEEK_END);
    *length = (size_t)ftell(file);
    rewind(file);
    char *text = calloc(1, *length + 1);
    ck_assert_ptr_nonnull(text);
    ck_assert_uint_eq(fread(text, 1, *length, file), *length);
    fclose(file);
    return text;
}

static uint32_t next_random(uint32_t *state)
{
    *state = *state * 1664525u + 1013904223u;
    return *state >> 8;
}

/* Lines of all lengths: most are short, some as long as a block, some too long, some empty. */
static void write_input(uint32_t seed, int count)
{
    FILE *file = fopen(in_folder("in"), "wb");
    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < count; i++) {
        uint32_t kind = next_random(&seed) % 500;
        size_t length = kind == 0   ? 1 + next_random(&seed) % (CL_MAX_JOB_RECORD + 70000)
                        : kind == 1 ? CL_MAX_JOB_RECORD - 1 + next_random(&seed) % 3
                        : kind < 9  ? 0
                                    : 1 + next_random(&seed) % 300;
        for (size_t k = 0; k < length; k++)
            fputc(k == 0 && kind >= 20 && kind < 22 ? '!' : 'a' + (int)(i % 26), file);
        fputc('\n', file);
    }
    fclose(file);
}

static cl_batch_result run(const plan *p, const char *output, unsigned threads, uint64_t max_faults,
                           const char *checkpoint)
{
    static const char *inputs[1];
    cl_batch_result result;
    inputs[0] = in_folder("in");
    cl_batch_job job = {.inputs = inputs,
                        .input_count = 1,
                        .output = in_folder(output),
                        .threads = threads,
                        .max_faults = max_faults,
                        .checkpoint = checkpoint,
                        .checkpoint_every = 100,
                        .identity = "17",
                        .judge = {.begin = begin, .take = take, .end = end, .plan = p}};
    cl_batch_run(&job, &result);
    cl_tally_free(&result.tally);
    return result;
}

static void same(const char *what)
{
    size_t length, again_length;
    char *out = read_file("out", &length);
    char *again = read_file("again", &again_length);
    ck_assert_msg(length == again_length && memcmp(out, again, length) == 0, "%s", what);
    free(out);
    free(again);
}

/* Record n is in line n, and each record occurs once. */
static void numbered(uint64_t records)
{
    size_t length;
    char *text = read_file("out", &length);
    const char *at = text;
    for (uint64_t n = 1; n <= records; n++) {
        ck_assert_uint_eq(strtoull(at, NULL, 10), n);
        at = strchr(at, '\n');
        ck_assert_ptr_nonnull(at);
        at++;
    }
    ck_assert_uint_eq((size_t)(at - text), length);
    free(text);
}

START_TEST(order_is_kept_by_any_number_of_threads)
{
    static const plan plans[] = {{.line = 20}, {.line = 20, .slow = true}};
    for (uint32_t seed = 1; seed <= 3; seed++) {
        write_input(seed, 6000);
        cl_batch_result alone = run(&plans[0], "out", 1, UINT64_MAX, NULL);
        ck_assert_int_eq(alone.end, CL_BATCH_DONE);
        ck_assert_uint_gt(alone.records, 5500);
        ck_assert_uint_gt(alone.faults, 0);
        numbered(alone.records);
        for (unsigned threads = 2; threads <= 16; threads += 7) {
            wide = 0;
            cl_batch_result many = run(&plans[1], "again", threads, UINT64_MAX, NULL);
            ck_assert_int_eq(many.end, CL_BATCH_DONE);
            ck_assert_uint_eq(many.records, alone.records);
            ck_assert_uint_eq(many.faults, alone.faults);
            ck_assert_uint_ge(wide, 1);
            ck_assert_uint_le(wide, CL_MAX_HEAVY_JOBS);
            same("several threads");
        }
    }
}
END_TEST

START_TEST(more_lines_than_a_block_holds_are_written_in_turn)
{
    static const plan long_lines = {.line = 5000, .slow = true};
    write_input(5, 3000);
    cl_batch_result alone = run(&long_lines, "out", 1, UINT64_MAX, NULL);
    ck_assert_int_eq(alone.end, CL_BATCH_DONE);
    numbered(alone.records);
    for (unsigned threads = 2; threads <= 8; threads += 3) {
        ck_assert_int_eq(run(&long_lines, "again", threads, UINT64_MAX, NULL).end, CL_BATCH_DONE);
        same("long lines");
    }
}
END_TEST

START_TEST(the_fault_that_is_one_too_many_is_the_last_line)
{
    static const plan lines[] = {{.line = 20}, {.line = 3000}};
    write_input(7, 6000);
    uint64_t all = run(&lines[0], "out", 1, UINT64_MAX, NULL).faults;
    ck_assert_uint_gt(all, 5);
    for (size_t l = 0; l < 2; l++) {
        for (uint64_t most = 0; most <= all + 1; most++) {
            cl_batch_result alone = run(&lines[l], "out", 1, most, NULL);
            cl_batch_result many = run(&lines[l], "again", 4, most, NULL);
            ck_assert_int_eq(alone.end, most < all ? CL_BATCH_FAULTS : CL_BATCH_DONE);
            ck_assert_int_eq(many.end, alone.end);
            ck_assert_uint_eq(alone.faults, most < all ? most + 1 : all);
            same("max-faults");
            size_t length;
            char *text = read_file("out", &length);
            char *last = text + length - 1;
            while (last > text && last[-1] != '\n')
                last--;
            ck_assert(most >= all || strchr(last, '!') != NULL);
            free(text);
        }
    }
}
END_TEST

START_TEST(a_judge_that_fails_ends_the_job)
{
    for (uint64_t fails = 1; fails < 5000; fails = fails * 3 + 1) {
        const plan p = {.line = 20, .fails = fails};
        write_input(11, 6000);
        cl_batch_result result = run(&p, "out", 4, UINT64_MAX, NULL);
        ck_assert_int_eq(result.end, CL_BATCH_FAILED);
        ck_assert_str_eq(result.error.code, "memory");
        ck_assert_uint_lt(result.records, fails);
    }
}
END_TEST

START_TEST(a_judge_for_heavy_records_that_cannot_be_made_ends_the_job)
{
    static const plan p = {.line = 20, .alone = true};
    write_input(11, 6000);
    cl_batch_result result = run(&p, "out", CL_MAX_HEAVY_JOBS + 1, UINT64_MAX, NULL);
    ck_assert_int_eq(result.end, CL_BATCH_FAILED);
    ck_assert_str_eq(result.error.code, "memory");
    ck_assert_str_eq(result.error.message, "memory ran out");
    ck_assert_uint_lt(result.records, 6000);
}
END_TEST

/* A job that ended by too many faults continues from its checkpoint when more faults are
 * allowed. */
START_TEST(a_job_goes_on_from_its_checkpoint)
{
    static const plan p = {.line = 20};
    write_input(13, 6000);
    cl_batch_result alone = run(&p, "out", 1, UINT64_MAX, NULL);
    unlink(in_folder("checkpoint"));
    for (uint64_t most = 0; most <= alone.faults; most++) {
        cl_batch_result part = run(&p, "again", 3, most, in_folder("checkpoint"));
        ck_assert_int_eq(part.end, most < alone.faults ? CL_BATCH_FAULTS : CL_BATCH_DONE);
    }
    same("from the checkpoint");
    cl_batch_result done = run(&p, "again", 3, 0, in_folder("checkpoint"));
    ck_assert_int_eq(done.end, CL_BATCH_DONE);
    ck_assert(done.resumed);
    ck_assert_uint_eq(done.records, alone.records);
    ck_assert_uint_eq(done.faults, alone.faults);
    same("and once more");
    ck_assert(done.already);
    ck_assert(!alone.already);
}
END_TEST

START_TEST(more_threads_than_there_may_be)
{
    static const plan p = {.line = 20};
    write_input(13, 3000);
    ck_assert_int_eq(run(&p, "out", 1, UINT64_MAX, NULL).end, CL_BATCH_DONE);
    ck_assert_int_eq(run(&p, "again", 1000, UINT64_MAX, NULL).end, CL_BATCH_DONE);
    same("a thousand threads");
}
END_TEST

/* Runs a job of which a part is done. Returns how it ends when it is run again. */
static cl_batch_result go_on_after(void (*change)(void))
{
    static const plan p = {.line = 20};
    write_input(17, 3000);
    unlink(in_folder("again"));
    unlink(in_folder("checkpoint"));
    cl_batch_result part = run(&p, "again", 2, 5, in_folder("checkpoint"));
    ck_assert_int_eq(part.end, CL_BATCH_FAULTS);
    change();
    return run(&p, "again", 2, UINT64_MAX, in_folder("checkpoint"));
}

/* Changes the first byte of a file, but no fact that a listing of its folder shows. */
static void change_first_byte(const char *name)
{
    struct stat facts;
    char path[128];
    strcpy(path, in_folder(name));
    ck_assert_int_eq(stat(path, &facts), 0);
    FILE *file = fopen(path, "r+b");
    ck_assert_ptr_nonnull(file);
    int first = fgetc(file);
    rewind(file);
    fputc(first ^ 1, file);
    ck_assert_int_eq(fclose(file), 0);
    const struct timespec times[2] = {facts.st_atim, facts.st_mtim};
    ck_assert_int_eq(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void nothing(void) {}

static void change_input(void)
{
    change_first_byte("in");
}

static void change_output(void)
{
    change_first_byte("again");
}

static void remove_output(void)
{
    unlink(in_folder("again"));
}

static void shorten_output(void)
{
    ck_assert_int_eq(truncate(in_folder("again"), 1), 0);
}

static void replace_output(void)
{
    unlink(in_folder("again"));
    ck_assert_int_eq(symlink("/dev/null", in_folder("again")), 0);
}

static void refused(void (*change)(void), const char *said)
{
    cl_batch_result result = go_on_after(change);
    ck_assert_msg(result.end == CL_BATCH_REFUSED, "%s: %d", said, (int)result.end);
    ck_assert_str_eq(result.error.code, "checkpoint");
    ck_assert_msg(strstr(result.error.message, said) != NULL, "%s", result.error.message);
}

START_TEST(what_stands_before_a_checkpoint_must_be_what_stood_there)
{
    ck_assert_int_eq(go_on_after(nothing).end, CL_BATCH_DONE);
    refused(change_input, "the inputs have changed before the place where the job is");
    refused(change_output, "not what the job has written");
    refused(shorten_output, "shorter than the checkpoint says");
    cl_batch_result device = go_on_after(replace_output);
    ck_assert_int_eq(device.end, CL_BATCH_FAILED);
    ck_assert_ptr_nonnull(
        strstr(device.error.message, "a job with a checkpoint needs a file for its output"));
    cl_batch_result gone = go_on_after(remove_output);
    ck_assert_int_eq(gone.end, CL_BATCH_FAILED);
    ck_assert_str_eq(gone.error.code, "io");
    ck_assert_int_ne(access(in_folder("again"), F_OK), 0); /* and it is not written again */
}
END_TEST

/* Text that was appended to the output of a finished job is not cut off. */
START_TEST(the_output_of_a_job_that_is_done_is_left_alone)
{
    static const plan p = {.line = 20};
    size_t before, after;
    ck_assert_int_eq(go_on_after(nothing).end, CL_BATCH_DONE);
    FILE *file = fopen(in_folder("again"), "ab");
    ck_assert_ptr_nonnull(file);
    fputs("more\n", file);
    fclose(file);
    free(read_file("again", &before));
    cl_batch_result result = run(&p, "again", 2, UINT64_MAX, in_folder("checkpoint"));
    ck_assert_int_eq(result.end, CL_BATCH_REFUSED);
    ck_assert_ptr_nonnull(strstr(result.error.message, "longer than what the job has written"));
    free(read_file("again", &after));
    ck_assert_uint_eq(before, after);
}
END_TEST

/* Another job has opened the output, or the checkpoint. */
START_TEST(one_job_at_a_time)
{
    static const plan p = {.line = 20};
    static const char *const held[] = {"again", "checkpoint"};
    for (size_t i = 0; i < 2; i++) {
        size_t before, after;
        go_on_after(nothing);
        free(read_file("again", &before));
        int fd = open(in_folder(held[i]), O_RDWR);
        ck_assert_int_ge(fd, 0);
        ck_assert(cl_lock(fd));
        cl_batch_result result = run(&p, "again", 2, UINT64_MAX, in_folder("checkpoint"));
        ck_assert_int_eq(result.end, CL_BATCH_REFUSED);
        ck_assert_str_eq(result.error.code, "busy");
        if (i == 0) {
            result = run(&p, "again", 2, UINT64_MAX, NULL);
            ck_assert_int_eq(result.end, CL_BATCH_REFUSED);
            ck_assert_str_eq(result.error.code, "busy");
        }
        close(fd);
        free(read_file("again", &after));
        ck_assert_uint_eq(before, after);
    }
}
END_TEST

START_TEST(inputs_that_are_not_there_are_said_before_anything_is_written)
{
    static const plan p = {.line = 20};
    cl_batch_result result = run(&p, "out", 2, UINT64_MAX, NULL);
    ck_assert_int_eq(result.end, CL_BATCH_FAILED);
    ck_assert_str_eq(result.error.code, "io");
    ck_assert_ptr_nonnull(strstr(result.error.message, "/in: "));
    ck_assert_int_ne(access(in_folder("out"), F_OK), 0);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("batch_job");
    tcase_add_checked_fixture(all, make_folder, remove_folder);
    tcase_set_timeout(all, 0); /* a test cannot know how long threads take */
    tcase_add_test(all, order_is_kept_by_any_number_of_threads);
    tcase_add_test(all, more_lines_than_a_block_holds_are_written_in_turn);
    tcase_add_test(all, the_fault_that_is_one_too_many_is_the_last_line);
    tcase_add_test(all, a_judge_that_fails_ends_the_job);
    tcase_add_test(all, a_judge_for_heavy_records_that_cannot_be_made_ends_the_job);
    tcase_add_test(all, more_threads_than_there_may_be);
    tcase_add_test(all, a_job_goes_on_from_its_checkpoint);
    tcase_add_test(all, what_stands_before_a_checkpoint_must_be_what_stood_there);
    tcase_add_test(all, the_output_of_a_job_that_is_done_is_left_alone);
    tcase_add_test(all, one_job_at_a_time);
    tcase_add_test(all, inputs_that_are_not_there_are_said_before_anything_is_written);
    return unit_run();
}
