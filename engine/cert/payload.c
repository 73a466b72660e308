/* payload.c — accepts known deviations from the schema of the payload, and adds a notice for each.
 *
 * This file knows the members in the schemas of the payload (versions 1.0.0 to 1.3.3). Of their
 * values it checks only what a notice exists for; the schema checks the rest. */
#include "cert/payload.h"

#include <string.h>

#include "base/hints.h"
#include "data/text.h"
#include "data/value.h"

/* ---- The known members ----------------------------------------------------------------------- */

/* The form that the value of a member must have. */
typedef enum form {
    FORM_UNKNOWN, /* no schema has the member in its place */
    FORM_ANY,
    FORM_NAME,
    FORM_BIRTH,
    FORM_DATE,
    FORM_TIME,
    FORM_DOSE
} form;

/* A key of up to three bytes as a number: the first byte lowest, the length highest. The length
 * tells keys apart that end in NUL bytes. */
#define KEY(a, b, c)                                                                               \
    ((uint32_t)(a) | (uint32_t)(b) << 8 | (uint32_t)(c) << 16 |                                    \
     ((b) == 0   ? 1u                                                                              \
      : (c) == 0 ? 2u                                                                              \
                 : 3u)                                                                             \
         << 24)

static form form_in_top(uint32_t key)
{
    switch (key) {
    case KEY('n', 'a', 'm'):
    case KEY('r', 0, 0):
    case KEY('t', 0, 0):
    case KEY('v', 0, 0):
    case KEY('v', 'e', 'r'):
        return FORM_ANY;
    case KEY('d', 'o', 'b'):
        return FORM_BIRTH;
    }
    return FORM_UNKNOWN;
}

static form form_in_name(uint32_t key)
{
    switch (key) {
    case KEY('f', 'n', 0):
    case KEY('g', 'n', 0):
        return FORM_ANY;
    case KEY('f', 'n', 't'):
    case KEY('g', 'n', 't'):
        return FORM_NAME;
    }
    return FORM_UNKNOWN;
}

static form form_in_vaccination(uint32_t key)
{
    switch (key) {
    case KEY('c', 'i', 0):
    case KEY('c', 'o', 0):
    case KEY('i', 's', 0):
    case KEY('m', 'a', 0):
    case KEY('m', 'p', 0):
    case KEY('t', 'g', 0):
    case KEY('v', 'p', 0):
        return FORM_ANY;
    case KEY('d', 'n', 0):
    case KEY('s', 'd', 0):
        return FORM_DOSE;
    case KEY('d', 't', 0):
        return FORM_DATE;
    }
    return FORM_UNKNOWN;
}

static form form_in_test(uint32_t key)
{
    switch (key) {
    case KEY('c', 'i', 0):
    case KEY('c', 'o', 0):
    case KEY('i', 's', 0):
    case KEY('m', 'a', 0):
    case KEY('n', 'm', 0):
    case KEY('t', 'c', 0):
    case KEY('t', 'g', 0):
    case KEY('t', 'r', 0):
    case KEY('t', 't', 0):
        return FORM_ANY;
    case KEY('d', 'r', 0):
    case KEY('s', 'c', 0):
        return FORM_TIME;
    }
    return FORM_UNKNOWN;
}

static form form_in_recovery(uint32_t key)
{
    switch (key) {
    case KEY('c', 'i', 0):
    case KEY('c', 'o', 0):
    case KEY('i', 's', 0):
    case KEY('t', 'g', 0):
        return FORM_ANY;
    case KEY('d', 'f', 0):
    case KEY('d', 'u', 0):
    case KEY('f', 'r', 0):
        return FORM_DATE;
    }
    return FORM_UNKNOWN;
}

/* Returns the mark of a key with the first byte lowest, on machines of any byte order. */
static uint32_t in_order(uint32_t mark)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    mark = mark >> 24 | (mark >> 8 & 0xFF00) | (mark << 8 & 0xFF0000) | mark << 24;
#endif
    return mark;
}

