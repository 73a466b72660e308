/* record.c — reads one record of a stream: a certificate in any form, or an object around one. */
#include "cert/record.h"

#include <string.h>

#include "base/limits.h"
#include "data/json.h"

/* The members of an object around a certificate. */
enum { ID, PAYLOAD, EXTERNAL, MEMBERS };
static const char *const member_names[MEMBERS] = {"id", "payload", "external"};

/* Returns true if the text is an object whose first key is `id`, `payload` or `external`. A payload
 * never begins like that; a record around a payload usually does. */
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
    for (size_t i = 0; i < sizeof firsts / sizeof *firsts; i++) {
        if (cl_text_begins(bytes + at, length - at, firsts[i]))
            return true;
    }
    return false;
}

/* Sets `*record` to true if the bytes are a JSON object that has no entry, but a member `payload`;
 * else to false. Returns false with MEMORY. */
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

/* Empties the certificate and sets the fault RECORD. */
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

static bool is_id(const cl_text *id)
{
    bool string = id->at[0] == '"';
    bool number = id->at[0] == '-' || (id->at[0] >= '0' && id->at[0] <= '9');
    for (size_t i = 0; number && i < id->length; i++)
        number = id->at[i] != '.' && id->at[i] != 'e' && id->at[i] != 'E';
    return (string || number) && id->length <= CL_MAX_RECORD_ID;
}

/* Copies a text of the external. A missing member and null leave `text` unchanged. Returns false if
 * the member is no text, or does not fit. */
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

static bool read_external(const cl_text *text, cl_arena *arena, cl_certificate *c,
                          cl_record_members *record, cl_error *fault)
{
    cl_value value;
    char issuer[3] = "";
    if (!cl_json_value(text->at, text->length, arena, &value, fault))
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

static bool read_payload(cl_decoder *decoder, const cl_text *payload, cl_arena *arena,
                         cl_certificate *c, cl_error *fault)
{
    cl_value text;
    if (payload->at[0] != '"')
        return cl_decoder_read(decoder, CL_INPUT_JSON, payload->at, payload->length, c, fault);
    return cl_json_value(payload->at, payload->length, arena, &text, fault) &&
           cl_decoder_read(decoder, CL_INPUT_TEXT, text.text, text.length, c, fault);
}

/* Reads the members of a record. Returns false with MEMORY. */
static bool read_wrapped(const cl_record_reader *reader, const char *bytes, const cl_text *m,
                         cl_arena *arena, cl_certificate *c, cl_record_members *record,
                         cl_error *fault)
{
    if (m[ID].at != NULL && is_id(&m[ID]))
        record->id = m[ID];
    record->external = m[EXTERNAL].at != NULL;
    if (m[PAYLOAD].at == NULL) {
        fail(c, "", "a record around a certificate must have a payload");
        return true;
    }
    if (m[ID].at != NULL && record->id.at == NULL) {
        fail(c, "/id", "an id must be a string or a whole number of at most 256 bytes");
        return true;
    }
    if (!read_payload(reader->decoder, &m[PAYLOAD], arena, c, fault))
        return false;
    move_fault(c, (size_t)(m[PAYLOAD].at - bytes));
    return m[EXTERNAL].at == NULL || !reader->external ||
           read_external(&m[EXTERNAL], arena, c, record, fault);
}

bool cl_decoder_read_record(const cl_record_reader *reader, const char *bytes, size_t length,
                            cl_certificate *c, cl_record_members *record, cl_error *fault)
{
    cl_decoder *decoder = reader->decoder;
    cl_input input = reader->input;
    *record = (cl_record_members){.external = false};
    const char *document = bytes;
    size_t size = length;
    /* Used for a record around a certificate. In other input the decoder finds the mark. */
    bool marked = cl_text_skip_bom(&document, &size);
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
    cl_text members[MEMBERS];
    cl_error broken;
    cl_error_init(&broken);
    if (!cl_json_find(document, size, member_names, MEMBERS, members, &broken))
        return broken.code == CL_MEMORY
                   ? cl_error_memory(fault)
                   : cl_decoder_read(decoder, CL_INPUT_JSON, bytes, length, c, fault);
    cl_arena arena;
    cl_arena_init(&arena, SIZE_MAX);
    bool read = read_wrapped(reader, document, members, &arena, c, record, fault);
    cl_arena_free(&arena);
    return read && (!marked || cl_decoder_note_mark(decoder, c, fault));
}
