/* test_batch_state.c — the state of a job: counts, checkpoints, lines, the progress line. */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/checkpoint.h"
#include "batch/line.h"
#include "batch/progress.h"
#include "batch/sink.h"
#include "support_folder.h"
#include "support_main.h"

/* ---- Counts ---------------------------------------------------------------------------------- */

/* Returns: a key whose members depend on different bits of `number`. */
static cl_tally_key key_of(unsigned number, char name[32])
{
    static const char *const names[] = {"RULE", "ANOTHER"};
    snprintf(name, 32, "%s-%06x", names[number >> 4 & 1], number >> 5);
    return (cl_tally_key){.type = (certlogic_certificate_type)(number & 1),
                          .verified = (number >> 1 & 1) != 0,
                          .old = (certlogic_verdict_kind)(number >> 2 & 1),
                          .verdict = (certlogic_verdict_kind)(number >> 3 & 1),
                          .decided = name};
}

static bool same_key(const cl_tally_key *a, const cl_tally_key *b)
{
    return a->type == b->type && a->verified == b->verified && a->old == b->old &&
           a->verdict == b->verdict && strcmp(a->decided, b->decided) == 0;
}

/* Returns: true if the keys of two counts are in the order of cl_tally_sort. */
static bool in_order(const cl_tally_key *a, const cl_tally_key *b)
{
    int decided = strcmp(a->decided, b->decided);
    return a->type != b->type         ? a->type < b->type
           : a->old != b->old         ? a->old < b->old
           : a->verdict != b->verdict ? a->verdict < b->verdict
           : decided != 0             ? decided < 0
                                      : !a->verified && b->verified;
}

START_TEST(counts_are_kept_apart_and_merged)
{
    cl_tally a, b;
    char name[32];
    cl_tally_init(&a);
    cl_tally_init(&b);
    for (int round = 0; round < 3; round++) {
        for (unsigned i = 0; i < 500; i++) {
            /* The name does not depend on the other members. */
            cl_tally_key key = key_of(i, name);
            snprintf(name, sizeof name, "RULE-%u", i / 16 % 4);
            key.type = (certlogic_certificate_type)(i / 64 % 4);
            ck_assert(cl_tally_add(&a, &key, 1));
        }
    }
    ck_assert_uint_eq(a.count, 128);
    ck_assert(cl_tally_add(&a, &(cl_tally_key){.type = CERTLOGIC_VACCINATION}, 7));
    ck_assert(cl_tally_add(&a, &(cl_tally_key){.type = CERTLOGIC_VACCINATION, .decided = ""}, 3));
    ck_assert_uint_eq(a.count, 129);
    ck_assert(cl_tally_merge(&b, &a));
    ck_assert(cl_tally_merge(&b, &a));
    cl_tally_clear(&a);
    ck_assert(cl_tally_merge(&b, &a)); /* adds nothing */
    cl_tally_sort(&b);
    ck_assert_uint_eq(b.count, 129);
    uint64_t sum = 0;
    for (uint32_t i = 0; i < b.count; i++) {
        sum += b.counts[i].count;
        ck_assert(i == 0 || in_order(&b.counts[i - 1].key, &b.counts[i].key));
    }
    ck_assert_uint_eq(sum, 2 * (1500 + 10));
    cl_tally_free(&a);
    cl_tally_free(&b);
}
END_TEST

static int by_hash(const void *left, const void *right)
{
    const cl_count *a = left;
    const cl_count *b = right;
    return a->hash != b->hash ? (a->hash < b->hash ? -1 : 1) : 0;
}

/* Returns: the first member of cl_tally_key in which two keys differ, from 0. */
static int first_difference(const cl_tally_key *a, const cl_tally_key *b)
{
    return a->type != b->type                         ? 0
           : a->verified != b->verified               ? 1
           : a->old != b->old                         ? 2
           : a->verdict != b->verdict                 ? 3
           : strlen(a->decided) != strlen(b->decided) ? 4
                                                      : 5;
}

/* With each of these keys of the hash, two counts have equal hashes. They differ first in another
 * member of their keys: type, verified, old, verdict, the length of a name, the name. */
