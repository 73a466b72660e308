/* test_verify.c — compiled programs pass the verifier; damaged ones do not, and the fault is named.
 *
 * The machine trusts every operand of verified code, so each kind of operand is set outside of its
 * range wherever it occurs.
 */
#include "support.h"

#define NOTHING "an operand that names nothing"
#define NOWHERE "a jump that leads nowhere"

/* Rules that together need every kind of operand. */
static const char *const rules[] = {
    "{\"if\":[{\"var\":\"payload.v.0\"},{\"in\":[{\"var\":\"payload.v.0.mp\"},[\"a\",\"b\"]]},true]}",
    "{\"if\":[{\"var\":\"payload.v.0\"},{\"===\":[{\"var\":\"payload.v.0.tg\"},\"c\"]},true]}",
    "{\"if\":[{\"var\":\"payload.v.0\"},{\">\":[{\"var\":\"payload.v.0.dn\"},1]},{\"var\":\"payload.x\"}]}",
    "{\"<\":[1,{\"var\":\"payload.a\"},{\"var\":\"payload.b\"}]}",
    ("{\"and\":[{\"===\":[{\"var\":\"payload.a\"},7]},{\"not-after\":[{\"plusTime\":[{\"var\":\"payload.dt\"},"
     "1,\"day\"]},{\"plusTime\":[{\"var\":\"external.clock\"},0,\"day\"]},"
     "{\"dccDateOfBirth\":[{\"var\":\"payload.dob\"}]}]}]}"),
    "{\"after\":[{\"plusTime\":[{\"var\":\"payload.dt\"},0,\"day\"]},{\"plusTime\":[\"2021\",0,\"day\"]}]}",
    ("{\"===\":[{\"reduce\":[{\"var\":\"payload.v\"},{\"+\":[{\"var\":\"accumulator\"},"
     "{\"var\":\"current.dn\"}]},0]},3]}"),
    "{\"in\":[{\"extractFromUVCI\":[{\"var\":\"payload.ci\"},1]},[1,2,3,4,5,6,7,8,\"9\"]]}",
    "{\"in\":[{\"var\":\"payload.a\"},[{\"var\":\"payload.b\"},{\"plusTime\":[\"2021\",1,\"month\"]}]]}",
    "{\"and\":[{\"reduce\":[[1],{\"!\":[{\"var\":\"\"}]},1]},{\"var\":\"payload.a\"}]}",
    "{\"===\":[{\"var\":\"payload.a\"},{\"var\":\"payload.b\"}]}",
};
enum { RULES = sizeof rules / sizeof *rules };

static cl_program *program(void)
{
    return given_rules(rules, RULES);
}

static void expect_fault(const cl_program *p, const char *fault)
{
    const char *found = cl_program_verify(p);
    ck_assert_ptr_nonnull(found);
    ck_assert_str_eq(found, fault);
}

/* Returns the first instruction with that opcode from `from` on. */
static uint32_t find(const cl_program *p, cl_opcode op, uint32_t from)
{
    for (uint32_t at = from; at < p->code_count; at++) {
        if (p->code[at].op == op)
            return at;
    }
    ck_abort_msg("no instruction %s", cl_opcode_row(op)->name);
}

START_TEST(undamaged_programs_pass)
{
    static const cl_compile_options plain = {.plain = true};
    ck_assert_ptr_null(cl_program_verify(program()));
    ck_assert_ptr_null(cl_program_verify(given_sections(rules, NULL, RULES, &plain)));
    static const uint32_t sections[RULES] = {0, 0, 0, 1, 1, 2, 2, 2, 2, 3, 3};
    ck_assert_ptr_null(cl_program_verify(given_sections(rules, sections, RULES, NULL)));
    ck_assert_ptr_null(cl_program_verify(given_rules(rules, 0)));
}
END_TEST

/* Returns the number of things that a field of this kind can name, from 0; 0 for kinds without a
 * range. */
