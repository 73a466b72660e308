/* validator.c — validates values: the loop over frames, and the keywords that apply subschemas.
 * Does not know how a schema was compiled. */
#include <string.h>

#include "base/limits.h"
#include "schema/validator.h"

/* ---- Asking ---------------------------------------------------------------------------------- */

static bool grow(cl_run *run)
{
    cl_frame *frames = cl_arena_grow(run->scratch, run->frames, run->depth, &run->capacity,
                                     sizeof *frames);
    if (frames == NULL)
        return cl_error_memory(run->error);
    run->frames = frames;
    return true;
}

/* Pushes a frame. Pointers to frames are then invalid. The stack is bounded: each level of the
 * value has one chain of at most CL_MAX_DEPTH frames, and there are at most CL_MAX_DEPTH levels. */
static cl_schema_progress push(cl_run *run, uint32_t node, const cl_value *value, bool quiet)
{
    if (run->depth == run->capacity && !grow(run))
        return CL_BROKEN;
    cl_frame *f = &run->frames[run->depth++];
    *f = (cl_frame){.value = *value, .child = CL_UNASKED, .quiet = quiet, .valid = true};
    f->node = &run->schema->nodes[run->schema->nodes[node].forward];
    return CL_WAITING;
}

/* Applies a subschema to the same value. */
static cl_schema_progress ask(cl_run *run, const cl_frame *f, uint32_t node, bool quiet)
{
    cl_value value = f->value;
    return push(run, node, &value, quiet || f->quiet);
}

static cl_schema_progress ask_member(cl_run *run, const cl_frame *f, uint32_t node,
                                     const cl_member *m)
{
    if (push(run, node, &m->value, f->quiet) == CL_BROKEN)
        return CL_BROKEN;
    cl_frame *top = &run->frames[run->depth - 1];
    top->step = CL_STEP_KEY;
    top->key = m->key;
    top->length = m->length;
    return CL_WAITING;
}

static cl_schema_progress ask_item(cl_run *run, const cl_frame *f, uint32_t node, uint32_t index,
                                   bool quiet)
{
    if (push(run, node, &f->value.array->items[index], quiet || f->quiet) == CL_BROKEN)
        return CL_BROKEN;
    cl_frame *top = &run->frames[run->depth - 1];
    top->step = CL_STEP_INDEX;
    top->length = index;
    return CL_WAITING;
}

/* True for a subschema without checks, for which every value is valid. */
static bool asks_nothing(const cl_run *run, uint32_t node)
{
    return run->schema->nodes[run->schema->nodes[node].forward].check_count == 0;
}

/* ---- Findings -------------------------------------------------------------------------------- */

/* Writes the JSON Pointer to the value of frame `count` - 1. */
static void write_pointer(const cl_run *run, uint32_t count, cl_pen *pen)
{
    char number[12];
    for (uint32_t i = 0; i < count; i++) {
        const cl_frame *f = &run->frames[i];
        if (f->step == CL_STEP_KEY)
            cl_pen_step(pen, f->key, f->length);
        if (f->step != CL_STEP_INDEX)
            continue;
        size_t from = sizeof number;
        for (uint32_t n = f->length, first = 1; first || n > 0; n /= 10, first = 0)
            number[--from] = (char)('0' + n % 10);
        cl_pen_step(pen, number + from, sizeof number - from);
    }
}

cl_schema_progress cl_schema_fail(cl_run *run, const cl_frame *f, const cl_schema_check *c,
                                  cl_keyword keyword, uint64_t number, const char *name,
                                  size_t length)
{
    if (f->quiet || run->stopped)
        return CL_BAD;
    cl_pen at = {run->at, sizeof run->at, 0}, place = {run->place, sizeof run->place, 0};
    cl_pen message = {run->message, sizeof run->message, 0};
    const char *word = cl_keyword_rows[keyword].name;
    run->at[0] = run->place[0] = run->message[0] = '\0';
    write_pointer(run, (uint32_t)(f - run->frames) + 1, &at);
    cl_schema_place(run->schema, (uint32_t)(f->node - run->schema->nodes), true, &place);
    if (keyword != CL_KEY_FALSE)
        cl_pen_step(&place, word, strlen(word));
    cl_schema_message(c, keyword, &f->value, number, name, length, &message);
    cl_schema_finding finding = {.keyword = word,
                                 .at = run->at,
                                 .member = name,
                                 .length = name != NULL ? length : 0,
                                 .place = run->place,
                                 .message = run->message};
    run->stopped = !run->report(run->self, &finding);
    return CL_BAD;
}

/* ---- Keywords -------------------------------------------------------------------------------- */

/* Takes the last answer of a subschema. True if it was CL_NO and the frame is quiet: the check then
 * ends at once. */
