/* test_batch_faults.c — the k-th call of the system, of the heap, of OpenSSL, zlib and zstd fails,
 * for every k, in small jobs of every format; or a signal is sent there. There must be no crash and
 * no wrong line. A job ends done with the right output, or it reports the reason and has written
 * whole lines; running it again gives the right output. */
#include <check.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include "batch/flips.h"
#include "batch/verdicts.h"
#include "support_calls.h"
#include "support_inputs.h"
#include "support_main.h"
#include "support_sanitized.h"

/* ---- Jobs ------------------------------------------------------------------------------------ */

#define RULE(identifier, doses)                                                                    \
    "{\"Identifier\":\"" identifier                                                                \
    "\",\"Type\":\"Acceptance\",\"Country\":\"CZ\",\"Version\":\"1.0.0\","                         \
    "\"SchemaVersion\":\"1.0.0\",\"Engine\":\"CERTLOGIC\",\"EngineVersion\":\"1.0.0\","            \
    "\"CertificateType\":\"General\",\"Description\":[{\"lang\":\"en\",\"desc\":\"A rule.\"}],"    \
    "\"ValidFrom\":\"2021-06-01T00:00:00Z\",\"ValidTo\":\"2030-06-01T00:00:00Z\","                 \
    "\"AffectedFields\":[\"v.0.dn\"],"                                                             \
    "\"Logic\":{\">=\":[{\"var\":\"payload.v.0.dn\"}," doses "]}}"

static certlogic_rules *old_rules, *new_rules;
static cl_verdicts_plan verdicts;
static cl_flips_plan flips;
static cl_batch_judge judge;
static bool has_checkpoint;
static uint64_t max_faults;
static size_t input_count;
static const char *first_input; /* instead of the first of `names`, or NULL */

static certlogic_rules *rules_of(const char *text)
{
    certlogic_error error;
    certlogic_rules *rules = certlogic_rules_parse(text, strlen(text), NULL, &error);
    ck_assert_msg(rules != NULL, "%s", error.message);
    return rules;
}

static void begin(void)
{
    make_folder();
    put_inputs();
    memset(&faults, 0, sizeof faults);
    memset(&calls, 0, sizeof calls);
    old_rules = rules_of(RULE("GR-CZ-0001", "1"));
    new_rules = rules_of(RULE("GR-CZ-0002", "2"));
    certlogic_request request = {.country = "CZ", .clock = "2022-01-15T12:00:00Z"};
    cl_reading reading = {.options = {.no_trust = true, .external_from_input = true}};
    verdicts = (cl_verdicts_plan){
        .rules = old_rules, .request = request, .reading = reading, .only = 7};
    flips = (cl_flips_plan){.old_rules = old_rules,
                            .new_rules = new_rules,
                            .old_request = request,
                            .new_request = request,
                            .reading = reading,
                            .list = true};
    judge = cl_verdicts(&verdicts);
    has_checkpoint = false;
    max_faults = UINT64_MAX;
    input_count = 6;
    first_input = NULL;
}

static void end(void)
{
    certlogic_rules_free(old_rules);
    certlogic_rules_free(new_rules);
    remove_folder();
}

static cl_batch_result run(unsigned threads, bool progress)
{
    const char *inputs[6];
    cl_batch_result result;
    for (size_t i = 0; i < 6; i++)
        inputs[i] = in_folder(names[i]);
    if (first_input != NULL) {
        inputs[0] = first_input;
        __real_lseek(STDIN_FILENO, 0, SEEK_SET);
    }
    cl_batch_job job = {.inputs = inputs,
                        .input_count = input_count,
                        .output = in_folder("out"),
                        .checkpoint = has_checkpoint ? in_folder("checkpoint") : NULL,
                        .checkpoint_every = 6,
                        .identity = "17",
                        .max_faults = max_faults,
                        .threads = threads,
                        .progress = progress,
                        .judge = judge};
    cl_batch_run(&job, &result);
    cl_tally_free(&result.tally);
    return result;
}

