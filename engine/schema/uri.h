/* uri.h — references relative to a base: RFC 3986, section 5. */
#ifndef CL_SCHEMA_URI_H
#define CL_SCHEMA_URI_H

#include "base/arena.h"

typedef enum cl_uri_answer {
    CL_URI_RESOLVED,
    CL_URI_MALFORMED, /* base or reference is not what RFC 3986 allows */
    CL_URI_MEMORY     /* memory ran out */
} cl_uri_answer;

/* Resolves `reference` against `base`, strictly (section 5.2). `base` is a URI without fragment, a
 * relative reference, or "". Only if the answer is CL_URI_RESOLVED, `*target` is the result without
 * its fragment, in `arena`, and `*fragment` points into `reference`, or is NULL if there is none. The
 * texts hold no NUL. */
cl_uri_answer cl_uri_resolve(cl_arena *arena, const char *base, const char *reference,
                             const char **target, const char **fragment);

#endif
