/* judging.c — POST /v1/verify and POST /v1/decode. */
#include <string.h>

#include "certlogic_jansson.h"
#include "service/ask.h"
#include "service/fault.h"

/* Returns the status for an error of a request. */
static unsigned status_of(const certlogic_error *error)
{
    return strcmp(error->code, "memory") == 0 ? 500 : 400;
}

/* Decodes what was asked about into the certificate of the worker. */
static bool decode(cl_worker *worker, const cl_ask *ask, certlogic_error *error)
{
    if (ask->hcert != NULL)
        return certlogic_decoder_reread(worker->decoder, ask->hcert, ask->length,
                                        worker->certificate, error);
    certlogic_builder *builder = certlogic_jansson_builder(ask->payload, error);
    bool decoded = builder != NULL && certlogic_decoder_reread_built(worker->decoder, builder,
                                                                     worker->certificate, error);
    certlogic_builder_free(builder);
    return decoded;
}

/* Returns true if each given member of the expected holder is that of the certificate. */
static bool holder_matches(const certlogic_certificate *certificate, const json_t *expected)
{
    certlogic_holder holder;
    if (!certlogic_certificate_holder(certificate, &holder))
        return false;
    const struct {
        const char *name, *is;
    } members[] = {
        {"fnt", holder.surname_standard}, {"gnt", holder.forename_standard}, {"dob", holder.birth}};
    for (size_t i = 0; i < sizeof members / sizeof *members; i++) {
        const json_t *wanted = json_object_get(expected, members[i].name);
        if (wanted != NULL && strcmp(json_string_value(wanted), members[i].is) != 0)
            return false;
    }
    return true;
}

/* Returns the verdict for one country, or NULL. */
static json_t *judge(cl_service *service, cl_worker *worker, const cl_ask *ask, const char *country,
                     certlogic_error *error)
{
    certlogic_request request = ask->request;
    request.country = country;
    const certlogic_verdict *verdict = certlogic_judge(worker->evaluator, worker->certificate,
                                                       &request, error);
    if (verdict == NULL)
        return NULL;
    cl_metrics_verdict(&service->metrics, verdict);
    return certlogic_jansson_verdict(verdict, error);
}

/* Returns {"verdicts": […]}, or NULL. */
static json_t *judge_several(cl_service *service, cl_worker *worker, const cl_ask *ask,
                             certlogic_error *error)
{
    json_t *verdicts = json_array();
    bool judged = verdicts != NULL || cl_service_fault(error, "memory", "memory ran out");
    for (size_t i = 0; judged && i < ask->count; i++) {
        json_t *verdict = judge(service, worker, ask, ask->countries[i], error);
        judged = verdict != NULL;
        if (judged && json_array_append_new(verdicts, verdict) != 0)
            judged = cl_service_fault(error, "memory", "memory ran out");
    }
    if (!judged) {
        json_decref(verdicts);
        return NULL;
    }
    json_t *answer = json_pack("{s:o}", "verdicts", verdicts);
    if (answer == NULL)
        cl_service_fault(error, "memory", "memory ran out");
    return answer;
}

/* Adds what the service knows besides: the revisions, and whether the holder is the expected one.
 */
static bool complete(json_t *answer, const cl_worker *worker, const cl_ask *ask,
                     certlogic_error *error)
{
    bool added = json_object_set_new(answer, "revision", cl_revision(worker->set)) == 0;
    if (added && ask->holder != NULL)
        added = json_object_set_new(
                    answer, "holder_matches",
                    json_boolean(holder_matches(worker->certificate, ask->holder))) == 0;
    return added || cl_service_fault(error, "memory", "memory ran out");
}

static json_t *verify(cl_service *service, cl_worker *worker, const cl_ask *ask,
                      certlogic_error *error)
{
    if (!decode(worker, ask, error))
        return NULL;
    json_t *answer = ask->several ? judge_several(service, worker, ask, error)
                                  : judge(service, worker, ask, ask->countries[0], error);
    if (answer != NULL && !complete(answer, worker, ask, error)) {
        json_decref(answer);
        return NULL;
    }
    return answer;
}

static json_t *describe(cl_worker *worker, const cl_ask *ask, certlogic_error *error)
{
    const certlogic_describe_options options = {.rules = worker->set->rules,
                                                .no_holder = ask->request.no_holder};
    return decode(worker, ask, error)
               ? certlogic_jansson_describe(worker->certificate, &options, error)
               : NULL;
}

static void handle(cl_service *service, const cl_http_request *request, bool judging,
                   cl_http_response *response)
{
    certlogic_error error;
    cl_ask ask;
    json_t *answer = NULL;
    cl_worker *worker = cl_service_worker(service, &error);
    if (worker == NULL) {
        cl_respond_problem(response, 500, &error);
        return;
    }
    if (cl_ask_read(&ask, &request->body, judging, service->options, &error))
        answer = judging ? verify(service, worker, &ask, &error) : describe(worker, &ask, &error);
    if (answer != NULL)
        cl_respond_json(response, 200, answer);
    else
        cl_respond_problem(response, status_of(&error), &error);
    cl_ask_end(&ask);
}

void cl_handle_verify(void *self, const cl_http_request *request, cl_http_response *response)
{
    handle(self, request, true, response);
}

void cl_handle_decode(void *self, const cl_http_request *request, cl_http_response *response)
{
    handle(self, request, false, response);
}
