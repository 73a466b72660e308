/* random_rules.h — makes random well-formed expressions, and random data for them, as JSON.
 *
 * The output depends only on the seed, on every machine. Most expressions have operands of the kind
 * that the operation requires and read members that most data have, so that many evaluate without
 * an error. The others produce every kind of error. Many values are near limits: ends of months,
 * the years 0000 and 9999, 64 bits, sixteen bytes of text.
 */
#ifndef CL_TESTS_RANDOM_RULES_H
#define CL_TESTS_RANDOM_RULES_H

#include <inttypes.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/limits.h"

/* xorshift64*; the state is never 0. */
typedef struct random_source {
    uint64_t state;
} random_source;

/* Returns the source of case `index` of a run with that seed. Cases do not depend on each other. */
static inline random_source random_of(uint64_t seed, uint64_t index)
{
    random_source source = {seed * UINT64_C(0x9E3779B97F4A7C15) ^
                            (index + 1) * UINT64_C(0xD1B54A32D192ED03)};
    if (source.state == 0)
        source.state = 1;
    return source;
}

static inline uint64_t random_next(random_source *source)
{
    source->state ^= source->state >> 12;
    source->state ^= source->state << 25;
    source->state ^= source->state >> 27;
    return source->state * UINT64_C(0x2545F4914F6CDD1D);
}

static inline uint32_t random_below(random_source *source, uint32_t count)
{
    return (uint32_t)((random_next(source) >> 32) * count >> 32);
}

static inline bool random_chance(random_source *source, uint32_t percent)
{
    return random_below(source, 100) < percent;
}

#define RANDOM_OF(source, list) (list)[random_below(source, sizeof(list) / sizeof *(list))]

/* ---- Words ----------------------------------------------------------------------------------- */

/* The kind of value of an expression. DAY is text that plusTime takes; MOMENT is a date-time. */
typedef enum random_kind {
    RANDOM_BOOLEAN,
    RANDOM_INTEGER,
    RANDOM_STRING,
    RANDOM_DAY,
    RANDOM_MOMENT,
    RANDOM_ARRAY,
    RANDOM_OTHER,
    RANDOM_KINDS
} random_kind;

// clang-format off
static inline const char *random_string(random_source *s)
{
    static const char *const strings[] = {
        "\"\"", "\"a\"", "\"b\"", "\"ab\"", "\"abc\"", "\"abd\"", "\"EU/1/20/1528\"",
        "\"EU/1/20/1507\"", "\"sixteen-bytes-ab\"", "\"sixteen-bytes-ac\"",
        "\"a string of more than sixteen bytes\"", "\"a string of more than sixteen bytez\"",
        "\"a string of MORE than sixteen bytes\"", "\"URN:UVCI:01:CZ:abc#1\"", "\"URN:UVCI:\"",
        "\"a::c/#/f\"", "\"\xC3\xA9\"", "\"a\\u0000\"", "\"260373001\"",
    };
    return RANDOM_OF(s, strings);
}

static inline const char *random_day(random_source *s)
{
    static const char *const days[] = {
        "\"2021-01-31\"", "\"2021-02-28\"", "\"2020-02-29\"", "\"2021-03-01\"", "\"2021-12-31\"",
        "\"2021-06-01T12:00:00Z\"", "\"2021-06-01T12:00:00.001Z\"",
        "\"2021-06-01T13:00:00+01:00\"", "\"2021-05-31T23:59:59-00:30\"", "\"2021-06\"",
        "\"2021\"", "\"1999-02\"", "\"2022-01-15T12:00:00Z\"", "\"2021-06-15\"",
        "\"2021-07-15T08:30:00+2\"", "\"2021-01-01T00:00:00.5\"",
    };
    static const char *const borders[] = {
        "\"0000-01-01\"", "\"0000-01-01T00:00:00+18:00\"", "\"0000-01-31T06:00:00Z\"",
        "\"9999-12-31\"", "\"9999-12-31T23:59:59.999Z\"", "\"9999-12-31T23:59:59-01:00\"",
        "\"9999-11-30\"", "\"0000\"", "\"9999\"", "\"9998-12-31T23:00:00Z\"",
    };
    static const char *const wrong[] = {
        "\"2021-09-31\"", "\"2022-13\"", "\"2021-01-01T24:00:00\"", "\"\"", "\"a\"",
        "\"2021-1-1\"", "\"2021-02-29\"", "\"2021-06-01T12:00\"",
    };
    uint32_t dice = random_below(s, 100);
    return dice < 82 ? RANDOM_OF(s, days) : dice < 94 ? RANDOM_OF(s, borders) : RANDOM_OF(s, wrong);
}

