/* test_lost.c — a set that lost rules accepts no more than the whole set.
 *
 * Random rule sets are loaded whole, and again with some rules broken at random: members of a wrong
 * kind or removed, Logic that is no expression, text that ends early, another document instead of
 * the rule. Both sets judge random certificates for random countries, regions and clocks. The
 * broken set must not accept a certificate that the whole set rejects or leaves open.
 *
 * usage: test_lost [COMPARISONS [SEED]]; the seed is printed.
 */
#include <stdlib.h>

#include "data/instant.h"
#include "random_rules.h"
#include "support_rules.h"

enum { MOST_RULES = 12, ASKED = 50, SHORT_RUN = 4000 };

static uint64_t comparisons = SHORT_RUN;
static uint64_t seed = UINT64_C(20220901);

static const char *const countries[] = {"CZ", "AT", "GR"};
static const char *const regions[] = {"R1", "R2"};
static const char *const days[] = {"2021-01-01T00:00:00Z", "2021-07-01T00:00:00Z",
                                   "2022-01-01T00:00:00Z", "2022-07-01T00:00:00Z"};

/* ---- Rule sets ------------------------------------------------------------------------------- */

/* A rule before it is broken: its members as JSON, in order. */
typedef struct made_rule {
    char file[160];
    char members[16][400];
    int count;
} made_rule;

static void put_member(made_rule *rule, const char *name, const char *value)
{
    snprintf(rule->members[rule->count++], sizeof rule->members[0], "\"%s\":%s", name, value);
}

static const char *text_member(const char *value)
{
    static char text[160];
    snprintf(text, sizeof text, "\"%s\"", value);
    return text;
}

static const char *make_logic(random_source *source)
{
    static const char *const logics[] = {
        "true",
        "true",
        "true",
        "false",
        "1",
        "{\"===\":[{\"var\":\"payload.v.0.dn\"},2]}",
        "{\"in\":[{\"var\":\"payload.v.0.mp\"},{\"var\":\"external.valueSets.products\"}]}",
        "{\"!\":[{\"var\":\"external.valueSets.products\"}]}",
        "{\"reduce\":[{\"var\":\"external.valueSets.more\"},false,true]}",
        "{\"if\":[{\"var\":\"payload.t.0\"},false,true]}"};
    return RANDOM_OF(source, logics);
}

/* The identifier has the gateway's form and matches the rule, or has another form. Rules share
 * identifiers, so that versions supersede one another across types and regions. */
static void make_rule(random_source *source, made_rule *rule, int number)
{
    static const char *const kinds[] = {"General", "Vaccination", "Test", "Recovery"};
    static const char *const prefixes[] = {"GR", "VR", "TR", "RR"};
    char text[100];
    uint32_t kind = random_below(source, 4);
    const char *country = RANDOM_OF(source, countries);
    bool invalidation = random_chance(source, 20);
    uint32_t from = random_below(source, 3);
    bool free_name = random_chance(source, 50);
    *rule = (made_rule){.count = 0};
    if (free_name)
        snprintf(text, sizeof text, "rule-%u", random_below(source, 3));
    else
        snprintf(text, sizeof text, "%s-%s-%04u", invalidation ? "IR" : prefixes[kind], country,
                 random_below(source, 3));
    switch (random_below(source, 4)) {
    case 0:
        snprintf(rule->file, sizeof rule->file, "%s/%d/rule.json", country, number);
        break;
    case 1:
        snprintf(rule->file, sizeof rule->file, "%s/%s/%d.json", country, text, number);
        break;
    case 2:
        snprintf(rule->file, sizeof rule->file, "%d/%s.json", number, text);
        break;
    default:
        snprintf(rule->file, sizeof rule->file, "set/%d.json", number);
    }
    put_member(rule, "Identifier", text_member(text));
    put_member(rule, "Type", text_member(invalidation ? "Invalidation" : "Acceptance"));
    put_member(rule, "Country", text_member(country));
    if (random_chance(source, 30))
        put_member(rule, "Region",
                   text_member(random_chance(source, 20) ? country : RANDOM_OF(source, regions)));
    snprintf(text, sizeof text, "\"%u.%u.0\"", 1 + random_below(source, 2), (unsigned)number);
    put_member(rule, "Version", text);
    put_member(rule, "SchemaVersion", "\"1.0.0\"");
    put_member(rule, "Engine", "\"CERTLOGIC\"");
    put_member(rule, "EngineVersion", "\"1.0.0\"");
    put_member(rule, "CertificateType", text_member(kinds[kind]));
    put_member(rule, "ValidFrom", text_member(days[from]));
    put_member(rule, "ValidTo", text_member(days[from + 1 + random_below(source, 3 - from)]));
    put_member(rule, "Logic", make_logic(source));
}

