/* decode.h — a record becomes a certificate, or the fault that it is none. */
#ifndef CL_BATCH_DECODE_H
#define CL_BATCH_DECODE_H

#include "batch/verdicts.h"

typedef struct cl_decoded {
    certlogic_decoder *decoder;
    certlogic_certificate *certificate; /* of the last record */
    bool light;                         /* heavy records are for another one */
    bool unasked; /* nobody said whether signatures are to be checked: signed records end the job */
    bool verified; /* a trusted key has signed it */
    bool found;    /* there is one; else `fault` says why not */
    certlogic_error fault;
    certlogic_record record;         /* what came with it; its id points into the block */
    certlogic_certificate_type type; /* CERTLOGIC_GENERAL: none */
} cl_decoded;

/* Makes what one thread needs; false with the error. What is `light` reads no heavy record.
 * cl_decoded_end in any case. */
bool cl_decoded_begin(cl_decoded *decoded, const cl_reading *reading, bool light,
                      certlogic_error *error);
void cl_decoded_end(cl_decoded *decoded);

/* Reads a record. HEAVY only where `decoded` is light. FAILED, with the error, when memory runs
 * out, or with `usage` for a signed one where nobody said whether signatures are to be checked
 * (SEMANTICS, "Certificates"). */
cl_taken cl_decode(cl_decoded *decoded, cl_block *block, const cl_record *record,
                   certlogic_error *error);

/* What a tally counts a record under: its type, and whether it is verified. */
uint8_t cl_decoded_type(const cl_decoded *decoded);

/* What the fault of a record means for the job. */
typedef enum cl_fault_kind {
    CL_FAULT_NONE,
    CL_FAULT_BROKEN,    /* it cannot be read */
    CL_FAULT_UNTRUSTED, /* no trusted key has signed it */
    CL_FAULT_INVALID    /* it is whole and signed, and not valid at the moment */
} cl_fault_kind;

cl_fault_kind cl_fault_of_step(certlogic_step step);

/* The request for the record at hand: where its own external counts, with its clock and countries. */
certlogic_request cl_decoded_request(const cl_decoded *decoded, const certlogic_request *request);

/* Judging failed with `error`. True when that is the fault of this record only, whose external asks about
 * a country without rules or a clock that is none; it is then the record's fault. */
bool cl_decoded_asks_wrongly(cl_decoded *decoded, const certlogic_error *error);

#endif
