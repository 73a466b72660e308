/* external.h — makes the `external`: the member of the data context that rules read besides the
 * payload. Input: a key and value sets. Output: an object, bound to an evaluator.
 *
 * SEMANTICS, "What rules see": validationClock, valueSets, countryCode, issuerCountryCode, region;
 * kid, exp and iat if the envelope has them. A member whose value is not known is absent. The
 * external does not know certificates or rules.
 */
#ifndef CL_VERDICT_EXTERNAL_H
#define CL_VERDICT_EXTERNAL_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"
#include "vm/evaluator.h"

/* The values that the external is made of. Equal keys give equal externals. */
typedef struct cl_external_key {
    int64_t clock;       /* milliseconds UTC */
    const char *country; /* of arrival */
    const char *issuer;  /* country of issuance; "" or NULL: not known, or no rule reads it */
    const char *region;  /* NULL: none requested */
    /* Facts of the envelope. Omitted when no rule reads them, because they vary per certificate. */
    const char *kid;               /* Base64, as in lists of signers; NULL: none */
    bool dated;                    /* issued_at and expires_at are set */
    int64_t issued_at, expires_at; /* milliseconds UTC */
} cl_external_key;

typedef struct cl_external {
    cl_arena arena;
    cl_external_key key; /* a copy, texts in `arena` */
    cl_value value;
    bool made; /* `value` is made and bound */
} cl_external;

void cl_external_init(cl_external *external);
void cl_external_free(cl_external *external);

/* Makes the external for `key` and binds it to `evaluator`. Does nothing if the key equals that of
 * the external that is bound. All calls must have the same value sets and evaluator. Returns the
 * external, which is valid until the next call, or NULL with MEMORY. */
const cl_value *cl_external_get(cl_external *external, const cl_external_key *key,
                                const cl_value *value_sets, cl_evaluator *evaluator,
                                cl_error *error);

#endif
