/* lost.h — what a rule set has lost: rules that were left out, and documents that stand in a rule's
 * place.
 *
 * A lost rule could have rejected a certificate. For each loss this file notes what is still known
 * of the rule: its country, types, region and validity. SEMANTICS, "A set that lost rules": a
 * verdict that a lost rule could have touched is not accepted.
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

/* Countries of one loss; where documents and names say more, all are taken for possible. */
enum { CL_LOST_COUNTRIES = 4 };

typedef struct cl_lost_country {
    char code[3];
    /* Only a folder's name says so; it counts where the set has that country elsewhere too. */
    bool weak;
} cl_lost_country;

/* One document, or part of one, that is lost. Whatever is not known is taken for possible. */
typedef struct cl_lost {
    const char *file;
    const char *at; /* JSON Pointer into the file's document */
    cl_code code;
    const char *message;
    bool rule;                                    /* it may have been a rule */
    bool value_sets;                              /* it may have been value sets */
    cl_lost_country countries[CL_LOST_COUNTRIES]; /* none: all */
    uint8_t country_count;
    uint8_t types;        /* bits 1 << cl_rule_type */
    uint8_t certificates; /* bits 1 << cl_certificate_type, CL_GENERAL not among them */
    const char *region;   /* NULL: all; never the rule's own country */
    const char *id;       /* NULL: not known */
    char prefix[4];       /* how the identifier begins by the file's name, "VR-"; "": not known */
    int64_t from, to;     /* in force from <= clock < to at most */
} cl_lost;

/* Losses in the order of the documents, the first CL_MAX_LOST of them; where there are more, the
 * last one stands for the rest and is taken for possible everywhere. */
typedef struct cl_losses {
    cl_arena *arena;
    cl_lost *items;
    uint32_t count;
    uint32_t capacity;
    uint64_t total; /* those that are not kept, too */
} cl_losses;

void cl_losses_init(cl_losses *losses, cl_arena *arena);

/* Adds a loss. `path` is the part of the file's name that says something, NULL for none; `document`
 * is what stands there, NULL where it could not be read. Texts are copied. False when memory ran
 * out. */
bool cl_losses_add(cl_losses *losses, const cl_lost *lost, const char *path,
                   const cl_value *document);

/* The same for a rule that was read whole and is left out. */
bool cl_losses_add_rule(cl_losses *losses, const cl_rule *rule, cl_code code, const char *message);

/* Drops the weak countries that neither a whole rule nor another loss confirms. */
void cl_losses_confirm(cl_losses *losses, const cl_rule *rules, uint32_t count);

/* True when a lost rule may have been of that country and is not only taken for possible there. */
bool cl_losses_name_country(const cl_losses *losses, const char *country);

/* True when the last step of a file's name says that a rule stands there: rule.json, or an
 * identifier of the gateway's form (VR-CZ-0001) with or without a version behind it. */
bool cl_lost_is_rule_place(const char *path);

/* True when a text begins with an identifier of the gateway's form and is not another word. */
bool cl_lost_is_identifier(const char *text, size_t length);

/* What an identifier of the gateway's form says: the country, and bits of types and of certificates
 * as in cl_lost. False where it has no such form. */
bool cl_lost_read_identifier(const char *text, size_t length, char country[3], uint8_t *types,
                             uint8_t *certificates);

#endif