/* Returns the form of the member with this key in `place`. */
static form form_of(cl_payload_place place, const cl_key *key)
{
    if (key->length > 3)
        return FORM_UNKNOWN;
    uint32_t wanted = in_order(key->mark) | key->length << 24;
    switch (place) {
    case CL_PLACE_TOP:
        return form_in_top(wanted);
    case CL_PLACE_NAME:
        return form_in_name(wanted);
    case CL_PLACE_VACCINATION:
        return form_in_vaccination(wanted);
    case CL_PLACE_TEST:
        return form_in_test(wanted);
    case CL_PLACE_RECOVERY:
        return form_in_recovery(wanted);
    case CL_PLACE_OTHER:
    case CL_PLACE_DOCUMENT:
    case CL_PLACE_VACCINATIONS:
    case CL_PLACE_TESTS:
    case CL_PLACE_RECOVERIES:
        break;
    }
    return FORM_UNKNOWN;
}

/* ---- Forms of text --------------------------------------------------------------------------- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool are_digits(const char *text, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(text[i]))
            return false;
    }
    return true;
}

/* Compares eight bytes of `text` with `like`, in which 0 matches any digit and every other
 * character matches itself. */
static bool has_form(const char *text, const char *like)
{
    uint64_t wanted = cl_text_word(like), found = cl_text_word(text) ^ wanted;
    /* If `text` matches, a byte of `found` is 0 to 9 where `like` has 0, and 0 elsewhere. `room` is
     * 0x7F less the largest allowed value, so adding it sets the high bit of each larger byte. All
     * bytes of `like` are below 0x80, so `fixed` is computed without a carry. A byte of `found` can
     * carry into the next only if its own high bit is set, which is a mismatch anyway. */
    uint64_t fixed = ((wanted ^ CL_EACH_BYTE('0')) + CL_EACH_BYTE(0x7F)) & CL_HIGH_BITS;
    uint64_t room = CL_EACH_BYTE(0x76) + (fixed >> 7) * 9;
    return ((found | (found + room)) & CL_HIGH_BITS) == 0;
}

static bool is_date(const char *text, size_t length)
{
    return length == 10 && has_form(text, "0000-00-") && has_form(text + 2, "00-00-00");
}

/* Returns true for an offset from UTC that the specification of the payload allows: Z, ±hh, ±hhmm,
 * ±hh:mm. */
static bool is_offset(const char *text, size_t length)
{
    if (length == 1)
        return *text == 'Z';
    if (length < 3 || (*text != '+' && *text != '-') || !are_digits(text + 1, 2))
        return false;
    return length == 3 || (length == 5 && are_digits(text + 3, 2)) ||
           (length == 6 && text[3] == ':' && are_digits(text + 4, 2));
}

/* Returns true for a date-time of RFC 3339, section 5.6, with the offsets of is_offset. */
static bool is_time(const char *text, size_t length)
{
    static const size_t seconds = 19;
    size_t at = seconds;
    if (length < seconds || !has_form(text, "0000-00-") || !has_form(text + 8, "00T00:00") ||
        !has_form(text + 11, "00:00:00"))
        return false;
    if (at < length && text[at] == '.') {
        do
            at++;
        while (at < length && is_digit(text[at]));
        if (at == seconds + 1)
            return false;
    }
    return is_offset(text + at, length - at);
}

/* Returns true for a date of birth: "", YYYY, YYYY-MM, or YYYY-MM-DD, from 1900 to 2099. */
static bool is_birth(const char *text, size_t length)
{
    if (length == 0)
        return true;
    if (length < 4 || !(cl_text_begins(text, length, "19") || cl_text_begins(text, length, "20")))
        return false;
    return is_date(text, length) || ((length == 4 || length == 7) && are_digits(text, 4) &&
                                     (length == 4 || (text[4] == '-' && are_digits(text + 5, 2))));
}

/* Returns true for a transliterated name (ICAO 9303): A to Z and <. */
static bool is_name(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if ((text[i] < 'A' || text[i] > 'Z') && text[i] != '<')
            return false;
    }
    return true;
}

/* ---- Notices --------------------------------------------------------------------------------- */

/* Appends the JSON Pointer to the value that is being read. */
static void write_place(const cl_payload_sink *s, cl_buffer *at)
{
    for (uint32_t i = 1; i <= s->depth; i++) {
        const cl_payload_open *open = &s->open[i];
        if (open->object)
            cl_pointer_step(at, open->key.text, open->key.length);
        else
            cl_pointer_index(at, open->index);
    }
}

/* Adds a notice about the value that is being read; with `strict` it is a fault, and false is
 * returned. If the certificate has CL_MAX_NOTICES notices the place is not written, to save
 * time. */