static bool heard_no(cl_frame *f)
{
    bool no = f->child == CL_NO;
    f->failed = f->failed || no;
    f->child = CL_UNASKED;
    return no && f->quiet;
}

static cl_schema_progress verdict(const cl_frame *f)
{
    return f->failed ? CL_BAD : CL_GOOD;
}

/* A member goes through phases: its name, then each pattern, then additionalProperties. */
static cl_schema_progress check_members(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    const cl_schema_members *s = c->members;
    const cl_object *object = f->value.object;
    if (heard_no(f))
        return CL_BAD;
    for (; f->at < object->count && !run->stopped; f->at++, f->phase = 0, f->hit = false) {
        const cl_member m = cl_object_member(object, f->at);
        if (f->phase == 0) {
            uint32_t number = cl_intern_find(&s->names, m.key, m.length);
            f->phase++;
            f->hit = number != CL_NOT_INTERNED;
            if (f->hit && !asks_nothing(run, s->named[number]))
                return ask_member(run, f, s->named[number], &m);
        }
        while (f->phase <= s->pattern_count) {
            uint32_t i = f->phase++ - 1;
            int found = cl_pattern_match(s->patterns[i], &run->matcher, m.key, m.length,
                                         run->error);
            if (found < 0)
                return CL_BROKEN;
            f->hit = f->hit || found > 0;
            if (found > 0 && !asks_nothing(run, s->matching[i]))
                return ask_member(run, f, s->matching[i], &m);
        }
        if (f->hit || s->additional == CL_NO_NODE || f->phase > s->pattern_count + 1)
            continue;
        f->phase++;
        if (!s->closed && asks_nothing(run, s->additional))
            continue;
        if (!s->closed)
            return ask_member(run, f, s->additional, &m);
        f->failed = true;
        cl_schema_fail(run, f, c, CL_KEY_ADDITIONAL_PROPERTIES, 0, m.key, m.length);
        if (f->quiet)
            break;
    }
    return verdict(f);
}

static cl_schema_progress check_names(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    const cl_object *object = f->value.object;
    if (heard_no(f))
        return CL_BAD;
    if (f->at == object->count || asks_nothing(run, c->node))
        return verdict(f);
    const cl_member m = cl_object_member(object, f->at++);
    cl_value name = cl_value_string(m.key, m.length);
    return push(run, c->node, &name, f->quiet);
}

static cl_schema_progress check_items(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    const cl_schema_items *s = c->items;
    if (heard_no(f))
        return CL_BAD;
    for (; f->at < f->value.array->count; f->at++) {
        uint32_t node = f->at < s->prefix_count ? s->prefix[f->at] : s->rest;
        if (node == CL_NO_NODE)
            break;
        if (!asks_nothing(run, node))
            return ask_item(run, f, node, f->at++, false);
    }
    return verdict(f);
}

static cl_schema_progress check_contains(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    const cl_schema_contains *s = c->contains;
    f->matched += f->child == CL_YES;
    bool settled = f->matched > s->most || (f->matched >= s->least && s->most == UINT64_MAX);
    if (!settled && f->at < f->value.array->count)
        return ask_item(run, f, s->node, f->at++, true);
    if (f->matched > s->most)
        return cl_schema_fail(run, f, c, CL_KEY_MAX_CONTAINS, f->matched, NULL, 0);
    if (f->matched >= s->least)
        return CL_GOOD;
    return cl_schema_fail(run, f, c, f->matched == 0 ? CL_KEY_CONTAINS : CL_KEY_MIN_CONTAINS,
                          f->matched, NULL, 0);
}

static cl_schema_progress check_dependencies(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    if (heard_no(f))
        return CL_BAD;
    while (f->at < c->count) {
        const cl_schema_dependency *d = &c->dependencies[f->at++];
        if (d->node != CL_NO_NODE && cl_object_find(f->value.object, d->name, d->length) != NULL)
            return ask(run, f, d->node, false);
    }
    if (c->keyword == CL_KEY_DEPENDENCIES)
        f->failed = cl_schema_assert(run, f, c) == CL_BAD || f->failed;
    return verdict(f);
}

/* allOf: each branch reports its own errors. */
static cl_schema_progress check_all(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    if (heard_no(f))
        return CL_BAD;
    return f->at == c->count ? verdict(f) : ask(run, f, c->nodes[f->at++], false);
}

/* anyOf and oneOf: applies alternatives until the result is certain. */
static cl_schema_progress check_any(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    bool one = c->keyword == CL_KEY_ONE_OF;
    f->matched += f->child == CL_YES;
    if (f->at < c->count && f->matched < (one ? 2u : 1u))
        return ask(run, f, c->nodes[f->at++], true);
    if (f->matched == 1)
        return CL_GOOD;
    return cl_schema_fail(run, f, c, (cl_keyword)c->keyword, f->matched, NULL, 0);
}

