/* trust.c — certlogic trust: lists signers and the findings about them. */
#include <stdlib.h>
#include <string.h>

#include "tool/tool.h"

static certlogic_trust *load(const char *const *paths, const char *const *csca, bool list_only,
                             exit_code *code)
{
    certlogic_error error;
    certlogic_trust_options asked = {
        .csca_list = csca, .csca_count = list_count(csca), .list_only = list_only};
    certlogic_trust *trust;
    text list;
    if (!alone(paths, "signers", code))
        return NULL;
    if (strcmp(paths[0], "-") != 0) {
        trust = certlogic_trust_load_all(paths, list_count(paths), &asked, &error);
    } else if (read_file("-", &list)) {
        trust = certlogic_trust_parse(list.bytes, list.length, &asked, &error);
        text_free(&list);
    } else {
        *code = EXIT_IO;
        return NULL;
    }
    /* A list that cannot be read is an input failure, not a fault of rules. */
    if (trust == NULL && (*code = report_load_error(paths, csca, &error)) == EXIT_BAD_RULES)
        *code = EXIT_IO;
    return trust;
}

/* Prints one line for each list that has a signature of its own, because that signature is not
 * checked. */
static void say_unsigned(const certlogic_trust *trust)
{
    certlogic_finding finding;
    certlogic_subject subject;
    for (size_t i = 0; certlogic_trust_finding(trust, i, &finding, &subject, NULL); i++) {
        if (subject != CERTLOGIC_SUBJECT_LIST || strcmp(finding.code, "trust-unsigned") != 0)
            continue;
        fputs("certlogic: ", stderr);
        print_remark(stderr, finding.file, finding.at, finding.message, finding.code);
    }
}

certlogic_trust *load_trust(const char *const *paths, const char *const *csca, exit_code *code)
{
    certlogic_trust *trust = load(paths, csca, false, code);
    if (trust != NULL)
        say_unsigned(trust);
    return trust;
}

/* ---- Findings -------------------------------------------------------------------------------- */

/* Findings sorted by subject, so that those of one subject are found by binary search. */
typedef struct listing {
    const certlogic_trust *trust;
    struct about {
        certlogic_subject subject;
        size_t signer, finding;
    } * items;
    size_t count;
} listing;

static int by_subject(const void *a, const void *b)
{
    const struct about *one = a, *other = b;
    if (one->subject != other->subject)
        return one->subject < other->subject ? -1 : 1;
    if (one->signer != other->signer)
        return one->signer < other->signer ? -1 : 1;
    return (one->finding > other->finding) - (one->finding < other->finding);
}

static bool list_findings(const certlogic_trust *trust, listing *l)
{
    certlogic_finding finding;
    *l = (listing){.trust = trust};
    while (certlogic_trust_finding(trust, l->count, &finding, NULL, NULL))
        l->count++;
    l->items = calloc(l->count + 1, sizeof *l->items);
    for (size_t i = 0; l->items != NULL && i < l->count; i++) {
        l->items[i].finding = i;
        certlogic_trust_finding(trust, i, &finding, &l->items[i].subject, &l->items[i].signer);
    }
    if (l->items != NULL)
        qsort(l->items, l->count, sizeof *l->items, by_subject);
    return l->items != NULL;
}

/* Finds finding `number` of a subject.
 * Returns: false if there is none.
 * Arguments: `signer` is the index of the signer, or 0 for other subjects. */
static bool finding_of(const listing *l, certlogic_subject subject, size_t signer, size_t number,
                       certlogic_finding *finding)
{
    size_t low = 0, high = l->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const struct about *item = &l->items[middle];
        if (item->subject < subject || (item->subject == subject && item->signer < signer))
            low = middle + 1;
        else
            high = middle;
    }
    const struct about *found = &l->items[low + number];
    return low + number < l->count && found->subject == subject && found->signer == signer &&
           certlogic_trust_finding(l->trust, found->finding, finding, NULL, NULL);
}

