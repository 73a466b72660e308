/* worker.c — decoder and evaluator of one thread. */
#include "service/worker.h"

#include <string.h>

void cl_worker_end(cl_worker *worker)
{
    certlogic_certificate_free(worker->certificate);
    certlogic_evaluator_free(worker->evaluator);
    certlogic_decoder_free(worker->decoder);
    cl_active_release(worker->set);
    memset(worker, 0, sizeof *worker);
}

static bool fill(cl_worker *worker, const cl_service_options *o, certlogic_error *error)
{
    const certlogic_decode_options options = {.trust = worker->set->trust,
                                              .no_trust = worker->set->trust == NULL,
                                              .allow_unsigned = o->allow_unsigned,
                                              .strict = o->strict,
                                              .allow_uncompressed = o->allow_uncompressed};
    worker->decoder = certlogic_decoder_new(&options, error);
    if (worker->decoder == NULL)
        return false;
    worker->evaluator = certlogic_evaluator_new(worker->set->rules, error);
    if (worker->evaluator == NULL)
        return false;
    worker->certificate = certlogic_decoder_read(worker->decoder, "", 0, error);
    return worker->certificate != NULL;
}

bool cl_worker_begin(cl_worker *worker, cl_active_place *place, const cl_service_options *options,
                     certlogic_error *error)
{
    cl_active *set = cl_active_hold(place);
    if (worker->set == set) {
        cl_active_release(set);
        return true;
    }
    cl_worker_end(worker);
    worker->set = set;
    if (fill(worker, options, error))
        return true;
    cl_worker_end(worker);
    return false;
}
