/* ask.h — reads the body of a request for a verdict.
 *
 * Input: JSON. Output: the question. Members that are not known are refused, because a misspelt one
 * would change the question in silence. */
#ifndef CL_SERVICE_ASK_H
#define CL_SERVICE_ASK_H

#include "service/handlers.h"

enum { CL_MOST_COUNTRIES = 32 };

/* Texts belong to `body`. */
typedef struct cl_ask {
    json_t *body;
    const char *hcert; /* of `length` bytes; NULL: `payload` is given */
    size_t length;
    json_t *payload;
    const char *countries[CL_MOST_COUNTRIES];
    size_t count;
    bool several; /* the countries were given as an array */
    certlogic_request request;
    json_t *holder; /* the expected holder, or NULL */
    char now[CL_MOMENT];
} cl_ask;

/* Reads a body.
 * Returns: false with the code of the JSON reader, or `usage` and the place of the member. The
 *   caller ends `ask` in both cases.
 * Arguments: `judge`: the body asks for a verdict, else only for decoding. */
bool cl_ask_read(cl_ask *ask, const cl_bytes *body, bool judge, const cl_service_options *options,
                 certlogic_error *error);
void cl_ask_end(cl_ask *ask);

#endif
