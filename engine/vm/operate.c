/* operate.c — the operations on values, their faults and the messages of faults. */
#include "vm/operate.h"

#include <string.h>

#include "base/checked.h"
#include "vm/opcodes.h"
#include "vm/work.h"

static bool fail(cl_fault *fault, cl_code code, uint8_t operand)
{
    *fault = (cl_fault){.code = code, .operand = operand};
    return false;
}

static bool fail_kind(cl_fault *fault, uint8_t operand, const cl_value *found)
{
    *fault = (cl_fault){.code = CL_KIND, .operand = operand, .found = found->kind};
    return false;
}

bool cl_operate_truth(const cl_value *value, bool *truth, cl_fault *fault)
{
    cl_truth t = cl_value_truth(value);
    *truth = t == CL_TRUTHY;
    return t != CL_NEITHER || fail(fault, CL_TRUTHINESS, CL_NO_OPERAND);
}

bool cl_operate_not(const cl_value *operand, cl_value *result, cl_fault *fault)
{
    bool truth;
    if (!cl_operate_truth(operand, &truth, fault)) {
        fault->operand = 0;
        return false;
    }
    *result = cl_value_boolean(!truth);
    return true;
}

bool cl_operate_in(const cl_value *item, const cl_value *array, int64_t *work, cl_value *result,
                   cl_fault *fault)
{
    if (array->kind != CL_KIND_ARRAY)
        return fail_kind(fault, 1, array);
    *result = cl_value_boolean(cl_array_seek(array->array, item, work));
    return true;
}

bool cl_operate_add(const cl_value *a, const cl_value *b, cl_value *result, cl_fault *fault)
{
    if (a->kind != CL_KIND_INTEGER)
        return fail_kind(fault, 0, a);
    if (b->kind != CL_KIND_INTEGER)
        return fail_kind(fault, 1, b);
    int64_t sum;
    if (!cl_int_add(a->integer, b->integer, &sum))
        return fail(fault, CL_OVERFLOW, CL_NO_OPERAND);
    *result = cl_value_integer(sum);
    return true;
}

static bool relates(int64_t a, int64_t b, cl_relation relation)
{
    switch (relation) {
    case CL_RELATION_LESS:
        return a < b;
    case CL_RELATION_GREATER:
        return a > b;
    case CL_RELATION_NOT_GREATER:
        return a <= b;
    case CL_RELATION_NOT_LESS:
        return a >= b;
    case CL_RELATION_NONE:
        break;
    }
    return false;
}

bool cl_operate_compare(const cl_value *operands, uint32_t count, cl_kind kind,
                        cl_relation relation, cl_value *result, cl_fault *fault)
{
    for (uint32_t i = 0; i < count; i++) {
        if (operands[i].kind != kind)
            return fail_kind(fault, (uint8_t)i, &operands[i]);
    }
    /* In cl_value an instant and an integer share the same memory. */
    bool holds = true;
    for (uint32_t i = 0; i + 1 < count; i++)
        holds = holds && relates(operands[i].integer, operands[i + 1].integer, relation);
    *result = cl_value_boolean(holds);
    return true;
}

static bool fail_date(cl_fault *fault, uint8_t operand, cl_instant_fault date)
{
    *fault = (cl_fault){.code = date == CL_INSTANT_YEARS ? CL_DATE_RANGE : CL_DATE,
                        .operand = operand,
                        .date = (uint8_t)date};
    return false;
}

bool cl_operate_plus_time(const cl_value *text, int64_t amount, cl_unit unit, cl_value *result,
                          cl_fault *fault)
{
    if (text->kind != CL_KIND_STRING)
        return fail_kind(fault, 0, text);
    int64_t instant;
    cl_instant_fault date = cl_instant_parse(text->text, text->length, &instant);
    if (date != CL_INSTANT_OK)
        return fail_date(fault, 0, date);
    if (!cl_instant_shift(instant, amount, unit, &instant))
        return fail_date(fault, CL_NO_OPERAND, CL_INSTANT_YEARS);
    *result = cl_value_instant(instant);
    return true;
}

bool cl_operate_birth(const cl_value *text, cl_value *result, cl_fault *fault)
{
    if (text->kind != CL_KIND_STRING)
        return fail_kind(fault, 0, text);
    int64_t instant;
    cl_instant_fault date = cl_instant_parse_birth(text->text, text->length, &instant);
    if (date != CL_INSTANT_OK)
        return fail_date(fault, 0, date);
    *result = cl_value_instant(instant);
    return true;
}

/* Returns true for a character that separates the fragments of an identifier. */
static inline bool separates(char c)
{
    return c == '/' || c == '#' || c == ':';
}

