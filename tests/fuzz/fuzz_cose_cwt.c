/* fuzz_cose_cwt.c — COSE and CWT of a certificate: one after the other, and each on the whole
 * input. */
#include "cert/cose.h"
#include "cert/cwt.h"
#include "cert/signed_bytes.h"
#include "fuzz.h"

static void read_claims(const uint8_t *data, size_t size, cl_arena *arena)
{
    cl_cwt cwt;
    cl_error error;
    cl_error_init(&error);
    bool ok = cl_cwt_read(data, size, arena, &cwt, &error);
    FUZZ_HOLDS(ok == (error.code == CL_NONE));
    FUZZ_HOLDS(!ok || (cwt.payload.at != NULL && cwt.payload.length > 0));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    cl_arena arena;
    cl_cose cose;
    cl_error error;
    cl_error_init(&error);
    cl_arena_init(&arena, SIZE_MAX);
    bool ok = cl_cose_read(data, size, &arena, &cose, &error);
    FUZZ_HOLDS(ok == (error.code == CL_NONE));
    if (ok) {
        cl_buffer message;
        cl_buffer_init(&message);
        cl_signed_bytes_of(&cose, CL_SIGNED_AS_SENT, &message);
        FUZZ_HOLDS(!message.failed &&
                   message.length > cose.payload.length + cose.protected_headers.length);
        cl_buffer_free(&message);
        read_claims(cose.payload.at, cose.payload.length, &arena);
    }
    read_claims(data, size, &arena);
    cl_arena_free(&arena);
    return 0;
}
