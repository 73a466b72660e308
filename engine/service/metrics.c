/* metrics.c — counters, and their text for Prometheus. */
#include "service/metrics.h"

#include <time.h>

/* The upper ends of the buckets in seconds. The last bucket has none. */
static const double bounds[CL_METRICS_BUCKETS] = {0.0001, 0.00025, 0.0005, 0.001, 0.0025,
                                                  0.005,  0.01,    0.05,   0.25,  1};

void cl_metrics_answer(cl_metrics *metrics, size_t route, unsigned status, double seconds)
{
    unsigned of = status / 100 <= 5 ? status / 100 : 0;
    size_t bucket = 0;
    while (bucket < CL_METRICS_BUCKETS && seconds > bounds[bucket])
        bucket++;
    atomic_fetch_add(&metrics->requests[route][of], 1);
    atomic_fetch_add(&metrics->buckets[bucket], 1);
    atomic_fetch_add(&metrics->microseconds, (unsigned long long)(seconds * 1e6));
}

void cl_metrics_verdict(cl_metrics *metrics, const certlogic_verdict *verdict)
{
    certlogic_step step;
    atomic_fetch_add(&metrics->verdicts[certlogic_verdict_kind_of(verdict)], 1);
    if (certlogic_verdict_failing_step(verdict, &step))
        atomic_fetch_add(&metrics->faults[step], 1);
}

static void head(cl_buffer *out, const char *name, const char *type, const char *help)
{
    cl_buffer_printf(out, "# HELP certlogic_%s %s\n# TYPE certlogic_%s %s\n", name, help, name,
                     type);
}

static void write_requests(cl_metrics *metrics, const char *const *names, size_t count,
                           cl_buffer *out)
{
    head(out, "requests_total", "counter", "Requests that were answered.");
    for (size_t route = 0; route <= count; route++) {
        for (int of = 1; of <= 5; of++) {
            unsigned long long value = atomic_load(&metrics->requests[route][of]);
            if (value > 0)
                cl_buffer_printf(out,
                                 "certlogic_requests_total{path=\"%s\",status=\"%dxx\"} %llu\n",
                                 route < count ? names[route] : "other", of, value);
        }
    }
}

static void write_seconds(cl_metrics *metrics, cl_buffer *out)
{
    unsigned long long sum = 0;
    head(out, "answer_seconds", "histogram", "Time from the headers of a request to its answer.");
    for (size_t i = 0; i < CL_METRICS_BUCKETS; i++) {
        sum += atomic_load(&metrics->buckets[i]);
        cl_buffer_printf(out, "certlogic_answer_seconds_bucket{le=\"%g\"} %llu\n", bounds[i], sum);
    }
    sum += atomic_load(&metrics->buckets[CL_METRICS_BUCKETS]);
    cl_buffer_printf(out,
                     "certlogic_answer_seconds_bucket{le=\"+Inf\"} %llu\n"
                     "certlogic_answer_seconds_sum %.6f\ncertlogic_answer_seconds_count %llu\n",
                     sum, (double)atomic_load(&metrics->microseconds) * 1e-6, sum);
}

static void write_active(const cl_active *active, cl_buffer *out)
{
    head(out, "rules", "gauge", "Rules of the active set.");
    cl_buffer_printf(out, "certlogic_rules{revision=\"%s\"} %zu\n", active->rules_revision,
                     certlogic_rules_count(active->rules));
    head(out, "rules_lost", "gauge", "Rules and value sets that the active set has lost.");
    cl_buffer_printf(out, "certlogic_rules_lost %zu\n", certlogic_rules_lost_count(active->rules));
    head(out, "signers", "gauge", "Signers of the active set.");
    cl_buffer_printf(out, "certlogic_signers{revision=\"%s\"} %zu\n", active->trust_revision,
                     certlogic_trust_count(active->trust));
    head(out, "loaded_age_seconds", "gauge", "Seconds since the active set was loaded.");
    cl_buffer_printf(out, "certlogic_loaded_age_seconds %.0f\n",
                     difftime(time(NULL), active->loaded));
}

void cl_metrics_write(cl_metrics *metrics, const char *const *names, size_t count,
                      const cl_active *active, cl_buffer *out)
{
    write_requests(metrics, names, count, out);
    head(out, "verdicts_total", "counter", "Verdicts that were given.");
    for (int kind = 0; kind < 3; kind++)
        cl_buffer_printf(out, "certlogic_verdicts_total{verdict=\"%s\"} %llu\n",
                         certlogic_verdict_name((certlogic_verdict_kind)kind),
                         (unsigned long long)atomic_load(&metrics->verdicts[kind]));
    head(out, "faults_total", "counter", "Verdicts that a step of decoding decided.");
    for (int step = 0; step < CERTLOGIC_STEPS; step++)
        cl_buffer_printf(out, "certlogic_faults_total{step=\"%s\"} %llu\n",
                         certlogic_step_name((certlogic_step)step),
                         (unsigned long long)atomic_load(&metrics->faults[step]));
    write_seconds(metrics, out);
    write_active(active, out);
    head(out, "reloads_total", "counter", "Loads of rules and signers while serving.");
    cl_buffer_printf(out,
                     "certlogic_reloads_total{result=\"taken\"} %llu\n"
                     "certlogic_reloads_total{result=\"refused\"} %llu\n",
                     (unsigned long long)atomic_load(&metrics->reloads),
                     (unsigned long long)atomic_load(&metrics->refused_reloads));
}
