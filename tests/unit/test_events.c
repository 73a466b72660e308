/* test_events.c — events out of documents and values, and events into a builder: their order, their
 * contents, every misuse, and every allocation that fails. */
#include <math.h>

#include "data/builder.h"
#include "data/cbor.h"
#include "support_events.h"
#include "support_faults.h"

FAULTY(void *, malloc, (size_t size), (size), NULL)
FAULTY(void *, calloc, (size_t count, size_t size), (count, size), NULL)
FAULTY(void *, realloc, (void *block, size_t size), (block, size), NULL)

/* ---- A sink that writes down what it receives ------------------------------------------------ */

static cl_buffer heard; /* one word for each event */
static size_t told;     /* events so far */
static size_t stopping; /* the event, from 0, at which the sink stops */
static certlogic_error error;

static bool hear(const char *key, size_t length, const char *what)
{
    if (key != NULL)
        cl_write_string(&heard, key, length);
    cl_buffer_printf(&heard, "%s%s ", key != NULL ? "=" : "", what);
    return told++ != stopping;
}

static bool hear_null(void *self, const char *key, size_t length)
{
    ck_assert_ptr_eq(self, &heard);
    return hear(key, length, "null");
}

static bool hear_boolean(void *self, const char *key, size_t length, bool value)
{
    ck_assert_ptr_eq(self, &heard);
    return hear(key, length, value ? "true" : "false");
}

static bool hear_integer(void *self, const char *key, size_t length, int64_t value)
{
    char text[32];
    ck_assert_ptr_eq(self, &heard);
    snprintf(text, sizeof text, "%lld", (long long)value);
    return hear(key, length, text);
}

static bool hear_real(void *self, const char *key, size_t length, double value)
{
    char text[32];
    ck_assert_ptr_eq(self, &heard);
    snprintf(text, sizeof text, "real:%.17g", value);
    return hear(key, length, text);
}

static bool hear_string(void *self, const char *key, size_t length, const char *text, size_t size)
{
    cl_buffer string;
    ck_assert_ptr_eq(self, &heard);
    cl_buffer_init(&string);
    cl_write_string(&string, text, size);
    bool on = hear(key, length, cl_buffer_text(&string));
    cl_buffer_free(&string);
    return on;
}

static bool hear_array(void *self, const char *key, size_t length)
{
    ck_assert_ptr_eq(self, &heard);
    return hear(key, length, "[");
}

static bool hear_object(void *self, const char *key, size_t length)
{
    ck_assert_ptr_eq(self, &heard);
    return hear(key, length, "{");
}

static bool hear_end(void *self)
{
    ck_assert_ptr_eq(self, &heard);
    return hear(NULL, 0, "end");
}

static const certlogic_sink hearing = {.null = hear_null,
                                       .boolean = hear_boolean,
                                       .integer = hear_integer,
                                       .real = hear_real,
                                       .string = hear_string,
                                       .begin_array = hear_array,
                                       .begin_object = hear_object,
                                       .end = hear_end,
                                       .self = &heard};

static void begin(void)
{
    cl_buffer_init(&heard);
    stopping = SIZE_MAX;
    told = 0;
    error.code = NULL;
}

static void end(void)
{
    cl_buffer_free(&heard);
}

static void expect_heard(const char *expected)
{
    ck_assert_str_eq(cl_buffer_text(&heard), expected);
    cl_buffer_clear(&heard);
    told = 0;
}

/* The last error: code, place, offset or -1. */
static void expect_failed(const char *code, const char *at, long offset)
{
    ck_assert_ptr_nonnull(error.code);
    ck_assert_str_eq(error.code, code);
    ck_assert_str_eq(error.at, at);
    ck_assert_int_eq(error.offset == CERTLOGIC_NO_OFFSET ? -1 : (long)error.offset, offset);
    ck_assert_str_ne(error.message, "");
    error.code = NULL;
}

/* ---- Reading --------------------------------------------------------------------------------- */

