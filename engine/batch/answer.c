/* answer.c — judges a record, and writes what every line says of it. */
#include "batch/answer.h"

#include <string.h>

#include "batch/line.h"

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

void cl_answer_begin(cl_block *block, const cl_record *record, const cl_decoded *decoded)
{
    cl_line_puts(block, "{\"n\":");
    cl_line_number(block, record->n);
    if (decoded->record.id != NULL) {
        cl_line_puts(block, ",\"id\":");
        cl_line_json(block, decoded->record.id, decoded->record.id_length);
    }
    cl_line_puts(block, decoded->verified ? ",\"verified\":true" : ",\"verified\":false");
}

void cl_answer_write(cl_block *block, const cl_answer *answer)
{
    cl_line_puts(block, "\"verdict\":\"");
    cl_line_puts(block, certlogic_verdict_name(answer->kind));
    cl_line_puts(block, "\",\"decided_by\":");
    if (answer->decided_by != NULL)
        cl_line_string(block, answer->decided_by, strlen(answer->decided_by), MOST_ID);
    else
        cl_line_puts(block, "null");
}
