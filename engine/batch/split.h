/* split.h — splits a stream of bytes into records: lines, elements of JSON arrays, JSON objects of
 * several lines one after another, or items of a CBOR sequence (RFC 8742).
 *
 * The caller holds a window of the stream and asks for the record at its beginning. Bytes of an
 * incomplete record are not examined again when the window grows. The splitter must not know what a
 * record contains: it measures CBOR items (RFC 8949, appendix C) and searches text for line ends.
 */
#ifndef CL_BATCH_SPLIT_H
#define CL_BATCH_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/element.h"
#include "batch/item.h"

typedef enum cl_format {
    CL_FORMAT_TOLD,   /* not known yet: the content decides */
    CL_FORMAT_LINES,  /* lines of text; each line may be JSON or not */
    CL_FORMAT_NDJSON, /* one JSON object per line */
    CL_FORMAT_HC1,    /* one certificate text per line */
    CL_FORMAT_CBOR,   /* a CBOR sequence */
    /* JSON that may span lines. These four are one format; they differ in what precedes the
     * position. */
    CL_FORMAT_JSON,   /* nothing, or a whole array or object */
    CL_FORMAT_OPENED, /* the [ of an array of records */
    CL_FORMAT_COMMA,  /* a comma in the array */
    CL_FORMAT_BEHIND  /* a record in the array */
} cl_format;

/* Returns: true for the last four formats. */
bool cl_format_is_json(cl_format format);

typedef enum cl_split {
    CL_SPLIT_RECORD, /* the window contains the whole record */
    CL_SPLIT_MORE,   /* the window ends before the record does */
    CL_SPLIT_LARGE,  /* the record is longer than `most` */
    CL_SPLIT_BROKEN  /* from here on no record can be found */
} cl_split;

typedef struct cl_splitter {
    cl_format format;
    size_t most;        /* the most bytes of one record */
    size_t seen;        /* examined bytes of the record at the window's beginning */
    bool passing;       /* skipping a record that is too large */
    bool whole;         /* the record that is too large ends with the examined bytes */
    bool fresh;         /* no record has come yet: the format may still become JSON */
    const char *what;   /* the reason for CL_SPLIT_BROKEN */
    cl_item item;       /* the current CBOR item */
    cl_element element; /* the current JSON value */
} cl_splitter;

/* Prepares for an input.
 * Arguments: `fresh` is true at the beginning of an input. A line format then becomes JSON if the
 *   first record begins with a [ (not for HC1), or if its line is only a {. */
void cl_splitter_begin(cl_splitter *splitter, cl_format format, size_t most, bool fresh);

/* Returns: the format that the first byte of an input shows: CBOR for an array, a map or a tag;
 *   otherwise lines. */
cl_format cl_format_tell(unsigned char first);

/* Finds the record at the beginning of the window `bytes`. After the end of the input MORE is
 * returned and all bytes are used.
 * Arguments: `last` is true if no bytes follow the window. The record is the bytes [*begin, *begin
 *   + *length). `*used` is the number of bytes that the caller drops: with RECORD the record and
 *   what precedes it; with MORE bytes outside of records, for example empty lines; with LARGE the
 *   bytes before the record. */
cl_split cl_splitter_next(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                          size_t *begin, size_t *length, size_t *used);

/* Skips the rest of a LARGE record.
 * Returns: true if the window contains its end, or if no end can be found; in this case `what` is
 *   set, as for BROKEN.
 * Arguments: the caller drops `*used` bytes in either case. */
bool cl_splitter_pass(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                      size_t *used);

#endif
