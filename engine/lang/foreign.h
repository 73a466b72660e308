/* foreign.h — hints for names that are not operations of CertLogic: operations of JsonLogic and of
 * programming languages, and misspelt ones. */
#ifndef CL_LANG_FOREIGN_H
#define CL_LANG_FOREIGN_H

#include <stddef.h>

#include "base/buffer.h"

/* Appends a hint to a message about the unknown operation `name`: what to write instead, or which
 * operation has a similar name. Appends nothing if there is no hint. */
void cl_foreign_hint(const char *name, size_t length, cl_buffer *message);

#endif
