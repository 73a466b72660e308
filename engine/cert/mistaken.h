/* mistaken.h — recognises texts and files that are no certificate of this kind, and reports each
 * with a fault of its own. */
#ifndef CL_CERT_MISTAKEN_H
#define CL_CERT_MISTAKEN_H

#include <stddef.h>

#include "base/error.h"

/* Sets the fault of a text that does not begin with HC1:. The caller has removed white space around
 * the text. Always returns false, with
 *   EMPTY      no text
 *   LEGACY     a web address, as in Czech certificates from before June 2021
 *   FOREIGN    another kind of certificate: two letters, a digit and a colon (LT1:), or shc:/
 *   FILE_KIND  a PDF, a picture, an archive
 *   PREFIX     anything else; hc1: and HC1 without a colon have messages of their own */
bool cl_mistaken(const char *text, size_t length, cl_error *error);

#endif
