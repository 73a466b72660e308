/* test_payload.c — the leniency as a sink: which members are known where, and the forms of texts.
 * Each is compared with another definition: lists of the schema's members, and its patterns as
 * regular expressions. */
#include <regex.h>

#include "cert/payload.h"
#include "support.h"

/* The next sink, which keeps the last scalar. */
typedef struct behind {
    cl_value last;
    int scalars, begins, ends;
} behind;

static bool keep_scalar(void *self, const cl_key *key, const cl_value *value, cl_error *error)
{
    behind *b = self;
    (void)key;
    (void)error;
    b->last = *value;
    b->scalars++;
    return true;
}

static bool count_begin(void *self, const cl_key *key, bool object, cl_error *error)
{
    (void)key;
    (void)object;
    (void)error;
    ((behind *)self)->begins++;
    return true;
}

static bool count_end(void *self, cl_error *error)
{
    (void)error;
    ((behind *)self)->ends++;
    return true;
}

static behind kept;
static cl_payload_sink payload;
static cl_sink sink;
static cl_certificate *certificate;
static cl_buffer places;
static cl_error fault;

static void begin(void)
{
    given_begin();
    cl_buffer_init(&places);
    cl_error_init(&fault);
    certificate = cl_certificate_new(&fault);
    must(certificate != NULL);
}

static void end(void)
{
    cl_certificate_free(certificate);
    cl_buffer_free(&places);
    given_end();
}

static cl_key key_of(const char *text)
{
    return cl_key_of(text, (uint32_t)strlen(text));
}

/* Opens containers: { is an object, [ is an array, everything else is the key of the next one. */
static void open_at(const char *path, bool strict)
{
    cl_sink next = {.scalar = keep_scalar, .begin = count_begin, .end = count_end, .self = &kept};
    cl_error_init(&fault);
    kept = (behind){.scalars = 0};
    sink = cl_payload_sink_begin(&payload, &next, certificate, &places, strict);
    cl_key key = {.length = 0};
    size_t length;
    for (; *path != '\0'; path += length + (path[length] == ' ')) {
        length = strcspn(path, " ");
        if (*path != '{' && *path != '[') {
            key = cl_key_of(path, (uint32_t)length);
            continue;
        }
        ck_assert(sink.begin(sink.self, key.length > 0 ? &key : NULL, *path == '{', &fault));
        key.length = 0;
    }
}

/* Returns the code of the notice for a member with this value, or "". */
static const char *notice_of(const cl_key *key, const cl_value *value)
{
    cl_certificate_reset(certificate);
    must(sink.scalar(sink.self, key, value, &fault));
    must(certificate->notice_count <= 1);
    return certificate->notice_count > 0 ? cl_code_name(certificate->notices[0].code) : "";
}

/* ---- Members --------------------------------------------------------------------------------- */

/* The schemas of versions 1.0.0 to 1.3.3. */
static const struct {
    const char *path, *keys;
} known[] = {
    {"{", " ver nam dob v t r "},
    {"{ nam {", " fn fnt gn gnt "},
    {"{ v [ {", " tg vp mp ma dn sd dt co is ci "},
    {"{ t [ {", " tg tt nm ma sc dr tr tc co is ci "},
    {"{ r [ {", " tg fr co is df du ci "},
};

static void expect_known(const char *keys, const char *text, uint32_t length)
{
    const cl_value yes = cl_value_boolean(true);
    cl_key key = cl_key_of(text, length);
    bool listed = strlen(text) == length && length > 0 &&
                  strstr(keys, given_text(" %s ", text)) != NULL;
    const char *code = notice_of(&key, &yes);
    if (strcmp(code, listed ? "" : "unknown-member") != 0)
        ck_abort_msg("%s among%s: '%s'", text, keys, code);
}

START_TEST(every_key_of_three_letters)
{
    open_at(known[_i].path, false);
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzV";
    for (const char *a = letters; *a != '\0'; a++) {
        char text[4] = {*a, '\0', '\0', '\0'};
        expect_known(known[_i].keys, text, 1);
        for (const char *b = letters; *b != '\0'; b++) {
            text[1] = *b;
            text[2] = '\0';
            expect_known(known[_i].keys, text, 2);
            for (const char *c = letters; *c != '\0'; c++) {
                text[2] = *c;
                expect_known(known[_i].keys, text, 3);
            }
        }
        given_reset();
    }
}
END_TEST

