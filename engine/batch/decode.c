/* decode.c — asks the library to read what the splitter found. */
#include "batch/decode.h"

#include <stdio.h>
#include <string.h>

const char *cl_type_name(cl_type type)
{
    static const char *const names[] = {"none", "Vaccination", "Test", "Recovery"};
    return names[type];
}

static cl_type type_of(const certlogic_certificate *certificate)
{
    const char *name = certlogic_certificate_type(certificate);
    for (int t = CL_TYPE_VACCINATION; name != NULL && t <= CL_TYPE_RECOVERY; t++) {
        if (strcmp(name, cl_type_name((cl_type)t)) == 0)
            return (cl_type)t;
    }
    return CL_TYPE_NONE;
}

static void set_fault(cl_decoded *decoded, const char *code, const char *message)
{
    decoded->fault.code = code;
    decoded->fault.offset = CERTLOGIC_NO_OFFSET;
    decoded->fault.at[0] = '\0';
    snprintf(decoded->fault.message, sizeof decoded->fault.message, "%s", message);
}

bool cl_decode(const cl_reading *reading, cl_block *block, const cl_record *record,
               cl_decoded *decoded, certlogic_error *error)
{
    decoded->certificate = NULL;
    decoded->id = NULL;
    decoded->type = CL_TYPE_NONE;
    switch (record->state) {
    case CL_RECORD_LARGE:
        set_fault(decoded, "limit-size", "a record must have at most 65536 bytes");
        return true;
    case CL_RECORD_BROKEN:
        set_fault(decoded, block->broken_code, block->broken);
        return true;
    case CL_RECORD_WHOLE:
        break;
    }
    (void)reading;
    decoded->certificate = certlogic_certificate_read(block->in + record->at, record->length,
                                                      error);
    if (decoded->certificate == NULL)
        return false;
    decoded->type = type_of(decoded->certificate);
    return true;
}

void cl_decoded_free(cl_decoded *decoded)
{
    certlogic_certificate_free(decoded->certificate);
    decoded->certificate = NULL;
}
