/* operations.h — the one table of operations.
 *
 * The format check, the notation, the static types and the compiler all read this table; nothing
 * else lists the operations. Specification 1.3.3, "Operations".
 */
#ifndef CL_LANG_OPERATIONS_H
#define CL_LANG_OPERATIONS_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

/* How the operands of an operation are laid out in JSON. */
typedef enum cl_shape {
    CL_SHAPE_NONE,  /* not an operation object: a literal or an array */
    CL_SHAPE_PATH,  /* "var": "<path>" */
    CL_SHAPE_ALL,   /* every operand is an expression */
    CL_SHAPE_SHIFT, /* expression, integer literal, unit name */
    CL_SHAPE_INDEX  /* expression, integer literal */
} cl_shape;

/* How an operation is written in the compact notation. */
typedef enum cl_notation {
    CL_NOTATION_OWN,   /* a form of its own in notation.c */
    CL_NOTATION_INFIX, /* a op b [op c] */
    CL_NOTATION_CALL   /* op(a, b) */
} cl_notation;

#define CL_MANY_OPERANDS UINT_MAX

/* Kinds that an expression can have, as a set of bits; CL_KINDS_ANY stands for "not known". */
#define CL_KIND_BIT(kind) (1u << (kind))
#define CL_KINDS_ANY      0xFFFFu

// clang-format off
/* X(enumerator, name, fewest operands, most operands, shape, notation, kinds of the result)
 * Kinds: B boolean, I integer, D date-time, S string or null, A array, X depends on the operands. */
#define CL_OPERATIONS(X)                                                              \
    X(LITERAL,         "",                0, 0, NONE,  OWN,   X)                      \
    X(ARRAY,           "",                0, 0, NONE,  OWN,   A)                      \
    X(VAR,             "var",             1, 1, PATH,  OWN,   X)                      \
    X(IF,              "if",              3, 3, ALL,   OWN,   X)                      \
    X(AND,             "and",             2, CL_MANY_OPERANDS, ALL, INFIX, X)         \
    X(NOT,             "!",               1, 1, ALL,   OWN,   B)                      \
    X(EQUAL,           "===",             2, 2, ALL,   INFIX, B)                      \
    X(IN,              "in",              2, 2, ALL,   INFIX, B)                      \
    X(LESS,            "<",               2, 3, ALL,   INFIX, B)                      \
    X(GREATER,         ">",               2, 3, ALL,   INFIX, B)                      \
    X(NOT_GREATER,     "<=",              2, 3, ALL,   INFIX, B)                      \
    X(NOT_LESS,        ">=",              2, 3, ALL,   INFIX, B)                      \
    X(BEFORE,          "before",          2, 3, ALL,   INFIX, B)                      \
    X(AFTER,           "after",           2, 3, ALL,   INFIX, B)                      \
    X(NOT_AFTER,       "not-after",       2, 3, ALL,   INFIX, B)                      \
    X(NOT_BEFORE,      "not-before",      2, 3, ALL,   INFIX, B)                      \
    X(ADD,             "+",               2, 2, ALL,   INFIX, I)                      \
    X(PLUS_TIME,       "plusTime",        3, 3, SHIFT, OWN,   D)                      \
    X(DATE_OF_BIRTH,   "dccDateOfBirth",  1, 1, ALL,   CALL,  D)                      \
    X(EXTRACT,         "extractFromUVCI", 2, 2, INDEX, OWN,   S)                      \
    X(REDUCE,          "reduce",          3, 3, ALL,   CALL,  X)
// clang-format on

typedef enum cl_operation {
#define X(id, name, fewest, most, shape, notation, kinds) CL_OP_##id,
    CL_OPERATIONS(X)
#undef X
        CL_OPERATION_COUNT
} cl_operation;

typedef struct cl_operation_info {
    const char *name;
    unsigned fewest;
    unsigned most;
    cl_shape shape;
    cl_notation notation;
    unsigned kinds; /* of the result; 0 where they depend on the operands */
} cl_operation_info;

/* The row of an operation. */
const cl_operation_info *cl_operation_row(cl_operation operation);

/* The operation with that name; false when the language has none. Literals and arrays have no name. */
bool cl_operation_find(const char *name, size_t length, cl_operation *operation);

/* True for < > <= >= and for before after not-after not-before, respectively. */
bool cl_operation_compares_integers(cl_operation operation);
bool cl_operation_compares_instants(cl_operation operation);

#endif