/* "é", "a", NUL as a text of JSON, and keys and numbers of all kinds. */
static const char document[] =
    "{\"\":null,\"k\\u0000\":\"\\u00e9a\\u0000\",\"list\":[true,false,-3,2.0,2.5,1e2,[],{}],"
    "\"long key\":{\"a\":9223372036854775807}}";

static const char document_events[] =
    "{ \"\"=null \"k\\u0000\"=\"\xC3\xA9"
    "a\\u0000\" \"list\"=[ true false -3 real:2 real:2.5 real:100 [ end { end end "
    "\"long key\"={ \"a\"=9223372036854775807 end end ";

START_TEST(json_becomes_events)
{
    ck_assert(certlogic_read_json(document, strlen(document), &hearing, &error));
    expect_heard(document_events);
    ck_assert(certlogic_read_json("\xEF\xBB\xBF 7 ", 6, &hearing, NULL));
    expect_heard("7 ");
}
END_TEST

START_TEST(cbor_becomes_events)
{
    static const char item[] = "\xBF\x61k\x9F\x01\xF9\x40\x00\xF9\x3E\x00\xF6\xF7\xF5\xFF"
                               "\x62ll\x7F\x61x\x61y\xFF\x60\xC0\x61z\xFF";
    ck_assert(certlogic_read_cbor(item, sizeof item - 1, &hearing, &error));
    expect_heard("{ \"k\"=[ 1 real:2 real:1.5 null null true end \"ll\"=\"xy\" \"\"=\"z\" end ");
    ck_assert(!certlogic_read_cbor("\x81\x41x", 3, &hearing, &error));
    expect_failed("cbor", "/0", 1);
    expect_heard("[ ");
}
END_TEST

START_TEST(a_sink_may_be_without_functions)
{
    static const certlogic_sink deaf = {.self = NULL};
    certlogic_sink half = hearing;
    half.string = NULL;
    half.begin_object = NULL;
    half.real = NULL;
    ck_assert(certlogic_read_json(document, strlen(document), &deaf, &error));
    ck_assert(certlogic_read_json(document, strlen(document), NULL, &error));
    ck_assert(certlogic_read_json("[{\"a\":\"b\"},1,2.0]", 17, &half, &error));
    expect_heard("[ end 1 end ");
    ck_assert(!certlogic_read_json("[1,]", 4, NULL, &error));
    expect_failed("json", "/1", 3);
    ck_assert(!certlogic_read_json(NULL, 9, NULL, &error));
    expect_failed("json", "", 0);
    ck_assert(!certlogic_read_cbor(NULL, 9, &deaf, &error));
    expect_failed("cbor", "", 0);
}
END_TEST

/* What is read before a fault has been told. */
START_TEST(faults_are_those_of_every_reader)
{
    static const char *const broken[] = {
        "[1,2",    "{\"a\":1,\"a\":2}",      "[\"\xFF\"]",
        "[1e999]", "[18446744073709551616]", "{\"a\":[0,{\"b\":tru}]}",
        ""};
    for (size_t i = 0; i < sizeof broken / sizeof *broken; i++) {
        cl_error inner;
        cl_error_init(&inner);
        ck_assert(!cl_json_read(broken[i], strlen(broken[i]), NULL, &inner));
        ck_assert(!certlogic_read_json(broken[i], strlen(broken[i]), &hearing, &error));
        ck_assert_str_eq(error.message, inner.message);
        expect_failed(cl_code_name(inner.code), inner.at, (long)inner.offset);
    }
    const char *deep = given_nested("[", "", "]", CL_MAX_DEPTH + 1);
    ck_assert(!certlogic_read_json(deep, strlen(deep), NULL, &error));
    ck_assert_str_eq(error.code, "limit-depth");
}
END_TEST

