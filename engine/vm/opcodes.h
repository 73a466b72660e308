/* opcodes.h — the one table of opcodes.
 *
 * The preprocessor makes the enumeration and the data of opcodes.c from this table. The verifier,
 * the disassembler and the trace read that data. An instruction has 16 bytes:
 *
 *     0        2        4                 8                 12               16
 *     +--------+--------+-----------------+-----------------+----------------+
 *     | op     | r      | a               | b               | c              |
 *     +--------+--------+-----------------+-----------------+----------------+
 *
 * Value instructions read and write value registers. A test reads one or two cells (program.h),
 * then jumps or sets the failed bit of a rule; each test has four endings. Jumps lead forward. Only
 * LOOP leads back, to a NEXT, which counts iterations.
 */
#ifndef CL_VM_OPCODES_H
#define CL_VM_OPCODES_H

#include <stdint.h>

typedef struct cl_instruction {
    uint16_t op;
    uint16_t r;
    uint32_t a;
    uint32_t b;
    uint32_t c;
} cl_instruction;

/* The meaning of an operand field. */
typedef enum cl_field {
    CL_FIELD_NONE,
    CL_FIELD_READ,      /* a register that is read */
    CL_FIELD_RUN,       /* the first of c registers that are read */
    CL_FIELD_WRITE,     /* a register that is written */
    CL_FIELD_COUNT,     /* the number of registers of a CL_FIELD_RUN */
    CL_FIELD_FRAGMENTS, /* the number of fragments of a path */
    CL_FIELD_CONSTANT,  /* a constant of the program */
    CL_FIELD_NUMBER,    /* a 64-bit integer of the program */
    CL_FIELD_SLOT,      /* a slot */
    CL_FIELD_CELL,      /* a cell */
    CL_FIELD_SET,       /* a set of the program */
    CL_FIELD_BITS,      /* set bits of a cell */
    CL_FIELD_STRING,    /* the number of an interned string */
    CL_FIELD_UNIT,      /* a unit of time */
    CL_FIELD_TARGET,    /* an instruction further on */
    CL_FIELD_BACK,      /* a NEXT instruction before this one */
    CL_FIELD_RULE       /* a rule */
} cl_field;

/* What the operands of < > <= >= must be. */
#define CL_WANTS_ORDER "integers to compare"

// clang-format off
/* X(enumerator, name, r, a, b, c, work, what an operand must be)
 *
 * `work` is the fixed cost of the instruction in units of work (the budget is CL_MAX_WORK). The
 * cost of the values that it reads is added (work.h). The last column is part of the message of a
 * CL_KIND fault. */
#define CL_VALUE_OPCODES(X)                                                                        \
    /* r = constant a */                                                                           \
    X(CONSTANT,   "constant",       WRITE, CONSTANT, NONE, NONE, 1, "")                            \
    /* r = the value of slot a, or null if it is missing */                                        \
    X(SLOT,       "slot",           WRITE, SLOT, NONE, NONE, 1, "")                                \
    /* r = the value at a path below register a; constant b is the path, c its fragment count */   \
    X(PATH,       "path",           WRITE, READ, CONSTANT, FRAGMENTS, 2, "")                           \
    /* r = {"accumulator": a, "current": b} */                                                     \
    X(CONTEXT,    "context",        WRITE, READ, READ, NONE, 40, "")                               \
    X(MOVE,       "move",           WRITE, READ, NONE, NONE, 1, "")                                \
    X(NOT,        "not",            WRITE, READ, NONE, NONE, 1, "")                                \
    X(EQUAL,      "equal",          WRITE, READ, READ, NONE, 1, "")                                \
    X(IN,         "in",             WRITE, READ, READ, NONE, 1, "an array on the right of in")     \
    /* r = a is a member of set b */                                                               \
    X(MEMBER,     "member",         WRITE, READ, SET, NONE, 2, "")                                 \
    X(ADD,        "add",            WRITE, READ, READ, NONE, 1, "integers to add")                 \
    X(LESS,       "less",           WRITE, RUN, NONE, COUNT, 2, CL_WANTS_ORDER)                    \
    X(GREATER,    "greater",        WRITE, RUN, NONE, COUNT, 2, CL_WANTS_ORDER)                    \
    X(NOT_GREATER,"not-greater",    WRITE, RUN, NONE, COUNT, 2, CL_WANTS_ORDER)                    \
    X(NOT_LESS,   "not-less",       WRITE, RUN, NONE, COUNT, 2, CL_WANTS_ORDER)                    \
    X(BEFORE,     "before",         WRITE, RUN, NONE, COUNT, 2, "date-times to compare")           \
    X(AFTER,      "after",          WRITE, RUN, NONE, COUNT, 2, "date-times to compare")           \
    X(NOT_AFTER,  "not-after",      WRITE, RUN, NONE, COUNT, 2, "date-times to compare")           \
    X(NOT_BEFORE, "not-before",     WRITE, RUN, NONE, COUNT, 2, "date-times to compare")           \
    /* r = date-time text a, shifted by number b of unit c */                                      \
    X(PLUS_TIME,  "plus-time",      WRITE, READ, NUMBER, UNIT, 6, "a string for plusTime")         \
    X(BIRTH,      "date-of-birth",  WRITE, READ, NONE, NONE, 4, "a string for dccDateOfBirth")     \
    /* r = fragment number b of identifier a */                                                    \
    X(EXTRACT,    "extract",        WRITE, READ, NUMBER, NONE, 2, "a string or null for extractFromUVCI")\
    /* r = array of registers a to a + c - 1 */                                                    \
    X(ARRAY,      "array",          WRITE, RUN, NONE, COUNT, 5, "")                                \
    /* register a must be truthy or falsy */                                                       \
    X(TRUTH,      "truth",          NONE, READ, NONE, NONE, 1, "")                                 \
    /* jump to c if register a is falsy */                                                         \
    X(UNLESS,     "unless",         NONE, READ, NONE, TARGET, 1, "")                               \
    X(JUMP,       "jump",           NONE, NONE, NONE, TARGET, 1, "")                               \
    /* r must be an array or null; r+1: accumulator; r+2: items taken, now 0; r+3: current item */ \
    X(REDUCE,     "reduce",         READ, NONE, NONE, NONE, 1, "an array or null for reduce")      \
    /* r+3 = the next item of r; jump to c if there is none */                                     \
    X(NEXT,       "next",           READ, NONE, NONE, TARGET, 1, "")                               \
    X(LOOP,       "loop",           NONE, NONE, NONE, BACK, 1, "")                                 \
    /* the value of the rule is in register a */                                                   \
    X(RETURN,     "return",         NONE, READ, NONE, NONE, 1, "")                                 \
    /* all rules of the region (cl_region) become undecided; jump to the region's resume point */  \
    X(LEAVE,      "leave",          NONE, NONE, NONE, NONE, 0, "")                                 \
    X(FAIL,       "fail",           NONE, NONE, NONE, RULE, 0, "") /* rule c fails */              \
    /* do what LEAVE does unless cell a holds an integer (NEED_INTEGER) or date-time (NEED_DATE) */\
    X(NEED_INTEGER,"need-integer",  NONE, CELL, NONE, NONE, 0, "")                                 \
    X(NEED_DATE,  "need-date",      NONE, CELL, NONE, NONE, 0, "")                                 \
    /* the end of a section */                                                                     \
    X(END,        "end",            NONE, NONE, NONE, NONE, 0, "")

