/* test_allocation.c — memory runs out at the k-th request, for every k, in everything that the
 * public functions do: load, check, compile, judge, every rule, evaluate, print, disassemble. There
 * must be no crash, no leak, and no wrong result: a result is the right one, or an error.
 *
 * For each k there are two runs. In the first only request k fails; the failed call is repeated and
 * must then succeed. In the second request k and all later ones fail. Most requests to an arena
 * need no new memory from the heap, so requests to arenas are made to fail too, each alone.
 *
 * How requests are made to fail: the program defines malloc and related functions itself, so that
 * requests of every library are counted, libc included. If a sanitizer defines them, the linker
 * redirects calls instead: with CERTLOGIC_WRAP and -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
 * only code that is linked statically is affected, the engine, and the sanitizer finds leaks.
 */
#include <errno.h>
#include <stdint.h>

#include "api/schemas.h"
#include "certlogic.h"
#include "schema/schema.h"
#include "support_files.h"
#include "support_sanitized.h"

/* ---- Requests for memory --------------------------------------------------------------------- */

static bool armed;                /* requests are counted and may fail */
static bool in_arenas;            /* requests to arenas fail, not those to the heap */
static bool learning;             /* the first run, without failures */
static bool lasting;              /* all requests after the failing one fail too */
static size_t asked;              /* number of requests since it was armed */
static size_t failing = SIZE_MAX; /* number of the request that fails, from 0 */
static size_t refused;            /* number of requests that failed */
static long live;                 /* number of blocks that are allocated and not freed */

/* One place in the code makes thousands of requests to an arena. Only its first, second, fourth,
 * eighth request and so on are made to fail. */
enum { PLACES_MOST = 1024, REQUESTS_MOST = 1 << 14 };

static struct {
    const void *place;
    size_t count;
} places[PLACES_MOST];
static bool worth[REQUESTS_MOST];

#if defined(CERTLOGIC_WRAP)
#define COUNTED false /* memory that libc allocated is freed here without being counted */
#define EXPORTED
#define INJECTED(name) __wrap_##name
#define ORIGINAL(name) __real_##name
#elif defined(__GLIBC__) && !defined(SANITIZED)
#define COUNTED        true
#define EXPORTED       __attribute__((visibility("default")))
#define INJECTED(name) name
#define ORIGINAL(name) __libc_##name
#else
#define NOT_POSSIBLE 1
#define COUNTED      false
#endif

#ifndef NOT_POSSIBLE
static bool refuse(bool of_arena)
{
    if (!armed || of_arena != in_arenas)
        return false;
    size_t number = asked++;
    if (number != failing && !(lasting && number > failing))
        return false;
    refused++;
    errno = ENOMEM;
    return true;
}

void *ORIGINAL(malloc)(size_t size);
void *ORIGINAL(calloc)(size_t count, size_t size);
void *ORIGINAL(realloc)(void *block, size_t size);

#if defined(CERTLOGIC_WRAP)
void *INJECTED(malloc)(size_t size);
void *INJECTED(calloc)(size_t count, size_t size);
void *INJECTED(realloc)(void *block, size_t size);
#else
void ORIGINAL(free)(void *block);

EXPORTED void free(void *block)
{
    live -= block != NULL;
    ORIGINAL(free)(block);
}
#endif

EXPORTED void *INJECTED(malloc)(size_t size)
{
    void *block = refuse(false) ? NULL : ORIGINAL(malloc)(size);
    live += block != NULL;
    return block;
}

EXPORTED void *INJECTED(calloc)(size_t count, size_t size)
{
    void *block = refuse(false) ? NULL : ORIGINAL(calloc)(count, size);
    live += block != NULL;
    return block;
}

EXPORTED void *INJECTED(realloc)(void *block, size_t size)
{
    void *moved = refuse(false) ? NULL : ORIGINAL(realloc)(block, size);
    live += block == NULL && moved != NULL;
    return moved;
}
#endif

#if defined(CERTLOGIC_WRAP)
void *ORIGINAL(cl_arena_alloc)(cl_arena *arena, size_t size);
void *ORIGINAL(cl_arena_array)(cl_arena *arena, size_t count, size_t size);
void *ORIGINAL(cl_arena_grow)(cl_arena *arena, void *items, uint32_t count, uint32_t *capacity,
                              size_t size);
char *ORIGINAL(cl_arena_text)(cl_arena *arena, const char *text, size_t length);
void *INJECTED(cl_arena_alloc)(cl_arena *arena, size_t size);
void *INJECTED(cl_arena_array)(cl_arena *arena, size_t count, size_t size);
void *INJECTED(cl_arena_grow)(cl_arena *arena, void *items, uint32_t count, uint32_t *capacity,
                              size_t size);
char *INJECTED(cl_arena_text)(cl_arena *arena, const char *text, size_t length);

static void count_place(const void *place)
{
    size_t i = 0;
    while (i < PLACES_MOST && places[i].place != NULL && places[i].place != place)
        i++;
    if (i == PLACES_MOST || asked >= REQUESTS_MOST)
        abort();
    places[i].place = place;
    size_t count = ++places[i].count;
    worth[asked] = (count & (count - 1)) == 0;
}

/* Values that a rule builds are in an arena with a cap. If the arena is full, the rule is open. */
static bool refuse_arena(const cl_arena *arena, const void *place)
{
    if (arena->cap != SIZE_MAX)
        return false;
    if (armed && in_arenas && learning)
        count_place(place);
    return refuse(true);
}

