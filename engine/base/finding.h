/* finding.h — findings about documents: errors, warnings and notes, each with its place. */
#ifndef CL_BASE_FINDING_H
#define CL_BASE_FINDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/severity.h"

typedef struct cl_finding {
    cl_code code;
    cl_severity severity;
    const char *file;    /* the caller's name of the document */
    const char *at;      /* JSON Pointer from the root of the document */
    const char *message; /* what is wrong and what would be correct */
    const char *fix;     /* what to write instead, or NULL */
} cl_finding;

/* Findings in the order in which they were added, with texts in `arena`. At most CL_MAX_FINDINGS
 * are kept. If more are added, the last one is replaced by a note that findings are left out, and
 * `left_out` is the number of findings that are not kept. */
typedef struct cl_findings {
    cl_arena *arena;
    cl_finding *items;
    uint32_t count, capacity;
    size_t errors; /* number of findings of severity error, including those left out */
    size_t left_out;
} cl_findings;

void cl_findings_init(cl_findings *findings, cl_arena *arena);

/* Adds a finding and copies its texts. Returns false if memory ran out. */
bool cl_findings_add(cl_findings *findings, const cl_finding *finding);

/* Adds an error as a finding of severity error. Returns false if memory ran out. */
bool cl_findings_add_error(cl_findings *findings, const char *file, const cl_error *error);

#endif
