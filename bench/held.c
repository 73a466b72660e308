/* held.c — a program that holds its values as json_t, or in a form of its own: what a payload costs
 * that comes as events beside one that comes as text, and what a verdict costs that goes as json_t.
 * `make bench-held`.
 *
 *   held [--rounds N] RULES
 *
 * Every contender returns how many certificates have a type, or how many rules its verdicts name;
 * the harness holds the numbers to each other. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "certificates.h"
#include "certlogic.h"
#include "certlogic_jansson.h"
#include "harness.h"

enum { COUNT = 500, EVENTS_MOST = 128, VERDICTS = 50 };

/* One event in the form of this program. */
typedef struct own_event {
    enum { OWN_NULL, OWN_INTEGER, OWN_REAL, OWN_STRING, OWN_ARRAY, OWN_OBJECT, OWN_END } kind;
    const char *key; /* NULL outside of an object */
    size_t key_length;
    union {
        int64_t integer;
        double real;
        struct {
            const char *at;
            size_t length;
        } text;
    };
} own_event;

typedef struct held {
    char text[BENCH_PAYLOAD_SIZE];
    size_t length;
    json_t *json;
    own_event events[EVENTS_MOST];
    size_t count;
} held;

typedef struct world {
    held payloads[COUNT];
    certlogic_decoder *decoder;
    certlogic_certificate *certificate;
    certlogic_builder *builder;
    certlogic_rules *rules;
    certlogic_evaluator *evaluator;
} world;

/* ---- Payloads in ----------------------------------------------------------------------------- */

static uint64_t has_type(const world *w)
{
    certlogic_certificate_type type;
    return certlogic_certificate_type_of(w->certificate, &type) ? 1 : 0;
}

static uint64_t payload_from_text(void *context)
{
    const world *w = context;
    uint64_t typed = 0;
    for (int i = 0; i < COUNT; i++) {
        const held *h = &w->payloads[i];
        if (certlogic_decoder_reread(w->decoder, h->text, h->length, w->certificate, NULL))
            typed += has_type(w);
    }
    return typed;
}

static uint64_t payload_from_json_t(void *context)
{
    const world *w = context;
    uint64_t typed = 0;
    for (int i = 0; i < COUNT; i++) {
        certlogic_builder_reset(w->builder);
        if (certlogic_jansson_build(w->builder, w->payloads[i].json, NULL) &&
            certlogic_decoder_reread_built(w->decoder, w->builder, w->certificate, NULL))
            typed += has_type(w);
    }
    return typed;
}

/* What a program must do that has no events. */
static uint64_t payload_from_json_t_by_text(void *context)
{
    const world *w = context;
    uint64_t typed = 0;
    for (int i = 0; i < COUNT; i++) {
        char text[2 * BENCH_PAYLOAD_SIZE];
        size_t length = json_dumpb(w->payloads[i].json, text, sizeof text, JSON_COMPACT);
        if (certlogic_decoder_reread(w->decoder, text, length, w->certificate, NULL))
            typed += has_type(w);
    }
    return typed;
}

static bool give(certlogic_builder *builder, const own_event *e)
{
    if (e->key != NULL && !certlogic_builder_key(builder, e->key, e->key_length, NULL))
        return false;
    switch (e->kind) {
    case OWN_NULL:
        return certlogic_builder_null(builder, NULL);
    case OWN_INTEGER:
        return certlogic_builder_integer(builder, e->integer, NULL);
    case OWN_REAL:
        return certlogic_builder_real(builder, e->real, NULL);
    case OWN_STRING:
        return certlogic_builder_string(builder, e->text.at, e->text.length, NULL);
    case OWN_ARRAY:
        return certlogic_builder_begin_array(builder, NULL);
    case OWN_OBJECT:
        return certlogic_builder_begin_object(builder, NULL);
    case OWN_END:
        break;
    }
    return certlogic_builder_end(builder, NULL);
}

static uint64_t payload_from_events(void *context)
{
    const world *w = context;
    uint64_t typed = 0;
    for (int i = 0; i < COUNT; i++) {
        const held *h = &w->payloads[i];
        certlogic_builder_reset(w->builder);
        for (size_t k = 0; k < h->count; k++)
            give(w->builder, &h->events[k]);
        if (certlogic_decoder_reread_built(w->decoder, w->builder, w->certificate, NULL))
            typed += has_type(w);
    }
    return typed;
}

/* ---- json_t from text ------------------------------------------------------------------------ */

static uint64_t members_of(json_t *value)
{
    uint64_t members = json_object_size(value);
    json_decref(value);
    return members;
}

static uint64_t json_t_by_us(void *context)
{
    const world *w = context;
    uint64_t members = 0;
    for (int i = 0; i < COUNT; i++)
        members += members_of(
            certlogic_jansson_read(w->payloads[i].text, w->payloads[i].length, NULL));
    return members;
}

static uint64_t json_t_by_jansson(void *context)
{
    const world *w = context;
    uint64_t members = 0;
    for (int i = 0; i < COUNT; i++)
        members += members_of(
            json_loadb(w->payloads[i].text, w->payloads[i].length, JSON_REJECT_DUPLICATES, NULL));
    return members;
}

/* ---- Verdicts out ---------------------------------------------------------------------------- */

