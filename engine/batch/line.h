/* line.h — the lines that judges append to the output of a block.
 *
 * A line is a JSON object. The caller checks with cl_line_fits that there is room before it begins
 * a line; a line has at most CL_LINE_MOST bytes. All texts are written with cl_writer_shown.
 */
#ifndef CL_BATCH_LINE_H
#define CL_BATCH_LINE_H

#include "batch/block.h"
#include "data/writer.h"

/* Returns: true if there is room for a line of CL_LINE_MOST bytes. */
bool cl_line_fits(const cl_block *block);

/* Begins a line, and returns the writer of its members. cl_writer_end_line ends the line. */
static inline cl_writer cl_line_begin(cl_block *block)
{
    cl_writer w = cl_writer_to(&block->out);
    cl_writer_open(&w, '{');
    return w;
}

/* Writes a text of at most `most` bytes, or null for NULL. */
void cl_line_text(cl_writer *w, const char *text, size_t most);

/* Writes the member "fault": {"code", "at", "message", "file", "offset", "byte"?} of a record. */
void cl_line_fault(cl_writer *w, const cl_block *block, const cl_record *record,
                   const certlogic_error *fault);

#endif
