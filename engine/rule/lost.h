/* lost.h — records what a rule set has lost: rules that were left out, and documents that are not
 * rules although rules were expected. Input: documents and names of files. Output: losses.
 *
 * A lost rule could have rejected a certificate. A loss contains what is still known of the rule:
 * its country, types, region and validity. SEMANTICS, "A set that lost rules": if a lost rule could
 * have changed a verdict, the verdict is not accepted. This code does not know verdicts.
 */
#ifndef CL_RULE_LOST_H
#define CL_RULE_LOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "data/value.h"
#include "rule/rule.h"

/* The most countries of one loss. If documents and names contain more, every country is
 * possible. */
enum { CL_LOST_COUNTRIES = 4 };

typedef struct cl_lost_country {
    char code[3];
    /* Known only from the name of a file or folder, such as CZ. It counts if another rule or loss
     * has the country too (cl_losses_confirm). */
    bool weak;
} cl_lost_country;

/* A document, or a part of one, that is lost. If a property is not known, all its values are
 * possible. */
typedef struct cl_lost {
    const char *file;
    const char *at; /* JSON Pointer into the file's document */
    cl_code code;
    const char *message;
    bool rule;                                    /* it may have been a rule */
    bool value_sets;                              /* it may have been value sets */
    cl_lost_country countries[CL_LOST_COUNTRIES]; /* possible countries; none: all */
    uint8_t country_count;
    uint8_t types;        /* possible types: bits 1 << cl_rule_type */
    uint8_t certificates; /* possible types: bits 1 << cl_certificate_type, without CL_GENERAL */
    const char *region;   /* NULL: the whole country, or not known */
    const char *id;       /* NULL: not known */
    char prefix[4];       /* of the identifier, from the file's name, "VR-"; "": not known */
    int64_t from, to;     /* in force only if from <= clock < to; milliseconds UTC */
} cl_lost;

/* Losses in the order of the documents, at most CL_MAX_LOST. If there are more, the last one
 * represents all that are not kept, and all its properties are unknown. */
typedef struct cl_losses {
    cl_arena *arena;
    cl_lost *items;
    uint32_t count;
    uint32_t capacity;
    uint64_t total; /* number of losses, including those not kept */
    uint64_t rules; /* number of these that may be rules */
} cl_losses;

void cl_losses_init(cl_losses *losses, cl_arena *arena);

/* Adds a loss with what `path` and `document` tell about the rule. `path` is the file's name below
 * the folder of the documents (cl_ruleset_path), or NULL. `document` is the lost value, or NULL if
 * it could not be read. Texts are copied. Returns false if memory ran out. */
bool cl_losses_add(cl_losses *losses, const cl_lost *lost, const char *path,
                   const cl_value *document);

/* The same for a valid rule that is left out. */
bool cl_losses_add_rule(cl_losses *losses, const cl_rule *rule, cl_code code, const char *message);

/* Removes each weak country, unless a rule of the set has it or a loss has it as a country that is
 * not weak. Call it once, after all losses are added. */
void cl_losses_confirm(cl_losses *losses, const cl_rule *rules, uint32_t count);

/* Returns true if a loss has that country among its countries. (A loss without countries, for which
 * every country is possible, does not count.) */
bool cl_losses_name_country(const cl_losses *losses, const char *country);

/* Returns true if a file or folder is named like a rule: rule.json, or an identifier of the
 * gateway's form (VR-CZ-0001), optionally followed by a version. Only the last step of `path`
 * counts. */
bool cl_lost_is_rule_place(const char *path);

/* Returns true if a text is an identifier of the gateway's form, or begins with one that is
 * followed by '-', '_', '.' or '@'. */
bool cl_lost_is_identifier(const char *text, size_t length);

/* Reads the country, type and certificate types from an identifier of the gateway's form, as bits
 * like those of cl_lost. Returns false if the text has another form. */
bool cl_lost_read_identifier(const char *text, size_t length, char country[3], uint8_t *types,
                             uint8_t *certificates);

#endif
