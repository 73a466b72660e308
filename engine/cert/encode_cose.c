/* encode_cose.c — encodes claims and payload as CWT, and signs them as COSE_Sign1. */
#include <string.h>

#include "cert/encode.h"
#include "cert/signed_bytes.h"

enum { ISSUER = 1, EXPIRES = 4, ISSUED = 6, HEALTH = -260, ALGORITHM = 1, KID = 4 };

bool cl_encode_cwt(cl_buffer *out, const cl_encode_claims *claims, const cl_value *payload,
                   cl_error *error)
{
    cl_encode_head(out, CL_CBOR_MAP, 4);
    cl_encode_integer(out, ISSUER);
    cl_encode_text(out, claims->issuer, strlen(claims->issuer));
    cl_encode_integer(out, EXPIRES);
    cl_encode_integer(out, claims->expires);
    cl_encode_integer(out, ISSUED);
    cl_encode_integer(out, claims->issued);
    cl_encode_integer(out, HEALTH);
    cl_encode_head(out, CL_CBOR_MAP, 1);
    cl_encode_integer(out, 1);
    return cl_encode_value(out, payload, error);
}

void cl_encode_header(cl_buffer *out, cl_algorithm algorithm, const unsigned char *kid,
                      size_t length)
{
    bool has_algorithm = algorithm != CL_ALGORITHM_NONE, has_kid = length > 0;
    cl_encode_head(out, CL_CBOR_MAP, (uint64_t)has_algorithm + has_kid);
    if (has_algorithm) {
        cl_encode_integer(out, ALGORITHM);
        cl_encode_integer(out, algorithm);
    }
    if (has_kid) {
        cl_encode_integer(out, KID);
        cl_encode_bytes(out, kid, length);
    }
}

bool cl_encode_sign1(cl_buffer *out, cl_bytes protected_header, cl_bytes unprotected_header,
                     cl_bytes content, const cl_signature_key *key, cl_algorithm algorithm,
                     cl_error *error)
{
    cl_buffer message, signature;
    cl_buffer_init(&message);
    cl_buffer_init(&signature);
    cl_signed_bytes(protected_header, content, &message);
    bool made = !message.failed || cl_error_memory(error);
    made = made && cl_signature_sign(key, algorithm, (const unsigned char *)message.data,
                                     message.length, &signature, error);
    if (made) {
        cl_encode_head(out, CL_CBOR_ARRAY, 4);
        cl_encode_bytes(out, protected_header.at, protected_header.length);
        cl_buffer_add(out, (const char *)unprotected_header.at, unprotected_header.length);
        cl_encode_bytes(out, content.at, content.length);
        cl_encode_bytes(out, signature.data, signature.length);
        made = !out->failed || cl_error_memory(error);
    }
    cl_buffer_free(&message);
    cl_buffer_free(&signature);
    return made;
}
