/* external.h — the second member of the data context: what rules may know besides the payload.
 *
 * SEMANTICS, "Data context": validationClock, valueSets, countryCode, issuerCountryCode, region; kid,
 * exp and iat where an envelope had them. Members that are not known are absent.
 */
#ifndef CL_VERDICT_EXTERNAL_H
#define CL_VERDICT_EXTERNAL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"
#include "vm/evaluator.h"

/* What the external is made of; equal keys make equal externals. */
typedef struct cl_external_key {
    int64_t clock;
    const char *country; /* of arrival */
    const char *issuer;  /* "" where it is not known */
    const char *region;  /* NULL where none is asked */
    /* Facts of the envelope. Omitted when no rule reads them, because they vary per certificate. */
    const char *kid; /* Base64, as lists of signers write it; NULL where there is none */
    bool dated;      /* the next two are set */
    int64_t issued_at, expires_at;
} cl_external_key;

typedef struct cl_external {
    cl_arena arena;
    cl_external_key key; /* texts in `arena` */
    cl_value value;
    bool made;
} cl_external;

void cl_external_init(cl_external *external);
void cl_external_free(cl_external *external);

/* The external for `key`, bound to `evaluator`; nothing is done where it is still the bound one. NULL
 * with MEMORY. */
const cl_value *cl_external_get(cl_external *external, const cl_external_key *key,
                                const cl_value *value_sets, cl_evaluator *evaluator,
                                cl_error *error);

#endif
