/* cbor.c — the cursor over CBOR: heads, strings, numbers.
 *
 *        7 6 5   4 3 2 1 0
 *      ┌───────┬───────────┐
 *      │ major │   info    │  info 0–23: the argument itself; 24–27: 1, 2, 4, 8 bytes of it follow;
 *      └───────┴───────────┘  28–30: reserved; 31: indefinite, or the break
 */
#include "data/cbor.h"

#include <string.h>

#include "data/text.h"

enum { BREAK = 0xFF, INFO_ONE_BYTE = 24, INFO_EIGHT_BYTES = 27, INFO_INDEFINITE = 31 };

static bool fault_at(const cl_cbor *cbor, const unsigned char *at, const char *message)
{
    cl_error_set(cbor->error, CL_CBOR, "%s", message);
    cl_error_offset(cbor->error, (size_t)(at - cbor->begin));
    return false;
}

cl_cbor cl_cbor_over(const unsigned char *bytes, size_t length, cl_error *error)
{
    static const unsigned char nothing[1];
    const unsigned char *begin = length > 0 ? bytes : nothing;
    return (cl_cbor){.begin = begin, .at = begin, .end = begin + length, .error = error};
}

/* What a head announces, against what is there. */
static bool is_there(const cl_cbor *cbor, const cl_cbor_head *head)
{
    size_t left = (size_t)(cbor->end - cbor->at);
    switch (head->major) {
    case CL_CBOR_BYTES:
    case CL_CBOR_TEXT:
    case CL_CBOR_ARRAY:
        return head->argument <= left;
    case CL_CBOR_MAP:
        return head->argument <= left / 2;
    case CL_CBOR_TAG:
        return left > 0;
    case CL_CBOR_UNSIGNED:
    case CL_CBOR_NEGATIVE:
    case CL_CBOR_SIMPLE:
        break;
    }
    return true;
}

bool cl_cbor_next(cl_cbor *cbor, cl_cbor_head *head)
{
    const unsigned char *first = cbor->at;
    if (first == cbor->end)
        return fault_at(cbor, first, "the CBOR ends where an item is expected");
    unsigned info = *first & 0x1F;
    head->major = (cl_cbor_major)(*first >> 5);
    head->width = 0;
    head->indefinite = false;
    head->argument = info;
    cbor->at = first + 1;
    if (info >= INFO_ONE_BYTE && info <= INFO_EIGHT_BYTES) {
        size_t width = (size_t)1 << (info - INFO_ONE_BYTE);
        if ((size_t)(cbor->end - cbor->at) < width)
            return fault_at(cbor, first, "the CBOR ends within a head");
        head->width = (uint8_t)width;
        head->argument = 0;
        for (size_t i = 0; i < width; i++)
            head->argument = head->argument << 8 | *cbor->at++;
        if (head->major == CL_CBOR_SIMPLE && width == 1 && head->argument < 32)
            return fault_at(cbor, first, "a simple value below 32 in two bytes");
    } else if (info == INFO_INDEFINITE) {
        if (*first == BREAK)
            return fault_at(cbor, first, "a break where an item is expected");
        if (head->major < CL_CBOR_BYTES || head->major > CL_CBOR_MAP)
            return fault_at(cbor, first, "an indefinite length where there can be none");
        head->indefinite = true;
        head->argument = 0;
    } else if (info >= INFO_ONE_BYTE) {
        return fault_at(cbor, first, "a head of a form that CBOR reserves");
    }
    if (!is_there(cbor, head))
        return fault_at(cbor, first, "the CBOR ends before all that a head announces");
    return true;
}

bool cl_cbor_break(cl_cbor *cbor)
{
    if (cbor->at == cbor->end || *cbor->at != BREAK)
        return false;
    cbor->at++;
    return true;
}

bool cl_cbor_piece(cl_cbor *cbor, cl_cbor_major major, cl_cbor_head *piece)
{
    const unsigned char *first = cbor->at;
    if (!cl_cbor_next(cbor, piece))
        return false;
    if (piece->major != major || piece->indefinite)
        return fault_at(cbor, first, "a string in pieces with a piece that is no such string");
    return true;
}

