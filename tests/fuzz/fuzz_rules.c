/* fuzz_rules.c — rules on data: the optimiser changes no result (SEMANTICS, "The optimiser").
 *
 *     rules LF data
 *
 * Both parts are JSON. The rules are an expression; an array of several, in which null begins a
 * section; or a rule document, which is passed to the public functions as `check` does. Rules that
 * are compiled together must have the same results as rules that are each compiled alone and plain.
 * Together they are compiled optimised, with the value sets of the data known, or plain; the size
 * of the input chooses. Data that cannot be read are null.
 */
#include <string.h>

#include "certlogic.h"
#include "data/document.h"
#include "data/json.h"
#include "data/writer.h"
#include "fuzz.h"
#include "rule/ruleset.h"
#include "vm/compile.h"
#include "vm/evaluator.h"

enum { MOST_RULES = 8 };

typedef struct input {
    const char *rules, *text; /* as in the input; no NUL after them */
    size_t rules_length, length;
    size_t choice; /* the size of the input; it chooses one of several ways to compile */
    cl_value data;
    const cl_value *payload, *external; /* NULL unless the data have exactly these two members */
    const cl_value *sets;               /* external.valueSets if that is an object, or NULL */
} input;

/* The result of a rule. */
typedef struct said {
    cl_outcome outcome;
    cl_error error;
    cl_buffer value; /* as JSON; empty for a fault */
} said;

/* ---- Input ----------------------------------------------------------------------------------- */

static void find_parts(input *in)
{
    const cl_object *object = in->data.object;
    if (in->data.kind != CL_KIND_OBJECT)
        return;
    const cl_value *external = cl_object_find(object, "external", 8);
    if (external != NULL && external->kind == CL_KIND_OBJECT) {
        const cl_value *sets = cl_object_find(external->object, "valueSets", 9);
        in->sets = sets != NULL && sets->kind == CL_KIND_OBJECT ? sets : NULL;
    }
    in->payload = cl_object_find(object, "payload", 7);
    in->external = external;
    if (object->count != 2 || in->payload == NULL || in->external == NULL)
        in->payload = in->external = NULL;
}

static input split(const uint8_t *data, size_t size, cl_arena *arena)
{
    const char *bytes = (const char *)data;
    const char *end = size > 0 ? memchr(bytes, '\n', size) : NULL;
    input in = {
        .rules = bytes, .rules_length = end != NULL ? (size_t)(end - bytes) : size, .choice = size};
    in.text = bytes + in.rules_length + (end != NULL);
    in.length = size - (size_t)(in.text - bytes);
    if (!cl_json_value(in.text, in.length, arena, &in.data, NULL))
        in.data = cl_value_null();
    find_parts(&in);
    return in;
}

/* ---- Running --------------------------------------------------------------------------------- */

static cl_program *compile(const cl_vm_source *sources, uint32_t count,
                           const cl_compile_options *options)
{
    cl_error error;
    cl_error_init(&error);
    cl_program *program = cl_program_compile(sources, count, options, &error);
    FUZZ_HOLDS(program != NULL && error.code == CL_NONE);
    FUZZ_HOLDS(cl_program_verify(program) == NULL);
    return program;
}

static void disassemble(const cl_program *program)
{
    cl_buffer listing;
    cl_buffer_init(&listing);
    cl_program_disassemble(program, NULL, NULL, &listing);
    FUZZ_HOLDS(!listing.failed && listing.length > 0);
    cl_buffer_free(&listing);
}

static cl_evaluator *evaluator_of(const cl_program *program)
{
    cl_evaluator *v = cl_evaluator_new(program, NULL);
    FUZZ_HOLDS(v != NULL);
    return v;
}

static said by_plain_code(cl_evaluator *v, uint32_t rule)
{
    said s = {.outcome = CL_OPEN};
    cl_value value;
    cl_error_init(&s.error);
    cl_buffer_init(&s.value);
    if (cl_evaluator_run_rule(v, rule, &value, &s.error)) {
        FUZZ_HOLDS(s.error.code == CL_NONE);
        cl_write_value(&s.value, &value);
        if (value.kind == CL_KIND_BOOLEAN)
            s.outcome = value.boolean ? CL_PASSED : CL_FAILED;
        else
            s.error.code = CL_RESULT;
    }
    FUZZ_HOLDS(!s.value.failed && (s.outcome == CL_OPEN) == (s.error.code != CL_NONE));
    return s;
}

