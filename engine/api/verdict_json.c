/* verdict_json.c — writes a verdict as one object, in JSON or as events. */
#include "api/api.h"
#include "data/writer.h"

cl_value cl_api_field(const cl_value *value)
{
    bool holds = (value->kind == CL_KIND_OBJECT && value->object->count > 0) ||
                 (value->kind == CL_KIND_ARRAY && value->array->count > 0);
    return holds ? cl_value_boolean(true) : *value;
}

static void write_fields(cl_writer *w, const cl_judged *judged)
{
    cl_writer_open(w, '{');
    for (uint32_t i = 0; i < judged->field_count; i++) {
        const cl_value value = cl_api_field(&judged->fields[i].value);
        cl_writer_key(w, judged->fields[i].path, judged->fields[i].length);
        cl_writer_value(w, &value);
    }
    cl_writer_close(w, '}');
}

static void write_rule(cl_writer *w, const cl_judged *judged, const char *language)
{
    const cl_rule *rule = judged->rule;
    cl_writer_open(w, '{');
    cl_writer_member(w, "id", rule->id);
    cl_writer_member(w, "version", rule->version_text);
    cl_writer_member(w, "type", cl_rule_type_name(rule->type));
    cl_writer_member(w, "certificate_type", cl_certificate_type_name(rule->certificate_type));
    cl_writer_member(w, "outcome", certlogic_outcome_name((certlogic_outcome)judged->outcome));
    if (judged->outcome == CL_OPEN) {
        cl_writer_name(w, "error");
        cl_api_write_error(w, cl_code_name(judged->code), judged->at, judged->message);
    }
    cl_writer_member(w, "description", cl_rule_description(rule, language));
    cl_writer_name(w, "fields");
    write_fields(w, judged);
    cl_writer_close(w, '}');
}

/* Writes the losses of the set that could have changed the verdict, if there are any. */
static void write_incomplete(cl_writer *w, const certlogic_verdict *verdict)
{
    certlogic_lost lost;
    if (verdict->it.lost_count == 0)
        return;
    cl_writer_open_member(w, "incomplete", '[');
    for (size_t i = 0; certlogic_verdict_lost(verdict, i, &lost); i++) {
        cl_writer_open(w, '{');
        cl_writer_member(w, "file", lost.file);
        cl_writer_member(w, "at", lost.at);
        cl_writer_member(w, "code", lost.code);
        cl_writer_member(w, "message", lost.message);
        cl_writer_close(w, '}');
    }
    cl_writer_close(w, ']');
}

static void write_rules(cl_writer *w, const certlogic_verdict *verdict)
{
    cl_writer_name(w, "rules_applied");
    cl_writer_number(w, verdict->it.count);
    cl_writer_open_member(w, "rules", '[');
    for (uint32_t i = 0; i < verdict->it.count; i++)
        write_rule(w, &verdict->it.rules[i], verdict->language);
    cl_writer_close(w, ']');
}

static void write_verdict(cl_writer *w, const certlogic_verdict *verdict)
{
    char clock[25];
    const cl_certificate *certificate = verdict->certificate->it;
    cl_api_clock_text(verdict->clock, clock);
    cl_writer_open(w, '{');
    cl_writer_member(w, "verdict", certlogic_verdict_name(certlogic_verdict_kind_of(verdict)));
    cl_writer_name(w, "verified");
    cl_writer_boolean(w, certificate->envelope.verified);
    cl_writer_member(w, "revocation", "not-checked");
    cl_writer_member(w, "clock", clock);
    cl_writer_member(w, "country", verdict->country);
    cl_writer_member(w, "decided_by", verdict->it.decided_by);
    write_incomplete(w, verdict);
    write_rules(w, verdict);
    /* The notices of code `payload` are left out, because the steps contain them. */
    cl_api_write_notices(w, certificate, CL_PAYLOAD, verdict->unknown_region);
    cl_api_write_steps(w, verdict->it.steps);
    cl_api_write_envelope(w, verdict->certificate);
    cl_api_write_holder(w, verdict->certificate, verdict->rules, verdict->no_holder);
    cl_writer_close(w, '}');
}

char *certlogic_verdict_json(const certlogic_verdict *verdict)
{
    if (verdict == NULL)
        return NULL;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_writer w = cl_writer_to(&out);
    write_verdict(&w, verdict);
    return cl_api_take(&out);
}

bool certlogic_verdict_events(const certlogic_verdict *verdict, const certlogic_sink *sink,
                              certlogic_error *error)
{
    if (verdict == NULL)
        return cl_api_null(error);
    cl_api_outlet outlet;
    cl_writer w = cl_api_writer(&outlet, sink);
    write_verdict(&w, verdict);
    return !w.failed || cl_api_failed(&outlet.fault, error);
}

bool certlogic_verdict_field_events(const certlogic_verdict *verdict, size_t index,
                                    const certlogic_sink *sink, certlogic_error *error)
{
    if (verdict == NULL)
        return cl_api_null(error);
    if (index >= verdict->it.count)
        return cl_api_fail(error, CL_USAGE, "there is no rule %zu; the verdict has %u", index,
                           (unsigned)verdict->it.count);
    cl_api_outlet outlet;
    cl_writer w = cl_api_writer(&outlet, sink);
    write_fields(&w, &verdict->it.rules[index]);
    return !w.failed || cl_api_failed(&outlet.fault, error);
}
