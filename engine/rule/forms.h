/* forms.h — recognises documents by their content: rules, value sets and other documents that
 * are in the same folders. Input: a document as a value, the name of its file. Output: its form.
 *
 * The name of the file matters in two cases only. A file of another tool (package.json) or an index
 * is not a loss, and a file named like a rule must contain a rule (rule/lost.h). This code does not
 * read files.
 */
#ifndef CL_RULE_FORMS_H
#define CL_RULE_FORMS_H

#include <stdbool.h>

#include "base/error.h"
#include "data/value.h"

typedef enum cl_form {
    CL_FORM_RULE,       /* an object with a member that only rules have; the rule may be broken */
    CL_FORM_LIST,       /* an array; each item has a form of its own */
    CL_FORM_BUNDLE,     /* an object with "rules", "valueSets" or both */
    CL_FORM_VALUE_SETS, /* value sets in any published form (value_sets.h) */
    CL_FORM_HASHES,     /* a list of rules by identifier, version, country and hash */
    CL_FORM_BESIDE,     /* not a rule: a test, a suite, a JSON Schema, a certificate, … */
    CL_FORM_UNKNOWN     /* none of these */
} cl_form;

/* Returns the form of a document. `path` is the name of its file, "" if it has none. */
cl_form cl_document_form(const cl_value *document, const char *path);

/* Returns true if the document has the members of a rule's test. */
bool cl_document_is_test(const cl_value *document);

/* Returns true for the name of a file of another tool, such as package.json or tsconfig.json. Such
 * a file may not be valid JSON. */
bool cl_document_is_foreign(const char *path);

/* Sets the fault DOCUMENT_KIND of a document that is not accepted: its form is UNKNOWN, or it is not
 * a rule although its file is named like a rule. Returns false. MEMORY if memory runs out. */
bool cl_document_refuse(const cl_value *document, cl_form form, cl_error *error);

#endif