START_TEST(keys_of_other_lengths)
{
    static const char *const texts[] = {"", "vers", "nam ", "dob0", "fntt", "a", "a long key"};
    open_at(known[_i].path, false);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect_known(known[_i].keys, texts[i], (uint32_t)strlen(texts[i]));
    /* With a NUL a key is another key. */
    expect_known(known[_i].keys, "v\0\0", 2);
    expect_known(known[_i].keys, "v\0\0", 3);
    expect_known(known[_i].keys, "fn\0", 3);
    expect_known(known[_i].keys, "ver\0", 4);
    expect_known(known[_i].keys, "tg\0\0", 4);
    expect_known(known[_i].keys, "\0", 1);
}
END_TEST

START_TEST(members_of_others_are_not_looked_at)
{
    static const char *const paths[] = {"[",         "{ x {",        "{ v {",       "{ nam [ {",
                                        "{ v [ [ {", "{ v [ { tg {", "{ nam { fn {"};
    const cl_value yes = cl_value_boolean(true);
    const cl_key key = key_of("anything");
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        open_at(paths[i], false);
        ck_assert_str_eq(notice_of(paths[i][strlen(paths[i]) - 1] == '{' ? &key : NULL, &yes), "");
    }
}
END_TEST

/* ---- Forms ----------------------------------------------------------------------------------- */

#define DATE "[0-9]{4}-[0-9]{2}-[0-9]{2}"

static const struct {
    const char *path, *key, *code, *pattern, *samples[6];
} forms[] = {
    {"{",
     "dob",
     "date-pattern",
     "^((19|20)[0-9]{2}(-[0-9]{2}){0,2})?$",
     {"1999-12-31", "2000-01", "2015", "20", "1899-01-01"}},
    {"{ nam {",
     "fnt",
     "name-pattern",
     "^[A-Z<]*$",
     {"EXAMPLE<NAME", "A", "MORE<<THAN<EIGHT<LETTERS"}},
    {"{ nam {", "gnt", "name-pattern", "^[A-Z<]*$", {"JANA"}},
    {"{ v [ {", "dt", "date-pattern", "^" DATE "$", {"2021-05-09", "0000-99-99"}},
    {"{ r [ {", "fr", "date-pattern", "^" DATE "$", {"2021-05-09"}},
    {"{ r [ {", "df", "date-pattern", "^" DATE "$", {"2021-05-09"}},
    {"{ r [ {", "du", "date-pattern", "^" DATE "$", {"2021-05-09"}},
    {"{ t [ {",
     "sc",
     "date-pattern",
     "^" DATE "T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$",
     {"2021-05-09T12:34:56Z", "2021-05-09T12:34:56+02", "2021-05-09T12:34:56.7-0230",
      "2021-05-09T12:34:56.789+02:00", "2021-05-09T12:34:56-12:30", "2021-05-09T12:34:56.Z"}},
    {"{ t [ {",
     "dr",
     "date-pattern",
     "^" DATE "T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)$",
     {"2021-05-09T12:34:56Z"}},
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static void expect_form(const regex_t *pattern, int form, const char *text, size_t length)
{
    if (length > 0 && (is_space(text[0]) || is_space(text[length - 1])))
        return; /* would be trimmed */
    char *copy = malloc(length +
                        1); /* a separate copy, so that a sanitizer detects a read beyond its end */
    must(copy != NULL);
    memcpy(copy, text, length);
    copy[length] = '\0';
    bool good = strlen(copy) == length && regexec(pattern, copy, 0, NULL, 0) == 0;
    char *bare = malloc(length > 0 ? length : 1);
    must(bare != NULL);
    memcpy(bare, text, length);
    const cl_key key = key_of(forms[form].key);
    const cl_value value = cl_value_string(bare, (uint32_t)length);
    const char *code = notice_of(&key, &value);
    if (strcmp(code, good ? "" : forms[form].code) != 0)
        ck_abort_msg("%s of '%s': '%s'", forms[form].key, copy, code);
    must(kept.last.text == bare);
    free(copy);
    free(bare);
}

/* Each sample: with each byte replaced by each other byte, cut at each length, and followed by each
 * byte. */
START_TEST(forms_of_text)
{
    regex_t pattern;
    must(regcomp(&pattern, forms[_i].pattern, REG_EXTENDED | REG_NOSUB) == 0);
    open_at(forms[_i].path, false);
    for (size_t s = 0; s < sizeof forms[_i].samples / sizeof *forms[_i].samples; s++) {
        const char *sample = forms[_i].samples[s];
        if (sample == NULL)
            break;
        char text[64];
        size_t length = strlen(sample);
        for (size_t cut = 0; cut <= length; cut++)
            expect_form(&pattern, _i, sample, cut);
        for (size_t at = 0; at <= length; at++) {
            memcpy(text, sample, length + 1);
            for (int byte = 0; byte < 256; byte++) {
                text[at] = (char)byte;
                expect_form(&pattern, _i, text, at < length ? length : length + 1);
            }
        }
    }
    regfree(&pattern);
}
END_TEST

/* ---- Other notices --------------------------------------------------------------------------- */

START_TEST(doses)
{
    static const char *const keys[] = {"dn", "sd"};
    open_at("{ v [ {", false);
    for (int64_t dose = -1; dose <= 12; dose++) {
        const cl_key key = key_of(keys[dose % 2 != 0]);
        cl_value value = cl_value_integer(dose);
        ck_assert_str_eq(notice_of(&key, &value), dose >= 1 && dose <= 9 ? "" : "dose-range");
        ck_assert_int_eq(kept.last.integer, dose);
        value.written_real = true;
        if (dose >= 1 && dose <= 9)
            ck_assert_str_eq(notice_of(&key, &value), "whole-float");
    }
}
END_TEST

START_TEST(white_space_is_trimmed)
{
    static const struct {
        const char *text, *kept, *code;
    } texts[] = {{"", "", ""},
                 {"a", "a", ""},
                 {"a b", "a b", ""},
                 {" a", "a", "trimmed"},
                 {"a\t", "a", "trimmed"},
                 {"\r\n a \v\f", "a", "trimmed"},
                 {" ", "", "trimmed"},
                 {"\xC2\xA0"
                  "a",
                  "\xC2\xA0"
                  "a",
                  ""}};
    const cl_key key = key_of("co");
    open_at("{ v [ {", false);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cl_value value = cl_value_string(texts[i].text, (uint32_t)strlen(texts[i].text));
        ck_assert_str_eq(notice_of(&key, &value), texts[i].code);
        ck_assert_uint_eq(kept.last.length, strlen(texts[i].kept));
        ck_assert_int_eq(memcmp(kept.last.text, texts[i].kept, kept.last.length), 0);
    }
    /* If white space is not trimmed, the form does not match. */
    open_at("{ v [ {", false);
    const cl_key date = key_of("dt");
    const cl_value value = cl_value_string(" 2021-05-9", 10);
    cl_certificate_reset(certificate);
    must(sink.scalar(sink.self, &date, &value, &fault));
    ck_assert_uint_eq(certificate->notice_count, 2);
    ck_assert_int_eq(certificate->notices[0].code, CL_TRIMMED);
    ck_assert_int_eq(certificate->notices[1].code, CL_DATE_PATTERN);
    ck_assert_str_eq(certificate->notices[1].at, "/v/0/dt");
}
END_TEST

