/* record.c — the canonical texts of rule sets and lists of signers; records of streams. */
#include <string.h>

#include "api/api.h"
#include "cert/decode.h"
#include "data/instant.h"
#include "data/json.h"
#include "data/text.h"
#include "data/writer.h"
#include "lang/expression.h"

/* ---- Rule sets, certificates -------------------------------------------------------------------- */

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

char *certlogic_rules_canonical(const certlogic_rules *rules)
{
    if (rules == NULL)
        return NULL;
    cl_buffer out;
    cl_buffer_init(&out);
    for (uint32_t i = 0; i < rules->set->count; i++)
        put_rule(&out, &rules->set->rules[i]);
    cl_write_value(&out, &rules->set->value_sets);
    cl_buffer_putc(&out, '\n');
    for (uint32_t i = 0; i < rules->set->losses.count; i++)
        put_lost(&out, &rules->set->losses.items[i]);
    return cl_api_take(&out);
}

char *certlogic_trust_canonical(const certlogic_trust *trust)
{
    if (trust == NULL)
        return NULL;
    cl_buffer out;
    certlogic_signer s;
    cl_buffer_init(&out);
    for (size_t i = 0; certlogic_trust_get(trust, i, &s); i++) {
        put(&out, s.kid);
        put(&out, s.listed_kid);
        put(&out, s.country);
        put(&out, s.not_before);
        put(&out, s.not_after);
        put(&out, certlogic_algorithm_name(s.algorithm));
        put(&out, s.subject);
        cl_buffer_printf(&out, "%d%d%d\n", s.vaccination, s.test, s.recovery);
    }
    cl_buffer_putc(&out, '\n');
    return cl_api_take(&out);
}

/* ---- Members of a record ------------------------------------------------------------------------ */

/* A range of bytes in a record that is valid JSON. */
typedef struct range {
    const char *bytes; /* NULL if there is none */
    size_t length;
} range;

typedef struct members {
    range id, payload, external;
} members;

static size_t pass_space(const char *s, size_t at)
{
    while (s[at] == ' ' || s[at] == '\t' || s[at] == '\n' || s[at] == '\r')
        at++;
    return at;
}

static size_t pass_string(const char *s, size_t at)
{
    for (at++; s[at] != '"'; at++) {
        if (s[at] == '\\')
            at++;
    }
    return at + 1;
}

/* Skips the value at `at`.
 * Returns: the index after a string, an object or an array; for other values, the index of the next
 *   comma or closing bracket. */
static size_t pass_value(const char *s, size_t at)
{
    size_t depth = 0;
    for (;;) {
        switch (s[at]) {
        case '"':
            at = pass_string(s, at);
            break;
        case '{':
        case '[':
            depth++;
            at++;
            break;
        case '}':
        case ']':
            if (depth == 0)
                return at;
            depth--;
            at++;
            break;
        case ',':
            if (depth == 0)
                return at;
            at++;
            break;
        default:
            at++;
        }
        if (depth == 0 && (s[at - 1] == '"' || s[at - 1] == '}' || s[at - 1] == ']'))
            return at;
    }
}

