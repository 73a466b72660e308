/* job.c — makes a job from the options, and reports its end, for `batch` and `diff`. */
#include <inttypes.h>
#include <limits.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "batch/batch.h"
#include "batch/digest.h"
#include "batch/verdicts.h"
#include "tool/tool.h"

/* ---- Beginning ------------------------------------------------------------------------------- */

static bool read_format(const options *o, cl_format *format)
{
    static const struct {
        const char *name;
        cl_format format;
    } formats[] = {{"ndjson", CL_FORMAT_NDJSON}, {"hc1", CL_FORMAT_HC1}, {"cbor", CL_FORMAT_CBOR}};
    *format = CL_FORMAT_TOLD;
    if (o->format == NULL)
        return true;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
        if (strcmp(o->format, formats[i].name) == 0) {
            *format = formats[i].format;
            return true;
        }
    }
    usage_error("--format takes ndjson, hc1 or cbor, not '%s'", o->format);
    return false;
}

bool job_of(const options *o, cl_batch_job *job)
{
    static const char *const standard_input[] = {"-"};
    if (o->count == 0 && o->streams > 0) {
        usage_error("standard input can be read only once");
        return false;
    }
    if (!outputs_are_apart(o, output_of(o) == NULL || o->summary || o->list))
        return false;
    *job = (cl_batch_job){.inputs = standard_input,
                          .input_count = 1,
                          .output = output_of(o),
                          .checkpoint = o->checkpoint,
                          .checkpoint_every = o->checkpoint_every,
                          .max_faults = o->max_faults == ULONG_MAX ? UINT64_MAX : o->max_faults,
                          .threads = (unsigned)o->threads,
                          .progress = isatty(STDERR_FILENO) == 1};
    if (o->count > 0) {
        job->inputs = (const char *const *)o->arguments;
        job->input_count = (size_t)o->count;
    }
    return read_format(o, &job->format);
}

bool job_identity(const options *o, const certlogic_rules *rules, const certlogic_trust *trust,
                  char *identity)
{
    identity[0] = '\0';
    if (o->checkpoint == NULL)
        return true;
    char *canonical = certlogic_rules_canonical(rules);
    char *signers = trust != NULL ? certlogic_trust_canonical(trust) : NULL;
    const char *const words[] = {
        certlogic_version(), canonical, signers, o->country, o->region, o->at, o->only,
        o->format,           o->output,
    };
    const bool switches[] = {
        o->strict_policy,       o->invalidation_when_true, o->allow_no_rules,
        o->external_from_input, o->allow_unsigned,         o->strict,
        o->allow_uncompressed,
    };
    cl_digest *digest = cl_digest_new();
    bool made = digest != NULL && canonical != NULL && (signers != NULL || trust == NULL);
    for (size_t i = 0; made && i < sizeof words / sizeof *words; i++)
        cl_digest_word(digest, words[i]);
    for (size_t i = 0; made && i < sizeof switches / sizeof *switches; i++)
        cl_digest_number(digest, switches[i]);
    made = made && cl_digest_show(digest, identity);
    cl_digest_free(digest);
    certlogic_free(canonical);
    certlogic_free(signers);
    if (!made)
        no_memory();
    return made;
}

bool reading_of(const options *o, cl_reading *reading, certlogic_trust **trust, exit_code *code)
{
    bool json = o->format != NULL && strcmp(o->format, "ndjson") == 0;
    bool texts = o->format != NULL && strcmp(o->format, "hc1") == 0;
    *trust = NULL;
    *code = trust_agrees(o) ? EXIT_ACCEPTED : EXIT_USAGE;
    if (*code == EXIT_ACCEPTED && o->trust != NULL)
        *trust = load_trust(o->trust, o->csca, code);
    *reading = (cl_reading){.options = {.trust = *trust,
                                        .no_trust = o->no_trust,
                                        .allow_unsigned = o->allow_unsigned,
                                        .strict = o->strict,
                                        .allow_uncompressed = o->allow_uncompressed,
                                        .input = json    ? CERTLOGIC_INPUT_JSON
                                                 : texts ? CERTLOGIC_INPUT_TEXT
                                                         : CERTLOGIC_INPUT_AUTO,
                                        .external_from_input = o->external_from_input}};
    return *code == EXIT_ACCEPTED;
}

bool read_only(const options *o, unsigned *only)
{
    const char *at = o->only;
    *only = at != NULL ? 0 : UINT_MAX;
    while (at != NULL) {
        const char *comma = strchr(at, ',');
        size_t length = comma != NULL ? (size_t)(comma - at) : strlen(at);
        unsigned found = 0;
        for (int kind = CERTLOGIC_ACCEPTED; kind <= CERTLOGIC_OPEN; kind++) {
            const char *name = certlogic_verdict_name((certlogic_verdict_kind)kind);
            if (strlen(name) == length && strncmp(name, at, length) == 0)
                found = 1U << kind;
        }
        if (found == 0) {
            usage_error("--only takes accepted, rejected and open, with commas between, not '%s'",
                        o->only);
            return false;
        }
        *only |= found;
        at = comma != NULL ? comma + 1 : NULL;
    }
    return true;
}

