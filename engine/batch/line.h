/* line.h — JSON written straight into a block's output.
 *
 * Room is the caller's care: a line has at most CL_LINE_MOST bytes, and nobody begins one with less.
 * Escaped is all that JSON wants escaped, and what could steer a terminal or turn its text around.
 */
#ifndef CL_BATCH_LINE_H
#define CL_BATCH_LINE_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "batch/block.h"

/* True when a line fits. */
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

/* A JSON string; longer ones are cut after `most` bytes, at a character. */
void cl_line_string(cl_block *block, const char *bytes, size_t length, size_t most);

/* JSON text of a scalar, as it stands but for what could steer a terminal. */
void cl_line_json(cl_block *block, const char *bytes, size_t length);

/* ,"fault":{"code","at","message","file","offset","byte"?} of a record. */
void cl_line_fault(cl_block *block, const cl_record *record, const certlogic_error *fault);

#endif
