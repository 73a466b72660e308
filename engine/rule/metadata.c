/* metadata.c — reads a rule: checks all its members and reports every fault. */
#include <string.h>

#include "rule/rule.h"

typedef struct reader {
    const cl_object *object;
    const char *file;
    const char *at;
    cl_arena *arena;
    cl_findings *findings;
    cl_buffer pointer;
    size_t faults;
    bool broken; /* memory ran out */
} reader;

const char *cl_rule_type_name(cl_rule_type type)
{
    static const char *const names[] = {"Acceptance", "Invalidation"};
    return names[type];
}

const char *cl_certificate_type_name(cl_certificate_type type)
{
    static const char *const names[] = {"General", "Vaccination", "Test", "Recovery"};
    return names[type];
}

int cl_country_compare(const char *a, const char *b)
{
    return strcmp(strcmp(a, "EL") == 0 ? "GR" : a, strcmp(b, "EL") == 0 ? "GR" : b);
}

bool cl_region_is_country(const char *region, const char *country)
{
    char capitals[3] = "";
    if (strlen(region) != 2)
        return false;
    for (int i = 0; i < 2; i++)
        capitals[i] = (char)(region[i] >= 'a' && region[i] <= 'z' ? region[i] - 'a' + 'A'
                                                                  : region[i]);
    return cl_country_compare(capitals, country) == 0;
}

static void report(reader *r, cl_code code, const char *member, const char *below,
                   const char *message)
{
    r->faults++;
    cl_buffer_clear(&r->pointer);
    cl_buffer_puts(&r->pointer, r->at);
    if (member != NULL)
        cl_pointer_step(&r->pointer, member, strlen(member));
    cl_buffer_puts(&r->pointer, below);
    cl_finding finding = {.code = code,
                          .severity = CL_SEVERITY_ERROR,
                          .file = r->file,
                          .at = cl_buffer_text(&r->pointer),
                          .message = message};
    if (r->pointer.failed || !cl_findings_add(r->findings, &finding))
        r->broken = true;
}

static void fault(reader *r, const char *member, const char *message)
{
    report(r, CL_RULE_METADATA, member, "", message);
}

/* Returns a member that must be a string. If it is absent or not a string, reports the fault
 * `missing` at its place and returns NULL. */
static const cl_value *text_of(reader *r, const char *member, const char *missing)
{
    const cl_value *value = cl_object_named(r->object, member);
    if (value != NULL && value->kind == CL_KIND_STRING)
        return value;
    fault(r, member, missing);
    return NULL;
}

static const char *keep(reader *r, const cl_value *text)
{
    const char *kept = text != NULL ? cl_arena_text(r->arena, text->text, text->length) : NULL;
    r->broken = r->broken || (text != NULL && kept == NULL);
    return kept;
}

static bool is_upper(char c)
{
    return c >= 'A' && c <= 'Z';
}

/* Reads the Identifier: letters, digits, '-', '_' and '.', so that it can be the name of a file. */
static void read_identifier(reader *r, cl_rule *rule)
{
    const cl_value *text = text_of(r, "Identifier", "Identifier must be a string");
    if (text == NULL)
        return;
    bool good = text->length > 0 && text->length <= 64;
    for (uint32_t i = 0; good && i < text->length; i++) {
        char c = text->text[i];
        good = is_upper(c) || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               (i > 0 && (c == '-' || c == '_' || c == '.'));
    }
    if (!good)
        fault(r, "Identifier",
              "Identifier must be 1 to 64 letters, digits, '-', '_' or '.', for "
              "example VR-CZ-0001");
    rule->id = keep(r, text);
}

static void read_country(reader *r, cl_rule *rule)
{
    const cl_value *text = text_of(r, "Country", "Country must be a string of two capital letters");
    if (text == NULL)
        return;
    if (text->length != 2 || !is_upper(text->text[0]) || !is_upper(text->text[1])) {
        fault(r, "Country", "Country must be two capital letters, for example CZ");
        return;
    }
    memcpy(rule->country, text->text, 2);
}

static bool is_blank(const cl_value *string)
{
    const char *text = string->text;
    size_t length = string->length;
    cl_text_trim(&text, &length);
    return length == 0;
}