bool can_ask(const certlogic_rules *rules, const certlogic_request *request, exit_code *code)
{
    static const char nothing[] = "{}";
    certlogic_error error;
    certlogic_evaluator *evaluator = certlogic_evaluator_new(rules, &error);
    certlogic_certificate *certificate = evaluator != NULL
                                             ? certlogic_certificate_read(
                                                   nothing, sizeof nothing - 1, &error)
                                             : NULL;
    bool can = certificate != NULL &&
               certlogic_judge(evaluator, certificate, request, &error) != NULL;
    if (!can)
        *code = report_error(NULL, &error);
    certlogic_certificate_free(certificate);
    certlogic_evaluator_free(evaluator);
    return can;
}

/* ---- Ends ------------------------------------------------------------------------------------ */

void print_verified(const cl_batch_result *r, uint64_t verified)
{
    printf("%" PRIu64 " verified, %" PRIu64 " unverified\n", verified, r->records - verified);
}

void put_verified(json_t *object, const cl_batch_result *r, uint64_t verified)
{
    object_number(object, "verified", verified);
    object_number(object, "unverified", r->records - verified);
}

void say_clock(const options *o)
{
    if (o->at == NULL)
        fprintf(stderr, "certlogic: the moment asked about is %s\n", clock_of(o));
}

/* Prints the counts of a job on standard error. */
static void say_counts(const options *o, const cl_batch_result *r)
{
    if (r->external && !o->external_from_input)
        fputs("certlogic: records bring an external of their own, which is ignored without "
              "--external-from-input\n",
              stderr);
    if (o->no_trust)
        fputs("certlogic: all verdicts are unverified: signatures were not checked\n", stderr);
    else if (o->allow_unsigned)
        fputs("certlogic: payloads without signature were let pass, unverified\n", stderr);
    if (r->faults > 0)
        fprintf(stderr, "certlogic: %" PRIu64 " of %" PRIu64 " records are broken\n", r->faults,
                r->records);
    if (r->lost > 0)
        fprintf(stderr, "certlogic: %" PRIu64 " input%s could not be read to the end\n", r->lost,
                r->lost == 1 ? "" : "s");
}

static exit_code end_by_signal(const options *o, const cl_batch_result *r)
{
    fprintf(stderr, "certlogic: stopped behind record %" PRIu64 "%s\n", r->records,
            o->checkpoint != NULL ? "; the same command goes on from there" : "");
    fflush(stdout);
    /* Ending by the signal tells the parent process, a shell or make, that the process was
     * stopped. */
    signal(r->signal, SIG_DFL);
    raise(r->signal);
    return r->signal == SIGTERM ? EXIT_TERMINATED : EXIT_INTERRUPTED;
}

/* Returns: the exit code of a finished job. It is not 0 if no record could be judged. */
static exit_code code_of_done(const cl_batch_result *r)
{
    if (r->records > 0 && r->faults + r->untrusted == r->records) {
        fprintf(stderr,
                "certlogic: none of %" PRIu64 " record%s could be judged: %" PRIu64
                " broken, %" PRIu64 " not signed by a trusted key\n",
                r->records, r->records == 1 ? "" : "s", r->faults, r->untrusted);
        return r->untrusted > 0 && r->lost == 0 ? EXIT_UNTRUSTED : EXIT_UNDECODABLE;
    }
    return r->lost > 0 ? EXIT_UNDECODABLE : EXIT_ACCEPTED;
}

exit_code job_ended(const options *o, const cl_batch_result *r)
{
    switch (r->end) {
    case CL_BATCH_DONE:
        if (r->already)
            fprintf(stderr,
                    "certlogic: already done: the checkpoint says that all %" PRIu64
                    " records are judged\n",
                    r->records);
        say_counts(o, r);
        return code_of_done(r);
    case CL_BATCH_FAULTS:
        return fail(EXIT_UNDECODABLE, "record", NULL, "ended at more than %lu broken record%s",
                    o->max_faults, o->max_faults == 1 ? "" : "s");
    case CL_BATCH_STOPPED:
        return end_by_signal(o, r);
    case CL_BATCH_REFUSED:
        report_error(NULL, &r->error);
        return EXIT_USAGE;
    case CL_BATCH_FAILED:
        break;
    }
    return report_error(NULL, &r->error);
}
