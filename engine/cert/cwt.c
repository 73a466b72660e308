/* cwt.c — reads the claims:
 *
 *   { 1: issuer, 4: expires at, 5: not before, 6: issued at, -260: { 1: payload } }
 *
 * Of the payload this file knows only that it is a map. */
#include "cert/cwt.h"

#include "cert/certificate.h"
#include "cert/map.h"
#include "data/cbor.h"
#include "data/instant.h"

enum { CLAIM_ISS = 1, CLAIM_EXP = 4, CLAIM_NBF = 5, CLAIM_IAT = 6, CLAIM_HCERT = -260 };
enum { HCERT_DCC = 1, TAG_EPOCH = 1 };

typedef struct reader {
    cl_cbor cbor;
    cl_arena *arena;
    cl_cwt *cwt;
    bool issued, expires;
    bool ahead; /* the payload may stay unchecked; see cl_cwt_read_ahead */
    bool last;  /* the claim that is read is the last one, and iat and exp were read */
} reader;

static bool fault_at(const reader *r, const unsigned char *at, const char *message)
{
    cl_error_set(r->cbor.error, CL_CWT, "%s", message);
    if (at != NULL)
        cl_error_offset(r->cbor.error, (size_t)(at - r->cbor.begin));
    return false;
}

bool cl_cwt_instant(const cl_value *seconds, bool up, int64_t *instant)
{
    if (seconds->kind == CL_KIND_INTEGER) {
        if (seconds->integer < CL_INSTANT_MIN / 1000 || seconds->integer > CL_INSTANT_MAX / 1000)
            return false;
        *instant = seconds->integer * 1000;
        return true;
    }
    double exact = seconds->real * 1000;
    if (!(exact >= (double)CL_INSTANT_MIN && exact <= (double)CL_INSTANT_MAX))
        return false;
    *instant = (int64_t)exact;
    if (up && (double)*instant < exact)
        ++*instant;
    if (!up && (double)*instant > exact)
        --*instant;
    return true;
}

/* Reads a NumericDate (RFC 8392, section 2). The RFC demands a number without tag 1; a number with
 * the tag is accepted too. */
static bool read_date(reader *r, const char *not_numeric, bool up, int64_t *instant)
{
    cl_cbor_head head;
    cl_value seconds;
    const unsigned char *at = r->cbor.at;
    if (!cl_cbor_next(&r->cbor, &head))
        return false;
    if (head.major == CL_CBOR_TAG && head.argument == TAG_EPOCH && !cl_cbor_next(&r->cbor, &head))
        return false;
    if (!cl_cbor_number(&head, &seconds))
        return fault_at(r, at, not_numeric);
    if (!cl_cwt_instant(&seconds, up, instant))
        return fault_at(r, at, "iat, nbf and exp must lie in the years 0000 to 9999, in seconds");
    return true;
}

static bool read_issuer(reader *r)
{
    cl_cbor_head head;
    const unsigned char *at = r->cbor.at, *text;
    size_t length;
    if (!cl_cbor_next(&r->cbor, &head))
        return false;
    if (head.major != CL_CBOR_TEXT)
        return fault_at(r, at, "iss, claim 1, must be a text");
    if (!cl_cbor_text(&r->cbor, &head, r->arena, &text, &length))
        return false;
    r->cwt->issuer = (const char *)text;
    r->cwt->issuer_length = length;
    return true;
}

/* Reads the payload. `last` is true if it is the last member of its claim. */
static bool read_payload(reader *r, bool last)
{
    cl_cbor_head head;
    cl_cbor ahead = r->cbor;
    if (!cl_cbor_next(&ahead, &head))
        return false;
    if (head.major != CL_CBOR_MAP)
        return fault_at(r, r->cbor.at, "the payload, member 1 of claim -260, must be a map");
    r->cwt->payload.at = r->cbor.at;
    r->cwt->payload_open = r->ahead && r->last && last;
    if (r->cwt->payload_open)
        r->cbor.at = r->cbor.end;
    else if (!cl_cbor_skim(&r->cbor))
        return false;
    r->cwt->payload.length = (size_t)(r->cbor.at - r->cwt->payload.at);
    return true;
}

static bool read_hcert(reader *r)
{
    cl_cbor_head head;
    cl_map map;
    cl_map_turn turn;
    int64_t label;
    const unsigned char *at = r->cbor.at;
    if (!cl_cbor_next(&r->cbor, &head))
        return false;
    if (head.major != CL_CBOR_MAP)
        return fault_at(r, at, "claim -260 must be a map");
    cl_map_begin(&map, &r->cbor, &head, r->arena);
    while ((turn = cl_map_next(&map, &label)) == CL_MAP_MEMBER) {
        bool last = !map.indefinite && map.left == 0;
        if (!(label == HCERT_DCC ? read_payload(r, last) : cl_cbor_pass(&r->cbor)))
            return false;
    }
    if (turn == CL_MAP_END && r->cwt->payload.at == NULL)
        return fault_at(r, at, "claim -260 has no member 1, the payload");
    return turn == CL_MAP_END;
}

static bool read_claim(reader *r, int64_t label)
{
    switch (label) {
    case CLAIM_ISS:
        return read_issuer(r);
    case CLAIM_EXP:
        r->expires = true;
        return read_date(r, "exp, claim 4, must be a number", false, &r->cwt->expires_at);
    case CLAIM_NBF:
        return read_date(r, "nbf, claim 5, must be a number", true, &r->cwt->not_before);
    case CLAIM_IAT:
        r->issued = true;
        return read_date(r, "iat, claim 6, must be a number", true, &r->cwt->issued_at);
    case CLAIM_HCERT:
        return read_hcert(r);
    default:
        return cl_cbor_pass(&r->cbor);
    }
}

static bool read_claims(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cwt *cwt,
                        bool ahead, cl_error *error)
{
    reader r = {
        .cbor = cl_cbor_over(bytes, length, error), .arena = arena, .cwt = cwt, .ahead = ahead};
    cl_cbor_head head;
    cl_map map;
    cl_map_turn turn;
    int64_t label;
    *cwt = (cl_cwt){.not_before = CL_NO_MOMENT};
    if (!cl_cbor_next(&r.cbor, &head))
        return false;
    if (head.major != CL_CBOR_MAP)
        return fault_at(&r, r.cbor.begin, "the claims must be a map");
    cl_map_begin(&map, &r.cbor, &head, arena);
    while ((turn = cl_map_next(&map, &label)) == CL_MAP_MEMBER) {
        r.last = !map.indefinite && map.left == 0 && r.issued && r.expires;
        if (!read_claim(&r, label))
            return false;
    }
    if (turn != CL_MAP_END || !cl_cbor_done(&r.cbor, "the claims"))
        return false;
    if (cwt->payload.at == NULL)
        return fault_at(&r, NULL, "claim -260, the certificate, is missing");
    if (!r.issued)
        return fault_at(&r, NULL, "iat, claim 6, is missing");
    if (!r.expires)
        return fault_at(&r, NULL, "exp, claim 4, is missing");
    return true;
}

bool cl_cwt_read(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cwt *cwt,
                 cl_error *error)
{
    return read_claims(bytes, length, arena, cwt, false, error);
}

bool cl_cwt_read_ahead(const unsigned char *bytes, size_t length, cl_arena *arena, cl_cwt *cwt,
                       cl_error *error)
{
    return read_claims(bytes, length, arena, cwt, true, error);
}
