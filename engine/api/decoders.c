/* decoders.c — decoders, and the facts of a certificate. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/api.h"
#include "cert/decode.h"
#include "cert/person.h"
#include "cert/record.h"
#include "data/instant.h"
#include "data/text.h"
#include "data/writer.h"

struct certlogic_decoder {
    cl_decoder *it;
    cl_input input;
    bool external;
    const cl_schema *schema; /* that payloads are held to; NULL: to none */
    cl_schema *own;          /* the schema, if it is the decoder's own; else NULL */
    cl_arena scratch;        /* memory of schema validation */
};

/* ---- Decoding -------------------------------------------------------------------------------- */

/* Runs the step `schema`. */
static bool check_schema(void *self, const cl_value *payload, cl_error *error)
{
    certlogic_decoder *decoder = self;
    return cl_api_schema_payload(decoder->schema, payload, &decoder->scratch, error);
}

static bool prepare(certlogic_decoder *decoder, cl_decode_options *options, cl_error *error)
{
    cl_arena_init(&decoder->scratch, SIZE_MAX);
    if (decoder->schema == NULL && options->strict) {
        decoder->schema = decoder->own = cl_api_payload_schema(error);
        if (decoder->schema == NULL)
            return false;
    }
    if (decoder->schema != NULL) {
        options->schema = check_schema;
        options->schema_self = decoder;
    }
    decoder->it = cl_decoder_new(options, error);
    return decoder->it != NULL;
}

certlogic_decoder *certlogic_decoder_new(const certlogic_decode_options *options,
                                         certlogic_error *error)
{
    static const certlogic_decode_options usual = {.strict = false};
    const certlogic_decode_options *asked = options != NULL ? options : &usual;
    cl_decode_options own = {.trust = asked->trust != NULL ? asked->trust->it : NULL,
                             .no_trust = asked->no_trust,
                             .allow_unsigned = asked->allow_unsigned,
                             .strict = asked->strict,
                             .allow_uncompressed = asked->allow_uncompressed,
                             .most_inflated = asked->most_inflated,
                             .has_clock = asked->clock != NULL};
    cl_error fault;
    cl_error_init(&fault);
    if (own.has_clock && !cl_api_clock(asked->clock, &own.clock, error))
        return NULL;
    certlogic_decoder *decoder = calloc(1, sizeof *decoder);
    if (decoder != NULL) {
        decoder->input = (cl_input)asked->input;
        decoder->external = asked->external_from_input;
        decoder->schema = asked->schema != NULL ? asked->schema->it : NULL;
        if (prepare(decoder, &own, &fault))
            return decoder;
    }
    certlogic_decoder_free(decoder);
    cl_error_memory(&fault);
    cl_api_error(&fault, error);
    return NULL;
}

void certlogic_decoder_free(certlogic_decoder *decoder)
{
    if (decoder == NULL)
        return;
    cl_decoder_free(decoder->it);
    cl_schema_free(decoder->own);
    cl_arena_free(&decoder->scratch);
    free(decoder);
}

/* Empties a certificate that could not be read, for `fault`. Always returns false. */
static bool leave_empty(certlogic_certificate *certificate, const cl_error *fault,
                        certlogic_error *error)
{
    cl_certificate_reset(certificate->it);
    certificate->it->fault = *fault;
    return cl_api_failed(fault, error);
}

bool certlogic_decoder_reread(certlogic_decoder *decoder, const char *bytes, size_t length,
                              certlogic_certificate *certificate, certlogic_error *error)
{
    if (decoder == NULL || certificate == NULL)
        return cl_api_null(error);
    bytes = cl_api_bytes(bytes, &length);
    cl_error fault;
    cl_error_init(&fault);
    if (cl_decoder_read(decoder->it, decoder->input, bytes, length, certificate->it, &fault))
        return true;
    return leave_empty(certificate, &fault, error);
}

bool certlogic_decoder_reread_built(certlogic_decoder *decoder, const certlogic_builder *builder,
                                    certlogic_certificate *certificate, certlogic_error *error)
{
    if (decoder == NULL || builder == NULL || certificate == NULL)
        return cl_api_null(error);
    cl_error fault;
    cl_error_init(&fault);
    return cl_decoder_read_built(decoder->it, &builder->it, certificate->it, &fault) ||
           leave_empty(certificate, &fault, error);
}

