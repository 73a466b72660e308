/* format.h — the formats that are checked: date and date-time of RFC 3339. Pure functions. */
#ifndef CL_SCHEMA_FORMAT_H
#define CL_SCHEMA_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

/* full-date: YYYY-MM-DD, a day that exists in the Gregorian calendar. */
bool cl_format_date(const char *text, size_t length);

/* date-time: T and Z in either case, an offset of at most 23:59, fractions of any length. Second 60
 * is accepted only where a leap second can be: in the last minute of a UTC day. */
bool cl_format_date_time(const char *text, size_t length);

#endif
