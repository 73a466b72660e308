/* signed_bytes.h — the bytes that the signature of COSE_Sign1 covers (RFC 9052, section 4.4):
 *
 *   ["Signature1", protected : bstr, external data : h'', payload : bstr]
 *
 * The decoder needs them to verify a signature, the encoder to make one. */
#ifndef CL_CERT_SIGNED_BYTES_H
#define CL_CERT_SIGNED_BYTES_H

#include "base/buffer.h"
#include "cert/cose.h"

/* The two forms of the protected headers that a signature can cover: as RFC 9052, section 4.4,
 * prescribes (headers that are empty become an empty byte string), or as they were sent. The forms
 * differ only if the headers were sent as an empty map. */
typedef enum cl_signed_form { CL_SIGNED_PRESCRIBED, CL_SIGNED_AS_SENT } cl_signed_form;

/* Appends the bytes that the signature of a frame covers. If memory runs out, `out->failed` is
 * set. */
void cl_signed_bytes_of(const cl_cose *cose, cl_signed_form form, cl_buffer *out);

/* The same for a frame that is not made yet. `protected_headers` are the contents of their byte
 * string. */
void cl_signed_bytes(cl_bytes protected_headers, cl_bytes payload, cl_buffer *out);

#endif
