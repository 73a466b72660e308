/* ruleset.h — the rules of one or several authorities. Input: documents. Output: a compiled rule
 * set, findings, and the rules that apply to a request.
 *
 * Add all documents, then finish the set. A finished set is immutable and may be shared between
 * threads. The rule set does not know files and folders, verdicts or signatures.
 */
#ifndef CL_RULE_RULESET_H
#define CL_RULE_RULESET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "rule/forms.h"
#include "base/finding.h"
#include "rule/lost.h"
#include "rule/rule.h"
#include "rule/value_sets.h"
#include "vm/program.h"

/* An entry of a list of hashes: a rule that the finished set must contain. */
typedef struct cl_promised {
    const cl_value *entry;
    const char *file;
    const char *at;
} cl_promised;

typedef struct cl_ruleset {
    cl_arena arena;
    cl_findings findings;
    /* If the set is finished: sorted by country, type, identifier, highest version first. */
    cl_rule *rules;
    uint32_t count;
    uint32_t capacity;
    cl_value_sets added; /* the value sets of all documents, merged when the set is finished */
    cl_value_sets added_meanings;
    /* Members of a finished set: */
    cl_value value_sets; /* an object of arrays of codes; empty if none were added */
    cl_value meanings;   /* an object: per name of a value set its valueSetValues, or null */
    cl_program *program; /* value sets are constants; a rule's number in it is its `code` */
    uint32_t *rule_of;   /* per number in the program: the index of the rule */
    /* Members of every set: */
    cl_losses losses;
    cl_promised *promised;
    uint32_t promised_count, promised_capacity;
    /* Bytes at the start of files' names that lead to the folder of the documents; they are
     * ignored. */
    size_t root;
} cl_ruleset;

/* What a document may be. */
typedef enum cl_document_kind {
    CL_DOCUMENT_ANY,       /* any form of forms.h */
    CL_DOCUMENT_VALUE_SETS /* value sets only */
} cl_document_kind;

/* Returns the part of a file's name that can tell about its document: the name without `root` bytes
 * and leading slashes. It points into `file`. */
const char *cl_ruleset_path(const cl_ruleset *set, const char *file);

/* Returns the display text of a code in the value set `name`, a string, or NULL if there is
 * none. */
const cl_value *cl_ruleset_display(const cl_ruleset *set, const char *name, const cl_value *code);

/* Returns true if a document is probably rules, value sets or a rule's test, and not an
 * expression. */
bool cl_ruleset_recognise(const cl_value *document);

/* Returns an empty rule set, or NULL with MEMORY. */
cl_ruleset *cl_ruleset_new(cl_error *error);
void cl_ruleset_free(cl_ruleset *set);

/* Returns the number of rules, and of losses that may be rules, that the documents so far have
 * added. */
uint64_t cl_ruleset_brought(const cl_ruleset *set);

/* Adds the rules and value sets of a document, `length` bytes of JSON. A fault is added to the
 * findings with the name `file`; the part of the document with the fault is recorded as lost, all
 * other parts are added. A document that is not a rule but can be in the same folder, such as a
 * test, is ignored. Returns false only with MEMORY. */
bool cl_ruleset_add(cl_ruleset *set, cl_document_kind kind, const char *file, const char *bytes,
                    size_t length, cl_error *error);

/* Does the same with a document that was read already. `document` must live as long as the set. */
bool cl_ruleset_add_value(cl_ruleset *set, cl_document_kind kind, const char *file,
                          const cl_value *document, cl_error *error);

/* Records a loss, and a finding of severity error. `path` and `document` as in cl_losses_add.
 * Returns false with MEMORY. */
bool cl_ruleset_lose(cl_ruleset *set, const cl_lost *lost, const char *path,
                     const cl_value *document, cl_error *error);

/* Finishes the set: sorts and compiles the rules, merges the value sets. If two rules have the same
 * country, type, identifier and version, the second is lost. A rule that a list of hashes contains
 * and the set does not is lost too. Returns false with MEMORY or LIMIT_SIZE. */
bool cl_ruleset_finish(cl_ruleset *set, cl_error *error);

/* Compiles the rules of a finished set to a second program, which reads value sets from the data
 * context. Rules have the same numbers as in set->program. `plain`: make plain code only. Returns
 * the program, to be freed with cl_program_free, or NULL with MEMORY or LIMIT_SIZE. */
cl_program *cl_ruleset_compile_open(const cl_ruleset *set, bool plain, cl_error *error);

/* Appends a text that is equal for two sets that judge every certificate alike. If memory runs out,
 * `out->failed` is set. */
void cl_ruleset_canonical(const cl_ruleset *set, cl_buffer *out);

/* Adds the warnings about all rules to `findings`. Returns false with MEMORY. */
bool cl_ruleset_check(const cl_ruleset *set, cl_findings *findings, cl_error *error);

/* Adds warnings about a rule to `findings`: names of value sets and of members of external that do
 * not exist, and an identifier or a validity that the gateway refuses. Returns false if memory ran
 * out. */
bool cl_ruleset_check_names(const cl_ruleset *set, const cl_rule *rule, cl_findings *findings);

/* Returns true if `path` is the path of a value set that the rule set does not have. Sets *name and
 * *length to the name of the value set; *name points into the path. */
bool cl_ruleset_missing_set(const cl_ruleset *set, const cl_value *path, const char **name,
                            size_t *length);

/* Appends " (did you mean NAME?)" if a value set has a similar name. */
void cl_ruleset_say_nearest(const cl_ruleset *set, const char *name, size_t length, cl_buffer *out);

/* Returns true if the set has a rule of that country, or has any rule and a loss with that
 * country. */
bool cl_ruleset_knows(const cl_ruleset *set, const char *country);

/* Returns true if a rule of that country has that Region, or the region is the country itself. */
bool cl_ruleset_has_region(const cl_ruleset *set, const char *country, const char *region);

/* The properties of the rules to select. */
typedef struct cl_selection {
    cl_rule_type type;
    const char *country;
    const char *region;   /* NULL: none requested */
    bool any_region;      /* select rules of every region */
    int64_t clock;        /* milliseconds UTC */
    bool any_certificate; /* select rules for every certificate type */
    cl_certificate_type certificate_type;
} cl_selection;

/* Selects rules (SEMANTICS, "Which apply"): of each identifier the highest version in force at the
 * clock, if its certificate type is the requested one or General, and if it has no region, its own
 * country as region, or the requested region. Writes their indexes, at most set->count, sorted by
 * identifier. Returns the number of indexes. */
uint32_t cl_ruleset_select(const cl_ruleset *set, const cl_selection *selection, uint32_t *indexes);

/* Selects the losses that could change the verdict of a certificate. `selected` are the `count`
 * rules that apply: first `acceptance` acceptance rules of selection->country, then invalidation
 * rules of the country `issuer`. Writes indexes into set->losses, at most set->losses.count.
 * Returns the number of indexes. */
uint32_t cl_ruleset_select_lost(const cl_ruleset *set, const cl_selection *selection,
                                const char *issuer, const uint32_t *selected, uint32_t acceptance,
                                uint32_t count, uint32_t *indexes);

#endif
