/* certificate.c — decodes a certificate and prints its facts, for verify and decode. */
#include <string.h>

#include "tool/tool.h"

/* What a certificate is decoded with. */
typedef struct means {
    certlogic_trust *trust;
    certlogic_schema *schema;
} means;

static certlogic_certificate *decode(const options *o, const means *with, const text *given,
                                     const char *clock, exit_code *code)
{
    certlogic_error error;
    certlogic_decode_options asked = {.trust = with->trust,
                                      .schema = with->schema,
                                      .no_trust = o->no_trust,
                                      .allow_unsigned = o->allow_unsigned,
                                      .strict = o->strict,
                                      .allow_uncompressed = o->allow_uncompressed,
                                      .clock = clock};
    certlogic_certificate *certificate = NULL;
    certlogic_decoder *decoder = certlogic_decoder_new(&asked, &error);
    if (decoder != NULL)
        certificate = certlogic_decoder_read(decoder, given->bytes, given->length, &error);
    if (certificate == NULL)
        *code = report_error(NULL, &error);
    certlogic_decoder_free(decoder);
    return certificate;
}

bool trust_agrees(const options *o)
{
    if (o->trust != NULL && o->no_trust)
        usage_error("--trust and --no-trust exclude each other");
    else if (o->no_trust && o->allow_unsigned)
        usage_error("--no-trust takes everything unverified; --allow-unsigned goes with --trust");
    else if (o->csca != NULL && o->trust == NULL)
        usage_error("--csca says who vouches for the signers of --trust, which is missing");
    else
        return true;
    return false;
}

certlogic_certificate *decode_certificate(const options *o, const char *operand, const char *clock,
                                          exit_code *code)
{
    text given;
    means with = {.trust = NULL};
    certlogic_certificate *certificate = NULL;
    *code = trust_agrees(o) ? EXIT_ACCEPTED : EXIT_USAGE;
    if (*code == EXIT_ACCEPTED && o->trust != NULL)
        with.trust = load_trust(o->trust, o->csca, code);
    if (*code == EXIT_ACCEPTED)
        with.schema = load_schema(o, code);
    if (*code == EXIT_ACCEPTED && !read_certificate(operand, &given))
        *code = EXIT_IO;
    if (*code == EXIT_ACCEPTED) {
        certificate = decode(o, &with, &given, clock, code);
        text_free(&given);
    }
    certlogic_schema_free(with.schema);
    certlogic_trust_free(with.trust);
    return certificate;
}

static bool was_taken(const certlogic_certificate *certificate, certlogic_step step)
{
    certlogic_step_state state;
    return certlogic_certificate_step(certificate, step, &state) &&
           state.result != CERTLOGIC_STEP_SKIPPED;
}

bool is_payload(const certlogic_certificate *certificate)
{
    return !certlogic_certificate_signed(certificate) &&
           (was_taken(certificate, CERTLOGIC_STEP_PAYLOAD) ||
            was_taken(certificate, CERTLOGIC_STEP_SIGNATURE));
}

exit_code exit_of_step(const certlogic_certificate *certificate, certlogic_step step)
{
    if (step == CERTLOGIC_STEP_SIGNATURE)
        return EXIT_UNTRUSTED;
    if (step == CERTLOGIC_STEP_VALIDITY)
        return EXIT_REJECTED;
    /* The payload could be read, but is not the payload of a certificate. */
    bool malformed = step == CERTLOGIC_STEP_PAYLOAD &&
                     certlogic_certificate_decoded(certificate, NULL);
    return malformed ? EXIT_REJECTED : EXIT_UNDECODABLE;
}

/* Prints forename and surname as written; if both are empty, in their standardised form. */
static void print_name(const certlogic_holder *holder)
{
    bool written = holder->surname[0] != '\0' || holder->forename[0] != '\0';
    const char *first = written ? holder->forename : holder->forename_standard;
    const char *last = written ? holder->surname : holder->surname_standard;
    print_text(stdout, first);
    if (first[0] != '\0' && last[0] != '\0')
        fputc(' ', stdout);
    print_text(stdout, last);
    if (first[0] == '\0' && last[0] == '\0')
        fputs("no name", stdout);
}

void print_holder(const certlogic_certificate *certificate, const options *o)
{
    certlogic_holder holder;
    if (o->no_holder || !certlogic_certificate_holder(certificate, &holder))
        return;
    fputs("  ", stdout);
    print_name(&holder);
    fputs(", born ", stdout);
    print_text(stdout, holder.birth[0] != '\0' ? holder.birth : "at a date that is not said");
    fputc('\n', stdout);
}

void print_displays(const certlogic_certificate *certificate, const certlogic_rules *rules)
{
    certlogic_display display;
    for (size_t i = 0;
         rules != NULL && certlogic_certificate_display(certificate, rules, i, &display); i++) {
        printf("  %s ", display.path);
        print_text(stdout, display.code);
        fputs("  ", stdout);
        print_text(stdout, display.name);
        fputc('\n', stdout);
    }
}

void print_facts(const certlogic_certificate *certificate)
{
    certlogic_facts facts;
    certlogic_certificate_facts(certificate, &facts);
    if (!facts.enveloped)
        return;
    fputs("  issuer ", stdout);
    print_text(stdout, facts.issuer[0] != '\0' ? facts.issuer : "not said");
    if (facts.issued_at[0] != '\0')
        printf(", issued %s, expires %s", facts.issued_at, facts.expires_at);
    if (facts.not_before[0] != '\0')
        printf(", valid from %s", facts.not_before);
    printf(", kid %s, ", facts.kid[0] != '\0' ? facts.kid : "none");
    print_text(stdout, facts.alg[0] != '\0' ? facts.alg : "no alg");
    putchar('\n');
}

void print_notices(const certlogic_certificate *certificate)
{
    certlogic_notice notice;
    for (size_t i = 0; certlogic_certificate_notice(certificate, i, &notice); i++) {
        fputs("  notice  ", stdout);
        print_text(stdout, notice.message);
        if (notice.at[0] != '\0') {
            fputs(" (at ", stdout);
            print_place(stdout, notice.at);
            fputc(')', stdout);
        }
        printf(" [%s]\n", notice.code);
    }
}
