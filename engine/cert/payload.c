/* payload.c — what issuers do against the schema and verifiers let pass.
 *
 * Knows the members that the schemas of the payload have (versions 1.0.0 to 1.3.3), and of their values
 * only what a notice is about; a schema says the rest. A key waits until its value is there, since null
 * takes both away. */
#include "cert/payload.h"

#include <string.h>

#include "data/value.h"

/* ---- The form of the known members -------------------------------------------------------------- */

typedef enum form { FORM_ANY, FORM_NAME, FORM_BIRTH, FORM_DATE, FORM_TIME, FORM_DOSE } form;

/* A known member; no key is longer than three bytes, so that four, zeros behind the end, are compared. */
typedef struct member {
    char key[4];
    uint8_t length;
    form form;
} member;

#define MEMBER(name, its_form)                                                                     \
    {                                                                                              \
        name, sizeof(name) - 1, its_form                                                           \
    }

/* In the order of deterministic CBOR (RFC 8949, 4.2.1), in which many payloads have them. */
static const member top_members[] = {MEMBER("r", FORM_ANY),   MEMBER("t", FORM_ANY),
                                     MEMBER("v", FORM_ANY),   MEMBER("dob", FORM_BIRTH),
                                     MEMBER("nam", FORM_ANY), MEMBER("ver", FORM_ANY)};
static const member name_members[] = {MEMBER("fn", FORM_ANY), MEMBER("gn", FORM_ANY),
                                      MEMBER("fnt", FORM_NAME), MEMBER("gnt", FORM_NAME)};
static const member vaccination_members[] = {MEMBER("ci", FORM_ANY),  MEMBER("co", FORM_ANY),
                                             MEMBER("dn", FORM_DOSE), MEMBER("dt", FORM_DATE),
                                             MEMBER("is", FORM_ANY),  MEMBER("ma", FORM_ANY),
                                             MEMBER("mp", FORM_ANY),  MEMBER("sd", FORM_DOSE),
                                             MEMBER("tg", FORM_ANY),  MEMBER("vp", FORM_ANY)};
static const member test_members[] = {
    MEMBER("ci", FORM_ANY), MEMBER("co", FORM_ANY), MEMBER("dr", FORM_TIME), MEMBER("is", FORM_ANY),
    MEMBER("ma", FORM_ANY), MEMBER("nm", FORM_ANY), MEMBER("sc", FORM_TIME), MEMBER("tc", FORM_ANY),
    MEMBER("tg", FORM_ANY), MEMBER("tr", FORM_ANY), MEMBER("tt", FORM_ANY)};
static const member recovery_members[] = {MEMBER("ci", FORM_ANY),  MEMBER("co", FORM_ANY),
                                          MEMBER("df", FORM_DATE), MEMBER("du", FORM_DATE),
                                          MEMBER("fr", FORM_DATE), MEMBER("is", FORM_ANY),
                                          MEMBER("tg", FORM_ANY)};

#define ALL_OF(table, count) (*(count) = sizeof(table) / sizeof *(table), (table))

static const member *members_of(const cl_payload_open *top, size_t *count)
{
    switch (top->place) {
    case CL_PLACE_TOP:
        return ALL_OF(top_members, count);
    case CL_PLACE_NAME:
        return ALL_OF(name_members, count);
    case CL_PLACE_ENTRY:
        return top->group == 'v'   ? ALL_OF(vaccination_members, count)
               : top->group == 't' ? ALL_OF(test_members, count)
                                   : ALL_OF(recovery_members, count);
    case CL_PLACE_GROUP:
    case CL_PLACE_OTHER:
        break;
    }
    *count = 0;
    return NULL;
}

