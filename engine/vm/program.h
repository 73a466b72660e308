/* program.h — the compiled form of a rule set. Immutable once made; any number of threads may run it.
 *
 *   slots     one per distinct absolute path that any rule reads, found by walking a trie of paths
 *             next to the data
 *   cells     what tests look at: one per slot, and one per date-time that rules make of a slot
 *   sections  runs of rules that are judged together, in shared code that sets two bits per rule:
 *             failed, undecided
 *   rules     for each the plain code: the expression as it stands, unoptimised
 *
 * Shared code decides what it can decide without a fault. Where it cannot, it leaves the rule
 * undecided and the plain code is run, which alone makes values, faults and places. That is how the
 * optimiser's law (SEMANTICS) is kept: an error, and the place it names, always come from the plain
 * code.
 *
 * The budget is that of the plain code, too. Shared code counts what its value instructions do; its
 * tests do not count, but leave where a value is not short, so that the compiler knows what they
 * would cost in plain code: a rule's `work`. Where both together could be more than the budget, the
 * rule is left undecided.
 */
#ifndef CL_VM_PROGRAM_H
#define CL_VM_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "data/instant.h"
#include "data/value.h"
#include "vm/opcodes.h"

#define CL_NONE_INDEX UINT32_MAX

/* Which part of the data context a path lies in; the parts change at different times. */
typedef enum cl_part { CL_PART_PAYLOAD, CL_PART_CONTEXT, CL_PART_COUNT } cl_part;

/* A node of the trie of paths: one fragment. Children stand side by side. */
typedef struct cl_branch {
    const char *text;
    uint32_t length;
    uint64_t index; /* the fragment as an index of an array, or CL_NO_INDEX */
    uint32_t slot;  /* of the path that ends here, or CL_NONE_INDEX */
    uint32_t child; /* branches[child …]; while the trie grows, the last child … */
    uint32_t children;
    uint32_t sibling; /* … and the one before; CL_NONE_INDEX for none */
} cl_branch;

enum { CL_BRANCH_ROOT = 0, CL_MAX_SET_BITS = 16 };

/* One string that tests of a slot compare with. Up to 16 bytes stand in `low` and `high`. */
typedef struct cl_known {
    uint64_t low, high;
    const char *text;
    uint32_t length; /* CL_NONE_INDEX in an empty place */
    uint32_t string; /* its number in the program, from 1 */
    uint16_t sets;   /* bits of the slot's sets that it is a member of */
} cl_known;

typedef struct cl_slot {
    const char *path;
    uint32_t length;
    cl_part part;
    bool tested;         /* a test looks at the slot's cell */
    uint32_t first_date; /* dates[first_date …], linked through `next` */
    cl_known *known;     /* open addressing, `known_mask` + 1 places; NULL: no strings compared */
    uint32_t known_mask;
    bool keyed; /* the table is hashed under `key`, else by cl_known_home */
    cl_hash_key key;
} cl_slot;

typedef enum cl_date_form { CL_DATE_PLUS_TIME, CL_DATE_BIRTH } cl_date_form;

/* A date-time made of the text in a slot, in a cell of its own. Offsets by day and hour are folded
 * into the numbers of the tests; those by month and year are not linear and are made here. */
typedef struct cl_date {
    uint32_t slot;
    uint32_t next; /* another date of the same slot, or CL_NONE_INDEX */
    cl_date_form form;
    cl_unit unit;
    int64_t amount; /* 0 for unshifted */
    int64_t
        margin; /* instants nearer to the borders of the years 0000–9999 are left to plain code */
    bool tested;
} cl_date;

/* What a test looks at; all zero stands for a missing value. */
typedef struct cl_cell {
    int64_t number;  /* INTEGER, DATETIME */
    uint32_t string; /* number of an interned string, 0 for any other */
    uint16_t sets;
    uint8_t kind;  /* a cl_kind, or CL_KIND_COUNT where tests must leave */
    uint8_t truth; /* 0 falsy, 1 truthy, 2 leave */
} cl_cell;

/* A constant array as a set: strings by hash, all other items one by one. */
typedef struct cl_set {
    const cl_array *array;
    const char **strings; /* open addressing, `mask` + 1 places */
    uint32_t *lengths;
    uint32_t mask;
    uint32_t longest; /* bytes of the longest string */
    uint32_t others;  /* items that are not strings */
    cl_hash_key key;
    bool in_a_slot; /* its strings stand in the table of a slot, too */
} cl_set;

/* A node of an expression, as far as its place is concerned. */
typedef struct cl_place {
    uint32_t parent; /* CL_NONE_INDEX at a root */
    uint32_t step;
    uint32_t kids; /* operands: kid_places[kids …] */
    uint32_t count;
    const char *name; /* of the operation, "" for literals and arrays */
} cl_place;

