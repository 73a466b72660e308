/* expression.c — compiles, evaluates, shows and checks single expressions. */
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "data/document.h"
#include "data/writer.h"
#include "vm/compile.h"

/* ---- Compiling ------------------------------------------------------------------------------- */

/* Stores the first format fault: cl_error_set ignores later ones. */
static void keep_first(void *self, cl_code code, const char *at, const char *message)
{
    cl_error *error = self;
    cl_error_set(error, code, "%s", message);
    cl_error_at(error, at);
}

/* Returns: the Logic of a document that is a rule or an array of one rule; otherwise the document.
 *   `*prefix` is the JSON Pointer to it. */
static const cl_value *logic_of(const cl_value *document, const char **prefix)
{
    bool array = document->kind == CL_KIND_ARRAY && document->array->count == 1;
    const cl_value *rule = array ? &document->array->items[0] : document;
    const cl_value *logic = rule->kind == CL_KIND_OBJECT && rule->object->count > 1
                                ? cl_object_named(rule->object, "Logic")
                                : NULL;
    *prefix = logic == NULL ? "" : array ? "/0/Logic" : "/Logic";
    return logic != NULL ? logic : document;
}

/* Changes the place of an error from the Logic to the document. */
static void place_in_document(const char *prefix, cl_error *error)
{
    size_t before = strlen(prefix), length = strlen(error->at);
    if (before + length >= sizeof error->at)
        return;
    memmove(error->at + before, error->at, length + 1);
    memcpy(error->at, prefix, before);
}

static bool compile(certlogic_expression *e, const cl_value *logic, cl_error *error)
{
    const cl_compile_options options = {.plain = false};
    if (cl_expression_read(logic, &e->arena, keep_first, error, &e->it, error) != 0)
        return false;
    cl_vm_source source = {.expression = &e->it};
    e->program = cl_program_compile(&source, 1, &options, error);
    return e->program != NULL;
}

/* Where an expression or data are: in a value, in a builder, or in JSON. The first two are NULL
 * otherwise. */
typedef struct origin {
    const cl_value *value;
    const cl_builder *builder;
    const char *json;
    size_t length;
} origin;

static bool read_document(const origin *from, cl_arena *arena, cl_value *document, cl_error *error)
{
    return from->builder != NULL
               ? cl_builder_value(from->builder, CL_MAX_DOCUMENT, arena, document, error)
               : cl_document_read(from->json, from->length, arena, document, error);
}