static const certlogic_verdict *judge(const world *w, int i)
{
    static const certlogic_request request = {.country = "CZ", .clock = "2022-01-15T12:00:00Z"};
    const held *h = &w->payloads[i];
    certlogic_decoder_reread(w->decoder, h->text, h->length, w->certificate, NULL);
    return certlogic_judge(w->evaluator, w->certificate, &request, NULL);
}

static uint64_t rules_of(json_t *verdict)
{
    uint64_t rules = json_array_size(json_object_get(verdict, "rules"));
    json_decref(verdict);
    return rules;
}

static uint64_t verdict_to_json_t(void *context)
{
    uint64_t rules = 0;
    for (int i = 0; i < VERDICTS; i++)
        rules += rules_of(certlogic_jansson_verdict(judge(context, i), NULL));
    return rules;
}

static uint64_t verdict_to_json_t_by_text(void *context)
{
    uint64_t rules = 0;
    for (int i = 0; i < VERDICTS; i++) {
        char *text = certlogic_verdict_json(judge(context, i));
        rules += text != NULL ? rules_of(json_loads(text, 0, NULL)) : 0;
        certlogic_free(text);
    }
    return rules;
}

/* ---- The world ------------------------------------------------------------------------------- */

static own_event *next_event(held *h, const char *key, size_t key_length, int kind)
{
    if (h->count == EVENTS_MOST)
        bench_fail("a payload has too many events");
    own_event *e = &h->events[h->count++];
    char *own = key != NULL ? malloc(key_length + 1) : NULL;
    if (own != NULL)
        memcpy(own, key, key_length);
    *e = (own_event){.key = own, .key_length = key_length};
    e->kind = kind;
    return e;
}

static bool note_null(void *self, const char *key, size_t key_length)
{
    next_event(self, key, key_length, OWN_NULL);
    return true;
}

static bool note_integer(void *self, const char *key, size_t key_length, int64_t value)
{
    next_event(self, key, key_length, OWN_INTEGER)->integer = value;
    return true;
}

static bool note_real(void *self, const char *key, size_t key_length, double value)
{
    next_event(self, key, key_length, OWN_REAL)->real = value;
    return true;
}

static bool note_string(void *self, const char *key, size_t key_length, const char *text,
                        size_t length)
{
    own_event *e = next_event(self, key, key_length, OWN_STRING);
    char *own = malloc(length + 1);
    if (own == NULL)
        bench_fail("memory ran out");
    memcpy(own, text, length);
    e->text.at = own;
    e->text.length = length;
    return true;
}

static bool note_array(void *self, const char *key, size_t key_length)
{
    next_event(self, key, key_length, OWN_ARRAY);
    return true;
}

static bool note_object(void *self, const char *key, size_t key_length)
{
    next_event(self, key, key_length, OWN_OBJECT);
    return true;
}

static bool note_end(void *self)
{
    next_event(self, NULL, 0, OWN_END);
    return true;
}

static void prepare(world *w, const char *rules)
{
    bench_random random = {.state = 42};
    for (uint32_t i = 0; i < COUNT; i++) {
        held *h = &w->payloads[i];
        const certlogic_sink sink = {.null = note_null,
                                     .integer = note_integer,
                                     .real = note_real,
                                     .string = note_string,
                                     .begin_array = note_array,
                                     .begin_object = note_object,
                                     .end = note_end,
                                     .self = h};
        h->length = bench_payload(&random, i, h->text);
        h->json = certlogic_jansson_read(h->text, h->length, NULL);
        if (h->json == NULL || !certlogic_read_json(h->text, h->length, &sink, NULL))
            bench_fail("a payload cannot be read");
    }
    w->decoder = certlogic_decoder_new(NULL, NULL);
    w->certificate = certlogic_decoder_read(w->decoder, "{}", 2, NULL);
    w->builder = certlogic_builder_new(NULL);
    w->rules = certlogic_rules_load(rules, NULL, NULL);
    w->evaluator = certlogic_evaluator_new(w->rules, NULL);
    if (w->certificate == NULL || w->builder == NULL || w->evaluator == NULL)
        bench_fail("the rules cannot be loaded from %s", rules);
}

int main(int argc, char **argv)
{
    static world w;
    static bench_report report;
    const bench_arguments a = bench_read_arguments(argc, argv, 25,
                                                   "held [--rounds N] [--out FILE] RULES");
    prepare(&w, a.folder);
    const uint64_t typed = payload_from_text(&w), members = json_t_by_us(&w);
    const uint64_t named = verdict_to_json_t(&w);
    const bench_contender payloads[] = {
        {"payload from text", payload_from_text, &w, typed},
        {"payload from events", payload_from_events, &w, typed},
        {"payload from json_t", payload_from_json_t, &w, typed},
        {"payload from json_t, by text", payload_from_json_t_by_text, &w, typed},
        {"json_t from text", json_t_by_us, &w, members},
        {"json_t from text, by json_loadb", json_t_by_jansson, &w, members}};
    const bench_contender verdicts[] = {
        {"verdict to json_t", verdict_to_json_t, &w, named},
        {"verdict to json_t, by text", verdict_to_json_t_by_text, &w, named}};
    bench_run(&report, payloads, 6, a.rounds, COUNT, "ns per certificate");
    bench_run(&report, verdicts, 2, a.rounds, VERDICTS, "ns per certificate");
    bench_print(&report, NULL);
    if (a.out != NULL && bench_save(&report, a.out) != 0)
        bench_fail("cannot write %s", a.out);
    return 0;
}
