/* foreign.h — operations that CertLogic does not have: those of JsonLogic and of programming
 * languages, and misspelt ones. */
#ifndef CL_LANG_FOREIGN_H
#define CL_LANG_FOREIGN_H

#include <stddef.h>

#include "base/buffer.h"

/* Appends what helps whoever wrote an operation that the language does not have: how to write it
 * instead, or which one may have been meant. Nothing where nothing is known. */
void cl_foreign_hint(const char *name, size_t length, cl_buffer *message);

#endif
