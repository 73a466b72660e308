/* test_operations.c — the one table of operations agrees with specification 1.3.3. */
#include "data/value.h"
#include "lang/operations.h"
#include "support.h"

/* The operations of the specification with their operand counts, independent of the table. */
static const struct {
    const char *name;
    cl_operation operation;
    unsigned fewest, most;
} said[] = {
    {"var", CL_OP_VAR, 1, 1},
    {"if", CL_OP_IF, 3, 3},
    {"===", CL_OP_EQUAL, 2, 2},
    {"and", CL_OP_AND, 2, CL_MANY_OPERANDS},
    {">", CL_OP_GREATER, 2, 3},
    {"<", CL_OP_LESS, 2, 3},
    {">=", CL_OP_NOT_LESS, 2, 3},
    {"<=", CL_OP_NOT_GREATER, 2, 3},
    {"in", CL_OP_IN, 2, 2},
    {"+", CL_OP_ADD, 2, 2},
    {"after", CL_OP_AFTER, 2, 3},
    {"before", CL_OP_BEFORE, 2, 3},
    {"not-after", CL_OP_NOT_AFTER, 2, 3},
    {"not-before", CL_OP_NOT_BEFORE, 2, 3},
    {"!", CL_OP_NOT, 1, 1},
    {"plusTime", CL_OP_PLUS_TIME, 3, 3},
    {"dccDateOfBirth", CL_OP_DATE_OF_BIRTH, 1, 1},
    {"reduce", CL_OP_REDUCE, 3, 3},
    {"extractFromUVCI", CL_OP_EXTRACT, 2, 2},
};
enum { SAID = sizeof said / sizeof *said };

START_TEST(every_operation_of_the_specification_is_found_by_its_name)
{
    for (size_t i = 0; i < SAID; i++) {
        cl_operation found = (cl_operation)CL_OPERATION_COUNT;
        ck_assert(cl_operation_find(said[i].name, strlen(said[i].name), &found));
        ck_assert_int_eq(found, said[i].operation);
        const cl_operation_info *row = cl_operation_row(found);
        ck_assert_str_eq(row->name, said[i].name);
        ck_assert_uint_eq(row->fewest, said[i].fewest);
        ck_assert_uint_eq(row->most, said[i].most);
    }
}
END_TEST

START_TEST(there_are_no_others)
{
    ck_assert_uint_eq(CL_OPERATION_COUNT, SAID + 2); /* a literal and an array have no name */
    ck_assert_str_eq(cl_operation_row(CL_OP_LITERAL)->name, "");
    ck_assert_str_eq(cl_operation_row(CL_OP_ARRAY)->name, "");
}
END_TEST

START_TEST(other_names_are_not_found)
{
    /* Other operations of JsonLogic, other spellings, names that begin or end like one of ours. */
    static const char *const others[] = {
        "",
        "or",
        "!==",
        "==",
        "!=",
        "!!",
        "-",
        "*",
        "/",
        "%",
        "min",
        "max",
        "map",
        "filter",
        "all",
        "none",
        "some",
        "merge",
        "cat",
        "substr",
        "log",
        "missing",
        "?:",
        "IF",
        "If",
        "va",
        "vars",
        "plustime",
        "PlusTime",
        "an",
        "andd",
        "=",
        "====",
        "<<",
        "=<",
        "not-afte",
        "notAfter",
        "not_after",
        " in",
        "in ",
        "reduc",
        "reduce2",
        "extractFromUCI",
        "extractFromUVC",
        "dccDateOfBirt",
        "dateOfBirth",
        "before\n",
        "literal",
        "array",
        "ARRAY",
        "LITERAL",
        "__proto__",
        "constructor",
    };
    cl_operation found;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        ck_assert_msg(!cl_operation_find(others[i], strlen(others[i]), &found), "%s", others[i]);
    ck_assert(!cl_operation_find("in\0", 3, &found));
    ck_assert(cl_operation_find("index", 2, &found)); /* the length determines where a name ends */
    ck_assert_int_eq(found, CL_OP_IN);
}
END_TEST

