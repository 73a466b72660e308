/* cbor.h — reads CBOR (RFC 8949): a cursor over heads, and an event reader for values.
 *
 * There are two ways to read, with the same checks. The cursor (cl_cbor_…) serves the frames of a
 * certificate: maps with integer keys, byte strings, tags. The event reader (cl_cbor_read) serves
 * payloads. It reports to the same sinks as the JSON reader, so it accepts only what JSON can
 * express.
 *
 * Both accept definite and indefinite lengths, and heads of any width. The length or count in a
 * head is compared with the bytes that are left before it is used: an item takes at least one byte.
 * The readers are iterative: depth takes no stack, and CL_MAX_DEPTH bounds it.
 */
#ifndef CL_DATA_CBOR_H
#define CL_DATA_CBOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/cbor_head.h"
#include "data/event.h"
#include "data/value.h"

/* Reads the bytes of a string after its head. `*bytes` points into the input; the pieces of an
 * indefinite string are joined in `arena` instead. False with CBOR or MEMORY. Does not check
 * UTF-8. */
bool cl_cbor_string(cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena,
                    const unsigned char **bytes, size_t *length);

/* cl_cbor_text: the same for a text string. Each piece must be valid UTF-8 by itself (RFC 8949,
 * 3.2.3), else the fault is CBOR_UTF8. cl_cbor_check_text only checks, and does not move the
 * cursor. */
bool cl_cbor_text(cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena,
                  const unsigned char **bytes, size_t *length);
bool cl_cbor_check_text(const cl_cbor *cbor, const cl_cbor_head *head);

/* Reads the head of the next piece of an indefinite string. A piece is a definite string of the
 * same major type (RFC 8949, 3.2.3). False with CBOR. */
bool cl_cbor_piece(cl_cbor *cbor, cl_cbor_major major, cl_cbor_head *piece);

/* Converts the number in a head. True for an integer that fits 64 bits and for a float that
 * cl_value_real accepts: `*value` is an integer or a real. Else false; no fault is set. */
bool cl_cbor_number(const cl_cbor_head *head, cl_value *value);

/* Skips one item. A key must be a number, a text, a byte string or a simple value. Two keys are
 * equal if they have the same meaning, however they are encoded. False with CBOR, CBOR_KEY (a
 * duplicate key, or one of another kind), CBOR_UTF8, LIMIT_DEPTH or MEMORY. */
bool cl_cbor_pass(cl_cbor *cbor);

/* Skips one item, and checks only that it is well-formed: neither keys nor UTF-8. For an item that
 * is read afterwards. */
bool cl_cbor_skim(cl_cbor *cbor);

/* Checks that the cursor is at the end of its bytes; else false with CBOR. `what` names what has
 * ended, for the message. */
bool cl_cbor_done(cl_cbor *cbor, const char *what);

/* Reads one item, which must fill all of `length` bytes, and reports it to `sink` (NULL: only
 * validates).
 *
 * Keys are text. `undefined` is read as null. The tags 0 and 1 (RFC 8949, 3.4.1 and 3.4.2) are read
 * as their text or number. Refused are byte strings, other tags, other simple values, integers
 * outside 64 bits, and floats that cl_value_real refuses.
 *
 * Returns false with CBOR, CBOR_UTF8, CBOR_KEY (a duplicate key, or one that is no text),
 * CBOR_NUMBER, LIMIT_DEPTH, LIMIT_SIZE or MEMORY, or with the fault that the sink has set.
 * `error->offset` and `error->at` are set as by cl_json_read.
 */
bool cl_cbor_read(const unsigned char *bytes, size_t length, const cl_sink *sink, cl_error *error);

#endif
