/* test.c — certlogic test: do the rules say what their tests say? */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "tool/tool.h"

typedef struct testing {
    const options *o;
    size_t number;
    FILE *junit; /* cases of the report, until its totals are known */
} testing;

/* ---- Text and TAP ------------------------------------------------------------------------------ */

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
    bool failed = strcmp(t->result, "failed") == 0;
    printf("%sok %zu - ", failed ? "not " : "", number);
    /* A # begins a directive. */
    for (const char *name = t->name; *name != '\0';) {
        size_t length = strcspn(name, "#");
        print_safe(stdout, name, length);
        name += length;
        if (*name == '#')
            fputs("\\#", stdout);
        name += *name == '#';
    }
    puts(strcmp(t->result, "skipped") == 0 ? " # SKIP directive" : "");
    if (failed)
        print_failure("# ", t);
}

/* ---- JUnit ------------------------------------------------------------------------------------- */

/* Characters that XML 1.0 has no way to write become U+FFFD. */
static void print_xml(FILE *out, const char *raw)
{
    for (; *raw != '\0'; raw++) {
        unsigned char c = (unsigned char)*raw;
        if (c == '<')
            fputs("&lt;", out);
        else if (c == '>')
            fputs("&gt;", out);
        else if (c == '&')
            fputs("&amp;", out);
        else if (c == '"')
            fputs("&quot;", out);
        else if (c == '\n' || c == '\t')
            fprintf(out, "&#%d;", c);
        else if (c < 0x20)
            fputs("\xEF\xBF\xBD", out);
        else
            fputc(c, out);
    }
}

static void write_junit_case(FILE *out, const certlogic_test *t)
{
    fputs("  <testcase classname=\"", out);
    print_xml(out, t->file);
    fputs("\" name=\"", out);
    print_xml(out, t->name);
    if (strcmp(t->result, "passed") == 0) {
        fputs("\"/>\n", out);
        return;
    }
    if (strcmp(t->result, "skipped") == 0) {
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

/* The report: its totals, then the cases that were kept aside. */
static bool write_junit(FILE *cases, const char *path, const certlogic_test_summary *s)
{
    FILE *out = fopen(path, "wb");
    int c;
    if (out == NULL)
        return false;
    fprintf(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<testsuite name=\"certlogic\" tests=\"%zu\" failures=\"%zu\" skipped=\"%zu\">\n",
            s->passed + s->failed + s->skipped, s->failed, s->skipped);
    rewind(cases);
    while ((c = fgetc(cases)) != EOF)
        fputc(c, out);
    fputs("</testsuite>\n", out);
    bool written = !ferror(cases) && !ferror(out);
    return fclose(out) == 0 && written;
}

/* ---- Running ----------------------------------------------------------------------------------- */

static void take_test(void *self, const certlogic_test *t)
{
    testing *all = self;
    all->number++;
    if (all->junit != NULL)
        write_junit_case(all->junit, t);
    if (all->o->tap) {
        print_tap(all->number, t);
    } else if (strcmp(t->result, "failed") == 0) {
        printf("%sfailed%s  ", colour("failed"), colour("end"));
        print_text(stdout, t->name);
        fputc('\n', stdout);
        print_failure("    ", t);
    }
}

static void take_decision(void *self, const certlogic_decision *d)
{
    testing *all = self;
    const char *ways = d->seen_true && d->seen_false ? "both"
                       : d->seen_true                ? "true only"
                       : d->seen_false               ? "false only"
                                                     : "never";
    printf("%s%-12s %-10s %s  ", all->o->tap ? "# " : "", d->rule, ways,
           d->at[0] != '\0' ? d->at : "(whole)");
    print_text(stdout, d->text);
    fputc('\n', stdout);
}

static exit_code finish(const testing *all, const certlogic_test_summary *s)
{
    size_t count = s->passed + s->failed + s->skipped;
    if (all->o->tap)
        printf("1..%zu\n", count);
    if (all->o->branches)
        printf("%s%zu of %zu ways taken\n", all->o->tap ? "# " : "", s->ways_taken, s->ways);
    if (all->junit != NULL && !write_junit(all->junit, all->o->junit, s)) {
        fprintf(stderr, "certlogic: %s: %s\n", all->o->junit, strerror(errno));
        return EXIT_IO;
    }
    printf("%s%zu passed, %zu failed, %zu skipped\n", all->o->tap ? "# " : "", s->passed, s->failed,
           s->skipped);
    if (count == 0)
        fputs("certlogic: no test was found\n", stderr);
    return s->failed > 0 || count == 0 ? EXIT_REJECTED : EXIT_ACCEPTED;
}

static exit_code run(const options *o)
{
    certlogic_error error;
    certlogic_test_summary summary;
    testing all = {.o = o};
    certlogic_test_options wanted = {.filter = o->filter,
                                     .report = take_test,
                                     .decision = o->branches ? take_decision : NULL,
                                     .self = &all};
    if (o->count == 0)
        return usage_error("what shall be tested? Folders of rules with tests, or suites");
    if (o->junit != NULL && (all.junit = tmpfile()) == NULL) {
        fprintf(stderr, "certlogic: cannot make a temporary file: %s\n", strerror(errno));
        return EXIT_IO;
    }
    if (o->tap)
        puts("TAP version 13");
    exit_code code = certlogic_test_paths((const char *const *)o->arguments, (size_t)o->count,
                                          &wanted, &summary, &error)
                         ? finish(&all, &summary)
                         : report_error(NULL, &error);
    if (all.junit != NULL)
        fclose(all.junit);
    return code;
}

const verb verb_test = {
    .name = "test",
    .operands = "PATH...",
    .summary = "Runs the tests of rules, and suites of expressions, as written.",
    .details =
        "PATH is a folder or a file: rules with their tests (rule.json beside tests/), or suites\n"
        "in the form of the CertLogic specification. Of a failed test it prints what was\n"
        "expected, what came, and every value that was computed on the way.\n"
        "Exit code: 0 all passed, 1 a test failed or none was found.\n",
    .options = OPT_FILTER | OPT_BRANCHES | OPT_TAP | OPT_JUNIT,
    .run = run,
};