bool certlogic_decoder_record(certlogic_decoder *decoder, const char *bytes, size_t length,
                              certlogic_certificate *certificate, certlogic_record *record,
                              certlogic_error *error)
{
    if (decoder == NULL || certificate == NULL || record == NULL)
        return cl_api_null(error);
    bytes = cl_api_bytes(bytes, &length);
    cl_error fault;
    cl_error_init(&fault);
    cl_record_members read;
    cl_record_reader reader = {
        .decoder = decoder->it, .input = decoder->input, .external = decoder->external};
    if (cl_decoder_read_record(&reader, bytes, length, certificate->it, &read, &fault)) {
        *record = (certlogic_record){
            .id = read.id.at, .id_length = read.id.length, .external = read.external};
        memcpy(record->clock, read.clock, sizeof record->clock);
        memcpy(record->country, read.country, sizeof record->country);
        memcpy(record->region, read.region, sizeof record->region);
        return true;
    }
    return leave_empty(certificate, &fault, error);
}

/* Returns an empty certificate, or NULL with the error. */
static certlogic_certificate *new_certificate(certlogic_error *error)
{
    cl_error fault;
    cl_error_init(&fault);
    certlogic_certificate *certificate = calloc(1, sizeof *certificate);
    if (certificate != NULL)
        certificate->it = cl_certificate_new(&fault);
    if (certificate != NULL && certificate->it != NULL)
        return certificate;
    cl_error_memory(&fault);
    cl_api_error(&fault, error);
    free(certificate);
    return NULL;
}

certlogic_certificate *certlogic_decoder_read(certlogic_decoder *decoder, const char *bytes,
                                              size_t length, certlogic_error *error)
{
    if (decoder == NULL) {
        cl_api_null(error);
        return NULL;
    }
    certlogic_certificate *certificate = new_certificate(error);
    if (certificate == NULL || certlogic_decoder_reread(decoder, bytes, length, certificate, error))
        return certificate;
    certlogic_certificate_free(certificate);
    return NULL;
}

certlogic_certificate *certlogic_decoder_read_built(certlogic_decoder *decoder,
                                                    const certlogic_builder *builder,
                                                    certlogic_error *error)
{
    if (decoder == NULL || builder == NULL) {
        cl_api_null(error);
        return NULL;
    }
    certlogic_certificate *certificate = new_certificate(error);
    if (certificate == NULL || certlogic_decoder_reread_built(decoder, builder, certificate, error))
        return certificate;
    certlogic_certificate_free(certificate);
    return NULL;
}

certlogic_certificate *certlogic_certificate_read(const char *bytes, size_t length,
                                                  certlogic_error *error)
{
    bytes = cl_api_bytes(bytes, &length);
    certlogic_decoder *decoder = certlogic_decoder_new(NULL, error);
    if (decoder == NULL)
        return NULL;
    certlogic_certificate *certificate = certlogic_decoder_read(decoder, bytes, length, error);
    certlogic_decoder_free(decoder);
    return certificate;
}

void certlogic_certificate_free(certlogic_certificate *certificate)
{
    if (certificate == NULL)
        return;
    cl_certificate_free(certificate->it);
    free(certificate);
}

/* ---- Facts ----------------------------------------------------------------------------------- */

bool certlogic_certificate_decoded(const certlogic_certificate *certificate, certlogic_error *error)
{
    if (certificate == NULL)
        return cl_api_null(error);
    if (!certificate->it->decoded)
        cl_api_error(&certificate->it->fault, error);
    return certificate->it->decoded;
}

bool certlogic_certificate_verified(const certlogic_certificate *certificate)
{
    if (certificate == NULL)
        return false;
    return certificate->it->envelope.verified;
}

bool certlogic_certificate_ok(const certlogic_certificate *certificate)
{
    if (certificate == NULL)
        return false;
    for (int i = 0; i < CL_STEP_COUNT; i++) {
        if (certificate->it->steps[i].result == CL_STEP_FAULT)
            return false;
    }
    return true;
}

void cl_api_step(const cl_step_state *state, certlogic_step_state *out)
{
    *out = (certlogic_step_state){.result = (certlogic_step_result)state->result,
                                  .code = state->code != CL_NONE ? cl_code_name(state->code) : NULL,
                                  .at = state->at != NULL && state->at[0] != '\0' ? state->at
                                                                                  : NULL,
                                  .message = state->message};
}