typedef struct cl_rule_code {
    uint32_t entry; /* of the plain code */
    uint32_t section;
    uint32_t first_place; /* of its expression's root */
    int64_t work; /* more than the plain code is charged with, but for what shared code counts */
} cl_rule_code;

typedef struct cl_section {
    uint32_t entry; /* of the shared code; CL_NONE_INDEX in an unoptimised program */
    uint32_t first; /* rules first … first + count - 1 */
    uint32_t count;
    int64_t work; /* the most that one of its rules has */
} cl_section;

/* Rules that are still undecided at this exit of shared code, and the resume point of the others. */
typedef struct cl_region {
    uint32_t first; /* region_rules[first …] */
    uint32_t count;
    uint32_t resume;
} cl_region;

typedef struct cl_program {
    cl_arena arena; /* holds everything below */
    cl_instruction *code;
    uint32_t *place_of;  /* per instruction */
    uint32_t *region_of; /* per instruction, CL_NONE_INDEX in plain code */
    uint32_t code_count;
    uint32_t register_count;
    cl_value *constants;
    uint32_t constant_count;
    int64_t *numbers;
    uint32_t number_count;
    cl_set *sets;
    uint32_t set_count;
    uint32_t string_count;
    const char **strings; /* text of each interned string, for the disassembler */
    uint32_t *string_lengths;
    cl_branch *branches;
    uint32_t branch_count;
    cl_slot *slots; /* those of the payload first */
    uint32_t slot_count;
    uint32_t payload_slots;
    cl_date *dates; /* those of the payload first; the cell of date i is slot_count + i */
    uint32_t date_count;
    uint32_t payload_dates;
    cl_place *places;
    uint32_t place_count;
    uint32_t *kid_places;
    cl_rule_code *rules;
    uint32_t rule_count;
    cl_section *sections;
    uint32_t section_count;
    cl_region *regions;
    uint32_t region_count;
    uint32_t *region_rules;
    uint32_t region_rule_count;
} cl_program;

void cl_program_free(cl_program *program);

/* The slot of a path, or CL_NONE_INDEX. */
uint32_t cl_program_slot(const cl_program *program, const char *path, size_t length);

/* True when the value is an item of the set. What that costs is taken from *work. */
bool cl_set_contains(const cl_set *set, const cl_value *value, int64_t *work);

/* What the slot's strings say of this one: its number (0 when it is none of them) and its sets. */
void cl_slot_look_up(const cl_slot *slot, const char *text, uint32_t length, cl_cell *cell);

/* The words by which `known` is found and compared, and where in its table a string is looked for
 * first. */
void cl_known_words(const char *text, uint32_t length, uint64_t *low, uint64_t *high);
uint32_t cl_known_home(const cl_slot *slot, const char *text, uint32_t length, uint64_t low,
                       uint64_t high);

/* Appends the JSON Pointer from the root of the rule's expression to a place. */
void cl_program_place(const cl_program *program, uint32_t place, cl_buffer *out);

/* The same behind what a text already holds: a pointer that is written by steps is cut by the
 * length of its buffer. */
void cl_program_add_place(const cl_program *program, uint32_t place, cl_buffer *text);

/* The rule whose expression a place belongs to. */
uint32_t cl_program_rule_at(const cl_program *program, uint32_t place);

/* The place of operand `operand` of `place`, or `place` itself for CL_NO_OPERAND. */
uint32_t cl_program_operand_place(const cl_program *program, uint32_t place, uint8_t operand);

/* Checks that every operand of every instruction names something that exists, that jumps lead
 * forward inside their section or rule, and that loops lead back to a NEXT. Returns NULL, or what is
 * wrong. Run on every program before it is handed out. */
const char *cl_program_verify(const cl_program *program);

/* Gives the name that the disassembly shows for a rule. */
typedef const char *cl_rule_name(void *self, uint32_t rule);

/* Appends a listing of the program: stable, one instruction a line, each with the rule and the place
 * in it from which it comes. `name` may be NULL: rules are then shown by number. */
void cl_program_disassemble(const cl_program *program, cl_rule_name *name, void *self,
                            cl_buffer *out);

/* The same for the plain code of one rule. */
void cl_program_disassemble_rule(const cl_program *program, uint32_t rule, cl_rule_name *name,
                                 void *self, cl_buffer *out);

/* Appends one instruction, without its place. */
void cl_program_write_instruction(const cl_program *program, uint32_t at, cl_rule_name *name,
                                  void *self, cl_buffer *out);

#endif
