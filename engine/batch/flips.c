/* flips.c — judges a record twice, and writes a line for a changed verdict.
 *
 * A line: {"n", "id"?, "verified", "old": {"verdict", "decided_by"}, "new": {…}, "fault"?}. */
#include "batch/flips.h"

#include <stdlib.h>

#include "batch/answer.h"

typedef struct flips {
    const cl_flips_plan *plan;
    certlogic_evaluator *old_evaluator, *new_evaluator;
    cl_decoded decoded;
} flips;

static void end(void *self)
{
    flips *f = self;
    cl_decoded_end(&f->decoded);
    certlogic_evaluator_free(f->old_evaluator);
    certlogic_evaluator_free(f->new_evaluator);
    free(f);
}

static void *begin(const void *plan, bool light, certlogic_error *error)
{
    flips *f = calloc(1, sizeof *f);
    if (f == NULL) {
        cl_batch_no_memory(error);
        return NULL;
    }
    f->plan = plan;
    f->old_evaluator = certlogic_evaluator_new(f->plan->old_rules, error);
    f->new_evaluator = certlogic_evaluator_new(f->plan->new_rules, error);
    if (f->old_evaluator != NULL && f->new_evaluator != NULL &&
        cl_decoded_begin(&f->decoded, &f->plan->reading, light, error))
        return f;
    end(f);
    return NULL;
}

static void write_line(cl_block *block, const cl_record *record, const cl_decoded *decoded,
                       const cl_answer *was, const cl_answer *is)
{
    cl_writer w = cl_answer_begin(block, record, decoded);
    cl_writer_open_member(&w, "old", '{');
    cl_answer_write(&w, was);
    cl_writer_close(&w, '}');
    cl_writer_open_member(&w, "new", '{');
    cl_answer_write(&w, is);
    cl_writer_close(&w, '}');
    if (was->fault != CL_FAULT_NONE || is->fault != CL_FAULT_NONE)
        cl_line_fault(&w, block, record, &decoded->fault);
    cl_writer_end_line(&w);
}

static cl_taken take(void *self, cl_block *block, const cl_record *record, certlogic_error *error)
{
    flips *f = self;
    cl_answer was, is;
    cl_taken taken = cl_decode(&f->decoded, block, record, error);
    if (taken != CL_TAKEN_DONE)
        return taken;
    cl_decoded *d = &f->decoded;
    bool judged = cl_answer_find(d, f->old_evaluator, &f->plan->old_request, &was, error) &&
                  cl_answer_find(d, f->new_evaluator, &f->plan->new_request, &is, error);
    if (judged) {
        bool changed = was.kind != is.kind;
        const char *responsible = !changed                ? NULL
                                  : is.decided_by != NULL ? is.decided_by
                                                          : was.decided_by;
        const cl_tally_key key = {.type = d->type,
                                  .verified = d->verified,
                                  .old = was.kind,
                                  .verdict = is.kind,
                                  .decided = responsible};
        judged = cl_tally_add(&block->tally, &key, 1) || cl_batch_no_memory(error);
        if (judged && changed && f->plan->list)
            write_line(block, record, &f->decoded, &was, &is);
        if (was.fault == CL_FAULT_BROKEN || is.fault == CL_FAULT_BROKEN)
            cl_block_fault(block);
        else if (was.fault == CL_FAULT_UNTRUSTED && is.fault != CL_FAULT_NONE)
            block->untrusted++;
    }
    return judged ? CL_TAKEN_DONE : CL_TAKEN_FAILED;
}

cl_batch_judge cl_flips(const cl_flips_plan *plan)
{
    return (cl_batch_judge){.begin = begin, .take = take, .end = end, .plan = plan};
}