static uint32_t range_of(const cl_program *p, cl_field field)
{
    switch (field) {
    case CL_FIELD_READ:
    case CL_FIELD_WRITE:
    case CL_FIELD_RUN:
        return p->register_count;
    case CL_FIELD_CONSTANT:
        return p->constant_count;
    case CL_FIELD_NUMBER:
        return p->number_count;
    case CL_FIELD_SLOT:
        return p->slot_count;
    case CL_FIELD_CELL:
        return p->slot_count + p->date_count;
    case CL_FIELD_SET:
        return p->set_count;
    case CL_FIELD_STRING:
        return p->string_count + 1;
    case CL_FIELD_UNIT:
        return CL_UNIT_COUNT;
    case CL_FIELD_RULE:
        return p->rule_count;
    case CL_FIELD_NONE:
    case CL_FIELD_COUNT:
    case CL_FIELD_FRAGMENTS:
    case CL_FIELD_BITS:
    case CL_FIELD_TARGET:
    case CL_FIELD_BACK:
        break;
    }
    return 0;
}

/* Sets one field of an instruction to values beyond its range. Returns true if it has a range. */
static bool damage(const cl_program *p, uint32_t at, cl_field field, uint32_t *place)
{
    uint32_t range = range_of(p, field);
    if (range == 0 || (field == CL_FIELD_RUN && p->code[at].c == 0))
        return false;
    const uint32_t kept = *place;
    const uint32_t beyond[] = {range, range + 1, UINT32_MAX - 1, UINT32_MAX};
    for (size_t i = 0; i < sizeof beyond / sizeof *beyond; i++) {
        *place = beyond[i];
        expect_fault(p, NOTHING);
    }
    *place = kept;
    return true;
}

START_TEST(every_operand_out_of_its_range)
{
    cl_program *p = program();
    bool seen[CL_FIELD_RULE + 1] = {false};
    for (uint32_t at = 0; at < p->code_count; at++) {
        cl_instruction *i = &p->code[at];
        const cl_opcode_info *row = cl_opcode_row(i->op);
        const uint16_t r = i->r;
        const uint32_t range = range_of(p, (cl_field)row->r);
        if (range > 0) {
            i->r = (uint16_t)range;
            expect_fault(p, NOTHING);
            i->r = UINT16_MAX;
            expect_fault(p, NOTHING);
            i->r = r;
            seen[row->r] = true;
        }
        seen[row->a] |= damage(p, at, (cl_field)row->a, &i->a);
        seen[row->b] |= damage(p, at, (cl_field)row->b, &i->b);
        seen[row->c] |= damage(p, at, (cl_field)row->c, &i->c);
    }
    ck_assert_ptr_null(cl_program_verify(p));
    for (int field = 0; field <= CL_FIELD_RULE; field++) {
        if (range_of(p, (cl_field)field) > 0)
            ck_assert_msg(seen[field], "no operand of kind %d", field);
    }
}
END_TEST

START_TEST(strings_are_numbered_from_one)
{
    cl_program *p = program();
    p->code[find(p, CL_VM_STRING_FAIL_FALSE, 0)].a = 0; /* means: none */
    expect_fault(p, NOTHING);
}
END_TEST

START_TEST(runs_of_registers_end_inside)
{
    cl_program *p = program();
    cl_instruction *array = &p->code[find(p, CL_VM_ARRAY, 0)];
    array->c = p->register_count - array->a;
    ck_assert_ptr_null(cl_program_verify(p));
    array->c++;
    expect_fault(p, NOTHING);
    array->c = UINT32_MAX;
    expect_fault(p, NOTHING);
    array->c = 0; /* nothing is read, so it may begin anywhere */
    array->a = UINT32_MAX;
    ck_assert_ptr_null(cl_program_verify(p));
}
END_TEST

START_TEST(a_reduce_needs_four_registers)
{
    static const cl_opcode opcodes[] = {CL_VM_REDUCE, CL_VM_NEXT};
    for (size_t i = 0; i < 2; i++) {
        cl_program *p = program();
        cl_instruction *damaged = &p->code[find(p, opcodes[i], 0)];
        damaged->r = (uint16_t)(p->register_count - 4);
        ck_assert_ptr_null(cl_program_verify(p));
        damaged->r++;
        expect_fault(p, NOTHING);
    }
}
END_TEST

START_TEST(a_path_is_a_string)
{
    cl_program *p = program();
    cl_instruction *path = &p->code[find(p, CL_VM_PATH, 0)];
    ck_assert_int_eq(p->constants[path->b].kind, CL_KIND_STRING);
    p->constants[path->b] = cl_value_integer(1);
    expect_fault(p, NOTHING);
}
END_TEST