/* ---- Breaking -------------------------------------------------------------------------------- */

static const char *const strangers[] = {
    "",
    "   ",
    "<!doctype html><html></html>",
    "{\"timestamp\":\"2022-09-13T08:00:00Z\",\"status\":500,\"error\":\"Internal Server Error\"}",
    "{\"errors\":[\"not found\"]}",
    "{\"errors\":[]}",
    "{}",
    "null",
    "0",
    "\"gone\"",
    "[1]",
    "[{}]",
    "{\"rules\":1}",
    "{\"rules\":[{}]}",
    "{\"message\":\"Forbidden\"}",
    "{\"Description\":[{\"lang\":\"en\",\"desc\":\"x\"}]}",
    "{\"Description\":[]}",
    "{\"a\":[{}]}",
    "{\"a\":[1],\"b\":[\"c\"]}",
    "{\"VR-XA-0001\":[{\"version\":\"1.0.0\",\"cms\":\"MII=\"}]}",
    "{\"valueSets\":\"x\"}",
    "{\"detail\":[\"not found\"]}"};

/* Writes the rule. If `broken`, it is written so that it is not a valid rule. */
static void write_rule(random_source *source, const made_rule *rule, bool broken, cl_buffer *out)
{
    /* One or two members are broken. Each is removed or has a wrong kind. */
    int first = broken ? (int)random_below(source, (uint32_t)rule->count) : -1;
    int second = broken && random_chance(source, 40)
                     ? (int)random_below(source, (uint32_t)rule->count)
                     : -1;
    bool away = random_chance(source, 50);
    const char *before = "{";
    cl_buffer_clear(out);
    if (broken && random_chance(source, 30)) {
        cl_buffer_puts(out, RANDOM_OF(source, strangers));
        return;
    }
    for (int i = 0; i < rule->count; i++) {
        bool region = strncmp(rule->members[i], "\"Region\"", 8) == 0;
        bool hit = i == first || i == second || (broken && region && first == 0);
        if (hit && away)
            continue;
        const char *colon = strchr(rule->members[i], ':');
        cl_buffer_puts(out, before);
        if (hit)
            cl_buffer_printf(out, "%.*s:%s", (int)(colon - rule->members[i]), rule->members[i],
                             strncmp(rule->members[i], "\"Logic\"", 7) == 0 ? "{\"or\":[]}"
                                                                            : "[7]");
        else
            cl_buffer_puts(out, rule->members[i]);
        before = ",";
    }
    /* A rule without its Region is another valid rule, and not a broken one. */
    if (broken && strncmp(rule->members[first], "\"Region\"", 8) == 0)
        cl_buffer_puts(out, ",\"Description\":1");
    cl_buffer_puts(out, "}");
    if (broken && random_chance(source, 15))
        out->length = random_below(source, (uint32_t)out->length);
}

static void add_value_sets(random_source *source, cl_ruleset *set, bool broken)
{
    static const char *const faults[] = {
        "", "[", "{\"products\":[1]}", "{\"products\":7}", "nothing", "{\"status\":404}"};
    const char *text = broken ? RANDOM_OF(source, faults)
                              : "{\"products\":[\"A\",\"B\"],\"more\":[\"A\"]}";
    ck_assert(cl_ruleset_add(set, CL_DOCUMENT_ANY, "value-sets.json", text, strlen(text), NULL));
}

/* Writes the set of all rules, or of those that remain. Returns how many were broken. */
static int make_set(uint64_t number, const made_rule *rules, int count, bool broken,
                    cl_ruleset *set)
{
    random_source source = random_of(seed + 1, number);
    cl_buffer text;
    int lost = 0;
    cl_buffer_init(&text);
    for (int i = 0; i < count; i++) {
        bool hit = broken && random_chance(&source, 25);
        write_rule(&source, &rules[i], hit, &text);
        ck_assert(!text.failed);
        lost += hit;
        ck_assert(cl_ruleset_add(set, CL_DOCUMENT_ANY, rules[i].file, cl_buffer_text(&text),
                                 text.length, NULL));
    }
    cl_buffer_free(&text);
    bool no_sets = broken && random_chance(&source, 15);
    add_value_sets(&source, set, no_sets);
    ck_assert(cl_ruleset_finish(set, NULL));
    return lost + no_sets;
}

/* ---- Asking ---------------------------------------------------------------------------------- */