/* The reasons for which a job may end early. */
static bool has_reason(const cl_batch_result *result)
{
    const char *code = result->error.code;
    switch (result->end) {
    case CL_BATCH_FAILED:
        return (strcmp(code, "io") == 0 || strcmp(code, "memory") == 0) &&
               result->error.message[0] != '\0';
    case CL_BATCH_REFUSED:
        return strcmp(code, "busy") == 0 &&
               (strcmp(faults.name, "fcntl") == 0 || strcmp(faults.name, "stat") == 0) &&
               (faults.error == EACCES || faults.error == EAGAIN || faults.error == ENOENT);
    case CL_BATCH_STOPPED:
        return calls.signal_instead != 0 ? result->signal == calls.signal_instead
                                         : faults.error == EINTR;
    case CL_BATCH_DONE:
    case CL_BATCH_FAULTS:
        break;
    }
    return false;
}

/* The job is done with the whole output, or it reports a reason and has written whole lines of the
 * beginning. */
static void check_end(const cl_batch_result *result, const bytes *whole)
{
    bytes wrote = contents("out");
    if (result->end == CL_BATCH_DONE) {
        ck_assert_msg(wrote.length == whole->length &&
                          memcmp(wrote.data, whole->data, whole->length) == 0,
                      "%s fails: done, with %zu bytes", faults.name, wrote.length);
        return;
    }
    ck_assert_msg(has_reason(result), "%s fails (%s): %d, %s: %s", faults.name,
                  strerror(faults.error), (int)result->end,
                  result->error.code != NULL ? result->error.code : "-", result->error.message);
    ck_assert_msg(wrote.length <= whole->length &&
                      memcmp(wrote.data, whole->data, wrote.length) == 0 &&
                      (wrote.length == 0 || wrote.data[wrote.length - 1] == '\n'),
                  "%s fails: other lines", faults.name);
}

/* A sanitizer makes a run several times as slow. It sees every third call fail. */
#ifdef SANITIZED
enum { STEP = 3 };
#else
enum { STEP = 1 };
#endif

/* Runs the job with each call failing, starting from the state that `prepare` makes. Repeated, the
 * job must write the whole output. Returns how many runs were not done, times STEP. */
static size_t at_every_call(void (*prepare)(void), const bytes *whole)
{
    size_t failed = 0;
    faults.refused = 1;
    for (size_t k = 0; faults.refused > 0; k += STEP) {
        prepare();
        faults_arm(k);
        cl_batch_result result = run(1, false);
        faults.armed = false;
        check_end(&result, whole);
        failed += result.end != CL_BATCH_DONE ? STEP : 0;
        ck_assert(faults.refused > 0 || result.end == CL_BATCH_DONE);
        result = run(1, false);
        ck_assert_msg(result.end == CL_BATCH_DONE, "%s failed, and again: %s", faults.name,
                      result.error.message);
        check_end(&result, whole);
    }
    return failed;
}

static void remove_outputs(void)
{
    unlink(in_folder("out"));
    unlink(in_folder("checkpoint"));
    unlink(in_folder("checkpoint.new"));
}

static bytes undisturbed(uint64_t records)
{
    remove_outputs();
    cl_batch_result result = run(1, false);
    ck_assert_int_eq(result.end, CL_BATCH_DONE);
    ck_assert_uint_eq(result.records, records);
    bytes whole = contents("out");
    remove_outputs();
    return whole;
}

enum { OTHERS = 8 + 4 + 3 + 2, RECORDS = 5 + 2 + OTHERS, LONG_RECORDS = 10 + 3 + OTHERS };

START_TEST(every_call_fails)
{
    bytes whole = undisturbed(RECORDS);
    faults.error = EIO;
    ck_assert_uint_gt(at_every_call(remove_outputs, &whole), 50);
    faults.lasting = true;
    ck_assert_uint_gt(at_every_call(remove_outputs, &whole), 50);
}
END_TEST

START_TEST(every_call_fails_in_comparing)
{
    judge = cl_flips(&flips);
    bytes whole = undisturbed(RECORDS);
    ck_assert_ptr_nonnull(strstr(whole.data, "\"id\":\"one\""));
    input_count = 1;
    whole = undisturbed(5);
    faults.error = EIO;
    ck_assert_uint_gt(at_every_call(remove_outputs, &whole), 20);
}
END_TEST

