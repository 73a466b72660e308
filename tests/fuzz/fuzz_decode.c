/* fuzz_decode.c — decoding of any input, with and without leniency. There is always one
 * certificate; its steps agree with its fault; decoding again into the same memory gives the same
 * result. */
#include <string.h>

#include "certlogic.h"
#include "fuzz.h"

static void check(const certlogic_certificate *certificate)
{
    certlogic_error error;
    bool fault = false;
    for (int i = 0; i < CERTLOGIC_STEPS; i++) {
        certlogic_step_state state;
        FUZZ_HOLDS(certlogic_certificate_step(certificate, (certlogic_step)i, &state));
        FUZZ_HOLDS((state.code != NULL) == (state.result == CERTLOGIC_STEP_FAULT));
        fault = fault || state.result == CERTLOGIC_STEP_FAULT;
    }
    FUZZ_HOLDS(fault == !certlogic_certificate_ok(certificate));
    FUZZ_HOLDS(certlogic_certificate_decoded(certificate, &error) || fault);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static certlogic_decoder *decoders[2];
    static certlogic_certificate *again[2];
    for (int strict = 0; strict < 2; strict++) {
        if (decoders[strict] == NULL) {
            certlogic_decode_options options = {.strict = strict == 1,
                                                .allow_uncompressed = true,
                                                .clock = strict == 1 ? "2022-01-15" : NULL};
            decoders[strict] = certlogic_decoder_new(&options, NULL);
            FUZZ_HOLDS(decoders[strict] != NULL);
            again[strict] = certlogic_decoder_read(decoders[strict], "", 0, NULL);
            FUZZ_HOLDS(again[strict] != NULL);
        }
        const char *text = (const char *)data;
        certlogic_certificate *fresh = certlogic_decoder_read(decoders[strict], text, size, NULL);
        FUZZ_HOLDS(fresh != NULL);
        FUZZ_HOLDS(certlogic_decoder_reread(decoders[strict], text, size, again[strict], NULL));
        check(fresh);
        char *first = certlogic_certificate_json(fresh);
        char *second = certlogic_certificate_json(again[strict]);
        FUZZ_HOLDS(first != NULL && second != NULL && strcmp(first, second) == 0);
        certlogic_free(first);
        certlogic_free(second);
        certlogic_certificate_free(fresh);
    }
    return 0;
}