static inline const char *random_integer(random_source *s)
{
    static const char *const usual[] = {
        "0", "1", "2", "3", "2", "1", "4", "-1", "10", "1.0",
    };
    static const char *const borders[] = {
        "9223372036854775807", "9223372036854775806", "-9223372036854775808",
        "-9223372036854775807", "4611686018427387904", "2147483648", "-1e15",
    };
    return random_chance(s, 85) ? RANDOM_OF(s, usual) : RANDOM_OF(s, borders);
}

static inline const char *random_amount(random_source *s)
{
    static const char *const usual[] = {
        "0", "0", "0", "1", "-1", "14", "30", "-18", "12", "180", "48",
    };
    static const char *const borders[] = {
        "9999", "-9999", "119999", "3652424", "-3652424", "87658175", "3000000000",
        "9223372036854775807", "-9223372036854775808", "2562047788015", "-2562047788016",
    };
    return random_chance(s, 88) ? RANDOM_OF(s, usual) : RANDOM_OF(s, borders);
}

static inline const char *random_unit(random_source *s)
{
    static const char *const units[] = {
        "day", "hour", "month", "year",
    };
    return RANDOM_OF(s, units);
}
// clang-format on

/* ---- Expressions ----------------------------------------------------------------------------- */

typedef struct random_rules {
    random_source *source;
    cl_buffer *out;
    int fuel;   /* number of operations that may still be made */
    int bodies; /* number of enclosing reduces */
} random_rules;

static inline void random_expression(random_rules *g, random_kind kind, int depth);

static inline const char *random_path(random_rules *g, random_kind kind)
{
    static const char *const paths[RANDOM_KINDS][6] = {
        {"payload.f", "payload.v.0.f", "payload.f", "payload.v.0", "payload.t.0", "payload.v"},
        {"payload.n", "payload.m", "payload.v.0.dn", "payload.v.0.sd", "payload.v.00.dn",
         "payload.a.1"},
        {"payload.s", "payload.longer", "payload.v.0.mp", "payload.v.0.tg", "payload.v.0.ci",
         "payload.x.y"},
        {"payload.d", "payload.e", "payload.v.0.dt", "external.validationClock", "payload.dob",
         "payload.d"},
        {"payload.d", "payload.n", "payload.longer2", "payload.v.1", "payload.missing", "other.d"},
        {"payload.a", "payload.b", "payload.v", "external.valueSets.s1", "external.valueSets.s2",
         "external.valueSets.none"},
        {"", "payload", "external", "payload.o", "payload.o.p", "payload.r"},
    };
    static const char *const inner[] = {
        "accumulator",   "current", "accumulator", "current",    "current.dn",
        "accumulator.0", "",        "payload.n",   "current.mp", "external.valueSets.s1"};
    return g->bodies > 0 ? RANDOM_OF(g->source, inner) : RANDOM_OF(g->source, paths[kind]);
}

static inline void random_var(random_rules *g, random_kind kind)
{
    cl_buffer_printf(g->out, "{\"var\":\"%s\"}", random_path(g, kind));
}