static bool note(cl_payload_sink *s, cl_error *error, cl_code code, const char *message)
{
    if (!s->strict && s->certificate->notice_count == CL_MAX_NOTICES)
        return true;
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

/* ---- Values ---------------------------------------------------------------------------------- */

static inline bool is_trimmed(const cl_value *value)
{
    return value->length == 0 ||
           (!cl_text_is_space(value->text[0]) && !cl_text_is_space(value->text[value->length - 1]));
}

/* Returns true if a trimmed text has the form `wanted`. */
static inline bool has_wanted_form(form wanted, const cl_value *value)
{
    const char *text = value->text;
    size_t length = value->length;
    switch (wanted) {
    case FORM_NAME:
        return is_name(text, length);
    case FORM_BIRTH:
        return is_birth(text, length);
    case FORM_DATE:
        return is_date(text, length);
    case FORM_TIME:
        return is_time(text, length);
    case FORM_UNKNOWN:
    case FORM_ANY:
    case FORM_DOSE:
        break;
    }
    return true;
}

static bool is_dose(int64_t integer)
{
    return integer >= 1 && integer <= 9;
}

/* Returns true if there is nothing to note about a scalar. */
static inline bool is_usual(form wanted, const cl_value *value)
{
    if (value->kind == CL_KIND_STRING)
        return is_trimmed(value) && has_wanted_form(wanted, value);
    if (value->kind == CL_KIND_INTEGER)
        return !value->written_real && (wanted != FORM_DOSE || is_dose(value->integer));
    return true;
}

static bool note_form(cl_payload_sink *s, form wanted, cl_error *error)
{
    switch (wanted) {
    case FORM_NAME:
        return note(s, error, CL_NAME_PATTERN,
                    "a transliterated name has only capital letters and <");
    case FORM_BIRTH:
        return note(s, error, CL_DATE_PATTERN,
                    "a date of birth is YYYY-MM-DD, YYYY-MM, YYYY or empty, from 1900 to 2099");
    case FORM_DATE:
        return note(s, error, CL_DATE_PATTERN, "a date is YYYY-MM-DD");
    case FORM_TIME:
        return note(s, error, CL_DATE_PATTERN,
                    "a moment is YYYY-MM-DDThh:mm:ss with Z or an offset as +02:00");
    case FORM_UNKNOWN:
    case FORM_ANY:
    case FORM_DOSE:
        break;
    }
    return true;
}

/* Returns true if `place` has a list of known members. */
static bool has_members(cl_payload_place place)
{
    return place == CL_PLACE_TOP || place == CL_PLACE_NAME || place >= CL_PLACE_VACCINATION;
}

/* Adds the notice of an unknown member, if its place has a list of known members. */
static bool note_unknown(cl_payload_sink *s, cl_payload_place place, cl_error *error)
{
    return !has_members(place) ||
           note(s, error, CL_UNKNOWN_MEMBER, "a member that no schema of the payload has");
}

static bool is_group(const cl_key *key)
{
    return key->length == 1 && (key->text[0] == 'v' || key->text[0] == 't' || key->text[0] == 'r');
}

/* Adds the notice of a member that is null. The caller does not pass the member on. */
static bool drop_null(cl_payload_sink *s, cl_payload_open *top, cl_error *error)
{
    if (top->place == CL_PLACE_TOP && is_group(&top->key))
        return note(s, error, CL_NULL_GROUP, "null in place of an array");
    return note(s, error, CL_NULL_MEMBER, "a member that is null");
}

static bool note_text(cl_payload_sink *s, form wanted, cl_value *value, cl_error *error)
{
    if (!is_trimmed(value)) {
        size_t length = value->length;
        cl_text_trim(&value->text, &length);
        value->length = (uint32_t)length;
        if (!note(s, error, CL_TRIMMED, "white space around a string"))
            return false;
    }
    return has_wanted_form(wanted, value) || note_form(s, wanted, error);
}

static bool note_integer(cl_payload_sink *s, form wanted, const cl_value *value, cl_error *error)
{
    if (value->written_real && !note(s, error, CL_WHOLE_FLOAT, "a whole number written as a float"))
        return false;
    return wanted != FORM_DOSE || is_dose(value->integer) ||
           note(s, error, CL_DOSE_RANGE, "a number of doses is 1 to 9");
}

/* Adds the notices about a scalar, and passes its corrected value on: trimmed, or not at all for a
 * member that is null. */
CL_APART static bool take_odd(cl_payload_sink *s, const cl_key *key, form wanted,
                              const cl_value *given, cl_error *error)
{
    cl_payload_open *top = &s->open[s->depth];
    cl_value value = *given;
    if (key != NULL) {
        if (value.kind == CL_KIND_NULL)
            return drop_null(s, top, error);
        if (wanted == FORM_UNKNOWN && !note_unknown(s, top->place, error))
            return false;
    }
    if (value.kind == CL_KIND_STRING && !note_text(s, wanted, &value, error))
        return false;
    if (value.kind == CL_KIND_INTEGER && !note_integer(s, wanted, &value, error))
        return false;
    top->index++;
    return s->next.scalar(s->next.self, key, &value, error);
}

static bool take_scalar(void *self, const cl_key *key, const cl_value *value, cl_error *error)
{
    cl_payload_sink *s = self;
    cl_payload_open *top = &s->open[s->depth];
    form wanted = FORM_ANY;
    bool odd = false;
    if (key != NULL) {
        top->key = *key;
        wanted = form_of(top->place, key);
        odd = wanted == FORM_UNKNOWN || value->kind == CL_KIND_NULL;
    }
    if (odd || !is_usual(wanted, value))
        return take_odd(s, key, wanted, value, error);
    top->index++; /* used if the container is an array */
    return s->next.scalar(s->next.self, key, value, error);
}

/* ---- Containers ------------------------------------------------------------------------------ */

/* Returns the place of an object or array that begins in `parent`. */
static cl_payload_place place_in(const cl_payload_open *parent, bool object)
{
    switch (parent->place) {
    case CL_PLACE_DOCUMENT:
        return object ? CL_PLACE_TOP : CL_PLACE_OTHER;
    case CL_PLACE_VACCINATIONS:
    case CL_PLACE_TESTS:
    case CL_PLACE_RECOVERIES:
        return object ? parent->place + CL_PLACE_ENTRIES : CL_PLACE_OTHER;
    case CL_PLACE_TOP:
        break;
    case CL_PLACE_OTHER:
    case CL_PLACE_NAME:
    case CL_PLACE_VACCINATION:
    case CL_PLACE_TEST:
    case CL_PLACE_RECOVERY:
        return CL_PLACE_OTHER;
    }
    const cl_key *key = &parent->key;
    if (object)
        return cl_text_is(key->text, key->length, "nam") ? CL_PLACE_NAME : CL_PLACE_OTHER;
    return !is_group(key)        ? CL_PLACE_OTHER
           : key->text[0] == 'v' ? CL_PLACE_VACCINATIONS
           : key->text[0] == 't' ? CL_PLACE_TESTS
                                 : CL_PLACE_RECOVERIES;
}

static bool take_begin(void *self, const cl_key *key, bool object, cl_error *error)
{
    cl_payload_sink *s = self;
    cl_payload_open *parent = &s->open[s->depth];
    if (key != NULL) {
        parent->key = *key;
        if (form_of(parent->place, key) == FORM_UNKNOWN && !note_unknown(s, parent->place, error))
            return false;
    }
    if (!s->next.begin(s->next.self, key, object, error))
        return false;
    if (s->depth == CL_MAX_DEPTH)
        return cl_error_set(error, CL_LIMIT_DEPTH, "a value nested deeper than %d", CL_MAX_DEPTH);
    cl_payload_open *top = &s->open[++s->depth];
    top->place = place_in(parent, object);
    top->object = object;
    top->index = 0;
    return true;
}

static bool take_end(void *self, cl_error *error)
{
    cl_payload_sink *s = self;
    s->open[--s->depth].index++;
    return s->next.end(s->next.self, error);
}

cl_sink cl_payload_sink_begin(cl_payload_sink *self, const cl_sink *next,
                              cl_certificate *certificate, cl_buffer *at, bool strict)
{
    self->next = *next;
    self->certificate = certificate;
    self->strict = strict;
    self->at = at;
    self->depth = 0;
    self->open[0] = (cl_payload_open){.place = CL_PLACE_DOCUMENT};
    return (cl_sink){.scalar = take_scalar, .begin = take_begin, .end = take_end, .self = self};
}
