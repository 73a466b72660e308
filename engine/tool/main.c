/* main.c — the command: one list of verbs. */
#include <string.h>

#include "tool/tool.h"

static const verb *const verbs[] = {
    &verb_verify, &verb_eval, &verb_check, &verb_rules, &verb_test, &verb_disasm, &verb_fmt,
};

static void help(FILE *out)
{
    fputs("Usage: certlogic VERB [options] ...\n\n"
          "Validation rules of digital health certificates: compile, check, judge.\n\nVerbs:\n",
          out);
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        fprintf(out, "  %-8s %s\n", verbs[i]->name, verbs[i]->summary);
    fputs("\n'certlogic VERB --help' says more. 'certlogic --version' says which version this is.\n"
          "Exit codes: 0 accepted or done, 1 rejected, 2 usage, 3 open, 4 undecodable,\n"
          "5 untrusted, 6 bad rules, 7 input/output.\n",
          out);
}

static exit_code run(int argc, char **argv)
{
    options o;
    if (argc < 2) {
        help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        help(stdout);
        return finish_output(EXIT_ACCEPTED);
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("certlogic %s (CertLogic %s)\n", certlogic_version(), certlogic_language_version());
        return finish_output(EXIT_ACCEPTED);
    }
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++) {
        if (strcmp(argv[1], verbs[i]->name) != 0)
            continue;
        if (!options_read(verbs[i], argc - 1, argv + 1, &o))
            return EXIT_USAGE;
        if (!o.help)
            return finish_output(verbs[i]->run(&o));
        options_help(verbs[i], stdout);
        return finish_output(EXIT_ACCEPTED);
    }
    fprintf(stderr, "certlogic: there is no verb '%s'\nTry 'certlogic --help'.\n", argv[1]);
    return EXIT_USAGE;
}

int main(int argc, char **argv)
{
    return (int)run(argc, argv);
}
