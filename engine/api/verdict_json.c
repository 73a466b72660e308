/* verdict_json.c — writes a verdict as one JSON object. */
#include <string.h>

#include "api/api.h"
#include "data/instant.h"
#include "data/writer.h"

static void key(cl_buffer *out, const char *name)
{
    cl_buffer_putc(out, ',');
    cl_write_string(out, name, strlen(name));
    cl_buffer_putc(out, ':');
}

static void text(cl_buffer *out, const char *name, const char *value)
{
    key(out, name);
    if (value != NULL)
        cl_write_string(out, value, strlen(value));
    else
        cl_buffer_puts(out, "null");
}

void cl_api_write_field(cl_buffer *out, const cl_value *value)
{
    bool holds = (value->kind == CL_KIND_OBJECT && value->object->count > 0) ||
                 (value->kind == CL_KIND_ARRAY && value->array->count > 0);
    if (holds)
        cl_buffer_puts(out, "true");
    else
        cl_write_value(out, value);
}

static void write_fields(cl_buffer *out, const cl_judged *judged)
{
    key(out, "fields");
    cl_buffer_putc(out, '{');
    for (uint32_t i = 0; i < judged->field_count; i++) {
        if (i > 0)
            cl_buffer_putc(out, ',');
        cl_write_string(out, judged->fields[i].path, judged->fields[i].length);
        cl_buffer_putc(out, ':');
        cl_api_write_field(out, &judged->fields[i].value);
    }
    cl_buffer_putc(out, '}');
}

static void write_rule(cl_buffer *out, const cl_judged *judged, const char *language)
{
    const cl_rule *rule = judged->rule;
    cl_buffer_puts(out, "{\"id\":");
    cl_write_string(out, rule->id, strlen(rule->id));
    text(out, "version", rule->version_text);
    text(out, "type", cl_rule_type_name(rule->type));
    text(out, "certificate_type", cl_certificate_type_name(rule->certificate_type));
    text(out, "outcome", certlogic_outcome_name((certlogic_outcome)judged->outcome));
    if (judged->outcome == CL_OPEN) {
        key(out, "error");
        cl_api_write_error(out, cl_code_name(judged->code), judged->at, judged->message);
    }
    text(out, "description", cl_rule_description(rule, language));
    write_fields(out, judged);
    cl_buffer_putc(out, '}');
}

/* Writes the losses of the set that could have changed the verdict, if there are any. */
static void write_incomplete(cl_buffer *out, const certlogic_verdict *verdict)
{
    certlogic_lost lost;
    if (verdict->it.lost_count == 0)
        return;
    key(out, "incomplete");
    for (size_t i = 0; certlogic_verdict_lost(verdict, i, &lost); i++) {
        cl_buffer_puts(out, i > 0 ? ",{\"file\":" : "[{\"file\":");
        cl_write_string(out, lost.file, strlen(lost.file));
        text(out, "at", lost.at);
        text(out, "code", lost.code);
        text(out, "message", lost.message);
        cl_buffer_putc(out, '}');
    }
    cl_buffer_putc(out, ']');
}

char *certlogic_verdict_json(const certlogic_verdict *verdict)
{
    if (verdict == NULL)
        return NULL;
    cl_buffer out;
    char clock[25];
    cl_buffer_init(&out);
    cl_buffer_puts(&out, "{\"verdict\":");
    const char *name = certlogic_verdict_name(certlogic_verdict_kind_of(verdict));
    cl_write_string(&out, name, strlen(name));
    const cl_certificate *certificate = verdict->certificate->it;
    cl_buffer_puts(&out,
                   certificate->envelope.verified ? ",\"verified\":true" : ",\"verified\":false");
    text(&out, "revocation", "not-checked");
    key(&out, "clock");
    cl_api_clock_text(verdict->clock, clock);
    cl_write_string(&out, clock, strlen(clock));
    text(&out, "country", verdict->country);
    text(&out, "decided_by", verdict->it.decided_by);
    write_incomplete(&out, verdict);
    key(&out, "rules_applied");
    cl_buffer_printf(&out, "%u", (unsigned)verdict->it.count);
    key(&out, "rules");
    cl_buffer_putc(&out, '[');
    for (uint32_t i = 0; i < verdict->it.count; i++) {
        if (i > 0)
            cl_buffer_putc(&out, ',');
        write_rule(&out, &verdict->it.rules[i], verdict->language);
    }
    cl_buffer_putc(&out, ']');
    cl_buffer_putc(&out, ',');
    /* The notices of code `payload` are left out, because the steps contain them. */
    cl_api_write_notices(&out, certificate, CL_PAYLOAD, verdict->unknown_region);
    cl_buffer_putc(&out, ',');
    cl_api_write_steps(&out, verdict->it.steps);
    cl_api_write_envelope(&out, verdict->certificate);
    cl_api_write_holder(&out, verdict->certificate, verdict->rules, verdict->no_holder);
    cl_buffer_putc(&out, '}');
    return cl_api_take(&out);
}
