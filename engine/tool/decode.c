/* decode.c — certlogic decode: prints the result of every decoding step, then the payload. */
#include "tool/tool.h"

/* Prints the place of a step's fault. If the fault has ended decoding, its byte offset may be known
 * too. */
static void print_place_of(const certlogic_certificate *certificate, certlogic_step step,
                           const certlogic_step_state *state)
{
    certlogic_error fault;
    if (step == CERTLOGIC_STEP_VALIDITY)
        return;
    if (certlogic_certificate_decoded(certificate, &fault)) {
        fault.offset = CERTLOGIC_NO_OFFSET;
        snprintf(fault.at, sizeof fault.at, "%s", state->at != NULL ? state->at : "");
    }
    print_where(&fault);
}

static void print_step(const certlogic_certificate *certificate, certlogic_step step,
                       const certlogic_step_state *state)
{
    bool is_fault = state->result == CERTLOGIC_STEP_FAULT;
    printf("%-9s  %s%s%s", certlogic_step_name(step), is_fault ? colour("rejected") : "",
           certlogic_step_result_name(state->result), is_fault ? colour("end") : "");
    if (state->message != NULL) {
        fputs(": ", stdout);
        print_text(stdout, state->message);
    }
    if (is_fault)
        print_place_of(certificate, step, state);
    if (state->code != NULL)
        printf(" [%s]", state->code);
    fputc('\n', stdout);
}

static void print_steps(const certlogic_certificate *certificate)
{
    for (int i = 0; i < CERTLOGIC_STEPS; i++) {
        certlogic_step_state state;
        certlogic_certificate_step(certificate, (certlogic_step)i, &state);
        print_step(certificate, (certlogic_step)i, &state);
    }
}

/* Returns: the exit code for the first step that is a fault. */
static exit_code exit_for(const certlogic_certificate *certificate)
{
    for (int i = 0; i < CERTLOGIC_STEPS; i++) {
        certlogic_step_state state;
        certlogic_certificate_step(certificate, (certlogic_step)i, &state);
        if (state.result == CERTLOGIC_STEP_FAULT)
            return exit_of_step(certificate, (certlogic_step)i);
    }
    return EXIT_ACCEPTED;
}

static exit_code print_all(const certlogic_certificate *certificate, const certlogic_rules *rules,
                           const options *o)
{
    certlogic_facts facts;
    certlogic_describe_options asked = {.rules = rules, .no_holder = o->no_holder};
    if (o->json)
        return print_owned(certlogic_certificate_describe(certificate, &asked));
    print_steps(certificate);
    certlogic_certificate_facts(certificate, &facts);
    printf("%s; revocation not checked\n", facts.verified ? "verified" : "unverified");
    print_holder(certificate, o);
    print_facts(certificate);
    print_displays(certificate, rules);
    print_notices(certificate);
    if (!certlogic_certificate_decoded(certificate, NULL))
        return EXIT_ACCEPTED;
    char *payload = o->no_holder ? certlogic_certificate_anonymous(certificate)
                                 : certlogic_certificate_payload(certificate);
    return print_framed("", payload, "\n");
}

static exit_code run(const options *o)
{
    exit_code code;
    if (o->count != 1)
        return usage_error("one certificate is needed: its text, a file, or - for standard input");
    certlogic_rules *rules = NULL;
    /* A rule set may consist of value sets only. */
    const char *const *paths = (const char *const *)(o->rules != NULL ? o->rules : o->value_sets);
    if (paths != NULL && (rules = load_rules_of(o, paths, "rules", &code)) == NULL)
        return code;
    const char *clock = o->at != NULL ? clock_of(o) : NULL;
    certlogic_certificate *certificate = decode_certificate(o, o->arguments[0], clock, &code);
    if (certificate != NULL)
        code = print_all(certificate, rules, o) == EXIT_ACCEPTED ? exit_for(certificate) : EXIT_IO;
    certlogic_certificate_free(certificate);
    certlogic_rules_free(rules);
    return code;
}

const verb verb_decode = {
    .in = IN_DECODE,
    .name = "decode",
    .operands = "CERTIFICATE",
    .summary = "Decodes a certificate: prints each step with its result, then the payload.",
    .details =
        "CERTIFICATE is the text of a QR code (HC1:...), a payload as JSON, or a file with one of\n"
        "them or with a payload or COSE in CBOR; - is standard input. Without --trust the step\n"
        "signature is skipped; without --at the step validity is skipped. The value sets of --rules\n"
        "or --value-sets give the names of the codes. With --schema the payload is validated by\n"
        "another schema than that of --strict.\n"
        "Exit code: 0 decoded, 1 not valid or no certificate, 4 undecodable, 5 untrusted.\n",
    .run = run,
};
