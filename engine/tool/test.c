/* test.c — certlogic test: runs the tests of rules and prints their results. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "data/escape.h"
#include "tool/tool.h"

typedef struct testing {
    const options *o;
    size_t number;
    FILE *junit;               /* test cases; written after the totals */
    json_t *tests, *decisions; /* with --json: printed at the end */
} testing;

/* Opens a temporary file.
 * Returns: NULL after a message. */
static FILE *open_aside(void)
{
    FILE *aside = tmpfile();
    if (aside == NULL)
        fail(EXIT_IO, "io", NULL, "cannot make a temporary file: %s", strerror(errno));
    return aside;
}

/* Copies a temporary file to `out`.
 * Returns: false if writing or reading the temporary file failed. */
static bool copy_aside(FILE *aside, FILE *out)
{
    char part[4096];
    size_t got;
    /* rewind clears the error flag, so it is checked first. */
    if (fflush(aside) != 0 || ferror(aside))
        return false;
    rewind(aside);
    while ((got = fread(part, 1, sizeof part, aside)) > 0)
        fwrite(part, 1, got, out);
    return !ferror(aside);
}

/* ---- Text and TAP ---------------------------------------------------------------------------- */

static void print_lines(const char *before, const char *lines)
{
    while (*lines != '\0') {
        size_t length = strcspn(lines, "\n");
        fputs(before, stdout);
        print_safe(stdout, lines, length);
        fputc('\n', stdout);
        lines += length + (lines[length] == '\n');
    }
}

static void print_failure(const char *before, const certlogic_test *t)
{
    printf("%sfile:     ", before);
    print_text(stdout, t->file);
    printf("\n%sexpected: ", before);
    print_text(stdout, t->expected);
    printf("\n%sgot:      ", before);
    print_text(stdout, t->got);
    fputc('\n', stdout);
    print_lines(before, t->trace);
}

static void print_tap(size_t number, const certlogic_test *t)
{
    bool failed = t->result == CERTLOGIC_TEST_FAILED;
    printf("%sok %zu - ", failed ? "not " : "", number);
    /* A # begins a directive in TAP. */
    for (const char *name = t->name; *name != '\0';) {
        size_t length = strcspn(name, "#");
        print_safe(stdout, name, length);
        name += length;
        if (*name == '#')
            fputs("\\#", stdout);
        name += *name == '#';
    }
    puts(t->result == CERTLOGIC_TEST_SKIPPED ? " # SKIP directive" : "");
    if (failed)
        print_failure("# ", t);
}

/* ---- JUnit ----------------------------------------------------------------------------------- */

/* Prints text for XML 1.0. Characters that XML cannot contain, and bytes that are not UTF-8, become
 * U+FFFD. */
static void print_xml(FILE *out, const char *raw)
{
    size_t length = strlen(raw);
    for (size_t at = 0; at < length;) {
        unsigned c;
        size_t n = cl_escape_character(raw + at, length - at, &c);
        if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '&')
            fputs("&amp;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else if (c == '\n' || c == '\t' || c == '\r')
            fprintf(out, "&#%u;", c);
        else if (c < 0x20 || c == 0xFFFE || c == 0xFFFF || c == CL_NO_CHARACTER)
            fputs("\xEF\xBF\xBD", out);
        else if (cl_escape_needed(c))
            fprintf(out, "&#x%X;", c);
        else
            fwrite(raw + at, 1, n, out);
        at += n;
    }
}

static void write_junit_case(FILE *out, const certlogic_test *t)
{
    fputs("  <testcase classname=\"", out);
    print_xml(out, t->file);
    fputs("\" name=\"", out);
    print_xml(out, t->name);
    if (t->result == CERTLOGIC_TEST_PASSED) {
        fputs("\"/>\n", out);
        return;
    }
    if (t->result == CERTLOGIC_TEST_SKIPPED) {
        fputs("\"><skipped/></testcase>\n", out);
        return;
    }
    fputs("\">\n    <failure message=\"expected ", out);
    print_xml(out, t->expected);
    fputs(", got ", out);
    print_xml(out, t->got);
    fputs("\">", out);
    print_xml(out, t->trace);
    fputs("</failure>\n  </testcase>\n", out);
}

/* Writes the report: the totals, then the test cases of the temporary file. */
static bool write_junit(FILE *cases, const char *path, const certlogic_test_summary *s)
{
    FILE *out = fopen(path, "wb");
    if (out == NULL)
        return false;
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"certlogic\" tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n",
            s->passed + s->failed + s->skipped, s->failed, s->skipped);
    bool copied = copy_aside(cases, out);
    fputs("</testsuite>\n", out);
    bool written = copied && !ferror(out);
    return fclose(out) == 0 && written;
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *test_value(const certlogic_test *t)
{
    json_t *value = json_object();
    object_text(value, "name", t->name);
    object_text(value, "file", t->file);
    object_text(value, "result", certlogic_test_result_name(t->result));
    if (t->result == CERTLOGIC_TEST_FAILED) {
        object_text(value, "expected", t->expected);
        object_text(value, "got", t->got);
        object_text(value, "trace", t->trace);
    }
    return value;
}

static json_t *decision_value(const certlogic_decision *d)
{
    json_t *value = json_object();
    object_text(value, "rule", d->rule);
    object_text(value, "at", d->at);
    object_text(value, "text", d->text);
    object_put(value, "true", json_boolean(d->seen_true));
    object_put(value, "false", json_boolean(d->seen_false));
    return value;
}

