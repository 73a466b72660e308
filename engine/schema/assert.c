/* assert.c — the keywords that check a value without applying a subschema. */
#include "schema/format.h"
#include "schema/number.h"
#include "schema/validator.h"

/* Counts code points: bytes that continue a sequence are not counted. */
static uint64_t count_characters(const cl_value *text)
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < text->length; i++)
        count += ((unsigned char)text->text[i] & 0xC0) != 0x80;
    return count;
}

static bool has_type(const cl_value *value, uint32_t types)
{
    if ((types >> value->kind & 1) != 0)
        return true;
    return value->kind == CL_KIND_REAL && (types & CL_ON(COUNT)) != 0 && cl_number_whole(value);
}

static cl_schema_progress judge(cl_run *run, const cl_frame *f, const cl_schema_check *c, bool good,
                                uint64_t number)
{
    return good ? CL_GOOD : cl_schema_fail(run, f, c, (cl_keyword)c->keyword, number, NULL, 0);
}

static cl_schema_progress at_least(cl_run *run, const cl_frame *f, const cl_schema_check *c,
                                   uint64_t number)
{
    return judge(run, f, c, number >= c->bound, number);
}

static cl_schema_progress at_most(cl_run *run, const cl_frame *f, const cl_schema_check *c,
                                  uint64_t number)
{
    return judge(run, f, c, number <= c->bound, number);
}

static cl_schema_progress check_pattern(cl_run *run, const cl_frame *f, const cl_schema_check *c)
{
    int found = cl_pattern_match(c->pattern, &run->matcher, f->value.text, f->value.length,
                                 run->error);
    return found < 0 ? CL_BROKEN : judge(run, f, c, found > 0, 0);
}

static cl_schema_progress check_format(cl_run *run, const cl_frame *f, const cl_schema_check *c)
{
    bool good = cl_value_is(c->value, "date") ? cl_format_date(f->value.text, f->value.length)
                                              : cl_format_date_time(f->value.text, f->value.length);
    return judge(run, f, c, good, 0);
}

static cl_schema_progress check_unique(cl_run *run, const cl_frame *f, const cl_schema_check *c)
{
    uint32_t first = 0, second = 0;
    int unique = cl_array_unique(f->value.array, run->scratch, &first, &second);
    if (unique < 0) {
        cl_error_memory(run->error);
        return CL_BROKEN;
    }
    uint32_t low = first < second ? first : second, high = first < second ? second : first;
    return unique > 0 ? CL_GOOD : cl_schema_fail(run, f, c, CL_KEY_UNIQUE_ITEMS, low, NULL, high);
}

/* Reports each missing member as a finding. */
static cl_schema_progress require(cl_run *run, const cl_frame *f, const cl_schema_check *c,
                                  const cl_array *names)
{
    cl_schema_progress progress = CL_GOOD;
    for (uint32_t i = 0; i < names->count && !run->stopped; i++) {
        const cl_value *name = &names->items[i];
        if (cl_object_find(f->value.object, name->text, name->length) != NULL)
            continue;
        progress = cl_schema_fail(run, f, c, (cl_keyword)c->keyword, 0, name->text, name->length);
        if (f->quiet)
            break;
    }
    return progress;
}

static cl_schema_progress require_dependent(cl_run *run, const cl_frame *f,
                                            const cl_schema_check *c)
{
    cl_schema_progress progress = CL_GOOD;
    for (uint32_t i = 0; i < c->count && !run->stopped; i++) {
        const cl_schema_dependency *d = &c->dependencies[i];
        if (d->others != NULL && cl_object_find(f->value.object, d->name, d->length) != NULL &&
            require(run, f, c, d->others) == CL_BAD) {
            progress = CL_BAD;
            if (f->quiet)
                break;
        }
    }
    return progress;
}

cl_schema_progress cl_schema_assert(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    const cl_value *value = &f->value;
    switch ((cl_keyword)c->keyword) {
    case CL_KEY_TYPE:
        return judge(run, f, c, has_type(value, c->types), 0);
    case CL_KEY_CONST:
        return judge(run, f, c, cl_value_equal(value, c->value), 0);
    case CL_KEY_ENUM:
        return judge(run, f, c, cl_array_contains(c->value->array, value), 0);
    case CL_KEY_MULTIPLE_OF:
        return judge(run, f, c, cl_number_multiple(value, c->value), 0);
    case CL_KEY_MINIMUM:
        return judge(run, f, c, cl_number_compare(value, c->value) >= 0, 0);
    case CL_KEY_EXCLUSIVE_MINIMUM:
        return judge(run, f, c, cl_number_compare(value, c->value) > 0, 0);
    case CL_KEY_MAXIMUM:
        return judge(run, f, c, cl_number_compare(value, c->value) <= 0, 0);
    case CL_KEY_EXCLUSIVE_MAXIMUM:
        return judge(run, f, c, cl_number_compare(value, c->value) < 0, 0);
    case CL_KEY_MIN_LENGTH:
        return at_least(run, f, c, count_characters(value));
    case CL_KEY_MAX_LENGTH:
        return at_most(run, f, c, count_characters(value));
    case CL_KEY_PATTERN:
        return check_pattern(run, f, c);
    case CL_KEY_FORMAT:
        return check_format(run, f, c);
    case CL_KEY_MIN_ITEMS:
        return at_least(run, f, c, value->array->count);
    case CL_KEY_MAX_ITEMS:
        return at_most(run, f, c, value->array->count);
    case CL_KEY_UNIQUE_ITEMS:
        return check_unique(run, f, c);
    case CL_KEY_MIN_PROPERTIES:
        return at_least(run, f, c, value->object->count);
    case CL_KEY_MAX_PROPERTIES:
        return at_most(run, f, c, value->object->count);
    case CL_KEY_REQUIRED:
        return require(run, f, c, c->value->array);
    case CL_KEY_DEPENDENT_REQUIRED:
    case CL_KEY_DEPENDENCIES:
        return require_dependent(run, f, c);
        CL_APPLYING_TO_PARTS(CL_KEYWORD_CASE)
        CL_UNCHECKED_KEYWORDS(CL_KEYWORD_CASE)
    case CL_KEY_REF:
    case CL_KEY_DEPENDENT_SCHEMAS:
    case CL_KEY_ALL_OF:
    case CL_KEY_ANY_OF:
    case CL_KEY_ONE_OF:
    case CL_KEY_NOT:
    case CL_KEY_IF:
    case CL_KEY_FALSE:
    case CL_KEYWORD_COUNT:
        break;
    }
    return judge(run, f, c, false, 0); /* CL_KEY_FALSE; the others are no assertions */
}
