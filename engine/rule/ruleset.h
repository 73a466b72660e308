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
#include "rule/document.h"
#include "rule/finding.h"
#include "rule/lost.h"
#include "rule/rule.h"
#include "rule/value_sets.h"
#include "vm/program.h"

/* An entry of a list of hashes: a rule that must be there when the set is finished. */
typedef struct cl_promised {
    const cl_value *entry;
    const char *file;
    const char *at;
} cl_promised;

typedef struct cl_ruleset {
    cl_arena arena;
    cl_findings findings;
    cl_rule *rules; /* once finished: by country, type, identifier, newest version first */
    uint32_t count;
    uint32_t capacity;
    cl_value_sets added; /* value sets as they come, until the set is finished */
    cl_value_sets added_meanings;
    cl_value value_sets; /* an object of arrays of codes, empty where none were added */
    cl_value meanings;   /* what the sets say of their codes: by name valueSetValues, or null */
    cl_program *program; /* value sets are constants; rule `r` runs as number r.code */
    uint32_t *rule_of;   /* per number in the program: the rule */
    cl_losses losses;    /* rules left out, documents that stand in a rule's place */
    cl_promised *promised;
    uint32_t promised_count, promised_capacity;
    size_t root; /* bytes of files' names that lead to where the documents lie, and say nothing */
} cl_ruleset;

/* What a document is taken for. */
typedef enum cl_document_kind {
    CL_DOCUMENT_ANY,       /* a rule, an array of rules, a bundle {rules, valueSets}, value sets */
    CL_DOCUMENT_VALUE_SETS /* value sets only */
} cl_document_kind;

/* The part of a file's name that can say something of its document. */
const char *cl_ruleset_path(const cl_ruleset *set, const char *file);

/* How a value set calls a code, a string; NULL where it does not say. */
const cl_value *cl_ruleset_display(const cl_ruleset *set, const char *name, const cl_value *code);

/* True when a document is more likely one of the above, or the test of a rule, than an expression. */
bool cl_ruleset_recognise(const cl_value *document);

/* An empty rule set; NULL with MEMORY. */
cl_ruleset *cl_ruleset_new(cl_error *error);
void cl_ruleset_free(cl_ruleset *set);

/* How many rules the documents added so far have brought, and how many losses. */
uint64_t cl_ruleset_brought(const cl_ruleset *set);

/* Adds what a document holds. Faults of the document become findings under the name `file` and hide
 * nothing else; what they keep out is noted as lost. What stands beside rules and is none, such as
 * a test, is passed over. Returns false only when memory ran out. */
bool cl_ruleset_add(cl_ruleset *set, cl_document_kind kind, const char *file, const char *bytes,
                    size_t length, cl_error *error);

/* Notes that something is lost: a finding and a loss. `path` is what of the file's name says
 * something; `document` may be NULL. */
bool cl_ruleset_lose(cl_ruleset *set, const cl_lost *lost, const char *path,
                     const cl_value *document, cl_error *error);

/* Sorts and compiles. Rules that a list of hashes names and that are not there are lost. Two rules
 * of one country, type, identifier and version are a finding, and the second is left out. Returns
 * false with MEMORY or LIMIT_SIZE. */
bool cl_ruleset_finish(cl_ruleset *set, cl_error *error);

/* Compiles the rules of a finished set into another program, in which value sets are read from the
 * data context and rules are numbered alike. */
cl_program *cl_ruleset_compile_open(const cl_ruleset *set, bool plain, cl_error *error);

/* Adds the warnings about all rules to `findings`; false when memory ran out. */
bool cl_ruleset_check(const cl_ruleset *set, cl_findings *findings, cl_error *error);

/* Warns of what a rule calls by a name that is not there: a value set, a member of external; and of
 * an identifier and a validity that the gateway refuses. False when memory ran out. */
bool cl_ruleset_check_names(const cl_ruleset *set, const cl_rule *rule, cl_findings *findings);

/* True for the path of a value set that the set does not have: `*name` is what it is called. */
bool cl_ruleset_missing_set(const cl_ruleset *set, const cl_value *path, const char **name,
                            size_t *length);

/* Appends " (did you mean NAME?)" where a value set has nearly that name. */
void cl_ruleset_say_nearest(const cl_ruleset *set, const char *name, size_t length, cl_buffer *out);

/* True when the set has a rule of that country, or has rules and lost one that is named as of that
 * country. */
bool cl_ruleset_knows(const cl_ruleset *set, const char *country);

/* True when a rule of that country has that Region. */
bool cl_ruleset_has_region(const cl_ruleset *set, const char *country, const char *region);

/* What rules are selected for. */
typedef struct cl_selection {
    cl_rule_type type;
    const char *country;
    const char *region; /* NULL where none is asked */
    bool any_region;    /* rules of every region */
    int64_t clock;
    bool any_certificate; /* rules for every certificate type, not only the one below */
    cl_certificate_type certificate_type;
} cl_selection;

/* SEMANTICS, "Which rules apply": of each identifier the highest version in force at the clock, if
 * it is for that certificate type or General, and for no region, its own country, or the one asked.
 * Writes at most set->count indexes, by identifier, and returns how many. */
uint32_t cl_ruleset_select(const cl_ruleset *set, const cl_selection *selection, uint32_t *indexes);

/* The losses that could have made a difference to a certificate, as indexes into set->losses.
 * `selected` are the `count` rules that apply, the first `acceptance` of them acceptance rules of
 * `selection->country`, the rest invalidation rules of `issuer`. Writes at most set->losses.count
 * indexes and returns how many. */
uint32_t cl_ruleset_select_lost(const cl_ruleset *set, const cl_selection *selection,
                                const char *issuer, const uint32_t *selected, uint32_t acceptance,
                                uint32_t count, uint32_t *indexes);

#endif