/* Returns: the character of the four hexadecimal digits after `\u`. */
static unsigned escaped(const char *digits)
{
    unsigned code = 0;
    for (int i = 0; i < 4; i++) {
        char c = digits[i];
        code = code << 4 | (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return code;
}

/* Returns: true if a key, with its quotes, is `name`, in any spelling. Names consist of small
 *   letters, for which \u is the only escape of JSON. */
static bool is_key(const char *key, size_t length, const char *name)
{
    size_t at = 1;
    for (; *name != '\0' && at < length - 1; name++) {
        bool escape = key[at] == '\\' && key[at + 1] == 'u';
        if ((escape ? escaped(key + at + 2) : (unsigned char)key[at]) != (unsigned char)*name)
            return false;
        at += escape ? 6 : 1;
    }
    return *name == '\0' && at == length - 1;
}

static void find_members(const char *s, members *m)
{
    size_t at = pass_space(s, pass_space(s, 0) + 1);
    while (s[at] != '}') {
        size_t key = at;
        size_t key_length = pass_string(s, at) - key;
        at = pass_space(s, pass_space(s, key + key_length) + 1);
        size_t value = at;
        at = pass_value(s, at);
        range found = {.bytes = s + value, .length = at - value};
        while (found.length > 0 && pass_space(found.bytes, found.length - 1) >= found.length)
            found.length--;
        if (is_key(s + key, key_length, "id"))
            m->id = found;
        else if (is_key(s + key, key_length, "payload"))
            m->payload = found;
        else if (is_key(s + key, key_length, "external"))
            m->external = found;
        at = pass_space(s, at);
        if (s[at] == ',')
            at = pass_space(s, at + 1);
    }
}

/* Returns: true if the text is an object whose first key is `id`, `payload` or `external`. A
 *   payload never begins like that; a record around a payload usually does. */
static bool looks_wrapped(const char *bytes, size_t length)
{
    static const char *const firsts[] = {"\"id\"", "\"payload\"", "\"external\""};
    size_t at = 0;
    while (at < length && (bytes[at] == ' ' || bytes[at] == '\t'))
        at++;
    if (at == length || bytes[at++] != '{')
        return false;
    while (at < length && (bytes[at] == ' ' || bytes[at] == '\t'))
        at++;
    for (size_t i = 0; length - at >= 2 && i < sizeof firsts / sizeof *firsts; i++) {
        size_t n = strlen(firsts[i]);
        if (bytes[at + 1] == firsts[i][1] && length - at >= n &&
            memcmp(bytes + at, firsts[i], n) == 0)
            return true;
    }
    return false;
}

/* Sets `*record` if the bytes are an object without an entry but with a member `payload`.
 * Returns: false with MEMORY. */
static bool is_record(const char *bytes, size_t length, bool *record, cl_error *fault)
{
    const char *text = bytes;
    size_t text_length = length;
    cl_text_trim(&text, &text_length);
    *record = false;
    if (text_length == 0 || text[0] != '{')
        return true;
    cl_certificate *c = cl_certificate_read_json(bytes, length, fault);
    if (c == NULL)
        return false;
    *record = c->decoded && !c->whole && cl_value_member(&c->payload, "payload") != NULL;
    cl_certificate_free(c);
    return true;
}

/* ---- Records ------------------------------------------------------------------------------------ */

/* Makes the certificate the fault `record`. */
static void fail(cl_certificate *c, const char *at, const char *message)
{
    cl_certificate_reset(c);
    cl_error_set(&c->fault, CL_RECORD, "%s", message);
    cl_error_at(&c->fault, at);
    cl_certificate_fail(c, CL_STEP_PAYLOAD);
}

/* Changes the place and offset of a fault from the payload to the record. */
static void move_fault(cl_certificate *c, size_t offset)
{
    static const char prefix[] = "/payload";
    size_t length = strlen(c->fault.at);
    if (c->decoded && c->whole)
        return;
    if (c->fault.offset != CL_NO_OFFSET)
        c->fault.offset += offset;
    if (length + sizeof prefix <= sizeof c->fault.at) {
        memmove(c->fault.at + sizeof prefix - 1, c->fault.at, length + 1);
        memcpy(c->fault.at, prefix, sizeof prefix - 1);
    }
}

static bool is_id(const range *id)
{
    bool string = id->bytes[0] == '"';
    bool number = id->bytes[0] == '-' || (id->bytes[0] >= '0' && id->bytes[0] <= '9');
    for (size_t i = 0; number && i < id->length; i++)
        number = id->bytes[i] != '.' && id->bytes[i] != 'e' && id->bytes[i] != 'E';
    return (string || number) && id->length <= CL_MAX_RECORD_ID;
}

/* Copies a text of the external. A missing member and null leave `text` unchanged.
 * Returns: false if the member is no text, or does not fit. */
static bool take_text(const cl_object *object, const char *key, char *text, size_t room)
{
    const cl_value *value = cl_object_named(object, key);
    if (value == NULL || value->kind == CL_KIND_NULL)
        return true;
    if (value->kind != CL_KIND_STRING || value->length >= room)
        return false;
    memcpy(text, value->text, value->length);
    text[value->length] = '\0';
    return true;
}

static bool read_external(const range *bytes, cl_arena *arena, cl_certificate *c,
                          certlogic_record *record, cl_error *fault)
{
    cl_value value;
    char issuer[3] = "";
    if (!cl_json_value(bytes->bytes, bytes->length, arena, &value, fault))
        return false;
    if (value.kind == CL_KIND_NULL)
        return true;
    if (value.kind != CL_KIND_OBJECT) {
        fail(c, "/external", "an external must be an object");
    } else if (!take_text(value.object, "validationClock", record->clock, sizeof record->clock)) {
        fail(c, "/external/validationClock", "a clock must be a text of at most 63 bytes");
    } else if (!take_text(value.object, "countryCode", record->country, sizeof record->country)) {
        fail(c, "/external/countryCode", "a country must be a text of two letters");
    } else if (!take_text(value.object, "region", record->region, sizeof record->region)) {
        fail(c, "/external/region", "a region must be a text of at most 63 bytes");
    } else if (!take_text(value.object, "issuerCountryCode", issuer, sizeof issuer)) {
        fail(c, "/external/issuerCountryCode", "a country must be a text of two letters");
    }
    cl_certificate_say_issuer(c, issuer, strlen(issuer));
    return true;
}

static bool read_payload(cl_decoder *decoder, const range *payload, cl_arena *arena,
                         cl_certificate *c, cl_error *fault)
{
    cl_value text;
    if (payload->bytes[0] != '"')
        return cl_decoder_read(decoder, CL_INPUT_JSON, payload->bytes, payload->length, c, fault);
    return cl_json_value(payload->bytes, payload->length, arena, &text, fault) &&
           cl_decoder_read(decoder, CL_INPUT_TEXT, text.text, text.length, c, fault);
}

/* Reads {"id", "payload", "external"}, which is valid JSON.
 * Returns: false with MEMORY. */
static bool read_wrapped(const cl_api_reading *reading, const char *bytes, cl_arena *arena,
                         certlogic_certificate *certificate, certlogic_record *record,
                         cl_error *fault)
{
    cl_certificate *c = certificate->it;
    members m = {.id = {.bytes = NULL}};
    find_members(bytes, &m);
    if (m.id.bytes != NULL && is_id(&m.id)) {
        record->id = m.id.bytes;
        record->id_length = m.id.length;
    }
    record->external = m.external.bytes != NULL;
    if (m.payload.bytes == NULL) {
        fail(c, "", "a record around a certificate must have a payload");
        return true;
    }
    if (m.id.bytes != NULL && record->id == NULL) {
        fail(c, "/id", "an id must be a string or a whole number of at most 256 bytes");
        return true;
    }
    if (!read_payload(reading->decoder, &m.payload, arena, c, fault))
        return false;
    move_fault(c, (size_t)(m.payload.bytes - bytes));
    return m.external.bytes == NULL || !reading->external ||
           read_external(&m.external, arena, c, record, fault);
}

bool cl_api_read_record(const cl_api_reading *reading, const char *bytes, size_t length,
                        certlogic_certificate *certificate, certlogic_record *record,
                        cl_error *fault)
{
    cl_decoder *decoder = reading->decoder;
    cl_input input = reading->input;
    cl_certificate *c = certificate->it;
    *record = (certlogic_record){.id = NULL};
    const char *document = bytes;
    size_t size = length;
    bool marked = cl_text_skip_bom(&document, &size); /* otherwise the decoder reports the mark */
    bool may_wrap = length <= CL_MAX_RECORD && (input == CL_INPUT_AUTO || input == CL_INPUT_JSON);
    bool wrapped = may_wrap && looks_wrapped(document, size);
    if (!wrapped && !cl_decoder_read(decoder, input, bytes, length, c, fault))
        return false;
    /* Whether the bytes are a record must not depend on the decoding options. */
    if (!wrapped && may_wrap && !c->whole && !is_record(document, size, &wrapped, fault))
        return false;
    if (!wrapped)
        return true;
    /* If the JSON is broken, the decoder reports the fault. */
    cl_error broken;
    cl_error_init(&broken);
    if (!cl_json_read(document, size, NULL, &broken))
        return broken.code == CL_MEMORY
                   ? cl_error_memory(fault)
                   : cl_decoder_read(decoder, CL_INPUT_JSON, bytes, length, c, fault);
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    bool read = read_wrapped(reading, document, &arena, certificate, record, fault);
    cl_arena_free(&arena);
    if (read && marked && !cl_certificate_note(c, CL_BYTE_ORDER_MARK, "", CL_MARK_MESSAGE))
        return cl_error_memory(fault);
    return read;
}
