/* value_sets.h — reads value sets. Input: documents in all published forms. Output: the form that
 * rules read, an object of arrays of codes.
 *
 * The forms of a document: {name: [codes]}; {name: {"valueSetId", "valueSetValues": {code: …}}};
 * one such object of the gateway, named by its valueSetId; an array of such objects. Codes that are
 * marked inactive are included: a certificate that was issued while a code was active keeps the
 * code.
 */
#ifndef CL_RULE_VALUE_SETS_H
#define CL_RULE_VALUE_SETS_H

#include <stdbool.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/intern.h"
#include "data/value.h"

/* Returns true if the document has a form of value sets. Reading it may still fail. */
bool cl_value_sets_recognise(const cl_value *document);

/* Returns true if a document that cl_value_sets_recognise accepts is certainly one of value sets: it
 * has valueSetValues where the published forms have it. */
bool cl_value_sets_certain(const cl_value *document);

/* Reads value sets into *sets, an object of arrays of codes in `arena`. `document` is the document
 * or a part of one; `at` is the JSON Pointer to it. Texts are those of `document`. Returns false
 * with VALUE_SETS and the place in the document, or MEMORY. */
bool cl_value_sets_read(const cl_value *document, const char *at, cl_arena *arena, cl_value *sets,
                        cl_error *error);

/* Makes an object with the meanings of codes: for each member of `sets`, which cl_value_sets_read
 * has made from `document`, its valueSetValues, or null if it has none. Returns false with
 * MEMORY. */
bool cl_value_sets_meanings(const cl_value *document, const cl_value *sets, cl_arena *arena,
                            cl_value *meanings, cl_error *error);

/* Collects the value sets of several documents. */
typedef struct cl_value_sets {
    cl_intern names;
    cl_member *members;  /* all sets, in the order in which they were added */
    uint32_t *number_of; /* per member: the number of its name */
    uint32_t *last_of;   /* per name: the member that was added last */
    uint32_t count, capacity;
} cl_value_sets;

/* Begins an empty collection. Its memory is in `arena`. */
void cl_value_sets_init(cl_value_sets *all, cl_arena *arena);

/* Adds the members of an object that cl_value_sets_read has made. Returns false if memory ran
 * out. */
bool cl_value_sets_add(cl_value_sets *all, const cl_value *sets);

/* Makes one object of all sets, in the order in which they were added. Of sets with the same name
 * only the last one is kept. Returns false with MEMORY. */
bool cl_value_sets_merge(const cl_value_sets *all, cl_arena *arena, cl_value *merged,
                         cl_error *error);

#endif
