/* cbor.h — reading CBOR (RFC 8949): a cursor over heads, values through the event reader.
 *
 * Two ways to read, one set of checks. The cursor (cl_cbor_…) is for the frames of a certificate: maps
 * with integer keys, byte strings, tags. The event reader (cl_cbor_read) is for payloads: it tells the
 * same sinks as the JSON reader what it finds, so only what JSON knows is read.
 *
 * Well-formed, definite or indefinite lengths, heads of any width. What a head announces is compared with
 * the bytes that are there before anything is believed: an item takes a byte at least. Iterative: depth
 * costs no stack, and is bounded by CL_MAX_DEPTH.
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

/* The bytes of a string whose head was read: where they stand, or joined in `arena` where they come in
 * pieces. False with CBOR or MEMORY. Says nothing about UTF-8. */
bool cl_cbor_string(cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena,
                    const unsigned char **bytes, size_t *length);

/* The same for a text, whose pieces must be valid UTF-8 each for itself (RFC 8949, 3.2.3): else
 * CBOR_UTF8. The second only checks it, and leaves the cursor where it is. */
bool cl_cbor_text(cl_cbor *cbor, const cl_cbor_head *head, cl_arena *arena,
                  const unsigned char **bytes, size_t *length);
bool cl_cbor_check_text(const cl_cbor *cbor, const cl_cbor_head *head);

/* The head of the next piece of a string that comes in pieces: a definite string of the same major
 * (RFC 8949, 3.2.3). False with CBOR. */
bool cl_cbor_piece(cl_cbor *cbor, cl_cbor_major major, cl_cbor_head *piece);

/* The number of an item whose head was read: true for integers of 64 bits and for floats that are finite,
 * `*value` then is an integer or a real. Else false, without a fault. */
bool cl_cbor_number(const cl_cbor_head *head, cl_value *value);

/* Passes over one item. A key is a number, a text, a byte string or a simple value; two are equal
 * when they mean the same, however they are encoded. False with CBOR, CBOR_KEY (a key that stands
 * twice, or of another kind), CBOR_UTF8, LIMIT_DEPTH or MEMORY. */
bool cl_cbor_pass(cl_cbor *cbor);

/* The same, but only the form is checked, neither keys nor UTF-8: for what will be read
 * afterwards. */
bool cl_cbor_skim(cl_cbor *cbor);

/* Nothing may follow: false with CBOR where something does. `what` is what ended, for the message. */
bool cl_cbor_done(cl_cbor *cbor, const char *what);

/* Reads one item, all of `length` bytes, and tells `sink` (NULL: only validate). Text keys; `undefined` is
 * null; the tags 0 and 1 (RFC 8949, 3.4.1 and 3.4.2) are read as their text or number. Refused: byte
 * strings, other tags, other simple values, integers outside 64 bits, what cl_value_real refuses. On a
 * fault returns false with CBOR, CBOR_UTF8, CBOR_KEY (twice, or no text), CBOR_NUMBER, LIMIT_DEPTH,
 * LIMIT_SIZE or MEMORY, or what the sink has set; `error->offset` and `error->at` as cl_json_read. */
bool cl_cbor_read(const unsigned char *bytes, size_t length, const cl_sink *sink, cl_error *error);

#endif
