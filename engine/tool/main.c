/* main.c — the list of verbs, and the main program. */
#include <signal.h>
#include <string.h>

#include "tool/tool.h"

static const verb *const verbs[] = {
    &verb_verify, &verb_decode, &verb_issue, &verb_trust, &verb_eval, &verb_check, &verb_rules,
    &verb_test,   &verb_disasm, &verb_fmt,   &verb_batch, &verb_diff, &verb_serve,
};

static void help(FILE *out)
{
    fputs(
        "Usage: certlogic VERB [options] ...\n\n"
        "Checks rules for digital health certificates, and judges certificates by them.\n\nVerbs:\n",
        out);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        fprintf(out, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
    fputs("\n'certlogic VERB --help' describes a verb. 'certlogic --version' prints the version.\n"
          "Exit codes: 0 accepted or done, 1 rejected, 2 usage, 3 open, 4 undecodable,\n"
          "5 untrusted, 6 bad rules, 7 input/output.\n",
          out);
}

static const verb *find_verb(const char *name)
{
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(name, verbs[i]->name) == 0)
            return verbs[i];
    }
    char message[512];
    const char *names[sizeof verbs / sizeof *verbs];
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        names[i] = verbs[i]->name;
    const char *near = certlogic_similar(name, names, sizeof verbs / sizeof *verbs);
    snprintf(message, sizeof message, "there is no verb '%.200s'%s%s%s", name,
             near != NULL ? "; did you mean '" : "", near != NULL ? near : "",
             near != NULL ? "'?" : "");
    fail_usage(NULL, message);
    return NULL;
}

static exit_code run(int argc, char **argv)
{
    options o;
    const verb *asked;
    /* Ignored, so that a write beyond the file size limit fails with an error, as on a full
     * disk. */
    signal(SIGXFSZ, SIG_IGN);
    if (argc < 2) {
        help(stderr);
        return EXIT_USAGE;
    }
    bool asks_help = strcmp(argv[1], "help") == 0;
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || (asks_help && argc == 2)) {
        help(stdout);
        return EXIT_ACCEPTED;
    }
    if (strcmp(argv[1], "--version") == 0 || strcmp(argv[1], "-V") == 0) {
        printf("certlogic %s (CertLogic %s)\n", certlogic_version(), certlogic_language_version());
        return EXIT_ACCEPTED;
    }
    if ((asked = find_verb(argv[asks_help ? 2 : 1])) == NULL)
        return EXIT_USAGE;
    if (asks_help) {
        options_help(asked, stdout);
        return EXIT_ACCEPTED;
    }
    exit_code code = EXIT_USAGE;
    if (options_read(asked, argc - 1, argv + 1, &o)) {
        code = o.help ? EXIT_ACCEPTED : asked->run(&o);
        if (o.help)
            options_help(asked, stdout);
    }
    options_free(&o);
    return code;
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++) {
        /* The shortest form of --json is --js: no other option begins like this. */
        if (strncmp(argv[i], "--js", 4) == 0 && strncmp(argv[i], "--json", strlen(argv[i])) == 0)
            failures_as_json();
    }
    exit_code code = run(argc, argv);
    print_failure_object();
    return (int)finish_output(code);
}
