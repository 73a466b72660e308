/* metrics.h — counts what the service does, and shows the counts in the text format of Prometheus.
 *
 * Counters have no labels that a client can choose, so their number is fixed. No personal data. */
#ifndef CL_SERVICE_METRICS_H
#define CL_SERVICE_METRICS_H

#include <stdatomic.h>

#include "base/buffer.h"
#include "service/active.h"

enum {
    CL_METRICS_ROUTES = 8, /* most routes; requests for other paths count as one more */
    CL_METRICS_BUCKETS = 10
};

typedef struct cl_metrics {
    atomic_ullong requests[CL_METRICS_ROUTES + 1][6]; /* by class of the status: 1xx to 5xx */
    atomic_ullong verdicts[3];                        /* by certlogic_verdict_kind */
    atomic_ullong faults[CERTLOGIC_STEPS];            /* certificates by the step that is a fault */
    atomic_ullong buckets[CL_METRICS_BUCKETS + 1];    /* answers by seconds, each in one bucket */
    atomic_ullong microseconds;                       /* all answers together */
    atomic_ullong reloads, refused_reloads;
} cl_metrics;

void cl_metrics_answer(cl_metrics *metrics, size_t route, unsigned status, double seconds);
void cl_metrics_verdict(cl_metrics *metrics, const certlogic_verdict *verdict);

/* Appends all metrics. `names` are those of the routes, `count` of them. */
void cl_metrics_write(cl_metrics *metrics, const char *const *names, size_t count,
                      const cl_active *active, cl_buffer *out);

#endif