static bool same_text(const cl_buffer *a, const cl_buffer *b)
{
    return a->length == b->length && strcmp(cl_buffer_text(a), cl_buffer_text(b)) == 0;
}

/* The message of RESULT is made when the outcome is requested. */
static void check_same(const said *expected, const cl_error *error)
{
    FUZZ_HOLDS(error->code == expected->error.code);
    FUZZ_HOLDS(strcmp(error->at, expected->error.at) == 0);
    FUZZ_HOLDS(error->code == CL_RESULT || strcmp(error->message, expected->error.message) == 0);
}

/* Other data are bound before; none of them may remain. */
static void bind(cl_evaluator *v, const input *in, bool parts)
{
    const cl_value nothing = cl_value_null();
    cl_evaluator_bind(v, parts ? &in->data : &nothing);
    if (!parts)
        cl_evaluator_bind(v, &in->data);
    else
        FUZZ_HOLDS(cl_evaluator_bind_external(v, in->external, NULL) &&
                   cl_evaluator_bind_payload(v, in->payload, NULL));
}

static void compare(const cl_program *program, const input *in, bool parts, const said *expected)
{
    cl_evaluator *v = evaluator_of(program);
    bind(v, in, parts);
    for (uint32_t s = 0; s < program->section_count; s++)
        cl_evaluator_run_section(v, s);
    for (uint32_t i = 0; i < program->rule_count; i++) {
        cl_error error;
        cl_error_init(&error);
        FUZZ_HOLDS(cl_evaluator_outcome(v, i, &error) == expected[i].outcome);
        check_same(&expected[i], &error);
    }
    for (uint32_t i = 0; i < program->rule_count; i++) {
        said again = by_plain_code(v, i);
        FUZZ_HOLDS(again.outcome == expected[i].outcome);
        check_same(&expected[i], &again.error);
        FUZZ_HOLDS(same_text(&again.value, &expected[i].value));
        cl_buffer_free(&again.value);
    }
    cl_evaluator_free(v);
}

/* ---- Expressions ----------------------------------------------------------------------------- */

static void count_fault(void *self, cl_code code, const char *at, const char *message)
{
    FUZZ_HOLDS(code != CL_NONE && message[0] != '\0' && (at[0] == '\0' || at[0] == '/'));
    ++*(long *)self;
}

/* Returns false if the format is wrong. */
static bool read_expression(const cl_value *logic, cl_arena *arena, cl_expression *expression)
{
    long told = 0;
    cl_buffer notation;
    long faults = cl_expression_read(logic, arena, count_fault, &told, expression, NULL);
    FUZZ_HOLDS(faults == told);
    if (faults > 0)
        return false;
    cl_buffer_init(&notation);
    cl_expression_write(expression, &notation);
    FUZZ_HOLDS(!notation.failed && notation.length > 0);
    cl_buffer_free(&notation);
    return true;
}

static void run_rules(const cl_vm_source *sources, uint32_t count, const input *in)
{
    static const cl_compile_options alone = {.plain = true};
    said expected[MOST_RULES];
    for (uint32_t i = 0; i < count; i++) {
        const cl_vm_source source = {.expression = sources[i].expression};
        cl_program *program = compile(&source, 1, &alone);
        cl_evaluator *v = evaluator_of(program);
        cl_evaluator_bind(v, &in->data);
        expected[i] = by_plain_code(v, 0);
        cl_evaluator_free(v);
        cl_program_free(program);
    }
    /* Plain code is worth a comparison only if the rules were alone before and are together now. */
    const cl_compile_options options = {.plain = count > 1 && in->choice % 4 == 3,
                                        .value_sets = in->choice % 4 > 0 ? in->sets : NULL};
    cl_program *program = compile(sources, count, &options);
    disassemble(program);
    compare(program, in, in->payload != NULL && in->choice % 4 > 1, expected);
    cl_program_free(program);
    for (uint32_t i = 0; i < count; i++)
        cl_buffer_free(&expected[i].value);
}