/* The known member of the key at hand, or NULL. The search begins behind the last one that was found. */
static const member *member_of(cl_payload_open *top)
{
    size_t count;
    const member *members = members_of(top, &count);
    if (top->key.length > 3)
        return NULL;
    uint32_t wanted = cl_key_mark(top->key.text, top->key.length);
    for (size_t turn = 0; turn < count; turn++) {
        size_t at = top->expected < count ? top->expected : 0;
        const member *known = &members[at];
        top->expected = (uint32_t)at + 1;
        /* A key with a NUL in it must not pass for a shorter one. */
        if (cl_key_mark(known->key, 4) == wanted && known->length == top->key.length)
            return known;
    }
    return NULL;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* True when `text` begins with `like`, in which 0 stands for any digit and all else for itself. */
static bool has_form(const char *text, size_t length, const char *like)
{
    size_t wanted = strlen(like);
    if (length < wanted)
        return false;
    for (size_t i = 0; i < wanted; i++) {
        if (like[i] == '0' ? !is_digit(text[i]) : text[i] != like[i])
            return false;
    }
    return true;
}

static bool is_date(const char *text, size_t length)
{
    return length == 10 && has_form(text, length, "0000-00-00");
}

/* RFC 3339, section 5.6. */
static bool is_time(const char *text, size_t length)
{
    static const size_t seconds = 19;
    size_t at = seconds;
    if (!has_form(text, length, "0000-00-00T00:00:00"))
        return false;
    if (at < length && text[at] == '.') {
        do
            at++;
        while (at < length && is_digit(text[at]));
        if (at == seconds + 1)
            return false;
    }
    const char *offset = text + at;
    size_t left = length - at;
    return (left == 1 && *offset == 'Z') ||
           (left == 6 && (*offset == '+' || *offset == '-') && has_form(offset + 1, 5, "00:00"));
}

/* "", YYYY, YYYY-MM, YYYY-MM-DD, in the centuries of those who live. */
static bool is_birth(const char *text, size_t length)
{
    static const char *const forms[] = {"0000", "0000-00", "0000-00-00"};
    if (length == 0)
        return true;
    if (length < 2 || (memcmp(text, "19", 2) != 0 && memcmp(text, "20", 2) != 0))
        return false;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (length == strlen(forms[i]) && has_form(text, length, forms[i]))
            return true;
    }
    return false;
}

/* A transliterated name (ICAO 9303). */
static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((text[i] < 'A' || text[i] > 'Z') && text[i] != '<')
            return false;
    }
    return true;
}

/* ---- Notices ------------------------------------------------------------------------------------ */

/* The JSON Pointer of what is being read in the innermost container. */
static void write_place(const cl_payload_sink *s, cl_buffer *at)
{
    for (uint32_t i = 0; i < s->depth; i++) {
        const cl_payload_open *open = &s->open[i];
        if (open->object)
            cl_pointer_step(at, open->key.text, open->key.length);
        else
            cl_pointer_index(at, open->index);
    }
}

static bool note(cl_payload_sink *s, cl_error *error, cl_code code, const char *message)
{
    cl_buffer_clear(s->at);
    write_place(s, s->at);
    bool ok = !s->at->failed;
    if (ok && s->strict) {
        ok = cl_error_set(error, code, "%s", message);
        cl_error_at(error, cl_buffer_text(s->at));
    } else {
        ok = ok && cl_certificate_note(s->certificate, code, cl_buffer_text(s->at), message);
        if (!ok)
            cl_error_memory(error);
    }
    return ok;
}

/* ---- Values ------------------------------------------------------------------------------------- */

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool trim(cl_payload_sink *s, cl_value *value, cl_error *error)
{
    const char *text = value->text;
    uint32_t length = value->length;
    while (length > 0 && is_space(text[length - 1]))
        length--;
    for (; length > 0 && is_space(*text); length--)
        text++;
    if (length == value->length)
        return true;
    *value = cl_value_string(text, length);
    return note(s, error, CL_TRIMMED, "white space around a string");
}

static bool check_text(cl_payload_sink *s, const member *known, const cl_value *value,
                       cl_error *error)
{
    const char *text = value->text;
    size_t length = value->length;
    switch (known->form) {
    case FORM_NAME:
        return is_name(text, length) ||
               note(s, error, CL_NAME_PATTERN,
                    "a transliterated name has only capital letters and <");
    case FORM_BIRTH:
        return is_birth(text, length) ||
               note(s, error, CL_DATE_PATTERN,
                    "a date of birth is YYYY-MM-DD, YYYY-MM, YYYY or empty, from 1900 to 2099");
    case FORM_DATE:
        return is_date(text, length) || note(s, error, CL_DATE_PATTERN, "a date is YYYY-MM-DD");
    case FORM_TIME:
        return is_time(text, length) ||
               note(s, error, CL_DATE_PATTERN,
                    "a moment is YYYY-MM-DDThh:mm:ss with Z or an offset as +02:00");
    case FORM_ANY:
    case FORM_DOSE:
        break;
    }
    return true;
}

/* Passes the waiting key on, now that its value is there; `*known` is its member. */
static bool pass_key(cl_payload_sink *s, cl_payload_open *top, const member **known,
                     cl_error *error)
{
    *known = member_of(top);
    if (*known == NULL && top->place != CL_PLACE_OTHER && top->place != CL_PLACE_GROUP &&
        !note(s, error, CL_UNKNOWN_MEMBER, "a member that no schema of the payload has"))
        return false;
    return s->next.take(s->next.self, CL_EVENT_KEY, &top->key, error);
}

