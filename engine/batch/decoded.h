/* decoded.h — decodes a record into a certificate, or into the fault that explains why it is
 * none. */
#ifndef CL_BATCH_DECODED_H
#define CL_BATCH_DECODED_H

#include "batch/verdicts.h"

typedef struct cl_decoded {
    certlogic_decoder *decoder;
    certlogic_certificate *certificate; /* the certificate of the last record */
    bool light;                         /* refuses heavy records */
    /* Neither trust nor no_trust is set. A signed record then ends the job. */
    bool unasked;
    bool verified; /* a trusted key has signed the certificate */
    bool found;    /* `certificate` is valid; otherwise `fault` is set */
    certlogic_error fault;
    certlogic_record record;         /* other members of the record; `id` points into the block */
    certlogic_certificate_type type; /* CERTLOGIC_GENERAL if the certificate has no type */
} cl_decoded;

/* Makes what one thread needs. A light one refuses heavy records.
 * Returns: false with the error on failure. The caller calls cl_decoded_end in any case. */
bool cl_decoded_begin(cl_decoded *decoded, const cl_reading *reading, bool light,
                      certlogic_error *error);
void cl_decoded_end(cl_decoded *decoded);

/* Decodes a record.
 * Returns: HEAVY only if `decoded` is light. FAILED if memory runs out, and for a signed
 *   certificate if `decoded` is unasked (SEMANTICS, "Certificates").
 * Errors: `memory`, `usage`. */
cl_taken cl_decode(cl_decoded *decoded, cl_block *block, const cl_record *record,
                   certlogic_error *error);

/* Returns: the request for the current record. The clock, country and region in its external
 *   replace those of `request`. */
certlogic_request cl_decoded_request(const cl_decoded *decoded, const certlogic_request *request);

/* Decides whose fault the failure `error` of judging is. A record is at fault if its external gives
 * a clock, country or region, and memory has not run out; `error` becomes the fault of the record.
 * Returns: true if the record is at fault. */
bool cl_decoded_asks_wrongly(cl_decoded *decoded, const certlogic_error *error);

#endif
