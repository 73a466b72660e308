/* person.h — what of a certificate tells who its holder is: to show it, and to leave it out of
 * logs.
 *
 * People are left out by a list of what may stay: the codes, dates and doses of an entry. Names,
 * date of birth, the identifier of the certificate and members that nobody knows do not.
 */
#ifndef CL_CERT_PERSON_H
#define CL_CERT_PERSON_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "cert/certificate.h"
#include "data/value.h"

/* The members of the holder: name as written and as standardised (fn, gn, fnt, gnt), date of
 * birth. */
enum { CL_HOLDER_MEMBERS = 5 };

/* Finds them: `texts` are strings of the payload, or NULL where it has no such text. False where
 * there is none of them. */
bool cl_person_holder(const cl_certificate *certificate, const cl_value *texts[CL_HOLDER_MEMBERS]);

/* "fn", "gn", "fnt", "gnt", "dob". */
const char *cl_person_member(int index);

/* True when a field that a rule has read, "payload.v.0.ci", tells who the holder is, or may do
 * so. */
bool cl_person_is_field(const char *path, size_t length, const cl_value *value);

/* Appends the payload as JSON without what tells who the holder is. */
void cl_person_write_without(cl_buffer *out, const cl_value *payload);

#endif
