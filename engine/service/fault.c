/* fault.c — sets errors of the public interface. */
#include "service/fault.h"

#include <stdio.h>

bool cl_service_fault(certlogic_error *error, const char *code, const char *format, ...)
{
    va_list arguments;
    if (error == NULL)
        return false;
    *error = (certlogic_error){.code = code, .offset = CERTLOGIC_NO_OFFSET};
    va_start(arguments, format);
    vsnprintf(error->message, sizeof error->message, format, arguments);
    va_end(arguments);
    return false;
}
