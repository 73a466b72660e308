/* emitter.h — what the files of the compiler share: the program being made and where it stands. */
#ifndef CL_VM_EMITTER_H
#define CL_VM_EMITTER_H

#include "base/index.h"
#include "base/intern.h"
#include "vm/compile.h"
#include "vm/program.h"

/* A place in the code that jumps lead to before it is known. Unresolved jumps are chained through
 * their field c. */
typedef struct cl_label {
    uint32_t chain; /* the last jump to here, CL_NONE_INDEX for none */
} cl_label;

/* The body of a reduce that is being compiled: where its context lies. */
typedef struct cl_body {
    uint32_t accumulator;
    uint32_t current;
} cl_body;

/* Uses of a string by a slot, gathered while tests are made and turned into the slot's table at the
 * end. */
typedef struct cl_use {
    uint32_t slot;
    uint32_t string; /* from 1; 0 for a use of a whole set */
    uint32_t set;
    uint16_t bit;
} cl_use;

/* An `if` that stands as an operand, while a test for one of its branches is made. */
typedef struct cl_choice {
    uint32_t node;
    uint32_t branch;
} cl_choice;

enum { CL_MAX_CHOICES = 4, CL_MAX_ANY = 16, CL_MAX_ANY_DEPTH = 2 };

typedef struct cl_emitter {
    cl_program *program;
    const cl_compile_options *options;
    cl_error *error;
    cl_arena scratch; /* gone when the compiler is done */
    bool broken;      /* an error is set; emitting goes on without effect */
    cl_intern strings;
    /* What is there already, by hash. */
    cl_index branches, dates, sets, set_arrays, set_uses;
    uint32_t *parents; /* per branch: the one above */
    uint32_t code_capacity, constant_capacity, number_capacity, set_capacity, branch_capacity,
        slot_capacity, date_capacity, region_capacity, region_rule_capacity, parent_capacity;
    /* The rule being compiled. */
    const cl_expression *e;
    const cl_value **constants; /* per node of e: its value where it is constant, else NULL */
    uint32_t first_place;
    uint32_t region; /* of the instructions being emitted, CL_NONE_INDEX in plain code */
    /* Per rule. */
    const cl_source *sources;
    const cl_value ***literals_of;
    const cl_value ***folded_of;
    cl_use *uses;
    uint32_t use_count, use_capacity;
    uint32_t copied;    /* strings of sets in tables of slots, beyond one copy of each set */
    uint16_t *set_bits; /* per slot: set bits handed out */
    cl_choice chosen[CL_MAX_CHOICES];
    uint32_t chosen_count;
    uint32_t any_depth; /* how many `true in […]` are around the test that is made */
} cl_emitter;

/* ---- emitter.c: growing the program ---------------------------------------------------------- */

/* Makes room for one more item of `size` bytes behind `count` in an arena array; NULL and an error
 * when there is none or `limit` is passed. */
void *cl_emit_grow(cl_emitter *m, void *items, uint32_t count, uint32_t *capacity, size_t size,
                   uint32_t limit, const char *what);

/* Appends an instruction that comes from a node of the current rule; returns its index. */
uint32_t cl_emit(cl_emitter *m, uint32_t node, cl_opcode op, uint32_t r, uint32_t a, uint32_t b,
                 uint32_t c);

uint32_t cl_emit_constant(cl_emitter *m, const cl_value *value);
uint32_t cl_emit_number(cl_emitter *m, int64_t number);
uint32_t cl_emit_set(cl_emitter *m, const cl_array *array);

void cl_label_init(cl_label *label);
/* Appends a jump of any opcode whose target is c. */
void cl_emit_jump(cl_emitter *m, uint32_t node, cl_opcode op, uint32_t r, uint32_t a, uint32_t b,
                  cl_label *label);
void cl_label_bind(cl_emitter *m, cl_label *label);

/* ---- plan.c: slots and dates ------------------------------------------------------------------- */

/* Makes the slots and dates of all rules, those of the payload first. */
void cl_plan(cl_emitter *m, const cl_source *sources, size_t count);

/* The slot that the absolute `var` node of the current rule reads. */
uint32_t cl_plan_slot(const cl_emitter *m, const cl_value *path);

/* The date cell for text of a slot; CL_NONE_INDEX when the plan has none. */
uint32_t cl_plan_date(const cl_emitter *m, uint32_t slot, cl_date_form form, cl_unit unit,
                      int64_t amount);

/* Turns the uses of strings into the tables of the slots. */
void cl_plan_finish(cl_emitter *m);

/* ---- fold.c: constants ------------------------------------------------------------------------- */

/* The values of the nodes of an expression that are constant; NULL elsewhere. With `literals` only
 * literals and arrays of them: what plain code takes for constant. */
const cl_value **cl_fold(cl_emitter *m, const cl_expression *e, bool literals);

/* The constant value of a node of the current rule, within the budget; NULL when there is none. */
const cl_value *cl_constant(const cl_emitter *m, uint32_t node);

/* ---- plain.c: values --------------------------------------------------------------------------- */

/* Code that puts the value of a node into register r; registers above r are free. `body` is the
 * innermost reduce body around the node, or NULL. */
void cl_emit_value(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body);

/* ---- lower.c: tests ---------------------------------------------------------------------------- */

/* Code that goes to `yes` or `no` with the truth of a node. One of them may be `next`: the caller
 * binds it right behind. */
void cl_emit_test(cl_emitter *m, uint32_t node, cl_label *yes, cl_label *no, const cl_label *next);

/* Code that sets the rule's failed bit if the node, which must be boolean, is false. */
void cl_emit_decide(cl_emitter *m, uint32_t node, uint32_t rule);

/* True when the node can only be a boolean. */
bool cl_is_boolean(const cl_emitter *m, uint32_t node);

/* ---- share.c: sections ------------------------------------------------------------------------- */

/* The shared code of the rules of a section. */
void cl_emit_section(cl_emitter *m, uint32_t section);

/* Makes `rule` the current rule of plain or of shared code. Defined in compile.c. */
void cl_emit_select(cl_emitter *m, uint32_t rule, bool shared);

#endif
