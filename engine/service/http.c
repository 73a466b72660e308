/* http.c — the server on libmicrohttpd. */
#include "service/http.h"

#include <microhttpd.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/limits.h"
#include "service/dump.h"
#include "service/fault.h"

enum {
    INACTIVE_SECONDS = 10,    /* a connection on which nothing arrives is closed */
    MOST_CONNECTIONS = 4096,  /* more wait in the queue of the system */
    MOST_OF_ONE_PEER = 1024,  /* connections from one address */
    HEADERS_ROOM = 32 * 1024, /* bytes of memory for the headers of a request */
    MOST_PASSED_OVER = 8,     /* times CL_MAX_REQUEST: a longer body is not read to its end */
    DRAIN_STEP_MS = 20
};

struct cl_server {
    struct MHD_Daemon *daemon;
    cl_server_options options;
    atomic_size_t held; /* bytes of all bodies that are kept */
};

/* A request that is being received. */
typedef struct receiving {
    const cl_http_route *route; /* NULL: no such path */
    cl_buffer body;
    size_t received; /* bytes of the body so far */
    size_t held;     /* bytes of it that are kept */
    bool crowded;    /* the bodies of all requests are too large together */
    struct timespec began;
} receiving;

/* ---- Responses ------------------------------------------------------------------------------- */

static const char json_media[] = "application/json";
static const char problem_media[] = "application/problem+json";

static void respond(cl_http_response *response, unsigned status, const char *type, char *body,
                    size_t length)
{
    *response = (cl_http_response){.status = status, .type = type, .body = body, .length = length};
}

/* Answers that memory ran out, without any allocation but the copy of the text. */
static void respond_no_memory(cl_http_response *response)
{
    static const char text[] =
        "{\"type\":\"about:blank\",\"title\":\"Internal Server Error\",\"status\":500,"
        "\"detail\":\"memory ran out\",\"code\":\"memory\"}";
    char *copy = malloc(sizeof text);
    if (copy != NULL)
        memcpy(copy, text, sizeof text);
    respond(response, MHD_HTTP_INTERNAL_SERVER_ERROR, problem_media, copy, sizeof text - 1);
}

static void respond_value(cl_http_response *response, unsigned status, const char *type,
                          json_t *value)
{
    cl_buffer text;
    cl_buffer_init(&text);
    bool dumped = cl_dump(value, &text);
    json_decref(value);
    if (dumped) {
        respond(response, status, type, text.data, text.length);
    } else {
        cl_buffer_free(&text);
        respond_no_memory(response);
    }
}

void cl_respond_json(cl_http_response *response, unsigned status, json_t *value)
{
    respond_value(response, status, json_media, value);
}

void cl_respond_problem(cl_http_response *response, unsigned status, const certlogic_error *error)
{
    json_t *problem = json_pack("{s:s, s:s, s:i, s:s, s:s}", "type", "about:blank", "title",
                                MHD_get_reason_phrase_for(status), "status", (int)status, "detail",
                                error->message, "code", error->code);
    if (problem != NULL && error->at[0] != '\0' &&
        json_object_set_new(problem, "at", json_string(error->at)) != 0) {
        json_decref(problem);
        problem = NULL;
    }
    respond_value(response, status, problem_media, problem);
}

void cl_respond_text(cl_http_response *response, const char *type, cl_buffer *text)
{
    if (text->failed || text->data == NULL) {
        cl_buffer_free(text);
        respond_no_memory(response);
        return;
    }
    respond(response, MHD_HTTP_OK, type, text->data, text->length);
}

static void refuse(cl_http_response *response, unsigned status, const char *message)
{
    certlogic_error error;
    cl_service_fault(&error, "usage", "%s", message);
    cl_respond_problem(response, status, &error);
}

/* ---- Requests -------------------------------------------------------------------------------- */

const char *cl_http_argument(const cl_http_request *request, const char *name)
{
    return MHD_lookup_connection_value(request->connection, MHD_GET_ARGUMENT_KIND, name);
}

static const cl_http_route *find_route(const cl_server *server, const char *path)
{
    for (const cl_http_route *route = server->options.routes; route->path != NULL; route++) {
        if (strcmp(route->path, path) == 0)
            return route;
    }
    return NULL;
}