#define REFUSE_ARENA(arena) refuse_arena(arena, __builtin_return_address(0))

void *INJECTED(cl_arena_alloc)(cl_arena *arena, size_t size)
{
    return REFUSE_ARENA(arena) ? NULL : ORIGINAL(cl_arena_alloc)(arena, size);
}

void *INJECTED(cl_arena_array)(cl_arena *arena, size_t count, size_t size)
{
    return REFUSE_ARENA(arena) ? NULL : ORIGINAL(cl_arena_array)(arena, count, size);
}

void *INJECTED(cl_arena_grow)(cl_arena *arena, void *items, uint32_t count, uint32_t *capacity,
                              size_t size)
{
    if (count == *capacity && REFUSE_ARENA(arena))
        return NULL;
    return ORIGINAL(cl_arena_grow)(arena, items, count, capacity, size);
}

char *INJECTED(cl_arena_text)(cl_arena *arena, const char *text, size_t length)
{
    return REFUSE_ARENA(arena) ? NULL : ORIGINAL(cl_arena_text)(arena, text, length);
}
#endif

/* ---- Answers --------------------------------------------------------------------------------- */

enum { ANSWERS_MOST = 64, ANSWER_SIZE = 1 << 20 };

static char *right[ANSWERS_MOST]; /* results of a run without failures */
static char heard[ANSWER_SIZE]; /* a result that is being written; no memory is requested for it */
static size_t heard_length;

/* An assertion of its own, because Check requests memory. */
#define SURE(condition, ...)                                                                       \
    do {                                                                                           \
        bool was_armed_ = armed;                                                                   \
        armed = false;                                                                             \
        ck_assert_msg(condition, __VA_ARGS__);                                                     \
        armed = was_armed_;                                                                        \
    } while (0)

static void hear_nothing(void)
{
    heard_length = 0;
    heard[0] = '\0';
}

CL_PRINTF(1, 2) static void hear(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(heard + heard_length, sizeof heard - heard_length, format, arguments);
    va_end(arguments);
    heard_length += length > 0 ? (size_t)length : 0;
    SURE(length >= 0 && heard_length < sizeof heard, "no room for an answer");
}

/* Returns where two texts begin to differ. */
static size_t common(const char *a, const char *b)
{
    size_t length = 0;
    while (a[length] != '\0' && a[length] == b[length])
        length++;
    return length;
}

/* A result was returned: it must be the right one. */
static void answered(int number, const char *text)
{
    if (learning) {
        armed = false;
        ck_assert_ptr_null(right[number]);
        right[number] = malloc(strlen(text) + 1);
        ck_assert_ptr_nonnull(right[number]);
        strcpy(right[number], text);
        armed = true;
    }
    SURE(right[number] != NULL, "answer %d came too late", number);
    size_t same = common(text, right[number]);
    SURE(strcmp(text, right[number]) == 0, "request %zu: answer %d has %.200s, not %.200s", failing,
         number, text + same, right[number] + same);
}

/* Output that was reported before the memory ran out must be the beginning of the right output. */
static void broken_off(int number)
{
    if (right[number] == NULL)
        return;
    size_t same = common(heard, right[number]);
    SURE(same == heard_length, "request %zu: answer %d begins with %.200s, not %.200s", failing,
         number, heard + same, right[number] + same);
}

/* No result was returned. Returns true if the call must be repeated; it must then succeed. */
static bool ask_again(const char *code, int tries)
{
    SURE(refused > 0, "refused without need: %s", code);
    SURE(code == NULL || strcmp(code, "memory") == 0, "request %zu: %s", failing, code);
    SURE(lasting || tries == 0, "request %zu: refused twice", failing);
    return !lasting;
}

/* Evaluates `call`, which returns NULL or false if memory runs out, until it succeeds, at most
 * twice. `into` receives the result. */
#define ASK(into, call)                                                                            \
    do {                                                                                           \
        int tries_ = 0;                                                                            \
        do {                                                                                       \
            error.code = NULL;                                                                     \
            (into) = (call);                                                                       \
        } while (!(into) && ask_again(error.code, tries_++));                                      \
    } while (0)

/* Runs a scenario. Each request of one kind fails in turn. */
static void run_through(void (*scenario)(void))
{
    long before = live;
    memset(right, 0, sizeof right);
    memset(places, 0, sizeof places);
    memset(worth, 0, sizeof worth);
    failing = SIZE_MAX;
    refused = 0;
    lasting = false;
    learning = armed = true;
    asked = 0;
    scenario();
    learning = armed = false;
    size_t all = asked;
    ck_assert_uint_gt(all, 0);
    for (int i = 0; i < ANSWERS_MOST; i++)
        before += right[i] != NULL;
    ck_assert(!COUNTED || live == before);
    for (int from = 0; from < (in_arenas ? 1 : 2); from++) {
        lasting = from == 1;
        size_t k = 0;
        do {
            while (in_arenas && k < all && !worth[k])
                k++;
            failing = k++;
            asked = refused = 0;
            armed = true;
            scenario();
            armed = false;
            ck_assert_msg(!COUNTED || live == before, "request %zu: a leak", failing);
        } while (refused > 0);
        ck_assert_uint_ge(k, all);
    }
    failing = SIZE_MAX;
    for (int i = 0; i < ANSWERS_MOST; i++)
        free(right[i]);
}

/* An arena mostly takes memory from a chunk that it already has, so requests to arenas fail
 * separately. */