START_TEST(a_sink_stops_at_any_event)
{
    static const struct {
        const char *at;
        long offset;
    } stops[] = {{"", 0},      {"/a", 5},  {"/a/0", 6}, {"/a/1", 8}, {"/a/1/b", 13},
                 {"/a/1", 14}, {"/a", 15}, {"/c", 21},  {"", 24}};
    static const char text[] = "{\"a\":[1,{\"b\":2}],\"c\":\"x\"}";
    for (size_t k = 0; k < sizeof stops / sizeof *stops; k++) {
        stopping = k;
        ck_assert(!certlogic_read_json(text, strlen(text), &hearing, &error));
        ck_assert_uint_eq(told, k + 1);
        ck_assert_str_eq(error.message, "the sink of the caller has stopped");
        expect_failed("stopped", stops[k].at, stops[k].offset);
        told = 0;
    }
    stopping = sizeof stops / sizeof *stops;
    ck_assert(certlogic_read_json(text, strlen(text), &hearing, &error));
}
END_TEST

/* ---- Building -------------------------------------------------------------------------------- */

static certlogic_builder *builder;

static void begin_building(void)
{
    builder = certlogic_builder_new(NULL);
    ck_assert_ptr_nonnull(builder);
}

static void end_building(void)
{
    certlogic_builder_free(builder);
}

/* Gives the events of a short notation: [ { ) for the beginnings and an end, 'key' with a colon
 * behind it, "text", n t f for the words, a digit, and ! for NaN, w for 2.0, u for a text that is
 * not UTF-8. */
static bool give(const char *events)
{
    bool ok = true;
    for (const char *c = events; *c != '\0'; c++) {
        const char *close = *c == '\'' || *c == '"' ? strchr(c + 1, *c) : c;
        size_t length = (size_t)(close - c) - (close > c);
        error.code = NULL;
        switch (*c) {
        case '[':
            ok = certlogic_builder_begin_array(builder, &error);
            break;
        case '{':
            ok = certlogic_builder_begin_object(builder, &error);
            break;
        case ')':
            ok = certlogic_builder_end(builder, &error);
            break;
        case '\'':
            ok = certlogic_builder_key(builder, c + 1, length, &error);
            break;
        case '"':
            ok = certlogic_builder_string(builder, c + 1, length, &error);
            break;
        case 'n':
            ok = certlogic_builder_null(builder, &error);
            break;
        case 't':
        case 'f':
            ok = certlogic_builder_boolean(builder, *c == 't', &error);
            break;
        case '!':
            ok = certlogic_builder_real(builder, NAN, &error);
            break;
        case 'w':
            ok = certlogic_builder_real(builder, 2.0, &error);
            break;
        case 'u':
            ok = certlogic_builder_string(builder, "\xED\xA0\x80", 3, &error);
            break;
        case 'U':
            ok = certlogic_builder_key(builder, "a\xC0", 2, &error);
            break;
        default:
            ok = certlogic_builder_integer(builder, *c - '0', &error);
            break;
        }
        c = close;
    }
    return ok;
}

/* What the builder holds, as JSON. */
static const char *built(void)
{
    certlogic_expression *identity = certlogic_expression_parse("{\"var\":\"\"}", 10, NULL);
    char *text = certlogic_expression_evaluate_built(identity, builder, &error);
    certlogic_expression_free(identity);
    const char *kept = text != NULL ? given_text("%s", text) : error.code;
    certlogic_free(text);
    return kept;
}

START_TEST(events_become_a_value)
{
    static const char *const values[][2] = {
        {"n", "null"},
        {"\"\"", "\"\""},
        {"w", "2"},
        {"[)", "[]"},
        {"{)", "{}"},
        {"{'a'[1t[{'b'\"x\")[)))'c'{''n'\xC3\xA9'f'long key'3)'aa'0)",
         "{\"a\":[1,true,[{\"b\":\"x\"},[]]],\"c\":{\"\":null,\"\xC3\xA9\":false,\"long key\":3},"
         "\"aa\":0}"},
        /* One key in two objects. */
        {"[{'a'1){'a'2{'b'", "usage"},
        {"[{'a'1){'a'{'a'2)))", "[{\"a\":1},{\"a\":{\"a\":2}}]"},
    };
    for (int round = 0; round < 2; round++) {
        for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
            give(values[i][0]);
            ck_assert_str_eq(built(), values[i][1]);
            ck_assert_str_eq(built(), values[i][1]);
            certlogic_builder_reset(builder);
        }
    }
}
END_TEST

