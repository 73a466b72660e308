/* handlers.h — the handlers of the service, and what they share.
 *
 * Input: requests. Output: responses. */
#ifndef CL_SERVICE_HANDLERS_H
#define CL_SERVICE_HANDLERS_H

#include "service/http.h"
#include "service/metrics.h"
#include "service/worker.h"

typedef struct cl_service {
    const cl_service_options *options;
    cl_active_place place;
    cl_metrics metrics;
    pthread_key_t worker; /* the cl_worker of a thread */
} cl_service;

/* The paths of the service. The last row has no path. */
extern const cl_http_route cl_routes[];

/* Returns: the worker of this thread, with the active set; NULL with `memory`. */
cl_worker *cl_service_worker(cl_service *service, certlogic_error *error);

cl_http_handler cl_handle_verify;  /* POST /v1/verify */
cl_http_handler cl_handle_decode;  /* POST /v1/decode */
cl_http_handler cl_handle_rules;   /* GET /v1/rules */
cl_http_handler cl_handle_health;  /* GET /healthz: the process answers */
cl_http_handler cl_handle_ready;   /* GET /readyz: what it answers with */
cl_http_handler cl_handle_metrics; /* GET /metrics */

/* Writes a time as in "2022-12-31T00:00:00Z". */
enum { CL_MOMENT = 25 };
void cl_moment(time_t time, char text[CL_MOMENT]);

/* Returns: the revisions of a set, {"rules", "trust"}; NULL if memory ran out. */
json_t *cl_revision(const cl_active *set);

#endif