static exit_code print_report(testing *all, const certlogic_test_summary *s)
{
    json_t *report = json_object();
    object_put(report, "tests", json_incref(all->tests));
    if (all->o->branches) {
        object_put(report, "decisions", json_incref(all->decisions));
        object_number(report, "ways", s->ways);
        object_number(report, "ways_taken", s->ways_taken);
    }
    object_number(report, "passed", s->passed);
    object_number(report, "failed", s->failed);
    object_number(report, "skipped", s->skipped);
    return print_object(report);
}

/* ---- Running --------------------------------------------------------------------------------- */

static void take_test(void *self, const certlogic_test *t)
{
    testing *all = self;
    all->number++;
    if (all->junit != NULL)
        write_junit_case(all->junit, t);
    if (all->o->json) {
        array_add(all->tests, test_value(t));
    } else if (all->o->tap) {
        print_tap(all->number, t);
    } else if (t->result == CERTLOGIC_TEST_FAILED) {
        printf("%sfailed%s  ", colour("failed"), colour("end"));
        print_text(stdout, t->name);
        fputc('\n', stdout);
        print_failure("    ", t);
    }
}

static void take_decision(void *self, const certlogic_decision *d)
{
    testing *all = self;
    if (all->o->json) {
        array_add(all->decisions, decision_value(d));
        return;
    }
    const char *ways = d->seen_true && d->seen_false ? "both"
                       : d->seen_true                ? "true only"
                       : d->seen_false               ? "false only"
                                                     : "never";
    fputs(all->o->tap ? "# " : "", stdout);
    print_padded(d->rule, 12);
    printf(" %-10s ", ways);
    print_text(stdout, d->at[0] != '\0' ? d->at : "(whole)");
    fputs("  ", stdout);
    print_text(stdout, d->text);
    fputc('\n', stdout);
}

/* Prints the last lines of text and TAP. */
static void print_summary(const options *o, const certlogic_test_summary *s)
{
    const char *before = o->tap ? "# " : "";
    if (o->branches)
        printf("%s%zu of %zu ways taken\n", before, s->ways_taken, s->ways);
    printf("%s%zu passed, %zu failed, %zu skipped\n", before, s->passed, s->failed, s->skipped);
}

static exit_code finish(testing *all, const certlogic_test_summary *s)
{
    size_t count = s->passed + s->failed + s->skipped;
    if (all->o->tap)
        printf("1..%zu\n", count);
    if (all->junit != NULL && !write_junit(all->junit, all->o->junit, s))
        return fail(EXIT_IO, "io", all->o->junit, "%s", strerror(errno));
    if (!all->o->json)
        print_summary(all->o, s);
    else if (print_report(all, s) != EXIT_ACCEPTED)
        return EXIT_IO;
    if (count == 0)
        fputs("certlogic: no test was found\n", stderr);
    return s->failed > 0 || count == 0 ? EXIT_REJECTED : EXIT_ACCEPTED;
}

static bool open_all(testing *all)
{
    const options *o = all->o;
    if (o->json) {
        all->tests = json_array();
        all->decisions = json_array();
        if (all->tests == NULL || all->decisions == NULL) {
            no_memory();
            return false;
        }
    }
    return o->junit == NULL || (all->junit = open_aside()) != NULL;
}

static void close_all(testing *all)
{
    if (all->junit != NULL)
        fclose(all->junit);
    json_decref(all->tests);
    json_decref(all->decisions);
}

static exit_code run(const options *o)
{
    certlogic_error error;
    certlogic_test_summary summary;
    testing all = {.o = o};
    certlogic_test_options wanted = {.filter = o->filter,
                                     .set_value_sets = o->set_value_sets,
                                     .report = take_test,
                                     .decision = o->branches ? take_decision : NULL,
                                     .self = &all};
    if (o->count == 0)
        return usage_error("what shall be tested? Folders of rules with tests, or suites");
    if (o->tap && o->json)
        return usage_error("either --tap or --json");
    if (o->junit != NULL && strcmp(o->junit, "-") == 0)
        return usage_error("--junit takes a file: standard output has another report");
    if (!outputs_are_apart(o, false))
        return EXIT_USAGE;
    if (!open_all(&all)) {
        close_all(&all);
        return EXIT_IO;
    }
    if (o->tap)
        puts("TAP version 13");
    exit_code code = certlogic_test_paths((const char *const *)o->arguments, (size_t)o->count,
                                          &wanted, &summary, &error)
                         ? finish(&all, &summary)
                         : report_load_error((const char *const *)o->arguments, NULL, &error);
    close_all(&all);
    return code;
}

const verb verb_test = {
    .in = IN_TEST,
    .name = "test",
    .operands = "PATH...",
    .summary = "Runs tests of rules and suites of expressions, as written.",
    .details =
        "PATH is a folder or a file: rules with their tests (tests/*.json beside rule.json), or\n"
        "suites in the form of the CertLogic specification. For a failed test the output has the\n"
        "expected value, the actual value, and every value that was computed.\n"
        "With --set-value-sets every test of a rule sees the value sets of the PATHs instead of its\n"
        "own, as certificates do.\n"
        "Exit code: 0 all passed, 1 a test failed or none was found.\n",
    .run = run,
};
