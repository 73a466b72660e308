/* show.c — certlogic disasm and certlogic fmt: print programs and expressions as text. */
#include <string.h>

#include "tool/tool.h"

/* Parses the expression of an operand.
 * Returns: NULL with `*code` after a message. */
static certlogic_expression *parse(const char *operand, exit_code *code)
{
    certlogic_error error;
    text logic;
    *code = EXIT_IO;
    if (!read_operand(operand, &logic))
        return NULL;
    certlogic_expression *e = certlogic_expression_parse(logic.bytes, logic.length, &error);
    if (e == NULL)
        *code = report_error(operand_name(operand, "expression"), &error);
    text_free(&logic);
    return e;
}

static exit_code run_disasm(const options *o)
{
    exit_code code;
    if ((o->rules != NULL) == (o->count == 1) || o->count > 1)
        return usage_error("either --rules or one expression is needed");
    if (o->rules == NULL && (o->id != NULL || o->value_sets != NULL || o->keep_going))
        return usage_error("--id, --value-sets and --keep-going go with --rules");
    if (o->rules != NULL) {
        certlogic_rules *rules = load_rules(o, &code);
        if (rules == NULL)
            return code;
        code = has_rule(rules, o->id) ? print_owned(certlogic_rules_disassemble(rules, o->id))
                                      : EXIT_BAD_RULES;
        certlogic_rules_free(rules);
        return code;
    }
    certlogic_expression *e = parse(o->arguments[0], &code);
    if (e == NULL)
        return code;
    code = print_owned(certlogic_expression_disassemble(e));
    certlogic_expression_free(e);
    return code;
}

static exit_code run_fmt(const options *o)
{
    exit_code code = EXIT_ACCEPTED;
    if (o->count == 0)
        return usage_error("an expression is needed, a file or the JSON itself");
    for (int i = 0; i < o->count && code == EXIT_ACCEPTED; i++) {
        certlogic_expression *e = parse(o->arguments[i], &code);
        if (e == NULL)
            return code;
        code = print_owned(certlogic_expression_notation(e));
        certlogic_expression_free(e);
    }
    return code;
}

const verb verb_disasm = {
    .in = IN_DISASM,
    .name = "disasm",
    .operands = "EXPRESSION | --rules PATH",
    .summary = "Lists the bytecode of an expression or of a rule set.",
    .details =
        "Each instruction has one line, with the rule and the JSON Pointer from which it comes. The\n"
        "code that rules share comes first, section by section. The plain code of each rule follows.\n",
    .run = run_disasm,
};

const verb verb_fmt = {
    .in = IN_FMT,
    .name = "fmt",
    .operands = "EXPRESSION...",
    .summary = "Prints expressions in the compact notation, one line each.",
    .details = "EXPRESSION is JSON: a file, - for standard input, or the JSON itself.\n",
    .run = run_fmt,
};