static inline void random_literal(random_rules *g, random_kind kind)
{
    random_source *s = g->source;
    switch (kind) {
    case RANDOM_BOOLEAN:
        cl_buffer_puts(g->out, random_chance(s, 50) ? "true" : "false");
        break;
    case RANDOM_INTEGER:
        cl_buffer_puts(g->out, random_integer(s));
        break;
    case RANDOM_STRING:
        cl_buffer_puts(g->out, random_string(s));
        break;
    case RANDOM_DAY:
        cl_buffer_puts(g->out, random_day(s));
        break;
    case RANDOM_ARRAY: {
        uint32_t count = random_chance(s, 1) ? 300 : random_below(s, 12);
        bool mixed = random_chance(s, 20);
        cl_buffer_putc(g->out, '[');
        for (uint32_t i = 0; i < count; i++) {
            cl_buffer_puts(g->out, i > 0 ? "," : "");
            cl_buffer_puts(g->out,
                           mixed && random_chance(s, 40) ? random_integer(s) : random_string(s));
        }
        cl_buffer_putc(g->out, ']');
        break;
    }
    case RANDOM_MOMENT:
    case RANDOM_OTHER:
    case RANDOM_KINDS:
        cl_buffer_printf(g->out, "[[%s,true],[]]", random_integer(s));
        break;
    }
}

/* Writes {"name":[operand, …]} with a first operand of one kind and others of another. */
static inline void random_operation_of(random_rules *g, const char *name, random_kind first,
                                       random_kind others, uint32_t count, int depth)
{
    cl_buffer_printf(g->out, "{\"%s\":[", name);
    for (uint32_t i = 0; i < count; i++) {
        cl_buffer_puts(g->out, i > 0 ? "," : "");
        random_expression(g, i == 0 ? first : others, depth - 1);
    }
    cl_buffer_puts(g->out, "]}");
}

static inline void random_operation(random_rules *g, const char *name, random_kind kind,
                                    uint32_t count, int depth)
{
    random_operation_of(g, name, kind, kind, count, depth);
}

static inline void random_if(random_rules *g, random_kind kind, int depth)
{
    random_operation_of(g, "if", RANDOM_BOOLEAN, kind, 3, depth);
}

static inline void random_reduce(random_rules *g, random_kind kind, int depth)
{
    if (random_chance(g->source, 3)) {
        /* Writes a value that doubles: from seventeen items on it exceeds the budget. */
        cl_buffer_puts(g->out, "{\"reduce\":[[1");
        for (uint32_t i = 0, count = 12 + random_below(g->source, 8); i < count; i++)
            cl_buffer_puts(g->out, ",1");
        cl_buffer_puts(g->out, "],[{\"var\":\"accumulator\"},{\"var\":\"accumulator\"}],1]}");
        return;
    }
    cl_buffer_puts(g->out, "{\"reduce\":[");
    random_expression(g, RANDOM_ARRAY, depth - 1);
    cl_buffer_putc(g->out, ',');
    g->bodies++;
    random_expression(g, kind, depth - 1);
    g->bodies--;
    cl_buffer_putc(g->out, ',');
    random_expression(g, kind, depth - 1);
    cl_buffer_puts(g->out, "]}");
}

static inline void random_moment(random_rules *g, int depth)
{
    if (random_chance(g->source, 15)) {
        random_operation(g, "dccDateOfBirth", RANDOM_DAY, 1, depth);
    } else {
        cl_buffer_puts(g->out, "{\"plusTime\":[");
        random_expression(g, RANDOM_DAY, depth - 1);
        cl_buffer_printf(g->out, ",%s,\"%s\"]}", random_amount(g->source), random_unit(g->source));
    }
}

static inline void random_test(random_rules *g, int depth);

