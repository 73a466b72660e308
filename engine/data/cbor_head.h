/* cbor_head.h — one head of CBOR (RFC 8949, section 3), which libcbor reads and writes.
 *
 * A head is the first bytes of an item: the major type, and an argument of 0, 1, 2, 4 or 8 bytes.
 * The caller interprets the bytes behind a head. Nothing here allocates memory or sets global state
 * of libcbor. Any thread may call every function.
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

/* The largest size of a head in bytes. */
enum { CL_CBOR_HEAD_SIZE = 9 };

typedef struct cl_cbor_head {
    cl_cbor_major major;
    /* Bytes of the argument: 0, 1, 2, 4 or 8; of a float 2, 4 or 8. The head has one byte more. */
    uint8_t width;
    /* A string, array or map that ends with a break. With major type SIMPLE: the break itself. */
    bool indefinite;
    /* Length, count, tag, number or simple value. 0 if `indefinite`, and for a float. */
    uint64_t argument;
    /* The value of a float, which has major type SIMPLE and width 2, 4 or 8. */
    double real;
} cl_cbor_head;

typedef enum cl_cbor_found {
    CL_CBOR_HEAD,
    CL_CBOR_SHORT,  /* the bytes end within the head */
    CL_CBOR_NO_HEAD /* CBOR does not define this head */
} cl_cbor_found;

/* Reads the head at the first of `length` bytes. `*head` is valid only with CL_CBOR_HEAD. Does not
 * check that the bytes of a string or the items of a container follow. Accepts simple values below
 * 32 in two bytes, although they are not well-formed. */
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

/* Makes a cursor at the first of `length` bytes. */
cl_cbor cl_cbor_over(const unsigned char *bytes, size_t length, cl_error *error);

/* Reads a head and moves the cursor behind it. False with CBOR if there is no head, if it is a
 * break, and if fewer bytes are left than it needs: the length of a string, one byte for each item,
 * two for each pair. `error->offset` is the offset of the head. */
bool cl_cbor_next(cl_cbor *cbor, cl_cbor_head *head);

/* Moves the cursor behind a break. False if the next byte is no break. */
bool cl_cbor_break(cl_cbor *cbor);

/* The fast path for a definite text of at most 255 bytes, because nearly every item of a payload is
 * one and a call of libcbor costs more than reading it. Sets `*head` and `*text` to the sizes of
 * its head and its text, in bytes. False for any other item, and if not all bytes of the text are
 * there. */
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

/* Writes the shortest head to `out`, which has CL_CBOR_HEAD_SIZE bytes. Returns the size of the
 * head. */
size_t cl_cbor_write_head(unsigned char *out, cl_cbor_major major, uint64_t argument);

/* Writes a float of 64 bits in the same way. All NaN have the same bytes. */
size_t cl_cbor_write_double(unsigned char *out, double real);

#endif
