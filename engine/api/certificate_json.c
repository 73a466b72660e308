/* certificate_json.c — writes a certificate as one object, in JSON or as events. verdict_json.c
 * uses some of its parts. */
#include "api/api.h"
#include "cert/person.h"
#include "data/writer.h"

/* Writes a member; null for an empty text. */
static void text(cl_writer *w, const char *name, const char *value)
{
    cl_writer_member(w, name, value != NULL && value[0] != '\0' ? value : NULL);
}

static void text_if(cl_writer *w, const char *name, const char *value)
{
    if (value != NULL)
        text(w, name, value);
}

void cl_api_write_steps(cl_writer *w, const cl_step_state *steps)
{
    cl_writer_open_member(w, "steps", '[');
    for (int i = 0; i < CL_STEP_COUNT; i++) {
        certlogic_step_state step;
        cl_api_step(&steps[i], &step);
        cl_writer_open(w, '{');
        text(w, "step", cl_step_name((cl_step)i));
        text(w, "result", certlogic_step_result_name(step.result));
        text_if(w, "code", step.code);
        text_if(w, "at", step.at);
        text_if(w, "message", step.message);
        cl_writer_close(w, '}');
    }
    cl_writer_close(w, ']');
}

/* Opens the object of a notice. */
static void open_notice(cl_writer *w, cl_code code, const char *at, const char *message)
{
    cl_writer_open(w, '{');
    text(w, "code", cl_code_name(code));
    cl_writer_member(w, "at", at);
    text(w, "message", message);
}

void cl_api_write_notices(cl_writer *w, const cl_certificate *certificate, cl_code but,
                          const char *unknown_region)
{
    cl_writer_open_member(w, "notices", '[');
    for (uint32_t i = 0; i < certificate->notice_count; i++) {
        const cl_notice *notice = &certificate->notices[i];
        if (notice->code == but)
            continue;
        open_notice(w, notice->code, notice->at, notice->message);
        cl_writer_close(w, '}');
    }
    if (unknown_region[0] != '\0') {
        open_notice(w, CL_REGION, "", "no rule of the country has the region");
        text(w, "region", unknown_region);
        cl_writer_close(w, '}');
    }
    cl_writer_close(w, ']');
}

void cl_api_write_envelope(cl_writer *w, const certlogic_certificate *certificate)
{
    const cl_envelope *envelope = &certificate->it->envelope;
    certlogic_facts facts;
    certlogic_certificate_facts(certificate, &facts);
    text(w, "kid", facts.kid);
    text(w, "alg", facts.alg);
    cl_writer_name(w, "issuer");
    if (envelope->issuer != NULL)
        cl_writer_string(w, envelope->issuer, envelope->issuer_length);
    else
        cl_writer_text(w, NULL);
    text(w, "issued_at", facts.issued_at);
    text(w, "expires_at", facts.expires_at);
    text_if(w, "not_before", facts.not_before[0] != '\0' ? facts.not_before : NULL);
}

static void write_payload(cl_writer *w, const cl_certificate *c, bool no_holder)
{
    cl_writer_name(w, "payload");
    if (!c->decoded)
        cl_writer_text(w, NULL);
    else if (no_holder)
        cl_person_write_without(w, &c->payload);
    else
        cl_writer_value(w, &c->payload);
}

char *certlogic_certificate_json(const certlogic_certificate *certificate)
{
    return certlogic_certificate_describe(certificate, NULL);
}

static void write_certificate(cl_writer *w, const certlogic_certificate *certificate,
                              const certlogic_describe_options *options)
{
    static const certlogic_describe_options usual = {.rules = NULL};
    const certlogic_describe_options *asked = options != NULL ? options : &usual;
    const cl_certificate *c = certificate->it;
    cl_writer_open(w, '{');
    cl_writer_name(w, "ok");
    cl_writer_boolean(w, certlogic_certificate_ok(certificate));
    cl_writer_name(w, "verified");
    cl_writer_boolean(w, c->envelope.verified);
    text(w, "revocation", "not-checked");
    cl_api_write_steps(w, c->steps);
    cl_api_write_envelope(w, certificate);
    write_payload(w, c, asked->no_holder);
    cl_api_write_notices(w, c, CL_NONE, "");
    cl_api_write_holder(w, certificate, asked->rules, asked->no_holder);
    cl_writer_close(w, '}');
}

char *certlogic_certificate_describe(const certlogic_certificate *certificate,
                                     const certlogic_describe_options *options)
{
    if (certificate == NULL)
        return NULL;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_writer w = cl_writer_to(&out);
    write_certificate(&w, certificate, options);
    return cl_api_take(&out);
}

bool certlogic_certificate_events(const certlogic_certificate *certificate,
                                  const certlogic_describe_options *options,
                                  const certlogic_sink *sink, certlogic_error *error)
{
    if (certificate == NULL)
        return cl_api_null(error);
    cl_api_outlet outlet;
    cl_writer w = cl_api_writer(&outlet, sink);
    write_certificate(&w, certificate, options);
    return !w.failed || cl_api_failed(&outlet.fault, error);
}
