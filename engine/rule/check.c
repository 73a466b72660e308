/* check.c — adds warnings about a valid rule, for its author; finds its description. */
#include <string.h>

#include "base/intern.h"
#include "data/writer.h"
#include "rule/rule.h"

/* The kinds of the members of the data context: those of the DCC schema 1.3, which issuers may
 * leave out, and those of external, which the engine provides. */
#define TEXT  (CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL))
#define COUNT (CL_KIND_BIT(CL_KIND_INTEGER) | CL_KIND_BIT(CL_KIND_NULL))

static const cl_shape_row shape_rows[] = {
    {"", CL_KIND_BIT(CL_KIND_OBJECT)},
    {"payload", CL_KIND_BIT(CL_KIND_OBJECT)},
    {"payload.nam", CL_KIND_BIT(CL_KIND_OBJECT)},
    {"payload.v", CL_KIND_BIT(CL_KIND_ARRAY) | CL_KIND_BIT(CL_KIND_NULL)},
    {"payload.t", CL_KIND_BIT(CL_KIND_ARRAY) | CL_KIND_BIT(CL_KIND_NULL)},
    {"payload.r", CL_KIND_BIT(CL_KIND_ARRAY) | CL_KIND_BIT(CL_KIND_NULL)},
    {"payload.v.*", CL_KIND_BIT(CL_KIND_OBJECT) | CL_KIND_BIT(CL_KIND_NULL)},
    {"payload.t.*", CL_KIND_BIT(CL_KIND_OBJECT) | CL_KIND_BIT(CL_KIND_NULL)},
    {"payload.r.*", CL_KIND_BIT(CL_KIND_OBJECT) | CL_KIND_BIT(CL_KIND_NULL)},
    {"payload.ver", TEXT},
    {"payload.dob", TEXT},
    {"payload.nam.*", TEXT},
    {"payload.v.*.dn", COUNT},
    {"payload.v.*.sd", COUNT},
    {"payload.v.*.*", TEXT},
    {"payload.t.*.*", TEXT},
    {"payload.r.*.*", TEXT},
    {"external", CL_KIND_BIT(CL_KIND_OBJECT)},
    {"external.validationClock", CL_KIND_BIT(CL_KIND_STRING)},
    {"external.countryCode", CL_KIND_BIT(CL_KIND_STRING)},
    {"external.issuerCountryCode", CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL)},
    {"external.region", CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL)},
    {"external.kid", CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL)},
    {"external.exp", CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL)},
    {"external.iat", CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL)},
    {"external.valueSets", CL_KIND_BIT(CL_KIND_OBJECT)},
    {"external.valueSets.*", CL_KIND_BIT(CL_KIND_ARRAY) | CL_KIND_BIT(CL_KIND_NULL)},
};

#undef TEXT
#undef COUNT

const cl_shape_table cl_rule_shapes = {shape_rows, sizeof shape_rows / sizeof *shape_rows};

const char *const cl_external_members[CL_EXTERNAL_MEMBERS] = {
    "validationClock", "valueSets", "countryCode", "issuerCountryCode",
    "region",          "kid",       "exp",         "iat"};

typedef struct checker {
    const cl_rule *rule;
    cl_findings *findings;
    cl_buffer at;
    cl_buffer message;
    bool failed;
} checker;

static void warn(checker *c, cl_code code, const char *message, const char *fix)
{
    cl_finding finding = {.code = code,
                          .severity = CL_SEVERITY_WARNING,
                          .file = c->rule->file,
                          .at = cl_buffer_text(&c->at),
                          .message = message,
                          .fix = fix};
    if (c->at.failed || c->message.failed || !cl_findings_add(c->findings, &finding))
        c->failed = true;
}

static void go_to(checker *c, const char *member)
{
    cl_buffer_clear(&c->at);
    cl_buffer_puts(&c->at, c->rule->at);
    cl_pointer_step(&c->at, member, strlen(member));
}

static void warn_of_types(void *self, uint32_t node, const char *message)
{
    checker *c = self;
    go_to(c, "Logic");
    cl_expression_place(&c->rule->expression, node, &c->at);
    warn(c, CL_TYPES, message, NULL);
}

static const char payload_prefix[] = "payload.";

/* If the node reads a path of the payload, writes the path without "payload." and returns true. */
static bool field_of(const cl_node *node, cl_value *field)
{
    const uint32_t skip = sizeof payload_prefix - 1;
    const cl_value *path = &node->literal;
    if (node->operation != CL_OP_VAR || path->length <= skip ||
        memcmp(path->text, payload_prefix, skip) != 0)
        return false;
    *field = cl_value_string(path->text + skip, path->length - skip);
    return true;
}

