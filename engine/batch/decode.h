/* decode.h — a record becomes a certificate, or the fault that it is none. */
#ifndef CL_BATCH_DECODE_H
#define CL_BATCH_DECODE_H

#include "batch/verdicts.h"

typedef struct cl_decoded {
    certlogic_decoder *decoder;
    certlogic_certificate *certificate; /* of the last record */
    bool found;                         /* there is one; else `fault` says why not */
    certlogic_error fault;
    certlogic_record record; /* what came with it; its id points into the block */
    cl_type type;
} cl_decoded;

/* Makes what one thread needs; false with the error. cl_decoded_end in any case. */
bool cl_decoded_begin(cl_decoded *decoded, const cl_reading *reading, certlogic_error *error);
void cl_decoded_end(cl_decoded *decoded);

/* Reads a record. False, with the error, only when memory runs out. */
bool cl_decode(cl_decoded *decoded, cl_block *block, const cl_record *record,
               certlogic_error *error);

/* The request for the record at hand: where its own external counts, with its clock and countries. */
certlogic_request cl_decoded_request(const cl_decoded *decoded, const cl_reading *reading,
                                     const certlogic_request *request);

/* Judging failed with `error`. True when that is the fault of this record only, whose external asks about
 * a country without rules or a clock that is none; it is then the record's fault. */
bool cl_decoded_asks_wrongly(cl_decoded *decoded, const certlogic_error *error);

#endif
