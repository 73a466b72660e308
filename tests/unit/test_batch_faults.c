/* test_batch_faults.c — the k-th call of the system, of the heap, of OpenSSL, zlib and zstd fails,
 * for every k, in small jobs of every format; or a signal is sent there. There must be no crash and
 * no wrong line. A job ends done with the right output, or it reports the reason and has written
 * whole lines; running it again gives the right output. */
#include <check.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include "batch/flips.h"
#include "batch/verdicts.h"
#include "support_faults.h"
#include "support_folder.h"
#include "support_main.h"

/* ---- Calls ------------------------------------------------------------------------------------- */

static bool only_system;   /* calls of the system, without the heap and libraries */
static int signal_instead; /* it is sent where a call of the system would have failed */
static bool fast_clock;    /* a second passes between two readings of the clock */

static bool refuse_system(const char *name)
{
    if (!faults_refuse(name))
        return false;
    if (signal_instead == 0)
        return true;
    kill(getpid(), signal_instead);
    return false;
}

static bool refuse_library(const char *name)
{
    return !only_system && faults_refuse(name);
}

#define WRAPPED(refuse, type, name, parameters, arguments, failure)                                \
    type __real_##name parameters;                                                                 \
    type __wrap_##name parameters;                                                                 \
    type __wrap_##name parameters                                                                  \
    {                                                                                              \
        return refuse(#name) ? (failure) : __real_##name arguments;                                \
    }
#define SYSTEM(type, name, parameters, arguments)                                                  \
    WRAPPED(refuse_system, type, name, parameters, arguments, -1)
#define LIBRARY(type, name, parameters, arguments, failure)                                        \
    WRAPPED(refuse_library, type, name, parameters, arguments, failure)

SYSTEM(ssize_t, read, (int fd, void *bytes, size_t length), (fd, bytes, length))
SYSTEM(ssize_t, pread, (int fd, void *bytes, size_t length, off_t at), (fd, bytes, length, at))
SYSTEM(ssize_t, write, (int fd, const void *bytes, size_t length), (fd, bytes, length))
SYSTEM(int, fstat, (int fd, struct stat *facts), (fd, facts))
SYSTEM(int, stat, (const char *path, struct stat *facts), (path, facts))
SYSTEM(int, access, (const char *path, int mode), (path, mode))
SYSTEM(off_t, lseek, (int fd, off_t offset, int whence), (fd, offset, whence))
SYSTEM(int, ftruncate, (int fd, off_t length), (fd, length))
SYSTEM(int, fsync, (int fd), (fd))
SYSTEM(int, fdatasync, (int fd), (fd))
SYSTEM(int, rename, (const char *from, const char *to), (from, to))
SYSTEM(int, unlink, (const char *path), (path))
SYSTEM(int, sigpending, (sigset_t * set), (set))
SYSTEM(int, pselect,
       (int count, fd_set *in, fd_set *out, fd_set *other, const struct timespec *wait,
        const sigset_t *mask),
       (count, in, out, other, wait, mask))

LIBRARY(void *, malloc, (size_t size), (size), NULL)
LIBRARY(void *, calloc, (size_t count, size_t size), (count, size), NULL)
LIBRARY(void *, realloc, (void *block, size_t size), (block, size), NULL)
LIBRARY(char *, strdup, (const char *text), (text), NULL)
LIBRARY(char *, strndup, (const char *text, size_t length), (text, length), NULL)
LIBRARY(FILE *, open_memstream, (char **text, size_t *length), (text, length), NULL)
LIBRARY(int, fflush, (FILE * file), (file), EOF)
LIBRARY(OSSL_LIB_CTX *, OSSL_LIB_CTX_new, (void), (), NULL)
LIBRARY(EVP_MD *, EVP_MD_fetch, (OSSL_LIB_CTX * c, const char *a, const char *p), (c, a, p), NULL)
LIBRARY(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL)
LIBRARY(int, EVP_DigestInit_ex2, (EVP_MD_CTX * c, const EVP_MD *md, const OSSL_PARAM *p),
        (c, md, p), 0)
LIBRARY(int, EVP_DigestUpdate, (EVP_MD_CTX * c, const void *bytes, size_t length),
        (c, bytes, length), 0)
LIBRARY(int, EVP_MD_CTX_copy_ex, (EVP_MD_CTX * to, const EVP_MD_CTX *from), (to, from), 0)
LIBRARY(int, EVP_DigestFinal_ex, (EVP_MD_CTX * c, unsigned char *bytes, unsigned *length),
        (c, bytes, length), 0)
LIBRARY(int, inflateInit2_, (z_streamp stream, int bits, const char *version, int size),
        (stream, bits, version, size), Z_MEM_ERROR)
LIBRARY(int, inflate, (z_streamp stream, int flush), (stream, flush), Z_MEM_ERROR)
LIBRARY(ZSTD_DStream *, ZSTD_createDStream, (void), (), NULL)
LIBRARY(size_t, ZSTD_DCtx_setParameter, (ZSTD_DCtx * c, ZSTD_dParameter p, int value),
        (c, p, value), (size_t)-1)
LIBRARY(int, pthread_create,
        (pthread_t * thread, const pthread_attr_t *how, void *(*run)(void *), void *self),
        (thread, how, run, self), EAGAIN)

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_close(int fd);
int __wrap_close(int fd);
int __real_fclose(FILE *file);
int __wrap_fclose(FILE *file);
int __real_fcntl(int fd, int command, ...);
int __wrap_fcntl(int fd, int command, ...);
int __real_clock_gettime(clockid_t clock, struct timespec *t);
int __wrap_clock_gettime(clockid_t clock, struct timespec *t);

int __wrap_open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    int mode = (flags & O_CREAT) != 0 ? va_arg(arguments, int) : 0;
    va_end(arguments);
    return refuse_system("open") ? -1 : __real_open(path, flags, mode);
}

