/* work.h — what values cost plain code, in units of CL_MAX_WORK (SEMANTICS, "Budget"). What an
 * instruction costs besides stands in the table of opcodes; what comparing costs, in
 * data/value.h. */
#ifndef CL_VM_WORK_H
#define CL_VM_WORK_H

#include "base/limits.h"
#include "data/value.h"
#include "vm/opcodes.h"

enum {
#define OPCODE(id, name, r, a, b, c, work, wants) CL_WORK_##id = work,
    CL_VALUE_OPCODES(OPCODE)
#undef OPCODE
        CL_WORK_ITEM = 5,  /* an item of an array that is made: 16 bytes of working memory */
    CL_WORK_FRAGMENT = 12, /* a step of a path */
    CL_WORK_BYTES = 2,     /* bytes that are read one by one, for one unit */
    /* Texts at least this long are measured wherever they are read: written out, they may be over
     * the budget of one value. A byte takes six bytes at most. */
    CL_LONG_TEXT = CL_MAX_VALUE_TEXT / 8,
    /* Longer texts are left to plain code as date-times: decimals of a second have no end. */
    CL_LONG_DATE = 64
};

/* Reading all of a text. */
static inline int64_t cl_work_read(const cl_value *value)
{
    return value->kind == CL_KIND_STRING ? value->length / CL_WORK_BYTES : 0;
}

/* Seeing that a value is within the budget of one value. */
static inline int64_t cl_work_measure(const cl_value *value)
{
    bool measured = value->kind == CL_KIND_STRING && value->length >= CL_LONG_TEXT &&
                    value->length <= CL_MAX_VALUE_TEXT;
    return measured ? value->length / CL_WORK_BYTES : 0;
}

/* Making an array of some values. */
static inline int64_t cl_work_build(const cl_value *items, uint32_t count)
{
    int64_t work = (int64_t)count * CL_WORK_ITEM;
    for (uint32_t i = 0; i < count; i++)
        work += cl_work_read(&items[i]);
    return work;
}

/* Following a path of so many fragments. */
static inline int64_t cl_work_path(const cl_value *path, uint32_t fragments)
{
    return (int64_t)fragments * CL_WORK_FRAGMENT + cl_work_read(path);
}

#endif
