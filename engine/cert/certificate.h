/* certificate.h — a decoded certificate: the payload and what its envelope said.
 *
 * Knows nothing of rules: it is decoded once and judged as often as one likes. Immutable; may be
 * shared between threads.
 */
#ifndef CL_CERT_CERTIFICATE_H
#define CL_CERT_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"

/* The one entry that a payload has. */
typedef enum cl_entry { CL_ENTRY_VACCINATION, CL_ENTRY_TEST, CL_ENTRY_RECOVERY } cl_entry;

typedef struct cl_certificate {
    cl_arena arena;
    bool decoded; /* the bytes could be read; `payload` is set */
    cl_value payload;
    bool whole; /* exactly one entry in exactly one of v, t, r; the next members are set */
    cl_entry entry;
    char country[3];         /* the entry's `co` where it is two letters, else "" */
    const cl_value *version; /* `ver` where it is a string, else NULL */
    cl_error fault;          /* why it is not decoded, or not whole */
} cl_certificate;

/* Reads a payload as JSON. Bytes that cannot be read make a certificate that is not `decoded`, with the
 * fault of cl_json_read; JSON that is no certificate makes one that is not `whole`, with PAYLOAD. NULL
 * only with MEMORY. */
cl_certificate *cl_certificate_read_json(const char *bytes, size_t length, cl_error *error);

void cl_certificate_free(cl_certificate *certificate);

#endif
