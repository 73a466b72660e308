/* foreign.h — texts that are no certificate of ours, told apart. */
#ifndef CL_CERT_FOREIGN_H
#define CL_CERT_FOREIGN_H

#include <stddef.h>

#include "base/error.h"

/* The fault of a text that does not begin with HC1: (white space around it is gone). Always false:
 *   EMPTY      nothing
 *   LEGACY     a web address, as Czech certificates from before June 2021 carry
 *   FOREIGN    HC2:, LT1:, AT1: and their like, shc:/ — certificates of another family
 *   FILE_KIND  a PDF, a picture, an archive
 *   PREFIX     anything else; hc1: in small letters and HC1 without its colon by name */
bool cl_foreign(const char *text, size_t length, cl_error *error);

#endif
