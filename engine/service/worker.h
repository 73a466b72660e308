/* worker.h — what one thread needs for its requests: a decoder and an evaluator of the active set.
 *
 * A worker follows the active set: it makes decoder and evaluator again when it finds another set.
 * A thread that answers no request keeps the set of its last one. */
#ifndef CL_SERVICE_WORKER_H
#define CL_SERVICE_WORKER_H

#include "service/active.h"

typedef struct cl_worker {
    cl_active *set; /* held */
    certlogic_decoder *decoder;
    certlogic_evaluator *evaluator;
    certlogic_certificate *certificate; /* the memory of the last one is used again */
} cl_worker;

/* Makes `worker` use the active set.
 * Returns: false with `memory`; the worker is then empty.
 * Threads: one at a time for one worker. */
bool cl_worker_begin(cl_worker *worker, cl_active_place *place, const cl_service_options *options,
                     certlogic_error *error);

/* Frees what a worker holds. The worker is empty afterwards. */
void cl_worker_end(cl_worker *worker);

#endif
