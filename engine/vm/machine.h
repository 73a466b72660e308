/* machine.h — what the files of the machine share: the evaluator itself. */
#ifndef CL_VM_MACHINE_H
#define CL_VM_MACHINE_H

#include "vm/evaluator.h"
#include "vm/operate.h"

enum { CL_LAYOUTS = 128, CL_LAYOUT_CHILDREN = 24 };

/* Where the children of a branch stand in objects with a certain list of keys. Certificates of one
 * issuer have their members in one order, and few of them lack one. */
typedef struct cl_found {
    uint32_t count;
    struct {
        uint8_t child; /* from the first child of the branch */
        uint8_t member;
    } pairs[CL_LAYOUT_CHILDREN];
} cl_found;

typedef struct cl_layout {
    uint32_t branch;
    uint32_t shape; /* of the objects; 0: an empty place */
    uint32_t count; /* members */
    uint32_t marks[CL_SMALL_OBJECT];
    cl_found found;
} cl_layout;

struct cl_evaluator {
    const cl_program *program;
    cl_arena arena;      /* values that evaluation builds */
    cl_arena_mark bound; /* behind what binding built */
    cl_value *registers;
    const cl_value **slots; /* NULL where the value is missing */
    cl_cell *cells;
    cl_layout *layouts; /* those met last, CL_LAYOUTS places by shape and branch */
    bool within_budget; /* the value being filled from is, with all its parts */
    uint64_t *failed;   /* a bit per rule */
    uint64_t *undecided;
    uint32_t branch_of[CL_PART_COUNT]; /* of the members payload and external; CL_NONE_INDEX */
    const cl_value *payload;           /* the bound parts, for paths above them */
    const cl_value *external;
    cl_value context;    /* {"payload", "external"}, where a rule reads all of it */
    int64_t work;        /* left for the rule that runs, in units; below zero: it is spent */
    uint64_t iterations; /* of reduce, likewise */
    int64_t most_work;   /* CL_MAX_WORK and CL_MAX_ITERATIONS, but in tests */
    uint64_t most_iterations;
    cl_trace *trace;
    void *trace_self;
    cl_buffer text; /* messages and places */
};

/* Fills slots and cells below a branch of the program's trie from `value` (NULL: missing). */
void cl_machine_fill(cl_evaluator *v, uint32_t branch, const cl_value *value);

/* Puts a value into one slot, its cell and its dates. */
void cl_machine_fill_slot(cl_evaluator *v, uint32_t slot, const cl_value *value);

/* Empties the slots and cells of a part. */
void cl_machine_clear(cl_evaluator *v, cl_part part);

#endif
