/* verify.c — certlogic verify: judges a certificate by the rules of a country at a clock. */
#include <string.h>

#include "base/cut.h"
#include "data/writer.h"
#include "tool/tool.h"

/* Prints a value for people. A long value is cut; --json has it in full. */
static void print_value(const char *value)
{
    enum { LONGEST = 60 };
    size_t length = strlen(value);
    size_t end = cl_cut(value, length, LONGEST);
    print_safe(stdout, value, end);
    fputs(end < length ? CL_ELLIPSIS : "", stdout);
}

static void print_fields(const certlogic_verdict *verdict, size_t index, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const char *path;
        size_t length;
        char *value = certlogic_verdict_field(verdict, index, i, &path, &length);
        if (value == NULL)
            continue;
        fputs("            ", stdout);
        print_safe(stdout, path, length);
        if (strcmp(value, "true") == 0) {
            puts(" is there");
        } else {
            fputs(" = ", stdout);
            print_value(value);
            fputc('\n', stdout);
        }
        certlogic_free(value);
    }
}

static void print_rule(const certlogic_verdict *verdict, size_t index)
{
    certlogic_judged judged;
    certlogic_verdict_rule(verdict, index, &judged);
    const char *outcome = certlogic_outcome_name(judged.outcome);
    printf("  %s%-6s%s  ", colour(outcome), outcome, colour("end"));
    print_text(stdout, judged.rule.id);
    fputc(' ', stdout);
    print_text(stdout, judged.rule.version);
    fputs("  ", stdout);
    print_text(stdout, judged.rule.description);
    fputc('\n', stdout);
    if (judged.outcome == CERTLOGIC_RULE_OPEN) {
        fputs("            ", stdout);
        print_text(stdout, judged.message);
        fputs(" (at ", stdout);
        print_place(stdout, judged.at);
        printf(") [%s]\n", judged.code);
    }
    print_fields(verdict, index, judged.fields);
}

/* ---- The verdict ----------------------------------------------------------------------------- */

/* Returns: a phrase about the signature: verified, or unverified and why. */
static const char *standing(const certlogic_certificate *certificate, const options *o)
{
    if (certlogic_certificate_verified(certificate))
        return "verified; revocation not checked";
    if (is_payload(certificate))
        return "unverified: a payload without signature";
    return o->no_trust && certlogic_certificate_signed(certificate)
               ? "unverified: the signature was not checked"
               : "unverified";
}

/* Prints the step that is a fault, with its reason. */
static void print_fault(const certlogic_verdict *verdict)
{
    certlogic_error fault;
    certlogic_verdict_fault(verdict, &fault);
    printf("  %s: ", certlogic_verdict_decided_by(verdict));
    print_text(stdout, fault.message);
    print_where(&fault);
    printf(" [%s]\n", fault.code);
}

/* Prints the scalars of the payload that a rule read, in parentheses. */
static void print_reading(const certlogic_verdict *verdict, size_t index, size_t count)
{
    static const char within[] = "payload.";
    const char *before = " (";
    for (size_t i = 0; i < count; i++) {
        const char *path;
        size_t length;
        char *value = certlogic_verdict_field(verdict, index, i, &path, &length);
        if (value == NULL || strcmp(value, "true") == 0 || length < sizeof within ||
            strncmp(path, within, sizeof within - 1) != 0) {
            certlogic_free(value);
            continue;
        }
        fputs(before, stdout);
        print_safe(stdout, path, length);
        fputs(" = ", stdout);
        print_value(value);
        certlogic_free(value);
        before = ", ";
    }
    fputs(before[0] == ',' ? ")" : "", stdout);
}

/* Prints the rule that decided: its description and the values that it read. */
static void print_deciding(const certlogic_verdict *verdict, const char *id)
{
    certlogic_judged judged;
    for (size_t i = 0; certlogic_verdict_rule(verdict, i, &judged); i++) {
        if (judged.outcome == CERTLOGIC_RULE_PASSED || strcmp(judged.rule.id, id) != 0)
            continue;
        bool open = judged.outcome == CERTLOGIC_RULE_OPEN;
        fputs(open ? "  cannot be decided, since " : "  not met: ", stdout);
        if (open) {
            print_text(stdout, judged.message);
            fputs(": ", stdout);
        }
        print_text(stdout, judged.rule.description[0] != '\0' ? judged.rule.description : id);
        print_reading(verdict, i, judged.fields);
        fputc('\n', stdout);
        return;
    }
}

