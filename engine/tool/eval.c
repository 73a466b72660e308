/* eval.c — certlogic eval: evaluates expressions, or every rule of a set, on data as written. */
#include <string.h>

#include "data/writer.h"
#include "tool/tool.h"

/* Writes {"error": {"code", "at", "message"}}. */
static void write_error(cl_writer *w, const certlogic_error *error)
{
    cl_writer_open(w, '{');
    cl_writer_open_member(w, "error", '{');
    cl_writer_member(w, "code", error->code);
    cl_writer_member(w, "at", error->at);
    cl_writer_member(w, "message", error->message);
    cl_writer_close(w, '}');
    cl_writer_close(w, '}');
}

static exit_code print_error(const certlogic_error *error)
{
    cl_buffer line;
    cl_buffer_init(&line);
    cl_writer w = cl_writer_to(&line);
    write_error(&w, error);
    return print_line(&line);
}

/* ---- One expression -------------------------------------------------------------------------- */

/* Reports an error of evaluation. With --json the error is the only output. */
static exit_code answer_error(const options *o, const char *subject, const certlogic_error *error,
                              exit_code code)
{
    if (strcmp(error->code, "memory") == 0)
        code = EXIT_IO;
    if (!o->json) {
        report_error(subject, error);
        return code;
    }
    return print_error(error) == EXIT_ACCEPTED ? code : EXIT_IO;
}

static exit_code evaluate(const options *o, const text *logic, const text *data)
{
    certlogic_error error;
    const char *expression_name = operand_name(o->arguments[0], "expression");
    const char *data_name = o->count == 2 ? operand_name(o->arguments[1], "data") : "data";
    certlogic_expression *e = certlogic_expression_parse(logic->bytes, logic->length, &error);
    if (e == NULL)
        return answer_error(o, expression_name, &error, EXIT_BAD_RULES);
    char *value = certlogic_expression_evaluate(e, data->bytes, data->length, &error);
    certlogic_expression_free(e);
    if (value == NULL) {
        bool unread = strncmp(error.code, "json", 4) == 0 || error.offset != CERTLOGIC_NO_OFFSET;
        return answer_error(o, unread ? data_name : expression_name, &error,
                            unread ? EXIT_UNDECODABLE : EXIT_OPEN);
    }
    return o->json ? print_framed("{\"value\":", value, "}\n") : print_owned(value);
}

static exit_code run_expression(const options *o)
{
    text logic;
    text data = {.bytes = NULL};
    if (o->count < 1 || o->count > 2)
        return usage_error("an expression and at most one document of data are needed");
    if (!read_operand(o->arguments[0], &logic))
        return EXIT_IO;
    bool read = read_operand(o->count == 2 ? o->arguments[1] : "{}", &data);
    exit_code code = read ? evaluate(o, &logic, &data) : EXIT_IO;
    text_free(&logic);
    text_free(&data);
    return code;
}

static exit_code take_expression(void *self, const char *line, size_t length)
{
    (void)self;
    return print_owned(certlogic_evaluate_line(line, length));
}

/* ---- Every rule ------------------------------------------------------------------------------ */

typedef struct outcomes {
    certlogic_evaluator *evaluator;
    const options *o;
    cl_buffer line; /* the outcomes for the current context */
    cl_writer writer;
    char before[80]; /* identifier of the previous rule */
} outcomes;

/* Writes one outcome. The key is the identifier of the rule; older versions of the same identifier
 * have "@" and their version appended. */
static void write_outcome(void *self, const certlogic_rule *rule, certlogic_outcome outcome,
                          const certlogic_error *error)
{
    outcomes *all = self;
    bool older = strcmp(all->before, rule->id) == 0;
    if (all->o->id != NULL && strcmp(all->o->id, rule->id) != 0)
        return;
    char name[sizeof all->before + 40];
    snprintf(name, sizeof name, "%s%s%s", rule->id, older ? "@" : "", older ? rule->version : "");
    cl_writer_key(&all->writer, name, strlen(name));
    snprintf(all->before, sizeof all->before, "%s", rule->id);
    if (outcome == CERTLOGIC_RULE_OPEN)
        write_error(&all->writer, error);
    else
        cl_writer_boolean(&all->writer, outcome == CERTLOGIC_RULE_PASSED);
}