static void run(void (*scenario)(void))
{
    in_arenas = false;
    run_through(scenario);
#if defined(CERTLOGIC_WRAP)
    in_arenas = true;
    run_through(scenario);
    in_arenas = false;
#endif
}

/* ---- Loading --------------------------------------------------------------------------------- */

static void hear_rules(const certlogic_rules *rules)
{
    certlogic_rule rule;
    certlogic_finding finding;
    hear_nothing();
    for (size_t i = 0; certlogic_rules_get(rules, i, "cs", &rule); i++)
        hear("%s %s %s %s %s %s %s\n", rule.id, rule.version, certlogic_rule_type_name(rule.type),
             certlogic_certificate_type_name(rule.certificate_type), rule.country, rule.description,
             rule.file);
    for (size_t i = 0; certlogic_rules_finding(rules, i, &finding); i++)
        hear("%s %s %s %s %s %s\n", finding.code, certlogic_severity_name(finding.severity),
             finding.file, finding.at, finding.message, finding.fix != NULL ? finding.fix : "");
}

#define RULE(id, members)                                                                          \
    "{'Identifier':'" id "','Country':'CZ','Version':'1.0.0','SchemaVersion':'1.0.0',"             \
    "'Engine':'CERTLOGIC','CertificateType':'General','ValidFrom':'2021-06-01',"                   \
    "'ValidTo':'2022-06-01'," members "}"
#define ACCEPTANCE "'Type':'Acceptance','EngineVersion':'1.0.0',"

static const char *folder, *value_sets;

static void load_a_folder(void)
{
    const certlogic_load_options options = {
        .value_sets = value_sets, .keep_going = true, .check = true};
    certlogic_error error;
    certlogic_rules *rules;
    ASK(rules, certlogic_rules_load(folder, &options, &error));
    if (rules != NULL) {
        hear_rules(rules);
        answered(0, heard);
    }
    certlogic_rules_free(rules);
}

START_TEST(loading_a_folder)
{
    put_file("rules/A/rule.json",
             RULE("A", ACCEPTANCE "'Logic':{'!':[{'var':'payload.x'}]},"
                                  "'Description':[{'lang':'cs','desc':'Pravidlo.'}]"));
    put_file("rules/A/tests/t.json", "not looked at");
    put_file("rules/B/rule.json", RULE("B", ACCEPTANCE "'Logic':{'or':[null,{'if':[1]}]}"));
    put_file("rules/broken.json", "{'a':[1,2,}");
    put_file(
        "rules/bundle.json",
        "{'rules':[" RULE("A", ACCEPTANCE
                          "'Logic':1") ",2,{}],"
                                       "'valueSets':{'a':['1'],'b':{'valueSetValues':{'2':1}}}}");
    put_file("rules/hashes.json", "[{'identifier':'A','version':'1.0.0','country':'CZ','hash':''},"
                                  "{'identifier':'C','version':'1.0.0','country':'CZ','hash':''}]");
    put_file("rules/sets.json", "[{'valueSetId':'c','valueSetValues':{'3':1}},{}]");
    folder = path_of("rules");
    value_sets = put_file("more.json", "{'a':['4'],'d':[]}");
    run(load_a_folder);
}
END_TEST

/* ---- Judging --------------------------------------------------------------------------------- */

static const char *document, *payloads[4];

static void hear_outcome(void *self, const certlogic_rule *rule, certlogic_outcome outcome,
                         const certlogic_error *error)
{
    (void)self;
    hear("%s %s %s %s %s\n", rule->id, certlogic_outcome_name(outcome),
         error != NULL ? error->code : "", error != NULL ? error->at : "",
         error != NULL ? error->message : "");
}

/* Frees a text after it was compared; it may be NULL. */
static void take(int number, char *text)
{
    if (text != NULL)
        answered(number, text);
    certlogic_free(text);
}

static void show(const certlogic_rules *rules)
{
    const certlogic_query query = {.country = "CZ", .clock = "2022-01-15"};
    certlogic_error error;
    char *text;
    size_t indexes[64], count = 0;
    bool found;
    hear_rules(rules);
    answered(0, heard);
    ASK(text, certlogic_rules_disassemble(rules, NULL));
    take(1, text);
    ASK(text, certlogic_rules_disassemble(rules, "A"));
    take(2, text);
    ASK(found, certlogic_rules_in_force(rules, &query, indexes, &count, &error));
    hear_nothing();
    for (size_t i = 0; found && i < count; i++)
        hear("%zu ", indexes[i]);
    if (found)
        answered(3, heard);
}

static void judge_one(certlogic_evaluator *evaluator, int number)
{
    const certlogic_request request = {.country = number % 2 == 0 ? "CZ" : "SK",
                                       .clock = number < 2 ? "2022-01-15" : "2022-01-16",
                                       .region = number == 3 ? "PHA" : NULL,
                                       .fields = number > 0};
    certlogic_error error;
    certlogic_certificate *certificate;
    const certlogic_verdict *verdict = NULL;
    char *text = NULL;
    const char *path;
    size_t length;
    ASK(certificate,
        certlogic_certificate_read(payloads[number], strlen(payloads[number]), &error));
    if (certificate != NULL)
        ASK(verdict, certlogic_judge(evaluator, certificate, &request, &error));
    if (verdict != NULL) {
        ASK(text, certlogic_verdict_json(verdict));
        take(8 + number, text);
    }
    certlogic_judged judged;
    if (verdict != NULL && certlogic_verdict_rule(verdict, 0, &judged) && judged.fields > 0) {
        ASK(text, certlogic_verdict_field(verdict, 0, 0, &path, &length));
        take(12 + number, text);
    }
    certlogic_certificate_free(certificate);
}

