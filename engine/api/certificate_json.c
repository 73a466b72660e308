/* certificate_json.c — writes a certificate as one JSON object. verdict_json.c uses some of its
 * parts. */
#include <string.h>

#include "api/api.h"
#include "cert/person.h"
#include "data/writer.h"

static void text(cl_buffer *out, const char *name, const char *value)
{
    cl_buffer_printf(out, ",\"%s\":", name);
    if (value != NULL && value[0] != '\0')
        cl_write_string(out, value, strlen(value));
    else
        cl_buffer_puts(out, "null");
}

static void text_if(cl_buffer *out, const char *name, const char *value)
{
    if (value != NULL)
        text(out, name, value);
}

void cl_api_write_steps(cl_buffer *out, const cl_step_state *steps)
{
    cl_buffer_puts(out, "\"steps\":[");
    for (int i = 0; i < CL_STEP_COUNT; i++) {
        certlogic_step_state step;
        cl_api_step(&steps[i], &step);
        cl_buffer_printf(out, "%s{\"step\":\"%s\",\"result\":\"%s\"", i > 0 ? "," : "",
                         cl_step_name((cl_step)i), certlogic_step_result_name(step.result));
        text_if(out, "code", step.code);
        text_if(out, "at", step.at);
        text_if(out, "message", step.message);
        cl_buffer_putc(out, '}');
    }
    cl_buffer_putc(out, ']');
}

void cl_api_write_notices(cl_buffer *out, const cl_certificate *certificate, cl_code but,
                          const char *unknown_region)
{
    const char *comma = "";
    cl_buffer_puts(out, "\"notices\":[");
    for (uint32_t i = 0; i < certificate->notice_count; i++) {
        const cl_notice *notice = &certificate->notices[i];
        if (notice->code == but)
            continue;
        cl_buffer_printf(out, "%s{\"code\":\"%s\",\"at\":", comma, cl_code_name(notice->code));
        comma = ",";
        cl_write_string(out, notice->at, strlen(notice->at));
        text(out, "message", notice->message);
        cl_buffer_putc(out, '}');
    }
    if (unknown_region[0] != '\0') {
        cl_buffer_printf(out, "%s{\"code\":\"%s\",\"at\":\"\"", comma, cl_code_name(CL_REGION));
        text(out, "message", "no rule of the country has the region");
        text(out, "region", unknown_region);
        cl_buffer_putc(out, '}');
    }
    cl_buffer_putc(out, ']');
}

void cl_api_write_envelope(cl_buffer *out, const certlogic_certificate *certificate)
{
    const cl_envelope *envelope = &certificate->it->envelope;
    certlogic_facts facts;
    certlogic_certificate_facts(certificate, &facts);
    text(out, "kid", facts.kid);
    text(out, "alg", facts.alg);
    cl_buffer_puts(out, ",\"issuer\":");
    if (envelope->issuer != NULL)
        cl_write_string(out, envelope->issuer, envelope->issuer_length);
    else
        cl_buffer_puts(out, "null");
    text(out, "issued_at", facts.issued_at);
    text(out, "expires_at", facts.expires_at);
    text_if(out, "not_before", facts.not_before[0] != '\0' ? facts.not_before : NULL);
}

static void write_payload(cl_buffer *out, const cl_certificate *c, bool no_holder)
{
    cl_buffer_puts(out, ",\"payload\":");
    if (!c->decoded)
        cl_buffer_puts(out, "null");
    else if (no_holder)
        cl_person_write_without(out, &c->payload);
    else
        cl_write_value(out, &c->payload);
}

char *certlogic_certificate_json(const certlogic_certificate *certificate)
{
    return certlogic_certificate_describe(certificate, NULL);
}

char *certlogic_certificate_describe(const certlogic_certificate *certificate,
                                     const certlogic_describe_options *options)
{
    static const certlogic_describe_options usual = {.rules = NULL};
    const certlogic_describe_options *asked = options != NULL ? options : &usual;
    if (certificate == NULL)
        return NULL;
    const cl_certificate *c = certificate->it;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_buffer_puts(&out, certlogic_certificate_ok(certificate) ? "{\"ok\":true" : "{\"ok\":false");
    cl_buffer_puts(&out, c->envelope.verified ? ",\"verified\":true" : ",\"verified\":false");
    text(&out, "revocation", "not-checked");
    cl_buffer_putc(&out, ',');
    cl_api_write_steps(&out, c->steps);
    cl_api_write_envelope(&out, certificate);
    write_payload(&out, c, asked->no_holder);
    cl_buffer_putc(&out, ',');
    cl_api_write_notices(&out, c, CL_NONE, "");
    cl_api_write_holder(&out, certificate, asked->rules, asked->no_holder);
    cl_buffer_putc(&out, '}');
    return cl_api_take(&out);
}