bool cl_operate_extract(const cl_value *identifier, int64_t index, cl_value *result,
                        cl_fault *fault)
{
    static const char prefix[] = "URN:UVCI:";
    const uint32_t prefix_length = sizeof prefix - 1;
    const cl_value whole = *identifier; /* a copy: `result` may be the same register */
    if (whole.kind != CL_KIND_NULL && whole.kind != CL_KIND_STRING)
        return fail_kind(fault, 0, identifier);
    *result = cl_value_null();
    if (whole.kind == CL_KIND_NULL)
        return true;
    uint32_t begin = 0;
    if (whole.length >= prefix_length && memcmp(whole.text, prefix, prefix_length) == 0)
        begin = prefix_length;
    for (; index >= 0; index--) {
        uint32_t end = begin;
        while (end < whole.length && !separates(whole.text[end]))
            end++;
        if (index == 0)
            *result = cl_value_string(whole.text + begin, end - begin);
        if (end == whole.length)
            break;
        begin = end + 1;
    }
    return true;
}

bool cl_operate_budget(const cl_value *value, cl_fault *fault)
{
    bool text = value->kind == CL_KIND_STRING;
    if ((text && value->length < CL_LONG_TEXT) ||
        (!text && value->kind != CL_KIND_ARRAY && value->kind != CL_KIND_OBJECT))
        return true;
    if (text && value->length > CL_MAX_VALUE_TEXT)
        return fail(fault, CL_BUDGET, CL_NO_OPERAND);
    cl_size size = cl_value_size(value);
    if (size.depth > CL_MAX_DEPTH)
        return fail(fault, CL_LIMIT_DEPTH, CL_NO_OPERAND);
    return cl_size_within_budget(size) || fail(fault, CL_BUDGET, CL_NO_OPERAND);
}

bool cl_operate_array(const cl_value *operands, uint32_t count, cl_arena *arena, cl_value *result,
                      cl_fault *fault)
{
    const cl_array *array = cl_array_make(arena, operands, count);
    if (array == NULL)
        return fail(fault, CL_MEMORY, CL_NO_OPERAND);
    *result = (cl_value){.array = array, .kind = CL_KIND_ARRAY};
    return cl_operate_budget(result, fault);
}

bool cl_operate_context(const cl_value *accumulator, const cl_value *current, cl_arena *arena,
                        cl_value *result, cl_fault *fault)
{
    const cl_member members[] = {
        {.key = "accumulator", .length = 11, .value = *accumulator},
        {.key = "current", .length = 7, .value = *current},
    };
    const cl_object *object = cl_object_make(arena, members, 2);
    if (object == NULL)
        return fail(fault, CL_MEMORY, CL_NO_OPERAND);
    *result = (cl_value){.object = object, .kind = CL_KIND_OBJECT};
    return cl_operate_budget(result, fault);
}

/* Returns the end of a KIND message for < > <= >=: which operations compare dates. */
static const char *order_hint(const char *wants, cl_kind found)
{
    if (strcmp(wants, CL_WANTS_ORDER) != 0)
        return "";
    if (found == CL_KIND_STRING)
        return "; strings have no order, and dates are compared with before, after, not-before or "
               "not-after, each of them in plusTime";
    if (found == CL_KIND_DATETIME)
        return "; date-times are compared with before, after, not-before or not-after";
    return "";
}

/* Returns the message of a fault for which it is a fixed text. */
static const char *text_of(const cl_fault *fault)
{
    if (fault->code == CL_TRUTHINESS)
        return "a date-time is neither true nor false";
    if (fault->code == CL_DATE || fault->code == CL_DATE_RANGE)
        return cl_instant_fault_text((cl_instant_fault)fault->date);
    if (fault->code == CL_OVERFLOW)
        return "the sum does not fit a signed integer of 64 bits";
    return cl_code_meaning(fault->code);
}

void cl_fault_message(const cl_fault *fault, const char *wants, cl_buffer *out)
{
    if (fault->code == CL_KIND)
        cl_buffer_printf(out, "%s expected, found %s%s", wants, cl_kind_name((cl_kind)fault->found),
                         order_hint(wants, (cl_kind)fault->found));
    else if (fault->code == CL_BUDGET)
        cl_buffer_printf(
            out,
            "more than a rule may spend: %d units of work, %d reduce iterations, values of "
            "%d nodes or %u bytes",
            CL_MAX_WORK, CL_MAX_ITERATIONS, CL_MAX_VALUE_NODES, CL_MAX_VALUE_TEXT);
    else if (fault->code == CL_LIMIT_DEPTH)
        cl_buffer_printf(out, "the value nests deeper than %d", CL_MAX_DEPTH);
    else
        cl_buffer_puts(out, text_of(fault));
}