bool cl_cbor_string(cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena,
                    const unsigned char **bytes, size_t *length)
{
    *bytes = cbor->at;
    *length = (size_t)head->argument;
    if (!head->indefinite) {
        cbor->at += *length;
        return true;
    }
    cl_cbor_head piece;
    cl_cbor ahead = *cbor;
    size_t total = 0;
    while (!cl_cbor_break(&ahead)) {
        if (!cl_cbor_piece(&ahead, head->major, &piece))
            return false;
        ahead.at += piece.argument;
        total += (size_t)piece.argument;
    }
    unsigned char *joined = cl_arena_alloc(arena, total + 1);
    if (joined == NULL)
        return cl_error_memory(cbor->error);
    *bytes = joined;
    *length = total;
    while (!cl_cbor_break(cbor)) {
        cl_cbor_next(cbor, &piece);
        memcpy(joined, cbor->at, (size_t)piece.argument);
        joined += piece.argument;
        cbor->at += piece.argument;
    }
    return true;
}

/* The UTF-8 of `length` bytes at the cursor, which stays where it is. */
static bool is_text(const cl_cbor *cbor, size_t length, const char *message)
{
    size_t valid = cl_utf8_prefix((const char *)cbor->at, length);
    if (valid == length)
        return true;
    cl_error_set(cbor->error, CL_CBOR_UTF8, "%s", message);
    cl_error_offset(cbor->error, (size_t)(cbor->at - cbor->begin) + valid);
    return false;
}

bool cl_cbor_check_text(const cl_cbor *cbor, const cl_cbor_head *head)
{
    cl_cbor ahead = *cbor;
    cl_cbor_head piece;
    if (!head->indefinite)
        return is_text(cbor, (size_t)head->argument, "text that is not valid UTF-8");
    while (!cl_cbor_break(&ahead)) {
        if (!cl_cbor_piece(&ahead, CL_CBOR_TEXT, &piece) ||
            !is_text(&ahead, (size_t)piece.argument, "text with a piece that is not valid UTF-8"))
            return false;
        ahead.at += piece.argument;
    }
    return true;
}

bool cl_cbor_text(cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena,
                  const unsigned char **bytes, size_t *length)
{
    return cl_cbor_check_text(cbor, head) && cl_cbor_string(cbor, head, arena, bytes, length);
}

/* A float of 16 bits (IEEE 754): 1 of sign, 5 of exponent, 10 of fraction, each moved to where a double
 * has it. */
static double half(uint64_t bits)
{
    uint64_t exponent = bits >> 10 & 0x1F, fraction = bits & 0x3FF;
    double real;
    if (exponent == 0) {
        real = (double)fraction / 16777216; /* 2^24 */
    } else {
        uint64_t moved = (exponent == 31 ? 0x7FF : exponent + 1023 - 15) << 52 | fraction << 42;
        memcpy(&real, &moved, sizeof real);
    }
    return (bits & 0x8000) != 0 ? -real : real;
}

double cl_cbor_real(const cl_cbor_head *head)
{
    if (head->width == 2)
        return half(head->argument);
    if (head->width == 4) {
        uint32_t bits = (uint32_t)head->argument;
        float single;
        memcpy(&single, &bits, sizeof single);
        return (double)single;
    }
    double real;
    memcpy(&real, &head->argument, sizeof real);
    return real;
}

bool cl_cbor_number(const cl_cbor_head *head, cl_value *value)
{
    if (head->major == CL_CBOR_SIMPLE) {
        if (head->width < 2 || !cl_value_real(cl_cbor_real(head), value))
            return false;
        if (value->kind == CL_KIND_INTEGER)
            value->length = CL_WHOLE_REAL;
        return true;
    }
    if (head->major > CL_CBOR_NEGATIVE || head->argument > INT64_MAX)
        return false;
    int64_t integer = (int64_t)head->argument;
    *value = cl_value_integer(head->major == CL_CBOR_NEGATIVE ? -1 - integer : integer);
    return true;
}

bool cl_cbor_done(cl_cbor *cbor, const char *what)
{
    if (cbor->at == cbor->end)
        return true;
    cl_error_set(cbor->error, CL_CBOR, "%zu bytes more behind the end of %s; expected nothing",
                 (size_t)(cbor->end - cbor->at), what);
    cl_error_offset(cbor->error, (size_t)(cbor->at - cbor->begin));
    return false;
}
