/* operate.h — the operations of the language on values. "Specification" is that of CertLogic.
 *
 * One function per operation. The machine calls it on registers and fold.c on constants, so both
 * give the same result. A fault is a small struct; cl_fault_message writes its message on request.
 * The functions do not know instructions or programs.
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
    uint8_t operand; /* number of the operand at fault, or CL_NO_OPERAND for the operation */
    uint8_t found;   /* for KIND: the kind of that operand */
    uint8_t date;    /* for DATE and DATE_RANGE: the cl_instant_fault */
} cl_fault;

/* Each of these functions writes *result and returns true, or writes *fault and returns false. The
 * result may overwrite an operand. */

/* Specification "Negation (!)". */
bool cl_operate_not(const cl_value *operand, cl_value *result, cl_fault *fault);

/* Specification "in"; SEMANTICS, "in": the right side must be an array. Subtracts the units of work
 * of the comparisons from *work, which may become negative: the caller checks it. */
bool cl_operate_in(const cl_value *item, const cl_value *array, int64_t *work, cl_value *result,
                   cl_fault *fault);

/* Specification "+": integers; overflow is a fault. */
bool cl_operate_add(const cl_value *a, const cl_value *b, cl_value *result, cl_fault *fault);

/* Specification "comparison operators": an array of two or three operands, all of `kind` (integer
 * or date-time). True if each operand has the relation to the next one. */
bool cl_operate_compare(const cl_value *operands, uint32_t count, cl_kind kind,
                        cl_relation relation, cl_value *result, cl_fault *fault);

/* Specification "plusTime" and "dccDateOfBirth". */
bool cl_operate_plus_time(const cl_value *text, int64_t amount, cl_unit unit, cl_value *result,
                          cl_fault *fault);
bool cl_operate_birth(const cl_value *text, cl_value *result, cl_fault *fault);

/* Specification "extractFromUVCI". The result refers to the text of `identifier`. */
bool cl_operate_extract(const cl_value *identifier, int64_t index, cl_value *result,
                        cl_fault *fault);

/* The first makes an array of copies of the operands. The second makes the data context of a reduce
 * body. The memory is from `arena`. Fault: MEMORY, or the value exceeds the budget of one value. */
bool cl_operate_array(const cl_value *operands, uint32_t count, cl_arena *arena, cl_value *result,
                      cl_fault *fault);
bool cl_operate_context(const cl_value *accumulator, const cl_value *current, cl_arena *arena,
                        cl_value *result, cl_fault *fault);

/* Returns true if the value is within the budget of one value and not deeper than CL_MAX_DEPTH,
 * else false with *fault. */
bool cl_operate_budget(const cl_value *value, cl_fault *fault);

/* Writes the truth of a value to *truth. Fault: TRUTHINESS for a date-time. */
bool cl_operate_truth(const cl_value *value, bool *truth, cl_fault *fault);

/* Appends the message of a fault. `wants` is the opcode's text for what an operand must be. */
void cl_fault_message(const cl_fault *fault, const char *wants, cl_buffer *out);

#endif
