/* fuzz_trust.c — lists of signers in all forms, and X.509. A signer that is read is found by its
 * kid, and verifies nothing that it has not signed. */
#include "cert/trust.h"
#include "fuzz.h"

/* One for all inputs, because making it takes longer than reading most lists. */
static cl_crypto *crypto;

static void look(const cl_trust *trust)
{
    static const unsigned char message[] = "nobody has signed this", signature[256] = {1};
    for (size_t i = 0; i < cl_trust_count(trust); i++) {
        const cl_signer *signer = cl_trust_at(trust, i);
        size_t count;
        const cl_signer *const *found = cl_trust_find(trust, signer->kid.bytes, signer->kid.length,
                                                      &count);
        FUZZ_HOLDS(found != NULL && count >= 1 && count <= CL_MAX_CANDIDATES);
        FUZZ_HOLDS(signer->kid.length >= 1 && signer->kid.length <= CL_MAX_KID);
        FUZZ_HOLDS(!cl_signature_verify(signer->key, CL_ALGORITHM_ES256, message, sizeof message,
                                        signature, 64, NULL));
    }
}

static void read_list(const uint8_t *data, size_t size, bool authorities)
{
    cl_error error;
    cl_error_init(&error);
    cl_trust *trust = cl_trust_new_in(crypto, &error);
    FUZZ_HOLDS(trust != NULL);
    bool ok = (authorities ? cl_trust_add_authorities
                           : cl_trust_add)(trust, "input", (const char *)data, size, &error);
    FUZZ_HOLDS(ok == (error.code == CL_NONE));
    FUZZ_HOLDS(ok || cl_trust_finding_at(trust, 0) == NULL);
    FUZZ_HOLDS((ok && !authorities) || cl_trust_count(trust) == 0);
    /* The list is also used as its own authorities: self-signed certificates pass, the others do
     * not. */
    if (ok && authorities)
        FUZZ_HOLDS(cl_trust_add(trust, "again", (const char *)data, size, &error));
    FUZZ_HOLDS(cl_trust_seal(trust, &error));
    look(trust);
    cl_trust_free(trust);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (crypto == NULL)
        crypto = cl_crypto_new(NULL);
    FUZZ_HOLDS(crypto != NULL);
    read_list(data, size, false);
    read_list(data, size, true);
    return 0;
}
