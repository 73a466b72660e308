/* operate.h — the operations of the language on values.
 *
 * One function per operation, used by the machine and, on constants, by the folder; so a folded
 * expression cannot differ from one that is run. None formats a message: a fault is a small record,
 * which cl_fault_message turns into words when somebody wants to read it.
 */
#ifndef CL_VM_OPERATE_H
#define CL_VM_OPERATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "data/instant.h"
#include "data/value.h"

#define CL_NO_OPERAND 255

typedef struct cl_fault {
    cl_code code;
    uint8_t operand; /* the operand at fault, or CL_NO_OPERAND for the operation as a whole */
    uint8_t found;   /* the kind that was found, for KIND */
    uint8_t date;    /* the cl_instant_fault, for DATE and DATE_RANGE */
} cl_fault;

/* Each of these writes *result and returns true, or writes *fault and returns false. The result may
 * take the place of an operand. */

/* Specification "Negation (!)". */
bool cl_operate_not(const cl_value *operand, cl_value *result, cl_fault *fault);

/* Specification "in"; SEMANTICS, "in": the right side must be an array. What it costs is taken from
 * *work. */
bool cl_operate_in(const cl_value *item, const cl_value *array, int64_t *work, cl_value *result,
                   cl_fault *fault);

/* Specification "+": integers; overflow is a fault. */
bool cl_operate_add(const cl_value *a, const cl_value *b, cl_value *result, cl_fault *fault);

/* Specification "comparison operators": two or three operands that stand in a row, all of `kind`
 * (integer or date-time), each in the relation to the one behind it. */
bool cl_operate_compare(const cl_value *operands, uint32_t count, cl_kind kind,
                        cl_relation relation, cl_value *result, cl_fault *fault);

/* Specification "plusTime" and "dccDateOfBirth". */
bool cl_operate_plus_time(const cl_value *text, int64_t amount, cl_unit unit, cl_value *result,
                          cl_fault *fault);
bool cl_operate_birth(const cl_value *text, cl_value *result, cl_fault *fault);

/* Specification "extractFromUVCI". The result refers to the text of `identifier`. */
bool cl_operate_extract(const cl_value *identifier, int64_t index, cl_value *result,
                        cl_fault *fault);

/* An array of copies of the operands, and the context of a reduce body, both in `arena`, within the
 * budget of one value. */
bool cl_operate_array(const cl_value *operands, uint32_t count, cl_arena *arena, cl_value *result,
                      cl_fault *fault);
bool cl_operate_context(const cl_value *accumulator, const cl_value *current, cl_arena *arena,
                        cl_value *result, cl_fault *fault);

/* True when the value is within the budget of one value and not too deep; else a fault. */
bool cl_operate_budget(const cl_value *value, cl_fault *fault);

/* Truth of a guard: true or false in *truth, or the fault of a date-time. */
bool cl_operate_truth(const cl_value *value, bool *truth, cl_fault *fault);

/* Appends what is wrong. `wants` is the opcode's word for what an operand must be. */
void cl_fault_message(const cl_fault *fault, const char *wants, cl_buffer *out);

#endif
