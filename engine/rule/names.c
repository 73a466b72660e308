/* names.c — warns of names in a rule that do not exist (value sets, members of external), and of an
 * identifier or a validity that the gateway refuses. */
#include <stdint.h>
#include <string.h>

#include "base/nearest.h"
#include "rule/ruleset.h"

enum { NEAREST_MOST = 256 };

static const char external_path[] = "external.";
static const char value_sets_path[] = "external.valueSets.";

typedef struct names {
    const cl_rule *rule;
    const cl_object *value_sets;
    cl_findings *findings;
    cl_buffer at;
    cl_buffer message;
    bool failed;
} names;

static void warn(names *n, cl_code code)
{
    cl_finding finding = {.code = code,
                          .severity = CL_SEVERITY_WARNING,
                          .file = n->rule->file,
                          .at = cl_buffer_text(&n->at),
                          .message = cl_buffer_text(&n->message)};
    if (n->at.failed || n->message.failed || !cl_findings_add(n->findings, &finding))
        n->failed = true;
}

static void begin(names *n, const char *member)
{
    cl_buffer_clear(&n->at);
    cl_buffer_clear(&n->message);
    cl_buffer_puts(&n->at, n->rule->at);
    cl_pointer_step(&n->at, member, strlen(member));
}

/* Finds the step of a path that follows `before`. Returns false if the path does not begin with
 * `before` or has nothing after it. */
static bool step_behind(const cl_value *path, const char *before, const char **step, size_t *length)
{
    size_t skip = strlen(before);
    if (path->length <= skip || memcmp(path->text, before, skip) != 0)
        return false;
    *step = path->text + skip;
    const char *point = memchr(*step, '.', path->length - skip);
    *length = point != NULL ? (size_t)(point - *step) : path->length - skip;
    return true;
}

bool cl_ruleset_missing_set(const cl_ruleset *set, const cl_value *path, const char **name,
                            size_t *length)
{
    return step_behind(path, value_sets_path, name, length) &&
           cl_object_find(set->value_sets.object, *name, *length) == NULL;
}

void cl_ruleset_say_nearest(const cl_ruleset *set, const char *name, size_t length, cl_buffer *out)
{
    const cl_object *sets = set->value_sets.object;
    size_t best = SIZE_MAX;
    cl_member nearest = {.key = NULL};
    for (uint32_t i = 0; i < sets->count && i < NEAREST_MOST; i++) {
        const cl_member m = cl_object_member(sets, i);
        size_t distance = cl_nearest_distance(name, length, m.key, m.length);
        if (distance < best) {
            best = distance;
            nearest = m;
        }
    }
    if (nearest.key == NULL)
        return;
    cl_buffer_puts(out, " (did you mean ");
    cl_buffer_add(out, nearest.key, nearest.length);
    cl_buffer_puts(out, "?)");
}

static void go_to_path(names *n, uint32_t node)
{
    begin(n, "Logic");
    cl_expression_place(&n->rule->expression, node, &n->at);
    cl_pointer_step(&n->at, "var", 3);
}

/* Warns if a path names a member of external or a value set that does not exist, or an empty value
 * set. If the rule set has no value sets at all, they come from elsewhere and are not checked. */
static void check_path(names *n, const cl_ruleset *set, uint32_t node)
{
    const cl_value *path = &n->rule->expression.nodes[node].literal;
    const char *name;
    size_t length;
    if (step_behind(path, external_path, &name, &length) &&
        cl_word_find(name, length, cl_external_members, CL_EXTERNAL_MEMBERS) ==
            CL_EXTERNAL_MEMBERS) {
        size_t near = cl_nearest_word(name, length, cl_external_members, CL_EXTERNAL_MEMBERS);
        go_to_path(n, node);
        cl_buffer_puts(&n->message, "external has no member ");
        cl_buffer_add(&n->message, name, length);
        if (near < CL_EXTERNAL_MEMBERS)
            cl_buffer_printf(&n->message, " (did you mean %s?)", cl_external_members[near]);
        warn(n, CL_EXTERNAL_PATH);
    }
    if (n->value_sets->count == 0 || !step_behind(path, value_sets_path, &name, &length))
        return;
    const cl_value *codes = cl_object_find(n->value_sets, name, length);
    if (codes != NULL && codes->array->count > 0)
        return;
    go_to_path(n, node);
    cl_buffer_puts(&n->message,
                   codes != NULL ? "the value set " : "no value set of these is called ");
    cl_buffer_add(&n->message, name, length);
    if (codes != NULL)
        cl_buffer_puts(&n->message, " is empty");
    else
        cl_ruleset_say_nearest(set, name, length, &n->message);
    warn(n, CL_VALUE_SET_MISSING);
}

/* Warns if an identifier of the gateway's form has another country or type than the rule. */
static void check_identifier(names *n)
{
    const cl_rule *rule = n->rule;
    char country[3] = "";
    uint8_t types = 0;
    uint8_t certificates = 0;
    if (!cl_lost_read_identifier(rule->id, strlen(rule->id), country, &types, &certificates))
        return;
    bool general = (certificates & (certificates - 1)) != 0;
    uint8_t own = (uint8_t)(rule->certificate_type == CL_GENERAL ? 0 : 1 << rule->certificate_type);
    bool fits = (types & 1 << rule->type) != 0 &&
                (rule->type == CL_INVALIDATION || (general ? own == 0 : own == certificates));
    if (cl_country_compare(country, rule->country) != 0) {
        begin(n, "Identifier");
        cl_buffer_printf(&n->message, "Identifier %s is not of Country %s", rule->id,
                         rule->country);
        warn(n, CL_IDENTIFIER);
    }
    if (!fits) {
        begin(n, "Identifier");
        cl_buffer_printf(&n->message, "Identifier %s is not of an %s rule for CertificateType %s",
                         rule->id, cl_rule_type_name(rule->type),
                         cl_certificate_type_name(rule->certificate_type));
        warn(n, CL_IDENTIFIER);
    }
}

/* Warns of a validity of less than 72 hours, which the gateway refuses. */
static void check_validity(names *n)
{
    static const int64_t hour = INT64_C(3600000);
    int64_t validity = n->rule->valid_to - n->rule->valid_from;
    if (validity >= 72 * hour)
        return;
    begin(n, "ValidTo");
    if (validity >= hour)
        cl_buffer_printf(&n->message, "a validity of %lld hours", (long long)(validity / hour));
    else
        cl_buffer_printf(&n->message, "a validity of %lld s", (long long)(validity / 1000));
    cl_buffer_puts(&n->message, " is below the 72 hours that the gateway of the EU demands");
    warn(n, CL_RULE_VALIDITY);
}

bool cl_ruleset_check_names(const cl_ruleset *set, const cl_rule *rule, cl_findings *findings)
{
    names n = {.rule = rule, .value_sets = set->value_sets.object, .findings = findings};
    cl_buffer_init(&n.at);
    cl_buffer_init(&n.message);
    check_identifier(&n);
    check_validity(&n);
    for (uint32_t node = 0; node < rule->expression.count; node++) {
        if (rule->expression.nodes[node].operation == CL_OP_VAR)
            check_path(&n, set, node);
    }
    cl_buffer_free(&n.at);
    cl_buffer_free(&n.message);
    return !n.failed;
}