/* Lists the certificate types that a signer may sign.
 * Returns: their number. */
static size_t uses_of(const certlogic_signer *signer, const char *uses[3])
{
    size_t count = 0;
    if (signer->vaccination)
        uses[count++] = "vaccination";
    if (signer->test)
        uses[count++] = "test";
    if (signer->recovery)
        uses[count++] = "recovery";
    return count;
}

/* The clock has been checked before, so it is valid. */
static certlogic_validity validity_of(const listing *l, size_t signer, const char *clock)
{
    certlogic_validity validity = CERTLOGIC_EXPIRED;
    certlogic_trust_validity(l->trust, signer, clock, &validity, NULL);
    return validity;
}

/* ---- Text ------------------------------------------------------------------------------------ */

static void print_place_of(const char *file, const char *at)
{
    print_text(stdout, file[0] != '\0' ? file : "standard input");
    fputs(at[0] != '\0' ? " " : "", stdout);
    print_place(stdout, at);
}

static void print_warnings(const listing *l, size_t index)
{
    certlogic_finding finding;
    for (size_t i = 0; finding_of(l, CERTLOGIC_SUBJECT_SIGNER, index, i, &finding); i++) {
        printf("    %s: ", certlogic_severity_name(finding.severity));
        print_text(stdout, finding.message);
        printf(" [%s]\n", finding.code);
    }
}

static void print_signer(const listing *l, size_t index, certlogic_validity state)
{
    certlogic_signer signer;
    const char *uses[3];
    certlogic_trust_get(l->trust, index, &signer);
    size_t count = uses_of(&signer, uses);
    printf("%-12s ", signer.kid);
    print_padded(signer.country, 2);
    printf(" %s .. %s %s (%s) ", signer.not_before != NULL ? signer.not_before : "always",
           signer.not_after != NULL ? signer.not_after : "always",
           certlogic_algorithm_name(signer.algorithm), signer.key);
    for (size_t i = 0; i < count; i++)
        printf("%s%s", i > 0 ? "," : "", uses[i]);
    fputs("  ", stdout);
    print_text(stdout, signer.subject);
    fputs("\n    ", stdout);
    print_place_of(signer.file, signer.at);
    fputc('\n', stdout);
    if (signer.listed_kid != NULL)
        printf("    its list calls it %s\n", signer.listed_kid);
    if (state != CERTLOGIC_VALID)
        printf("    warning: %s at the moment asked about [trust-validity]\n",
               certlogic_validity_name(state));
    print_warnings(l, index);
}

/* Prints the findings about a subject that is no signer. Each line begins with `words`.
 * Returns: their number. */
static size_t print_others(const listing *l, certlogic_subject subject, const char *words)
{
    certlogic_finding finding;
    size_t count = 0;
    for (; finding_of(l, subject, 0, count, &finding); count++) {
        fputs(words, stdout);
        print_place_of(finding.file, finding.at);
        fputs(": ", stdout);
        print_text(stdout, finding.message);
        printf(" [%s]\n", finding.code);
    }
    return count;
}