START_TEST(every_call_fails_with_a_checkpoint)
{
    put_long();
    bytes whole = undisturbed(LONG_RECORDS);
    has_checkpoint = true;
    faults.error = EIO;
    ck_assert_uint_gt(at_every_call(remove_outputs, &whole), 100);
}
END_TEST

/* The number of faults that the jobs below survive: with one more, a job ends after its first
 * checkpoint. */
enum { FAULTS = 2, LONG_FAULTS = 3 };

/* A job that had more faults than `most`. Its checkpoint counts at least 6 records. */
static bytes part, part_checkpoint;

static void put_part(void)
{
    remove_outputs();
    put("out", part.data, part.length);
    put("checkpoint", part_checkpoint.data, part_checkpoint.length);
}

static void make_part(uint64_t most)
{
    has_checkpoint = true;
    max_faults = most;
    cl_batch_result result = run(1, false);
    ck_assert_int_eq(result.end, CL_BATCH_FAULTS);
    max_faults = UINT64_MAX;
    part = contents("out");
    part_checkpoint = contents("checkpoint");
    ck_assert_ptr_null(strstr(part_checkpoint.data, "\nrecord 0\n"));
    ck_assert_ptr_nonnull(strstr(part_checkpoint.data, "\ncount "));
}

START_TEST(every_call_fails_in_going_on)
{
    put_long();
    bytes whole = undisturbed(LONG_RECORDS);
    make_part(LONG_FAULTS);
    faults.error = EIO;
    ck_assert_uint_gt(at_every_call(put_part, &whole), 50);
}
END_TEST

/* Only the system refuses in other ways and sends signals. */
START_TEST(every_call_of_the_system_fails_otherwise)
{
    static const int errors[] = {EINTR, EACCES, EAGAIN, ENOENT, EINVAL, EROFS};
    bytes whole = undisturbed(RECORDS);
    make_part(FAULTS);
    calls.only_system = true;
    faults.error = errors[_i];
    ck_assert_uint_gt(at_every_call(put_part, &whole), 10);
}
END_TEST

START_TEST(a_signal_comes_at_every_call)
{
    put_long();
    bytes whole = undisturbed(LONG_RECORDS);
    make_part(LONG_FAULTS);
    calls.only_system = true;
    calls.signal_instead = _i == 0 ? SIGTERM : SIGINT;
    calls.interrupts = _i == 1;
    ck_assert_uint_gt(at_every_call(put_part, &whole), 10);
}
END_TEST

/* The input is a pipe to which no process writes. */
START_TEST(a_signal_ends_the_wait_for_input)
{
    int ends[2], kept = dup(STDIN_FILENO);
    ck_assert(kept >= 0 && pipe(ends) == 0 && dup2(ends[0], STDIN_FILENO) >= 0);
    first_input = "-";
    input_count = 1;
    calls.only_system = true;
    calls.signal_instead = SIGTERM;
    size_t k = 0;
    do {
        faults_arm(k++);
        cl_batch_result result = run(1, false);
        faults.armed = false;
        ck_assert_uint_eq(faults.refused, 1);
        ck_assert_int_eq(result.end, CL_BATCH_STOPPED);
        ck_assert_int_eq(result.signal, SIGTERM);
        ck_assert_uint_eq(result.records, 0);
    } while (strcmp(faults.name, "pselect") != 0);
    ck_assert(dup2(kept, STDIN_FILENO) >= 0);
    close(kept);
    close(ends[0]);
    close(ends[1]);
}
END_TEST

/* A job that is done does nothing when it is run again. */
static bytes done_output, done_checkpoint;

static void put_done(void)
{
    put("out", done_output.data, done_output.length);
    put("checkpoint", done_checkpoint.data, done_checkpoint.length);
}

START_TEST(every_call_fails_after_the_end)
{
    has_checkpoint = true;
    ck_assert_int_eq(run(1, false).end, CL_BATCH_DONE);
    done_output = contents("out");
    done_checkpoint = contents("checkpoint");
    faults.error = EIO;
    ck_assert_uint_gt(at_every_call(put_done, &done_output), 20);
}
END_TEST