static inline void random_member(random_rules *g, int depth)
{
    static const random_kind kinds[] = {RANDOM_STRING, RANDOM_STRING, RANDOM_INTEGER, RANDOM_OTHER};
    if (!random_chance(g->source, 30)) {
        random_operation_of(g, "in", RANDOM_OF(g->source, kinds), RANDOM_ARRAY, 2, depth);
        return;
    }
    /* Writes one of several tests; sometimes with an operand that is no test. */
    cl_buffer_puts(g->out, random_chance(g->source, 95) ? "{\"in\":[true,[" : "{\"in\":[false,[");
    for (uint32_t i = 0, count = 1 + random_below(g->source, 4); i < count; i++) {
        cl_buffer_puts(g->out, i > 0 ? "," : "");
        if (random_chance(g->source, 95) && depth > 1 && g->fuel > 0)
            random_test(g, depth - 1);
        else
            random_expression(g, RANDOM_BOOLEAN, depth - 1);
    }
    cl_buffer_puts(g->out, "]]}");
}

static inline void random_test(random_rules *g, int depth)
{
    static const random_kind equal[] = {RANDOM_STRING,  RANDOM_STRING,  RANDOM_INTEGER,
                                        RANDOM_INTEGER, RANDOM_BOOLEAN, RANDOM_MOMENT,
                                        RANDOM_OTHER,   RANDOM_ARRAY};
    static const char *const orders[] = {"<", ">", "<=", ">="};
    static const char *const times[] = {"before", "after", "not-after", "not-before"};
    random_source *s = g->source;
    uint32_t dice = random_below(s, 100);
    uint32_t operands = random_chance(s, 25) ? 3 : 2;
    if (dice < 20)
        random_operation(g, "===", RANDOM_OF(s, equal), 2, depth);
    else if (dice < 36)
        random_member(g, depth);
    else if (dice < 50)
        random_operation(g, RANDOM_OF(s, orders), RANDOM_INTEGER, operands, depth);
    else if (dice < 70)
        random_operation(g, RANDOM_OF(s, times), RANDOM_MOMENT, operands, depth);
    else if (dice < 78)
        random_operation(g, "!", RANDOM_BOOLEAN, 1, depth);
    else if (dice < 92)
        random_operation(g, "and", RANDOM_BOOLEAN, 2 + random_below(s, 3), depth);
    else
        random_if(g, RANDOM_BOOLEAN, depth);
}

static inline void random_array(random_rules *g, int depth)
{
    cl_buffer_putc(g->out, '[');
    for (uint32_t i = 0, count = random_below(g->source, 4); i < count; i++) {
        cl_buffer_puts(g->out, i > 0 ? "," : "");
        random_expression(g, random_chance(g->source, 70) ? RANDOM_STRING : RANDOM_OTHER,
                          depth - 1);
    }
    cl_buffer_putc(g->out, ']');
}

/* Writes an expression whose value mostly has the kind. */
static inline void random_expression(random_rules *g, random_kind kind, int depth)
{
    random_source *s = g->source;
    if (random_chance(s, 3))
        kind = (random_kind)random_below(s, RANDOM_KINDS);
    uint32_t dice = random_below(s, 100);
    bool leaf = depth <= 0 || g->fuel <= 0;
    if (kind == RANDOM_MOMENT && depth > -3 && g->bodies == 0) {
        g->fuel--; /* only an operation makes one */
        if (!leaf && dice < 12)
            random_if(g, kind, depth);
        else if (!leaf && dice < 15)
            random_operation(g, "and", kind, 2, depth);
        else
            random_moment(g, depth);
        return;
    }
    if (kind == RANDOM_DAY && (leaf || dice < 85))
        leaf = true;
    else if (kind == RANDOM_BOOLEAN && dice < 80)
        leaf = leaf || dice < 12;
    else if (!leaf && dice < 55)
        leaf = true;
    if (leaf) {
        if (random_chance(s, kind == RANDOM_ARRAY ? 35 : 60))
            random_var(g, kind);
        else
            random_literal(g, kind);
        return;
    }
    g->fuel--;
    if (dice >= 93)
        random_if(g, kind, depth);
    else if (dice >= 90)
        random_operation(g, "and", kind, 2 + random_below(s, 2), depth);
    else if (dice >= 86 && g->bodies < 2)
        random_reduce(g, kind, depth);
    else if (kind == RANDOM_BOOLEAN)
        random_test(g, depth);
    else if (kind == RANDOM_INTEGER)
        random_operation(g, "+", RANDOM_INTEGER, 2, depth);
    else if (kind == RANDOM_STRING) {
        cl_buffer_puts(g->out, "{\"extractFromUVCI\":[");
        random_expression(g, RANDOM_STRING, depth - 1);
        cl_buffer_printf(g->out, ",%d]}", (int)random_below(s, 6) - 1);
    } else if (kind == RANDOM_ARRAY || kind == RANDOM_OTHER)
        random_array(g, depth);
    else
        random_var(g, kind);
}