static void ask_every_rule(certlogic_evaluator *evaluator, int number)
{
    static const char data[] = "{\"payload\":{\"v\":[{\"dn\":2,\"dt\":\"2021-12\"}],\"x\":\"1\"},"
                               "\"external\":{\"validationClock\":\"2022-01-15\","
                               "\"valueSets\":{\"a\":[\"2\"]}}}";
    certlogic_error error;
    bool told;
    hear_nothing();
    ASK(told, certlogic_every_rule(evaluator, data, sizeof data - 1, hear_outcome, NULL, &error));
    if (told)
        answered(number, heard);
    else
        SURE(heard_length == 0, "every rule was told of, and then not");
}

static void load_and_judge(void)
{
    certlogic_error error;
    certlogic_rules *rules;
    certlogic_evaluator *evaluator = NULL;
    ASK(rules, certlogic_rules_parse(document, strlen(document), NULL, &error));
    if (rules != NULL) {
        show(rules);
        ASK(evaluator, certlogic_evaluator_new(rules, &error));
    }
    for (int i = 0; evaluator != NULL && i < 4; i++) {
        judge_one(evaluator, i);
        if (i % 2 == 1)
            ask_every_rule(evaluator, 16 + i);
    }
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
}

/* Shared and plain code, sets, dates, an error of the evaluation, a value that is built, the whole
 * context. */
static const char *judged_document(void)
{
    return quoted(
        "{'rules':[" RULE("A", ACCEPTANCE
                          "'Description':[{'lang':'en','desc':'Two doses.'}],"
                          "'Logic':{'if':[{'var':'payload.v.0'},{'>':[{'var':'payload.v.0.dn'},1]},"
                          "true]}") "," //
        RULE("B", ACCEPTANCE
             "'Logic':{'in':[{'var':'payload.x'},{'var':'external.valueSets.a'}]}") "," //
        RULE("K", ACCEPTANCE
             "'Logic':{'in':[{'var':'payload.x'},{'var':'external.valueSets.aa'}]}") "," //
        RULE("C", ACCEPTANCE
             "'Logic':{'not-after':[{'plusTime':[{'var':'payload.v.0.dt'},1,"
             "'month']},{'plusTime':[{'var':'external.validationClock'},0,'day']}]}") "," //
        RULE("D", ACCEPTANCE "'Logic':{'===':[{'reduce':[[1,2,3],[{'var':'accumulator'},"
                             "{'var':'current'}],0]},[[[0,1],2],3]]}") ","                 //
        RULE("E", ACCEPTANCE "'Logic':{'!':[{'===':[{'var':''},{'var':'payload'}]}]}") "," //
        RULE("F", "'Type':'Acceptance','EngineVersion':'9.0.0','Logic':{'future':[]}") "," //
        RULE(
            "G", ACCEPTANCE
            "'Region':'PHA','Logic':{'<':[{'var':'payload.y'},1]}") "," //
                                                                    "{'Identifier':'H','Type':'Acceptance','Country':'SK','Version':'1.0.0','SchemaVersion':"
                                                                    "'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0','CertificateType':'Vaccination',"
                                                                    "'ValidFrom':'2021','ValidTo':'2023','Logic':{'===':[{'var':''},{'var':''}]}},"
                                                                    "{'Identifier':'I','Type':'Invalidation','Country':'AT','Version':'1.0.0','SchemaVersion':"
                                                                    "'1.0.0','Engine':'CERTLOGIC','EngineVersion':'1.0.0','CertificateType':'Vaccination',"
                                                                    "'ValidFrom':'2021','ValidTo':'2023','Logic':{'!':[{'var':'payload.v.0.bad'}]}}"
                                                                    "],'valueSets':{'a':['1','2'],'b':{'valueSetValues':{'3':{}}}}}");
}

static void make_payloads(void)
{
    payloads[0] = quoted("{'ver':'1.3.0','v':[{'co':'AT','dn':2,'dt':'2021-12-01'}],'x':'1'}");
    payloads[1] = quoted("{'ver':'1.3.0','v':[{'co':'AT','dn':2,'dt':'2021-12-01','bad':1}]}");
    payloads[2] = quoted("{'ver':'1.3.0','t':[{'co':'AT'}],'x':'9','y':null}");
    payloads[3] = quoted("{'v':[{'co':'DE','dn':'two','dt':'2021-13-01'}],'y':'a','z':[[[]]]}");
}

START_TEST(loading_and_judging)
{
    document = judged_document();
    make_payloads();
    run(load_and_judge);
}
END_TEST

/* Real rules: many of them share guards and parts of expressions. */
static void judge_by_shipped_rules(void)
{
    certlogic_error error;
    certlogic_rules *rules;
    certlogic_evaluator *evaluator = NULL;
    ASK(rules, certlogic_rules_load(folder, NULL, &error));
    if (rules != NULL)
        ASK(evaluator, certlogic_evaluator_new(rules, &error));
    if (evaluator != NULL)
        judge_one(evaluator, 0);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
}

START_TEST(judging_by_the_shipped_rules)
{
    size_t length;
    folder = given_text("%s/rules", top_srcdir());
    payloads[0] = given_file(given_text("%s/tests/payloads/vaccination.json", top_srcdir()),
                             &length);
    run(judge_by_shipped_rules);
}
END_TEST

