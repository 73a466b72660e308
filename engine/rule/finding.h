/* finding.h — what a check has to say about documents: faults, warnings, notes, with their places. */
#ifndef CL_RULE_FINDING_H
#define CL_RULE_FINDING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/severity.h"

typedef struct cl_finding {
    cl_code code;
    cl_severity severity;
    const char *file;    /* as the caller named the document */
    const char *at;      /* JSON Pointer from the root of the document */
    const char *message; /* what is wrong and what would be right */
    const char *fix;     /* what to write instead, or NULL */
} cl_finding;

/* Findings in the order in which they were made; the texts live in `arena`. At most CL_MAX_FINDINGS
 * are kept; where there were more, the last one is a note that says so, and `left_out` counts the
 * rest. */
typedef struct cl_findings {
    cl_arena *arena;
    cl_finding *items;
    size_t count;
    size_t capacity;
    size_t errors; /* findings of severity error, those left out too */
    size_t left_out;
} cl_findings;

void cl_findings_init(cl_findings *findings, cl_arena *arena);

/* Adds one, copying its texts. Returns false when memory ran out. */
bool cl_findings_add(cl_findings *findings, const cl_finding *finding);

/* Adds an error object as a finding of severity error. */
bool cl_findings_add_error(cl_findings *findings, const char *file, const cl_error *error);

#endif
