/* flips.c — judges a record twice, and writes a line for a changed verdict.
 *
 * A line: {"n", "id"?, "verified", "old": {"verdict", "decided_by"}, "new": {…}, "fault"?}. */
#include "batch/flips.h"

#include <stdlib.h>
#include <string.h>

#include "batch/decode.h"
#include "batch/line.h"

enum { MOST_ID = 1024 };

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

typedef struct answer {
    certlogic_verdict_kind kind;
    const char *decided_by; /* of the rule set or a constant; valid after the next judging */
    cl_fault_kind fault;
} answer;

static bool judge(flips *f, certlogic_evaluator *evaluator, const certlogic_request *request,
                  answer *a, certlogic_error *error)
{
    certlogic_step step;
    *a = (answer){.kind = CERTLOGIC_REJECTED, .decided_by = "payload", .fault = CL_FAULT_BROKEN};
    if (!f->decoded.found)
        return true;
    certlogic_request asked = cl_decoded_request(&f->decoded, request);
    const certlogic_verdict *verdict = certlogic_judge(evaluator, f->decoded.certificate, &asked,
                                                       error);
    if (verdict == NULL)
        return cl_decoded_asks_wrongly(&f->decoded, error);
    a->kind = certlogic_verdict_kind_of(verdict);
    a->decided_by = certlogic_verdict_decided_by(verdict);
    a->fault = certlogic_verdict_failing_step(verdict, &step) ? cl_fault_of_step(step)
                                                              : CL_FAULT_NONE;
    if (a->fault != CL_FAULT_NONE)
        certlogic_verdict_fault(verdict, &f->decoded.fault);
    return true;
}

static void write_answer(cl_block *block, const char *name, const answer *a)
{
    cl_line_puts(block, name);
    cl_line_puts(block, certlogic_verdict_name(a->kind));
    cl_line_puts(block, "\",\"decided_by\":");
    if (a->decided_by != NULL)
        cl_line_string(block, a->decided_by, strlen(a->decided_by), MOST_ID);
    else
        cl_line_puts(block, "null");
    cl_line_puts(block, "}");
}

static void write_line(cl_block *block, const cl_record *record, const cl_decoded *decoded,
                       const answer *was, const answer *is)
{
    cl_line_puts(block, "{\"n\":");
    cl_line_number(block, record->n);
    if (decoded->record.id != NULL) {
        cl_line_puts(block, ",\"id\":");
        cl_line_json(block, decoded->record.id, decoded->record.id_length);
    }
    cl_line_puts(block, decoded->verified ? ",\"verified\":true" : ",\"verified\":false");
    write_answer(block, ",\"old\":{\"verdict\":\"", was);
    write_answer(block, ",\"new\":{\"verdict\":\"", is);
    if (was->fault != CL_FAULT_NONE || is->fault != CL_FAULT_NONE)
        cl_line_fault(block, record, &decoded->fault);
    cl_line_puts(block, "}\n");
}

static cl_taken take(void *self, cl_block *block, const cl_record *record, certlogic_error *error)
{
    flips *f = self;
    answer was, is;
    cl_taken taken = cl_decode(&f->decoded, block, record, error);
    if (taken != CL_TAKEN_DONE)
        return taken;
    bool judged = judge(f, f->old_evaluator, &f->plan->old_request, &was, error) &&
                  judge(f, f->new_evaluator, &f->plan->new_request, &is, error);
    if (judged) {
        bool changed = was.kind != is.kind;
        const char *responsible = !changed                ? NULL
                                  : is.decided_by != NULL ? is.decided_by
                                                          : was.decided_by;
        uint8_t result = (uint8_t)((int)was.kind * CL_VERDICTS + (int)is.kind);
        judged = cl_tally_add(&block->tally, cl_decoded_type(&f->decoded), result, responsible,
                              1) ||
                 cl_batch_no_memory(error);
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
