/* evaluator.c — makes and frees evaluators and binds data. */
#include "vm/evaluator.h"

#include <stdlib.h>
#include <string.h>

#include "vm/machine.h"

static bool allocate(cl_evaluator *v)
{
    const cl_program *p = v->program;
    size_t words = (size_t)p->rule_count / 64 + 1;
    v->registers = calloc((size_t)p->register_count + 1, sizeof *v->registers);
    v->slots = calloc((size_t)p->slot_count + 1, sizeof *v->slots);
    v->cells = calloc((size_t)p->slot_count + p->date_count + 1, sizeof *v->cells);
    v->layouts = calloc(CL_LAYOUTS, sizeof *v->layouts);
    v->failed = calloc(words, sizeof *v->failed);
    v->undecided = calloc(words, sizeof *v->undecided);
    return v->registers != NULL && v->slots != NULL && v->cells != NULL && v->layouts != NULL &&
           v->failed != NULL && v->undecided != NULL &&
           cl_arena_reserve(&v->arena, CL_WORKING_MEMORY) == 0 &&
           cl_buffer_reserve(&v->text, CL_MAX_POINTER);
}

/* Returns the branch of a member of the context, or CL_NONE_INDEX if no rule reads the member. */
static uint32_t branch_of(const cl_program *p, const char *name, size_t length)
{
    const cl_branch *root = &p->branches[CL_BRANCH_ROOT];
    for (uint32_t i = root->child; p->branch_count > 0 && i < root->child + root->children; i++) {
        if (p->branches[i].length == length && memcmp(p->branches[i].text, name, length) == 0)
            return i;
    }
    return CL_NONE_INDEX;
}

cl_evaluator *cl_evaluator_new(const cl_program *program, cl_error *error)
{
    cl_evaluator *v = calloc(1, sizeof *v);
    if (v == NULL) {
        cl_error_memory(error);
        return NULL;
    }
    v->program = program;
    cl_evaluator_limit(v, CL_MAX_WORK, CL_MAX_ITERATIONS);
    cl_arena_init(&v->arena, CL_MAX_WORKING_MEMORY);
    cl_buffer_init(&v->text);
    v->branch_of[CL_PART_PAYLOAD] = branch_of(program, "payload", 7);
    v->branch_of[CL_PART_CONTEXT] = branch_of(program, "external", 8);
    if (allocate(v))
        return v;
    cl_evaluator_free(v);
    cl_error_memory(error);
    return NULL;
}

void cl_evaluator_limit(cl_evaluator *v, int64_t work, uint64_t iterations)
{
    v->most_work = work;
    v->most_iterations = iterations;
}

int64_t cl_evaluator_spent(const cl_evaluator *v)
{
    return v->most_work - v->work;
}

void cl_evaluator_free(cl_evaluator *v)
{
    if (v == NULL)
        return;
    cl_arena_free(&v->arena);
    cl_buffer_free(&v->text);
    free(v->registers);
    free(v->slots);
    free(v->cells);
    free(v->layouts);
    free(v->failed);
    free(v->undecided);
    free(v);
}

void cl_evaluator_bind(cl_evaluator *v, const cl_value *context)
{
    cl_arena_reset(&v->arena);
    v->bound = cl_arena_here(&v->arena);
    v->payload = v->external = NULL;
    cl_machine_clear(v, CL_PART_PAYLOAD);
    cl_machine_clear(v, CL_PART_CONTEXT);
    if (v->program->branch_count > 0)
        cl_machine_fill(v, CL_BRANCH_ROOT, context);
}

/* If a rule reads the whole context, makes it from the two parts and fills its slot. */
static bool bind_whole(cl_evaluator *v, cl_error *error)
{
    cl_member members[2];
    size_t count = 0;
    const cl_branch *root = &v->program->branches[CL_BRANCH_ROOT];
    if (root->slot == CL_NONE_INDEX)
        return true;
    if (v->payload != NULL)
        members[count++] = (cl_member){.key = "payload", .length = 7, .value = *v->payload};
    if (v->external != NULL)
        members[count++] = (cl_member){.key = "external", .length = 8, .value = *v->external};
    const cl_object *object = cl_object_make(&v->arena, members, count);
    if (object == NULL)
        return cl_error_memory(error);
    v->context = (cl_value){.object = object, .kind = CL_KIND_OBJECT};
    v->within_budget = false;
    cl_machine_fill_slot(v, root->slot, &v->context);
    return true;
}

static bool bind_part(cl_evaluator *v, cl_part part, const cl_value *value, cl_error *error)
{
    cl_arena_reset(&v->arena);
    cl_machine_clear(v, part);
    if (v->branch_of[part] != CL_NONE_INDEX)
        cl_machine_fill(v, v->branch_of[part], value);
    bool whole = v->program->branch_count == 0 || bind_whole(v, error);
    v->bound = cl_arena_here(&v->arena);
    return whole;
}

bool cl_evaluator_bind_external(cl_evaluator *v, const cl_value *external, cl_error *error)
{
    v->external = external;
    v->payload = NULL; /* bind_whole must not read it: its data may be freed by now */
    cl_machine_clear(v, CL_PART_PAYLOAD);
    return bind_part(v, CL_PART_CONTEXT, external, error);
}

bool cl_evaluator_bind_payload(cl_evaluator *v, const cl_value *payload, cl_error *error)
{
    v->payload = payload;
    return bind_part(v, CL_PART_PAYLOAD, payload, error);
}

const cl_value *cl_evaluator_slot(const cl_evaluator *v, uint32_t slot)
{
    return v->slots[slot];
}

void cl_evaluator_trace(cl_evaluator *v, cl_trace *trace, void *self)
{
    v->trace = trace;
    v->trace_self = self;
}