/* Prints the reason of the verdict in one sentence. */
static void print_reason(const certlogic_verdict *verdict)
{
    size_t count = certlogic_verdict_count(verdict);
    switch (certlogic_verdict_decider(verdict)) {
    case CERTLOGIC_BY_STEP:
        print_fault(verdict);
        return;
    case CERTLOGIC_BY_NOTHING:
        if (count == 0)
            puts("  no rule is in force for such a certificate, which was allowed");
        else if (count == 1)
            puts("  the one rule that applies has passed");
        else
            printf("  all %zu rules that apply have passed\n", count);
        break;
    case CERTLOGIC_BY_NO_RULES:
        puts("  no acceptance rule for such a certificate is in force there at that time");
        break;
    case CERTLOGIC_BY_RULE:
        print_deciding(verdict, certlogic_verdict_decided_by(verdict));
        break;
    case CERTLOGIC_BY_LOSS:
        break;
    }
    if (certlogic_verdict_lost_count(verdict) > 0)
        puts("  the rule set is incomplete; what is lost could have rejected this certificate:");
    print_incomplete(verdict);
}

static void print_region(const certlogic_rules *rules, const char *country, const options *o)
{
    if (o->region == NULL || o->region[0] == '\0' ||
        certlogic_rules_has_region(rules, country, o->region))
        return;
    printf("  notice  no rule of %s has the region ", country);
    print_text(stdout, o->region);
    puts(" [region]");
}

static void print_verdict(const certlogic_verdict *verdict, const certlogic_rules *rules,
                          const certlogic_certificate *certificate, const char *country,
                          const options *o)
{
    const char *name = certlogic_verdict_name(certlogic_verdict_kind_of(verdict));
    const char *decided_by = certlogic_verdict_decided_by(verdict);
    printf("%s%s%s in %s at %s", colour(name), name, colour("end"), country, clock_of(o));
    if (decided_by != NULL) {
        fputs(", decided by ", stdout);
        print_text(stdout, decided_by);
    }
    printf(" (%s)\n", standing(certificate, o));
    print_holder(certificate, o);
    print_reason(verdict);
    print_facts(certificate);
    print_displays(certificate, rules);
    if (!certlogic_verdict_fault(verdict, NULL))
        print_notices(certificate);
    print_region(rules, country, o);
    for (size_t i = 0; i < certlogic_verdict_count(verdict); i++)
        print_rule(verdict, i);
}

static exit_code exit_for(const certlogic_verdict *verdict,
                          const certlogic_certificate *certificate)
{
    certlogic_step step;
    if (certlogic_verdict_failing_step(verdict, &step))
        return exit_of_step(certificate, step);
    switch (certlogic_verdict_kind_of(verdict)) {
    case CERTLOGIC_ACCEPTED:
        return EXIT_ACCEPTED;
    case CERTLOGIC_OPEN:
        return EXIT_OPEN;
    case CERTLOGIC_REJECTED:
        break;
    }
    return EXIT_REJECTED;
}

/* ---- Countries ------------------------------------------------------------------------------- */

/* Returns: the worse exit code of two countries: rejected, then open, then accepted. The fault of a
 *   step gives the same code for every country. */
static exit_code worse(exit_code a, exit_code b)
{
    if (a == EXIT_ACCEPTED || (a == EXIT_OPEN && b != EXIT_ACCEPTED))
        return b;
    return a;
}

static const certlogic_verdict *ask(certlogic_evaluator *evaluator,
                                    const certlogic_certificate *certificate, const char *country,
                                    const options *o, exit_code *code)
{
    certlogic_error error;
    certlogic_request request = {.country = country,
                                 .region = o->region,
                                 .clock = clock_of(o),
                                 .language = o->language,
                                 .strict = o->strict_policy,
                                 .allow_no_rules = o->allow_no_rules,
                                 .invalidation_when_true = o->invalidation_when_true,
                                 .fields = !o->no_fields,
                                 .no_holder = o->no_holder};
    const certlogic_verdict *verdict = certlogic_judge(evaluator, certificate, &request, &error);
    if (verdict == NULL)
        *code = report_error(NULL, &error);
    return verdict;
}

/* Tells the verdict for one country: prints it, or writes it as an item of {"verdicts": […]} if there
 * are several countries and --json. */
