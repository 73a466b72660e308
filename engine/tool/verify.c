/* verify.c — certlogic verify: is this certificate accepted there, then? */
#include <string.h>

#include "tool/tool.h"

/* Long values are cut: who wants them whole asks for --json. */
static void print_value(const char *value)
{
    enum { LONGEST = 60 };
    size_t length = strlen(value);
    size_t end = length;
    if (length > LONGEST) {
        for (end = LONGEST; ((unsigned char)value[end] & 0xC0) == 0x80;)
            end--;
    }
    print_safe(stdout, value, end);
    puts(end < length ? "\xE2\x80\xA6" : "");
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
        fputs(" = ", stdout);
        print_value(value);
        certlogic_free(value);
    }
}

static void print_rule(const certlogic_verdict *verdict, size_t index)
{
    certlogic_judged judged;
    certlogic_verdict_rule(verdict, index, &judged);
    const char *outcome = certlogic_outcome_name(judged.outcome);
    printf("  %s%-6s%s  %s %s  ", colour(outcome), outcome, colour("end"), judged.rule.id,
           judged.rule.version);
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

/* Where the certificate did not stand: the step, and why. */
static void print_fault(const certlogic_verdict *verdict)
{
    certlogic_error fault;
    if (!certlogic_verdict_fault(verdict, &fault))
        return;
    printf("  %s: ", certlogic_verdict_decided_by(verdict));
    print_text(stdout, fault.message);
    print_where(&fault);
    printf(" [%s]\n", fault.code);
}

/* What there is to believe it for. */
static const char *standing(const certlogic_certificate *certificate, const options *o)
{
    certlogic_facts facts;
    certlogic_certificate_facts(certificate, &facts);
    if (facts.verified)
        return "verified; revocation not checked";
    if (is_payload(certificate))
        return "unverified: a payload without signature";
    return o->no_trust && is_signed(certificate) ? "unverified: the signature was not checked"
                                                 : "unverified";
}

static void print_verdict(const certlogic_verdict *verdict,
                          const certlogic_certificate *certificate, const options *o)
{
    const char *name = certlogic_verdict_name(certlogic_verdict_kind_of(verdict));
    const char *decided_by = certlogic_verdict_decided_by(verdict);
    printf("%s%s%s in %s at %s", colour(name), name, colour("end"), o->country, clock_of(o));
    if (decided_by != NULL)
        printf(", decided by %s", decided_by);
    printf(" (%s)\n", standing(certificate, o));
    print_facts(certificate);
    print_fault(verdict);
    if (!certlogic_verdict_fault(verdict, NULL))
        print_notices(certificate);
    if (certlogic_verdict_lost_count(verdict) > 0)
        puts("  the rule set is incomplete; what is lost could have rejected this certificate:");
    print_incomplete(verdict);
    if (decided_by != NULL && strcmp(decided_by, "no-rules") == 0)
        puts("  no acceptance rule for such a certificate is in force there at that time");
    for (size_t i = 0; i < certlogic_verdict_count(verdict); i++)
        print_rule(verdict, i);
}

static exit_code exit_for(const certlogic_verdict *verdict,
                          const certlogic_certificate *certificate)
{
    if (certlogic_verdict_fault(verdict, NULL))
        return exit_of_step(certificate, certlogic_verdict_decided_by(verdict));
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

static exit_code judge(const options *o, const certlogic_rules *rules,
                       const certlogic_certificate *certificate)
{
    certlogic_error error;
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, &error);
    if (evaluator == NULL)
        return report_error(NULL, &error);
    certlogic_request request = {.country = o->country,
                                 .region = o->region,
                                 .clock = clock_of(o),
                                 .language = o->language,
                                 .strict = o->strict_policy,
                                 .allow_no_rules = o->allow_no_rules,
                                 .invalidation_when_true = o->invalidation_when_true,
                                 .fields = true};
    const certlogic_verdict *verdict = certlogic_judge(evaluator, certificate, &request, &error);
    exit_code code;
    if (verdict == NULL) {
        code = report_error(NULL, &error);
    } else {
        code = exit_for(verdict, certificate);
        if (!o->json)
            print_verdict(verdict, certificate, o);
        else if (print_owned(certlogic_verdict_json(verdict)) != EXIT_ACCEPTED)
            code = EXIT_IO;
    }
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
    if (certificate != NULL && is_signed(certificate) && o->trust == NULL && !o->no_trust)
        code = usage_error("a signed certificate needs --trust PATH, or --no-trust to go without");
    else if (certificate != NULL)
        code = judge(o, rules, certificate);
    certlogic_certificate_free(certificate);
    certlogic_rules_free(rules);
    return code;
}

const verb verb_verify = {
    .name = "verify",
    .operands = "CERTIFICATE",
    .summary = "Judges a certificate by the rules of a country at a moment.",
    .details =
        "CERTIFICATE is the text of a QR code, HC1:..., a payload as JSON, or a file with one of\n"
        "them, or with a payload or COSE in CBOR; - is standard input. A signed one needs --trust,\n"
        "or --no-trust to go without.\n"
        "Prints accepted, rejected or open, and for each rule that applied its outcome and the\n"
        "fields that it read.\n"
        "Exit code: 0 accepted, 1 rejected, 3 open, 4 undecodable, 5 untrusted, 6 bad rules.\n",
    .options = OPT_RULES | OPT_VALUE_SETS | OPT_COUNTRY | OPT_REGION | OPT_AT | OPT_LANG |
               OPT_POLICY | OPT_INVALIDATION | OPT_ALLOW_NO_RULES | OPT_KEEP_GOING | OPT_TRUST |
               OPT_NO_TRUST | OPT_ALLOW_UNSIGNED | OPT_CSCA | OPT_STRICT | OPT_ALLOW_UNCOMPRESSED |
               OPT_JSON,
    .run = run,
};
