/* cose.c — COSE_Sign1, the frame:
 *
 *   61( 18( [ protected : bstr, { unprotected }, payload : bstr, signature : bstr ] ) )
 *   ─────── either tag may be missing; protected holds a map of its own
 *
 * Knows nothing of keys and of what the payload means. */
#include "cert/cose.h"

#include <string.h>

#include "cert/encode.h"
#include "cert/map.h"
#include "data/cbor.h"

enum { TAG_CWT = 61, TAG_SIGN1 = 18 };
enum { LABEL_ALG = 1, LABEL_CRIT = 2, LABEL_CONTENT_TYPE = 3, LABEL_KID = 4 };

typedef struct reader {
    cl_cbor cbor;
    cl_arena *arena;
    cl_cose *cose;
} reader;

static bool fault_at(const reader *r, const unsigned char *at, const char *message)
{
    cl_error_set(r->cbor.error, CL_COSE, "%s", message);
    if (at >= r->cbor.begin && at <= r->cbor.end)
        cl_error_offset(r->cbor.error, (size_t)(at - r->cbor.begin));
    return false;
}

/* A byte string; `message` is the fault of anything else. */
static bool read_bytes(reader *r, cl_cbor *cbor, cl_bytes *bytes, const char *message)
{
    cl_cbor_head head;
    const unsigned char *at = cbor->at;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major != CL_CBOR_BYTES)
        return fault_at(r, at, message);
    return cl_cbor_string(cbor, &head, r->arena, &bytes->at, &bytes->length);
}

static bool read_algorithm(reader *r, cl_cbor *cbor, bool protected)
{
    cl_cbor_head head;
    cl_value number = cl_value_integer(0);
    cl_bytes name;
    const unsigned char *at = cbor->at;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major == CL_CBOR_TEXT) { /* none of the algorithms that we know is named by a text */
        if (!cl_cbor_string(cbor, &head, r->arena, &name.at, &name.length))
            return false;
    } else if (head.major > CL_CBOR_NEGATIVE || !cl_cbor_number(&head, &number)) {
        return fault_at(r, at, "the header alg must be an integer or a text");
    }
    if (r->cose->has_algorithm)
        return true;
    r->cose->has_algorithm = true;
    r->cose->algorithm = number.integer;
    r->cose->algorithm_protected = protected;
    return true;
}

/* Critical headers (RFC 9052, section 3.1): who does not know one of them must refuse the message. */
static bool read_critical(reader *r, cl_cbor *cbor)
{
    static const char unknown[] = "the header crit names headers that are not known here";
    cl_cbor_head head, label;
    const unsigned char *at = cbor->at;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major != CL_CBOR_ARRAY)
        return fault_at(r, at, "the header crit must be an array");
    if (head.indefinite ? cl_cbor_break(cbor) : head.argument == 0)
        return fault_at(r, at, "the header crit must name a header");
    for (uint64_t i = 0; head.indefinite ? !cl_cbor_break(cbor) : i < head.argument; i++) {
        if (!cl_cbor_next(cbor, &label))
            return false;
        if (label.major != CL_CBOR_UNSIGNED || label.argument < LABEL_ALG ||
            label.argument > LABEL_KID)
            return fault_at(r, at, unknown);
    }
    return true;
}

static bool read_headers(reader *r, cl_cbor *cbor, const cl_cbor_head *head, bool protected)
{
    cl_map map;
    cl_map_turn turn;
    int64_t label;
    cl_map_begin(&map, cbor, head, r->arena);
    while ((turn = cl_map_next(&map, &label)) == CL_MAP_MEMBER) {
        cl_bytes kid;
        bool ok = true;
        if (label == LABEL_ALG)
            ok = read_algorithm(r, cbor, protected);
        else if (label == LABEL_CRIT && protected)
            ok = read_critical(r, cbor);
        else if (label == LABEL_KID)
            ok = read_bytes(r, cbor, &kid, "the header kid must be a byte string");
        else
            ok = cl_cbor_pass(cbor);
        if (!ok)
            return false;
        if (label == LABEL_KID && r->cose->kid.at == NULL)
            r->cose->kid = kid;
    }
    return turn == CL_MAP_END;
}

