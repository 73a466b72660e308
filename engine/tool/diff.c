/* diff.c — certlogic diff: compares the verdicts of two rule sets, or at two clocks. */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "batch/batch.h"
#include "batch/flips.h"
#include "tool/tool.h"

/* ---- Output ---------------------------------------------------------------------------------- */

enum { VERDICTS = CERTLOGIC_OPEN + 1 };

/* Counts by old and new verdict. */
typedef uint64_t matrix[VERDICTS][VERDICTS];

/* Adds the counts of one decider; of all if `decided` is NULL. */
static void add_up(const cl_tally *tally, const char *decided, matrix m)
{
    memset(m, 0, sizeof(matrix));
    for (uint32_t i = 0; i < tally->count; i++) {
        const cl_count *c = &tally->counts[i];
        if (decided == NULL || strcmp(decided, c->key.decided) == 0)
            m[c->key.old][c->key.verdict] += c->count;
    }
}

static const char *old_clock(const options *o)
{
    static char moment[CLOCK_TEXT];
    return o->old_at != NULL ? resolved_clock(o->old_at, moment) : clock_of(o);
}

static const char *new_clock(const options *o)
{
    static char moment[CLOCK_TEXT];
    return o->new_at != NULL ? resolved_clock(o->new_at, moment) : clock_of(o);
}