static bool drop_null(cl_payload_sink *s, cl_payload_open *top, cl_error *error)
{
    bool group = top->place == CL_PLACE_TOP && top->key.length == 1 &&
                 strchr("vtr", top->key.text[0]) != NULL && top->key.text[0] != '\0';
    if (group)
        return note(s, error, CL_NULL_GROUP, "null in place of an array");
    return note(s, error, CL_NULL_MEMBER, "a member that is null");
}

static bool take_scalar(cl_payload_sink *s, const cl_value *given, cl_error *error)
{
    cl_payload_open *top = s->depth > 0 ? &s->open[s->depth - 1] : NULL;
    const member *known = NULL;
    cl_value value = *given;
    if (top != NULL && top->object) {
        if (value.kind == CL_KIND_NULL)
            return drop_null(s, top, error);
        if (!pass_key(s, top, &known, error))
            return false;
    }
    if (value.kind == CL_KIND_STRING) {
        if (!trim(s, &value, error) || (known != NULL && !check_text(s, known, &value, error)))
            return false;
    } else if (value.kind == CL_KIND_INTEGER) {
        if (value.length == CL_WHOLE_REAL &&
            !note(s, error, CL_WHOLE_FLOAT, "a whole number written as a float"))
            return false;
        if (known != NULL && known->form == FORM_DOSE && (value.integer < 1 || value.integer > 9) &&
            !note(s, error, CL_DOSE_RANGE, "a number of doses is 1 to 9"))
            return false;
    }
    return s->next.take(s->next.self, CL_EVENT_SCALAR, &value, error);
}

/* ---- Containers --------------------------------------------------------------------------------- */

static cl_place place_in(const cl_payload_open *parent, bool object, char *group)
{
    *group = 0;
    if (parent == NULL)
        return object ? CL_PLACE_TOP : CL_PLACE_OTHER;
    if (parent->place == CL_PLACE_GROUP && object) {
        *group = parent->group;
        return CL_PLACE_ENTRY;
    }
    if (parent->place != CL_PLACE_TOP)
        return CL_PLACE_OTHER;
    const cl_value *key = &parent->key;
    if (object)
        return key->length == 3 && memcmp(key->text, "nam", 3) == 0 ? CL_PLACE_NAME
                                                                    : CL_PLACE_OTHER;
    if (key->length != 1 || key->text[0] == '\0' || strchr("vtr", key->text[0]) == NULL)
        return CL_PLACE_OTHER;
    *group = key->text[0];
    return CL_PLACE_GROUP;
}

static bool take_begin(cl_payload_sink *s, cl_event_type type, cl_error *error)
{
    bool object = type == CL_EVENT_BEGIN_OBJECT;
    cl_payload_open *parent = s->depth > 0 ? &s->open[s->depth - 1] : NULL;
    const member *known;
    if (parent != NULL && parent->object && !pass_key(s, parent, &known, error))
        return false;
    if (!s->next.take(s->next.self, type, NULL, error))
        return false;
    if (s->depth == CL_MAX_DEPTH)
        return cl_error_set(error, CL_LIMIT_DEPTH, "a value nested deeper than %d", CL_MAX_DEPTH);
    cl_payload_open *top = &s->open[s->depth++];
    top->place = place_in(parent, object, &top->group);
    top->object = object;
    top->index = 0;
    top->expected = 0;
    return true;
}

/* A value ended: the next item of an array has the next index. */
static void step(cl_payload_sink *s)
{
    if (s->depth > 0)
        s->open[s->depth - 1].index++;
}

static bool take(void *self, cl_event_type type, const cl_value *value, cl_error *error)
{
    cl_payload_sink *s = self;
    bool ok;
    switch (type) {
    case CL_EVENT_SCALAR:
        ok = take_scalar(s, value, error);
        step(s);
        return ok;
    case CL_EVENT_KEY:
        s->open[s->depth - 1].key = *value;
        return true;
    case CL_EVENT_BEGIN_ARRAY:
    case CL_EVENT_BEGIN_OBJECT:
        return take_begin(s, type, error);
    case CL_EVENT_END_ARRAY:
    case CL_EVENT_END_OBJECT:
        s->depth--;
        step(s);
        return s->next.take(s->next.self, type, NULL, error);
    }
    return cl_error_set(error, CL_USAGE, "an event that no reader sends");
}

cl_sink cl_payload_sink_begin(cl_payload_sink *self, const cl_sink *next,
                              cl_certificate *certificate, cl_buffer *at, bool strict)
{
    self->next = *next;
    self->certificate = certificate;
    self->strict = strict;
    self->at = at;
    self->depth = 0;
    return (cl_sink){.take = take, .self = self};
}