/* The protected headers are a map in a byte string, or nothing in one. */
static bool read_protected(reader *r)
{
    cl_bytes *bytes = &r->cose->protected_headers;
    cl_cbor_head head;
    if (!read_bytes(r, &r->cbor, bytes, "the protected headers must be a byte string"))
        return false;
    if (bytes->length == 0)
        return true;
    cl_cbor inner = cl_cbor_over(bytes->at, bytes->length, r->cbor.error);
    if (bytes->at >= r->cbor.begin && bytes->at < r->cbor.end)
        inner.begin = r->cbor.begin; /* offsets are of the whole */
    if (!cl_cbor_next(&inner, &head))
        return false;
    if (head.major != CL_CBOR_MAP)
        return fault_at(r, bytes->at, "the protected headers must hold a map");
    return read_headers(r, &inner, &head, true) && cl_cbor_done(&inner, "the protected headers");
}

static bool read_unprotected(reader *r)
{
    cl_cbor_head head;
    const unsigned char *at = r->cbor.at;
    if (!cl_cbor_next(&r->cbor, &head))
        return false;
    if (head.major != CL_CBOR_MAP)
        return fault_at(r, at, "the unprotected headers must be a map");
    return read_headers(r, &r->cbor, &head, false);
}

/* The head of the array, behind the tags that may stand before it. */
static bool read_frame(reader *r, cl_cbor_head *head)
{
    const unsigned char *at = r->cbor.at;
    if (!cl_cbor_next(&r->cbor, head))
        return false;
    if (head->major == CL_CBOR_TAG && head->argument == TAG_CWT) {
        at = r->cbor.at;
        if (!cl_cbor_next(&r->cbor, head))
            return false;
        if (head->major != CL_CBOR_TAG)
            return fault_at(r, at, "the tag of a CWT, 61, must be followed by tag 18");
    }
    if (head->major == CL_CBOR_TAG) {
        if (head->argument != TAG_SIGN1)
            return fault_at(r, at, "a tag that is not that of COSE_Sign1, 18");
        at = r->cbor.at;
        if (!cl_cbor_next(&r->cbor, head))
            return false;
    }
    if (head->major != CL_CBOR_ARRAY || (!head->indefinite && head->argument != 4))
        return fault_at(r, at, "COSE_Sign1 must be an array of four");
    return true;
}

/* An indefinite array may end where it should not, or go on. */
static bool read_member_begin(reader *r, const cl_cbor_head *frame)
{
    const unsigned char *at = r->cbor.at;
    if (frame->indefinite && cl_cbor_break(&r->cbor))
        return fault_at(r, at, "COSE_Sign1 must be an array of four");
    return true;
}

bool cl_cose_read(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cose *cose,
                  cl_error *error)
{
    reader r = {.cbor = cl_cbor_over(bytes, length, error), .arena = arena, .cose = cose};
    cl_cbor_head frame;
    *cose = (cl_cose){.has_algorithm = false};
    if (!read_frame(&r, &frame) || !read_member_begin(&r, &frame) || !read_protected(&r) ||
        !read_member_begin(&r, &frame) || !read_unprotected(&r) || !read_member_begin(&r, &frame) ||
        !read_bytes(&r, &r.cbor, &cose->payload,
                    "the payload must be a byte string; a detached one is not supported") ||
        !read_member_begin(&r, &frame) ||
        !read_bytes(&r, &r.cbor, &cose->signature, "the signature must be a byte string"))
        return false;
    if (frame.indefinite && !cl_cbor_break(&r.cbor))
        return fault_at(&r, r.cbor.at, "COSE_Sign1 must be an array of four");
    return cl_cbor_done(&r.cbor, "COSE_Sign1");
}

void cl_cose_signed_bytes(const cl_cose *cose, cl_buffer *out)
{
    static const char context[] = "\x84\x6ASignature1";
    cl_buffer_add(out, context, sizeof context - 1);
    cl_encode_bytes(out, cose->protected_headers.at, cose->protected_headers.length);
    cl_buffer_putc(out, 0x40); /* no external data */
    cl_encode_bytes(out, cose->payload.at, cose->payload.length);
}