START_TEST(null_takes_its_member_away)
{
    const cl_value null = cl_value_null();
    static const struct {
        const char *path, *key, *code;
    } nulls[] = {{"{", "v", "null-group"},     {"{", "t", "null-group"},
                 {"{", "r", "null-group"},     {"{", "vt", "null-member"},
                 {"{", "x", "null-member"},    {"{ v [ {", "v", "null-member"},
                 {"{ x {", "v", "null-member"}};
    for (size_t i = 0; i < sizeof nulls / sizeof *nulls; i++) {
        open_at(nulls[i].path, false);
        const cl_key key = key_of(nulls[i].key);
        ck_assert_str_eq(notice_of(&key, &null), nulls[i].code);
        ck_assert_int_eq(kept.scalars, 0);
    }
    open_at("{ v [", false); /* an item stays */
    ck_assert_str_eq(notice_of(NULL, &null), "");
    ck_assert_int_eq(kept.scalars, 1);
}
END_TEST

/* Notices have places; indexes count scalars and containers alike. */
START_TEST(places_of_notices)
{
    const cl_value text = cl_value_string("a ", 2), yes = cl_value_boolean(true);
    const cl_key x = key_of("x/~");
    open_at("{ v [", false);
    must(sink.scalar(sink.self, NULL, &yes, &fault));
    must(sink.begin(sink.self, NULL, false, &fault) && sink.end(sink.self, &fault));
    must(sink.begin(sink.self, NULL, true, &fault));
    ck_assert_str_eq(notice_of(&x, &yes), "unknown-member");
    ck_assert_str_eq(certificate->notices[0].at, "/v/2/x~1~0");
    must(sink.end(sink.self, &fault));
    ck_assert_str_eq(notice_of(NULL, &text), "trimmed");
    ck_assert_str_eq(certificate->notices[0].at, "/v/3");
    must(sink.end(sink.self, &fault));
    must(sink.begin(sink.self, &x, false, &fault));
    ck_assert_str_eq(certificate->notices[1].at, "/x~1~0");
    ck_assert_int_eq(kept.begins, 5);
    ck_assert_int_eq(kept.ends, 3);
}
END_TEST

