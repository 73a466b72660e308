/* severity.c — the names of severities. */
#include "base/severity.h"

const char *cl_severity_name(cl_severity severity)
{
    static const char *const names[] = {"error", "warning", "note"};
    return names[severity];
}