static exit_code tell_one(const certlogic_verdict *verdict, const certlogic_rules *rules,
                          const certlogic_certificate *certificate, size_t index, const options *o,
                          cl_writer *w)
{
    if (!o->json) {
        if (index > 0)
            fputc('\n', stdout);
        print_verdict(verdict, rules, certificate, o->countries[index], o);
        return EXIT_ACCEPTED;
    }
    char *json = certlogic_verdict_json(verdict);
    if (o->countries[1] == NULL || json == NULL)
        return print_owned(json);
    cl_writer_json(w, json, strlen(json));
    certlogic_free(json);
    return EXIT_ACCEPTED;
}

/* Judges for every country, and tells the verdicts. The verdicts of several countries as JSON are
 * printed together at the end. */
static exit_code tell_all(const options *o, certlogic_evaluator *evaluator,
                          const certlogic_rules *rules, const certlogic_certificate *certificate)
{
    exit_code code = EXIT_ACCEPTED;
    cl_buffer line;
    cl_buffer_init(&line);
    cl_writer w = cl_writer_to(&line);
    bool together = o->json && o->countries[1] != NULL;
    if (together) {
        cl_writer_open(&w, '{');
        cl_writer_open_member(&w, "verdicts", '[');
    }
    for (size_t i = 0; o->countries[i] != NULL; i++) {
        exit_code failed = EXIT_IO;
        const certlogic_verdict *verdict = ask(evaluator, certificate, o->countries[i], o, &failed);
        if (verdict == NULL || tell_one(verdict, rules, certificate, i, o, &w) != EXIT_ACCEPTED) {
            cl_buffer_free(&line);
            return failed;
        }
        code = worse(code, exit_for(verdict, certificate));
    }
    if (!together)
        return code;
    cl_writer_close(&w, ']');
    cl_writer_close(&w, '}');
    return print_line(&line) == EXIT_ACCEPTED ? code : EXIT_IO;
}

static exit_code judge(const options *o, const certlogic_rules *rules,
                       const certlogic_certificate *certificate)
{
    certlogic_error error;
    exit_code code = EXIT_ACCEPTED;
    bool valid = true;
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, &error);
    if (evaluator == NULL)
        return report_error(NULL, &error);
    /* If there are several countries, judge for each first: nothing is printed unless all requests
     * are valid. */
    for (size_t i = 0; o->countries[1] != NULL && valid && o->countries[i] != NULL; i++)
        valid = ask(evaluator, certificate, o->countries[i], o, &code) != NULL;
    if (valid)
        code = tell_all(o, evaluator, rules, certificate);
    certlogic_evaluator_free(evaluator);
    return code;
}

static exit_code run(const options *o)
{
    exit_code code;
    if (o->count != 1)
        return usage_error("one certificate is needed: its text, a file, or - for standard input");
    if (o->country == NULL)
        return usage_error("--country is missing");
    certlogic_rules *rules = load_rules(o, &code);
    if (rules == NULL)
        return code;
    certlogic_certificate *certificate = decode_certificate(o, o->arguments[0], NULL, &code);
    if (certificate != NULL && certlogic_certificate_signed(certificate) && o->trust == NULL &&
        !o->no_trust)
        code = usage_error("a signed certificate needs --trust PATH, or --no-trust to go without");
    else if (certificate != NULL)
        code = judge(o, rules, certificate);
    certlogic_certificate_free(certificate);
    certlogic_rules_free(rules);
    return code;
}

const verb verb_verify = {
    .in = IN_VERIFY,
    .name = "verify",
    .operands = "CERTIFICATE",
    .summary = "Judges a certificate by the rules of a country at a given time.",
    .details =
        "CERTIFICATE is the text of a QR code (HC1:...), a payload as JSON, or a file with one of\n"
        "them or with a payload or COSE in CBOR; - is standard input. A signed certificate needs\n"
        "--trust, or --no-trust to skip the check of its signature.\n"
        "Prints the verdict (accepted, rejected, open), the holder and the reason; then for each\n"
        "rule that applied its outcome and the fields that it read. Several --country give several\n"
        "verdicts, and the exit code of the worst: rejected, then open, then accepted.\n"
        "Exit code: 0 accepted, 1 rejected, 3 open, 4 undecodable, 5 untrusted, 6 bad rules.\n",
    .many_countries = true,
    .run = run,
};