START_TEST(counts_of_the_same_hash_are_kept_apart)
{
    enum { COUNTS = 50000 };
    static const unsigned hash_keys[] = {2, 7, 27, 96, 140, 17};
    char name[32];
    for (size_t k = 0; k < sizeof hash_keys / sizeof *hash_keys; k++) {
        bool collided = false;
        cl_tally tally;
        cl_tally_init(&tally);
        tally.key = (cl_hash_key){.word = {hash_keys[k], 2}};
        for (unsigned i = 0; i < 2 * COUNTS; i++) {
            const cl_tally_key key = key_of(i % COUNTS, name);
            ck_assert(cl_tally_add(&tally, &key, 1));
        }
        ck_assert_uint_eq(tally.count, COUNTS);
        for (unsigned i = 0; i < COUNTS; i++) {
            const cl_tally_key key = key_of(i, name);
            ck_assert_uint_eq(tally.counts[i].count, 2);
            ck_assert(same_key(&tally.counts[i].key, &key));
        }
        qsort(tally.counts, COUNTS, sizeof *tally.counts, by_hash);
        for (unsigned i = 1; i < COUNTS; i++) {
            const cl_count *a = &tally.counts[i - 1], *b = &tally.counts[i];
            collided = collided ||
                       (a->hash == b->hash && first_difference(&a->key, &b->key) == (int)k);
        }
        ck_assert_msg(collided, "no collision with hash key %u", hash_keys[k]);
        cl_tally_free(&tally);
    }
}
END_TEST

/* ---- Checkpoints ----------------------------------------------------------------------------- */

#define DIGITS_16 "fedcba9876543210"

static cl_checkpoint sample(void)
{
    cl_checkpoint c = {
        .identity = DIGITS_16 DIGITS_16 DIGITS_16 DIGITS_16,
        .read = DIGITS_16 DIGITS_16 DIGITS_16 "0000000000000000",
        .wrote = "0000000000000000" DIGITS_16 DIGITS_16 DIGITS_16,
        .done = true,
        .at = {.input = 1, .offset = UINT64_MAX, .record = 3, .format = 4, .lost = 5, .raw = 10},
        .output = 6,
        .faults = 7,
        .external = true,
        .untrusted = 11};
    cl_tally_init(&c.tally);
    const cl_tally_key keys[] = {{.type = CERTLOGIC_VACCINATION,
                                  .old = CERTLOGIC_OPEN,
                                  .verdict = CERTLOGIC_REJECTED,
                                  .decided = "GR-CZ-0001"},
                                 {.decided = NULL},
                                 {.type = CERTLOGIC_RECOVERY,
                                  .verified = true,
                                  .verdict = CERTLOGIC_OPEN,
                                  .decided = "a name\nof two lines 5"}};
    ck_assert(cl_tally_add(&c.tally, &keys[0], 8));
    ck_assert(cl_tally_add(&c.tally, &keys[1], 9));
    ck_assert(cl_tally_add(&c.tally, &keys[2], UINT64_MAX));
    return c;
}

START_TEST(a_checkpoint_comes_back_as_it_was)
{
    const char *why;
    int lock = -1;
    cl_checkpoint back;
    cl_checkpoint c = sample();
    ck_assert(cl_checkpoint_save(in_folder("checkpoint"), &c, &lock, &why));
    c.at.record++;
    ck_assert(
        cl_checkpoint_save(in_folder("checkpoint"), &c, &lock, &why)); /* it replaces the first */
    /* While the job holds the lock, no other job reads the file; a second lock in the same process
     * is that of another job. */
    int second;
    ck_assert_int_eq(cl_checkpoint_load(in_folder("checkpoint"), &back, &second, &why),
                     CL_CHECKPOINT_BUSY);
    ck_assert_str_eq(why, "another job is using this checkpoint");
    ck_assert_int_eq(second, -1);
    cl_checkpoint_release(&lock);
    ck_assert_int_eq(cl_checkpoint_load(in_folder("checkpoint"), &back, &lock, &why),
                     CL_CHECKPOINT_READ);
    ck_assert_mem_eq(&back.at, &c.at, sizeof c.at);
    ck_assert_str_eq(back.identity, c.identity);
    ck_assert_str_eq(back.read, c.read);
    ck_assert_str_eq(back.wrote, c.wrote);
    ck_assert_uint_eq(back.output, c.output);
    ck_assert_uint_eq(back.faults, c.faults);
    ck_assert_uint_eq(back.untrusted, c.untrusted);
    ck_assert(back.done && back.external);
    ck_assert_uint_eq(back.tally.count, 3);
    for (uint32_t i = 0; i < 3; i++) {
        ck_assert(same_key(&back.tally.counts[i].key, &c.tally.counts[i].key));
        ck_assert_uint_eq(back.tally.counts[i].count, c.tally.counts[i].count);
    }
    ck_assert_int_ne(access(in_folder("checkpoint.new"), F_OK), 0);
    cl_checkpoint_release(&lock);
    cl_tally_free(&back.tally);
    cl_tally_free(&c.tally);
}
END_TEST

