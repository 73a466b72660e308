/* service.h — answers HTTP requests with verdicts.
 *
 * Purpose: a backend that takes the text of a QR code and answers with the verdict of the rules in
 * force. Input: HTTP/1.1 requests with bodies in JSON. Output: responses in JSON, and a log of one
 * JSON object a line that contains no personal data. It must not know how a verdict is computed:
 * that is the public interface. */
#ifndef CL_SERVICE_SERVICE_H
#define CL_SERVICE_SERVICE_H

#include <stdbool.h>
#include <stdio.h>

#include "certlogic.h"

/* Lists end in NULL and may be NULL. Texts are not copied and must outlive the service. */
typedef struct cl_service_options {
    const char *listen;       /* ADDRESS:PORT or [ADDRESS]:PORT; port 0 is a free port */
    unsigned threads;         /* that answer requests; 0: one for each processor */
    const char *const *rules; /* files and folders */
    const char *const *value_sets;
    const char *const *trust; /* NULL: signatures are not checked */
    const char *const *csca;
    bool keep_going;             /* serve a rule set without its broken documents */
    bool allow_unsigned;         /* take payloads without signature */
    bool allow_clock;            /* take the moment from a request */
    bool strict;                 /* as in certlogic_decode_options */
    bool allow_uncompressed;     /* likewise */
    bool strict_policy;          /* as `strict` in certlogic_request */
    bool allow_no_rules;         /* as in certlogic_request */
    bool invalidation_when_true; /* likewise */
} cl_service_options;

/* Serves until SIGINT or SIGTERM. SIGHUP loads rules and signers again; a set that is worse than
 * the active one is refused, and the active one stays (active.h). The three signals are blocked in
 * all threads of the process meanwhile, and SIGPIPE is ignored from then on. Requests that have
 * begun are answered before it returns.
 * Returns: false on error.
 * Arguments: `log` receives the lines of the log.
 * Errors: those of loading rules and signers; `test` (a test of the rules fails); `usage` (`listen`
 *   is no address); `io` (the socket); `memory`. */
bool cl_service_run(const cl_service_options *options, FILE *log, certlogic_error *error);

#endif
