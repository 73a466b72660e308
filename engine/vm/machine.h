/* machine.h — the evaluator's data, shared by evaluator.c, fill.c and run.c. */
#ifndef CL_VM_MACHINE_H
#define CL_VM_MACHINE_H

#include "vm/evaluator.h"
#include "vm/operate.h"

enum { CL_LAYOUTS = 128, CL_LAYOUT_CHILDREN = 24 };

/* The positions, in an object, of the members that the children of a branch read. All objects with
 * the same keys in the same order have the same positions. Payloads of one issuer mostly have such
 * objects, so the positions are found once and then reused. */
typedef struct cl_found {
    uint32_t count;
    struct {
        uint8_t child;  /* number of the child, from the branch's first child */
        uint8_t member; /* index of the member in the object */
    } pairs[CL_LAYOUT_CHILDREN];
} cl_found;

/* The positions for one branch and one list of keys. For shapes and marks see data/value.h. */
typedef struct cl_layout {
    uint32_t branch;
    uint32_t shape;                  /* of the objects; 0: the entry is empty */
    uint32_t count;                  /* members of the objects */
    uint32_t marks[CL_SMALL_OBJECT]; /* of their keys */
    cl_found found;
} cl_layout;

struct cl_evaluator {
    const cl_program *program;
    cl_arena arena;      /* values that evaluation builds */
    cl_arena_mark bound; /* end of the values that binding built; evaluation resets to it */
    cl_value *registers;
    const cl_value **slots; /* NULL if the value is missing */
    cl_cell *cells;
    cl_layout *layouts; /* cache of CL_LAYOUTS entries, by shape and branch */
    bool within_budget; /* the value that slots are filled from is within the value budget */
    uint64_t *failed;   /* a bit per rule */
    uint64_t *undecided;
    uint32_t branch_of[CL_PART_COUNT]; /* of payload and external; CL_NONE_INDEX: not read */
    const cl_value *payload;           /* the bound parts; NULL: not bound on its own */
    const cl_value *external;
    cl_value context;    /* {"payload", "external"}, made if a rule reads the whole context */
    int64_t work;        /* units of work that the running rule has left; negative: exceeded */
    uint64_t iterations; /* iterations of reduce that the running rule has left */
    int64_t most_work;   /* the budget of a rule; only tests lower it */
    uint64_t most_iterations;
    cl_trace *trace;
    void *trace_self;
    cl_buffer text; /* scratch for messages and places */
};

/* Fills the slots and cells of a branch of the program's trie, and of all branches below it, from
 * `value`. */
void cl_machine_fill(cl_evaluator *v, uint32_t branch, const cl_value *value);

/* Fills one slot, its cell and the cells of its dates. */
void cl_machine_fill_slot(cl_evaluator *v, uint32_t slot, const cl_value *value);

/* Marks the slots and cells of a part as missing. */
void cl_machine_clear(cl_evaluator *v, cl_part part);

#endif