START_TEST(texts_may_have_nul_bytes)
{
    ck_assert(certlogic_builder_begin_object(builder, NULL));
    ck_assert(certlogic_builder_key(builder, "a\0", 2, NULL));
    ck_assert(certlogic_builder_string(builder, "\0x\0", 3, NULL));
    ck_assert(certlogic_builder_key(builder, "a", 1, NULL));
    ck_assert(certlogic_builder_string(builder, NULL, 7, NULL));
    ck_assert(certlogic_builder_key(builder, NULL, 7, NULL));
    ck_assert(certlogic_builder_real(builder, 0.1, NULL));
    ck_assert(certlogic_builder_end(builder, NULL));
    ck_assert_str_eq(built(), "{\"a\\u0000\":\"\\u0000x\\u0000\",\"a\":\"\",\"\":0.1}");
}
END_TEST

/* Each misuse, the error, its place and its message. */
START_TEST(misuse_is_an_error)
{
    static const char *const wrong[][4] = {
        {"{1", "usage", "", "a value without a key in an object; expected a key"},
        {"[{'a'[{'b'1t", "usage", "/0/a/0", "a value without a key in an object; expected a key"},
        {"{{", "usage", "", "a value without a key in an object; expected a key"},
        {"'a'", "usage", "", "a key outside of an object; expected a value"},
        {"[1'a'", "usage", "/1", "a key outside of an object; expected a value"},
        {"{'a''b'", "usage", "/a", "a key behind a key; expected the value of the member"},
        {"{'a')", "usage", "/a",
         "the end of an object behind a key; expected the value of the member"},
        {")", "usage", "", "an end outside of arrays and objects; expected none"},
        {"[))", "usage", "", "an end outside of arrays and objects; expected none"},
        {"1)", "usage", "", "an end outside of arrays and objects; expected none"},
        {"12", "usage", "", "an event behind the end of the value; expected none"},
        {"[)[", "usage", "", "an event behind the end of the value; expected none"},
        {"{)'a'", "usage", "", "an event behind the end of the value; expected none"},
        {"{'a'1'b'2'a'", "json-key", "/a",
         "a key that its object has already; expected each key once"},
        {"{'a'{'b/~'1'b/~'", "json-key", "/a/b~1~0",
         "a key that its object has already; expected each key once"},
        {"{'a'[1u", "json-utf8", "/a/1", "text that is not valid UTF-8; expected valid UTF-8"},
        {"{'a'1U", "json-utf8", "", "text that is not valid UTF-8; expected valid UTF-8"},
        {"{'a'!", "json-number", "/a", "NaN or an infinity; expected a finite number"},
    };
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert_msg(!give(wrong[i][0]), "%s", wrong[i][0]);
        ck_assert_str_eq(error.message, wrong[i][3]);
        expect_failed(wrong[i][1], wrong[i][2], -1);
        /* It stays, and is the error of all that takes the value. */
        ck_assert(!give("n"));
        expect_failed(wrong[i][1], wrong[i][2], -1);
        ck_assert(!give("'k'"));
        ck_assert(!give(")"));
        ck_assert_str_eq(built(), wrong[i][1]);
        ck_assert_str_eq(error.message, wrong[i][3]);
        expect_failed(wrong[i][1], wrong[i][2], -1);
        certlogic_builder_reset(builder);
        ck_assert(give("[1)"));
        ck_assert_str_eq(built(), "[1]");
        certlogic_builder_reset(builder);
    }
}
END_TEST

