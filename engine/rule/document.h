/* document.h — what a document is that stands among rules: told by its content.
 *
 * The name of a file says something in two cases only: a file of another tool (package.json) is no
 * loss, and a file named like a rule must hold one (rule/lost.h).
 */
#ifndef CL_RULE_DOCUMENT_H
#define CL_RULE_DOCUMENT_H

#include <stdbool.h>

#include "base/buffer.h"
#include "data/value.h"

typedef enum cl_form {
    CL_FORM_RULE,       /* an object with a member that only rules have, whole or broken */
    CL_FORM_LIST,       /* an array, each item of which has a form of its own */
    CL_FORM_BUNDLE,     /* {"rules", "valueSets"}, one of them at least */
    CL_FORM_VALUE_SETS, /* in any of their forms */
    CL_FORM_HASHES,     /* a list of rules by identifier, version, country and hash */
    CL_FORM_BESIDE,     /* a test, a suite, a JSON Schema, a certificate, a package file: no rule */
    CL_FORM_UNKNOWN     /* none of these */
} cl_form;

/* `path` is the name of the document's file, "" where it has none. */
cl_form cl_document_form(const cl_value *document, const char *path);

/* True for what has the members of a rule's test. */
bool cl_document_is_test(const cl_value *document);

/* True for a file that another tool reads and that may not even be JSON: package.json,
 * tsconfig.json. */
bool cl_document_is_foreign(const char *path);

/* Writes the sentence that says what is wrong with a document of the form UNKNOWN, or with a
 * document that is no rule where a rule must stand. */
void cl_document_explain(const cl_value *document, cl_form form, cl_buffer *message);

#endif