START_TEST(rules_that_are_broken)
{
    document = quoted("[" RULE("A", ACCEPTANCE "'Logic':{'or':[]}") "]");
    certlogic_error error = {.code = NULL};
    for (failing = 0, refused = 1; refused > 0; failing++) {
        asked = refused = 0;
        armed = true;
        certlogic_rules *rules = certlogic_rules_parse(document, strlen(document), NULL, &error);
        armed = false;
        ck_assert_ptr_null(rules);
        ck_assert_str_eq(error.code, refused > 0 ? "memory" : "format-operation");
    }
}
END_TEST

/* certlogic.h: judging does not use the heap. */
START_TEST(judging_asks_nothing_of_the_heap)
{
    certlogic_error error;
    certlogic_certificate *certificates[4];
    make_payloads();
    const char *json = judged_document();
    certlogic_rules *rules = certlogic_rules_parse(json, strlen(json), NULL, &error);
    ck_assert_ptr_nonnull(rules);
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, &error);
    for (int i = 0; i < 4; i++)
        certificates[i] = certlogic_certificate_read(payloads[i], strlen(payloads[i]), NULL);
    failing = 0;
    lasting = true;
    asked = refused = 0;
    for (int i = 0; i < 64; i++) {
        const certlogic_request request = {.country = i % 2 == 0 ? "CZ" : "SK",
                                           .clock = i % 3 == 0 ? "2022-01-15" : "2022-02-15",
                                           .region = i % 5 == 0 ? "PHA" : NULL,
                                           .fields = i % 7 == 0};
        armed = true;
        const certlogic_verdict *verdict = certlogic_judge(evaluator, certificates[i / 4 % 4],
                                                           &request, &error);
        armed = false;
        ck_assert_msg(verdict != NULL, "%s", error.message);
        ck_assert_uint_eq(asked, 0);
    }
    for (int i = 0; i < 4; i++)
        certlogic_certificate_free(certificates[i]);
    certlogic_evaluator_free(evaluator);
    certlogic_rules_free(rules);
}
END_TEST

/* ---- Judging beyond the working memory ------------------------------------------------------- */

static certlogic_rules *loaded;
static const char *region_asked;

static void judge_loaded(void)
{
    const certlogic_request request = {
        .country = "CZ", .clock = "2022-01-15", .region = region_asked, .fields = true};
    certlogic_error error;
    certlogic_evaluator *evaluator;
    certlogic_certificate *certificate = NULL;
    const certlogic_verdict *verdict = NULL;
    certlogic_judged judged;
    ASK(evaluator, certlogic_evaluator_new(loaded, &error));
    if (evaluator != NULL)
        ASK(certificate, certlogic_certificate_read(payloads[0], strlen(payloads[0]), &error));
    if (certificate != NULL)
        ASK(verdict, certlogic_judge(evaluator, certificate, &request, &error));
    hear_nothing();
    for (size_t i = 0; verdict != NULL && certlogic_verdict_rule(verdict, i, &judged); i++)
        hear("%s %s %s %s %zu\n", judged.rule.id, judged.code, judged.at, judged.message,
             judged.fields);
    if (verdict != NULL)
        answered(0, heard);
    certlogic_certificate_free(certificate);
    certlogic_evaluator_free(evaluator);
}

/* Open rules of a country, whose verdict needs more memory than an evaluator reserves. */
static void judge_rules(const char *rules)
{
    certlogic_error error = {.code = NULL};
    loaded = certlogic_rules_parse(rules, strlen(rules), NULL, &error);
    ck_assert_msg(loaded != NULL, "%s", error.message);
    run(judge_loaded);
    certlogic_rules_free(loaded);
}

/* `count` rules with this Logic, each with its number as identifier. */
static const char *rules_with_logic(int count, const char *logic)
{
    cl_buffer rules;
    cl_buffer_init(&rules);
    cl_buffer_putc(&rules, '[');
    for (int i = 0; i < count; i++) {
        cl_buffer_puts(&rules, i > 0 ? "," : "");
        cl_buffer_puts(&rules, quoted(given_text(RULE("%d", ACCEPTANCE "'Logic':"), i)));
        rules.length--; /* the bracket that ends the rule */
        cl_buffer_puts(&rules, quoted(logic));
        cl_buffer_putc(&rules, '}');
    }
    cl_buffer_putc(&rules, ']');
    return given_taken(&rules);
}

START_TEST(judging_beyond_the_working_memory)
{
    payloads[0] = quoted("{'ver':'1.3.0','v':[{}]}");
    /* Long places. */
    judge_rules(rules_with_logic(
        60, given_nested("{'extractFromUVCI':[", "{'<':[{'var':'payload.ver'},1]}", ",0]}", 100)));
    /* Many messages. */
    judge_rules(rules_with_logic(1500, "{'<':[{'var':'payload.ver'},1]}"));
    /* Many fields. */
    const char *fields = "1";
    for (int i = 0; i < 2000; i++)
        fields = given_text("%s,{'var':'payload.f%d'}", fields, i);
    judge_rules(rules_with_logic(1, given_text("{'in':[2,[%s]]}", fields)));
    /* A missing value set, in a message. */
    judge_rules(rules_with_logic(1, "{'in':['a',{'var':'external.valueSets.not-there'}]}"));
    /* A long region. */
    region_asked = given_repeated("R", CL_WORKING_MEMORY + 1);
    judge_rules(rules_with_logic(1, "{'<':[{'var':'payload.ver'},1]}"));
}
END_TEST

/* ---- Expressions ----------------------------------------------------------------------------- */

static const char *logics[6];
static const char *data_given;

