/* line.c — begins and ends lines, and writes faults. */
#include "batch/line.h"

#include <string.h>

/* The most bytes of each text in a line. Escaping makes at most six bytes of one. All texts
 * together must fit in CL_LINE_MOST. */
enum { MOST_PLACE = 3072, MOST_MESSAGE = 1024, MOST_FILE = 4096 };

bool cl_line_fits(const cl_block *block)
{
    return CL_BLOCK_OUT - block->out.length >= CL_LINE_MOST;
}

void cl_line_text(cl_writer *w, const char *text, size_t most)
{
    if (text != NULL)
        cl_writer_shown(w, text, strlen(text), most);
    else
        cl_writer_text(w, NULL);
}

static void member(cl_writer *w, const char *name, const char *text, size_t most)
{
    cl_writer_name(w, name);
    cl_line_text(w, text, most);
}

void cl_line_fault(cl_writer *w, const cl_block *block, const cl_record *record,
                   const certlogic_error *fault)
{
    cl_writer_open_member(w, "fault", '{');
    member(w, "code", fault->code, MOST_MESSAGE);
    member(w, "at", fault->at, MOST_PLACE);
    member(w, "message", fault->message, MOST_MESSAGE);
    member(w, "file", block->file, MOST_FILE);
    cl_writer_name(w, "offset");
    cl_writer_number(w, record->offset);
    if (fault->offset != CERTLOGIC_NO_OFFSET) {
        cl_writer_name(w, "byte");
        cl_writer_number(w, fault->offset);
    }
    cl_writer_close(w, '}');
}