/* Compiles an expression. */
static certlogic_expression *make(const origin *from, cl_error *error)
{
    cl_value document;
    const cl_value *logic = from->value;
    certlogic_expression *e = calloc(1, sizeof *e);
    if (e == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    cl_arena_init(&e->arena, SIZE_MAX);
    e->prefix = "";
    if (logic == NULL && read_document(from, &e->arena, &document, error))
        logic = logic_of(&document, &e->prefix);
    if (logic != NULL && compile(e, logic, error))
        return e;
    if (logic != NULL)
        place_in_document(e->prefix, error);
    certlogic_expression_free(e);
    return NULL;
}

static certlogic_expression *parse(const origin *from, certlogic_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    certlogic_expression *e = make(from, &fault);
    if (e == NULL)
        cl_api_error(&fault, error);
    return e;
}

certlogic_expression *certlogic_expression_parse(const char *json, size_t length,
                                                 certlogic_error *error)
{
    json = cl_api_bytes(json, &length);
    return parse(&(origin){.json = json, .length = length}, error);
}

certlogic_expression *certlogic_expression_parse_built(const certlogic_builder *builder,
                                                       certlogic_error *error)
{
    if (builder != NULL)
        return parse(&(origin){.builder = &builder->it}, error);
    cl_api_null(error);
    return NULL;
}

void certlogic_expression_free(certlogic_expression *expression)
{
    if (expression == NULL)
        return;
    cl_program_free(expression->program);
    cl_arena_free(&expression->arena);
    free(expression);
}

/* ---- Evaluating ------------------------------------------------------------------------------ */

/* Evaluates on `data` and writes the value. */
static bool evaluate(const certlogic_expression *e, const cl_value *data, cl_writer *w,
                     cl_error *error)
{
    cl_evaluator *v = cl_evaluator_new(e->program, error);
    if (v == NULL)
        return false;
    cl_value value;
    cl_evaluator_bind(v, data);
    bool evaluated = cl_evaluator_run_rule(v, 0, &value, error);
    if (evaluated)
        cl_writer_value(w, &value);
    else
        place_in_document(e->prefix, error);
    cl_evaluator_free(v);
    return evaluated && !w->failed;
}

/* Evaluates on data from anywhere. */
static bool evaluate_on(const certlogic_expression *e, const origin *from, cl_writer *w,
                        cl_error *error)
{
    cl_arena arena;
    cl_value data;
    cl_arena_init(&arena, SIZE_MAX);
    bool evaluated = cl_api_data(from->builder, from->json, from->length, &arena, &data, error) &&
                     evaluate(e, &data, w, error);
    cl_arena_free(&arena);
    return evaluated;
}

/* Evaluates on data from anywhere, to JSON. */
static char *evaluate_text(const certlogic_expression *e, const origin *from,
                           certlogic_error *error)
{
    cl_error fault;
    cl_buffer out;
    cl_error_init(&fault);
    cl_buffer_init(&out);
    cl_writer w = cl_writer_to(&out);
    bool evaluated = evaluate_on(e, from, &w, &fault);
    char *text = evaluated ? cl_api_take(&out) : NULL;
    if (text == NULL) {
        cl_error_memory(&fault);
        cl_api_error(&fault, error);
    }
    cl_buffer_free(&out);
    return text;
}

char *certlogic_expression_evaluate(const certlogic_expression *expression, const char *data,
                                    size_t length, certlogic_error *error)
{
    data = cl_api_bytes(data, &length);
    if (expression != NULL)
        return evaluate_text(expression, &(origin){.json = data, .length = length}, error);
    cl_api_null(error);
    return NULL;
}

char *certlogic_expression_evaluate_built(const certlogic_expression *expression,
                                          const certlogic_builder *builder, certlogic_error *error)
{
    if (expression != NULL && builder != NULL)
        return evaluate_text(expression, &(origin){.builder = &builder->it}, error);
    cl_api_null(error);
    return NULL;
}

bool certlogic_expression_evaluate_events(const certlogic_expression *expression,
                                          const certlogic_builder *builder,
                                          const certlogic_sink *sink, certlogic_error *error)
{
    if (expression == NULL || builder == NULL)
        return cl_api_null(error);
    cl_api_outlet outlet;
    cl_writer w = cl_api_writer(&outlet, sink);
    return evaluate_on(expression, &(origin){.builder = &builder->it}, &w, &outlet.fault) ||
           cl_api_failed(&outlet.fault, error);
}

/* Finds the two members of a line. `*data` is `empty` if the line has none. */
static bool read_line(const cl_value *line, const cl_value *empty, const cl_value **logic,
                      cl_value *data, cl_error *error)
{
    const cl_object *object = line->kind == CL_KIND_OBJECT ? line->object : NULL;
    *logic = object != NULL ? cl_object_named(object, "expr") : NULL;
    if (*logic == NULL)
        return cl_error_set(error, CL_USAGE, "a line must be an object {\"expr\", \"data\"}");
    const cl_value *found = cl_object_named(object, "data");
    *data = found != NULL ? *found : *empty;
    return true;
}

char *certlogic_evaluate_line(const char *line, size_t length)
{
    line = cl_api_bytes(line, &length);
    cl_error fault;
    cl_arena arena;
    cl_buffer out;
    cl_value document, data, empty;
    const cl_value *logic;
    certlogic_expression *e = NULL;
    cl_error_init(&fault);
    cl_arena_init(&arena, SIZE_MAX);
    cl_buffer_init(&out);
    cl_writer w = cl_writer_to(&out);
    cl_writer_open(&w, '{');
    cl_writer_name(&w, "value");
    bool evaluated = cl_record_read(line, length, &arena, &document, &fault) &&
                     cl_record_read("{}", 2, &arena, &empty, &fault) &&
                     read_line(&document, &empty, &logic, &data, &fault) &&
                     (e = make(&(origin){.value = logic}, &fault)) != NULL &&
                     evaluate(e, &data, &w, &fault);
    if (!evaluated) {
        cl_buffer_clear(&out);
        w = cl_writer_to(&out);
        cl_writer_open(&w, '{');
        cl_writer_name(&w, "error");
        cl_api_write_error(&w, cl_code_name(fault.code), fault.at, fault.message);
    }
    cl_writer_close(&w, '}');
    certlogic_expression_free(e);
    cl_arena_free(&arena);
    if (fault.code == CL_MEMORY)
        cl_buffer_free(&out);
    return cl_api_take(&out);
}

/* ---- Showing --------------------------------------------------------------------------------- */

char *certlogic_expression_notation(const certlogic_expression *expression)
{
    if (expression == NULL)
        return NULL;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_expression_write(&expression->it, &out);
    return cl_api_take(&out);
}

static const char *name_expression(void *self, uint32_t rule)
{
    (void)self;
    (void)rule;
    return "expression";
}

char *certlogic_expression_disassemble(const certlogic_expression *expression)
{
    if (expression == NULL)
        return NULL;
    cl_buffer out;
    cl_buffer_init(&out);
    cl_program_disassemble(expression->program, name_expression, NULL, &out);
    return cl_api_take(&out);
}

/* ---- Checking -------------------------------------------------------------------------------- */

typedef struct checker {
    const char *file;
    certlogic_finding_report *report;
    void *self;
    const cl_expression *e;
    cl_buffer at;
    bool failed; /* memory ran out */
} checker;

static void tell(const checker *c, cl_code code, certlogic_severity severity, const char *at,
                 const char *message)
{
    certlogic_finding finding = {.code = cl_code_name(code),
                                 .severity = severity,
                                 .file = c->file,
                                 .at = at,
                                 .message = message};
    c->report(c->self, &finding);
}

static void tell_format(void *self, cl_code code, const char *at, const char *message)
{
    tell(self, code, CERTLOGIC_ERROR, at, message);
}

static void tell_types(void *self, uint32_t node, const char *message)
{
    checker *c = self;
    cl_buffer_clear(&c->at);
    cl_expression_place(c->e, node, &c->at);
    c->failed = c->failed || c->at.failed;
    if (!c->failed)
        tell(c, CL_TYPES, CERTLOGIC_WARNING, cl_buffer_text(&c->at), message);
}

bool certlogic_check_expression(const char *json, size_t length, const char *file,
                                certlogic_finding_report *report, void *self,
                                certlogic_error *error)
{
    if (report == NULL)
        return cl_api_null(error);
    json = cl_api_bytes(json, &length);
    checker c = {.file = file, .report = report, .self = self};
    cl_error fault;
    cl_arena arena;
    cl_value document;
    cl_expression e;
    cl_error_init(&fault);
    cl_arena_init(&arena, SIZE_MAX);
    cl_buffer_init(&c.at);
    c.e = &e;
    if (cl_document_read(json, length, &arena, &document, &fault)) {
        bool whole = cl_expression_read(&document, &arena, tell_format, &c, &e, &fault) == 0;
        if (whole && !cl_types_check(&e, &cl_rule_shapes, false, &arena, tell_types, &c))
            cl_error_memory(&fault);
    } else if (fault.code != CL_MEMORY) {
        tell(&c, fault.code, CERTLOGIC_ERROR, fault.at, fault.message);
        cl_error_init(&fault);
    }
    if (c.failed)
        cl_error_memory(&fault);
    cl_buffer_free(&c.at);
    cl_arena_free(&arena);
    if (fault.code == CL_NONE)
        return true;
    cl_api_error(&fault, error);
    return false;
}
