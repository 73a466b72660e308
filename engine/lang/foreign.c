/* foreign.c — the table of hints. Specification 1.3.3, "Operations", lists all operations of
 * CertLogic. CertLogic is a subset of JsonLogic. */
#include "lang/foreign.h"

#include <string.h>

#include "base/nearest.h"
#include "lang/operations.h"

static const char by_and[] = "write it with `and` and `!`: {\"!\": [{\"and\": [{\"!\": [a]}, "
                             "{\"!\": [b]}]}]}";
static const char unequal[] = "write it with `!` and `===`: {\"!\": [{\"===\": [a, b]}]}";
static const char by_reduce[] = "write it with `reduce`; `in` looks for a value in an array";
static const char arithmetic[] =
    "`+` of two integers is the only arithmetic; operands may be negative";
static const char texts[] = "strings are only compared, with `===` and `in`";
static const char absence[] = "a missing value is null, which `!` makes true: {\"!\": [{\"var\": "
                              "\"…\"}]}";
static const char smaller[] = "write it with `if` and `<`";
static const char shift[] = "dates are shifted with `plusTime`";
static const char dates[] = "dates are compared with `before`, `after`, `not-before` and "
                            "`not-after`";

static const struct {
    const char *name;
    const char *hint;
} foreign[] = {
    {"or", by_and},
    {"||", by_and},
    {"|", by_and},
    {"OR", by_and},
    {"xor", unequal},
    {"&&", "write it with `and`"},
    {"&", "write it with `and`"},
    {"AND", "write it with `and`"},
    {"not", "write it with `!`"},
    {"NOT", "write it with `!`"},
    {"!!", "write it with `!` twice: {\"!\": [{\"!\": [a]}]}"},
    {"==", "write it with `===`, which converts nothing"},
    {"=", "write it with `===`"},
    {"eq", "write it with `===`"},
    {"equals", "write it with `===`"},
    {"!=", unequal},
    {"!==", unequal},
    {"<>", unequal},
    {"ne", unequal},
    {"?:", "write it with `if`"},
    {"?", "write it with `if`"},
    {"gt", "write it with `>`"},
    {"ge", "write it with `>=`"},
    {"lt", "write it with `<`"},
    {"le", "write it with `<=`"},
    {"=>", "write it with `>=`"},
    {"=<", "write it with `<=`"},
    {"some", by_reduce},
    {"all", by_reduce},
    {"none", by_reduce},
    {"any", by_reduce},
    {"map", by_reduce},
    {"filter", by_reduce},
    {"merge", "no operation joins arrays"},
    {"count", by_reduce},
    {"-", arithmetic},
    {"*", arithmetic},
    {"/", arithmetic},
    {"%", arithmetic},
    {"max", smaller},
    {"min", smaller},
    {"cat", texts},
    {"substr", texts},
    {"missing", absence},
    {"missing_some", absence},
    {"exists", absence},
    {"minusTime", "write it with `plusTime` and a negative amount"},
    {"addTime", shift},
    {"plusDays", shift},
    {"date", "`plusTime` reads a string as a date: {\"plusTime\": [a, 0, \"day\"]}"},
    {"now", "the clock is {\"var\": \"external.validationClock\"}"},
    {"not-equal", unequal},
    {"isBefore", dates},
    {"isAfter", dates},
    {"before-or-equal", dates},
    {"after-or-equal", dates},
    {"log", "`certlogic verify` shows the values that a rule reads"},
};

void cl_foreign_hint(const char *name, size_t length, cl_buffer *message)
{
    const char *names[CL_OPERATION_COUNT];
    size_t count = 0;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        if (strlen(foreign[i].name) == length && memcmp(foreign[i].name, name, length) == 0) {
            cl_buffer_printf(message, "; %s", foreign[i].hint);
            return;
        }
    }
    for (unsigned i = CL_OP_VAR; i < CL_OPERATION_COUNT; i++)
        names[count++] = cl_operation_row((cl_operation)i)->name;
    size_t near = cl_nearest_word(name, length, names, count);
    if (near < count)
        cl_buffer_printf(message, "; did you mean `%s`?", names[near]);
}
