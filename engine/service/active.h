/* active.h — the rules and signers that the service uses, and their replacement while it serves.
 *
 * Input: paths. Output: a set that never changes, with a revision. A request holds the set that was
 * active when the request began, so that an answer never mixes two sets. */
#ifndef CL_SERVICE_ACTIVE_H
#define CL_SERVICE_ACTIVE_H

#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

#include "batch/digest.h"
#include "service/service.h"

typedef struct cl_active {
    certlogic_rules *rules;
    certlogic_trust *trust; /* NULL: signatures are not checked */
    /* SHA-256 of what decides verdicts: equal for two sets that judge alike. */
    char rules_revision[CL_DIGEST_TEXT];
    char trust_revision[CL_DIGEST_TEXT];    /* "" without signers */
    char revision[2 * CL_DIGEST_TEXT + 32]; /* both as JSON, {"rules", "trust"} */
    time_t loaded;
    atomic_uint holders;
} cl_active;

/* Loads rules and signers, and runs the tests of the rules.
 * Returns: the set, with one holder; NULL on error.
 * Errors: as cl_service_run. */
cl_active *cl_active_load(const cl_service_options *options, certlogic_error *error);

/* Checks that `next` may replace `now`: each country and type of certificate for which `now` has an
 * acceptance rule has one in `next` too, and `next` has not lost more rules.
 * Returns: false with `rules-incomplete`. */
bool cl_active_may_replace(const cl_active *next, const cl_active *now, certlogic_error *error);

/* The place of the active set. */
typedef struct cl_active_place {
    pthread_mutex_t lock;
    cl_active *set;
} cl_active_place;

/* Returns the active set with one more holder. */
cl_active *cl_active_hold(cl_active_place *place);

/* Makes `next` the active set and takes over its holder. Threads that hold the former set keep it.
 */
void cl_active_replace(cl_active_place *place, cl_active *next);

/* Gives back one holder. The set is freed with its last holder. NULL is allowed. */
void cl_active_release(cl_active *set);

#endif