static const char *name_of(int kind)
{
    return certlogic_verdict_name((certlogic_verdict_kind)kind);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Lists the deciders of changes, sorted by name, without duplicates.
 * Returns: their number.
 * Arguments: `names` has room for all counts. */
static size_t deciders(const cl_tally *tally, const char **names)
{
    size_t count = 0;
    size_t kept = 0;
    for (uint32_t i = 0; i < tally->count; i++) {
        if (tally->counts[i].key.decided[0] != '\0')
            names[count++] = tally->counts[i].key.decided;
    }
    if (count > 0)
        qsort(names, count, sizeof *names, by_name);
    for (size_t i = 0; i < count; i++) {
        if (kept == 0 || strcmp(names[kept - 1], names[i]) != 0)
            names[kept++] = names[i];
    }
    return kept;
}

/* Returns: {"accepted": {"accepted": n, …}, …}. Zeros are left out unless `whole`. */
static json_t *matrix_value(matrix m, bool whole)
{
    json_t *value = json_object();
    for (int was = 0; was < VERDICTS; was++) {
        json_t *row = NULL;
        for (int is = 0; is < VERDICTS; is++) {
            if (!whole && m[was][is] == 0)
                continue;
            if (row == NULL)
                row = object_part(value, name_of(was), json_object());
            object_number(row, name_of(is), m[was][is]);
        }
    }
    return value;
}

static exit_code print_json_result(const options *o, const cl_batch_result *r, uint64_t verified,
                                   const char *const *names, size_t count)
{
    matrix m;
    json_t *result = json_object(), *by_rule = json_object();
    add_up(&r->tally, NULL, m);
    object_text(result, "old_clock", old_clock(o));
    object_text(result, "new_clock", new_clock(o));
    object_put(result, "matrix", matrix_value(m, true));
    put_verified(result, r, verified);
    for (size_t i = 0; i < count; i++) {
        add_up(&r->tally, names[i], m);
        object_put(by_rule, names[i], matrix_value(m, false));
    }
    object_put(result, "by_rule", by_rule);
    return print_object(result);
}

/* Prints one line for each change of verdict that `decided` is the cause of. */
static void print_changes(const char *decided, matrix m)
{
    for (int was = 0; was < VERDICTS; was++) {
        for (int is = 0; is < VERDICTS; is++) {
            if (m[was][is] == 0)
                continue;
            printf("%12" PRIu64 "  %s%-8s%s -> %s%-8s%s  ", m[was][is], colour(name_of(was)),
                   name_of(was), colour("end"), colour(name_of(is)), name_of(is), colour("end"));
            print_text(stdout, decided);
            fputc('\n', stdout);
        }
    }
}

static void print_table(const options *o, const cl_batch_result *r, uint64_t verified,
                        const char *const *names, size_t count)
{
    matrix m;
    uint64_t changed = 0;
    add_up(&r->tally, NULL, m);
    fputs("old at ", stdout);
    print_text(stdout, old_clock(o));
    fputs(", new at ", stdout);
    print_text(stdout, new_clock(o));
    printf("\n%-12s%14s%14s%14s\n", "old \\ new", name_of(0), name_of(1), name_of(2));
    for (int was = 0; was < VERDICTS; was++) {
        printf("%-12s", name_of(was));
        for (int is = 0; is < VERDICTS; is++) {
            printf("%14" PRIu64, m[was][is]);
            changed += was != is ? m[was][is] : 0;
        }
        fputc('\n', stdout);
    }
    printf("%" PRIu64 " of %" PRIu64 " change\n", changed, r->records);
    print_verified(r, verified);
    for (size_t i = 0; i < count; i++) {
        add_up(&r->tally, names[i], m);
        print_changes(names[i], m);
    }
}

static exit_code print_result(const options *o, cl_batch_result *r)
{
    uint64_t verified;
    const char **names = calloc((size_t)r->tally.count + 1, sizeof *names);
    if (names == NULL || !cl_verified_apart(&r->tally, &verified)) {
        free(names);
        return no_memory();
    }
    size_t count = deciders(&r->tally, names);
    exit_code code = EXIT_ACCEPTED;
    if (o->json)
        code = print_json_result(o, r, verified, names, count);
    else
        print_table(o, r, verified, names, count);
    free(names);
    return code;
}

/* ---- The list -------------------------------------------------------------------------------- */

/* Sends the list to a temporary file without a name, because the matrix is printed before the list
 * but is complete only at the end. */
static bool open_list(cl_batch_job *job, FILE **list)
{
    *list = tmpfile();
    if (*list == NULL) {
        fail(EXIT_IO, "io", NULL, "cannot keep the list in a temporary file: %s", strerror(errno));
        return false;
    }
    job->output_fd = fileno(*list);
    return true;
}

static exit_code copy_list(FILE *list)
{
    char piece[16384];
    size_t got;
    rewind(list);
    while ((got = fread(piece, 1, sizeof piece, list)) > 0) {
        if (fwrite(piece, 1, got, stdout) < got)
            return EXIT_IO;
    }
    if (!ferror(list))
        return EXIT_ACCEPTED;
    return fail(EXIT_IO, "io", NULL, "cannot read the list back from its temporary file");
}

/* ---------------------------------------------------------------------------------------------- */

static bool options_agree(const options *o)
{
    bool two_sets = o->old_rules != NULL || o->new_rules != NULL;
    bool two_clocks = o->old_at != NULL || o->new_at != NULL;
    if (o->country == NULL)
        usage_error("--country is missing");
    else if (two_sets && o->rules != NULL)
        usage_error("--rules stands for both --old and --new");
    else if (two_sets && (o->old_rules == NULL || o->new_rules == NULL))
        usage_error("--old and --new belong together");
    else if (!two_sets && !two_clocks)
        usage_error("two rule sets are needed, --old and --new, or --rules and two clocks, "
                    "--old-at and --new-at");
    else if (o->output != NULL && !o->list)
        usage_error("--output is where --list goes");
    else
        return true;
    return false;
}

static exit_code compare(const options *o, const certlogic_rules *old_rules,
                         const certlogic_rules *new_rules, cl_batch_job *job)
{
    exit_code code;
    cl_batch_result result;
    FILE *list = NULL;
    certlogic_trust *trust;
    certlogic_request request = {.country = o->country,
                                 .region = o->region,
                                 .clock = clock_of(o),
                                 .strict = o->strict_policy,
                                 .allow_no_rules = o->allow_no_rules,
                                 .invalidation_when_true = o->invalidation_when_true};
    cl_flips_plan plan = {.old_rules = old_rules,
                          .new_rules = new_rules,
                          .old_request = request,
                          .new_request = request,
                          .list = o->list};
    plan.old_request.clock = old_clock(o);
    plan.new_request.clock = new_clock(o);
    if (!can_ask(old_rules, &plan.old_request, &code) ||
        !can_ask(new_rules, &plan.new_request, &code) ||
        !reading_of(o, &plan.reading, &trust, &code))
        return code;
    if (o->old_at == NULL || o->new_at == NULL)
        say_clock(o);
    job->judge = cl_flips(&plan);
    job->silent = !o->list;
    if (o->list && output_of(o) == NULL && !open_list(job, &list)) {
        certlogic_trust_free(trust);
        return EXIT_IO;
    }
    cl_batch_run(job, &result);
    code = job_ended(o, &result);
    if (result.end == CL_BATCH_DONE) {
        exit_code shown = print_result(o, &result);
        if (shown == EXIT_ACCEPTED && list != NULL)
            shown = copy_list(list);
        code = shown == EXIT_ACCEPTED ? code : shown;
    }
    if (list != NULL)
        fclose(list);
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
    bool two_sets = o->old_rules != NULL;
    certlogic_rules *old_rules = two_sets ? load_rules_of(o, o->old_rules, "old", &code)
                                          : load_rules(o, &code);
    if (old_rules == NULL)
        return code;
    certlogic_rules *new_rules = two_sets ? load_rules_of(o, o->new_rules, "new", &code)
                                          : old_rules;
    if (new_rules != NULL)
        code = compare(o, old_rules, new_rules, &job);
    if (new_rules != old_rules)
        certlogic_rules_free(new_rules);
    certlogic_rules_free(old_rules);
    return code;
}

const verb verb_diff = {
    .in = IN_DIFF,
    .name = "diff",
    .operands = "--old PATH --new PATH --country CC [FILE...]",
    .summary =
        "Compares the verdicts of two rule sets, or at two times, for the same certificates.",
    .details =
        "Reads the same inputs as `certlogic batch`, once, and judges every record twice. Prints how\n"
        "many certificates changed from each old verdict to each new one, and the responsible rules:\n"
        "the rule that decided the new verdict or, if it is accepted, the rule that decided the old\n"
        "one. --list adds a line of JSON for each certificate whose verdict changes.\n"
        "Exit codes are those of `certlogic batch`.\n",
    .run = run,
};