/* Whether the output is longer than what the job has written is then not known. */
START_TEST(a_file_without_facts_ends_a_job_that_is_done)
{
    size_t found = 0;
    cl_batch_result last = {.end = CL_BATCH_DONE};
    has_checkpoint = true;
    ck_assert_int_eq(run(1, false).end, CL_BATCH_DONE);
    done_output = contents("out");
    done_checkpoint = contents("checkpoint");
    calls.only_system = true;
    faults.error = EIO;
    faults.refused = 1;
    for (size_t k = 0; faults.refused > 0; k++) {
        remove_outputs();
        put_done();
        faults_arm(k);
        cl_batch_result result = run(1, false);
        faults.armed = false;
        if (faults.refused == 0 || strcmp(faults.name, "fstat") != 0)
            continue;
        found++;
        last = result;
    }
    /* The last fstat of the job asks for the length of the output. */
    ck_assert_uint_gt(found, 2);
    ck_assert_int_eq(last.end, CL_BATCH_FAILED);
    ck_assert_str_eq(last.error.code, "io");
    ck_assert_ptr_nonnull(strstr(last.error.message, strerror(EIO)));
}
END_TEST

static void refused(const char *code, const char *message)
{
    put_part();
    cl_batch_result result = run(1, false);
    ck_assert_int_eq(result.end, CL_BATCH_REFUSED);
    ck_assert_str_eq(result.error.code, code);
    ck_assert_msg(strstr(result.error.message, message) != NULL, "%s", result.error.message);
    ck_assert_uint_eq(contents("out").length, part.length);
}

/* Another job replaces the checkpoint after this job has opened it. */
START_TEST(a_checkpoint_that_is_replaced_meanwhile)
{
    make_part(FAULTS);
    calls.other_file = 1;
    refused("busy", "/checkpoint: another job is using this checkpoint");
    calls.other_file = 0;
    calls.other_device = 1;
    refused("busy", "/checkpoint: another job is using this checkpoint");
}
END_TEST

/* The input is shortened after its size was read. */
START_TEST(an_input_that_is_shortened_meanwhile)
{
    make_part(FAULTS);
    calls.inputs_end = true;
    refused("checkpoint", "/in.ndjson: shorter than it was");
}
END_TEST

/* The system refuses threads, or does not report the number of processors. */
START_TEST(a_job_runs_with_the_threads_that_there_are)
{
    static const struct {
        const char *never;
        unsigned threads;
    } rows[] = {{"pthread_create", 3}, {"sysconf", 0}};
    bytes whole = undisturbed(RECORDS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        remove_outputs();
        calls.never = rows[i].never;
        cl_batch_result result = run(rows[i].threads, false);
        calls.never = NULL;
        ck_assert_int_eq(result.end, CL_BATCH_DONE);
        check_end(&result, &whole);
    }
}
END_TEST

START_TEST(a_member_that_zlib_cannot_begin)
{
    first_input = in_folder("in.gz");
    input_count = 1;
    calls.never = "inflateReset";
    cl_batch_result result = run(1, false);
    calls.never = NULL;
    ck_assert_int_eq(result.end, CL_BATCH_FAILED);
    ck_assert_str_eq(result.error.code, "io");
    ck_assert_ptr_nonnull(
        strstr(result.error.message, "in.gz: the library that unpacks cannot begin a member"));
    ck_assert_uint_eq(result.records, 0);
    ck_assert_uint_eq(result.lost, 0);
}
END_TEST

/* A rule set without rules of the country ends a job, also if it is only one of two. */
START_TEST(rules_that_cannot_answer_end_a_job)
{
    for (int side = 0; side < 3; side++) {
        verdicts.request.country = "XX";
        flips.old_request.country = side == 0 ? "XX" : "CZ";
        flips.new_request.country = side == 1 ? "XX" : "CZ";
        judge = side == 2 ? cl_verdicts(&verdicts) : cl_flips(&flips);
        cl_batch_result result = run(1, false);
        ck_assert_int_eq(result.end, CL_BATCH_FAILED);
        ck_assert_str_eq(result.error.code, "country");
        ck_assert_str_eq(result.error.message, "the rule set has no rules of country XX");
        ck_assert_uint_eq(result.records, 0);
    }
}
END_TEST