static void hear_finding(void *self, const certlogic_finding *finding)
{
    (void)self;
    hear("%s %s %s %s\n", finding->code, certlogic_severity_name(finding->severity), finding->at,
         finding->message);
}

static void check(const char *logic, int number)
{
    certlogic_error error;
    int tries = 0;
    bool checked;
    do {
        hear_nothing();
        error.code = NULL;
        checked = certlogic_check_expression(logic, strlen(logic), "here", hear_finding, NULL,
                                             &error);
        if (!checked)
            broken_off(number);
    } while (!checked && ask_again(error.code, tries++));
    if (checked)
        answered(number, heard);
}

static void evaluate(const char *logic, int number)
{
    certlogic_error error;
    certlogic_expression *e;
    char *text;
    ASK(e, certlogic_expression_parse(logic, strlen(logic), &error));
    if (e != NULL) {
        ASK(text, certlogic_expression_evaluate(e, data_given, strlen(data_given), &error));
        take(number, text);
        ASK(text, certlogic_expression_notation(e));
        take(number + 1, text);
        ASK(text, certlogic_expression_disassemble(e));
        take(number + 2, text);
    }
    certlogic_expression_free(e);
}

static void work_with_expressions(void)
{
    certlogic_error error;
    char *text;
    evaluate(logics[0], 0);
    evaluate(logics[1], 3);
    for (int i = 2; i < 6; i++) {
        ASK(text, certlogic_evaluate_line(logics[i], strlen(logics[i])));
        take(4 + i, text);
        check(logics[i], 12 + i);
    }
    check(logics[0], 20);
}

START_TEST(expressions)
{
    /* A value larger than the reserved working memory. */
    logics[0] = quoted("{'reduce':[{'var':'list'},[{'var':'accumulator.1'},{'var':'current'},"
                       "'text'],[]]}");
    logics[1] = quoted("{'if':[{'<':[{'var':'list.0'},2,3]},{'+':[{'var':'list.1'},"
                       "9007199254740993]},{'extractFromUVCI':['a#b',1]}]}");
    logics[2] = given_text("{\"expr\":%s,\"data\":{\"list\":[1,\"\\u20ac\",0.1]}}", logics[0]);
    logics[3] = quoted("{'expr':{'if':[null,{'or':[1.5]},{'var':'.'},1]},'data':{}}");
    logics[4] = quoted("{'if':[null,{'or':[1.5]},{'var':'.'},{'<':[[1],{'plusTime':[1,2,3]}]}]}");
    logics[5] = quoted("{'<':['a',{'===':[[1],{'in':[1,{'and':[1,{'dccDateOfBirth':[[]]}]}]}]}]}");
    const char *items = "1";
    for (int i = 0; i < 2500; i++)
        items = i % 500 == 0 ? given_text("%s%s", items, given_repeated(",1", 500)) : items;
    data_given = given_text("{\"list\":[%s],\"text\":\"%s\"}", items, given_repeated("x", 5000));
    run(work_with_expressions);
}
END_TEST

/* ---- Tests of rules -------------------------------------------------------------------------- */

static void hear_test(void *self, const certlogic_test *test)
{
    (void)self;
    hear("%s %s %s %s %s %s\n", test->name, test->file, certlogic_test_result_name(test->result),
         test->expected != NULL ? test->expected : "", test->got != NULL ? test->got : "",
         test->trace != NULL ? test->trace : "");
}

static void hear_decision(void *self, const certlogic_decision *decision)
{
    (void)self;
    hear("%s %s %s %d %d\n", decision->rule, decision->at, decision->text, decision->seen_true,
         decision->seen_false);
}

static const char *rule_file; /* a rule that is given by itself */

static void test_rules(void)
{
    const certlogic_test_options options = {.report = hear_test, .decision = hear_decision};
    certlogic_test_summary summary;
    certlogic_error error;
    int tries = 0;
    bool ran;
    do {
        hear_nothing();
        error.code = NULL;
        const char *const paths[] = {folder, rule_file};
        ran = certlogic_test_paths(paths, 2, &options, &summary, &error);
        if (!ran)
            broken_off(0);
    } while (!ran && ask_again(error.code, tries++));
    if (ran)
        answered(0, heard);
}

START_TEST(the_tests_of_rules)
{
    put_file("A/rule.json", RULE("A", ACCEPTANCE "'Logic':{'if':[{'var':'payload.x'},"
                                                 "{'<':[{'var':'payload.x'},2]},true]}"));
    put_file("A/tests/1.json", "{'name':'t','payload':{'x':1},'expected':true}");
    put_file("A/tests/2.json", "{'name':'u','payload':{'x':2},'expected':true}");
    put_file("A/tests/3.json", "{'name':'v','payload':{'x':'y'},'expected':true}");
    put_file("A/tests/4.json", "{");
    put_file("A/tests/5.json", "{'name':'w','external':{'validationClock':'2031-01-01'},"
                               "'expected':true}");
    put_file("A/tests/6.json", "{'name':'x','directive':'skip'}");
    put_file("B/rule.json", RULE("B", ACCEPTANCE "'Logic':{'or':[]}"));
    put_file("suite.json", "{'name':'s','cases':[{'name':'c','certLogicExpression':{'var':'a'},"
                           "'assertions':[{'data':{'a':1},'expected':1},{'data':{},'expected':1},"
                           "{'certLogicExpression':{'or':[]},'expected':1}]}]}");
    folder = path_of("");
    rule_file = path_of("A/rule.json");
    run(test_rules);
}
END_TEST

