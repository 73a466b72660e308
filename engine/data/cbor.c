/* cbor.c — reads what follows a head of CBOR: strings and numbers; and checks the end of the
 * input. */
#include "data/cbor.h"

#include <string.h>

#include "data/text.h"

static bool fault_at(const cl_cbor *cbor, const unsigned char *at, const char *message)
{
    cl_error_set(cbor->error, CL_CBOR, "%s", message);
    cl_error_offset(cbor->error, (size_t)(at - cbor->begin));
    return false;
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

/* Checks that `length` bytes at the cursor are valid UTF-8. Does not move the cursor. */
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

bool cl_cbor_number(const cl_cbor_head *head, cl_value *value)
{
    if (head->major == CL_CBOR_SIMPLE) {
        if (head->width < 2 || !cl_value_real(head->real, value))
            return false;
        value->written_real = value->kind == CL_KIND_INTEGER;
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