static exit_code take_context(void *self, const char *line, size_t length)
{
    certlogic_error error;
    outcomes *all = self;
    all->before[0] = '\0';
    cl_buffer_init(&all->line);
    all->writer = cl_writer_to(&all->line);
    cl_writer_open(&all->writer, '{');
    cl_writer_open_member(&all->writer, "outcomes", '{');
    if (certlogic_every_rule(all->evaluator, line, length, write_outcome, all, &error)) {
        cl_writer_close(&all->writer, '}');
        cl_writer_close(&all->writer, '}');
        return print_line(&all->line);
    }
    cl_buffer_free(&all->line);
    exit_code code = print_error(&error);
    bool memory = strcmp(error.code, "memory") == 0;
    return code != EXIT_ACCEPTED || memory ? EXIT_IO : EXIT_UNDECODABLE;
}

/* In a stream the error of a line that cannot be read is an answer, and the next line follows. */
static exit_code take_line(void *self, const char *line, size_t length)
{
    exit_code code = take_context(self, line, length);
    return code == EXIT_UNDECODABLE ? EXIT_ACCEPTED : code;
}

static exit_code run_every_rule(const options *o)
{
    certlogic_error error;
    exit_code code;
    text context;
    if (o->count > 1 || (o->count == 0 && !o->stream))
        return usage_error("one document {\"payload\", \"external\"} is needed");
    certlogic_rules *rules = load_rules(o, &code);
    if (rules == NULL)
        return code;
    outcomes all = {.o = o, .evaluator = certlogic_evaluator_new(rules, &error)};
    if (!has_rule(rules, o->id)) {
        code = EXIT_BAD_RULES;
    } else if (all.evaluator == NULL) {
        code = report_error(NULL, &error);
    } else if (o->stream) {
        code = each_line(o->count == 1 ? o->arguments[0] : "-", take_line, &all);
    } else if (read_operand(o->arguments[0], &context)) {
        code = take_context(&all, context.bytes, context.length);
        text_free(&context);
    } else {
        code = EXIT_IO;
    }
    certlogic_evaluator_free(all.evaluator);
    certlogic_rules_free(rules);
    return code;
}

static exit_code run(const options *o)
{
    if (o->every_rule)
        return run_every_rule(o);
    if (o->rules != NULL || o->value_sets != NULL || o->id != NULL || o->keep_going)
        return usage_error("--rules, --value-sets, --id and --keep-going go with --every-rule");
    if (!o->stream)
        return run_expression(o);
    if (o->count > 1)
        return usage_error("at most one stream of lines {\"expr\", \"data\"} is read");
    return each_line(o->count == 1 ? o->arguments[0] : "-", take_expression, NULL);
}

const verb verb_eval = {
    .in = IN_EVAL,
    .name = "eval",
    .operands =
        "EXPRESSION [DATA] | --stream [FILE] | --rules PATH --every-rule [--stream] CONTEXT",
    .summary = "Evaluates an expression on data, or every rule on a data context, as written.",
    .details =
        "EXPRESSION and DATA are JSON: a file, - for standard input, or the JSON itself. Without\n"
        "DATA the expression sees {}. With --stream every line is an object {\"expr\", \"data\"}, and\n"
        "its answer is a line {\"value\"} or {\"error\"}. With --every-rule CONTEXT is\n"
        "{\"payload\", \"external\"}. Rules are not selected and the payload is not checked. The answer\n"
        "is {\"outcomes\": {rule: true, false or {\"error\"}}}.\n"
        "Exit code: 0 evaluated, 3 an error of the evaluation, 4 data that is not JSON, 6 not an\n"
        "expression.\n",
    .run = run,
};
