/* decode.h — a record becomes a certificate, or the fault that it is none. */
#ifndef CL_BATCH_DECODE_H
#define CL_BATCH_DECODE_H

#include "batch/verdicts.h"

typedef struct cl_decoded {
    certlogic_certificate *certificate; /* NULL: the record is a fault */
    certlogic_error fault;              /* why */
    const char *id;                     /* JSON of the record's identifier, or NULL */
    size_t id_length;
    cl_type type;
} cl_decoded;

/* Reads a record. False, with the error, only when memory runs out. */
bool cl_decode(const cl_reading *reading, cl_block *block, const cl_record *record,
               cl_decoded *decoded, certlogic_error *error);

void cl_decoded_free(cl_decoded *decoded);

#endif