bool certlogic_certificate_step(const certlogic_certificate *certificate, certlogic_step step,
                                certlogic_step_state *state)
{
    if (certificate == NULL || state == NULL || (unsigned)step >= CERTLOGIC_STEPS)
        return false;
    cl_api_step(&certificate->it->steps[step], state);
    return true;
}

bool certlogic_certificate_type_of(const certlogic_certificate *certificate,
                                   certlogic_certificate_type *type)
{
    static const certlogic_certificate_type types[] = {
        [CL_ENTRY_VACCINATION] = CERTLOGIC_VACCINATION,
        [CL_ENTRY_TEST] = CERTLOGIC_TEST,
        [CL_ENTRY_RECOVERY] = CERTLOGIC_RECOVERY,
    };
    if (certificate == NULL || type == NULL || !certificate->it->whole)
        return false;
    *type = types[certificate->it->entry];
    return true;
}

bool certlogic_certificate_signed(const certlogic_certificate *certificate)
{
    return certificate != NULL && (certificate->it->steps[CL_STEP_COSE].result != CL_STEP_SKIPPED ||
                                   certificate->it->steps[CL_STEP_PREFIX].result == CL_STEP_DONE);
}

bool certlogic_certificate_notice(const certlogic_certificate *certificate, size_t index,
                                  certlogic_notice *notice)
{
    if (certificate == NULL || notice == NULL)
        return false;
    if (index >= certificate->it->notice_count)
        return false;
    const cl_notice *own = &certificate->it->notices[index];
    *notice = (certlogic_notice){
        .code = cl_code_name(own->code), .at = own->at, .message = own->message};
    return true;
}

void certlogic_certificate_facts(const certlogic_certificate *certificate, certlogic_facts *facts)
{
    if (certificate == NULL || facts == NULL)
        return;
    const cl_envelope *envelope = &certificate->it->envelope;
    *facts = (certlogic_facts){.enveloped = envelope->present, .verified = envelope->verified};
    snprintf(facts->kid, sizeof facts->kid, "%s", envelope->kid_text);
    if (envelope->algorithm_text != NULL)
        snprintf(facts->alg, sizeof facts->alg, "%s", envelope->algorithm_text);
    else if (envelope->has_algorithm && (envelope->algorithm == CL_ALGORITHM_ES256 ||
                                         envelope->algorithm == CL_ALGORITHM_PS256))
        snprintf(facts->alg, sizeof facts->alg, "%s",
                 cl_algorithm_name((cl_algorithm)envelope->algorithm));
    else if (envelope->has_algorithm)
        snprintf(facts->alg, sizeof facts->alg, "%lld", (long long)envelope->algorithm);
    if (envelope->issuer != NULL)
        cl_api_copy(facts->issuer, sizeof facts->issuer, envelope->issuer,
                    strlen(envelope->issuer));
    if (envelope->dated) {
        cl_api_moment(envelope->issued_at, facts->issued_at);
        cl_api_moment(envelope->expires_at, facts->expires_at);
        if (envelope->not_before != CL_NO_MOMENT)
            cl_api_moment(envelope->not_before, facts->not_before);
    }
    cl_certificate_issuer(certificate->it, facts->country);
}

char *certlogic_certificate_anonymous(const certlogic_certificate *certificate)
{
    cl_buffer out;
    if (certificate == NULL || !certificate->it->decoded)
        return NULL;
    cl_buffer_init(&out);
    cl_writer w = cl_writer_to(&out);
    cl_person_write_without(&w, &certificate->it->payload);
    return cl_api_take(&out);
}

char *certlogic_certificate_payload(const certlogic_certificate *certificate)
{
    if (certificate == NULL)
        return NULL;
    cl_buffer out;
    if (!certificate->it->decoded)
        return NULL;
    cl_buffer_init(&out);
    cl_write_value(&out, &certificate->it->payload);
    return cl_api_take(&out);
}

bool certlogic_certificate_payload_events(const certlogic_certificate *certificate,
                                          const certlogic_sink *sink, certlogic_error *error)
{
    if (certificate == NULL)
        return cl_api_null(error);
    if (!certificate->it->decoded)
        return cl_api_failed(&certificate->it->fault, error);
    cl_api_outlet outlet;
    cl_writer w = cl_api_writer(&outlet, sink);
    cl_writer_value(&w, &certificate->it->payload);
    return !w.failed || cl_api_failed(&outlet.fault, error);
}