static size_t read_back(char *text, size_t room)
{
    FILE *file = fopen(in_folder("checkpoint"), "rb");
    ck_assert_ptr_nonnull(file);
    size_t length = fread(text, 1, room, file);
    fclose(file);
    return length;
}

static const char *what; /* load_bytes reports that it is wrong */

static cl_checkpoint_state load_bytes(const char *text, size_t length)
{
    const char *why;
    int lock = -1;
    cl_checkpoint back;
    FILE *file = fopen(in_folder("checkpoint"), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(text, 1, length, file), length);
    fclose(file);
    cl_checkpoint_state state = cl_checkpoint_load(in_folder("checkpoint"), &back, &lock, &why);
    cl_tally_free(&back.tally);
    ck_assert_int_eq(lock >= 0, state == CL_CHECKPOINT_READ);
    cl_checkpoint_release(&lock);
    what = why;
    return state;
}

START_TEST(a_damaged_checkpoint_is_none)
{
    const char *why;
    int lock = -1;
    char text[2048];
    cl_checkpoint c = sample();
    ck_assert(cl_checkpoint_save(in_folder("checkpoint"), &c, &lock, &why));
    cl_tally_free(&c.tally);
    cl_checkpoint_release(&lock);
    size_t length = read_back(text, sizeof text - 1);
    ck_assert_int_eq(load_bytes(text, length), CL_CHECKPOINT_READ);
    for (size_t cut = 0; cut < length; cut++)
        ck_assert_msg(load_bytes(text, cut) == CL_CHECKPOINT_BAD, "cut at %zu", cut);
    for (size_t at = 0; at < length; at++) {
        text[at] ^= 1;
        ck_assert_msg(load_bytes(text, length) == CL_CHECKPOINT_BAD, "changed at %zu", at);
        text[at] ^= 1;
    }
    static const char others[] = " /:z\n";
    for (size_t at = 0; at < length; at++) {
        char kept = text[at];
        for (size_t i = 0; i < sizeof others; i++) { /* including the NUL at its end */
            text[at] = others[i];
            ck_assert_msg(others[i] == kept || load_bytes(text, length) == CL_CHECKPOINT_BAD,
                          "%zu is %d", at, others[i]);
        }
        text[at] = kept;
    }
    text[length] = '\n';
    ck_assert_int_eq(load_bytes(text, length + 1), CL_CHECKPOINT_BAD);
    ck_assert_str_eq(what, "a damaged checkpoint");
}
END_TEST

#define DIGITS_64 DIGITS_16 DIGITS_16 DIGITS_16 DIGITS_16
#define BEGINNING                                                                                  \
    "certlogic-checkpoint 3\nidentity " DIGITS_64 "\nread " DIGITS_64 "\nwrote " DIGITS_64         \
    "\ninput 0\noffset 0\nraw 0\nrecord 1\nformat 0\nlost 0\noutput 0\nfaults 0\nuntrusted 0\n"    \
    "external 0\ndone 0\n"

START_TEST(what_is_no_checkpoint_is_said)
{
    static const struct {
        const char *text, *what;
    } rows[] = {
        {"", "an empty file is no checkpoint"},
        {"{\"id\": 1}\n", "not a checkpoint; it is left as it is"},
        {"certlogic-checkpoint 2\nidentity 0123456789abcdef\n",
         "a checkpoint of another version of certlogic, or a damaged one"},
        {"certlogic-checkpoint 3\nidentity 0123456789abcdef\n", "a damaged checkpoint"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ck_assert_int_eq(load_bytes(rows[i].text, strlen(rows[i].text)), CL_CHECKPOINT_BAD);
        ck_assert_str_eq(what, rows[i].what);
    }
}
END_TEST

/* Loads a checkpoint with one line of a count and a correct sum. */
static cl_checkpoint_state load_count(const char *line)
{
    char text[1024], sum[CL_DIGEST_TEXT];
    int length = snprintf(text, sizeof text, BEGINNING "%s\n", line);
    cl_digest *digest = cl_digest_new();
    ck_assert_ptr_nonnull(digest);
    cl_digest_add(digest, text, (size_t)length);
    ck_assert(cl_digest_show(digest, sum));
    cl_digest_free(digest);
    length += snprintf(text + length, sizeof text - (size_t)length, "sum %s\n", sum);
    return load_bytes(text, (size_t)length);
}

START_TEST(a_count_with_a_number_out_of_range_is_damaged)
{
    static const char *const lines[] = {
        "count 4 0 0 0 1 1 R", "count 0 2 0 0 1 1 R", "count 0 0 3 0 1 1 R",
        "count 0 0 0 3 1 1 R", "count 0 0 0 0 1 2 R", "count 0 0 0 1 1 R",
    };
    ck_assert_int_eq(load_count("count 3 1 2 2 1 1 R"), CL_CHECKPOINT_READ);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        ck_assert_msg(load_count(lines[i]) == CL_CHECKPOINT_BAD, "%s", lines[i]);
        ck_assert_str_eq(what, "a damaged checkpoint");
    }
}
END_TEST

