/* answer.c — judges a record, and writes what every line says of it. */
#include "batch/answer.h"

enum { MOST_ID = 1024 };

static cl_fault_kind fault_of(const certlogic_verdict *verdict)
{
    certlogic_step step;
    if (!certlogic_verdict_failing_step(verdict, &step))
        return CL_FAULT_NONE;
    if (step == CERTLOGIC_STEP_SIGNATURE)
        return CL_FAULT_UNTRUSTED;
    return step == CERTLOGIC_STEP_VALIDITY ? CL_FAULT_INVALID : CL_FAULT_BROKEN;
}

bool cl_answer_find(cl_decoded *decoded, certlogic_evaluator *evaluator,
                    const certlogic_request *request, cl_answer *answer, certlogic_error *error)
{
    *answer = (cl_answer){
        .kind = CERTLOGIC_REJECTED, .decided_by = "payload", .fault = CL_FAULT_BROKEN};
    if (!decoded->found)
        return true;
    certlogic_request asked = cl_decoded_request(decoded, request);
    const certlogic_verdict *verdict = certlogic_judge(evaluator, decoded->certificate, &asked,
                                                       error);
    if (verdict == NULL)
        return cl_decoded_asks_wrongly(decoded, error);
    answer->kind = certlogic_verdict_kind_of(verdict);
    answer->decided_by = certlogic_verdict_decided_by(verdict);
    answer->fault = fault_of(verdict);
    if (answer->fault != CL_FAULT_NONE)
        certlogic_verdict_fault(verdict, &decoded->fault);
    return true;
}

cl_writer cl_answer_begin(cl_block *block, const cl_record *record, const cl_decoded *decoded)
{
    cl_writer w = cl_line_begin(block);
    cl_writer_name(&w, "n");
    cl_writer_number(&w, record->n);
    if (decoded->record.id != NULL) {
        cl_writer_name(&w, "id");
        cl_writer_json(&w, decoded->record.id, decoded->record.id_length);
    }
    cl_writer_name(&w, "verified");
    cl_writer_boolean(&w, decoded->verified);
    return w;
}

void cl_answer_write(cl_writer *w, const cl_answer *answer)
{
    cl_writer_member(w, "verdict", certlogic_verdict_name(answer->kind));
    cl_writer_name(w, "decided_by");
    cl_line_text(w, answer->decided_by, MOST_ID);
}
