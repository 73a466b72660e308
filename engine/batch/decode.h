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
    certlogic_record record; /* what came with it; its id points into the block */
    cl_type type;
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

/* True when a fault at this step means that the record is broken. One that is expired, or not signed by
 * whom we trust, is rejected for a reason, but whole. */
bool cl_decoded_broken(const char *step);

/* True when a fault at this step means that nobody whom we trust has signed the record. */
bool cl_decoded_untrusted(const char *step);

/* The request for the record at hand: where its own external counts, with its clock and countries. */
certlogic_request cl_decoded_request(const cl_decoded *decoded, const certlogic_request *request);

/* Judging failed with `error`. True when that is the fault of this record only, whose external asks about
 * a country without rules or a clock that is none; it is then the record's fault. */
bool cl_decoded_asks_wrongly(cl_decoded *decoded, const certlogic_error *error);

#endif