static bool is_get(const char *method)
{
    return strcmp(method, MHD_HTTP_METHOD_GET) == 0 || strcmp(method, MHD_HTTP_METHOD_HEAD) == 0;
}

/* Returns true for a content type that may be JSON. A form is one because `curl -d` says so. */
static bool is_json(const char *type)
{
    static const char *const types[] = {"application/json", "application/x-www-form-urlencoded"};
    if (type == NULL)
        return true;
    size_t length = strcspn(type, "; \t");
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        if (length == strlen(types[i]) && strncmp(type, types[i], length) == 0)
            return true;
    }
    return false;
}

/* Returns the methods of a route, for the header Allow. */
static const char *allowed(const cl_http_route *route)
{
    if (route->post == NULL)
        return "GET, HEAD, OPTIONS";
    return route->get == NULL ? "POST, OPTIONS" : "GET, HEAD, POST, OPTIONS";
}

/* Answers a request that is complete. */
static void answer(const cl_server *server, struct MHD_Connection *connection, const char *path,
                   const char *method, const receiving *r, cl_http_response *response)
{
    const cl_http_request request = {
        .path = path, .body = cl_buffer_bytes(&r->body), .connection = connection};
    const char *type = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                                   MHD_HTTP_HEADER_CONTENT_TYPE);
    bool post = strcmp(method, MHD_HTTP_METHOD_POST) == 0;
    if (r->route == NULL)
        refuse(response, MHD_HTTP_NOT_FOUND, "there is nothing at this path");
    else if (strcmp(method, MHD_HTTP_METHOD_OPTIONS) == 0)
        respond(response, MHD_HTTP_NO_CONTENT, NULL, calloc(1, 1), 0);
    else if (is_get(method) ? r->route->get == NULL : !post || r->route->post == NULL)
        refuse(response, MHD_HTTP_METHOD_NOT_ALLOWED, "this path does not take this method");
    else if (r->received > CL_MAX_REQUEST)
        refuse(response, MHD_HTTP_CONTENT_TOO_LARGE, "the body is longer than 1 MiB");
    else if (post && !is_json(type))
        refuse(response, MHD_HTTP_UNSUPPORTED_MEDIA_TYPE,
               "the body must be JSON, of content type application/json");
    else if (r->crowded)
        refuse(response, MHD_HTTP_SERVICE_UNAVAILABLE, "too much is being received at once");
    else if (r->body.failed)
        respond_no_memory(response);
    else
        (post ? r->route->post : r->route->get)(server->options.self, &request, response);
}

static enum MHD_Result send_response(struct MHD_Connection *connection, const cl_http_route *route,
                                     const cl_http_response *response)
{
    struct MHD_Response *message;
    if (response->body == NULL)
        return MHD_NO;
    message = MHD_create_response_from_buffer(response->length, response->body,
                                              MHD_RESPMEM_MUST_FREE);
    if (message == NULL) {
        free(response->body);
        return MHD_NO;
    }
    if (response->type != NULL)
        MHD_add_response_header(message, MHD_HTTP_HEADER_CONTENT_TYPE, response->type);
    if (route != NULL && (response->status == MHD_HTTP_NO_CONTENT ||
                          response->status == MHD_HTTP_METHOD_NOT_ALLOWED))
        MHD_add_response_header(message, MHD_HTTP_HEADER_ALLOW, allowed(route));
    MHD_add_response_header(message, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(message, "X-Content-Type-Options", "nosniff");
    enum MHD_Result queued = MHD_queue_response(connection, response->status, message);
    MHD_destroy_response(message);
    return queued;
}

static double since(const struct timespec *began)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - began->tv_sec) + (double)(now.tv_nsec - began->tv_nsec) * 1e-9;
}

static void drop_body(cl_server *server, receiving *r)
{
    atomic_fetch_sub(&server->held, r->held);
    r->held = 0;
    cl_buffer_free(&r->body);
}

/* Keeps a part of the body. Of a body that is too long nothing is kept, so that it can be refused
 * when it ends. Returns false if it is so long that the connection is closed. */
