/* verdicts.c — writes one line for each record: {"n", "id"?, "verified", "verdict", "decided_by",
 * "fault"?}. */
#include "batch/verdicts.h"

#include <stdlib.h>

#include "batch/answer.h"

bool cl_verified_apart(cl_tally *tally, uint64_t *verified)
{
    cl_tally merged;
    bool ok = true;
    cl_tally_init(&merged);
    *verified = 0;
    for (uint32_t i = 0; ok && i < tally->count; i++) {
        const cl_count *c = &tally->counts[i];
        cl_tally_key key = c->key;
        if (key.verified)
            *verified += c->count;
        key.verified = false;
        ok = cl_tally_add(&merged, &key, c->count);
    }
    cl_tally_sort(&merged);
    cl_tally_free(tally);
    *tally = merged;
    return ok;
}

typedef struct verdicts {
    const cl_verdicts_plan *plan;
    certlogic_evaluator *evaluator;
    cl_decoded decoded;
} verdicts;

static void end(void *self)
{
    verdicts *v = self;
    cl_decoded_end(&v->decoded);
    certlogic_evaluator_free(v->evaluator);
    free(v);
}

static void *begin(const void *plan, bool light, certlogic_error *error)
{
    const cl_verdicts_plan *p = plan;
    verdicts *v = calloc(1, sizeof *v);
    if (v == NULL) {
        cl_batch_no_memory(error);
        return NULL;
    }
    v->plan = p;
    v->evaluator = certlogic_evaluator_new(p->rules, error);
    if (v->evaluator != NULL && cl_decoded_begin(&v->decoded, &p->reading, light, error))
        return v;
    end(v);
    return NULL;
}

static void write_line(cl_block *block, const cl_record *record, const cl_decoded *decoded,
                       const cl_answer *a)
{
    cl_writer w = cl_answer_begin(block, record, decoded);
    cl_answer_write(&w, a);
    if (a->fault != CL_FAULT_NONE)
        cl_line_fault(&w, block, record, &decoded->fault);
    cl_writer_end_line(&w);
}

/* Returns: false if memory runs out. */
static bool count(cl_tally *tally, const cl_decoded *decoded, const cl_answer *a)
{
    const cl_tally_key key = {.type = decoded->type,
                              .verified = decoded->verified,
                              .old = a->kind,
                              .verdict = a->kind,
                              .decided = a->decided_by};
    return cl_tally_add(tally, &key, 1);
}

static cl_taken take(void *self, cl_block *block, const cl_record *record, certlogic_error *error)
{
    verdicts *v = self;
    cl_answer a;
    cl_taken taken = cl_decode(&v->decoded, block, record, error);
    if (taken != CL_TAKEN_DONE)
        return taken;
    bool answered = cl_answer_find(&v->decoded, v->evaluator, &v->plan->request, &a, error) &&
                    (count(&block->tally, &v->decoded, &a) || cl_batch_no_memory(error));
    if (answered) {
        if ((v->plan->only & 1U << a.kind) != 0)
            write_line(block, record, &v->decoded, &a);
        if (a.fault == CL_FAULT_BROKEN)
            cl_block_fault(block);
        else if (a.fault == CL_FAULT_UNTRUSTED)
            block->untrusted++;
    }
    return answered ? CL_TAKEN_DONE : CL_TAKEN_FAILED;
}

cl_batch_judge cl_verdicts(const cl_verdicts_plan *plan)
{
    return (cl_batch_judge){.begin = begin, .take = take, .end = end, .plan = plan};
}
