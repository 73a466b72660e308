/* json_skip.h — skips JSON values that the caller does not use. */
#ifndef CL_DATA_JSON_SKIP_H
#define CL_DATA_JSON_SKIP_H

#include "data/json_scan.h"

/* Skips a number of any size; the cursor is at its first character. The caller has checked its
 * grammar. */
void cl_json_skip_number(cl_scan *scan);

/* Skips an array or object of any depth; the cursor is at its opening bracket. Checks the grammar
 * and UTF-8, but neither the size of numbers nor duplicate keys. False with JSON, JSON_UTF8 or
 * MEMORY. */
bool cl_json_skip(cl_scan *scan);

#endif