static bool receive(cl_server *server, receiving *r, const char *bytes, size_t length)
{
    r->received += length;
    if (r->received <= CL_MAX_REQUEST && !r->crowded) {
        r->held += length;
        r->crowded = atomic_fetch_add(&server->held, length) + length > CL_MAX_REQUESTS;
    }
    if (r->received <= CL_MAX_REQUEST && !r->crowded)
        cl_buffer_add(&r->body, bytes, length);
    else
        drop_body(server, r);
    return r->received <= (size_t)MOST_PASSED_OVER * CL_MAX_REQUEST;
}

static receiving *begin(const cl_server *server, const char *path)
{
    receiving *r = calloc(1, sizeof *r);
    if (r == NULL)
        return NULL;
    cl_buffer_init(&r->body);
    r->route = find_route(server, path);
    clock_gettime(CLOCK_MONOTONIC, &r->began);
    return r;
}

/* libmicrohttpd calls this once for the headers, once for each part of the body, and once when the
 * request is complete. */
static enum MHD_Result take(void *self, struct MHD_Connection *connection, const char *path,
                            const char *method, const char *version, const char *bytes,
                            size_t *length, void **state)
{
    cl_server *server = self;
    receiving *r = *state;
    (void)version;
    if (r == NULL) {
        *state = begin(server, path);
        return *state != NULL ? MHD_YES : MHD_NO;
    }
    if (*length > 0) {
        bool go_on = receive(server, r, bytes, *length);
        *length = 0;
        return go_on ? MHD_YES : MHD_NO;
    }
    cl_http_response response;
    answer(server, connection, path, method, r, &response);
    server->options.answered(server->options.self, r->route, response.status, since(&r->began));
    return send_response(connection, r->route, &response);
}

static void forget(void *self, struct MHD_Connection *connection, void **state,
                   enum MHD_RequestTerminationCode code)
{
    receiving *r = *state;
    (void)connection;
    (void)code;
    if (r != NULL)
        drop_body(self, r);
    free(r);
    *state = NULL;
}

/* Resolves the escapes of a path or an argument. One that contains %00 stays as it is, because its
 * meaning would end at the NUL. */
static size_t unescape(void *self, struct MHD_Connection *connection, char *text)
{
    (void)self;
    (void)connection;
    return strstr(text, "%00") != NULL ? strlen(text) : MHD_http_unescape(text);
}

/* ---- The server ------------------------------------------------------------------------------ */

cl_server *cl_server_start(const cl_server_options *options, certlogic_error *error)
{
    cl_server *server = malloc(sizeof *server);
    if (server == NULL) {
        cl_service_fault(error, "memory", "memory ran out");
        return NULL;
    }
    server->options = *options;
    atomic_init(&server->held, 0);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, take, server, MHD_OPTION_LISTEN_SOCKET,
        options->socket, MHD_OPTION_THREAD_POOL_SIZE, options->threads, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)MOST_CONNECTIONS + options->threads, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)MOST_OF_ONE_PEER, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)INACTIVE_SECONDS,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HEADERS_ROOM, MHD_OPTION_NOTIFY_COMPLETED,
        forget, server, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, unescape,
        NULL, MHD_OPTION_END);
    if (server->daemon != NULL)
        return server;
    free(server);
    cl_service_fault(error, "io", "the HTTP server cannot start");
    return NULL;
}

static bool has_connections(struct MHD_Daemon *daemon)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(daemon,
                                                           MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info != NULL && info->num_connections > 0;
}

void cl_server_stop(cl_server *server, unsigned seconds)
{
    if (server == NULL)
        return;
    MHD_socket socket = MHD_quiesce_daemon(server->daemon);
    const struct timespec step = {.tv_nsec = DRAIN_STEP_MS * 1000000L};
    for (unsigned waited = 0;
         has_connections(server->daemon) && waited < seconds * 1000 / DRAIN_STEP_MS; waited++)
        nanosleep(&step, NULL);
    MHD_stop_daemon(server->daemon);
    if (socket != MHD_INVALID_SOCKET)
        close(socket);
    free(server);
}
