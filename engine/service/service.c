/* service.c — runs the service: the socket, the signals, the log. */
#include "service/service.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "service/dump.h"
#include "service/fault.h"
#include "service/handlers.h"
#include "service/listen.h"

enum { DRAIN_SECONDS = 10 };

const cl_http_route cl_routes[] = {
    {"/v1/verify", NULL, cl_handle_verify},
    {"/v1/decode", NULL, cl_handle_decode},
    {"/v1/rules", cl_handle_rules, NULL},
    {"/healthz", cl_handle_health, NULL},
    {"/readyz", cl_handle_ready, NULL},
    {"/metrics", cl_handle_metrics, NULL},
    {NULL, NULL, NULL},
};

/* ---- The log --------------------------------------------------------------------------------- */

/* Writes one line {"time", "event", …}. Takes over `more`, an object or NULL. */
static void write_log(FILE *log, const char *event, json_t *more)
{
    char now[CL_MOMENT];
    cl_moment(time(NULL), now);
    json_t *line = json_pack("{s:s, s:s}", "time", now, "event", event);
    if (line != NULL && more != NULL)
        json_object_update(line, more);
    cl_buffer text;
    cl_buffer_init(&text);
    fprintf(log, "%s\n", cl_dump(line, &text) ? cl_buffer_text(&text) : "{\"event\":\"memory\"}");
    fflush(log);
    cl_buffer_free(&text);
    json_decref(line);
    json_decref(more);
}

static void log_set(FILE *log, const char *event, const cl_active *set)
{
    json_t *counts = json_pack("{s:I, s:I, s:I}", "rules",
                               (json_int_t)certlogic_rules_count(set->rules), "lost",
                               (json_int_t)certlogic_rules_lost_count(set->rules), "signers",
                               (json_int_t)certlogic_trust_count(set->trust));
    write_log(log, event, cl_with(counts, "revision", cl_revision(set)));
}

/* ---- Threads --------------------------------------------------------------------------------- */

static void end_worker(void *self)
{
    cl_worker_end(self);
    free(self);
}

cl_worker *cl_service_worker(cl_service *service, certlogic_error *error)
{
    cl_worker *worker = pthread_getspecific(service->worker);
    if (worker == NULL) {
        worker = calloc(1, sizeof *worker);
        if (worker == NULL || pthread_setspecific(service->worker, worker) != 0) {
            free(worker);
            cl_service_fault(error, "memory", "memory ran out");
            return NULL;
        }
    }
    return cl_worker_begin(worker, &service->place, service->options, error) ? worker : NULL;
}

static void count_answer(void *self, const cl_http_route *route, unsigned status, double seconds)
{
    cl_service *service = self;
    size_t index = 0;
    while (cl_routes[index].path != NULL && &cl_routes[index] != route)
        index++;
    cl_metrics_answer(&service->metrics, index, status, seconds);
}

/* ---- Signals --------------------------------------------------------------------------------- */

/* Loads rules and signers again. If they are refused, the active ones stay. */
static void reload(cl_service *service, FILE *log)
{
    certlogic_error error;
    cl_active *next = cl_active_load(service->options, &error);
    if (next != NULL && cl_active_may_replace(next, service->place.set, &error)) {
        cl_active_replace(&service->place, next);
        atomic_fetch_add(&service->metrics.reloads, 1);
        log_set(log, "reloaded", next);
        return;
    }
    cl_active_release(next);
    atomic_fetch_add(&service->metrics.refused_reloads, 1);
    write_log(
        log, "refused",
        json_pack("{s:s, s:s, s:s}", "code", error.code, "at", error.at, "message", error.message));
}

/* Blocks the signals that the service waits for. `former` is restored at the end. A client or a
 * reader of the log that goes away must not end the service. */
static void block_signals(sigset_t *waited, sigset_t *former)
{
    sigemptyset(waited);
    sigaddset(waited, SIGHUP);
    sigaddset(waited, SIGINT);
    sigaddset(waited, SIGTERM);
    pthread_sigmask(SIG_BLOCK, waited, former);
    signal(SIGPIPE, SIG_IGN);
}

static void wait_for_end(cl_service *service, const sigset_t *waited, FILE *log)
{
    int signal = 0;
    while (sigwait(waited, &signal) == 0 && signal == SIGHUP)
        reload(service, log);
}

/* ---- Running --------------------------------------------------------------------------------- */

static bool serve(cl_service *service, const sigset_t *waited, FILE *log, certlogic_error *error)
{
    const cl_service_options *o = service->options;
    char address[CL_ADDRESS];
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    int socket = cl_listen(o->listen, address, error);
    if (socket < 0)
        return false;
    const cl_server_options server_options = {.socket = socket,
                                              .threads = o->threads > 0   ? o->threads
                                                         : processors > 0 ? (unsigned)processors
                                                                          : 1,
                                              .routes = cl_routes,
                                              .self = service,
                                              .answered = count_answer};
    cl_server *server = cl_server_start(&server_options, error);
    if (server == NULL) {
        close(socket);
        return false;
    }
    log_set(log, "loaded", service->place.set);
    write_log(log, "listening", json_pack("{s:s}", "address", address));
    wait_for_end(service, waited, log);
    write_log(log, "stopping", NULL);
    cl_server_stop(server, DRAIN_SECONDS);
    write_log(log, "stopped", NULL);
    return true;
}

bool cl_service_run(const cl_service_options *options, FILE *log, certlogic_error *error)
{
    static cl_service service;
    sigset_t waited, former;
    memset(&service, 0, sizeof service);
    service.options = options;
    service.place.set = cl_active_load(options, error);
    if (service.place.set == NULL)
        return false;
    if (pthread_mutex_init(&service.place.lock, NULL) != 0 ||
        pthread_key_create(&service.worker, end_worker) != 0) {
        cl_active_release(service.place.set);
        return cl_service_fault(error, "memory", "memory ran out");
    }
    block_signals(&waited, &former);
    bool served = serve(&service, &waited, log, error);
    pthread_sigmask(SIG_SETMASK, &former, NULL);
    pthread_key_delete(service.worker);
    pthread_mutex_destroy(&service.place.lock);
    cl_active_release(service.place.set);
    return served;
}
