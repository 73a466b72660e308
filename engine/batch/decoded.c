/* decoded.c — decodes records with the library's decoder. */
#include "batch/decoded.h"

#include <stdio.h>
#include <string.h>

static void set_fault(cl_decoded *decoded, const char *code, const char *message)
{
    decoded->fault.code = code;
    decoded->fault.offset = CERTLOGIC_NO_OFFSET;
    decoded->fault.at[0] = '\0';
    snprintf(decoded->fault.message, sizeof decoded->fault.message, "%s", message);
}

bool cl_decoded_begin(cl_decoded *decoded, const cl_reading *reading, bool light,
                      certlogic_error *error)
{
    static const char nothing[] = "{}";
    certlogic_decode_options options = reading->options;
    if (light)
        options.most_inflated = CL_HEAVY_RECORD;
    memset(decoded, 0, sizeof *decoded);
    decoded->light = light;
    decoded->unasked = reading->options.trust == NULL && !reading->options.no_trust;
    decoded->decoder = certlogic_decoder_new(&options, error);
    if (decoded->decoder == NULL)
        return false;
    /* Every later record is decoded into this certificate and reuses its memory. */
    decoded->certificate = certlogic_decoder_read(decoded->decoder, nothing, sizeof nothing - 1,
                                                  error);
    return decoded->certificate != NULL;
}

void cl_decoded_end(cl_decoded *decoded)
{
    certlogic_certificate_free(decoded->certificate);
    certlogic_decoder_free(decoded->decoder);
}

/* Returns: false if an item of a CBOR sequence is not a map, an array or a tag. A payload is a map;
 *   COSE is an array or a tag. */
static bool may_be_certificate(const cl_block *block, const cl_record *record)
{
    unsigned char first = (unsigned char)block->in[record->at];
    return block->format != CL_FORMAT_CBOR || (first >= 0x80 && first < 0xE0);
}

/* Returns: true if a text inflates to more bytes than a light judge accepts. */
static bool is_heavy(const certlogic_certificate *certificate)
{
    certlogic_step_state state;
    return certlogic_certificate_step(certificate, CERTLOGIC_STEP_INFLATE, &state) &&
           state.code != NULL && strcmp(state.code, "inflate-size") == 0;
}

cl_taken cl_decode(cl_decoded *decoded, cl_block *block, const cl_record *record,
                   certlogic_error *error)
{
    decoded->found = decoded->verified = false;
    decoded->record.id = NULL;
    decoded->type = CERTLOGIC_GENERAL;
    switch (record->state) {
    case CL_RECORD_LARGE:
        set_fault(decoded, "limit-size", "a record must have at most 65536 bytes");
        return CL_TAKEN_DONE;
    case CL_RECORD_BROKEN:
        set_fault(decoded, block->broken_code, block->broken);
        return CL_TAKEN_DONE;
    case CL_RECORD_WHOLE:
        break;
    }
    if (!may_be_certificate(block, record)) {
        set_fault(decoded, "cbor", "an item must be a payload, which is a map, or COSE");
        return CL_TAKEN_DONE;
    }
    if (decoded->light && record->length > CL_HEAVY_RECORD)
        return CL_TAKEN_HEAVY;
    if (!certlogic_decoder_record(decoded->decoder, block->in + record->at, record->length,
                                  decoded->certificate, &decoded->record, error))
        return CL_TAKEN_FAILED;
    if (decoded->light && is_heavy(decoded->certificate))
        return CL_TAKEN_HEAVY;
    if (decoded->unasked && certlogic_certificate_signed(decoded->certificate)) {
        error->code = "usage";
        error->offset = CERTLOGIC_NO_OFFSET;
        error->at[0] = '\0';
        snprintf(error->message, sizeof error->message,
                 "signed certificates are judged with --trust, or with --no-trust unverified");
        return CL_TAKEN_FAILED;
    }
    decoded->found = true;
    decoded->verified = certlogic_certificate_verified(decoded->certificate);
    certlogic_certificate_type_of(decoded->certificate, &decoded->type);
    block->external = block->external || decoded->record.external;
    return CL_TAKEN_DONE;
}

certlogic_request cl_decoded_request(const cl_decoded *decoded, const certlogic_request *request)
{
    certlogic_request asked = *request;
    if (decoded->record.clock[0] != '\0')
        asked.clock = decoded->record.clock;
    if (decoded->record.country[0] != '\0')
        asked.country = decoded->record.country;
    if (decoded->record.region[0] != '\0')
        asked.region = decoded->record.region;
    return asked;
}

bool cl_decoded_asks_wrongly(cl_decoded *decoded, const certlogic_error *error)
{
    const certlogic_record *record = &decoded->record;
    bool memory = strcmp(error->code, "memory") == 0;
    bool asks = record->clock[0] != '\0' || record->country[0] != '\0' || record->region[0] != '\0';
    if (memory || !asks)
        return false;
    decoded->fault = *error;
    return true;
}