static void print_all(const listing *l, const char *clock)
{
    size_t count = certlogic_trust_count(l->trust), valid = 0;
    for (size_t i = 0; i < count; i++) {
        certlogic_validity state = validity_of(l, i, clock);
        valid += state == CERTLOGIC_VALID;
        print_signer(l, i, state);
    }
    size_t left_out = print_others(l, CERTLOGIC_SUBJECT_LEFT_OUT, "left out: ");
    print_others(l, CERTLOGIC_SUBJECT_LIST, "notice: ");
    printf("%zu signer%s, %zu valid at ", count, count == 1 ? "" : "s", valid);
    print_text(stdout, clock);
    printf(", %zu left out\n", left_out);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

/* Returns: the findings about a subject as an array. */
static json_t *findings_value(const listing *l, certlogic_subject subject, size_t index)
{
    certlogic_finding finding;
    json_t *findings = json_array();
    for (size_t i = 0; finding_of(l, subject, index, i, &finding); i++)
        array_add(findings, finding_value(&finding));
    return findings;
}

static json_t *signer_value(const listing *l, size_t index, certlogic_validity state)
{
    certlogic_signer signer;
    const char *uses[3];
    json_t *value = json_object();
    certlogic_trust_get(l->trust, index, &signer);
    size_t count = uses_of(&signer, uses);
    object_text(value, "kid", signer.kid);
    object_text(value, "listed_kid", signer.listed_kid);
    object_text(value, "country", signer.country[0] != '\0' ? signer.country : NULL);
    object_text(value, "not_before", signer.not_before);
    object_text(value, "not_after", signer.not_after);
    object_text(value, "state", certlogic_validity_name(state));
    json_t *list = object_part(value, "uses", json_array());
    for (size_t i = 0; i < count; i++)
        array_add(list, text_value(uses[i]));
    object_text(value, "algorithm", certlogic_algorithm_name(signer.algorithm));
    object_text(value, "key", signer.key);
    object_text(value, "subject", signer.subject);
    object_text(value, "file", signer.file);
    object_text(value, "at", signer.at);
    object_put(value, "warnings", findings_value(l, CERTLOGIC_SUBJECT_SIGNER, index));
    return value;
}

static json_t *trust_value(const listing *l, const char *clock)
{
    json_t *value = json_object();
    object_text(value, "clock", clock);
    json_t *signers = object_part(value, "signers", json_array());
    for (size_t i = 0; i < certlogic_trust_count(l->trust); i++)
        array_add(signers, signer_value(l, i, validity_of(l, i, clock)));
    object_put(value, "left_out", findings_value(l, CERTLOGIC_SUBJECT_LEFT_OUT, 0));
    object_put(value, "notices", findings_value(l, CERTLOGIC_SUBJECT_LIST, 0));
    return value;
}

/* Prints the list, and then an error if no signer can be used. */
static exit_code print_trust(const options *o, const certlogic_trust *trust, const char *clock)
{
    listing l;
    certlogic_error error;
    char moment[25];
    /* The clock is checked before anything is printed, so that its error is the only output. */
    if (!certlogic_clock(clock, moment, &error))
        return report_error(NULL, &error);
    if (!list_findings(trust, &l))
        return no_memory();
    json_t *object = o->json ? trust_value(&l, clock) : NULL;
    if (!o->json)
        print_all(&l, clock);
    free(l.items);
    bool usable = certlogic_trust_usable(trust, &error);
    if (!usable)
        report_error(NULL, &error);
    if (o->json && print_object_with_failure(object) != EXIT_ACCEPTED)
        return EXIT_IO;
    return usable ? EXIT_ACCEPTED : EXIT_IO;
}

static exit_code run(const options *o)
{
    exit_code code;
    if (o->count != 1)
        return usage_error("one file or folder of signers is wanted");
    certlogic_trust *trust = load((const char *const *)o->arguments, o->csca, true, &code);
    if (trust == NULL)
        return code;
    code = print_trust(o, trust, clock_of(o));
    certlogic_trust_free(trust);
    return code;
}

const verb verb_trust = {
    .in = IN_TRUST,
    .name = "trust",
    .operands = "PATH",
    .summary = "Lists the signers that are trusted, with findings about them.",
    .details =
        "PATH is a file, a folder of *.pem *.crt *.cer *.der *.json, or - for standard input. The\n"
        "forms of lists are: certificates as PEM or DER, JWK sets, the lists of the EU's gateway, of\n"
        "verifier services and of several countries, and DID documents. Each signer has two lines:\n"
        "kid, country, validity, algorithm, key, the types of certificate that it may sign, subject;\n"
        "then its place. Findings about the signer follow. Entries and files that were left out come\n"
        "last. If no signer can be used, the exit code is 7.\n",
    .run = run,
};