START_TEST(a_value_that_is_not_complete_is_an_error)
{
    ck_assert_str_eq(built(), "usage");
    ck_assert_str_eq(error.message, "there is no value; expected the events of one");
    ck_assert(give("[{'a'"));
    ck_assert_str_eq(built(), "usage");
    ck_assert_str_eq(error.message,
                     "a value that is not complete; expected the end of 2 arrays and objects");
    ck_assert(give("1))"));
    ck_assert_str_eq(built(), "[{\"a\":1}]");
}
END_TEST

/* As numbers in JSON that have a fraction or an exponent. */
START_TEST(numbers_are_those_of_json)
{
    static const double refused[] = {INFINITY, -INFINITY, NAN};
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        ck_assert(!certlogic_builder_real(builder, refused[i], &error));
        expect_failed("json-number", "", -1);
        certlogic_builder_reset(builder);
    }
    ck_assert(give("["));
    ck_assert(certlogic_builder_real(builder, -9223372036854775808.0, NULL));
    ck_assert(certlogic_builder_integer(builder, INT64_MAX, NULL));
    ck_assert(certlogic_builder_real(builder, 5e-324, NULL));
    ck_assert(certlogic_builder_real(builder, -0.0, NULL));
    ck_assert(certlogic_builder_real(builder, 1e22, NULL));
    ck_assert(give(")"));
    ck_assert_str_eq(built(), "[-9223372036854775808,9223372036854775807,5e-324,0,1e+22]");
}
END_TEST

/* As deep as a document, with its error one deeper. */
START_TEST(depth_is_limited)
{
    for (int object = 0; object < 2; object++) {
        for (int i = 0; i < CL_MAX_DEPTH; i++)
            ck_assert(give(object ? i == 0 ? "{" : "'a'{" : "["));
        for (int i = 0; i < CL_MAX_DEPTH; i++)
            ck_assert(give(")"));
        ck_assert_ptr_null(strstr(built(), "limit"));
        certlogic_builder_reset(builder);
        const char *deep = object ? given_nested("{\"a\":", "{}", "}", CL_MAX_DEPTH)
                                  : given_nested("[", "", "]", CL_MAX_DEPTH + 1);
        cl_error inner;
        cl_error_init(&inner);
        ck_assert(!cl_json_read(deep, strlen(deep), NULL, &inner));
        for (int i = 0; i <= CL_MAX_DEPTH; i++)
            ck_assert_int_eq(give(object ? i == 0 ? "{" : "'a'{" : "["), i < CL_MAX_DEPTH);
        ck_assert_str_eq(error.message, inner.message);
        expect_failed("limit-depth", inner.at, -1);
        certlogic_builder_reset(builder);
    }
}
END_TEST

START_TEST(size_is_limited)
{
    char *text = calloc(1, CL_MAX_DOCUMENT);
    ck_assert_ptr_nonnull(text);
    ck_assert(certlogic_builder_string(builder, text, CL_MAX_DOCUMENT - 1, &error));
    ck_assert_str_eq(built(), "limit-size"); /* beyond 16 MiB it is no data */
    ck_assert_str_eq(error.message, given_text("a value of %u bytes; expected at most %u",
                                               CL_MAX_DOCUMENT, CL_MAX_RECORD));
    certlogic_builder_reset(builder);
    ck_assert(!certlogic_builder_string(builder, text, CL_MAX_DOCUMENT, &error));
    ck_assert_str_eq(
        error.message,
        given_text("a value of more than %u bytes; expected at most that", CL_MAX_DOCUMENT));
    expect_failed("limit-size", "", -1);
    certlogic_builder_reset(builder);
    ck_assert(give("{"));
    ck_assert(!certlogic_builder_key(builder, text, CL_MAX_DOCUMENT, &error));
    expect_failed("limit-size", "", -1);
    certlogic_builder_reset(builder);
    /* A key behind another, and an end: the last byte. */
    ck_assert(give("{'a'[") &&
              certlogic_builder_string(builder, text, CL_MAX_DOCUMENT - 5, &error));
    ck_assert(give(")"));
    ck_assert(!give(")"));
    expect_failed("limit-size", "", -1);
    free(text);
}
END_TEST

