/* cbor_head.h — one head of CBOR (RFC 8949, section 3): read by libcbor, and written by it.
 *
 * A head is the first bytes of an item: the major type, and an argument of 0, 1, 2, 4 or 8 bytes.
 * Callers decide what a head means for the bytes behind it. Nothing here allocates memory, and
 * nothing global of libcbor is set. Every function may be called from any thread.
 */
#ifndef CL_DATA_CBOR_HEAD_H
#define CL_DATA_CBOR_HEAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

typedef enum cl_cbor_major {
    CL_CBOR_UNSIGNED,
    CL_CBOR_NEGATIVE, /* -1 - argument */
    CL_CBOR_BYTES,
    CL_CBOR_TEXT,
    CL_CBOR_ARRAY,
    CL_CBOR_MAP,
    CL_CBOR_TAG,
    CL_CBOR_SIMPLE /* simple values, floats and the break */
} cl_cbor_major;

enum { CL_CBOR_FALSE = 20, CL_CBOR_TRUE, CL_CBOR_NULL, CL_CBOR_UNDEFINED };

/* The most bytes of a head. */
enum { CL_CBOR_HEAD_SIZE = 9 };

typedef struct cl_cbor_head {
    cl_cbor_major major;
    /* Bytes of the argument: 0, 1, 2, 4, 8; of a float 2, 4, 8. The head has one byte more. */
    uint8_t width;
    /* A string, array or map that ends with a break; of major type SIMPLE: the break itself. */
    bool indefinite;
    /* Length, count, tag, number or simple value; 0 where `indefinite`, and of a float. */
    uint64_t argument;
    /* The value of a float: major type SIMPLE, width 2, 4 or 8. */
    double real;
} cl_cbor_head;

typedef enum cl_cbor_found {
    CL_CBOR_HEAD,
    CL_CBOR_SHORT,  /* the bytes end within the head */
    CL_CBOR_NO_HEAD /* CBOR has no such head */
} cl_cbor_found;

/* Reads the head at the first of `length` bytes. `*head` is one only with CL_CBOR_HEAD. A head is
 * found whether or not there is what it announces: the bytes of its string, its items. Simple
 * values below 32 in two bytes are found, too, though they are not well-formed. */
cl_cbor_found cl_cbor_find_head(const unsigned char *bytes, size_t length, cl_cbor_head *head);

static inline bool cl_cbor_is_break(const cl_cbor_head *head)
{
    return head->major == CL_CBOR_SIMPLE && head->indefinite;
}

typedef struct cl_cbor {
    const unsigned char *begin;
    const unsigned char *at;
    const unsigned char *end;
    cl_error *error; /* may be NULL */
} cl_cbor;

/* A cursor at the first of `length` bytes. */
cl_cbor cl_cbor_over(const unsigned char *bytes, size_t length, cl_error *error);

/* Reads a head and moves behind it. False with CBOR for what is none, for a break, and where more
 * is announced than there is: `length` bytes of a string must be there, a byte for each item, two
 * for each pair. `error->offset` is the byte at which it shows. */
bool cl_cbor_next(cl_cbor *cbor, cl_cbor_head *head);

/* Passes a break, if one is there. */
bool cl_cbor_break(cl_cbor *cbor);

/* Finds a text in one piece of at most 255 bytes, all of which are there: nearly every item of a
 * payload is one, and a call of libcbor costs more than to read it. Sets `*head` to the bytes of
 * its head and `*text` to those of the text. False for any other item. */
static inline bool cl_cbor_short_text(const unsigned char *bytes, size_t length, size_t *head,
                                      size_t *text)
{
    enum { TEXT = CL_CBOR_TEXT << 5, OF_ONE_BYTE = TEXT | 24 };
    if (length < 2 || bytes[0] < TEXT || bytes[0] > OF_ONE_BYTE)
        return false;
    *head = bytes[0] == OF_ONE_BYTE ? 2 : 1;
    *text = bytes[0] == OF_ONE_BYTE ? bytes[1] : bytes[0] - (size_t)TEXT;
    return *text <= length - *head;
}

/* Writes the shortest head to `out`, which has CL_CBOR_HEAD_SIZE bytes. Returns how many it has. */
size_t cl_cbor_write_head(unsigned char *out, cl_cbor_major major, uint64_t argument);

/* The same for a float of 64 bits. All NaN are written alike. */
size_t cl_cbor_write_double(unsigned char *out, double real);

#endif
