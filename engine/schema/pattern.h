/* pattern.h — regular expressions for JSON Schema: ECMA-262 in Unicode mode, found anywhere in a
 * text, with limits on the work. The interface does not show which library matches. */
#ifndef CL_SCHEMA_PATTERN_H
#define CL_SCHEMA_PATTERN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

/* A compiled pattern: immutable, may be shared by threads, lives in its arena. */
typedef struct cl_pattern cl_pattern;

/* Compiles at most CL_MAX_PATTERN bytes of valid UTF-8. NULL with SCHEMA_BROKEN, LIMIT_SIZE or
 * MEMORY. `arena` must not move while the pattern lives. */
const cl_pattern *cl_pattern_compile(cl_arena *arena, const char *text, size_t length,
                                     cl_error *error);

/* Returns the pattern as its author wrote it, without NULs. */
const char *cl_pattern_text(const cl_pattern *pattern);

/* The state of one thread for matching. Initialise it as {arena}; its memory comes from the
 * arena. */
typedef struct cl_matcher {
    cl_arena *arena;
    void *data;
    void *context;
} cl_matcher;

/* Returns 1 if the pattern is found in the text, which must be valid UTF-8; 0 if not; -1 with
 * LIMIT_PATTERN or MEMORY. */
int cl_pattern_match(const cl_pattern *pattern, cl_matcher *matcher, const char *text,
                     size_t length, cl_error *error);

/* Translates a pattern to the syntax of PCRE2 and appends it to `out` (ecma.c). False with
 * SCHEMA_BROKEN if it is no pattern of ECMA-262. `out->failed` reports that memory ran out. */
bool cl_pattern_translate(const char *text, size_t length, cl_buffer *out, cl_error *error);

#endif
