/* split.h — a stream of bytes is cut into records: lines, the elements of JSON arrays, JSON objects
 * of several lines one after another, or the items of a CBOR sequence (RFC 8742).
 *
 * The caller holds a window of the stream and asks for the record at its beginning. What was looked
 * at while a record was still on its way is not looked at again. Knows nothing of what a record says:
 * an item of CBOR is only measured (RFC 8949, appendix C), text is only searched for line ends.
 */
#ifndef CL_BATCH_SPLIT_H
#define CL_BATCH_SPLIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "batch/element.h"
#include "batch/item.h"

typedef enum cl_format {
    CL_FORMAT_TOLD,   /* not known yet: content tells */
    CL_FORMAT_LINES,  /* lines of text, each of which tells whether it is JSON */
    CL_FORMAT_NDJSON, /* a JSON object a line */
    CL_FORMAT_HC1,    /* the text of a certificate a line */
    CL_FORMAT_CBOR,   /* a CBOR sequence */
    /* JSON that does not keep to lines. These four are one format, and say what stands before the
     * place. */
    CL_FORMAT_JSON,   /* nothing, or a whole array or object */
    CL_FORMAT_OPENED, /* the [ of an array of records */
    CL_FORMAT_COMMA,  /* a comma in it */
    CL_FORMAT_BEHIND  /* a record in it */
} cl_format;

/* True for the last four. */
bool cl_format_is_json(cl_format format);

typedef enum cl_split {
    CL_SPLIT_RECORD, /* a whole record lies in the window */
    CL_SPLIT_MORE,   /* the window ends before the record does */
    CL_SPLIT_LARGE,  /* the record is longer than a record may be */
    CL_SPLIT_BROKEN  /* from here on no record can be found */
} cl_split;

typedef struct cl_splitter {
    cl_format format;
    size_t most;        /* bytes of one record */
    size_t seen;        /* bytes of the record at the window's beginning that were looked at */
    bool passing;       /* passing over a record that is too large */
    bool whole;         /* the JSON value that is too large has ended with what was seen */
    bool fresh;         /* no record has come yet: the first one may show that these are no lines */
    const char *what;   /* is wrong, for CL_SPLIT_BROKEN */
    cl_item item;       /* the CBOR item at hand */
    cl_element element; /* the JSON value at hand */
} cl_splitter;

/* Ready for an input; `fresh` at its beginning. Lines that begin with a [, or with a { that stands
 * alone, are none: the format becomes JSON. */
void cl_splitter_begin(cl_splitter *splitter, cl_format format, size_t most, bool fresh);

/* The format that the first byte of an input tells: an array, a map or a tag of CBOR, else text. */
cl_format cl_format_tell(unsigned char first);

/* Looks at the record at `bytes`; `last` says that nothing comes behind the window. Bytes
 * [*begin, *begin + *length) are the record, *used the bytes to be left behind: with RECORD those
 * before and of the record; with MORE those that belong to none (empty lines); with LARGE those before
 * it. At the end of an input RECORD does not come again, and MORE means that all was used. */
cl_split cl_splitter_next(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                          size_t *begin, size_t *length, size_t *used);

/* Passes over the record that was LARGE. True when its end was in the window, or when no end can be
 * found: `what` is then set, as for BROKEN. *used bytes are done with in either case. */
bool cl_splitter_pass(cl_splitter *splitter, const char *bytes, size_t window, bool last,
                      size_t *used);

#endif
