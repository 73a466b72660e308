/* payload.h — the leniency of SEMANTICS, "Lenient by default", as a sink between a reader and the tree.
 *
 * CBOR and JSON payloads pass it alike. What it lets pass it notes; with `strict` the first thing to note
 * is a fault with the same code, place and message.
 */
#ifndef CL_CERT_PAYLOAD_H
#define CL_CERT_PAYLOAD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/limits.h"
#include "cert/certificate.h"
#include "data/event.h"

/* What a container is, as far as the form of its members is known. An entry's place is CL_PLACE_ENTRIES
 * behind that of its group. */
typedef enum cl_payload_place {
    CL_PLACE_OTHER,
    CL_PLACE_DOCUMENT, /* no container: what is around the payload */
    CL_PLACE_TOP,
    CL_PLACE_NAME,
    CL_PLACE_VACCINATIONS, /* the arrays v, t and r */
    CL_PLACE_TESTS,
    CL_PLACE_RECOVERIES,
    CL_PLACE_VACCINATION,
    CL_PLACE_TEST,
    CL_PLACE_RECOVERY
} cl_payload_place;

enum { CL_PLACE_ENTRIES = CL_PLACE_VACCINATION - CL_PLACE_VACCINATIONS };

typedef struct cl_payload_open {
    cl_payload_place place;
    bool object;
    uint32_t index; /* of the item being read */
    cl_key key;     /* of the member being read */
} cl_payload_open;

typedef struct cl_payload_sink {
    cl_sink next;
    cl_certificate *certificate; /* takes the notices */
    bool strict;
    cl_buffer *at;  /* where places are written, lent by the owner */
    uint32_t depth; /* of containers that are open; the first one is the document */
    cl_payload_open open[1 + CL_MAX_DEPTH];
} cl_payload_sink;

/* The sink that passes on to `next` what is to be kept. `self` must not move; `at` is a
 * buffer to write places into. */
cl_sink cl_payload_sink_begin(cl_payload_sink *self, const cl_sink *next,
                              cl_certificate *certificate, cl_buffer *at, bool strict);

#endif
