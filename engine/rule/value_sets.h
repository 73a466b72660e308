/* value_sets.h — value sets in the form that rules read: an object of arrays of codes.
 *
 * Read from: {name: [codes]}; {name: {"valueSetId", "valueSetValues": {code: …}}}; one such object of
 * the gateway on its own, named by its valueSetId; an array of them. All codes count, those marked
 * inactive too: a certificate issued while a code was active keeps its code.
 */
#ifndef CL_RULE_VALUE_SETS_H
#define CL_RULE_VALUE_SETS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"

/* True when the document looks like value sets: worth reading as such. */
bool cl_value_sets_recognise(const cl_value *document);

/* Reads a document, or the part of one at the JSON Pointer `at`, into an object of arrays of codes, in
 * `arena`. On a fault returns false with VALUE_SETS and the place in the document, or MEMORY. */
bool cl_value_sets_read(const cl_value *document, const char *at, cl_arena *arena, cl_value *sets,
                        cl_error *error);

/* The members of both objects; those of `more` win. NULL stands for none. */
bool cl_value_sets_merge(const cl_value *sets, const cl_value *more, cl_arena *arena,
                         cl_value *merged, cl_error *error);

#endif
