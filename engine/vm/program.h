/* program.h — the compiled form of a rule set. It is immutable; any number of threads may run it.
 *
 *   slots     one per distinct absolute path that any rule reads. A trie of these paths is walked
 *             together with the data to find the values.
 *   cells     the input of tests: one per slot, and one per date-time that rules make of a slot
 *   sections  runs of rules that are evaluated together. The shared code of a section sets two bits
 *             per rule: failed and undecided.
 *   rules     each has plain code: its expression as written, unoptimised
 *
 * Shared code decides a rule only if it can do so without a fault; otherwise the rule stays
 * undecided and its plain code is run. Values, faults and places come from plain code only. So the
 * optimiser cannot change an error or its place (SEMANTICS, "The optimiser").
 *
 * Shared code decides a rule only if its plain code would be within the budget. Shared code counts
 * the work of its value instructions and of the test `same`. It does not count other tests: they
 * leave a rule undecided if a text is long, so the compiler computes an upper bound of what they
 * cost in plain code (`work` of cl_rule_code). If the counted work plus this bound exceeds the
 * budget, the rule stays undecided.
 *
 * The program does not know metadata of rules, countries or certificates.
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

/* The part of the data context, {"payload", "external"}, that a path reads: the payload, or
 * anything else. The parts are bound at different times. */
typedef enum cl_part { CL_PART_PAYLOAD, CL_PART_CONTEXT, CL_PART_COUNT } cl_part;

/* A node of the trie of paths: one fragment. In a finished program, children are adjacent. */
typedef struct cl_branch {
    const char *text;
    uint32_t length;
    uint64_t index; /* the fragment as an index of an array, or CL_NO_INDEX */
    uint32_t slot;  /* of the path that ends here, or CL_NONE_INDEX */
    /* The first child: branches[child] … branches[child + children - 1]. While the trie grows, the
     * child that was added last, or CL_NONE_INDEX. */
    uint32_t child;
    uint32_t children;
    /* Only while the trie grows: the child of the same parent that was added before, or
     * CL_NONE_INDEX. */
    uint32_t sibling;
} cl_branch;

enum { CL_BRANCH_ROOT = 0, CL_MAX_SET_BITS = 16 };

/* An entry of a slot's table of strings that tests compare with. With the length, `low` and `high`
 * determine a string of up to 16 bytes. */
typedef struct cl_known {
    uint64_t low, high;
    const char *text;
    uint32_t length; /* CL_NONE_INDEX: the entry is empty */
    uint32_t string; /* number of the interned string, from 1; 0: only sets contain the string */
    uint16_t sets;   /* bits of the slot's sets that contain the string */
} cl_known;

typedef struct cl_slot {
    const char *path;
    uint32_t length;
    cl_part part;
    bool tested;         /* a test reads the slot's cell */
    uint32_t first_date; /* the slot's dates, linked through `next`; CL_NONE_INDEX for none */
    cl_known *known;     /* hash table, open addressing, `known_mask` + 1 entries; or NULL */
    uint32_t known_mask;
    bool keyed; /* the table is hashed with `key`, otherwise with the fast hash (program.c) */
    cl_hash_key key;
} cl_slot;

typedef enum cl_date_form { CL_DATE_PLUS_TIME, CL_DATE_BIRTH } cl_date_form;

/* A date-time that rules make of the text in a slot. It has a cell of its own. An offset in days or
 * hours is added to the numbers of the tests; an offset in months or years is not linear and is
 * applied when the cell is filled. */
typedef struct cl_date {
    uint32_t slot;
    uint32_t next; /* another date of the same slot, or CL_NONE_INDEX */
    cl_date_form form;
    cl_unit unit;
    int64_t amount; /* in `unit`; 0: not shifted */
    /* In milliseconds. Tests do not decide for an instant that is nearer than this to the first or
     * last instant of the years 0000–9999. */
    int64_t margin;
    bool tested; /* a test reads the date's cell */
} cl_date;

/* The input of a test. If the value is missing or null, all members are zero. */
typedef struct cl_cell {
    int64_t number;  /* INTEGER, DATETIME */
    uint32_t string; /* number of an interned string, 0 for any other string */
    uint16_t sets;   /* bits of the slot's sets that contain the string */
    uint8_t kind;    /* a cl_kind, or CL_KIND_COUNT: tests must not decide */
    uint8_t truth;   /* 0 falsy, 1 truthy, 2: tests must not decide */
} cl_cell;

/* A constant array as a set. Strings are found by hash, other items by comparing each. */
typedef struct cl_set {
    const cl_array *array;
    const char **strings; /* hash table, open addressing, `mask` + 1 entries; NULL: empty */
    uint32_t *lengths;
    uint32_t mask;
    uint32_t longest; /* bytes of the longest string */
    uint32_t others;  /* number of items that are not strings */
    cl_hash_key key;
    bool in_a_slot; /* the table of at least one slot contains the strings too */
} cl_set;