/* If memory runs out, there is no count. */
START_TEST(verified_records_are_counted_apart)
{
    static const struct {
        cl_tally_key key;
        uint64_t count;
    } rows[] = {
        {{.type = CERTLOGIC_VACCINATION, .verified = true, .decided = "GR-CZ-0001"}, 3},
        {{.type = CERTLOGIC_VACCINATION, .decided = "GR-CZ-0001"}, 4},
        {{.type = CERTLOGIC_TEST, .verified = true, .verdict = CERTLOGIC_REJECTED}, 5},
    };
    size_t failed = 0;
    faults.refused = 1;
    for (size_t k = 0; faults.refused > 0; k++) {
        uint64_t verified;
        cl_tally tally;
        cl_tally_init(&tally);
        for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
            ck_assert(cl_tally_add(&tally, &rows[i].key, rows[i].count));
        faults_arm(k);
        bool done = cl_verified_apart(&tally, &verified);
        faults.armed = false;
        ck_assert_int_eq(done, faults.refused == 0);
        failed += !done;
        if (done) {
            ck_assert_uint_eq(verified, 8);
            ck_assert_uint_eq(tally.count, 2);
            ck_assert_uint_eq(tally.counts[0].count, 7);
            ck_assert_uint_eq(tally.counts[1].count, 5);
            ck_assert(!tally.counts[0].key.verified && !tally.counts[1].key.verified);
        }
        cl_tally_free(&tally);
    }
    ck_assert_uint_gt(failed, 2);
}
END_TEST

/* A process that ignores a signal is not stopped by it. */
START_TEST(a_signal_that_is_ignored_stops_nothing)
{
    static const int signals[] = {SIGINT, SIGTERM};
    bytes whole = undisturbed(RECORDS);
    for (size_t i = 0; i < 2; i++) {
        signal(signals[i], SIG_IGN);
        calls.signal_instead = signals[i];
        calls.only_system = true;
        remove_outputs();
        faults_arm(5);
        cl_batch_result result = run(1, false);
        faults.armed = false;
        signal(signals[i], SIG_DFL);
        ck_assert_uint_eq(faults.refused, 1);
        ck_assert_int_eq(result.end, CL_BATCH_DONE);
        ck_assert_int_eq(result.signal, 0);
        check_end(&result, &whole);
    }
}
END_TEST

/* A certificate without a trusted signature is rejected by the old and the new rules, and
 * counted. */
START_TEST(comparing_what_is_not_signed)
{
    char path[4096];
    const char *top = getenv("top_srcdir");
    snprintf(path, sizeof path, "%s/tests/certs/keys", top != NULL ? top : ".");
    certlogic_trust *trust = certlogic_trust_load(path, NULL, NULL);
    ck_assert_ptr_nonnull(trust);
    flips.reading.options = (certlogic_decode_options){.trust = trust};
    judge = cl_flips(&flips);
    input_count = 1;
    cl_batch_result result = run(1, false);
    ck_assert_int_eq(result.end, CL_BATCH_DONE);
    ck_assert_uint_eq(result.records, 5);
    ck_assert_uint_eq(result.faults, 1);
    ck_assert_uint_eq(result.untrusted, 4);
    ck_assert_uint_eq(contents("out").length, 0); /* no verdict changes */
    certlogic_trust_free(trust);
}
END_TEST

/* There are more open files than select supports. */
START_TEST(files_of_high_numbers)
{
    enum { HIGH = FD_SETSIZE };
    bytes whole = undisturbed(RECORDS);
    struct rlimit limit;
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
    limit.rlim_cur = HIGH + 64;
    if (limit.rlim_max < limit.rlim_cur || setrlimit(RLIMIT_NOFILE, &limit) != 0)
        return; /* the system allows fewer */
    int last = 0;
    while (last >= 0 && last < HIGH)
        last = dup(STDOUT_FILENO);
    ck_assert_int_eq(last, HIGH);
    cl_batch_result result = run(1, false);
    for (int fd = HIGH; fd > HIGH / 2; fd--)
        close(fd);
    ck_assert_int_eq(result.end, CL_BATCH_DONE);
    check_end(&result, &whole);
}
END_TEST

