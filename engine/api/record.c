/* record.c — what streams of certificates need besides: what a rule set is, what a certificate is. */
#include <string.h>

#include "api/api.h"
#include "data/writer.h"
#include "lang/expression.h"

static void put(cl_buffer *out, const char *text)
{
    cl_buffer_puts(out, text != NULL ? text : "");
    cl_buffer_putc(out, '\n');
}

/* Everything of a rule that a verdict can depend on. */
static void put_rule(cl_buffer *out, const cl_rule *rule)
{
    put(out, rule->id);
    put(out, rule->version_text);
    put(out, rule->country);
    put(out, rule->region);
    cl_buffer_printf(
        out, "%d %d %d %d.%d.%d %lld %lld ", (int)rule->type, (int)rule->certificate_type,
        (int)rule->refused, (int)rule->schema_version.part[0], (int)rule->schema_version.part[1],
        (int)rule->schema_version.part[2], (long long)rule->valid_from, (long long)rule->valid_to);
    if (rule->refused == CL_NONE)
        cl_expression_write(&rule->expression, out);
    cl_buffer_putc(out, '\n');
}

char *certlogic_rules_canonical(const certlogic_rules *rules)
{
    cl_buffer out;
    cl_buffer_init(&out);
    for (uint32_t i = 0; i < rules->set->count; i++)
        put_rule(&out, &rules->set->rules[i]);
    cl_write_value(&out, &rules->set->value_sets);
    return cl_api_take(&out);
}

const char *certlogic_certificate_type(const certlogic_certificate *certificate)
{
    static const cl_certificate_type types[] = {CL_VACCINATION, CL_TEST_CERTIFICATE, CL_RECOVERY};
    return certificate->it->whole ? cl_certificate_type_name(types[certificate->it->entry]) : NULL;
}
