/* person.h — the personal data of a payload: finds them to show the holder, and removes them for
 * logs.
 *
 * Personal data are removed by an allow-list: only `ver` and the codes, dates and doses of an entry
 * are kept. Names, the date of birth, the identifier of the certificate and unknown members are
 * removed.
 */
#ifndef CL_CERT_PERSON_H
#define CL_CERT_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "cert/certificate.h"
#include "data/value.h"
#include "data/writer.h"

/* The number of members that describe the holder: surname and forename (fn, gn), their standardised
 * forms (fnt, gnt), and the date of birth (dob). */
enum { CL_HOLDER_MEMBERS = 5 };

/* Finds these members. Sets each of `texts` to a string in the payload, or to NULL if the member is
 * missing or is no string. Returns false if all are NULL. */
bool cl_person_holder(const cl_certificate *certificate, const cl_value *texts[CL_HOLDER_MEMBERS]);

/* Returns the name of member `index`, 0 to CL_HOLDER_MEMBERS - 1: "fn", "gn", "fnt", "gnt",
 * "dob". */
const char *cl_person_member(int index);

/* Returns true if a field that a rule read may identify the holder. `path` is for example
 * "payload.v.0.ci"; `value` is the field's value. */
bool cl_person_is_field(const char *path, size_t length, const cl_value *value);

/* Writes the payload as JSON without its personal data. */
void cl_person_write_without(cl_writer *w, const cl_value *payload);

#endif