/* A node of an expression, with what its JSON Pointer needs. */
typedef struct cl_place {
    uint32_t parent; /* CL_NONE_INDEX at a root */
    uint32_t step;   /* index of the operand or item of the parent */
    uint32_t kids;   /* places of the operands: kid_places[kids] … kid_places[kids + count - 1] */
    uint32_t count;
    const char *name; /* of the operation, "" for literals and arrays */
} cl_place;

typedef struct cl_rule_code {
    uint32_t entry; /* first instruction of the plain code */
    uint32_t section;
    uint32_t first_place; /* place of the expression's root */
    /* The plain code takes at most this many units of work, plus those that shared code counts when
     * it decides the rule. */
    int64_t work;
} cl_rule_code;

typedef struct cl_section {
    uint32_t entry; /* first instruction of the shared code; CL_NONE_INDEX: no shared code */
    uint32_t first; /* rules first … first + count - 1 */
    uint32_t count;
    int64_t work; /* the largest `work` of its rules */
} cl_section;

/* Consecutive instructions of shared code, and what happens if they cannot decide: the rules of the
 * region become undecided, and the machine continues at `resume` with the other rules. */
typedef struct cl_region {
    uint32_t first; /* its rules: region_rules[first] … region_rules[first + count - 1] */
    uint32_t count;
    uint32_t resume; /* the instruction to continue at */
} cl_region;

typedef struct cl_program {
    cl_arena arena; /* owns everything below, except texts of expressions and value sets */
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
    const char **strings; /* text of interned string number i at i - 1, for the disassembler */
    uint32_t *string_lengths;
    cl_branch *branches;
    uint32_t branch_count;
    cl_slot *slots; /* those of the payload first */
    uint32_t slot_count;
    uint32_t payload_slots;
    cl_date *dates; /* those of the payload first; date i has the cell slot_count + i */
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

/* Frees a program; NULL is allowed. */
void cl_program_free(cl_program *program);

/* Returns the slot of a path, or CL_NONE_INDEX. */
uint32_t cl_program_slot(const cl_program *program, const char *path, size_t length);

/* Returns true if the value is an item of the set. Subtracts the units of work from *work, which
 * may become negative. */
bool cl_set_contains(const cl_set *set, const cl_value *value, int64_t *work);

/* Looks a string up in the table of a slot. Sets `string` (0 if unknown) and `sets` of the cell. */
void cl_slot_look_up(const cl_slot *slot, const char *text, uint32_t length, cl_cell *cell);

/* cl_known_words writes `low` and `high` of cl_known for a text. cl_known_home returns the index in
 * the slot's table at which the search for a text begins. */
void cl_known_words(const char *text, uint32_t length, uint64_t *low, uint64_t *high);
uint32_t cl_known_home(const cl_slot *slot, const char *text, uint32_t length, uint64_t low,
                       uint64_t high);

/* Appends the JSON Pointer from the root of the rule's expression to the place. */
void cl_program_place(const cl_program *program, uint32_t place, cl_buffer *out);

/* The same, for a buffer that already contains other text. cl_program_place would count that text
 * against CL_MAX_POINTER, the limit of a pointer. */
void cl_program_add_place(const cl_program *program, uint32_t place, cl_buffer *text);

/* Returns the rule whose expression contains the place. */
uint32_t cl_program_rule_at(const cl_program *program, uint32_t place);

/* Returns the place of operand number `operand` of `place`, or `place` itself for CL_NO_OPERAND. */
uint32_t cl_program_operand_place(const cl_program *program, uint32_t place, uint8_t operand);

/* Checks that every operand refers to something that exists, that jumps lead forward inside their
 * section or rule, and that loops lead back to a NEXT. Returns NULL if the program is valid, else a
 * static text with the fault. cl_program_compile calls it for every program. */
const char *cl_program_verify(const cl_program *program);

/* Returns the name that the disassembly shows for a rule. */
typedef const char *cl_rule_name(void *self, uint32_t rule);

/* Appends a listing of the program, one instruction a line. Each line ends with the rule and the
 * place that the instruction comes from. If `name` is NULL, rules are shown by number. */
void cl_program_disassemble(const cl_program *program, cl_rule_name *name, void *self,
                            cl_buffer *out);

/* The same for the plain code of one rule. */
void cl_program_disassemble_rule(const cl_program *program, uint32_t rule, cl_rule_name *name,
                                 void *self, cl_buffer *out);

/* Appends one instruction, without its place. */
void cl_program_write_instruction(const cl_program *program, uint32_t at, cl_rule_name *name,
                                  void *self, cl_buffer *out);

#endif
