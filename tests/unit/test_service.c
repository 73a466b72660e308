/* test_service.c — the handlers of the service without connections: each allocation of the engine and
 * of jansson fails, and every answer is whole or says that memory ran out; the sets that may replace
 * another; the addresses on which the service can listen. */
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

#include "service/fault.h"
#include "service/handlers.h"
#include "service/listen.h"
#include "support_certs.h"
#include "support_faults.h"

FAULTY(void *, malloc, (size_t size), (size), NULL)
FAULTY(void *, calloc, (size_t count, size_t size), (count, size), NULL)
FAULTY(void *, realloc, (void *block, size_t size), (block, size), NULL)

static long live; /* blocks of jansson */

static void *jansson_malloc(size_t size)
{
    void *block = faults_refuse("jansson") ? NULL : malloc(size);
    live += block != NULL;
    return block;
}

static void jansson_free(void *block)
{
    live -= block != NULL;
    free(block);
}

static cl_service service;
static cl_service_options options;
static const char *rules[2], *keys[2];

/* A service with one folder of rules and the keys of the tests. */
static void set_up(void)
{
    certlogic_error error;
    rules[0] = given_text("%s/rules/CZ/VR-CZ-0002", top_srcdir());
    keys[0] = given_text("%s/tests/certs/keys", top_srcdir());
    options = (cl_service_options){
        .rules = rules, .trust = keys, .allow_clock = true, .allow_unsigned = true};
    json_set_alloc_funcs(jansson_malloc, jansson_free);
    service.options = &options;
    service.place.set = cl_active_load(&options, &error);
    ck_assert_msg(service.place.set != NULL, "%s", error.message);
    ck_assert_int_eq(pthread_mutex_init(&service.place.lock, NULL), 0);
    ck_assert_int_eq(pthread_key_create(&service.worker, NULL), 0);
}

static void tear_down(void)
{
    cl_worker *worker = pthread_getspecific(service.worker);
    if (worker != NULL)
        cl_worker_end(worker);
    free(worker);
    pthread_setspecific(service.worker, NULL);
    pthread_key_delete(service.worker);
    cl_active_release(service.place.set);
    ck_assert_int_eq(live, 0);
}

/* ---- Answers --------------------------------------------------------------------------------- */

/* What is asked, and the whole answer to it. */
static cl_http_handler *handler;
static const char *body;
static cl_http_response whole;

static cl_http_response ask(void)
{
    cl_http_response response;
    const cl_http_request request = {
        .path = "", .body = {.at = (const unsigned char *)body, .length = strlen(body)}};
    handler(&service, &request, &response);
    return response;
}

/* The handler allocates for a worker that is not made yet. */
static void forget_worker(void)
{
    cl_worker *worker = pthread_getspecific(service.worker);
    if (worker != NULL)
        cl_worker_end(worker);
    free(worker);
    pthread_setspecific(service.worker, NULL);
}

/* Returns true if the answer is the whole one. Any other must be the one for memory. */
static bool answer_wholly(void)
{
    forget_worker();
    cl_http_response response = ask();
    bool is_whole = response.status == whole.status && response.body != NULL &&
                    response.length == whole.length &&
                    memcmp(response.body, whole.body, whole.length) == 0;
    if (!is_whole && response.body != NULL) {
        ck_assert_uint_eq(response.status, 500);
        ck_assert_ptr_nonnull(strstr(response.body, "memory ran out"));
        ck_assert_str_eq(response.type, "application/problem+json");
    }
    free(response.body);
    return is_whole;
}