static void read_region(reader *r, cl_rule *rule)
{
    const cl_value *value = cl_object_named(r->object, "Region");
    if (value == NULL || value->kind == CL_KIND_NULL)
        return;
    if (value->kind != CL_KIND_STRING)
        fault(r, "Region", "Region must be a string, or absent");
    else if (memchr(value->text, '\0', value->length) != NULL)
        fault(r, "Region", "Region must not contain a NUL character");
    else if (value->length > 0 && is_blank(value))
        fault(r, "Region", "Region must not be blank; leave it out for the whole country");
    else if (value->length > 0)
        rule->region = keep(r, value);
}

static void read_types(reader *r, cl_rule *rule)
{
    const cl_value *type = text_of(r, "Type", "Type must be a string");
    if (type != NULL && cl_value_is(type, cl_rule_type_name(CL_INVALIDATION)))
        rule->type = CL_INVALIDATION;
    else if (type != NULL && !cl_value_is(type, cl_rule_type_name(CL_ACCEPTANCE)))
        fault(r, "Type", "Type must be Acceptance or Invalidation");
    const cl_value *kind = text_of(r, "CertificateType", "CertificateType must be a string");
    if (kind == NULL)
        return;
    for (int i = CL_GENERAL; i <= CL_RECOVERY; i++) {
        if (cl_value_is(kind, cl_certificate_type_name((cl_certificate_type)i))) {
            rule->certificate_type = (cl_certificate_type)i;
            return;
        }
    }
    fault(r, "CertificateType", "CertificateType must be General, Test, Vaccination or Recovery");
}

/* Reads a member that must be a version. Returns its text, or NULL if it is not a string. */
static const cl_value *read_version(reader *r, const char *member, const char *message,
                                    cl_semver *version)
{
    const cl_value *text = text_of(r, member, message);
    if (text != NULL && !cl_semver_parse(text->text, text->length, version))
        fault(r, member, message);
    return text;
}

static bool same_letters(const cl_value *text, const char *upper)
{
    if (text->length != strlen(upper))
        return false;
    for (uint32_t i = 0; i < text->length; i++) {
        char c = text->text[i];
        if ((c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c) != upper[i])
            return false;
    }
    return true;
}

/* Reads Engine and EngineVersion. SEMANTICS, "Other engines": Engine must be CERTLOGIC (any case)
 * and EngineVersion at most 1.3.3; otherwise the rule is refused and its outcome is open. */
static void read_engine(reader *r, cl_rule *rule)
{
    cl_semver ours = {{0, 0, 0}};
    cl_semver wanted = ours;
    cl_semver_parse(CL_ENGINE_VERSION, strlen(CL_ENGINE_VERSION), &ours);
    const cl_value *engine = text_of(r, "Engine", "Engine must be a string");
    read_version(r, "EngineVersion", "EngineVersion must be three integers, for example 1.0.0",
                 &wanted);
    if (engine != NULL && !same_letters(engine, "CERTLOGIC")) {
        rule->refused = CL_ENGINE;
        rule->refusal = "the rule is written for another engine than CERTLOGIC";
        rule->refused_at = "/Engine";
    } else if (cl_semver_compare(&wanted, &ours) > 0) {
        rule->refused = CL_ENGINE;
        rule->refusal = "the rule is written for a later EngineVersion than " CL_ENGINE_VERSION;
        rule->refused_at = "/EngineVersion";
    }
}

/* Reads a member that must be a date-time. Returns a copy of its text, or NULL. */
static const char *read_instant(reader *r, const char *member, const char *message,
                                int64_t *instant)
{
    const cl_value *text = text_of(r, member, message);
    if (text != NULL && cl_instant_parse(text->text, text->length, instant) != CL_INSTANT_OK)
        fault(r, member, message);
    return keep(r, text);
}

static void read_validity(reader *r, cl_rule *rule)
{
    size_t before = r->faults;
    rule->valid_from_text = read_instant(
        r, "ValidFrom", "ValidFrom must be a date-time, for example 2021-06-01T00:00:00Z",
        &rule->valid_from);
    rule->valid_to_text = read_instant(
        r, "ValidTo", "ValidTo must be a date-time, for example 2030-06-01T00:00:00Z",
        &rule->valid_to);
    if (r->faults == before && rule->valid_to <= rule->valid_from)
        fault(r, "ValidTo", "ValidTo must be after ValidFrom; the rule is never in force");
}

