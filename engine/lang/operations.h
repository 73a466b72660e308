/* operations.h — the one table of operations.
 *
 * The format check, the notation, the types, coverage and the compiler read this table. What does
 * not fit a column is in switches over cl_operation without a `default`, so that the C compiler
 * reports a missing case. The README.md of this folder lists these switches. Specification 1.3.3,
 * "Operations".
 */
#ifndef CL_LANG_OPERATIONS_H
#define CL_LANG_OPERATIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "data/value.h"

/* The form of the operands in JSON. */
typedef enum cl_shape {
    CL_SHAPE_NONE,  /* not an operation object: a literal or an array */
    CL_SHAPE_PATH,  /* "var": "<path>" */
    CL_SHAPE_ALL,   /* every operand is an expression */
    CL_SHAPE_SHIFT, /* expression, integer literal, unit name */
    CL_SHAPE_INDEX  /* expression, integer literal */
} cl_shape;

/* The form of an operation in the compact notation. */
typedef enum cl_notation {
    CL_NOTATION_OWN,   /* a special form, in notation.c */
    CL_NOTATION_INFIX, /* a op b [op c] */
    CL_NOTATION_CALL   /* op(a, b) */
} cl_notation;

/* What the operands of an operation must be, for the check of types (types.h). */
typedef enum cl_operands {
    CL_OPERANDS_ANY,       /* anything, or not checked by types.h */
    CL_OPERANDS_INTEGERS,  /* integers */
    CL_OPERANDS_ORDERED,   /* integers that are compared by size */
    CL_OPERANDS_INSTANTS,  /* date-times that are compared */
    CL_OPERANDS_TEXT,      /* a string */
    CL_OPERANDS_TRUTH,     /* anything except a date-time: truthy or falsy */
    CL_OPERANDS_CONDITION, /* the first is truthy or falsy, the others are anything */
    CL_OPERANDS_EQUAL,     /* strings, integers, booleans, null: compared alike by all engines */
    CL_OPERANDS_MEMBER,    /* the first as for EQUAL, the second is an array */
    CL_OPERANDS_LIST       /* the first is an array or null, the others are anything */
} cl_operands;

#define CL_MANY_OPERANDS UINT_MAX

/* A set of kinds that an expression can have, one bit a kind. CL_KINDS_ANY: not known. */
#define CL_KIND_BIT(kind) (1u << (kind))
#define CL_KINDS_ANY      0xFFFFu

// clang-format off
/* X(enumerator, name, fewest operands, most operands, shape, notation, kinds of the result,
 *   operands, relation, decision)
 * Kinds: B boolean, I integer, D date-time, S string or null, A array, X depends on the operands.
 * Decision: coverage records whether the operation was true and whether it was false. */
#define CL_INTEGER_COMPARISONS(X)                                                               \
    X(LESS,          "<",               2, 3, ALL,   INFIX, B, ORDERED,   LESS,        true)    \
    X(GREATER,       ">",               2, 3, ALL,   INFIX, B, ORDERED,   GREATER,     true)    \
    X(NOT_GREATER,   "<=",              2, 3, ALL,   INFIX, B, ORDERED,   NOT_GREATER, true)    \
    X(NOT_LESS,      ">=",              2, 3, ALL,   INFIX, B, ORDERED,   NOT_LESS,    true)

#define CL_INSTANT_COMPARISONS(X)                                                               \
    X(BEFORE,        "before",          2, 3, ALL,   INFIX, B, INSTANTS,  LESS,        true)    \
    X(AFTER,         "after",           2, 3, ALL,   INFIX, B, INSTANTS,  GREATER,     true)    \
    X(NOT_AFTER,     "not-after",       2, 3, ALL,   INFIX, B, INSTANTS,  NOT_GREATER, true)    \
    X(NOT_BEFORE,    "not-before",      2, 3, ALL,   INFIX, B, INSTANTS,  NOT_LESS,    true)

/* Operations that evaluate all their operands, and then compute. Their rows have the kinds of the
 * result. */
#define CL_STRICT_OPERATIONS(X)                                                                 \
    X(ARRAY,         "",                0, 0, NONE,  OWN,   A, ANY,       NONE,        false)   \
    X(NOT,           "!",               1, 1, ALL,   OWN,   B, TRUTH,     NONE,        true)    \
    X(EQUAL,         "===",             2, 2, ALL,   INFIX, B, EQUAL,     NONE,        true)    \
    X(IN,            "in",              2, 2, ALL,   INFIX, B, MEMBER,    NONE,        true)    \
    CL_INTEGER_COMPARISONS(X)                                                                   \
    CL_INSTANT_COMPARISONS(X)                                                                   \
    X(ADD,           "+",               2, 2, ALL,   INFIX, I, INTEGERS,  NONE,        false)   \
    X(PLUS_TIME,     "plusTime",        3, 3, SHIFT, OWN,   D, TEXT,      NONE,        false)   \
    X(DATE_OF_BIRTH, "dccDateOfBirth",  1, 1, ALL,   CALL,  D, TEXT,      NONE,        false)   \
    X(EXTRACT,       "extractFromUVCI", 2, 2, INDEX, OWN,   S, ANY,       NONE,        false)

#define CL_OPERATIONS(X)                                                                        \
    X(LITERAL,       "",                0, 0, NONE,  OWN,   X, ANY,       NONE,        false)   \
    X(VAR,           "var",             1, 1, PATH,  OWN,   X, ANY,       NONE,        false)   \
    X(IF,            "if",              3, 3, ALL,   OWN,   X, CONDITION, NONE,        false)   \
    X(AND, "and", 2, CL_MANY_OPERANDS, ALL, INFIX, X, TRUTH, NONE, false)                       \
    X(REDUCE,        "reduce",          3, 3, ALL,   CALL,  X, LIST,      NONE,        false)   \
    CL_STRICT_OPERATIONS(X)
// clang-format on

typedef enum cl_operation {
#define X(id, ...) CL_OP_##id,
    CL_OPERATIONS(X)
#undef X
} cl_operation;

/* The number of operations. It is not an enumerator of cl_operation, so no switch needs a case for
 * it. */
enum {
#define X(id, ...) +1
    CL_OPERATION_COUNT = 0 CL_OPERATIONS(X)
#undef X
};

/* Makes the case labels of a part of the table: `CL_STRICT_OPERATIONS(CL_CASE)`. */
#define CL_CASE(id, ...) case CL_OP_##id:

typedef struct cl_operation_info {
    const char *name;
    unsigned fewest;
    unsigned most;
    cl_shape shape;
    cl_notation notation;
    unsigned kinds; /* of the result, CL_KIND_BITs; 0: they depend on the operands */
    cl_operands operands;
    cl_relation relation;
    /* Coverage records the results of the operation. The guard of an `if` and the operands of an
     * `and` are recorded too, whatever their operation. */
    bool decision;
} cl_operation_info;

/* Returns the row of an operation. */
const cl_operation_info *cl_operation_row(cl_operation operation);

/* Finds the operation with that name; false if there is none. Literals and arrays have no name. */
bool cl_operation_find(const char *name, size_t length, cl_operation *operation);

/* The first returns true for < > <= >=, the second for before, after, not-after, not-before. */
bool cl_operation_compares_integers(cl_operation operation);
bool cl_operation_compares_instants(cl_operation operation);

#endif
