/* cose.c — reads COSE_Sign1:
 *
 *   61( 18( [ protected : bstr, { unprotected }, payload : bstr, signature : bstr ] ) )
 *
 * Tag 61, or both tags, may be missing. The byte string `protected` contains a map. This file must
 * not know keys or claims. */
#include "cert/cose.h"

#include <string.h>

#include "cert/map.h"
#include "data/cbor.h"

enum { TAG_CWT = 61, TAG_SIGN1 = 18 };
enum {
    LABEL_ALG = 1,
    LABEL_CRIT = 2,
    LABEL_CONTENT_TYPE = 3,
    LABEL_KID = 4,
    LABEL_IV = 5,
    LABEL_PARTIAL_IV = 6
};

typedef struct reader {
    cl_cbor cbor;
    cl_arena *arena;
    cl_cose *cose;
    cl_map protected; /* the headers that the signature covers */
    cl_map other;     /* the headers that it does not cover */
    bool iv, partial_iv;
} reader;

static bool fault_at(const reader *r, const unsigned char *at, const char *message)
{
    cl_error_set(r->cbor.error, CL_COSE, "%s", message);
    if (at >= r->cbor.begin && at <= r->cbor.end)
        cl_error_offset(r->cbor.error, (size_t)(at - r->cbor.begin));
    return false;
}

/* Reads a byte string. `message` is the fault if the item is of another type. */
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
    cl_bytes *name = &r->cose->algorithm_text;
    const unsigned char *at = cbor->at;
    if (!cl_cbor_next(cbor, &head))
        return false;
    if (head.major == CL_CBOR_TEXT) {
        if (!cl_cbor_text(cbor, &head, r->arena, &name->at, &name->length))
            return false;
    } else if (head.major > CL_CBOR_NEGATIVE || !cl_cbor_number(&head, &number)) {
        return fault_at(r, at, "the header alg must be an integer or a text");
    }
    r->cose->has_algorithm = true;
    r->cose->algorithm = number.integer;
    r->cose->algorithm_protected = protected;
    return true;
}

/* Checks the critical headers (RFC 9052, section 3.1): a reader that does not know one of them must
 * refuse the message. `cbor` is a cursor at the value of crit. All protected headers must have been
 * read, because each critical header must be one of them. */
static bool check_critical(reader *r, cl_cbor *cbor)
{
    cl_cbor_head head;
    cl_label label;
    cl_cbor_next(cbor, &head);
    for (uint64_t i = 0; head.indefinite ? !cl_cbor_break(cbor) : i < head.argument; i++) {
        const unsigned char *at = cbor->at;
        if (!cl_map_label(cbor, r->arena, &label))
            return false;
        if (label.number < LABEL_ALG || label.number > LABEL_KID)
            return fault_at(r, at, "the header crit names headers that are not known here");
        if (!cl_map_has(&r->protected, &label))
            return fault_at(r, at, "the header crit names a header that is not protected");
    }
    return true;
}

/* Checks that crit is protected and is an array that is not empty, and skips its value. */
static bool pass_critical(reader *r, cl_cbor *cbor, bool protected)
{
    cl_cbor_head head;
    cl_cbor ahead = *cbor;
    if (!cl_cbor_next(&ahead, &head))
        return false;
    if (!protected)
        return fault_at(r, cbor->at, "the header crit must be among the protected headers");
    if (head.major != CL_CBOR_ARRAY)
        return fault_at(r, cbor->at, "the header crit must be an array");
    if (head.indefinite ? cl_cbor_break(&ahead) : head.argument == 0)
        return fault_at(r, cbor->at, "the header crit must name a header");
    return cl_cbor_pass(cbor);
}

static bool pass_content_type(reader *r, cl_cbor *cbor)
{
    cl_cbor_head head;
    cl_cbor ahead = *cbor;
    if (!cl_cbor_next(&ahead, &head))
        return false;
    return head.major == CL_CBOR_TEXT || head.major == CL_CBOR_UNSIGNED
               ? cl_cbor_pass(cbor)
               : fault_at(r, cbor->at, "the header content type must be a number or a text");
}