/* Standard input is a file; the job continues after its current position. */
START_TEST(every_call_fails_in_going_on_with_standard_input)
{
    put_long();
    int kept = dup(STDIN_FILENO), fd = open(in_folder("in.ndjson"), O_RDONLY);
    ck_assert(kept >= 0 && fd >= 0 && dup2(fd, STDIN_FILENO) >= 0);
    first_input = "-";
    input_count = 2;
    bytes whole = undisturbed(13);
    make_part(LONG_FAULTS);
    faults.error = EIO;
    size_t failed = at_every_call(put_part, &whole);
    ck_assert(dup2(kept, STDIN_FILENO) >= 0);
    close(kept);
    close(fd);
    ck_assert_uint_gt(failed, 20);
}
END_TEST

/* Runs a job that shows progress. Only the job sees the changed clock. Returns the text on standard
 * error. */
static bytes progress_of_a_job(void)
{
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    int fd = open(in_folder("in.hc1"), O_RDWR);
    ck_assert(kept >= 0 && fd >= 0);
    input_count = 5;
    ck_assert(dup2(fd, STDERR_FILENO) >= 0 && ftruncate(fd, 0) == 0);
    cl_batch_result result = run(1, true);
    calls.fast_clock = false;
    calls.never = NULL;
    ck_assert(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    close(fd);
    ck_assert_int_eq(result.end, CL_BATCH_DONE);
    return contents("in.hc1");
}

START_TEST(progress_is_shown_as_time_passes)
{
    calls.fast_clock = true;
    bytes shown = progress_of_a_job();
    ck_assert_ptr_nonnull(strstr(shown.data, " records, "));
    ck_assert_ptr_nonnull(strstr(shown.data, " left; "));
    ck_assert_str_eq(shown.data + shown.length - 4, "\r\033[K");
}
END_TEST

START_TEST(progress_is_not_shown_without_a_clock)
{
    calls.never = "clock_gettime";
    ck_assert_uint_eq(progress_of_a_job().length, 0);
}
END_TEST

int main(void)
{
    TCase *all = unit_case("batch_faults");
    tcase_add_checked_fixture(all, begin, end);
    tcase_set_timeout(all, 0); /* fsync takes time */
    tcase_add_test(all, every_call_fails);
    tcase_add_test(all, every_call_fails_in_comparing);
    tcase_add_test(all, every_call_fails_with_a_checkpoint);
    tcase_add_test(all, every_call_fails_in_going_on);
    tcase_add_loop_test(all, every_call_of_the_system_fails_otherwise, 0, 6);
    tcase_add_loop_test(all, a_signal_comes_at_every_call, 0, 2);
    tcase_add_test(all, a_signal_ends_the_wait_for_input);
    tcase_add_test(all, every_call_fails_in_going_on_with_standard_input);
    tcase_add_test(all, a_signal_that_is_ignored_stops_nothing);
    tcase_add_test(all, comparing_what_is_not_signed);
    tcase_add_test(all, files_of_high_numbers);
    tcase_add_test(all, progress_is_shown_as_time_passes);
    tcase_add_test(all, progress_is_not_shown_without_a_clock);
    tcase_add_test(all, every_call_fails_after_the_end);
    tcase_add_test(all, a_file_without_facts_ends_a_job_that_is_done);
    tcase_add_test(all, a_checkpoint_that_is_replaced_meanwhile);
    tcase_add_test(all, an_input_that_is_shortened_meanwhile);
    tcase_add_test(all, a_job_runs_with_the_threads_that_there_are);
    tcase_add_test(all, a_member_that_zlib_cannot_begin);
    tcase_add_test(all, rules_that_cannot_answer_end_a_job);
    tcase_add_test(all, verified_records_are_counted_apart);
    return unit_run();
}
