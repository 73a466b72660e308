/* run.h — what the files that validate share: the run with its stack of frames.
 *
 * Nothing here recurses. A frame is one subschema about one value:
 *
 *   frame 0   #               {"v": [ … ]}          check 3 of 5: properties, at member 0
 *   frame 1   #/properties/v    [ … ]               check 2 of 3: items, at item 0
 *   frame 2   #/$defs/vacc…       …                 on top: being tried
 *
 * A check that needs a subschema's answer asks: it pushes a frame and is called again, with the answer in
 * `child`, when that is popped.
 */
#ifndef CL_SCHEMA_RUN_H
#define CL_SCHEMA_RUN_H

#include <stdint.h>

#include "schema/program.h"

typedef enum cl_answer { CL_UNASKED = -1, CL_NO = 0, CL_YES = 1 } cl_answer;

/* What a check has come to. */
typedef enum cl_progress {
    CL_GOOD,
    CL_BAD,     /* and said so */
    CL_WAITING, /* for a frame that it has pushed */
    CL_BROKEN   /* the error is set */
} cl_progress;

/* How a frame's value lies in that of the frame below. */
typedef enum cl_step { CL_STEP_SAME, CL_STEP_KEY, CL_STEP_INDEX } cl_step;

typedef struct cl_frame {
    cl_value value;
    const cl_schema_node *node;
    const char *key;  /* of CL_STEP_KEY */
    uint32_t length;  /* of the key, or the index */
    uint32_t check;   /* being tried */
    uint32_t at;      /* how far the check has come: member, item, alternative */
    uint32_t phase;   /* how far with that */
    uint32_t matched; /* answers that were yes */
    uint8_t step;     /* a cl_step */
    int8_t child;     /* a cl_answer */
    bool quiet;       /* failing is an answer, no finding: the first ends it */
    bool valid;
    bool hit;    /* properties: a name or a pattern has met the member */
    bool failed; /* the check: one of several parts */
} cl_frame;

typedef struct cl_run {
    const cl_schema *schema;
    cl_arena *scratch;
    cl_frame *frames;
    uint32_t depth, capacity;
    uint32_t steps;
    bool valid;   /* the answer of the frame popped last */
    bool stopped; /* the listener asked to stop */
    cl_matcher matcher;
    cl_schema_report *report;
    void *self;
    cl_error *error;
    char at[CL_MAX_POINTER + 1], place[CL_MAX_POINTER + 1], message[CL_MAX_MESSAGE];
} cl_run;

/* Tries a check that needs no subschema. */
cl_progress cl_schema_assert(cl_run *run, cl_frame *frame, const cl_schema_check *check);

/* Says that a check of a frame has failed, unless the frame is quiet. Always CL_BAD. */
cl_progress cl_schema_fail(cl_run *run, const cl_frame *frame, const cl_schema_check *check,
                           cl_keyword keyword, uint64_t number, const char *name, size_t length);

#endif
