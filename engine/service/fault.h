/* fault.h — sets an error of the public interface. */
#ifndef CL_SERVICE_FAULT_H
#define CL_SERVICE_FAULT_H

#include "base/buffer.h"
#include "certlogic.h"

/* Sets an error without a place. Returns false.
 * Arguments: `code` is a string that lives as long as the program; `error` may be NULL. A longer
 *   message is cut. */
bool cl_service_fault(certlogic_error *error, const char *code, const char *format, ...)
    CL_PRINTF(3, 4);

#endif