static cl_schema_progress check_not(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    if (f->child == CL_UNASKED)
        return ask(run, f, c->node, true);
    return f->child == CL_NO ? CL_GOOD : cl_schema_fail(run, f, c, CL_KEY_NOT, 0, NULL, 0);
}

/* if: applies the condition quietly, then one of the branches, whose faults are reported. */
static cl_schema_progress check_condition(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    if (f->phase == 0) {
        f->phase++;
        if (c->branches[1] == CL_NO_NODE && c->branches[2] == CL_NO_NODE)
            return CL_GOOD;
        return ask(run, f, c->branches[0], true);
    }
    if (f->phase == 1) {
        uint32_t branch = c->branches[f->child == CL_YES ? 1 : 2];
        f->phase++;
        return branch == CL_NO_NODE ? CL_GOOD : ask(run, f, branch, false);
    }
    return f->child == CL_YES ? CL_GOOD : CL_BAD;
}

static cl_schema_progress check_reference(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    if (f->child == CL_UNASKED)
        return ask(run, f, c->node, false);
    return f->child == CL_YES ? CL_GOOD : CL_BAD;
}

static cl_schema_progress try_check(cl_run *run, cl_frame *f, const cl_schema_check *c)
{
    switch ((cl_keyword)c->keyword) {
    case CL_KEY_REF:
        return check_reference(run, f, c);
    case CL_KEY_PROPERTIES:
        return check_members(run, f, c);
    case CL_KEY_PROPERTY_NAMES:
        return check_names(run, f, c);
    case CL_KEY_ITEMS:
        return check_items(run, f, c);
    case CL_KEY_CONTAINS:
        return check_contains(run, f, c);
    case CL_KEY_DEPENDENCIES:
    case CL_KEY_DEPENDENT_SCHEMAS:
        return check_dependencies(run, f, c);
    case CL_KEY_ALL_OF:
        return check_all(run, f, c);
    case CL_KEY_ANY_OF:
    case CL_KEY_ONE_OF:
        return check_any(run, f, c);
    case CL_KEY_NOT:
        return check_not(run, f, c);
    case CL_KEY_IF:
        return check_condition(run, f, c);
        CL_ASSERTING_KEYWORDS(CL_KEYWORD_CASE)
        CL_UNCHECKED_KEYWORDS(CL_KEYWORD_CASE)
    case CL_KEYWORD_COUNT:
        break;
    }
    return cl_schema_assert(run, f, c);
}

/* ---- The loop -------------------------------------------------------------------------------- */

/* Pops the top frame and passes its answer to the frame below. */
static void pop(cl_run *run)
{
    run->valid = run->frames[--run->depth].valid;
    if (run->depth > 0)
        run->frames[run->depth - 1].child = run->valid ? CL_YES : CL_NO;
}

/* Resets the frame for its next check. */
static void advance(cl_frame *f)
{
    f->check++;
    f->at = f->phase = f->matched = 0;
    f->child = CL_UNASKED;
    f->hit = f->failed = false;
}

static bool loop(cl_run *run)
{
    while (run->depth > 0) {
        cl_frame *f = &run->frames[run->depth - 1];
        if (f->check == f->node->check_count || run->stopped) {
            f->valid = f->valid && !run->stopped;
            pop(run);
            continue;
        }
        const cl_schema_check *c = &f->node->checks[f->check];
        if (++run->steps > CL_MAX_SCHEMA_STEPS)
            return cl_error_set(run->error, CL_BUDGET, "validation takes more than %d steps",
                                CL_MAX_SCHEMA_STEPS);
        cl_schema_progress progress = (c->looks >> f->value.kind & 1) != 0 ? try_check(run, f, c)
                                                                           : CL_GOOD;
        if (progress == CL_BROKEN)
            return false;
        if (progress == CL_WAITING) /* the frames may have moved */
            continue;
        f->valid = f->valid && progress == CL_GOOD;
        advance(f);
        if (!f->valid && f->quiet)
            pop(run);
    }
    return true;
}

int cl_schema_validate(const cl_schema *schema, const cl_value *value, cl_arena *scratch,
                       cl_schema_report *report, void *self, cl_error *error)
{
    cl_arena_mark mark = cl_arena_here(scratch);
    cl_run *run = cl_arena_alloc(scratch, sizeof *run);
    int valid = -1;
    if (run == NULL) {
        cl_error_memory(error);
        return -1;
    }
    /* The texts are not cleared: they are large, and always written before they are read. */
    memset(run, 0, offsetof(cl_run, at));
    run->schema = schema;
    run->scratch = scratch;
    run->matcher.arena = scratch;
    run->report = report;
    run->self = self;
    run->error = error;
    if (push(run, 0, value, report == NULL) != CL_BROKEN && loop(run))
        valid = run->valid;
    cl_arena_undo(scratch, mark);
    return valid;
}