/* X(enumerator, name, a, b): a test of cell r. The result is true or false; if the test cannot
 * decide, it does what LEAVE does. */
#define CL_TESTS(X)                                                                                \
    X(TRUTHY,  "truthy",    NONE,   NONE)   /* the value is truthy */                              \
    X(STRING,  "string",    STRING, NONE)   /* equal to an interned string */                      \
    X(NUMBER,  "number",    NUMBER, NONE)   /* equal to an integer */                              \
    X(SET,     "set",       BITS,   NONE)   /* member of any set whose bit is in a */              \
    X(LEAST,   "least",     NUMBER, NONE)   /* integer >= number */                                \
    X(ORDER,   "order",     CELL,   NONE)   /* integer >= integer of cell a */                     \
    X(SINCE,   "since",     NUMBER, NONE)   /* date-time >= number */                              \
    X(SPAN,    "span",      CELL,   NUMBER) /* date-time - date-time of cell a >= number b */      \
    X(SAME,    "same",      SLOT,   NONE)   /* equal to the value of slot a */
// clang-format on

/* The endings of a test. IF_TRUE and IF_FALSE: jump to instruction c if the test is true or false.
 * FAIL_TRUE and FAIL_FALSE: rule c fails if the test is true or false; the next instruction
 * follows. */
typedef enum cl_ending { CL_IF_TRUE, CL_IF_FALSE, CL_FAIL_TRUE, CL_FAIL_FALSE } cl_ending;

#define CL_TEST_OPCODES(X, id, name, a, b)                                                         \
    X(id##_IF_TRUE, name "?", CELL, a, b, TARGET, 0, "")                                           \
    X(id##_IF_FALSE, name "!", CELL, a, b, TARGET, 0, "")                                          \
    X(id##_FAIL_TRUE, name "?-fail", CELL, a, b, RULE, 0, "")                                      \
    X(id##_FAIL_FALSE, name "!-fail", CELL, a, b, RULE, 0, "")

typedef enum cl_opcode {
#define OPCODE(id, name, r, a, b, c, work, wants) CL_VM_##id,
#define TEST(id, name, a, b)                      CL_TEST_OPCODES(OPCODE, id, name, a, b)
    CL_VALUE_OPCODES(OPCODE) CL_TESTS(TEST)
#undef TEST
#undef OPCODE
        CL_VM_COUNT
} cl_opcode;

typedef struct cl_opcode_info {
    const char *name;
    uint8_t r, a, b, c; /* cl_field */
    uint8_t work;       /* fixed cost in units of work */
    const char *wants;  /* what an operand must be, for the message of a fault; or "" */
} cl_opcode_info;

const cl_opcode_info *cl_opcode_row(unsigned op);

#endif