/* ---- The schema of payloads ------------------------------------------------------------------ */

static cl_value payload_given;

static void ask_the_schema(void)
{
    cl_error error;
    int tries = 0;
    do {
        cl_arena scratch;
        cl_arena_init(&scratch, SIZE_MAX);
        cl_error_init(&error);
        hear_nothing();
        if (cl_api_schema_payload(NULL, &payload_given, &scratch, &error))
            hear("valid");
        else if (error.code != CL_MEMORY)
            hear("%s %s %s", cl_code_name(error.code), error.at, error.message);
        cl_arena_free(&scratch);
    } while (error.code == CL_MEMORY && ask_again("memory", tries++));
    if (error.code != CL_MEMORY)
        answered(0, heard);
}

START_TEST(the_schema_of_payloads)
{
    static const char *const documents[] = {
        "good-payload-vaccination", "bad-payload-unknown-member", "good-payload-other-test"};
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        size_t length;
        const char *path = given_text("%s/tests/schema-cases/%s.json", top_srcdir(), documents[i]);
        payload_given = given_json(given_file(path, &length));
        run(ask_the_schema);
    }
}
END_TEST

static const char *schema_given, *other_given;

static void validate_by_a_schema(void)
{
    cl_error error;
    int tries = 0;
    do {
        cl_arena scratch;
        cl_arena_init(&scratch, SIZE_MAX);
        cl_error_init(&error);
        const cl_schema_source sources[] = {
            {"", schema_given, strlen(schema_given)},
            {"https://example.org/other", other_given, strlen(other_given)}};
        cl_schema *schema = cl_schema_compile(sources, 2, CL_DRAFT_2020, &error);
        int valid = schema != NULL
                        ? cl_schema_validate(schema, &payload_given, &scratch, NULL, NULL, &error)
                        : -1;
        hear_nothing();
        if (valid >= 0)
            hear("%d", valid);
        cl_schema_free(schema);
        cl_arena_free(&scratch);
    } while (error.code != CL_NONE && ask_again(cl_code_name(error.code), tries++));
    if (error.code == CL_NONE)
        answered(0, heard);
}

/* What the schema of payloads does not have: names, references of all kinds, and the other
 * keywords. */
START_TEST(a_schema_of_many_keywords)
{
    schema_given = quoted(
        "{'$id':'https://example.org/main','$defs':{'a':{'$anchor':'here','type':'integer'},"
        "'b':{'$id':'sub/','$anchor':'there','items':{'$ref':'../main#here'}}},"
        "'stock':{'x':{'not':{'type':'string'}}},'properties':{'list':{'prefixItems':[true],"
        "'items':{'$ref':'#here'},'contains':{'const':3},'maxContains':2,'uniqueItems':true},"
        "'more':{'$ref':'#/stock/x'},'sub':{'$ref':'sub/#there'},'far':{'$ref':'other#/$defs/n'}},"
        "'patternProperties':{'^m(?<n>o)\\\\k<n>?':{'$ref':'other'}},'additionalProperties':false,"
        "'dependentRequired':{'list':['more']},'dependentSchemas':{'more':{'minProperties':2}},"
        "'if':{'required':['sub']},'then':{'anyOf':[{'required':['list']},false]}}");
    other_given = quoted("{'$schema':'http://json-schema.org/draft-07/schema#','definitions':{},"
                         "'$defs':{'n':{'type':'number'}},'dependencies':{'a':['b'],'c':{}}}");
    payload_given = given_json(quoted("{'list':['a',1,3],'more':1,'sub':[1,2],'far':0.5}"));
    run(validate_by_a_schema);
    ck_assert_str_eq(heard, "1");
}
END_TEST

/* ---- Decoding -------------------------------------------------------------------------------- */

/* The first three must not request memory if their memory was allocated before. */
static const char *const scanned[] = {"good-vaccination", "good-untrimmed",  "good-unknown-member",
                                      "good-indefinite",  "bad-key-twice",   "bad-unknown-kid",
                                      "bad-tampered",     "bad-two-entries", "unsupported-hc2"};
enum { SCANNED = sizeof scanned / sizeof *scanned };
static const char *texts[SCANNED + 1];
static size_t text_lengths[SCANNED + 1];
static certlogic_trust *signers;

static void read_texts(void)
{
    for (int i = 0; i < SCANNED; i++)
        texts[i] = given_file(given_text("%s/tests/certs/%s.txt", top_srcdir(), scanned[i]),
                              &text_lengths[i]);
    /* Input that is cut off is read a second time, followed by zeros. */
    texts[SCANNED] = texts[0];
    text_lengths[SCANNED] = 304;
    signers = certlogic_trust_load(given_text("%s/tests/certs/keys", top_srcdir()), NULL, NULL);
    ck_assert_ptr_nonnull(signers);
}

static void decode_all(void)
{
    const certlogic_decode_options options = {.trust = signers, .clock = "2022-01-15"};
    certlogic_error error;
    certlogic_decoder *decoder;
    certlogic_certificate *certificate;
    char *text;
    ASK(decoder, certlogic_decoder_new(&options, &error));
    for (int i = 0; decoder != NULL && i <= SCANNED; i++) {
        ASK(certificate, certlogic_decoder_read(decoder, texts[i], text_lengths[i], &error));
        if (certificate == NULL)
            continue;
        ASK(text, certlogic_certificate_json(certificate));
        take(i, text);
        certlogic_certificate_free(certificate);
    }
    certlogic_decoder_free(decoder);
}

