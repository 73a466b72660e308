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

/* Appends the verdict for one country, without its last brace if more members follow. */
static bool judge(cl_service *service, cl_worker *worker, const cl_ask *ask, const char *country,
                  cl_buffer *out, certlogic_error *error)
{
    certlogic_request request = ask->request;
    request.country = country;
    const certlogic_verdict *verdict = certlogic_judge(worker->evaluator, worker->certificate,
                                                       &request, error);
    if (verdict == NULL)
        return false;
    char *text = certlogic_verdict_json(verdict);
    if (text == NULL)
        return cl_service_fault(error, "memory", "memory ran out");
    cl_metrics_verdict(&service->metrics, verdict);
    cl_buffer_add(out, text, strlen(text) - (ask->several ? 0 : 1));
    certlogic_free(text);
    return true;
}

/* Writes the answer. The verdicts are texts of the library, because a tree of jansson would take
 * several times as long as judging; what the service knows besides is added as further members. */
static bool verify(cl_service *service, cl_worker *worker, const cl_ask *ask, cl_buffer *out,
                   certlogic_error *error)
{
    if (!decode(worker, ask, error))
        return false;
    cl_buffer_puts(out, ask->several ? "{\"verdicts\":[" : "");
    for (size_t i = 0; i < ask->count; i++) {
        cl_buffer_puts(out, i > 0 ? "," : "");
        if (!judge(service, worker, ask, ask->countries[i], out, error))
            return false;
    }
    cl_buffer_printf(out, "%s,\"revision\":%s", ask->several ? "]" : "", worker->set->revision);
    if (ask->holder != NULL)
        cl_buffer_printf(out, ",\"holder_matches\":%s",
                         holder_matches(worker->certificate, ask->holder) ? "true" : "false");
    cl_buffer_putc(out, '}');
    return true;
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
    cl_buffer text;
    json_t *description = NULL;
    cl_buffer_init(&text);
    cl_worker *worker = cl_service_worker(service, &error);
    if (worker == NULL) {
        cl_respond_problem(response, 500, &error);
        return;
    }
    bool answered = cl_ask_read(&ask, &request->body, judging, service->options, &error);
    if (answered && judging)
        answered = verify(service, worker, &ask, &text, &error);
    else if (answered)
        answered = (description = describe(worker, &ask, &error)) != NULL;
    if (!answered) {
        cl_buffer_free(&text);
        cl_respond_problem(response, status_of(&error), &error);
    } else if (judging) {
        cl_respond_text(response, "application/json", &text);
    } else {
        cl_respond_json(response, 200, description);
    }
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
