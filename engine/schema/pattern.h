/* pattern.h — regular expressions as JSON Schema means them: ECMA-262 in Unicode mode, searched for
 * anywhere in a text, with bounds on the work. Who uses this need not know who matches. */
#ifndef CL_SCHEMA_PATTERN_H
#define CL_SCHEMA_PATTERN_H

#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"

/* A compiled pattern: immutable, shared by threads, in the arena for which it was made. */
typedef struct cl_pattern cl_pattern;

/* Compiles at most CL_MAX_PATTERN bytes of valid UTF-8. NULL with SCHEMA_BROKEN, LIMIT_SIZE or MEMORY.
 * `arena` must not move for as long as the pattern lives. */
const cl_pattern *cl_pattern_compile(cl_arena *arena, const char *text, size_t length,
                                     cl_error *error);

/* The pattern as its author wrote it; NULs in it are left out. */
const char *cl_pattern_text(const cl_pattern *pattern);

/* What one thread needs for matching; begins as {arena}, and its memory is the arena's. */
typedef struct cl_matcher {
    cl_arena *arena;
    void *data;
    void *context;
} cl_matcher;

/* 1 when the pattern is found in the text, valid UTF-8; 0 when it is not; -1 with LIMIT_PATTERN or
 * MEMORY. */
int cl_pattern_match(const cl_pattern *pattern, cl_matcher *matcher, const char *text,
                     size_t length, cl_error *error);

/* Appends to `out` the same pattern in the words of PCRE2 (ecma.c). False with SCHEMA_BROKEN where it is
 * no pattern of ECMA-262; a failure to grow stays in `out`. */
bool cl_pattern_translate(const char *text, size_t length, cl_buffer *out, cl_error *error);

#endif
