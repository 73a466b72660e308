/* work.h — the units of work for reading and making values (SEMANTICS, "Budget"). The table of
 * opcodes has the fixed cost of each instruction; data/value.h has the cost of comparing values. */
#ifndef CL_VM_WORK_H
#define CL_VM_WORK_H

#include "base/limits.h"
#include "data/value.h"
#include "vm/opcodes.h"

enum {
#define OPCODE(id, name, r, a, b, c, work, wants) CL_WORK_##id = work,
    CL_VALUE_OPCODES(OPCODE)
#undef OPCODE
        CL_WORK_ITEM = 5,  /* units for an item of an array that is made (16 bytes of memory) */
    CL_WORK_FRAGMENT = 12, /* units for a fragment of a path */
    CL_WORK_BYTES = 2,     /* one unit is charged for so many bytes of text that is read */
    /* A text of at least this many bytes is checked against the budget of one value whenever it is
     * read. A shorter text is always within the budget: in JSON one byte takes at most six. */
    CL_LONG_TEXT = CL_MAX_VALUE_TEXT / 8,
    /* Tests do not decide about a date-time whose text has more bytes than this. (A text can have
     * any number of decimals of a second.) */
    CL_LONG_DATE = 64
};

/* Returns the cost of reading all of a text. */
static inline int64_t cl_work_read(const cl_value *value)
{
    return value->kind == CL_KIND_STRING ? value->length / CL_WORK_BYTES : 0;
}

/* Returns the cost of checking a text against the budget of one value. */
static inline int64_t cl_work_measure(const cl_value *value)
{
    bool measured = value->kind == CL_KIND_STRING && value->length >= CL_LONG_TEXT &&
                    value->length <= CL_MAX_VALUE_TEXT;
    return measured ? value->length / CL_WORK_BYTES : 0;
}

/* Returns the cost of making an array of `count` values. */
static inline int64_t cl_work_build(const cl_value *items, uint32_t count)
{
    int64_t work = (int64_t)count * CL_WORK_ITEM;
    for (uint32_t i = 0; i < count; i++)
        work += cl_work_read(&items[i]);
    return work;
}

/* Returns the cost of following a path of so many fragments. */
static inline int64_t cl_work_path(const cl_value *path, uint32_t fragments)
{
    return (int64_t)fragments * CL_WORK_FRAGMENT + cl_work_read(path);
}

#endif
