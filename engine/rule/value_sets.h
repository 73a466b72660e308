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
#include "base/intern.h"
#include "data/value.h"

/* True when the document looks like value sets: worth reading as such. */
bool cl_value_sets_recognise(const cl_value *document);

/* Reads a document, or the part of one at the JSON Pointer `at`, into an object of arrays of codes, in
 * `arena`. On a fault returns false with VALUE_SETS and the place in the document, or MEMORY. */
bool cl_value_sets_read(const cl_value *document, const char *at, cl_arena *arena, cl_value *sets,
                        cl_error *error);

/* What the sets of a document say of their codes: for each of `sets`, which were read from it, its
 * valueSetValues, or null. False with MEMORY. */
bool cl_value_sets_meanings(const cl_value *document, const cl_value *sets, cl_arena *arena,
                            cl_value *meanings, cl_error *error);

/* The sets of several documents as they come. */
typedef struct cl_value_sets {
    cl_intern names;
    cl_member *members;  /* all sets, in the order of arrival */
    uint32_t *number_of; /* of each: the number of its name */
    uint32_t *last_of;   /* of each name: the member that came last */
    uint32_t count, capacity;
} cl_value_sets;

/* Begins without any. All that is added lives in `arena`. */
void cl_value_sets_init(cl_value_sets *all, cl_arena *arena);

/* Adds the members of an object that cl_value_sets_read has made. False when memory ran out. */
bool cl_value_sets_add(cl_value_sets *all, const cl_value *sets);

/* Makes one object of all sets; of one name the last one wins, and stands where that came. */
bool cl_value_sets_merge(const cl_value_sets *all, cl_arena *arena, cl_value *merged,
                         cl_error *error);

#endif
