/* verdicts.c — writes one line for each record: {"n", "id"?, "verified", "verdict", "decided_by",
 * "fault"?}. */
#include "batch/verdicts.h"

#include <stdlib.h>
#include <string.h>

#include "batch/decode.h"
#include "batch/line.h"

enum { MOST_ID = 1024 };

bool cl_verified_apart(cl_tally *tally, uint64_t *verified)
{
    cl_tally merged;
    bool ok = true;
    cl_tally_init(&merged);
    *verified = 0;
    for (uint32_t i = 0; ok && i < tally->count; i++) {
        const cl_count *c = &tally->counts[i];
        if ((c->type & CL_TYPE_VERIFIED) != 0)
            *verified += c->count;
        ok = cl_tally_add(&merged, c->type & (CL_TYPE_VERIFIED - 1), c->result, c->decided,
                          c->count);
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

/* The result for a record. */
typedef struct answer {
    certlogic_verdict_kind kind;
    const char *decided_by; /* NULL if nothing decided */
    cl_fault_kind fault;    /* if not NONE: `decoded.fault` describes it */
} answer;

static bool find_answer(verdicts *v, answer *a, certlogic_error *error)
{
    cl_decoded *d = &v->decoded;
    *a = (answer){.kind = CERTLOGIC_REJECTED, .decided_by = "payload", .fault = CL_FAULT_BROKEN};
    if (!d->found)
        return true;
    certlogic_request request = cl_decoded_request(d, &v->plan->request);
    const certlogic_verdict *verdict = certlogic_judge(v->evaluator, d->certificate, &request,
                                                       error);
    if (verdict == NULL)
        return cl_decoded_asks_wrongly(d, error);
    a->kind = certlogic_verdict_kind_of(verdict);
    a->decided_by = certlogic_verdict_decided_by(verdict);
    certlogic_step step;
    a->fault = certlogic_verdict_failing_step(verdict, &step) ? cl_fault_of_step(step)
                                                              : CL_FAULT_NONE;
    if (a->fault != CL_FAULT_NONE)
        certlogic_verdict_fault(verdict, &d->fault);
    return true;
}

static void write_line(cl_block *block, const cl_record *record, const cl_decoded *decoded,
                       const answer *a)
{
    cl_line_puts(block, "{\"n\":");
    cl_line_number(block, record->n);
    if (decoded->record.id != NULL) {
        cl_line_puts(block, ",\"id\":");
        cl_line_json(block, decoded->record.id, decoded->record.id_length);
    }
    cl_line_puts(block, decoded->verified ? ",\"verified\":true,\"verdict\":\""
                                          : ",\"verified\":false,\"verdict\":\"");
    cl_line_puts(block, certlogic_verdict_name(a->kind));
    cl_line_puts(block, "\",\"decided_by\":");
    if (a->decided_by != NULL)
        cl_line_string(block, a->decided_by, strlen(a->decided_by), MOST_ID);
    else
        cl_line_puts(block, "null");
    if (a->fault != CL_FAULT_NONE)
        cl_line_fault(block, record, &decoded->fault);
    cl_line_puts(block, "}\n");
}

static cl_taken take(void *self, cl_block *block, const cl_record *record, certlogic_error *error)
{
    verdicts *v = self;
    answer a;
    cl_taken taken = cl_decode(&v->decoded, block, record, error);
    if (taken != CL_TAKEN_DONE)
        return taken;
    bool answered = find_answer(v, &a, error) &&
                    (cl_tally_add(&block->tally, cl_decoded_type(&v->decoded), (uint8_t)a.kind,
                                  a.decided_by, 1) ||
                     cl_batch_no_memory(error));
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
