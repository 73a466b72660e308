/* uri.h — resolves references against a base URI: RFC 3986, section 5. */
#ifndef CL_SCHEMA_URI_H
#define CL_SCHEMA_URI_H

#include "base/arena.h"

typedef enum cl_uri_answer {
    CL_URI_RESOLVED,
    CL_URI_MALFORMED, /* base or reference does not conform to RFC 3986 */
    CL_URI_MEMORY
} cl_uri_answer;

/* Resolves `reference` against `base`, strictly (section 5.2). `base` is a URI without fragment, a
 * relative reference, or "". The texts must not contain a NUL.
 *
 * Only with CL_URI_RESOLVED, `*target` is the result without its fragment, in `arena`, and
 * `*fragment` points into `reference`; it is NULL if there is no fragment.
 */
cl_uri_answer cl_uri_resolve(cl_arena *arena, const char *base, const char *reference,
                             const char **target, const char **fragment);

#endif
