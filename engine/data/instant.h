/* instant.h — date-times: text to milliseconds UTC, calendar arithmetic, and back to text.
 *
 * Specification "Offset date-time (plusTime)" and "DCC Date of birth"; SEMANTICS "plusTime",
 * "date-time strings", "years". Proleptic Gregorian calendar, no leap seconds. Pure functions.
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
    CL_INSTANT_FORM,     /* none of the forms that the specification lists */
    CL_INSTANT_CALENDAR, /* the form is right, the date or time or offset does not exist */
    CL_INSTANT_YEARS     /* the instant lies outside the years 0000 to 9999 */
} cl_instant_fault;

/* Any of the forms of plusTime. A partial date is the last day it allows. */
cl_instant_fault cl_instant_parse(const char *text, size_t length, int64_t *instant);

/* YYYY, YYYY-MM or YYYY-MM-DD only. */
cl_instant_fault cl_instant_parse_birth(const char *text, size_t length, int64_t *instant);

/* The instant shifted by `amount` units, as ECMAScript's setUTCFullYear, setUTCMonth, setUTCDate,
 * setUTCHours do. False when the result lies outside the years 0000 to 9999. `instant` must lie
 * inside them. */
bool cl_instant_shift(int64_t instant, int64_t amount, cl_unit unit, int64_t *shifted);

/* What is wrong, for messages, for example "not a date-time of the forms that CertLogic allows". */
const char *cl_instant_fault_text(cl_instant_fault fault);

#define CL_INSTANT_TEXT 24 /* "2021-06-01T00:00:00.000Z" */

/* Writes exactly CL_INSTANT_TEXT characters, no NUL. */
void cl_instant_write(int64_t instant, char text[CL_INSTANT_TEXT]);

/* Writes "2021-06-01T00:00:00Z", 20 characters, no NUL: the form of external.validationClock.
 * Milliseconds are cut towards the past. */
void cl_instant_write_seconds(int64_t instant, char text[20]);

/* The unit of a name ("day"), or CL_UNIT_COUNT; and the name of a unit. */
cl_unit cl_unit_find(const char *name, size_t length);
const char *cl_unit_name(cl_unit unit);

#endif