/* Notices beyond the limit are not kept, and their places are not written. */
START_TEST(no_place_is_written_of_a_notice_that_is_left_out)
{
    const cl_value yes = cl_value_boolean(true);
    open_at("{ v [ {", false);
    for (unsigned i = 0; i < CL_MAX_NOTICES; i++) {
        const cl_key x = key_of("x");
        must(sink.scalar(sink.self, &x, &yes, &fault));
    }
    ck_assert_uint_eq(certificate->notice_count, CL_MAX_NOTICES);
    cl_buffer_clear(&places);
    const cl_key y = key_of("y");
    must(sink.scalar(sink.self, &y, &yes, &fault));
    ck_assert_uint_eq(certificate->notice_count, CL_MAX_NOTICES);
    ck_assert_str_eq(cl_buffer_text(&places), "");
}
END_TEST

START_TEST(a_long_place_of_a_notice_is_cut_at_a_whole_step)
{
    static char name[2 * CL_MAX_POINTER];
    memset(name, 'n', sizeof name);
    const cl_value yes = cl_value_boolean(true);
    const cl_key x = cl_key_of(name, sizeof name);
    open_at("{ v [ {", false);
    ck_assert_str_eq(notice_of(&x, &yes), "unknown-member");
    ck_assert_str_eq(certificate->notices[0].at, "/v/0/\xE2\x80\xA6");
}
END_TEST

/* With `strict` the first deviation is a fault with the same code, place and message. */
START_TEST(strict_refuses)
{
    const cl_value yes = cl_value_boolean(true), date = cl_value_string("today", 5);
    open_at("{ v [ {", true);
    const cl_key dt = key_of("dt"), x = key_of("x");
    ck_assert(!sink.scalar(sink.self, &dt, &date, &fault));
    ck_assert_int_eq(fault.code, CL_DATE_PATTERN);
    ck_assert_str_eq(fault.at, "/v/0/dt");
    ck_assert_str_eq(fault.message, "a date is YYYY-MM-DD");
    open_at("{ v [ {", true);
    ck_assert(!sink.scalar(sink.self, &x, &yes, &fault));
    ck_assert_int_eq(fault.code, CL_UNKNOWN_MEMBER);
    open_at("{ v [ {", true);
    ck_assert(!sink.begin(sink.self, &x, true, &fault));
    ck_assert_int_eq(fault.code, CL_UNKNOWN_MEMBER);
    ck_assert_str_eq(fault.at, "/v/0/x");
    ck_assert_uint_eq(certificate->notice_count, 0);
}
END_TEST

/* The sink limits the depth itself, whichever reader sends the events. */
START_TEST(depth)
{
    open_at("", false);
    for (int i = 0; i < CL_MAX_DEPTH; i++)
        ck_assert(sink.begin(sink.self, NULL, false, &fault));
    ck_assert(!sink.begin(sink.self, NULL, true, &fault));
    ck_assert_int_eq(fault.code, CL_LIMIT_DEPTH);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("all");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_loop_test(tests, every_key_of_three_letters, 0, sizeof known / sizeof *known);
    tcase_add_loop_test(tests, keys_of_other_lengths, 0, sizeof known / sizeof *known);
    tcase_add_test(tests, members_of_others_are_not_looked_at);
    tcase_add_loop_test(tests, forms_of_text, 0, sizeof forms / sizeof *forms);
    tcase_add_test(tests, doses);
    tcase_add_test(tests, white_space_is_trimmed);
    tcase_add_test(tests, null_takes_its_member_away);
    tcase_add_test(tests, places_of_notices);
    tcase_add_test(tests, no_place_is_written_of_a_notice_that_is_left_out);
    tcase_add_test(tests, a_long_place_of_a_notice_is_cut_at_a_whole_step);
    tcase_add_test(tests, strict_refuses);
    tcase_add_test(tests, depth);
    unit_suite = suite_create("payload");
    suite_add_tcase(unit_suite, tests);
    return unit_run();
}