START_TEST(decoding)
{
    read_texts();
    run(decode_all);
    certlogic_trust_free(signers);
}
END_TEST

/* Records of a stream: bare, wrapped, with an external, and wrong ones. */
static void read_records(void)
{
    static const char *const records[] = {
        "{\"ver\":\"1.3.0\",\"t\":[{\"tg\":\" A\"}]}",
        ("{\"id\":\"one\",\"payload\":{\"ver\":\"1.3.0\",\"t\":[{\"tg\":\"A\"}]},"
         "\"external\":{\"validationClock\":\"2022-01-15\",\"issuerCountryCode\":\"AT\"}}"),
        "{\"x\":1,\"\\u0070ayload\":\"HC1:6B\"}",
        "{\"id\":{},\"payload\":1}",
    };
    certlogic_error error;
    certlogic_decoder *decoder;
    certlogic_certificate *certificate;
    char *text;
    ASK(decoder, certlogic_decoder_new(NULL, &error));
    for (int i = 0; decoder != NULL && i < 4; i++) {
        certlogic_record record;
        bool read = false;
        ASK(certificate, certlogic_decoder_read(decoder, "{}", 2, &error));
        if (certificate == NULL)
            continue;
        ASK(read, certlogic_decoder_record(decoder, records[i], strlen(records[i]), certificate,
                                           &record, &error));
        if (read) {
            ASK(text, certlogic_certificate_json(certificate));
            take(i, text);
        }
        certlogic_certificate_free(certificate);
    }
    certlogic_decoder_free(decoder);
}

static void count_finding(void *self, const certlogic_finding *finding)
{
    (void)finding;
    ++*(int *)self;
}

static const char *schema_paths[2];

/* A schema of the user, and documents and a payload that are validated by it. */
static void use_schema(void)
{
    static const char *const documents[] = {"{\"CountryCode\":1,\"x\":{}}", "{"};
    static const char payload[] = "{\"ver\":\"1.3.0\",\"t\":[{}]}";
    certlogic_error error;
    certlogic_schema *schema;
    certlogic_decoder *decoder;
    certlogic_certificate *certificate;
    ASK(schema, certlogic_schema_load(schema_paths, 2, &error));
    for (int i = 0; schema != NULL && i < 2; i++) {
        bool done = false;
        int findings = 0;
        ASK(done, certlogic_schema_check(schema, documents[i], strlen(documents[i]), "file",
                                         count_finding, &findings, &error));
        SURE(!done || findings > 0, "request %zu: nothing was found", failing);
    }
    const certlogic_decode_options options = {.schema = schema};
    ASK(decoder, certlogic_decoder_new(&options, &error));
    if (decoder != NULL) {
        ASK(certificate, certlogic_decoder_read(decoder, payload, strlen(payload), &error));
        certlogic_certificate_free(certificate);
    }
    certlogic_decoder_free(decoder);
    certlogic_schema_free(schema);
}

START_TEST(schema_of_the_user)
{
    schema_paths[0] = given_text("%s/schemas/rule.schema.json", getenv("top_srcdir"));
    schema_paths[1] = given_text("%s/schemas/expression.schema.json", getenv("top_srcdir"));
    run(use_schema);
}
END_TEST

START_TEST(records)
{
    run(read_records);
}
END_TEST

/* certlogic.h: decoding into a certificate that is no longer needed does not use the heap. */
START_TEST(decoding_again_asks_nothing_of_the_heap)
{
    read_texts();
    const certlogic_decode_options options = {.trust = signers};
    certlogic_decoder *decoder = certlogic_decoder_new(&options, NULL);
    certlogic_certificate *certificate = NULL;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 3; i++) {
            if (certificate == NULL)
                certificate = certlogic_decoder_read(decoder, texts[i], text_lengths[i], NULL);
            failing = 0;
            lasting = true;
            asked = refused = 0;
            armed = round > 0;
            bool read = certlogic_decoder_reread(decoder, texts[i], text_lengths[i], certificate,
                                                 NULL);
            armed = false;
            ck_assert(read && certlogic_certificate_ok(certificate));
            ck_assert_msg(asked == 0, "%s asked", scanned[i]);
        }
    }
    certlogic_certificate_free(certificate);
    certlogic_decoder_free(decoder);
    certlogic_trust_free(signers);
}
END_TEST

int main(void)
{
#ifdef NOT_POSSIBLE
    puts("memory cannot be made to run out in this build: see the head of test_allocation.c");
    return 77;
#endif
    TCase *tests = unit_tests("allocation");
    tcase_add_checked_fixture(tests, NULL, remove_folder);
    tcase_set_timeout(tests, 300);
    tcase_add_test(tests, loading_a_folder);
    tcase_add_test(tests, loading_and_judging);
    tcase_add_test(tests, judging_by_the_shipped_rules);
    tcase_add_test(tests, rules_that_are_broken);
    tcase_add_test(tests, judging_asks_nothing_of_the_heap);
    tcase_add_test(tests, judging_beyond_the_working_memory);
    tcase_add_test(tests, decoding);
    tcase_add_test(tests, records);
    tcase_add_test(tests, schema_of_the_user);
    tcase_add_test(tests, decoding_again_asks_nothing_of_the_heap);
    tcase_add_test(tests, expressions);
    tcase_add_test(tests, the_tests_of_rules);
    tcase_add_test(tests, the_schema_of_payloads);
    tcase_add_test(tests, a_schema_of_many_keywords);
    return unit_run();
}
