/* validator.h — what the files that validate share: the run with its stack of frames.
 *
 * Validation does not recurse. A frame is one subschema that is applied to one value:
 *
 *   frame 0   #               {"v": [ … ]}          check 3 of 5: properties, at member 0
 *   frame 1   #/properties/v    [ … ]               check 2 of 3: items, at item 0
 *   frame 2   #/$defs/vacc…       …                 the top frame
 *
 * A check that needs the answer of a subschema pushes a frame. When that frame is popped, the check
 * is called again, with the answer in `child`.
 */
#ifndef CL_SCHEMA_VALIDATOR_H
#define CL_SCHEMA_VALIDATOR_H

#include <stdint.h>

#include "schema/compiled.h"

typedef enum cl_schema_answer { CL_UNASKED = -1, CL_NO = 0, CL_YES = 1 } cl_schema_answer;

/* The progress of a check. */
typedef enum cl_schema_progress {
    CL_GOOD,
    CL_BAD,     /* the check failed; reported unless the frame is quiet */
    CL_WAITING, /* the check has pushed a frame */
    CL_BROKEN   /* the error is set */
} cl_schema_progress;

/* How to reach the value of a frame from that of the frame below. */
typedef enum cl_schema_step { CL_STEP_SAME, CL_STEP_KEY, CL_STEP_INDEX } cl_schema_step;

typedef struct cl_frame {
    cl_value value;
    const cl_schema_node *node;
    const char *key;  /* if `step` is CL_STEP_KEY */
    uint32_t length;  /* of the key; with CL_STEP_INDEX the index */
    uint32_t check;   /* index of the current check */
    uint32_t at;      /* progress of the check: member, item or alternative */
    uint32_t phase;   /* progress within `at` */
    uint32_t matched; /* number of answers CL_YES */
    uint8_t step;     /* a cl_schema_step */
    int8_t child;     /* a cl_schema_answer */
    bool quiet;       /* report no findings; the first failure ends the frame */
    bool valid;
    bool hit;    /* properties: a name or a pattern matched the member */
    bool failed; /* a part of the check has failed */
} cl_frame;

typedef struct cl_run {
    const cl_schema *schema;
    cl_arena *scratch;
    cl_frame *frames;
    uint32_t depth, capacity;
    uint32_t steps;
    bool valid;   /* the answer of the frame that was popped last */
    bool stopped; /* the report function asked to stop */
    cl_matcher matcher;
    cl_schema_report *report;
    void *self;
    cl_error *error;
    char at[CL_MAX_POINTER + 1], place[CL_MAX_POINTER + 1], message[CL_MAX_MESSAGE];
} cl_run;

/* Runs a check that applies no subschema. */
cl_schema_progress cl_schema_assert(cl_run *run, cl_frame *frame, const cl_schema_check *check);

/* Reports that a check of a frame has failed, unless the frame is quiet. Returns CL_BAD. */
cl_schema_progress cl_schema_fail(cl_run *run, const cl_frame *frame, const cl_schema_check *check,
                                  cl_keyword keyword, uint64_t number, const char *name,
                                  size_t length);

#endif