START_TEST(values_are_compared_in_slots)
{
    cl_program *p = program();
    cl_instruction *same = &p->code[find(p, CL_VM_SAME_FAIL_FALSE, 0)];
    ck_assert_uint_gt(p->date_count, 0);
    same->r = (uint16_t)p->slot_count; /* the cell of a date, which has no value */
    expect_fault(p, NOTHING);
}
END_TEST

START_TEST(unknown_opcodes)
{
    static const uint16_t unknown[] = {CL_VM_COUNT, CL_VM_COUNT + 1, UINT16_MAX};
    cl_program *p = program();
    for (uint32_t at = 0; at < p->code_count; at++) {
        const uint16_t kept = p->code[at].op;
        if (kept == CL_VM_END || kept == CL_VM_RETURN)
            continue;
        for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
            p->code[at].op = unknown[i];
            expect_fault(p, "an unknown opcode");
        }
        p->code[at].op = kept;
    }
    ck_assert_ptr_null(cl_program_verify(p));
}
END_TEST

/* Every jump of the program: to itself, backward, out of its rule or section, out of the code. */
START_TEST(jumps_lead_forward_and_stay_inside)
{
    cl_program *p = program();
    int jumps = 0;
    for (uint32_t at = 0; at < p->code_count; at++) {
        cl_instruction *i = &p->code[at];
        if (cl_opcode_row(i->op)->c != CL_FIELD_TARGET)
            continue;
        const uint32_t kept = i->c;
        uint32_t end = at;
        while (p->code[end].op != CL_VM_END && p->code[end].op != CL_VM_RETURN)
            end++;
        const uint32_t wrong[] = {at, 0, end + 1, p->code_count - 1, p->code_count, UINT32_MAX};
        for (size_t k = 0; k < sizeof wrong / sizeof *wrong; k++) {
            if (wrong[k] > at && wrong[k] <= end)
                continue;
            i->c = wrong[k];
            expect_fault(p, NOWHERE);
        }
        i->c = end;
        ck_assert_ptr_null(cl_program_verify(p));
        i->c = kept;
        jumps++;
    }
    ck_assert_int_gt(jumps, 10);
}
END_TEST

START_TEST(loops_lead_back_to_their_next)
{
    cl_program *p = program();
    uint32_t loop = find(p, CL_VM_LOOP, 0);
    uint32_t other = find(p, CL_VM_LOOP, p->rules[0].entry); /* in plain code */
    const uint32_t next = p->code[loop].c;
    ck_assert_uint_lt(loop, p->rules[0].entry);
    ck_assert_int_eq(p->code[next].op, CL_VM_NEXT);
    const uint32_t wrong[] = {next - 1, next + 1,         loop,          loop + 1,
                              0,        p->code[other].c, p->code_count, UINT32_MAX};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        p->code[loop].c = wrong[i];
        expect_fault(p, NOWHERE);
    }
    p->code[loop].c = next;
    ck_assert_ptr_null(cl_program_verify(p));
    p->code[other].c = next; /* a NEXT, but in shared code */
    expect_fault(p, NOWHERE);
}
END_TEST

START_TEST(code_ends)
{
    cl_program *p = program();
    ck_assert_int_eq(p->code[p->code_count - 1].op, CL_VM_RETURN);
    p->code[p->code_count - 1].op = CL_VM_TRUTH;
    expect_fault(p, "code that runs off its end");
    p = program();
    p->code_count--;
    expect_fault(p, "code that runs off its end");
    p = program();
    p->code_count = 0;
    expect_fault(p, "a rule without code");
}
END_TEST

/* Shared code must list the rules that an error leaves undecided: an error outside of a region
 * would end the section and let the later rules pass. */
START_TEST(shared_code_stands_in_regions)
{
    cl_program *p = program();
    uint32_t end = find(p, CL_VM_END, 0);
    for (uint32_t at = 0; at < end; at++) {
        const uint32_t kept = p->region_of[at];
        const uint32_t wrong[] = {CL_NONE_INDEX, p->region_count, UINT32_MAX - 1};
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            p->region_of[at] = wrong[i];
            expect_fault(p, "shared code outside a region");
        }
        p->region_of[at] = kept;
    }
    ck_assert_ptr_null(cl_program_verify(p));
}
END_TEST