START_TEST(comparisons_are_those_of_integers_or_of_instants)
{
    int integers = 0, instants = 0;
    for (int i = 0; i < CL_OPERATION_COUNT; i++) {
        cl_operation operation = (cl_operation)i;
        const char *name = cl_operation_row(operation)->name;
        bool symbol = name[0] == '<' || name[0] == '>';
        bool word = strstr(name, "before") != NULL || strstr(name, "after") != NULL;
        ck_assert_int_eq(cl_operation_compares_integers(operation), symbol);
        ck_assert_int_eq(cl_operation_compares_instants(operation), word);
        integers += symbol;
        instants += word;
    }
    ck_assert_int_eq(integers, 4);
    ck_assert_int_eq(instants, 4);
    /* The compiler relies on the same order of the two groups: < > <= >=. */
    ck_assert_int_eq(CL_OP_AFTER - CL_OP_BEFORE, CL_OP_GREATER - CL_OP_LESS);
    ck_assert_int_eq(CL_OP_NOT_AFTER - CL_OP_BEFORE, CL_OP_NOT_GREATER - CL_OP_LESS);
    ck_assert_int_eq(CL_OP_NOT_BEFORE - CL_OP_BEFORE, CL_OP_NOT_LESS - CL_OP_LESS);
}
END_TEST

static unsigned kinds_of(cl_operation operation)
{
    return cl_operation_row(operation)->kinds;
}

START_TEST(kinds_of_results)
{
    const unsigned boolean = CL_KIND_BIT(CL_KIND_BOOLEAN);
    for (int i = 0; i < CL_OPERATION_COUNT; i++) {
        cl_operation operation = (cl_operation)i;
        if (cl_operation_compares_integers(operation) || cl_operation_compares_instants(operation))
            ck_assert_uint_eq(kinds_of(operation), boolean);
    }
    ck_assert_uint_eq(kinds_of(CL_OP_NOT), boolean);
    ck_assert_uint_eq(kinds_of(CL_OP_EQUAL), boolean);
    ck_assert_uint_eq(kinds_of(CL_OP_IN), boolean);
    ck_assert_uint_eq(kinds_of(CL_OP_ADD), CL_KIND_BIT(CL_KIND_INTEGER));
    ck_assert_uint_eq(kinds_of(CL_OP_PLUS_TIME), CL_KIND_BIT(CL_KIND_DATETIME));
    ck_assert_uint_eq(kinds_of(CL_OP_DATE_OF_BIRTH), CL_KIND_BIT(CL_KIND_DATETIME));
    ck_assert_uint_eq(kinds_of(CL_OP_EXTRACT),
                      CL_KIND_BIT(CL_KIND_STRING) | CL_KIND_BIT(CL_KIND_NULL));
    ck_assert_uint_eq(kinds_of(CL_OP_ARRAY), CL_KIND_BIT(CL_KIND_ARRAY));
    /* These depend on their operands. */
    ck_assert_uint_eq(kinds_of(CL_OP_VAR), 0);
    ck_assert_uint_eq(kinds_of(CL_OP_IF), 0);
    ck_assert_uint_eq(kinds_of(CL_OP_AND), 0);
    ck_assert_uint_eq(kinds_of(CL_OP_REDUCE), 0);
    ck_assert_uint_eq(kinds_of(CL_OP_LITERAL), 0);
}
END_TEST

/* One well-formed expression of each operation, for the test below. */
static const char *example_of(cl_operation operation)
{
    const cl_operation_info *row = cl_operation_row(operation);
    switch (row->shape) {
    case CL_SHAPE_NONE:
        return "[]";
    case CL_SHAPE_PATH:
        return "{\"var\":\"a\"}";
    case CL_SHAPE_SHIFT:
        return given_text("{\"%s\":[\"2021\",1,\"day\"]}", row->name);
    case CL_SHAPE_INDEX:
        return given_text("{\"%s\":[\"a\",1]}", row->name);
    case CL_SHAPE_ALL:
        break;
    }
    return given_text("{\"%s\":[1%s]}", row->name, given_repeated(",1", row->fewest - 1));
}

START_TEST(shapes_are_what_the_format_check_reads)
{
    for (int i = 0; i < CL_OPERATION_COUNT; i++) {
        cl_operation operation = (cl_operation)i;
        const cl_expression *e = given_expression(example_of(operation));
        if (operation == CL_OP_LITERAL)
            continue;
        ck_assert_int_eq(e->nodes[0].operation, operation);
        bool literals = cl_operation_row(operation)->shape == CL_SHAPE_SHIFT ||
                        cl_operation_row(operation)->shape == CL_SHAPE_INDEX;
        if (literals)
            ck_assert_uint_eq(e->nodes[0].count, 1); /* the others are not expressions */
    }
}
END_TEST

int main(void)
{
    TCase *all = unit_tests("operations");
    tcase_add_test(all, every_operation_of_the_specification_is_found_by_its_name);
    tcase_add_test(all, there_are_no_others);
    tcase_add_test(all, other_names_are_not_found);
    tcase_add_test(all, comparisons_are_those_of_integers_or_of_instants);
    tcase_add_test(all, kinds_of_results);
    tcase_add_test(all, shapes_are_what_the_format_check_reads);
    return unit_run();
}
