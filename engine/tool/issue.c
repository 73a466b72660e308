/* issue.c — certlogic issue: makes a signed certificate of a payload, for tests and
 * demonstrations. */
#include <string.h>

#include "tool/tool.h"

/* Parses --alg.
 * Returns: false after a message. */
static bool algorithm_of(const options *o, certlogic_algorithm *algorithm)
{
    static const certlogic_algorithm known[] = {CERTLOGIC_ES256, CERTLOGIC_PS256};
    *algorithm = CERTLOGIC_NO_ALGORITHM;
    if (o->algorithm == NULL)
        return true;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strcmp(certlogic_algorithm_name(known[i]), o->algorithm) == 0)
            *algorithm = known[i];
    }
    if (*algorithm == CERTLOGIC_NO_ALGORITHM)
        usage_error("--alg takes ES256 or PS256, not '%s'", o->algorithm);
    return *algorithm != CERTLOGIC_NO_ALGORITHM;
}

static exit_code issue(const options *o, const text *payload, const text *key, const text *cert)
{
    certlogic_error error;
    certlogic_issue_options asked = {.key = key->bytes,
                                     .key_length = key->length,
                                     .certificate = cert->bytes,
                                     .certificate_length = cert->length,
                                     .country = o->issuer,
                                     .issued = o->issued,
                                     .expires = o->expires};
    if (!algorithm_of(o, &asked.algorithm))
        return EXIT_USAGE;
    if (asked.issued == NULL)
        asked.issued = clock_of(o);
    char *hc1 = certlogic_issue(payload->bytes, payload->length, &asked, &error);
    if (hc1 != NULL)
        return print_owned(hc1);
    exit_code code = report_error(NULL, &error);
    return code == EXIT_BAD_RULES ? EXIT_UNDECODABLE : code;
}

static exit_code run(const options *o)
{
    text payload, key, cert;
    exit_code code = EXIT_IO;
    if (o->count != 1)
        return usage_error("one payload is wanted: a file, JSON, or - for standard input");
    if (o->key == NULL || o->cert == NULL)
        return usage_error("%s is missing", o->key == NULL ? "--key" : "--cert");
    if (!read_operand(o->arguments[0], &payload))
        return EXIT_IO;
    if (read_file(o->key, &key)) {
        if (read_file(o->cert, &cert)) {
            code = issue(o, &payload, &key, &cert);
            text_free(&cert);
        }
        text_free(&key);
    }
    text_free(&payload);
    return code;
}

const verb verb_issue = {
    .in = IN_ISSUE,
    .name = "issue",
    .operands = "--key KEY --cert CERTIFICATE PAYLOAD",
    .summary = "Makes a signed certificate from a payload, for tests and demonstrations.",
    .details =
        "Prints the text of the QR code. PAYLOAD is JSON, a file with JSON, or - for standard\n"
        "input. The payload is not changed. The kid is that of the signer's certificate.\n",
    .run = run,
};
