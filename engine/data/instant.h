/* instant.h — converts date-times between text and milliseconds UTC, and does calendar arithmetic.
 *
 * Specification "Offset date-time (plusTime)" and "DCC Date of birth"; SEMANTICS "plusTime",
 * "Date-time text", "Years". The calendar is the proleptic Gregorian one, without leap seconds.
 * All functions are pure: they do not know the current time, the locale or a time zone.
 */
#ifndef CL_DATA_INSTANT_H
#define CL_DATA_INSTANT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CL_INSTANT_MIN (-62167219200000) /* 0000-01-01T00:00:00.000Z */
#define CL_INSTANT_MAX 253402300799999   /* 9999-12-31T23:59:59.999Z */
#define CL_HOUR_MS     3600000
#define CL_DAY_MS      86400000

typedef enum cl_unit {
    CL_UNIT_YEAR,
    CL_UNIT_MONTH,
    CL_UNIT_DAY,
    CL_UNIT_HOUR,
    CL_UNIT_COUNT
} cl_unit;

typedef enum cl_instant_fault {
    CL_INSTANT_OK,
    CL_INSTANT_FORM, /* the text has none of the forms of the specification */
    /* The form is right, but the date, the time or the offset does not exist. */
    CL_INSTANT_CALENDAR,
    CL_INSTANT_YEARS /* the instant lies outside the years 0000 to 9999 */
} cl_instant_fault;

/* Parses any form that plusTime accepts. A partial date means the last day that it can be. */
cl_instant_fault cl_instant_parse(const char *text, size_t length, int64_t *instant);

/* Parses only YYYY, YYYY-MM and YYYY-MM-DD. */
cl_instant_fault cl_instant_parse_birth(const char *text, size_t length, int64_t *instant);

/* Shifts an instant by `amount` units, as ECMAScript's setUTCFullYear, setUTCMonth, setUTCDate and
 * setUTCHours do. False if the result lies outside the years 0000 to 9999. `instant` must lie
 * inside them. */
bool cl_instant_shift(int64_t instant, int64_t amount, cl_unit unit, int64_t *shifted);

/* Describes a fault for messages, for example "not a date-time of the forms that CertLogic
 * allows". */
const char *cl_instant_fault_text(cl_instant_fault fault);

#define CL_INSTANT_TEXT 24 /* "2021-06-01T00:00:00.000Z" */

/* Writes exactly CL_INSTANT_TEXT characters without a NUL. */
void cl_instant_write(int64_t instant, char text[CL_INSTANT_TEXT]);

/* Writes "2021-06-01T00:00:00Z", the form of external.validationClock: 20 characters without a NUL.
 * Milliseconds are rounded down. */
void cl_instant_write_seconds(int64_t instant, char text[20]);

/* cl_unit_find returns the unit with a name such as "day", or CL_UNIT_COUNT. cl_unit_name returns
 * the name of a unit. */
cl_unit cl_unit_find(const char *name, size_t length);
const char *cl_unit_name(cl_unit unit);

#endif