int __wrap_close(int fd)
{
    bool refused = refuse_system("close");
    int done = __real_close(fd);
    return refused ? -1 : done;
}

int __wrap_fclose(FILE *file)
{
    bool refused = refuse_library("fclose");
    int done = __real_fclose(file);
    return refused ? EOF : done;
}

int __wrap_fcntl(int fd, int command, ...)
{
    va_list arguments;
    va_start(arguments, command);
    void *pointer = va_arg(arguments, void *);
    va_end(arguments);
    return refuse_system("fcntl") ? -1 : __real_fcntl(fd, command, pointer);
}

int __wrap_clock_gettime(clockid_t clock, struct timespec *t)
{
    static time_t seconds;
    if (refuse_system("clock_gettime"))
        return -1;
    if (!fast_clock)
        return __real_clock_gettime(clock, t);
    *t = (struct timespec){.tv_sec = ++seconds};
    return 0;
}

/* ---- Files ------------------------------------------------------------------------------------- */

enum { ROOM = 65536 };

typedef struct bytes {
    char data[ROOM];
    size_t length;
} bytes;

static const char *const names[] = {"in.ndjson", "in.json", "in.gz", "in.zst", "in.cbor", "in.hc1"};

static void put(const char *name, const void *data, size_t length)
{
    FILE *file = fopen(in_folder(name), "wb");
    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(data, 1, length, file), length);
    ck_assert_int_eq(fclose(file), 0);
}

/* Returns the content of a file; "" if there is none. */
static bytes contents(const char *name)
{
    bytes held = {.length = 0};
    FILE *file = fopen(in_folder(name), "rb");
    if (file == NULL)
        return held;
    held.length = fread(held.data, 1, ROOM, file);
    ck_assert_uint_lt(held.length, ROOM);
    fclose(file);
    return held;
}

#define PAYLOAD(doses) "{\"ver\":\"1.3.0\",\"v\":[{\"co\":\"CZ\",\"dn\":" doses ",\"sd\":2}]}"
#define ARRAY          "[" PAYLOAD("1") "," PAYLOAD("2") "]"
/* Judges for a country that has no rules. */
#define ELSEWHERE "{\"payload\":" PAYLOAD("1") ",\"external\":{\"countryCode\":\"XX\"}}\n"
#define LINES                                                                                      \
    "{\"id\":\"one\",\"payload\":" PAYLOAD("1") ",\"external\":{\"validationClock\":"              \
                                                "\"2022-01-16T00:00:00Z\"}}\n" PAYLOAD(            \
                                                    "2") "\n{\"broken\n" PAYLOAD("0") "\n"

