/* payload.h — corrects known deviations of a payload while it is read (SEMANTICS, "Certificates",
 * Leniency). It is a sink (data/event.h): it receives the events of a reader and passes the
 * corrected events to the sink that builds the tree.
 *
 * Payloads in CBOR and in JSON are treated alike. Each deviation that is accepted becomes a notice.
 * With `strict` the first deviation is a fault with the same code, place and message.
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

/* The position of a container in the payload, which determines the members that are known in it. A
 * group is one of the arrays v, t and r. The position of an entry is that of its group plus
 * CL_PLACE_ENTRIES. */
typedef enum cl_payload_place {
    CL_PLACE_OTHER,        /* a container in which no members are known */
    CL_PLACE_DOCUMENT,     /* no container: around the payload */
    CL_PLACE_TOP,          /* the payload itself */
    CL_PLACE_NAME,         /* the object nam */
    CL_PLACE_VACCINATIONS, /* the arrays v, t and r */
    CL_PLACE_TESTS,
    CL_PLACE_RECOVERIES,
    CL_PLACE_VACCINATION, /* the entries of these arrays */
    CL_PLACE_TEST,
    CL_PLACE_RECOVERY
} cl_payload_place;

enum { CL_PLACE_ENTRIES = CL_PLACE_VACCINATION - CL_PLACE_VACCINATIONS };

/* A container whose end was not read yet. */
typedef struct cl_payload_open {
    cl_payload_place place;
    bool object;    /* an object, else an array */
    uint32_t index; /* index of the item that is being read, in an array */
    cl_key key;     /* key of the member that is being read, in an object */
} cl_payload_open;

typedef struct cl_payload_sink {
    cl_sink next;
    cl_certificate *certificate; /* the notices are added to it */
    bool strict;
    cl_buffer *at;  /* scratch buffer in which places are written; owned by the caller */
    uint32_t depth; /* number of open containers, without the document */
    cl_payload_open open[1 + CL_MAX_DEPTH]; /* open[0] is the document */
} cl_payload_sink;

/* Returns a sink that passes accepted values on to `next`, without members that are null. `self`
 * must stay at its address while the sink is used. `at` is a scratch buffer for places. */
cl_sink cl_payload_sink_begin(cl_payload_sink *self, const cl_sink *next,
                              cl_certificate *certificate, cl_buffer *at, bool strict);

#endif