START_TEST(regions_lead_on_and_name_rules)
{
    cl_program *p = program();
    uint32_t end = find(p, CL_VM_END, 0);
    for (uint32_t i = 0; i < p->region_count; i++) {
        cl_region *region = &p->regions[i];
        const cl_region kept = *region;
        const uint32_t resume[] = {0, end + 1, p->code_count, UINT32_MAX};
        for (size_t k = 0; k < sizeof resume / sizeof *resume; k++) {
            region->resume = resume[k];
            expect_fault(p, "shared code outside a region");
        }
        *region = kept;
        region->count = p->region_rule_count - kept.first + 1;
        expect_fault(p, "shared code outside a region");
        region->count = UINT32_MAX;
        expect_fault(p, "shared code outside a region");
        *region = kept;
        region->first = p->region_rule_count;
        expect_fault(p, "shared code outside a region");
        *region = kept;
    }
    for (uint32_t i = 0; i < p->region_rule_count; i++) {
        const uint32_t kept = p->region_rules[i];
        p->region_rules[i] = p->rule_count;
        expect_fault(p, "a region with an unknown rule");
        p->region_rules[i] = kept;
    }
    ck_assert_ptr_null(cl_program_verify(p));
}
END_TEST

START_TEST(plain_code_leaves_nobody)
{
    static const cl_opcode shared_only[] = {CL_VM_LEAVE, CL_VM_FAIL, CL_VM_NEED_INTEGER,
                                            CL_VM_NEED_DATE, CL_VM_TRUTHY_FAIL_TRUE};
    cl_program *p = program();
    uint32_t first = p->rules[0].entry;
    const cl_instruction kept = p->code[first];
    for (size_t i = 0; i < sizeof shared_only / sizeof *shared_only; i++) {
        p->code[first] = (cl_instruction){.op = (uint16_t)shared_only[i]};
        expect_fault(p, "plain code that leaves");
    }
    p->code[first] = kept;
    p->region_of[first] = 0;
    expect_fault(p, "plain code that leaves");
}
END_TEST

START_TEST(every_instruction_has_a_place)
{
    cl_program *p = program();
    for (uint32_t at = 0; at < p->code_count; at++) {
        const uint32_t kept = p->place_of[at];
        p->place_of[at] = p->place_count;
        expect_fault(p, "an instruction without a place");
        p->place_of[at] = kept;
    }
    ck_assert_ptr_null(cl_program_verify(p));
}
END_TEST

START_TEST(rules_and_sections_begin_where_code_does)
{
    static const uint32_t wrong[] = {1, UINT32_MAX - 1, UINT32_MAX};
    cl_program *p = program();
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        p->rules[3].entry = wrong[i];
        expect_fault(p, "a rule without code");
    }
    p->rules[3].entry = p->sections[0].entry;
    expect_fault(p, "a rule without code");
    p->rules[3].entry = p->code_count;
    expect_fault(p, "a rule without code");
    p = program();
    p->sections[0].entry = CL_NONE_INDEX; /* no shared code: every rule runs by its plain code */
    ck_assert_ptr_null(cl_program_verify(p));
    p->sections[0].entry = p->sections[0].entry - 1;
    expect_fault(p, "a section without code");
    p->sections[0].entry = 1;
    expect_fault(p, "a section without code");
    p->sections[0].entry = p->rules[0].entry;
    expect_fault(p, "a section without code");
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("verify");
    tcase_add_test(all, undamaged_programs_pass);
    tcase_add_test(all, every_operand_out_of_its_range);
    tcase_add_test(all, strings_are_numbered_from_one);
    tcase_add_test(all, runs_of_registers_end_inside);
    tcase_add_test(all, a_reduce_needs_four_registers);
    tcase_add_test(all, a_path_is_a_string);
    tcase_add_test(all, values_are_compared_in_slots);
    tcase_add_test(all, unknown_opcodes);
    tcase_add_test(all, jumps_lead_forward_and_stay_inside);
    tcase_add_test(all, loops_lead_back_to_their_next);
    tcase_add_test(all, code_ends);
    tcase_add_test(all, shared_code_stands_in_regions);
    tcase_add_test(all, regions_lead_on_and_name_rules);
    tcase_add_test(all, plain_code_leaves_nobody);
    tcase_add_test(all, every_instruction_has_a_place);
    tcase_add_test(all, rules_and_sections_begin_where_code_does);
    return unit_run();
}