static void run_expressions(const cl_value *document, const input *in, cl_arena *arena)
{
    cl_expression expressions[MOST_RULES];
    cl_vm_source sources[MOST_RULES];
    bool several = document->kind == CL_KIND_ARRAY;
    uint32_t count = 0, section = 0, items = several ? document->array->count : 1;
    for (uint32_t i = 0; i < items && count < MOST_RULES; i++) {
        const cl_value *logic = several ? &document->array->items[i] : document;
        if (several && logic->kind == CL_KIND_NULL)
            section = count > 0 ? sources[count - 1].section + 1 : 0;
        else if (read_expression(logic, arena, &expressions[count])) {
            sources[count] = (cl_vm_source){.expression = &expressions[count], .section = section};
            count++;
        }
    }
    if (count > 0)
        run_rules(sources, count, in);
}

/* The findings of `check` about an expression agree with its reader. */
static void take_finding(void *self, const certlogic_finding *finding)
{
    FUZZ_HOLDS(finding->message[0] != '\0' && (finding->at[0] == '\0' || finding->at[0] == '/'));
    *(long *)self += finding->severity == CERTLOGIC_ERROR;
}

static void check_expression(const cl_value *document, const input *in, cl_arena *arena)
{
    long told = 0;
    cl_expression expression;
    FUZZ_HOLDS(certlogic_check_expression(in->rules, in->rules_length, "input", take_finding, &told,
                                          NULL));
    FUZZ_HOLDS((told == 0) == read_expression(document, arena, &expression));
}

/* ---- Documents ------------------------------------------------------------------------------- */

static void take_outcome(void *self, const certlogic_rule *rule, certlogic_outcome outcome,
                         const certlogic_error *error)
{
    FUZZ_HOLDS(rule->id != NULL && (outcome == CERTLOGIC_RULE_OPEN) == (error != NULL));
    ++*(size_t *)self;
}

static void use_rules(const certlogic_rules *rules, const input *in)
{
    size_t told = 0;
    certlogic_finding finding;
    char *listing = certlogic_rules_disassemble(rules, NULL);
    char *canonical = certlogic_rules_canonical(rules);
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, NULL);
    FUZZ_HOLDS(listing != NULL && canonical != NULL && evaluator != NULL);
    for (size_t i = 0; certlogic_rules_finding(rules, i, &finding); i++)
        FUZZ_HOLDS(finding.message[0] != '\0');
    bool ran = certlogic_every_rule(evaluator, in->text, in->length, take_outcome, &told, NULL);
    FUZZ_HOLDS(ran ? told == certlogic_rules_count(rules) : told == 0);
    certlogic_evaluator_free(evaluator);
    certlogic_free(canonical);
    certlogic_free(listing);
}

/* Checking takes ten times as long, because schemas are compiled for it. */
static void run_document(const input *in)
{
    certlogic_load_options options = {.keep_going = in->choice % 2 == 0,
                                      .check = in->choice % 16 < 2};
    certlogic_error error;
    certlogic_rules *rules = certlogic_rules_parse(in->rules, in->rules_length, &options, &error);
    if (rules != NULL)
        use_rules(rules, in);
    else
        FUZZ_HOLDS(!options.keep_going && error.message[0] != '\0');
    certlogic_rules_free(rules);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cl_arena arena; /* kept between inputs */
    cl_value document;
    if (arena.cap == 0)
        cl_arena_init(&arena, SIZE_MAX);
    cl_arena_reset(&arena);
    input in = split(data, size, &arena);
    if (!cl_document_read(in.rules, in.rules_length, &arena, &document, NULL))
        return 0;
    if (cl_ruleset_recognise(&document)) {
        run_document(&in);
    } else {
        if (document.kind != CL_KIND_ARRAY)
            check_expression(&document, &in, &arena);
        run_expressions(&document, &in, &arena);
    }
    return 0;
}
