/* uri.h — references relative to a base: RFC 3986, section 5. */
#ifndef CL_SCHEMA_URI_H
#define CL_SCHEMA_URI_H

#include <stddef.h>

#include "base/arena.h"

/* The target of `reference` as seen from `base`, a URI without fragment or "", in `arena`. The fragment
 * is not part of the result: `*fragment` points into `reference`, or is NULL where there is none. The
 * texts hold no NUL. NULL when memory ran out. */
const char *cl_uri_resolve(cl_arena *arena, const char *base, const char *reference,
                           const char **fragment);

#endif
