/* line.h — writes JSON into the output of a block.
 *
 * The caller checks with cl_line_fits that there is room before it begins a line. A line has at
 * most CL_LINE_MOST bytes. Strings are escaped where JSON requires it, and where a character could
 * steer a terminal or change the writing direction.
 */
#ifndef CL_BATCH_LINE_H
#define CL_BATCH_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "batch/block.h"

/* Returns: true if there is room for a line of CL_LINE_MOST bytes. */
bool cl_line_fits(const cl_block *block);

static inline void cl_line_raw(cl_block *block, const char *bytes, size_t length)
{
    memcpy(block->out + block->out_length, bytes, length);
    block->out_length += length;
}

static inline void cl_line_puts(cl_block *block, const char *text)
{
    cl_line_raw(block, text, strlen(text));
}

void cl_line_number(cl_block *block, uint64_t number);

/* Writes a JSON string. A text longer than `most` bytes is cut between two characters, and ends in
 * "…". */
void cl_line_string(cl_block *block, const char *bytes, size_t length, size_t most);

/* Writes the JSON text of a scalar; only characters that cl_escape_needed names are escaped. */
void cl_line_json(cl_block *block, const char *bytes, size_t length);

/* Writes ,"fault":{"code","at","message","file","offset","byte"?} for a record. */
void cl_line_fault(cl_block *block, const cl_record *record, const certlogic_error *fault);

#endif