/* More keys than are compared one by one, and more events than the first memory takes. */
START_TEST(many_members)
{
    enum { MANY = 5000 };
    ck_assert(give("{"));
    for (int i = 0; i < MANY; i++) {
        const char *key = given_text("key %d", i);
        ck_assert(certlogic_builder_key(builder, key, strlen(key), NULL) && give("[{'a'1))"));
    }
    ck_assert(!give("'key 4321'"));
    expect_failed("json-key", "/key 4321", -1);
}
END_TEST

/* Every document of the project: what is read, given to a builder and told again is the same. */
static size_t documents_seen;

static void see_twice(const char *path, const char *bytes, size_t length)
{
    cl_value value;
    cl_error inner;
    cl_error_init(&inner);
    bool read = cl_json_value(bytes, length, &given.arena, &value, &inner);
    bool given_again = build_json(builder, bytes, length, &error);
    ck_assert_msg(given_again == read, "%s: %s at %s", path, error.message, error.at);
    if (!read) {
        ck_assert_msg(strcmp(error.message, inner.message) == 0, "%s", path);
        return;
    }
    cl_value again;
    cl_builder *own = (cl_builder *)builder; /* the first member */
    ck_assert(cl_builder_value(own, SIZE_MAX, &given.arena, &again, &inner));
    ck_assert_msg(cl_value_equal(&value, &again), "%s", path);
    ck_assert_uint_le(own->size, length);
    documents_seen++;
}

START_TEST(every_document_comes_back)
{
    see_all_documents(see_twice);
    ck_assert_uint_gt(documents_seen, 1000);
}
END_TEST

/* ---- Memory that runs out -------------------------------------------------------------------- */

/* Makes a builder, fills it, and evaluates an expression on its value to events. */
static bool build_and_evaluate(void)
{
    static const char logic[] = "{\"var\":\"\"}";
    certlogic_error why = {.code = ""};
    certlogic_builder *own = certlogic_builder_new(&why);
    bool ok = own != NULL && build_json(own, document, strlen(document), &why);
    for (int i = 0; ok && i < 2; i++) {
        certlogic_builder_reset(own);
        ok = certlogic_builder_begin_array(own, &why);
        for (int j = 0; ok && j < 300; j++)
            ok = certlogic_builder_string(own, document, strlen(document), &why);
        ok = ok && certlogic_builder_end(own, &why);
    }
    certlogic_expression *e = ok ? certlogic_expression_parse(logic, strlen(logic), &why) : NULL;
    ok = ok && e != NULL && certlogic_expression_evaluate_events(e, own, NULL, &why);
    must(ok || strcmp(why.code, "memory") == 0 || strcmp(why.code, "stopped") == 0);
    certlogic_expression_free(e);
    certlogic_builder_free(own);
    return ok;
}

START_TEST(memory_runs_out_at_any_request)
{
    ck_assert_uint_gt(faults_at_every_call(build_and_evaluate, false), 20);
}
END_TEST

int main(void)
{
    TCase *tests = unit_tests("events");
    tcase_add_checked_fixture(tests, begin, end);
    tcase_add_checked_fixture(tests, begin_building, end_building);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, json_becomes_events);
    tcase_add_test(tests, cbor_becomes_events);
    tcase_add_test(tests, a_sink_may_be_without_functions);
    tcase_add_test(tests, faults_are_those_of_every_reader);
    tcase_add_test(tests, a_sink_stops_at_any_event);
    tcase_add_test(tests, events_become_a_value);
    tcase_add_test(tests, texts_may_have_nul_bytes);
    tcase_add_test(tests, misuse_is_an_error);
    tcase_add_test(tests, a_value_that_is_not_complete_is_an_error);
    tcase_add_test(tests, numbers_are_those_of_json);
    tcase_add_test(tests, depth_is_limited);
    tcase_add_test(tests, size_is_limited);
    tcase_add_test(tests, many_members);
    tcase_add_test(tests, every_document_comes_back);
    tcase_add_test(tests, memory_runs_out_at_any_request);
    return unit_run();
}
