/* emitter.h — the compiler's state and functions, shared by its files: the program that is being
 * made, and the rule that is being compiled. */
#ifndef CL_VM_EMITTER_H
#define CL_VM_EMITTER_H

#include "base/index.h"
#include "base/intern.h"
#include "vm/compile.h"
#include "vm/program.h"

/* The target of forward jumps. Jumps whose target is not known yet are chained through their
 * field c. */
typedef struct cl_vm_label {
    uint32_t chain; /* the last jump to the label, CL_NONE_INDEX for none */
} cl_vm_label;

/* The reduce body that is being compiled: the registers of its data context. */
typedef struct cl_body {
    uint32_t accumulator;
    uint32_t current;
} cl_body;

/* A use of a string or a set by a test of a slot. Uses are collected while tests are made; at the
 * end cl_plan_finish makes the tables of the slots from them. */
typedef struct cl_vm_use {
    uint32_t slot;
    uint32_t string; /* number of the interned string, from 1; 0: a use of `set` */
    uint32_t set;
    uint16_t bit; /* of the set in the slot's cell */
} cl_vm_use;

/* An `if` that is an operand, and the branch that replaces it while a test is made. */
typedef struct cl_choice {
    uint32_t node;
    uint32_t branch;
} cl_choice;

enum { CL_MAX_CHOICES = 4, CL_MAX_ANY = 16, CL_MAX_ANY_DEPTH = 2 };

typedef struct cl_emitter {
    cl_program *program;
    const cl_compile_options *options;
    cl_error *error;
    cl_arena scratch;  /* freed at the end of compiling */
    bool broken;       /* an error is set; emitting has no effect */
    cl_intern strings; /* strings that tests compare with */
    /* Hash indexes of the program's arrays and of `uses`, to find equal entries. */
    cl_index branches, dates, sets, set_arrays, set_uses;
    uint32_t *parents; /* per branch: its parent */
    uint32_t code_capacity, constant_capacity, number_capacity, set_capacity, branch_capacity,
        slot_capacity, date_capacity, region_capacity, region_rule_capacity, parent_capacity;
    /* The current rule. */
    const cl_expression *e;
    const cl_value **constants; /* per node of e: its value if it is constant, else NULL */
    uint32_t first_place;
    uint32_t region; /* of the instructions being emitted, CL_NONE_INDEX in plain code */
    /* Per rule; literals_of and folded_of are the results of cl_fold. */
    const cl_vm_source *sources;
    const cl_value ***literals_of;
    const cl_value ***folded_of;
    cl_vm_use *uses;
    uint32_t use_count, use_capacity;
    uint32_t copied;    /* strings in tables of slots that are further copies of a set (may_copy) */
    uint16_t *set_bits; /* per slot: how many bits of cl_cell.sets are in use */
    cl_choice chosen[CL_MAX_CHOICES];
    uint32_t chosen_count;
    uint32_t any_depth; /* number of `true in […]` around the test that is being made */
} cl_emitter;

/* ---- emitter.c: growing the program ---------------------------------------------------------- */

/* Makes room for one more item in an array of `count` items of `size` bytes in the program's arena.
 * Returns the array, which may have moved, or NULL with MEMORY, or LIMIT_SIZE if it has `limit`
 * items already; `what` names the items in the message. */
void *cl_emit_grow(cl_emitter *m, void *items, uint32_t count, uint32_t *capacity, size_t size,
                   uint32_t limit, const char *what);

/* Appends an instruction that comes from a node of the current rule; returns its index. */
uint32_t cl_emit(cl_emitter *m, uint32_t node, cl_opcode op, uint32_t r, uint32_t a, uint32_t b,
                 uint32_t c);

/* Each adds an entry to an array of the program and returns its index. Equal sets share an
 * entry. */
uint32_t cl_emit_constant(cl_emitter *m, const cl_value *value);
uint32_t cl_emit_number(cl_emitter *m, int64_t number);
uint32_t cl_emit_set(cl_emitter *m, const cl_array *array);

void cl_label_init(cl_vm_label *label);
/* Appends an instruction of any opcode whose field c is a jump target. */
void cl_emit_jump(cl_emitter *m, uint32_t node, cl_opcode op, uint32_t r, uint32_t a, uint32_t b,
                  cl_vm_label *label);
/* Makes the next instruction the target of all jumps to the label so far. */
void cl_label_bind(cl_emitter *m, cl_vm_label *label);

/* ---- plan.c: slots and dates --------------------------------------------------------------- */

/* Makes the slots and dates that all rules need, those of the payload first. */
void cl_plan(cl_emitter *m, const cl_vm_source *sources, size_t count);

/* Returns the slot of an absolute path, or CL_NONE_INDEX. */
uint32_t cl_plan_slot(const cl_emitter *m, const cl_value *path);

/* Returns the number of a slot's date (program->dates), or CL_NONE_INDEX if the plan has none. */
uint32_t cl_plan_date(const cl_emitter *m, uint32_t slot, cl_date_form form, cl_unit unit,
                      int64_t amount);

/* Completes the program: the tables of slots from m->uses, the final order of branches, the
 * strings. */
void cl_plan_finish(cl_emitter *m);

/* ---- fold.c: constants --------------------------------------------------------------------- */

/* Returns one pointer per node of an expression: its value if it is constant, else NULL. If
 * `literals` is set, only literals and arrays of literals are constant, as in plain code. NULL with
 * MEMORY. */
const cl_value **cl_fold(cl_emitter *m, const cl_expression *e, bool literals);

/* Returns the value of a node of the current rule if it is constant and within the budget of one
 * value, else NULL. */
const cl_value *cl_constant(const cl_emitter *m, uint32_t node);

/* ---- plain.c: values ----------------------------------------------------------------------- */

/* Emits code that puts the value of a node into register r. The code may overwrite registers above
 * r. `body` is the innermost reduce body around the node, or NULL. */
void cl_emit_value(cl_emitter *m, uint32_t node, uint32_t r, const cl_body *body);

/* ---- lower.c: tests ------------------------------------------------------------------------ */

/* Emits code that jumps to `yes` if a node is truthy and to `no` if it is falsy. `next` is NULL or
 * the one of the two labels that the caller binds right after the code, so that no jump to it is
 * needed. */
void cl_emit_test(cl_emitter *m, uint32_t node, cl_vm_label *yes, cl_vm_label *no,
                  const cl_vm_label *next);

/* Emits code that sets the rule's failed bit if the node, which must be boolean, is false. */
void cl_emit_decide(cl_emitter *m, uint32_t node, uint32_t rule);

/* Returns true if the value of the node is always a boolean. */
bool cl_is_boolean(const cl_emitter *m, uint32_t node);

/* ---- share.c: sections --------------------------------------------------------------------- */

/* Emits the shared code of a section. */
void cl_emit_section(cl_emitter *m, uint32_t section);

/* Makes `rule` the current rule, with the constants of shared or of plain code (compile.c). */
void cl_emit_select(cl_emitter *m, uint32_t rule, bool shared);

#endif
