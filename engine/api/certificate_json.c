/* certificate_json.c — a certificate as one JSON object, and the parts of it that a verdict has too. */
#include <string.h>

#include "api/api.h"
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
        certlogic_step step;
        cl_api_step((cl_step)i, &steps[i], &step);
        cl_buffer_printf(out, "%s{\"step\":\"%s\",\"result\":\"%s\"", i > 0 ? "," : "", step.name,
                         step.result);
        text_if(out, "code", step.code);
        text_if(out, "at", step.at);
        text_if(out, "message", step.message);
        cl_buffer_putc(out, '}');
    }
    cl_buffer_putc(out, ']');
}

void cl_api_write_notices(cl_buffer *out, const cl_certificate *certificate, cl_code but)
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
    cl_buffer_putc(out, ']');
}

char *certlogic_certificate_json(const certlogic_certificate *certificate)
{
    const cl_certificate *c = certificate->it;
    certlogic_facts facts;
    cl_buffer out;
    cl_buffer_init(&out);
    certlogic_certificate_facts(certificate, &facts);
    cl_buffer_puts(&out, certlogic_certificate_ok(certificate) ? "{\"ok\":true" : "{\"ok\":false");
    cl_buffer_puts(&out, facts.verified ? ",\"verified\":true" : ",\"verified\":false");
    text(&out, "revocation", "not-checked");
    cl_buffer_putc(&out, ',');
    cl_api_write_steps(&out, c->steps);
    text(&out, "kid", facts.kid);
    text(&out, "alg", facts.alg);
    cl_buffer_puts(&out, ",\"issuer\":");
    if (c->envelope.issuer != NULL)
        cl_write_string(&out, c->envelope.issuer, c->envelope.issuer_length);
    else
        cl_buffer_puts(&out, "null");
    text(&out, "issued_at", facts.issued_at);
    text(&out, "expires_at", facts.expires_at);
    text_if(&out, "not_before", facts.not_before[0] != '\0' ? facts.not_before : NULL);
    cl_buffer_puts(&out, ",\"payload\":");
    if (c->decoded)
        cl_write_value(&out, &c->payload);
    else
        cl_buffer_puts(&out, "null");
    cl_buffer_putc(&out, ',');
    cl_api_write_notices(&out, c, CL_NONE);
    cl_buffer_putc(&out, '}');
    return cl_api_take(&out);
}
