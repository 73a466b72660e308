/* opcodes.c — makes the table of opcodes (opcodes.h) available at run time. */
#include "vm/opcodes.h"

static const cl_opcode_info rows[CL_VM_COUNT] = {
#define OPCODE(id, name, r, a, b, c, work, wants)                                                  \
    {name, CL_FIELD_##r, CL_FIELD_##a, CL_FIELD_##b, CL_FIELD_##c, work, wants},
#define TEST(id, name, a, b) CL_TEST_OPCODES(OPCODE, id, name, a, b)
    CL_VALUE_OPCODES(OPCODE) CL_TESTS(TEST)
#undef TEST
#undef OPCODE
};

const cl_opcode_info *cl_opcode_row(unsigned op)
{
    return &rows[op];
}