/* Reads and discards an IV or a Partial IV. A signature needs neither. RFC 9052, section 3.1
 * forbids both together. */
static bool read_iv(reader *r, cl_cbor *cbor, bool *there)
{
    cl_bytes iv;
    const unsigned char *at = cbor->at;
    *there = true;
    if (!read_bytes(r, cbor, &iv, "the headers IV and Partial IV must be byte strings"))
        return false;
    return !(r->iv && r->partial_iv) || fault_at(r, at, "both IV and Partial IV; expected one");
}

/* Reads a kid. It is the only header that may occur in both maps. The specification of the
 * certificates gives precedence to the protected one, which is read first. */
static bool read_kid(reader *r, cl_cbor *cbor)
{
    cl_bytes kid;
    if (!read_bytes(r, cbor, &kid, "the header kid must be a byte string"))
        return false;
    if (r->cose->kid.at != NULL)
        r->cose->kid_twice = true;
    else
        r->cose->kid = kid;
    return true;
}

static bool read_header(reader *r, cl_cbor *cbor, int64_t label, bool protected)
{
    switch (label) {
    case LABEL_ALG:
        return read_algorithm(r, cbor, protected);
    case LABEL_CRIT:
        return pass_critical(r, cbor, protected);
    case LABEL_CONTENT_TYPE:
        return pass_content_type(r, cbor);
    case LABEL_KID:
        return read_kid(r, cbor);
    case LABEL_IV:
        return read_iv(r, cbor, &r->iv);
    case LABEL_PARTIAL_IV:
        return read_iv(r, cbor, &r->partial_iv);
    default:
        return cl_cbor_pass(cbor);
    }
}

static bool read_headers(reader *r, cl_cbor *cbor, const cl_cbor_head *head, bool protected)
{
    cl_map *map = protected ? &r->protected : &r->other;
    cl_map_turn turn;
    int64_t label;
    cl_cbor critical = {.at = NULL};
    cl_map_begin(map, cbor, head, r->arena);
    const unsigned char *at = cbor->at;
    while ((turn = cl_map_next(map, &label)) == CL_MAP_MEMBER) {
        if (!protected && label != LABEL_KID &&
            cl_map_has(&r->protected, &map->labels[map->count - 1]))
            return fault_at(r, at,
                            "a header that the protected headers have already; expected each "
                            "header once");
        if (label == LABEL_CRIT)
            critical = *cbor;
        if (!read_header(r, cbor, label, protected))
            return false;
        at = cbor->at;
    }
    return turn == CL_MAP_END && (critical.at == NULL || check_critical(r, &critical));
}

/* Reads the protected headers: a byte string that contains a map, or is empty. */
static bool read_protected(reader *r)
{
    cl_bytes *bytes = &r->cose->protected_headers;
    cl_cbor_head head;
    if (!read_bytes(r, &r->cbor, bytes, "the protected headers must be a byte string"))
        return false;
    r->protected.count = 0;
    r->cose->protected_empty = true;
    if (bytes->length == 0)
        return true;
    cl_cbor inner = cl_cbor_over(bytes->at, bytes->length, r->cbor.error);
    if (bytes->at >= r->cbor.begin && bytes->at < r->cbor.end)
        inner.begin = r->cbor.begin; /* offsets count from the start of the input */
    if (!cl_cbor_next(&inner, &head))
        return false;
    if (head.major != CL_CBOR_MAP)
        return fault_at(r, bytes->at, "the protected headers must hold a map");
    if (!read_headers(r, &inner, &head, true) || !cl_cbor_done(&inner, "the protected headers"))
        return false;
    r->cose->protected_empty = r->protected.count == 0;
    return true;
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

/* Reads the tags, if there are any, and the head of the array. */
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

/* Checks that an array of indefinite length does not end before the next member. */
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
    reader r;
    cl_cbor_head frame;
    r.cbor = cl_cbor_over(bytes, length, error);
    r.arena = arena;
    r.cose = cose;
    r.iv = r.partial_iv = false;
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
