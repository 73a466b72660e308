/* http.h — receives requests and sends responses, on libmicrohttpd.
 *
 * Input: connections. Output: for each request one call of the handler of its path. Bodies are
 * bounded by CL_MAX_REQUEST; methods, content types and OPTIONS are handled here. It must not know
 * what handlers compute. */
#ifndef CL_SERVICE_HTTP_H
#define CL_SERVICE_HTTP_H

#include <stddef.h>

#include <jansson.h>

#include "base/buffer.h"
#include "certlogic.h"

/* A request whose body is complete. It belongs to the server, and lives until it is answered. */
typedef struct cl_http_request {
    const char *path;
    cl_bytes body;
    void *connection; /* for cl_http_argument */
} cl_http_request;

/* A response. Exactly one of the functions below fills it. */
typedef struct cl_http_response {
    unsigned status;
    const char *type; /* Content-Type */
    char *body;       /* owned, by malloc; NULL: memory ran out */
    size_t length;
} cl_http_response;

/* Answers a request. */
typedef void cl_http_handler(void *self, const cl_http_request *request,
                             cl_http_response *response);

/* What can be asked. A row without a handler for a method refuses that method. */
typedef struct cl_http_route {
    const char *path;
    cl_http_handler *get; /* HEAD too */
    cl_http_handler *post;
} cl_http_route;

/* Called once for each response that is sent. */
typedef void cl_answered(void *self, const cl_http_route *route, unsigned status, double seconds);

typedef struct cl_server_options {
    int socket; /* listens; the server closes it */
    unsigned threads;
    const cl_http_route *routes; /* the last has path NULL */
    void *self;                  /* is handed to handlers */
    cl_answered *answered;
} cl_server_options;

typedef struct cl_server cl_server;

/* Starts to serve.
 * Returns: the server; NULL with `io` or `memory`. The socket is then still open. */
cl_server *cl_server_start(const cl_server_options *options, certlogic_error *error);

/* Takes no new connection, waits until the open ones are answered or `seconds` have passed, and
 * ends. `server` may be NULL. */
void cl_server_stop(cl_server *server, unsigned seconds);

/* Returns: an argument of the query (?name=value), or NULL. It lives as long as the request. */
const char *cl_http_argument(const cl_http_request *request, const char *name);

/* Answers with JSON. Takes over one reference to `value`; NULL is the status 500 for `memory`. */
void cl_respond_json(cl_http_response *response, unsigned status, json_t *value);

/* Answers with a problem document (RFC 9457): title and status by the status, detail, code and
 * place by the error. */
void cl_respond_problem(cl_http_response *response, unsigned status, const certlogic_error *error);

/* Answers with text. Takes over the text of the buffer. */
void cl_respond_text(cl_http_response *response, const char *type, cl_buffer *text);

#endif