START_TEST(memory_runs_out_in_an_answer)
{
    const char *text = given_certs_file("good-vaccination.txt", NULL);
    const char *clock = "\"clock\":\"2022-01-15\"";
    const struct {
        cl_http_handler *handler;
        const char *body;
        unsigned status;
        size_t least; /* failures that are seen */
    } rows[] = {
        {cl_handle_verify,
         given_text("{\"hcert\":\"%.*s\",\"country\":\"CZ\",%s,\"fields\":true}",
                    (int)strcspn(text, "\n"), text, clock),
         200, 50},
        {cl_handle_verify,
         given_text(
             "{\"hcert\":\"%.*s\",\"country\":[\"CZ\",\"CZ\"],%s,\"holder\":{\"fnt\":\"X\"}}",
             (int)strcspn(text, "\n"), text, clock),
         200, 50},
        {cl_handle_verify,
         given_text("{\"payload\":{\"ver\":\"1.3.0\"},\"country\":\"CZ\",%s}", clock), 200, 30},
        {cl_handle_verify, given_text("{\"hcert\":\"x\",\"country\":\"XX\",%s}", clock), 400, 20},
        {cl_handle_verify, "{\"hcert\":\"x\",\"contry\":\"CZ\"}", 400, 20},
        {cl_handle_decode, given_text("{\"hcert\":\"%.*s\"}", (int)strcspn(text, "\n"), text), 200,
         50},
        {cl_handle_rules, "", 200, 20},
        {cl_handle_ready, "", 200, 10},
        {cl_handle_health, "", 200, 3},
        {cl_handle_metrics, "", 200, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        handler = rows[i].handler;
        body = rows[i].body;
        whole = ask();
        ck_assert_uint_eq(whole.status, rows[i].status);
        size_t failed = faults_at_every_call(answer_wholly, true);
        ck_assert_msg(failed >= rows[i].least, "row %zu: %zu failures", i, failed);
        free(whole.body);
    }
}
END_TEST

/* ---- Sets ------------------------------------------------------------------------------------ */

static bool load(void)
{
    certlogic_error error;
    cl_active *set = cl_active_load(&options, &error);
    if (set == NULL)
        ck_assert_str_eq(error.code, "memory");
    cl_active_release(set);
    return set != NULL;
}

START_TEST(memory_runs_out_in_loading)
{
    size_t failed = 0;
    ck_assert(load());
    faults.refused = 1;
    for (size_t k = 0; faults.refused > 0; k++) {
        faults_arm(k);
        failed += !load();
        faults.armed = false;
    }
    ck_assert_uint_gt(failed, 100);
}
END_TEST

/* A set may be replaced by one that has lost no more and has rules for the same certificates. */
START_TEST(a_set_that_is_worse_replaces_none)
{
    certlogic_error error;
    const char *lost[] = {given_text("%s/tests/golden/verify-broken/rules", top_srcdir()), NULL};
    const cl_service_options broken = {.rules = lost, .keep_going = true};
    cl_active *worse = cl_active_load(&broken, &error);
    ck_assert_msg(worse != NULL, "%s", error.message);
    ck_assert(cl_active_may_replace(worse, worse, &error));
    ck_assert(!cl_active_may_replace(worse, service.place.set, &error));
    ck_assert_str_eq(error.code, "rules-incomplete");
    ck_assert_ptr_nonnull(strstr(error.message, " rules or value sets are lost, 0 before"));
    ck_assert(!cl_active_may_replace(service.place.set, worse, &error));
    ck_assert_str_eq(error.message,
                     "XH has no acceptance rule for certificates of type Vaccination any more");
    ck_assert(!cl_active_may_replace(service.place.set, worse, NULL));
    cl_active_release(worse);
}
END_TEST

/* ---- Sockets --------------------------------------------------------------------------------- */

FAULTY(int, socket, (int domain, int type, int protocol), (domain, type, protocol), -1)
FAULTY(int, listen, (int fd, int most), (fd, most), -1)
FAULTY(int, getsockname, (int fd, struct sockaddr *address, socklen_t *length),
       (fd, address, length), -1)

static bool open_one(void)
{
    certlogic_error error;
    char address[CL_ADDRESS];
    int fd = cl_listen("127.0.0.1:0", address, &error);
    if (fd < 0) {
        ck_assert_str_eq(error.code, "io");
        return false;
    }
    ck_assert_int_eq(strncmp(address, "127.0.0.1:", 10), 0);
    close(fd);
    return true;
}

START_TEST(addresses)
{
    certlogic_error error;
    char address[CL_ADDRESS], again[CL_ADDRESS];
    static const char *const wrong[] = {"", ":1", "[]:1", "[::1]", "127.0.0.1:12345678", "a:1"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_int_eq(cl_listen(wrong[i], address, &error), -1);
        ck_assert_str_eq(error.code, "usage");
    }
    int fd = cl_listen("[::1]:0", address, &error);
    if (fd >= 0)
        ck_assert_int_eq(strncmp(address, "[::1]:", 6), 0);
    close(fd);
    fd = cl_listen("127.0.0.1:0", address, &error);
    ck_assert_int_ge(fd, 0);
    ck_assert_int_eq(cl_listen(address, again, &error), -1);
    ck_assert_str_eq(error.code, "io");
    close(fd);
    faults.error = EMFILE;
    for (size_t k = 0; k < 3; k++) {
        faults_arm(k);
        ck_assert(!open_one() || faults.refused == 0);
        faults.armed = false;
    }
}
END_TEST

/* A status that HTTP does not have counts as none; an error without a place to put it is ignored. */
START_TEST(odd_counts)
{
    cl_metrics_answer(&service.metrics, 0, 700, 2);
    ck_assert_uint_eq(atomic_load(&service.metrics.requests[0][0]), 1);
    ck_assert_uint_eq(atomic_load(&service.metrics.buckets[CL_METRICS_BUCKETS]), 1);
    ck_assert(!cl_service_fault(NULL, "usage", "nobody reads this"));
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("service");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, memory_runs_out_in_an_answer);
    tcase_add_test(tests, memory_runs_out_in_loading);
    tcase_add_test(tests, a_set_that_is_worse_replaces_none);
    tcase_add_test(tests, addresses);
    tcase_add_test(tests, odd_counts);
    return unit_run();
}