/* Writes a guard that other guards resemble: they differ from it in at most one word. */
static inline void random_twin(random_rules *g)
{
    static const char *const times[] = {"before", "after"};
    static const char *const amounts[] = {"1", "-1"};
    static const char *const units[] = {"day", "month"};
    cl_buffer_printf(g->out,
                     "{\"%s\":[{\"plusTime\":[{\"var\":\"payload.%s\"},%s,\"%s\"]},"
                     "{\"plusTime\":[{\"var\":\"external.validationClock\"},0,\"day\"]}]}",
                     RANDOM_OF(g->source, times), random_chance(g->source, 70) ? "d" : "e",
                     RANDOM_OF(g->source, amounts), RANDOM_OF(g->source, units));
}

/* Writes one rule, mostly with a guard from `guards`, like real rules. */
static inline void random_rule(random_rules *g, const char *const *guards, uint32_t guard_count)
{
    random_source *s = g->source;
    const char *guard = guards[random_below(s, guard_count)];
    uint32_t dice = random_below(s, 100);
    g->fuel = 24;
    g->bodies = 0;
    if (dice < 45) {
        cl_buffer_printf(g->out, "{\"if\":[%s,", guard);
        random_expression(g, RANDOM_BOOLEAN, 4);
        cl_buffer_puts(g->out, ",true]}");
    } else if (dice < 60) {
        cl_buffer_printf(g->out, "{\"if\":[%s,{\"if\":[%s,", guard,
                         guards[random_below(s, guard_count)]);
        random_expression(g, RANDOM_BOOLEAN, 3);
        cl_buffer_puts(g->out, ",");
        random_expression(g, RANDOM_BOOLEAN, 1);
        cl_buffer_puts(g->out, random_chance(s, 50) ? "]},true]}" : "]},false]}");
    } else if (dice < 75) {
        cl_buffer_printf(g->out, "{\"and\":[{\"if\":[%s,", guard);
        random_expression(g, RANDOM_BOOLEAN, 3);
        cl_buffer_puts(g->out, ",true]},");
        random_expression(g, RANDOM_BOOLEAN, 3);
        cl_buffer_puts(g->out, "]}");
    } else {
        random_expression(g, RANDOM_BOOLEAN, 5);
    }
}

/* ---- Data ------------------------------------------------------------------------------------ */

/* Larger than a value may be. */
static inline void random_huge(random_source *s, cl_buffer *out)
{
    if (random_chance(s, 50)) {
        cl_buffer_putc(out, '[');
        for (uint32_t i = 0; i < CL_MAX_VALUE_NODES; i++)
            cl_buffer_puts(out, i > 0 ? ",0" : "0");
        cl_buffer_putc(out, ']');
    } else {
        cl_buffer_putc(out, '"');
        for (uint32_t i = 0; i < CL_MAX_VALUE_TEXT / 8; i++)
            cl_buffer_puts(out, "abcdefgh");
        cl_buffer_putc(out, '"');
    }
}

