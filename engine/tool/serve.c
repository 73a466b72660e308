/* serve.c — certlogic serve: answers HTTP requests with verdicts. */
#include "service/service.h"

#include "tool/tool.h"

static bool options_agree(const options *o)
{
    if (o->count > 0)
        usage_error("this verb takes no operand");
    else if (o->listen == NULL)
        usage_error("where? --listen ADDRESS:PORT");
    else if (o->rules == NULL)
        usage_error("which rules? --rules PATH");
    else if (o->streams > 0)
        usage_error("rules and signers are loaded again while it serves, so they must be files");
    else if (o->trust == NULL && !o->no_trust)
        usage_error("whose signatures count? --trust PATH, or --no-trust");
    else if (o->trust != NULL && o->no_trust)
        usage_error("either --trust or --no-trust");
    else if (o->csca != NULL && o->trust == NULL)
        usage_error("--csca vouches for the signers of --trust");
    else
        return true;
    return false;
}

static exit_code run(const options *o)
{
    certlogic_error error;
    if (!options_agree(o))
        return EXIT_USAGE;
    const cl_service_options service = {.listen = o->listen,
                                        .threads = (unsigned)o->threads,
                                        .rules = o->rules,
                                        .value_sets = o->value_sets,
                                        .trust = o->trust,
                                        .csca = o->csca,
                                        .keep_going = o->keep_going,
                                        .allow_unsigned = o->allow_unsigned,
                                        .allow_clock = o->allow_clock,
                                        .strict = o->strict,
                                        .allow_uncompressed = o->allow_uncompressed,
                                        .strict_policy = o->strict_policy,
                                        .allow_no_rules = o->allow_no_rules,
                                        .invalidation_when_true = o->invalidation_when_true};
    return cl_service_run(&service, stderr, &error) ? EXIT_ACCEPTED
                                                    : report_load_error(o->rules, o->trust, &error);
}

const verb verb_serve = {
    .in = IN_SERVE,
    .name = "serve",
    .operands = "",
    .summary = "Answers HTTP requests with verdicts.",
    .details =
        "POST /v1/verify takes {\"hcert\": \"HC1:...\", \"country\": \"CZ\"} and answers with the object\n"
        "that `certlogic verify --json` prints. POST /v1/decode decodes without judging. GET /v1/rules\n"
        "lists the active rules; /healthz, /readyz and /metrics are for operation. SIGHUP loads rules\n"
        "and signers again; a set is refused that is broken, whose tests fail (not with --keep-going),\n"
        "that has lost more, or that lacks a country or a type of certificate of the active set.\n"
        "SIGTERM ends the service after the open requests.\n"
        "The log on standard error has one JSON object a line and no personal data.\n"
        "Exit code: 0 ended by a signal, 2 usage, 6 rules that cannot be used, 7 the socket.\n",
    .run = run,
};