/* Adds a field to a table. *first: the table did not contain it. Returns false if memory ran
 * out. */
static bool add_field(checker *c, cl_intern *fields, const cl_value *field, bool *first)
{
    uint32_t before = fields->count;
    uint32_t number = cl_intern_add(fields, field->text, field->length);
    *first = number == before;
    c->failed = c->failed || number == CL_NOT_INTERNED;
    return !c->failed;
}

/* Adds the fields of AffectedFields to a table. */
static void list_fields(checker *c, cl_intern *listed)
{
    const cl_value *fields = c->rule->affected_fields;
    bool first;
    for (uint32_t i = 0; fields != NULL && i < fields->array->count; i++) {
        if (fields->array->items[i].kind == CL_KIND_STRING)
            add_field(c, listed, &fields->array->items[i], &first);
    }
}

static void warn_of_field(checker *c, const cl_value *field)
{
    cl_buffer fix;
    go_to(c, "AffectedFields");
    cl_buffer_clear(&c->message);
    cl_buffer_puts(&c->message, "the Logic reads ");
    cl_buffer_add(&c->message, field->text, field->length);
    cl_buffer_puts(&c->message, ", which AffectedFields does not name");
    cl_buffer_init(&fix);
    cl_write_value(&fix, field);
    c->failed = c->failed || fix.failed;
    warn(c, CL_AFFECTED_FIELDS, cl_buffer_text(&c->message), cl_buffer_text(&fix));
    cl_buffer_free(&fix);
}

/* Warns of fields that the Logic reads and AffectedFields does not contain. Adds all fields that
 * the Logic reads to `read`. */
static void check_missing_fields(checker *c, const cl_intern *listed, cl_intern *read)
{
    const cl_expression *e = &c->rule->expression;
    cl_value field;
    bool first;
    for (uint32_t node = 0; node < e->count && !c->failed; node++) {
        if (field_of(&e->nodes[node], &field) && add_field(c, read, &field, &first) && first &&
            cl_intern_find(listed, field.text, field.length) == CL_NOT_INTERNED)
            warn_of_field(c, &field);
    }
}

/* Warns of fields in AffectedFields that the Logic does not read. */
static void check_idle_fields(checker *c, const cl_intern *read)
{
    const cl_value *fields = c->rule->affected_fields;
    for (uint32_t i = 0; fields != NULL && i < fields->array->count; i++) {
        const cl_value *field = &fields->array->items[i];
        go_to(c, "AffectedFields");
        cl_pointer_index(&c->at, i);
        if (field->kind != CL_KIND_STRING)
            warn(c, CL_AFFECTED_FIELDS, "a field must be a string, the path in the payload", NULL);
        else if (cl_intern_find(read, field->text, field->length) == CL_NOT_INTERNED)
            warn(c, CL_AFFECTED_FIELDS, "the Logic does not read this field", NULL);
    }
}

static void check_fields(checker *c, cl_arena *scratch)
{
    cl_intern listed, read;
    cl_intern_init(&listed, scratch);
    cl_intern_init(&read, scratch);
    list_fields(c, &listed);
    check_missing_fields(c, &listed, &read);
    check_idle_fields(c, &read);
}

/* Returns the description in a language, or the first one if `language` is NULL; NULL if there is
 * none. */
static const char *described(const cl_rule *rule, const char *language)
{
    for (uint32_t i = 0; i < rule->description_count; i++) {
        if (language == NULL || strcmp(rule->descriptions[i].language, language) == 0)
            return rule->descriptions[i].text;
    }
    return NULL;
}

static void check_descriptions(checker *c)
{
    const char *english = described(c->rule, "en");
    go_to(c, "Description");
    if (english == NULL || english[0] == '\0')
        warn(c, CL_DESCRIPTION, "the rule should have a description in English", NULL);
}

bool cl_rule_check(const cl_rule *rule, cl_arena *scratch, cl_findings *findings)
{
    checker c = {.rule = rule, .findings = findings};
    cl_buffer_init(&c.at);
    cl_buffer_init(&c.message);
    check_descriptions(&c);
    if (rule->expression.count > 0) {
        if (!cl_types_check(&rule->expression, &cl_rule_shapes, true, scratch, warn_of_types, &c))
            c.failed = true;
        check_fields(&c, scratch);
    }
    cl_buffer_free(&c.at);
    cl_buffer_free(&c.message);
    return !c.failed;
}

const char *cl_rule_description(const cl_rule *rule, const char *language)
{
    const char *found = language != NULL ? described(rule, language) : NULL;
    if (found == NULL)
        found = described(rule, "en");
    if (found == NULL)
        found = described(rule, NULL);
    return found != NULL ? found : "";
}