static void put_packed(void)
{
    bytes out;
    z_stream stream = {.zalloc = NULL};
    static char lines[] = LINES;
    ck_assert_int_eq(deflateInit2(&stream, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
    stream.next_in = (unsigned char *)lines;
    stream.avail_in = sizeof lines - 1;
    stream.next_out = (unsigned char *)out.data;
    stream.avail_out = ROOM;
    ck_assert_int_eq(deflate(&stream, Z_FINISH), Z_STREAM_END);
    size_t length = stream.total_out;
    deflateEnd(&stream);
    memcpy(out.data + length, out.data, length); /* two members */
    put("in.gz", out.data, 2 * length);
    put("in.zst", out.data, ZSTD_compress(out.data, ROOM, lines, sizeof lines - 1, 3));
}

/* Lines with one among them that is larger than a block, and an array that ends early before a long
 * rest. */
static void put_long(void)
{
    enum { LONG = 140000 }; /* more than a block */
    static const char last[] = "1]\n" LINES;
    static char text[LONG];
    size_t length = (size_t)snprintf(text, LONG, "%s%s", LINES, ELSEWHERE);
    memset(text + length, ' ', LONG - length);
    text[length] = '[';
    memcpy(text + LONG - strlen(last), last, strlen(last));
    put("in.ndjson", text, LONG);
    memset(text, 'x', LONG);
    length = (size_t)snprintf(text, LONG, "[%s,%s", PAYLOAD("1"), PAYLOAD("2"));
    text[length] = 'x';
    put("in.json", text, LONG);
}

/* The same few payloads in every format. */
static void put_inputs(void)
{
    static const char cbor[] = "\xA1\x61\x76\x81\xA1\x62\x64\x6E\x02\xA1\x61\x76\x80\x01";
    put("in.ndjson", LINES ELSEWHERE, strlen(LINES ELSEWHERE));
    put("in.json", ARRAY, strlen(ARRAY));
    put("in.cbor", cbor, sizeof cbor - 1);
    put("in.hc1", "HC1:\nHC1:6BF\n", 13);
    put_packed();
}

/* ---- Jobs -------------------------------------------------------------------------------------- */

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
    only_system = fast_clock = false;
    signal_instead = 0;
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
        if (__real_lseek(STDIN_FILENO, 0, SEEK_SET) != 0)
            abort(); /* Check requests memory */
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
        return signal_instead != 0 ? result->signal == signal_instead : faults.error == EINTR;
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

/* Runs the job with each call failing, starting from the state that `prepare` makes. Repeated, the
 * job must write the whole output. Returns how many runs were not done. */
static size_t at_every_call(void (*prepare)(void), const bytes *whole)
{
    size_t failed = 0;
    faults.refused = 1;
    for (size_t k = 0; faults.refused > 0; k++) {
        prepare();
        faults_arm(k);
        cl_batch_result result = run(1, false);
        faults.armed = false;
        check_end(&result, whole);
        failed += result.end != CL_BATCH_DONE;
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

/* A job that ended at its second fault, after the first input. */
static bytes part, part_checkpoint;

static void put_part(void)
{
    remove_outputs();
    put("out", part.data, part.length);
    put("checkpoint", part_checkpoint.data, part_checkpoint.length);
}

static void make_part(void)
{
    has_checkpoint = true;
    max_faults = 1;
    cl_batch_result result = run(1, false);
    ck_assert_int_eq(result.end, CL_BATCH_FAULTS);
    max_faults = UINT64_MAX;
    part = contents("out");
    part_checkpoint = contents("checkpoint");
    ck_assert_uint_gt(part.length, 0);
}

START_TEST(every_call_fails_in_going_on)
{
    put_long();
    bytes whole = undisturbed(LONG_RECORDS);
    make_part();
    faults.error = EIO;
    ck_assert_uint_gt(at_every_call(put_part, &whole), 50);
}
END_TEST

/* Only the system refuses in other ways and sends signals. */
START_TEST(every_call_of_the_system_fails_otherwise)
{
    static const int errors[] = {EINTR, EACCES, EAGAIN, ENOENT, EINVAL};
    bytes whole = undisturbed(RECORDS);
    make_part();
    only_system = true;
    faults.error = errors[_i];
    ck_assert_uint_gt(at_every_call(put_part, &whole), 10);
}
END_TEST

START_TEST(a_signal_comes_at_every_call)
{
    bytes whole = undisturbed(RECORDS);
    make_part();
    only_system = true;
    signal_instead = _i == 0 ? SIGTERM : SIGINT;
    ck_assert_uint_gt(at_every_call(put_part, &whole), 10);
}
END_TEST

/* A process that ignores a signal is not stopped by it. */
START_TEST(a_signal_that_is_ignored_stops_nothing)
{
    static const int signals[] = {SIGINT, SIGTERM};
    bytes whole = undisturbed(RECORDS);
    for (size_t i = 0; i < 2; i++) {
        signal(signals[i], SIG_IGN);
        signal_instead = signals[i];
        only_system = true;
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
    make_part();
    faults.error = EIO;
    size_t failed = at_every_call(put_part, &whole);
    ck_assert(dup2(kept, STDIN_FILENO) >= 0);
    close(kept);
    close(fd);
    ck_assert_uint_gt(failed, 20);
}
END_TEST

START_TEST(progress_is_shown_as_time_passes)
{
    bytes shown = {.length = 0};
    fflush(stderr);
    int kept = dup(STDERR_FILENO);
    int fd = open(in_folder("in.hc1"), O_RDWR);
    ck_assert(kept >= 0 && fd >= 0);
    input_count = 5;
    ck_assert(dup2(fd, STDERR_FILENO) >= 0 && ftruncate(fd, 0) == 0);
    fast_clock = true;
    cl_batch_result result = run(1, true);
    fast_clock = false;
    ck_assert(dup2(kept, STDERR_FILENO) >= 0);
    close(kept);
    close(fd);
    ck_assert_int_eq(result.end, CL_BATCH_DONE);
    shown = contents("in.hc1");
    ck_assert_ptr_nonnull(strstr(shown.data, " records, "));
    ck_assert_ptr_nonnull(strstr(shown.data, " left; "));
    ck_assert_str_eq(shown.data + shown.length - 4, "\r\033[K");
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
    tcase_add_loop_test(all, every_call_of_the_system_fails_otherwise, 0, 5);
    tcase_add_loop_test(all, a_signal_comes_at_every_call, 0, 2);
    tcase_add_test(all, every_call_fails_in_going_on_with_standard_input);
    tcase_add_test(all, a_signal_that_is_ignored_stops_nothing);
    tcase_add_test(all, comparing_what_is_not_signed);
    tcase_add_test(all, files_of_high_numbers);
    tcase_add_test(all, progress_is_shown_as_time_passes);
    return unit_run();
}
