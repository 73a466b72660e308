/* record.h — reads one record of a stream: a certificate in any form, or, in JSON, an object
 * {"id", "payload", "external"} around a certificate (SEMANTICS, "Records"). */
#ifndef CL_CERT_RECORD_H
#define CL_CERT_RECORD_H

#include <stdbool.h>
#include <stddef.h>

#include "cert/decode.h"
#include "data/text.h"

/* How records are read. */
typedef struct cl_record_reader {
    cl_decoder *decoder;
    cl_input input; /* only with AUTO and JSON a record can be an object around a certificate */
    bool external;  /* the member `external` is read */
} cl_record_reader;

/* What a record has besides its certificate. */
typedef struct cl_record_members {
    cl_text id;    /* as it is written in the record: a string or a whole number of JSON */
    bool external; /* there is an `external` */
    /* The members of `external`, if it is read; "" for each that is missing. */
    char clock[64];  /* validationClock */
    char country[3]; /* countryCode */
    char region[64];
} cl_record_members;

/* Decodes a record of `length` bytes into `certificate`, as cl_decoder_read. A record without a
 * payload, with an id of another kind or of more than CL_MAX_RECORD_ID bytes, or with an external
 * that cannot be read has the fault RECORD. The place and the offset of a fault count from the
 * record. Returns false with MEMORY. */
bool cl_decoder_read_record(const cl_record_reader *reader, const char *bytes, size_t length,
                            cl_certificate *certificate, cl_record_members *record,
                            cl_error *fault);

#endif