/* A file of that size is not read into memory. */
START_TEST(a_file_that_is_too_large_is_no_checkpoint)
{
    const char *why;
    int lock = -1;
    cl_checkpoint c;
    FILE *file = fopen(in_folder("checkpoint"), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_int_eq(ftruncate(fileno(file), 70 * 1024 * 1024), 0);
    fclose(file);
    ck_assert_int_eq(cl_checkpoint_load(in_folder("checkpoint"), &c, &lock, &why),
                     CL_CHECKPOINT_FAILED);
    ck_assert_str_eq(why, "too large for a checkpoint");
    ck_assert_int_eq(lock, -1);
}
END_TEST

/* A file may be in the root folder, or be named without a folder. */
START_TEST(the_folder_of_a_file_is_made_last)
{
    ck_assert(cl_sink_sync_folder("/checkpoint"));
    ck_assert(cl_sink_sync_folder("checkpoint"));
    ck_assert(!cl_sink_sync_folder("/not-there/checkpoint"));
}
END_TEST

/* Opening a FIFO would block; a device would be read. */
START_TEST(what_is_no_file_is_no_checkpoint)
{
    const char *why;
    int lock = -1;
    cl_checkpoint c;
    ck_assert_int_eq(mkfifo(in_folder("checkpoint"), 0600), 0);
    ck_assert_int_eq(cl_checkpoint_load(in_folder("checkpoint"), &c, &lock, &why),
                     CL_CHECKPOINT_BAD);
    ck_assert_str_eq(why, "a checkpoint is a regular file, which this is not");
    ck_assert_int_eq(cl_checkpoint_load("/dev/null", &c, &lock, &why), CL_CHECKPOINT_BAD);
}
END_TEST

/* A user who may write to the folder must not make the job write elsewhere. */
START_TEST(a_new_checkpoint_follows_no_link)
{
    const char *why;
    char target[128], link[128];
    int lock = -1;
    struct stat facts;
    cl_checkpoint c = sample();
    strcpy(target, in_folder("target"));
    strcpy(link, in_folder("checkpoint.new"));
    FILE *file = fopen(target, "wb");
    ck_assert_ptr_nonnull(file);
    fclose(file);
    ck_assert_int_eq(symlink(target, link), 0);
    ck_assert(cl_checkpoint_save(in_folder("checkpoint"), &c, &lock, &why));
    cl_checkpoint_release(&lock);
    ck_assert_int_eq(stat(target, &facts), 0);
    ck_assert_int_eq(facts.st_size, 0);
    ck_assert_int_eq(lstat(in_folder("checkpoint"), &facts), 0);
    ck_assert(S_ISREG(facts.st_mode));
    unlink(target);
    ck_assert_int_eq(mkdir(link, 0700), 0);
    ck_assert(!cl_checkpoint_save(in_folder("checkpoint"), &c, &lock, &why));
    ck_assert_ptr_nonnull(why);
    rmdir(link);
    cl_tally_free(&c.tally);
}
END_TEST

START_TEST(no_checkpoint_is_not_a_bad_one)
{
    const char *why;
    int lock = -1;
    cl_checkpoint c;
    ck_assert_int_eq(cl_checkpoint_load(in_folder("nothing"), &c, &lock, &why), CL_CHECKPOINT_NONE);
    ck_assert_int_eq(cl_checkpoint_load(test_folder, &c, &lock, &why), CL_CHECKPOINT_FAILED);
    ck_assert_ptr_nonnull(why);
    c = sample();
    ck_assert(!cl_checkpoint_save(in_folder("nothing/checkpoint"), &c, &lock, &why));
    ck_assert_ptr_nonnull(why);
    cl_tally_free(&c.tally);
}
END_TEST

/* ---- Lines ----------------------------------------------------------------------------------- */

START_TEST(the_longest_line_fits)
{
    cl_block block;
    certlogic_error fault = {.code = "json", .offset = INT64_MAX};
    cl_record record = {.n = INT64_MAX, .offset = INT64_MAX};
    char *name = malloc(100001);
    ck_assert_ptr_nonnull(name);
    ck_assert(cl_block_init(&block));
    memset(name, 1, 100000);
    name[100000] = '\0';
    memset(fault.at, 1, sizeof fault.at - 1);
    memset(fault.message, 1, sizeof fault.message - 1);
    block.file = name;
    const size_t capacity = block.out.capacity;
    while (block.out.length < CL_BLOCK_OUT - CL_LINE_MOST)
        cl_buffer_putc(&block.out, '.');
    ck_assert(cl_line_fits(&block));
    cl_writer w = cl_line_begin(&block);
    cl_writer_name(&w, "n");
    cl_writer_number(&w, record.n);
    cl_line_text(&w, name, 256);  /* an identifier */
    cl_line_text(&w, name, 1024); /* what decided */
    cl_line_fault(&w, &block, &record, &fault);
    cl_writer_end_line(&w);
    ck_assert_uint_lt(block.out.length, CL_BLOCK_OUT - 1024);
    ck_assert_uint_eq(block.out.capacity, capacity);
    ck_assert(!cl_line_fits(&block));
    cl_block_free(&block);
    free(name);
}
END_TEST

/* ---- Progress -------------------------------------------------------------------------------- */

START_TEST(progress_says_what_there_is_to_say)
{
    char text[320];
    cl_progress p = {.total = 1000, .verdicts = {5, 3, 2}};
    cl_progress_text(&p, 2, 10, 250, text, sizeof text);
    ck_assert_str_eq(text, "10 records, 5/s, 25 %, 0:00:06 left; 5 accepted, 3 rejected, 2 open");
    p.total = 0; /* a stream has no share */
    cl_progress_text(&p, 2, 10, 250, text, sizeof text);
    ck_assert_str_eq(text, "10 records, 5/s; 5 accepted, 3 rejected, 2 open");
    p = (cl_progress){.total = 1000, .records = 100, .taken = 500}; /* a job that continues */
    cl_progress_text(&p, 5, 200, 750, text, sizeof text);
    ck_assert_str_eq(text, "200 records, 20/s, 75 %, 0:00:05 left; 0 accepted, 0 rejected, 0 open");
    cl_progress_text(&p, 0, 100, 500, text, sizeof text);
    ck_assert_str_eq(text, "100 records, 0/s; 0 accepted, 0 rejected, 0 open");
    cl_progress_text(&p, 5, 200, 1001, text, sizeof text); /* the file has grown */
    ck_assert_str_eq(text, "200 records, 20/s; 0 accepted, 0 rejected, 0 open");
    p.total = UINT64_C(1) << 40;
    cl_progress_text(&p, 1000, 200, 501, text, sizeof text);
    ck_assert_str_eq(text, "200 records, 0/s, 0 %, 99:59:59 left; 0 accepted, 0 rejected, 0 open");
}
END_TEST

int main(void)
{
    TCase *all = unit_case("batch_state");
    tcase_add_checked_fixture(all, make_folder, remove_folder);
    tcase_set_timeout(all, 0); /* fsync takes time */
    tcase_add_test(all, counts_are_kept_apart_and_merged);
    tcase_add_test(all, counts_of_the_same_hash_are_kept_apart);
    tcase_add_test(all, a_checkpoint_comes_back_as_it_was);
    tcase_add_test(all, a_damaged_checkpoint_is_none);
    tcase_add_test(all, what_is_no_checkpoint_is_said);
    tcase_add_test(all, a_count_with_a_number_out_of_range_is_damaged);
    tcase_add_test(all, a_file_that_is_too_large_is_no_checkpoint);
    tcase_add_test(all, the_folder_of_a_file_is_made_last);
    tcase_add_test(all, what_is_no_file_is_no_checkpoint);
    tcase_add_test(all, a_new_checkpoint_follows_no_link);
    tcase_add_test(all, no_checkpoint_is_not_a_bad_one);
    tcase_add_test(all, the_longest_line_fits);
    tcase_add_test(all, progress_says_what_there_is_to_say);
    return unit_run();
}