static inline void random_value(random_source *s, random_kind kind, cl_buffer *out)
{
    static const char *const others[] = {"null",      "1.5",    "-0.25", "1e30", "{}", "[]",
                                         "{\"p\":1}", "[null]", "true",  "\"\"", "0"};
    uint32_t dice = random_below(s, 100);
    random_rules g = {.source = s, .out = out};
    if (random_below(s, 20000) == 0)
        random_huge(s, out);
    else if (dice < 5)
        cl_buffer_puts(out, "null");
    else if (dice < 10 || kind == RANDOM_OTHER)
        cl_buffer_puts(out, RANDOM_OF(s, others));
    else
        random_literal(&g, kind);
}

/* Writes "name":value in most cases. */
static inline void random_field(random_source *s, const char *name, random_kind kind,
                                cl_buffer *out)
{
    if (random_chance(s, 6))
        return;
    cl_buffer_printf(out, "\"%s\":", name);
    random_value(s, kind, out);
    cl_buffer_putc(out, ',');
}

static inline void random_entry(random_source *s, cl_buffer *out)
{
    cl_buffer_putc(out, '{');
    random_field(s, "tg", RANDOM_STRING, out);
    random_field(s, "mp", RANDOM_STRING, out);
    random_field(s, "ci", RANDOM_STRING, out);
    random_field(s, "dn", RANDOM_INTEGER, out);
    random_field(s, "sd", RANDOM_INTEGER, out);
    random_field(s, "dt", RANDOM_DAY, out);
    random_field(s, "f", RANDOM_BOOLEAN, out);
    cl_buffer_puts(out, "\"co\":\"CZ\"}");
}

/* Writes the two members of a data context. `sets` is the value of external.valueSets. */
static inline void random_payload(random_source *s, cl_buffer *out)
{
    cl_buffer_putc(out, '{');
    if (random_chance(s, 75)) {
        cl_buffer_puts(out, "\"v\":[");
        random_entry(s, out);
        if (random_chance(s, 20)) {
            cl_buffer_putc(out, ',');
            random_entry(s, out);
        }
        cl_buffer_puts(out, "],");
    }
    if (random_chance(s, 40))
        cl_buffer_puts(out, "\"t\":[{\"sc\":\"2021-06-01T12:00:00Z\"}],");
    random_field(s, "f", RANDOM_BOOLEAN, out);
    random_field(s, "n", RANDOM_INTEGER, out);
    random_field(s, "m", RANDOM_INTEGER, out);
    random_field(s, "s", RANDOM_STRING, out);
    random_field(s, "longer2", RANDOM_STRING, out);
    random_field(s, "longer", RANDOM_STRING, out);
    random_field(s, "d", RANDOM_DAY, out);
    random_field(s, "e", RANDOM_DAY, out);
    random_field(s, "dob", RANDOM_DAY, out);
    random_field(s, "a", RANDOM_ARRAY, out);
    random_field(s, "b", RANDOM_ARRAY, out);
    random_field(s, "r", RANDOM_OTHER, out);
    random_field(s, "o", RANDOM_OTHER, out);
    cl_buffer_puts(out, "\"x\":{\"y\":");
    random_value(s, RANDOM_STRING, out);
    cl_buffer_puts(out, "}}");
}

static inline void random_value_sets(random_source *s, cl_buffer *out)
{
    cl_buffer_puts(out, "{\"s1\":");
    random_value(s, RANDOM_ARRAY, out);
    cl_buffer_puts(out, ",\"s2\":");
    random_value(s, RANDOM_ARRAY, out);
    cl_buffer_puts(out, "}");
}

static inline void random_external(random_source *s, const char *sets, cl_buffer *out)
{
    cl_buffer_puts(out, "{\"validationClock\":");
    cl_buffer_puts(out, random_chance(s, 80) ? "\"2021-07-15T08:30:00Z\"" : random_day(s));
    cl_buffer_printf(out, ",\"valueSets\":%s}", sets);
}

#endif