static const char *make_payload(random_source *source)
{
    static const char *const groups[] = {"v", "t", "r"};
    return given_text("{\"ver\":\"%s\",\"%s\":[{\"co\":\"%s\",\"dn\":%u,\"mp\":\"%c\"}]}",
                      random_chance(source, 90) ? "1.3.0" : "0.9.0", RANDOM_OF(source, groups),
                      RANDOM_OF(source, countries), 1 + random_below(source, 2),
                      (int)('A' + random_below(source, 3)));
}

/* Returns true if the certificate was judged; false for a country that the set does not know. */
static bool ask(cl_judge *judge, const cl_certificate *certificate, const cl_request *request,
                cl_verdict *verdict)
{
    cl_error error;
    cl_error_init(&error);
    bool judged = cl_judge_run(judge, certificate, request, verdict, &error);
    ck_assert(judged || error.code == CL_COUNTRY);
    return judged;
}

typedef struct figures {
    uint64_t compared, accepted, opened;
} figures;

static void compare_once(random_source *source, cl_judge *whole, cl_judge *less, uint64_t number,
                         figures *f)
{
    cl_verdict all, some;
    cl_request request = {.country = RANDOM_OF(source, countries),
                          .region = random_chance(source, 50) ? NULL : RANDOM_OF(source, regions),
                          .allow_no_rules = random_chance(source, 20),
                          .strict = random_chance(source, 10)};
    const char *day = RANDOM_OF(source, days);
    ck_assert_int_eq(cl_instant_parse(day, strlen(day), &request.clock), CL_INSTANT_OK);
    const char *payload = make_payload(source);
    cl_certificate *certificate = cl_certificate_read_json(payload, strlen(payload), NULL);
    ck_assert_ptr_nonnull(certificate);
    f->compared++;
    if (ask(less, certificate, &request, &some)) {
        bool known = ask(whole, certificate, &request, &all);
        ck_assert_msg(some.kind != CL_ACCEPTED || (known && all.kind == CL_ACCEPTED),
                      "seed %" PRIu64 ", set %" PRIu64
                      ": %s in %s at %s, region %s: %s, and with all "
                      "rules %s",
                      seed, number, payload, request.country, day,
                      request.region != NULL ? request.region : "none", verdict_text(&some),
                      known ? verdict_text(&all) : "the country is not known");
        f->accepted += some.kind == CL_ACCEPTED;
        f->opened += some.lost_count > 0;
    }
    cl_certificate_free(certificate);
}

static void compare_sets(uint64_t number, figures *f)
{
    static made_rule rules[MOST_RULES];
    random_source source = random_of(seed, number);
    int count = 1 + (int)random_below(&source, MOST_RULES);
    for (int i = 0; i < count; i++)
        make_rule(&source, &rules[i], i);
    cl_ruleset *whole = cl_ruleset_new(NULL);
    cl_ruleset *less = cl_ruleset_new(NULL);
    make_set(number, rules, count, false, whole);
    int lost = make_set(number, rules, count, true, less);
    ck_assert_msg(whole->findings.errors == 0, "%s", findings_in(&whole->findings));
    ck_assert_msg(less->losses.total >= (uint64_t)lost, "set %" PRIu64 ": %d broken, %s", number,
                  lost, findings_in(&less->findings));
    cl_judge *by_whole = cl_judge_new(whole, NULL);
    cl_judge *by_less = cl_judge_new(less, NULL);
    for (int i = 0; i < ASKED; i++)
        compare_once(&source, by_whole, by_less, number, f);
    cl_judge_free(by_whole);
    cl_judge_free(by_less);
    cl_ruleset_free(whole);
    cl_ruleset_free(less);
}

START_TEST(no_certificate_is_accepted_because_a_rule_was_lost)
{
    figures f = {.compared = 0};
    printf("seed %" PRIu64 "\n", seed);
    for (uint64_t number = 0; f.compared < comparisons; number++) {
        compare_sets(number, &f);
        given_reset();
    }
    printf("%" PRIu64 " comparisons: %" PRIu64 " accepted by what was left, %" PRIu64
           " touched by a loss\n",
           f.compared, f.accepted, f.opened);
    /* Both occur, so that the comparison is meaningful. */
    ck_assert_uint_gt(f.accepted, f.compared / 100);
    ck_assert_uint_gt(f.opened, f.compared / 10);
}
END_TEST

int main(int argc, char **argv)
{
    if (argc > 1)
        comparisons = strtoull(argv[1], NULL, 10);
    if (argc > 2)
        seed = strtoull(argv[2], NULL, 10);
    TCase *tests = rules_tests("lost");
    tcase_set_timeout(tests, 0);
    tcase_add_test(tests, no_certificate_is_accepted_because_a_rule_was_lost);
    return unit_run();
}
