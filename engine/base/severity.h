/* severity.h — the severity of findings about rules and about signers. */
#ifndef CL_BASE_SEVERITY_H
#define CL_BASE_SEVERITY_H

typedef enum cl_severity { CL_SEVERITY_ERROR, CL_SEVERITY_WARNING, CL_SEVERITY_NOTE } cl_severity;

/* Returns the name of a severity: "error", "warning", "note". */
const char *cl_severity_name(cl_severity severity);

#endif
