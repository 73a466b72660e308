/* canonical.c — the canonical text of a rule set: two sets that give the same verdicts for every
 * certificate have the same text. A job stores a hash of it in its checkpoint. */
#include "data/writer.h"
#include "rule/ruleset.h"

static void put(cl_buffer *out, const char *text)
{
    cl_buffer_puts(out, text != NULL ? text : "");
    cl_buffer_putc(out, '\n');
}

/* Appends all parts of a rule that can change a verdict. */
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

/* Appends all parts of a loss that can change a verdict. Its file, place and message cannot. */
static void put_lost(cl_buffer *out, const cl_lost *lost)
{
    put(out, lost->id);
    put(out, lost->region);
    put(out, lost->prefix);
    for (uint8_t i = 0; i < lost->country_count; i++)
        put(out, lost->countries[i].code);
    cl_buffer_printf(out, "%d%d %d %d %lld %lld\n", lost->rule, lost->value_sets, lost->types,
                     lost->certificates, (long long)lost->from, (long long)lost->to);
}

void cl_ruleset_canonical(const cl_ruleset *set, cl_buffer *out)
{
    for (uint32_t i = 0; i < set->count; i++)
        put_rule(out, &set->rules[i]);
    cl_write_value(out, &set->value_sets);
    cl_buffer_putc(out, '\n');
    for (uint32_t i = 0; i < set->losses.count; i++)
        put_lost(out, &set->losses.items[i]);
}