/* Returns a member that must be an array, or NULL if it is absent. Reports a fault if it is not an
 * array. */
static const cl_value *array_member(reader *r, const char *member, const char *message)
{
    const cl_value *value = cl_object_named(r->object, member);
    if (value == NULL || value->kind == CL_KIND_ARRAY)
        return value;
    fault(r, member, message);
    return NULL;
}

/* Returns the member "lang" or "desc" of a description, or NULL if it is not a string. */
static void read_descriptions(reader *r, cl_rule *rule)
{
    static const char form[] = "Description must be an array of {\"lang\", \"desc\"}, both strings";
    const cl_value *list = array_member(r, "Description", form);
    if (list == NULL)
        return;
    cl_described *made = cl_arena_array(r->arena, (size_t)list->array->count + 1, sizeof *made);
    r->broken = r->broken || made == NULL;
    for (uint32_t i = 0; made != NULL && i < list->array->count; i++) {
        const cl_value *language = cl_value_text_member(&list->array->items[i], "lang");
        const cl_value *text = cl_value_text_member(&list->array->items[i], "desc");
        if (language == NULL || text == NULL) {
            fault(r, "Description", form);
            return;
        }
        made[rule->description_count++] = (cl_described){.language = keep(r, language),
                                                         .text = keep(r, text)};
    }
    rule->descriptions = made;
}

static void report_format(void *self, cl_code code, const char *at, const char *message)
{
    reader *r = self;
    report(r, code, "Logic", at, message);
}

/* Returns true if the path reads value sets: all or one of them, or a value that contains them. */
static bool is_value_sets(const cl_value *path)
{
    return cl_value_is(path, "") || cl_value_is(path, "external") ||
           cl_text_begins(path->text, path->length, "external.valueSets");
}

static bool reads_value_sets(const cl_expression *e)
{
    for (uint32_t i = 0; i < e->count; i++) {
        if (e->nodes[i].operation == CL_OP_VAR && is_value_sets(&e->nodes[i].literal))
            return true;
    }
    return false;
}

static void read_logic(reader *r, cl_rule *rule)
{
    const cl_value *logic = cl_object_named(r->object, "Logic");
    cl_error error;
    cl_error_init(&error);
    if (logic == NULL)
        fault(r, "Logic", "the rule has no Logic");
    else if (rule->refused == CL_NONE &&
             cl_expression_read(logic, r->arena, report_format, r, &rule->expression, &error) < 0)
        r->broken = true;
    rule->reads_value_sets = reads_value_sets(&rule->expression);
}

int cl_rule_read(const cl_value *document, const char *file, const char *at, cl_arena *arena,
                 cl_findings *findings, cl_rule *rule)
{
    reader r = {.file = file, .at = at, .arena = arena, .findings = findings};
    cl_buffer_init(&r.pointer);
    *rule = (cl_rule){.code = UINT32_MAX};
    rule->file = cl_arena_text(arena, file, strlen(file));
    rule->at = cl_arena_text(arena, at, strlen(at));
    r.broken = rule->file == NULL || rule->at == NULL;
    if (document->kind != CL_KIND_OBJECT) {
        fault(&r, NULL, "a rule must be an object");
    } else {
        r.object = document->object;
        read_identifier(&r, rule);
        read_country(&r, rule);
        read_region(&r, rule);
        read_types(&r, rule);
        rule->version_text = keep(
            &r, read_version(&r, "Version", "Version must be three integers, for example 1.0.0",
                             &rule->version));
        read_version(&r, "SchemaVersion", "SchemaVersion must be three integers, for example 1.3.0",
                     &rule->schema_version);
        read_engine(&r, rule);
        read_validity(&r, rule);
        read_descriptions(&r, rule);
        rule->affected_fields = array_member(&r, "AffectedFields",
                                             "AffectedFields must be an array of paths");
        read_logic(&r, rule);
    }
    cl_buffer_free(&r.pointer);
    return r.broken ? -1 : r.faults == 0;
}
