/* batch.c — certlogic batch: prints a verdict for every record of a stream. */
#include <inttypes.h>
#include <string.h>

#include "batch/batch.h"
#include "batch/digest.h"
#include "batch/verdicts.h"
#include "tool/tool.h"

/* ---- The summary ----------------------------------------------------------------------------- */

static const char *verdict_of(const cl_count *c)
{
    return certlogic_verdict_name(c->key.verdict);
}

/* Returns: the certificate type of a count; NULL for records without one. */
static const char *type_of(const cl_count *count)
{
    return count->key.type != CERTLOGIC_GENERAL ? certlogic_certificate_type_name(count->key.type)
                                                : NULL;
}

static void print_table(const options *o, const cl_batch_result *r, uint64_t verified, size_t lost)
{
    printf("at ");
    print_text(stdout, clock_of(o));
    printf(": %" PRIu64 " records, %" PRIu64 " of them broken\n", r->records, r->faults);
    if (lost > 0)
        printf("the rule set is incomplete: %zu document%s lost\n", lost,
               lost == 1 ? " is" : "s are");
    print_verified(r, verified);
    for (uint32_t i = 0; i < r->tally.count; i++) {
        const cl_count *c = &r->tally.counts[i];
        const char *type = type_of(c);
        printf("%12" PRIu64 "  %-11s  %s%-8s%s  ", c->count, type != NULL ? type : "none",
               colour(verdict_of(c)), verdict_of(c), colour("end"));
        print_text(stdout, c->key.decided[0] != '\0' ? c->key.decided : "-");
        fputc('\n', stdout);
    }
}

static json_t *count_value(const cl_count *c)
{
    json_t *count = json_object();
    object_text(count, "certificate_type", type_of(c));
    object_text(count, "verdict", verdict_of(c));
    object_text(count, "decided_by", c->key.decided[0] != '\0' ? c->key.decided : NULL);
    object_number(count, "count", c->count);
    return count;
}

/* Prints {"clock", "records", "faults", "rules_lost"?, "verified", "unverified", "verdicts":
 * {verdict: n}, "counts": [{"certificate_type", "verdict", "decided_by", "count"}]}. */
static exit_code print_json_summary(const options *o, const cl_batch_result *r, uint64_t verified,
                                    size_t lost)
{
    uint64_t sums[CERTLOGIC_OPEN + 1] = {0};
    for (uint32_t i = 0; i < r->tally.count; i++)
        sums[r->tally.counts[i].key.verdict] += r->tally.counts[i].count;
    json_t *summary = json_object(), *verdicts = json_object();
    object_text(summary, "clock", clock_of(o));
    object_number(summary, "records", r->records);
    object_number(summary, "faults", r->faults);
    if (lost > 0)
        object_number(summary, "rules_lost", lost);
    put_verified(summary, r, verified);
    for (int kind = CERTLOGIC_ACCEPTED; kind <= CERTLOGIC_OPEN; kind++)
        object_number(verdicts, certlogic_verdict_name((certlogic_verdict_kind)kind), sums[kind]);
    object_put(summary, "verdicts", verdicts);
    json_t *counts = object_part(summary, "counts", json_array());
    for (uint32_t i = 0; i < r->tally.count; i++)
        array_add(counts, count_value(&r->tally.counts[i]));
    return print_object(summary);
}

/* ---------------------------------------------------------------------------------------------- */

static bool options_agree(const options *o)
{
    if (o->country == NULL)
        usage_error("--country is missing");
    else if (o->checkpoint != NULL && output_of(o) == NULL)
        usage_error("--checkpoint needs --output: what was written must be there to go on from");
    else if (o->checkpoint != NULL && strcmp(o->checkpoint, "-") == 0)
        usage_error("--checkpoint takes a file");
    else if (o->checkpoint != NULL && o->at == NULL)
        usage_error("--checkpoint needs --at: a job that goes on must ask about the same moment");
    else if (o->only != NULL && o->summary && o->output == NULL)
        usage_error("--summary prints counts in place of lines, and --only is about lines");
    else if (o->json && !o->summary)
        usage_error("--json is the form of --summary; the lines are JSON anyway");
    else
        return true;
    return false;
}

static exit_code judge_all(const options *o, const certlogic_rules *rules, cl_batch_job *job)
{
    exit_code code;
    cl_batch_result result;
    certlogic_trust *trust;
    char identity[CL_DIGEST_TEXT];
    cl_verdicts_plan plan = {.rules = rules,
                             .request = {.country = o->country,
                                         .region = o->region,
                                         .clock = clock_of(o),
                                         .strict = o->strict_policy,
                                         .allow_no_rules = o->allow_no_rules,
                                         .invalidation_when_true = o->invalidation_when_true}};
    if (!read_only(o, &plan.only))
        return EXIT_USAGE;
    if (!can_ask(rules, &plan.request, &code) || !reading_of(o, &plan.reading, &trust, &code))
        return code;
    say_region(o, rules);
    job->judge = cl_verdicts(&plan);
    job->silent = o->summary && o->output == NULL;
    if (!job_identity(o, rules, trust, identity)) {
        certlogic_trust_free(trust);
        return EXIT_IO;
    }
    job->identity = identity;
    say_clock(o);
    cl_batch_run(job, &result);
    code = job_ended(o, &result);
    if (o->summary && result.end == CL_BATCH_DONE) {
        uint64_t verified;
        size_t lost = certlogic_rules_lost_count(rules);
        if (!cl_verified_apart(&result.tally, &verified))
            code = no_memory();
        else if (o->json && print_json_summary(o, &result, verified, lost) != EXIT_ACCEPTED)
            code = EXIT_IO;
        else if (!o->json)
            print_table(o, &result, verified, lost);
    }
    cl_tally_free(&result.tally);
    certlogic_trust_free(trust);
    return code;
}

static exit_code run(const options *o)
{
    exit_code code;
    cl_batch_job job;
    if (!options_agree(o) || !job_of(o, &job))
        return EXIT_USAGE;
    certlogic_rules *rules = load_rules(o, &code);
    if (rules == NULL)
        return code;
    code = judge_all(o, rules, &job);
    certlogic_rules_free(rules);
    return code;
}

const verb verb_batch = {
    .in = IN_BATCH,
    .name = "batch",
    .operands = "--rules PATH --country CC [FILE...]",
    .summary = "Judges every certificate of a stream: prints a line for each, in the same order.",
    .details =
        "A FILE, or standard input, contains payloads as JSON, or objects {\"id\", \"payload\"}, one a\n"
        "line or in arrays; HC1 texts, one a line; or a CBOR sequence. .gz and .zst are decompressed.\n"
        "A line of output is {\"n\", \"id\"?, \"verified\", \"verdict\", \"decided_by\", \"fault\"?}; a broken\n"
        "record has a line with a fault. With --checkpoint the same command continues a job that\n"
        "was stopped.\n"
        "Exit code: 0 done, whatever the verdicts; 2 usage, or the job is refused; 4 an input or\n"
        "every record is broken, or more than --max-faults records; 5 no record could be judged, and\n"
        "some are untrusted; 6 bad rules; 7 input or output failed; 130 stopped by SIGINT, 143 by\n"
        "SIGTERM.\n",
    .run = run,
};
