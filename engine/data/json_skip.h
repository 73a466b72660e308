/* json_skip.h — passing over a value that nobody asks for. */
#ifndef CL_DATA_JSON_SKIP_H
#define CL_DATA_JSON_SKIP_H

#include "data/json_scan.h"

/* Passes over a number, at its first character, whatever its size; its grammar was read before. */
void cl_json_skip_number(cl_scan *scan);

/* Passes over an array or object, at its bracket, however deep it is. It must be JSON; its numbers
 * may be of any size, and its keys are not compared. False with JSON, JSON_UTF8 or MEMORY. */
bool cl_json_skip(cl_scan *scan);

#endif
