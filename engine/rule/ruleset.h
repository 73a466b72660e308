/* ruleset.h — the rules of one or several authorities, loaded, checked, compiled, selected.
 *
 * Documents are added one after another; then the set is finished, and from then on it is immutable
 * and may be shared between threads.
 */
#ifndef CL_RULE_RULESET_H
#define CL_RULE_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "rule/finding.h"
#include "rule/rule.h"
#include "rule/value_sets.h"
#include "vm/program.h"

typedef struct cl_ruleset {
    cl_arena arena;
    cl_findings findings;
    cl_rule *rules; /* once finished: by country, type, identifier, newest version first */
    uint32_t count;
    uint32_t capacity;
    cl_value_sets added; /* value sets as they come, until the set is finished */
    cl_value value_sets; /* an object of arrays of codes, empty where none were added */
    cl_program *program; /* value sets are constants; rule `r` runs as number r.code */
    uint32_t *rule_of;   /* per number in the program: the rule */
    uint32_t left_out;   /* broken rules */
} cl_ruleset;

/* What a document is taken for. */
typedef enum cl_document_kind {
    CL_DOCUMENT_ANY,       /* a rule, an array of rules, a bundle {rules, valueSets}, value sets */
    CL_DOCUMENT_VALUE_SETS /* value sets only */
} cl_document_kind;

/* True when a document is more likely one of the above than an expression. */
bool cl_ruleset_recognise(const cl_value *document);

/* An empty rule set; NULL with MEMORY. */
cl_ruleset *cl_ruleset_new(cl_error *error);
void cl_ruleset_free(cl_ruleset *set);

/* Adds what a document holds. Faults of the document become findings under the name `file` and hide
 * nothing else. Returns false only when memory ran out. */
bool cl_ruleset_add(cl_ruleset *set, cl_document_kind kind, const char *file, const char *bytes,
                    size_t length, cl_error *error);

/* Sorts and compiles. Two rules of one country, type, identifier and version are a finding, and the
 * second is left out. Returns false with MEMORY or LIMIT_SIZE. */
bool cl_ruleset_finish(cl_ruleset *set, cl_error *error);

/* Compiles the rules of a finished set into another program, in which value sets are read from the
 * data context and rules are numbered alike. */
cl_program *cl_ruleset_compile_open(const cl_ruleset *set, bool plain, cl_error *error);

/* Adds the warnings about all rules to `findings`; false when memory ran out. */
bool cl_ruleset_check(const cl_ruleset *set, cl_findings *findings, cl_error *error);

/* True when the set has a rule of that country. */
bool cl_ruleset_knows(const cl_ruleset *set, const char *country);

/* What rules are selected for. */
typedef struct cl_selection {
    cl_rule_type type;
    const char *country;
    const char *region; /* NULL where none is asked */
    int64_t clock;
    bool any_certificate; /* rules for every certificate type, not only the one below */
    cl_certificate_type certificate_type;
} cl_selection;

/* SEMANTICS, "Which rules apply": of each identifier the highest version in force at the clock, if it
 * is for that certificate type or General, and for no region or the one asked. Writes at most
 * set->count indexes, by identifier, and returns how many. */
uint32_t cl_ruleset_select(const cl_ruleset *set, const cl_selection *selection, uint32_t *indexes);

#endif
