/* test_opcodes.c — the one table of opcodes: properties that other code relies on. */
#include "support.h"
#include "vm/opcodes.h"

START_TEST(an_instruction_is_sixteen_bytes)
{
    ck_assert_uint_eq(sizeof(cl_instruction), 16);
    ck_assert_uint_lt(CL_VM_COUNT, UINT16_MAX);
}
END_TEST

START_TEST(names_are_unique_and_plain)
{
    for (unsigned i = 0; i < CL_VM_COUNT; i++) {
        const char *name = cl_opcode_row(i)->name;
        ck_assert_uint_gt(strlen(name), 0);
        ck_assert_uint_eq(strspn(name, "abcdefghijklmnopqrstuvwxyz-?!"), strlen(name));
        for (unsigned k = 0; k < i; k++)
            ck_assert_str_ne(name, cl_opcode_row(k)->name);
    }
}
END_TEST

/* Registers have 16 bits, all other fields 32. Values of r fit by their limits. */
START_TEST(the_short_field_names_registers_and_cells)
{
    for (unsigned i = 0; i < CL_VM_COUNT; i++) {
        const cl_opcode_info *row = cl_opcode_row(i);
        ck_assert(row->r == CL_FIELD_NONE || row->r == CL_FIELD_WRITE || row->r == CL_FIELD_READ ||
                  row->r == CL_FIELD_CELL);
    }
    ck_assert_uint_le(CL_MAX_REGISTERS, UINT16_MAX);
}
END_TEST

START_TEST(fields_stand_where_the_machine_looks_for_them)
{
    for (unsigned i = 0; i < CL_VM_COUNT; i++) {
        const cl_opcode_info *row = cl_opcode_row(i);
        const int fields[] = {row->r, row->a, row->b};
        for (size_t k = 0; k < 3; k++) {
            /* Jumps, counts and rules are in c only. */
            ck_assert_int_ne(fields[k], CL_FIELD_TARGET);
            ck_assert_int_ne(fields[k], CL_FIELD_BACK);
            ck_assert_int_ne(fields[k], CL_FIELD_COUNT);
            ck_assert_int_ne(fields[k], CL_FIELD_RULE);
        }
        ck_assert_int_eq(row->a == CL_FIELD_RUN, row->c == CL_FIELD_COUNT);
        ck_assert_int_ne(row->b, CL_FIELD_RUN);
    }
}
END_TEST

START_TEST(only_loop_leads_back)
{
    for (unsigned i = 0; i < CL_VM_COUNT; i++)
        ck_assert_int_eq(cl_opcode_row(i)->c == CL_FIELD_BACK, i == CL_VM_LOOP);
}
END_TEST

START_TEST(each_test_has_four_endings_in_one_order)
{
    static const char *const endings[] = {"?", "!", "?-fail", "!-fail"};
    static const struct {
        cl_opcode first;
        const char *name;
        cl_field a, b;
    } tests[] = {
        {CL_VM_TRUTHY_IF_TRUE, "truthy", CL_FIELD_NONE, CL_FIELD_NONE},
        {CL_VM_STRING_IF_TRUE, "string", CL_FIELD_STRING, CL_FIELD_NONE},
        {CL_VM_NUMBER_IF_TRUE, "number", CL_FIELD_NUMBER, CL_FIELD_NONE},
        {CL_VM_SET_IF_TRUE, "set", CL_FIELD_BITS, CL_FIELD_NONE},
        {CL_VM_LEAST_IF_TRUE, "least", CL_FIELD_NUMBER, CL_FIELD_NONE},
        {CL_VM_ORDER_IF_TRUE, "order", CL_FIELD_CELL, CL_FIELD_NONE},
        {CL_VM_SINCE_IF_TRUE, "since", CL_FIELD_NUMBER, CL_FIELD_NONE},
        {CL_VM_SPAN_IF_TRUE, "span", CL_FIELD_CELL, CL_FIELD_NUMBER},
        {CL_VM_SAME_IF_TRUE, "same", CL_FIELD_SLOT, CL_FIELD_NONE},
    };
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++) {
        for (int ending = CL_IF_TRUE; ending <= CL_FAIL_FALSE; ending++) {
            const cl_opcode_info *row = cl_opcode_row((unsigned)tests[i].first + (unsigned)ending);
            ck_assert_str_eq(row->name, given_text("%s%s", tests[i].name, endings[ending]));
            ck_assert_int_eq(row->r, CL_FIELD_CELL);
            ck_assert_int_eq(row->a, tests[i].a);
            ck_assert_int_eq(row->b, tests[i].b);
            ck_assert_int_eq(row->c, ending < CL_FAIL_TRUE ? CL_FIELD_TARGET : CL_FIELD_RULE);
        }
    }
}
END_TEST

/* The verifier distinguishes plain from shared code by the order of the table: only END follows
 * LEAVE. */
START_TEST(what_only_shared_code_has_stands_last)
{
    ck_assert_int_lt(CL_VM_RETURN, CL_VM_LEAVE);
    for (unsigned i = 0; i < CL_VM_COUNT; i++) {
        const cl_opcode_info *row = cl_opcode_row(i);
        bool cells = row->r == CL_FIELD_CELL || row->a == CL_FIELD_CELL || row->b == CL_FIELD_CELL;
        if (cells || row->c == CL_FIELD_RULE)
            ck_assert_uint_gt(i, CL_VM_LEAVE);
    }
}
END_TEST

/* The compiler computes the opcodes of comparisons from the operations. */
START_TEST(comparisons_stand_in_the_order_of_the_operations)
{
    for (int i = CL_OP_LESS; i <= CL_OP_NOT_BEFORE; i++) {
        const cl_opcode_info *row = cl_opcode_row((unsigned)(CL_VM_LESS + i - CL_OP_LESS));
        ck_assert_int_eq(row->a, CL_FIELD_RUN);
        bool dates = cl_operation_compares_instants((cl_operation)i);
        ck_assert_str_eq(row->wants, dates ? "date-times to compare" : "integers to compare");
    }
    ck_assert_str_eq(cl_opcode_row(CL_VM_BEFORE)->name, "before");
    ck_assert_str_eq(cl_opcode_row(CL_VM_NOT_LESS)->name, "not-less");
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("opcodes");
    tcase_add_test(all, an_instruction_is_sixteen_bytes);
    tcase_add_test(all, names_are_unique_and_plain);
    tcase_add_test(all, the_short_field_names_registers_and_cells);
    tcase_add_test(all, fields_stand_where_the_machine_looks_for_them);
    tcase_add_test(all, only_loop_leads_back);
    tcase_add_test(all, each_test_has_four_endings_in_one_order);
    tcase_add_test(all, what_only_shared_code_has_stands_last);
    tcase_add_test(all, comparisons_stand_in_the_order_of_the_operations);
    return unit_run();
}
